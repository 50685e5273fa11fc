//! Quartiers by category: what became of each, on a map where ground itself is too small to see.

use super::super::canvas::{Paint, Rgb, Stroke};
use super::super::figure::{Figure, FigureTable};
use super::super::palettes::INK_SOFT;
use super::super::{Lang, RenderError};
use super::content::Content;
use super::legend::Entry;
use super::sheet::Panel;
use super::theme::{Located, Theme, located};
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
    let placed: Vec<Vec<Located<'_>>> = layers
        .categories
        .iter()
        .map(|c| located(&c.quartiers))
        .collect();
    let marks: Vec<Located<'_>> = placed.iter().flatten().cloned().collect();
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
        for (category, quartiers) in layers.categories.iter().zip(&placed) {
            let paint = paint(category);
            for q in quartiers {
                let rings = panel.trace(q, 0.55);
                if rings.is_empty() {
                    continue;
                }
                let title = format!("{} {} ({})", q.shape.id, q.shape.label, category.name);
                content.labels.push(panel.label(q, rings.clone()));
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
