//! From two numbers of a table to a place in France, or the reason why they are none.

use super::answer::Reason;
use super::bounds::Bounds;
use crate::crs::Crs;
use crate::perimeter::Territory;
use geo::Coord;

/// What the two numbers of a row mean.
#[derive(Debug, Clone, PartialEq)]
pub enum System {
    /// Longitude and latitude in degrees (WGS84, RGF93 and their overseas kin).
    LonLat,
    /// Easting and northing in the metres of a projection.
    Metres(Crs),
}

impl System {
    /// The meaning of coordinates in a reference system.
    pub fn of(crs: Crs) -> Self {
        if crs.is_geographic() {
            Self::LonLat
        } else {
            Self::Metres(crs)
        }
    }
}

/// Lambert-93 as far as France reaches; nothing in degrees, and no northing taken for an
/// easting, falls in it.
pub(super) fn looks_like_lambert93(c: Coord) -> bool {
    (0.0..1.3e6).contains(&c.x) && (6.0e6..7.2e6).contains(&c.y)
}

pub(super) fn swapped(c: Coord) -> Coord {
    Coord { x: c.y, y: c.x }
}

/// The territory that holds a longitude and latitude.
///
/// # Errors
/// The likeliest reason why none does.
#[inline]
pub(super) fn territory_of(lonlat: Coord) -> Result<Territory, Reason> {
    Territory::of_lonlat(lonlat.x, lonlat.y).ok_or_else(|| why_not_degrees(lonlat))
}

#[cold]
fn why_not_degrees(c: Coord) -> Reason {
    if !c.x.is_finite() || !c.y.is_finite() {
        Reason::Unreadable
    } else if c.x == 0.0 && c.y == 0.0 {
        Reason::Zero
    } else if Territory::of_lonlat(c.y, c.x).is_some() {
        Reason::LonLatSwapped
    } else if c.x.abs() > 360.0 || c.y.abs() > 360.0 {
        Reason::MetresNotDegrees
    } else {
        Reason::OutsideFrance
    }
}

/// Longitude, latitude and territory of a coordinate in metres.
///
/// # Errors
/// The likeliest reason why it is not in France.
pub(super) fn from_metres(crs: &Crs, c: Coord) -> Result<(Coord, Territory), Reason> {
    let in_france = |c: Coord| {
        let lonlat = crs.to_lonlat(c).ok()?;
        Some((lonlat, Territory::of_lonlat(lonlat.x, lonlat.y)?))
    };
    if !c.x.is_finite() || !c.y.is_finite() {
        return Err(Reason::Unreadable);
    }
    if c.x == 0.0 && c.y == 0.0 {
        return Err(Reason::Zero);
    }
    if Territory::of_lonlat(c.x, c.y).is_some() {
        return Err(Reason::DegreesNotMetres);
    }
    in_france(c).ok_or_else(|| {
        if in_france(swapped(c)).is_some() {
            Reason::EastingNorthingSwapped
        } else {
            Reason::OutsideFrance
        }
    })
}

/// A rectangle in metres that lies wholly within the longitudes and latitudes of a territory,
/// so that points in it need no look at their degrees.
pub(super) fn certain_extent(territory: Territory, crs: &Crs) -> Bounds {
    let [west, south, east, north] = territory.extent();
    const STEPS: i32 = 32;
    let along = |low: f64, high: f64| {
        (0..=STEPS).map(move |i| low + (high - low) * f64::from(i) / f64::from(STEPS))
    };
    let project = |x: f64, y: f64| crs.from_lonlat(Coord { x, y }).ok();
    let side = |points: Vec<Option<Coord>>, innermost: fn(f64, Coord) -> f64, start: f64| {
        points
            .into_iter()
            .try_fold(start, |edge, c| Some(innermost(edge, c?)))
            .unwrap_or(f64::NAN)
    };
    let (low, high) = (f64::NEG_INFINITY, f64::INFINITY);
    // Between two samples a side bends by some metres at most.
    const BEND: f64 = 1000.0;
    let on_lon = |lon: f64| along(south, north).map(|lat| project(lon, lat)).collect();
    let on_lat = |lat: f64| along(west, east).map(|lon| project(lon, lat)).collect();
    Bounds {
        min: Coord {
            x: side(on_lon(west), |e, c| e.max(c.x), low) + BEND,
            y: side(on_lat(south), |e, c| e.max(c.y), low) + BEND,
        },
        max: Coord {
            x: side(on_lon(east), |e, c| e.min(c.x), high) - BEND,
            y: side(on_lat(north), |e, c| e.min(c.y), high) - BEND,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_with_a_pair_of_degrees_is_told() {
        let reason = |x, y| territory_of(Coord { x, y });
        assert_eq!(reason(2.8, 50.4), Ok(Territory::Metropole));
        assert_eq!(reason(0.0, 48.5), Ok(Territory::Metropole));
        assert_eq!(reason(55.45, -20.9), Ok(Territory::Reunion));
        assert_eq!(reason(50.4, 2.8), Err(Reason::LonLatSwapped));
        assert_eq!(reason(0.0, 0.0), Err(Reason::Zero));
        assert_eq!(
            reason(652_469.0, 6_862_035.0),
            Err(Reason::MetresNotDegrees)
        );
        assert_eq!(reason(-74.0, 40.7), Err(Reason::OutsideFrance));
        assert_eq!(reason(f64::NAN, 50.4), Err(Reason::Unreadable));
    }

    #[test]
    fn what_is_wrong_with_a_pair_of_metres_is_told() {
        let crs = Crs::lambert93();
        let reason = |x, y| from_metres(&crs, Coord { x, y }).map(|(_, t)| t);
        assert_eq!(reason(652_469.0, 6_862_035.0), Ok(Territory::Metropole));
        assert_eq!(
            reason(6_862_035.0, 652_469.0),
            Err(Reason::EastingNorthingSwapped)
        );
        assert_eq!(reason(2.8, 50.4), Err(Reason::DegreesNotMetres));
        assert_eq!(reason(0.0, 0.0), Err(Reason::Zero));
        assert_eq!(reason(338_000.0, 7_640_000.0), Err(Reason::OutsideFrance));
        assert_eq!(reason(1e300, 1.0), Err(Reason::OutsideFrance));
    }

    #[test]
    fn the_certain_extent_lies_in_its_territory_and_holds_most_of_it() {
        for territory in Territory::ALL {
            let crs = territory.metric_crs();
            let b = certain_extent(territory, &crs);
            if territory == Territory::Metropole {
                assert!(
                    b.holds(Coord {
                        x: 652_469.0,
                        y: 6_862_035.0
                    }),
                    "{b:?}"
                );
                assert!(
                    b.holds(Coord {
                        x: 120_000.0,
                        y: 6_800_000.0
                    }),
                    "{b:?}"
                );
            }
            for i in 0..=20 {
                for j in 0..=20 {
                    let at = |low: f64, high: f64, k: i32| low + (high - low) * f64::from(k) / 20.0;
                    let c = Coord {
                        x: at(b.min.x, b.max.x, i),
                        y: at(b.min.y, b.max.y, j),
                    };
                    if b.holds(c) {
                        assert_eq!(from_metres(&crs, c).map(|r| r.1), Ok(territory));
                    }
                }
            }
        }
    }
}
