//! One territory that has quartiers.

use super::bounds::Bounds;
use super::grid::Grid;
use super::ground::Ground;
use super::limit::Limit;
use super::mask::Mask;
use super::spot::certain_extent;
use crate::crs::Crs;
use crate::perimeter::Territory;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

/// One territory that has quartiers.
#[derive(Debug)]
pub(super) struct Land {
    pub(super) territory: Territory,
    pub(super) crs: Crs,
    pub(super) certain: Bounds,
    pub(super) mask: Mask,
    pub(super) grid: Grid,
    pub(super) ground: Ground,
    pub(super) tree: RTree<GeomWithData<Rectangle<[f64; 2]>, u32>>,
    /// Whether each generation has quartiers here.
    pub(super) present: Vec<bool>,
}

impl Land {
    pub(super) fn new(
        territory: Territory,
        own: &[(u32, &Limit)],
        present: Vec<bool>,
        reach: f64,
    ) -> Self {
        let crs = territory.metric_crs();
        let boxes: Vec<Bounds> = own.iter().map(|(_, limit)| limit.bounds()).collect();
        let grown: Vec<Bounds> = boxes.iter().map(|b| b.grown(reach)).collect();
        let extent = grown.iter().copied().fold(Bounds::of([]), Bounds::union);
        let envelopes = own.iter().map(|(number, limit)| {
            let b = limit.bounds();
            let aabb = AABB::from_corners([b.min.x, b.min.y], [b.max.x, b.max.y]);
            GeomWithData::new(Rectangle::from_aabb(aabb), *number)
        });
        let tree = RTree::bulk_load(envelopes.collect());
        let ((mask, ground), grid) = rayon::join(
            || (Mask::new(&crs, &grown), Ground::new(&crs, extent)),
            || Grid::new(own, reach),
        );
        Self {
            certain: certain_extent(territory, &crs),
            territory,
            crs,
            mask,
            grid,
            ground,
            tree,
            present,
        }
    }
}
