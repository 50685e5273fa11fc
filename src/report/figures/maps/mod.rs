//! The maps of a study.

mod change;

use super::super::study::Study;
use super::findings;
use super::ground::Ground;
use super::words::{Words, sources, territory, vintage};
use super::{FigureKind, Style};
use crate::perimeter::{Generation, Quartier};
use crate::population::{Figures, total};
use crate::render::map::{self, CountMap, QuartiersMap, RateMap};
use crate::render::palettes::{GENERATION_2015, GENERATION_2024};
use crate::render::{Figure, RenderError};
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
    let s = &study.summary;
    let title = findings::both_perimeters(
        &territory(study, style),
        [s.count_2015, s.count_2024],
        [s.area_2015_m2, s.area_2024_m2],
        lang,
    );
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
    let place = territory(study, style);
    let named = |q: &Quartier| place.contains(&q.code.to_string());
    let title = match study.set(figures.generation).quartiers.as_slice() {
        // The place is the quartier itself.
        [only] if sum.counted == 1 && named(only) => {
            findings::headline(&place, &findings::people(sum.population, lang), lang)
        }
        _ => findings::inhabitants(&place, sum.population, sum.counted, lang),
    };
    let words = Words {
        title,
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
        least: 1.0,
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
    let place = territory(study, style);
    let Some(title) = findings::densities(&place, &values, lang) else {
        return Ok(None);
    };
    let words = Words {
        title,
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
