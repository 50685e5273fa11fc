//! The control list: what was checked, and what a reader should know.

mod populations;

use super::study::Study;
use crate::diff::Disagreement;
use crate::perimeter::{Perimeters, doubles};
use crate::population::Figures;
use crate::render::Lang;
use std::collections::BTreeMap;

/// How a control ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// A check that failed: look at it before the report leaves the house.
    Alerte,
    /// Something to know.
    Info,
    /// A check that passed.
    Ok,
}

impl Level {
    /// The word in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Alerte => "alerte",
            Self::Info => "info",
            Self::Ok => "OK",
        }
    }
}

/// One line of the control list, in French as everything that lands in a report.
#[derive(Debug, Clone, PartialEq)]
pub struct Control {
    /// How it ended.
    pub level: Level,
    /// What was checked.
    pub subject: String,
    /// What was found.
    pub finding: String,
}

struct List(Vec<Control>);

impl List {
    fn add(&mut self, level: Level, subject: &str, finding: String) {
        self.0.push(Control {
            level,
            subject: subject.to_owned(),
            finding,
        });
    }

    fn check(&mut self, passed: bool, subject: &str, finding: String) {
        self.add(
            if passed { Level::Ok } else { Level::Alerte },
            subject,
            finding,
        );
    }
}

/// Goes through all controls; alerts come first.
pub(super) fn controls(study: &Study, doubles: &[(Figures, Figures)]) -> Vec<Control> {
    let mut list = List(Vec::new());
    if study.is_schematic() {
        let notice = "échantillon embarqué : schéma, pas le périmètre officiel".to_owned();
        list.add(Level::Info, "Nature des périmètres", notice);
    }
    for set in [&study.diff.old, &study.diff.new] {
        reading(&mut list, set);
    }
    areas(&mut list, study);
    letters(&mut list, study);
    movements(&mut list, study);
    for figures in &study.figures {
        populations::populations(&mut list, study, figures);
    }
    if study.figures.is_empty() {
        list.add(
            Level::Info,
            "Populations",
            "aucune table de population fournie".into(),
        );
    }
    for (first, second) in doubles {
        let differing = first
            .values
            .iter()
            .filter(|(c, v)| second.values.get(c).is_some_and(|other| other != *v));
        let count = differing.count();
        list.check(
            count == 0,
            &format!("{} en double", first.label()),
            format!(
                "{count} valeurs différentes entre « {} » et « {} »",
                first.source, second.source
            ),
        );
    }
    for comparison in &study.comparisons {
        if comparison.computed.is_empty() {
            continue;
        }
        let found: Vec<String> = comparison
            .computed
            .iter()
            .map(|(v, d)| format!("{} ({d})", rounded(*v)))
            .collect();
        let stated = rounded(comparison.statement.stated);
        let unit = comparison.statement.unit.as_deref();
        let unit = unit.map(|u| format!(" {u}")).unwrap_or_default();
        let level = if comparison.agrees() {
            Level::Ok
        } else {
            Level::Info
        };
        let subject = format!(
            "Délibération : {}",
            comparison.statement.label_fr.to_lowercase()
        );
        list.add(
            level,
            &subject,
            format!("annoncé {stated}{unit} ; calculé {}", found.join(", ")),
        );
    }
    list.0.sort_by_key(|c| c.level);
    list.0
}

fn reading(list: &mut List, set: &Perimeters) {
    let year = set.generation.year();
    let subject = format!("Lecture des périmètres {year}");
    list.check(
        set.rejected.is_empty() && !set.is_empty(),
        &subject,
        format!(
            "{} quartiers lus, {} entités refusées",
            set.len(),
            set.rejected.len()
        ),
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
    list.add(
        level,
        &format!("Géométries invalides {year}"),
        format!(
            "{} contours réparés, écart d'aire total {} m²",
            set.repairs.len(),
            rounded(change.round())
        ),
    );
    if let Some(step) = set.rounding_deg.filter(|step| *step > 1e-6) {
        list.add(
            Level::Info,
            &format!("Précision des coordonnées {year}"),
            format!("une part des sommets est arrondie à {step} degré"),
        );
    }
}

/// Ground that two quartiers of one generation both claim, and the areas of the pieces: kept and
/// lost ground make up the old area, kept and gained ground the new one, but for such ground,
/// which is kept twice.
fn areas(list: &mut List, study: &Study) {
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
        let largest = largest.map_or(String::new(), |d| {
            format!(
                ", dont {} m² entre {} et {}",
                rounded(d.area_m2.round()),
                d.first,
                d.second
            )
        });
        list.add(
            level,
            &format!("Recouvrements entre quartiers {}", set.generation.year()),
            format!(
                "{} paires, {} m²{largest}",
                doubles.len(),
                rounded(ground.round())
            ),
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
    list.check(
        apart <= 2.0 * claimed_twice + f64::max(1.0, 1e-6 * total),
        "Conservation des aires",
        format!(
            "conservé + perdu = 2015 et conservé + gagné = 2024, à {} m² près sur {} km²",
            rounded(apart.round()),
            rounded(total / 1e6)
        ),
    );
}

fn letters(list: &mut List, study: &Study) {
    let mut reasons: BTreeMap<Disagreement, Vec<String>> = BTreeMap::new();
    for row in &study.diff.rows {
        if let (Some(reason), Some(code)) = (row.disagreement, row.new) {
            reasons.entry(reason).or_default().push(code.to_string());
        }
    }
    if reasons.is_empty() {
        let finding = "aucun désaccord entre la lettre du code et la mesure".to_owned();
        list.add(Level::Ok, "Lettre officielle et mesure", finding);
    }
    for (reason, codes) in reasons {
        let shown = if codes.len() > 15 {
            format!("{}…", codes[..15].join(", "))
        } else {
            codes.join(", ")
        };
        let finding = format!(
            "{} quartiers : {} ({shown})",
            codes.len(),
            reason.in_words()
        );
        list.add(Level::Info, "Lettre officielle et mesure", finding);
    }
}

/// Communes that enter and leave, against those that the reference text names.
fn movements(list: &mut List, study: &Study) {
    if study.outlines.is_none() {
        let finding =
            "contours de communes non fournis : entrées et sorties non mesurées".to_owned();
        list.add(Level::Info, "Communes", finding);
        return;
    }
    let found = &study.summary.communes;
    for change in found {
        let word = match change.movement {
            crate::diff::Movement::Entre => "entre",
            crate::diff::Movement::Sort => "sort",
        };
        let stated = study.reference.is_some_and(|r| {
            r.movements
                .iter()
                .any(|m| m.insee == change.insee && m.movement == word)
        });
        let known = match study.reference {
            None => "",
            Some(_) if stated => ", comme l'annonce la délibération",
            Some(_) => ", non annoncé par la délibération",
        };
        list.add(
            if stated { Level::Ok } else { Level::Info },
            "Communes entrantes et sortantes",
            format!(
                "{} ({}) {word} : {} ha de {}, {} % de son aire{known}",
                change.name,
                change.insee,
                rounded(change.area_m2 / 1e4),
                change.quartier,
                rounded((change.share * 100.0).round()),
            ),
        );
    }
    let unseen = study
        .reference
        .iter()
        .flat_map(|r| &r.movements)
        .filter(|m| !found.iter().any(|c| c.insee == m.insee));
    for movement in unseen {
        list.add(
            Level::Alerte,
            "Communes entrantes et sortantes",
            format!(
                "{} : annoncé par la délibération, non retrouvé sur le sol",
                movement.name
            ),
        );
    }
}

/// A number as French readers expect it, with at most one decimal.
fn rounded(value: f64) -> String {
    let tenths = (value * 10.0).round() / 10.0 + 0.0;
    Lang::Fr.number(tenths, usize::from(tenths.fract() != 0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_as_french_readers_expect() {
        assert_eq!(rounded(172_024.0), "172\u{202f}024");
        assert_eq!(rounded(11.74), "11,7");
        assert_eq!(rounded(9.0), "9");
    }

    #[test]
    fn alerts_come_before_all_else() {
        assert!(Level::Alerte < Level::Info && Level::Info < Level::Ok);
    }
}
