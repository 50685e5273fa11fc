//! Grouped horizontal bars: populations and areas by EPCI, counts of changes.

use super::super::RenderError;
use super::super::canvas::{Canvas, TextLook};
use super::super::figure::Figure;
use super::super::font::Font;
use super::super::frame::{Setting, Sizes};
use super::super::page::Rect;
use super::super::palettes::{INK, INK_SOFT};
use super::axis::{Axis, key, plain_bar};
use super::rows::{LEAST_LETTER, Label, Rows, framed_rows, too_low};
use super::{Order, RowLabel, Series, finite};

/// Rows with one bar per series.
#[derive(Debug, Clone)]
pub struct BarChart {
    /// Page, language and words.
    pub setting: Setting,
    /// Rows.
    pub rows: Vec<RowLabel>,
    /// Series; with a single one no key is drawn unless it has a name.
    pub series: Vec<Series>,
    /// Order of the rows.
    pub order: Order,
    /// Decimal places of the numbers beside the bars.
    pub decimals: usize,
    /// Unit after each number ("km²"); may be empty.
    pub unit: String,
}

/// Part of the height of a row that its bars take; the rest parts it from the next.
const FILLED: f64 = 0.76;

/// Bars from zero, each with its number. A missing value is « n.d. », without a bar.
///
/// # Errors
/// No row or no series; a negative value; a page too small for the rows to be read.
pub fn bars(chart: &BarChart) -> Result<Figure, RenderError> {
    framed_rows(chart, |canvas, body, sizes, rows| {
        let mut top = body.y;
        if chart.series.len() > 1 || !chart.series[0].name.is_empty() {
            top = key(canvas, body, sizes, &chart.series);
        }
        let room = Rect {
            y: top,
            h: body.bottom() - top,
            ..body
        };
        draw_rows(canvas, room, sizes, chart, rows)
    })
}

fn draw_rows(
    canvas: &mut Canvas<'_>,
    room: Rect,
    sizes: Sizes,
    chart: &BarChart,
    rows: &Rows,
) -> Result<(), RenderError> {
    let lang = chart.setting.lang;
    let fonts = (Font::Bold, Font::Regular);
    // Rows share the height, but bars never grow fat on a chart of few rows.
    let n = chart.series.len() as f64;
    let count = rows.order.len() as f64;
    let pitch = (room.h / count).min(n * 6.5 * sizes.scale + 4.5 * sizes.scale);
    let bar = (pitch * FILLED / n).min(5.5 * sizes.scale);
    let least = LEAST_LETTER / 0.92;
    if bar < least {
        let needed = count * n * least / FILLED;
        return Err(too_low(
            chart.setting.page,
            chart.rows.len(),
            room.h,
            needed,
        ));
    }
    let number_size = sizes.text.min(bar * 0.92);
    let number = |v: f64| lang.with_unit(v, chart.decimals, &chart.unit);

    // Names are broken into lines that a row has room for, in smaller letters where they need it.
    let widest = 0.4 * room.w;
    let labels_of = |size: f64| -> Vec<Label<'_>> {
        let labels = chart.rows.iter();
        labels
            .map(|row| Label::of(row, fonts, size, widest))
            .collect()
    };
    let mut size = sizes.text.min(pitch * 0.8);
    let mut labels = labels_of(size);
    while size > LEAST_LETTER && labels.iter().any(|l| l.height() > pitch) {
        size = (0.94 * size).max(LEAST_LETTER);
        labels = labels_of(size);
    }
    let label = labels.iter().map(Label::width).fold(0.0, f64::max);
    let left = room.x + label + 1.2 * size;
    let widest = Font::Regular.width(&number(rows.max), number_size) + 1.5 * number_size;
    let axis = Axis::new(rows.max, left, (room.right() - left - widest).max(5.0));

    for (i, &row) in rows.order.iter().enumerate() {
        let middle = room.y + (i as f64 + 0.5) * pitch;
        labels[row].draw_to(canvas, left - 1.2 * size, middle);
        for (k, series) in chart.series.iter().enumerate() {
            let top = middle + (k as f64 - n / 2.0) * bar;
            let baseline = top + bar / 2.0 + 0.36 * number_size;
            let value = finite(series.values.get(row).copied().flatten());
            let text = series.told(row, lang, chart.decimals, &chart.unit);
            let (x, color) = match value {
                Some(v) => {
                    let x = axis.at(v);
                    let rect = Rect::new(left, top + 0.04 * bar, x - left, 0.92 * bar);
                    plain_bar(canvas, rect, series.color);
                    (x, INK)
                }
                None => (left, INK_SOFT),
            };
            let look = TextLook::new(Font::Regular, number_size, color);
            canvas.text((x + 0.5 * number_size, baseline), &text, &look);
        }
    }
    // The zero line stands on top of the bars.
    canvas.bar(Rect::new(left - 0.1, room.y, 0.2, count * pitch), INK);
    Ok(())
}
