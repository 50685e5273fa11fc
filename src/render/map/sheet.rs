//! The sheet of a map: overview, insets keyed to it by letters, room for the legend.

use std::f64::consts::TAU;

use geo::Rect as Ground;
use rayon::prelude::*;

use super::super::canvas::{Canvas, Paint, Point, Stroke};
use super::super::frame::Sizes;
use super::super::page::Rect;
use super::super::palettes::{INK, RULE};
use super::furniture::{draw_backdrop, draw_heading, draw_letter};
use super::key::Key;
use super::labels::{self, Kind, Placed, Request, Short, Wanted};
use super::legend::{scale_bar, scale_bar_frame};
use super::theme::{Content, Located};
use super::view::{View, finite_bounds};
use super::{Backdrop, MapOptions, MapShape};

/// A panel with more quartiers than this is a map of symbols, not of names.
const MOST_LABELS: usize = 300;

/// Ground drawn smaller than this in both directions is a dot, millimetres.
const LEAST_GROUND: f64 = 1.1;

/// A commune and its bounds.
pub(super) type Backed<'a> = (&'a MapShape<'a>, Ground<f64>);

/// What a panel is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// The only panel: everything is drawn in full.
    Whole,
    /// The small-scale panel beside insets.
    Overview,
    /// A zoom; its letter stands on the overview too.
    Inset,
}

/// One frame with a part of the ground.
#[derive(Debug, Clone)]
pub(crate) struct Panel {
    pub view: View,
    pub role: Role,
    /// Which part of the country it shows, as in [`super::MapShape::part`].
    pub part: usize,
    /// Letter that ties it to its frame on the overview.
    pub letter: Option<char>,
    /// Names in its upper left corner; empty for none.
    pub heading: String,
    /// Quartiers an inset was made for, sorted: they are labelled here and in no other panel.
    pub members: Vec<String>,
}

impl Panel {
    pub(super) fn is_home_of(&self, id: &str) -> bool {
        let found = self.members.binary_search_by(|m| m.as_str().cmp(id));
        self.role == Role::Whole || found.is_ok()
    }

    /// Gives a mark its hover text, and its `id` where it is drawn large.
    pub fn identify(&self, paint: Paint, id: &str, title: String) -> Paint {
        match self.role {
            Role::Overview => paint.titled(title),
            Role::Inset | Role::Whole => paint.named(id, title),
        }
    }

    /// Whether the ground of a quartier reaches into the frame.
    pub fn sees(&self, q: &Located<'_>) -> bool {
        q.shape.part == self.part && self.view.place_rect(q.bounds).meets(&self.view.frame)
    }

    /// The rings of a quartier on the page, none outside the frame. Where it would be too small to
    /// see, a dot of `radius` millimetres stands for it.
    pub fn trace(&self, q: &Located<'_>, radius: f64) -> Vec<Vec<Point>> {
        if q.shape.part != self.part {
            return Vec::new();
        }
        let drawn = self.view.place_rect(q.bounds);
        if drawn.w.max(drawn.h) >= LEAST_GROUND {
            return self.view.trace(q.shape.polygons, Some(q.bounds));
        }
        let (x, y) = self.view.place(q.inside);
        let around = Rect::new(x, y, 0.0, 0.0).grown(radius);
        if !around.meets(&self.view.frame) {
            return Vec::new();
        }
        let corner = |i: u32| {
            let (sin, cos) = (f64::from(i) * TAU / 8.0).sin_cos();
            (x + radius * cos, y + radius * sin)
        };
        vec![(0..=8).map(corner).collect()]
    }

    /// The label of a quartier, code and name, for its ground as it is drawn.
    pub fn label(&self, q: &Located<'_>, ground: Vec<Vec<Point>>) -> Wanted {
        Wanted {
            anchor: self.view.place(q.inside),
            reach: 0.4,
            is_disc: false,
            ground,
            id: q.shape.id.to_owned(),
            code: q.shape.id.to_owned(),
            name: q.shape.label.clone(),
            kind: Kind::Words,
        }
    }
}

/// Height of what stands beside the panels, millimetres.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Needed {
    pub legend: f64,
    /// The list of numbers under the legend, 0 for none.
    pub key: f64,
}

/// Panels of a map and the room for its legend, with all that is free under it.
#[derive(Debug)]
pub(crate) struct Sheet {
    pub panels: Vec<Panel>,
    pub legend: Rect,
}

/// Labels as they were placed before, where a map is drawn anew with more room for its legend.
pub(super) type Before = Vec<(Request, Vec<Option<Placed>>)>;

impl Sheet {
    /// Draws every panel: backdrop, then what `theme` draws, labels, frame, letter and scale bar.
    /// Returns the list of what became a number there.
    pub fn draw(
        &self,
        canvas: &mut Canvas<'_>,
        backdrop: &Backdrop<'_>,
        options: &MapOptions,
        (sizes, short): (Sizes, Short),
        before: &mut Before,
        mut theme: impl FnMut(&mut Canvas<'_>, &Panel) -> Content,
    ) -> Key {
        let communes: Vec<Backed<'_>> = backdrop
            .communes
            .iter()
            .filter_map(|c| Some((c, finite_bounds(c.polygons)?)))
            .collect();
        let lang = options.setting.lang;
        let mut requests = Vec::new();
        for panel in &self.panels {
            let View { frame, scale, .. } = panel.view;
            let mut content = Content::default();
            canvas.clipped(frame, |canvas| {
                draw_backdrop(canvas, panel, backdrop, &communes);
                content = theme(canvas, panel);
            });
            let mut obstacles = vec![scale_bar_frame(frame, scale, sizes, lang)];
            if panel.role == Role::Overview {
                self.draw_keys(canvas, panel, sizes);
            }
            if panel.letter.is_some() || !panel.heading.is_empty() {
                let heading = draw_heading(canvas, frame, panel.letter, &panel.heading, sizes);
                obstacles.push(heading);
            }
            scale_bar(canvas, frame, scale, sizes, lang);
            let few = content.labels.len() <= MOST_LABELS;
            if options.labels && few && panel.role != Role::Overview {
                let room = frame.grown(-0.8);
                let labels = std::mem::take(&mut content.labels);
                let (wanted, others) =
                    self.wanted(panel, (room, lang), labels, backdrop, &communes);
                requests.push(Request {
                    room,
                    wanted,
                    others,
                    shapes: content.shapes,
                    obstacles,
                    size: sizes.label,
                    short,
                });
            }
            canvas.rect(frame, &Paint::stroke(Stroke::new(RULE, 0.25)));
        }
        let known = std::mem::take(before);
        *before = requests
            .into_par_iter()
            .map(|request| {
                let same = known.iter().find(|(other, _)| *other == request);
                let placed = same.map_or_else(|| labels::place(&request), |(_, p)| p.clone());
                (request, placed)
            })
            .collect();
        let mut key = Key::default();
        for (request, placed) in before {
            key.number(&request.wanted, placed);
            labels::draw(canvas, placed, sizes.label);
        }
        key
    }

    /// Letter of the panel that labels a quartier.
    pub(super) fn letter_of(&self, id: &str) -> Option<char> {
        let mut lettered = self.panels.iter().filter(|p| p.letter.is_some());
        lettered.find(|p| p.is_home_of(id))?.letter
    }

    /// Frames of the insets on the overview, each with its letter.
    fn draw_keys(&self, canvas: &mut Canvas<'_>, overview: &Panel, sizes: Sizes) {
        let room = overview.view.frame.grown(-0.4);
        let size = sizes.text;
        let mut taken: Vec<Rect> = Vec::new();
        let insets: Vec<_> = self
            .panels
            .iter()
            .filter_map(|p| Some((p, p.letter?)))
            .collect();
        let frames: Vec<Rect> = insets
            .iter()
            .map(|(p, _)| overview.view.place_rect(p.view.ground()))
            .collect();
        canvas.clipped(overview.view.frame, |canvas| {
            for frame in &frames {
                canvas.rect(*frame, &Paint::stroke(Stroke::new(INK, 0.25)));
            }
        });
        for ((_, letter), frame) in insets.iter().zip(&frames) {
            let side = 1.5 * size;
            let corners = [
                (frame.right(), frame.y),
                (frame.x - side, frame.y),
                (frame.x, frame.y - side),
                (frame.right() - side, frame.y - side),
                (frame.x, frame.bottom()),
                (frame.right() - side, frame.bottom()),
                (frame.right(), frame.bottom() - side),
                (frame.x - side, frame.bottom() - side),
                (frame.x, frame.y),
            ];
            let tags = corners.map(|(x, y)| Rect::new(x, y, side, side));
            let free = |tag: &&Rect| room.holds(tag) && !taken.iter().any(|t| t.meets(tag));
            let alone = |tag: &&Rect| free(tag) && !frames.iter().any(|f| f.meets(tag));
            let tag = tags.iter().find(alone).or_else(|| tags.iter().find(free));
            let tag = tag.copied().unwrap_or_else(|| {
                let x = frame.x.min(room.right() - side).max(room.x);
                let y = frame.y.min(room.bottom() - side).max(room.y);
                Rect::new(x, y, side, side)
            });
            taken.push(tag);
            draw_letter(canvas, tag, *letter, size);
        }
    }
}
