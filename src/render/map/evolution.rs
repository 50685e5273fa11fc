//! What the quartiers kept, gained and lost.

use geo::Area;

use super::super::canvas::{Fill, Paint, Rgb, Stroke};
use super::super::figure::{Figure, FigureTable};
use super::super::palettes::{GAINED, INK_SOFT, KEPT, LOST};
use super::super::{Lang, RenderError};
use super::content::Content;
use super::legend::Entry;
use super::sheet::Panel;
use super::theme::{Theme, located};
use super::{Backdrop, MapOptions, MapShape};

/// Layers of the map of change: the pieces of ground, and the quartiers they are labelled by.
#[derive(Debug, Clone, Copy)]
pub struct EvolutionMap<'a> {
    /// Ground in both generations.
    pub kept: &'a [MapShape<'a>],
    /// Ground only in the new perimeters.
    pub gained: &'a [MapShape<'a>],
    /// Ground only in the old perimeters.
    pub lost: &'a [MapShape<'a>],
    /// Quartiers to label, usually all of 2024 and those of 2015 that disappear.
    pub labels: &'a [MapShape<'a>],
    /// Square metres kept, gained and lost as they are known from elsewhere, where what is drawn is
    /// not all of it; the areas of the pieces when `None`.
    pub totals: Option<[f64; 3]>,
    /// Communes and outline.
    pub backdrop: Backdrop<'a>,
}

/// Three fills that stay apart for colour-blind readers and in grey; what is lost is hatched too. The
/// legend gives the area of each, in hectares below 1 km², from the totals, else from the shapes in their projection.
///
/// # Errors
/// No piece with usable coordinates; a page that is too small.
pub fn evolution(layers: &EvolutionMap<'_>, options: &MapOptions) -> Result<Figure, RenderError> {
    let lang = options.setting.lang;
    let total = |kind: usize| layers.totals.map(|totals| totals[kind] / 1e6);
    let kinds: [(&[MapShape<'_>], Paint, &str, Option<f64>); 3] = [
        (
            layers.kept,
            Paint::solid(KEPT).with_stroke(Stroke::new(INK_SOFT, 0.12)),
            lang.pick("conservé", "kept"),
            total(0),
        ),
        (
            layers.lost,
            Paint::fill(Fill::Hatch {
                color: LOST,
                ground: Some(Rgb(0xfd, 0xee, 0xe2)),
                falling: false,
            })
            .with_stroke(Stroke::new(LOST, 0.2)),
            lang.pick("sorti du périmètre", "lost"),
            total(2),
        ),
        (
            layers.gained,
            Paint::solid(GAINED).with_stroke(Stroke::new(GAINED, 0.12)),
            lang.pick("entré dans le périmètre", "gained"),
            total(1),
        ),
    ];
    let mut entries = vec![Entry::Heading(
        lang.pick("Terrain de 2015 à 2024", "Ground from 2015 to 2024")
            .to_owned(),
    )];
    let mut table = FigureTable {
        header: [
            ("Terrain", "Ground"),
            ("Code", "Code"),
            ("Nom", "Name"),
            ("km²", "km²"),
        ]
        .map(|(fr, en)| lang.pick(fr, en).to_owned())
        .to_vec(),
        rows: Vec::new(),
    };
    let km2 = |s: &MapShape<'_>| s.polygons.unsigned_area() / 1e6;
    let totals = kinds.each_ref().map(|(shapes, _, _, total)| {
        let drawn = || shapes.iter().map(km2).filter(|a| a.is_finite()).sum();
        total.unwrap_or_else(drawn)
    });
    let are_small = totals.iter().all(|total| *total < 1.0);
    for ((shapes, paint, words, _), total) in kinds.iter().zip(totals) {
        if !shapes.is_empty() {
            let area = if are_small {
                lang.with_unit(total * 100.0, 1, "ha")
            } else {
                lang.with_unit(total, 2, "km²")
            };
            let words = match lang {
                Lang::Fr => format!("{words}\u{a0}: {area}"),
                Lang::En => format!("{words}: {area}"),
            };
            entries.push(Entry::Patch(paint.clone(), words));
        }
        table.rows.extend(shapes.iter().map(|s| {
            let area = lang.number(km2(s), 3);
            vec![(*words).to_owned(), s.id.to_owned(), s.label.clone(), area]
        }));
    }
    let pieces: Vec<_> = kinds.iter().map(|(shapes, ..)| located(shapes)).collect();
    let labels = located(layers.labels);
    // Without quartiers to label, the pieces themselves are what must be legible.
    let all;
    let marks = if labels.is_empty() {
        all = kinds
            .iter()
            .flat_map(|(shapes, ..)| located(shapes))
            .collect::<Vec<_>>();
        &all
    } else {
        &labels
    };
    let theme = Theme {
        marks,
        backdrop: &layers.backdrop,
        entries,
        table,
    };
    theme.draw(options, |panel: &Panel| {
        let mut content = Content::default();
        for (pieces, (_, paint, words, _)) in pieces.iter().zip(&kinds) {
            for piece in pieces.iter().filter(|p| panel.sees(p)) {
                let rings = panel.view.trace(piece.shape.polygons, Some(piece.bounds));
                let title = format!("{} {} ({words})", piece.shape.id, piece.shape.label);
                content.rings(rings, paint.clone().titled(title));
            }
        }
        let labelled = panel.is_labelled(options);
        let seen = labels.iter().filter(|q| labelled && panel.sees(q));
        content.labels.extend(seen.map(|q| {
            let ground = panel.view.trace(q.shape.polygons, Some(q.bounds));
            panel.label(q, ground)
        }));
        content
    })
}
