//! A grid over one territory that settles most points by one look-up.
//!
//! The plane is cut into tiles of 2 km. A tile that no quartier comes near says so at once.
//! Any other one knows the quartiers within reach, and a tile that a quartier enters is cut
//! again into [`FINE`] x [`FINE`] cells that know, for each quartier, whether they lie wholly
//! inside or on its limit. Only a point in a cell on a limit has to be compared with edges.

use super::limit::{Bounds, Limit, Side};
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

#[derive(Debug)]
struct Tile {
    /// Range of `Grid::near`.
    near: (u32, u32),
    /// Start in `Grid::cells` of its `FINE * FINE` cells, where a quartier enters it.
    cells: Option<u32>,
}

/// Number of a tile that something comes near.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TileId(u32);

const NO_TILE: u32 = u32::MAX;

#[derive(Debug)]
pub(super) struct Grid {
    origin: Coord,
    columns: usize,
    rows: usize,
    tile_at: Vec<u32>,
    tiles: Vec<Tile>,
    near: Vec<Near>,
    /// Each cell's number of a range of `covers`; 0 is the empty one.
    cells: Vec<u32>,
    ranges: Vec<(u32, u32)>,
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
            tile_at: vec![NO_TILE; columns * rows],
            tiles: Vec::new(),
            near: Vec::new(),
            cells: Vec::new(),
            ranges: vec![(0, 0)],
            covers: Vec::new(),
        };
        grid.add_near(limits, reach);
        grid.add_cells(limits);
        grid
    }

    /// The tile of a point, if any quartier is within reach of it.
    #[inline]
    pub(super) fn tile(&self, p: Coord) -> Option<TileId> {
        let x = (p.x - self.origin.x) / TILE;
        let y = (p.y - self.origin.y) / TILE;
        if !(x >= 0.0 && y >= 0.0 && x < self.columns as f64 && y < self.rows as f64) {
            return None;
        }
        let tile = self.tile_at[y as usize * self.columns + x as usize];
        (tile != NO_TILE).then_some(TileId(tile))
    }

    /// Quartiers within reach of a tile, by number.
    pub(super) fn near(&self, tile: TileId) -> &[Near] {
        let (start, end) = self.tiles[tile.0 as usize].near;
        &self.near[start as usize..end as usize]
    }

    /// Quartiers that a point's cell lies in or touches, by number.
    #[inline]
    pub(super) fn covers(&self, tile: TileId, p: Coord) -> &[Cover] {
        let Some(start) = self.tiles[tile.0 as usize].cells else {
            return &[];
        };
        // A cell is a 32nd of a tile, a power of two, so both quotients round alike.
        let fine = |offset: f64| (offset / CELL) as usize % FINE;
        let (x, y) = (fine(p.x - self.origin.x), fine(p.y - self.origin.y));
        let range = self.cells[start as usize + y * FINE + x];
        let (start, end) = self.ranges[range as usize];
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
                cells: None,
            });
        }
    }

    fn add_cells(&mut self, limits: &[(u32, &Limit)]) {
        let mut covers: Vec<(u64, Cover)> = Vec::new();
        for (quartier, limit) in limits {
            self.draw(*quartier, limit, &mut covers);
        }
        covers.sort_unstable();
        // Cells with the same covers share one range: a few thousand for all of France.
        let mut known: HashMap<Vec<Cover>, u32> = HashMap::new();
        let columns = self.columns * FINE;
        for group in covers.chunk_by(|a, b| a.0 == b.0) {
            let (row, column) = (group[0].0 as usize / columns, group[0].0 as usize % columns);
            let list: Vec<Cover> = group.iter().map(|(_, cover)| *cover).collect();
            let range = *known.entry(list).or_insert_with_key(|list| {
                let start = self.covers.len() as u32;
                self.covers.extend_from_slice(list);
                self.ranges.push((start, self.covers.len() as u32));
                self.ranges.len() as u32 - 1
            });
            let tile = self.tile_at[row / FINE * self.columns + column / FINE];
            // invariant: `add_near` gave a tile to every place within reach of a quartier
            let tile = &mut self.tiles[tile as usize];
            let start = *tile.cells.get_or_insert_with(|| {
                let start = self.cells.len();
                self.cells.resize(start + FINE * FINE, 0);
                start as u32
            });
            self.cells[start as usize + row % FINE * FINE + column % FINE] = range;
        }
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
    use geo::{MultiPolygon, Rotate, polygon};

    #[test]
    fn a_cell_says_the_same_as_the_limit_for_any_point_in_it() {
        let shape = polygon![(x: 0.0, y: 0.0), (x: 900.0, y: 0.0), (x: 900.0, y: 700.0),
            (x: 450.0, y: 90.0), (x: 0.0, y: 700.0)];
        let limits: Vec<Limit> = (0..8)
            .map(|i| shape.rotate_around_centroid(f64::from(i) * 13.0))
            .map(|p| Limit::new(&MultiPolygon(vec![p])))
            .collect();
        let numbered: Vec<(u32, &Limit)> = (0..).zip(&limits).collect();
        let grid = Grid::new(&numbered, 500.0);
        for i in 0..200_000u32 {
            let p = Coord {
                x: -700.0 + f64::from(i % 449) * 5.1,
                y: -700.0 + f64::from(i / 449) * 4.7,
            };
            let covers = grid.tile(p).map_or(&[][..], |tile| grid.covers(tile, p));
            for (quartier, limit) in &numbered {
                let cover = covers.iter().find(|c| c.quartier == *quartier);
                match (cover, limit.side(p)) {
                    (None, side) => assert_eq!(side, Side::Outside, "{p:?}"),
                    (Some(c), side) if !c.on_limit => assert_eq!(side, Side::Inside, "{p:?}"),
                    _ => {}
                }
            }
        }
    }

    #[test]
    fn a_tile_knows_every_quartier_within_reach() {
        let square = polygon![(x: 0.0, y: 0.0), (x: 100.0, y: 0.0), (x: 100.0, y: 100.0)];
        let limit = Limit::new(&MultiPolygon(vec![square]));
        let grid = Grid::new(&[(7, &limit)], 1000.0);
        for p in [
            (-1000.0, 50.0),
            (1100.0, 50.0),
            (50.0, -1000.0),
            (50.0, 1100.0),
        ] {
            let tile = grid.tile(Coord { x: p.0, y: p.1 }).unwrap();
            assert_eq!(grid.near(tile)[0].quartier, 7);
        }
        assert_eq!(grid.tile(Coord { x: 1e6, y: 0.0 }), None);
        assert_eq!(
            grid.tile(Coord {
                x: f64::NAN,
                y: 0.0
            }),
            None
        );
    }
}
