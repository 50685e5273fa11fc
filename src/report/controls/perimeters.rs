//! Perimeters: what was read and repaired, whether areas add up, whether letters agree.

use super::{Level, List};
use crate::diff::Disagreement;
use crate::perimeter::{Perimeters, doubles};
use crate::report::Study;
use crate::report::page::words::disagreement;
use std::collections::BTreeMap;

pub(super) fn reading(list: &mut List, set: &Perimeters) {
    let year = set.generation.year();
    let read = list.counted(
        set.len(),
        ["quartier lu", "quartiers lus"],
        ["quartier read", "quartiers read"],
    );
    let refused = list.counted(
        set.rejected.len(),
        ["entité refusée", "entités refusées"],
        ["feature refused", "features refused"],
    );
    let none = if set.is_empty() {
        [
            " : vérifier que ce territoire n'en avait pas",
            ": check that this territory had none",
        ]
    } else {
        ["", ""]
    };
    list.check(
        set.rejected.is_empty() && !set.is_empty(),
        [
            format!("Lecture des périmètres {year}"),
            format!("Reading of the perimeters of {year}"),
        ],
        [
            format!("{}, {}{}", read[0], refused[0], none[0]),
            format!("{}, {}{}", read[1], refused[1], none[1]),
        ],
    );
    let change: f64 = set
        .repairs
        .iter()
        .map(|r| (r.area_after_m2 - r.area_before_m2).abs())
        .sum();
    let level = if set.repairs.is_empty() {
        Level::Ok
    } else {
        Level::Info
    };
    let repaired = list.counted(
        set.repairs.len(),
        ["contour réparé", "contours réparés"],
        ["contour repaired", "contours repaired"],
    );
    let change = list.number(change.round());
    list.add(
        level,
        [
            format!("Géométries invalides {year}"),
            format!("Invalid geometries of {year}"),
        ],
        [
            format!("{}, écart d'aire total {change} m²", repaired[0]),
            format!("{}, areas changed by {change} m² in all", repaired[1]),
        ],
    );
    if let Some(step) = set.rounding_deg.filter(|step| *step > 1e-6) {
        list.add(
            Level::Info,
            [
                format!("Précision des coordonnées {year}"),
                format!("Precision of the coordinates of {year}"),
            ],
            [
                format!("une part des sommets est arrondie à {step} degré"),
                format!("a part of the vertices is rounded to {step} degrees"),
            ],
        );
    }
}

/// Ground that two quartiers of one generation both claim, and the areas of the pieces: kept and
/// lost ground make up the old area, kept and gained ground the new one, but for such ground,
/// which is kept twice.
pub(super) fn areas(list: &mut List, study: &Study) {
    let mut claimed_twice = 0.0;
    for set in [&study.diff.old, &study.diff.new] {
        let doubles = doubles(set);
        let ground: f64 = doubles.iter().map(|d| d.area_m2).sum();
        claimed_twice += ground;
        let level = if doubles.is_empty() {
            Level::Ok
        } else {
            Level::Info
        };
        let largest = doubles
            .iter()
            .max_by(|a, b| a.area_m2.total_cmp(&b.area_m2));
        let largest = largest.map_or(["".to_owned(), "".to_owned()], |d| {
            let area = list.number(d.area_m2.round());
            [
                format!(", dont {area} m² entre {} et {}", d.first, d.second),
                format!(", {area} m² of it between {} and {}", d.first, d.second),
            ]
        });
        let year = set.generation.year();
        let pairs = list.counted(doubles.len(), ["paire", "paires"], ["pair", "pairs"]);
        let ground = list.number(ground.round());
        list.add(
            level,
            [
                format!("Recouvrements entre quartiers {year}"),
                format!("Overlaps among the quartiers of {year}"),
            ],
            [
                format!("{}, {ground} m²{}", pairs[0], largest[0]),
                format!("{}, {ground} m²{}", pairs[1], largest[1]),
            ],
        );
    }
    let mut pieces: BTreeMap<_, f64> = BTreeMap::new();
    for piece in &study.pieces {
        let area = geo::Area::unsigned_area(&piece.shape) + piece.slivers_m2;
        for code in [piece.old, piece.new].into_iter().flatten() {
            *pieces.entry(code).or_default() += area;
        }
    }
    let sets = [&study.diff.old, &study.diff.new];
    let apart: f64 = sets
        .iter()
        .flat_map(|set| &set.quartiers)
        .map(|q| (q.area_m2() - pieces.get(&q.code).copied().unwrap_or(0.0)).abs())
        .sum();
    let total = study.summary.area_2015_m2 + study.summary.area_2024_m2;
    let (gap, whole) = (list.number(apart.round()), list.number(total / 1e6));
    list.check(
        apart <= 2.0 * claimed_twice + f64::max(1.0, 1e-6 * total),
        ["Conservation des aires", "Conservation of areas"],
        [
            format!(
                "conservé + perdu = 2015 et conservé + gagné = 2024, à {gap} m² près sur {whole} km²"
            ),
            format!("kept + lost = 2015 and kept + gained = 2024, within {gap} m² of {whole} km²"),
        ],
    );
}

pub(super) fn letters(list: &mut List, study: &Study) {
    let subject = [
        "Statut officiel et évolution mesurée",
        "Official status and measured change",
    ];
    let mut reasons: BTreeMap<Disagreement, Vec<String>> = BTreeMap::new();
    for row in &study.diff.rows {
        if let (Some(reason), Some(code)) = (row.disagreement, row.new) {
            reasons.entry(reason).or_default().push(code.to_string());
        }
    }
    if reasons.is_empty() {
        list.add(
            Level::Ok,
            subject,
            [
                "aucun désaccord entre la lettre du code et la mesure",
                "the letter of the code and the measure agree everywhere",
            ],
        );
    }
    for (reason, codes) in reasons {
        let shown = if codes.len() > 15 {
            format!("{}…", codes[..15].join(", "))
        } else {
            codes.join(", ")
        };
        let quartiers = ["quartier", "quartiers"];
        let [fr, en] = list.counted(codes.len(), quartiers, quartiers);
        let why = disagreement(reason, list.lang);
        list.add(
            Level::Info,
            subject,
            [
                format!("{fr} : {why} ({shown})"),
                format!("{en}: {why} ({shown})"),
            ],
        );
    }
}
