//! The charts of a study.

mod change;
mod population;

pub(super) use change::{areas, evolution, lineage};
pub(super) use population::{population_by_contract, population_by_quartier};

use super::super::study::Study;
use crate::perimeter::Generation;
use crate::population::Figures;
use crate::render::palettes::{GENERATION_2015, GENERATION_2015_EARLIER, GENERATION_2024};
use crate::render::{Lang, Page, Rgb};
use std::collections::BTreeSet;

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

fn contracts(study: &Study) -> Vec<String> {
    let names: BTreeSet<&str> = Generation::ALL
        .into_iter()
        .flat_map(|g| study.contracts(g))
        .collect();
    names.into_iter().map(str::to_owned).collect()
}

/// A page as wide as a text column, of the height that rows need, in millimetres.
fn tall_enough(rows: usize, row_mm: f64) -> Page {
    Page::new(210.0, (52.0 + rows as f64 * row_mm).clamp(80.0, 1_400.0))
}
