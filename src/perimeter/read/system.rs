//! The reference system of a layer, and whether its coordinates agree with it.
//!
//! Longitude comes first in every format that is read here, but producers who go by the order
//! of the EPSG register write latitude first. The extent tells: French ground lies nowhere near
//! French ground with its axes exchanged. The exchange is undone and said, never done silently.

use super::error::PerimeterError;
use crate::crs::Crs;
use crate::formats::{Declared, Geometry, Layer};
use crate::perimeter::Territory;
use geo::{Coord, CoordsIter, MapCoordsInPlace, MultiPolygon, Rect};

/// How the coordinates of a layer are to be understood.
pub(super) struct System {
    pub(super) crs: Crs,
    /// `declared`, `format` or `extent`.
    pub(super) from: &'static str,
    /// Whether the file gives the northing or latitude first.
    pub(super) swapped: bool,
    /// A coordinate, as written, of a layer that lies nowhere in France.
    pub(super) elsewhere: Option<Coord>,
}

impl System {
    /// What the file declares, else what its extent fits.
    pub(super) fn of(layer: &Layer) -> Result<Self, PerimeterError> {
        let corners: Vec<Coord> = layer
            .features
            .iter()
            .filter_map(|f| match &f.geometry {
                Geometry::Polygons(shape) => shape.coords_iter().next(),
                _ => None,
            })
            // What is no number is told with its feature, later.
            .filter(|c| c.x.is_finite() && c.y.is_finite())
            .collect();
        let first = corners.first().copied();
        let in_degrees = |c: Coord| c.x.abs() <= 180.0 && c.y.abs() <= 90.0;
        let (crs, from) = match (&layer.crs, first) {
            (Declared::InFile(crs), _) => (crs.clone(), "declared"),
            (Declared::ByFormat(crs), None) => (crs.clone(), "format"),
            (Declared::ByFormat(crs), Some(c)) if in_degrees(c) => (crs.clone(), "format"),
            (Declared::Nothing, None) => (Crs::wgs84(), "extent"),
            (Declared::Nothing, Some(c)) if in_degrees(c) => (Crs::wgs84(), "extent"),
            (_, Some(c)) if in_lambert93(c) || in_lambert93(exchanged(c)) => {
                (Crs::lambert93(), "extent")
            }
            (_, Some(c)) => {
                return Err(PerimeterError::NoCrs {
                    file: layer.name.clone(),
                    x: c.x,
                    y: c.y,
                });
            }
        };
        let in_france = |c: Coord| {
            crs.to_lonlat(c)
                .is_ok_and(|at| Territory::of_lonlat(at.x, at.y).is_some())
        };
        let straight = corners.iter().any(|c| in_france(*c));
        let swapped =
            !straight && first.is_some() && corners.iter().all(|c| in_france(exchanged(*c)));
        // A coordinate that the system cannot hold at all is told with its feature, later.
        let holds = corners.iter().all(|c| crs.to_lonlat(*c).is_ok());
        Ok(Self {
            elsewhere: first.filter(|_| !straight && !swapped && holds),
            crs,
            from,
            swapped,
        })
    }

    /// The shape with easting or longitude first.
    pub(super) fn straight(&self, mut shape: MultiPolygon) -> MultiPolygon {
        if self.swapped {
            shape.map_coords_in_place(exchanged);
        }
        shape
    }

    /// What must be said about it.
    pub(super) fn note(&self) -> Option<String> {
        let (first, second) = match self.crs.is_geographic() {
            true => ("latitude", "longitude"),
            false => ("northing", "easting"),
        };
        self.swapped.then(|| {
            format!(
                "its coordinates are {first} first and {second} second, which the extent shows; \
                 they are read in that order"
            )
        })
    }
}

fn exchanged(c: Coord) -> Coord {
    Coord { x: c.y, y: c.x }
}

fn in_lambert93(c: Coord) -> bool {
    (0.0..1.3e6).contains(&c.x) && (6.0e6..7.2e6).contains(&c.y)
}

/// Where, in the coordinates of the file, ground within some metres of a place is: in either
/// order of the axes, as the order is known only from geometries. `None` where that cannot be
/// told and everything must be read.
pub(super) fn windows(layer: &Layer, lonlat: Coord, radius_m: f64) -> Option<[Rect; 2]> {
    let (Declared::InFile(crs) | Declared::ByFormat(crs)) = &layer.crs else {
        return None;
    };
    // A degree of latitude is 110.6 km at least, and corners bulge by less than the margin.
    let north = 1.05 * radius_m / 110_500.0;
    let east = north / lonlat.y.to_radians().cos().max(0.01);
    let corners = [
        (-east, -north),
        (-east, north),
        (east, -north),
        (east, north),
    ];
    let mut low = Coord {
        x: f64::MAX,
        y: f64::MAX,
    };
    let mut high = Coord {
        x: f64::MIN,
        y: f64::MIN,
    };
    for (dx, dy) in corners {
        let corner = Coord {
            x: lonlat.x + dx,
            y: lonlat.y + dy,
        };
        let c = crs.from_lonlat(corner).ok()?;
        low = Coord {
            x: low.x.min(c.x),
            y: low.y.min(c.y),
        };
        high = Coord {
            x: high.x.max(c.x),
            y: high.y.max(c.y),
        };
    }
    Some([
        Rect::new(low, high),
        Rect::new(exchanged(low), exchanged(high)),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::Feature;
    use geo::{Intersects, polygon};

    fn layer(crs: Declared, x: f64, y: f64) -> Layer {
        let shape = polygon![(x: x, y: y), (x: x + 0.01, y: y), (x: x, y: y + 0.01)];
        Layer {
            name: "test.shp".into(),
            crs,
            encoding: None,
            fields: vec![],
            features: vec![Feature {
                values: vec![],
                geometry: Geometry::Polygons(shape.into()),
            }],
        }
    }

    #[test]
    fn latitude_first_is_seen_in_degrees_and_in_metres() {
        let degrees = || Declared::InFile(Crs::wgs84());
        let metres = || Declared::InFile(Crs::lambert93());
        for (crs, x, y, swapped) in [
            (degrees(), 2.8, 50.4, false),
            (degrees(), 50.4, 2.8, true),
            (degrees(), -20.9, 55.4, true),
            (metres(), 690_000.0, 7_040_000.0, false),
            (metres(), 7_040_000.0, 690_000.0, true),
            (Declared::Nothing, 7_040_000.0, 690_000.0, true),
            (Declared::ByFormat(Crs::wgs84()), 50.4, 2.8, true),
        ] {
            let system = System::of(&layer(crs, x, y)).unwrap();
            assert_eq!(system.swapped, swapped, "{x} {y}");
            assert_eq!(system.note().is_some(), swapped);
            assert_eq!(system.elsewhere, None);
        }
    }

    #[test]
    fn ground_out_of_france_either_way_is_told() {
        let system = System::of(&layer(Declared::InFile(Crs::wgs84()), 12.0, 60.0)).unwrap();
        assert!(!system.swapped && system.elsewhere.is_some());
    }

    #[test]
    fn a_window_holds_what_is_near_in_the_coordinates_of_the_file() {
        let place = Coord { x: 2.8, y: 50.4 };
        let east_900_m = Coord {
            x: 2.8 + 900.0 / 111_320.0 / 50.4f64.to_radians().cos(),
            y: 50.4,
        };
        for epsg in [4326, 2154, 3950, 3857] {
            let crs = Crs::from_epsg(epsg).unwrap();
            let layer = layer(Declared::InFile(crs.clone()), 0.0, 0.0);
            let [window, exchanged] = windows(&layer, place, 1000.0).unwrap();
            let near = crs.from_lonlat(east_900_m).unwrap();
            assert!(window.intersects(&near), "{epsg}");
            assert!(
                exchanged.intersects(&Coord {
                    x: near.y,
                    y: near.x
                }),
                "{epsg}"
            );
            let far = Coord { x: 2.83, y: 50.4 };
            assert!(!window.intersects(&crs.from_lonlat(far).unwrap()), "{epsg}");
        }
    }
}
