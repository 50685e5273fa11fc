//! How far apart two limits lie.

use crate::perimeter::shared::Shared;
use geo::{Area, BooleanOps, MultiPolygon};

/// Share of the length of both limits that must lie within the distance that is reported.
///
/// The plain Hausdorff distance is decided by one vertex: a single corner that was drawn again
/// makes a quartier of 3 km of limit look 60 m off. Nine tenths of the length is the partial
/// distance of Huttenlocher, Klanderman and Rucklidge (*Comparing images using the Hausdorff
/// distance*, IEEE PAMI 15-9, 1993).
pub const LENGTH_SHARE: f64 = 0.9;

/// Longest piece of an edge that one sample stands for, metres.
const STEP_M: f64 = 10.0;

/// More than the arithmetic of coordinates in metres can be wrong by.
const ROUNDING_M: f64 = 1e-6;

/// Edges in a group that is passed over together, and groups in a block.
const GROUP: usize = 8;

/// The distance within which nine tenths of the length of both limits lie from the other one,
/// in metres of the plane. `None` where one of the shapes is empty.
pub(super) fn limit_distance(a: &MultiPolygon, b: &MultiPolygon) -> Option<f64> {
    let (limit_a, limit_b) = (Limit::of(a), Limit::of(b));
    if limit_a.edges.is_empty() || limit_b.edges.is_empty() {
        return None;
    }
    if a == b {
        return Some(0.0);
    }
    let mut samples: Vec<(f64, f64)> = Vec::new();
    limit_a.measure(&limit_b, &mut samples);
    limit_b.measure(&limit_a, &mut samples);
    within(&mut samples).map(f64::sqrt)
}

/// The least value within which [`LENGTH_SHARE`] of the weight lies, of values each with its
/// weight. Only the half that holds it is looked at again, so nothing is sorted for it.
fn within(mut samples: &mut [(f64, f64)]) -> Option<f64> {
    let mut wanted = LENGTH_SHARE * samples.iter().map(|s| s.1).sum::<f64>();
    while samples.len() > 1 {
        let middle = samples.len() / 2;
        samples.select_nth_unstable_by(middle, |x, y| x.0.total_cmp(&y.0));
        let (below, rest) = samples.split_at_mut(middle);
        let weight: f64 = below.iter().map(|s| s.1).sum();
        samples = if weight >= wanted {
            below
        } else {
            wanted -= weight;
            rest
        };
    }
    samples.first().map(|s| s.0)
}

/// Share of the ground of two shapes together that belongs to only one of them and is wider
/// than the tolerance: what moved, slivers along the limit left out.
pub(super) fn moved_share(a: &MultiPolygon, b: &MultiPolygon, tolerance_m: f64) -> f64 {
    let parts = a
        .xor(b)
        .into_iter()
        .map(|part| Shared::all_of(&part.into()));
    let moved: f64 = parts
        .filter(|part| part.mean_width() > tolerance_m)
        .map(|part| part.area)
        .sum();
    let larger = a.unsigned_area().max(b.unsigned_area());
    if larger > 0.0 { moved / larger } else { 0.0 }
}

/// The most that [`moved_share`] can be, from areas alone: all that is not in common, slivers
/// included. It settles most pairs of which little moved without another overlay.
pub(super) fn moved_share_at_most(a_m2: f64, b_m2: f64, common_m2: f64) -> f64 {
    let larger = a_m2.max(b_m2);
    if larger > 0.0 {
        (a_m2 + b_m2 - 2.0 * common_m2) / larger
    } else {
        0.0
    }
}

#[derive(Clone, Copy)]
struct Edge {
    x: f64,
    y: f64,
    dx: f64,
    dy: f64,
    /// Square of the length, never 0.
    length2: f64,
}

/// Eight edges that follow each other, number by number so that the processor takes several at
/// once; the last one fills up a group that is not full.
#[derive(Clone, Copy)]
struct Group {
    x: [f64; GROUP],
    y: [f64; GROUP],
    dx: [f64; GROUP],
    dy: [f64; GROUP],
    /// One over the square of the length.
    scale: [f64; GROUP],
}

impl Group {
    fn of(edges: &[Edge]) -> Self {
        let each = |value: fn(&Edge) -> f64| {
            std::array::from_fn(|i| value(&edges[i.min(edges.len() - 1)]))
        };
        Self {
            x: each(|e| e.x),
            y: each(|e| e.y),
            dx: each(|e| e.dx),
            dy: each(|e| e.dy),
            scale: each(|e| 1.0 / e.length2),
        }
    }

    /// Square of the distance to the nearest of the edges.
    fn distance2(&self, x: f64, y: f64) -> f64 {
        let mut each = [0.0; GROUP];
        for (i, distance2) in each.iter_mut().enumerate() {
            let (px, py) = (x - self.x[i], y - self.y[i]);
            let along = (px * self.dx[i] + py * self.dy[i]) * self.scale[i];
            let t = least(greatest(along, 0.0), 1.0);
            let (ex, ey) = (px - t * self.dx[i], py - t * self.dy[i]);
            *distance2 = ex * ex + ey * ey;
        }
        let [a, b, c, d, e, f, g, h] = each;
        let (first, second) = (
            least(least(a, b), least(c, d)),
            least(least(e, f), least(g, h)),
        );
        least(first, second)
    }
}

/// `f64::min` without its care for values that are no numbers, which cost it one instruction.
fn least(a: f64, b: f64) -> f64 {
    if a < b { a } else { b }
}

fn greatest(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}

/// West, south, east and north of some edges.
#[derive(Clone, Copy)]
struct Envelope([f64; 4]);

impl Envelope {
    const NONE: Self = Self([
        f64::INFINITY,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NEG_INFINITY,
    ]);

    fn around(edges: &[Edge]) -> Self {
        edges.iter().fold(Self::NONE, |e, edge| {
            let (x, y) = (edge.x + edge.dx, edge.y + edge.dy);
            e.joined(&Self([
                edge.x.min(x),
                edge.y.min(y),
                edge.x.max(x),
                edge.y.max(y),
            ]))
        })
    }

    fn joined(&self, other: &Self) -> Self {
        let (a, b) = (self.0, other.0);
        Self([
            a[0].min(b[0]),
            a[1].min(b[1]),
            a[2].max(b[2]),
            a[3].max(b[3]),
        ])
    }

    fn distance2(&self, x: f64, y: f64) -> f64 {
        let [west, south, east, north] = self.0;
        let dx = greatest(greatest(west - x, x - east), 0.0);
        let dy = greatest(greatest(south - y, y - north), 0.0);
        dx * dx + dy * dy
    }
}

/// What the last search of all groups of a limit found: which one is nearest, and how far from
/// that point the others are at least. As long as the nearest group is closer than the others can
/// have become on the way from there, none of them is looked at.
struct Near {
    group: usize,
    x: f64,
    y: f64,
    /// Least distance of the other groups from the point, metres.
    others: f64,
}

impl Near {
    /// Before the first search.
    const NOTHING: Self = Self {
        group: 0,
        x: 0.0,
        y: 0.0,
        others: f64::NEG_INFINITY,
    };
}

/// The edges of a shape in the order of its rings. Edges that follow each other are close to
/// each other, so the envelope of a few of them tells that none can be nearest, and that of
/// some groups that none of theirs can.
struct Limit {
    edges: Vec<Edge>,
    /// The edges again, by groups, each with its envelope.
    groups: Vec<(Envelope, Group)>,
    /// Envelopes of each block of groups.
    blocks: Vec<Envelope>,
}

impl Limit {
    fn of(shape: &MultiPolygon) -> Self {
        let rings = shape
            .iter()
            .flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
        let edges: Vec<Edge> = rings
            .flat_map(|ring| ring.lines())
            .map(|line| {
                let (dx, dy) = (line.dx(), line.dy());
                Edge {
                    x: line.start.x,
                    y: line.start.y,
                    dx,
                    dy,
                    length2: dx * dx + dy * dy,
                }
            })
            .filter(|edge| edge.length2 > 0.0)
            .collect();
        let groups: Vec<(Envelope, Group)> = edges
            .chunks(GROUP)
            .map(|edges| (Envelope::around(edges), Group::of(edges)))
            .collect();
        let joined = |block: &[(Envelope, Group)]| {
            let envelopes = block.iter().map(|(envelope, _)| envelope);
            envelopes.fold(Envelope::NONE, |a, b| a.joined(b))
        };
        let blocks = groups.chunks(GROUP).map(joined).collect();
        Self {
            edges,
            groups,
            blocks,
        }
    }

    /// Square of the distance to the nearest edge. Neighbours along the other limit mostly share
    /// their nearest group: `near` is what was learned at the last of them, and is brought up to
    /// date.
    fn distance2(&self, x: f64, y: f64, near: &mut Near) -> f64 {
        let first = near.group;
        let own = self.groups[first].1.distance2(x, y);
        let (dx, dy) = (x - near.x, y - near.y);
        let walked = (dx * dx + dy * dy).sqrt();
        if own.sqrt() + walked + ROUNDING_M <= near.others {
            return own;
        }
        let (mut nearest, mut others) = (own, f64::INFINITY);
        for (block, around) in self.blocks.iter().enumerate() {
            let at_least = around.distance2(x, y);
            if at_least >= nearest {
                others = least(at_least, others);
                continue;
            }
            let from = block * GROUP;
            let groups = &self.groups[from..self.groups.len().min(from + GROUP)];
            for (group, (around, edges)) in (from..).zip(groups) {
                if group == first {
                    continue;
                }
                let at_least = around.distance2(x, y);
                if at_least >= nearest {
                    others = least(at_least, others);
                    continue;
                }
                let found = edges.distance2(x, y);
                if found < nearest {
                    others = least(nearest, others);
                    nearest = found;
                    near.group = group;
                } else {
                    others = least(found, others);
                }
            }
        }
        (near.x, near.y, near.others) = (x, y, others.sqrt());
        nearest
    }

    /// Adds the square of the distance to another limit for pieces of this one, with the
    /// length of each piece.
    fn measure(&self, other: &Self, samples: &mut Vec<(f64, f64)>) {
        let mut near = Near::NOTHING;
        for edge in &self.edges {
            let length = edge.length2.sqrt();
            let pieces = (length / STEP_M).ceil().max(1.0);
            for piece in 0..pieces as usize {
                let t = (piece as f64 + 0.5) / pieces;
                let (x, y) = (edge.x + t * edge.dx, edge.y + t * edge.dy);
                samples.push((other.distance2(x, y, &mut near), length / pieces));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Coord, Distance, Euclidean, MapCoords, Rect, polygon};
    use proptest::prelude::*;

    fn square(side: f64) -> MultiPolygon {
        Rect::new((0., 0.), (side, side)).to_polygon().into()
    }

    #[test]
    fn growing_a_square_all_around_moves_its_limit_as_far() {
        let small = square(100.0);
        let large = small.map_coords(|c| Coord {
            x: c.x * 1.1 - 5.0,
            y: c.y * 1.1 - 5.0,
        });
        let distance = limit_distance(&small, &large).unwrap();
        assert!((distance - 5.0).abs() < 0.5, "{distance}");
        assert_eq!(limit_distance(&small, &small), Some(0.0));
        assert_eq!(limit_distance(&small, &MultiPolygon::new(vec![])), None);
    }

    #[test]
    fn one_corner_does_not_decide_and_the_ground_it_adds_is_told() {
        let plain = square(1000.0);
        let with_corner: MultiPolygon = polygon![
            (x: 0., y: 0.), (x: 1000., y: 0.), (x: 1000., y: 900.), (x: 1100., y: 950.),
            (x: 1000., y: 1000.), (x: 0., y: 1000.),
        ]
        .into();
        assert!(limit_distance(&plain, &with_corner).unwrap() < 1e-9);
        let share = moved_share(&plain, &with_corner, 5.0);
        assert!((share - 5000.0 / 1_005_000.0).abs() < 1e-6, "{share}");
        assert_eq!(moved_share(&plain, &with_corner, 50.0), 0.0);
        let at_most = moved_share_at_most(1e6, 1_005_000.0, 1e6);
        assert!((at_most - share).abs() < 1e-9, "{at_most}");
    }

    #[test]
    fn the_nearest_edge_of_a_long_limit_is_found_wherever_the_search_starts() {
        let wheel: Vec<(f64, f64)> = (0..1000)
            .map(|i| f64::from(i) * std::f64::consts::TAU / 1000.0)
            .map(|a| (a.cos(), a.sin()))
            .map(|(c, s)| (c * (400.0 + 90.0 * (7.0 * s).sin()), s * 500.0))
            .collect();
        let shape = MultiPolygon::new(vec![geo::Polygon::new(wheel.into(), vec![])]);
        let limit = Limit::of(&shape);
        let mut walk = Near::NOTHING;
        for i in 0..2000 {
            // Along the limit, in steps that are short beside a group.
            let a = f64::from(i) * std::f64::consts::TAU / 2000.0;
            let (x, y) = (430.0 * a.cos(), 470.0 * a.sin());
            let each = limit.groups.iter().map(|(_, group)| group.distance2(x, y));
            let expected = each.fold(f64::INFINITY, f64::min);
            assert_eq!(limit.distance2(x, y, &mut walk), expected, "step {i}");
        }
        for i in 0..200 {
            let x = f64::from(i * 37 % 1100) - 550.0;
            let y = f64::from(i * 91 % 1200) - 600.0;
            let each = limit.groups.iter().map(|(_, group)| group.distance2(x, y));
            let expected = each.fold(f64::INFINITY, f64::min);
            let exact = Euclidean.distance(&geo::Point::new(x, y), shape.0[0].exterior());
            assert!((expected.sqrt() - exact).abs() < 1e-9, "{expected} {exact}");
            let mut near = Near {
                group: (i as usize * 13) % limit.groups.len(),
                ..Near::NOTHING
            };
            assert_eq!(limit.distance2(x, y, &mut near), expected);
            assert_eq!(limit.groups[near.group].1.distance2(x, y), expected);
        }
    }

    proptest! {
        /// Selection finds what sorting finds.
        #[test]
        fn nine_tenths_of_the_weight_lie_within(
            mut samples in proptest::collection::vec((0u8..40, 1u8..9), 1..60)
        ) {
            let mut given: Vec<(f64, f64)> =
                samples.iter().map(|(d, w)| (f64::from(*d), f64::from(*w))).collect();
            samples.sort_unstable();
            let all: u32 = samples.iter().map(|s| u32::from(s.1)).sum();
            let mut weight = 0;
            let reached = samples.iter().find(|(_, w)| {
                weight += u32::from(*w);
                10 * weight >= 9 * all
            });
            let expected = reached.map(|s| f64::from(s.0));
            prop_assert_eq!(within(&mut given), expected);
        }
    }
}
