//! A fast first look at a ring: most are simple, and then nothing more has to be asked.

use geo::algorithm::kernels::RobustKernel;
use geo::{Coord, Kernel, LineString, Orientation};

/// Whether a ring is closed and no two of its edges meet anywhere but at the vertex that
/// neighbours share. Such a ring is valid in the sense of OGC Simple Features; `false` only
/// means that a full validation must decide.
///
/// Edges are swept by their western end with exact orientation tests, so the usual ring of
/// some hundred vertices costs microseconds where full validation costs a millisecond.
pub(super) fn is_plainly_simple(ring: &LineString) -> bool {
    let points = &ring.0;
    if points.len() < 4
        || points.first() != points.last()
        || points.iter().any(|c| !c.x.is_finite() || !c.y.is_finite())
    {
        return false;
    }
    let edges = points.len() - 1;
    let mut order: Vec<u32> = (0..edges as u32).collect();
    let west = |i: u32| points[i as usize].x.min(points[i as usize + 1].x);
    order.sort_unstable_by(|a, b| west(*a).total_cmp(&west(*b)));
    for (rank, &i) in order.iter().enumerate() {
        let (a, b) = (points[i as usize], points[i as usize + 1]);
        if a == b {
            return false;
        }
        let east = a.x.max(b.x);
        let (south, north) = (a.y.min(b.y), a.y.max(b.y));
        for &j in &order[rank + 1..] {
            if west(j) > east {
                break;
            }
            let (c, d) = (points[j as usize], points[j as usize + 1]);
            if c.y.min(d.y) > north || c.y.max(d.y) < south {
                continue;
            }
            if edges_conflict(edges as u32, i, (a, b), j, (c, d)) {
                return false;
            }
        }
    }
    true
}

/// Whether two edges meet where they should not.
fn edges_conflict(n: u32, i: u32, (a, b): (Coord, Coord), j: u32, (c, d): (Coord, Coord)) -> bool {
    if (i + 1) % n == j {
        return folds_back(a, b, d);
    }
    if (j + 1) % n == i {
        return folds_back(c, d, b);
    }
    let side = |p, q, r| RobustKernel::orient2d(p, q, r);
    let (c_side, d_side) = (side(a, b, c), side(a, b, d));
    if c_side == d_side && c_side != Orientation::Collinear {
        return false;
    }
    let (a_side, b_side) = (side(c, d, a), side(c, d, b));
    // Collinear edges get here only when their boxes meet, so they touch.
    a_side != b_side || a_side == Orientation::Collinear
}

/// Whether the path a, b, c turns back on itself at b (a spike).
fn folds_back(a: Coord, b: Coord, c: Coord) -> bool {
    RobustKernel::orient2d(a, b, c) == Orientation::Collinear
        && (b.x - a.x) * (c.x - b.x) + (b.y - a.y) * (c.y - b.y) < 0.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::line_string;
    use proptest::prelude::*;

    fn ring(points: &[(f64, f64)]) -> LineString {
        points.to_vec().into()
    }

    #[test]
    fn a_square_is_simple_whichever_way_it_turns() {
        let square = line_string![(x: 0., y: 0.), (x: 1., y: 0.), (x: 1., y: 1.), (x: 0., y: 0.)];
        assert!(is_plainly_simple(&square));
        let turned: LineString = square.0.into_iter().rev().collect();
        assert!(is_plainly_simple(&turned));
    }

    #[test]
    fn bow_ties_touching_rings_spikes_and_doubled_points_are_not() {
        for points in [
            vec![(0., 0.), (2., 2.), (2., 0.), (0., 2.), (0., 0.)],
            vec![(0., 0.), (4., 0.), (4., 2.), (2., 0.), (0., 2.), (0., 0.)],
            vec![(0., 0.), (4., 0.), (6., 0.), (4., 0.), (4., 4.), (0., 0.)],
            vec![(0., 0.), (4., 0.), (4., 0.), (4., 4.), (0., 0.)],
            vec![(0., 0.), (4., 0.), (4., 4.)],
            vec![(0., 0.), (4., 0.), (f64::NAN, 4.), (0., 0.)],
        ] {
            assert!(!is_plainly_simple(&ring(&points)), "{points:?}");
        }
    }

    proptest! {
        /// Whatever this calls simple, the library calls valid.
        #[test]
        fn never_vouches_for_an_invalid_ring(
            points in proptest::collection::vec((0i8..9, 0i8..9), 3..12)
        ) {
            use geo::Validation;
            let mut points: Vec<(f64, f64)> =
                points.into_iter().map(|(x, y)| (x.into(), y.into())).collect();
            points.push(points[0]);
            let ring = ring(&points);
            if is_plainly_simple(&ring) {
                prop_assert!(geo::Polygon::new(ring, vec![]).is_valid());
            }
        }
    }
}
