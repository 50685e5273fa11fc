//! The figures of a report: which ones there are, and what each takes from a study.
//!
//! The drawing itself is [`crate::render`]'s; here results become shapes, values and words.

mod absence;
mod atlas;
mod charts;
mod findings;
mod ground;
mod maps;
pub(in crate::report) mod outline;
mod tables;
#[cfg(test)]
mod tests;
pub(super) mod words;

pub use absence::absence;
pub use atlas::atlas;
pub use charts::{SlopeError, SlopeOf, age_pyramid, band_chart, column_chart, slope_chart};
pub use tables::{address_map, column_map};

use super::study::Study;

use crate::population::LEAST_SHOWN;
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
    /// Map of located addresses ([`address_map`]).
    Adresses,
    /// Map of a column of a table ([`column_map`]).
    Colonne,
    /// Chart of a column of a table ([`column_chart`]).
    ColonneGraphique,
    /// Addresses by distance to the nearest limit ([`band_chart`]).
    Bandes,
    /// Ages of the inhabitants ([`age_pyramid`]).
    Pyramide,
    /// Population before and after ([`slope_chart`]).
    PopulationPente,
    /// Area before and after ([`slope_chart`]).
    AiresPente,
}

impl FigureKind {
    /// Those that a study gives by itself, in the order of the report.
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
            Self::Adresses => "carte-adresses",
            Self::Colonne => "carte-colonne",
            Self::ColonneGraphique => "graphique-colonne",
            Self::Bandes => "graphique-bandes",
            Self::Pyramide => "graphique-pyramide",
            Self::PopulationPente => "graphique-population-pente",
            Self::AiresPente => "graphique-aires-pente",
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
    /// Name of the place that the study was narrowed to (an EPCI, a quartier); maps then fit its
    /// quartiers, and titles name it in place of the départements.
    pub place: Option<String>,
    /// Small multiples: one panel per contrat de ville.
    pub by_epci: bool,
    /// Counts of people from 1 to one less than this are not shown (statistical secrecy).
    pub secret: u64,
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
            place: None,
            by_epci: false,
            secret: LEAST_SHOWN,
        }
    }
}

/// Draws a figure; `None` where the study has nothing to show on it (no population table, no
/// merger, no quartier, more of them than a page can show, or a figure that is drawn from a table of
/// its own); [`absence()`] says why.
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
        FigureKind::Adresses
        | FigureKind::Colonne
        | FigureKind::ColonneGraphique
        | FigureKind::Bandes
        | FigureKind::Pyramide
        | FigureKind::PopulationPente
        | FigureKind::AiresPente => Ok(None),
    }
}
