//! A fast first look at a contour: most are plainly valid, and then nothing more has to be asked.

use geo::algorithm::kernels::RobustKernel;
use geo::coordinate_position::{CoordPos, coord_pos_relative_to_ring};
use geo::{BoundingRect, Coord, Intersects, Kernel, LineString, MultiPolygon, Orientation, Rect};

/// Most rings of a shape whose places are compared two by two: 0.1 s.
const MOST_RINGS: usize = 10_000;

/// Whether a ring is closed and no two of its edges meet anywhere but at the vertex that
/// neighbours share. Such a ring is valid in the sense of OGC Simple Features; `false` only
/// means that a full validation must decide.
pub(super) fn is_plainly_simple(ring: &LineString) -> bool {
    meet_nowhere(std::iter::once(ring))
}

/// Whether a shape is valid by the same test on the edges of all rings, which then lie wholly
/// inside or outside each other, and by the place of one vertex of each: holes in their shell
/// and beside each other, parts beside each other or in a hole.
pub(super) fn is_plainly_valid(shape: &MultiPolygon) -> bool {
    let rings = shape
        .0
        .iter()
        .flat_map(|part| std::iter::once(part.exterior()).chain(part.interiors()));
    if rings.clone().count() > MOST_RINGS || !meet_nowhere(rings) {
        return false;
    }
    let parts: Vec<(Placed<'_>, Vec<Placed<'_>>)> = shape
        .iter()
        .filter_map(|part| {
            let holes = part.interiors().iter().map(Placed::of);
            Some((Placed::of(part.exterior())?, holes.collect::<Option<_>>()?))
        })
        .collect();
    let covers = |(shell, holes): &(Placed<'_>, Vec<Placed<'_>>), ring: &Placed<'_>| {
        shell.holds(ring) && !holes.iter().any(|hole| hole.holds(ring))
    };
    parts.len() == shape.0.len()
        && parts.iter().enumerate().all(|(i, part)| {
            let (shell, holes) = part;
            let apart = |hole: &Placed<'_>, rest: &[Placed<'_>]| {
                rest.iter().all(|o| !o.holds(hole) && !hole.holds(o))
            };
            holes
                .iter()
                .enumerate()
                .all(|(j, hole)| shell.holds(hole) && apart(hole, &holes[j + 1..]))
                && parts[i + 1..]
                    .iter()
                    .all(|other| !covers(part, &other.0) && !covers(other, shell))
        })
}

/// A ring with its envelope.
struct Placed<'a> {
    ring: &'a LineString,
    envelope: Rect,
}

impl<'a> Placed<'a> {
    fn of(ring: &'a LineString) -> Option<Self> {
        let envelope = ring.bounding_rect()?;
        Some(Self { ring, envelope })
    }

    /// Whether a ring that does not meet this one lies inside it.
    fn holds(&self, other: &Self) -> bool {
        self.envelope.intersects(&other.envelope)
            && other
                .ring
                .0
                .first()
                .is_some_and(|c| coord_pos_relative_to_ring(*c, self.ring) == CoordPos::Inside)
    }
}

/// An edge with its envelope, its place in its ring, and the number of edges of the ring.
struct Edge {
    a: Coord,
    b: Coord,
    east: f64,
    south: f64,
    north: f64,
    ring: u32,
    place: u32,
    of: u32,
}

/// Most pairs of edges that are compared, some seconds' work; honest contours need some ten for
/// each edge.
const MOST_COMPARISONS: u64 = 1_000_000_000;

/// Most places where edges of a contour may meet. Honest contours have a handful; every one
/// costs an overlay memory, and a tangle of a million edges has them by the billion.
const MOST_CONFLICTS: u64 = 100_000;

/// Whether the edges of a shape meet each other in so many places, or lie side by side in so
/// many pairs, that an overlay would neither end nor fit into memory.
pub(super) fn is_tangled(shape: &MultiPolygon) -> bool {
    let rings = shape
        .0
        .iter()
        .flat_map(|part| std::iter::once(part.exterior()).chain(part.interiors()));
    conflicts(rings, MOST_CONFLICTS) >= MOST_CONFLICTS
}

/// Whether rings are closed, without doubled points, and no two of all their edges meet but at
/// the vertex that neighbours share.
fn meet_nowhere<'a>(rings: impl Iterator<Item = &'a LineString> + Clone) -> bool {
    let whole = |ring: &LineString| {
        ring.0.len() >= 4
            && ring.0.first() == ring.0.last()
            && ring.0.iter().all(|c| c.x.is_finite() && c.y.is_finite())
            && ring.0.windows(2).all(|pair| pair[0] != pair[1])
    };
    rings.clone().all(whole) && conflicts(rings, 1) == 0
}

/// Number of pairs of edges that meet where they should not, up to a limit, which is also the
/// answer where there are too many pairs to compare.
///
/// Edges are swept by their western end with exact orientation tests, so the usual ring of
/// some hundred vertices costs microseconds where full validation costs a millisecond. Where
/// edges overlap less from south to north the axes are exchanged.
fn conflicts<'a>(rings: impl Iterator<Item = &'a LineString> + Clone, limit: u64) -> u64 {
    let exchanged = overlap_is_less_from_south_to_north(rings.clone());
    let turn = |c: Coord| match exchanged {
        true => Coord { x: c.y, y: c.x },
        false => c,
    };
    let mut edges = Vec::with_capacity(
        rings
            .clone()
            .map(|ring| ring.0.len().saturating_sub(1))
            .sum(),
    );
    for (ring, points) in (0u32..).zip(rings) {
        let of = points.0.len().saturating_sub(1) as u32;
        edges.extend((0u32..).zip(points.0.windows(2)).map(|(place, pair)| {
            let (a, b) = (turn(pair[0]), turn(pair[1]));
            Edge {
                a,
                b,
                east: a.x.max(b.x),
                south: a.y.min(b.y),
                north: a.y.max(b.y),
                ring,
                place,
                of,
            }
        }));
    }
    let mut order: Vec<(f64, u32)> = (0u32..)
        .zip(&edges)
        .map(|(i, e)| (e.a.x.min(e.b.x), i))
        .collect();
    order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let (mut found, mut compared) = (0, 0);
    for (rank, &(_, i)) in order.iter().enumerate() {
        let edge = &edges[i as usize];
        for &(west, j) in &order[rank + 1..] {
            if west > edge.east {
                break;
            }
            compared += 1;
            let other = &edges[j as usize];
            if other.south <= edge.north && other.north >= edge.south && edges_conflict(edge, other)
            {
                found += 1;
                if found == limit {
                    return limit;
                }
            }
        }
        if compared > MOST_COMPARISONS {
            return limit;
        }
    }
    found
}

/// Whether edges are shorter from south to north than from west to east, as shares of the extent.
fn overlap_is_less_from_south_to_north<'a>(rings: impl Iterator<Item = &'a LineString>) -> bool {
    let (mut across, mut along) = (0.0, 0.0);
    let (mut low, mut high) = ([f64::MAX; 2], [f64::MIN; 2]);
    for pair in rings.flat_map(|ring| ring.0.windows(2)) {
        across += (pair[1].x - pair[0].x).abs();
        along += (pair[1].y - pair[0].y).abs();
        for (axis, at) in [pair[0].x, pair[0].y].into_iter().enumerate() {
            low[axis] = low[axis].min(at);
            high[axis] = high[axis].max(at);
        }
    }
    along * (high[0] - low[0]) < across * (high[1] - low[1])
}

/// Whether two edges meet where they should not.
fn edges_conflict(first: &Edge, second: &Edge) -> bool {
    let (a, b, c, d) = (first.a, first.b, second.a, second.b);
    if first.ring == second.ring {
        if (first.place + 1) % first.of == second.place {
            return folds_back(a, b, d);
        }
        if (second.place + 1) % second.of == first.place {
            return folds_back(c, d, b);
        }
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

    /// A box of whole numbers as a ring, from one corner to another.
    fn boxed((x, y): (i8, i8), (w, h): (i8, i8)) -> LineString {
        let (x, y, w, h) = (f64::from(x), f64::from(y), f64::from(w), f64::from(h));
        ring(&[(x, y), (x + w, y), (x + w, y + h), (x, y + h), (x, y)])
    }

    #[test]
    fn rings_of_a_valid_shape_may_lie_in_each_other_but_not_touch() {
        let shape = |shell, holes, more: Vec<LineString>| {
            let mut parts = vec![geo::Polygon::new(shell, holes)];
            parts.extend(more.into_iter().map(|ring| geo::Polygon::new(ring, vec![])));
            is_plainly_valid(&MultiPolygon::new(parts))
        };
        let big = || boxed((0, 0), (20, 20));
        assert!(shape(
            big(),
            vec![boxed((2, 2), (4, 4)), boxed((8, 8), (4, 4))],
            vec![]
        ));
        assert!(shape(
            big(),
            vec![boxed((2, 2), (8, 8))],
            vec![boxed((4, 4), (2, 2))]
        ));
        assert!(shape(big(), vec![], vec![boxed((30, 0), (2, 2))]));
        assert!(!shape(big(), vec![boxed((30, 0), (2, 2))], vec![]));
        assert!(!shape(
            big(),
            vec![boxed((2, 2), (8, 8)), boxed((4, 4), (2, 2))],
            vec![]
        ));
        assert!(!shape(big(), vec![], vec![boxed((4, 4), (2, 2))]));
        assert!(!shape(big(), vec![boxed((0, 2), (4, 4))], vec![]));
        assert!(!shape(boxed((4, 4), (2, 2)), vec![], vec![big()]));
    }

    proptest! {
        /// Whatever this calls valid, the library calls valid.
        #[test]
        fn never_vouches_for_an_invalid_shape(
            boxes in proptest::collection::vec(((0i8..9, 0i8..9), (1i8..9, 1i8..9), 0usize..3), 1..6)
        ) {
            use geo::Validation;
            let mut parts: Vec<geo::Polygon> = Vec::new();
            for (corner, size, role) in boxes {
                match parts.last_mut() {
                    Some(part) if role > 0 => part.interiors_push(boxed(corner, size)),
                    _ => parts.push(geo::Polygon::new(boxed(corner, size), vec![])),
                }
            }
            let shape = MultiPolygon::new(parts);
            if is_plainly_valid(&shape) {
                prop_assert!(shape.is_valid());
            }
        }

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
