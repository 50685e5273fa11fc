//! What changed: numbers of quartiers by evolution, and their areas.

use super::super::super::study::Study;
use super::super::findings;
use super::super::words::{Words, evolution_word, sources, territory};
use super::super::{FigureKind, Style};
use super::contracts::{BARS, Contracts, names};
use super::{measured, perimeters, tall_enough};
use crate::diff::Evolution;
use crate::perimeter::Generation;
use crate::render::charts::{self, BarChart, Order, RowLabel, Series};
use crate::render::{Figure, Lang, RenderError};

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
        title: findings::changed_contours(&place, (total, changed, new), lang),
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
        series: Generation::ALL
            .map(|g| measured(g, counts(g), lang))
            .to_vec(),
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
    let names = names(study);
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
    let values: Vec<Vec<Option<f64>>> = Generation::ALL.map(areas).to_vec();
    let contracts = Contracts::of(&names, &values, BARS, lang);
    let grounds = Generation::ALL.map(|g| perimeters(g, lang));
    let left_out = contracts.left_out(&grounds, 1, "km²", lang);
    let place = territory(study, style);
    let words = Words {
        title: findings::areas(
            &place,
            [study.summary.area_2015_m2, study.summary.area_2024_m2],
            lang,
        ),
        subtitle: format!(
            "{}{}",
            lang.pick(
                "Aire des quartiers par contrat de ville, en km²",
                "Area of the quartiers by contrat de ville, km²",
            ),
            contracts.which(lang)
        ),
        note: left_out,
        sources: sources(study, &[], lang),
    };
    charts::bars(&BarChart {
        setting: words.setting(
            study,
            FigureKind::Aires,
            style,
            tall_enough(contracts.rows.len(), 11.0),
        ),
        series: Generation::ALL
            .into_iter()
            .zip(contracts.values)
            .map(|(g, values)| none_in_words(measured(g, values, lang), lang))
            .collect(),
        rows: contracts.rows,
        order: Order::Given,
        decimals: 2,
        unit: "km²".to_owned(),
    })
    .map(Some)
}

/// A contrat de ville without a quartier has no area; it says so in place of a bar.
fn none_in_words(mut series: Series, lang: Lang) -> Series {
    for (row, value) in series.values.iter_mut().enumerate() {
        if *value == Some(0.0) {
            *value = None;
            let word = lang.pick("aucun quartier", "no quartier");
            series.instead.insert(row, word.to_owned());
        }
    }
    series
}
