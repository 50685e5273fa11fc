//! Slopes: two values of each row, joined by a line.

use super::super::canvas::{Anchor, Canvas, Paint, Rgb, Stroke, TextLook};
use super::super::figure::Figure;
use super::super::font::Font;
use super::super::frame::{Setting, Sizes, framed};
use super::super::page::Rect;
use super::super::palettes::{FALL, INK, INK_SOFT, RISE, RULE};
use super::super::{Lang, RenderError};
use super::rows::{LEAST_LETTER, Label, too_low};
use super::spread::spread;
use super::{RowLabel, Series, finite, largest, table};

/// Rows with a value before and one after.
///
/// The grounds of the two series decide what a line means. On one ground it is growth: it is drawn in
/// full, in the colour of a rise or a fall, with the change in per cent. On two grounds it is a change of
/// perimeter: it is dashed and grey, its ends have the colours of their perimeters, and no percentage is
/// given. Two censuses on two grounds differ by both at once and must not come here.
#[derive(Debug, Clone)]
pub struct SlopeChart {
    /// Page, language and words.
    pub setting: Setting,
    /// Rows.
    pub rows: Vec<RowLabel>,
    /// What is left and what is right.
    pub ends: [Series; 2],
    /// What a line is, written over the lines: « à périmètre constant ».
    pub between: String,
    /// Decimal places of the numbers.
    pub decimals: usize,
    /// Unit after each number; may be empty.
    pub unit: String,
}

/// The scale spans at least this ratio, so that a small change is not drawn as a fall from a cliff.
const LEAST_RATIO: f64 = 6.0;

/// Part of the width that the labels of each side may take.
const LABEL: f64 = 0.34;

/// Lines between values on a logarithmic scale, on which one slope is one rate. A row with one value has
/// a dot and no line; 0 counts as none. Labels keep clear of each other and are led to their dots.
///
/// # Errors
/// No row with a value; a negative value; a page too small for the labels to be read.
pub fn slopes(chart: &SlopeChart) -> Result<Figure, RenderError> {
    let lang = chart.setting.lang;
    let max = largest(&chart.rows, &chart.ends)?;
    let values = chart.ends.iter().flat_map(|s| s.values.iter().copied());
    let positive = values.filter_map(finite).filter(|v| *v > 0.0);
    let min = positive.fold(f64::INFINITY, f64::min);
    if max <= 0.0 || !min.is_finite() {
        return Err(RenderError::NoValue(
            "no row has a value before or after".to_owned(),
        ));
    }
    let order: Vec<usize> = (0..chart.rows.len()).collect();
    let table = table(&chart.rows, &chart.ends, &order, lang, chart.decimals);
    framed(&chart.setting, table, |canvas, body, sizes| {
        let mut drawing = Drawing {
            canvas,
            chart,
            sizes,
            scale: scale(min, max),
        };
        drawing.draw(body)
    })
}

/// Logarithms of the ends of the scale around the values.
fn scale(min: f64, max: f64) -> (f64, f64) {
    let (low, high) = (min.ln(), max.ln());
    let more = ((LEAST_RATIO.ln() - (high - low)) / 2.0).max(0.0);
    (low - more, high + more)
}

struct Drawing<'a, 'c> {
    canvas: &'a mut Canvas<'c>,
    chart: &'a SlopeChart,
    sizes: Sizes,
    scale: (f64, f64),
}

impl Drawing<'_, '_> {
    fn draw(&mut self, body: Rect) -> Result<(), RenderError> {
        let size = self.sizes.text;
        let (left, right) = (body.x + LABEL * body.w, body.right() - LABEL * body.w);
        let heading = TextLook::new(Font::Bold, size, INK);
        for (k, (x, anchor)) in [(left, Anchor::End), (right, Anchor::Start)]
            .into_iter()
            .enumerate()
        {
            let name = Font::Bold.wrap(&self.chart.ends[k].name, size, LABEL * body.w, 2);
            for (i, line) in name.iter().enumerate() {
                let at = (x, body.y + size * (1.0 + 1.15 * i as f64));
                self.canvas.text(at, line, &heading.anchored(anchor));
            }
        }
        let look =
            TextLook::new(Font::Regular, self.sizes.small, INK_SOFT).anchored(Anchor::Middle);
        let gap = right - left - 2.0 * size;
        for (i, line) in Font::Regular
            .wrap(&self.chart.between, self.sizes.small, gap, 3)
            .iter()
            .enumerate()
        {
            let at = (
                (left + right) / 2.0,
                body.y + self.sizes.small * (1.0 + 1.15 * i as f64),
            );
            self.canvas.text(at, line, &look);
        }
        let top = body.y + 4.6 * size;
        let room = Rect::new(left, top, right - left, body.bottom() - top);
        for x in [left, right] {
            self.canvas
                .line(&[(x, room.y), (x, room.bottom())], Stroke::new(RULE, 0.25));
        }
        self.lines(room);
        self.labels(room, 0, LABEL * body.w)?;
        self.labels(room, 1, LABEL * body.w)
    }

    /// Value of a row at an end; 0 has no place on a logarithmic scale.
    fn value(&self, end: usize, row: usize) -> Option<f64> {
        let value = self.chart.ends[end].values.get(row).copied().flatten();
        finite(value).filter(|v| *v > 0.0)
    }

    fn height(&self, room: Rect, value: f64) -> f64 {
        let (low, high) = self.scale;
        let part = (value.ln() - low) / (high - low);
        // Half a line of text above and below keeps the first and last label level with their dots.
        let inset = 0.8 * self.sizes.text;
        room.bottom() - inset - part * (room.h - 2.0 * inset)
    }

    fn lines(&mut self, room: Rect) {
        let [before, after] = &self.chart.ends;
        let growth = before.ground == after.ground;
        let radius = 0.75 * self.sizes.scale;
        for row in 0..self.chart.rows.len() {
            let ends = [0, 1].map(|end| self.value(end, row).map(|v| (v, self.height(room, v))));
            let color = |end: usize| -> Rgb {
                match (growth, ends) {
                    (true, [Some((a, _)), Some((b, _))]) if b < a => FALL,
                    (true, [Some((a, _)), Some((b, _))]) if b > a => RISE,
                    (true, _) => INK_SOFT,
                    (false, _) => self.chart.ends[end].color,
                }
            };
            if let [Some((_, from)), Some((_, to))] = ends {
                let stroke = if growth {
                    Stroke::new(color(0), 0.5)
                } else {
                    Stroke::new(INK_SOFT, 0.35).dashed(1.2)
                };
                self.canvas
                    .line(&[(room.x, from), (room.right(), to)], stroke);
            }
            for (end, x) in [room.x, room.right()].into_iter().enumerate() {
                if let Some((_, y)) = ends[end] {
                    let paint = Paint::solid(color(end));
                    self.canvas.disc((x, y), radius, &paint);
                }
            }
        }
    }

    /// Number and name of each row beside its dot, in letters as large as the room allows.
    fn labels(&mut self, room: Rect, end: usize, width: f64) -> Result<(), RenderError> {
        let mut rows: Vec<(usize, f64)> = (0..self.chart.rows.len())
            .filter_map(|row| Some((row, self.height(room, self.value(end, row)?))))
            .collect();
        rows.sort_by(|a, b| a.1.total_cmp(&b.1));
        let wanted: Vec<f64> = rows.iter().map(|r| r.1).collect();
        let mut size = self.sizes.text;
        loop {
            let leader = 2.6 * size;
            let labels: Vec<(String, Label<'_>)> = rows
                .iter()
                .map(|&(row, _)| {
                    let number = self.number(end, row);
                    let taken = Font::CondensedBold.width(&number, size) + 0.7 * size;
                    let fonts = (Font::CondensedBold, Font::Condensed);
                    let room = width - leader - taken;
                    (number, Label::of(&self.chart.rows[row], fonts, size, room))
                })
                .collect();
            let heights: Vec<f64> = labels
                .iter()
                .map(|(_, l)| l.height() + 0.15 * size)
                .collect();
            if let Some(centres) = spread(&wanted, &heights, room.y, room.bottom()) {
                for (((number, label), middle), from) in labels.iter().zip(centres).zip(wanted) {
                    let place = Place {
                        room,
                        end,
                        from,
                        middle,
                        leader,
                    };
                    self.label(number, label, &place);
                }
                return Ok(());
            }
            if size <= LEAST_LETTER {
                let page = self.chart.setting.page;
                let needed = heights.iter().sum();
                return Err(too_low(page, rows.len(), room.h, needed));
            }
            size = (0.94 * size).max(LEAST_LETTER);
        }
    }

    /// « 53 545 », and on the right the change in per cent where it is growth.
    fn number(&self, end: usize, row: usize) -> String {
        let chart = self.chart;
        let lang = chart.setting.lang;
        let Some(value) = self.value(end, row) else {
            return lang.missing().to_owned();
        };
        let number = lang.with_unit(value, chart.decimals, &chart.unit);
        let growth = chart.ends[0].ground == chart.ends[1].ground;
        match self.value(0, row).filter(|_| growth && end == 1) {
            Some(before) => format!("{number} ({})", change(before, value, lang)),
            None => number,
        }
    }

    fn label(&mut self, number: &str, label: &Label<'_>, place: &Place) {
        let size = label.size();
        let radius = 0.9 * self.sizes.scale;
        let away = if place.end == 0 { -1.0 } else { 1.0 };
        let dot = [place.room.x, place.room.right()][place.end];
        if (place.middle - place.from).abs() > 0.15 * size {
            let line = [
                (dot + away * radius, place.from),
                (dot + away * (place.leader - 0.4 * size), place.middle),
            ];
            self.canvas.line(&line, Stroke::new(RULE, 0.15));
        }
        let x = dot + away * place.leader;
        let taken = Font::CondensedBold.width(number, size) + 0.7 * size;
        let look = TextLook::new(Font::CondensedBold, size, INK);
        let baseline = label.first_baseline(place.middle);
        if place.end == 0 {
            self.canvas
                .text((x, baseline), number, &look.anchored(Anchor::End));
            label.draw_to(self.canvas, x - taken, place.middle);
        } else {
            self.canvas.text((x, baseline), number, &look);
            label.draw_from(self.canvas, x + taken, place.middle);
        }
    }
}

/// Where a label goes.
struct Place {
    room: Rect,
    end: usize,
    from: f64,
    middle: f64,
    leader: f64,
}

/// « +2,1 % », « −5,1 % ».
fn change(before: f64, after: f64, lang: Lang) -> String {
    let percent = 100.0 * (after - before) / before;
    let sign = if percent > 0.0 { "+" } else { "" };
    format!("{sign}{}", lang.percent(percent, 1))
}
