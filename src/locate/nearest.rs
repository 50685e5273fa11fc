//! How far the nearest limit is.

use super::land::Land;
use super::locator::{Locator, PLANE_PER_GROUND, Spot};
use geo::Coord;
use std::ops::Range;

impl Locator {
    /// The nearest limit of these quartiers.
    pub(super) fn nearest_of(
        &self,
        land: &Land,
        spot: &Spot,
        numbers: impl Iterator<Item = u32>,
        within: f64,
    ) -> Option<Nearest> {
        let p = spot.metric?;
        let mut best = Best::new(within);
        for number in numbers {
            best.offer(
                number,
                self.limits[number as usize].nearest(p, best.distance2),
            );
        }
        Some(best.on_ground(land, p, within))
    }

    /// The nearest limit of a generation, given what this found for the one before.
    pub(super) fn nearest(
        &self,
        land: &Land,
        spot: &Spot,
        numbers: Range<u32>,
        within: f64,
        before: Option<&Nearest>,
    ) -> Option<Nearest> {
        if within * PLANE_PER_GROUND > self.reach {
            return self.nearest_far(land, spot, numbers, within);
        }
        let p = spot.metric?;
        let near = land.grid.near(spot.here?);
        let start = near.partition_point(|n| n.quartier < numbers.start);
        let end = near.partition_point(|n| n.quartier < numbers.end);
        let near = &near[start..end];
        let mut best = Best::new(within);
        let inherited = before.and_then(|before| {
            let (number, foot) = before.best.found?;
            let found = Some((self.twins.later(number)?, foot));
            let distance2 = before.best.distance2;
            Some((before, Best { distance2, found }))
        });
        // No limit that the generation before had too is nearer than what was found there.
        let known2 = before.map_or(f64::NEG_INFINITY, |b| b.best.distance2);
        let offer = |n: u32, best: &mut Best| {
            if best.distance2 > known2 || self.twins.earlier(n).is_none() {
                best.offer(n, self.limits[n as usize].nearest(p, best.distance2));
            }
        };
        let mut first = usize::MAX;
        if let Some((_, inherited)) = inherited {
            best = inherited;
        } else {
            let (mut nearest, mut distance2) = (0, best.distance2);
            for (i, n) in near.iter().enumerate() {
                let d2 = n.bounds.distance2(p);
                if d2 < distance2 {
                    (nearest, distance2) = (i, d2);
                }
            }
            if distance2 >= best.distance2 {
                return Some(Nearest::none(best));
            }
            offer(near[nearest].quartier, &mut best);
            first = nearest;
        }
        for (i, n) in near.iter().enumerate() {
            if i != first && n.bounds.distance2(p) < best.distance2 {
                offer(n.quartier, &mut best);
            }
        }
        match inherited {
            Some((before, inherited)) if inherited.distance2 == best.distance2 => Some(Nearest {
                best,
                metres: before.metres,
            }),
            _ => Some(best.on_ground(land, p, within)),
        }
    }

    /// For distances that tiles do not look for.
    #[cold]
    fn nearest_far(
        &self,
        land: &Land,
        spot: &Spot,
        numbers: Range<u32>,
        within: f64,
    ) -> Option<Nearest> {
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
        Some(best.on_ground(land, p, within))
    }
}

/// The nearest limit, once all were looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Nearest {
    best: Best,
    /// How far it is on the ground, if that is not too far.
    metres: Option<f64>,
}

impl Nearest {
    fn none(best: Best) -> Self {
        let metres = None;
        Self { best, metres }
    }

    /// The same for another quartier with the same limit.
    pub(super) fn of_twin(mut self, number: u32) -> Self {
        self.best.found = self.best.found.map(|(_, foot)| (number, foot));
        self
    }

    /// Distance on the ground, and whose limit it is.
    pub(super) fn found(&self) -> Option<(f64, u32)> {
        Some((self.metres?, self.best.found?.0))
    }
}

/// The nearest limit so far, in metres of the plane.
#[derive(Debug, Clone, Copy)]
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
    fn on_ground(self, land: &Land, p: Coord, within: f64) -> Nearest {
        let metres = self.found.and_then(|(_, foot)| {
            let distance = self.distance2.sqrt() / land.ground.scale((p + foot) / 2.0);
            (distance <= within).then_some(distance)
        });
        Nearest { best: self, metres }
    }
}
