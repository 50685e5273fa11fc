//! Upright rectangles in the plane.

use geo::Coord;

/// An upright rectangle in metres of the plane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bounds {
    pub(super) min: Coord,
    pub(super) max: Coord,
}

impl Bounds {
    pub(super) fn of(points: impl IntoIterator<Item = Coord>) -> Self {
        let nothing = Self {
            min: Coord {
                x: f64::INFINITY,
                y: f64::INFINITY,
            },
            max: Coord {
                x: f64::NEG_INFINITY,
                y: f64::NEG_INFINITY,
            },
        };
        points
            .into_iter()
            .fold(nothing, |b, p| b.union(Self { min: p, max: p }))
    }

    pub(super) fn union(self, other: Self) -> Self {
        Self {
            min: Coord {
                x: self.min.x.min(other.min.x),
                y: self.min.y.min(other.min.y),
            },
            max: Coord {
                x: self.max.x.max(other.max.x),
                y: self.max.y.max(other.max.y),
            },
        }
    }

    pub(super) fn grown(self, by: f64) -> Self {
        Self {
            min: Coord {
                x: self.min.x - by,
                y: self.min.y - by,
            },
            max: Coord {
                x: self.max.x + by,
                y: self.max.y + by,
            },
        }
    }

    /// Square of the distance to the rectangle, 0 inside.
    #[inline]
    pub(super) fn distance2(&self, p: Coord) -> f64 {
        let dx = (self.min.x - p.x).max(p.x - self.max.x).max(0.0);
        let dy = (self.min.y - p.y).max(p.y - self.max.y).max(0.0);
        dx * dx + dy * dy
    }

    #[inline]
    pub(super) fn holds(&self, p: Coord) -> bool {
        p.x >= self.min.x && p.x <= self.max.x && p.y >= self.min.y && p.y <= self.max.y
    }
}
