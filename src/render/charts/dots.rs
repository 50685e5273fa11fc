//! Dots on one line per row, in columns: the values of many quartiers, before and after.

use super::super::canvas::{Canvas, Paint, Rgb, Stroke, TextLook};
use super::super::figure::Figure;
use super::super::font::Font;
use super::super::frame::{Sizes, framed};
use super::super::page::Rect;
use super::super::palettes::{INK, INK_SOFT};
use super::super::{Lang, RenderError};
use super::axis::{Axis, key};
use super::bars::BarChart;
use super::{RowLabel, finite, largest, ordered, table};

/// Rows lower than this are continued in another column, millimetres.
const PITCH: f64 = 4.3;

/// One line per row with a dot per series, the last series' number beside it; as many columns as it
/// takes for the rows to stay legible, all on the same axis from zero. Dots of one ground are joined. A row without any value says
/// « n.d. ».
///
/// # Errors
/// No row or no series; a negative value; a page too small.
pub fn dots(chart: &BarChart) -> Result<Figure, RenderError> {
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
        let top = key(canvas, body, sizes, series) + 1.5 * sizes.small;
        let height = body.bottom() - top;
        let fit = ((height / (PITCH * sizes.scale)) as usize).max(1);
        // Columns narrower than 80 mm have no room for names.
        let most = ((body.w / (80.0 * sizes.scale)) as usize).max(1);
        let columns = order.len().div_ceil(fit).clamp(1, most);
        let per_column = order.len().div_ceil(columns);
        let gap = 7.0 * sizes.scale;
        let width = (body.w - gap * (columns - 1) as f64) / columns as f64;
        let pitch = (height / per_column as f64).min(7.0 * sizes.scale);
        for (column, part) in order.chunks(per_column).enumerate() {
            let x = body.x + column as f64 * (width + gap);
            let room = Rect::new(x, top, width, pitch * part.len() as f64);
            draw_column(canvas, room, pitch, sizes, chart, part, max, lang);
        }
        Ok(())
    })
}

#[expect(
    clippy::too_many_arguments,
    reason = "the parts of one column, used once"
)]
fn draw_column(
    canvas: &mut Canvas<'_>,
    room: Rect,
    pitch: f64,
    sizes: Sizes,
    chart: &BarChart,
    rows: &[usize],
    max: f64,
    lang: Lang,
) {
    let size = (0.88 * sizes.text).min(pitch * 0.78);
    let label = 0.5 * room.w;
    let left = room.x + label + 1.2 * size;
    let number = |v: f64| lang.with_unit(v, chart.decimals, &chart.unit);
    let widest = Font::Regular.width(&number(max), size) + 1.4 * size;
    let axis = Axis::new(max, left, (room.right() - left - widest).max(5.0));
    axis.draw(canvas, lang, sizes, room.y, room.bottom());
    let radius = (0.3 * pitch).min(1.15 * sizes.scale);
    for (i, &row) in rows.iter().enumerate() {
        let y = room.y + (i as f64 + 0.5) * pitch;
        draw_label(
            canvas,
            &chart.rows[row],
            (room.x, y + 0.36 * size),
            label,
            size,
        );
        let values: Vec<(f64, Rgb, u16)> = chart
            .series
            .iter()
            .filter_map(|s| Some((finite(*s.values.get(row)?)?, s.color, s.ground)))
            .collect();
        let high = values.iter().map(|v| v.0).fold(0.0, f64::max);
        for pair in values.windows(2).filter(|pair| pair[0].2 == pair[1].2) {
            let ends = [(axis.at(pair[0].0), y), (axis.at(pair[1].0), y)];
            canvas.line(&ends, Stroke::new(pair[1].1, 0.45));
        }
        for (value, color, _) in &values {
            let paint = Paint::solid(*color).with_stroke(Stroke::new(Rgb(255, 255, 255), 0.15));
            canvas.disc((axis.at(*value), y), radius, &paint);
        }
        let last = chart
            .series
            .last()
            .and_then(|s| finite(s.values.get(row).copied().flatten()));
        let (text, color) = match last {
            Some(v) => (number(v), INK),
            None => (lang.missing().to_owned(), INK_SOFT),
        };
        let x = if values.is_empty() {
            left
        } else {
            axis.at(high) + radius
        };
        let look = TextLook::new(Font::Regular, size, color).with_halo();
        canvas.text((x + 0.5 * size, y + 0.36 * size), &text, &look);
    }
}

/// Code and name, starting at the left so that codes line up.
fn draw_label(canvas: &mut Canvas<'_>, row: &RowLabel, (x, y): (f64, f64), width: f64, size: f64) {
    let code = if row.code.is_empty() {
        0.0
    } else {
        canvas.text(
            (x, y),
            &row.code,
            &TextLook::new(Font::CondensedBold, size, INK),
        );
        Font::CondensedBold.width(&row.code, size) + 0.7 * size
    };
    let name = Font::Condensed.shorten(&row.name, size, (width - code).max(size));
    canvas.text(
        (x + code, y),
        &name,
        &TextLook::new(Font::Condensed, size, INK),
    );
}
