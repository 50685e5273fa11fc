//! The limit of one quartier: which side a point is on, and how far the limit is.
//!
//! Edges stay in the order of their rings and are cut into runs of [`RUN`] consecutive edges,
//! each with its box; [`RUN`] runs make a group, with a box again. Neighbouring edges lie close
//! together, so this order is already a good spatial order: no tree has to be sorted, and a
//! query reads memory forwards.

use geo::algorithm::kernels::RobustKernel;
use geo::{Coord, Kernel, MultiPolygon, Orientation};

/// Edges of a run, and runs of a group.
const RUN: usize = 8;

/// Where a point is, seen from one quartier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Inside,
    /// Exactly on an edge or a vertex, holes included.
    OnLimit,
    Outside,
}

/// An upright rectangle in metres of the plane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bounds {
    pub(super) min: Coord,
    pub(super) max: Coord,
}

impl Bounds {
    pub(super) fn of(points: impl IntoIterator<Item = Coord>) -> Self {
        let nothing = Self {
            min: Coord {
                x: f64::INFINITY,
                y: f64::INFINITY,
            },
            max: Coord {
                x: f64::NEG_INFINITY,
                y: f64::NEG_INFINITY,
            },
        };
        points
            .into_iter()
            .fold(nothing, |b, p| b.union(Self { min: p, max: p }))
    }

    pub(super) fn union(self, other: Self) -> Self {
        Self {
            min: Coord {
                x: self.min.x.min(other.min.x),
                y: self.min.y.min(other.min.y),
            },
            max: Coord {
                x: self.max.x.max(other.max.x),
                y: self.max.y.max(other.max.y),
            },
        }
    }

    pub(super) fn grown(self, by: f64) -> Self {
        Self {
            min: Coord {
                x: self.min.x - by,
                y: self.min.y - by,
            },
            max: Coord {
                x: self.max.x + by,
                y: self.max.y + by,
            },
        }
    }

    /// Square of the distance to the rectangle, 0 inside.
    #[inline]
    pub(super) fn distance2(&self, p: Coord) -> f64 {
        let dx = (self.min.x - p.x).max(p.x - self.max.x).max(0.0);
        let dy = (self.min.y - p.y).max(p.y - self.max.y).max(0.0);
        dx * dx + dy * dy
    }

    #[inline]
    pub(super) fn holds(&self, p: Coord) -> bool {
        p.x >= self.min.x && p.x <= self.max.x && p.y >= self.min.y && p.y <= self.max.y
    }
}

/// Consecutive edges of one ring: `points[first]` to `points[last]`.
#[derive(Debug, Clone, Copy)]
struct Run {
    bounds: Bounds,
    first: u32,
    last: u32,
}

/// All rings of a quartier, shells and holes alike: parity tells inside from outside.
#[derive(Debug)]
pub(super) struct Limit {
    points: Vec<Coord>,
    runs: Vec<Run>,
    /// Boxes of `RUN` consecutive runs each.
    groups: Vec<Bounds>,
    bounds: Bounds,
}

impl Limit {
    pub(super) fn new(shape: &MultiPolygon) -> Self {
        let mut points = Vec::new();
        let mut runs = Vec::new();
        let rings = shape
            .iter()
            .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
        for ring in rings {
            let start = points.len();
            points.extend_from_slice(&ring.0);
            let end = points.len().saturating_sub(1);
            for first in (start..end).step_by(RUN) {
                let last = (first + RUN).min(end);
                runs.push(Run {
                    bounds: Bounds::of(points[first..=last].iter().copied()),
                    first: first as u32,
                    last: last as u32,
                });
            }
        }
        let groups: Vec<Bounds> = runs
            .chunks(RUN)
            .map(|group| {
                group
                    .iter()
                    .map(|run| run.bounds)
                    .fold(Bounds::of([]), Bounds::union)
            })
            .collect();
        Self {
            bounds: groups.iter().copied().fold(Bounds::of([]), Bounds::union),
            points,
            runs,
            groups,
        }
    }

    pub(super) fn bounds(&self) -> Bounds {
        self.bounds
    }

    /// Edges, for those who draw them on a grid.
    pub(super) fn edges(&self) -> impl Iterator<Item = (Coord, Coord)> {
        self.runs.iter().flat_map(|run| {
            self.edge_points(run)
                .windows(2)
                .map(|edge| (edge[0], edge[1]))
        })
    }

    fn edge_points(&self, run: &Run) -> &[Coord] {
        &self.points[run.first as usize..=run.last as usize]
    }

    /// Side of a point, exact: crossings of a ray to the east are counted with robust
    /// orientation, as GEOS does.
    ///
    /// A run that lies wholly east of the point is crossed an odd number of times if and only
    /// if its two ends lie on different sides of the ray, so its edges are not looked at.
    pub(super) fn side(&self, p: Coord) -> Side {
        if !self.bounds.holds(p) {
            return Side::Outside;
        }
        let mut inside = false;
        for (group, bounds) in self.groups.iter().enumerate() {
            if p.y < bounds.min.y || p.y > bounds.max.y || p.x > bounds.max.x {
                continue;
            }
            for run in self.runs_of(group) {
                let b = &run.bounds;
                if p.y < b.min.y || p.y > b.max.y || p.x > b.max.x {
                    continue;
                }
                let points = self.edge_points(run);
                if p.x < b.min.x {
                    let ends = (points[0], points[points.len() - 1]);
                    inside ^= (ends.0.y > p.y) != (ends.1.y > p.y);
                    continue;
                }
                for edge in points.windows(2) {
                    match crossing(edge[0], edge[1], p) {
                        None => return Side::OnLimit,
                        Some(crossed) => inside ^= crossed,
                    }
                }
            }
        }
        if inside { Side::Inside } else { Side::Outside }
    }

    fn runs_of(&self, group: usize) -> &[Run] {
        let start = group * RUN;
        &self.runs[start..(start + RUN).min(self.runs.len())]
    }

    /// The point of the limit nearest to `p` with the square of its distance, where that is
    /// less than `below2`. Distances are those of the plane.
    pub(super) fn nearest(&self, p: Coord, below2: f64) -> Option<(f64, Coord)> {
        let mut best = Nearest {
            distance2: below2,
            edge: None,
        };
        // A good first guess, from the nearest box, makes most others fall at once.
        let nearer = |a: (usize, f64), b: (usize, f64)| if b.1 < a.1 { b } else { a };
        let nothing = (0, f64::INFINITY);
        let (group, _) = self
            .groups
            .iter()
            .map(|bounds| bounds.distance2(p))
            .enumerate()
            .fold(nothing, nearer);
        let (guess, _) = self
            .runs_of(group)
            .iter()
            .map(|run| run.bounds.distance2(p))
            .enumerate()
            .fold(nothing, nearer);
        let guess = group * RUN + guess;
        self.nearest_of_run(guess, p, &mut best);
        for (group, bounds) in self.groups.iter().enumerate() {
            if bounds.distance2(p) >= best.distance2 {
                continue;
            }
            let start = group * RUN;
            for (i, run) in self.runs_of(group).iter().enumerate() {
                if start + i != guess && run.bounds.distance2(p) < best.distance2 {
                    self.nearest_of_run(start + i, p, &mut best);
                }
            }
        }
        best.edge.map(|first| {
            let (a, b) = (self.points[first], self.points[first + 1]);
            (best.distance2, foot(a, b, p))
        })
    }

    fn nearest_of_run(&self, run: usize, p: Coord, best: &mut Nearest) {
        let Some(run) = self.runs.get(run) else {
            return;
        };
        for (i, edge) in self.edge_points(run).windows(2).enumerate() {
            let d = foot(edge[0], edge[1], p) - p;
            let distance2 = d.x * d.x + d.y * d.y;
            if distance2 < best.distance2 {
                best.distance2 = distance2;
                best.edge = Some(run.first as usize + i);
            }
        }
    }
}

struct Nearest {
    distance2: f64,
    /// Index of the first point of the edge.
    edge: Option<usize>,
}

/// Point of the segment `ab` nearest to `p`.
#[inline]
fn foot(a: Coord, b: Coord, p: Coord) -> Coord {
    let (ab, ap) = (b - a, p - a);
    let length2 = ab.x * ab.x + ab.y * ab.y;
    // An edge of length 0 gives NaN here, which `max` turns into 0.
    let t = ((ap.x * ab.x + ap.y * ab.y) / length2).max(0.0).min(1.0);
    Coord {
        x: a.x + t * ab.x,
        y: a.y + t * ab.y,
    }
}

/// Whether the ray from `p` to the east crosses the edge `ab`, lower end included and upper end
/// not; `None` where `p` is on the edge.
#[inline]
fn crossing(a: Coord, b: Coord, p: Coord) -> Option<bool> {
    let spans = (a.y > p.y) != (b.y > p.y);
    if !spans && (p.y != a.y && p.y != b.y) {
        return Some(false);
    }
    if p.x > a.x.max(b.x) {
        return Some(false);
    }
    if p.x < a.x.min(b.x) {
        return Some(spans);
    }
    match RobustKernel::orient2d(a, b, p) {
        // In the box of the edge and on its line. The box in y is known only if spans or equal.
        Orientation::Collinear => {
            let in_height = p.y >= a.y.min(b.y) && p.y <= a.y.max(b.y);
            if in_height { None } else { Some(false) }
        }
        side => Some(spans && (side == Orientation::CounterClockwise) == (b.y > a.y)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Contains, Distance, Euclidean, Intersects, Point, polygon};
    use proptest::prelude::*;

    fn holed() -> MultiPolygon {
        MultiPolygon(vec![polygon!(
            exterior: [(x: 0.0, y: 0.0), (x: 10.0, y: 0.0), (x: 10.0, y: 10.0), (x: 0.0, y: 10.0)],
            interiors: [[(x: 4.0, y: 4.0), (x: 4.0, y: 6.0), (x: 6.0, y: 6.0), (x: 6.0, y: 4.0)]],
        )])
    }

    #[test]
    fn vertices_edges_and_the_rim_of_a_hole_are_on_the_limit() {
        let limit = Limit::new(&holed());
        let side = |x, y| limit.side(Coord { x, y });
        for (x, y) in [
            (0.0, 0.0),
            (10.0, 10.0),
            (5.0, 0.0),
            (10.0, 3.0),
            (4.0, 5.0),
            (6.0, 6.0),
        ] {
            assert_eq!(side(x, y), Side::OnLimit, "{x} {y}");
        }
        assert_eq!(side(5.0, 5.0), Side::Outside);
        assert_eq!(side(2.0, 4.0), Side::Inside);
        assert_eq!(side(12.0, 10.0), Side::Outside);
        assert_eq!(side(-2.0, 10.0), Side::Outside);
    }

    #[test]
    fn the_nearest_point_is_on_the_rim_of_a_hole_too() {
        let limit = Limit::new(&holed());
        let p = Coord { x: 5.0, y: 5.5 };
        assert_eq!(
            limit.nearest(p, f64::INFINITY),
            Some((0.25, Coord { x: 5.0, y: 6.0 }))
        );
        assert_eq!(limit.nearest(p, 0.2), None);
    }

    /// A star around the origin, on a coarse lattice so that points fall on its edges often.
    fn star(radii: &[u8]) -> MultiPolygon {
        let n = radii.len() as f64;
        let ring = radii.iter().enumerate().map(|(i, r)| {
            let angle = i as f64 / n * std::f64::consts::TAU;
            let r = f64::from(*r) + 2.0;
            ((angle.cos() * r).round(), (angle.sin() * r).round())
        });
        MultiPolygon(vec![geo::Polygon::new(
            ring.collect::<Vec<_>>().into(),
            vec![],
        )])
    }

    proptest! {
        #[test]
        fn agrees_with_brute_force(
            radii in prop::collection::vec(0u8..60, 12..200),
            points in prop::collection::vec((-130i32..130, -130i32..130), 50),
        ) {
            let shape = star(&radii);
            let limit = Limit::new(&shape);
            for (x, y) in points {
                let p = Coord { x: f64::from(x) / 2.0, y: f64::from(y) / 2.0 };
                let on = shape.0[0].exterior().intersects(&p);
                let side = limit.side(p);
                prop_assert_eq!(side == Side::OnLimit, on);
                if geo::Validation::is_valid(&shape) {
                    prop_assert_eq!(side == Side::Inside, shape.contains(&p));
                    prop_assert_eq!(side != Side::Outside, shape.intersects(&p));
                }
                let (d2, foot) = limit.nearest(p, f64::INFINITY).unwrap();
                let expected = Euclidean.distance(&Point::from(p), shape.0[0].exterior());
                prop_assert!((d2.sqrt() - expected).abs() < 1e-9);
                prop_assert!((Euclidean.distance(p, foot) - expected).abs() < 1e-9);
            }
        }
    }
}
