//! The ground that an old and a new quartier share.

use crate::perimeter::nearby::EnvelopeTree;
use crate::perimeter::shared::Shared;
use crate::perimeter::{Perimeters, QuartierCode, Territory};
use geo::{BooleanOps, MultiPolygon};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// The ground that an old and a new quartier share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Overlap {
    /// Code of 2015.
    pub old: QuartierCode,
    /// Code of 2024.
    pub new: QuartierCode,
    /// Area in m².
    pub area_m2: f64,
    /// Mean width in metres, twice the area over the perimeter: of a sliver along a limit it
    /// is the distance between the two limits.
    pub width_m: f64,
}

impl Overlap {
    /// The ground itself, valid, in the metres of the territory. Pairs are intersected one by one
    /// and never in one call for the whole country: the overlay rounds to a grid as fine as the
    /// extent of its input allows, a micrometre for a pair.
    pub(crate) fn shape(&self, old: &Perimeters, new: &Perimeters) -> MultiPolygon {
        match (old.get(&self.old), new.get(&self.new)) {
            (Some(o), Some(n)) if o.shape == n.shape => o.shape.clone(),
            (Some(o), Some(n)) => o.shape.intersection(&n.shape),
            _ => MultiPolygon::new(Vec::new()),
        }
    }
}

/// Measures all pairs whose envelopes meet.
pub(super) fn overlaps(old: &Perimeters, new: &Perimeters) -> Vec<Overlap> {
    let mut by_territory: BTreeMap<Territory, Vec<usize>> = BTreeMap::new();
    for (i, quartier) in new.quartiers.iter().enumerate() {
        by_territory
            .entry(quartier.territory())
            .or_default()
            .push(i);
    }
    let trees: BTreeMap<Territory, EnvelopeTree> = by_territory
        .into_iter()
        .map(|(territory, members)| {
            let shapes = members.into_iter().map(|i| (i, &new.quartiers[i].shape));
            (territory, EnvelopeTree::of(shapes))
        })
        .collect();
    old.quartiers
        .par_iter()
        .flat_map_iter(|o| {
            let tree = trees.get(&o.territory());
            let candidates = tree.map(|t| t.meeting(&o.shape)).unwrap_or_default();
            candidates.into_iter().filter_map(move |i| {
                let n = &new.quartiers[i];
                let shared = Shared::by(&o.shape, &n.shape);
                (shared.area > 0.0).then(|| Overlap {
                    old: o.code,
                    new: n.code,
                    area_m2: shared.area,
                    width_m: shared.mean_width(),
                })
            })
        })
        .collect()
}
