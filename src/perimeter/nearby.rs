//! Which shapes can meet, and how thick the ground is that they share.

use geo::coordinate_position::{CoordPos, CoordinatePosition};
use geo::{Area, BoundingRect, Euclidean, Length, MultiPolygon, Rect};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

/// Envelopes of numbered shapes of one plane.
pub(crate) struct EnvelopeTree(RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>);

impl EnvelopeTree {
    /// Builds the tree; empty shapes are left out.
    pub(crate) fn of<'a>(shapes: impl Iterator<Item = (usize, &'a MultiPolygon)>) -> Self {
        let boxes = shapes.filter_map(|(i, shape)| {
            let r = shape.bounding_rect()?;
            let corners = Rectangle::from_corners(r.min().into(), r.max().into());
            Some(GeomWithData::new(corners, i))
        });
        Self(RTree::bulk_load(boxes.collect()))
    }

    /// Numbers of the shapes whose envelope meets that of a shape, ascending.
    pub(crate) fn meeting(&self, shape: &MultiPolygon) -> Vec<usize> {
        let Some(r) = shape.bounding_rect() else {
            return Vec::new();
        };
        let window = AABB::from_corners(r.min().into(), r.max().into());
        let mut found: Vec<usize> = self
            .0
            .locate_in_envelope_intersecting(window)
            .map(|e| e.data)
            .collect();
        found.sort_unstable();
        found
    }
}

/// Limits that come within this distance of each other are left to the overlay, metres: far more
/// than it rounds by.
const CLEAR_M: f64 = 1e-3;

/// Pairs of edges that are worth looking at before an overlay.
const WORTHWHILE: usize = 1 << 18;

/// Whether it is plain that two valid shapes in metres share no ground: no envelope of an edge of
/// one comes near that of an edge of the other, and neither has a part inside the other. `false`
/// says nothing. Most pairs whose envelopes meet without common ground are told at a fraction of
/// the cost of an overlay.
pub(crate) fn plainly_apart(a: &MultiPolygon, b: &MultiPolygon) -> bool {
    let (Some(around_a), Some(around_b)) = (a.bounding_rect(), b.bounding_rect()) else {
        return true;
    };
    let (edges_a, edges_b) = (edges_near(a, &around_b), edges_near(b, &around_a));
    if edges_a.len().saturating_mul(edges_b.len()) > WORTHWHILE {
        return false;
    }
    let meet = |e: &[f64; 4]| edges_b.iter().any(|f| near(e, f));
    !edges_a.iter().any(meet) && !reaches_into(a, b, &around_b) && !reaches_into(b, a, &around_a)
}

/// Envelopes (west, south, east, north) of the edges that come near a rectangle.
fn edges_near(shape: &MultiPolygon, place: &Rect) -> Vec<[f64; 4]> {
    let place = [place.min().x, place.min().y, place.max().x, place.max().y];
    let rings = shape
        .iter()
        .flat_map(|part| std::iter::once(part.exterior()).chain(part.interiors()));
    rings
        .flat_map(|ring| ring.lines())
        .map(|line| {
            let (a, b) = (line.start, line.end);
            [a.x.min(b.x), a.y.min(b.y), a.x.max(b.x), a.y.max(b.y)]
        })
        .filter(|edge| near(edge, &place))
        .collect()
}

fn near(a: &[f64; 4], b: &[f64; 4]) -> bool {
    a[0] <= b[2] + CLEAR_M
        && b[0] <= a[2] + CLEAR_M
        && a[1] <= b[3] + CLEAR_M
        && b[1] <= a[3] + CLEAR_M
}

/// Whether a part of `shape` lies in `other`, where their limits do not meet: then one vertex of
/// a part speaks for it.
fn reaches_into(shape: &MultiPolygon, other: &MultiPolygon, around: &Rect) -> bool {
    let vertices = shape.iter().filter_map(|part| part.exterior().0.first());
    vertices
        .filter(|v| around.coordinate_position(*v) != CoordPos::Outside)
        .any(|v| other.coordinate_position(v) != CoordPos::Outside)
}

/// Mean width: twice the area over the perimeter, in the unit of the coordinates. Of a sliver
/// between two limits it is the distance between them.
pub(crate) fn mean_width(shape: &MultiPolygon) -> f64 {
    let perimeter: f64 = shape
        .iter()
        .map(|part| {
            let rings = std::iter::once(part.exterior()).chain(part.interiors());
            rings.map(|ring| Euclidean.length(ring)).sum::<f64>()
        })
        .sum();
    if perimeter > 0.0 {
        2.0 * shape.unsigned_area() / perimeter
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{BooleanOps, polygon};

    fn square(x: f64, y: f64, side: f64) -> MultiPolygon {
        Rect::new((x, y), (x + side, y + side)).to_polygon().into()
    }

    #[test]
    fn only_shapes_without_common_ground_are_plainly_apart() {
        let whole = square(0.0, 0.0, 100.0);
        let ring = whole.difference(&square(10.0, 10.0, 80.0));
        let corner: MultiPolygon = polygon![
            (x: 0., y: 0.), (x: 100., y: 0.), (x: 100., y: 10.), (x: 10., y: 10.),
            (x: 10., y: 100.), (x: 0., y: 100.),
        ]
        .into();
        let beside = MultiPolygon::new(
            [square(200.0, 0.0, 9.0), square(40.0, 40.0, 9.0)]
                .map(|s| s.0[0].clone())
                .to_vec(),
        );
        let apart = |a: &MultiPolygon, b: &MultiPolygon| {
            assert_eq!(plainly_apart(a, b), plainly_apart(b, a));
            plainly_apart(a, b)
        };
        assert!(apart(&ring, &square(40.0, 40.0, 20.0)), "in the hole");
        assert!(apart(&corner, &square(40.0, 40.0, 20.0)), "in the bend");
        assert!(apart(&corner, &beside), "two parts, neither in it");
        assert!(!apart(&whole, &square(40.0, 40.0, 20.0)), "inside");
        assert!(!apart(&whole, &beside), "one part inside");
        assert!(!apart(&whole, &square(90.0, 90.0, 20.0)), "across");
        assert!(!apart(&whole, &whole), "the same");
        assert!(!apart(&whole, &square(100.0, 0.0, 100.0)), "a common limit");
        assert!(apart(&whole, &MultiPolygon::new(vec![])), "nothing");
    }
}
