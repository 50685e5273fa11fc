//! The charts of a study.

use super::super::study::Study;
use super::words::{Words, sources, territory, vintage};
use super::{FigureKind, Style};
use crate::diff::Evolution;
use crate::perimeter::{Generation, QuartierCode};
use crate::population::{Figures, totals_by};
use crate::render::charts::{self, BarChart, Flow, FlowChart, Node, Order, RowLabel, Series};
use crate::render::palettes::{GENERATION_2015, GENERATION_2015_EARLIER, GENERATION_2024};
use crate::render::{Figure, Lang, Page, RenderError, Rgb};
use std::collections::BTreeSet;

/// Said wherever populations of both generations stand side by side.
fn not_growth(study: &Study, lang: Lang) -> String {
    let both = Generation::ALL
        .into_iter()
        .all(|g| study.figures.iter().any(|f| f.generation == g));
    if !both {
        return String::new();
    }
    lang.pick(
        "Les périmètres 2015 et 2024 ne couvrent pas le même sol : l'écart entre eux n'est pas une croissance.",
        "The perimeters of 2015 and 2024 cover different ground: the difference is not growth.",
    )
    .to_owned()
}

/// Colour of a series: one per generation, lighter for an earlier census of the same one.
fn color_of(study: &Study, figures: &Figures) -> Rgb {
    let later = study
        .figures
        .iter()
        .any(|f| f.generation == figures.generation && f.vintage > figures.vintage);
    match (figures.generation, later) {
        (Generation::Qp2015, false) => GENERATION_2015,
        (Generation::Qp2015, true) => GENERATION_2015_EARLIER,
        (Generation::Qp2024, _) => GENERATION_2024,
    }
}

fn contracts(study: &Study) -> Vec<String> {
    let names: BTreeSet<&str> = Generation::ALL
        .into_iter()
        .flat_map(|g| study.contracts(g))
        .collect();
    names.into_iter().map(str::to_owned).collect()
}

/// A page as wide as a text column, of the height that rows need, in millimetres.
fn tall_enough(rows: usize, row_mm: f64) -> Page {
    Page::new(210.0, (52.0 + rows as f64 * row_mm).clamp(80.0, 1_400.0))
}

pub(super) fn population_by_contract(
    study: &Study,
    style: &Style,
) -> Result<Option<Figure>, RenderError> {
    let names = contracts(study);
    if study.figures.is_empty() || names.is_empty() {
        return Ok(None);
    }
    let lang = style.lang;
    let series: Vec<Series> = study
        .figures
        .iter()
        .map(|f| {
            let sums = totals_by(study.set(f.generation), f, |c| {
                study.placement.contract(c).to_owned()
            });
            Series {
                name: vintage(f, lang),
                color: color_of(study, f),
                values: names
                    .iter()
                    .map(|n| sums.get(n).and_then(|t| t.known()))
                    .collect(),
            }
        })
        .collect();
    let top = largest(&names, series.last());
    let place = territory(study);
    let title = match (lang, top) {
        (Lang::Fr, Some((name, share))) => format!(
            "{place} : {name} réunit {} des habitants des quartiers",
            lang.percent(share, 0)
        ),
        (Lang::En, Some((name, share))) => format!(
            "{place}: {name} holds {} of the inhabitants of the quartiers",
            lang.percent(share, 0)
        ),
        _ => place,
    };
    let figures: Vec<&Figures> = study.figures.iter().collect();
    let words = Words {
        title,
        subtitle: lang
            .pick(
                "Population municipale par contrat de ville",
                "Population municipale by contrat de ville",
            )
            .to_owned(),
        note: not_growth(study, lang),
        sources: sources(study, &figures, lang),
    };
    let page = tall_enough(names.len(), 4.5 * series.len() as f64 + 2.5);
    charts::bars(&BarChart {
        setting: words.setting(study, FigureKind::PopulationContrats, style, page),
        rows: names.into_iter().map(RowLabel::name).collect(),
        series,
        order: Order::Descending,
        decimals: 0,
        unit: String::new(),
    })
    .map(Some)
}

/// The row with the largest value of a series, and its share of the whole in per cent.
fn largest<'a>(names: &'a [String], series: Option<&Series>) -> Option<(&'a str, f64)> {
    let values = &series?.values;
    let whole: f64 = values.iter().flatten().sum();
    let (name, value) = names
        .iter()
        .zip(values)
        .filter_map(|(n, v)| Some((n, (*v)?)))
        .max_by(|a, b| a.1.total_cmp(&b.1))?;
    (whole > 0.0).then_some((name.as_str(), 100.0 * value / whole))
}

pub(super) fn population_by_quartier(
    study: &Study,
    style: &Style,
) -> Result<Option<Figure>, RenderError> {
    if study.figures.is_empty() {
        return Ok(None);
    }
    let lang = style.lang;
    // One row per link, as names and codes do not carry over: the old figures stand beside the
    // new ones of the quartier that keeps the ground. A merger or split shows each on its own.
    let mut rows: Vec<(Option<QuartierCode>, Option<QuartierCode>)> = Vec::new();
    for row in &study.diff.rows {
        match row.evolution {
            Evolution::Inchange | Evolution::Modifie => rows.push((row.old, row.new)),
            _ => {
                for code in [(row.old, None), (None, row.new)] {
                    if code != (None, None) && !rows.contains(&code) {
                        rows.push(code);
                    }
                }
            }
        }
    }
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
        })
        .collect();
    let mut known: Vec<f64> = series
        .last()
        .map(|s| s.values.iter().flatten().copied().collect())
        .unwrap_or_default();
    known.sort_by(f64::total_cmp);
    let (Some(low), Some(high)) = (known.first(), known.last()) else {
        return Ok(None);
    };
    let (low, high) = (lang.number(*low, 0), lang.number(*high, 0));
    let place = territory(study);
    let figures: Vec<&Figures> = study.figures.iter().collect();
    let words = Words {
        title: match lang {
            Lang::Fr => format!("{place} : de {low} à {high} habitants par quartier"),
            Lang::En => format!("{place}: from {low} to {high} inhabitants per quartier"),
        },
        subtitle: lang
            .pick(
                "Population municipale par quartier",
                "Population municipale by quartier",
            )
            .to_owned(),
        note: not_growth(study, lang),
        sources: sources(study, &figures, lang),
    };
    let page = if rows.len() <= 160 {
        Page::A4_PORTRAIT
    } else {
        tall_enough(rows.len() / 3, 5.0)
    };
    charts::dots(&BarChart {
        setting: words.setting(study, FigureKind::PopulationQuartiers, style, page),
        rows: rows.iter().map(label).collect(),
        series,
        order: Order::Descending,
        decimals: 0,
        unit: String::new(),
    })
    .map(Some)
}

/// An evolution in words.
fn evolution_word(evolution: Evolution, lang: Lang) -> &'static str {
    match evolution {
        Evolution::Inchange => lang.pick("inchangé", "unchanged"),
        Evolution::Modifie => lang.pick("modifié", "modified"),
        Evolution::Fusion => lang.pick("fusionné", "merged"),
        Evolution::Scission => lang.pick("scindé", "split"),
        Evolution::Recomposition => lang.pick("recomposé", "recomposed"),
        Evolution::Nouveau => lang.pick("nouveau", "new"),
        Evolution::Supprime => lang.pick("supprimé", "removed"),
    }
}

pub(super) fn evolution(study: &Study, style: &Style) -> Result<Option<Figure>, RenderError> {
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
    let place = territory(study);
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
                values: counts(Generation::Qp2015),
            },
            Series {
                name: name(2024),
                color: GENERATION_2024,
                values: counts(Generation::Qp2024),
            },
        ],
        order: Order::Given,
        decimals: 0,
        unit: String::new(),
    })
    .map(Some)
}

pub(super) fn areas(study: &Study, style: &Style) -> Result<Option<Figure>, RenderError> {
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
    let place = territory(study);
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
                values: areas(Generation::Qp2015),
            },
            Series {
                name: name(2024),
                color: GENERATION_2024,
                values: areas(Generation::Qp2024),
            },
        ],
        order: Order::Descending,
        decimals: 2,
        unit: "km²".to_owned(),
    })
    .map(Some)
}

pub(super) fn lineage(study: &Study, style: &Style) -> Result<Option<Figure>, RenderError> {
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
    let place = territory(study);
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
