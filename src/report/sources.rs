//! The files that a study rests on: who made each, under which licence, of which date, and where it
//! is described.

use super::Study;
use super::figures::words::vintage;
use super::page::folders::Folders;
use crate::catalogue;
use crate::render::Lang;

/// A file, in words ready to show; what is not known is empty.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct SourceLine {
    /// What it is to the study.
    pub what: String,
    /// Its name, without the folder it lies in.
    pub file: String,
    pub producer: String,
    pub licence: String,
    /// Decrees, census or year that it describes.
    pub vintage: String,
    /// Where its producer describes it.
    pub page: String,
    /// How it was read.
    pub note: String,
}

impl SourceLine {
    /// What the catalogue knows of an official file, in the words that its licence asks for; of
    /// another, that its producer has a say.
    fn of(what: String, path: &str, folders: &Folders, lang: Lang) -> Self {
        let line = Self {
            what,
            file: folders.left_out(path),
            ..Self::default()
        };
        let Some(source) = catalogue::known(path.split(", colonne ").next().unwrap_or(path)) else {
            let given = lang.pick(
                "fichier fourni, licence de son producteur",
                "file as given, licence of its producer",
            );
            return Self {
                licence: given.to_owned(),
                ..line
            };
        };
        let producer = source.attribution.trim_start_matches("Source : ");
        Self {
            producer: producer.to_owned(),
            licence: source.licence.clone(),
            vintage: source.vintage.clone(),
            page: source.page.clone(),
            ..line
        }
    }
}

/// Every file of a study, perimeters first.
pub(super) fn sources(study: &Study, lang: Lang) -> Vec<SourceLine> {
    let folders = Folders::of(study);
    let line = |what: &str, path: &str| SourceLine::of(what.to_owned(), path, &folders, lang);
    let mut all = Vec::new();
    for set in [&study.diff.old, &study.diff.new] {
        let what = format!(
            "{} {}",
            lang.pick("Périmètres", "Perimeters of"),
            set.generation.year()
        );
        let source = &set.source;
        let mut one = line(&what, &source.file);
        if source.schematic {
            one.producer = lang
                .pick(
                    "schéma embarqué, pas le périmètre officiel",
                    "embedded scheme, not the official perimeter",
                )
                .to_owned();
            one.licence = String::new();
        } else if one.producer.is_empty() {
            // Under whatever name: nobody else draws them.
            one.producer = "ANCT".to_owned();
            one.licence = "Licence Ouverte 2.0".to_owned();
        }
        one.note = match &source.encoding {
            Some(encoding) => format!("{}, {encoding}", source.crs),
            None => source.crs.clone(),
        };
        all.push(one);
    }
    let outlines = study.outlines.iter().flat_map(|o| &o.files);
    let what = lang.pick("Contours de communes", "Outlines of communes");
    all.extend(outlines.map(|path| {
        SourceLine {
            note: lang
                .pick("contours généralisés", "generalised outlines")
                .to_owned(),
            ..line(what, path)
        }
    }));
    let what = lang.pick("Communes et EPCI", "Communes and EPCI");
    all.extend(study.directory.files().iter().map(|path| line(what, path)));
    all.extend(study.figures.iter().map(|figures| {
        let what = format!("Population municipale, {}", vintage(figures, lang));
        let one = line(&what, &figures.source);
        let free = lang.pick(
            "réutilisation libre avec mention de la source",
            "free reuse with mention of the source",
        );
        SourceLine {
            producer: "Insee".to_owned(),
            licence: match one.page.is_empty() {
                true => free.to_owned(),
                false => one.licence,
            },
            // One file may hold several censuses: the census is that of the column.
            vintage: figures.vintage.to_string(),
            ..one
        }
    }));
    if study.is_schematic() {
        // What comes with the sample was given by nobody.
        let embedded = all.iter_mut().filter(|line| line.producer.is_empty());
        embedded.for_each(|line| line.licence.clear());
    }
    all.extend(study.reference.map(|reference| SourceLine {
        what: lang.pick("Texte de référence", "Reference text").to_owned(),
        file: reference.source.clone(),
        ..SourceLine::default()
    }));
    all
}

#[cfg(test)]
mod tests {
    use super::super::page::studies;
    use super::*;

    #[test]
    fn an_official_file_is_traced_to_producer_licence_date_and_page() {
        let member = "/home/durand/qp-politiquedelaville-shp.zip/QP_METROPOLE_LB93.shp";
        let line = SourceLine::of("x".into(), member, &Folders::default(), Lang::Fr);
        assert_eq!(line.producer, "ANCT");
        assert_eq!(line.licence, "Licence Ouverte 2.0");
        assert!(line.vintage.contains("2014-1750"), "{}", line.vintage);
        assert!(line.page.starts_with("https://www.data.gouv.fr/"));
    }

    #[test]
    fn another_file_is_not_credited_to_anyone() {
        let line = SourceLine::of(
            "x".into(),
            "mes-communes.geojson",
            &Folders::default(),
            Lang::Fr,
        );
        assert_eq!((line.producer.as_str(), line.page.as_str()), ("", ""));
        assert_eq!(line.licence, "fichier fourni, licence de son producteur");
    }

    #[test]
    fn a_population_says_the_census_of_its_column_and_a_scheme_no_licence() {
        let lines = sources(&studies::small(), Lang::Fr);
        let census = lines.iter().filter(|l| l.producer == "Insee");
        let vintages: Vec<&str> = census.map(|l| l.vintage.as_str()).collect();
        assert!(
            vintages.iter().all(|v| v.starts_with("RP 20")),
            "{vintages:?}"
        );
        let scheme = sources(&studies::schematic(), Lang::Fr);
        assert!(scheme[0].producer.starts_with("schéma") && scheme[0].licence.is_empty());
    }
}
