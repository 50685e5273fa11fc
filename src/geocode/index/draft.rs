//! The addresses in memory, between the rows of the BAN and the sections of the index.

use super::ban::Row;
use super::city;
use super::format::usual_id;
use std::collections::BTreeMap;

/// A house number before it is written.
#[derive(Debug, Clone)]
pub(super) struct NumberDraft {
    pub number: u32,
    pub repetition: String,
    pub postcode: u32,
    pub position: u8,
    pub lon: f64,
    pub lat: f64,
    /// Only where it does not follow from street, number and repetition.
    pub id: Option<String>,
}

/// A street before it is written.
#[derive(Debug, Default)]
pub(super) struct StreetDraft {
    pub name: String,
    pub id: String,
    pub aliases: Vec<String>,
    pub numbers: Vec<NumberDraft>,
    /// Positions of rows without a number, with their postcodes.
    pub bare: Vec<(f64, f64, u32)>,
    /// Made from the locality column, not a street of its own.
    pub locality: bool,
}

/// The streets of one former commune, by name and id.
#[derive(Debug, Default)]
pub(super) struct AreaDraft {
    pub old_name: String,
    pub streets: BTreeMap<(String, String), StreetDraft>,
}

/// A commune before it is written.
#[derive(Debug, Default)]
pub(super) struct CommuneDraft {
    pub name: String,
    pub post_names: Vec<String>,
    pub areas: BTreeMap<String, AreaDraft>,
}

/// All communes by code.
pub(super) type Draft = BTreeMap<String, CommuneDraft>;

pub(super) fn add(draft: &mut Draft, row: &Row<'_>) {
    let commune = match draft.get_mut(row.code.as_ref()) {
        Some(commune) => commune,
        None => draft.entry(row.code.clone().into_owned()).or_default(),
    };
    if commune.name.is_empty() {
        commune.name = row.commune.clone().into_owned();
    }
    push_new(&mut commune.post_names, &row.post_name);
    let area = match commune.areas.get_mut(row.old_code.as_ref()) {
        Some(area) => area,
        None => commune
            .areas
            .entry(row.old_code.clone().into_owned())
            .or_default(),
    };
    if area.old_name.is_empty() {
        area.old_name = row.old_commune.clone().into_owned();
    }
    let street_id = city::street_id(&row.id, &row.code);
    let key = (row.street.clone().into_owned(), street_id);
    let street = area.streets.entry(key).or_default();
    if street.name.is_empty() {
        street.name = row.street.clone().into_owned();
        street.id = city::street_id(&row.id, &row.code);
        street.locality = row.number.is_none();
    }
    for alias in &row.aliases {
        push_new(&mut street.aliases, alias);
    }
    let Some(number) = row.number else {
        street.bare.push((row.lon, row.lat, row.postcode));
        return;
    };
    street.locality = false;
    let repetition = row.repetition.to_lowercase();
    let usual = usual_id(&street.id, number, &repetition);
    street.numbers.push(NumberDraft {
        number,
        repetition,
        postcode: row.postcode,
        position: city::position_code(&row.position),
        lon: row.lon,
        lat: row.lat,
        id: (usual != row.id).then(|| row.id.clone().into_owned()),
    });
    if !row.locality.is_empty() && row.locality != row.street {
        let key = (row.locality.clone().into_owned(), String::new());
        let locality = area.streets.entry(key).or_default();
        if locality.name.is_empty() {
            locality.name = row.locality.clone().into_owned();
            locality.locality = true;
        }
        locality.bare.push((row.lon, row.lat, row.postcode));
    }
}

fn push_new(texts: &mut Vec<String>, text: &str) {
    if !text.is_empty() && !texts.iter().any(|t| t == text) {
        texts.push(text.to_owned());
    }
}

pub(super) fn merge(draft: &mut Draft, part: Draft) {
    for (code, commune) in part {
        match draft.entry(code) {
            std::collections::btree_map::Entry::Vacant(free) => {
                free.insert(commune);
            }
            std::collections::btree_map::Entry::Occupied(mut taken) => {
                merge_commune(taken.get_mut(), commune);
            }
        }
    }
}

fn merge_commune(into: &mut CommuneDraft, from: CommuneDraft) {
    for name in &from.post_names {
        push_new(&mut into.post_names, name);
    }
    for (code, area) in from.areas {
        let target = into.areas.entry(code).or_default();
        if target.old_name.is_empty() {
            target.old_name = area.old_name;
        }
        for (key, street) in area.streets {
            let known = target.streets.entry(key).or_default();
            if known.name.is_empty() {
                *known = street;
                continue;
            }
            for alias in &street.aliases {
                push_new(&mut known.aliases, alias);
            }
            known.numbers.extend(street.numbers);
            known.bare.extend(street.bare);
            known.locality &= street.locality;
        }
    }
}
