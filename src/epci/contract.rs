//! The contrats de ville of a département, where a reference text lists their signatories.

use super::placement::Place;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A contrat de ville: one intercommunality, or one commune that signs for itself.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Contract {
    /// Name as the reference text writes it.
    pub name: String,
    /// SIREN of the signatory, where it is an EPCI.
    pub siren: Option<String>,
    /// INSEE code of the signatory, where it is a commune.
    pub commune: Option<String>,
}

/// The contracts of one département with the text that lists them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Contracts {
    /// Département, as Insee writes it.
    pub departement: String,
    /// The text, with number and date.
    pub source: String,
    /// The contracts, in the order of the text.
    pub contracts: Vec<Contract>,
}

impl Contracts {
    /// The contract that a quartier belongs to: its commune's own if there is one, else that of
    /// its EPCI.
    pub fn of(&self, place: &Place) -> Option<&Contract> {
        let own = self
            .contracts
            .iter()
            .find(|c| c.commune.is_some() && c.commune == place.insee);
        let siren = place.epci.as_ref().map(|e| &e.siren);
        own.or_else(|| {
            self.contracts
                .iter()
                .find(|c| c.siren.is_some() && c.siren.as_ref() == siren)
        })
    }
}

/// Names of the contract of each place: those of a list where there is one, else the EPCI.
pub(super) fn name_of(
    place: &Place,
    lists: &BTreeMap<String, Contracts>,
    departement: &str,
) -> Option<String> {
    let listed = lists
        .get(departement)
        .and_then(|l| l.of(place))
        .map(|c| c.name.clone());
    listed.or_else(|| place.epci.as_ref().map(|e| e.name.clone()))
}
