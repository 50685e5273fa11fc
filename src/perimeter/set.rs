//! All quartiers of one generation, with what was learnt while reading them.

use super::code::{Generation, QuartierCode};
use super::quartier::Quartier;
use super::repair::Repair;
use serde::Serialize;

/// Where a set of perimeters came from, for the page that quotes it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Source {
    /// File as the user named it, with the member where it is an archive.
    pub file: String,
    /// Coordinate reference system of the file.
    pub crs: String,
    /// How the system was known: `declared`, `format` (RFC 7946) or `extent`.
    pub crs_from: String,
    /// Encoding of the attributes where the format has one.
    pub encoding: Option<String>,
    /// Column in which the codes were found.
    pub code_column: String,
    /// Column in which the names were found.
    pub name_column: Option<String>,
    /// Whether the perimeters are schematic (the embedded sample) and not official ones.
    pub schematic: bool,
    /// What a reader of the result must know, one sentence each: axes in another order than
    /// the format has them, layers of a pack that were left aside.
    pub notes: Vec<String>,
}

/// A feature that could not be taken, and why.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rejected {
    /// Number of the feature in its layer, from 1.
    pub feature: usize,
    /// What it calls itself: the code column as written.
    pub code: String,
    /// One sentence.
    pub reason: String,
}

/// The perimeters of one generation: valid, in metres, sorted by code.
#[derive(Debug, Clone, PartialEq)]
pub struct Perimeters {
    /// The decree they belong to.
    pub generation: Generation,
    /// Sorted by code, each code once.
    pub quartiers: Vec<Quartier>,
    /// Where they came from.
    pub source: Source,
    /// Contours that were not valid and what repair did to them.
    pub repairs: Vec<Repair>,
    /// Features that were left out.
    pub rejected: Vec<Rejected>,
    /// Step in degrees of the coarsest grid that a good part of the vertices lie on (1e-4 for
    /// coordinates cut to four decimals), or `None` where coordinates are not rounded so far.
    pub rounding_deg: Option<f64>,
}

impl Perimeters {
    /// The quartier of a code.
    pub fn get(&self, code: &QuartierCode) -> Option<&Quartier> {
        self.quartiers
            .binary_search_by(|q| q.code.cmp(code))
            .ok()
            .map(|i| &self.quartiers[i])
    }

    /// Number of quartiers.
    pub fn len(&self) -> usize {
        self.quartiers.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.quartiers.is_empty()
    }

    /// Only the quartiers registered in these départements (`62`, `2A`, `974`), with their
    /// repairs; all of them where the list is empty.
    #[must_use]
    pub fn in_departements(mut self, departements: &[String]) -> Self {
        if !departements.is_empty() {
            let kept = |code: &QuartierCode| departements.iter().any(|d| d == code.departement());
            self.quartiers.retain(|q| kept(&q.code));
            self.repairs.retain(|r| kept(&r.code));
        }
        self
    }

    /// Départements of the codes, sorted, each once.
    pub fn departements(&self) -> Vec<&str> {
        let mut list: Vec<_> = self
            .quartiers
            .iter()
            .map(|q| q.code.departement())
            .collect();
        list.sort_unstable();
        list.dedup();
        list
    }

    /// Total area in square metres.
    pub fn area_m2(&self) -> f64 {
        // The sum of nothing is -0.
        self.quartiers.iter().map(Quartier::area_m2).sum::<f64>() + 0.0
    }
}
