//! The value axis and the key of the series, shared by bars and dots.

use plotters::coord::ranged1d::Ranged;
use plotters::coord::types::RangedCoordf64;

use super::super::canvas::{Anchor, Canvas, Paint, Point, Stroke, TextLook};
use super::super::classes::round_step;
use super::super::font::Font;
use super::super::frame::Sizes;
use super::super::page::Rect;
use super::super::palettes::{INK_SOFT, RULE, edge};
use super::super::{Lang, Rgb};
use super::Series;

/// Values on a horizontal axis, over plotters' own coordinate: from zero, or logarithmic.
pub(super) struct Axis {
    range: RangedCoordf64,
    ticks: Vec<f64>,
    logarithmic: bool,
    left: f64,
    width: f64,
}

impl Axis {
    /// From zero at `left` to `max` after `width` millimetres, with round values along it, about one per
    /// 25 mm.
    pub fn new(max: f64, left: f64, width: f64) -> Axis {
        let max = if max > 0.0 { max } else { 1.0 };
        let wanted = (width / 25.0).clamp(2.0, 8.0) as usize;
        let step = round_step(max, wanted);
        let ticks = (0..=wanted + 1).map(|i| i as f64 * step);
        Axis {
            range: (0.0..max).into(),
            ticks: ticks.take_while(|v| *v <= max * 1.0001).collect(),
            logarithmic: false,
            left,
            width,
        }
    }

    /// From `min`, above zero, to `max` on a logarithmic scale, with the round values 1, 2 and 5 of each
    /// power of ten where they have room, else 1 alone.
    pub fn logarithmic(min: f64, max: f64, left: f64, width: f64) -> Axis {
        let decade = |exponent: i32| 10f64.powi(exponent);
        let (first, last) = (min.log10().floor() as i32, max.log10().ceil() as i32);
        let steps = (first..=last).flat_map(|e| [1.0, 2.0, 5.0].map(|m| m * decade(e)));
        let round = steps.clone().filter(|v| *v <= min).fold(0.0, f64::max);
        let low = if round > 0.0 { round } else { min };
        let decades = (max / low).log10().max(0.1);
        let few = width / decades < 36.0;
        let shown = |v: &f64| (low..=max).contains(v) && !(few && v.log10().fract().abs() > 1e-9);
        let mut ticks: Vec<f64> = steps.filter(shown).collect();
        if ticks.first() != Some(&low) {
            ticks.retain(|t| (t / low).log10() / decades * width > 9.0);
            ticks.insert(0, low);
        }
        Axis {
            range: (low.ln()..max.ln().max(low.ln() + 0.1)).into(),
            ticks,
            logarithmic: true,
            left,
            width,
        }
    }

    /// Where a value stands, in millimetres.
    pub fn at(&self, value: f64) -> f64 {
        // plotters maps onto whole numbers; hundredths of a millimetre lose nothing.
        let to = (self.width * 100.0) as i32;
        let value = if self.logarithmic { value.ln() } else { value };
        self.left + f64::from(self.range.map(&value, (0, to))) / 100.0
    }

    /// The round values along the axis.
    pub fn ticks(&self) -> &[f64] {
        &self.ticks
    }

    /// Fine lines at round values from `top` to `bottom` with their numbers above.
    pub fn draw(&self, canvas: &mut Canvas<'_>, lang: Lang, sizes: Sizes, top: f64, bottom: f64) {
        let look = TextLook::new(Font::Regular, sizes.small, INK_SOFT).anchored(Anchor::Middle);
        let mut free = f64::NEG_INFINITY;
        for tick in &self.ticks {
            let x = self.at(*tick);
            self.mark(canvas, x, *tick, (top, bottom));
            let number = self.number(lang, *tick);
            let half = Font::Regular.width(&number, sizes.small) / 2.0;
            if x - half >= free {
                canvas.text((x, top - 0.5 * sizes.small), &number, &look);
                free = x + half + 0.8 * sizes.small;
            }
        }
    }

    /// The line of a round value at `x`; that of zero is stronger.
    pub fn mark(&self, canvas: &mut Canvas<'_>, x: f64, tick: f64, (top, bottom): Point) {
        let width = if tick == 0.0 { 0.25 } else { 0.1 };
        canvas.line(&[(x, top), (x, bottom)], Stroke::new(RULE, width));
    }

    /// A round value with the decimal places that the step between them needs.
    pub fn number(&self, lang: Lang, tick: f64) -> String {
        let step = match self.ticks.as_slice() {
            _ if self.logarithmic => tick,
            [_, step, ..] => *step,
            _ => 1.0,
        };
        let whole = |places: i32| {
            let scaled = step * 10f64.powi(places);
            (scaled - scaled.round()).abs() < 1e-6
        };
        if tick == 0.0 {
            return "0".to_owned();
        }
        let decimals = (0..3).find(|places| whole(*places)).unwrap_or(3);
        lang.number(tick, decimals as usize)
    }
}

/// A line of coloured patches with the names of the series; returns where it ends.
pub(super) fn key(canvas: &mut Canvas<'_>, room: Rect, sizes: Sizes, series: &[Series]) -> f64 {
    let size = sizes.text;
    let (mut x, mut y) = (room.x, room.y);
    let look = TextLook::new(Font::Regular, size, Rgb(0x16, 0x16, 0x1d));
    for one in series {
        let name = Font::Regular.shorten(&one.name, size, room.w - 2.0 * size);
        let width = 1.6 * size + Font::Regular.width(&name, size);
        if x > room.x && x + width > room.right() {
            (x, y) = (room.x, y + 1.6 * size);
        }
        plain_bar(canvas, Rect::new(x, y, size, size), one.color);
        canvas.text((x + 1.5 * size, y + 0.86 * size), &name, &look);
        x += width + 2.0 * size;
    }
    y + 2.2 * size
}

/// A bar that stands out from the page: a light one has an edge.
pub(super) fn plain_bar(canvas: &mut Canvas<'_>, rect: Rect, color: Rgb) {
    match edge(color) {
        None => canvas.bar(rect, color),
        Some(edge) => {
            let inner = rect.grown(-0.1);
            canvas.rect(
                inner,
                &Paint::solid(color).with_stroke(Stroke::new(edge, 0.2)),
            );
        }
    }
}
