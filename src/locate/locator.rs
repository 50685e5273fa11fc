//! The index over any number of generations, and the question it answers.

use super::answer::{Answer, Band, Reason, Response};
use super::grid::{Grid, Place};
use super::ground::Ground;
use super::limit::{Bounds, Limit, Side};
use super::mask::Mask;
use super::spot::{System, certain_extent, from_metres, territory_of};
use crate::crs::Crs;
use crate::perimeter::{Generation, Perimeters, QuartierCode, Territory};
use geo::Coord;
use rayon::prelude::*;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

/// The most that a metre of the plane can differ from one on the ground in the projections of
/// the territories, with room to spare.
const PLANE_PER_GROUND: f64 = 1.01;

/// A quartier as answers name it.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its code.
    pub code: QuartierCode,
    /// Its name.
    pub name: String,
    /// SIREN of its EPCI where the file has it.
    pub epci: Option<String>,
}

/// What is asked besides the quartier itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Question {
    /// Precision of the coordinates in metres on the ground: a limit that is nearer makes the
    /// answer imprecise. 0 for exact ones.
    pub precision_m: f64,
    /// Distances beyond this many metres on the ground are not told; `None` asks for no
    /// distance and no band, which is faster.
    pub max_distance_m: Option<f64>,
}

impl Default for Question {
    fn default() -> Self {
        Self {
            precision_m: 0.0,
            max_distance_m: Some(1000.0),
        }
    }
}

/// A place in France that the index knows how to look up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spot {
    territory: Territory,
    /// Place in the metres of the territory; unknown where nothing is within reach.
    metric: Option<Coord>,
    /// What the grid knows there; nothing outside it.
    here: Option<Place>,
    lonlat: Option<Coord>,
}

/// One territory that has quartiers.
#[derive(Debug)]
struct Land {
    territory: Territory,
    crs: Crs,
    certain: Bounds,
    mask: Mask,
    grid: Grid,
    ground: Ground,
    tree: RTree<GeomWithData<Rectangle<[f64; 2]>, u32>>,
    /// Whether each generation has quartiers here.
    present: Vec<bool>,
}

/// Where every quartier of some generations is: built once, then asked by any thread.
///
/// A point on a limit is inside. Answers are those of GEOS `covers` on the same polygons in the
/// same projection: crossings are decided with exact orientation tests.
#[derive(Debug)]
pub struct Locator {
    generations: Vec<Generation>,
    entries: Vec<Entry>,
    limits: Vec<Limit>,
    /// First number of each generation, and the end: numbers go by generation, then by area.
    starts: Vec<u32>,
    lands: Vec<Land>,
    /// Place in `lands` of each territory.
    land_of: [Option<u8>; Territory::ALL.len()],
    /// Metres of the plane that tiles look around themselves.
    reach: f64,
}

impl Locator {
    /// Builds the index: about 0.1 s for both generations of all of France.
    ///
    /// Distances up to `reach_m` metres on the ground are answered fast, longer ones through a
    /// tree of envelopes.
    pub fn new(sets: &[Perimeters], reach_m: f64) -> Self {
        let reach = reach_m.max(Band::WIDEST_M) * PLANE_PER_GROUND;
        let mut order: Vec<&Perimeters> = sets.iter().collect();
        order.sort_by_key(|set| set.generation);
        let mut generations: Vec<Generation> = order.iter().map(|set| set.generation).collect();
        generations.dedup();
        let mut starts = vec![0];
        let mut quartiers = Vec::new();
        for generation in &generations {
            let mut own: Vec<_> = order
                .iter()
                .filter(|set| set.generation == *generation)
                .flat_map(|set| &set.quartiers)
                .map(|q| (q.area_m2(), q))
                .collect();
            own.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.code.cmp(&b.1.code)));
            quartiers.extend(own.into_iter().map(|(_, q)| q));
            starts.push(quartiers.len() as u32);
        }
        let limits: Vec<Limit> = quartiers.par_iter().map(|q| Limit::new(&q.shape)).collect();
        let territories: Vec<Territory> = quartiers.iter().map(|q| q.territory()).collect();
        let lands: Vec<Land> = Territory::ALL
            .into_par_iter()
            .filter_map(|territory| {
                let own: Vec<(u32, &Limit)> = (0..)
                    .zip(&limits)
                    .filter(|(i, _)| territories[*i as usize] == territory)
                    .collect();
                let present = starts
                    .windows(2)
                    .map(|range| own.iter().any(|(i, _)| (range[0]..range[1]).contains(i)));
                let present = present.collect();
                (!own.is_empty()).then(|| Land::new(territory, &own, present, reach))
            })
            .collect();
        let place = |t| lands.iter().position(|land| land.territory == t);
        let land_of = Territory::ALL.map(|t| place(t).map(|i| i as u8));
        let entries = quartiers
            .iter()
            .map(|q| Entry {
                code: q.code,
                name: q.name.clone(),
                epci: q.epci.clone(),
            })
            .collect();
        Self {
            generations,
            entries,
            limits,
            starts,
            lands,
            land_of,
            reach,
        }
    }

    /// The generations, oldest first. Questions name them by their place in this list.
    pub fn generations(&self) -> &[Generation] {
        &self.generations
    }

    /// The quartier of a number in an [`Answer`].
    ///
    /// # Panics
    /// For a number that came from another locator.
    pub fn quartier(&self, number: u32) -> &Entry {
        &self.entries[number as usize]
    }

    /// All quartiers, by number.
    pub fn quartiers(&self) -> &[Entry] {
        &self.entries
    }

    /// The place that two numbers mean.
    ///
    /// Where no quartier is near it costs a look-up; elsewhere a projection too, unless the
    /// coordinates are already in the metres of the territory.
    ///
    /// # Errors
    /// The reason why they are no place in France.
    #[inline]
    pub fn place(&self, system: &System, c: Coord) -> Result<Spot, Reason> {
        match system {
            System::LonLat => Ok(self.place_lonlat(c, territory_of(c)?)),
            System::Metres(crs) => {
                let certain = |land: &&Land| land.certain.holds(c) && land.crs == *crs;
                if let Some(land) = self.lands.iter().find(certain) {
                    return Ok(Spot {
                        territory: land.territory,
                        metric: Some(c),
                        here: land.grid.place(c),
                        lonlat: None,
                    });
                }
                self.place_metres(crs, c)
            }
        }
    }

    #[cold]
    fn place_metres(&self, crs: &Crs, c: Coord) -> Result<Spot, Reason> {
        let (lonlat, territory) = from_metres(crs, c)?;
        match self.land(territory) {
            // No detour through degrees: the coordinate is already the right one.
            Some(land) if land.crs == *crs => Ok(Spot {
                territory,
                metric: Some(c),
                here: land.grid.place(c),
                lonlat: Some(lonlat),
            }),
            _ => Ok(self.place_lonlat(lonlat, territory)),
        }
    }

    #[inline]
    fn place_lonlat(&self, c: Coord, territory: Territory) -> Spot {
        let mut spot = Spot {
            territory,
            metric: None,
            here: None,
            lonlat: Some(c),
        };
        if let Some(land) = self.land(territory)
            && land.mask.may_hold(c)
            && let Ok(metric) = land.crs.from_lonlat(c)
        {
            spot.metric = Some(metric);
            spot.here = land.grid.place(metric);
        }
        spot
    }

    fn land(&self, territory: Territory) -> Option<&Land> {
        let at = self.land_of[territory as usize]?;
        self.lands.get(usize::from(at))
    }

    /// The answer of one generation (its place in [`Self::generations`]) for a place.
    pub fn answer(&self, spot: &Spot, generation: usize, question: &Question) -> Answer {
        let mut answer = Answer::default();
        self.answer_into(spot, generation, question, &mut answer);
        answer
    }

    /// [`Self::answer`] into a value that is used again for the next point.
    pub fn answer_into(
        &self,
        spot: &Spot,
        generation: usize,
        question: &Question,
        answer: &mut Answer,
    ) {
        answer.quartiers.clear();
        answer.distance_m = None;
        answer.band = None;
        answer.reason = None;
        let land = match self.land(spot.territory) {
            Some(land) if land.present[generation] => land,
            _ => return answer.refuse(Reason::NoPerimetersHere),
        };
        let numbers = self.starts[generation]..self.starts[generation + 1];
        let mut on_limit = false;
        if let (Some(here), Some(p)) = (spot.here, spot.metric) {
            for cover in land.grid.covers(here) {
                if !numbers.contains(&cover.quartier) {
                    continue;
                }
                let side = if cover.on_limit {
                    self.limits[cover.quartier as usize].side(p)
                } else {
                    Side::Inside
                };
                on_limit |= side == Side::OnLimit;
                if side != Side::Outside {
                    answer.quartiers.push(cover.quartier);
                }
            }
        }
        let inside = !answer.quartiers.is_empty();
        answer.response = if inside {
            Response::Inside
        } else {
            Response::Outside
        };
        if answer.quartiers.len() > 1 {
            answer.reason = Some(Reason::SeveralQuartiers);
        } else if on_limit {
            answer.reason = Some(Reason::OnTheLimit);
        }
        let asked = question.max_distance_m;
        let precision = question.precision_m;
        if asked.is_none() && precision <= 0.0 {
            return;
        }
        let within = asked.unwrap_or(0.0).max(Band::WIDEST_M).max(precision);
        let found = if on_limit {
            Some((0.0, answer.quartiers[0]))
        } else if inside {
            self.nearest_of(land, spot, answer.quartiers.iter().copied(), within)
        } else {
            self.nearest(land, spot, numbers, within)
        };
        let Some((distance, nearest)) = found else {
            return;
        };
        if let Some(max) = asked {
            // No negative zero: on the limit neither side is the right one.
            let signed = if inside { 0.0 - distance } else { distance };
            answer.distance_m = (distance <= max).then_some(signed);
            answer.band = (!inside).then(|| Band::of(distance)).flatten();
        }
        if distance < precision {
            answer.response = Response::Imprecise;
            answer.reason = Some(Reason::WithinPrecision);
            if !inside {
                answer.quartiers.push(nearest);
            }
        }
    }

    /// Distance on the ground to the nearest limit of these quartiers, and whose it is.
    fn nearest_of(
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

    fn nearest(
        &self,
        land: &Land,
        spot: &Spot,
        numbers: std::ops::Range<u32>,
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
        numbers: std::ops::Range<u32>,
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

impl Land {
    fn new(territory: Territory, own: &[(u32, &Limit)], present: Vec<bool>, reach: f64) -> Self {
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
