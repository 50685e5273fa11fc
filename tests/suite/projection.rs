//! Projections against points computed with PROJ and against the constants that IGN publishes.

use geo::Coord;
use qpv::crs::Crs;

/// Largest distance from PROJ, metres.
const TOLERANCE_M: f64 = 0.001;

fn control_points() -> Vec<(u16, Coord, Coord)> {
    let text = include_str!("../data/proj-control-points.csv");
    let points: Vec<_> = text
        .lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_digit()))
        .map(|line| {
            let cells: Vec<f64> = line.split(',').map(|cell| cell.parse().unwrap()).collect();
            let coord = |i: usize| Coord {
                x: cells[i],
                y: cells[i + 1],
            };
            (cells[0] as u16, coord(1), coord(3))
        })
        .collect();
    assert!(points.len() > 300);
    points
}

#[test]
fn every_control_point_is_within_a_millimetre_of_proj() {
    for (epsg, lonlat, expected) in control_points() {
        let found = Crs::from_epsg(epsg).unwrap().from_lonlat(lonlat).unwrap();
        let distance = (found.x - expected.x).hypot(found.y - expected.y);
        assert!(
            distance < TOLERANCE_M,
            "EPSG:{epsg} {lonlat:?}: {found:?}, {expected:?}"
        );
    }
}

#[test]
fn every_control_point_comes_back_to_its_place() {
    // A millimetre is 9e-9 degrees of latitude.
    for (epsg, lonlat, plane) in control_points() {
        let found = Crs::from_epsg(epsg).unwrap().to_lonlat(plane).unwrap();
        let (dx, dy) = ((found.x - lonlat.x).abs(), (found.y - lonlat.y).abs());
        assert!(
            dx < 1.5e-8 && dy < 9e-9,
            "EPSG:{epsg} {plane:?}: {found:?}, {lonlat:?}"
        );
    }
}

/// IGN, NT/G 87: the meridian of origin is 3° E, the pole of the plane lies at
/// Xs = 700 000 m, Ys = 12 655 612.050 m, and n = 0.725 607 765 0.
#[test]
fn lambert_93_has_the_pole_and_the_exponent_that_ign_publishes() {
    let crs = Crs::lambert93();
    let at = |x, y| crs.from_lonlat(Coord { x, y }).unwrap();
    // Two meridians meet at the pole of the plane, under n times their difference.
    let (a, b) = (at(13.0, 41.0), at(13.0, 51.0));
    let slope = (a.x - b.x).atan2(b.y - a.y);
    assert!(
        (slope.to_degrees() - 0.725_607_765_0 * 10.0).abs() < 1e-8,
        "{slope}"
    );
    let pole = b.y + (b.x - 700_000.0) / slope.tan();
    assert!((pole - 12_655_612.050).abs() < 1e-3, "{pole}");
}
