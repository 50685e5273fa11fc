//! The control list: what was checked, and what a reader should know.

mod perimeters;
mod populations;

use super::page::words::counted;
use super::study::Study;
use crate::render::Lang;

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

/// One line of the control list, in the language of its study.
#[derive(Debug, Clone, PartialEq)]
pub struct Control {
    /// How it ended.
    pub level: Level,
    /// What was checked.
    pub subject: String,
    /// What was found.
    pub finding: String,
}

/// The list as it grows. What is added is said in French and in English; one of them is kept.
struct List {
    lang: Lang,
    found: Vec<Control>,
}

impl List {
    fn add<S: Into<String>, F: Into<String>>(
        &mut self,
        level: Level,
        subject: [S; 2],
        finding: [F; 2],
    ) {
        let [subject_fr, subject_en] = subject.map(Into::into);
        let [finding_fr, finding_en] = finding.map(Into::into);
        self.found.push(Control {
            level,
            subject: self.lang.pick(&subject_fr, &subject_en).to_owned(),
            finding: self.lang.pick(&finding_fr, &finding_en).to_owned(),
        });
    }

    fn check<S: Into<String>, F: Into<String>>(
        &mut self,
        passed: bool,
        subject: [S; 2],
        finding: [F; 2],
    ) {
        let level = if passed { Level::Ok } else { Level::Alerte };
        self.add(level, subject, finding);
    }

    /// `1 contour`, `2 contours` in French and in English.
    fn counted(&self, n: usize, french: [&str; 2], english: [&str; 2]) -> [String; 2] {
        [
            counted(Lang::Fr, n, french[0], french[1]),
            counted(Lang::En, n, english[0], english[1]),
        ]
    }

    /// A number as the readers of the list expect it, with at most one decimal.
    fn number(&self, value: f64) -> String {
        rounded(value, self.lang)
    }
}

/// Goes through all controls; alerts come first.
pub(super) fn controls(study: &Study) -> Vec<Control> {
    let mut list = List {
        lang: study.lang,
        found: Vec::new(),
    };
    if study.is_schematic() {
        list.add(
            Level::Info,
            ["Nature des périmètres", "Nature of the perimeters"],
            [
                "échantillon embarqué : schéma, pas le périmètre officiel",
                "embedded sample: a scheme, not the official perimeter",
            ],
        );
    }
    for set in [&study.diff.old, &study.diff.new] {
        perimeters::reading(&mut list, set);
    }
    perimeters::areas(&mut list, study);
    perimeters::letters(&mut list, study);
    movements(&mut list, study);
    populations::populations(&mut list, study);
    statements(&mut list, study);
    list.found.sort_by_key(|c| c.level);
    list.found
}

/// The numbers of the reference text beside the computed ones.
fn statements(list: &mut List, study: &Study) {
    for comparison in study.comparisons.iter().filter(|c| !c.computed.is_empty()) {
        let statement = &comparison.statement;
        let unit = statement.unit.as_deref().unwrap_or_default();
        let found: Vec<String> = comparison
            .computed
            .iter()
            .map(|(value, definition)| {
                let tenths = tenths(*value);
                let decimals = usize::from(tenths.fract() != 0.0);
                let value = list.lang.with_unit(tenths, decimals, unit);
                format!("{value} ({definition})")
            })
            .collect();
        let found = found.join(", ");
        let decimals = usize::from(statement.stated.fract() != 0.0);
        let stated = list.lang.with_unit(statement.stated, decimals, unit);
        let level = if comparison.agrees() {
            Level::Ok
        } else {
            Level::Info
        };
        list.add(
            level,
            [
                format!("Délibération : {}", statement.label_fr.to_lowercase()),
                format!("Deliberation: {}", statement.label_en.to_lowercase()),
            ],
            [
                format!("annoncé {stated} ; calculé {found}"),
                format!("stated {stated}; computed {found}"),
            ],
        );
    }
}

/// Communes that enter and leave, against those that the reference text names.
fn movements(list: &mut List, study: &Study) {
    if study.outlines.is_none() {
        list.add(
            Level::Info,
            ["Communes", "Communes"],
            [
                "contours de communes non fournis : entrées et sorties non mesurées",
                "no outlines of communes given: entering and leaving not measured",
            ],
        );
        return;
    }
    let subject = [
        "Communes entrantes et sortantes",
        "Communes that enter and leave",
    ];
    if let Some(outside) = study.outside_outlines().filter(|n| *n > 0) {
        let [fr, en] = list.counted(
            outside,
            ["quartier", "quartiers"],
            ["quartier lies", "quartiers lie"],
        );
        list.add(
            Level::Info,
            subject,
            [
                format!("{fr} hors des contours de communes fournis : non mesurées pour eux"),
                format!("{en} in none of the outlines of communes given: not measured for them"),
            ],
        );
    }
    let found = &study.summary.communes;
    for change in found {
        let (word, english) = match change.movement {
            crate::diff::Movement::Entre => ("entre", "enters"),
            crate::diff::Movement::Sort => ("sort", "leaves"),
        };
        let stated = study.reference.is_some_and(|r| {
            r.movements
                .iter()
                .any(|m| m.insee == change.insee && m.movement == word)
        });
        let known = match study.reference {
            None => ["", ""],
            Some(_) if stated => [
                ", comme l'annonce la délibération",
                ", as the deliberation states",
            ],
            Some(_) => [
                ", non annoncé par la délibération",
                ", not stated by the deliberation",
            ],
        };
        let commune = format!("{} ({})", change.name, change.insee);
        let hectares = list.number(change.area_m2 / 1e4);
        let share = list.number((change.share * 100.0).round());
        let quartier = change.quartier;
        list.add(
            if stated { Level::Ok } else { Level::Info },
            subject,
            [
                format!(
                    "{commune} {word} : {hectares} ha de {quartier}, {share} % de son aire{}",
                    known[0]
                ),
                format!(
                    "{commune} {english}: {hectares} ha of {quartier}, {share}% of its area{}",
                    known[1]
                ),
            ],
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
            subject,
            [
                format!(
                    "{} : annoncé par la délibération, non retrouvé sur le sol",
                    movement.name
                ),
                format!(
                    "{}: stated by the deliberation, not found on the ground",
                    movement.name
                ),
            ],
        );
    }
}

/// A number to one decimal, and never -0.
fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0 + 0.0
}

/// A number as the readers of a language expect it, with at most one decimal.
fn rounded(value: f64, lang: Lang) -> String {
    let tenths = tenths(value);
    lang.number(tenths, usize::from(tenths.fract() != 0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_as_french_readers_expect() {
        assert_eq!(rounded(172_024.0, Lang::Fr), "172\u{202f}024");
        assert_eq!(rounded(11.74, Lang::Fr), "11,7");
        assert_eq!(rounded(9.0, Lang::En), "9");
    }

    #[test]
    fn alerts_come_before_all_else() {
        assert!(Level::Alerte < Level::Info && Level::Info < Level::Ok);
    }
}
