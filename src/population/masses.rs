//! How much weight lies on the ground of each quartier and of each pair of them.

use super::estimate::Method;
use super::grid::Cell;
use super::weights::{WeightKind, Weights};
use crate::diff::Diff;
use crate::locate::{Locator, Question, Response, Spot, System};
use crate::perimeter::nearby::EnvelopeTree;
use crate::perimeter::shared::Shared;
use crate::perimeter::{Perimeters, Quartier, QuartierCode, Territory};
use geo::{Area, BoundingRect, Coord, MultiPolygon};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Weights of the ground of the quartiers of a diff.
#[derive(Debug, Clone)]
pub struct Masses {
    /// The method they serve.
    pub method: Method,
    /// Weight on each quartier, old and new.
    whole: BTreeMap<QuartierCode, f64>,
    /// Weight on the ground that a new quartier, the first, shares with old ones.
    common: BTreeMap<QuartierCode, BTreeMap<QuartierCode, f64>>,
    /// Weight on new ground that was in no old quartier.
    outside_old: BTreeMap<QuartierCode, f64>,
    /// Ground that cells cover, m², and imputed weight (grid only).
    cells: BTreeMap<QuartierCode, (f64, f64)>,
    /// Quartiers that reach beyond the extent of the weights.
    beyond: BTreeSet<QuartierCode>,
    /// Places that are nowhere in France.
    pub nowhere: usize,
}

impl Masses {
    fn new(method: Method) -> Self {
        Self {
            method,
            whole: BTreeMap::new(),
            common: BTreeMap::new(),
            outside_old: BTreeMap::new(),
            cells: BTreeMap::new(),
            beyond: BTreeSet::new(),
            nowhere: 0,
        }
    }

    fn add_common(&mut self, new: QuartierCode, old: QuartierCode, weight: f64) {
        let parts = self.common.entry(new).or_default();
        *parts.entry(old).or_default() += weight;
    }

    /// The masses of the ground itself, m².
    pub fn of_ground(diff: &Diff) -> Self {
        let mut masses = Self::new(Method::Area);
        let quartiers = diff.old.quartiers.iter().chain(&diff.new.quartiers);
        masses.whole = quartiers.map(|q| (q.code, q.area_m2())).collect();
        for overlap in &diff.overlaps {
            masses.add_common(overlap.new, overlap.old, overlap.area_m2);
        }
        masses
    }

    /// The masses that weights put on the quartiers of a diff.
    pub fn of(diff: &Diff, weights: &Weights) -> Self {
        match &weights.kind {
            WeightKind::Places { system, places } => Self::of_places(diff, system, places),
            WeightKind::Grid(cells) => Self::of_cells(diff, cells),
        }
    }

    /// A place on a limit counts in both quartiers that share it.
    fn of_places(diff: &Diff, system: &System, places: &[(Coord, f64)]) -> Self {
        let mut masses = Self::new(Method::Places);
        let sets: [Perimeters; 2] = [diff.old.clone(), diff.new.clone()];
        let locator = Locator::new(&sets, 0.0);
        let question = Question {
            precision_m: 0.0,
            max_distance_m: None,
        };
        let at = |generation| locator.generations().iter().position(|g| *g == generation);
        let codes = |spot: &Spot, generation| -> Vec<QuartierCode> {
            let Some(index) = at(generation) else {
                return Vec::new();
            };
            let answer = locator.answer(spot, index, &question);
            let inside = answer.response == Response::Inside;
            let numbers = answer.quartiers.into_iter().filter(|_| inside);
            numbers.map(|n| locator.quartier(n).code).collect()
        };
        let mut extent = Extent::default();
        for (coordinate, weight) in places {
            let Ok(spot) = locator.place(system, *coordinate) else {
                masses.nowhere += 1;
                continue;
            };
            let lonlat = match system {
                System::LonLat => Some(*coordinate),
                System::Metres(crs) => crs.to_lonlat(*coordinate).ok(),
            };
            extent.extend(lonlat);
            let old = codes(&spot, diff.old.generation);
            let new = codes(&spot, diff.new.generation);
            for code in old.iter().chain(&new) {
                *masses.whole.entry(*code).or_default() += weight;
            }
            for new in new {
                if old.is_empty() {
                    *masses.outside_old.entry(new).or_default() += weight;
                }
                for old in &old {
                    masses.add_common(new, *old, *weight);
                }
            }
        }
        let quartiers = diff.old.quartiers.iter().chain(&diff.new.quartiers);
        let beyond = quartiers.filter(|q| !extent.holds(q));
        masses.beyond = beyond.map(|q| q.code).collect();
        masses
    }

    fn of_cells(diff: &Diff, cells: &[Cell]) -> Self {
        let mut masses = Self::new(Method::Grid);
        let trees: BTreeMap<Territory, EnvelopeTree> = Territory::ALL
            .into_iter()
            .map(|territory| {
                let here = cells.iter().enumerate();
                let here = here.filter(|(_, c)| c.territory == territory);
                (
                    territory,
                    EnvelopeTree::of(here.map(|(i, c)| (i, &c.shape))),
                )
            })
            .collect();
        // Inhabitants, ground and imputed inhabitants of a shape.
        let within = |code: &QuartierCode, shape: &MultiPolygon| -> [f64; 3] {
            let tree = trees.get(&Territory::of_code(code));
            let near = tree.map(|t| t.meeting(shape)).unwrap_or_default();
            near.into_iter().fold([0.0; 3], |sums, i| {
                let cell = &cells[i];
                let common = Shared::by(shape, &cell.shape).area;
                let weight = cell.weight * common / cell.shape.unsigned_area();
                let imputed = if cell.imputed { weight } else { 0.0 };
                [sums[0] + weight, sums[1] + common, sums[2] + imputed]
            })
        };
        let quartiers: Vec<_> = diff
            .old
            .quartiers
            .iter()
            .chain(&diff.new.quartiers)
            .collect();
        let found: Vec<_> = quartiers
            .par_iter()
            .map(|q| (q.code, within(&q.code, &q.shape)))
            .collect();
        for (code, [weight, ground_m2, imputed]) in found {
            masses.whole.insert(code, weight);
            masses.cells.insert(code, (ground_m2, imputed));
        }
        let common: Vec<_> = diff
            .overlaps
            .par_iter()
            .map(|o| {
                (
                    o.new,
                    o.old,
                    within(&o.new, &o.shape(&diff.old, &diff.new))[0],
                )
            })
            .collect();
        for (new, old, weight) in common.into_iter().filter(|c| c.2 > 0.0) {
            masses.add_common(new, old, weight);
        }
        for q in &diff.new.quartiers {
            let kept: f64 = masses.parts_of(&q.code).map(|p| p.1).sum();
            let fresh = (masses.weight(&q.code) - kept).max(0.0);
            masses.outside_old.insert(q.code, fresh);
        }
        masses
    }

    /// Weight on a quartier of either generation.
    pub fn weight(&self, code: &QuartierCode) -> f64 {
        self.whole.get(code).copied().unwrap_or_default()
    }

    /// Weight on the ground of a new quartier that was in no old one.
    pub fn outside_old(&self, new: &QuartierCode) -> f64 {
        self.outside_old.get(new).copied().unwrap_or_default()
    }

    /// Old quartiers that share weight with a new one, and how much.
    pub fn parts_of(&self, new: &QuartierCode) -> impl Iterator<Item = (QuartierCode, f64)> {
        let parts = self.common.get(new).into_iter().flatten();
        parts.map(|(old, weight)| (*old, *weight))
    }

    /// Ground of a quartier that cells cover, m²; `None` where the weights are no grid.
    pub fn cover(&self, code: &QuartierCode) -> Option<f64> {
        self.cells.get(code).map(|c| c.0)
    }

    /// Whether a quartier reaches beyond the extent of the weights (points only; a grid tells by
    /// [`Self::cover`]).
    pub fn is_beyond(&self, code: &QuartierCode) -> bool {
        self.beyond.contains(code)
    }

    /// Share of the weight on a quartier that is imputed; `None` where the weights are no grid
    /// or there is none.
    pub fn imputed_share(&self, code: &QuartierCode) -> Option<f64> {
        let weight = self.weight(code);
        let imputed = self.cells.get(code)?.1;
        (weight > 0.0).then(|| imputed / weight)
    }
}

/// Longitudes and latitudes that points reach over, by territory.
#[derive(Debug, Default)]
struct Extent(BTreeMap<Territory, [f64; 4]>);

impl Extent {
    fn extend(&mut self, lonlat: Option<Coord>) {
        let at = lonlat.and_then(|c| Some((c, Territory::of_lonlat(c.x, c.y)?)));
        if let Some((c, territory)) = at {
            let reach = self.0.entry(territory).or_insert([c.x, c.y, c.x, c.y]);
            *reach = [
                reach[0].min(c.x),
                reach[1].min(c.y),
                reach[2].max(c.x),
                reach[3].max(c.y),
            ];
        }
    }

    fn holds(&self, quartier: &Quartier) -> bool {
        let crs = quartier.territory().metric_crs();
        let corners = quartier.shape.bounding_rect().map(|r| [r.min(), r.max()]);
        let Some(([west, south, east, north], corners)) =
            self.0.get(&quartier.territory()).zip(corners)
        else {
            return false;
        };
        // A place stands on its ground, not on its limit.
        const SLACK_DEG: f64 = 0.002;
        corners.into_iter().all(|c| {
            crs.to_lonlat(c).is_ok_and(|c| {
                (west - SLACK_DEG..=east + SLACK_DEG).contains(&c.x)
                    && (south - SLACK_DEG..=north + SLACK_DEG).contains(&c.y)
            })
        })
    }
}
