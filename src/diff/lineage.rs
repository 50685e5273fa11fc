//! From links to what became of each quartier.

use super::limit::{limit_distance, moved_share, moved_share_at_most};
use super::links::{Row, is_link};
use super::overlap::Overlap;
use crate::perimeter::{OfficialStatus, Perimeters, QuartierCode};
use rayon::prelude::*;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Largest share of the ground that may have moved by more than the tolerance where a contour
/// still counts as unchanged.
pub const MOVED_SHARE: f64 = 0.02;

/// What became of a quartier, measured on the ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Evolution {
    /// One to one, limits within the tolerance of each other.
    Inchange,
    /// One to one, another contour.
    Modifie,
    /// Several old ones to one new one.
    Fusion,
    /// One old one to several new ones.
    Scission,
    /// Several to several.
    Recomposition,
    /// A new one that keeps no old one.
    Nouveau,
    /// An old one that no new one keeps.
    Supprime,
}

impl Evolution {
    /// All of them, in the order that tables and legends use.
    pub const ALL: [Self; 7] = [
        Self::Inchange,
        Self::Modifie,
        Self::Fusion,
        Self::Scission,
        Self::Recomposition,
        Self::Nouveau,
        Self::Supprime,
    ];

    /// The word in tables: `inchange`, `modifie`…
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Inchange => "inchange",
            Self::Modifie => "modifie",
            Self::Fusion => "fusion",
            Self::Scission => "scission",
            Self::Recomposition => "recomposition",
            Self::Nouveau => "nouveau",
            Self::Supprime => "supprime",
        }
    }
}

impl fmt::Display for Evolution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Why the official letter and the measure disagree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Disagreement {
    /// `N`, but it covers ground of an old quartier.
    NewButLinked,
    /// `M` or `I`, but it covers no old quartier.
    KnownButUnlinked,
    /// `M`, but its limit cannot be told from the old one.
    ModifiedButUnchanged,
    /// `I`, but its limit moved by more than the tolerance, or it is not one to one.
    IdenticalButChanged,
}

impl Disagreement {
    /// The reason in French words, as tables and the report show it.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::NewButLinked => "lettre N, mais recouvre un quartier de 2015",
            Self::KnownButUnlinked => "lettre M ou I, mais ne recouvre aucun quartier de 2015",
            Self::ModifiedButUnchanged => {
                "lettre M, mais contour indiscernable de celui de 2015 à la tolérance près"
            }
            Self::IdenticalButChanged => "lettre I, mais contour différent de celui de 2015",
        }
    }

    /// The reason in English, for the terminal.
    pub fn in_english(self) -> &'static str {
        match self {
            Self::NewButLinked => "letter N, but covers ground of a quartier of 2015",
            Self::KnownButUnlinked => "letter M or I, but covers no quartier of 2015",
            Self::ModifiedButUnchanged => "letter M, but no measurable change of the contour",
            Self::IdenticalButChanged => "letter I, but the contour differs from that of 2015",
        }
    }

    fn between(status: Option<OfficialStatus>, evolution: Evolution) -> Option<Self> {
        use Evolution::{Inchange, Nouveau};
        match (status?, evolution) {
            (OfficialStatus::New, Nouveau) => None,
            (OfficialStatus::New, _) => Some(Self::NewButLinked),
            (OfficialStatus::Modified | OfficialStatus::Identical, Nouveau) => {
                Some(Self::KnownButUnlinked)
            }
            (OfficialStatus::Modified, Inchange) => Some(Self::ModifiedButUnchanged),
            (OfficialStatus::Identical, Inchange) => None,
            (OfficialStatus::Identical, _) => Some(Self::IdenticalButChanged),
            _ => None,
        }
    }
}

/// One row per link, and one per quartier without a link.
pub(super) fn rows(
    old: &Perimeters,
    new: &Perimeters,
    overlaps: &[Overlap],
    tolerance_m: f64,
) -> Vec<Row> {
    let links: Vec<&Overlap> = overlaps
        .par_iter()
        .filter(|o| is_link(o, old, new, tolerance_m))
        .collect();
    let sizes = component_sizes(&links);
    let mut rows: Vec<Row> = links
        .par_iter()
        .filter_map(|link| {
            let (o, n) = (old.get(&link.old)?, new.get(&link.new)?);
            let distance = limit_distance(&o.shape, &n.shape);
            let (area_old_m2, area_new_m2) = (o.area_m2(), n.area_m2());
            let stayed = || {
                distance.is_some_and(|d| d <= tolerance_m)
                    && (moved_share_at_most(area_old_m2, area_new_m2, link.area_m2) <= MOVED_SHARE
                        || moved_share(&o.shape, &n.shape, tolerance_m) <= MOVED_SHARE)
            };
            let evolution = match sizes[&link.old] {
                (1, 1) if stayed() => Evolution::Inchange,
                (1, 1) => Evolution::Modifie,
                (_, 1) => Evolution::Fusion,
                (1, _) => Evolution::Scission,
                _ => Evolution::Recomposition,
            };
            let status = n.code.official_status();
            Some(Row {
                old: Some(o.code),
                new: Some(n.code),
                evolution,
                status,
                disagreement: Disagreement::between(status, evolution),
                area_old_m2: Some(area_old_m2),
                area_new_m2: Some(area_new_m2),
                area_common_m2: link.area_m2,
                limit_distance_m: distance,
            })
        })
        .collect();

    let linked: BTreeSet<QuartierCode> =
        links.iter().flat_map(|link| [link.old, link.new]).collect();
    let alone = |code: &QuartierCode| !linked.contains(code);
    rows.extend(
        old.quartiers
            .iter()
            .filter(|q| alone(&q.code))
            .map(|q| Row {
                old: Some(q.code),
                new: None,
                evolution: Evolution::Supprime,
                status: None,
                disagreement: None,
                area_old_m2: Some(q.area_m2()),
                area_new_m2: None,
                area_common_m2: 0.0,
                limit_distance_m: None,
            }),
    );
    rows.extend(new.quartiers.iter().filter(|q| alone(&q.code)).map(|q| {
        let status = q.code.official_status();
        Row {
            old: None,
            new: Some(q.code),
            evolution: Evolution::Nouveau,
            status,
            disagreement: Disagreement::between(status, Evolution::Nouveau),
            area_old_m2: None,
            area_new_m2: Some(q.area_m2()),
            area_common_m2: 0.0,
            limit_distance_m: None,
        }
    }));
    rows.sort_by_key(|r| (r.old.is_none(), r.old, r.new));
    rows
}

/// Number of old and of new quartiers in the connected component of each old code.
fn component_sizes(links: &[&Overlap]) -> BTreeMap<QuartierCode, (usize, usize)> {
    let mut neighbours: BTreeMap<QuartierCode, Vec<QuartierCode>> = BTreeMap::new();
    for link in links {
        neighbours.entry(link.old).or_default().push(link.new);
        neighbours.entry(link.new).or_default().push(link.old);
    }
    let mut sizes = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for link in links {
        if !seen.insert(link.old) {
            continue;
        }
        let mut members = vec![link.old];
        let mut next = 0;
        while let Some(code) = members.get(next).copied() {
            next += 1;
            members.extend(
                neighbours[&code]
                    .iter()
                    .copied()
                    .filter(|c| seen.insert(*c)),
            );
        }
        let old = members
            .iter()
            .filter(|c| c.generation() == link.old.generation())
            .count();
        let size = (old, members.len() - old);
        sizes.extend(members.into_iter().map(|code| (code, size)));
    }
    sizes
}
