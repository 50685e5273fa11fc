//! Schematic blocks: quartiers that are linked, drawn together in a frame of their own.
//!
//! A block is made of rectangles. Its `x` axis runs from what 2015 lost, over what both
//! generations share, to what 2024 gained; communes are strips along that axis, so that a strip
//! is covered by every quartier that lies in its commune.

use super::facts::QuartierFact;
use crate::perimeter::QuartierCode;
use geo::{Area, Coord, Polygon, Rect};

/// Linked quartiers and the ground they stand on, in metres around [`Block::anchor`].
pub(super) struct Block {
    /// Contours, counter-clockwise.
    pub contours: Vec<(QuartierCode, Polygon)>,
    /// Ground of each commune (INSEE) under the contours, in disjoint rectangles.
    pub ground: Vec<(String, Polygon)>,
    /// Where the origin belongs, Lambert-93 metres.
    pub anchor: Coord,
    /// Whether the block may be turned to fit its place.
    pub turns: bool,
}

/// Length over width of a plain rectangle.
const ASPECT: f64 = 1.35;

/// Two contours with at least this intersection over union are one and the same: the published
/// coordinates of 2024 do not tell them apart.
const SAME_IOU: f64 = 0.975;

/// Share of an area below which a loss or a gain is noise of the published coordinates.
const NOISE: f64 = 0.01;

/// Narrowest wing in metres that is worth a corner of its own.
const WING_M: f64 = 80.0;

/// A quartier without a link to the other generation.
pub(super) fn alone(quartier: &QuartierFact) -> Block {
    let shape = plain(quartier.area_m2);
    Block {
        contours: vec![(quartier.code, shape.to_polygon())],
        ground: strips(shape, &areas(quartier)),
        anchor: quartier.inside,
        turns: true,
    }
}

/// One quartier of 2015 that became one of 2024, with `overlap_m2` of ground in common.
///
/// The two contours are the same where the change is within the noise; else both areas are
/// exact and the overlap is within [`NOISE`] of the area.
pub(super) fn pair(old: &QuartierFact, new: &QuartierFact, overlap_m2: f64) -> Block {
    let iou = overlap_m2 / (old.area_m2 + new.area_m2 - overlap_m2);
    if iou >= SAME_IOU {
        let mut block = alone(old);
        let same = block.contours[0].1.clone();
        block.contours.push((new.code, same));
        return block;
    }
    let kept_m2 = if old.area_m2 - overlap_m2 < NOISE * old.area_m2 {
        old.area_m2
    } else if new.area_m2 - overlap_m2 < NOISE * new.area_m2 {
        new.area_m2
    } else {
        overlap_m2
    };
    let kept_ground = common(&areas(old), &areas(new), kept_m2);

    let shape = plain(old.area_m2);
    let kept = Rect::new(
        Coord {
            x: shape.max().x - kept_m2 / shape.height(),
            y: shape.min().y,
        },
        shape.max(),
    );
    let lost = Rect::new(
        shape.min(),
        Coord {
            x: kept.min().x,
            y: shape.max().y,
        },
    );
    let gained = wing(kept, new.area_m2 - kept_m2);

    let mut ground = strips(kept, &kept_ground);
    ground.extend(strips(lost, &rest(&areas(old), &kept_ground)));
    ground.extend(strips(gained, &rest(&areas(new), &kept_ground)));
    Block {
        contours: vec![
            (old.code, shape.to_polygon()),
            (new.code, with_wing(kept, gained)),
        ],
        ground,
        anchor: old.inside,
        turns: true,
    }
}

/// A rectangle of an area around the origin.
pub(super) fn plain(area_m2: f64) -> Rect {
    let height = (area_m2 / ASPECT).sqrt();
    let half = Coord {
        x: area_m2 / height / 2.0,
        y: height / 2.0,
    };
    Rect::new(-half, half)
}

/// The rectangle of an area that leans on the far side of `body`, from its foot upwards. A thin
/// one takes the whole side; a large one may be taller than the body.
pub(super) fn wing(body: Rect, area_m2: f64) -> Rect {
    let height = if area_m2 / body.height() < WING_M {
        body.height()
    } else {
        (0.62 * body.height()).max((area_m2 / 1.5).sqrt())
    };
    let foot = Coord {
        x: body.max().x,
        y: body.min().y,
    };
    let top = Coord {
        x: foot.x + area_m2 / height,
        y: foot.y + height,
    };
    Rect::new(foot, top)
}

/// Outline of a body and its wing; the body alone where the wing has no area.
pub(super) fn with_wing(body: Rect, wing: Rect) -> Polygon {
    if wing.width() <= 0.0 {
        return body.to_polygon();
    }
    let (foot, top) = (body.min(), body.max());
    let mut ring = vec![
        (foot.x, foot.y),
        (wing.max().x, foot.y),
        (wing.max().x, wing.max().y),
    ];
    if wing.height() != body.height() {
        ring.extend([(top.x, wing.max().y), (top.x, top.y)]);
    }
    ring.push((foot.x, top.y));
    Polygon::new(ring.into(), vec![])
}

/// Cuts a rectangle into strips along `x`, one for each commune, in proportion to `areas`.
pub(super) fn strips(shape: Rect, areas: &[(String, f64)]) -> Vec<(String, Polygon)> {
    let total: f64 = areas.iter().map(|(_, area)| area).sum();
    let mut y = shape.min().y;
    let mut pieces = Vec::new();
    for (i, (insee, area)) in areas.iter().enumerate() {
        let top = if i + 1 == areas.len() {
            shape.max().y
        } else {
            y + shape.height() * area / total
        };
        let piece = Rect::new(
            Coord {
                x: shape.min().x,
                y,
            },
            Coord {
                x: shape.max().x,
                y: top,
            },
        );
        y = top;
        if piece.unsigned_area() > 0.0 {
            pieces.push((insee.clone(), piece.to_polygon()));
        }
    }
    pieces
}

/// Area of a quartier in each of its communes, square metres.
pub(super) fn areas(quartier: &QuartierFact) -> Vec<(String, f64)> {
    let scaled = |(insee, share): &(String, f64)| (insee.clone(), share * quartier.area_m2);
    quartier.ground.iter().map(scaled).collect()
}

/// How the ground that both generations share divides among the communes of both.
fn common(old: &[(String, f64)], new: &[(String, f64)], kept_m2: f64) -> Vec<(String, f64)> {
    let mut shared: Vec<_> = old
        .iter()
        .map(|(insee, area)| (insee.clone(), area.min(area_in(new, insee))))
        .filter(|(_, area)| *area > 0.0)
        .collect();
    let total: f64 = shared.iter().map(|(_, area)| area).sum();
    for (_, area) in &mut shared {
        *area *= kept_m2 / total;
    }
    shared
}

/// What is left of each commune's area outside the shared ground, in the order of the shared
/// strips so that they run on.
fn rest(all: &[(String, f64)], kept: &[(String, f64)]) -> Vec<(String, f64)> {
    let order = |insee: &str| kept.iter().position(|(k, _)| k == insee);
    let mut left: Vec<_> = all
        .iter()
        .map(|(insee, area)| (insee.clone(), area - area_in(kept, insee)))
        .filter(|(_, area)| *area > 0.0)
        .collect();
    left.sort_by_key(|(insee, _)| order(insee).unwrap_or(usize::MAX));
    if left.is_empty() { kept.to_vec() } else { left }
}

fn area_in(areas: &[(String, f64)], insee: &str) -> f64 {
    areas
        .iter()
        .find(|(k, _)| k == insee)
        .map_or(0.0, |(_, area)| *area)
}
