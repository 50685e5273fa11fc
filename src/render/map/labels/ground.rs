//! What lies where in a panel, on a fine grid: which quartier each cell belongs to, and how much of a
//! box would hide drawn ground (a summed-area table).

use super::super::super::canvas::Point;
use super::super::super::page::Rect;

/// Side of a cell in millimetres.
pub(super) const CELL: f64 = 0.5;

/// Nothing is drawn there.
const FREE: u16 = 0;
/// Ground that is drawn but is no quartier with a label.
const DRAWN: u16 = 1;
/// First of the owners that have a number.
const FIRST: u16 = 2;

/// Whose a cell is, as seen by one quartier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cell {
    /// Nothing is drawn there.
    Free,
    /// The quartier's own ground.
    Own,
    /// Drawn, but nobody's: a piece that was lost.
    Drawn,
    /// Another quartier's, by its number.
    Other(usize),
}

/// The cells of a panel.
pub(crate) struct Ground {
    room: Rect,
    columns: usize,
    rows: usize,
    owners: Vec<u16>,
    /// Cells drawn above and to the left, (columns + 1) × (rows + 1).
    sums: Vec<u32>,
}

impl Ground {
    /// `shapes` is all that is drawn, each a list of rings (even-odd) in millimetres of the page;
    /// `owned` the ground of quartiers with the number of each. Later ones lie over earlier ones.
    pub fn new<'a>(
        room: Rect,
        shapes: &[Vec<Vec<Point>>],
        owned: impl Iterator<Item = (usize, &'a [Vec<Point>])>,
    ) -> Ground {
        let columns = (room.w / CELL).ceil().clamp(1.0, 4000.0) as usize;
        let rows = (room.h / CELL).ceil().clamp(1.0, 4000.0) as usize;
        let mut ground = Ground {
            room,
            columns,
            rows,
            owners: vec![FREE; columns * rows],
            sums: vec![0; (columns + 1) * (rows + 1)],
        };
        for rings in shapes {
            ground.paint(rings, DRAWN);
        }
        for (number, rings) in owned {
            ground.paint(rings, owner_of(number));
        }
        for row in 0..rows {
            let mut line = 0;
            for column in 0..columns {
                line += u32::from(ground.owners[row * columns + column] != FREE);
                let above = ground.sums[row * (columns + 1) + column + 1];
                ground.sums[(row + 1) * (columns + 1) + column + 1] = above + line;
            }
        }
        ground
    }

    /// Marks every cell that a shape touches: those whose centre lies inside, and those its limits
    /// run through, so that no narrow part is missed.
    fn paint(&mut self, rings: &[Vec<Point>], owner: u16) {
        let ys = rings.iter().flatten().map(|p| p.1);
        let (low, high) = ys.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), y| {
            (l.min(y), h.max(y))
        });
        if low > high {
            return;
        }
        let line = |y: f64| ((y - self.room.y) / CELL).clamp(0.0, self.rows as f64);
        let (first, last) = (line(low).floor() as usize, line(high).ceil() as usize);
        let mut crossings = Vec::new();
        for row in first..last {
            let y = self.room.y + (row as f64 + 0.5) * CELL;
            crossings.clear();
            for pair in rings.iter().flat_map(|ring| ring.windows(2)) {
                let (a, b) = (pair[0], pair[1]);
                if (a.1 <= y) != (b.1 <= y) {
                    crossings.push(a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0));
                }
            }
            crossings.sort_by(f64::total_cmp);
            for span in crossings.chunks_exact(2) {
                let cell = |x: f64| {
                    ((x - self.room.x) / CELL)
                        .round()
                        .clamp(0.0, self.columns as f64)
                };
                let (from, to) = (cell(span[0]) as usize, cell(span[1]) as usize);
                self.owners[row * self.columns + from..row * self.columns + to].fill(owner);
            }
        }
        for pair in rings.iter().flat_map(|ring| ring.windows(2)) {
            let steps = (super::length(pair[0], pair[1]) / (0.5 * CELL))
                .ceil()
                .clamp(1.0, 8000.0);
            for step in 0..steps as usize {
                let at = super::along(pair[0], pair[1], step as f64 / steps);
                if let Some(cell) = self.index(at) {
                    self.owners[cell] = owner;
                }
            }
        }
    }

    fn index(&self, (x, y): Point) -> Option<usize> {
        let (column, row) = ((x - self.room.x) / CELL, (y - self.room.y) / CELL);
        let inside =
            column >= 0.0 && row >= 0.0 && column < self.columns as f64 && row < self.rows as f64;
        inside.then(|| row as usize * self.columns + column as usize)
    }

    /// Whose the ground at a point is, for the quartier with that number. Outside the room it is
    /// free.
    pub(super) fn at(&self, point: Point, own: usize) -> Cell {
        match self.index(point).map_or(FREE, |i| self.owners[i]) {
            FREE => Cell::Free,
            DRAWN => Cell::Drawn,
            owner if usize::from(owner - FIRST) == own => Cell::Own,
            owner => Cell::Other(usize::from(owner - FIRST)),
        }
    }

    /// Centres of the cells of a quartier within `around`.
    pub(super) fn cells_of(&self, own: usize, around: &Rect) -> Vec<Point> {
        let span = |low: f64, high: f64, most: usize| {
            let cell = |v: f64| (v / CELL).clamp(0.0, most as f64);
            cell(low).floor() as usize..cell(high).ceil() as usize
        };
        let columns = span(
            around.x - self.room.x,
            around.right() - self.room.x,
            self.columns,
        );
        let rows = span(
            around.y - self.room.y,
            around.bottom() - self.room.y,
            self.rows,
        );
        let centre = |column: usize, row: usize| {
            (
                self.room.x + (column as f64 + 0.5) * CELL,
                self.room.y + (row as f64 + 0.5) * CELL,
            )
        };
        rows.flat_map(|row| columns.clone().map(move |column| centre(column, row)))
            .filter(|at| self.at(*at, own) == Cell::Own)
            .collect()
    }

    /// Area of drawn ground under `frame`, in square millimetres; cells that it touches count whole.
    pub fn hidden(&self, frame: &Rect) -> f64 {
        let column = |x: f64| ((x - self.room.x) / CELL).clamp(0.0, self.columns as f64);
        let row = |y: f64| ((y - self.room.y) / CELL).clamp(0.0, self.rows as f64);
        let (x0, x1) = (column(frame.x).floor(), column(frame.right()).ceil());
        let (y0, y1) = (row(frame.y).floor(), row(frame.bottom()).ceil());
        let at =
            |x: f64, y: f64| i64::from(self.sums[y as usize * (self.columns + 1) + x as usize]);
        let cells = at(x1, y1) - at(x0, y1) - at(x1, y0) + at(x0, y0);
        cells as f64 * CELL * CELL
    }

    /// Whether the quartier with that number has all ground under `frame`.
    pub(super) fn is_own(&self, frame: &Rect, own: usize) -> bool {
        let owner = owner_of(own);
        let inside = self.room.holds(frame);
        inside && self.under(frame).flatten().all(|cell| *cell == owner)
    }

    /// Whether another quartier than the one with that number has some ground under `frame`.
    pub(super) fn is_of_another(&self, frame: &Rect, own: usize) -> bool {
        let owner = owner_of(own);
        let mut rows = self.under(frame);
        rows.any(|row| row.iter().any(|cell| *cell >= FIRST && *cell != owner))
    }

    /// The cells that `frame` touches, row by row; those outside the room are left out.
    fn under(&self, frame: &Rect) -> impl Iterator<Item = &[u16]> {
        let span = |low: f64, high: f64, most: usize| {
            // Casts saturate: what lies before the first cell gives none.
            let cell = |v: f64| (v / CELL).floor() as usize;
            let end = if high < 0.0 { 0 } else { cell(high) + 1 };
            cell(low).min(most)..end.min(most)
        };
        let (left, top) = (self.room.x, self.room.y);
        let columns = span(frame.x - left, frame.right() - left, self.columns);
        let rows = span(frame.y - top, frame.bottom() - top, self.rows);
        rows.map(move |row| &self.owners[row * self.columns..][columns.clone()])
    }
}

/// What the cells of a quartier hold.
fn owner_of(number: usize) -> u16 {
    u16::try_from(number).map_or(DRAWN, |n| n.saturating_add(FIRST))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(a: f64, b: f64) -> Vec<Point> {
        vec![(a, a), (b, a), (b, b), (a, b), (a, a)]
    }

    #[test]
    fn counts_what_a_box_hides_and_leaves_holes_free() {
        let shapes = [vec![ring(10.0, 30.0), ring(15.0, 25.0)]];
        let ground = Ground::new(Rect::new(0.0, 0.0, 50.0, 40.0), &shapes, std::iter::empty());
        let whole = ground.hidden(&Rect::new(0.0, 0.0, 50.0, 40.0));
        // The limits take up to a cell more on each side.
        assert!((300.0..300.0 + 120.0 * CELL).contains(&whole), "{whole}");
        assert_eq!(ground.hidden(&Rect::new(16.0, 16.0, 5.0, 5.0)), 0.0);
        assert_eq!(ground.hidden(&Rect::new(10.0, 10.0, 4.0, 4.0)), 16.0);
    }

    #[test]
    fn each_cell_knows_whose_it_is() {
        let (drawn, owned) = (
            [vec![ring(0.0, 40.0)]],
            [vec![ring(2.0, 8.0)], vec![ring(20.0, 30.0)]],
        );
        let ground = Ground::new(
            Rect::new(0.0, 0.0, 50.0, 50.0),
            &drawn,
            owned.iter().map(Vec::as_slice).enumerate(),
        );
        let seen = [
            (5.0, 5.0),
            (25.0, 25.0),
            (15.0, 15.0),
            (45.0, 5.0),
            (-9.0, 5.0),
        ];
        let found = seen.map(|at| ground.at(at, 0));
        assert_eq!(
            found,
            [
                Cell::Own,
                Cell::Other(1),
                Cell::Drawn,
                Cell::Free,
                Cell::Free
            ]
        );
        let other = |frame| ground.is_of_another(&frame, 0);
        assert!(other(Rect::new(9.0, 18.0, 20.0, 3.0)));
        assert!(!other(Rect::new(9.0, 9.0, 9.0, 3.0)));
        // What lies outside the room, in part or whole, is nobody's.
        assert!(other(Rect::new(-9.0, 20.0, 30.0, 90.0)));
        assert!(!other(Rect::new(-90.0, -90.0, 80.0, 80.0)));
        assert!(!other(Rect::new(60.0, 60.0, 8.0, 8.0)));
        assert!(ground.is_own(&Rect::new(3.0, 3.0, 4.0, 4.0), 0));
        assert!(!ground.is_own(&Rect::new(3.0, 3.0, 9.0, 4.0), 0));
        assert!(!ground.is_own(&Rect::new(3.0, 3.0, 4.0, 4.0), 1));
        assert_eq!(
            ground.cells_of(1, &Rect::new(0.0, 0.0, 22.0, 22.0)).len(),
            16
        );
    }

    #[test]
    fn a_part_thinner_than_a_cell_is_not_missed() {
        let thin = vec![
            (10.0, 10.1),
            (30.0, 10.1),
            (30.0, 10.2),
            (10.0, 10.2),
            (10.0, 10.1),
        ];
        let ground = Ground::new(
            Rect::new(0.0, 0.0, 50.0, 40.0),
            &[vec![thin]],
            std::iter::empty(),
        );
        assert!(ground.hidden(&Rect::new(15.0, 9.0, 10.0, 3.0)) > 0.0);
    }
}
