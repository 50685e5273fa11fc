//! Figures for other documents: a fragment of HTML each, and a manifest of all.
//!
//! A report writes its figures under stable names (`figures/carte-quartiers.svg`, `.png`…), so a
//! document that refers to them shows the new ones after the next run. `figures.json` lists them
//! with what a caption and a screen reader need. Sizes are on paper, in millimetres.
//!
//! **Word, LibreOffice.** Insert › Picture, and choose the PNG or the SVG with "link to file"; the
//! size on paper is that of the file. The alternative text to paste is `alternative` in
//! `figures.json`.
//!
//! **LaTeX** (the PNG; or the PDF that `qpv report --pdf` writes):
//!
//! ```text
//! \usepackage{graphicx}
//! \begin{figure}
//!   \includegraphics[width=\textwidth]{output/figures/carte-quartiers}
//!   \caption{Quartiers prioritaires, périmètres 2015 et 2024. Source : ANCT.}
//! \end{figure}
//! ```
//!
//! **Typst** reads the manifest itself:
//!
//! ```text
//! #let manifest = json("output/figures.json")
//! #for f in manifest.figures {
//!   figure(
//!     image("output/" + f.files.first().path, width: 100%, alt: f.alternative),
//!     caption: [#f.title. Source : #f.source],
//!   )
//! }
//! ```
//!
//! **Quarto**, as an image for every format, or as a fragment with its table for HTML
//! (`qpv report --fragment`):
//!
//! ```text
//! ![Quartiers prioritaires](output/figures/carte-quartiers.svg){fig-alt="…"}
//!
//! {{< include output/figures/carte-quartiers.html >}}
//! ```
//!
//! **Any web page**: the fragment stands in the page as it is. It carries no script and no style,
//! its `id`s begin with the name of the figure, and it takes the width of what it stands in.

use super::Study;
use super::page::{PageError, escape};
use crate::perimeter::Generation;
use crate::render::{Figure, Lang};
use serde::Serialize;
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

/// What a document needs to know about the figures of a study.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Manifest {
    /// Program and version.
    pub generator: String,
    /// Language of the words.
    pub lang: &'static str,
    /// Date as text.
    pub date: String,
    /// Whether the perimeters are a scheme and not the official ones.
    pub schematic: bool,
    /// The figures, in the order of the report.
    pub figures: Vec<Entry>,
}

/// One figure of a manifest.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Entry {
    /// Stable name, and prefix of the ids in its SVG.
    pub id: String,
    /// The finding, in one sentence.
    pub title: String,
    /// Text for those who do not see the figure.
    pub alternative: String,
    /// Width on paper, millimetres.
    pub width_mm: f64,
    /// Height on paper, millimetres.
    pub height_mm: f64,
    /// Its files, the vector drawing first.
    pub files: Vec<File>,
    /// Sources, in one line.
    pub source: String,
    /// Licences of the sources.
    pub licence: String,
    /// Perimeters and censuses that it shows.
    pub vintage: Vec<String>,
}

/// One file of a figure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct File {
    /// Path from the folder of the manifest, with `/` between its parts.
    pub path: String,
    /// Its extension.
    pub format: String,
    /// Width of an image of pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width_px: Option<u32>,
    /// Height of an image of pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height_px: Option<u32>,
}

impl File {
    /// A file of a figure; `dpi` gives the size of a PNG.
    pub fn of(figure: &Figure, path: &str, dpi: f64) -> Self {
        let format = path.rsplit('.').next().unwrap_or_default();
        let pixels = |mm: f64| (format == "png").then(|| (mm / 25.4 * dpi).round() as u32);
        Self {
            path: path.to_owned(),
            format: format.to_owned(),
            width_px: pixels(figure.page.width_mm),
            height_px: pixels(figure.page.height_mm),
        }
    }
}

impl Manifest {
    /// A manifest of the figures of a study with their files.
    pub fn of(study: &Study, figures: &[(&Figure, Vec<File>)], lang: Lang, date: &str) -> Self {
        let entries = figures.iter().map(|(figure, files)| Entry {
            id: figure.id.clone(),
            title: figure.title.clone(),
            alternative: figure.alternative.clone(),
            width_mm: figure.page.width_mm,
            height_mm: figure.page.height_mm,
            files: files.clone(),
            source: figure.source.clone(),
            licence: licence(study, &figure.source, lang),
            vintage: vintage(study, &figure.source, lang),
        });
        Self {
            generator: concat!("qpv ", env!("CARGO_PKG_VERSION")).to_owned(),
            lang: lang.pick("fr", "en"),
            date: date.to_owned(),
            schematic: study.is_schematic(),
            figures: entries.collect(),
        }
    }

    /// The manifest as JSON text.
    ///
    /// # Errors
    /// None is known: it holds texts and finite numbers only.
    pub fn json(&self) -> Result<String, PageError> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }
}

fn licence(study: &Study, source: &str, lang: Lang) -> String {
    let perimeters = match study.is_schematic() {
        true => lang.pick(
            "échantillon schématique de qpv, d'après des données ANCT (Licence Ouverte 2.0)",
            "schematic sample of qpv, after data of ANCT (Licence Ouverte 2.0)",
        ),
        false => "ANCT, Licence Ouverte 2.0",
    };
    let insee = lang.pick(
        "Insee, réutilisation libre avec mention de la source",
        "Insee, free reuse with mention of the source",
    );
    match source.contains("Insee") {
        true => format!("{perimeters} ; {insee}"),
        false => perimeters.to_owned(),
    }
}

/// The perimeters of both generations, and the censuses that the source line of a figure names;
/// a scheme's line names none, and its figures may show any.
fn vintage(study: &Study, source: &str, lang: Lang) -> Vec<String> {
    let word = lang.pick("périmètres", "perimeters of");
    let perimeters = Generation::ALL.map(|g| format!("{word} {}", g.year()));
    let named = study
        .figures
        .iter()
        .map(|f| f.vintage.to_string())
        .filter(|census| source.contains(census.as_str()));
    perimeters.into_iter().chain(named).collect()
}

#[cfg(test)]
mod tests {
    use super::super::page::studies;
    use super::*;
    use crate::render::{FigureTable, Page};

    fn figure() -> Figure {
        Figure {
            id: "carte-quartiers".into(),
            title: "Trois quartiers & <plus>".into(),
            alternative: "Carte".into(),
            svg: "<?xml version=\"1.0\"?>\n<svg width=\"297mm\" height=\"210mm\" viewBox=\"0 0 9 9\" \
                  role=\"img\"><title>t</title><desc>d</desc></svg>\n"
                .into(),
            page: Page::A4_LANDSCAPE,
            source: "ANCT, Licence Ouverte ; Insee, RP 2020 (pop.csv)".into(),
            table: FigureTable {
                header: vec!["Code".into(), "Habitants".into()],
                rows: vec![vec!["<b>".into(), "1 200".into()]],
            },
        }
    }

    #[test]
    fn a_fragment_is_a_figure_with_its_words_its_table_and_no_size_of_its_own() {
        let html = fragment(&figure(), Lang::Fr);
        assert!(html.starts_with("<figure id=\"carte-quartiers\" lang=\"fr\">\n<svg viewBox"));
        assert!(html.contains("<title>t</title><desc>d</desc></svg>"));
        assert!(html.contains("Trois quartiers &amp; &lt;plus&gt; <small>Source\u{a0}: ANCT"));
        assert!(html.contains("<th scope=\"row\">&lt;b&gt;</th><td>1 200</td>"));
        for part in ["<?xml", "<script", "<style", "style=", "297mm"] {
            assert!(!html.contains(part), "{part}");
        }
    }

    #[test]
    fn a_manifest_says_sizes_source_licence_and_vintage() {
        let figure = figure();
        let files = ["figures/carte-quartiers.svg", "figures/carte-quartiers.png"]
            .map(|path| File::of(&figure, path, 150.0));
        let study = studies::small();
        let manifest = Manifest::of(
            &study,
            &[(&figure, files.to_vec())],
            Lang::Fr,
            "1er janvier 2024",
        );
        let entry = &manifest.figures[0];
        assert_eq!(entry.files[0].width_px, None);
        assert_eq!(
            (entry.files[1].width_px, entry.files[1].height_px),
            (Some(1754), Some(1240))
        );
        assert_eq!(
            entry.vintage,
            ["périmètres 2015", "périmètres 2024", "RP 2020"]
        );
        assert!(entry.licence.contains("Insee"));
        let text = manifest.json().unwrap();
        let read: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read["figures"][0]["title"], "Trois quartiers & <plus>");
    }
}
