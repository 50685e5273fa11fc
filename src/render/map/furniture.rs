//! What stands in a panel besides its theme: backdrop, letter, heading.

use super::super::canvas::{Anchor, Canvas, Fill, Paint, Point, Rgb, Stroke, TextLook};
use super::super::font::Font;
use super::super::frame::Sizes;
use super::super::page::Rect;
use super::super::palettes::{COMMUNE_LINE, INK, LAND, LAND_LINE};
use super::content::Content;
use super::sheet::{Panel, Role, Subject};
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

/// Letter (of an inset) and names in the upper left corner of a panel, and the ground they take.
pub(super) struct Heading {
    letter: Option<char>,
    names: String,
    pub ground: Rect,
}

impl Heading {
    /// Of the names, whole ones only, as many as fit; `None` for a panel without letter or name.
    pub fn of(panel: &Panel, sizes: Sizes) -> Option<Heading> {
        let (letter, frame) = (panel.letter, panel.view.frame);
        if letter.is_none() && panel.heading.is_empty() {
            return None;
        }
        let size = sizes.text;
        let height = 1.5 * size;
        let side = if letter.is_some() { height } else { 0.0 };
        let room = frame.w - side - 1.2 * size;
        let mut names = panel.heading.as_str();
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
        Some(Heading {
            letter,
            names,
            ground: Rect::new(frame.x, frame.y, width, height),
        })
    }

    pub fn draw(&self, canvas: &mut Canvas<'_>, sizes: Sizes) {
        let (size, ground) = (sizes.text, self.ground);
        if !self.names.is_empty() {
            canvas.rect(ground, &Paint::fill(Fill::Solid(WHITE, 0.85)));
        }
        let side = if self.letter.is_some() { ground.h } else { 0.0 };
        if let Some(letter) = self.letter {
            draw_letter(canvas, Rect { w: side, ..ground }, letter, size);
        }
        let at = (
            ground.x + side + 0.6 * size,
            ground.y + ground.h / 2.0 + 0.36 * size,
        );
        canvas.text(at, &self.names, &TextLook::new(Font::Bold, size, INK));
    }
}

/// Communes behind a panel, or the outline of the territory.
pub(super) fn behind(panel: &Panel, subject: &Subject<'_>) -> Content {
    let mut content = Content::default();
    let width = if panel.role == Role::Inset { 0.18 } else { 0.1 };
    let lines: Vec<Vec<Point>> = subject
        .communes
        .iter()
        .filter(|(commune, _)| commune.part == panel.part)
        .flat_map(|(commune, bounds)| panel.view.trace(commune.polygons, Some(*bounds)))
        .collect();
    // Communes know the ground better than an outline made for maps of the country.
    if !lines.is_empty() {
        content.rings(lines.clone(), Paint::solid(LAND));
        content.lines(lines, Stroke::new(COMMUNE_LINE, width));
        return content;
    }
    let outline = match panel.part {
        0 => subject.backdrop.outline,
        n => subject.backdrop.parts.get(n - 1).and_then(|p| p.outline),
    };
    if let Some(outline) = outline.filter(|_| panel.view.scale < FINEST_OUTLINE) {
        let rings = panel.view.trace(outline, finite_bounds(outline));
        content.rings(rings.clone(), Paint::solid(LAND));
        content.lines(rings, Stroke::new(LAND_LINE, 0.15));
    }
    content
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
