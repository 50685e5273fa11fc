//! Legends and scale bars of the maps.

use super::super::canvas::{Anchor, Canvas, Paint, Point, Rgb, Stroke, TextLook};
use super::super::font::Font;
use super::super::frame::Sizes;
use super::super::number::Lang;
use super::super::page::Rect;
use super::super::palettes::{INK, INK_SOFT};

/// One line of a legend.
pub(crate) enum Entry {
    /// A heading over what follows.
    Heading(String),
    /// A patch painted like the shapes it stands for.
    Patch(Paint, String),
    /// A disc of that radius in millimetres.
    Disc(f64, Paint, String),
    /// Nested circles: radius in millimetres and value of each, largest first.
    Nested(Vec<(f64, String)>, Paint),
    /// Words without a sign.
    Words(String),
    /// Air before a heading.
    Space,
    /// What the numbers of the map stand for, from 1; in columns where there is room for them.
    Numbers(Vec<String>),
}

impl Entry {
    /// Height of the entry in a legend of that width, millimetres, with the air under it.
    fn height(&self, width: f64, sizes: Sizes) -> f64 {
        let size = sizes.text;
        let lines = |n: usize| 1.25 * size * n as f64;
        let own = match self {
            Entry::Heading(words) => {
                lines(Font::Bold.wrap(words, size, width, 3).len()) + 0.3 * size
            }
            Entry::Words(words) => {
                1.25 * sizes.small * Font::Regular.wrap(words, sizes.small, width, 4).len() as f64
            }
            Entry::Patch(_, words) | Entry::Disc(_, _, words) => {
                let wrapped = Font::Regular.wrap(words, size, width - WORDS * size, 3);
                (PATCH.1 * size).max(lines(wrapped.len()))
            }
            Entry::Space => return 0.8 * size,
            Entry::Numbers(all) => {
                let columns = columns(all, width, sizes.small);
                let rows = columns.iter().map(|column| height_of(column)).max();
                return 1.2 * sizes.small * rows.unwrap_or(0) as f64;
            }
            Entry::Nested(circles, _) => {
                let largest = circles.first().map_or(0.0, |c| c.0);
                (2.0 * largest).max(1.3 * size * circles.len() as f64) + 0.5 * size
            }
        };
        own + 0.45 * size
    }
}

/// Size of a patch and start of the words beside it, in units of the text size.
const PATCH: (f64, f64) = (2.4, 1.35);
const WORDS: f64 = 3.2;
/// Start of the words beside a number, and least width of a column of them, in units of the small
/// text size.
const NUMBER: (f64, f64) = (1.8, 16.0);

/// Height of a whole legend, millimetres.
pub(crate) fn legend_height(entries: &[Entry], width: f64, sizes: Sizes) -> f64 {
    entries.iter().map(|entry| entry.height(width, sizes)).sum()
}

/// Draws the entries from the top of `room`; returns where they end.
pub(crate) fn legend<'e>(
    canvas: &mut Canvas<'_>,
    room: Rect,
    sizes: Sizes,
    entries: impl IntoIterator<Item = &'e Entry>,
) -> f64 {
    let size = sizes.text;
    let (w, h) = (PATCH.0 * size, PATCH.1 * size);
    let mut y = room.y;
    for entry in entries {
        let middle = (room.x + w / 2.0, y + h / 2.0);
        match entry {
            Entry::Heading(words) => {
                let look = TextLook::new(Font::Bold, size, INK);
                for (i, line) in Font::Bold.wrap(words, size, room.w, 3).iter().enumerate() {
                    canvas.text((room.x, y + size + 1.25 * size * i as f64), line, &look);
                }
            }
            Entry::Words(words) => {
                let look = TextLook::new(Font::Regular, sizes.small, INK_SOFT);
                let lines = Font::Regular.wrap(words, sizes.small, room.w, 4);
                for (i, line) in lines.iter().enumerate() {
                    let baseline = y + sizes.small * (1.0 + 1.25 * i as f64);
                    canvas.text((room.x, baseline), line, &look);
                }
            }
            Entry::Space => {}
            Entry::Numbers(all) => numbers(canvas, (room.x, y), room.w, sizes.small, all),
            Entry::Patch(paint, _) => canvas.rect(Rect::new(room.x, y, w, h), paint),
            Entry::Disc(radius, paint, _) => canvas.disc(middle, *radius, paint),
            Entry::Nested(circles, paint) => nested(canvas, (room.x, y), size, circles, paint),
        }
        if let Entry::Patch(_, words) | Entry::Disc(_, _, words) = entry {
            let look = TextLook::new(Font::Regular, size, INK);
            let lines = Font::Regular.wrap(words, size, room.w - WORDS * size, 3);
            for (i, line) in lines.iter().enumerate() {
                let baseline = y + h / 2.0 + 0.36 * size + 1.25 * size * i as f64;
                canvas.text((room.x + WORDS * size, baseline), line, &look);
            }
        }
        y += entry.height(room.w, sizes);
    }
    y
}

/// Lines of each number, in columns of about the same height.
fn columns(all: &[String], width: f64, size: f64) -> Vec<Vec<(usize, Vec<String>)>> {
    let count = (width / (NUMBER.1 * size)).floor().clamp(1.0, 4.0) as usize;
    let room = width / count as f64 - (NUMBER.0 + 0.8) * size;
    let lines: Vec<(usize, Vec<String>)> = all
        .iter()
        .enumerate()
        .map(|(i, words)| (i + 1, Font::Condensed.wrap(words, size, room, 3)))
        .collect();
    let share = height_of(&lines).div_ceil(count);
    let mut columns: Vec<Vec<(usize, Vec<String>)>> = vec![Vec::new()];
    for line in lines {
        let last = columns.len() - 1;
        let full = height_of(&columns[last]) >= share;
        if full && columns.len() < count {
            columns.push(vec![line]);
        } else {
            columns[last].push(line);
        }
    }
    columns
}

fn height_of(column: &[(usize, Vec<String>)]) -> usize {
    column.iter().map(|(_, lines)| lines.len()).sum()
}

/// The list of numbers.
fn numbers(canvas: &mut Canvas<'_>, (x, y): Point, width: f64, size: f64, all: &[String]) {
    let columns = columns(all, width, size);
    let bold = TextLook::new(Font::CondensedBold, size, INK).anchored(Anchor::End);
    let look = TextLook::new(Font::Condensed, size, INK);
    let step = width / columns.len().max(1) as f64;
    for (i, column) in columns.into_iter().enumerate() {
        let (left, mut baseline) = (x + step * i as f64, y + size);
        for (number, lines) in column {
            let at = (left + (NUMBER.0 - 0.5) * size, baseline);
            canvas.text(at, &number.to_string(), &bold);
            for line in lines {
                canvas.text((left + NUMBER.0 * size, baseline), &line, &look);
                baseline += 1.2 * size;
            }
        }
    }
}

/// Circles that stand on one point, each with a line to its value.
fn nested(
    canvas: &mut Canvas<'_>,
    (x, y): Point,
    size: f64,
    circles: &[(f64, String)],
    paint: &Paint,
) {
    let Some(largest) = circles.first().map(|c| c.0) else {
        return;
    };
    let room = 1.3 * size;
    let bottom = y + (2.0 * largest).max(room * circles.len() as f64);
    let centre = x + largest.max(1.2 * size);
    let words = centre + largest + 1.6 * size;
    let look = TextLook::new(Font::Regular, size, INK);
    // From the smallest up, so that values of small circles push each other upwards.
    let mut free = bottom - 0.4 * size;
    let mut lines: Vec<f64> = Vec::new();
    for (radius, _) in circles.iter().rev() {
        lines.push(free.min(bottom - 2.0 * radius));
        free = free.min(bottom - 2.0 * radius) - room;
    }
    for ((radius, value), line) in circles.iter().zip(lines.into_iter().rev()) {
        canvas.disc((centre, bottom - radius), *radius, paint);
        let to = (words - 0.4 * size, line);
        let bend = (centre + largest + 0.2 * size, line);
        canvas.line(
            &[(centre, bottom - 2.0 * radius), bend, to],
            Stroke::new(INK_SOFT, 0.15),
        );
        canvas.text((words, line + 0.36 * size), value, &look);
    }
}

/// The frame that a scale bar takes in the lower left corner of `frame`.
pub(crate) fn scale_bar_frame(frame: Rect, scale: f64, sizes: Sizes, lang: Lang) -> Rect {
    let (length, words) = scale_bar_length(frame, scale, lang);
    let size = sizes.small;
    let w = length * scale + Font::Regular.width(&words, size) + 2.0 * size;
    Rect::new(
        frame.x + 0.8 * size,
        frame.bottom() - 2.2 * size,
        w,
        1.6 * size,
    )
}

/// A bar of a round length in kilometres (metres when short), in the lower left corner.
pub(crate) fn scale_bar(
    canvas: &mut Canvas<'_>,
    frame: Rect,
    scale: f64,
    sizes: Sizes,
    lang: Lang,
) {
    let (length, words) = scale_bar_length(frame, scale, lang);
    let ground = scale_bar_frame(frame, scale, sizes, lang);
    let size = sizes.small;
    let (x0, y) = (ground.x + 0.4 * size, ground.y + 1.15 * size);
    let x1 = x0 + length * scale;
    let tick = 0.45 * size;
    // What lies under it, down to the corner, is hidden: it would read as ticks of the bar.
    let (w, h) = (ground.right() - frame.x, frame.bottom() - ground.y);
    let corner = Rect::new(frame.x, ground.y, w, h);
    canvas.rect(corner, &Paint::solid(Rgb(255, 255, 255)));
    let bar = [(x0, y - tick), (x0, y), (x1, y), (x1, y - tick)];
    canvas.line(&bar, Stroke::new(INK, 0.25));
    let look = TextLook::new(Font::Regular, size, INK)
        .anchored(Anchor::Start)
        .with_halo();
    canvas.text((x1 + 0.5 * size, y + 0.1 * size), &words, &look);
}

/// Length in metres, and in words.
fn scale_bar_length(frame: Rect, scale: f64, lang: Lang) -> (f64, String) {
    let longest = (frame.w * 0.28).min(30.0) / scale;
    let power = 10f64.powf(longest.log10().floor());
    let length = [5.0, 2.0, 1.0]
        .into_iter()
        .map(|s| s * power)
        .find(|l| *l <= longest);
    let length = length.unwrap_or(power);
    let words = if length >= 1000.0 {
        lang.with_unit(length / 1000.0, 0, "km")
    } else {
        lang.with_unit(length, 0, "m")
    };
    (length, words)
}
