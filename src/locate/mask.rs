//! Which longitudes and latitudes are near a quartier at all.
//!
//! Three addresses in four are not, and this says so without projecting them.

use super::bounds::Bounds;
use crate::crs::Crs;
use geo::Coord;

/// Size of a square of the mask in degrees: 2.2 km from south to north.
const STEP: f64 = 0.02;
/// The outline of a box bends when it is projected: by less than this for the boxes of
/// quartiers (30 km bend by 30 m), in degrees.
const BEND: f64 = 1e-3;

/// One bit for each square of longitudes and latitudes.
#[derive(Debug)]
pub(super) struct Mask {
    origin: Coord,
    columns: usize,
    rows: usize,
    bits: Vec<u64>,
}

impl Mask {
    /// Marks what lies in any of the boxes, which are in metres of a projection.
    pub(super) fn new(crs: &Crs, boxes: &[Bounds]) -> Self {
        let degrees: Vec<Bounds> = boxes.iter().map(|b| in_degrees(crs, *b)).collect();
        let extent = degrees.iter().copied().fold(Bounds::of([]), Bounds::union);
        let count = |length: f64| (length.max(0.0) / STEP) as usize + 1;
        let (columns, rows) = (
            count(extent.max.x - extent.min.x),
            count(extent.max.y - extent.min.y),
        );
        let mut mask = Self {
            origin: extent.min,
            columns,
            rows,
            bits: vec![0; (columns * rows).div_ceil(64)],
        };
        for b in degrees {
            let square = |c: Coord| {
                let at = |offset: f64, count: usize| ((offset / STEP) as usize).min(count - 1);
                (
                    at(c.x - extent.min.x, columns),
                    at(c.y - extent.min.y, rows),
                )
            };
            let ((west, south), (east, north)) = (square(b.min), square(b.max));
            for row in south..=north {
                for column in west..=east {
                    let bit = row * columns + column;
                    mask.bits[bit / 64] |= 1 << (bit % 64);
                }
            }
        }
        mask
    }

    /// Whether a longitude and latitude may be in one of the boxes.
    #[inline]
    pub(super) fn may_hold(&self, lonlat: Coord) -> bool {
        let x = (lonlat.x - self.origin.x) / STEP;
        let y = (lonlat.y - self.origin.y) / STEP;
        if !(x >= 0.0 && y >= 0.0 && x < self.columns as f64 && y < self.rows as f64) {
            return false;
        }
        let bit = y as usize * self.columns + x as usize;
        self.bits[bit / 64] >> (bit % 64) & 1 == 1
    }
}

/// A box in degrees that holds a box in metres; the whole earth where it cannot be told.
fn in_degrees(crs: &Crs, b: Bounds) -> Bounds {
    let middle = (b.min + b.max) / 2.0;
    let around = [b.min.x, middle.x, b.max.x]
        .into_iter()
        .flat_map(|x| [b.min.y, middle.y, b.max.y].map(|y| Coord { x, y }));
    let corners: Option<Vec<Coord>> = around.map(|c| crs.to_lonlat(c).ok()).collect();
    match corners {
        Some(corners) => Bounds::of(corners).grown(BEND),
        None => Bounds {
            min: Coord {
                x: -180.0,
                y: -90.0,
            },
            max: Coord { x: 180.0, y: 90.0 },
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::perimeter::Territory;

    #[test]
    fn no_point_of_a_box_is_missed() {
        for territory in Territory::ALL {
            let crs = territory.metric_crs();
            let [west, south, east, north] = territory.extent();
            for (u, v) in [(0.1, 0.1), (0.9, 0.2), (0.5, 0.5), (0.2, 0.95)] {
                let lonlat = Coord {
                    x: west + (east - west) * u,
                    y: south + (north - south) * v,
                };
                let centre = crs.from_lonlat(lonlat).unwrap();
                let b = Bounds::of([centre]).grown(15_000.0);
                let mask = Mask::new(&crs, &[b]);
                for i in 0..=60 {
                    for j in 0..=60 {
                        let p = Coord {
                            x: b.min.x + f64::from(i) * 500.0,
                            y: b.min.y + f64::from(j) * 500.0,
                        };
                        assert!(mask.may_hold(crs.to_lonlat(p).unwrap()), "{territory:?}");
                    }
                }
            }
        }
    }
}
