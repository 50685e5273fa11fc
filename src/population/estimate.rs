//! Populations of old perimeters, estimated on new ones.
//!
//! # What it is and is not
//! Insee counts a quartier on the perimeters of its time. What the census of 2018 would have
//! counted on the perimeters of 2024 was never published; it can be estimated from where people
//! live. An [`Estimate`] is a type of its own so that it cannot be summed, charted or written
//! with [`Figures`], it is rounded to [`ROUNDING`] inhabitants, and every table calls it
//! *estimation* with its method.
//!
//! # Method
//! Dasymetric weighting (J. K. Wright, "A method of mapping densities of population", *Geographical
//! Review* 26, 1936): the official population of each old quartier is spread over its ground by
//! weights and gathered again on the new ground.
//!
//! *estimate(n) = Σ P(o) · w(o ∩ n) / w(o) + k · w(n outside every o)*, with *k* = Σ P(o) / Σ w(o)
//! over the old quartiers that *n* keeps ground of, or over all of its département where it keeps
//! none.
//!
//! | method | weights | what to know |
//! |---|---|---|
//! | [`Method::Places`] | addresses, or dwellings of each | one per address undercounts estates: see below |
//! | [`Method::Grid`] | inhabitants of the Insee 200 m grid | uniform within a cell |
//! | [`Method::Area`] | ground | a lower bound: ground outside the old perimeters counts for nothing |
//!
//! Measured in Bondy (93), where one quartier lies wholly in the cells at hand: the grid's own sum
//! (Filosofi 2019) is 4 019 inhabitants in QP093012 where the census of 2018 has 4 094 (-1.8 %)
//! and 4 027 in QN09312I where that of 2020 has 4 116 (-2.2 %). Sharing each cell out by its
//! addresses, one for one, gives 3 595 (-12 %): an address of an estate stands for dozens of
//! dwellings. So weight addresses by their dwellings, or use the grid.
//!
//! Bias of the area against official figures, by the share of the new ground that was in an old
//! quartier: the table that [`area_bias`] answers from, and what the national files give (RP 2018
//! spread by `surface`, against RP 2020 on the perimeters of 2024, 1 224 quartiers; two years of
//! change of the population are in it):
//!
//! | old ground in the new quartier | bias | national files, all together | median quartier |
//! |---|---|---|---|
//! | 97 % and more | -1.5 % | -1.3 % | -0.2 % |
//! | 90 to 97 % | -4.5 % | -5.0 % | -3.2 % |
//! | 80 to 90 % | -10 % | -7.9 % | -7.6 % |
//! | 70 to 80 % | -18 % | -13.7 % | -12.3 % |
//! | 50 to 70 % | -25 % | -22.4 % | -23.2 % |

use super::figures::{Figures, Vintage};
use super::masses::Masses;
use crate::diff::Diff;
use crate::perimeter::{Quartier, QuartierCode};
use std::collections::BTreeMap;

/// Estimates are rounded to so many inhabitants: no method here is good to one.
pub const ROUNDING: f64 = 10.0;

/// Least share of the ground of a quartier that cells must cover for its estimate to stand
/// without a warning: cells nobody lives in are not in the grid's file, but neither are those of
/// another département.
pub const LEAST_COVER: f64 = 0.8;

/// Shares of old ground in a new quartier, from so much on, and the measured bias of the area
/// share there.
const AREA_BIAS: [(f64, f64); 5] = [
    (0.97, -0.015),
    (0.90, -0.045),
    (0.80, -0.10),
    (0.70, -0.18),
    (0.50, -0.25),
];

/// How an estimate was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// Addresses or dwellings as weights.
    Places,
    /// Inhabitants of the cells of a grid as weights.
    Grid,
    /// Ground as weight: a lower bound.
    Area,
}

impl Method {
    /// The word in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Places => "adresses",
            Self::Grid => "carreaux",
            Self::Area => "part_de_surface",
        }
    }
}

/// Why there is no estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoEstimate {
    /// The official population of this old quartier is not published or not in the table.
    NoFigure(QuartierCode),
    /// It keeps no old quartier, or none with weights: nothing says how many inhabitants a weight
    /// stands for.
    NoOldGround,
    /// No weight lies in the new quartier.
    NothingHere,
}

/// An estimate of a population on perimeters on which it was never counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimate {
    /// The new quartier.
    pub code: QuartierCode,
    /// Census whose populations were spread.
    pub vintage: Vintage,
    /// How.
    pub method: Method,
    /// Inhabitants, rounded to [`ROUNDING`].
    pub inhabitants: Result<u64, NoEstimate>,
    /// Old quartiers that it is linked to.
    pub parents: Vec<QuartierCode>,
    /// Share of its ground that was in an old quartier, 0 to 1.
    pub old_ground: f64,
    /// Sum of the weights on its ground: addresses, dwellings, inhabitants of cells, or m².
    pub weight: f64,
    /// Share of its ground that cells cover, 0 to 1 (grid only).
    pub cover: Option<f64>,
    /// It and its parents, as far as they reach beyond the extent of the weights: the table is of a
    /// smaller region, and the estimate does not stand.
    pub beyond: Vec<QuartierCode>,
    /// Share of the inhabitants of its cells that are imputed, 0 to 1 (grid only).
    pub imputed: Option<f64>,
}

impl Estimate {
    /// Whether the estimate is a lower bound and no best guess.
    pub fn is_bound(&self) -> bool {
        self.method == Method::Area
    }

    /// Measured bias of its method, as a share, where it is known.
    pub fn bias(&self) -> Option<f64> {
        match self.method {
            Method::Area => area_bias(self.old_ground),
            Method::Grid | Method::Places => None,
        }
    }
}

/// Measured bias of the area share for a new quartier of which so much was in an old one;
/// `None` below one half, where nothing was measured.
pub fn area_bias(old_ground: f64) -> Option<f64> {
    let class = AREA_BIAS.iter().find(|(from, _)| old_ground >= *from);
    class.map(|(_, bias)| *bias)
}

/// Estimates the populations of old perimeters on each new quartier of a diff.
pub fn estimates(diff: &Diff, figures: &Figures, masses: &Masses) -> Vec<Estimate> {
    let mut parents: BTreeMap<QuartierCode, Vec<QuartierCode>> = BTreeMap::new();
    for (old, new) in diff.rows.iter().filter_map(|r| r.old.zip(r.new)) {
        parents.entry(new).or_default().push(old);
    }
    let mut old_ground: BTreeMap<QuartierCode, f64> = BTreeMap::new();
    for overlap in &diff.overlaps {
        *old_ground.entry(overlap.new).or_default() += overlap.area_m2;
    }
    let mut estimate = |new: &Quartier| {
        let parents = parents.remove(&new.code).unwrap_or_default();
        let neighbours: Vec<QuartierCode> = match parents.is_empty() {
            false => parents.clone(),
            true => {
                let here = |q: &&Quartier| q.code.departement() == new.code.departement();
                let all = diff.old.quartiers.iter().filter(here);
                all.map(|q| q.code).collect()
            }
        };
        let inhabitants = match masses.method == Method::Area && parents.is_empty() {
            true => Err(NoEstimate::NoOldGround),
            false => spread(figures, masses, &new.code, &neighbours),
        };
        let (area_m2, old_m2) = (new.area_m2(), old_ground.get(&new.code));
        Estimate {
            code: new.code,
            vintage: figures.vintage,
            method: masses.method,
            inhabitants: inhabitants.map(|n| ((n / ROUNDING).round() * ROUNDING) as u64),
            old_ground: old_m2.map_or(0.0, |m2| (m2 / area_m2).min(1.0)),
            weight: masses.weight(&new.code),
            cover: masses.cover(&new.code).map(|m2| (m2 / area_m2).min(1.0)),
            imputed: masses.imputed_share(&new.code),
            beyond: parents
                .iter()
                .chain([&new.code])
                .filter(|code| masses.is_beyond(code))
                .copied()
                .collect(),
            parents,
        }
    };
    diff.new.quartiers.iter().map(&mut estimate).collect()
}

/// Population that the weights put on a new quartier. Slivers of neighbours count for what they
/// weigh; `neighbours` only say how many inhabitants a weight outside the old perimeters is.
fn spread(
    figures: &Figures,
    masses: &Masses,
    new: &QuartierCode,
    neighbours: &[QuartierCode],
) -> Result<f64, NoEstimate> {
    let mut sum = 0.0;
    for (old, common) in masses.parts_of(new) {
        let population = figures.get(&old).ok_or(NoEstimate::NoFigure(old))?;
        // Greater than 0: it holds what both have in common.
        sum += population * common / masses.weight(&old);
    }
    if masses.method == Method::Area {
        return Ok(sum);
    }
    if masses.weight(new) <= 0.0 {
        return Err(NoEstimate::NothingHere);
    }
    let fresh = masses.outside_old(new);
    if fresh > 0.0 {
        let counted = neighbours
            .iter()
            .filter_map(|o| Some((figures.get(o)?, masses.weight(o))))
            .filter(|(_, weight)| *weight > 0.0);
        let (people, weight) = counted.fold((0.0, 0.0), |a, b| (a.0 + b.0, a.1 + b.1));
        if weight <= 0.0 {
            return Err(NoEstimate::NoOldGround);
        }
        sum += fresh * people / weight;
    }
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bias_of_the_area_is_that_of_the_class_and_unknown_below_half() {
        assert_eq!(area_bias(1.0), Some(-0.015));
        assert_eq!(area_bias(0.90), Some(-0.045));
        assert_eq!(area_bias(0.55), Some(-0.25));
        assert_eq!(area_bias(0.49), None);
    }
}
