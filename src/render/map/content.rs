//! What is drawn in a panel, before there is a canvas to draw it on: so panels are made at the same
//! time, and those of a layout that is given up are never drawn.

use super::super::canvas::{Canvas, Paint, Point, Stroke};
use super::labels::Wanted;

/// A mark on the page, in millimetres.
pub(super) enum Mark {
    /// Ground: rings, even-odd.
    Rings(Vec<Vec<Point>>, Paint),
    /// Lines over it.
    Lines(Vec<Vec<Point>>, Stroke),
    /// A circle about a point, and its radius.
    Disc(Point, f64, Paint),
}

/// What a theme draws in a panel, in order, and the labels it wants there.
#[derive(Default)]
pub(super) struct Content {
    pub marks: Vec<Mark>,
    pub labels: Vec<Wanted>,
}

impl Content {
    pub fn rings(&mut self, rings: Vec<Vec<Point>>, paint: Paint) {
        self.marks.push(Mark::Rings(rings, paint));
    }

    pub fn lines(&mut self, lines: Vec<Vec<Point>>, stroke: Stroke) {
        self.marks.push(Mark::Lines(lines, stroke));
    }

    pub fn disc(&mut self, centre: Point, radius: f64, paint: Paint) {
        self.marks.push(Mark::Disc(centre, radius, paint));
    }

    /// All ground that is drawn.
    pub fn ground(&self) -> impl Iterator<Item = &Vec<Vec<Point>>> {
        self.marks.iter().filter_map(|mark| match mark {
            Mark::Rings(rings, _) => Some(rings),
            Mark::Lines(..) | Mark::Disc(..) => None,
        })
    }

    pub fn draw(&self, canvas: &mut Canvas<'_>) {
        for mark in &self.marks {
            match mark {
                Mark::Rings(rings, paint) => canvas.rings(rings, paint),
                Mark::Lines(lines, stroke) => canvas.lines(lines, *stroke),
                Mark::Disc(centre, radius, paint) => canvas.disc(*centre, *radius, paint),
            }
        }
    }
}
