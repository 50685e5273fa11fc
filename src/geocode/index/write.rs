//! Writes the sections of an index.

use super::city;
use super::draft::{CommuneDraft, Draft, NumberDraft, StreetDraft};
use super::format::*;
use super::order::curve_position;
use crate::atomic;
use crate::geocode::error::GeocodeError;
use crate::geocode::text::fold;
use crate::geocode::text::words::StreetWords;
use bytemuck::{Zeroable, bytes_of, cast_slice};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::Write;
use std::path::Path;

/// Counts of what was written.
pub(super) struct Written {
    pub communes: usize,
    pub streets: usize,
    pub numbers: usize,
    pub bytes: u64,
}

pub(super) fn write(draft: Draft, target: &Path) -> Result<Written, GeocodeError> {
    let mut sections = Sections::default();
    sections.repetitions.push(Span { start: 0, bytes: 0 });
    for (code, commune) in draft {
        sections.add_commune(&code, commune)?;
    }
    sections.add_keys()?;
    sections.add_order()?;
    let bytes = sections.save(target)?;
    Ok(Written {
        communes: sections.communes.len(),
        streets: sections.streets.len(),
        numbers: sections.numbers.len(),
        bytes,
    })
}

#[derive(Default)]
struct Sections {
    text: Vec<u8>,
    known: HashMap<String, Span>,
    communes: Vec<Commune>,
    areas: Vec<Area>,
    streets: Vec<Street>,
    spellings: Vec<Spelling>,
    core_masks: Vec<u64>,
    full_masks: Vec<u64>,
    numbers: Vec<Number>,
    repetitions: Vec<Span>,
    repetition_codes: HashMap<String, u16>,
    postcodes: Vec<u32>,
    postcode_codes: HashMap<u32, u16>,
    street_postcodes: Vec<u16>,
    city_keys: Vec<Key>,
    city_masks: Vec<u64>,
    postcode_keys: Vec<Key>,
    code_keys: Vec<Key>,
    key_areas: Vec<u32>,
    exceptions: Vec<Exception>,
    order: Vec<u32>,
    by_city: BTreeMap<String, BTreeSet<u32>>,
    by_postcode: BTreeMap<u32, BTreeSet<u32>>,
    by_code: BTreeMap<String, BTreeSet<u32>>,
}

fn count(n: usize, what: &'static str) -> Result<u32, GeocodeError> {
    u32::try_from(n).map_err(|_| GeocodeError::TooLarge { what })
}

impl Sections {
    /// A piece of text, stored once.
    fn span(&mut self, text: &str) -> Result<Span, GeocodeError> {
        if let Some(span) = self.known.get(text) {
            return Ok(*span);
        }
        let span = Span {
            start: count(self.text.len(), "letters")?,
            bytes: count(text.len(), "letters")?,
        };
        self.text.extend_from_slice(text.as_bytes());
        self.known.insert(text.to_owned(), span);
        Ok(span)
    }

    fn add_commune(&mut self, code: &str, draft: CommuneDraft) -> Result<(), GeocodeError> {
        let commune = count(self.communes.len(), "communes")?;
        let first_area = count(self.areas.len(), "areas")?;
        let first_number = self.numbers.len();
        let first_street = self.streets.len();
        for (old_code, area) in draft.areas {
            let index = count(self.areas.len(), "areas")?;
            let streets = count(self.streets.len(), "streets")?;
            let spellings = count(self.spellings.len(), "spellings")?;
            for street in area.streets.into_values() {
                self.add_street(index, street)?;
            }
            let record = Area {
                commune,
                reserved: 0,
                old_code: self.span(&old_code)?,
                old_name: self.span(&area.old_name)?,
                streets: Range {
                    start: streets,
                    end: count(self.streets.len(), "streets")?,
                },
                spellings: Range {
                    start: spellings,
                    end: count(self.spellings.len(), "spellings")?,
                },
            };
            self.areas.push(record);
            for name in city::city_names(code, &draft.name, &area.old_name, &draft.post_names) {
                self.by_city.entry(name).or_default().insert(index);
            }
            for key in [
                Some(code),
                city::whole_city(code).map(|c| c.0),
                Some(&old_code),
            ] {
                if let Some(key) = key.filter(|k| !k.is_empty()) {
                    self.by_code
                        .entry(key.to_owned())
                        .or_default()
                        .insert(index);
                }
            }
        }
        let numbers = self.numbers.get(first_number..).unwrap_or_default();
        let streets = self.streets.get(first_street..).unwrap_or_default();
        let positions: Vec<(i32, i32)> = if numbers.is_empty() {
            streets.iter().map(|s| (s.lon, s.lat)).collect()
        } else {
            numbers.iter().map(|n| (n.lon, n.lat)).collect()
        };
        let (lon, lat) = mean(&positions);
        let most = by_frequency(numbers.iter().map(|n| {
            self.postcodes
                .get(usize::from(n.postcode))
                .copied()
                .unwrap_or(0)
        }));
        let city = city::whole_city(code).map_or(draft.name.as_str(), |c| c.1);
        let record = Commune {
            code: self.span(code)?,
            name: self.span(&draft.name)?,
            city: self.span(city)?,
            areas: Range {
                start: first_area,
                end: count(self.areas.len(), "areas")?,
            },
            lon,
            lat,
            postcode: most.first().copied().unwrap_or(0),
            reserved: 0,
        };
        self.communes.push(record);
        Ok(())
    }

    fn add_street(&mut self, area: u32, mut draft: StreetDraft) -> Result<(), GeocodeError> {
        let index = count(self.streets.len(), "streets")?;
        let first = count(self.numbers.len(), "house numbers")?;
        draft
            .numbers
            .sort_by(|a, b| (a.number, &a.repetition).cmp(&(b.number, &b.repetition)));
        // Several positions of one address: the first kinds of the BAL's list are the best.
        draft
            .numbers
            .dedup_by(|b, a| a.number == b.number && a.repetition == b.repetition);
        let postcodes = by_frequency(
            (draft.numbers.iter().map(|n| n.postcode)).chain(draft.bare.iter().map(|b| b.2)),
        );
        for number in &draft.numbers {
            self.add_number(number)?;
        }
        let (lon, lat) = middle(&draft);
        let street_postcodes = count(self.street_postcodes.len(), "postcodes")?;
        for postcode in &postcodes {
            let code = self.postcode_code(*postcode)?;
            self.street_postcodes.push(code);
            self.by_postcode.entry(*postcode).or_default().insert(area);
        }
        self.add_spellings(index, &draft)?;
        let record = Street {
            area,
            locality: u32::from(draft.locality),
            name: self.span(&draft.name)?,
            id: self.span(&draft.id)?,
            postcodes: Range {
                start: street_postcodes,
                end: count(self.street_postcodes.len(), "postcodes")?,
            },
            numbers: Range {
                start: first,
                end: count(self.numbers.len(), "house numbers")?,
            },
            lon,
            lat,
        };
        self.streets.push(record);
        Ok(())
    }

    fn add_spellings(&mut self, street: u32, draft: &StreetDraft) -> Result<(), GeocodeError> {
        let mut seen: Vec<StreetWords> = Vec::new();
        // "Quai de la Corse - Pasquale Paoli" is asked for by its first part.
        let parts = draft.name.split_once(" - ").map(|(first, _)| first);
        let names = std::iter::once(draft.name.as_str())
            .chain(parts.filter(|first| first.contains(' ')))
            .chain(draft.aliases.iter().map(String::as_str));
        for name in names {
            let folded = fold(name);
            for digits in [true, false] {
                let words = StreetWords::new(&folded, digits);
                if words.full.is_empty() || seen.iter().any(|s| s.words == words.words) {
                    continue;
                }
                let record = Spelling {
                    street,
                    kind: u32::from(words.kind),
                    words: self.span(&words.words.join(" "))?,
                    core: self.span(&words.core)?,
                    full: self.span(&words.full)?,
                };
                self.spellings.push(record);
                self.core_masks.push(letter_mask(&words.core));
                self.full_masks.push(letter_mask(&words.full));
                seen.push(words);
            }
        }
        Ok(())
    }

    fn add_number(&mut self, draft: &NumberDraft) -> Result<(), GeocodeError> {
        if let Some(id) = &draft.id {
            let exception = Exception {
                number: count(self.numbers.len(), "house numbers")?,
                reserved: 0,
                id: self.span(id)?,
            };
            self.exceptions.push(exception);
        }
        let repetition = self.repetition_code(&draft.repetition)?;
        let postcode = self.postcode_code(draft.postcode)?;
        self.numbers.push(Number {
            number_and_position: (draft.number & 0x00ff_ffff) | (u32::from(draft.position) << 24),
            repetition,
            postcode,
            lon: to_e7(draft.lon),
            lat: to_e7(draft.lat),
        });
        Ok(())
    }

    fn repetition_code(&mut self, text: &str) -> Result<u16, GeocodeError> {
        if text.is_empty() {
            return Ok(0);
        }
        if let Some(code) = self.repetition_codes.get(text) {
            return Ok(*code);
        }
        let code = u16::try_from(self.repetitions.len()).map_err(|_| GeocodeError::TooLarge {
            what: "repetitions",
        })?;
        let span = self.span(text)?;
        self.repetitions.push(span);
        self.repetition_codes.insert(text.to_owned(), code);
        Ok(code)
    }

    fn postcode_code(&mut self, postcode: u32) -> Result<u16, GeocodeError> {
        if let Some(code) = self.postcode_codes.get(&postcode) {
            return Ok(*code);
        }
        let code = u16::try_from(self.postcodes.len())
            .map_err(|_| GeocodeError::TooLarge { what: "postcodes" })?;
        self.postcodes.push(postcode);
        self.postcode_codes.insert(postcode, code);
        Ok(code)
    }

    fn key(&mut self, text: &str, areas: &BTreeSet<u32>) -> Result<Key, GeocodeError> {
        let start = count(self.key_areas.len(), "names")?;
        self.key_areas.extend(areas);
        Ok(Key {
            text: self.span(text)?,
            areas: Range {
                start,
                end: count(self.key_areas.len(), "names")?,
            },
        })
    }

    fn add_keys(&mut self) -> Result<(), GeocodeError> {
        for (name, areas) in std::mem::take(&mut self.by_city) {
            let key = self.key(&name, &areas)?;
            self.city_keys.push(key);
            self.city_masks.push(letter_mask(&name));
        }
        for (postcode, areas) in std::mem::take(&mut self.by_postcode) {
            let key = self.key(&format!("{postcode:05}"), &areas)?;
            self.postcode_keys.push(key);
        }
        for (code, areas) in std::mem::take(&mut self.by_code) {
            let key = self.key(&code, &areas)?;
            self.code_keys.push(key);
        }
        Ok(())
    }

    fn add_order(&mut self) -> Result<(), GeocodeError> {
        let n = count(self.numbers.len(), "house numbers")?;
        let mut keyed: Vec<(u64, u32)> = self
            .numbers
            .iter()
            .zip(0..n)
            .map(|(number, i)| (curve_position(number.lon, number.lat), i))
            .collect();
        keyed.sort_unstable();
        self.order = keyed.into_iter().map(|(_, i)| i).collect();
        Ok(())
    }

    fn save(&self, target: &Path) -> Result<u64, GeocodeError> {
        let parts: [&[u8]; SECTIONS] = [
            &self.text,
            cast_slice(&self.communes),
            cast_slice(&self.areas),
            cast_slice(&self.streets),
            cast_slice(&self.spellings),
            cast_slice(&self.core_masks),
            cast_slice(&self.full_masks),
            cast_slice(&self.numbers),
            cast_slice(&self.repetitions),
            cast_slice(&self.postcodes),
            cast_slice(&self.street_postcodes),
            cast_slice(&self.city_keys),
            cast_slice(&self.city_masks),
            cast_slice(&self.postcode_keys),
            cast_slice(&self.code_keys),
            cast_slice(&self.key_areas),
            cast_slice(&self.exceptions),
            cast_slice(&self.order),
        ];
        let mut header = Header::zeroed();
        header.magic = MAGIC;
        header.version = VERSION;
        header.order = ORDER;
        let mut offset = size_of::<Header>() as u64;
        let mut crc = crc32fast::Hasher::new();
        for (extent, part) in header.sections.iter_mut().zip(parts) {
            extent.offset = offset;
            extent.bytes = part.len() as u64;
            crc.update(part);
            crc.update(padding(part.len()));
            offset += (part.len() + padding(part.len()).len()) as u64;
        }
        header.length = offset;
        header.body_crc = crc.finalize();
        header.header_crc = crc32fast::hash(bytes_of(&header));
        atomic::write(target, |out| -> Result<(), std::io::Error> {
            out.write_all(bytes_of(&header))?;
            for part in parts {
                out.write_all(part)?;
                out.write_all(padding(part.len()))?;
            }
            Ok(())
        })
        .map_err(|e| GeocodeError::io(target, e))?;
        Ok(header.length)
    }
}

/// How often each value occurs, most frequent first.
fn by_frequency(values: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut counts: HashMap<u32, usize> = HashMap::new();
    for value in values.filter(|v| *v != 0) {
        *counts.entry(value).or_default() += 1;
    }
    let mut sorted: Vec<(u32, usize)> = counts.into_iter().collect();
    sorted.sort_by_key(|(value, n)| (std::cmp::Reverse(*n), *value));
    sorted.into_iter().map(|(value, _)| value).collect()
}

/// Zeros up to the next multiple of 8.
fn padding(bytes: usize) -> &'static [u8] {
    const ZEROS: &[u8] = &[0; 8];
    ZEROS.get(..(8 - bytes % 8) % 8).unwrap_or_default()
}

fn mean(positions: &[(i32, i32)]) -> (i32, i32) {
    let n = i64::try_from(positions.len()).unwrap_or(1).max(1);
    let sum = positions.iter().fold((0i64, 0i64), |s, p| {
        (s.0 + i64::from(p.0), s.1 + i64::from(p.1))
    });
    // A mean of i32 is an i32.
    ((sum.0 / n) as i32, (sum.1 / n) as i32)
}

/// The address of a street that is nearest to the mean of them all, so that the point lies on it.
fn middle(draft: &StreetDraft) -> (i32, i32) {
    let positions: Vec<(i32, i32)> = draft
        .numbers
        .iter()
        .map(|n| (n.lon, n.lat))
        .chain(draft.bare.iter().map(|b| (b.0, b.1)))
        .map(|(lon, lat)| (to_e7(lon), to_e7(lat)))
        .collect();
    let centre = mean(&positions);
    positions
        .into_iter()
        .min_by_key(|p| {
            let (dx, dy) = (i64::from(p.0 - centre.0), i64::from(p.1 - centre.1));
            dx * dx + dy * dy
        })
        .unwrap_or((0, 0))
}
