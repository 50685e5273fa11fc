//! From scored candidates to answers: which comes first, what is a tie, and the commune where no
//! street answers.

use super::answer::{Answer, Certainty, MatchType, SAFE};
use super::geocoder::Geocoder;
use super::index::city::whole_city;
use super::index::format::{Number, Section, Street, from_e7};
use super::line;
use super::place;
use super::query::{Place, Reading};
use super::street;
use super::text::fold;
use super::text::words::StreetWords;

/// A candidate that has the asked number is preferred to one without, if it is no further
/// behind than this.
const NUMBER_WORTH: f32 = 0.045;
/// Two answers nearer than this in score are a tie.
const TIE: f32 = 0.004;
/// A misspelt name is safe only where no other name is about as near.
const NEARLY_A_TIE: f32 = 0.06;
/// A tie is never safe.
const TIE_LIMIT: f32 = 0.79;

/// A candidate with all that its score depends on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scored {
    pub street: u32,
    pub number: Option<usize>,
    /// Without the number.
    pub rank: f32,
    pub score: f32,
    /// The asked number, where the street does not have it.
    pub missing_number: Option<u32>,
    /// In the one commune that was asked for.
    pub commune_sure: bool,
    /// In the asked place, rather than where else the street was found.
    pub in_place: bool,
    /// The name has wrong letters.
    pub misspelt: bool,
    /// Words lack or are too many.
    pub lacks_words: bool,
    /// Never safe: words lack, or some were left out that may be the address as well.
    pub doubtful: bool,
}

impl Scored {
    /// What is certain of it; `contested` by an answer that is about as good.
    fn certainty(&self, contested: bool) -> Certainty {
        let street = self.rank >= SAFE && !self.doubtful && !contested;
        match (street, self.number) {
            (true, Some(_)) => Certainty::HouseNumber,
            (true, None) => Certainty::Street,
            (false, _) if self.commune_sure => Certainty::Commune,
            (false, _) => Certainty::Nothing,
        }
    }
}

impl Geocoder {
    /// Sorted answers, one per street and number, with the score of the next one.
    pub(super) fn answers(&self, mut scored: Vec<Scored>, limit: usize) -> Vec<Answer> {
        // In the asked place, a name that lacks words and has the number comes before the same
        // words elsewhere: "206 rue Saint-Martin 75010" is in the rue du Faubourg Saint-Martin.
        let asked_number = scored
            .iter()
            .any(|s| s.score < s.rank || s.number.is_some());
        let lacking = scored.iter().any(|s| {
            s.in_place
                && s.lacks_words
                && s.rank >= street::COMPLETE
                && (s.number.is_some() || !asked_number)
        });
        for s in &mut scored {
            if lacking && !s.in_place {
                s.rank = s.rank.min(street::COMPLETE);
                s.score = s.score.min(s.rank);
            }
        }
        // A number that exists decides between streets that are about as alike, no more: else a
        // number that is missing would be found in another street.
        let top = scored.iter().map(|s| s.rank).fold(0.0, f32::max);
        let usable = |s: &Scored| s.rank >= top - NUMBER_WORTH;
        scored.sort_by(|a, b| {
            usable(b)
                .cmp(&usable(a))
                .then(b.score.total_cmp(&a.score))
                .then(b.number.is_some().cmp(&a.number.is_some()))
                .then_with(|| {
                    self.addresses_of(b.street)
                        .cmp(&self.addresses_of(a.street))
                })
                .then(a.street.cmp(&b.street))
        });
        let mut seen: Vec<u32> = Vec::new();
        scored.retain(|s| {
            let new = !seen.contains(&s.street);
            if new {
                seen.push(s.street);
            }
            new
        });
        let next = self.next_score(&scored);
        let mut answers: Vec<Answer> = Vec::new();
        for (i, s) in scored.iter().take(limit.max(1)).enumerate() {
            let answer = match s.number {
                Some(number) => self.index().answer_number(s.street, number),
                None => self.index().answer_street(s.street),
            };
            let Some(mut answer) = answer else { continue };
            answer.score = s.score.clamp(0.0, if s.doubtful { TIE_LIMIT } else { 1.0 });
            answer.missing_number = s.missing_number;
            let mut contested = false;
            if i == 0 {
                answer.score_next = next;
                if s.misspelt && next.is_some_and(|n| n >= answer.score - NEARLY_A_TIE) {
                    let safe_to_usable = (TIE_LIMIT / answer.score).min(1.0);
                    contested = true;
                    answer.score *= safe_to_usable;
                    answer.score_next = next.map(|n| n * safe_to_usable);
                }
                if next.is_some_and(|n| n >= s.score - TIE) {
                    contested = true;
                    answer.score = answer.score.min(TIE_LIMIT);
                    answer.score_next = Some(answer.score);
                }
            } else if let Some(first) = answers.first() {
                answer.score = answer.score.min(first.score);
            }
            answer.certainty = s.certainty(contested);
            answers.push(answer);
        }
        answers
    }

    /// How many numbers a street has: of two that are as alike, the longer one is meant.
    fn addresses_of(&self, street: u32) -> usize {
        let streets = self.index().section::<Street>(Section::Streets);
        streets.get(street as usize).map_or(0, |s| s.numbers.len())
    }

    /// Score of the second answer; the same place under another name is no second.
    fn next_score(&self, scored: &[Scored]) -> Option<f32> {
        let first = scored.first()?;
        scored
            .iter()
            .skip(1)
            .find(|s| !self.same_spot(first, s))
            .map(|s| s.score.min(first.score))
    }

    fn same_spot(&self, a: &Scored, b: &Scored) -> bool {
        let numbers = self.index().section::<Number>(Section::Numbers);
        let streets = self.index().section::<Street>(Section::Streets);
        let name = |s: &Scored| {
            let name = streets
                .get(s.street as usize)
                .map(|t| self.index().text(t.name));
            StreetWords::new(&fold(name.unwrap_or_default()), true).full
        };
        let spot = |s: &Scored| match s.number {
            Some(n) => numbers.get(n).map(|n| (n.lon, n.lat)),
            None => streets.get(s.street as usize).map(|t| (t.lon, t.lat)),
        };
        match (spot(a), spot(b)) {
            // About 50 m: a street that the BAN has under two ids or two spellings.
            (Some(p), Some(q)) => {
                p.0.abs_diff(q.0) < 7_000 && p.1.abs_diff(q.1) < 4_500 && name(a) == name(b)
            }
            _ => false,
        }
    }

    /// The commune, when no street was asked for or none is alike.
    pub(super) fn municipality(&self, readings: &[(Reading, Vec<place::Asked>)]) -> Option<Answer> {
        let has_place = |(reading, areas): &&(Reading, Vec<place::Asked>)| {
            reading.place != Place::default() && !areas.is_empty()
        };
        let no_street = |(reading, _): &&(Reading, _)| line::plain(&reading.street).is_none();
        let with_place = || readings.iter().filter(has_place);
        let (reading, areas) = with_place()
            .find(no_street)
            .or_else(|| with_place().next())?;
        let first = areas.first()?;
        let area = self.index().area(first.area)?;
        let commune = self.index().commune_of(area)?;
        let mut answer = self.index().answer_commune(commune, None);
        let asked_street = line::plain(&reading.street).is_some();
        answer.score = first.agreement * if asked_street { 0.4 } else { 0.97 };
        let others = areas.iter().skip(1).find(|a| {
            a.agreement >= first.agreement
                && self
                    .index()
                    .area(a.area)
                    .is_some_and(|o| o.commune != area.commune)
        });
        if let Some(other) = others {
            let other_code = self
                .index()
                .area(other.area)
                .and_then(|o| self.index().commune_of(o))
                .map_or("", |c| self.index().text(c.code));
            match (whole_city(&answer.citycode), whole_city(other_code)) {
                // Several arrondissements: the city as a whole is meant.
                (Some(city), Some(other_city)) if city == other_city => {
                    answer.citycode = city.0.to_owned();
                    answer.id = city.0.to_owned();
                    answer.district = String::new();
                    answer.postcode = String::new();
                }
                _ => {
                    answer.score = answer.score.min(TIE_LIMIT);
                    answer.score_next = Some(answer.score);
                }
            }
        }
        if first.agreement >= place::SURE && answer.score_next.is_none() {
            answer.certainty = Certainty::Commune;
        }
        debug_assert_eq!(answer.kind, MatchType::Municipality);
        Some(answer)
    }

    /// Positions of all addresses of an answer's street, as longitude and latitude: what decides
    /// whether the whole street lies somewhere. Empty for a commune.
    pub fn street_addresses(&self, answer: &Answer) -> Vec<(f64, f64)> {
        let streets = self.index().section::<Street>(Section::Streets);
        let street = answer.street_index.and_then(|s| streets.get(s as usize));
        let Some(street) = street else {
            return Vec::new();
        };
        let numbers = self
            .index()
            .section::<Number>(Section::Numbers)
            .get(street.numbers.indices())
            .unwrap_or_default();
        if numbers.is_empty() {
            return vec![(from_e7(street.lon), from_e7(street.lat))];
        }
        numbers
            .iter()
            .map(|n| (from_e7(n.lon), from_e7(n.lat)))
            .collect()
    }

    /// Positions of all addresses of a commune, an arrondissement or a whole city, by INSEE code.
    pub fn commune_addresses(&self, code: &str) -> Vec<(f64, f64)> {
        let numbers = self.index().section::<Number>(Section::Numbers);
        let streets = self.index().section::<Street>(Section::Streets);
        let areas = self.index().areas_of(Section::CodeKeys, code);
        let areas = areas.iter().filter_map(|a| self.index().area(*a));
        let streets = areas.flat_map(|a| streets.get(a.streets.indices()).unwrap_or_default());
        let mut places = Vec::new();
        for street in streets {
            let own = numbers.get(street.numbers.indices()).unwrap_or_default();
            places.extend(own.iter().map(|n| (from_e7(n.lon), from_e7(n.lat))));
            if own.is_empty() {
                places.push((from_e7(street.lon), from_e7(street.lat)));
            }
        }
        places
    }
}
