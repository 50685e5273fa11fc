//! Counts and areas of a diff in one value.

use super::communes::{CommuneChange, changes};
use super::lineage::{Disagreement, Evolution};
use super::names::NameChange;
use super::overlap::Overlap;
use super::{Diff, Tolerance};
use crate::perimeter::shared::Shared;
use crate::perimeter::{
    CommuneCover, CommuneMap, Generation, OfficialStatus, Quartier, QuartierCode, commune_cover,
};
use geo::BooleanOps;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Counts and areas of a diff.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// What counts as noise.
    pub tolerance: Tolerance,
    /// Number of quartiers of 2015.
    pub count_2015: usize,
    /// Number of quartiers of 2024.
    pub count_2024: usize,
    /// For each evolution: number of old and of new quartiers concerned, and of components.
    pub evolutions: BTreeMap<&'static str, EvolutionCount>,
    /// New quartiers by official letter (rows) and measured evolution.
    pub letters: BTreeMap<String, BTreeMap<&'static str, usize>>,
    /// Number of quartiers whose letter and measure disagree.
    pub disagreements: usize,
    /// These quartiers, by reason.
    pub disagreeing: BTreeMap<Disagreement, Vec<QuartierCode>>,
    /// Quartiers whose name changed while the contour stayed.
    pub renamed: Vec<NameChange>,
    /// Number of quartiers of one name in both generations whose contour changed.
    pub same_name_other_contour: usize,
    /// Area of all quartiers of 2015, m².
    pub area_2015_m2: f64,
    /// Area of all quartiers of 2024, m².
    pub area_2024_m2: f64,
    /// Area of the quartiers of 2015 that is in one of 2024 too, m².
    pub area_kept_m2: f64,
    /// Area in quartiers of 2024 only, m².
    pub area_gained_m2: f64,
    /// Area in quartiers of 2015 only, m².
    pub area_lost_m2: f64,
    /// Communes that enter and leave; empty where no outlines were given.
    pub communes: Vec<CommuneChange>,
    /// Ground of each quartier in each commune, for tables that need it.
    #[serde(skip)]
    pub cover: Vec<CommuneCover>,
}

/// How many quartiers share an evolution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct EvolutionCount {
    /// Old quartiers.
    pub quartiers_2015: usize,
    /// New quartiers.
    pub quartiers_2024: usize,
}

impl Summary {
    /// Sums a diff up; communes are looked at where outlines are given.
    pub fn of(diff: &Diff, communes: Option<&CommuneMap>) -> Self {
        let evolutions = Evolution::ALL
            .into_iter()
            .map(|evolution| {
                let rows = || diff.rows.iter().filter(move |r| r.evolution == evolution);
                let old: BTreeSet<QuartierCode> = rows().filter_map(|r| r.old).collect();
                let new: BTreeSet<QuartierCode> = rows().filter_map(|r| r.new).collect();
                let count = EvolutionCount {
                    quartiers_2015: old.len(),
                    quartiers_2024: new.len(),
                };
                (evolution.as_str(), count)
            })
            .collect();
        let mut letters: BTreeMap<String, BTreeMap<&'static str, usize>> = BTreeMap::new();
        let mut counted = BTreeSet::new();
        for row in &diff.rows {
            let (Some(new), Some(status)) = (row.new, row.status) else {
                continue;
            };
            if counted.insert(new) {
                let letter = OfficialStatus::letter(status).to_string();
                *letters
                    .entry(letter)
                    .or_default()
                    .entry(row.evolution.as_str())
                    .or_default() += 1;
            }
        }
        let mut disagreeing: BTreeMap<Disagreement, Vec<QuartierCode>> = BTreeMap::new();
        for row in &diff.rows {
            let (Some(new), Some(reason)) = (row.new, row.disagreement) else {
                continue;
            };
            let codes = disagreeing.entry(reason).or_default();
            // A quartier has a row for each of its links.
            if !codes.contains(&new) {
                codes.push(new);
            }
        }
        let (renamed, same_name_other_contour) = super::names::changes(diff);
        let (area_2015_m2, area_2024_m2) = (diff.old.area_m2(), diff.new.area_m2());
        let common_m2: f64 = diff.overlaps.iter().map(|o| o.area_m2).sum();
        let kept_of_old_m2 = common_m2 - counted_twice(diff, Generation::Qp2015);
        let kept_of_new_m2 = common_m2 - counted_twice(diff, Generation::Qp2024);
        let (cover, communes) = match communes {
            None => (Vec::new(), Vec::new()),
            Some(map) => {
                let old = commune_cover(&diff.old, map);
                let new = commune_cover(&diff.new, map);
                let changes = changes(&old, &new, map);
                (old.into_iter().chain(new).collect(), changes)
            }
        };
        Self {
            tolerance: diff.tolerance,
            count_2015: diff.old.len(),
            count_2024: diff.new.len(),
            evolutions,
            letters,
            disagreements: disagreeing.values().map(Vec::len).sum(),
            disagreeing,
            renamed,
            same_name_other_contour,
            area_2015_m2,
            area_2024_m2,
            area_kept_m2: kept_of_old_m2,
            area_gained_m2: area_2024_m2 - kept_of_new_m2,
            area_lost_m2: area_2015_m2 - kept_of_old_m2,
            communes,
            cover,
        }
    }

    /// INSEE codes of the communes that a generation covers, sorted.
    pub fn communes_of(&self, generation: Generation) -> BTreeSet<&str> {
        self.cover
            .iter()
            .filter(|c| c.counts && c.code.generation() == generation)
            .map(|c| c.insee.as_str())
            .collect()
    }
}

/// Ground of the quartiers of a generation that two quartiers of the other one cover, m²: where
/// these overlap each other, the sum of their overlaps counts it twice.
fn counted_twice(diff: &Diff, generation: Generation) -> f64 {
    let (own, others, codes): (_, _, fn(&Overlap) -> [QuartierCode; 2]) = match generation {
        Generation::Qp2015 => (&diff.old, &diff.new, |o| [o.old, o.new]),
        Generation::Qp2024 => (&diff.new, &diff.old, |o| [o.new, o.old]),
    };
    let mut covering: BTreeMap<QuartierCode, Vec<&Quartier>> = BTreeMap::new();
    for overlap in &diff.overlaps {
        let [code, other] = codes(overlap);
        covering.entry(code).or_default().extend(others.get(&other));
    }
    let several: Vec<_> = covering.into_iter().filter(|(_, c)| c.len() > 1).collect();
    let twice: Vec<f64> = several
        .into_par_iter()
        .filter_map(|(code, covering)| Some((own.get(&code)?, covering)))
        .map(|(quartier, covering)| {
            let pairs = covering
                .iter()
                .enumerate()
                .flat_map(|(i, a)| covering[i + 1..].iter().map(move |b| (*a, *b)));
            pairs
                .filter(|(a, b)| Shared::by(&a.shape, &b.shape).area > 0.0)
                .map(|(a, b)| Shared::by(&quartier.shape, &a.shape.intersection(&b.shape)).area)
                .sum()
        })
        .collect();
    twice.into_iter().sum()
}
