//! Legends and scale bars of the maps.

use super::super::canvas::{Anchor, Canvas, Paint, Point, Stroke, TextLook};
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
    /// A line.
    Line(Stroke, String),
    /// A disc of that radius in millimetres.
    Disc(f64, Paint, String),
    /// Nested circles: radius in millimetres and value of each, largest first.
    Nested(Vec<(f64, String)>, Paint),
    /// Words without a sign.
    Words(String),
}

/// Draws the entries from the top of `room` and returns where they end. What does not fit is shown
/// all the same: a legend is never cut, the caller gives it enough room.
pub(crate) fn legend(canvas: &mut Canvas<'_>, room: Rect, sizes: Sizes, entries: &[Entry]) -> f64 {
    let size = sizes.text;
    let (patch_w, patch_h) = (2.4 * size, 1.35 * size);
    let mut y = room.y;
    for entry in entries {
        let text = |canvas: &mut Canvas<'_>, words: &str, y: f64, first_height: f64| {
            let x = room.x + patch_w + 0.8 * size;
            let lines = Font::Regular.wrap(words, size, room.right() - x, 3);
            let look = TextLook::new(Font::Regular, size, INK);
            for (i, line) in lines.iter().enumerate() {
                let baseline = y + first_height / 2.0 + 0.36 * size + 1.25 * size * i as f64;
                canvas.text((x, baseline), line, &look);
            }
            first_height.max(1.25 * size * lines.len() as f64)
        };
        let step = match entry {
            Entry::Heading(words) => {
                if y > room.y {
                    y += 0.5 * size;
                }
                let look = TextLook::new(Font::Bold, size, INK);
                let lines = Font::Bold.wrap(words, size, room.w, 3);
                for (i, line) in lines.iter().enumerate() {
                    canvas.text((room.x, y + size + 1.25 * size * i as f64), line, &look);
                }
                1.25 * size * lines.len() as f64 + 0.3 * size
            }
            Entry::Words(words) => {
                let look = TextLook::new(Font::Regular, sizes.small, INK_SOFT);
                let lines = Font::Regular.wrap(words, sizes.small, room.w, 4);
                for (i, line) in lines.iter().enumerate() {
                    let baseline = y + sizes.small * (1.0 + 1.25 * i as f64);
                    canvas.text((room.x, baseline), line, &look);
                }
                1.25 * sizes.small * lines.len() as f64
            }
            Entry::Patch(paint, words) => {
                canvas.rect(Rect::new(room.x, y, patch_w, patch_h), paint);
                text(canvas, words, y, patch_h)
            }
            Entry::Line(stroke, words) => {
                let middle = y + patch_h / 2.0;
                canvas.line(&[(room.x, middle), (room.x + patch_w, middle)], *stroke);
                text(canvas, words, y, patch_h)
            }
            Entry::Disc(radius, paint, words) => {
                canvas.disc((room.x + patch_w / 2.0, y + patch_h / 2.0), *radius, paint);
                text(canvas, words, y, patch_h)
            }
            Entry::Nested(circles, paint) => nested(canvas, (room.x, y), size, circles, paint),
        };
        y += step + 0.45 * size;
    }
    y
}

/// Circles that stand on one point, each with a line to its value. Returns the height used.
fn nested(
    canvas: &mut Canvas<'_>,
    (x, y): Point,
    size: f64,
    circles: &[(f64, String)],
    paint: &Paint,
) -> f64 {
    let Some(largest) = circles.first().map(|c| c.0) else {
        return 0.0;
    };
    let room = 1.3 * size;
    let bottom = y + (2.0 * largest).max(room * circles.len() as f64);
    let centre = x + largest.max(1.2 * size);
    let words = centre + largest + 1.6 * size;
    let look = TextLook::new(Font::Regular, size, INK);
    let mut free = f64::NEG_INFINITY;
    for (radius, value) in circles {
        canvas.disc((centre, bottom - radius), *radius, paint);
        let top = bottom - 2.0 * radius;
        let line = top.max(free);
        free = line + room;
        let to = (words - 0.4 * size, line);
        canvas.line(
            &[(centre, top), (centre + largest, line), to],
            Stroke::new(INK_SOFT, 0.15),
        );
        canvas.text((words, line + 0.36 * size), value, &look);
    }
    (free - y).max(bottom - y)
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
    let bar = [(x0, y - tick), (x0, y), (x1, y), (x1, y - tick)];
    canvas.line(
        &bar,
        Stroke::new(super::super::canvas::Rgb(255, 255, 255), 0.9),
    );
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
