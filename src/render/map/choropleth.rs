//! Rates as classes of colour.

use std::collections::HashMap;

use rayon::prelude::*;

use super::super::canvas::{Fill, Paint, Rgb, Stroke};
use super::super::classes::{Classes, Method};
use super::super::figure::{Figure, FigureTable};
use super::super::palettes::{INK_SOFT, MISSING};
use super::super::{Lang, RenderError};
use super::content::Content;
use super::legend::Entry;
use super::sheet::Panel;
use super::theme::{Theme, located};
use super::{Backdrop, MapOptions, MapShape, Measured};

/// Layers of a map of rates. Rates are not additive: give each quartier its own, computed from its
/// numerator and denominator.
#[derive(Debug, Clone)]
pub struct RateMap<'a> {
    /// Quartiers and their rates; negative ones are allowed.
    pub quartiers: &'a [Measured<'a>],
    /// Heading of the legend, with vintage.
    pub heading: String,
    /// Unit after each number ("%", "hab./km²"); may be empty.
    pub unit: String,
    /// Decimal places shown.
    pub decimals: usize,
    /// How limits are chosen.
    pub method: Method,
    /// Number of classes wanted, 1 to 9; three to six can be told apart.
    pub classes: usize,
    /// Communes and outline.
    pub backdrop: Backdrop<'a>,
}

/// Quartiers filled by class, the number of quartiers of each class in the legend; missing rates are
/// hatched with their own legend line.
///
/// # Errors
/// No shape with usable coordinates; a page that is too small.
pub fn choropleth(layers: &RateMap<'_>, options: &MapOptions) -> Result<Figure, RenderError> {
    let lang = options.setting.lang;
    let shapes: Vec<MapShape<'_>> = layers.quartiers.iter().map(|q| q.shape.clone()).collect();
    let marks = located(&shapes);
    let by_id: HashMap<&str, Option<f64>> = layers
        .quartiers
        .iter()
        .map(|q| (q.shape.id, q.value))
        .collect();
    let value = |id: &str| by_id.get(id).copied().flatten().filter(|v| v.is_finite());
    let values: Vec<Option<f64>> = marks.iter().map(|m| value(m.shape.id)).collect();
    let known: Vec<f64> = values.iter().flatten().copied().collect();
    let classes = Classes::of(&known, layers.method, layers.classes);
    let colors = options.ramp.classes(classes.len());
    let limit = Stroke::new(INK_SOFT, 0.2);
    let paint = |value: Option<f64>| match value.and_then(|v| classes.class_of(v)) {
        Some(class) => Paint::solid(colors[class]).with_stroke(limit),
        None => Paint::fill(Fill::Hatch {
            color: MISSING,
            ground: Some(Rgb(255, 255, 255)),
            falling: true,
        })
        .with_stroke(limit),
    };
    let number = |v: f64| lang.with_unit(v, layers.decimals, &layers.unit);

    let mut entries = vec![Entry::Heading(layers.heading.clone())];
    for ((low, high, n), color) in classes
        .iter()
        .zip(&colors)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
    {
        let first = lang.number(low, layers.decimals);
        let last = number(high);
        let words = match lang {
            _ if low == high => format!("{last} (n = {n})"),
            Lang::Fr => format!("de {first} à {last} (n = {n})"),
            Lang::En => format!("{first} to {last} (n = {n})"),
        };
        entries.push(Entry::Patch(Paint::solid(*color).with_stroke(limit), words));
    }
    let missing = values.len() - known.len();
    if missing > 0 {
        let words = lang.pick("non disponible", "not available");
        entries.push(Entry::Patch(
            paint(None),
            format!("{words} (n = {missing})"),
        ));
    }
    if classes.len() > 1 {
        entries.push(Entry::Words(method_words(layers.method, lang).to_owned()));
    }
    let table = FigureTable {
        header: vec![
            "Code".to_owned(),
            lang.pick("Nom", "Name").to_owned(),
            layers.heading.clone(),
        ],
        rows: marks
            .iter()
            .zip(&values)
            .map(|(m, v)| {
                let words = v.map_or(lang.missing().to_owned(), number);
                vec![m.shape.id.to_owned(), m.shape.label.clone(), words]
            })
            .collect(),
    };
    let theme = Theme {
        marks: &marks,
        backdrop: &layers.backdrop,
        entries,
        table,
    };
    theme.draw(options, |panel: &Panel| {
        let mut content = Content::default();
        let traced = marks.par_iter().map(|mark| panel.trace(mark, 0.55));
        let rings: Vec<_> = traced.collect();
        for ((mark, value), rings) in marks.iter().zip(&values).zip(rings) {
            if rings.is_empty() {
                continue;
            }
            let words = value.map_or(lang.missing().to_owned(), number);
            let title = format!("{} {} : {words}", mark.shape.id, mark.shape.label);
            if panel.is_labelled(options) {
                let mut label = panel.label(mark, rings.clone());
                label.code = format!("{} · {words}", mark.shape.id);
                content.labels.push(label);
            }
            content.rings(rings, panel.identify(paint(*value), mark.shape.id, title));
        }
        content
    })
}

fn method_words(method: Method, lang: Lang) -> &'static str {
    match method {
        Method::Quantiles => lang.pick(
            "Classes d'effectifs égaux (quantiles)",
            "Classes of equal count (quantiles)",
        ),
        Method::Jenks => lang.pick(
            "Classes par seuils naturels (Jenks)",
            "Natural breaks (Jenks)",
        ),
        Method::Round => lang.pick("Classes à bornes rondes", "Classes with round limits"),
    }
}
