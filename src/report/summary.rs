//! The summary of a study: one screen of text, or one table.

use super::study::Study;
use crate::diff::{Evolution, Movement};
use crate::perimeter::Generation;
use crate::population::total;
use polars::prelude::*;
use std::fmt::Write;

/// Counts and areas, one per line, in English as all that goes to a terminal; it fits on one
/// screen.
pub fn summary_text(study: &Study) -> String {
    let s = &study.summary;
    let mut out = String::new();
    let place = match study.departements.as_slice() {
        [] => "France".to_owned(),
        several => format!("département {}", several.join(", ")),
    };
    let schematic = if study.is_schematic() {
        " (schematic sample)"
    } else {
        ""
    };
    // Writing to a String does not fail.
    let _ = writeln!(out, "QPV 2015 -> 2024, {place}{schematic}");
    let _ = writeln!(out, "  tolerance        {}", s.tolerance);
    let _ = writeln!(
        out,
        "  quartiers        {} -> {}",
        s.count_2015, s.count_2024
    );
    for evolution in Evolution::ALL {
        let count = s.evolutions[evolution.as_str()];
        if count.quartiers_2015 + count.quartiers_2024 > 0 {
            let _ = writeln!(
                out,
                "    {evolution:<14} {} -> {}",
                count.quartiers_2015, count.quartiers_2024
            );
        }
    }
    let _ = writeln!(
        out,
        "  letter and measure disagree on {} quartiers",
        s.disagreements
    );
    let km2 = |m2: f64| m2 / 1e6;
    let _ = writeln!(
        out,
        "  area             {:.2} -> {:.2} km² (kept {:.2}, gained {:.2}, lost {:.2})",
        km2(s.area_2015_m2),
        km2(s.area_2024_m2),
        km2(s.area_kept_m2),
        km2(s.area_gained_m2),
        km2(s.area_lost_m2),
    );
    if study.outlines.is_some() {
        let count = |g| s.communes_of(g).len();
        let _ = writeln!(
            out,
            "  communes         {} -> {}",
            count(Generation::Qp2015),
            count(Generation::Qp2024)
        );
        for change in &s.communes {
            let word = match change.movement {
                Movement::Entre => "enters",
                Movement::Sort => "leaves",
            };
            let _ = writeln!(
                out,
                "    {word:<14} {} ({}): {:.1} ha, {:.0} % of {}",
                change.name,
                change.insee,
                change.area_m2 / 1e4,
                change.share * 100.0,
                change.quartier,
            );
        }
    }
    for figures in &study.figures {
        let sum = total(study.set(figures.generation), figures);
        let missing = match sum.missing {
            0 => String::new(),
            n => format!(" ({n} quartiers without a figure)"),
        };
        let _ = writeln!(
            out,
            "  population       {} ({}, perimeters of {}){missing}",
            sum.population,
            figures.vintage,
            figures.generation.year()
        );
    }
    out
}

/// The summary as a table: what is counted, for which group, and both generations.
pub fn summary_table(study: &Study) -> DataFrame {
    let s = &study.summary;
    let mut rows: Vec<(String, String, Option<f64>, Option<f64>)> = Vec::new();
    let mut add = |what: &str, group: &str, old: Option<f64>, new: Option<f64>| {
        rows.push((what.to_owned(), group.to_owned(), old, new));
    };
    add(
        "quartiers",
        "total",
        Some(s.count_2015 as f64),
        Some(s.count_2024 as f64),
    );
    for evolution in Evolution::ALL {
        let count = s.evolutions[evolution.as_str()];
        let (old, new) = (count.quartiers_2015 as f64, count.quartiers_2024 as f64);
        add("quartiers", evolution.as_str(), Some(old), Some(new));
    }
    for contract in study
        .contracts(Generation::Qp2015)
        .union(&study.contracts(Generation::Qp2024))
    {
        let of = |g| {
            let quartiers = &study.set(g).quartiers;
            let here = quartiers
                .iter()
                .filter(|q| study.placement.contract(&q.code) == *contract);
            (
                here.clone().count() as f64,
                here.map(|q| q.area_m2()).sum::<f64>().round(),
            )
        };
        let (old, new) = (of(Generation::Qp2015), of(Generation::Qp2024));
        add("quartiers", contract, Some(old.0), Some(new.0));
        add("aire_m2", contract, Some(old.1), Some(new.1));
    }
    add(
        "aire_m2",
        "total",
        Some(s.area_2015_m2.round()),
        Some(s.area_2024_m2.round()),
    );
    add(
        "aire_m2",
        "conserve",
        Some(s.area_kept_m2.round()),
        Some(s.area_kept_m2.round()),
    );
    add("aire_m2", "gagne", None, Some(s.area_gained_m2.round()));
    add("aire_m2", "perdu", Some(s.area_lost_m2.round()), None);
    for change in &s.communes {
        let area = Some(change.area_m2.round());
        let group = format!("{} {}", change.insee, change.name);
        match change.movement {
            Movement::Entre => add("commune_entrante_m2", &group, None, area),
            Movement::Sort => add("commune_sortante_m2", &group, area, None),
        }
    }
    let columns = vec![
        Column::new(
            "mesure".into(),
            rows.iter().map(|r| r.0.as_str()).collect::<Vec<_>>(),
        ),
        Column::new(
            "groupe".into(),
            rows.iter().map(|r| r.1.as_str()).collect::<Vec<_>>(),
        ),
        Column::new(
            "perimetres_2015".into(),
            rows.iter().map(|r| r.2).collect::<Vec<_>>(),
        ),
        Column::new(
            "perimetres_2024".into(),
            rows.iter().map(|r| r.3).collect::<Vec<_>>(),
        ),
    ];
    // invariant: four columns of the same rows
    DataFrame::new(rows.len(), columns).expect("columns of one table")
}
