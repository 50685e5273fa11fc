//! Ages of inhabitants: a pyramid of women and men, or one side where the sexes are not known.

use super::super::canvas::{Anchor, Canvas, Fill, Paint, Point, Rgb, Stroke, TextLook};
use super::super::figure::{Figure, FigureTable};
use super::super::font::Font;
use super::super::frame::{Setting, Sizes, framed};
use super::super::page::Rect;
use super::super::palettes::{INK, INK_SOFT, MISSING};
use super::super::{Lang, RenderError};
use super::axis::Axis;
use super::finite;
use super::rows::{LEAST_LETTER, too_low};
use super::spread::spread;

/// Shares of the inhabitants by age.
#[derive(Debug, Clone)]
pub struct PyramidChart {
    /// Page, language and words.
    pub setting: Setting,
    /// Ages from the youngest to the oldest, without gap.
    pub bands: Vec<Band>,
    /// One side, or two: the left one first.
    pub sides: Vec<Side>,
    /// What the outline is, where there is one: « tous les quartiers du Pas-de-Calais ».
    pub compared_with: String,
}

/// Ages that are counted together.
#[derive(Debug, Clone)]
pub struct Band {
    /// « 0 à 14 ans ».
    pub label: String,
    /// The youngest, in years.
    pub from: f64,
    /// Where the next band begins, in years; for the open one the age up to which it is drawn.
    pub to: f64,
}

/// One side of the pyramid.
#[derive(Debug, Clone)]
pub struct Side {
    /// « Femmes ».
    pub name: String,
    /// Colour.
    pub color: Rgb,
    /// Per cent of all inhabitants, one per band; `None` is « n.d. », never 0.
    pub shares: Vec<Option<f64>>,
    /// The same of what it is compared with; empty where there is nothing.
    pub compared: Vec<Option<f64>>,
}

/// Length of the hatched stub where a share is not known, millimetres.
const STUB: f64 = 5.0;

/// Bars whose *area* is the share: as high as the band has years, as long as its share of one year.
/// Bands of unequal width can be compared by eye so. The outline is what it is compared with.
///
/// # Errors
/// No known share; a negative one; a page too small for the bands to be read.
pub fn pyramid(chart: &PyramidChart) -> Result<Figure, RenderError> {
    for side in &chart.sides {
        for (band, share) in chart.bands.iter().zip(&side.shares) {
            if let Some(value) = finite(*share).filter(|v| *v < 0.0) {
                return Err(RenderError::BadValue {
                    name: format!("{} {}", side.name, band.label).trim().to_owned(),
                    value,
                    reason: "a share of inhabitants is never below zero",
                });
            }
        }
    }
    let longest = chart
        .sides
        .iter()
        .flat_map(|s| [&s.shares, &s.compared])
        .flat_map(|shares| chart.bands.iter().zip(shares))
        .filter_map(|(band, share)| Some(finite(*share)? / (band.to - band.from)))
        .fold(0.0, f64::max);
    if longest <= 0.0 {
        return Err(RenderError::NoValue("no age has a known share".to_owned()));
    }
    let lang = chart.setting.lang;
    framed(&chart.setting, table(chart, lang), |canvas, body, sizes| {
        let mut drawing = Drawing {
            canvas,
            chart,
            sizes,
            lang,
            longest,
        };
        drawing.draw(body)
    })
}

struct Drawing<'a, 'c> {
    canvas: &'a mut Canvas<'c>,
    chart: &'a PyramidChart,
    sizes: Sizes,
    lang: Lang,
    longest: f64,
}

impl Drawing<'_, '_> {
    fn draw(&mut self, body: Rect) -> Result<(), RenderError> {
        let chart = self.chart;
        let size = self.sizes.text;
        let top = self.key(body) + 3.6 * self.sizes.small;
        let room = Rect::new(body.x, top, body.w, body.bottom() - top);
        let (Some(first), Some(last)) = (chart.bands.first(), chart.bands.last()) else {
            return Ok(());
        };
        let years = last.to - first.from;
        let height = |age: f64| room.bottom() - (age - first.from) / years * room.h;

        let middles: Vec<f64> = chart
            .bands
            .iter()
            .rev()
            .map(|b| (height(b.from) + height(b.to)) / 2.0)
            .collect();
        let mut letter = size;
        let baselines = loop {
            let heights = vec![1.12 * letter; middles.len()];
            if let Some(centres) = spread(&middles, &heights, room.y, room.bottom()) {
                break centres
                    .into_iter()
                    .rev()
                    .map(|y| y + 0.36 * letter)
                    .collect::<Vec<_>>();
            }
            if letter <= LEAST_LETTER {
                let needed = heights.iter().sum();
                return Err(too_low(chart.setting.page, middles.len(), room.h, needed));
            }
            letter = (0.94 * letter).max(LEAST_LETTER);
        };

        let ages = chart
            .bands
            .iter()
            .map(|b| Font::Regular.width(&b.label, letter));
        let ages = ages.fold(0.0, f64::max);
        let number = Font::Regular.width(&self.lang.percent(88.8, 1), letter) + 1.2 * letter;
        let two = chart.sides.len() > 1;
        let (centre, reach) = if two {
            let reach = (room.w - ages - 2.4 * letter) / 2.0 - number;
            (room.x + room.w / 2.0, reach)
        } else {
            (room.x + ages / 2.0, room.w - ages - 1.2 * letter - number)
        };
        let look = TextLook::new(Font::Regular, letter, INK).anchored(Anchor::Middle);
        for (band, y) in chart.bands.iter().zip(&baselines) {
            self.canvas.text((centre, *y), &band.label, &look);
        }
        let away = ages / 2.0 + 1.2 * letter;
        for (i, side) in chart.sides.iter().enumerate() {
            // The left side of two grows to the left.
            let sign = if two && i == 0 { -1.0 } else { 1.0 };
            let zero = centre + sign * away;
            let axis = Axis::new(self.longest, 0.0, reach);
            let at = |share: f64| zero + sign * axis.at(share);
            self.scale(&axis, &at, room);
            self.bars(side, &at, &height, sign);
            self.outline(side, &at, &height);
            self.numbers(side, &at, &baselines, letter, sign);
            self.canvas
                .bar(Rect::new(zero - 0.1, room.y, 0.2, room.h), INK);
            self.heading(side, zero, sign, top);
        }
        Ok(())
    }

    /// What the outline is; returns where it ends.
    fn key(&mut self, body: Rect) -> f64 {
        let size = self.sizes.text;
        if self.chart.compared_with.is_empty() {
            return body.y;
        }
        let y = body.y + 0.5 * size;
        let line = [(body.x, y), (body.x + 2.0 * size, y)];
        self.canvas.line(&line, Stroke::new(INK, 0.4));
        let text = Font::Regular.shorten(&self.chart.compared_with, size, body.w - 3.0 * size);
        let look = TextLook::new(Font::Regular, size, INK);
        self.canvas
            .text((body.x + 2.6 * size, y + 0.36 * size), &text, &look);
        body.y + 2.0 * size
    }

    /// Round values along a side, and what they are.
    fn scale(&mut self, axis: &Axis, at: &dyn Fn(f64) -> f64, room: Rect) {
        let size = self.sizes.small;
        let look = TextLook::new(Font::Regular, size, INK_SOFT).anchored(Anchor::Middle);
        for &tick in axis.ticks() {
            let x = at(tick);
            axis.mark(self.canvas, x, tick, (room.y, room.bottom()));
            let text = axis.number(self.lang, tick);
            self.canvas.text((x, room.y - 0.5 * size), &text, &look);
        }
    }

    /// Name of a side with its share of all, over its bars.
    fn heading(&mut self, side: &Side, zero: f64, sign: f64, top: f64) {
        let size = self.sizes.text;
        let known: Option<f64> = side.shares.iter().map(|s| finite(*s)).sum();
        let name = match known.filter(|_| self.chart.sides.len() > 1) {
            Some(sum) => format!("{} {}", side.name, self.lang.percent(sum, 1)),
            None => side.name.clone(),
        };
        let anchor = if sign < 0.0 {
            Anchor::End
        } else {
            Anchor::Start
        };
        let look = TextLook::new(Font::Bold, size, INK).anchored(anchor);
        let y = top - 2.0 * self.sizes.small;
        let patch = if sign < 0.0 { zero - size } else { zero };
        self.canvas
            .bar(Rect::new(patch, y - 0.86 * size, size, size), side.color);
        self.canvas
            .text((zero + sign * 1.5 * size, y), &name, &look);
    }

    /// The bars of a side; hatched stubs where a share is not known.
    fn bars(
        &mut self,
        side: &Side,
        at: &dyn Fn(f64) -> f64,
        height: &dyn Fn(f64) -> f64,
        sign: f64,
    ) {
        for (i, band) in self.chart.bands.iter().enumerate() {
            let share = finite(side.shares.get(i).copied().flatten());
            let (top, bottom) = (height(band.to), height(band.from));
            let gap = (0.06 * (bottom - top)).min(0.25);
            let zero = at(0.0);
            let end = share.map_or(zero + sign * STUB, |s| at(s / (band.to - band.from)));
            let rect = Rect::new(
                zero.min(end),
                top + gap,
                (end - zero).abs(),
                bottom - top - 2.0 * gap,
            );
            if share.is_some() {
                self.canvas.bar(rect, side.color);
            } else {
                let hatch = Fill::Hatch {
                    color: MISSING,
                    ground: None,
                    falling: true,
                };
                self.canvas.rect(rect, &Paint::fill(hatch));
            }
        }
    }

    /// The share of each band behind its bar, clear of the outline too.
    fn numbers(
        &mut self,
        side: &Side,
        at: &dyn Fn(f64) -> f64,
        baselines: &[f64],
        letter: f64,
        sign: f64,
    ) {
        let anchor = if sign < 0.0 {
            Anchor::End
        } else {
            Anchor::Start
        };
        for (i, (band, baseline)) in self.chart.bands.iter().zip(baselines).enumerate() {
            let end = |shares: &[Option<f64>]| {
                let share = finite(shares.get(i).copied().flatten())?;
                Some((share, at(share / (band.to - band.from))))
            };
            let own = end(&side.shares);
            let stub = at(0.0) + sign * STUB;
            let reached = own.map_or(stub, |(_, x)| x);
            let beyond = end(&side.compared).map_or(reached, |(_, x)| x);
            let x = if sign < 0.0 {
                reached.min(beyond)
            } else {
                reached.max(beyond)
            };
            let (text, color) = match own {
                Some((share, _)) => (self.lang.percent(share, 1), INK),
                None => (self.lang.missing().to_owned(), INK_SOFT),
            };
            let look = TextLook::new(Font::Regular, letter, color)
                .anchored(anchor)
                .with_halo();
            self.canvas
                .text((x + sign * 0.6 * letter, *baseline), &text, &look);
        }
    }

    /// The steps of what a side is compared with, open where a share is not known.
    fn outline(&mut self, side: &Side, at: &dyn Fn(f64) -> f64, height: &dyn Fn(f64) -> f64) {
        let mut lines: Vec<Vec<Point>> = vec![Vec::new()];
        for (band, share) in self.chart.bands.iter().zip(&side.compared) {
            match (finite(*share), lines.last_mut()) {
                (Some(share), Some(line)) => {
                    let x = at(share / (band.to - band.from));
                    line.extend([(x, height(band.from)), (x, height(band.to))]);
                }
                _ => lines.push(Vec::new()),
            }
        }
        lines.retain(|line| !line.is_empty());
        if !lines.is_empty() {
            // White beneath keeps it plain over dark bars.
            self.canvas
                .lines(&lines, Stroke::new(Rgb(255, 255, 255), 1.0));
            self.canvas.lines(&lines, Stroke::new(INK, 0.4));
        }
    }
}

fn table(chart: &PyramidChart, lang: Lang) -> FigureTable {
    let share = |value: Option<f64>| {
        finite(value).map_or(lang.missing().to_owned(), |v| lang.percent(v, 1))
    };
    let mut header = vec![lang.pick("Âge", "Age").to_owned()];
    for side in &chart.sides {
        header.push(side.name.clone());
        if !side.compared.is_empty() {
            header.push(format!("{}, {}", side.name, chart.compared_with));
        }
    }
    let rows = chart.bands.iter().enumerate().map(|(i, band)| {
        let mut row = vec![band.label.clone()];
        for side in &chart.sides {
            row.push(share(side.shares.get(i).copied().flatten()));
            if !side.compared.is_empty() {
                row.push(share(side.compared.get(i).copied().flatten()));
            }
        }
        row
    });
    FigureTable {
        header,
        rows: rows.collect(),
    }
}
