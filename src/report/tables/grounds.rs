//! What the results rest on: repairs, controls, the reference text, sources.

use super::columns::{frame, real, text};
use crate::report::Study;
use crate::report::sources::{SourceLine, sources};
use polars::prelude::DataFrame;

pub(super) fn repairs_table(study: &Study) -> DataFrame {
    let all = || study.diff.old.repairs.iter().chain(&study.diff.new.repairs);
    frame(vec![
        text("code_qp", all().map(|r| Some(r.code.to_string()))),
        text("defaut", all().map(|r| Some(r.problem.in_french()))),
        real("aire_avant_m2", 1, all().map(|r| Some(r.area_before_m2))),
        real("aire_apres_m2", 1, all().map(|r| Some(r.area_after_m2))),
    ])
}

pub(super) fn reference_table(study: &Study) -> DataFrame {
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

pub(super) fn controls_table(study: &Study) -> DataFrame {
    let each = || study.controls.iter();
    frame(vec![
        text("niveau", each().map(|c| Some(c.level.as_str()))),
        text("controle", each().map(|c| Some(c.subject.clone()))),
        text("constat", each().map(|c| Some(c.finding.clone()))),
    ])
}

pub(super) fn sources_table(study: &Study) -> DataFrame {
    let all = sources(study, study.lang);
    let column = |name, of: fn(&SourceLine) -> &String| {
        let said = |line| Some(of(line)).filter(|text| !text.is_empty());
        text(name, all.iter().map(said))
    };
    frame(vec![
        column("objet", |line| &line.what),
        column("source", |line| &line.file),
        column("producteur", |line| &line.producer),
        column("licence", |line| &line.licence),
        column("millesime", |line| &line.vintage),
        column("page", |line| &line.page),
        column("remarque", |line| &line.note),
    ])
}
