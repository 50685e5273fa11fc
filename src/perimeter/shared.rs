//! How much ground two shapes share, measured without drawing it.
//!
//! The limit of the common ground is made of the pieces of each limit that lie inside the other
//! shape. Area and length add up piece by piece, so no ring has to be put together: W. R. Franklin,
//! *Calculating map overlay polygons' areas without explicitly calculating the polygons*, 4th
//! International Symposium on Spatial Data Handling, Zürich, 1990.
//!
//! This holds where limits cross cleanly, which exact orientation tests tell. Where they touch or
//! run together, the overlay of the geometry library is measured instead.

use geo::coordinate_position::{CoordPos, CoordinatePosition};
use geo::kernels::{Orientation, RobustKernel};
use geo::{
    Area, BooleanOps, BoundingRect, Coord, Euclidean, Kernel, Length, LineString, MultiPolygon,
    Rect,
};
use std::ops::Range;

/// Ground that two shapes share, in the unit of their coordinates.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Shared {
    /// Its area.
    pub area: f64,
    /// Length of its limit, holes included.
    pub perimeter: f64,
}

impl Shared {
    /// All the ground of a shape.
    pub(crate) fn all_of(shape: &MultiPolygon) -> Self {
        let lengths = rings_of(shape).map(|(ring, _)| Euclidean.length(ring));
        Self {
            area: shape.unsigned_area(),
            perimeter: lengths.sum(),
        }
    }

    /// The ground that two valid shapes share.
    pub(crate) fn by(a: &MultiPolygon, b: &MultiPolygon) -> Self {
        if a == b {
            return Self::all_of(a);
        }
        let (Some(around_a), Some(around_b)) = (a.bounding_rect(), b.bounding_rect()) else {
            return Self::default();
        };
        if !near(&bounds(&around_a), &bounds(&around_b)) {
            return Self::default();
        }
        Self::of_crossing(a, &around_a, b, &around_b)
            .unwrap_or_else(|| Self::all_of(&a.intersection(b)))
    }

    /// Whether it is plain that two shapes share nothing, neither ground nor a point of their
    /// limits. `false` says nothing.
    pub(crate) fn plainly_nothing(a: &MultiPolygon, b: &MultiPolygon) -> bool {
        let (Some(around_a), Some(around_b)) = (a.bounding_rect(), b.bounding_rect()) else {
            return true;
        };
        !near(&bounds(&around_a), &bounds(&around_b))
            || Self::of_crossing(a, &around_a, b, &around_b) == Some(Self::default())
    }

    /// Mean width: twice the area over the length of the limit. Of a sliver between two limits it
    /// is the distance between them.
    pub(crate) fn mean_width(&self) -> f64 {
        if self.perimeter > 0.0 {
            2.0 * self.area / self.perimeter
        } else {
            0.0
        }
    }

    /// The measure where limits cross cleanly or not at all; `None` where they touch.
    fn of_crossing(
        a: &MultiPolygon,
        around_a: &Rect,
        b: &MultiPolygon,
        around_b: &Rect,
    ) -> Option<Self> {
        let (mut on_a, mut on_b) =
            crossings(&edges_meeting(a, around_b), &edges_meeting(b, around_a))?;
        // Near the ground, so that products of coordinates keep their digits.
        let origin = around_a.center();
        let mut sum = Self::default();
        sum.add_pieces(a, &mut on_a, b, around_b, origin)?;
        sum.add_pieces(b, &mut on_b, a, around_a, origin)?;
        Some(sum)
    }

    /// Adds the pieces of the limit of a shape that lie inside another one.
    fn add_pieces(
        &mut self,
        shape: &MultiPolygon,
        crossings: &mut [Crossing],
        other: &MultiPolygon,
        around_other: &Rect,
        origin: Coord,
    ) -> Option<()> {
        crossings.sort_unstable_by(|p, q| p.edge.cmp(&q.edge).then(p.along.total_cmp(&q.along)));
        let mut rest = &crossings[..];
        let mut first_edge = 0;
        for (ring, is_shell) in rings_of(shape) {
            let edges = first_edge..first_edge + ring.0.len().saturating_sub(1);
            first_edge = edges.end;
            let own;
            (own, rest) = rest.split_at(rest.partition_point(|c| c.edge < edges.end));
            let Some(start) = ring.0.first() else {
                continue;
            };
            let inside = match place(start, other, around_other) {
                CoordPos::Inside => true,
                CoordPos::Outside => false,
                CoordPos::OnBoundary => return None,
            };
            if !inside && own.is_empty() {
                continue;
            }
            let (turn, perimeter) = pieces_inside(ring, edges, own, inside, origin);
            // Shells and holes are summed as if they turned as the standard asks.
            let turns_left = twice_area(ring, origin) > 0.0;
            let side = if turns_left == is_shell { 0.5 } else { -0.5 };
            self.area += side * turn;
            self.perimeter += perimeter;
        }
        Some(())
    }
}

/// Twice the signed area that the pieces of a ring inside the other shape sweep around the
/// origin, and their length.
fn pieces_inside(
    ring: &LineString,
    edges: Range<usize>,
    crossings: &[Crossing],
    mut inside: bool,
    origin: Coord,
) -> (f64, f64) {
    let (mut swept, mut length) = (0.0, 0.0);
    let mut add = |from: Coord, to: Coord| {
        let (p, q) = (from - origin, to - origin);
        swept += p.x * q.y - q.x * p.y;
        let (dx, dy) = (q.x - p.x, q.y - p.y);
        length += (dx * dx + dy * dy).sqrt();
    };
    let mut crossings = crossings.iter().peekable();
    for (edge, pair) in edges.zip(ring.0.windows(2)) {
        let mut from = pair[0];
        while let Some(crossing) = crossings.next_if(|c| c.edge == edge) {
            if inside {
                add(from, crossing.at);
            }
            from = crossing.at;
            inside = !inside;
        }
        if inside {
            add(from, pair[1]);
        }
    }
    (swept, length)
}

/// Twice the signed area of a ring.
fn twice_area(ring: &LineString, origin: Coord) -> f64 {
    let pairs = ring.0.windows(2).map(|pair| {
        let (p, q) = (pair[0] - origin, pair[1] - origin);
        p.x * q.y - q.x * p.y
    });
    pairs.sum()
}

/// Where a vertex lies; the envelope tells most of them.
fn place(vertex: &Coord, shape: &MultiPolygon, around: &Rect) -> CoordPos {
    match around.coordinate_position(vertex) {
        CoordPos::Outside => CoordPos::Outside,
        _ => shape.coordinate_position(vertex),
    }
}

/// The rings of a shape, each with whether it is a shell.
fn rings_of(shape: &MultiPolygon) -> impl Iterator<Item = (&LineString, bool)> {
    shape.iter().flat_map(|part| {
        let holes = part.interiors().iter().map(|hole| (hole, false));
        std::iter::once((part.exterior(), true)).chain(holes)
    })
}

/// Where the limit of another shape crosses an edge.
struct Crossing {
    /// Number of the edge among all edges of the shape.
    edge: usize,
    /// How far along the edge, 0 to 1.
    along: f64,
    at: Coord,
}

/// An edge with its number in the shape and its envelope: west, south, east, north.
struct Edge {
    number: usize,
    a: Coord,
    b: Coord,
    envelope: [f64; 4],
}

fn bounds(rect: &Rect) -> [f64; 4] {
    [rect.min().x, rect.min().y, rect.max().x, rect.max().y]
}

fn near(a: &[f64; 4], b: &[f64; 4]) -> bool {
    a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3]
}

/// The edges of a shape whose envelope meets a rectangle, from west to east.
fn edges_meeting(shape: &MultiPolygon, place: &Rect) -> Vec<Edge> {
    let place = bounds(place);
    let pairs = rings_of(shape).flat_map(|(ring, _)| ring.0.windows(2));
    let edges = pairs.enumerate().map(|(number, pair)| {
        let (a, b) = (pair[0], pair[1]);
        Edge {
            number,
            a,
            b,
            envelope: [a.x.min(b.x), a.y.min(b.y), a.x.max(b.x), a.y.max(b.y)],
        }
    });
    let mut met: Vec<Edge> = edges.filter(|e| near(&e.envelope, &place)).collect();
    met.sort_unstable_by(|e, f| e.envelope[0].total_cmp(&f.envelope[0]));
    met
}

/// Where edges of two shapes cross, told on each of them, by a sweep from west to east; `None`
/// where a vertex of one lies on an edge of the other.
fn crossings(on_a: &[Edge], on_b: &[Edge]) -> Option<(Vec<Crossing>, Vec<Crossing>)> {
    let mut found = (Vec::new(), Vec::new());
    let (mut rest_a, mut rest_b) = (on_a, on_b);
    while let (Some((e, later_a)), Some((f, later_b))) =
        (rest_a.split_first(), rest_b.split_first())
    {
        let (edge, others, first_is_a) = if e.envelope[0] <= f.envelope[0] {
            rest_a = later_a;
            (e, rest_b, true)
        } else {
            rest_b = later_b;
            (f, rest_a, false)
        };
        for other in others {
            if other.envelope[0] > edge.envelope[2] {
                break;
            }
            if !near(&edge.envelope, &other.envelope) {
                continue;
            }
            let (e, f) = if first_is_a {
                (edge, other)
            } else {
                (other, edge)
            };
            match meeting(e, f) {
                Meeting::Apart => {}
                Meeting::Touch => return None,
                Meeting::Cross(on_e, on_f) => {
                    found.0.push(on_e);
                    found.1.push(on_f);
                }
            }
        }
    }
    Some(found)
}

enum Meeting {
    Apart,
    Touch,
    Cross(Crossing, Crossing),
}

/// How two edges meet. The answer is exact; the point is as exact as its coordinates.
fn meeting(e: &Edge, f: &Edge) -> Meeting {
    let side = |p, q, r| RobustKernel::orient2d(p, q, r);
    let (c, d) = (side(e.a, e.b, f.a), side(e.a, e.b, f.b));
    if c == d && c != Orientation::Collinear {
        return Meeting::Apart;
    }
    let (a, b) = (side(f.a, f.b, e.a), side(f.a, f.b, e.b));
    if a == b && a != Orientation::Collinear {
        return Meeting::Apart;
    }
    if [a, b, c, d].contains(&Orientation::Collinear) {
        return Meeting::Touch;
    }
    let along = |from: &Edge, over: &Edge| {
        let height = |p: Coord| {
            let (line, to) = (over.b - over.a, p - over.a);
            (line.x * to.y - line.y * to.x).abs()
        };
        let (start, end) = (height(from.a), height(from.b));
        // Both are 0 only where rounding hides a crossing that the exact test sees.
        if start + end > 0.0 {
            start / (start + end)
        } else {
            0.5
        }
    };
    let (on_e, on_f) = (along(e, f), along(f, e));
    let at = e.a + (e.b - e.a) * on_e;
    Meeting::Cross(
        Crossing {
            edge: e.number,
            along: on_e,
            at,
        },
        Crossing {
            edge: f.number,
            along: on_f,
            at,
        },
    )
}

#[cfg(test)]
mod tests;
