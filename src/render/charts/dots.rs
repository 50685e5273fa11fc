//! Dots on one line per row, in columns: the values of many quartiers, before and after.

use super::super::RenderError;
use super::super::canvas::{Canvas, Paint, Rgb, Stroke, TextLook};
use super::super::figure::Figure;
use super::super::font::Font;
use super::super::frame::Sizes;
use super::super::page::Rect;
use super::super::palettes::{INK, INK_SOFT, edge};
use super::axis::{Axis, key};
use super::bars::BarChart;
use super::rows::{LEADING, LEAST_LETTER, Label, Rows, framed_rows, too_low};
use super::{Series, finite};

/// Height of a row whose name takes one line, in sizes of its letters.
const PITCH: f64 = 1.8;

/// Narrower columns have no room for names, millimetres on A4.
const NARROWEST: f64 = 80.0;

/// Part of a column that names may take.
const LABEL: f64 = 0.52;

/// One line per row with a dot per series, the last series' number beside it; as many columns as it
/// takes for the rows to stay legible, all on the same axis, and names in as many lines as
/// they need. The axis begins at zero, or is logarithmic where one value dwarfs the others, and says so.
/// Dots of one ground are joined. A row without any value says « n.d. ».
///
/// # Errors
/// No row or no series; a negative value; a page too small for the rows to be read.
pub fn dots(chart: &BarChart) -> Result<Figure, RenderError> {
    framed_rows(chart, |canvas, body, sizes, rows| {
        let mut top = key(canvas, body, sizes, &chart.series) + 1.5 * sizes.small;
        let least = skewed(chart, rows);
        if least.is_some() {
            let look = TextLook::new(Font::Regular, sizes.small, INK_SOFT);
            let text = chart
                .setting
                .lang
                .pick("Échelle logarithmique", "Logarithmic scale");
            canvas.text((body.x, top - sizes.small), text, &look);
            top += 1.2 * sizes.small;
        }
        let room = Rect::new(body.x, top, body.w, body.bottom() - top);
        let mut layout = Layout::of(chart, rows, room, sizes)?;
        layout.least = least;
        for (column, part) in layout.columns.iter().enumerate() {
            let x = room.x + column as f64 * (layout.width + layout.gap);
            let place = Rect::new(x, top, layout.width, room.h);
            draw_column(canvas, place, sizes, chart, rows, &layout, part);
        }
        Ok(())
    })
}

/// The least value, where one is so much larger than most that on a scale from zero all others would
/// lie on one heap: more than fifteen times the median. Values of 0 need the scale from zero.
fn skewed(chart: &BarChart, rows: &Rows) -> Option<f64> {
    let values = chart.series.iter().flat_map(|s| &s.values);
    let mut values: Vec<f64> = values.filter_map(|v| finite(*v)).collect();
    values.sort_by(f64::total_cmp);
    let (least, median) = (*values.first()?, values[values.len() / 2]);
    (least > 0.0 && rows.max > 15.0 * median).then_some(least)
}

/// Where the rows go.
struct Layout<'a> {
    labels: Vec<Label<'a>>,
    /// Rows of each column.
    columns: Vec<&'a [usize]>,
    width: f64,
    gap: f64,
    size: f64,
    /// What heights are multiplied by to fill the page.
    stretch: f64,
    /// The least value, where the scale is logarithmic.
    least: Option<f64>,
}

impl<'a> Layout<'a> {
    /// The fewest columns that hold all rows, in the largest letters.
    fn of(
        chart: &'a BarChart,
        rows: &'a Rows,
        room: Rect,
        sizes: Sizes,
    ) -> Result<Layout<'a>, RenderError> {
        let gap = 7.0 * sizes.scale;
        let most = ((room.w / (NARROWEST * sizes.scale)) as usize).max(1);
        let mut size = 0.88 * sizes.text;
        let mut needed = f64::INFINITY;
        loop {
            for count in 1..=most {
                let width = (room.w - gap * (count - 1) as f64) / count as f64;
                let label = |row| {
                    let fonts = (Font::CondensedBold, Font::Condensed);
                    Label::of(row, fonts, size, LABEL * width)
                };
                let labels: Vec<Label<'_>> = chart.rows.iter().map(label).collect();
                let heights: Vec<f64> = rows.order.iter().map(|&r| height(&labels[r])).collect();
                let (columns, tallest) = parted(&rows.order, &heights, count);
                needed = needed.min(tallest);
                if tallest <= room.h {
                    return Ok(Layout {
                        labels,
                        columns,
                        width,
                        gap,
                        size,
                        stretch: (room.h / tallest).min(1.5),
                        least: None,
                    });
                }
            }
            if size <= LEAST_LETTER {
                return Err(too_low(
                    chart.setting.page,
                    chart.rows.len(),
                    room.h,
                    needed,
                ));
            }
            size = (0.92 * size).max(LEAST_LETTER);
        }
    }
}

impl Layout<'_> {
    /// The axis that all columns share, in `room` millimetres from `left`: as long as it can be with the
    /// number of every row behind its last dot.
    fn axis(&self, chart: &BarChart, rows: &Rows, left: f64, room: f64) -> Axis {
        let of = |width: f64| match self.least {
            Some(least) => Axis::logarithmic(least, rows.max, left, width),
            None => Axis::new(rows.max, left, width),
        };
        let trial = of(room);
        let fits = rows.order.iter().map(|&row| {
            let text = latest(chart, row).0;
            let taken = Font::Regular.width(&text, self.size) + 1.4 * self.size;
            let values = chart.series.iter();
            let high = values.filter_map(|s| finite(s.values.get(row).copied().flatten()));
            let part =
                (trial.at(high.fold(0.0, f64::max).max(self.least.unwrap_or(0.0))) - left) / room;
            (room - taken) / part.max(0.01)
        });
        of(fits.fold(room - self.size, f64::min).max(5.0))
    }
}

/// A row needs the lines of its name and a gap to the next.
fn height(label: &Label<'_>) -> f64 {
    label.height() + (PITCH - LEADING) * label.size()
}

/// Parts rows over `count` columns of nearly equal height; the height of the tallest.
fn parted<'a>(order: &'a [usize], heights: &[f64], count: usize) -> (Vec<&'a [usize]>, f64) {
    let total: f64 = heights.iter().sum();
    let (mut columns, mut tallest) = (Vec::with_capacity(count), 0.0_f64);
    let (mut start, mut filled, mut before) = (0, 0.0, 0.0);
    for (i, height) in heights.iter().enumerate() {
        let share = total * (columns.len() + 1) as f64 / count as f64;
        // A row goes into the column in which most of it would lie.
        let full = before + filled + height / 2.0 > share && i > start;
        if full && columns.len() + 1 < count {
            columns.push(&order[start..i]);
            tallest = tallest.max(filled);
            (start, before, filled) = (i, before + filled, 0.0);
        }
        filled += height;
    }
    columns.push(&order[start..]);
    (columns, tallest.max(filled))
}

fn draw_column(
    canvas: &mut Canvas<'_>,
    room: Rect,
    sizes: Sizes,
    chart: &BarChart,
    rows: &Rows,
    layout: &Layout<'_>,
    part: &[usize],
) {
    let lang = chart.setting.lang;
    let size = layout.size;
    let left = room.x + LABEL * room.w + 1.2 * size;
    let axis = layout.axis(chart, rows, left, room.right() - left);
    let heights = part.iter().map(|&r| height(&layout.labels[r]));
    let bottom = room.y + layout.stretch * heights.sum::<f64>();
    axis.draw(canvas, lang, sizes, room.y, bottom);
    let radius = (0.36 * size).min(1.15 * sizes.scale);
    let mut top = room.y;
    for &row in part {
        let tall = layout.stretch * height(&layout.labels[row]);
        let y = top + tall / 2.0;
        top += tall;
        layout.labels[row].draw_from(canvas, room.x, y);
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
            let around = edge(*color).unwrap_or(Rgb(255, 255, 255));
            let paint = Paint::solid(*color).with_stroke(Stroke::new(around, 0.15));
            canvas.disc((axis.at(*value), y), radius, &paint);
        }
        let (text, color) = latest(chart, row);
        let x = if values.is_empty() {
            left
        } else {
            axis.at(high) + radius
        };
        let look = TextLook::new(Font::Regular, size, color).with_halo();
        canvas.text((x + 0.5 * size, y + 0.36 * size), &text, &look);
    }
}

/// The latest value of a row in words. Where it is of an earlier series than the last, a quartier of the
/// old perimeters, the series is named: « 6 705 (RP 2018) ».
fn latest(chart: &BarChart, row: usize) -> (String, Rgb) {
    let known = |s: &&Series| finite(s.values.get(row).copied().flatten()).is_some();
    let found = chart.series.iter().rev().find(known);
    let Some(series) = found.or(chart.series.last()) else {
        return (String::new(), INK);
    };
    let text = series.told(row, chart.setting.lang, chart.decimals, &chart.unit);
    let last = chart.series.last().map(|s| &s.name);
    if found.is_none() {
        (text, INK_SOFT)
    } else if last == Some(&series.name) {
        (text, INK)
    } else {
        let name = series.name.split(',').next().unwrap_or_default();
        (format!("{text} ({name})"), INK_SOFT)
    }
}
