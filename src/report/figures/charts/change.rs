//! What changed: numbers of quartiers by evolution, areas, ground passed from old to new quartiers.

use super::super::super::study::Study;
use super::super::words::{Words, evolution_word, sources, territory};
use super::super::{FigureKind, Style};
use super::{contracts, tall_enough};
use crate::diff::Evolution;
use crate::perimeter::{Generation, QuartierCode};
use crate::render::charts::{self, BarChart, Flow, FlowChart, Node, Order, RowLabel, Series};
use crate::render::palettes::{GENERATION_2015, GENERATION_2024};
use crate::render::{Figure, Lang, RenderError};
use std::collections::BTreeSet;

pub(in crate::report::figures) fn evolution(
    study: &Study,
    style: &Style,
) -> Result<Option<Figure>, RenderError> {
    if study.diff.rows.is_empty() {
        return Ok(None);
    }
    let lang = style.lang;
    let shown: Vec<Evolution> = Evolution::ALL
        .into_iter()
        .filter(|e| {
            let count = study.summary.evolutions[e.as_str()];
            count.quartiers_2015 + count.quartiers_2024 > 0
        })
        .collect();
    let counts = |generation: Generation| -> Vec<Option<f64>> {
        shown
            .iter()
            .map(|e| {
                let count = study.summary.evolutions[e.as_str()];
                let value = match generation {
                    Generation::Qp2015 => count.quartiers_2015,
                    Generation::Qp2024 => count.quartiers_2024,
                };
                Some(value as f64)
            })
            .collect()
    };
    let changed = study.count_2024(&[
        Evolution::Modifie,
        Evolution::Fusion,
        Evolution::Scission,
        Evolution::Recomposition,
    ]);
    let (total, new) = (
        study.summary.count_2024,
        study.count_2024(&[Evolution::Nouveau]),
    );
    let place = territory(study, style);
    let tolerance = lang.number(study.diff.tolerance.metres, 1);
    let words = Words {
        title: match lang {
            Lang::Fr => format!(
                "{place} : {changed} quartiers sur {total} ont changé de contour, {new} {}",
                if new > 1 {
                    "sont nouveaux"
                } else {
                    "est nouveau"
                }
            ),
            Lang::En => {
                format!("{place}: {changed} of {total} quartiers changed their contour, {new} new")
            }
        },
        subtitle: lang
            .pick(
                "Nombre de quartiers selon leur évolution mesurée",
                "Number of quartiers by measured evolution",
            )
            .to_owned(),
        note: match lang {
            Lang::Fr => format!(
                "Un contour est inchangé quand ses limites restent à moins de {tolerance} m sur neuf dixièmes de leur longueur et que 2 % du sol au plus a bougé davantage."
            ),
            Lang::En => format!(
                "A contour is unchanged when nine tenths of its limits stay within {tolerance} m and at most 2 % of the ground moved by more."
            ),
        },
        sources: sources(study, &[], lang),
    };
    let name = |year| match lang {
        Lang::Fr => format!("périmètres {year}"),
        Lang::En => format!("perimeters of {year}"),
    };
    charts::bars(&BarChart {
        setting: words.setting(
            study,
            FigureKind::EvolutionNombre,
            style,
            tall_enough(shown.len(), 12.0),
        ),
        rows: shown
            .iter()
            .map(|e| RowLabel::name(evolution_word(*e, lang)))
            .collect(),
        series: vec![
            Series {
                name: name(2015),
                color: GENERATION_2015,
                ground: 2015,
                values: counts(Generation::Qp2015),
            },
            Series {
                name: name(2024),
                color: GENERATION_2024,
                ground: 2024,
                values: counts(Generation::Qp2024),
            },
        ],
        order: Order::Given,
        decimals: 0,
        unit: String::new(),
    })
    .map(Some)
}

pub(in crate::report::figures) fn areas(
    study: &Study,
    style: &Style,
) -> Result<Option<Figure>, RenderError> {
    let names = contracts(study);
    if names.is_empty() {
        return Ok(None);
    }
    let lang = style.lang;
    let areas = |generation: Generation| -> Vec<Option<f64>> {
        names
            .iter()
            .map(|name| {
                let quartiers = &study.set(generation).quartiers;
                let here = quartiers
                    .iter()
                    .filter(|q| study.placement.contract(&q.code) == name);
                Some(here.map(|q| q.area_m2() / 1e6).sum())
            })
            .collect()
    };
    let km2 = |m2: f64| lang.number(m2 / 1e6, 1);
    let (old, new) = (
        km2(study.summary.area_2015_m2),
        km2(study.summary.area_2024_m2),
    );
    let place = territory(study, style);
    let words = Words {
        title: match lang {
            Lang::Fr => format!("{place} : l'aire des quartiers passe de {old} à {new} km²"),
            Lang::En => format!("{place}: the area of the quartiers goes from {old} to {new} km²"),
        },
        subtitle: lang
            .pick(
                "Aire des quartiers par contrat de ville, en km²",
                "Area of the quartiers by contrat de ville, km²",
            )
            .to_owned(),
        note: String::new(),
        sources: sources(study, &[], lang),
    };
    let name = |year| match lang {
        Lang::Fr => format!("périmètres {year}"),
        Lang::En => format!("perimeters of {year}"),
    };
    charts::bars(&BarChart {
        setting: words.setting(
            study,
            FigureKind::Aires,
            style,
            tall_enough(names.len(), 11.0),
        ),
        rows: names.iter().map(RowLabel::name).collect(),
        series: vec![
            Series {
                name: name(2015),
                color: GENERATION_2015,
                ground: 2015,
                values: areas(Generation::Qp2015),
            },
            Series {
                name: name(2024),
                color: GENERATION_2024,
                ground: 2024,
                values: areas(Generation::Qp2024),
            },
        ],
        order: Order::Descending,
        decimals: 2,
        unit: "km²".to_owned(),
    })
    .map(Some)
}

pub(in crate::report::figures) fn lineage(
    study: &Study,
    style: &Style,
) -> Result<Option<Figure>, RenderError> {
    use Evolution::{Fusion, Recomposition, Scission};
    let rows: Vec<_> = study
        .diff
        .rows
        .iter()
        .filter(|r| matches!(r.evolution, Fusion | Scission | Recomposition))
        .collect();
    // More than a page can show is no figure but a table, which the report has.
    let old: BTreeSet<QuartierCode> = rows.iter().filter_map(|r| r.old).collect();
    let new: BTreeSet<QuartierCode> = rows.iter().filter_map(|r| r.new).collect();
    if rows.is_empty() || old.len() > 40 {
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
    let at = |codes: &BTreeSet<QuartierCode>, code: Option<QuartierCode>| {
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
                "{place} : {} quartiers de 2015 deviennent {} quartiers de 2024 par fusion ou scission",
                old.len(),
                new.len()
            ),
            Lang::En => format!(
                "{place}: {} quartiers of 2015 become {} of 2024 by merger or split",
                old.len(),
                new.len()
            ),
        },
        subtitle: lang
            .pick(
                "Sol transmis d'un périmètre à l'autre, en hectares",
                "Ground passed from one perimeter to the other, hectares",
            )
            .to_owned(),
        note: String::new(),
        sources: sources(study, &[], lang),
    };
    charts::flows(&FlowChart {
        setting: words.setting(
            study,
            FigureKind::Filiation,
            style,
            tall_enough(old.len().max(new.len()), 16.0),
        ),
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
