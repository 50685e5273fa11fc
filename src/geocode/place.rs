//! Which areas a postcode, a city and an INSEE code may mean, and how well they agree.

use super::index::Index;
use super::index::city::{city_words, departement_of_code, postcode_in_departement};
use super::index::format::{Area, Commune, Key, Section, letter_mask};
use super::query::{Parts, Place, Reading};
use super::text::fold;
use super::text::numerals::is_number;
use rapidfuzz::distance::osa;
use std::collections::BTreeMap;

/// An area and how well it agrees with what was asked, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Asked {
    pub area: u32,
    pub agreement: f32,
}

/// Agreement from which a place is the asked one.
pub(super) const SURE: f32 = 0.9;
/// Agreement from which a place may be the asked one, be it that none was asked for.
pub(super) const POSSIBLE: f32 = 0.8;
/// Agreement of an area with the right city and another postcode of the same département.
const OTHER_POSTCODE: f32 = 0.75;
/// The same with a postcode of another département.
const OTHER_DEPARTEMENT: f32 = 0.4;
/// The right postcode with a city that is another one of the index.
const OTHER_CITY: f32 = 0.6;
/// The right postcode with a city that the index does not know.
const UNKNOWN_CITY: f32 = 0.7;
/// A postcode that no address has, of a département that the index holds.
const UNKNOWN_POSTCODE: f32 = 0.5;
/// Nothing is said about the place.
const NOTHING_SAID: f32 = 0.85;

/// The ways to part the words into street and city.
///
/// With a postcode, or a city of its own, the parts are known. Without, the longest end that is
/// the name of a city is one reading, and that no city is named another.
pub(super) fn readings(index: &Index, parts: &Parts) -> Vec<Reading> {
    let place = &parts.place;
    let reading = |street: &[String], city: Vec<String>| Reading {
        street: street.to_vec(),
        place: Place {
            city,
            ..place.clone()
        },
    };
    let mut readings = Vec::new();
    if !place.city.is_empty() {
        let mut street = parts.before.clone();
        street.extend(parts.after.iter().cloned());
        // The city may stand in the line too.
        if let Some(cut) = ends_with(&street, &place.city) {
            readings.push(reading(
                street.get(..cut).unwrap_or_default(),
                place.city.clone(),
            ));
        }
        readings.push(reading(&street, place.city.clone()));
        return readings;
    }
    if place.postcode.is_some() && !parts.before.is_empty() {
        let city = city_words(&parts.after);
        if !city.is_empty() {
            readings.push(reading(&parts.before, city));
            return readings;
        }
        if let Some(cut) = city_at_end(index, &parts.before) {
            let (street, city) = parts.before.split_at(cut);
            if !street.is_empty() {
                readings.push(reading(street, city_words(city)));
            }
        }
        readings.push(reading(&parts.before, Vec::new()));
        return readings;
    }
    let words = if parts.before.is_empty() {
        &parts.after
    } else {
        &parts.before
    };
    // "… Paris France".
    let words = match words.split_last() {
        Some((last, rest)) if last == "france" && city_at_end(index, rest).is_some() => rest,
        _ => words.as_slice(),
    };
    if let Some(cut) = city_at_start(index, words) {
        // "Paris 8 rue de Berne": the number is more often the house's than the arrondissement's.
        let shorter = cut - 1;
        if words.get(shorter).is_some_and(|w| is_number(w))
            && words.get(..shorter).is_some_and(|w| is_city(index, w))
        {
            let (city, street) = words.split_at(shorter);
            readings.push(reading(street, city_words(city)));
        }
        let (city, street) = words.split_at(cut);
        readings.push(reading(street, city_words(city)));
    }
    if let Some(cut) = city_at_end(index, words) {
        let (street, city) = words.split_at(cut);
        let city = city_words(city);
        // "31 Toulouse": the département's number before the city.
        let street = match street.split_last() {
            Some((last, rest)) if rest.len() > 1 && is_departement(index, last) => rest,
            _ => street,
        };
        readings.push(reading(street, city));
    }
    readings.push(reading(words, Vec::new()));
    if let Some((last, rest)) = words.split_last()
        && let Some((street, city)) = city_glued(index, last)
    {
        let mut line = rest.to_vec();
        line.push(street);
        readings.push(reading(&line, vec![city]));
    }
    readings
}

fn is_departement(index: &Index, word: &str) -> bool {
    word.len() == 2 && index.departements().iter().any(|d| d == word)
}

fn ends_with(street: &[String], city: &[String]) -> Option<usize> {
    (1..street.len()).find(|&cut| {
        let tail = street.get(cut..).unwrap_or_default();
        tail.len() <= city.len() + 2 && city_words(tail) == *city
    })
}

/// The start of the longest end that is exactly a city's name.
fn city_at_end(index: &Index, words: &[String]) -> Option<usize> {
    (words.len().saturating_sub(7)..words.len()).find(|&cut| {
        let tail = words.get(cut..).unwrap_or_default();
        is_city(index, tail)
    })
}

/// The end of the longest start that is exactly a city's name, with something behind it.
fn city_at_start(index: &Index, words: &[String]) -> Option<usize> {
    (1..words.len().min(8))
        .rev()
        .find(|&cut| is_city(index, words.get(..cut).unwrap_or_default()))
}

fn is_city(index: &Index, words: &[String]) -> bool {
    let compact = city_words(words).concat();
    !compact.is_empty()
        && !words.iter().any(|w| w == ",")
        && !index.areas_of(Section::CityKeys, &compact).is_empty()
}

/// "RivoliParis": a city of five letters and more at the end of a word.
fn city_glued(index: &Index, word: &str) -> Option<(String, String)> {
    (2..word.len().saturating_sub(4)).find_map(|cut| {
        let (street, city) = (word.get(..cut)?, word.get(cut..)?);
        (!index.areas_of(Section::CityKeys, city).is_empty())
            .then(|| (street.to_owned(), city.to_owned()))
    })
}

/// The areas that a place may mean, best first.
pub(super) fn areas(index: &Index, place: &Place) -> Vec<Asked> {
    let mut limit = 1.0;
    if let Some(code) = &place.citycode {
        let known = index.areas_of(Section::CodeKeys, code);
        if !known.is_empty() {
            return all(known, 1.0);
        }
        if !index
            .departements()
            .iter()
            .any(|d| d == departement_of_code(code))
        {
            return Vec::new();
        }
        // A code of the département that the BAN no longer has: a commune that has merged.
        limit = 0.9;
    }
    let by_postcode = place.postcode.map_or(&[][..], |p| {
        index.areas_of(Section::PostcodeKeys, &format!("{p:05}"))
    });
    let (by_city, name_agreement) = city_areas(index, &place.city, by_postcode);
    let mut found: BTreeMap<u32, f32> = BTreeMap::new();
    let add = |area: u32, agreement: f32, found: &mut BTreeMap<u32, f32>| {
        let best = found.entry(area).or_insert(0.0);
        *best = best.max(agreement * limit);
    };
    for &area in &by_city {
        let agreement = match place.postcode {
            None => name_agreement,
            Some(_) if by_postcode.contains(&area) => name_agreement,
            Some(p) if postcode_in_departement(p, index.departement_of(area)) => {
                if place.cedex {
                    name_agreement
                } else {
                    name_agreement * OTHER_POSTCODE
                }
            }
            Some(_) => name_agreement * OTHER_DEPARTEMENT,
        };
        // An uncertain name cannot outweigh a postcode that says otherwise.
        let sure = name_agreement >= 0.97 || agreement >= name_agreement;
        if sure {
            add(area, agreement, &mut found);
        }
    }
    for &area in by_postcode {
        add(
            area,
            if place.city.is_empty() {
                1.0
            } else if by_city.is_empty() {
                UNKNOWN_CITY
            } else {
                OTHER_CITY
            },
            &mut found,
        );
    }
    if found.is_empty() {
        match place.postcode {
            Some(p) => {
                for (area, departement) in index.areas_with_departement() {
                    if postcode_in_departement(p, departement) {
                        add(area, UNKNOWN_POSTCODE, &mut found);
                    }
                }
            }
            None if place.city.is_empty() => {
                for (area, _) in index.areas_with_departement() {
                    add(area, NOTHING_SAID, &mut found);
                }
            }
            None => {}
        }
    }
    let mut asked: Vec<Asked> = found
        .into_iter()
        .map(|(area, agreement)| Asked { area, agreement })
        .collect();
    asked.sort_by(|a, b| b.agreement.total_cmp(&a.agreement));
    asked
}

fn all(areas: &[u32], agreement: f32) -> Vec<Asked> {
    areas
        .iter()
        .map(|&area| Asked { area, agreement })
        .collect()
}

/// Areas by the city's name: exactly, then without words around it, then with wrong letters.
fn city_areas(index: &Index, city: &[String], by_postcode: &[u32]) -> (Vec<u32>, f32) {
    if city.is_empty() {
        return (Vec::new(), 0.0);
    }
    let exact = |words: &[String]| index.areas_of(Section::CityKeys, &words.concat()).to_vec();
    let whole = exact(city);
    if !whole.is_empty() {
        return (whole, 1.0);
    }
    // "Paris France", "Paris bâtiment B", "Belleville Paris".
    for cut in (1..city.len()).rev() {
        let start = exact(city.get(..cut).unwrap_or_default());
        if !start.is_empty() {
            return (start, 0.98);
        }
    }
    for cut in 1..city.len() {
        let end = exact(city.get(cut..).unwrap_or_default());
        if !end.is_empty() {
            return (end, 0.97);
        }
    }
    let compact = city.concat();
    let near: Vec<u32> = by_postcode
        .iter()
        .copied()
        .filter(|&area| index.named_like(area, &compact))
        .collect();
    if !near.is_empty() {
        return (near, 0.97);
    }
    near_names(index, &compact)
}

/// Areas whose city's name is one or two letters away.
fn near_names(index: &Index, compact: &str) -> (Vec<u32>, f32) {
    let most = match compact.len() {
        0..=3 => return (Vec::new(), 0.0),
        4..=7 => 1,
        _ => 2,
    };
    let mask = letter_mask(compact);
    let keys = index.section::<Key>(Section::CityKeys);
    let masks = index.section::<u64>(Section::CityMasks);
    let asked = osa::BatchComparator::new(compact.bytes());
    let mut best = most + 1;
    let mut areas: Vec<u32> = Vec::new();
    for (key, _) in keys
        .iter()
        .zip(masks)
        .filter(|(_, m)| (**m ^ mask).count_ones() <= 2 * most as u32)
    {
        let text = index.text(key.text);
        let args = osa::Args::default().score_cutoff(best.min(most));
        let Some(edits) = asked.distance_with_args(text.bytes(), &args) else {
            continue;
        };
        if edits < best {
            areas.clear();
            best = edits;
        }
        areas.extend_from_slice(index.key_areas(*key));
    }
    areas.sort_unstable();
    areas.dedup();
    (
        areas,
        1.0 - 0.8 * best as f32 / (compact.len() as f32 + 1.0),
    )
}

impl Index {
    /// An area; `None` where the index is damaged.
    pub(super) fn area(&self, area: u32) -> Option<&Area> {
        self.section::<Area>(Section::Areas).get(area as usize)
    }

    /// The commune of an area.
    pub(super) fn commune_of(&self, area: &Area) -> Option<&Commune> {
        self.section::<Commune>(Section::Communes)
            .get(area.commune as usize)
    }

    fn departement_of(&self, area: u32) -> &str {
        self.area(area)
            .and_then(|a| self.commune_of(a))
            .map_or("", |c| departement_of_code(self.text(c.code)))
    }

    fn areas_with_departement(&self) -> impl Iterator<Item = (u32, &str)> {
        let n = u32::try_from(self.section::<Area>(Section::Areas).len()).unwrap_or(0);
        (0..n).map(|area| (area, self.departement_of(area)))
    }

    /// Whether an area's commune has nearly this name; more tolerant than a search of all names,
    /// because the postcode already says so.
    fn named_like(&self, area: u32, compact: &str) -> bool {
        let Some(area) = self.area(area) else {
            return false;
        };
        let names = self
            .commune_of(area)
            .map(|c| [c.name, c.city, area.old_name]);
        names.into_iter().flatten().any(|span| {
            let name = city_words(&fold(self.text(span))).concat();
            let letters = name.len().max(compact.len());
            !name.is_empty()
                && (osa::distance(name.bytes(), compact.bytes()) * 3 <= letters
                    || (compact.len() >= 4 && name.starts_with(compact)))
        })
    }
}
