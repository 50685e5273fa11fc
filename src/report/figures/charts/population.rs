//! Populations by contrat de ville and by quartier, every census on its own perimeter.

use super::super::super::study::Study;
use super::super::findings;
use super::super::words::{Words, sources, territory, vintage};
use super::super::{FigureKind, Style};
use super::contracts::{BARS, Contracts, names};
use super::{by_quartier, color_of, not_growth, on_paper, pairs, tall_enough};
use crate::perimeter::{Generation, QuartierCode};
use crate::population::{Figures, total, totals_by};
use crate::render::charts::{self, BarChart, Order, RowLabel, Series};
use crate::render::{Figure, Lang, RenderError};
use std::collections::BTreeMap;

pub(in crate::report::figures) fn population_by_contract(
    study: &Study,
    style: &Style,
) -> Result<Option<Figure>, RenderError> {
    let names = names(study);
    if study.figures.is_empty() || names.is_empty() {
        return Ok(None);
    }
    let lang = style.lang;
    let values: Vec<Vec<Option<f64>>> = study
        .figures
        .iter()
        .map(|f| {
            let sums = totals_by(study.set(f.generation), f, |c| {
                study.placement.contract(c).to_owned()
            });
            let known = names.iter().map(|n| sums.get(n).and_then(|t| t.known()));
            known.collect()
        })
        .collect();
    if values.iter().flatten().all(Option::is_none) {
        return Ok(None);
    }
    let contracts = Contracts::of(&names, &values, BARS, lang);
    let top = largest(&contracts);
    let labels: Vec<String> = study.figures.iter().map(|f| vintage(f, lang)).collect();
    let left_out = contracts.left_out(&labels, 0, "", lang);
    let which = contracts.which(lang);
    let series: Vec<Series> = study
        .figures
        .iter()
        .zip(contracts.values)
        .map(|(f, values)| {
            // A contrat de ville that has no quartier there has no population that is not known.
            let held = study.contracts(f.generation);
            let empty = contracts.places.iter().enumerate();
            let empty = empty.filter(|(_, name)| !held.contains(names[**name].as_str()));
            let word = lang.pick("aucun quartier", "no quartier");
            Series {
                name: vintage(f, lang),
                color: color_of(study, f),
                ground: f.generation.year(),
                values,
                instead: empty.map(|(row, _)| (row, word.to_owned())).collect(),
            }
        })
        .collect();
    let place = territory(study, style);
    let title = match (lang, top) {
        (Lang::Fr, Some((name, share))) => format!(
            "{place} : {name} réunit {} des habitants des quartiers",
            lang.percent(share, 0)
        ),
        (Lang::En, Some((name, share))) => format!(
            "{place}: {name} holds {} of the inhabitants of the quartiers",
            lang.percent(share, 0)
        ),
        (_, None) => whole_of(study, &place, lang),
    };
    let figures: Vec<&Figures> = study.figures.iter().collect();
    let words = Words {
        title,
        subtitle: format!(
            "{}{}",
            lang.pick(
                "Population municipale par contrat de ville",
                "Population municipale by contrat de ville",
            ),
            which
        ),
        note: [not_growth(study, lang), left_out]
            .join(" ")
            .trim()
            .to_owned(),
        sources: sources(study, &figures, lang),
    };
    let page = tall_enough(contracts.rows.len(), 4.5 * series.len() as f64 + 2.5);
    charts::bars(&BarChart {
        setting: words.setting(study, FigureKind::PopulationContrats, style, page),
        rows: contracts.rows,
        series,
        order: Order::Given,
        decimals: 0,
        unit: String::new(),
    })
    .map(Some)
}

/// « Paris : 122 420 habitants dans les quartiers (RP 2020, périmètres 2024) ».
fn whole_of(study: &Study, place: &str, lang: Lang) -> String {
    let latest = study.figures.last();
    let sum = latest.and_then(|f| total(study.set(f.generation), f).known());
    let (Some(figures), Some(sum)) = (latest, sum) else {
        return place.to_owned();
    };
    let (people, when) = (findings::people(sum, lang), vintage(figures, lang));
    let one = study.set(figures.generation).quartiers.len() == 1;
    match (lang, one) {
        (Lang::Fr, true) => format!("{place} : {people} dans le quartier ({when})"),
        (Lang::Fr, false) => format!("{place} : {people} dans les quartiers ({when})"),
        (Lang::En, true) => format!("{place}: {people} in the quartier ({when})"),
        (Lang::En, false) => format!("{place}: {people} in the quartiers ({when})"),
    }
}

/// The largest contrat de ville by the last series, and its share of the whole in per cent; `None`
/// where there is but one row.
fn largest(contracts: &Contracts) -> Option<(String, f64)> {
    let values = contracts.values.last()?;
    let others = contracts
        .others
        .as_ref()
        .and_then(|(_, sums)| *sums.last()?);
    let whole: f64 = values.iter().flatten().sum::<f64>() + others.unwrap_or_default();
    let (first, value) = (contracts.rows.first()?, (*values.first()?)?);
    let share = 100.0 * value / whole;
    (whole > 0.0 && contracts.rows.len() > 1).then(|| (first.name.clone(), share))
}

pub(in crate::report::figures) fn population_by_quartier(
    study: &Study,
    style: &Style,
) -> Result<Option<Figure>, RenderError> {
    if study.figures.is_empty() {
        return Ok(None);
    }
    let lang = style.lang;
    let rows = pairs(study);
    let label = |(old, new): &(Option<QuartierCode>, Option<QuartierCode>)| {
        let quartier = new
            .and_then(|c| study.diff.new.get(&c))
            .or_else(|| old.and_then(|c| study.diff.old.get(&c)));
        quartier.map_or_else(RowLabel::default, |q| RowLabel {
            code: q.code.to_string(),
            name: q.name.clone(),
        })
    };
    let series: Vec<Series> = study
        .figures
        .iter()
        .map(|f| Series {
            name: vintage(f, lang),
            color: color_of(study, f),
            ground: f.generation.year(),
            values: rows
                .iter()
                .map(|(old, new)| {
                    let code = if f.generation == Generation::Qp2015 {
                        old
                    } else {
                        new
                    };
                    code.and_then(|c| f.get(&c))
                })
                .collect(),
            instead: BTreeMap::new(),
        })
        .collect();
    let mut known: Vec<f64> = series
        .last()
        .map(|s| s.values.iter().flatten().copied().collect())
        .unwrap_or_default();
    known.sort_by(f64::total_cmp);
    let place = territory(study, style);
    let Some(title) = findings::inhabitants_each(&place, &known, lang) else {
        return Ok(None);
    };
    let figures: Vec<&Figures> = study.figures.iter().collect();
    let words = Words {
        title,
        subtitle: lang
            .pick(
                "Population municipale par quartier",
                "Population municipale by quartier",
            )
            .to_owned(),
        note: not_growth(study, lang),
        sources: sources(study, &figures, lang),
    };
    let chart = |page| BarChart {
        setting: words
            .clone()
            .setting(study, FigureKind::PopulationQuartiers, style, page),
        rows: rows.iter().map(label).collect(),
        series: series.clone(),
        order: Order::Descending,
        decimals: 0,
        unit: String::new(),
    };
    match on_paper(style, by_quartier(rows.len()), |page| {
        charts::dots(&chart(page))
    }) {
        // Of the whole country there is no such page; a page asked for is told what it lacks.
        Err(RenderError::TooManyRows { .. }) if style.page.is_none() => Ok(None),
        drawn => drawn.map(Some),
    }
}
