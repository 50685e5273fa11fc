//! The figures of a report: which ones there are, and what each takes from a study.
//!
//! The drawing itself is [`crate::render`]'s; here results become shapes, values and words.

mod charts;
mod maps;
pub(super) mod words;

use super::study::Study;

use crate::render::palettes::Ramp;
use crate::render::{Figure, Lang, Method, Page, RenderError};

/// A figure that a study can give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FigureKind {
    /// Map of both generations over the communes.
    Quartiers,
    /// Map of the population, proportional symbols.
    Population,
    /// Map of the ground kept, gained and lost.
    Evolution,
    /// Map of the density, in classes.
    Densite,
    /// Population by contrat de ville.
    PopulationContrats,
    /// Population by quartier.
    PopulationQuartiers,
    /// Number of quartiers by evolution.
    EvolutionNombre,
    /// Area by contrat de ville.
    Aires,
    /// Flows of ground from old to new quartiers, for mergers, splits and recompositions.
    Filiation,
}

impl FigureKind {
    /// All of them, in the order of the report.
    pub const ALL: [Self; 9] = [
        Self::Quartiers,
        Self::Evolution,
        Self::EvolutionNombre,
        Self::Filiation,
        Self::Population,
        Self::PopulationContrats,
        Self::PopulationQuartiers,
        Self::Densite,
        Self::Aires,
    ];

    /// File name without extension, and prefix of the ids in its SVG.
    pub fn id(self) -> &'static str {
        match self {
            Self::Quartiers => "carte-quartiers",
            Self::Population => "carte-population",
            Self::Evolution => "carte-evolution",
            Self::Densite => "carte-densite",
            Self::PopulationContrats => "graphique-population-contrats",
            Self::PopulationQuartiers => "graphique-population-quartiers",
            Self::EvolutionNombre => "graphique-evolution",
            Self::Aires => "graphique-aires",
            Self::Filiation => "graphique-filiation",
        }
    }
}

/// How figures are drawn; what is `None` is each figure's own choice.
#[derive(Debug, Clone)]
pub struct Style {
    /// Language of words and numbers.
    pub lang: Lang,
    /// Date as text, ready to print.
    pub date: String,
    /// Size on paper.
    pub page: Option<Page>,
    /// A title in place of the finding.
    pub title: Option<String>,
    /// Codes and names on maps.
    pub labels: bool,
    /// Colours of classes.
    pub ramp: Ramp,
    /// Number of classes.
    pub classes: usize,
    /// How classes are cut.
    pub method: Method,
}

impl Style {
    /// French, with labels, five quantiles, each figure's own size.
    pub fn new(lang: Lang, date: String) -> Self {
        Self {
            lang,
            date,
            page: None,
            title: None,
            labels: true,
            ramp: Ramp::DEFAULT,
            classes: 5,
            method: Method::Quantiles,
        }
    }
}

/// Draws a figure; `None` where the study has nothing to show on it (no population table, no
/// merger, no quartier).
///
/// # Errors
/// [`RenderError`] when the page is too small or the values cannot be drawn.
pub fn figure(
    study: &Study,
    kind: FigureKind,
    style: &Style,
) -> Result<Option<Figure>, RenderError> {
    match kind {
        FigureKind::Quartiers => maps::quartiers(study, style),
        FigureKind::Population => maps::population(study, style),
        FigureKind::Evolution => maps::evolution(study, style),
        FigureKind::Densite => maps::density(study, style),
        FigureKind::PopulationContrats => charts::population_by_contract(study, style),
        FigureKind::PopulationQuartiers => charts::population_by_quartier(study, style),
        FigureKind::EvolutionNombre => charts::evolution(study, style),
        FigureKind::Aires => charts::areas(study, style),
        FigureKind::Filiation => charts::lineage(study, style),
    }
}
