//! Figures for other documents: a fragment of HTML each, and a manifest of all.
//!
//! A report writes its figures under stable names (`figures/carte-quartiers.svg`, `.png`…), so a
//! document that refers to them shows the new ones after the next run. `figures.json` lists them
//! with what a caption and a screen reader need; `qpv map` and `qpv chart` add a figure of their
//! own to such a list with `--manifest figures.json`, or replace the one in the same file. Sizes are
//! on paper, in millimetres.
//!
//! An SVG carries its letters for browsers. Typst, Word, LibreOffice and Inkscape do not read them
//! and take a font of the machine, whose letters are wider or narrower; LibreOffice also draws the
//! halo of a label over it. There the PDF and the PNG show the figure as it was drawn.
//!
//! The figures of a report are made for A4, most of them turned: between the margins of an upright
//! page their letters shrink to half their size. There, `qpv map` and `qpv chart` with `--page column`
//! (170 × 120 mm) draw the same figure for the width of the text; or give it a page of its own, turned.
//!
//! **Word, LibreOffice.** Insert › Picture (Insert › Image), and choose the PNG, with "link to file"
//! to follow the next run; it comes in at its size on paper, or at the width of the text where that is
//! less. The alternative text to paste is `alternative` in `figures.json`. 300 dots per inch
//! (`--dpi 300`) are for print.
//!
//! **LaTeX** takes the PDF that `qpv report --pdf` writes, else the PNG:
//!
//! ```text
//! \documentclass[a4paper]{article}
//! \usepackage[T1]{fontenc}
//! \usepackage[french]{babel}
//! \usepackage{graphicx}
//! \begin{document}
//! \begin{figure}
//!   \centering
//!   \includegraphics[width=\textwidth]{output/figures/carte-quartiers}
//!   \caption{Quartiers prioritaires, périmètres 2015 et 2024. Source : ANCT.}
//! \end{figure}
//! \end{document}
//! ```
//!
//! **Typst** (0.14 or later) reads the manifest itself, here with the PDF files of
//! `qpv report --pdf`; `"png"` does as well:
//!
//! ```text
//! #set text(lang: "fr")
//! #let manifest = json("output/figures.json")
//! #for f in manifest.figures {
//!   let file = f.files.find(file => file.format == "pdf")
//!   figure(
//!     image("output/" + file.path, width: 100%, alt: f.alternative),
//!     caption: [#f.title. Source : #f.source],
//!   )
//! }
//! ```
//!
//! **Quarto**, as an image with a number and references to it, in every format:
//!
//! ```text
//! La @fig-quartiers montre les deux générations.
//!
//! ![Quartiers prioritaires. Source : ANCT.](output/figures/carte-quartiers.png){#fig-quartiers fig-alt="Carte"}
//! ```
//!
//! or for HTML alone (1.5 or later) as a fragment with its table, which `qpv report --fragment` writes.
//! The raw block keeps it as it is, where Markdown would read its letters once more:
//!
//! ````text
//! ```{=html}
//! {{< include output/figures/carte-quartiers.html >}}
//! ```
//! ````
//!
//! **Any web page**: the fragment stands in the page as it is. It carries no script and no style,
//! its `id`s begin with the name of the figure, and it takes the width of what it stands in.

mod manifest;

use super::page::escape;
use crate::render::{Figure, Lang};
pub use manifest::{Entry, File, Manifest};
use std::fmt::Write;

/// A figure as a fragment of HTML: the drawing with its title and description, a caption with
/// the source, and its numbers as a table for screen readers and for those who want them.
///
/// The page that it is put into gives the character set; the fragment is UTF-8.
pub fn fragment(figure: &Figure, lang: Lang) -> String {
    let code = lang.pick("fr", "en");
    let mut html = String::with_capacity(figure.svg.len() + 4096);
    // Writing to a String does not fail.
    let _ = write!(
        html,
        "<figure id=\"{0}\" lang=\"{code}\">\n{1}\n<figcaption>{2}",
        escape(&figure.id),
        without_size(&figure.svg),
        escape(&figure.title)
    );
    if !figure.source.is_empty() {
        let word = lang.pick("Source\u{a0}: ", "Source: ");
        let _ = write!(html, " <small>{word}{}</small>", escape(&figure.source));
    }
    html.push_str("</figcaption>\n");
    if !figure.table.rows.is_empty() {
        let summary = lang.pick("Les nombres de la figure", "The numbers of the figure");
        let _ = write!(
            html,
            "<details>\n<summary>{summary}</summary>\n<table>\n<caption>{}</caption>\n<thead><tr>",
            escape(&figure.title)
        );
        for heading in &figure.table.header {
            let _ = write!(html, "<th scope=\"col\">{}</th>", escape(heading));
        }
        html.push_str("</tr></thead>\n<tbody>\n");
        for row in &figure.table.rows {
            html.push_str("<tr>");
            for (at, cell) in row.iter().enumerate() {
                // The first column names the row.
                let _ = match at {
                    0 => write!(html, "<th scope=\"row\">{}</th>", escape(cell)),
                    _ => write!(html, "<td>{}</td>", escape(cell)),
                };
            }
            html.push_str("</tr>\n");
        }
        html.push_str("</tbody>\n</table>\n</details>\n");
    }
    html.push_str("</figure>\n");
    html
}

/// The `<svg>` element without the prolog of a file and without a size of its own: its `viewBox`
/// keeps the proportions at any width.
fn without_size(svg: &str) -> String {
    let start = svg.find("<svg").unwrap_or(0);
    let end = svg[start..].find('>').map_or(svg.len(), |i| start + i);
    let (tag, rest) = (&svg[start..end], svg[end..].trim_end());
    let mut kept = tag.to_owned();
    for name in [" width=\"", " height=\""] {
        if let Some(at) = kept.find(name) {
            let value = at + name.len();
            if let Some(length) = kept[value..].find('"') {
                kept.replace_range(at..=value + length, "");
            }
        }
    }
    format!("{kept}{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::page::studies::figure;

    const SVG: &str = "<?xml version=\"1.0\"?>\n<svg width=\"297mm\" height=\"210mm\" \
        viewBox=\"0 0 9 9\" role=\"img\"><title>t</title><desc>d</desc></svg>\n";

    #[test]
    fn a_fragment_is_a_figure_with_its_words_its_table_and_no_size_of_its_own() {
        let html = fragment(&figure(SVG), Lang::Fr);
        assert!(html.starts_with("<figure id=\"carte-quartiers\" lang=\"fr\">\n<svg viewBox"));
        assert!(html.contains("<title>t</title><desc>d</desc></svg>"));
        assert!(html.contains("Trois quartiers &amp; &lt;plus&gt; <small>Source\u{a0}: ANCT"));
        assert!(html.contains("<th scope=\"row\">&lt;b&gt;</th><td>1 200</td>"));
        for part in ["<?xml", "<script", "<style", "style=", "297mm"] {
            assert!(!html.contains(part), "{part}");
        }
    }
}
