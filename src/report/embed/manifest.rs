//! `figures.json`: the figures of a report, or those that single commands drew, with what a caption
//! and a screen reader need.

use crate::perimeter::Generation;
use crate::render::{Figure, Lang};
use crate::report::Study;
use crate::report::page::PageError;
use serde::{Deserialize, Serialize};

/// What a document needs to know about figures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Program and version.
    pub generator: String,
    /// Language of the words of the last run that wrote here.
    pub lang: String,
    /// Date of that run as text.
    pub date: String,
    /// Whether the perimeters of a figure are a scheme and not the official ones.
    pub schematic: bool,
    /// The figures, in the order of the report.
    pub figures: Vec<Entry>,
}

/// One figure of a manifest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    /// Language of its words.
    pub lang: String,
    /// Date when it was drawn, as text.
    pub date: String,
    /// Whether its perimeters are a scheme and not the official ones.
    pub schematic: bool,
}

/// One file of a figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct File {
    /// Path from the folder of the manifest, with `/` between its parts.
    pub path: String,
    /// Its extension.
    pub format: String,
    /// Number of its page, from 1, in a document of several figures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<usize>,
    /// Width of an image of pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width_px: Option<u32>,
    /// Height of an image of pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height_px: Option<u32>,
}

impl File {
    /// A file of a figure; `dpi` gives the size of a PNG.
    pub fn of(figure: &Figure, path: &str, dpi: f64) -> Self {
        let format = path.rsplit('.').next().unwrap_or_default();
        let is_png = format.eq_ignore_ascii_case("png");
        let pixels = |mm: f64| is_png.then(|| (mm / 25.4 * dpi).round() as u32);
        Self {
            path: path.to_owned(),
            format: format.to_ascii_lowercase(),
            page: None,
            width_px: pixels(figure.page.width_mm),
            height_px: pixels(figure.page.height_mm),
        }
    }
}

impl Entry {
    /// What is told about a figure of a study, with the files that it was written to.
    pub fn of(study: &Study, figure: &Figure, files: Vec<File>, lang: Lang, date: &str) -> Self {
        Self {
            id: figure.id.clone(),
            title: figure.title.clone(),
            alternative: figure.alternative.clone(),
            width_mm: figure.page.width_mm,
            height_mm: figure.page.height_mm,
            files,
            source: figure.source.clone(),
            licence: licence(study, &figure.source, lang),
            vintage: vintage(study, &figure.source, lang),
            lang: lang.pick("fr", "en").to_owned(),
            date: date.to_owned(),
            schematic: study.is_schematic(),
        }
    }
}

impl Manifest {
    /// A manifest without a figure yet.
    pub fn new(lang: Lang, date: &str) -> Self {
        Self {
            generator: concat!("qpv ", env!("CARGO_PKG_VERSION")).to_owned(),
            lang: lang.pick("fr", "en").to_owned(),
            date: date.to_owned(),
            schematic: false,
            figures: Vec::new(),
        }
    }

    /// Adds figures. One that was written to a file of theirs before is replaced, where it stands.
    #[must_use]
    pub fn with(mut self, entries: Vec<Entry>) -> Self {
        let is_written = |file: &File| {
            let mut files = entries.iter().flat_map(|entry| &entry.files);
            files.any(|new| new.path == file.path)
        };
        let is_replaced = |entry: &Entry| entry.files.iter().any(is_written);
        let first = self.figures.iter().position(is_replaced);
        self.figures.retain(|entry| !is_replaced(entry));
        let at = first.unwrap_or(self.figures.len());
        self.figures.splice(at..at, entries);
        self.schematic = self.figures.iter().any(|entry| entry.schematic);
        self
    }

    /// Reads a manifest that was written before.
    ///
    /// # Errors
    /// What is no manifest.
    pub fn read(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
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
    use super::*;
    use crate::report::page::studies;

    fn entry(id: &str, paths: &[&str]) -> Entry {
        let figure = Figure {
            id: id.to_owned(),
            ..studies::figure("")
        };
        let files = paths.iter().map(|path| File::of(&figure, path, 150.0));
        let date = "1er janvier 2024";
        Entry::of(&studies::small(), &figure, files.collect(), Lang::Fr, date)
    }

    #[test]
    fn a_manifest_says_sizes_source_licence_and_vintage() {
        let entry = entry(
            "carte-quartiers",
            &["figures/carte-quartiers.svg", "figures/carte-quartiers.png"],
        );
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
        let manifest = Manifest::new(Lang::Fr, "1er janvier 2024").with(vec![entry]);
        let text = manifest.json().unwrap();
        assert!(text.contains("Trois quartiers & <plus>"));
        assert_eq!(Manifest::read(&text).unwrap(), manifest);
    }

    #[test]
    fn a_figure_drawn_again_takes_its_place_and_another_comes_last() {
        let manifest = Manifest::new(Lang::Fr, "1er janvier 2024")
            .with(vec![
                entry("a", &["a.svg", "a.png"]),
                entry("b", &["b.svg"]),
            ])
            .with(vec![entry("again", &["a.svg"])])
            .with(vec![entry("c", &["c.svg"])]);
        let ids: Vec<&str> = manifest.figures.iter().map(|f| f.id.as_str()).collect();
        assert_eq!(ids, ["again", "b", "c"]);
    }
}
