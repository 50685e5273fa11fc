//! From a place to the nearest addresses.

use super::answer::{Answer, Certainty};
use super::geocoder::Geocoder;
use super::index::format::{Number, Section, Street, to_e7};
use super::index::order::{cell_range, curve_position};

/// Metres of a degree of latitude.
const METRES_PER_DEGREE: f64 = 111_195.0;
/// Addresses further away are no answer.
const FARTHEST_M: f64 = 2_000.0;
/// Side of the smallest cells that are looked into, as a power of two of 1e-7 degrees: 91 m of
/// latitude.
const SMALLEST_CELL: u32 = 13;
/// Side of the largest ones: 5.8 km of latitude.
const LARGEST_CELL: u32 = 19;

impl Geocoder {
    /// The house numbers nearest to a place, nearest first, with their distances in metres; at
    /// most `limit`, none beyond 2 km. The score falls from 1 on the spot to 0.
    ///
    /// A place that is no point on Earth has no answers.
    pub fn nearest(&self, lon: f64, lat: f64, limit: usize) -> Vec<(Answer, f64)> {
        if !(-180.0..=180.0).contains(&lon) || !(-90.0..=90.0).contains(&lat) {
            return Vec::new();
        }
        let shrink = lat.to_radians().cos();
        let mut near: Vec<(f64, usize)> = Vec::new();
        for level in SMALLEST_CELL..=LARGEST_CELL {
            near = self.around(lon, lat, level);
            near.sort_by(|a, b| a.0.total_cmp(&b.0));
            // All that is within one cell of the place has been seen.
            let seen_m = f64::from(1u32 << level) / 1e7 * METRES_PER_DEGREE * shrink.min(1.0);
            if near.iter().filter(|(metres, _)| *metres <= seen_m).count() >= limit {
                break;
            }
        }
        near.into_iter()
            .take_while(|(metres, _)| *metres <= FARTHEST_M)
            .take(limit)
            .filter_map(|(metres, number)| {
                let street = self.street_of(number)?;
                let mut answer = self.index().answer_number(street, number)?;
                answer.score = (1.0 - metres / FARTHEST_M) as f32;
                answer.certainty = Certainty::HouseNumber;
                Some((answer, metres))
            })
            .collect()
    }

    /// Distances and numbers of the nine cells around a place.
    fn around(&self, lon: f64, lat: f64, level: u32) -> Vec<(f64, usize)> {
        let numbers = self.index().section::<Number>(Section::Numbers);
        let order = self.index().section::<u32>(Section::Order);
        let position = |i: &u32| {
            let number = numbers.get(*i as usize);
            number.map_or(u64::MAX, |n| curve_position(n.lon, n.lat))
        };
        let side = 1i64 << level;
        let (x, y) = (i64::from(to_e7(lon)), i64::from(to_e7(lat)));
        let shrink = lat.to_radians().cos();
        let mut near = Vec::new();
        for dx in [-side, 0, side] {
            for dy in [-side, 0, side] {
                let (Ok(cx), Ok(cy)) = (i32::try_from(x + dx), i32::try_from(y + dy)) else {
                    continue;
                };
                let cell = cell_range(cx, cy, level);
                let start = order.partition_point(|i| position(i) < *cell.start());
                let within = order.get(start..).unwrap_or_default().iter();
                for i in within.take_while(|i| position(i) <= *cell.end()) {
                    let Some(number) = numbers.get(*i as usize) else {
                        continue;
                    };
                    let east = (f64::from(number.lon) / 1e7 - lon) * METRES_PER_DEGREE * shrink;
                    let north = (f64::from(number.lat) / 1e7 - lat) * METRES_PER_DEGREE;
                    near.push((east.hypot(north), *i as usize));
                }
            }
        }
        near
    }

    /// The street that a number belongs to.
    fn street_of(&self, number: usize) -> Option<u32> {
        let streets = self.index().section::<Street>(Section::Streets);
        // Streets follow each other as their numbers do.
        let street = streets.partition_point(|s| s.numbers.end as usize <= number);
        u32::try_from(street).ok()
    }
}
