//! Published figures, with what they count.

use crate::perimeter::{Generation, QuartierCode};
use std::collections::BTreeMap;
use std::fmt;

/// Census that a population was counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Vintage {
    /// Recensement de la population of a year (in fact of the five years around it).
    Census(u16),
    /// The table does not say.
    Unknown,
}

impl fmt::Display for Vintage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Census(year) => write!(f, "RP {year}"),
            Self::Unknown => f.write_str("millésime non précisé"),
        }
    }
}

/// Populations municipales of one census on one generation of perimeters, as published.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// Census.
    pub vintage: Vintage,
    /// Perimeters on which it was counted.
    pub generation: Generation,
    /// Inhabitants; `None` where the cell is empty, coded or not published.
    pub values: BTreeMap<QuartierCode, Option<f64>>,
    /// File and column.
    pub source: String,
    /// Rows whose code or number could not be read, by number of row from 1 below the header.
    pub refused: Vec<(usize, String)>,
}

impl Figures {
    /// Population of a quartier; `None` where it is missing or not published.
    pub fn get(&self, code: &QuartierCode) -> Option<f64> {
        self.values.get(code).copied().flatten()
    }

    /// What the figures are, for a legend: `RP 2013, périmètres 2015`.
    pub fn label(&self) -> String {
        format!("{}, périmètres {}", self.vintage, self.generation.year())
    }
}
