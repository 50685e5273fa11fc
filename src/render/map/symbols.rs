//! Counts as circles whose area is proportional: population, located addresses.

use std::collections::HashMap;
use std::f64::consts::PI;

use rayon::prelude::*;

use super::super::canvas::{Fill, Paint, Rgb, Stroke};
use super::super::classes::round_step;
use super::super::figure::{Figure, FigureTable};
use super::super::frame::Sizes;
use super::super::page::Rect;
use super::super::palettes::{MISSING, RULE};
use super::super::{Lang, RenderError};
use super::content::Content;
use super::legend::Entry;
use super::sheet::Panel;
use super::theme::{Located, Theme, located};
use super::{Backdrop, MapOptions, MapShape, Measured};

/// Layers of a map of counts.
#[derive(Debug, Clone)]
pub struct CountMap<'a> {
    /// Quartiers and their counts; zero draws no circle.
    pub quartiers: &'a [Measured<'a>],
    /// Heading of the legend, with vintage: « Population municipale (RP 2020) ».
    pub heading: String,
    /// Colour of the circles, usually that of the generation.
    pub color: Rgb,
    /// Smallest count that is shown (statistical secrecy); the legend has no circle below it.
    pub least: f64,
    /// What a missing count is called in the legend; `None` says that it is not available.
    pub missing: Option<String>,
    /// Communes and outline.
    pub backdrop: Backdrop<'a>,
}

/// A circle per quartier, its area proportional to the count, over the shapes of the quartiers. A
/// missing count is a hollow dashed circle with its own legend line.
///
/// # Errors
/// A negative count; no shape with usable coordinates; a page that is too small.
pub fn symbols(layers: &CountMap<'_>, options: &MapOptions) -> Result<Figure, RenderError> {
    let shapes: Vec<MapShape<'_>> = layers.quartiers.iter().map(|q| q.shape.clone()).collect();
    let marks = located(&shapes);
    let by_id: HashMap<&str, Option<f64>> = layers
        .quartiers
        .iter()
        .map(|q| (q.shape.id, q.value))
        .collect();
    let value = |id: &str| by_id.get(id).copied().flatten().filter(|v| v.is_finite());
    let values: Vec<Option<f64>> = marks.iter().map(|m| value(m.shape.id)).collect();
    if let Some((mark, value)) = marks
        .iter()
        .zip(&values)
        .find_map(|(m, v)| Some((m, v.filter(|v| *v < 0.0)?)))
    {
        return Err(RenderError::BadValue {
            name: mark.shape.id.to_owned(),
            value,
            reason: "a circle cannot show a negative count",
        });
    }
    let lang = options.setting.lang;
    let sizes = Sizes::of(options.setting.page);
    let max = values.iter().flatten().copied().fold(0.0, f64::max);
    let total = values.iter().flatten().sum();
    let scale = CircleScale {
        max,
        largest: largest_radius(max, total, options, sizes),
        least: layers.least,
    };
    let circle = Paint::fill(Fill::Solid(layers.color, 0.6))
        .with_stroke(Stroke::new(Rgb(255, 255, 255), 0.15));
    let hollow =
        Paint::solid(Rgb(255, 255, 255)).with_stroke(Stroke::new(MISSING, 0.3).dashed(0.6));
    let ground = Paint::solid(tint(layers.color)).with_stroke(Stroke::new(layers.color, 0.2));

    let mut entries = vec![Entry::Heading(layers.heading.clone())];
    if max > 0.0 {
        let rounds = scale.rounds().into_iter();
        let circles = rounds
            .map(|v| (scale.radius(v), lang.number(v, 0)))
            .collect();
        entries.push(Entry::Nested(circles, circle.clone()));
    }
    let missing = values.iter().filter(|v| v.is_none()).count();
    if missing > 0 {
        let unknown = || lang.pick("non disponible", "not available").to_owned();
        let words = layers.missing.clone().unwrap_or_else(unknown);
        let words = format!("{words} ({missing})");
        entries.push(Entry::Disc(
            MISSING_RADIUS * sizes.scale,
            hollow.clone(),
            words,
        ));
    }
    entries.push(Entry::Patch(
        ground.clone(),
        lang.pick("quartier", "neighbourhood").to_owned(),
    ));
    let theme = Theme {
        marks: &marks,
        backdrop: &layers.backdrop,
        entries,
        table: table(&marks, &values, layers, lang),
    };
    let mut order: Vec<usize> = (0..marks.len()).collect();
    order.sort_by(|a, b| {
        values[*b]
            .unwrap_or(0.0)
            .total_cmp(&values[*a].unwrap_or(0.0))
    });
    theme.draw(options, |panel: &Panel| {
        let mut content = Content::default();
        let traced = marks.par_iter().map(|mark| {
            let trace = || panel.view.trace(mark.shape.polygons, Some(mark.bounds));
            panel.sees(mark).then(trace).unwrap_or_default()
        });
        let traced: Vec<_> = traced.collect();
        for rings in traced.iter().filter(|rings| !rings.is_empty()) {
            content.rings(rings.clone(), ground.clone());
        }
        for &i in order.iter().filter(|i| marks[**i].shape.part == panel.part) {
            let (mark, at) = (&marks[i], panel.view.place(marks[i].inside()));
            let (radius, paint, words) = match values[i] {
                Some(v) => (scale.radius(v), &circle, lang.number(v, 0)),
                None => (
                    MISSING_RADIUS * sizes.scale,
                    &hollow,
                    lang.missing().to_owned(),
                ),
            };
            // What lies outside the frame would not be seen, but would make its image slow to draw.
            let around = Rect::new(at.0, at.1, 0.0, 0.0).grown(radius + 0.2);
            if !around.meets(&panel.view.frame) {
                continue;
            }
            let title = format!("{} {} : {words}", mark.shape.id, mark.shape.label);
            if radius > 0.0 {
                let paint = panel.identify(paint.clone(), mark.shape.id, title);
                content.disc(at, radius, paint);
            }
            if panel.is_labelled(options) {
                let mut label = panel.label(mark, traced[i].clone());
                label.code = format!("{} · {words}", mark.shape.id);
                label.reach = radius.max(label.reach);
                label.is_disc = true;
                content.labels.push(label);
            }
        }
        content
    })
}

const MISSING_RADIUS: f64 = 1.0;

/// Radius of the largest circle, so that all circles together cover a twentieth of the page: many
/// small ones then stay visible beside one large one, and do not hide each other.
fn largest_radius(max: f64, total: f64, options: &MapOptions, sizes: Sizes) -> f64 {
    let page = options.setting.page;
    let share = 0.05 * page.width_mm * page.height_mm * max / total.max(max);
    // A circle for two addresses is no larger than one needs to see it.
    let few = 0.9 * max.sqrt();
    // Panels shrink with the page where letters no longer do, and so do circles.
    let size = (page.width_mm * page.height_mm / (297.0 * 210.0)).sqrt();
    let most = 4.2 * size.clamp(0.5, sizes.scale);
    (share / PI).sqrt().min(few).clamp(1.0, most)
}

struct CircleScale {
    max: f64,
    largest: f64,
    /// Smallest value that is shown.
    least: f64,
}

impl CircleScale {
    fn radius(&self, value: f64) -> f64 {
        if self.max > 0.0 {
            self.largest * (value / self.max).sqrt()
        } else {
            0.0
        }
    }

    /// Round values for the legend, largest first: three, or fewer where they would not be shown.
    fn rounds(&self) -> Vec<f64> {
        let step = round_step(self.max, 1);
        let top = if step > self.max * 1.001 {
            round_step(self.max / 2.0, 1)
        } else {
            step
        };
        // A count is a whole number, and so are the values of the legend.
        let whole = |v: f64| {
            if self.max < 1.0 {
                v
            } else {
                v.floor().max(1.0)
            }
        };
        let unit = [top / 2.0, top / 5.0]
            .into_iter()
            .find(|u| u.fract() == 0.0);
        let unit = unit.unwrap_or_else(|| whole(top / 5.0));
        let top = (self.max / unit).floor() * unit;
        let least = if self.max < 1.0 { 0.0 } else { self.least };
        if top < least {
            return vec![self.max];
        }
        let middle = whole(round_step(top / 4.5, 1));
        let small = [top / 25.0, least].map(|v| whole(round_step(v, 1)));
        let small = small.into_iter().find(|v| *v >= least);
        let mut found = vec![top, middle, small.unwrap_or(top)];
        found.retain(|v| *v >= least);
        found.sort_by(|a, b| b.total_cmp(a));
        found.dedup_by(|next, before| *next > 0.7 * *before);
        found
    }
}

fn tint(color: Rgb) -> Rgb {
    let mix = |v: u8| (f64::from(v) * 0.25 + 255.0 * 0.75).round() as u8;
    if color == RULE {
        color
    } else {
        Rgb(mix(color.0), mix(color.1), mix(color.2))
    }
}

fn table(
    marks: &[Located<'_>],
    values: &[Option<f64>],
    layers: &CountMap<'_>,
    lang: Lang,
) -> FigureTable {
    let name = lang.pick("Nom", "Name").to_owned();
    FigureTable {
        header: vec!["Code".to_owned(), name, layers.heading.clone()],
        rows: marks
            .iter()
            .zip(values)
            .map(|(m, v)| {
                let words = v.map_or(lang.missing().to_owned(), |v| lang.number(v, 0));
                vec![m.shape.id.to_owned(), m.shape.label.clone(), words]
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_times_the_count_is_twice_the_radius() {
        let scale = CircleScale {
            max: 8000.0,
            largest: 5.0,
            least: 1.0,
        };
        assert_eq!(scale.radius(8000.0), 2.0 * scale.radius(2000.0));
    }

    #[test]
    fn the_legend_shows_three_round_values_within_the_data() {
        let rounds = |max, least| {
            let scale = CircleScale {
                max,
                largest: 5.0,
                least,
            };
            scale.rounds()
        };
        for max in [7.0, 43.0, 8123.0, 12_400.0, 3e12] {
            let found = rounds(max, 1.0);
            assert!(found[0] <= max && found[0] > max / 2.0, "{max}: {found:?}");
            assert!(found.windows(2).all(|w| w[0] > w[1]), "{max}: {found:?}");
        }
        assert_eq!(rounds(43.0, 1.0), [40.0, 10.0, 2.0]);
        // Under secrecy no circle stands for a count that is never shown.
        assert_eq!(rounds(43.0, 11.0), [40.0, 20.0]);
        assert_eq!(rounds(12.0, 11.0), [12.0]);
        assert_eq!(rounds(400.0, 11.0), [400.0, 100.0, 20.0]);
    }
}
