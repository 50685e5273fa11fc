//! A grid over one territory that settles most points by one look-up.
//!
//! The plane is cut into tiles of 2 km. A tile that no quartier comes near says so at once.
//! Any other one knows the quartiers within reach, and a tile that a quartier enters is cut
//! again into [`FINE`] x [`FINE`] cells that know, for each quartier, whether they lie wholly
//! inside or on its limit. Only a point in a cell on a limit has to be compared with edges.

use super::bounds::Bounds;
use super::limit::{Limit, Side};
use geo::Coord;
use std::collections::HashMap;

/// Side of a tile, metres.
const TILE: f64 = 2000.0;
/// Cells of a tile along each axis: 62.5 m, a few edges each.
const FINE: usize = 32;
const CELL: f64 = TILE / FINE as f64;
/// A limit this near to a cell counts as within it, so that no rounding can put a point on the
/// wrong side of a cell's border.
const MARGIN: f64 = 1e-3;

/// What a cell or tile knows of a quartier, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Cover {
    pub(super) quartier: u32,
    /// Whether its limit runs through the cell; else the cell lies wholly inside.
    pub(super) on_limit: bool,
}

/// A quartier within reach of a tile.
#[derive(Debug, Clone, Copy)]
pub(super) struct Near {
    pub(super) bounds: Bounds,
    pub(super) quartier: u32,
}

#[derive(Debug, Default)]
struct Tile {
    /// Range of `Grid::near`.
    near: (u32, u32),
    /// Start in `Grid::cells` of its `FINE * FINE` cells; 0, where all are empty, for a tile
    /// that no quartier enters.
    cells: u32,
    /// Start in `Grid::sets` of what its cells hold.
    sets: u32,
}

/// The tile and cell of a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    tile: u32,
    /// Range of `Grid::covers`.
    covers: (u32, u32),
}

#[derive(Debug)]
pub(super) struct Grid {
    origin: Coord,
    columns: usize,
    rows: usize,
    /// Number of each tile. All that nothing comes near are number 0, so that no branch, which
    /// the processor would guess wrong half of the time, has to tell them from others.
    tile_at: Vec<u32>,
    tiles: Vec<Tile>,
    near: Vec<Near>,
    /// What each cell holds, among the sets of its tile: a byte, as the processor's caches are
    /// what limits how fast points are looked up. 0 is nothing.
    cells: Vec<u8>,
    /// Ranges of `covers`.
    sets: Vec<(u32, u32)>,
    covers: Vec<Cover>,
}

impl Grid {
    /// A grid over the quartiers with these numbers, aware of each within `reach` metres of the
    /// plane.
    pub(super) fn new(limits: &[(u32, &Limit)], reach: f64) -> Self {
        let extent = limits
            .iter()
            .map(|(_, limit)| limit.bounds())
            .fold(Bounds::of([]), Bounds::union)
            .grown(reach + MARGIN);
        let count = |length: f64| (length.max(0.0) / TILE) as usize + 1;
        let (columns, rows) = (
            count(extent.max.x - extent.min.x),
            count(extent.max.y - extent.min.y),
        );
        let mut grid = Self {
            origin: extent.min,
            columns,
            rows,
            tile_at: vec![0; columns * rows],
            tiles: vec![Tile::default()],
            near: Vec::new(),
            cells: vec![0; FINE * FINE],
            sets: vec![(0, 0)],
            covers: Vec::new(),
        };
        grid.add_near(limits, reach);
        grid.add_cells(limits);
        grid
    }

    /// The tile and cell of a point; none outside the grid.
    #[inline]
    pub(super) fn place(&self, p: Coord) -> Option<Place> {
        let x = (p.x - self.origin.x) / CELL;
        let y = (p.y - self.origin.y) / CELL;
        let cells = |tiles: usize| (tiles * FINE) as f64;
        if !(x >= 0.0 && y >= 0.0 && x < cells(self.columns) && y < cells(self.rows)) {
            return None;
        }
        let (x, y) = (x as u32 as usize, y as u32 as usize);
        let tile = self.tile_at[y / FINE * self.columns + x / FINE];
        let Tile { cells, sets, .. } = self.tiles[tile as usize];
        let set = self.cells[cells as usize + y % FINE * FINE + x % FINE];
        let covers = self.sets[sets as usize + usize::from(set)];
        Some(Place { tile, covers })
    }

    /// Quartiers within reach of a place, by number.
    pub(super) fn near(&self, place: Place) -> &[Near] {
        let (start, end) = self.tiles[place.tile as usize].near;
        &self.near[start as usize..end as usize]
    }

    /// Quartiers that the cell of a place lies in or touches, by number.
    #[inline]
    pub(super) fn covers(&self, place: Place) -> &[Cover] {
        let (start, end) = place.covers;
        &self.covers[start as usize..end as usize]
    }

    /// Columns and rows of squares of this size that a box touches.
    fn span(&self, bounds: Bounds, size: f64) -> [std::ops::Range<usize>; 2] {
        let scale = TILE / size;
        let axis = |low: f64, high: f64, tiles: usize| {
            let count = tiles as f64 * scale;
            let first = (low / size).floor().clamp(0.0, count) as usize;
            let end = ((high / size).floor() + 1.0).clamp(0.0, count) as usize;
            first..end.max(first)
        };
        let b = bounds.grown(MARGIN);
        [
            axis(
                b.min.x - self.origin.x,
                b.max.x - self.origin.x,
                self.columns,
            ),
            axis(b.min.y - self.origin.y, b.max.y - self.origin.y, self.rows),
        ]
    }

    fn add_near(&mut self, limits: &[(u32, &Limit)], reach: f64) {
        let mut pairs: Vec<(usize, Near)> = Vec::new();
        for (quartier, limit) in limits {
            let bounds = limit.bounds();
            let [columns, rows] = self.span(bounds.grown(reach), TILE);
            for row in rows {
                for column in columns.clone() {
                    let near = Near {
                        bounds,
                        quartier: *quartier,
                    };
                    pairs.push((row * self.columns + column, near));
                }
            }
        }
        pairs.sort_unstable_by_key(|(at, near)| (*at, near.quartier));
        for group in pairs.chunk_by(|a, b| a.0 == b.0) {
            self.tile_at[group[0].0] = self.tiles.len() as u32;
            let start = self.near.len() as u32;
            self.near.extend(group.iter().map(|(_, near)| *near));
            self.tiles.push(Tile {
                near: (start, self.near.len() as u32),
                ..Tile::default()
            });
        }
    }

    fn add_cells(&mut self, limits: &[(u32, &Limit)]) {
        let mut covers: Vec<(u64, Cover)> = Vec::new();
        for (quartier, limit) in limits {
            self.draw(*quartier, limit, &mut covers);
        }
        // Tile by tile, and in each cell by cell.
        let cells = self.columns as u64 * FINE as u64;
        let split = |cell: u64| {
            let (row, column) = ((cell / cells) as usize, (cell % cells) as usize);
            let tile = row / FINE * self.columns + column / FINE;
            (tile, row % FINE * FINE + column % FINE)
        };
        let mut covers: Vec<((usize, usize), Cover)> = covers
            .into_iter()
            .map(|(cell, c)| (split(cell), c))
            .collect();
        covers.sort_unstable();
        for tile in covers.chunk_by(|a, b| a.0.0 == b.0.0) {
            self.fill_tile(tile);
        }
    }

    /// Gives a tile its cells, of which those that hold the same share one set.
    fn fill_tile(&mut self, covers: &[((usize, usize), Cover)]) {
        let start = self.cells.len();
        self.cells.resize(start + FINE * FINE, 0);
        let first = self.sets.len();
        self.sets.push((0, 0));
        let mut known: HashMap<Vec<Cover>, u8> = HashMap::new();
        for group in covers.chunk_by(|a, b| a.0 == b.0) {
            let list: Vec<Cover> = group.iter().map(|(_, cover)| *cover).collect();
            let set = match (known.get(&list), u8::try_from(known.len() + 1)) {
                (Some(set), _) => *set,
                (None, Ok(set)) if set < u8::MAX => {
                    self.add_set(&list);
                    known.insert(list, set);
                    set
                }
                // More than a byte tells: the other cells of the tile have every limit to look
                // at, which takes longer and says the same.
                _ => u8::MAX,
            };
            self.cells[start + group[0].0.1] = set;
        }
        if self.sets.len() - first == usize::from(u8::MAX) {
            let mut all: Vec<u32> = covers.iter().map(|(_, cover)| cover.quartier).collect();
            all.sort_unstable();
            all.dedup();
            let on_limit = |quartier| Cover {
                quartier,
                on_limit: true,
            };
            self.add_set(&all.into_iter().map(on_limit).collect::<Vec<_>>());
        }
        // invariant: `add_near` gave a tile to every place within reach of a quartier
        let tile = self.tile_at[covers[0].0.0] as usize;
        self.tiles[tile].cells = start as u32;
        self.tiles[tile].sets = first as u32;
    }

    fn add_set(&mut self, list: &[Cover]) {
        let start = self.covers.len() as u32;
        self.covers.extend_from_slice(list);
        self.sets.push((start, self.covers.len() as u32));
    }

    /// Lists the cells of one quartier, each by row and column over the whole grid.
    fn draw(&self, quartier: u32, limit: &Limit, out: &mut Vec<(u64, Cover)>) {
        let [columns, rows] = self.span(limit.bounds(), CELL);
        let width = columns.len();
        let mut on_limit = vec![false; width * rows.len()];
        for (a, b) in limit.edges() {
            self.draw_edge(a, b, |row, column| {
                if columns.contains(&column) && rows.contains(&row) {
                    on_limit[(row - rows.start) * width + column - columns.start] = true;
                }
            });
        }
        for row in rows.clone() {
            // Neighbours without a limit in them lie on the same side.
            let mut inside = None;
            for column in columns.clone() {
                let on_limit = on_limit[(row - rows.start) * width + column - columns.start];
                if on_limit {
                    inside = None;
                } else if inside.is_none() {
                    let centre = Coord {
                        x: self.origin.x + (column as f64 + 0.5) * CELL,
                        y: self.origin.y + (row as f64 + 0.5) * CELL,
                    };
                    inside = Some(limit.side(centre) == Side::Inside);
                }
                if on_limit || inside == Some(true) {
                    let cell = row as u64 * (self.columns * FINE) as u64 + column as u64;
                    out.push((cell, Cover { quartier, on_limit }));
                }
            }
        }
    }

    /// Calls `mark` with the row and column of every cell within `MARGIN` of an edge.
    fn draw_edge(&self, a: Coord, b: Coord, mut mark: impl FnMut(usize, usize)) {
        let [columns, rows] = self.span(Bounds::of([a, b]), CELL);
        if columns.len() <= 1 || rows.len() <= 1 {
            for row in rows {
                columns.clone().for_each(|column| mark(row, column));
            }
            return;
        }
        for row in rows {
            // The part of the edge within this row of cells, widened by the margin.
            let south = self.origin.y + row as f64 * CELL - MARGIN;
            let north = south + CELL + 2.0 * MARGIN;
            let at = |y: f64| a.x + (b.x - a.x) * ((y - a.y) / (b.y - a.y)).clamp(0.0, 1.0);
            let part = Bounds::of([
                Coord {
                    x: at(south),
                    y: south,
                },
                Coord {
                    x: at(north),
                    y: south,
                },
            ]);
            let [columns, _] = self.span(part, CELL);
            columns.for_each(|column| mark(row, column));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{MultiPolygon, Polygon, Rotate, polygon};

    fn limit_of(shape: Polygon) -> Limit {
        Limit::new(&MultiPolygon(vec![shape]))
    }

    fn assert_same_as_limits(grid: &Grid, numbered: &[(u32, &Limit)], p: Coord) {
        let covers = grid.place(p).map_or(&[][..], |place| grid.covers(place));
        for (quartier, limit) in numbered {
            let cover = covers.iter().find(|c| c.quartier == *quartier);
            match (cover, limit.side(p)) {
                (None, side) => assert_eq!(side, Side::Outside, "{p:?}"),
                (Some(c), side) if !c.on_limit => assert_eq!(side, Side::Inside, "{p:?}"),
                _ => {}
            }
        }
    }

    #[test]
    fn a_cell_says_the_same_as_the_limit_for_any_point_in_it() {
        let shape = polygon![(x: 0.0, y: 0.0), (x: 900.0, y: 0.0), (x: 900.0, y: 700.0),
            (x: 450.0, y: 90.0), (x: 0.0, y: 700.0)];
        let limits: Vec<Limit> = (0..8)
            .map(|i| limit_of(shape.rotate_around_centroid(f64::from(i) * 13.0)))
            .collect();
        let numbered: Vec<(u32, &Limit)> = (0..).zip(&limits).collect();
        let grid = Grid::new(&numbered, 500.0);
        for i in 0..200_000u32 {
            let p = Coord {
                x: -700.0 + f64::from(i % 449) * 5.1,
                y: -700.0 + f64::from(i / 449) * 4.7,
            };
            assert_same_as_limits(&grid, &numbered, p);
        }
    }

    #[test]
    fn a_tile_with_more_sets_than_a_byte_tells_says_the_same_too() {
        let limits: Vec<Limit> = (0..900)
            .map(|i| {
                let (x, y) = (f64::from(i % 30) * CELL, f64::from(i / 30) * CELL);
                limit_of(polygon![(x: x, y: y), (x: x + 40.0, y: y), (x: x, y: y + 40.0)])
            })
            .collect();
        let numbered: Vec<(u32, &Limit)> = (0..).zip(&limits).collect();
        let grid = Grid::new(&numbered, 500.0);
        for i in 0..2_500u32 {
            let p = Coord {
                x: f64::from(i % 50) * 38.3,
                y: f64::from(i / 50) * 37.7,
            };
            assert_same_as_limits(&grid, &numbered, p);
        }
    }

    #[test]
    fn a_tile_knows_every_quartier_within_reach() {
        let limit = limit_of(polygon![(x: 0.0, y: 0.0), (x: 100.0, y: 0.0), (x: 100.0, y: 100.0)]);
        let other = limit_of(polygon![(x: 2e4, y: 2e4), (x: 2.1e4, y: 2e4), (x: 2e4, y: 2.1e4)]);
        let grid = Grid::new(&[(7, &limit), (8, &other)], 1000.0);
        let place = |x, y| grid.place(Coord { x, y });
        for (x, y) in [
            (-1000.0, 50.0),
            (1100.0, 50.0),
            (50.0, -1000.0),
            (50.0, 1100.0),
        ] {
            assert_eq!(grid.near(place(x, y).unwrap())[0].quartier, 7);
        }
        let far = place(1e4, 1e4).unwrap();
        assert!(grid.near(far).is_empty() && grid.covers(far).is_empty());
        assert_eq!(place(1e6, 0.0), None);
        assert_eq!(place(f64::NAN, 0.0), None);
    }
}
