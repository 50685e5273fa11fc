//! From metres of the plane to metres on the ground, at the price of a table look-up.

use super::bounds::Bounds;
use crate::crs::{Crs, scale_factor};
use geo::Coord;
use rayon::prelude::*;

/// Distance between the nodes of the table, metres.
///
/// The scale of a conformal projection bends by 2.4e-14 per square metre (1 / R²), so reading
/// it between nodes 25 km apart costs at most 2e-6: 2 mm over 1 km.
const STEP: f64 = 25_000.0;

/// Local scale of a projection over the extent of some quartiers.
#[derive(Debug)]
pub(super) struct Ground {
    origin: Coord,
    columns: usize,
    rows: usize,
    /// Metres of the plane per metre on the ground, row by row from the south-west.
    scale: Vec<f64>,
}

impl Ground {
    pub(super) fn new(crs: &Crs, extent: Bounds) -> Self {
        let nodes = |length: f64| (length.max(0.0) / STEP).floor() as usize + 2;
        let (columns, rows) = (
            nodes(extent.max.x - extent.min.x),
            nodes(extent.max.y - extent.min.y),
        );
        let scale = (0..columns * rows)
            .into_par_iter()
            .map(|i| {
                let node = Coord {
                    x: extent.min.x + (i % columns) as f64 * STEP,
                    y: extent.min.y + (i / columns) as f64 * STEP,
                };
                scale_factor(crs, node).unwrap_or(1.0)
            })
            .collect();
        Self {
            origin: extent.min,
            columns,
            rows,
            scale,
        }
    }

    /// Metres of the plane per metre on the ground; at the nearest place of the table for a
    /// point outside it.
    pub(super) fn scale(&self, p: Coord) -> f64 {
        let (column, x) = step(p.x - self.origin.x, self.columns);
        let (row, y) = step(p.y - self.origin.y, self.rows);
        let at = row * self.columns + column;
        let south = self.scale[at] * (1.0 - x) + self.scale[at + 1] * x;
        let at = at + self.columns;
        let north = self.scale[at] * (1.0 - x) + self.scale[at + 1] * x;
        south * (1.0 - y) + north * y
    }
}

/// Index of the node before a place on one axis, and how far it is to the next one (0 to 1).
fn step(offset: f64, nodes: usize) -> (usize, f64) {
    let at = (offset / STEP).clamp(0.0, (nodes - 1) as f64);
    let node = (at as usize).min(nodes - 2);
    (node, at - node as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::perimeter::Territory;

    #[test]
    fn the_table_agrees_with_the_geodesic_scale_to_2_mm_per_km() {
        for territory in Territory::ALL {
            let crs = territory.metric_crs();
            let [west, south, east, north] = territory.extent();
            let corner = |x, y| crs.from_lonlat(Coord { x, y }).unwrap();
            let extent = Bounds::of([corner(west, south), corner(east, north)]);
            let ground = Ground::new(&crs, extent);
            for i in 0..400 {
                let at = |low: f64, high: f64, step: f64| low + (high - low) * (step % 1.0);
                let p = Coord {
                    x: at(extent.min.x, extent.max.x, f64::from(i) * 0.618_034),
                    y: at(extent.min.y, extent.max.y, f64::from(i) * 0.414_214),
                };
                let exact = scale_factor(&crs, p).unwrap();
                assert!(
                    (ground.scale(p) - exact).abs() < 2.5e-6,
                    "{territory:?} {p:?}"
                );
            }
        }
    }
}
