//! Grouped horizontal bars: populations and areas by EPCI, counts of changes.

use super::super::canvas::{Anchor, Canvas, TextLook};
use super::super::figure::Figure;
use super::super::font::Font;
use super::super::frame::{Setting, Sizes, framed};
use super::super::page::Rect;
use super::super::palettes::{INK, INK_SOFT};
use super::super::{Lang, RenderError};
use super::axis::{Axis, key};
use super::{Order, RowLabel, Series, finite, largest, ordered, table};

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

/// Bars from zero, each with its number. A missing value is « n.d. », without a bar.
///
/// # Errors
/// No row or no series; a negative value; a page too small for the rows.
pub fn bars(chart: &BarChart) -> Result<Figure, RenderError> {
    let BarChart {
        setting,
        rows,
        series,
        order,
        decimals,
        ..
    } = chart;
    if rows.is_empty() || series.is_empty() {
        return Err(RenderError::NothingToDraw {
            figure: setting.caption.id.clone(),
        });
    }
    let max = largest(rows, series)?;
    let order = ordered(rows.len(), series, *order);
    let lang = setting.lang;
    let table = table(rows, series, &order, lang, *decimals);
    framed(setting, table, |canvas, body, sizes| {
        let mut top = body.y;
        if series.len() > 1 || !series[0].name.is_empty() {
            top = key(canvas, body, sizes, series);
        }
        let room = Rect {
            y: top,
            h: body.bottom() - top,
            ..body
        };
        draw_rows(canvas, room, sizes, chart, &order, max, lang);
        Ok(())
    })
}

fn draw_rows(
    canvas: &mut Canvas<'_>,
    room: Rect,
    sizes: Sizes,
    chart: &BarChart,
    order: &[usize],
    max: f64,
    lang: Lang,
) {
    // Rows share the height, but bars never grow fat on a chart of few rows.
    let n = chart.series.len() as f64;
    let pitch = (room.h / order.len() as f64).min(n * 6.5 * sizes.scale + 4.5 * sizes.scale);
    let bar = (pitch * 0.76 / n).min(5.5 * sizes.scale);
    let size = sizes.text.min(pitch * 0.8);
    let number_size = size.min(bar * 0.92).max(1.5_f64.min(bar));
    let number = |v: f64| lang.with_unit(v, chart.decimals, &chart.unit);

    let words = |row: &RowLabel| {
        let code = if row.code.is_empty() {
            0.0
        } else {
            Font::Bold.width(&row.code, size) + size
        };
        code + Font::Regular.width(&row.name, size)
    };
    let label = chart
        .rows
        .iter()
        .map(words)
        .fold(0.0, f64::max)
        .min(0.36 * room.w);
    let left = room.x + label + 1.2 * size;
    let widest = Font::Regular.width(&number(max), number_size) + 1.5 * number_size;
    let axis = Axis::new(max, left, (room.right() - left - widest).max(5.0));

    for (i, &row) in order.iter().enumerate() {
        let y = room.y + i as f64 * pitch;
        let middle = y + pitch / 2.0;
        draw_row_label(
            canvas,
            &chart.rows[row],
            (left - 1.2 * size, middle),
            label,
            size,
        );
        for (k, series) in chart.series.iter().enumerate() {
            let top = middle + (k as f64 - n / 2.0) * bar;
            let baseline = top + bar / 2.0 + 0.36 * number_size;
            let value = finite(series.values.get(row).copied().flatten());
            let (x, text, color) = match value {
                Some(v) => {
                    let x = axis.at(v);
                    canvas.bar(
                        Rect::new(left, top + 0.04 * bar, x - left, 0.92 * bar),
                        series.color,
                    );
                    (x, number(v), INK)
                }
                None => (left, lang.missing().to_owned(), INK_SOFT),
            };
            let look = TextLook::new(Font::Regular, number_size, color);
            canvas.text((x + 0.5 * number_size, baseline), &text, &look);
        }
    }
    // The zero line stands on top of the bars.
    let bottom = room.y + order.len() as f64 * pitch;
    canvas.bar(Rect::new(left - 0.1, room.y, 0.2, bottom - room.y), INK);
}

/// Code and name, ending at `right` and centred on a height.
pub(super) fn draw_row_label(
    canvas: &mut Canvas<'_>,
    row: &RowLabel,
    (right, middle): (f64, f64),
    width: f64,
    size: f64,
) {
    let baseline = middle + 0.36 * size;
    let code = if row.code.is_empty() {
        0.0
    } else {
        Font::Bold.width(&row.code, size) + 0.6 * size
    };
    let name = Font::Regular.shorten(&row.name, size, (width - code).max(size));
    let look = TextLook::new(Font::Regular, size, INK).anchored(Anchor::End);
    canvas.text((right, baseline), &name, &look);
    if !row.code.is_empty() {
        let x = right - Font::Regular.width(&name, size) - 0.6 * size;
        let look = TextLook::new(Font::Bold, size, INK).anchored(Anchor::End);
        canvas.text((x, baseline), &row.code, &look);
    }
}
