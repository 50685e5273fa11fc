//! Results as frames: the tables of the report, its workbook and the commands.

mod columns;
mod communes;
mod grounds;

use super::communes::Groups;
use super::study::Study;
use crate::diff::Diff;
use crate::epci::Placement;
use crate::perimeter::{Generation, Perimeters, QuartierCode};
use crate::population::{Vintage, totals_by};
pub(super) use columns::{frame, real, text, whole};
use communes::{communes_table, populations_table};
use geo::Area;
use grounds::{controls_table, reference_table, repairs_table, sources_table};
use polars::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// A table of the report.
#[derive(Debug, Clone)]
pub struct NamedTable {
    /// File name without extension, and name of the sheet.
    pub name: &'static str,
    /// Title in French.
    pub title: String,
    /// The table.
    pub frame: DataFrame,
}

/// The rows of `qpv diff`: one per link and one per quartier without a link.
pub fn evolution_table(diff: &Diff, placement: &Placement) -> DataFrame {
    let rows = &diff.rows;
    let name = |set: &Perimeters, code: Option<QuartierCode>| {
        code.and_then(|c| set.get(&c)).map(|q| q.name.clone())
    };
    let communes = |code: Option<QuartierCode>| code.map(|c| placement.get(&c).communes.join(", "));
    frame(vec![
        text(
            "code_qp_2015",
            rows.iter().map(|r| r.old.map(|c| c.to_string())),
        ),
        text("nom_qp_2015", rows.iter().map(|r| name(&diff.old, r.old))),
        text(
            "code_qp_2024",
            rows.iter().map(|r| r.new.map(|c| c.to_string())),
        ),
        text("nom_qp_2024", rows.iter().map(|r| name(&diff.new, r.new))),
        text("evolution", rows.iter().map(|r| Some(r.evolution.as_str()))),
        text(
            "statut_officiel",
            rows.iter()
                .map(|r| r.status.map(|s| s.letter().to_string())),
        ),
        text(
            "ecart_statut",
            rows.iter().map(|r| r.disagreement.map(|d| d.in_words())),
        ),
        real("aire_2015_m2", 1, rows.iter().map(|r| r.area_old_m2)),
        real("aire_2024_m2", 1, rows.iter().map(|r| r.area_new_m2)),
        real(
            "aire_commune_m2",
            1,
            rows.iter().map(|r| Some(r.area_common_m2)),
        ),
        real("part_2015", 4, rows.iter().map(|r| r.share_of_old())),
        real("part_2024", 4, rows.iter().map(|r| r.share_of_new())),
        real("iou", 4, rows.iter().map(|r| r.iou())),
        real("ecart_limite_m", 1, rows.iter().map(|r| r.limit_distance_m)),
        text("communes_2015", rows.iter().map(|r| communes(r.old))),
        text("communes_2024", rows.iter().map(|r| communes(r.new))),
    ])
}

/// Name of the column of a census: `pop_rp2013`.
pub(super) fn population_column(vintage: Vintage) -> String {
    match vintage {
        Vintage::Census(year) => format!("pop_rp{year}"),
        Vintage::Unknown => "pop_sans_millesime".into(),
    }
}

/// Every quartier of a generation with its place, area and populations.
fn quartiers_table(study: &Study, generation: Generation) -> DataFrame {
    let set = study.set(generation);
    let each = || set.quartiers.iter();
    let place = |code: &QuartierCode| study.placement.get(code);
    let mut columns = vec![
        text("code_qp", each().map(|q| Some(q.code.to_string()))),
        text("nom_qp", each().map(|q| Some(q.name.clone()))),
        text(
            "communes",
            each().map(|q| Some(place(&q.code).communes.join(", "))),
        ),
        text(
            "siren_epci",
            each().map(|q| place(&q.code).epci.map(|e| e.siren)),
        ),
        text(
            "nom_epci",
            each().map(|q| place(&q.code).epci.map(|e| e.name)),
        ),
        text("contrat_de_ville", each().map(|q| place(&q.code).contract)),
        real("aire_ha", 2, each().map(|q| Some(q.area_m2() / 1e4))),
    ];
    for figures in study.figures.iter().filter(|f| f.generation == generation) {
        let name = population_column(figures.vintage);
        columns.push(whole(
            &name,
            each().map(|q| figures.get(&q.code).map(|p| p as i64)),
        ));
    }
    if let Some(latest) = study.figures.iter().rfind(|f| f.generation == generation) {
        let name = format!(
            "densite_{}_hab_km2",
            population_column(latest.vintage).trim_start_matches("pop_")
        );
        let density =
            |q: &crate::perimeter::Quartier| Some(latest.get(&q.code)? / (q.area_m2() / 1e6));
        columns.push(real(&name, 0, each().map(density)));
    }
    frame(columns)
}

/// Quartiers, areas and populations of each contrat de ville in both generations.
fn contracts_table(study: &Study) -> DataFrame {
    let names: BTreeSet<&str> = Generation::ALL
        .into_iter()
        .flat_map(|g| study.contracts(g))
        .collect();
    let each = || names.iter().copied();
    let mut columns = vec![text("contrat_de_ville", each().map(Some))];
    for generation in Generation::ALL {
        let mut count: BTreeMap<&str, (i64, f64)> = BTreeMap::new();
        for q in &study.set(generation).quartiers {
            let entry = count.entry(study.placement.contract(&q.code)).or_default();
            entry.0 += 1;
            entry.1 += q.area_m2();
        }
        let year = generation.year();
        let of = |n: &str| count.get(n).copied().unwrap_or_default();
        columns.push(whole(
            &format!("quartiers_{year}"),
            each().map(|n| Some(of(n).0)),
        ));
        columns.push(real(
            &format!("aire_{year}_ha"),
            2,
            each().map(|n| Some(of(n).1 / 1e4)),
        ));
    }
    for figures in &study.figures {
        let set = study.set(figures.generation);
        let sums = totals_by(set, figures, |code| {
            study.placement.contract(code).to_owned()
        });
        let name = population_column(figures.vintage);
        let known = |n: &str| sums.get(n).and_then(|t| t.known()).map(|p| p as i64);
        columns.push(whole(&name, each().map(known)));
    }
    frame(columns)
}

/// Ground kept, gained and lost of each quartier.
fn pieces_table(study: &Study) -> DataFrame {
    let each = || study.pieces.iter();
    frame(vec![
        text("nature", each().map(|p| Some(p.kind.as_str()))),
        text("code_qp_2015", each().map(|p| p.old.map(|c| c.to_string()))),
        text("code_qp_2024", each().map(|p| p.new.map(|c| c.to_string()))),
        real("aire_m2", 1, each().map(|p| Some(p.shape.unsigned_area()))),
        real("aire_lisere_m2", 1, each().map(|p| Some(p.slivers_m2))),
    ])
}

/// All tables of a report, in the order of its sheets.
pub fn tables(study: &Study) -> Vec<NamedTable> {
    let table = |name, title: &str, frame| NamedTable {
        name,
        title: title.to_owned(),
        frame,
    };
    let mut all = vec![
        table("controles", "Liste de contrôle", controls_table(study)),
        table(
            "evolution",
            "Évolution des quartiers",
            evolution_table(&study.diff, &study.placement),
        ),
        table(
            "quartiers_2015",
            "Quartiers, périmètres 2015",
            quartiers_table(study, Generation::Qp2015),
        ),
        table(
            "quartiers_2024",
            "Quartiers, périmètres 2024",
            quartiers_table(study, Generation::Qp2024),
        ),
    ];
    let groups = Groups::of(study);
    if let Some(frame) = communes_table(study, &groups) {
        all.push(table("communes", "Communes", frame));
    }
    // Narrow tables after the wide ones: on paper they share upright sheets.
    all.push(table(
        "contrats",
        "Contrats de ville",
        contracts_table(study),
    ));
    if let Some(frame) = populations_table(study, &groups) {
        let title = "Population par commune ou groupe de communes";
        all.push(table("populations_communes", title, frame));
    }
    all.push(table(
        "emprises",
        "Emprises conservées, gagnées et perdues",
        pieces_table(study),
    ));
    if !study.comparisons.is_empty() {
        all.push(table(
            "deliberation",
            "Chiffres de la délibération",
            reference_table(study),
        ));
    }
    all.push(table(
        "reparations",
        "Contours réparés",
        repairs_table(study),
    ));
    all.push(table("sources", "Sources", sources_table(study)));
    all
}
