//! The charts of a study.

mod ages;
mod bands;
mod change;
mod column;
mod contracts;
mod lineage;
mod population;
mod slope;

pub use ages::age_pyramid;
pub use bands::band_chart;
pub(super) use change::{areas, evolution};
pub use column::column_chart;
pub(super) use lineage::{MOST_OLD, lineage, reshaped};
pub(super) use population::{population_by_contract, population_by_quartier};
pub use slope::{SlopeError, SlopeOf, slope_chart};

use super::super::study::Study;
use super::Style;
use crate::diff::Evolution;
use crate::perimeter::{Generation, QuartierCode};
use crate::population::Figures;
use crate::render::charts::Series;
use crate::render::palettes::{GENERATION_2015, GENERATION_2015_EARLIER, GENERATION_2024};
use crate::render::{Figure, Lang, Page, RenderError, Rgb};
use std::collections::BTreeMap;

/// Said wherever populations of both generations stand side by side.
fn not_growth(study: &Study, lang: Lang) -> String {
    let both = Generation::ALL
        .into_iter()
        .all(|g| study.figures.iter().any(|f| f.generation == g));
    if !both {
        return String::new();
    }
    lang.pick(
        "Les périmètres 2015 et 2024 ne couvrent pas le même sol : l'écart entre eux n'est pas une croissance.",
        "The perimeters of 2015 and 2024 cover different ground: the difference is not growth.",
    )
    .to_owned()
}

/// Colour of a series: one per generation, lighter for an earlier census of the same one.
fn color_of(study: &Study, figures: &Figures) -> Rgb {
    let later = study
        .figures
        .iter()
        .any(|f| f.generation == figures.generation && f.vintage > figures.vintage);
    match (figures.generation, later) {
        (Generation::Qp2015, false) => GENERATION_2015,
        (Generation::Qp2015, true) => GENERATION_2015_EARLIER,
        (Generation::Qp2024, _) => GENERATION_2024,
    }
}

/// Colour of the perimeters of a generation.
pub(super) fn ground_color(generation: Generation) -> Rgb {
    match generation {
        Generation::Qp2015 => GENERATION_2015,
        Generation::Qp2024 => GENERATION_2024,
    }
}

/// The perimeters of a generation in words.
pub(super) fn perimeters(generation: Generation, lang: Lang) -> String {
    match lang {
        Lang::Fr => format!("périmètres {}", generation.year()),
        Lang::En => format!("perimeters of {}", generation.year()),
    }
}

/// A series of what was measured on the perimeters of a generation.
pub(super) fn measured(generation: Generation, values: Vec<Option<f64>>, lang: Lang) -> Series {
    Series {
        name: perimeters(generation, lang),
        color: ground_color(generation),
        ground: generation.year(),
        values,
        instead: BTreeMap::new(),
    }
}

/// A page as wide as a text column and of the height that rows need, in millimetres; A3 where that is
/// more than a sheet of A4.
fn tall_enough(rows: usize, row_mm: f64) -> Page {
    let height = 52.0 + rows as f64 * row_mm;
    if height > Page::A4_PORTRAIT.height_mm {
        return Page::A3_PORTRAIT;
    }
    Page::new(210.0, height.max(80.0))
}

/// The usual page of a line per quartier: A4, or as much of it as a few lines fill.
fn by_quartier(rows: usize) -> Page {
    let height = 70.0 + 5.7 * rows as f64;
    Page::new(210.0, height.clamp(90.0, Page::A4_PORTRAIT.height_mm))
}

/// Draws on the page asked for, else on its usual one, and on A3 where rows cannot be read on that.
pub(super) fn on_paper(
    style: &Style,
    usual: Page,
    draw: impl Fn(Page) -> Result<Figure, RenderError>,
) -> Result<Figure, RenderError> {
    if let Some(page) = style.page {
        return draw(page);
    }
    match draw(usual) {
        Err(RenderError::TooManyRows { .. }) => draw(Page::A3_PORTRAIT),
        drawn => drawn,
    }
}

/// One row per link, as names and codes do not carry over: the old quartier beside the new one that
/// keeps its ground. A merger or split shows each on its own.
fn pairs(study: &Study) -> Vec<(Option<QuartierCode>, Option<QuartierCode>)> {
    let mut rows: Vec<(Option<QuartierCode>, Option<QuartierCode>)> = Vec::new();
    for row in &study.diff.rows {
        match row.evolution {
            Evolution::Inchange | Evolution::Modifie => rows.push((row.old, row.new)),
            _ => {
                for code in [(row.old, None), (None, row.new)] {
                    if code != (None, None) && !rows.contains(&code) {
                        rows.push(code);
                    }
                }
            }
        }
    }
    rows
}
