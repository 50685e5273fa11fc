//! The limit of one quartier: which side a point is on, and how far the limit is.
//!
//! Edges stay in the order of their rings and are cut into runs of [`RUN`] consecutive edges,
//! each with its box; [`RUN`] runs make a group, with a box again. Neighbouring edges lie close
//! together, so this order is already a good spatial order: no tree has to be sorted, and a
//! query reads memory forwards.

use super::bounds::Bounds;
use geo::algorithm::kernels::RobustKernel;
use geo::{Coord, Kernel, MultiPolygon, Orientation};
use wide::f64x4;

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

/// Some runs with their boxes, one array for each side so that they are compared together.
#[derive(Debug, Clone, Copy)]
struct Group {
    bounds: Bounds,
    west: [f64; RUN],
    south: [f64; RUN],
    east: [f64; RUN],
    north: [f64; RUN],
    /// First and last point of each run, all on one ring; no points where there is no run.
    runs: [(u32, u32); RUN],
}

impl Group {
    fn new(runs: &[(u32, u32)], points: &Points) -> Self {
        let mut group = Self {
            bounds: Bounds::of([]),
            west: [f64::INFINITY; RUN],
            south: [f64::INFINITY; RUN],
            east: [f64::NEG_INFINITY; RUN],
            north: [f64::NEG_INFINITY; RUN],
            runs: [(0, 0); RUN],
        };
        for (i, &(first, last)) in runs.iter().enumerate() {
            let b = Bounds::of((first..=last).map(|k| points.at(k as usize)));
            group.bounds = group.bounds.union(b);
            (group.west[i], group.south[i]) = (b.min.x, b.min.y);
            (group.east[i], group.north[i]) = (b.max.x, b.max.y);
            group.runs[i] = (first, last);
        }
        group
    }

    /// Squares of the distances to the boxes, infinite where there is no run.
    #[inline]
    fn distances2(&self, p: Coord) -> [f64; RUN] {
        let mut all = [0.0; RUN];
        let (x, y) = (f64x4::splat(p.x), f64x4::splat(p.y));
        for i in (0..RUN).step_by(4) {
            let side = |values: &[f64]| lanes(values, i);
            let dx = (side(&self.west) - x).fast_max(x - side(&self.east));
            let dy = (side(&self.south) - y).fast_max(y - side(&self.north));
            let (dx, dy) = (dx.fast_max(f64x4::ZERO), dy.fast_max(f64x4::ZERO));
            all[i..i + 4].copy_from_slice(&(dx * dx + dy * dy).to_array());
        }
        all
    }
}

/// Vertices, eastings and northings apart so that four edges are measured together.
#[derive(Debug, Default, PartialEq)]
struct Points {
    x: Vec<f64>,
    y: Vec<f64>,
}

impl Points {
    #[inline]
    fn at(&self, i: usize) -> Coord {
        Coord {
            x: self.x[i],
            y: self.y[i],
        }
    }
}

#[inline]
fn lanes(values: &[f64], from: usize) -> f64x4 {
    let mut four = [0.0; 4];
    four.copy_from_slice(&values[from..from + 4]);
    f64x4::new(four)
}

/// All rings of a quartier, shells and holes alike: parity tells inside from outside.
#[derive(Debug)]
pub(super) struct Limit {
    points: Points,
    groups: Vec<Group>,
    /// Boxes of the groups once more, side by side: most groups are ruled out by theirs, and
    /// then cost half a line of the processor's cache.
    boxes: Vec<Bounds>,
    bounds: Bounds,
}

impl Limit {
    pub(super) fn new(shape: &MultiPolygon) -> Self {
        let mut points = Points::default();
        let mut runs = Vec::new();
        let rings = shape
            .iter()
            .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
        for ring in rings {
            let start = points.x.len();
            points.x.extend(ring.coords().map(|c| c.x));
            points.y.extend(ring.coords().map(|c| c.y));
            let end = points.x.len().saturating_sub(1);
            for first in (start..end).step_by(RUN) {
                runs.push((first as u32, (first + RUN).min(end) as u32));
            }
        }
        let groups: Vec<Group> = runs
            .chunks(RUN)
            .map(|runs| Group::new(runs, &points))
            .collect();
        let boxes: Vec<Bounds> = groups.iter().map(|group| group.bounds).collect();
        Self {
            bounds: boxes.iter().copied().fold(Bounds::of([]), Bounds::union),
            points,
            groups,
            boxes,
        }
    }

    pub(super) fn bounds(&self) -> Bounds {
        self.bounds
    }

    /// Whether both are the same rings, vertex by vertex, so that they answer alike.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let runs = |limit: &Self| -> Vec<_> { limit.groups.iter().map(|g| g.runs).collect() };
        self.points == other.points && runs(self) == runs(other)
    }

    /// Edges, for those who draw them on a grid.
    pub(super) fn edges(&self) -> impl Iterator<Item = (Coord, Coord)> {
        let runs = self.groups.iter().flat_map(|group| group.runs);
        runs.flat_map(|(first, last)| first as usize..last as usize)
            .map(|i| (self.points.at(i), self.points.at(i + 1)))
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
        for (group, b) in self.groups.iter().zip(&self.boxes) {
            if p.y < b.min.y || p.y > b.max.y || p.x > b.max.x {
                continue;
            }
            for (i, &(first, last)) in group.runs.iter().enumerate() {
                if !(p.y >= group.south[i] && p.y <= group.north[i] && p.x <= group.east[i]) {
                    continue;
                }
                let (first, last) = (first as usize, last as usize);
                if p.x < group.west[i] {
                    inside ^= (self.points.y[first] > p.y) != (self.points.y[last] > p.y);
                    continue;
                }
                for k in first..last {
                    match crossing(self.points.at(k), self.points.at(k + 1), p) {
                        None => return Side::OnLimit,
                        Some(crossed) => inside ^= crossed,
                    }
                }
            }
        }
        if inside { Side::Inside } else { Side::Outside }
    }

    /// The point of the limit nearest to `p` with the square of its distance, where that is
    /// less than `below2`. Distances are those of the plane.
    pub(super) fn nearest(&self, p: Coord, below2: f64) -> Option<(f64, Coord)> {
        let mut best = Nearest {
            distance2: below2,
            edge: None,
        };
        // A good first guess, from the nearest box, makes most others fall at once.
        let mut guess = (0, f64::INFINITY);
        for (i, bounds) in self.boxes.iter().enumerate() {
            let distance2 = bounds.distance2(p);
            if distance2 < guess.1 {
                guess = (i, distance2);
            }
        }
        let guess = guess.0;
        let group = self.groups.get(guess)?;
        let distances2 = group.distances2(p);
        let mut nearest = 0;
        for i in 1..RUN {
            if distances2[i] < distances2[nearest] {
                nearest = i;
            }
        }
        if distances2[nearest] < below2 {
            self.nearest_of_run(group.runs[nearest], p, &mut best);
        }
        for (i, distance2) in distances2.into_iter().enumerate() {
            if i != nearest && distance2 < best.distance2 {
                self.nearest_of_run(group.runs[i], p, &mut best);
            }
        }
        for (i, (group, bounds)) in self.groups.iter().zip(&self.boxes).enumerate() {
            if i == guess || bounds.distance2(p) >= best.distance2 {
                continue;
            }
            for (run, distance2) in group.runs.into_iter().zip(group.distances2(p)) {
                if distance2 < best.distance2 {
                    self.nearest_of_run(run, p, &mut best);
                }
            }
        }
        best.edge.map(|first| {
            let (a, b) = (self.points.at(first), self.points.at(first + 1));
            (best.distance2, foot(a, b, p))
        })
    }

    #[inline]
    fn nearest_of_run(&self, (first, last): (u32, u32), p: Coord, best: &mut Nearest) {
        let (first, last) = (first as usize, last as usize);
        if last - first < 4 {
            for i in first..last {
                let d = foot(self.points.at(i), self.points.at(i + 1), p) - p;
                best.offer(i, d.x * d.x + d.y * d.y);
            }
            return;
        }
        let (x, y) = (f64x4::splat(p.x), f64x4::splat(p.y));
        let mut i = first;
        loop {
            let (ax, ay) = (lanes(&self.points.x, i), lanes(&self.points.y, i));
            let (bx, by) = (lanes(&self.points.x, i + 1), lanes(&self.points.y, i + 1));
            let (dx, dy) = (bx - ax, by - ay);
            let length2 = (dx * dx + dy * dy).fast_max(f64x4::splat(f64::MIN_POSITIVE));
            let t = ((x - ax) * dx + (y - ay) * dy) / length2;
            let t = t.fast_max(f64x4::ZERO).fast_min(f64x4::ONE);
            let (ex, ey) = (ax + t * dx - x, ay + t * dy - y);
            let four = (ex * ex + ey * ey).to_array();
            if four[0].min(four[1]).min(four[2].min(four[3])) < best.distance2 {
                for (k, distance2) in four.into_iter().enumerate() {
                    best.offer(i + k, distance2);
                }
            }
            if i + 4 >= last {
                return;
            }
            // The last four of five to seven edges overlap the first four.
            i = (i + 4).min(last - 4);
        }
    }
}

struct Nearest {
    distance2: f64,
    /// Index of the first point of the edge.
    edge: Option<usize>,
}

impl Nearest {
    #[inline]
    fn offer(&mut self, edge: usize, distance2: f64) {
        if distance2 < self.distance2 {
            self.distance2 = distance2;
            self.edge = Some(edge);
        }
    }
}

/// Point of the segment `ab` nearest to `p`.
#[inline]
fn foot(a: Coord, b: Coord, p: Coord) -> Coord {
    let (ab, ap) = (b - a, p - a);
    let length2 = ab.x * ab.x + ab.y * ab.y;
    let t = (ap.x * ab.x + ap.y * ab.y) / length2.max(f64::MIN_POSITIVE);
    let t = t.clamp(0.0, 1.0);
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
