//! The maps of a study.

mod change;

use super::super::study::Study;
use super::ground::Ground;
use super::words::{Words, sources, territory, vintage};
use super::{FigureKind, Style};
use crate::perimeter::{Generation, Quartier};
use crate::population::{Figures, total};
use crate::render::map::{self, CountMap, QuartiersMap, RateMap};
use crate::render::palettes::{GENERATION_2015, GENERATION_2024};
use crate::render::{Figure, Lang, RenderError};
pub(super) use change::evolution;

pub(super) fn quartiers(study: &Study, style: &Style) -> Result<Option<Figure>, RenderError> {
    let Some(ground) = Ground::of(study, style.lang) else {
        return Ok(None);
    };
    let lang = style.lang;
    let (old, new) = (
        ground.shapes(Generation::Qp2015),
        ground.shapes(Generation::Qp2024),
    );
    let title = both_perimeters(study, &territory(study, style), lang);
    let words = Words {
        title,
        subtitle: lang
            .pick(
                "Périmètres des décrets de 2014 (en vigueur 2015-2023) et de 2023 (depuis 2024)",
                "Perimeters of the decrees of 2014 (in force 2015-2023) and 2023 (since 2024)",
            )
            .to_owned(),
        note: if ground.is_crowded() {
            lang.pick(
                "Un point pour chaque quartier trop petit pour être vu à cette échelle.",
                "A dot for each quartier that is too small to be seen at this scale.",
            )
            .to_owned()
        } else {
            String::new()
        },
        sources: sources(study, &[], lang),
    };
    let options = ground.options(FigureKind::Quartiers, style, words);
    let layers = QuartiersMap {
        old: &old,
        new: &new,
        backdrop: ground.backdrop(),
    };
    map::quartiers(&layers, &options).map(Some)
}

/// How many quartiers there were and are, on how much ground.
fn both_perimeters(study: &Study, place: &str, lang: Lang) -> String {
    let summary = &study.summary;
    let (areas, counts) = (
        [summary.area_2015_m2, summary.area_2024_m2],
        [summary.count_2015, summary.count_2024],
    );
    if counts == [1, 1] {
        let [a, b] = areas.map(|m2| lang.number(m2 / 1e4, 1));
        return match lang {
            Lang::Fr => format!("{place} : {b} ha prioritaires, au lieu de {a} en 2015"),
            Lang::En => format!("{place}: {b} ha, instead of {a} in 2015"),
        };
    }
    // Tenths of a km² are noise beside hundreds.
    let decimals = usize::from(summary.area_2024_m2 < 1e8);
    let [a, b] = areas.map(|m2| lang.number(m2 / 1e6, decimals));
    let [before, after] = counts.map(|n| lang.number(n as f64, 0));
    let noun = match (lang, counts[1]) {
        (Lang::Fr, 0 | 1) => "quartier prioritaire",
        (Lang::Fr, _) => "quartiers prioritaires",
        (Lang::En, 1) => "quartier prioritaire",
        (Lang::En, _) => "quartiers prioritaires",
    };
    match (lang, counts[0] == counts[1]) {
        (Lang::Fr, true) => {
            format!("{place} : toujours {after} {noun}, sur {b} km² au lieu de {a}")
        }
        (Lang::Fr, false) => format!("{place} : de {before} à {after} {noun}, de {a} à {b} km²"),
        (Lang::En, true) => format!("{place}: still {after} {noun}, on {b} km² instead of {a}"),
        (Lang::En, false) => {
            format!("{place}: from {before} to {after} {noun}, from {a} to {b} km²")
        }
    }
}

/// The figures that a map shows: those of 2024 if there are some, the latest census.
fn latest(study: &Study) -> Option<&Figures> {
    let of = |g| study.figures.iter().rfind(|f| f.generation == g);
    of(Generation::Qp2024).or_else(|| of(Generation::Qp2015))
}

pub(super) fn population(study: &Study, style: &Style) -> Result<Option<Figure>, RenderError> {
    let (Some(ground), Some(figures)) = (Ground::of(study, style.lang), latest(study)) else {
        return Ok(None);
    };
    let lang = style.lang;
    let sum = total(study.set(figures.generation), figures);
    let (inhabitants, count) = (
        lang.number(sum.population, 0),
        lang.number(sum.counted as f64, 0),
    );
    let place = territory(study, style);
    let words = Words {
        title: match (lang, sum.counted) {
            (Lang::Fr, 0) => format!("{place} : population des quartiers non disponible"),
            (Lang::En, 0) => format!("{place}: population of the quartiers not available"),
            (Lang::Fr, 1) => {
                format!("{place} : {inhabitants} habitants dans un quartier prioritaire")
            }
            (Lang::En, 1) => {
                format!("{place}: {inhabitants} inhabitants in a quartier prioritaire")
            }
            (Lang::Fr, _) => {
                format!("{place} : {inhabitants} habitants dans {count} quartiers prioritaires")
            }
            (Lang::En, _) => {
                format!("{place}: {inhabitants} inhabitants in {count} quartiers prioritaires")
            }
        },
        subtitle: format!(
            "{}, {}",
            lang.pick("Population municipale", "Population municipale"),
            vintage(figures, lang)
        ),
        note: String::new(),
        sources: sources(study, &[figures], lang),
    };
    let options = ground.options(FigureKind::Population, style, words);
    let quartiers = ground.measured(figures.generation, |q| figures.get(&q.code));
    let color = match figures.generation {
        Generation::Qp2015 => GENERATION_2015,
        Generation::Qp2024 => GENERATION_2024,
    };
    let layers = CountMap {
        quartiers: &quartiers,
        heading: format!(
            "{} ({})",
            lang.pick("Habitants", "Inhabitants"),
            figures.vintage
        ),
        color,
        points: &[],
        points_label: String::new(),
        missing: None,
        backdrop: ground.backdrop(),
    };
    map::symbols(&layers, &options).map(Some)
}

pub(super) fn density(study: &Study, style: &Style) -> Result<Option<Figure>, RenderError> {
    let (Some(ground), Some(figures)) = (Ground::of(study, style.lang), latest(study)) else {
        return Ok(None);
    };
    let lang = style.lang;
    let density = |q: &Quartier| Some(figures.get(&q.code)? / (q.area_m2() / 1e6));
    let quartiers = ground.measured(figures.generation, density);
    let mut values: Vec<f64> = quartiers.iter().filter_map(|q| q.value).collect();
    values.sort_by(f64::total_cmp);
    let Some(median) = values.get(values.len() / 2).copied() else {
        return Ok(None);
    };
    // Three significant digits: the areas and counts behind it bear no more.
    let median = lang.number((median / 100.0).round() * 100.0, 0);
    let place = territory(study, style);
    let words = Words {
        title: match (lang, values.len()) {
            (Lang::Fr, 1) => format!("{place} : {median} habitants au km²"),
            (Lang::En, 1) => format!("{place}: {median} inhabitants per km²"),
            (Lang::Fr, _) => {
                format!("{place} : un quartier sur deux dépasse {median} habitants au km²")
            }
            (Lang::En, _) => {
                format!("{place}: every other quartier has over {median} inhabitants per km²")
            }
        },
        subtitle: format!(
            "{}, {}",
            lang.pick("Densité de population", "Population density"),
            vintage(figures, lang)
        ),
        note: String::new(),
        sources: sources(study, &[figures], lang),
    };
    let options = ground.options(FigureKind::Densite, style, words);
    let layers = RateMap {
        quartiers: &quartiers,
        heading: lang
            .pick("Habitants au km²", "Inhabitants per km²")
            .to_owned(),
        unit: String::new(),
        decimals: 0,
        method: style.method,
        classes: style.classes,
        backdrop: ground.backdrop(),
    };
    map::choropleth(&layers, &options).map(Some)
}
