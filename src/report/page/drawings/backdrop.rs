//! The communes behind the quartiers of a map, lighter.
//!
//! Figures draw every commune as a ring of its own, filled, then the same rings as lines. On the
//! page the ground is one shape and each limit between neighbours one line, in tenths of a
//! millimetre of paper, and maps with the same communes share them.

use super::lines;
use crate::render::push_line;
use crate::report::page::coverage::Coverage;
use geo::{Area, BoundingRect, Coord, LineString, MultiPoint, MultiPolygon, Polygon, Rect};
use std::fmt::Write;

/// Hundredths of a millimetre of paper that a unit of the ground stands for.
const UNIT: f64 = 10.0;

/// Fewer rings than this are no communes.
const FEWEST_RINGS: usize = 4;

/// The ground and the limits of communes as a figure draws them.
pub(super) struct Backdrop<'a> {
    /// Attributes of the ground.
    fill: &'a str,
    /// Attributes of the limits, but for their width.
    stroke: &'a str,
    width: f64,
    rings: &'a str,
}

/// A text that ends with a mark, and what follows it.
fn upto<'a>(text: &'a str, mark: &str) -> Option<(&'a str, &'a str)> {
    text.split_once(mark)
}

impl<'a> Backdrop<'a> {
    /// The first backdrop of a drawing, with what stands before and after it.
    pub fn find(svg: &'a str) -> Option<(&'a str, Self, &'a str)> {
        let mut from = 0;
        loop {
            let start = from + svg.get(from..)?.find("<g fill=\"")?;
            let (before, here) = svg.split_at(start);
            if let Some((backdrop, after)) = Self::at(here) {
                return Some((before, backdrop, after));
            }
            from = start + 1;
        }
    }

    /// The backdrop that a text begins with: a group with one path of rings, and a group of lines
    /// with the same path.
    fn at(text: &'a str) -> Option<(Self, &'a str)> {
        let (fill, text) = upto(text.strip_prefix("<g ")?, ">\n<path d=\"")?;
        let (rings, text) = upto(text, "\"/>\n</g>\n<g fill=\"none\" ")?;
        let (stroke, text) = upto(text, " stroke-width=\"")?;
        let (width, text) = upto(text, "\">\n<path d=\"")?;
        let (again, after) = upto(text, "\"/>\n</g>\n")?;
        let places = |d: &'a str| d.split('M').skip(1).map(|ring| ring.split('l').next());
        let is_one =
            !fill.contains('<') && !stroke.contains('<') && places(rings).eq(places(again));
        let backdrop = Self {
            fill,
            stroke,
            width: width.parse().ok()?,
            rings,
        };
        (is_one && rings.matches('M').count() >= FEWEST_RINGS).then_some((backdrop, after))
    }

    /// The rings of the communes; `None` where they cannot be read.
    pub fn rings(&self) -> Option<Vec<LineString>> {
        let coord = |(x, y): (i32, i32)| Coord {
            x: f64::from(x),
            y: f64::from(y),
        };
        let rings = lines(self.rings)?.into_iter();
        Some(
            rings
                .map(|line| line.places.into_iter().map(coord).collect())
                .collect(),
        )
    }

    /// Writes references to a ground that stands elsewhere, moved and scaled to where this is.
    fn refer(&self, ground: usize, fit: Fit, out: &mut String) {
        let Fit { scale, x, y } = fit;
        let at = format!("translate({x:.1} {y:.1}) scale({:.4})", scale * UNIT);
        // Writing to a String does not fail.
        let _ = write!(
            out,
            "<use {} href=\"#l{ground}\" transform=\"{at}\"/>\n\
             <use fill=\"none\" {} stroke-width=\"{:.3}\" href=\"#c{ground}\" transform=\"{at}\"/>\n",
            self.fill,
            self.stroke,
            self.width / (scale * UNIT),
        );
    }
}

/// The grounds of all drawings of a page, each kept once: maps of one study show the same communes
/// at about the same scale.
#[derive(Debug)]
pub(super) struct Grounds {
    detail: f64,
    known: Vec<Vec<Rect>>,
    /// Paths of the grounds, as content of a `<defs>`.
    pub shared: String,
}

/// Where a ground goes: scaled, then moved.
#[derive(Debug, Clone, Copy)]
struct Fit {
    scale: f64,
    x: f64,
    y: f64,
}

/// A ground is not drawn larger than this from another: what was left out of it would show.
const MOST_ENLARGED: f64 = 1.3;

/// Ground smaller than this, in square hundredths of a millimetre, is no more than a speck.
const LEAST_GROUND: f64 = 400.0;

/// How far apart limits may be that count as the same, hundredths of a millimetre.
const SAME: f64 = 15.0;

impl Grounds {
    /// None yet. What is nearer to a line than `detail` hundredths of a millimetre will be left out.
    pub fn new(detail: f64) -> Self {
        Self {
            detail,
            known: Vec::new(),
            shared: String::new(),
        }
    }

    /// Writes a backdrop with the given rings, by reference to its ground.
    pub fn write(&mut self, backdrop: &Backdrop<'_>, rings: Vec<LineString>, out: &mut String) {
        let boxes: Vec<Rect> = rings
            .iter()
            .filter_map(|ring| ring.bounding_rect())
            .collect();
        let like = |known: &Vec<Rect>| fit(known, &boxes);
        let found = self
            .known
            .iter()
            .enumerate()
            .find_map(|(i, known)| Some((i, like(known)?)));
        if let Some((ground, fit)) = found {
            return backdrop.refer(ground, fit, out);
        }
        let shapes: Vec<MultiPolygon> = rings
            .into_iter()
            .map(|ring| Polygon::new(ring, vec![]).into())
            .collect();
        let mut coverage = Coverage::of(&shapes.iter().collect::<Vec<_>>(), self.detail);
        // Between outlines that do not quite meet.
        let is_seen =
            |ring: &LineString| Polygon::new(ring.clone(), vec![]).unsigned_area() >= LEAST_GROUND;
        coverage.outside.retain(is_seen);
        let ground = self.known.len();
        // Writing to a String does not fail.
        let _ = write!(
            self.shared,
            "<path id=\"l{ground}\" d=\"{}\"/><path id=\"c{ground}\" d=\"{}\"/>",
            path(&coverage.outside),
            path(&coverage.limits),
        );
        self.known.push(boxes);
        let as_it_is = Fit {
            scale: 1.0,
            x: 0.0,
            y: 0.0,
        };
        backdrop.refer(ground, as_it_is, out);
    }
}

/// How rings with the first boxes are moved to be those with the others; `None` where they are not
/// the same rings.
fn fit(from: &[Rect], to: &[Rect]) -> Option<Fit> {
    let whole = |boxes: &[Rect]| {
        let corners = boxes.iter().flat_map(|b| [b.min(), b.max()]);
        corners.collect::<MultiPoint>().bounding_rect()
    };
    let (a, b) = (whole(from)?, whole(to)?);
    let scale = b.width() / a.width();
    let fit = Fit {
        scale,
        x: b.min().x - scale * a.min().x,
        y: b.min().y - scale * a.min().y,
    };
    let lands = |a: Coord, b: Coord| {
        let (x, y) = (scale * a.x + fit.x, scale * a.y + fit.y);
        (x - b.x).abs() <= SAME && (y - b.y).abs() <= SAME
    };
    let same = from.len() == to.len()
        && scale <= MOST_ENLARGED
        && from
            .iter()
            .zip(to)
            .all(|(a, b)| lands(a.min(), b.min()) && lands(a.max(), b.max()));
    same.then_some(fit)
}

/// Lines as the `d` of a path, in units; one that falls together is left out.
fn path(lines: &[LineString]) -> String {
    let mut out = String::new();
    for line in lines {
        let unit = |n: f64| (n / UNIT).round() as i32;
        let mut places: Vec<(i32, i32)> = line.coords().map(|c| (unit(c.x), unit(c.y))).collect();
        places.dedup();
        let closed = line.is_closed() && places.len() > 3;
        if places.len() > 1 {
            push_line(&mut out, &places, closed);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn squares(at: f64, side: f64) -> Vec<Rect> {
        let one = |i: u8| {
            let x = at + side * f64::from(i);
            Rect::new((x, at), (x + side, at + side))
        };
        (0..5).map(one).collect()
    }

    #[test]
    fn the_same_communes_at_another_place_and_scale_are_known_again() {
        let fit = fit(&squares(0.0, 1000.0), &squares(70.0, 900.0)).unwrap();
        assert_eq!((fit.scale, fit.x, fit.y), (0.9, 70.0, 70.0));
    }

    #[test]
    fn others_are_not_nor_those_that_would_be_enlarged_too_much() {
        let known = squares(0.0, 1000.0);
        let mut moved = known.clone();
        moved[2] = Rect::new((2100.0, 0.0), (3000.0, 1000.0));
        assert!(fit(&known, &moved).is_none());
        assert!(fit(&known, &known[..4]).is_none());
        assert!(fit(&known, &squares(0.0, 1500.0)).is_none());
        assert!(fit(&known, &[]).is_none());
    }
}
