//! What reference texts and publications say, to be set beside what the files show.

use crate::epci::{Contract, Contracts};
use serde::Deserialize;
use std::sync::LazyLock;

/// A number that a reference text states.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Statement {
    /// What it counts; [`Comparison`] computes the counterpart by this key.
    pub key: String,
    /// The number as stated.
    pub stated: f64,
    /// Unit, where it is not a count.
    pub unit: Option<String>,
    /// Whether the text itself calls it approximate.
    #[serde(default)]
    pub approximate: bool,
    /// What it counts, in French.
    pub label_fr: String,
    /// What it counts, in English.
    pub label_en: String,
}

/// A commune that a reference text says enters or leaves.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct StatedMovement {
    /// INSEE code.
    pub insee: String,
    /// Name as the text writes it.
    pub name: String,
    /// `entre` or `sort`.
    pub movement: String,
}

/// The reference text of a département.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Reference {
    /// Département, as Insee writes it.
    pub departement: String,
    /// The text, with number and date.
    pub source: String,
    /// Signatories of its contrats de ville.
    pub contracts: Vec<Contract>,
    /// Numbers that it states.
    #[serde(default)]
    pub statements: Vec<Statement>,
    /// Communes that it says enter or leave.
    #[serde(default)]
    pub movements: Vec<StatedMovement>,
}

impl Reference {
    /// The reference text of a département, where one is known.
    pub fn of(departement: &str) -> Option<&'static Self> {
        static KNOWN: LazyLock<Vec<Reference>> = LazyLock::new(|| {
            let text = include_str!("../../data/deliberation-62.toml");
            // invariant: embedded, and read by a test
            vec![toml::from_str(text).expect("embedded reference")]
        });
        KNOWN.iter().find(|r| r.departement == departement)
    }

    /// Its contracts, for placing quartiers.
    pub fn contracts(&self) -> Contracts {
        Contracts {
            departement: self.departement.clone(),
            source: self.source.clone(),
            contracts: self.contracts.clone(),
        }
    }
}

/// A published sum that computed ones are checked against.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct PublishedTotal {
    /// Département, or `metropole`.
    pub territory: String,
    /// Year of the perimeters.
    pub generation: u16,
    /// Year of the census.
    pub census: u16,
    /// Number of quartiers in the sum.
    pub quartiers: usize,
    /// Inhabitants.
    pub population: f64,
    /// Who published it.
    pub source: String,
}

impl PublishedTotal {
    /// All known totals.
    pub fn all() -> &'static [Self] {
        #[derive(Deserialize)]
        struct File {
            totals: Vec<PublishedTotal>,
        }
        static KNOWN: LazyLock<Vec<PublishedTotal>> = LazyLock::new(|| {
            let text = include_str!("../../data/published-totals.toml");
            // invariant: embedded, and read by a test
            toml::from_str::<File>(text)
                .expect("embedded totals")
                .totals
        });
        &KNOWN
    }
}

/// A stated number beside the computed ones.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The statement.
    pub statement: Statement,
    /// Counterparts that the files give, each with its definition; none where the data for it
    /// were not given.
    pub computed: Vec<(f64, String)>,
}

impl Comparison {
    /// Whether one of the computed numbers equals the stated one: exactly, or when rounded to
    /// whole numbers where the text calls its own approximate.
    pub fn agrees(&self) -> bool {
        let slack = if self.statement.approximate { 0.5 } else { 0.0 };
        self.computed
            .iter()
            .any(|(value, _)| (value - self.statement.stated).abs() <= slack)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_texts_are_read() {
        let reference = Reference::of("62").unwrap();
        assert_eq!(reference.contracts.len(), 9);
        assert_eq!(reference.statements.len(), 7);
        assert_eq!(PublishedTotal::all().len(), 5);
        assert!(Reference::of("59").is_none());
    }
}
