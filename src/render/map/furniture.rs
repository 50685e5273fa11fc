//! What stands in a panel besides its theme: backdrop, letter, heading.

use super::super::canvas::{Anchor, Canvas, Fill, Paint, Point, Rgb, Stroke, TextLook};
use super::super::font::Font;
use super::super::frame::Sizes;
use super::super::page::Rect;
use super::super::palettes::{COMMUNE_LINE, INK, LAND, LAND_LINE};
use super::Backdrop;
use super::sheet::{Backed, Panel, Role};
use super::view::{View, finite_bounds};
use geo::{MultiPolygon, Rect as Ground};

/// An outline made for maps of the country is drawn up to this scale (1:500 000, in millimetres per
/// metre): larger, quartiers on the coast would seem to lie in the sea.
const FINEST_OUTLINE: f64 = 0.002;

const WHITE: Rgb = Rgb(255, 255, 255);

pub(super) fn draw_letter(canvas: &mut Canvas<'_>, tag: Rect, letter: char, size: f64) {
    canvas.bar(tag, INK);
    let at = (tag.centre().0, tag.centre().1 + 0.36 * size);
    let look = TextLook::new(Font::Bold, size, WHITE).anchored(Anchor::Middle);
    canvas.text(at, &letter.to_string(), &look);
}

/// Letter (of an inset) and names in the upper left corner of a panel; returns the ground they take.
pub(super) fn draw_heading(
    canvas: &mut Canvas<'_>,
    frame: Rect,
    letter: Option<char>,
    names: &str,
    sizes: Sizes,
) -> Rect {
    let size = sizes.text;
    let height = 1.5 * size;
    let side = if letter.is_some() { height } else { 0.0 };
    // Whole names only, as many as fit.
    let room = frame.w - side - 1.2 * size;
    let mut names = names;
    while let Some((fewer, _)) = names.rsplit_once(" · ")
        && Font::Bold.width(names, size) > room
    {
        names = fewer;
    }
    let names = Font::Bold.shorten(names, size, room);
    let width = if names.is_empty() {
        side
    } else {
        side + 1.2 * size + Font::Bold.width(&names, size)
    };
    let ground = Rect::new(frame.x, frame.y, width, height);
    if !names.is_empty() {
        canvas.rect(ground, &Paint::fill(Fill::Solid(WHITE, 0.85)));
    }
    if let Some(letter) = letter {
        let tag = Rect::new(frame.x, frame.y, side, side);
        draw_letter(canvas, tag, letter, size);
    }
    let at = (
        frame.x + side + 0.6 * size,
        frame.y + height / 2.0 + 0.36 * size,
    );
    canvas.text(at, &names, &TextLook::new(Font::Bold, size, INK));
    ground
}

pub(super) fn draw_backdrop(
    canvas: &mut Canvas<'_>,
    panel: &Panel,
    backdrop: &Backdrop<'_>,
    communes: &[Backed<'_>],
) {
    let outline = match panel.part {
        0 => backdrop.outline,
        n => backdrop.parts.get(n - 1).and_then(|p| p.outline),
    };
    let outline = outline.map(|o| panel.view.trace(o, finite_bounds(o)));
    let width = if panel.role == Role::Inset { 0.18 } else { 0.1 };
    let lines: Vec<Vec<Point>> = communes
        .iter()
        .filter(|(commune, _)| commune.part == panel.part)
        .flat_map(|(commune, bounds)| panel.view.trace(commune.polygons, Some(*bounds)))
        .collect();
    // Communes know the ground better than an outline made for maps of the country.
    if !lines.is_empty() {
        canvas.rings(&lines, &Paint::solid(LAND));
        canvas.lines(&lines, Stroke::new(COMMUNE_LINE, width));
    } else if let Some(rings) = outline.filter(|_| panel.view.scale < FINEST_OUTLINE) {
        canvas.rings(&rings, &Paint::solid(LAND));
        canvas.lines(&rings, Stroke::new(LAND_LINE, 0.15));
    }
}

/// The country with a mark where the map lies, in what is free of `room` under `end`; nothing where
/// that is too small.
pub(super) fn draw_locator(
    canvas: &mut Canvas<'_>,
    room: Rect,
    end: f64,
    country: &MultiPolygon<f64>,
    shown: Ground<f64>,
    sizes: Sizes,
) {
    let side = (28.0 * sizes.scale).min(room.w);
    if room.bottom() - end < side + 2.0 * sizes.text {
        return;
    }
    let frame = Rect::new(room.x, room.bottom() - side, side, side);
    let Some(bounds) = finite_bounds(country) else {
        return;
    };
    let view = View::fit(bounds, frame, f64::INFINITY);
    let rings = view.trace(country, Some(bounds));
    canvas.rings(&rings, &Paint::solid(LAND));
    canvas.lines(&rings, Stroke::new(LAND_LINE, 0.15));
    let here = view.place_rect(shown);
    let least = (0.6 * sizes.scale - here.w.min(here.h) / 2.0).max(0.0);
    canvas.rect(here.grown(least), &Paint::solid(INK));
}
