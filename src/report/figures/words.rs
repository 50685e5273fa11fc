//! Titles, subtitles and sources of figures, made from the study.

use super::super::study::Study;
use super::{FigureKind, Style};
use crate::diff::Evolution;
use crate::epci::departement_name;
use crate::perimeter::Generation;
use crate::population::{Figures, Vintage};
use crate::render::{Caption, Lang, Page, Setting};
use std::path::Path;

/// The territory in words: « Pas-de-Calais », « Nord et Pas-de-Calais », « France », or the place that
/// the study was narrowed to.
pub(super) fn territory(study: &Study, style: &Style) -> String {
    if let Some(place) = &style.place {
        return place.clone();
    }
    let names: Vec<&str> = study
        .departements
        .iter()
        .map(|code| departement_name(code).unwrap_or(code.as_str()))
        .collect();
    match names.as_slice() {
        [] => "France".to_owned(),
        // A title has no room for their names.
        several if several.len() > 8 => format!("{} départements", several.len()),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} et {last}", first.join(", ")),
    }
}

/// An evolution in words.
pub(super) fn evolution_word(evolution: Evolution, lang: Lang) -> &'static str {
    match evolution {
        Evolution::Inchange => lang.pick("inchangé", "unchanged"),
        Evolution::Modifie => lang.pick("modifié", "modified"),
        Evolution::Fusion => lang.pick("fusionné", "merged"),
        Evolution::Scission => lang.pick("scindé", "split"),
        Evolution::Recomposition => lang.pick("recomposé", "recomposed"),
        Evolution::Nouveau => lang.pick("nouveau", "new"),
        Evolution::Supprime => lang.pick("supprimé", "removed"),
    }
}

/// What a population is: « RP 2020, périmètres 2024 ».
pub(in crate::report) fn vintage(figures: &Figures, lang: Lang) -> String {
    match (lang, figures.vintage) {
        (Lang::Fr, _) => figures.label(),
        (Lang::En, Vintage::Census(year)) => {
            format!("census {year}, perimeters of {}", figures.generation.year())
        }
        (Lang::En, Vintage::Unknown) => {
            format!(
                "census not stated, perimeters of {}",
                figures.generation.year()
            )
        }
    }
}

/// File name without its folders, which are the analyst's business.
pub(super) fn file_name(source: &str) -> String {
    let path = source.split(", colonne").next().unwrap_or(source);
    let archive = Path::new(path)
        .ancestors()
        .find(|p| p.extension().is_some_and(|e| e.eq_ignore_ascii_case("zip")))
        .unwrap_or(Path::new(path));
    archive
        .file_name()
        .unwrap_or(archive.as_os_str())
        .to_string_lossy()
        .into_owned()
}

/// Said where small counts of people are not shown.
pub(super) fn secrecy(least: u64, lang: Lang) -> String {
    let most = least.saturating_sub(1);
    match lang {
        Lang::Fr => format!(
            "Secret statistique : les effectifs de 1 à {most} ne sont pas montrés, ni celui qui les donnerait par différence avec le total."
        ),
        Lang::En => format!(
            "Statistical secrecy: counts from 1 to {most} are not shown, nor the one that would give them away with the total."
        ),
    }
}

/// Sources of a figure: the perimeters, and the populations that it shows.
pub(super) fn sources(study: &Study, figures: &[&Figures], lang: Lang) -> Vec<String> {
    if study.is_schematic() {
        let text = lang.pick(
            "échantillon embarqué de qpv, d'après ANCT (Licence Ouverte) et Insee",
            "embedded sample of qpv, after ANCT (Licence Ouverte) and Insee",
        );
        return vec![text.to_owned()];
    }
    let files: Vec<String> = Generation::ALL
        .into_iter()
        .map(|g| file_name(&study.set(g).source.file))
        .collect();
    let perimeters = lang.pick("périmètres", "perimeters");
    let mut all = vec![format!(
        "ANCT, {perimeters} 2015 et 2024 ({}), Licence Ouverte",
        files.join(", ")
    )];
    if lang == Lang::En {
        all[0] = all[0].replace(" et ", " and ");
    }
    if !figures.is_empty() {
        let list: Vec<String> = figures
            .iter()
            .map(|f| format!("{} ({})", f.vintage, file_name(&f.source)))
            .collect();
        all.push(format!("Insee, {}", list.join(", ")));
    }
    all
}

/// Page, language and words of a figure.
#[derive(Clone)]
pub(super) struct Words {
    pub(super) title: String,
    pub(super) subtitle: String,
    pub(super) note: String,
    pub(super) sources: Vec<String>,
}

impl Words {
    /// The setting of a figure on its usual page.
    pub(super) fn setting(
        self,
        study: &Study,
        kind: FigureKind,
        style: &Style,
        page: Page,
    ) -> Setting {
        let notice = style.lang.pick(
            "schéma, pas le périmètre officiel",
            "schematic, not the official perimeter",
        );
        Setting {
            page: style.page.unwrap_or(page),
            lang: style.lang,
            caption: Caption {
                id: kind.id().to_owned(),
                title: style.title.clone().unwrap_or(self.title),
                subtitle: self.subtitle,
                alternative: String::new(),
                sources: self.sources,
                date: style.date.clone(),
                note: self.note,
                schematic: study.is_schematic().then(|| notice.to_owned()),
            },
        }
    }
}
