//! The sheet of a map: overview, insets keyed to it by letters, room for the legend.

use std::f64::consts::TAU;

use geo::Rect as Ground;
use rayon::prelude::*;

use super::super::Lang;
use super::super::canvas::{Canvas, Paint, Point, Stroke};
use super::super::frame::Sizes;
use super::super::page::Rect;
use super::super::palettes::{INK, RULE};
use super::content::Content;
use super::furniture::{Heading, behind, draw_letter};
use super::key::Key;
use super::labels::{self, Kind, Placed, Request, Short, Wanted};
use super::legend::{scale_bar, scale_bar_frame};
use super::theme::Located;
use super::view::View;
use super::{Backdrop, MapOptions, MapShape};

/// A panel with more quartiers than this is a map of symbols, not of names.
const MOST_LABELS: usize = 300;

/// Ground drawn smaller than this in both directions is a dot, millimetres.
const LEAST_GROUND: f64 = 1.1;

/// A commune and its bounds.
pub(super) type Backed<'a> = (&'a MapShape<'a>, Ground<f64>);

/// What a map is of.
pub(super) struct Subject<'a> {
    /// What the overview shows, in metres.
    pub ground: Ground<f64>,
    /// What must be legible.
    pub marks: &'a [Located<'a>],
    /// What lies behind.
    pub backdrop: &'a Backdrop<'a>,
    /// Its communes, where they have coordinates.
    pub communes: Vec<Backed<'a>>,
}

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

    /// Whether the ground of a quartier is too small to see here.
    pub fn is_dot(&self, q: &Located<'_>) -> bool {
        let drawn = self.view.place_rect(q.bounds);
        drawn.w.max(drawn.h) < LEAST_GROUND
    }

    /// The rings of a quartier on the page, none outside the frame. Where it would be too small to
    /// see, a dot of `radius` millimetres stands for it.
    pub fn trace(&self, q: &Located<'_>, radius: f64) -> Vec<Vec<Point>> {
        if q.shape.part != self.part {
            return Vec::new();
        }
        if !self.is_dot(q) {
            return self.view.trace(q.shape.polygons, Some(q.bounds));
        }
        let (x, y) = self.view.place(q.inside());
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

    /// Whether quartiers are labelled in it.
    pub fn is_labelled(&self, options: &MapOptions) -> bool {
        options.labels && self.role != Role::Overview
    }

    /// The label of a quartier, code and name, for its ground as it is drawn.
    pub fn label(&self, q: &Located<'_>, ground: Vec<Vec<Point>>) -> Wanted {
        Wanted {
            anchor: self.view.place(q.inside()),
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

/// A panel with all that is drawn in it.
pub(super) struct Filled {
    behind: Content,
    content: Content,
    heading: Option<Heading>,
    /// What its labels were placed for; `None` for a panel without labels.
    request: Option<Request>,
    placed: Vec<Option<Placed>>,
}

/// What panels are filled with.
pub(super) struct Filling<'a, F> {
    pub subject: &'a Subject<'a>,
    pub options: &'a MapOptions,
    pub sizes: Sizes,
    /// What becomes of labels without room.
    pub short: Short,
    /// What the theme draws in a panel.
    pub theme: &'a F,
}

impl Sheet {
    /// Fills every panel and places its labels; those of a panel that was `before` as it is now stay
    /// where they were.
    pub fn fill<F>(&self, filling: &Filling<'_, F>, before: &[Filled]) -> Vec<Filled>
    where
        F: Fn(&Panel) -> Content + Sync,
    {
        let panels = self.panels.par_iter();
        panels.map(|p| self.filled(p, filling, before)).collect()
    }

    fn filled<F>(&self, panel: &Panel, filling: &Filling<'_, F>, before: &[Filled]) -> Filled
    where
        F: Fn(&Panel) -> Content,
    {
        let (options, sizes) = (filling.options, filling.sizes);
        let (lang, View { frame, scale, .. }) = (options.setting.lang, panel.view);
        let mut content = (filling.theme)(panel);
        let heading = Heading::of(panel, sizes);
        let few = content.labels.len() <= MOST_LABELS;
        let request = (few && panel.is_labelled(options)).then(|| {
            let room = frame.grown(-0.8);
            let labels = std::mem::take(&mut content.labels);
            let (wanted, others) = self.wanted(panel, (room, lang), labels, filling.subject);
            let bar = scale_bar_frame(frame, scale, sizes, lang);
            Request {
                room,
                wanted,
                others,
                shapes: content.ground().cloned().collect(),
                obstacles: heading.iter().map(|h| h.ground).chain([bar]).collect(),
                size: sizes.label,
                short: filling.short,
            }
        });
        let same = before
            .iter()
            .find(|f| f.request.is_some() && f.request == request);
        let placed = match (same, &request) {
            (Some(same), _) => same.placed.clone(),
            (None, Some(request)) => labels::place(request),
            (None, None) => Vec::new(),
        };
        Filled {
            behind: behind(panel, filling.subject),
            content,
            heading,
            request,
            placed,
        }
    }

    /// Draws every panel: what lies behind, the theme, labels, letter, scale bar and frame.
    pub fn draw(&self, canvas: &mut Canvas<'_>, filled: &[Filled], (sizes, lang): (Sizes, Lang)) {
        for (panel, filled) in self.panels.iter().zip(filled) {
            let View { frame, scale, .. } = panel.view;
            canvas.clipped(frame, |canvas| {
                filled.behind.draw(canvas);
                filled.content.draw(canvas);
            });
            if panel.role == Role::Overview {
                self.draw_keys(canvas, panel, sizes);
            }
            if let Some(heading) = &filled.heading {
                heading.draw(canvas, sizes);
            }
            scale_bar(canvas, frame, scale, sizes, lang);
            canvas.rect(frame, &Paint::stroke(Stroke::new(RULE, 0.25)));
        }
        for filled in filled {
            labels::draw(canvas, &filled.placed, sizes.label);
        }
    }

    /// Numbers the labels that have only room for one, and lists them.
    pub fn number(filled: &mut [Filled]) -> Key {
        let mut key = Key::default();
        for filled in filled {
            if let Some(request) = &filled.request {
                key.number(&request.wanted, &mut filled.placed);
            }
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
