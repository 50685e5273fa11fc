//! How far apart two limits lie.

use crate::perimeter::nearby::mean_width;
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

/// Edges in a group that is passed over together.
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
    samples.sort_unstable_by(|x, y| x.0.total_cmp(&y.0));
    let wanted = LENGTH_SHARE * samples.iter().map(|s| s.1).sum::<f64>();
    let mut length = 0.0;
    let at = samples.iter().find(|(_, piece)| {
        length += piece;
        length >= wanted
    });
    at.or(samples.last()).map(|(distance, _)| distance.sqrt())
}

/// Share of the ground of two shapes together that belongs to only one of them and is wider
/// than the tolerance: what moved, slivers along the limit left out.
pub(super) fn moved_share(a: &MultiPolygon, b: &MultiPolygon, tolerance_m: f64) -> f64 {
    let moved: f64 = a
        .xor(b)
        .into_iter()
        .map(|part| MultiPolygon::new(vec![part]))
        .filter(|part| mean_width(part) > tolerance_m)
        .map(|part| part.unsigned_area())
        .sum();
    let larger = a.unsigned_area().max(b.unsigned_area());
    if larger > 0.0 { moved / larger } else { 0.0 }
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

impl Edge {
    fn distance2(&self, x: f64, y: f64) -> f64 {
        let (px, py) = (x - self.x, y - self.y);
        let t = ((px * self.dx + py * self.dy) / self.length2).clamp(0.0, 1.0);
        let (ex, ey) = (px - t * self.dx, py - t * self.dy);
        ex * ex + ey * ey
    }
}

/// The edges of a shape in the order of its rings. Edges that follow each other are close to
/// each other, so the envelope of a few of them tells that none can be nearest.
struct Limit {
    edges: Vec<Edge>,
    /// West, south, east and north of each group of edges.
    envelopes: Vec<[f64; 4]>,
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
        let envelope = |group: &[Edge]| {
            group.iter().fold(
                [
                    f64::INFINITY,
                    f64::INFINITY,
                    f64::NEG_INFINITY,
                    f64::NEG_INFINITY,
                ],
                |e, edge| {
                    let (x2, y2) = (edge.x + edge.dx, edge.y + edge.dy);
                    [
                        e[0].min(edge.x).min(x2),
                        e[1].min(edge.y).min(y2),
                        e[2].max(edge.x).max(x2),
                        e[3].max(edge.y).max(y2),
                    ]
                },
            )
        };
        let envelopes = edges.chunks(GROUP).map(envelope).collect();
        Self { edges, envelopes }
    }

    /// Square of the distance to the nearest edge. `hint` is the group where a neighbour of
    /// the point had its nearest edge; it is looked at first and replaced.
    fn distance2(&self, x: f64, y: f64, hint: &mut usize) -> f64 {
        let in_group = |group: usize| {
            let edges = &self.edges[group * GROUP..self.edges.len().min((group + 1) * GROUP)];
            edges
                .iter()
                .map(|e| e.distance2(x, y))
                .fold(f64::INFINITY, f64::min)
        };
        let first = *hint;
        let mut nearest = in_group(first);
        for (group, [west, south, east, north]) in self.envelopes.iter().enumerate() {
            let dx = (west - x).max(x - east).max(0.0);
            let dy = (south - y).max(y - north).max(0.0);
            if group != first && dx * dx + dy * dy < nearest {
                let found = in_group(group);
                if found < nearest {
                    nearest = found;
                    *hint = group;
                }
            }
        }
        nearest
    }

    /// Adds the square of the distance to another limit for pieces of this one, with the
    /// length of each piece.
    fn measure(&self, other: &Self, samples: &mut Vec<(f64, f64)>) {
        let mut hint = 0;
        for edge in &self.edges {
            let length = edge.length2.sqrt();
            let pieces = (length / STEP_M).ceil().max(1.0);
            for piece in 0..pieces as usize {
                let t = (piece as f64 + 0.5) / pieces;
                let (x, y) = (edge.x + t * edge.dx, edge.y + t * edge.dy);
                samples.push((other.distance2(x, y, &mut hint), length / pieces));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Coord, MapCoords, Rect, polygon};

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
        assert_eq!(limit_distance(&plain, &with_corner), Some(0.0));
        let share = moved_share(&plain, &with_corner, 5.0);
        assert!((share - 5000.0 / 1_005_000.0).abs() < 1e-6, "{share}");
        assert_eq!(moved_share(&plain, &with_corner, 50.0), 0.0);
    }
}
