//! The map of both generations.

use rayon::prelude::*;

use super::super::canvas::{Fill, Paint, Rgb, Stroke};
use super::super::figure::{Figure, FigureTable};
use super::super::palettes::{GENERATION_2015, GENERATION_2024};
use super::super::{Lang, RenderError};
use super::content::Content;
use super::legend::Entry;
use super::sheet::Panel;
use super::theme::{Located, Theme, located};
use super::{Backdrop, MapOptions, MapShape};

/// Layers of the map of both generations; either may be empty.
#[derive(Debug, Clone, Copy)]
pub struct QuartiersMap<'a> {
    /// Quartiers of the 2014 decrees.
    pub old: &'a [MapShape<'a>],
    /// Quartiers of the 2023 decree. These are labelled, or the old ones when there are none.
    pub new: &'a [MapShape<'a>],
    /// Communes and outline.
    pub backdrop: Backdrop<'a>,
}

/// Both generations over the communes: 2024 filled, 2015 hatched over it, so that each can be told
/// where they overlap, in colour and in grey.
///
/// # Errors
/// When no shape of either generation has usable coordinates, or the page is too small.
pub fn quartiers(layers: &QuartiersMap<'_>, options: &MapOptions) -> Result<Figure, RenderError> {
    let lang = options.setting.lang;
    let mut marks = located(layers.old);
    let count = marks.len();
    marks.extend(located(layers.new));
    let (old, new) = marks.split_at(count);
    let theme = Theme {
        marks: &marks,
        backdrop: &layers.backdrop,
        entries: entries(lang, old.len(), new.len()),
        table: table(layers, lang),
    };
    theme.draw(options, |panel| panel_content(panel, options, (old, new)))
}

fn old_paint() -> Paint {
    Paint::fill(Fill::Hatch {
        color: GENERATION_2015,
        ground: None,
        falling: false,
    })
    .with_stroke(Stroke::new(GENERATION_2015, 0.3))
}

fn new_paint() -> Paint {
    Paint::fill(Fill::Solid(NEW_GROUND, 1.0)).with_stroke(Stroke::new(GENERATION_2024, 0.3))
}

/// The colour of 2024 at 45 % on white.
const NEW_GROUND: Rgb = Rgb(0xa2, 0xb2, 0xce);

fn entries(lang: Lang, old: usize, new: usize) -> Vec<Entry> {
    let quartiers = |n: usize, fr: &str, en: &str| match lang {
        Lang::Fr => format!("{fr} ({})", lang.number(n as f64, 0)),
        Lang::En => format!("{en} ({})", lang.number(n as f64, 0)),
    };
    let mut entries = vec![Entry::Heading(
        lang.pick(
            "Quartiers prioritaires (QPV)",
            "Priority neighbourhoods (QPV)",
        )
        .to_owned(),
    )];
    if new > 0 {
        entries.push(Entry::Patch(
            new_paint(),
            quartiers(new, "Décret de 2023 – QP2024", "2023 decree – QP2024"),
        ));
    }
    if old > 0 {
        entries.push(Entry::Patch(
            old_paint(),
            quartiers(old, "Décrets de 2014 – QP2015", "2014 decrees – QP2015"),
        ));
    }
    entries
}

fn panel_content(
    panel: &Panel,
    options: &MapOptions,
    (old, new): (&[Located<'_>], &[Located<'_>]),
) -> Content {
    let mut content = Content::default();
    let trace = |layer: &[Located<'_>], radius| -> Vec<_> {
        let layer = layer.par_iter();
        layer.map(|q| panel.trace(q, radius)).collect()
    };
    // As dots, the ring of 2015 stands around the disc of 2024.
    let (old_rings, new_rings) = (trace(old, 0.7), trace(new, 0.4));
    // Ground of 2024, then 2015 over it, then the limits of 2024: no line hides behind a fill.
    let limits = new_rings.iter().flatten().cloned().collect();
    let ground = Paint::solid(NEW_GROUND);
    let (labelled, rings) = if new.is_empty() {
        (old, &old_rings)
    } else {
        (new, &new_rings)
    };
    if panel.is_labelled(options) {
        let seen = labelled
            .iter()
            .zip(rings)
            .filter(|(_, rings)| !rings.is_empty());
        content
            .labels
            .extend(seen.map(|(q, rings)| panel.label(q, rings.clone())));
    }
    let layers = [
        (new, new_rings, ground, false),
        (old, old_rings, old_paint(), true),
    ];
    for (layer, rings, paint, is_ring) in layers {
        for (q, rings) in layer.iter().zip(rings).filter(|(_, r)| !r.is_empty()) {
            let title = format!("{} {}", q.shape.id, q.shape.label);
            // Stripes on a dot could not be told from its ring, and cost more than all else to print.
            let fill = paint.fill.filter(|_| !(is_ring && panel.is_dot(q)));
            let paint = Paint {
                fill,
                ..paint.clone()
            };
            content.rings(rings, panel.identify(paint, q.shape.id, title));
        }
    }
    content.lines(limits, Stroke::new(GENERATION_2024, 0.3));
    content
}

fn table(layers: &QuartiersMap<'_>, lang: Lang) -> FigureTable {
    let header = [
        ("Génération", "Generation"),
        ("Code", "Code"),
        ("Nom", "Name"),
    ];
    let rows = [("2015", layers.old), ("2024", layers.new)]
        .into_iter()
        .flat_map(|(year, layer)| {
            layer
                .iter()
                .map(move |q| vec![year.to_owned(), q.id.to_owned(), q.label.clone()])
        });
    FigureTable {
        header: header
            .iter()
            .map(|(fr, en)| lang.pick(fr, en).to_owned())
            .collect(),
        rows: rows.collect(),
    }
}
