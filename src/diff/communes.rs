//! Communes that enter and leave, from the ground that each generation covers.

use crate::perimeter::{CommuneCover, CommuneMap, QuartierCode};
use serde::Serialize;
use std::collections::BTreeMap;

/// A commune that one generation covers and the other does not.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CommuneChange {
    /// INSEE code.
    pub insee: String,
    /// Name.
    pub name: String,
    /// Whether it enters or leaves.
    pub movement: Movement,
    /// The quartier that decides: the one with the largest area in the commune.
    pub quartier: QuartierCode,
    /// Area of quartiers in the commune in the generation that covers it, m².
    pub area_m2: f64,
    /// Share of the deciding quartier that lies in the commune, 0 to 1.
    pub share: f64,
}

/// Direction of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Movement {
    /// Covered in 2024 and not in 2015.
    Entre,
    /// Covered in 2015 and not in 2024.
    Sort,
}

/// Communes that enter and leave, by INSEE code.
pub(super) fn changes(
    old: &[CommuneCover],
    new: &[CommuneCover],
    communes: &CommuneMap,
) -> Vec<CommuneChange> {
    let covered = |cover: &[CommuneCover]| -> BTreeMap<String, (f64, CommuneCover)> {
        let mut by_commune: BTreeMap<String, (f64, CommuneCover)> = BTreeMap::new();
        for one in cover.iter().filter(|c| c.counts) {
            let entry = by_commune
                .entry(one.insee.clone())
                .or_insert((0.0, one.clone()));
            entry.0 += one.area_m2;
            if one.area_m2 > entry.1.area_m2 {
                entry.1 = one.clone();
            }
        }
        by_commune
    };
    let (before, after) = (covered(old), covered(new));
    let only = |in_this: &BTreeMap<String, (f64, CommuneCover)>,
                not_in: &BTreeMap<String, (f64, CommuneCover)>,
                movement| {
        in_this
            .iter()
            .filter(|(insee, _)| !not_in.contains_key(*insee))
            .map(|(insee, (area_m2, cover))| CommuneChange {
                insee: insee.clone(),
                name: communes
                    .get(insee)
                    .map(|c| c.name.clone())
                    .unwrap_or_default(),
                movement,
                quartier: cover.code,
                area_m2: *area_m2,
                share: cover.share,
            })
            .collect::<Vec<_>>()
    };
    let mut all = only(&after, &before, Movement::Entre);
    all.extend(only(&before, &after, Movement::Sort));
    all
}
