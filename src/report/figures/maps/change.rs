//! What became of the quartiers: the ground kept, gained and lost, or each quartier as a dot.

use super::super::super::study::Study;
use super::super::findings;
use super::super::ground::Ground;
use super::super::words::{Words, evolution_word, sources, territory};
use super::super::{FigureKind, Style};
use crate::diff::{Evolution, PieceKind};
use crate::perimeter::{Generation, QuartierCode};
use crate::render::map::{self, Category, CategoryMap, EvolutionMap, MapShape};
use crate::render::palettes::{GENERATION_2015, GENERATION_2024, MODIFIED, RESHAPED, UNCHANGED};
use crate::render::{Figure, Lang, RenderError, Rgb};
use std::collections::BTreeMap;

pub(in crate::report::figures) fn evolution(
    study: &Study,
    style: &Style,
) -> Result<Option<Figure>, RenderError> {
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
    let s = &study.summary;
    let place = territory(study, style);
    let tolerance = lang.number(study.diff.tolerance.metres, 1);
    let (kept, gained, lost) = (
        of(PieceKind::Conserve),
        of(PieceKind::Gagne),
        of(PieceKind::Perdu),
    );
    if kept.is_empty() && gained.is_empty() && lost.is_empty() {
        return Ok(None);
    }
    // Slivers that are not drawn are not told either.
    let drawn = [
        (&kept, s.area_kept_m2),
        (&gained, s.area_gained_m2),
        (&lost, s.area_lost_m2),
    ]
    .map(|(pieces, area)| if pieces.is_empty() { 0.0 } else { area });
    let words = Words {
        title: findings::kept_gained_lost(&place, drawn, lang),
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
    let tolerance = lang.number(study.diff.tolerance.metres, 1);
    let words = Words {
        title: findings::kept_contours(&place, (total, same, new), lang),
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
