//! The plane of the interactive map: metres of each territory's own projection, `y` downwards.
//!
//! Each territory keeps its scale. Those overseas stand in a column west of metropolitan France,
//! as on printed maps of the whole country.

use crate::perimeter::Territory;
use crate::render::push_line;
use geo::{BoundingRect, Coord, LineString, MultiPolygon, Rect, Simplify};
use std::collections::BTreeMap;

/// Where each territory stands on the plane.
#[derive(Debug, Clone)]
pub(super) struct Plane {
    /// What to add to a place of the territory after turning its `y` round.
    shifts: BTreeMap<Territory, Coord>,
    /// Size of the plane in metres.
    pub size: (f64, f64),
}

impl Plane {
    /// A plane that holds the shapes of all territories, with air around them.
    pub fn around<'a>(shapes: impl Iterator<Item = (Territory, &'a MultiPolygon)>) -> Self {
        let mut extents: BTreeMap<Territory, Rect> = BTreeMap::new();
        for (territory, shape) in shapes {
            let Some(found) = shape.bounding_rect() else {
                continue;
            };
            let joined = extents.get(&territory).map_or(found, |known| {
                Rect::new(
                    Coord {
                        x: known.min().x.min(found.min().x),
                        y: known.min().y.min(found.min().y),
                    },
                    Coord {
                        x: known.max().x.max(found.max().x),
                        y: known.max().y.max(found.max().y),
                    },
                )
            });
            extents.insert(territory, joined);
        }
        let largest = extents
            .values()
            .map(|e| e.width().max(e.height()))
            .fold(1000.0, f64::max);
        let margin = largest * 0.03;
        // The first territory (metropolitan France, where it takes part) east of the column of
        // the others.
        let aside = extents.values().skip(1);
        let column = aside.map(|e| e.width() + margin).fold(0.0, f64::max);
        let mut shifts = BTreeMap::new();
        let mut size = (2.0 * margin, 2.0 * margin);
        let mut below = margin;
        for (i, (territory, extent)) in extents.iter().enumerate() {
            let (left, top) = if i == 0 {
                (margin + column, margin)
            } else {
                (margin, below)
            };
            if i > 0 {
                below += extent.height() + margin;
            }
            let shift = Coord {
                x: (left - extent.min().x).round(),
                y: (top + extent.max().y).round(),
            };
            shifts.insert(*territory, shift);
            size.0 = size.0.max(left + extent.width() + margin);
            size.1 = size.1.max(top + extent.height() + margin);
        }
        Self { shifts, size }
    }

    /// A place on the plane, in whole metres.
    pub fn place(&self, territory: Territory, c: Coord) -> Option<(i32, i32)> {
        let shift = self.shifts.get(&territory)?;
        let (x, y) = (c.x + shift.x, shift.y - c.y);
        (x.is_finite() && y.is_finite()).then(|| (x.round() as i32, y.round() as i32))
    }

    /// A shape as the `d` of a path in units of `unit` metres; what is finer than `tolerance` metres
    /// is left out, and so are rings that nothing is left of.
    pub fn path(
        &self,
        territory: Territory,
        shape: &MultiPolygon,
        tolerance: f64,
        unit: f64,
    ) -> String {
        let mut out = String::new();
        for polygon in &shape.0 {
            for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
                self.line(territory, &ring.simplify(tolerance), unit, &mut out);
            }
        }
        out
    }

    /// Adds a line to the `d` of a path in units of `unit` metres, closed where its last vertex is
    /// its first; one that falls together is left out.
    pub fn line(&self, territory: Territory, line: &LineString, unit: f64, out: &mut String) {
        let mut places: Vec<(i32, i32)> = Vec::with_capacity(line.0.len());
        let whole = |metres: i32| (f64::from(metres) / unit).round() as i32;
        for (x, y) in line.0.iter().filter_map(|c| self.place(territory, *c)) {
            let place = (whole(x), whole(y));
            if places.last() != Some(&place) {
                places.push(place);
            }
        }
        let closed = places.len() > 1 && places.first() == places.last();
        if closed {
            places.pop();
        }
        if places.len() < if closed { 3 } else { 2 } {
            return;
        }
        push_line(out, &places, closed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(x: f64, y: f64, side: f64) -> MultiPolygon {
        Rect::new((x, y), (x + side, y + side)).to_polygon().into()
    }

    #[test]
    fn north_is_up_and_numbers_are_short() {
        let shape = square(650_000.0, 7_000_000.0, 1000.0);
        let plane = Plane::around([(Territory::Metropole, &shape)].into_iter());
        assert_eq!(plane.size, (1060.0, 1060.0));
        let path = plane.path(Territory::Metropole, &shape, 1.0, 1.0);
        assert_eq!(path.matches('M').count(), 1);
        assert!(path.ends_with('z') && path.len() < 40, "{path}");
        let coarse = plane.path(Territory::Metropole, &shape, 1.0, 10.0);
        assert!(
            coarse.len() < path.len() && coarse.contains("100"),
            "{coarse}"
        );
        let north_west = Coord {
            x: 650_000.0,
            y: 7_001_000.0,
        };
        assert_eq!(
            plane.place(Territory::Metropole, north_west),
            Some((30, 30))
        );
    }

    #[test]
    fn territories_stand_beside_each_other() {
        let shapes = [
            (Territory::Metropole, square(650_000.0, 7_000_000.0, 9000.0)),
            (Territory::Reunion, square(340_000.0, 7_650_000.0, 4000.0)),
        ];
        let plane = Plane::around(shapes.iter().map(|(t, s)| (*t, s)));
        let reunion = plane.place(
            Territory::Reunion,
            Coord {
                x: 344_000.0,
                y: 7_654_000.0,
            },
        );
        let metropole = plane.place(
            Territory::Metropole,
            Coord {
                x: 650_000.0,
                y: 7_009_000.0,
            },
        );
        assert!(reunion.unwrap().0 < metropole.unwrap().0);
    }

    #[test]
    fn a_shape_without_ground_gives_no_path() {
        let nothing = MultiPolygon::new(vec![]);
        let plane = Plane::around([(Territory::Metropole, &nothing)].into_iter());
        assert_eq!(plane.path(Territory::Metropole, &nothing, 1.0, 1.0), "");
    }
}
