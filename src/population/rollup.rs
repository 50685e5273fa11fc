//! Sums of populations, with what is missing in them.

use super::figures::Figures;
use crate::perimeter::{Perimeters, QuartierCode};
use std::collections::BTreeMap;

/// A sum of published populations.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Total {
    /// Inhabitants of the quartiers whose population is published.
    pub population: f64,
    /// Number of these quartiers.
    pub counted: usize,
    /// Number of quartiers whose population is missing; the sum is a lower bound then.
    pub missing: usize,
}

impl Total {
    fn add(&mut self, value: Option<f64>) {
        match value {
            Some(population) => {
                self.population += population;
                self.counted += 1;
            }
            None => self.missing += 1,
        }
    }

    /// The sum where something was counted, else nothing: an empty sum is not 0 inhabitants.
    pub fn known(&self) -> Option<f64> {
        (self.counted > 0).then_some(self.population)
    }
}

/// Sum over all quartiers of a set.
pub fn total(set: &Perimeters, figures: &Figures) -> Total {
    let mut sum = Total::default();
    set.quartiers
        .iter()
        .for_each(|q| sum.add(figures.get(&q.code)));
    sum
}

/// Sums by a group that each quartier belongs to (a commune, an EPCI, a contrat de ville).
pub fn totals_by<K: Ord>(
    set: &Perimeters,
    figures: &Figures,
    group: impl Fn(&QuartierCode) -> K,
) -> BTreeMap<K, Total> {
    let mut sums: BTreeMap<K, Total> = BTreeMap::new();
    for q in &set.quartiers {
        sums.entry(group(&q.code))
            .or_default()
            .add(figures.get(&q.code));
    }
    sums
}
