//! Quartiers by category: what became of each, on a map where ground itself is too small to see.

use rayon::prelude::*;

use super::super::canvas::{Paint, Rgb, Stroke};
use super::super::figure::{Figure, FigureTable};
use super::super::palettes::INK_SOFT;
use super::super::{Lang, RenderError};
use super::content::Content;
use super::legend::Entry;
use super::sheet::Panel;
use super::theme::{Theme, located};
use super::{Backdrop, MapOptions, MapShape};

/// A category: its name, its colour, its quartiers.
#[derive(Debug, Clone)]
pub struct Category<'a> {
    /// Name as the legend writes it; the number of quartiers is added.
    pub name: String,
    /// Colour of the fill, or of the ring.
    pub color: Rgb,
    /// Drawn as a ring, for what is no more.
    pub hollow: bool,
    /// Quartiers of the category.
    pub quartiers: Vec<MapShape<'a>>,
}

/// Layers of a map of categories, drawn in their order.
#[derive(Debug, Clone)]
pub struct CategoryMap<'a> {
    /// Heading of the legend.
    pub heading: String,
    /// Categories.
    pub categories: Vec<Category<'a>>,
    /// Communes, outline, parts.
    pub backdrop: Backdrop<'a>,
}

/// Each quartier in the colour of its category, as a dot where it is too small to see.
///
/// # Errors
/// No shape with usable coordinates; a page that is too small.
pub fn categories(layers: &CategoryMap<'_>, options: &MapOptions) -> Result<Figure, RenderError> {
    let lang = options.setting.lang;
    // The marks of all categories in one row, each category with how many it has.
    let (mut marks, mut counts) = (Vec::new(), Vec::new());
    for category in &layers.categories {
        let own = located(&category.quartiers);
        counts.push(own.len());
        marks.extend(own);
    }
    let mut entries = vec![Entry::Heading(layers.heading.clone())];
    let mut rows = Vec::new();
    for category in &layers.categories {
        let count = lang.number(category.quartiers.len() as f64, 0);
        let words = match lang {
            Lang::Fr => format!("{}\u{a0}: {count}", category.name),
            Lang::En => format!("{}: {count}", category.name),
        };
        entries.push(Entry::Disc(1.1, paint(category), words));
        rows.extend(category.quartiers.iter().map(|q| {
            let name = q.label.clone();
            vec![q.id.to_owned(), name, category.name.clone()]
        }));
    }
    let header = ["Code", lang.pick("Nom", "Name"), &layers.heading];
    let theme = Theme {
        marks: &marks,
        backdrop: &layers.backdrop,
        entries,
        table: FigureTable {
            header: header.map(str::to_owned).to_vec(),
            rows,
        },
    };
    theme.draw(options, |panel: &Panel| {
        let mut content = Content::default();
        let traced = marks.par_iter().map(|q| panel.trace(q, 0.55));
        let rings: Vec<_> = traced.collect();
        let mut drawn = marks.iter().zip(rings);
        for (category, count) in layers.categories.iter().zip(&counts) {
            let paint = paint(category);
            for (q, rings) in drawn.by_ref().take(*count) {
                if rings.is_empty() {
                    continue;
                }
                if panel.is_labelled(options) {
                    content.labels.push(panel.label(q, rings.clone()));
                }
                let title = format!("{} {} ({})", q.shape.id, q.shape.label, category.name);
                content.rings(rings, panel.identify(paint.clone(), q.shape.id, title));
            }
        }
        content
    })
}

fn paint(category: &Category<'_>) -> Paint {
    if category.hollow {
        Paint::solid(Rgb(255, 255, 255)).with_stroke(Stroke::new(category.color, 0.35))
    } else {
        Paint::solid(category.color).with_stroke(Stroke::new(INK_SOFT, 0.08))
    }
}
