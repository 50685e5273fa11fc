//! How long a metre of the plane is on the ground.

use super::Crs;
use geo::{Coord, Distance, Geodesic, Point};

/// Scale factor of a projection at a place: metres of the plane per metre on the ground.
///
/// Lambert-93 gives 1.003 in Corsica and 0.999 in the Massif central, which is 1.5 m and 0.5 m
/// over 500 m. All systems used here are conformal, so one number holds in every direction; it is measured on
/// a geodesic of the GRS80 ellipsoid some 200 m long around the place, which is right to 1e-8.
/// Returns `None` where the place is outside the domain of the projection.
pub fn scale_factor(crs: &Crs, place: Coord) -> Option<f64> {
    const HALF_STEP: f64 = 100.0;
    if crs.is_geographic() {
        return None;
    }
    let ends = [-HALF_STEP, HALF_STEP].map(|d| Coord {
        x: place.x,
        y: place.y + d,
    });
    let a = crs.to_lonlat(ends[0]).ok()?;
    let b = crs.to_lonlat(ends[1]).ok()?;
    let ground = Geodesic.distance(Point::from(a), Point::from(b));
    (ground > 0.0).then(|| 2.0 * HALF_STEP / ground)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lambert_93_keeps_lengths_on_its_standard_parallels_and_not_in_corsica() {
        let crs = Crs::lambert93();
        let at = |lat: f64| {
            let place = crs.from_lonlat(Coord { x: 3.0, y: lat }).unwrap();
            scale_factor(&crs, place).unwrap()
        };
        assert!((at(44.0) - 1.0).abs() < 1e-6);
        assert!((at(49.0) - 1.0).abs() < 1e-6);
        assert!((500.0 * (at(41.4) - 1.0) - 1.46).abs() < 0.01);
        assert!((500.0 * (at(46.5) - 1.0) + 0.47).abs() < 0.01);
    }
}
