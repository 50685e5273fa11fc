//! A number that does not exist, put between its neighbours. Only on request: it is a guess, and
//! its type stays that of the street.

use super::answer::Answer;
use super::geocoder::Geocoder;
use super::index::format::{Number, Section, Street, from_e7};

/// Neighbours further apart say nothing of what is between them.
const WIDEST_GAP: u32 = 40;

/// A guessed place of a house number.
#[derive(Debug, Clone, PartialEq)]
pub struct Interpolated {
    /// WGS84 longitude.
    pub lon: f64,
    /// WGS84 latitude.
    pub lat: f64,
    /// The neighbours it was put between, as "10-14".
    pub between: String,
}

impl Geocoder {
    /// The place that the missing number of an answer would have between the nearest numbers of
    /// its side of the street (even or odd), by their difference. `None` where the number is not
    /// missing, is beyond the ends of the street, or its neighbours are more than 40 apart.
    pub fn interpolated(&self, answer: &Answer) -> Option<Interpolated> {
        let asked = answer.missing_number?;
        let streets = self.index().section::<Street>(Section::Streets);
        let street = streets.get(answer.street_index? as usize)?;
        let numbers = self.index().section::<Number>(Section::Numbers);
        let own = numbers.get(street.numbers.indices())?;
        let same_side = |n: &&Number| n.number() % 2 == asked % 2;
        let after = own.partition_point(|n| n.number() <= asked);
        let (before, behind) = own.split_at_checked(after)?;
        let below = before.iter().rev().find(same_side)?;
        if below.number() == asked {
            // "12 ter" where there is a 12: beside it.
            return Some(Interpolated {
                lon: from_e7(below.lon),
                lat: from_e7(below.lat),
                between: asked.to_string(),
            });
        }
        let above = behind.iter().find(same_side)?;
        let gap = above.number() - below.number();
        if gap > WIDEST_GAP {
            return None;
        }
        let share = f64::from(asked - below.number()) / f64::from(gap);
        let between = |a: i32, b: i32| from_e7(a) + (from_e7(b) - from_e7(a)) * share;
        Some(Interpolated {
            lon: between(below.lon, above.lon),
            lat: between(below.lat, above.lat),
            between: format!("{}-{}", below.number(), above.number()),
        })
    }
}
