//! The index over any number of generations, and the question it answers.

use super::answer::{Band, Reason};
use super::grid::Place;
use super::land::Land;
use super::limit::Limit;
use super::spot::{System, from_metres, territory_of};
use super::twins::Twins;
use crate::crs::Crs;
use crate::perimeter::{Generation, Perimeters, QuartierCode, Territory};
use geo::Coord;
use rayon::prelude::*;

/// The most that a metre of the plane can differ from one on the ground in the projections of
/// the territories, with room to spare.
pub(super) const PLANE_PER_GROUND: f64 = 1.01;

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
    pub(super) territory: Territory,
    /// Place in the metres of the territory; unknown where nothing is within reach.
    pub(super) metric: Option<Coord>,
    /// What the grid knows there; nothing outside it.
    pub(super) here: Option<Place>,
    pub(super) lonlat: Option<Coord>,
}

/// Where every quartier of some generations is: built once, then asked by any thread.
///
/// A point on a limit is inside. Answers are those of GEOS `covers` on the same polygons in the
/// same projection: crossings are decided with exact orientation tests.
#[derive(Debug)]
pub struct Locator {
    generations: Vec<Generation>,
    entries: Vec<Entry>,
    pub(super) limits: Vec<Limit>,
    pub(super) twins: Twins,
    /// First number of each generation, and the end: numbers go by generation, then by area.
    pub(super) starts: Vec<u32>,
    lands: Vec<Land>,
    /// Place in `lands` of each territory.
    land_of: [Option<u8>; Territory::ALL.len()],
    /// Metres of the plane that tiles look around themselves.
    pub(super) reach: f64,
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
            twins: Twins::new(&limits, &territories, &starts),
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

    /// The quartier of a number in an [`Answer`](crate::locate::Answer).
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

    pub(super) fn land(&self, territory: Territory) -> Option<&Land> {
        let at = self.land_of[territory as usize]?;
        self.lands.get(usize::from(at))
    }
}
