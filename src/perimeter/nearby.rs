//! Which shapes can meet, and how thick the ground is that they share.

use geo::{Area, BoundingRect, Euclidean, Length, MultiPolygon};
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
