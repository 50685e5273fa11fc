//! From metres on the ground to millimetres on the page.

use geo::{BoundingRect, Coord, LineString, MultiPolygon, Simplify};

use super::super::canvas::Point;
use super::super::page::Rect;

/// A part of the ground shown in a frame of the page, at one scale in both directions.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View {
    /// Frame on the page, millimetres.
    pub frame: Rect,
    /// Millimetres of paper per metre of ground.
    pub scale: f64,
    centre: Coord<f64>,
    /// Where the centre of the ground lies on the page.
    middle: Point,
}

impl View {
    /// Shows `ground` (metres) whole and centred in `frame`, at the largest scale that does, but no
    /// larger than `largest` millimetres per metre.
    pub fn fit(ground: geo::Rect<f64>, frame: Rect, largest: f64) -> View {
        View::fit_inside(ground, frame, frame, largest)
    }

    /// As [`View::fit`], with the ground kept inside `clear`, the part of the frame that no heading
    /// and no scale bar takes.
    pub fn fit_inside(ground: geo::Rect<f64>, frame: Rect, clear: Rect, largest: f64) -> View {
        let scale = (clear.w / ground.width().max(1.0))
            .min(clear.h / ground.height().max(1.0))
            .min(largest);
        View {
            frame,
            scale,
            centre: ground.center(),
            middle: clear.centre(),
        }
    }

    /// A point of the ground on the page.
    pub fn place(&self, at: Coord<f64>) -> Point {
        let (cx, cy) = self.middle;
        (
            cx + (at.x - self.centre.x) * self.scale,
            cy - (at.y - self.centre.y) * self.scale,
        )
    }

    /// The ground under a point of the page.
    pub fn ground_at(&self, at: Point) -> Coord<f64> {
        Coord {
            x: self.centre.x + (at.0 - self.middle.0) / self.scale,
            y: self.centre.y - (at.1 - self.middle.1) / self.scale,
        }
    }

    /// A rectangle of the ground on the page.
    pub fn place_rect(&self, ground: geo::Rect<f64>) -> Rect {
        let (x, y) = self.place(Coord {
            x: ground.min().x,
            y: ground.max().y,
        });
        Rect::new(
            x,
            y,
            ground.width() * self.scale,
            ground.height() * self.scale,
        )
    }

    /// The ground that the whole frame shows.
    pub fn ground(&self) -> geo::Rect<f64> {
        let at = |x: f64, y: f64| self.ground_at((x, y));
        let frame = &self.frame;
        geo::Rect::new(at(frame.x, frame.bottom()), at(frame.right(), frame.y))
    }

    /// The rings of `shape` on the page: cut a little outside the frame and simplified to what print
    /// can show. Empty when it lies outside. Points that are not finite are dropped.
    ///
    /// `bounds` is the envelope of the shape where it is known, which spares most of the work for
    /// shapes outside the frame.
    pub fn trace(
        &self,
        shape: &MultiPolygon<f64>,
        bounds: Option<geo::Rect<f64>>,
    ) -> Vec<Vec<Point>> {
        let room = self.frame.grown(1.0);
        if let Some(bounds) = bounds
            && !self.place_rect(bounds).grown(0.05).meets(&room)
        {
            return Vec::new();
        }
        shape
            .iter()
            .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()))
            .filter_map(|ring| self.trace_ring(ring, &room))
            .collect()
    }

    fn trace_ring(&self, ring: &LineString<f64>, room: &Rect) -> Option<Vec<Point>> {
        let mut points: Vec<Point> = Vec::with_capacity(ring.0.len());
        for at in ring.0.iter().filter(|c| c.x.is_finite() && c.y.is_finite()) {
            let next = self.place(*at);
            // Steps below a hundredth of a millimetre cannot be drawn.
            if points
                .last()
                .is_none_or(|l| (l.0 - next.0).abs() + (l.1 - next.1).abs() >= 0.012)
            {
                points.push(next);
            }
        }
        let cut = clip(points, room);
        if cut.len() < 3 {
            return None;
        }
        let mut line = LineString::from(cut);
        line.close();
        let line = line.simplify(0.025);
        (line.0.len() > 3).then(|| line.0.iter().map(|c| (c.x, c.y)).collect())
    }
}

/// A ring cut at a rectangle (Sutherland-Hodgman). Where a ring leaves and comes back, the result runs
/// along the edge, which lies outside the frame and is not seen.
fn clip(mut ring: Vec<Point>, room: &Rect) -> Vec<Point> {
    if ring
        .iter()
        .all(|p| p.0 >= room.x && p.0 <= room.right() && p.1 >= room.y && p.1 <= room.bottom())
    {
        return ring;
    }
    type Side<'a> = (&'a dyn Fn(Point) -> f64, f64);
    let sides: [Side<'_>; 4] = [
        (&|p| p.0 - room.x, 0.0),
        (&|p| room.right() - p.0, 0.0),
        (&|p| p.1 - room.y, 0.0),
        (&|p| room.bottom() - p.1, 0.0),
    ];
    for (depth, _) in sides {
        let mut kept = Vec::with_capacity(ring.len() + 4);
        for (i, &here) in ring.iter().enumerate() {
            let before = ring[(i + ring.len() - 1) % ring.len()];
            let (from, to) = (depth(before), depth(here));
            if (from >= 0.0) != (to >= 0.0) {
                let t = from / (from - to);
                kept.push((
                    before.0 + t * (here.0 - before.0),
                    before.1 + t * (here.1 - before.1),
                ));
            }
            if to >= 0.0 {
                kept.push(here);
            }
        }
        ring = kept;
        if ring.is_empty() {
            break;
        }
    }
    ring
}

/// Envelope of the finite points of all shapes; `None` when there is none.
pub(crate) fn envelope<'a>(
    shapes: impl IntoIterator<Item = &'a MultiPolygon<f64>>,
) -> Option<geo::Rect<f64>> {
    shapes.into_iter().filter_map(finite_bounds).reduce(union)
}

/// Envelope of a shape without the points that are not finite.
pub(crate) fn finite_bounds(shape: &MultiPolygon<f64>) -> Option<geo::Rect<f64>> {
    let bounds = shape.bounding_rect();
    if let Some(b) = bounds
        && [b.min().x, b.min().y, b.max().x, b.max().y]
            .iter()
            .all(|v| v.is_finite())
        && !shape.iter().any(|p| {
            p.exterior()
                .0
                .iter()
                .any(|c| !c.x.is_finite() || !c.y.is_finite())
        })
    {
        return bounds;
    }
    let points = shape.iter().flat_map(|p| p.exterior().0.iter());
    points
        .filter(|c| c.x.is_finite() && c.y.is_finite())
        .map(|c| geo::Rect::new(*c, *c))
        .reduce(union)
}

/// The smallest rectangle around both.
pub(crate) fn union(a: geo::Rect<f64>, b: geo::Rect<f64>) -> geo::Rect<f64> {
    geo::Rect::new(
        Coord {
            x: a.min().x.min(b.min().x),
            y: a.min().y.min(b.min().y),
        },
        Coord {
            x: a.max().x.max(b.max().x),
            y: a.max().y.max(b.max().y),
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::polygon;

    fn view() -> View {
        let ground = geo::Rect::new(
            Coord { x: 0.0, y: 0.0 },
            Coord {
                x: 1000.0,
                y: 500.0,
            },
        );
        View::fit(ground, Rect::new(10.0, 10.0, 100.0, 100.0), f64::INFINITY)
    }

    #[test]
    fn north_is_up_and_the_scale_is_the_same_both_ways() {
        let view = view();
        assert_eq!(view.place(Coord { x: 0.0, y: 500.0 }), (10.0, 35.0));
        assert_eq!(view.place(Coord { x: 1000.0, y: 0.0 }), (110.0, 85.0));
        assert_eq!(view.ground().height(), 1000.0);
    }

    #[test]
    fn a_shape_is_cut_at_the_frame() {
        let far = MultiPolygon::from(polygon![
            (x: -1e6, y: -1e6), (x: 1e6, y: -1e6), (x: 1e6, y: 1e6), (x: -1e6, y: 1e6)
        ]);
        let rings = view().trace(&far, None);
        let room = view().frame.grown(1.1);
        assert!(
            rings[0]
                .iter()
                .all(|p| room.holds(&Rect::new(p.0, p.1, 0.0, 0.0)))
        );
    }

    #[test]
    fn coordinates_that_are_not_numbers_are_dropped() {
        let broken = MultiPolygon::from(polygon![
            (x: 100.0, y: 100.0), (x: f64::NAN, y: 100.0), (x: 300.0, y: 300.0), (x: 100.0, y: 300.0)
        ]);
        assert_eq!(view().trace(&broken, None).len(), 1);
        assert_eq!(
            envelope([&broken]).unwrap().max(),
            Coord { x: 300.0, y: 300.0 }
        );
    }
}
