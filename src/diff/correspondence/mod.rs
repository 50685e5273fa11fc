//! The correspondence that a producer publishes, pair by pair beside the measure.
//!
//! A published table states which quartiers of 2015 a quartier of 2024 comes from. It is an
//! administrative document: it may leave out a parent or name one that lies elsewhere. Here each
//! of its pairs is looked up among the measured links, and each link among its pairs.

mod read;

pub use read::{Correspondence, CorrespondenceError, Stated, read_correspondence};

use super::Diff;
use super::lineage::Evolution;
use crate::perimeter::{QuartierCode, Territory};
use geo::{Distance, Euclidean};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// What a published pair and the measure have to say about each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Concordance {
    /// The table states the pair and the ground links it; or the table states a quartier
    /// without parent and no old one is linked to it.
    Accord,
    /// The table states the pair; the two share some ground, but too little for a link.
    AbsentDeLaMesure,
    /// The ground links the pair; the table does not state it.
    AbsentDeLaTable,
    /// The table states the pair; the two have no ground in common.
    SansSolCommun,
    /// The table states the pair; one of its codes is in neither file of perimeters.
    CodeInconnu,
}

impl Concordance {
    /// All of them, in the order of tables and summaries.
    pub const ALL: [Self; 5] = [
        Self::Accord,
        Self::AbsentDeLaMesure,
        Self::AbsentDeLaTable,
        Self::SansSolCommun,
        Self::CodeInconnu,
    ];

    /// The word in tables: `accord`, `absent_de_la_table`…
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accord => "accord",
            Self::AbsentDeLaMesure => "absent_de_la_mesure",
            Self::AbsentDeLaTable => "absent_de_la_table",
            Self::SansSolCommun => "sans_sol_commun",
            Self::CodeInconnu => "code_inconnu",
        }
    }
}

impl fmt::Display for Concordance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A pair of the table or of the measure, with what the other one has to say.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CheckedPair {
    /// Quartier of 2015; `None` for a quartier of 2024 that is stated without parent.
    pub old: Option<QuartierCode>,
    /// Quartier of 2024; `None` for one of 2015 that is stated without successor.
    pub new: Option<QuartierCode>,
    /// The verdict.
    pub concordance: Concordance,
    /// Row of the table below its header, from 1; `None` for a pair that it does not state.
    pub row: Option<usize>,
    /// Status that the table gives the quartier, as written.
    pub stated_status: Option<String>,
    /// What became of the pair, where it is a measured link or stands alone.
    pub evolution: Option<Evolution>,
    /// Ground in common, m²; `None` where a code is unknown or the pair has one side only.
    pub common_m2: Option<f64>,
    /// Mean width of that ground, metres.
    pub width_m: Option<f64>,
    /// Share of the smaller of the two quartiers that is common ground, 0 to 1.
    pub share_of_smaller: Option<f64>,
    /// Distance in metres between two quartiers without common ground; `None` where they lie in
    /// different territories.
    pub apart_m: Option<f64>,
    /// Codes that are in neither file.
    pub unknown: Vec<QuartierCode>,
}

/// Sets a table beside a diff: one entry for each pair of either, by code of 2015, then of 2024;
/// quartiers without parent last. The table must already be cut to the départements of the diff
/// ([`Correspondence::in_departements`]).
pub fn check(diff: &Diff, table: &Correspondence) -> Vec<CheckedPair> {
    type Pair = (Option<QuartierCode>, Option<QuartierCode>);
    let measured: BTreeMap<Pair, Evolution> = diff
        .rows
        .iter()
        .map(|r| ((r.old, r.new), r.evolution))
        .collect();
    let overlaps: BTreeMap<_, _> = diff.overlaps.iter().map(|o| ((o.old, o.new), o)).collect();
    let known = |code: &QuartierCode| diff.old.get(code).or(diff.new.get(code)).is_some();
    let stated: BTreeSet<Pair> = table.pairs.iter().map(|s| (s.old, s.new)).collect();
    let mut all: Vec<CheckedPair> = Vec::new();
    let mut judge = |pair: Pair, entry: Option<&Stated>| {
        let (old, new) = pair;
        let unknown: Vec<_> = [old, new]
            .into_iter()
            .flatten()
            .filter(|c| !known(c))
            .collect();
        let both = old.zip(new).filter(|_| unknown.is_empty());
        let quartiers = both.and_then(|(o, n)| diff.old.get(&o).zip(diff.new.get(&n)));
        let overlap = both.and_then(|pair| overlaps.get(&pair));
        let smaller_m2 = quartiers.map(|(o, n)| o.area_m2().min(n.area_m2()));
        let common_m2 = both.map(|_| overlap.map_or(0.0, |o| o.area_m2));
        let evolution = measured.get(&pair).copied();
        let concordance = match (entry, evolution) {
            _ if !unknown.is_empty() => Concordance::CodeInconnu,
            (Some(_), Some(_)) => Concordance::Accord,
            (None, _) => Concordance::AbsentDeLaTable,
            (Some(_), None) if both.is_some() && overlap.is_none() => Concordance::SansSolCommun,
            (Some(_), None) => Concordance::AbsentDeLaMesure,
        };
        let apart_m = quartiers
            .filter(|(o, n)| overlap.is_none() && same_plane(&o.code, &n.code))
            .map(|(o, n)| Euclidean.distance(&o.shape, &n.shape));
        all.push(CheckedPair {
            old,
            new,
            concordance,
            row: entry.map(|s| s.row),
            stated_status: entry.and_then(|s| s.status.clone()),
            evolution,
            common_m2,
            width_m: overlap.map(|o| o.width_m),
            share_of_smaller: common_m2.zip(smaller_m2).map(|(c, s)| c / s),
            apart_m,
            unknown,
        });
    };
    for one in &table.pairs {
        judge((one.old, one.new), Some(one));
    }
    for row in diff
        .rows
        .iter()
        .filter(|r| !stated.contains(&(r.old, r.new)))
    {
        // A quartier that stands alone in the measure is no pair that a table could miss: where
        // the table gives it a partner, that pair has its own verdict. One that the table does
        // not name at all is missing there, if the table is to name all of its generation.
        let names = |code: &QuartierCode| table.names(code);
        match (row.old, row.new) {
            (Some(_), Some(_)) => judge((row.old, row.new), None),
            (None, Some(new)) if !names(&new) => judge((None, Some(new)), None),
            _ => {}
        }
    }
    all.sort_by_key(|c| (c.old.is_none(), c.old, c.new));
    all
}

fn same_plane(a: &QuartierCode, b: &QuartierCode) -> bool {
    Territory::of_code(a) == Territory::of_code(b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::perimeter::Generation;
    use crate::sample;
    use crate::table::from_text;
    use std::path::Path;

    fn checked(text: &str) -> Vec<CheckedPair> {
        let (old, new) = (
            sample::perimeters(Generation::Qp2015),
            sample::perimeters(Generation::Qp2024),
        );
        let diff = Diff::new(old, new, None).unwrap();
        let table = from_text(Path::new("t.csv"), text).unwrap();
        check(&diff, &read_correspondence(&table).unwrap())
    }

    fn verdict(all: &[CheckedPair], old: &str, new: &str) -> Concordance {
        let code = |text: &str| QuartierCode::parse(text).ok();
        let pair = all
            .iter()
            .find(|c| c.old == code(old) && c.new == code(new));
        pair.unwrap_or_else(|| panic!("no pair {old} {new}"))
            .concordance
    }

    #[test]
    fn a_pair_is_in_both_or_missing_on_one_side_or_on_other_ground() {
        let all = checked(
            "QP2024;Statut ;QP2015_1;QP2015_2\n\
             QN06252M;MODIFIE;QP062052;\n\
             QN06259M;MODIFIE;QP062061;QP062001\n\
             QN06264N;NOUVEAU;;\n\
             QN06299N;NOUVEAU;;\n",
        );
        assert_eq!(verdict(&all, "QP062052", "QN06252M"), Concordance::Accord);
        let left_out = verdict(&all, "QP062053", "QN06252M");
        assert_eq!(left_out, Concordance::AbsentDeLaTable);
        assert_eq!(verdict(&all, "QP062061", "QN06259M"), Concordance::Accord);
        let elsewhere = verdict(&all, "QP062001", "QN06259M");
        assert_eq!(elsewhere, Concordance::SansSolCommun);
        assert_eq!(verdict(&all, "", "QN06264N"), Concordance::Accord);
        assert_eq!(verdict(&all, "", "QN06299N"), Concordance::CodeInconnu);
        let far = all
            .iter()
            .find(|c| c.concordance == Concordance::SansSolCommun);
        assert!(far.unwrap().apart_m.unwrap() > 1000.0);
    }

    #[test]
    fn every_measured_link_and_every_stated_pair_has_one_verdict() {
        let all = checked("QN;QP\nQN06252M;QP062052\nQN06252M;QP062052\n");
        let pairs: BTreeSet<_> = all.iter().map(|c| (c.old, c.new)).collect();
        assert_eq!(pairs.len(), all.len());
        // 62 pairs of one, three of the merger, two of the split, one new quartier; see the sample.
        assert_eq!(all.len(), 66);
        let agree = all.iter().filter(|c| c.concordance == Concordance::Accord);
        assert_eq!(agree.count(), 1);
    }
}
