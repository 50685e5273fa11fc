//! An answer: the columns of the BAN's geocoder.

use super::context::context;
use super::index::Index;
use super::index::city::whole_city;
use super::index::format::{Area, Commune, Exception, Number, Section, Street, from_e7, usual_id};
use std::borrow::Cow;
use std::fmt;

/// What an answer is exact to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MatchType {
    /// The house number itself: the only kind that is exact to an address.
    HouseNumber,
    /// The street, at one of its addresses.
    Street,
    /// A named place without numbers.
    Locality,
    /// The commune.
    Municipality,
}

impl fmt::Display for MatchType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::HouseNumber => "housenumber",
            Self::Street => "street",
            Self::Locality => "locality",
            Self::Municipality => "municipality",
        })
    }
}

/// What of an answer is certain: each step holds the ones before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// It is a guess.
    Nothing,
    /// The commune.
    Commune,
    /// The street or the locality.
    Street,
    /// The house number.
    HouseNumber,
}

/// A place that answers a query.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// WGS84 longitude.
    pub lon: f64,
    /// WGS84 latitude.
    pub lat: f64,
    /// 0 to 1: from 0.5 usable, from 0.8 on a house number safe.
    pub score: f32,
    /// Score of the next best answer; the same score is a tie.
    pub score_next: Option<f32>,
    /// What it is exact to.
    pub kind: MatchType,
    /// Id of the BAN.
    pub id: String,
    /// "12bis", or empty.
    pub house_number: String,
    /// Street or locality, or empty.
    pub street: String,
    /// Postcode, five digits, or empty.
    pub postcode: String,
    /// "Paris".
    pub city: String,
    /// "Paris 1er Arrondissement", or empty.
    pub district: String,
    /// INSEE code.
    pub citycode: String,
    /// Former commune's INSEE code, or empty.
    pub old_citycode: String,
    /// Former commune, or empty.
    pub old_city: String,
    /// What of it is certain.
    pub certainty: Certainty,
    /// The house number that was asked for, where the street does not have it.
    pub missing_number: Option<u32>,
    /// Index of the street, to ask for its addresses.
    pub(super) street_index: Option<u32>,
}

/// From here on practitioners accept a house number without a look.
pub(super) const SAFE: f32 = 0.8;

impl Answer {
    /// The address in one line, as the BAN writes it.
    pub fn label(&self) -> String {
        let name = self.name();
        if self.kind == MatchType::Municipality {
            return name.into_owned();
        }
        let parts = [name.as_ref(), &self.postcode, &self.city];
        let parts: Vec<&str> = parts.into_iter().filter(|p| !p.is_empty()).collect();
        parts.join(" ")
    }

    /// What the BAN calls its name: number and street, the street, or the commune.
    pub fn name(&self) -> Cow<'_, str> {
        match self.kind {
            MatchType::HouseNumber => format!("{} {}", self.house_number, self.street).into(),
            MatchType::Street | MatchType::Locality => self.street.as_str().into(),
            MatchType::Municipality if !self.district.is_empty() => self.district.as_str().into(),
            MatchType::Municipality => self.city.as_str().into(),
        }
    }

    /// Département and region: `62, Pas-de-Calais, Hauts-de-France`.
    pub fn context(&self) -> String {
        context(&self.citycode)
    }

    /// Whether it is what practitioners accept without a look: a house number at 0.8 or more.
    pub fn is_safe(&self) -> bool {
        self.kind == MatchType::HouseNumber && self.score >= SAFE
    }

    /// Whether the next best answer is as good.
    pub fn is_tie(&self) -> bool {
        self.score_next.is_some_and(|next| next >= self.score)
    }
}

impl Index {
    /// The answer that is a house number.
    pub(super) fn answer_number(&self, street: u32, number: usize) -> Option<Answer> {
        let mut answer = self.answer_street(street)?;
        let record = self.section::<Number>(Section::Numbers).get(number)?;
        let repetition = self.repetition(record.repetition);
        answer.kind = MatchType::HouseNumber;
        answer.house_number = format!("{}{repetition}", record.number());
        answer.lon = from_e7(record.lon);
        answer.lat = from_e7(record.lat);
        answer.postcode = self.postcode_text(record.postcode);
        answer.id = match self.exception(number) {
            Some(id) => id.to_owned(),
            None => usual_id(&answer.id, record.number(), repetition),
        };
        Some(answer)
    }

    /// The answer that is a street or a locality.
    pub(super) fn answer_street(&self, street: u32) -> Option<Answer> {
        let record = self
            .section::<Street>(Section::Streets)
            .get(street as usize)?;
        let area = self.area(record.area)?;
        let mut answer = self.answer_commune(self.commune_of(area)?, Some(area));
        answer.kind = if record.locality == 0 {
            MatchType::Street
        } else {
            MatchType::Locality
        };
        self.text(record.name).clone_into(&mut answer.street);
        self.text(record.id).clone_into(&mut answer.id);
        answer.lon = from_e7(record.lon);
        answer.lat = from_e7(record.lat);
        answer.postcode = self
            .section::<u16>(Section::StreetPostcodes)
            .get(record.postcodes.start as usize..)
            .filter(|_| record.postcodes.len() > 0)
            .and_then(|codes| codes.first())
            .map_or(String::new(), |code| self.postcode_text(*code));
        answer.street_index = Some(street);
        Some(answer)
    }

    /// The answer that is a commune or an arrondissement.
    pub(super) fn answer_commune(&self, commune: &Commune, area: Option<&Area>) -> Answer {
        let code = self.text(commune.code);
        let name = self.text(commune.name);
        Answer {
            lon: from_e7(commune.lon),
            lat: from_e7(commune.lat),
            score: 0.0,
            score_next: None,
            kind: MatchType::Municipality,
            id: code.to_owned(),
            house_number: String::new(),
            street: String::new(),
            postcode: postcode_digits(commune.postcode),
            city: self.text(commune.city).to_owned(),
            district: whole_city(code).map_or(String::new(), |_| name.to_owned()),
            citycode: code.to_owned(),
            old_citycode: area.map_or("", |a| self.text(a.old_code)).to_owned(),
            old_city: area.map_or("", |a| self.text(a.old_name)).to_owned(),
            certainty: Certainty::Nothing,
            missing_number: None,
            street_index: None,
        }
    }

    fn postcode_text(&self, code: u16) -> String {
        let postcodes = self.section::<u32>(Section::Postcodes);
        postcode_digits(postcodes.get(usize::from(code)).copied().unwrap_or(0))
    }

    fn exception(&self, number: usize) -> Option<&str> {
        let exceptions = self.section::<Exception>(Section::Exceptions);
        let found = exceptions.binary_search_by_key(&number, |e| e.number as usize);
        exceptions.get(found.ok()?).map(|e| self.text(e.id))
    }
}

fn postcode_digits(postcode: u32) -> String {
    if postcode == 0 {
        String::new()
    } else {
        format!("{postcode:05}")
    }
}
