//! From an answer to the quartiers: in, out or unclear, and never more than the answer knows.
//!
//! A house number that is certain is a point, and is answered as one. A street is answered by all
//! its addresses: wholly inside, partly, or outside. Of a commune only "all of it lies outside"
//! is an answer. Where the street itself is in doubt, the commune is all that is known.

use super::answer::{Answer, Certainty, MatchType};
use super::geocoder::Geocoder;
use crate::locate::{Band, Locator, Question, Reason, Response, System};
use geo::Coord;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Names of the columns that are added for each generation, before the year.
const COLUMNS: [&str; 6] = [
    "code_qp_G",
    "nom_qp_G",
    "reponse_G",
    "distance_G_m",
    "bande_G",
    "motif_G",
];

/// What joins the codes of several quartiers.
const JOIN: &str = ";";

/// A place without numbers may reach this far around its point, in metres.
const REACH_OF_A_LOCALITY_M: f64 = 1000.0;

/// Why an answer about an address is what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Motive {
    /// As of any point.
    Point(Reason),
    /// All addresses of the street lie inside.
    WholeStreet,
    /// Some do.
    PartOfStreet,
    /// None does.
    StreetOutside,
    /// All addresses of the locality lie inside.
    WholeLocality,
    /// Some do.
    PartOfLocality,
    /// None does, or a quartier is far.
    LocalityOutside,
    /// The locality has no addresses, and a quartier is near.
    LocalityUnbounded,
    /// Some addresses of the commune lie inside.
    PartOfCommune,
    /// None does.
    CommuneOutside,
    /// The street is in doubt: a score below 0.8, or words that were left out.
    Doubtful,
    /// Several places answer about as well.
    Tie,
    /// No answer.
    NotFound,
    /// The row has no address.
    NoAddress,
}

impl Motive {
    /// The word in the column `motif_G`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Point(reason) => reason.as_str(),
            Self::WholeStreet => "voie_entiere",
            Self::PartOfStreet => "voie_en_partie",
            Self::StreetOutside => "voie_hors",
            Self::WholeLocality => "lieu_dit_entier",
            Self::PartOfLocality => "lieu_dit_en_partie",
            Self::LocalityOutside => "lieu_dit_hors",
            Self::LocalityUnbounded => "lieu_dit_sans_numero",
            Self::PartOfCommune => "commune_en_partie",
            Self::CommuneOutside => "commune_hors",
            Self::Doubtful => "adresse_incertaine",
            Self::Tie => "adresses_ex_aequo",
            Self::NotFound => "adresse_non_trouvee",
            Self::NoAddress => "adresse_absente",
        }
    }
}

/// What is known of an address and one generation of quartiers.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// In, out, imprecise or not located.
    pub response: Response,
    /// Numbers of the quartiers ([`Locator::quartier`]) that hold it, or may.
    pub quartiers: Vec<u32>,
    /// Metres on the ground to the nearest limit, negative inside; of a certain house number.
    pub distance_m: Option<f64>,
    /// Band around the quartiers; of a certain house number.
    pub band: Option<Band>,
    /// Why.
    pub motive: Option<Motive>,
}

impl Verdict {
    fn new(response: Response, quartiers: Vec<u32>, motive: Motive) -> Self {
        Self {
            response,
            quartiers,
            distance_m: None,
            band: None,
            motive: Some(motive),
        }
    }
}

/// Where a set of addresses lies, for one generation.
#[derive(Debug, Clone, Default)]
struct Extent {
    inside: usize,
    outside: usize,
    /// Where the perimeters say nothing.
    unknown: usize,
    quartiers: Vec<u32>,
}

/// The quartiers that answers are compared with: any number of generations.
#[derive(Debug)]
pub struct Quartiers {
    locator: Locator,
    /// Extents of communes that were asked for, by INSEE code.
    communes: Mutex<HashMap<String, Vec<Extent>>>,
}

impl Quartiers {
    /// Over a locator.
    pub fn new(locator: Locator) -> Self {
        Self {
            locator,
            communes: Mutex::default(),
        }
    }

    /// The locator.
    pub fn locator(&self) -> &Locator {
        &self.locator
    }

    /// Names of the added columns, those of [`Self::cells`].
    pub fn columns(&self) -> Vec<String> {
        let years = self.locator.generations().iter().map(|g| g.year());
        years
            .flat_map(|year| COLUMNS.map(|name| name.replace('G', &year.to_string())))
            .collect()
    }

    /// What is known of an answer, for each generation of the locator.
    pub fn judge(&self, geocoder: &Geocoder, answer: &Answer) -> Vec<Verdict> {
        match (answer.certainty, answer.kind) {
            (Certainty::HouseNumber, _) => self.of_point(answer),
            (Certainty::Street, kind) => {
                let addresses = geocoder.street_addresses(answer);
                let locality = kind == MatchType::Locality;
                if locality && addresses.len() < 2 {
                    return self.of_locality_without_numbers(answer);
                }
                let extents = self.extents(&addresses);
                let verdict = |extent| of_street(extent, locality);
                extents.into_iter().map(verdict).collect()
            }
            (Certainty::Commune, kind) => {
                let motive = match kind {
                    MatchType::Municipality => Motive::PartOfCommune,
                    _ => doubt(answer),
                };
                self.of_commune(geocoder, answer, motive)
            }
            (Certainty::Nothing, _) => {
                let unclear = Verdict::new(Response::Imprecise, Vec::new(), doubt(answer));
                vec![unclear; self.locator.generations().len()]
            }
        }
    }

    /// The verdicts on a row without an answer.
    pub fn without_answer(&self, motive: Motive) -> Vec<Verdict> {
        let verdict = Verdict::new(Response::NotLocated, Vec::new(), motive);
        vec![verdict; self.locator.generations().len()]
    }

    fn of_point(&self, answer: &Answer) -> Vec<Verdict> {
        let place = Coord {
            x: answer.lon,
            y: answer.lat,
        };
        let spot = match self.locator.place(&System::LonLat, place) {
            Ok(spot) => spot,
            Err(reason) => return self.without_answer(Motive::Point(reason)),
        };
        let question = Question::default();
        (0..self.locator.generations().len())
            .map(|generation| {
                let found = self.locator.answer(&spot, generation, &question);
                Verdict {
                    response: found.response,
                    quartiers: found.quartiers,
                    distance_m: found.distance_m,
                    band: found.band,
                    motive: found.reason.map(Motive::Point),
                }
            })
            .collect()
    }

    /// A point says where the locality is, not how far it reaches.
    fn of_locality_without_numbers(&self, answer: &Answer) -> Vec<Verdict> {
        let near = |v: &Verdict| v.distance_m.is_some_and(|d| d <= REACH_OF_A_LOCALITY_M);
        self.of_point(answer)
            .into_iter()
            .map(|point| match point.response {
                Response::NotLocated => point,
                Response::Outside if !near(&point) => {
                    Verdict::new(Response::Outside, Vec::new(), Motive::LocalityOutside)
                }
                _ => Verdict::new(
                    Response::Imprecise,
                    point.quartiers,
                    Motive::LocalityUnbounded,
                ),
            })
            .collect()
    }

    /// A commune decides only when all its addresses lie outside.
    fn of_commune(&self, geocoder: &Geocoder, answer: &Answer, motive: Motive) -> Vec<Verdict> {
        let lock = || self.communes.lock().unwrap_or_else(PoisonError::into_inner);
        let known = lock().get(&answer.citycode).cloned();
        let extents = known.unwrap_or_else(|| {
            let extents = self.extents(&geocoder.commune_addresses(&answer.citycode));
            lock().insert(answer.citycode.clone(), extents.clone());
            extents
        });
        extents
            .into_iter()
            .map(|extent| match extent {
                Extent {
                    inside: 0,
                    unknown: 0,
                    outside: 1..,
                    ..
                } => Verdict::new(Response::Outside, Vec::new(), Motive::CommuneOutside),
                Extent {
                    inside: 0,
                    outside: 0,
                    ..
                } => no_perimeters(),
                _ => Verdict::new(Response::Imprecise, Vec::new(), motive),
            })
            .collect()
    }

    fn extents(&self, addresses: &[(f64, f64)]) -> Vec<Extent> {
        let mut extents = vec![Extent::default(); self.locator.generations().len()];
        let question = Question {
            precision_m: 0.0,
            max_distance_m: None,
        };
        let mut found = crate::locate::Answer::default();
        for &(x, y) in addresses {
            let spot = self.locator.place(&System::LonLat, Coord { x, y });
            for (generation, extent) in extents.iter_mut().enumerate() {
                let Ok(spot) = &spot else {
                    extent.unknown += 1;
                    continue;
                };
                self.locator
                    .answer_into(spot, generation, &question, &mut found);
                match found.response {
                    Response::Inside => extent.inside += 1,
                    Response::Outside => extent.outside += 1,
                    Response::Imprecise | Response::NotLocated => extent.unknown += 1,
                }
                for quartier in &found.quartiers {
                    if !extent.quartiers.contains(quartier) {
                        extent.quartiers.push(*quartier);
                    }
                }
            }
        }
        extents
    }

    /// The cells of verdicts, in the order of [`Self::columns`].
    pub fn cells(&self, verdicts: &[Verdict], decimal_comma: bool) -> Vec<String> {
        let mut cells = Vec::with_capacity(verdicts.len() * COLUMNS.len());
        for verdict in verdicts {
            let joined = |text: fn(&crate::locate::Entry) -> String| {
                let entries = verdict.quartiers.iter().map(|q| self.locator.quartier(*q));
                entries.map(text).collect::<Vec<_>>().join(JOIN)
            };
            let metres = verdict.distance_m.map_or(String::new(), tenths);
            cells.push(joined(|q| q.code.to_string()));
            cells.push(joined(|q| q.name.clone()));
            cells.push(verdict.response.as_str().to_owned());
            cells.push(if decimal_comma {
                metres.replace('.', ",")
            } else {
                metres
            });
            cells.push(verdict.band.map_or("", Band::as_str).to_owned());
            cells.push(verdict.motive.map_or("", Motive::as_str).to_owned());
        }
        cells
    }
}

/// Metres to a decimetre; the sign tells the side even of 0.
fn tenths(metres: f64) -> String {
    format!("{metres:.1}")
}

fn doubt(answer: &Answer) -> Motive {
    if answer.is_tie() {
        Motive::Tie
    } else {
        Motive::Doubtful
    }
}

fn no_perimeters() -> Verdict {
    let motive = Motive::Point(Reason::NoPerimetersHere);
    Verdict::new(Response::NotLocated, Vec::new(), motive)
}

/// A street by its addresses.
fn of_street(extent: Extent, locality: bool) -> Verdict {
    let [whole, part, outside] = if locality {
        [
            Motive::WholeLocality,
            Motive::PartOfLocality,
            Motive::LocalityOutside,
        ]
    } else {
        [
            Motive::WholeStreet,
            Motive::PartOfStreet,
            Motive::StreetOutside,
        ]
    };
    match (extent.inside, extent.outside, extent.unknown) {
        (0, 0, _) => no_perimeters(),
        (1.., 0, 0) => Verdict::new(Response::Inside, extent.quartiers, whole),
        (0, _, 0) => Verdict::new(Response::Outside, Vec::new(), outside),
        _ => Verdict::new(Response::Imprecise, extent.quartiers, part),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_street_is_inside_only_with_all_its_addresses() {
        let verdict = |inside, outside, unknown| {
            let extent = Extent {
                inside,
                outside,
                unknown,
                quartiers: vec![3],
            };
            let verdict = of_street(extent, false);
            (verdict.response, verdict.motive.map(Motive::as_str))
        };
        assert_eq!(verdict(4, 0, 0), (Response::Inside, Some("voie_entiere")));
        assert_eq!(
            verdict(4, 1, 0),
            (Response::Imprecise, Some("voie_en_partie"))
        );
        assert_eq!(
            verdict(4, 0, 1),
            (Response::Imprecise, Some("voie_en_partie"))
        );
        assert_eq!(verdict(0, 4, 0), (Response::Outside, Some("voie_hors")));
        assert_eq!(
            verdict(0, 0, 2),
            (Response::NotLocated, Some("territoire_sans_perimetre"))
        );
    }
}
