//! How finely the coordinates of a file are written.

use geo::{Coord, CoordsIter, MultiPolygon};

/// Steps that are looked for, in degrees, coarsest first.
const STEPS: [f64; 5] = [1e-2, 1e-3, 1e-4, 1e-5, 1e-6];

/// Share of the vertices that must lie on the grid of a step. Chance puts less than one vertex
/// in a thousand on a grid ten times coarser than the true one (both axes must fall on it).
const SHARE: f64 = 0.05;

/// Counts how many longitudes and latitudes lie on each decimal grid.
#[derive(Debug, Default, Clone)]
pub(super) struct Rounding {
    vertices: usize,
    on_grid: [usize; STEPS.len()],
}

impl Rounding {
    /// Looks at all vertices of a shape in degrees.
    pub(super) fn add(&mut self, lonlat: &MultiPolygon) {
        lonlat.coords_iter().for_each(|c| self.add_coord(c));
    }

    fn add_coord(&mut self, c: Coord) {
        self.vertices += 1;
        // Finest first: a vertex off a grid is off every coarser one.
        for (count, step) in self.on_grid.iter_mut().zip(STEPS).rev() {
            if !on_grid(c.x, step) || !on_grid(c.y, step) {
                break;
            }
            *count += 1;
        }
    }

    pub(super) fn merge(mut self, other: &Self) -> Self {
        self.vertices += other.vertices;
        for (a, b) in self.on_grid.iter_mut().zip(other.on_grid) {
            *a += b;
        }
        self
    }

    /// The coarsest step that holds a good part of the vertices, if any.
    pub(super) fn step(&self) -> Option<f64> {
        let enough = (self.vertices as f64 * SHARE).max(1.0);
        STEPS
            .into_iter()
            .zip(self.on_grid)
            .find(|(_, n)| *n as f64 >= enough)
            .map(|(s, _)| s)
    }
}

fn on_grid(degrees: f64, step: f64) -> bool {
    let steps = degrees / step;
    // 2e-9 degrees is 0.2 mm: what projecting there and back may have moved.
    (steps - steps.round()).abs() * step < 2e-9
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step_of(decimals: i32) -> Option<f64> {
        let scale = 10f64.powi(decimals);
        let mut rounding = Rounding::default();
        for i in 0..1000 {
            let angle = f64::from(i) * 0.618;
            let c = Coord {
                x: 2.5 + angle.sin() * 0.03,
                y: 50.4 + angle.cos() * 0.03,
            };
            let cut = |v: f64| (v * scale).round() / scale;
            rounding.add_coord(Coord {
                x: cut(c.x),
                y: cut(c.y),
            });
        }
        rounding.step()
    }

    #[test]
    fn the_number_of_decimals_is_found() {
        assert_eq!(step_of(4), Some(1e-4));
        assert_eq!(step_of(5), Some(1e-5));
        assert_eq!(step_of(6), Some(1e-6));
        assert_eq!(step_of(12), None);
        assert_eq!(Rounding::default().step(), None);
    }
}
