//! The ground that was kept, gained and lost, as polygons.

use super::Diff;
use crate::perimeter::nearby::EnvelopeTree;
use crate::perimeter::shared::Shared;
use crate::perimeter::{Perimeters, QuartierCode, Territory};
use geo::orient::Direction;
use geo::{Area, BooleanOps, MultiPolygon, Orient, unary_union};
use rayon::prelude::*;
use serde::Serialize;

/// What happened to a piece of ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PieceKind {
    /// In a quartier of both generations.
    Conserve,
    /// In a quartier of 2024 only.
    Gagne,
    /// In a quartier of 2015 only.
    Perdu,
}

impl PieceKind {
    /// The word in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Conserve => "conserve",
            Self::Gagne => "gagne",
            Self::Perdu => "perdu",
        }
    }
}

/// A piece of ground with the quartiers it belongs to.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    /// What happened to it.
    pub kind: PieceKind,
    /// Quartier of 2015 (kept or lost ground).
    pub old: Option<QuartierCode>,
    /// Quartier of 2024 (kept or gained ground).
    pub new: Option<QuartierCode>,
    /// Valid, in the metres of the territory; only parts wider than the tolerance.
    pub shape: MultiPolygon,
    /// Area of the parts that are left out as slivers, m².
    pub slivers_m2: f64,
}

impl Piece {
    /// Territory, which says the projection of the shape.
    pub fn territory(&self) -> Territory {
        // invariant: every piece has one code at least
        self.new
            .or(self.old)
            .map_or(Territory::Metropole, |c| Territory::of_code(&c))
    }
}

/// The pieces of a diff. Parts whose mean width is within the tolerance are left out and
/// counted in [`Piece::slivers_m2`]; a piece of which nothing is left is kept with an empty
/// shape, so that areas add up.
pub fn pieces(diff: &Diff) -> Vec<Piece> {
    let tolerance = diff.tolerance.metres;
    let kept = diff.overlaps.par_iter().map(|overlap| {
        let (shape, slivers_m2) = without_slivers(overlap.shape(&diff.old, &diff.new), tolerance);
        Piece {
            kind: PieceKind::Conserve,
            old: Some(overlap.old),
            new: Some(overlap.new),
            shape,
            slivers_m2,
        }
    });
    let mut all: Vec<Piece> = kept.collect();
    all.extend(
        only_in(&diff.old, &diff.new)
            .into_iter()
            .map(|(code, shape)| {
                let (shape, slivers_m2) = without_slivers(shape, tolerance);
                Piece {
                    kind: PieceKind::Perdu,
                    old: Some(code),
                    new: None,
                    shape,
                    slivers_m2,
                }
            }),
    );
    all.extend(
        only_in(&diff.new, &diff.old)
            .into_iter()
            .map(|(code, shape)| {
                let (shape, slivers_m2) = without_slivers(shape, tolerance);
                Piece {
                    kind: PieceKind::Gagne,
                    old: None,
                    new: Some(code),
                    shape,
                    slivers_m2,
                }
            }),
    );
    all
}

/// Ground of each quartier of one set that no quartier of the other covers.
fn only_in(set: &Perimeters, other: &Perimeters) -> Vec<(QuartierCode, MultiPolygon)> {
    let trees: Vec<_> = Territory::ALL
        .into_iter()
        .map(|territory| {
            let members = other.quartiers.iter().enumerate();
            let shapes = members.filter(|(_, q)| q.territory() == territory);
            (
                territory,
                EnvelopeTree::of(shapes.map(|(i, q)| (i, &q.shape))),
            )
        })
        .collect();
    set.quartiers
        .par_iter()
        .map(|q| {
            let tree = trees.iter().find(|(t, _)| *t == q.territory());
            let near = tree
                .map(|(_, tree)| tree.meeting(&q.shape))
                .unwrap_or_default();
            let covers: Vec<&MultiPolygon> = near
                .into_iter()
                .map(|i| &other.quartiers[i].shape)
                .collect();
            let left = match covers.as_slice() {
                [] => q.shape.clone(),
                [one] => q.shape.difference(*one),
                several => q.shape.difference(&unary_union(several.iter().copied())),
            };
            (q.code, left)
        })
        .filter(|(_, shape)| !shape.0.is_empty())
        .collect()
}

fn without_slivers(shape: MultiPolygon, tolerance_m: f64) -> (MultiPolygon, f64) {
    let (wide, slivers): (Vec<_>, Vec<_>) = shape
        .into_iter()
        .partition(|part| Shared::all_of(&part.clone().into()).mean_width() > tolerance_m);
    (
        // Overlays return rings in either direction.
        MultiPolygon::new(wide).orient(Direction::Default),
        slivers.iter().map(Area::unsigned_area).sum(),
    )
}
