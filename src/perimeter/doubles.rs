//! Ground that two quartiers of one generation both claim.

use super::nearby::EnvelopeTree;
use super::set::Perimeters;
use super::shared::Shared;
use super::{QuartierCode, Territory};
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;

/// Two quartiers of one generation that cover the same ground.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Double {
    /// The quartier with the smaller code.
    pub first: QuartierCode,
    /// The other one.
    pub second: QuartierCode,
    /// Area that both cover, m².
    pub area_m2: f64,
}

/// Pairs of quartiers that overlap by more than a square metre, by code. Neighbours whose
/// common limit was rounded on each side overlap by slivers; more than that is a fault of the
/// file, and a place there has two answers.
pub fn doubles(set: &Perimeters) -> Vec<Double> {
    let trees: BTreeMap<Territory, EnvelopeTree> = Territory::ALL
        .into_iter()
        .map(|territory| {
            let members = set.quartiers.iter().enumerate();
            let here = members.filter(|(_, q)| q.territory() == territory);
            (
                territory,
                EnvelopeTree::of(here.map(|(i, q)| (i, &q.shape))),
            )
        })
        .collect();
    set.quartiers
        .par_iter()
        .enumerate()
        .flat_map_iter(|(i, q)| {
            let near = trees[&q.territory()].meeting(&q.shape);
            near.into_iter()
                .filter(move |j| *j > i)
                .filter_map(move |j| {
                    let other = &set.quartiers[j];
                    let area_m2 = Shared::by(&q.shape, &other.shape).area;
                    (area_m2 > 1.0).then_some(Double {
                        first: q.code,
                        second: other.code,
                        area_m2,
                    })
                })
        })
        .collect()
}
