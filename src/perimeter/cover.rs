//! The ground of quartiers in communes.

use super::nearby::EnvelopeTree;
use super::shared::Shared;
use super::{CommuneMap, Perimeters, QuartierCode, Territory};
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;

/// Least mean width in metres of the ground that counts as lying in a commune. Published
/// outlines are generalised by some tens of metres, so a narrower strip along a limit says
/// nothing about the commune on the other side.
pub const MIN_WIDTH_M: f64 = 25.0;

/// Least share of a quartier that must lie in a commune.
pub const MIN_SHARE_IN_COMMUNE: f64 = 0.01;

/// Ground of one quartier in one commune.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CommuneCover {
    /// The quartier.
    pub code: QuartierCode,
    /// INSEE code of the commune.
    pub insee: String,
    /// Area of the quartier in the commune, m².
    pub area_m2: f64,
    /// Share of the quartier's area, 0 to 1.
    pub share: f64,
    /// Mean width of that ground, metres.
    pub width_m: f64,
    /// Whether it counts: wide enough and a share large enough.
    pub counts: bool,
}

/// Ground of every quartier in every commune it meets, by quartier and commune.
pub fn commune_cover(set: &Perimeters, communes: &CommuneMap) -> Vec<CommuneCover> {
    let trees: BTreeMap<Territory, _> = Territory::ALL
        .into_iter()
        .map(|territory| {
            let members = communes.communes.iter().enumerate();
            let here = members.filter(|(_, c)| Territory::of_departement(&c.insee) == territory);
            (
                territory,
                EnvelopeTree::of(here.map(|(i, c)| (i, &c.shape))),
            )
        })
        .collect();
    // Schematic outlines are exact where they are drawn.
    let min_width_m = if communes.schematic { 0.0 } else { MIN_WIDTH_M };
    set.quartiers
        .par_iter()
        .flat_map_iter(|q| {
            let total = q.area_m2();
            let near = trees[&q.territory()].meeting(&q.shape);
            near.into_iter().filter_map(move |i| {
                let commune = &communes.communes[i];
                let common = Shared::by(&q.shape, &commune.shape);
                let (area_m2, width_m) = (common.area, common.mean_width());
                let share = area_m2 / total;
                (area_m2 > 0.0).then(|| CommuneCover {
                    code: q.code,
                    insee: commune.insee.clone(),
                    area_m2,
                    share,
                    width_m,
                    counts: width_m >= min_width_m && share >= MIN_SHARE_IN_COMMUNE,
                })
            })
        })
        .collect()
}
