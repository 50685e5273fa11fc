//! What is wrong with a contour, by the rules of OGC Simple Features.

use super::shared::Shared;
use super::simple::{is_plainly_simple, is_plainly_valid};
use geo::coordinate_position::CoordPos;
use geo::dimensions::Dimensions;
use geo::{
    BoundingRect, Intersects, LineString, MultiPolygon, Polygon, PreparedGeometry, Rect, Relate,
};
use serde::Serialize;
use std::fmt;

/// What was wrong with a contour, in the words of OGC Simple Features, mildest first; where
/// several things are wrong the gravest is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// A ring crosses or touches itself, or folds back on itself.
    SelfIntersection,
    /// A ring with fewer than three distinct points, or without area.
    CollapsedRing,
    /// A hole that is not inside its shell.
    HoleOutsideShell,
    /// Two rings of one polygon that share a line or an area.
    CrossingRings,
    /// Two parts that overlap or share a line.
    OverlappingParts,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SelfIntersection => "self-intersection",
            Self::CollapsedRing => "collapsed ring",
            Self::HoleOutsideShell => "hole outside its shell",
            Self::CrossingRings => "rings that cross",
            Self::OverlappingParts => "parts that overlap",
        })
    }
}

impl Problem {
    /// The problem in French, as tables of the report show it.
    pub fn in_french(self) -> &'static str {
        match self {
            Self::SelfIntersection => "auto-intersection",
            Self::CollapsedRing => "anneau sans surface",
            Self::HoleOutsideShell => "trou hors de son enveloppe",
            Self::CrossingRings => "anneaux qui se croisent",
            Self::OverlappingParts => "parties qui se recouvrent",
        }
    }
}

/// What is wrong with a contour whose rings are closed and without doubled points.
///
/// The rules are those of the library's own validation, which compares every two edges of a
/// ring and every two parts: hours for a ring of a million vertices. Here rings are swept, and
/// only rings whose envelopes meet are related to each other.
pub(super) fn problem_of(shape: &MultiPolygon) -> Option<Problem> {
    match shape.0.as_slice() {
        // A lone ring is valid exactly when it is simple.
        [only] if only.interiors().is_empty() => {
            let simple = is_plainly_simple(only.exterior());
            (!simple).then_some(Problem::SelfIntersection)
        }
        _ if is_plainly_valid(shape) => None,
        parts => {
            let within = parts.iter().filter_map(problem_within).max();
            within.max(problem_between(parts))
        }
    }
}

/// What is wrong with one part: a ring that is not simple, a hole that is not in the shell, a
/// hole that shares a line or an area with another ring.
fn problem_within(part: &Polygon) -> Option<Problem> {
    let mut found = None;
    let mut rings = std::iter::once(part.exterior()).chain(part.interiors());
    if !rings.all(is_plainly_simple) {
        found = Some(Problem::SelfIntersection);
    }
    if part.interiors().is_empty() {
        return found;
    }
    let solid = |ring: &LineString| Polygon::new(ring.clone(), vec![]);
    let shell = solid(part.exterior());
    let shell = PreparedGeometry::from(&shell);
    let holes: Vec<Polygon> = part.interiors().iter().map(solid).collect();
    for hole in &holes {
        let relation = shell.relate(hole);
        if !relation.is_contains() {
            found = found.max(Some(Problem::HoleOutsideShell));
        }
        if relation.get(CoordPos::OnBoundary, CoordPos::OnBoundary) == Dimensions::OneDimensional {
            found = found.max(Some(Problem::CrossingRings));
        }
    }
    if any_two_share_ground(&holes) {
        found = found.max(Some(Problem::CrossingRings));
    }
    found
}

/// Whether parts overlap or share a line.
fn problem_between(parts: &[Polygon]) -> Option<Problem> {
    any_two_share_ground(parts).then_some(Problem::OverlappingParts)
}

/// Whether two of some polygons share an area, or a line of their boundaries.
fn any_two_share_ground(polygons: &[Polygon]) -> bool {
    let placed: Vec<(MultiPolygon, Option<Rect>)> = polygons
        .iter()
        .map(|p| (p.clone().into(), p.bounding_rect()))
        .collect();
    placed.iter().enumerate().any(|(i, (first, envelope))| {
        let near = |(second, other): &&(MultiPolygon, Option<Rect>)| match (envelope, other) {
            (Some(a), Some(b)) => a.intersects(b) && !Shared::plainly_nothing(first, second),
            _ => false,
        };
        placed[i + 1..].iter().filter(near).any(|(second, _)| {
            let relation = first.relate(second);
            relation.get(CoordPos::Inside, CoordPos::Inside) == Dimensions::TwoDimensional
                || relation.get(CoordPos::OnBoundary, CoordPos::OnBoundary)
                    == Dimensions::OneDimensional
        })
    })
}
