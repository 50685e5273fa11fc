//! What changed between two generations, from the ground they cover.
//!
//! # Method
//! 1. `overlap`: every old contour is intersected with every new one whose envelope it
//!    meets, in the metres of their territory.
//! 2. `links`: an overlap is a link when it is thicker than the tolerance (a sliver along a
//!    limit that was drawn again is not) and covers a real share of one of the two quartiers.
//! 3. `lineage`: connected components of the graph of links. One old and one new quartier
//!    are `inchange` when nine tenths of the length of their limits lie within the tolerance
//!    of each other and at most 2 % of their ground moved by more than it, else `modifie`;
//!    several to one is `fusion`, one to several `scission`, several to several
//!    `recomposition`; a quartier without link is `nouveau` or `supprime`.
//!
//! Codes, names and the official letter take no part in this. The letter is shown beside the
//! measure, with the reason where they disagree ([`Disagreement`]).
//!
//! Distance and area share decide together because neither can alone: an intersection over
//! union of 0.98 is 1 m of limit on a small quartier and 10 m on a large one, and officially
//! identical contours reach 0.84 to 0.999 on files whose coordinates are rounded to 10 m.

mod communes;
mod limit;
mod lineage;
mod links;
mod overlap;
mod pieces;
mod summary;
mod tolerance;

pub use communes::{CommuneChange, Movement};
pub use limit::LENGTH_SHARE;
pub use lineage::{Disagreement, Evolution, MOVED_SHARE};
pub use links::{MIN_SHARE, Row};
pub use overlap::Overlap;
pub use pieces::{Piece, PieceKind, pieces};
pub use summary::Summary;
pub use tolerance::{Tolerance, ToleranceError, ToleranceOrigin};

use crate::perimeter::{Generation, Perimeters};
use thiserror::Error;

/// Two sets of perimeters that cannot be compared.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum DiffError {
    /// Both are of one generation.
    #[error("{old} and {new} are both of generation {generation}")]
    SameGeneration {
        /// File of the first.
        old: String,
        /// File of the second.
        new: String,
        /// Their generation.
        generation: Generation,
    },
}

impl DiffError {
    /// What the user can do about it.
    pub fn advice(&self) -> String {
        "give the perimeters of 2015 (codes QP…) and those of 2024 (codes QN…)".into()
    }
}

/// The measured difference of two generations.
#[derive(Debug, Clone)]
pub struct Diff {
    /// The older set.
    pub old: Perimeters,
    /// The newer set.
    pub new: Perimeters,
    /// What counts as noise.
    pub tolerance: Tolerance,
    /// All overlaps, slivers included, by old and new code.
    pub overlaps: Vec<Overlap>,
    /// One row per link, and one per quartier without a link; by old code, new ones last.
    pub rows: Vec<Row>,
    /// Whether the sets were given the wrong way round and put right.
    pub swapped: bool,
}

impl Diff {
    /// Compares two sets; which is the older one is found from the codes.
    ///
    /// # Errors
    /// [`DiffError::SameGeneration`].
    pub fn new(
        old: Perimeters,
        new: Perimeters,
        tolerance: Option<Tolerance>,
    ) -> Result<Self, DiffError> {
        if old.generation == new.generation {
            return Err(DiffError::SameGeneration {
                old: old.source.file,
                new: new.source.file,
                generation: old.generation,
            });
        }
        let swapped = old.generation == Generation::Qp2024;
        let (old, new) = if swapped { (new, old) } else { (old, new) };
        let tolerance = tolerance.unwrap_or_else(|| Tolerance::from_rounding(&old, &new));
        let overlaps = overlap::overlaps(&old, &new);
        let rows = lineage::rows(&old, &new, &overlaps, tolerance.metres);
        Ok(Self {
            old,
            new,
            tolerance,
            overlaps,
            rows,
            swapped,
        })
    }
}
