//! What changed, rolled up: by contrat de ville, and quartiers over several communes.

use super::study::Study;
use super::tables::{evolution_table, frame, population_column, text, whole};
use crate::diff::{CheckedPair, Evolution, Row, Summary};
use crate::epci::sirens;
use crate::perimeter::{
    Generation, MIN_SHARE_IN_COMMUNE, MIN_WIDTH_M, Quartier, QuartierCode, insee_code,
};
use polars::prelude::DataFrame;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What changed for one contrat de ville (the EPCI where no list of contrats is known).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ContractChange {
    /// Its name, or `non renseigné`.
    pub contract: String,
    /// Number of quartiers of 2015 and of 2024, by evolution; those without are left out.
    pub evolutions: BTreeMap<&'static str, [usize; 2]>,
    /// Number of quartiers of 2015 and of 2024.
    pub quartiers: [usize; 2],
    /// Area of 2015 and of 2024, m².
    pub area_m2: [f64; 2],
    /// Ground of its quartiers of 2015 that a quartier of 2024 keeps, m².
    pub kept_m2: f64,
    /// Ground of its quartiers of 2024 that was in none of 2015, m².
    pub gained_m2: f64,
    /// Ground of its quartiers of 2015 that is in none of 2024, m².
    pub lost_m2: f64,
}

/// A quartier that lies in several communes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Straddling {
    /// The quartier.
    pub code: QuartierCode,
    /// Its name.
    pub name: String,
    /// Its communes: INSEE codes where they are known, else names.
    pub communes: Vec<String>,
    /// SIREN of the EPCI of these communes, where known.
    pub epci: Vec<String>,
    /// Départements of these communes, where their INSEE codes are known.
    pub departements: Vec<String>,
}

/// The summary of a diff with all that a file of it holds.
#[derive(Debug, Serialize)]
pub struct Changes<'a> {
    /// Counts and areas.
    #[serde(flatten)]
    pub summary: &'a Summary,
    /// Least share of a quartier, and least mean width in metres, for its ground to count as
    /// lying in a commune.
    pub commune_threshold: (f64, f64),
    /// By contrat de ville.
    pub contracts: Vec<ContractChange>,
    /// Quartiers over several communes.
    pub straddling: Vec<Straddling>,
    /// Area of the slivers that the pieces leave out, m²; `None` where no pieces were made.
    pub slivers_m2: Option<f64>,
    /// A published table, pair by pair, where one was given.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub correspondence: &'a [CheckedPair],
}

impl<'a> Changes<'a> {
    /// Rolls a study up.
    pub fn of(study: &'a Study, correspondence: &'a [CheckedPair]) -> Self {
        let slivers = study.pieces.iter().map(|p| p.slivers_m2);
        Self {
            summary: &study.summary,
            commune_threshold: (MIN_SHARE_IN_COMMUNE, MIN_WIDTH_M),
            contracts: contracts(study),
            straddling: straddling(study),
            slivers_m2: (!study.pieces.is_empty()).then(|| slivers.sum()),
            correspondence,
        }
    }
}

fn contracts(study: &Study) -> Vec<ContractChange> {
    // Where two quartiers of one generation claim the same ground it is counted once.
    let mut shared: BTreeMap<QuartierCode, f64> = BTreeMap::new();
    for overlap in &study.diff.overlaps {
        *shared.entry(overlap.old).or_default() += overlap.area_m2;
        *shared.entry(overlap.new).or_default() += overlap.area_m2;
    }
    let mut evolution_of: BTreeMap<QuartierCode, Evolution> = BTreeMap::new();
    for row in &study.diff.rows {
        for code in [row.old, row.new].into_iter().flatten() {
            evolution_of.entry(code).or_insert(row.evolution);
        }
    }
    let mut all: BTreeMap<&str, ContractChange> = BTreeMap::new();
    for (side, generation) in Generation::ALL.into_iter().enumerate() {
        for q in &study.set(generation).quartiers {
            let name = contract_of(study, &q.code);
            let entry = all.entry(name).or_insert_with(|| ContractChange {
                contract: name.to_owned(),
                evolutions: BTreeMap::new(),
                quartiers: [0; 2],
                area_m2: [0.0; 2],
                kept_m2: 0.0,
                gained_m2: 0.0,
                lost_m2: 0.0,
            });
            let area_m2 = q.area_m2();
            let kept_m2 = shared.get(&q.code).map_or(0.0, |m2| m2.min(area_m2));
            entry.quartiers[side] += 1;
            entry.area_m2[side] += area_m2;
            match generation {
                Generation::Qp2015 => {
                    entry.kept_m2 += kept_m2;
                    entry.lost_m2 += area_m2 - kept_m2;
                }
                Generation::Qp2024 => entry.gained_m2 += area_m2 - kept_m2,
            }
            if let Some(evolution) = evolution_of.get(&q.code) {
                entry.evolutions.entry(evolution.as_str()).or_default()[side] += 1;
            }
        }
    }
    all.into_values().collect()
}

/// The contrat of a quartier; where nothing tells it (the file of 2015 names no EPCI, and Paris by
/// its arrondissements), that of the quartier it shares most ground with.
fn contract_of<'a>(study: &'a Study, code: &QuartierCode) -> &'a str {
    let own = study.placement.get(code).contract.is_some();
    let mut links: Vec<_> = study
        .diff
        .rows
        .iter()
        .filter(|r| !own && (r.old.as_ref() == Some(code) || r.new.as_ref() == Some(code)))
        .collect();
    links.sort_by(|a, b| b.area_common_m2.total_cmp(&a.area_common_m2));
    let other = |r: &&Row| {
        let mut both = [r.old, r.new].into_iter().flatten();
        both.find(|c| c != code)
    };
    let code = links.iter().find_map(other).unwrap_or(*code);
    study.placement.contract(&code)
}

/// Quartiers over several communes: by the ground where outlines were given, else as the file
/// of perimeters names them.
fn straddling(study: &Study) -> Vec<Straddling> {
    let mut ground: BTreeMap<QuartierCode, Vec<String>> = BTreeMap::new();
    for cover in study.summary.cover.iter().filter(|c| c.counts) {
        let communes = ground.entry(cover.code).or_default();
        communes.push(cover.insee.clone());
    }
    let by_ground = study.outlines.is_some();
    // The file of 2015 names communes without their codes; a table of communes knows them.
    let listed = |q: &Quartier, name: &String| {
        let found = study.directory.commune_called(name, q.code.departement());
        found.map_or_else(|| name.clone(), |c| c.insee.clone())
    };
    let communes = |q: &Quartier| match (by_ground, q.communes_insee.is_empty()) {
        (true, _) => ground.get(&q.code).cloned().unwrap_or_default(),
        (false, false) => q.communes_insee.clone(),
        (false, true) => q.communes.iter().map(|name| listed(q, name)).collect(),
    };
    let quartiers = Generation::ALL
        .into_iter()
        .flat_map(|g| &study.set(g).quartiers);
    quartiers
        .filter_map(|q| {
            let communes = communes(q);
            if communes.len() < 2 {
                return None;
            }
            let entries = || communes.iter().map(|c| study.directory.commune(c));
            let mut epci: BTreeSet<_> = entries().filter_map(|c| c?.siren.clone()).collect();
            if epci.is_empty() {
                let stated = q.epci.as_deref().unwrap_or_default();
                epci.extend(sirens(stated).map(str::to_owned));
            }
            let codes = communes.iter().filter(|c| insee_code(c).is_some());
            let departements = codes.map(|c| {
                let overseas = c.starts_with("97") || c.starts_with("98");
                c.chars().take(if overseas { 3 } else { 2 }).collect()
            });
            Some(Straddling {
                code: q.code,
                name: q.name.clone(),
                epci: epci.into_iter().collect(),
                departements: departements
                    .collect::<BTreeSet<String>>()
                    .into_iter()
                    .collect(),
                communes,
            })
        })
        .collect()
}

/// The rows of `qpv diff`: those of the report ([`evolution_table`]), then `nom_change` (`oui`,
/// `non`, empty where there is nothing to compare) and the official populations of both sides, one
/// column for each census and perimeters: `pop_rp2018_qp2015`. Populations belong to the quartier
/// and not to the link: a quartier with two links shows its population twice.
pub fn diff_table(study: &Study) -> DataFrame {
    let diff = &study.diff;
    let rows = evolution_table(diff, &study.placement);
    let mut columns = rows.columns().to_vec();
    let word = |changed| if changed { "oui" } else { "non" };
    let renamed = diff.rows.iter().map(|r| diff.name_changed(r).map(word));
    columns.push(text("nom_change", renamed));
    for figures in &study.figures {
        let name = population_column(figures.vintage);
        let name = format!("{name}_qp{}", figures.generation.year());
        let values = diff.rows.iter().map(|row| {
            let code = match figures.generation {
                Generation::Qp2015 => row.old,
                Generation::Qp2024 => row.new,
            };
            figures.get(&code?).map(|p| p as i64)
        });
        columns.push(whole(&name, values));
    }
    frame(columns)
}
