//! How much of a label box would hide shapes: a summed-area table over a fine grid.

use super::super::canvas::Point;
use super::super::page::Rect;

/// Side of a cell in millimetres.
const CELL: f64 = 0.5;

/// Which cells of a frame are covered by shapes.
pub(crate) struct Cover {
    room: Rect,
    columns: usize,
    rows: usize,
    /// Covered cells above and to the left, (columns + 1) × (rows + 1).
    sums: Vec<u32>,
}

impl Cover {
    /// Nothing is covered.
    #[cfg(test)]
    pub fn empty(room: Rect) -> Cover {
        Cover::new(room, &[])
    }

    /// Covered by shapes, each a list of rings (even-odd), in millimetres of the page.
    pub fn new(room: Rect, shapes: &[Vec<Vec<Point>>]) -> Cover {
        let columns = (room.w / CELL).ceil().clamp(1.0, 4000.0) as usize;
        let rows = (room.h / CELL).ceil().clamp(1.0, 4000.0) as usize;
        let mut filled = vec![false; columns * rows];
        let mut crossings = Vec::new();
        for rings in shapes {
            let ys = rings.iter().flatten().map(|p| p.1);
            let (low, high) = ys.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), y| {
                (l.min(y), h.max(y))
            });
            if low > high {
                continue;
            }
            let first = ((low - room.y) / CELL).floor().clamp(0.0, rows as f64) as usize;
            let last = ((high - room.y) / CELL).ceil().clamp(0.0, rows as f64) as usize;
            for row in first..last {
                let y = room.y + (row as f64 + 0.5) * CELL;
                crossings.clear();
                for ring in rings {
                    for pair in ring.windows(2) {
                        let (a, b) = (pair[0], pair[1]);
                        if (a.1 <= y) != (b.1 <= y) {
                            crossings.push(a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0));
                        }
                    }
                }
                crossings.sort_by(f64::total_cmp);
                for span in crossings.chunks_exact(2) {
                    let cell = |x: f64| ((x - room.x) / CELL).round().clamp(0.0, columns as f64);
                    let (from, to) = (cell(span[0]) as usize, cell(span[1]) as usize);
                    filled[row * columns + from..row * columns + to].fill(true);
                }
            }
        }
        let mut sums = vec![0; (columns + 1) * (rows + 1)];
        for row in 0..rows {
            let mut line = 0;
            for column in 0..columns {
                line += u32::from(filled[row * columns + column]);
                let above = sums[row * (columns + 1) + column + 1];
                sums[(row + 1) * (columns + 1) + column + 1] = above + line;
            }
        }
        Cover {
            room,
            columns,
            rows,
            sums,
        }
    }

    /// Area of `frame` that hides shapes, in square millimetres.
    pub fn area(&self, frame: &Rect) -> f64 {
        let column = |x: f64| {
            ((x - self.room.x) / CELL)
                .round()
                .clamp(0.0, self.columns as f64)
        };
        let row = |y: f64| {
            ((y - self.room.y) / CELL)
                .round()
                .clamp(0.0, self.rows as f64)
        };
        let (x0, x1) = (column(frame.x) as usize, column(frame.right()) as usize);
        let (y0, y1) = (row(frame.y) as usize, row(frame.bottom()) as usize);
        let at = |x: usize, y: usize| i64::from(self.sums[y * (self.columns + 1) + x]);
        let cells = at(x1, y1) - at(x0, y1) - at(x1, y0) + at(x0, y0);
        cells as f64 * CELL * CELL
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_what_a_box_hides_and_leaves_holes_free() {
        let ring = |a: f64, b: f64| vec![(a, a), (b, a), (b, b), (a, b), (a, a)];
        let cover = Cover::new(
            Rect::new(0.0, 0.0, 50.0, 40.0),
            &[vec![ring(10.0, 30.0), ring(15.0, 25.0)]],
        );
        assert_eq!(cover.area(&Rect::new(0.0, 0.0, 50.0, 40.0)), 300.0);
        assert_eq!(cover.area(&Rect::new(16.0, 16.0, 5.0, 5.0)), 0.0);
        assert_eq!(cover.area(&Rect::new(10.0, 10.0, 4.0, 4.0)), 16.0);
    }
}
