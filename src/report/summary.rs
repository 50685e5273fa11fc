//! The summary of a study: one screen of text, or one table.

use super::changes::{Changes, Straddling};
use super::study::Study;
use crate::diff::{Concordance, Evolution, Movement};
use crate::perimeter::Generation;
use crate::population::{Figures, total};
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
    if let Some(outside) = study.outside_outlines() {
        let count = |g| s.communes_of(g).len();
        let note = match outside {
            0 => String::new(),
            n => format!(" ({n} quartiers lie in none of the outlines of communes)"),
        };
        let _ = writeln!(
            out,
            "  communes         {} -> {}{note}",
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
    let told = |figures: &&Figures| !study.set(figures.generation).is_empty();
    for figures in study.figures.iter().filter(told) {
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
pub fn summary_table(changes: &Changes<'_>) -> DataFrame {
    let s = changes.summary;
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
    let count = |n: usize| Some(n as f64);
    let m2 = |area: f64| Some(area.round());
    for (letter, evolutions) in &s.letters {
        for (evolution, n) in evolutions {
            add(&format!("lettre_{letter}"), evolution, None, count(*n));
        }
    }
    for (reason, codes) in &s.disagreeing {
        add("ecart_statut", reason.in_words(), None, count(codes.len()));
    }
    add(
        "nom_change",
        "contour inchangé",
        None,
        count(s.renamed.len()),
    );
    let same = s.same_name_other_contour;
    add("nom_inchange", "contour modifié", None, count(same));
    for c in &changes.contracts {
        let name = &c.contract;
        add(
            "quartiers",
            name,
            count(c.quartiers[0]),
            count(c.quartiers[1]),
        );
        for (evolution, [old, new]) in &c.evolutions {
            add(
                &format!("quartiers_{evolution}"),
                name,
                count(*old),
                count(*new),
            );
        }
        add("aire_m2", name, m2(c.area_m2[0]), m2(c.area_m2[1]));
        add("aire_conservee_m2", name, m2(c.kept_m2), m2(c.kept_m2));
        add("aire_gagnee_m2", name, None, m2(c.gained_m2));
        add("aire_perdue_m2", name, m2(c.lost_m2), None);
    }
    for (at, group) in ["communes", "epci", "departements"].into_iter().enumerate() {
        let of = |generation| {
            let all = changes.straddling.iter();
            let all = all.filter(|q| q.code.generation() == generation);
            let over = |q: &Straddling| [&q.communes, &q.epci, &q.departements][at].len();
            count(all.filter(|q| over(q) > 1).count())
        };
        add(
            "quartiers_a_cheval",
            group,
            of(Generation::Qp2015),
            of(Generation::Qp2024),
        );
    }
    if !changes.correspondence.is_empty() {
        for concordance in Concordance::ALL {
            let all = changes.correspondence.iter();
            let n = all.filter(|p| p.concordance == concordance).count();
            add("correspondance", concordance.as_str(), None, count(n));
        }
    }
    if let Some(slivers_m2) = changes.slivers_m2 {
        add("aire_liseres_m2", "emprises", None, m2(slivers_m2));
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
