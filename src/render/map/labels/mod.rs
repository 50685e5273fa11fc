//! Labels that never meet each other, never hide another quartier, and whose leader lines never cross.
//!
//! Each label has many places ([`mod@candidates`]), of which a search over all labels of a panel takes one
//! ([`search`]). A label that finds no room near its quartier becomes a number there, and its words go
//! into a list beside the map; what fits nowhere at all is left out and counted.

mod candidates;
mod form;
mod ground;
mod search;
#[cfg(test)]
mod tests;

use super::super::canvas::{Anchor, Canvas, Fill, Paint, Point, Rgb, Stroke, TextLook};
use super::super::font::Font;
use super::super::page::Rect;
use super::super::palettes::{INK, INK_SOFT};
use candidates::{Scene, candidates};
use form::Form;
pub(crate) use form::{Kind, Short};
use ground::Ground;
use rayon::prelude::*;

/// A label asked for: `code` in bold over `name`, for the ground of a quartier or its circle.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Wanted {
    /// Centre of the circle, or a point on the ground.
    pub anchor: Point,
    /// Radius of the circle, or of the dot that stands for ground too small to see.
    pub reach: f64,
    /// The quartier is shown by a circle.
    pub is_disc: bool,
    /// Ground of the quartier, rings in millimetres of the page.
    pub ground: Vec<Vec<Point>>,
    /// Identifier of the quartier.
    pub id: String,
    pub code: String,
    pub name: String,
    /// What it is; [`Kind::Number`] is what becomes of one of [`Kind::Words`] without room.
    pub kind: Kind,
}

impl Wanted {
    fn bounds(&self) -> Rect {
        let (x, y) = self.anchor;
        let dot = Rect::new(x, y, 0.0, 0.0).grown(self.reach);
        let points = self.ground.iter().flatten();
        points
            .map(|p| Rect::new(p.0, p.1, 0.0, 0.0))
            .fold(dot, |all, p| all.around(&p))
    }

    fn disc(&self) -> Vec<Vec<Point>> {
        let corner = |i: u32| {
            let (sin, cos) = (f64::from(i) * std::f64::consts::TAU / 24.0).sin_cos();
            (
                self.anchor.0 + self.reach * cos,
                self.anchor.1 + self.reach * sin,
            )
        };
        vec![(0..=24).map(corner).collect()]
    }
}

/// Where a label went.
#[derive(Debug, Clone)]
pub(crate) struct Placed {
    pub frame: Rect,
    /// The words, or a number once it has one.
    pub lines: Vec<String>,
    pub kind: Kind,
    /// From the quartier to the label, when they are apart.
    pub leader: Option<(Point, Point)>,
}

/// The labels asked for in a panel, and what else there is.
#[derive(Debug, PartialEq)]
pub(crate) struct Request {
    /// Labels and leaders stay in it.
    pub room: Rect,
    pub wanted: Vec<Wanted>,
    /// Quartiers without a label here.
    pub others: Vec<Wanted>,
    /// All that is drawn, as rings.
    pub shapes: Vec<Vec<Vec<Point>>>,
    /// What else must stay clear.
    pub obstacles: Vec<Rect>,
    /// Font size, millimetres.
    pub size: f64,
    /// What becomes of a label without room for its name.
    pub short: Short,
}

/// Places the labels. The result has one entry per label asked for; `None` when it fits nowhere.
pub(crate) fn place(request: &Request) -> Vec<Option<Placed>> {
    let (wanted, size) = (&request.wanted, request.size);
    let all = || wanted.iter().chain(&request.others).enumerate();
    let mut discs: Vec<_> = all()
        .filter(|(_, w)| w.is_disc)
        .map(|(i, w)| (i, w.reach, w.disc()))
        .collect();
    // Small circles lie over large ones.
    discs.sort_by(|a, b| b.1.total_cmp(&a.1));
    let owned = all()
        .map(|(i, w)| (i, w.ground.as_slice()))
        .chain(discs.iter().map(|(i, _, disc)| (*i, disc.as_slice())));
    let ground = Ground::new(request.room, &request.shapes, owned);
    let scene = Scene {
        room: request.room,
        ground: &ground,
        obstacles: &request.obstacles,
        size,
    };
    let forms: Vec<Vec<Form>> = wanted
        .iter()
        .map(|w| Form::all(w, size, request.short))
        .collect();
    let places: Vec<_> = (0..wanted.len())
        .into_par_iter()
        .map(|i| candidates(i, wanted, &forms[i], &scene))
        .collect();
    let worth: Vec<f64> = wanted
        .iter()
        .map(|w| match w.kind {
            Kind::Words | Kind::Number => search::LEFT_OUT,
            Kind::Hint => 6.0,
            Kind::Place => 12.0,
        })
        .collect();
    let chosen = search::choose(&places, &worth, 0.12 * size);
    let placed = chosen.into_iter().zip(&places).zip(&forms);
    placed
        .map(|((taken, places), forms)| {
            let place = &places[taken?];
            let form = &forms[place.form];
            Some(Placed {
                frame: place.frame,
                lines: form.lines.clone(),
                kind: form.kind,
                leader: place.leader,
            })
        })
        .collect()
}

fn length(a: Point, b: Point) -> f64 {
    // Not `hypot`, whose last digit is the machine's own.
    ((a.0 - b.0).powi(2) + (a.1 - b.1).powi(2)).sqrt()
}

/// The point at a share of the way.
fn along(from: Point, to: Point, share: f64) -> Point {
    (
        from.0 + share * (to.0 - from.0),
        from.1 + share * (to.1 - from.1),
    )
}

fn cross((a, b): (Point, Point), (c, d): (Point, Point)) -> bool {
    let side = |p: Point, q: Point, r: Point| (q.0 - p.0) * (r.1 - p.1) - (q.1 - p.1) * (r.0 - p.0);
    side(a, b, c) * side(a, b, d) < 0.0 && side(c, d, a) * side(c, d, b) < 0.0
}

fn font_of(line: usize) -> Font {
    if line == 0 {
        Font::CondensedBold
    } else {
        Font::Condensed
    }
}

/// Names of communes, lighter than what they are behind.
const PLACE: Rgb = Rgb(0x7b, 0x7b, 0x7b);
const WHITE: Rgb = Rgb(255, 255, 255);

/// Draws the labels; leaders first, so that no line runs over a text.
pub(crate) fn draw(canvas: &mut Canvas<'_>, placed: &[Option<Placed>], size: f64) {
    let leaders = || placed.iter().flatten().filter_map(|p| p.leader);
    // White beside them, to be seen on dark ground.
    for (from, to) in leaders() {
        canvas.line(&[from, to], Stroke::new(WHITE, 0.5));
        canvas.disc(from, 0.55, &Paint::solid(WHITE));
    }
    for (from, to) in leaders() {
        canvas.line(&[from, to], Stroke::new(INK_SOFT, 0.18));
        canvas.disc(from, 0.36, &Paint::solid(INK));
    }
    for label in placed.iter().flatten() {
        if label.kind == Kind::Number {
            draw_number(canvas, label, size);
            continue;
        }
        for (i, line) in label.lines.iter().enumerate() {
            let at = (
                label.frame.x + 0.25 * size,
                label.frame.y + 0.15 * size + 1.12 * size * i as f64 + 0.86 * size,
            );
            let look = match label.kind {
                Kind::Hint => TextLook::new(Font::Condensed, size, INK_SOFT),
                Kind::Place => TextLook::new(Font::Condensed, size, PLACE),
                Kind::Words | Kind::Number => TextLook::new(font_of(i), size, INK),
            };
            canvas.text(at, line, &look.with_halo());
        }
    }
}

fn draw_number(canvas: &mut Canvas<'_>, label: &Placed, size: f64) {
    let ground = Paint::fill(Fill::Solid(WHITE, 0.9)).with_stroke(Stroke::new(INK_SOFT, 0.12));
    canvas.rect(label.frame, &ground);
    let (x, y) = label.frame.centre();
    let look = TextLook::new(Font::CondensedBold, size, INK).anchored(Anchor::Middle);
    let number = label.lines.first().map_or("", String::as_str);
    canvas.text((x, y + 0.36 * size), number, &look);
}
