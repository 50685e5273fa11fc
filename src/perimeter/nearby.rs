//! Which shapes can meet.

use geo::{BoundingRect, MultiPolygon};
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
