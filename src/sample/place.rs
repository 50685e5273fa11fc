//! Blocks brought to their place: near the published points, turned towards their communes,
//! clear of one another.

use super::block::{self, Block};
use super::facts::{FACTS, Facts};
use super::several;
use crate::perimeter::QuartierCode;
use geo::orient::{Direction, Orient};
use geo::{
    Area, BoundingRect, Centroid, Coord, Distance, Euclidean, MapCoords, Point, Polygon, Rect,
};
use std::f64::consts::TAU;
use std::sync::LazyLock;

/// Quartiers and the ground of communes under them, Lambert-93 metres.
pub(super) struct Layout {
    /// Contours of both generations, counter-clockwise.
    pub contours: Vec<(QuartierCode, Polygon)>,
    /// Ground of each commune (INSEE) under the contours, disjoint.
    pub ground: Vec<(String, Polygon)>,
}

/// Clear ground in metres between quartiers that are not linked.
const CLEARANCE_M: f64 = 60.0;

/// Steps in which a block may turn.
const TURNS: u32 = 24;

/// Distances in metres that a block may be moved aside for a neighbour.
const ASIDE_M: [f64; 5] = [0.0, 100.0, 200.0, 400.0, 600.0];

/// The layout, drawn once.
pub(super) static LAYOUT: LazyLock<Layout> = LazyLock::new(|| layout(&FACTS));

/// Draws the blocks and places them one by one, the largest first.
pub(super) fn layout(facts: &Facts) -> Layout {
    let mut blocks = blocks(facts);
    let extent = |b: &Block| -> f64 { b.ground.iter().map(|(_, g)| g.unsigned_area()).sum() };
    blocks.sort_by(|a, b| extent(b).total_cmp(&extent(a)));
    let mut placed: Vec<Block> = Vec::new();
    for block in &blocks {
        // invariant: there is room for every embedded quartier, which a test checks
        let there = place(facts, block, &placed).expect("room for the block");
        placed.push(there);
    }
    Layout {
        contours: placed.iter().flat_map(|b| b.contours.clone()).collect(),
        ground: placed.into_iter().flat_map(|b| b.ground).collect(),
    }
}

/// One block for each set of linked quartiers.
fn blocks(facts: &Facts) -> Vec<Block> {
    let quartier = |code: &QuartierCode| {
        let all = facts.old.iter().chain(&facts.new);
        all.into_iter().find(|q| q.code == *code)
    };
    let mut blocks = Vec::new();
    for old in &facts.old {
        let children: Vec<_> = facts.links.iter().filter(|l| l.old == old.code).collect();
        let blocks_of_old = match children[..] {
            [] => Some(block::alone(old)),
            [link] => {
                let parents: Vec<_> = facts
                    .links
                    .iter()
                    .filter(|l| l.new == link.new)
                    .filter_map(|l| Some((quartier(&l.old)?, l.overlap_m2)))
                    .collect();
                let new = quartier(&link.new);
                match parents[..] {
                    [_] => new.map(|new| block::pair(old, new, link.overlap_m2)),
                    // Drawn once, with its first parent.
                    [(first, _), ..] if first.code == old.code => {
                        new.map(|new| several::merger(&parents, new))
                    }
                    _ => None,
                }
            }
            [first, second, ..] => quartier(&first.new)
                .zip(quartier(&second.new))
                .map(|(a, b)| several::split(old, (a, first.overlap_m2), (b, second.overlap_m2))),
        };
        blocks.extend(blocks_of_old);
    }
    let linked = |code: &QuartierCode| facts.links.iter().any(|l| l.new == *code);
    let without_parent = facts.new.iter().filter(|q| !linked(&q.code));
    blocks.extend(without_parent.map(block::alone));
    blocks
}

/// The position of least cost that is clear of the blocks already placed, as near as possible
/// to the block's own place.
fn place(facts: &Facts, block: &Block, placed: &[Block]) -> Option<Block> {
    ASIDE_M.iter().find_map(|&aside_m| {
        let mut candidates: Vec<_> = positions(aside_m, block.turns)
            .map(|position| position.apply(block))
            .map(|there| (cost(facts, &there), there))
            .collect();
        candidates.sort_by(|a, b| a.0.total_cmp(&b.0));
        let clear = candidates.into_iter().find(|(_, c)| is_clear(c, placed));
        clear.map(|(_, there)| there)
    })
}

#[derive(Clone, Copy)]
struct Position {
    angle: f64,
    mirrored: bool,
    aside: Coord,
}

/// Every way to turn a block, at a distance in metres from its own place.
fn positions(aside_m: f64, turns: bool) -> impl Iterator<Item = Position> {
    let places = if aside_m == 0.0 { 1 } else { 8 };
    let angles = if turns { TURNS } else { 1 };
    let mirrors: &[bool] = if turns { &[false, true] } else { &[false] };
    (0..places).flat_map(move |place| {
        let aside = polar(aside_m, TAU * f64::from(place) / 8.0);
        (0..angles).flat_map(move |i| {
            mirrors.iter().map(move |&mirrored| Position {
                angle: TAU * f64::from(i) / f64::from(TURNS),
                mirrored,
                aside,
            })
        })
    })
}

fn polar(distance: f64, angle: f64) -> Coord {
    let (sin, cos) = angle.sin_cos();
    Coord { x: cos, y: sin } * distance
}

impl Position {
    fn apply(self, block: &Block) -> Block {
        let (sin, cos) = self.angle.sin_cos();
        let origin = block.anchor + self.aside;
        let move_shape = |shape: &Polygon| {
            let moved = shape.map_coords(|c| {
                let y = if self.mirrored { -c.y } else { c.y };
                origin
                    + Coord {
                        x: c.x * cos - y * sin,
                        y: c.x * sin + y * cos,
                    }
            });
            moved.orient(Direction::Default)
        };
        Block {
            contours: block
                .contours
                .iter()
                .map(|(code, shape)| (*code, move_shape(shape)))
                .collect(),
            ground: block
                .ground
                .iter()
                .map(|(insee, shape)| (insee.clone(), move_shape(shape)))
                .collect(),
            anchor: origin,
            turns: block.turns,
        }
    }
}

/// How far a placed block is from what is known, metres: the points that its contours should
/// hold, and the places that its communes should be near.
fn cost(facts: &Facts, block: &Block) -> f64 {
    const COMMUNE_WEIGHT: f64 = 0.3;

    let all = || facts.old.iter().chain(&facts.new);
    let missed: f64 = block
        .contours
        .iter()
        .filter_map(|(code, shape)| {
            let quartier = all().find(|q| q.code == *code)?;
            Some(Euclidean.distance(&Point::from(quartier.inside), shape))
        })
        .sum();
    let (mut away, mut total) = (0.0, 0.0);
    for (insee, shape) in &block.ground {
        if let (Some(centre), Some(middle)) = (facts.centre(insee), shape.centroid()) {
            // Small parts count too: the root makes a strip of 5 % weigh a fifth of the rest.
            let weight = shape.unsigned_area().sqrt();
            away += weight * Euclidean.distance(middle, Point::from(centre));
            total += weight;
        }
    }
    missed + COMMUNE_WEIGHT * away / total.max(1.0)
}

fn is_clear(block: &Block, placed: &[Block]) -> bool {
    let around = |shape: &Polygon| {
        let bounds = shape.bounding_rect()?;
        let margin = Coord {
            x: CLEARANCE_M,
            y: CLEARANCE_M,
        };
        Some(Rect::new(bounds.min() - margin, bounds.max() + margin))
    };
    block.contours.iter().all(|(_, shape)| {
        let near = around(shape);
        placed.iter().flat_map(|b| &b.contours).all(|(_, other)| {
            let meet = near
                .zip(other.bounding_rect())
                .is_some_and(|(a, b)| geo::Intersects::intersects(&a, &b));
            !meet || Euclidean.distance(shape, other) >= CLEARANCE_M
        })
    })
}
