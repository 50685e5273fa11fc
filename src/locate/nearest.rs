//! How far the nearest limit is.

use super::land::Land;
use super::locator::{Locator, PLANE_PER_GROUND, Spot};
use geo::Coord;
use std::ops::Range;

impl Locator {
    /// Distance on the ground to the nearest limit of these quartiers, and whose it is.
    pub(super) fn nearest_of(
        &self,
        land: &Land,
        spot: &Spot,
        numbers: impl Iterator<Item = u32>,
        within: f64,
    ) -> Option<(f64, u32)> {
        let p = spot.metric?;
        let mut best = Best::new(within);
        for number in numbers {
            best.offer(
                number,
                self.limits[number as usize].nearest(p, best.distance2),
            );
        }
        best.on_ground(land, p, within)
    }

    pub(super) fn nearest(
        &self,
        land: &Land,
        spot: &Spot,
        numbers: Range<u32>,
        within: f64,
    ) -> Option<(f64, u32)> {
        if within * PLANE_PER_GROUND > self.reach {
            return self.nearest_far(land, spot, numbers, within);
        }
        let p = spot.metric?;
        let near = land.grid.near(spot.here?);
        let start = near.partition_point(|n| n.quartier < numbers.start);
        let end = near.partition_point(|n| n.quartier < numbers.end);
        let near = &near[start..end];
        let mut best = Best::new(within);
        let first = near
            .iter()
            .map(|n| n.bounds.distance2(p))
            .enumerate()
            .min_by(|a, b| a.1.total_cmp(&b.1));
        let (first, distance2) = first?;
        if distance2 >= best.distance2 {
            return None;
        }
        let offer = |n: u32, best: &mut Best| {
            best.offer(n, self.limits[n as usize].nearest(p, best.distance2));
        };
        offer(near[first].quartier, &mut best);
        for (i, n) in near.iter().enumerate() {
            if i != first && n.bounds.distance2(p) < best.distance2 {
                offer(n.quartier, &mut best);
            }
        }
        best.on_ground(land, p, within)
    }

    /// For distances that tiles do not look for.
    #[cold]
    fn nearest_far(
        &self,
        land: &Land,
        spot: &Spot,
        numbers: Range<u32>,
        within: f64,
    ) -> Option<(f64, u32)> {
        let p = match (spot.metric, spot.lonlat) {
            (Some(p), _) => p,
            (None, lonlat) => land.crs.from_lonlat(lonlat?).ok()?,
        };
        let mut best = Best::new(within);
        for (item, distance2) in land.tree.nearest_neighbor_iter_with_distance_2([p.x, p.y]) {
            if distance2 >= best.distance2 {
                break;
            }
            if numbers.contains(&item.data) {
                let limit = &self.limits[item.data as usize];
                best.offer(item.data, limit.nearest(p, best.distance2));
            }
        }
        best.on_ground(land, p, within)
    }
}

/// The nearest limit so far, in metres of the plane.
struct Best {
    distance2: f64,
    found: Option<(u32, Coord)>,
}

impl Best {
    fn new(within: f64) -> Self {
        Self {
            distance2: (within * PLANE_PER_GROUND).powi(2),
            found: None,
        }
    }

    fn offer(&mut self, number: u32, nearest: Option<(f64, Coord)>) {
        if let Some((distance2, foot)) = nearest {
            self.distance2 = distance2;
            self.found = Some((number, foot));
        }
    }

    /// With the scale of the projection half-way between the point and the limit.
    fn on_ground(&self, land: &Land, p: Coord, within: f64) -> Option<(f64, u32)> {
        let (number, foot) = self.found?;
        let distance = self.distance2.sqrt() / land.ground.scale((p + foot) / 2.0);
        (distance <= within).then_some((distance, number))
    }
}
