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

//!
//! # How the classes move with the tolerance
//! The whole country, files of 2015 at full resolution and of 2024 with coordinates partly cut to
//! four decimals (`cargo bench --bench perimeters` prints this table; `>` parts the quartiers of
//! 2015 from those of 2024; of the quartiers of 2024, 341 have the letter I and 1 087 the letter M):
//!
//! | tolerance, m | inchange | modifie | fusion | scission | recomposition | nouveau | supprime | letter I, inchange | letter M, inchange | letter and measure disagree |
//! |---|---|---|---|---|---|---|---|---|---|---|
//! | 0.5 | 58 | 1306 | 75 > 33 | 16 > 36 | 12 > 12 | 139 | 47 | 50 | 8 | 303 |
//! | 1 | 97 | 1267 | 75 > 33 | 16 > 36 | 12 > 12 | 139 | 47 | 82 | 15 | 278 |
//! | 2 | 183 | 1181 | 75 > 33 | 16 > 36 | 12 > 12 | 139 | 47 | 146 | 37 | 236 |
//! | 5 | 329 | 1035 | 75 > 33 | 16 > 36 | 12 > 12 | 139 | 47 | 266 | 63 | 142 |
//! | 8.8 (default here) | 370 | 994 | 75 > 33 | 16 > 36 | 12 > 12 | 139 | 47 | 296 | 74 | 123 |
//! | 15 | 395 | 969 | 75 > 33 | 16 > 36 | 12 > 12 | 139 | 47 | 313 | 82 | 114 |
//! | 30 | 435 | 928 | 75 > 33 | 16 > 35 | 12 > 12 | 141 | 48 | 324 | 111 | 132 |
//!
//! Mergers, splits, new and removed quartiers do not depend on it up to 15 m: only the line between
//! `inchange` and `modifie` moves. Below the rounding of the file, unchanged contours are lost (at
//! 2 m fewer than half of the official I); beyond 15 m links begin to be lost and real changes pass
//! as none (27 more M from 15 to 30 m, against 11 more I).

mod communes;
mod correspondence;
mod limit;
mod lineage;
mod links;
mod names;
mod overlap;
mod pieces;
mod summary;
mod tolerance;

pub use communes::{CommuneChange, Movement};
pub use correspondence::{
    CheckedPair, Concordance, Correspondence, CorrespondenceError, Stated, check,
    read_correspondence,
};
pub use limit::LENGTH_SHARE;
pub use lineage::{Disagreement, Evolution, MOVED_SHARE};
pub use links::{MIN_SHARE, Row};
pub use names::NameChange;
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
        let mut diff = Self::side_by_side(old, new, tolerance)?;
        diff.overlaps = overlap::overlaps(&diff.old, &diff.new);
        diff.rows = lineage::rows(&diff.old, &diff.new, &diff.overlaps, diff.tolerance.metres);
        Ok(diff)
    }

    /// Two sets side by side, the older one first, with nothing measured between them:
    /// [`Self::overlaps`] and [`Self::rows`] stay empty.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn side_by_side(
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
        Ok(Self {
            old,
            new,
            tolerance,
            overlaps: Vec::new(),
            rows: Vec::new(),
            swapped,
        })
    }
}
