//! Results as frames: the tables of the report, its workbook and the commands.

use super::study::Study;
use crate::diff::Diff;
use crate::epci::Placement;
use crate::perimeter::{Generation, Perimeters, QuartierCode};
use crate::population::{Vintage, totals_by};
use geo::Area;
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

/// One column, built value by value; every column of a table has the same number of rows.
pub(super) fn text<S: AsRef<str>>(name: &str, values: impl Iterator<Item = Option<S>>) -> Column {
    let values: Vec<Option<String>> = values
        .map(|v| v.map(|s| s.as_ref().to_owned()).filter(|s| !s.is_empty()))
        .collect();
    Column::new(name.into(), values)
}

pub(super) fn real(name: &str, decimals: i32, values: impl Iterator<Item = Option<f64>>) -> Column {
    let scale = 10f64.powi(decimals);
    // Adding 0 turns the -0 of a rounded rest of nothing into 0.
    let round = |v: f64| (v * scale).round() / scale + 0.0;
    Column::new(
        name.into(),
        values.map(|v| v.map(round)).collect::<Vec<_>>(),
    )
}

pub(super) fn whole(name: &str, values: impl Iterator<Item = Option<i64>>) -> Column {
    Column::new(name.into(), values.collect::<Vec<_>>())
}

/// A table of columns. A second column of one name, such as one census on both generations or
/// two populations without a year, gets a number behind it.
pub(super) fn frame(mut columns: Vec<Column>) -> DataFrame {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for column in &mut columns {
        let name = column.name().to_string();
        let numbered = (2..).map(|n| format!("{name}_{n}"));
        let free = std::iter::once(name.clone())
            .chain(numbered)
            .find(|n| !taken.contains(n));
        let free = free.unwrap_or(name);
        column.rename(free.as_str().into());
        taken.insert(free);
    }
    let height = columns.first().map_or(0, Column::len);
    // invariant: all columns of a table are built from the same rows, and names differ by now
    DataFrame::new(height, columns).expect("columns of one table")
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

/// Communes with ground in quartiers of either generation.
fn communes_table(study: &Study) -> Option<DataFrame> {
    let outlines = study.outlines.as_ref()?;
    let mut ground: BTreeMap<&str, [f64; 2]> = BTreeMap::new();
    for cover in study.summary.cover.iter().filter(|c| c.counts) {
        let at = usize::from(cover.code.generation() == Generation::Qp2024);
        ground.entry(&cover.insee).or_default()[at] += cover.area_m2;
    }
    let each = || ground.iter();
    let movement = |areas: &[f64; 2]| match (areas[0] > 0.0, areas[1] > 0.0) {
        (false, true) => "entre",
        (true, false) => "sort",
        _ => "reste",
    };
    let name = |insee: &str| outlines.get(insee).map(|c| c.name.clone());
    let epci = |insee: &str| {
        let siren = study.directory.commune(insee)?.siren.as_ref()?;
        study.directory.epci(siren).map(|e| e.name.clone())
    };
    Some(frame(vec![
        text("code_insee", each().map(|(insee, _)| Some(*insee))),
        text("commune", each().map(|(insee, _)| name(insee))),
        text("nom_epci", each().map(|(insee, _)| epci(insee))),
        real("aire_qp_2015_ha", 2, each().map(|(_, a)| Some(a[0] / 1e4))),
        real("aire_qp_2024_ha", 2, each().map(|(_, a)| Some(a[1] / 1e4))),
        text("mouvement", each().map(|(_, a)| Some(movement(a)))),
    ]))
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

fn repairs_table(study: &Study) -> DataFrame {
    let all = || study.diff.old.repairs.iter().chain(&study.diff.new.repairs);
    frame(vec![
        text("code_qp", all().map(|r| Some(r.code.to_string()))),
        text("defaut", all().map(|r| Some(r.problem.in_french()))),
        real("aire_avant_m2", 1, all().map(|r| Some(r.area_before_m2))),
        real("aire_apres_m2", 1, all().map(|r| Some(r.area_after_m2))),
    ])
}

fn reference_table(study: &Study) -> DataFrame {
    let pairs = || {
        study.comparisons.iter().flat_map(|c| {
            let agrees = |v: f64| {
                let slack = if c.statement.approximate { 0.5 } else { 0.0 };
                (v - c.statement.stated).abs() <= slack
            };
            c.computed
                .iter()
                .map(move |(v, d)| (&c.statement, *v, d, agrees(*v)))
        })
    };
    frame(vec![
        text("grandeur", pairs().map(|(s, ..)| Some(s.label_fr.clone()))),
        text("unite", pairs().map(|(s, ..)| s.unit.clone())),
        real("delibere", 1, pairs().map(|(s, ..)| Some(s.stated))),
        real("calcule", 1, pairs().map(|(_, v, ..)| Some(v))),
        text(
            "definition_du_calcul",
            pairs().map(|(_, _, d, _)| Some(d.clone())),
        ),
        text(
            "concordance",
            pairs().map(|(.., same)| Some(if same { "oui" } else { "non" })),
        ),
    ])
}

fn controls_table(study: &Study) -> DataFrame {
    let each = || study.controls.iter();
    frame(vec![
        text("niveau", each().map(|c| Some(c.level.as_str()))),
        text("controle", each().map(|c| Some(c.subject.clone()))),
        text("constat", each().map(|c| Some(c.finding.clone()))),
    ])
}

fn sources_table(study: &Study) -> DataFrame {
    let mut rows: Vec<(String, String, String)> = [&study.diff.old, &study.diff.new]
        .map(|set| {
            let note = match &set.source.encoding {
                Some(encoding) => format!("{}, {encoding}", set.source.crs),
                None => set.source.crs.clone(),
            };
            (
                format!("Périmètres {}", set.generation.year()),
                set.source.file.clone(),
                note,
            )
        })
        .to_vec();
    if let Some(outlines) = &study.outlines {
        rows.extend(outlines.files.iter().map(|f| {
            (
                "Contours de communes".to_owned(),
                f.clone(),
                "contours généralisés".to_owned(),
            )
        }));
    }
    rows.extend(
        study
            .directory
            .files()
            .iter()
            .map(|f| ("Communes et EPCI".to_owned(), f.clone(), String::new())),
    );
    rows.extend(study.figures.iter().map(|f| {
        (
            format!("Population municipale, {}", f.label()),
            f.source.clone(),
            "Insee".to_owned(),
        )
    }));
    if let Some(reference) = study.reference {
        rows.push((
            "Texte de référence".into(),
            reference.source.clone(),
            String::new(),
        ));
    }
    frame(vec![
        text("objet", rows.iter().map(|r| Some(&r.0))),
        text("source", rows.iter().map(|r| Some(&r.1))),
        text("remarque", rows.iter().map(|r| Some(&r.2))),
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
        table("contrats", "Contrats de ville", contracts_table(study)),
    ];
    if let Some(frame) = communes_table(study) {
        all.push(table("communes", "Communes", frame));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_one_name_are_numbered_and_never_a_panic() {
        let column = |value: i64| whole("pop_rp2018", std::iter::once(Some(value)));
        let table = frame(vec![column(1), column(2), column(3)]);
        assert_eq!(
            table.get_column_names(),
            ["pop_rp2018", "pop_rp2018_2", "pop_rp2018_3"]
        );
    }
}
