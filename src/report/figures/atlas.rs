//! The atlas: one page for each quartier, with what became of it and its figures.

use super::super::study::Study;
use super::ground::Ground;
use super::words::{Words, evolution_word, sources, vintage};
use super::{FigureKind, Style};
use crate::diff::{Evolution, PieceKind};
use crate::epci::departement_name;
use crate::perimeter::{Generation, Quartier, QuartierCode};
use crate::population::Figures;
use crate::render::map::{self, Backdrop, EvolutionMap, MapOptions, MapShape};
use crate::render::{Figure, Lang, Page, RenderError};
use geo::{BoundingRect, Intersects, Rect};
use rayon::prelude::*;
use std::collections::BTreeSet;

/// A page shows at least this much ground, metres.
const LEAST_GROUND: f64 = 1_200.0;

/// One page per quartier of 2024, then one per quartier of 2015 that is no more, by code.
///
/// # Errors
/// As the maps.
pub fn atlas(study: &Study, style: &Style) -> Result<Vec<Figure>, RenderError> {
    let Some(ground) = Ground::of(study, style.lang) else {
        return Ok(Vec::new());
    };
    let removed: BTreeSet<QuartierCode> = study
        .diff
        .rows
        .iter()
        .filter(|r| r.new.is_none())
        .filter_map(|r| r.old)
        .collect();
    let old = study.diff.old.quartiers.iter();
    let pages: Vec<&Quartier> = study
        .diff
        .new
        .quartiers
        .iter()
        .chain(old.filter(|q| removed.contains(&q.code)))
        .collect();
    pages
        .into_par_iter()
        .map(|quartier| page(&ground, quartier, style))
        .collect()
}

fn page(ground: &Ground<'_>, quartier: &Quartier, style: &Style) -> Result<Figure, RenderError> {
    let (study, lang) = (ground.study, style.lang);
    let code = quartier.code;
    let rows: Vec<_> = study
        .diff
        .rows
        .iter()
        .filter(|r| r.old == Some(code) || r.new == Some(code))
        .collect();
    let linked: BTreeSet<QuartierCode> = rows
        .iter()
        .flat_map(|r| [r.old, r.new])
        .flatten()
        .chain([code])
        .collect();
    let part = ground.part_of(&code);
    let Some(window) = window(study, &linked) else {
        return Err(RenderError::NothingToDraw {
            figure: code.to_string(),
        });
    };
    // The page is wider than the window.
    let around = grown(window, 2.0);
    let seen = |bounds: Option<Rect>| bounds.is_some_and(|b| b.intersects(&around));
    let pieces: Vec<(String, PieceKind, MapShape<'_>)> = study
        .pieces
        .iter()
        .filter(|p| [p.old, p.new].iter().flatten().any(|c| linked.contains(c)))
        .filter(|p| !p.shape.0.is_empty())
        .enumerate()
        .map(|(n, p)| {
            let shape = MapShape {
                id: "",
                label: String::new(),
                polygons: &p.shape,
                part: 0,
            };
            (format!("{}-{n}", p.kind.as_str()), p.kind, shape)
        })
        .collect();
    let of = |kind: PieceKind| -> Vec<MapShape<'_>> {
        pieces
            .iter()
            .filter(|(_, k, _)| *k == kind)
            .map(|(id, _, shape)| MapShape {
                id,
                ..shape.clone()
            })
            .collect()
    };
    let is_linked = |shape: &MapShape<'_>| {
        let code = QuartierCode::parse(shape.id).ok();
        code.is_some_and(|c| linked.contains(&c))
    };
    let gone = ground
        .shapes(Generation::Qp2015)
        .into_iter()
        .filter(|_| quartier.code.generation() == Generation::Qp2015);
    let labels: Vec<MapShape<'_>> = ground
        .shapes(Generation::Qp2024)
        .into_iter()
        .chain(gone)
        .filter(is_linked)
        .map(main)
        .collect();
    let all = ground.backdrop();
    let communes: Vec<MapShape<'_>> = all
        .communes
        .iter()
        .filter(|c| c.part == part && seen(c.polygons.bounding_rect()))
        .cloned()
        .map(main)
        .collect();
    let place = study.placement.get(&code);
    let sum = |value: fn(&crate::diff::Row) -> f64| rows.iter().map(|r| value(r)).sum::<f64>();
    let common = sum(|r| r.area_common_m2);
    let hectares = |m2: f64| lang.with_unit(m2 / 1e4, 1, "ha");
    let evolution = rows.first().map_or(Evolution::Nouveau, |r| r.evolution);
    let words = Words {
        title: title(quartier, evolution, common, lang),
        subtitle: [
            place.communes.join(", "),
            place.contract.clone().unwrap_or_default(),
            departement_name(code.departement())
                .unwrap_or_default()
                .to_owned(),
        ]
        .into_iter()
        .filter(|t| !t.is_empty())
        .collect::<Vec<_>>()
        .join(" · "),
        note: lang
            .pick(
                "Ce quartier seul est représenté, avec ceux de 2015 dont il est issu.",
                "This quartier alone is shown, with those of 2015 that it comes from.",
            )
            .to_owned(),
        sources: sources(study, &study.figures.iter().collect::<Vec<_>>(), lang),
    };
    let mut setting = words.setting(study, FigureKind::Evolution, style, Page::A4_LANDSCAPE);
    setting.caption.id = format!("atlas-{code}");
    let mut options = MapOptions::new(setting);
    options.insets = 0;
    options.labels = style.labels;
    options.extent = Some(window);
    options.facts = facts(study, &linked, common, &hectares, lang);
    let (kept, gained, lost) = (
        of(PieceKind::Conserve),
        of(PieceKind::Gagne),
        of(PieceKind::Perdu),
    );
    map::evolution(
        &EvolutionMap {
            kept: &kept,
            gained: &gained,
            lost: &lost,
            labels: &labels,
            totals: None,
            backdrop: Backdrop {
                communes: &communes,
                outline: None,
                parts: &[],
                names: &[],
                country: None,
            },
        },
        &options,
    )
}

/// A shape of another part as one of the main map, which on a page of the atlas is its own part.
fn main(shape: MapShape<'_>) -> MapShape<'_> {
    MapShape { part: 0, ..shape }
}

fn title(quartier: &Quartier, evolution: Evolution, common_m2: f64, lang: Lang) -> String {
    let name = quartier.label();
    let (area, kept) = (
        lang.with_unit(quartier.area_m2() / 1e4, 1, "ha"),
        lang.with_unit(common_m2 / 1e4, 1, "ha"),
    );
    let word = evolution_word(evolution, lang);
    match (lang, evolution) {
        (Lang::Fr, Evolution::Nouveau | Evolution::Supprime) => format!("{name} : {word}, {area}"),
        (Lang::En, Evolution::Nouveau | Evolution::Supprime) => format!("{name}: {word}, {area}"),
        (Lang::Fr, _) => format!("{name} : {word}, {area} dont {kept} déjà prioritaires en 2015"),
        (Lang::En, _) => format!("{name}: {word}, {area} of which {kept} since 2015"),
    }
}

/// The quartier and those it is linked with, with their areas and populations.
fn facts(
    study: &Study,
    linked: &BTreeSet<QuartierCode>,
    common_m2: f64,
    hectares: &dyn Fn(f64) -> String,
    lang: Lang,
) -> Vec<(String, Vec<String>)> {
    let mut facts = Vec::new();
    for code in linked {
        let Some(quartier) = study.set(code.generation()).get(code) else {
            continue;
        };
        let mut lines = vec![quartier.name.clone(), hectares(quartier.area_m2())];
        let here = study
            .figures
            .iter()
            .filter(|f| f.generation == code.generation());
        lines.extend(here.map(|f| population(f, code, lang)));
        facts.push((format!("{code} ({})", code.generation().year()), lines));
    }
    if linked.len() > 1 {
        let heading = lang.pick("Dans les deux périmètres", "In both perimeters");
        facts.push((heading.to_owned(), vec![hectares(common_m2)]));
    }
    facts
}

fn population(figures: &Figures, code: &QuartierCode, lang: Lang) -> String {
    let label = vintage(figures, lang);
    match figures.get(code) {
        Some(n) => {
            let n = lang.number(n, 0);
            format!("{n} {} ({label})", lang.pick("habitants", "inhabitants"))
        }
        None => format!(
            "{} {} ({label})",
            lang.pick("habitants :", "inhabitants:"),
            lang.missing()
        ),
    }
}

/// The ground of some quartiers with air around it.
fn window(study: &Study, codes: &BTreeSet<QuartierCode>) -> Option<Rect> {
    let bounds = codes
        .iter()
        .filter_map(|c| study.set(c.generation()).get(c)?.shape.bounding_rect());
    let all = bounds.reduce(|a, b| {
        Rect::new(
            (a.min().x.min(b.min().x), a.min().y.min(b.min().y)),
            (a.max().x.max(b.max().x), a.max().y.max(b.max().y)),
        )
    })?;
    let air = |side: f64| (1.3 * side).max(LEAST_GROUND) / side.max(1.0);
    let times = air(all.width()).min(air(all.height()));
    Some(grown(all, times.max(1.3)))
}

/// A rectangle so many times as wide and as high, around the same centre.
fn grown(rect: Rect, times: f64) -> Rect {
    let (c, half) = (rect.center(), times / 2.0);
    let (w, h) = (rect.width() * half, rect.height() * half);
    Rect::new((c.x - w, c.y - h), (c.x + w, c.y + h))
}
