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

/// Values from zero on a horizontal axis, over plotters' own coordinate.
pub(super) struct Axis {
    range: RangedCoordf64,
    max: f64,
    left: f64,
    width: f64,
}

impl Axis {
    /// From zero at `left` to `max` after `width` millimetres.
    pub fn new(max: f64, left: f64, width: f64) -> Axis {
        let max = if max > 0.0 { max } else { 1.0 };
        Axis {
            range: (0.0..max).into(),
            max,
            left,
            width,
        }
    }

    /// Where a value stands, in millimetres.
    pub fn at(&self, value: f64) -> f64 {
        // plotters maps onto whole numbers; hundredths of a millimetre lose nothing.
        let to = (self.width * 100.0) as i32;
        self.left + f64::from(self.range.map(&value, (0, to))) / 100.0
    }

    /// Round values along the axis, about one per 25 mm.
    pub fn ticks(&self) -> Vec<f64> {
        let wanted = (self.width / 25.0).clamp(2.0, 8.0) as usize;
        let step = round_step(self.max, wanted);
        (0..=wanted + 1)
            .map(|i| i as f64 * step)
            .take_while(|v| *v <= self.max * 1.0001)
            .collect()
    }

    /// Fine lines at round values from `top` to `bottom` with their numbers above.
    pub fn draw(&self, canvas: &mut Canvas<'_>, lang: Lang, sizes: Sizes, top: f64, bottom: f64) {
        let look = TextLook::new(Font::Regular, sizes.small, INK_SOFT).anchored(Anchor::Middle);
        for tick in self.ticks() {
            let x = self.at(tick);
            self.mark(canvas, x, tick, (top, bottom));
            let at = (x, top - 0.5 * sizes.small);
            canvas.text(at, &self.number(lang, tick), &look);
        }
    }

    /// The line of a round value at `x`; that of zero is stronger.
    pub fn mark(&self, canvas: &mut Canvas<'_>, x: f64, tick: f64, (top, bottom): Point) {
        let width = if tick == 0.0 { 0.25 } else { 0.1 };
        canvas.line(&[(x, top), (x, bottom)], Stroke::new(RULE, width));
    }

    /// A round value with the decimal places that the step between them needs.
    pub fn number(&self, lang: Lang, tick: f64) -> String {
        let step = self.ticks().get(1).copied().unwrap_or(1.0);
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
