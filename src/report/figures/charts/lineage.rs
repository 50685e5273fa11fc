//! Filiation: the ground that passed from old to new quartiers where these were merged or split.

use super::super::super::study::Study;
use super::super::words::{Words, sources, territory};
use super::super::{FigureKind, Style};
use super::tall_enough;
use crate::diff::{Evolution, Row};
use crate::perimeter::{Generation, QuartierCode};
use crate::render::charts::{self, Flow, FlowChart, Node, RowLabel};
use crate::render::{Figure, Lang, Page, RenderError};
use std::collections::{BTreeMap, BTreeSet};

/// More old quartiers than this make no figure that can be read.
pub(in crate::report::figures) const MOST_OLD: usize = 40;

/// More than this need a sheet of A3.
const MOST_ON_A4: usize = 15;

/// The links of quartiers that were merged, split or recomposed.
pub(in crate::report::figures) fn reshaped(study: &Study) -> Vec<&Row> {
    use Evolution::{Fusion, Recomposition, Scission};
    let rows = study.diff.rows.iter();
    rows.filter(|r| matches!(r.evolution, Fusion | Scission | Recomposition))
        .collect()
}

pub(in crate::report::figures) fn lineage(
    study: &Study,
    style: &Style,
) -> Result<Option<Figure>, RenderError> {
    let rows = reshaped(study);
    let (old, new) = together(&rows);
    if rows.is_empty() || old.len() > MOST_OLD {
        return Ok(None);
    }
    let lang = style.lang;
    let node = |generation: Generation, code: &QuartierCode| {
        let quartier = study.set(generation).get(code);
        Node {
            label: RowLabel {
                code: code.to_string(),
                name: quartier.map(|q| q.name.clone()).unwrap_or_default(),
            },
            value: quartier.map_or(0.0, |q| q.area_m2() / 1e4),
        }
    };
    let at = |codes: &[QuartierCode], code: Option<QuartierCode>| {
        codes
            .iter()
            .position(|c| Some(*c) == code)
            .unwrap_or_default()
    };
    let flows = rows
        .iter()
        .map(|r| Flow {
            from: at(&old, r.old),
            to: at(&new, r.new),
            value: r.area_common_m2 / 1e4,
        })
        .collect();
    let place = territory(study, style);
    let words = Words {
        title: match lang {
            Lang::Fr => format!(
                "{place} : {} de 2015 {} {} de 2024 par {}",
                lang.counted(old.len(), "quartier", "quartiers"),
                if old.len() > 1 { "deviennent" } else { "devient" },
                lang.counted(new.len(), "quartier", "quartiers"),
                ways(&rows, lang)
            ),
            Lang::En => format!(
                "{place}: {} of 2015 {} {} of 2024 by {}",
                lang.counted(old.len(), "quartier", "quartiers"),
                if old.len() > 1 { "become" } else { "becomes" },
                lang.counted(new.len(), "quartier", "quartiers"),
                ways(&rows, lang)
            ),
        },
        subtitle: lang
            .pick(
                "Sol transmis d'un périmètre à l'autre, en hectares",
                "Ground passed from one perimeter to the other, hectares",
            )
            .to_owned(),
        note: lang
            .pick(
                "Ce qu'aucun flux n'atteint à gauche est du sol sorti des quartiers, à droite du sol qui y entre ou vient d'un quartier simplement modifié.",
                "What no flow reaches on the left is ground that left the quartiers, on the right ground that entered them or came from a quartier that was only modified.",
            )
            .to_owned(),
        sources: sources(study, &[], lang),
    };
    let most = old.len().max(new.len());
    let page = if most <= MOST_ON_A4 {
        tall_enough(most, 16.0)
    } else {
        Page::A3_PORTRAIT
    };
    charts::flows(&FlowChart {
        setting: words.setting(study, FigureKind::Filiation, style, page),
        old_heading: lang
            .pick("Périmètres 2015", "Perimeters of 2015")
            .to_owned(),
        new_heading: lang
            .pick("Périmètres 2024", "Perimeters of 2024")
            .to_owned(),
        old: old.iter().map(|c| node(Generation::Qp2015, c)).collect(),
        new: new.iter().map(|c| node(Generation::Qp2024, c)).collect(),
        flows,
        unit: "ha".to_owned(),
        decimals: 1,
    })
    .map(Some)
}

/// The ways in which they changed, in words: « fusion », « fusion ou scission ».
fn ways(rows: &[&Row], lang: Lang) -> String {
    let named = [
        (Evolution::Fusion, lang.pick("fusion", "merger")),
        (Evolution::Scission, lang.pick("scission", "split")),
        (
            Evolution::Recomposition,
            lang.pick("recomposition", "recomposition"),
        ),
    ];
    let found: Vec<&str> = named
        .into_iter()
        .filter(|(way, _)| rows.iter().any(|r| r.evolution == *way))
        .map(|(_, word)| word)
        .collect();
    found.join(lang.pick(" ou ", " or "))
}

/// Old and new quartiers with those that share ground side by side: groups in the order of their
/// first old code, the new ones of a group where most of their ground comes from.
fn together(rows: &[&Row]) -> (Vec<QuartierCode>, Vec<QuartierCode>) {
    let links: Vec<(QuartierCode, QuartierCode, f64)> = rows
        .iter()
        .filter_map(|r| Some((r.old?, r.new?, r.area_common_m2)))
        .collect();
    // The first old code of the group that each quartier is in, lowered until it stays.
    let mut first: BTreeMap<QuartierCode, QuartierCode> = BTreeMap::new();
    for (old, new, _) in &links {
        first.insert(*old, *old);
        first.insert(*new, *old);
    }
    loop {
        let mut lowered = false;
        for (old, new, _) in &links {
            let least = first[old].min(first[new]);
            lowered |= first.insert(*old, least) != Some(least);
            lowered |= first.insert(*new, least) != Some(least);
        }
        if !lowered {
            break;
        }
    }
    let codes: BTreeSet<QuartierCode> = rows.iter().filter_map(|r| r.old).collect();
    let mut old: Vec<QuartierCode> = codes.into_iter().collect();
    old.sort_by_key(|code| (first.get(code).copied(), *code));
    let place = |code: &QuartierCode| {
        let from = links.iter().filter(|(_, new, _)| new == code);
        let places = from.map(|(from, _, area)| {
            let at = old.iter().position(|c| c == from).unwrap_or_default();
            (at as f64 * area, *area)
        });
        let (weighted, whole) = places.fold((0.0, 0.0), |a, b| (a.0 + b.0, a.1 + b.1));
        weighted / whole
    };
    let codes: BTreeSet<QuartierCode> = rows.iter().filter_map(|r| r.new).collect();
    let mut new: Vec<QuartierCode> = codes.into_iter().collect();
    new.sort_by(|a, b| place(a).total_cmp(&place(b)).then(a.cmp(b)));
    (old, new)
}
