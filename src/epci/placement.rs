//! Where each quartier lies: communes, EPCI, contrat de ville.

use super::contract::{Contracts, name_of};
use super::directory::{Directory, Epci, sirens};
use super::folded;
use crate::perimeter::{CommuneCover, CommuneMap, Perimeters, Quartier, QuartierCode};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Where a quartier lies.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Place {
    /// Names of its communes, the one with most of its ground first where that is known.
    pub communes: Vec<String>,
    /// INSEE code of its main commune, where known.
    pub insee: Option<String>,
    /// EPCI of its main commune, where known.
    pub epci: Option<Epci>,
    /// Its contrat de ville: from the list of its département, else its EPCI.
    pub contract: Option<String>,
}

/// The place of every quartier of any number of generations.
#[derive(Debug, Clone, Default)]
pub struct Placement {
    places: BTreeMap<QuartierCode, Place>,
}

impl Placement {
    /// Finds where quartiers lie. The main commune is the one that holds most of the ground
    /// (`cover`, from outlines), else the first that the file names. The EPCI is that of the
    /// main commune in the directory, else the first that the file states, else the one that the
    /// files state for another quartier of that commune: the file of 2015 has none, that of 2024
    /// does. It is the EPCI of today in both generations.
    pub fn of(
        sets: &[&Perimeters],
        cover: &[CommuneCover],
        outlines: Option<&CommuneMap>,
        directory: &Directory,
        contracts: &[Contracts],
    ) -> Self {
        let mut by_code: BTreeMap<QuartierCode, Vec<&CommuneCover>> = BTreeMap::new();
        for one in cover.iter().filter(|c| c.counts) {
            by_code.entry(one.code).or_default().push(one);
        }
        let lists: BTreeMap<String, Contracts> = contracts
            .iter()
            .map(|c| (c.departement.clone(), c.clone()))
            .collect();
        let stated = Stated::by(sets);
        let quartiers = sets.par_iter().flat_map(|set| &set.quartiers);
        let places: Vec<(QuartierCode, Place)> = quartiers
            .map(|q| {
                let mut covering = by_code.get(&q.code).cloned().unwrap_or_default();
                covering.sort_by(|a, b| b.area_m2.total_cmp(&a.area_m2));
                let mut place = locate(q, &covering, outlines, directory, &stated);
                place.contract = name_of(&place, &lists, q.code.departement());
                (q.code, place)
            })
            .collect();
        Self {
            places: places.into_iter().collect(),
        }
    }

    /// The place of a quartier; nothing known where it was not looked at.
    pub fn get(&self, code: &QuartierCode) -> Place {
        self.places.get(code).cloned().unwrap_or_default()
    }

    /// Name of its contrat de ville, or `non renseigné`.
    pub fn contract(&self, code: &QuartierCode) -> &str {
        let place = self.places.get(code);
        place
            .and_then(|p| p.contract.as_deref())
            .unwrap_or("non renseigné")
    }

    /// Whether its contrat de ville is known.
    pub fn has_contract(&self, code: &QuartierCode) -> bool {
        let place = self.places.get(code);
        place.is_some_and(|p| p.contract.is_some())
    }
}

/// What the files of perimeters themselves say about communes, by département and folded name.
struct Stated {
    /// INSEE code, where a quartier states as many codes as names.
    insee: BTreeMap<(String, String), String>,
    /// SIREN of the EPCI, where a quartier states one EPCI.
    epci: BTreeMap<(String, String), String>,
}

impl Stated {
    fn by(sets: &[&Perimeters]) -> Self {
        let mut stated = Self {
            insee: BTreeMap::new(),
            epci: BTreeMap::new(),
        };
        for q in sets.iter().flat_map(|set| &set.quartiers) {
            let key = |name: &String| (q.code.departement().to_owned(), commune_key(name));
            let names = q.communes.iter();
            if q.communes.len() == q.communes_insee.len() {
                let pairs = names.clone().map(key).zip(q.communes_insee.iter().cloned());
                stated.insee.extend(pairs);
            }
            let mut all = sirens(q.epci.as_deref().unwrap_or_default());
            if let (Some(siren), None) = (all.next(), all.next()) {
                let pairs = names.map(|name| (key(name), siren.to_owned()));
                stated.epci.extend(pairs);
            }
        }
        stated
    }
}

/// The name of a commune as both files write it, folded. The file of 2015 names Paris, Lyon and
/// Marseille by their arrondissements (« Paris 19ème arrondissement »), which are no communes.
pub(crate) fn commune_key(name: &str) -> String {
    let folded = folded(name);
    let city = ["paris", "lyon", "marseille"].into_iter().find(|city| {
        let rest = folded.strip_prefix(city).and_then(|r| r.strip_prefix(' '));
        rest.is_some_and(|r| r.starts_with(|c: char| c.is_ascii_digit()))
    });
    city.map_or(folded.clone(), str::to_owned)
}

fn locate(
    quartier: &Quartier,
    covering: &[&CommuneCover],
    outlines: Option<&CommuneMap>,
    directory: &Directory,
    stated: &Stated,
) -> Place {
    let name_of_code = |insee: &str| {
        let outlined = outlines.and_then(|o| o.get(insee)).map(|c| c.name.clone());
        outlined
            .filter(|n| !n.is_empty())
            .or_else(|| directory.commune(insee).map(|c| c.name.clone()))
    };
    let departement = quartier.code.departement();
    let named = |name: &str| {
        directory
            .commune_called(name, departement)
            .map(|c| c.insee.clone())
    };
    let by_ground = covering.first().map(|c| c.insee.clone());
    let insee = by_ground
        .or_else(|| quartier.communes_insee.first().cloned())
        .or_else(|| quartier.communes.first().and_then(|n| named(n)))
        .or_else(|| {
            let commune = commune_key(quartier.communes.first()?);
            let known = stated.insee.get(&(departement.to_owned(), commune));
            known.cloned()
        });
    let communes = if covering.is_empty() {
        quartier.communes.clone()
    } else {
        covering
            .iter()
            .map(|c| name_of_code(&c.insee).unwrap_or_else(|| c.insee.clone()))
            .collect()
    };
    let siren = insee
        .as_deref()
        .and_then(|i| directory.commune(i))
        .and_then(|c| c.siren.clone())
        .or_else(|| sirens(quartier.epci.as_deref()?).next().map(str::to_owned))
        .or_else(|| {
            let mut known = communes.iter().filter_map(|commune| {
                let commune = (departement.to_owned(), commune_key(commune));
                stated.epci.get(&commune).cloned()
            });
            known.next()
        });
    let epci = siren.map(|siren| match directory.epci(&siren) {
        Some(epci) => epci.clone(),
        None => Epci {
            name: siren.clone(),
            siren,
        },
    });
    Place {
        communes,
        insee,
        epci,
        contract: None,
    }
}

#[cfg(test)]
mod tests {
    use super::commune_key;

    #[test]
    fn arrondissements_are_of_their_commune() {
        assert_eq!(commune_key("Paris 19ème arrondissement"), "paris");
        assert_eq!(commune_key("Marseille 3e"), "marseille");
        assert_eq!(commune_key("Lyon"), "lyon");
        assert_eq!(commune_key("Marseillette"), "marseillette");
    }
}
