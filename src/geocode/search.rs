//! From a query to the best answer.

use super::answer::{Answer, MatchType};
use super::error::GeocodeError;
use super::index::Index;
use super::index::city::whole_city;
use super::index::format::{Number, Section, Street};
use super::line::{self, Line};
use super::number;
use super::place;
use super::query::{Query, Reading, parts};
use super::street::{self, Candidate};
use std::path::Path;

/// Share of the score that the street alone makes; the rest is the agreement of the place.
const STREET_SHARE: f32 = 0.6;
/// What is left of the score when the asked number does not exist.
const NUMBER_MISSING: f32 = 0.76;
/// A candidate that has the asked number is preferred to one without, if it is no further
/// behind than this.
const NUMBER_WORTH: f32 = 0.045;
/// Two answers nearer than this in score are a tie.
const TIE: f32 = 0.004;
/// A tie is never safe.
const TIE_LIMIT: f32 = 0.79;
/// From here on no other reading is tried.
const CERTAIN: f32 = 0.985;
/// From here on names that lack words are not tried.
const GOOD: f32 = 0.85;
/// Agreement from which a place may be the asked one, be it that none was asked for.
const ASKED_PLACE: f32 = 0.8;
/// Agreement from which a place is the asked one.
const SURE_PLACE: f32 = 0.9;
/// Likeness that a street needs to be found in another place than the asked one: two doubts are
/// one too many.
const ELSEWHERE: f32 = 0.78;

/// Answers queries from an index. Shared by any number of threads.
#[derive(Debug)]
pub struct Geocoder {
    index: Index,
}

/// A candidate with all that its score depends on.
#[derive(Debug, Clone, Copy)]
struct Scored {
    street: u32,
    number: Option<usize>,
    /// Without the number.
    rank: f32,
    score: f32,
    /// In the asked place, rather than where else the street was found.
    in_place: bool,
    /// Words lack or are too many: never safe.
    by_words: bool,
}

impl Geocoder {
    /// Opens an index.
    ///
    /// # Errors
    /// See [`Index::open`].
    pub fn open(path: &Path) -> Result<Self, GeocodeError> {
        Ok(Self::new(Index::open(path)?))
    }

    /// Answers from an index that is open.
    pub fn new(index: Index) -> Self {
        Self { index }
    }

    /// The index.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// The best answer, whatever its score; `None` when nothing is alike.
    pub fn search(&self, query: &Query) -> Option<Answer> {
        self.search_many(query, 1).into_iter().next()
    }

    /// The best answers, best first, at most `limit`.
    pub fn search_many(&self, query: &Query, limit: usize) -> Vec<Answer> {
        let parts = parts(query, |postcode| {
            let text = format!("{postcode:05}");
            !self.index.areas_of(Section::PostcodeKeys, &text).is_empty()
        });
        let readings: Vec<(Reading, Vec<place::Asked>)> = place::readings(&self.index, &parts)
            .into_iter()
            .map(|reading| {
                let areas = place::areas(&self.index, &reading.place);
                (reading, areas)
            })
            .collect();
        let mut scored: Vec<Scored> = Vec::new();
        // The lines as they stand, by letters: answers nearly every row of a usual list.
        for (reading, areas) in &readings {
            if let Some(line) = line::plain(&reading.street) {
                self.by_letters(&line, areas, &mut scored);
            }
            if best(scored.iter()) >= CERTAIN {
                return self.answers(scored, limit);
            }
        }
        // Then what may not belong to the street is left out.
        let others: Vec<Vec<Line>> = readings
            .iter()
            .map(|(reading, _)| line::others(&reading.street))
            .collect();
        for ((_, areas), lines) in readings.iter().zip(&others) {
            for line in lines {
                self.by_letters(line, areas, &mut scored);
            }
        }
        // Then names that lack words.
        if best(scored.iter().filter(|s| s.in_place)) < GOOD {
            for ((reading, areas), lines) in readings.iter().zip(&others) {
                let plain = line::plain(&reading.street);
                let mut seen: Vec<&str> = Vec::new();
                for line in plain.iter().chain(lines) {
                    if !seen.contains(&line.street.full.as_str()) {
                        seen.push(&line.street.full);
                        self.by_words(line, areas, &mut scored);
                    }
                }
            }
        }
        let answers = self.answers(scored, limit);
        if answers.is_empty() {
            return self.municipality(&readings).into_iter().collect();
        }
        answers
    }

    /// Scores the streets that are alike by letters in the areas that a place may mean.
    fn by_letters(&self, line: &Line, areas: &[place::Asked], scored: &mut Vec<Scored>) {
        let asked = street::Asked::new(&line.street);
        let floor = best(scored.iter());
        let mut best_rank = 0.0f32;
        let mut found: Vec<Candidate> = Vec::new();
        let mut ranked: Vec<(Candidate, f32, bool)> = Vec::new();
        let mut last_agreement = f32::MAX;
        for place in areas {
            // What no street of this place can reach is not looked for.
            let reach = factor(place.agreement) * line.trust;
            let settled = best_rank >= reach.min(CERTAIN) || floor >= reach;
            if place.agreement < last_agreement && settled {
                break;
            }
            last_agreement = place.agreement;
            let Some(area) = self.index.area(place.area) else {
                continue;
            };
            found.clear();
            let sure = place.agreement >= SURE_PLACE;
            let in_place = place.agreement >= ASKED_PLACE;
            let least = if in_place { street::LEAST } else { ELSEWHERE };
            asked.by_letters(&self.index, area, least, &mut found);
            for candidate in &found {
                // A misspelt street in another place than the asked one is two doubts.
                let doubt = if sure || candidate.likeness > 0.95 {
                    0.0
                } else {
                    0.1
                };
                let likeness = candidate.likeness - doubt;
                let rank = likeness * factor(place.agreement) * line.trust;
                best_rank = best_rank.max(rank);
                ranked.push((*candidate, rank, in_place));
            }
        }
        self.with_numbers(line, ranked, false, scored);
    }

    /// Scores the streets that share words, where the place agrees best.
    fn by_words(&self, line: &Line, areas: &[place::Asked], scored: &mut Vec<Scored>) {
        let asked = street::Asked::new(&line.street);
        let mut found: Vec<Candidate> = Vec::new();
        let mut ranked: Vec<(Candidate, f32, bool)> = Vec::new();
        let most = areas.first().map_or(0.0, |a| a.agreement);
        for place in areas.iter().take_while(|a| a.agreement >= most) {
            if let Some(area) = self.index.area(place.area) {
                found.clear();
                asked.by_words(&self.index, area, &mut found);
                let weight = factor(place.agreement) * line.trust;
                let in_place = place.agreement >= ASKED_PLACE;
                ranked.extend(found.iter().map(|c| (*c, c.likeness * weight, in_place)));
            }
        }
        self.with_numbers(line, ranked, true, scored);
    }

    /// Looks the house number up in the best streets.
    fn with_numbers(
        &self,
        line: &Line,
        mut ranked: Vec<(Candidate, f32, bool)>,
        by_words: bool,
        scored: &mut Vec<Scored>,
    ) {
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
        let top = ranked.first().map_or(0.0, |c| c.1);
        let streets = self.index.section::<Street>(Section::Streets);
        for (candidate, rank, in_place) in ranked.into_iter().take(64) {
            if rank < top - 0.3 {
                break;
            }
            let Some(street) = streets.get(candidate.street as usize) else {
                continue;
            };
            let number = number::find(&self.index, street, &line.numbers);
            let missing = number.is_none() && !line.numbers.is_empty();
            scored.push(Scored {
                street: candidate.street,
                number,
                rank,
                score: rank * if missing { NUMBER_MISSING } else { 1.0 },
                in_place,
                by_words,
            });
        }
    }

    /// Sorted answers, one per street and number, with the score of the next one.
    fn answers(&self, mut scored: Vec<Scored>, limit: usize) -> Vec<Answer> {
        // In the asked place, a name that lacks words and has the number comes before the same
        // words elsewhere: "206 rue Saint-Martin 75010" is in the rue du Faubourg Saint-Martin.
        let asked_number = scored
            .iter()
            .any(|s| s.score < s.rank || s.number.is_some());
        let lacking = scored.iter().any(|s| {
            s.in_place
                && s.by_words
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
                Some(number) => self.index.answer_number(s.street, number),
                None => self.index.answer_street(s.street),
            };
            let Some(mut answer) = answer else { continue };
            answer.score = s.score.clamp(0.0, if s.by_words { TIE_LIMIT } else { 1.0 });
            if i == 0 {
                answer.score_next = next;
                if next.is_some_and(|n| n >= answer.score - TIE) {
                    answer.score = answer.score.min(TIE_LIMIT);
                    answer.score_next = Some(answer.score);
                }
            } else if let Some(first) = answers.first() {
                answer.score = answer.score.min(first.score);
            }
            answers.push(answer);
        }
        answers
    }

    /// How many numbers a street has: of two that are as alike, the longer one is meant.
    fn addresses_of(&self, street: u32) -> usize {
        let streets = self.index.section::<Street>(Section::Streets);
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
        let numbers = self.index.section::<Number>(Section::Numbers);
        let streets = self.index.section::<Street>(Section::Streets);
        let name = |s: &Scored| streets.get(s.street as usize).map(|t| t.name);
        let same_name = name(a) == name(b);
        let spot = |s: &Scored| match s.number {
            Some(n) => numbers.get(n).map(|n| (n.lon, n.lat)),
            None => streets.get(s.street as usize).map(|t| (t.lon, t.lat)),
        };
        match (spot(a), spot(b)) {
            // About 50 m.
            (Some(p), Some(q)) => {
                same_name && p.0.abs_diff(q.0) < 7_000 && p.1.abs_diff(q.1) < 4_500
            }
            _ => false,
        }
    }

    /// The commune, when no street was asked for or none is alike.
    fn municipality(&self, readings: &[(Reading, Vec<place::Asked>)]) -> Option<Answer> {
        let (reading, areas) = readings.iter().find(|(reading, areas)| {
            reading.place != super::query::Place::default() && !areas.is_empty()
        })?;
        let first = areas.first()?;
        let area = self.index.area(first.area)?;
        let commune = self.index.commune_of(area)?;
        let mut answer = self.index.answer_commune(commune, None);
        let asked_street = line::plain(&reading.street).is_some();
        answer.score = first.agreement * if asked_street { 0.4 } else { 0.97 };
        let others = areas.iter().skip(1).find(|a| {
            a.agreement >= first.agreement
                && self
                    .index
                    .area(a.area)
                    .is_some_and(|o| o.commune != area.commune)
        });
        if let Some(other) = others {
            let other_code = self
                .index
                .area(other.area)
                .and_then(|o| self.index.commune_of(o))
                .map_or("", |c| self.index.text(c.code));
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
        debug_assert_eq!(answer.kind, MatchType::Municipality);
        Some(answer)
    }

    /// Positions of all addresses of an answer's street, as longitude and latitude: what decides
    /// whether the whole street lies somewhere. Empty for a commune.
    pub fn street_addresses(&self, answer: &Answer) -> Vec<(f64, f64)> {
        use super::index::format::from_e7;
        let streets = self.index.section::<Street>(Section::Streets);
        let street = answer.street_index.and_then(|s| streets.get(s as usize));
        let Some(street) = street else {
            return Vec::new();
        };
        let numbers = self
            .index
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
}

/// What the agreement of the place makes of a score.
fn factor(agreement: f32) -> f32 {
    STREET_SHARE + (1.0 - STREET_SHARE) * agreement
}

fn best<'a>(scored: impl Iterator<Item = &'a Scored>) -> f32 {
    scored.map(|s| s.score).fold(0.0, f32::max)
}
