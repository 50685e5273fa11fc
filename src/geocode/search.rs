//! From a query to the best answer.

use super::answer::Answer;
use super::geocoder::Geocoder;
use super::index::format::{Section, Street};
use super::line::{self, Line};
use super::number;
use super::place;
use super::query::{Query, Reading, parts};
use super::ranking::Scored;
use super::street::{self, Candidate};

/// Share of the score that the street alone makes; the rest is the agreement of the place.
const STREET_SHARE: f32 = 0.6;
/// What is left of the score when the asked number does not exist.
const NUMBER_MISSING: f32 = 0.76;
/// From here on no other reading is tried.
const CERTAIN: f32 = 0.985;
/// From here on names that lack words are not tried: below, a name of which every word is there
/// but one may be meant rather than a misspelt one.
const GOOD: f32 = 0.94;
/// Likeness from which a name is spelt as asked, but for articles or a missing type.
const SPELT: f32 = 0.95;
/// Likeness that a street needs to be found in another place than the asked one: two doubts are
/// one too many.
const ELSEWHERE: f32 = 0.78;

impl Geocoder {
    /// The best answer, whatever its score; `None` when nothing is alike.
    pub fn search(&self, query: &Query) -> Option<Answer> {
        self.search_many(query, 1).into_iter().next()
    }

    /// The best answers, best first, at most `limit`.
    pub fn search_many(&self, query: &Query, limit: usize) -> Vec<Answer> {
        let parts = parts(query, |postcode| {
            let text = format!("{postcode:05}");
            !self
                .index()
                .areas_of(Section::PostcodeKeys, &text)
                .is_empty()
        });
        let readings: Vec<(Reading, Vec<place::Asked>)> = place::readings(self.index(), &parts)
            .into_iter()
            .map(|reading| {
                let areas = place::areas(self.index(), &reading.place);
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
        if best(scored.iter().filter(|s| s.in_place && !s.doubtful)) < GOOD {
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
        let top = best(scored.iter());
        let mut answers = self.answers(scored, limit);
        // "75001 Paris", "Paris 20e": a street that is merely alike is not meant.
        let commune = self.municipality(&readings);
        if let Some(commune) = commune.filter(|c| answers.is_empty() || c.score > top) {
            answers.insert(0, commune);
            answers.truncate(limit.max(1));
        }
        answers
    }

    /// Scores the streets that are alike by letters in the areas that a place may mean.
    fn by_letters(&self, line: &Line, areas: &[place::Asked], scored: &mut Vec<Scored>) {
        let asked = street::Asked::new(&line.street);
        let floor = best(scored.iter());
        let mut best_rank = 0.0f32;
        let mut found: Vec<Candidate> = Vec::new();
        let mut ranked: Vec<Ranked> = Vec::new();
        let sole_commune = self.sole_commune(areas);
        let mut last_agreement = f32::MAX;
        for place in areas {
            // What no street of this place can reach is not looked for.
            let reach = factor(place.agreement) * line.trust;
            let settled = best_rank >= reach.min(CERTAIN) || floor >= reach;
            if place.agreement < last_agreement && settled {
                break;
            }
            last_agreement = place.agreement;
            let Some(area) = self.index().area(place.area) else {
                continue;
            };
            found.clear();
            let sure = place.agreement >= place::SURE;
            let in_place = place.agreement >= place::POSSIBLE;
            let least = if in_place { street::LEAST } else { ELSEWHERE };
            asked.by_letters(self.index(), area, least, &mut found);
            for candidate in &found {
                // A misspelt street in another place than the asked one is two doubts.
                let doubt = if sure || candidate.likeness > SPELT {
                    0.0
                } else {
                    0.1
                };
                let likeness = candidate.likeness - doubt;
                let rank = likeness * factor(place.agreement) * line.trust;
                best_rank = best_rank.max(rank);
                ranked.push(Ranked {
                    candidate: *candidate,
                    rank,
                    in_place,
                    commune_sure: sole_commune == Some(area.commune),
                });
            }
        }
        self.with_numbers(line, ranked, scored);
    }

    /// The commune that was asked for, where it can be only one.
    fn sole_commune(&self, areas: &[place::Asked]) -> Option<u32> {
        let sure = areas.iter().take_while(|a| a.agreement >= place::SURE);
        let mut communes = sure.filter_map(|a| self.index().area(a.area).map(|a| a.commune));
        let first = communes.next()?;
        communes.all(|c| c == first).then_some(first)
    }

    /// Scores the streets that share words, where the place agrees best.
    fn by_words(&self, line: &Line, areas: &[place::Asked], scored: &mut Vec<Scored>) {
        let asked = street::Asked::new(&line.street);
        let mut found: Vec<Candidate> = Vec::new();
        let mut ranked: Vec<Ranked> = Vec::new();
        let sole_commune = self.sole_commune(areas);
        let most = areas.first().map_or(0.0, |a| a.agreement);
        for place in areas.iter().take_while(|a| a.agreement >= most) {
            if let Some(area) = self.index().area(place.area) {
                found.clear();
                asked.by_words(self.index(), area, &mut found);
                let weight = factor(place.agreement) * line.trust;
                let in_place = place.agreement >= place::POSSIBLE;
                ranked.extend(found.iter().map(|c| Ranked {
                    candidate: *c,
                    rank: c.likeness * weight,
                    in_place,
                    commune_sure: sole_commune == Some(area.commune),
                }));
            }
        }
        self.with_numbers(line, ranked, scored);
    }

    /// Looks the house number up in the best streets.
    fn with_numbers(&self, line: &Line, mut ranked: Vec<Ranked>, scored: &mut Vec<Scored>) {
        ranked.sort_by(|a, b| b.rank.total_cmp(&a.rank));
        let top = ranked.first().map_or(0.0, |c| c.rank);
        let streets = self.index().section::<Street>(Section::Streets);
        for of_street in ranked.into_iter().take(64) {
            let Ranked {
                candidate,
                rank,
                in_place,
                commune_sure,
            } = of_street;
            if rank < top - 0.3 {
                break;
            }
            let Some(street) = streets.get(candidate.street as usize) else {
                continue;
            };
            let number = number::find(self.index(), street, &line.numbers);
            let missing = number.is_none() && !line.numbers.is_empty();
            scored.push(Scored {
                street: candidate.street,
                number,
                rank,
                score: rank * if missing { NUMBER_MISSING } else { 1.0 },
                missing_number: line.numbers.first().map(|n| n.number).filter(|_| missing),
                commune_sure,
                in_place,
                misspelt: candidate.likeness < SPELT,
                lacks_words: candidate.doubtful,
                doubtful: candidate.doubtful || line.doubtful,
            });
        }
    }
}

/// A street that may be meant, in its place.
struct Ranked {
    candidate: Candidate,
    /// Its likeness, the agreement of the place and the trust in the reading.
    rank: f32,
    in_place: bool,
    commune_sure: bool,
}

/// What the agreement of the place makes of a score.
fn factor(agreement: f32) -> f32 {
    STREET_SHARE + (1.0 - STREET_SHARE) * agreement
}

fn best<'a>(scored: impl Iterator<Item = &'a Scored>) -> f32 {
    scored.map(|s| s.score).fold(0.0, f32::max)
}
