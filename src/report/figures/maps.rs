//! The maps of a study.

use super::super::study::Study;
use super::ground::Ground;
use super::words::{Words, evolution_word, sources, territory, vintage};
use super::{FigureKind, Style};
use crate::diff::{Evolution, PieceKind};
use crate::perimeter::{Generation, Quartier, QuartierCode};
use crate::population::{Figures, total};
use crate::render::map::{
    self, Category, CategoryMap, CountMap, EvolutionMap, MapShape, QuartiersMap, RateMap,
};
use crate::render::palettes::{GENERATION_2015, GENERATION_2024, MODIFIED, RESHAPED, UNCHANGED};
use crate::render::{Figure, Lang, RenderError, Rgb};
use std::collections::BTreeMap;

pub(super) fn quartiers(study: &Study, style: &Style) -> Result<Option<Figure>, RenderError> {
    let Some(ground) = Ground::of(study, style.lang) else {
        return Ok(None);
    };
    let lang = style.lang;
    let (old, new) = (
        ground.shapes(Generation::Qp2015),
        ground.shapes(Generation::Qp2024),
    );
    // Tenths of a km² are noise beside hundreds.
    let decimals = usize::from(study.summary.area_2024_m2 < 1e8);
    let km2 = |m2: f64| lang.number(m2 / 1e6, decimals);
    let (a, b) = (
        km2(study.summary.area_2015_m2),
        km2(study.summary.area_2024_m2),
    );
    let place = territory(study, style);
    let (before, after) = (study.summary.count_2015, study.summary.count_2024);
    let (same, before, after) = (
        before == after,
        lang.number(before as f64, 0),
        lang.number(after as f64, 0),
    );
    let title = match (lang, same) {
        (Lang::Fr, true) => {
            format!("{place} : toujours {after} quartiers prioritaires, sur {b} km² au lieu de {a}")
        }
        (Lang::Fr, false) => {
            format!("{place} : de {before} à {after} quartiers prioritaires, de {a} à {b} km²")
        }
        (Lang::En, true) => {
            format!("{place}: still {after} quartiers prioritaires, on {b} km² instead of {a}")
        }
        (Lang::En, false) => {
            format!("{place}: from {before} to {after} quartiers prioritaires, from {a} to {b} km²")
        }
    };
    let words = Words {
        title,
        subtitle: lang
            .pick(
                "Périmètres des décrets de 2014 (en vigueur 2015-2023) et de 2023 (depuis 2024)",
                "Perimeters of the decrees of 2014 (in force 2015-2023) and 2023 (since 2024)",
            )
            .to_owned(),
        note: if ground.is_crowded() {
            lang.pick(
                "Un point pour chaque quartier trop petit pour être vu à cette échelle.",
                "A dot for each quartier that is too small to be seen at this scale.",
            )
            .to_owned()
        } else {
            String::new()
        },
        sources: sources(study, &[], lang),
    };
    let options = ground.options(FigureKind::Quartiers, style, words);
    let layers = QuartiersMap {
        old: &old,
        new: &new,
        backdrop: ground.backdrop(),
    };
    map::quartiers(&layers, &options).map(Some)
}

/// The figures that a map shows: those of 2024 if there are some, the latest census.
fn latest(study: &Study) -> Option<&Figures> {
    let of = |g| study.figures.iter().rfind(|f| f.generation == g);
    of(Generation::Qp2024).or_else(|| of(Generation::Qp2015))
}

pub(super) fn population(study: &Study, style: &Style) -> Result<Option<Figure>, RenderError> {
    let (Some(ground), Some(figures)) = (Ground::of(study, style.lang), latest(study)) else {
        return Ok(None);
    };
    let lang = style.lang;
    let sum = total(study.set(figures.generation), figures);
    let (inhabitants, count) = (
        lang.number(sum.population, 0),
        lang.number(sum.counted as f64, 0),
    );
    let place = territory(study, style);
    let words = Words {
        title: match lang {
            Lang::Fr => {
                format!("{place} : {inhabitants} habitants dans {count} quartiers prioritaires")
            }
            Lang::En => {
                format!("{place}: {inhabitants} inhabitants in {count} quartiers prioritaires")
            }
        },
        subtitle: format!(
            "{}, {}",
            lang.pick("Population municipale", "Population municipale"),
            vintage(figures, lang)
        ),
        note: String::new(),
        sources: sources(study, &[figures], lang),
    };
    let options = ground.options(FigureKind::Population, style, words);
    let quartiers = ground.measured(figures.generation, |q| figures.get(&q.code));
    let color = match figures.generation {
        Generation::Qp2015 => GENERATION_2015,
        Generation::Qp2024 => GENERATION_2024,
    };
    let layers = CountMap {
        quartiers: &quartiers,
        heading: format!(
            "{} ({})",
            lang.pick("Habitants", "Inhabitants"),
            figures.vintage
        ),
        color,
        points: &[],
        points_label: String::new(),
        backdrop: ground.backdrop(),
    };
    map::symbols(&layers, &options).map(Some)
}

pub(super) fn density(study: &Study, style: &Style) -> Result<Option<Figure>, RenderError> {
    let (Some(ground), Some(figures)) = (Ground::of(study, style.lang), latest(study)) else {
        return Ok(None);
    };
    let lang = style.lang;
    let density = |q: &Quartier| Some(figures.get(&q.code)? / (q.area_m2() / 1e6));
    let quartiers = ground.measured(figures.generation, density);
    let mut values: Vec<f64> = quartiers.iter().filter_map(|q| q.value).collect();
    values.sort_by(f64::total_cmp);
    let Some(median) = values.get(values.len() / 2).copied() else {
        return Ok(None);
    };
    // Three significant digits: the areas and counts behind it bear no more.
    let median = lang.number((median / 100.0).round() * 100.0, 0);
    let place = territory(study, style);
    let words = Words {
        title: match lang {
            Lang::Fr => format!("{place} : un quartier sur deux dépasse {median} habitants au km²"),
            Lang::En => {
                format!("{place}: every other quartier has over {median} inhabitants per km²")
            }
        },
        subtitle: format!(
            "{}, {}",
            lang.pick("Densité de population", "Population density"),
            vintage(figures, lang)
        ),
        note: String::new(),
        sources: sources(study, &[figures], lang),
    };
    let options = ground.options(FigureKind::Densite, style, words);
    let layers = RateMap {
        quartiers: &quartiers,
        heading: lang
            .pick("Habitants au km²", "Inhabitants per km²")
            .to_owned(),
        unit: String::new(),
        decimals: 0,
        method: style.method,
        classes: style.classes,
        backdrop: ground.backdrop(),
    };
    map::choropleth(&layers, &options).map(Some)
}

pub(super) fn evolution(study: &Study, style: &Style) -> Result<Option<Figure>, RenderError> {
    let Some(ground) = Ground::of(study, style.lang) else {
        return Ok(None);
    };
    if ground.is_crowded() {
        return became(&ground, style).map(Some);
    }
    let lang = style.lang;
    // A piece is named by its codes, kept ground by both.
    let ids: Vec<String> = study
        .pieces
        .iter()
        .map(|p| {
            let codes: Vec<String> = [p.old, p.new]
                .into_iter()
                .flatten()
                .map(|c| c.to_string())
                .collect();
            format!("{}-{}", p.kind.as_str(), codes.join("-"))
        })
        .collect();
    let of = |kind| -> Vec<MapShape<'_>> {
        study
            .pieces
            .iter()
            .zip(&ids)
            .filter(|(p, _)| p.kind == kind && !p.shape.0.is_empty())
            .map(|(p, id)| MapShape {
                id,
                label: String::new(),
                polygons: &p.shape,
                part: p.old.or(p.new).map_or(0, |c| ground.part_of(&c)),
            })
            .collect()
    };
    let removed: Vec<String> = study
        .diff
        .rows
        .iter()
        .filter(|r| r.new.is_none())
        .filter_map(|r| r.old)
        .map(|c| c.to_string())
        .collect();
    let mut labels = ground.shapes(Generation::Qp2024);
    labels.extend(
        ground
            .shapes(Generation::Qp2015)
            .into_iter()
            .filter(|s| removed.iter().any(|r| r == s.id)),
    );
    let km2 = |m2: f64| lang.number(m2 / 1e6, 1);
    let s = &study.summary;
    let (kept, gained, lost) = (
        km2(s.area_kept_m2),
        km2(s.area_gained_m2),
        km2(s.area_lost_m2),
    );
    let place = territory(study, style);
    let tolerance = lang.number(study.diff.tolerance.metres, 1);
    let words = Words {
        title: match lang {
            Lang::Fr => format!(
                "{place} : {kept} km² restent prioritaires, {gained} le deviennent, {lost} ne le sont plus"
            ),
            Lang::En => format!(
                "{place}: {kept} km² stay in a quartier, {gained} enter one, {lost} leave one"
            ),
        },
        subtitle: lang
            .pick(
                "Emprises conservées, gagnées et perdues entre les périmètres 2015 et 2024",
                "Ground kept, gained and lost between the perimeters of 2015 and 2024",
            )
            .to_owned(),
        note: match lang {
            Lang::Fr => format!("Liserés de moins de {tolerance} m de large non dessinés."),
            Lang::En => {
                format!("Slivers narrower than {tolerance} m are not drawn.")
            }
        },
        sources: sources(study, &[], lang),
    };
    let options = ground.options(FigureKind::Evolution, style, words);
    let (kept, gained, lost) = (
        of(PieceKind::Conserve),
        of(PieceKind::Gagne),
        of(PieceKind::Perdu),
    );
    if kept.is_empty() && gained.is_empty() && lost.is_empty() {
        return Ok(None);
    }
    let layers = EvolutionMap {
        kept: &kept,
        gained: &gained,
        lost: &lost,
        labels: &labels,
        totals: Some([s.area_kept_m2, s.area_gained_m2, s.area_lost_m2]),
        backdrop: ground.backdrop(),
    };
    map::evolution(&layers, &options).map(Some)
}

/// The evolution of each quartier as a dot, where ground kept, gained and lost would be too small to
/// see.
fn became(ground: &Ground<'_>, style: &Style) -> Result<Figure, RenderError> {
    let (study, lang) = (ground.study, style.lang);
    let mut of: BTreeMap<QuartierCode, Evolution> = BTreeMap::new();
    for row in &study.diff.rows {
        // A quartier that is no more has no new one to stand for it.
        if let Some(code) = row.new.or(row.old) {
            of.insert(code, row.evolution);
        }
    }
    let all: Vec<MapShape<'_>> = [Generation::Qp2024, Generation::Qp2015]
        .into_iter()
        .flat_map(|generation| ground.shapes(generation))
        .collect();
    let groups: [(&[Evolution], &str, Rgb, bool); 5] = [
        (&[Evolution::Inchange], "", UNCHANGED, false),
        (&[Evolution::Modifie], "", MODIFIED, false),
        (
            &[
                Evolution::Fusion,
                Evolution::Scission,
                Evolution::Recomposition,
            ],
            lang.pick(
                "fusionné, scindé ou recomposé",
                "merged, split or recomposed",
            ),
            RESHAPED,
            false,
        ),
        (&[Evolution::Supprime], "", GENERATION_2015, true),
        (&[Evolution::Nouveau], "", GENERATION_2024, false),
    ];
    let categories = groups
        .into_iter()
        .map(|(evolutions, name, color, hollow)| Category {
            name: if name.is_empty() {
                evolution_word(evolutions[0], lang).to_owned()
            } else {
                name.to_owned()
            },
            color,
            hollow,
            quartiers: all
                .iter()
                .filter(|q| {
                    let code = QuartierCode::parse(q.id).ok();
                    let found = code.and_then(|c| of.get(&c));
                    found.is_some_and(|e| evolutions.contains(e))
                })
                .cloned()
                .collect(),
        })
        .filter(|c: &Category<'_>| !c.quartiers.is_empty())
        .collect();
    let (total, new) = (
        study.summary.count_2024,
        study.count_2024(&[Evolution::Nouveau]),
    );
    let same = study.count_2024(&[Evolution::Inchange]);
    let place = territory(study, style);
    let (total, new, same) = (
        lang.number(total as f64, 0),
        lang.number(new as f64, 0),
        lang.number(same as f64, 0),
    );
    let tolerance = lang.number(study.diff.tolerance.metres, 1);
    let words = Words {
        title: match lang {
            Lang::Fr => format!(
                "{place} : sur {total} quartiers de 2024, {same} gardent leur contour et {new} sont nouveaux"
            ),
            Lang::En => format!(
                "{place}: of {total} quartiers of 2024, {same} keep their contour and {new} are new"
            ),
        },
        subtitle: lang
            .pick(
                "Évolution mesurée de chaque quartier, des périmètres 2015 aux périmètres 2024",
                "Measured evolution of each quartier, from the perimeters of 2015 to those of 2024",
            )
            .to_owned(),
        note: match lang {
            Lang::Fr => format!("Un point par quartier. Contours comparés à {tolerance} m près."),
            Lang::En => format!("One dot per quartier. Contours compared to {tolerance} m."),
        },
        sources: sources(study, &[], lang),
    };
    let layers = CategoryMap {
        heading: lang.pick("Évolution", "Evolution").to_owned(),
        categories,
        backdrop: ground.backdrop(),
    };
    map::categories(
        &layers,
        &ground.options(FigureKind::Evolution, style, words),
    )
}
