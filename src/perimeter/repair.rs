//! Making an official contour valid without losing ground, and saying what was done.
//!
//! Repair follows the *structure* of a polygon, as GEOS does with
//! `make_valid(method = "structure")`: a shell counts once however often it winds around a
//! place, holes are taken out of it, parts are added up. The other usual rule, even-odd, is
//! not what an administrative perimeter means: it turns two overlapping parts into a hole and
//! a shell drawn twice into nothing.
//!
//! Contours are judged in the coordinates of their file, where edges that touch do so to the last
//! bit; projection moves each vertex by a rounding error of its own. They are rebuilt in metres.

use super::code::QuartierCode;
use super::problem::{Problem, problem_of};
use geo::algorithm::bool_ops::FillRule;
use geo::{Area, BooleanOps, LineString, MultiPolygon, Polygon, Winding, unary_union};
use serde::Serialize;

/// One repaired contour, for the list in the report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Repair {
    /// The quartier.
    pub code: QuartierCode,
    /// What was wrong.
    pub problem: Problem,
    /// Area in m² by the shoelace formula before repair. For a ring that crosses itself this
    /// counts loops with opposite signs, so it is what other tools report and not ground.
    pub area_before_m2: f64,
    /// Area in m² of the valid contour.
    pub area_after_m2: f64,
}

/// Makes a contour valid: closed rings without doubled points, shells counter-clockwise and
/// holes clockwise, parts apart. The problem is `None` where the contour was valid.
///
/// Units are those of the coordinates. Rings without area disappear, so the result can be
/// empty. Coordinates must be finite; [`super::read()`] refuses others before this.
pub fn repair(shape: MultiPolygon) -> (MultiPolygon, Option<Problem>) {
    let cleaned = clean(shape);
    match problem_of(&cleaned) {
        None => (wind(cleaned), None),
        Some(problem) => (rebuild(cleaned), Some(problem)),
    }
}

/// What is wrong with a contour, once its rings are closed and without doubled points.
pub(super) fn problem(shape: MultiPolygon) -> Option<Problem> {
    problem_of(&clean(shape))
}

/// Builds the valid contour from the structure of one that is not; overlays return valid
/// shapes, so it is not looked at again.
pub(super) fn rebuild(shape: MultiPolygon) -> MultiPolygon {
    let parts: Vec<MultiPolygon> = clean(shape)
        .0
        .iter()
        .map(|part| wind(repair_part(part)))
        .collect();
    let whole = match <[MultiPolygon; 1]>::try_from(parts) {
        Ok([only]) => only,
        Err(parts) => unary_union(&parts),
    };
    wind(clean(whole))
}

/// One polygon by its structure: the non-zero winding of its shell, less all of its holes.
fn repair_part(part: &Polygon) -> MultiPolygon {
    let solid = |ring: &LineString| {
        let empty = MultiPolygon::new(vec![]);
        Polygon::new(ring.clone(), vec![]).union_with_fill_rule(&empty, FillRule::NonZero)
    };
    let shell = solid(part.exterior());
    let holes: Vec<MultiPolygon> = part
        .interiors()
        .iter()
        .map(|hole| wind(solid(hole)))
        .collect();
    if holes.is_empty() {
        shell
    } else {
        shell.difference(&unary_union(&holes))
    }
}

/// Closes rings and drops doubled points and rings that enclose nothing.
fn clean(shape: MultiPolygon) -> MultiPolygon {
    let clean_ring = |mut ring: LineString| {
        ring.0.dedup();
        ring.close();
        ring
    };
    let parts = shape.0.into_iter().filter_map(|part| {
        let (shell, holes) = part.into_inner();
        let shell = clean_ring(shell);
        let holes = holes
            .into_iter()
            .map(clean_ring)
            .filter(|ring| ring.0.len() >= 4)
            .collect();
        (shell.0.len() >= 4).then(|| Polygon::new(shell, holes))
    });
    MultiPolygon::new(parts.collect())
}

/// Shells counter-clockwise and holes clockwise, as RFC 7946 has them. Unions and index
/// structures take a ring's role from its direction, and overlays return holes in either: a
/// union of parts that were not wound first would fill them.
fn wind(mut shape: MultiPolygon) -> MultiPolygon {
    for part in &mut shape.0 {
        part.exterior_mut(Winding::make_ccw_winding);
        part.interiors_mut(|holes| holes.iter_mut().for_each(Winding::make_cw_winding));
    }
    shape
}

/// Shoelace area of all shells less all holes, whatever the validity.
pub(super) fn shoelace_area(shape: &MultiPolygon) -> f64 {
    shape.unsigned_area()
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Contains, Point, Validation, coord};

    fn square(x: f64, y: f64, side: f64) -> LineString {
        LineString::from(vec![
            (x, y),
            (x + side, y),
            (x + side, y + side),
            (x, y + side),
            (x, y),
        ])
    }

    fn repaired(parts: Vec<Polygon>) -> (f64, Option<Problem>) {
        let (shape, problem) = repair(MultiPolygon::new(parts));
        assert!(shape.is_valid(), "{shape:?}");
        (shape.unsigned_area(), problem)
    }

    #[test]
    fn a_valid_contour_is_only_wound_the_usual_way() {
        let mut hole = square(2.0, 2.0, 3.0);
        hole.make_ccw_winding();
        let mut shell = square(0.0, 0.0, 10.0);
        shell.make_cw_winding();
        let (shape, problem) = repair(MultiPolygon::new(vec![Polygon::new(shell, vec![hole])]));
        assert_eq!(problem, None);
        assert_eq!(shape.unsigned_area(), 91.0);
        assert!(shape.0[0].exterior().is_ccw() && shape.0[0].interiors()[0].is_cw());
        assert!(!shape.contains(&Point::new(3.0, 3.0)));
    }

    // The areas are those of GEOS 3.14 with make_valid(method = "structure").
    #[test]
    fn each_kind_of_invalid_ring_keeps_the_ground_that_geos_keeps() {
        let big = || square(0.0, 0.0, 10.0);
        let one = |shell, holes| vec![Polygon::new(shell, holes)];
        let bow_tie = LineString::from(vec![(0., 0.), (10., 10.), (10., 0.), (0., 10.), (0., 0.)]);
        let spike = LineString::from(vec![
            (0., 0.),
            (10., 0.),
            (10., 5.),
            (20., 5.),
            (10., 5.),
            (10., 10.),
            (0., 10.),
            (0., 0.),
        ]);
        let touching = LineString::from(vec![
            (0., 0.),
            (10., 0.),
            (10., 10.),
            (5., 0.),
            (0., 10.),
            (0., 0.),
        ]);
        let twice: LineString = big()
            .0
            .into_iter()
            .chain(big().0.into_iter().skip(1))
            .collect();
        for (name, parts, area, problem) in [
            (
                "bow-tie",
                one(bow_tie, vec![]),
                50.0,
                Problem::SelfIntersection,
            ),
            (
                "spike",
                one(spike, vec![]),
                100.0,
                Problem::SelfIntersection,
            ),
            (
                "touching",
                one(touching, vec![]),
                50.0,
                Problem::SelfIntersection,
            ),
            (
                "shell twice",
                one(twice, vec![]),
                100.0,
                Problem::SelfIntersection,
            ),
            (
                "hole outside",
                one(big(), vec![square(20., 20., 2.)]),
                100.0,
                Problem::HoleOutsideShell,
            ),
            (
                "hole across",
                one(big(), vec![square(8., 8., 4.)]),
                96.0,
                Problem::HoleOutsideShell,
            ),
            (
                "overlapping parts",
                vec![
                    Polygon::new(big(), vec![]),
                    Polygon::new(square(5., 5., 10.), vec![]),
                ],
                175.0,
                Problem::OverlappingParts,
            ),
            (
                "nested parts",
                vec![
                    Polygon::new(big(), vec![]),
                    Polygon::new(square(2., 2., 3.), vec![]),
                ],
                100.0,
                Problem::OverlappingParts,
            ),
        ] {
            let (found, why) = repaired(parts);
            assert!(
                (found - area).abs() < 1e-6,
                "{name}: {found} instead of {area}"
            );
            assert_eq!(why, Some(problem), "{name}");
        }
    }

    #[test]
    fn a_hole_that_a_ring_closes_by_touching_itself_stays_a_hole() {
        // Around the square, in to a hole of 2 by 2 and around it, and back the same way.
        let ring = LineString::from(vec![
            (0., 0.),
            (10., 0.),
            (10., 10.),
            (5., 10.),
            (5., 6.),
            (6., 6.),
            (6., 4.),
            (4., 4.),
            (4., 6.),
            (5., 6.),
            (5., 10.),
            (0., 10.),
            (0., 0.),
        ]);
        let elsewhere = Polygon::new(square(20., 0., 1.), vec![]);
        for reversed in [false, true] {
            let mut ring = ring.clone();
            if reversed {
                ring.0.reverse();
            }
            let parts = vec![Polygon::new(ring, vec![]), elsewhere.clone()];
            let (area, problem) = repaired(parts);
            assert!((area - 97.0).abs() < 1e-6, "{area}");
            assert_eq!(problem, Some(Problem::SelfIntersection));
        }
    }

    #[test]
    fn rings_without_area_disappear() {
        let line = LineString::from(vec![(0., 0.), (5., 0.), (0., 0.)]);
        assert!(
            repair(MultiPolygon::new(vec![Polygon::new(line, vec![])]))
                .0
                .0
                .is_empty()
        );
        let open = LineString::new(vec![
            coord! {x: 0., y: 0.},
            coord! {x: 4., y: 0.},
            coord! {x: 4., y: 3.},
        ]);
        assert_eq!(repaired(vec![Polygon::new(open, vec![])]), (6.0, None));
    }
}
