//! Blocks of more than two quartiers: several that became one, and one that became several.

use super::block::{Block, areas, strips, wing, with_wing};
use super::facts::QuartierFact;
use geo::{Coord, Polygon, Rect};

/// Quartiers of 2015 that became one of 2024, each with its overlap in square metres.
///
/// The new one is a column of slabs with a step between them, from north to south, one slab
/// around each old quartier. An old quartier that lost ground stands out of its slab.
pub(super) fn merger(old: &[(&QuartierFact, f64)], new: &QuartierFact) -> Block {
    /// Ground in metres north of the first and south of the last centre.
    const MARGIN_M: f64 = 250.0;
    /// Furthest a slab may step aside, as a share of the width: the column stays in one piece.
    const STEP: f64 = 0.4;

    let mut old = old.to_vec();
    old.sort_by(|(a, _), (b, _)| b.inside.y.total_cmp(&a.inside.y));
    let north = old[0].0.inside.y + MARGIN_M;
    let south = old[old.len() - 1].0.inside.y - MARGIN_M;
    let width = new.area_m2 / (north - south);
    let anchor = Coord {
        x: old.iter().map(|(q, _)| q.inside.x).sum::<f64>() / old.len() as f64,
        y: (north + south) / 2.0,
    };

    let mut slabs = Vec::new();
    let mut top = north - anchor.y;
    for (i, (quartier, _)) in old.iter().enumerate() {
        let bottom = match old.get(i + 1) {
            Some((next, _)) => (quartier.inside.y + next.inside.y) / 2.0 - anchor.y,
            None => south - anchor.y,
        };
        let aside = (quartier.inside.x - anchor.x).clamp(-STEP * width / 2.0, STEP * width / 2.0);
        slabs.push(Rect::new(
            Coord {
                x: aside - width / 2.0,
                y: bottom,
            },
            Coord {
                x: aside + width / 2.0,
                y: top,
            },
        ));
        top = bottom;
    }

    let mut contours = Vec::new();
    let mut ground = Vec::new();
    for ((quartier, overlap_m2), slab) in old.iter().zip(&slabs) {
        let (shape, outside_m) = inside_slab(quartier, *overlap_m2, *slab, anchor);
        contours.push((quartier.code, shape.to_polygon()));
        // The strips of a commune run through slab and old quartier alike.
        let strip = Rect::new(
            Coord {
                x: slab.min().x - outside_m,
                y: slab.min().y,
            },
            slab.max(),
        );
        ground.extend(strips_through(strip, shape, quartier));
    }
    contours.push((new.code, column(&slabs)));
    Block {
        contours,
        ground,
        anchor,
        turns: false,
    }
}

/// An old quartier within its slab, and how far it stands out of it to the west, metres.
fn inside_slab(old: &QuartierFact, overlap_m2: f64, slab: Rect, anchor: Coord) -> (Rect, f64) {
    let height = (old.area_m2 / (0.8 * slab.width())).min(0.9 * slab.height());
    let width = old.area_m2 / height;
    let middle = (old.inside.y - anchor.y).clamp(
        slab.min().y + height / 2.0 + 0.03 * slab.height(),
        slab.max().y - height / 2.0 - 0.03 * slab.height(),
    );
    let lost_m2 = old.area_m2 - overlap_m2;
    let outside_m = if lost_m2 < 0.01 * old.area_m2 {
        0.0
    } else {
        lost_m2 / height
    };
    let west = if outside_m > 0.0 {
        slab.min().x - outside_m
    } else {
        slab.center().x - width / 2.0
    };
    let shape = Rect::new(
        Coord {
            x: west,
            y: middle - height / 2.0,
        },
        Coord {
            x: west + width,
            y: middle + height / 2.0,
        },
    );
    (shape, outside_m)
}

/// Strips of the communes of an old quartier in its own proportions, prolonged over its slab.
fn strips_through(slab: Rect, old: Rect, quartier: &QuartierFact) -> Vec<(String, Polygon)> {
    let mut shares = areas(quartier);
    let above = slab.max().y - old.max().y;
    let below = old.min().y - slab.min().y;
    let last = shares.len().saturating_sub(1);
    for (_, area) in &mut shares {
        *area /= old.width();
    }
    if let Some((_, first)) = shares.first_mut() {
        *first += below;
    }
    if let Some((_, final_one)) = shares.get_mut(last) {
        *final_one += above;
    }
    strips(slab, &shares)
}

/// Outline of slabs that stand on one another, from north to south.
fn column(slabs: &[Rect]) -> Polygon {
    let west = slabs
        .iter()
        .flat_map(|s| [(s.min().x, s.max().y), (s.min().x, s.min().y)]);
    let east = slabs
        .iter()
        .rev()
        .flat_map(|s| [(s.max().x, s.min().y), (s.max().x, s.max().y)]);
    Polygon::new(west.chain(east).collect::<Vec<_>>().into(), vec![])
}

/// A quartier of 2015 that became two of 2024, each with its overlap in square metres.
///
/// The old one is a long rectangle with one child at each end and the ground that neither took
/// between them; what the second child gained is a wing beyond its end.
pub(super) fn split(
    old: &QuartierFact,
    first: (&QuartierFact, f64),
    second: (&QuartierFact, f64),
) -> Block {
    /// Length over width of the old quartier.
    const ASPECT: f64 = 1.7;

    let height = (old.area_m2 / ASPECT).sqrt();
    let (west, east) = (-old.area_m2 / height / 2.0, old.area_m2 / height / 2.0);
    let between = |from: f64, to: f64| {
        Rect::new(
            Coord {
                x: from,
                y: -height / 2.0,
            },
            Coord {
                x: to,
                y: height / 2.0,
            },
        )
    };
    let one = between(west, west + first.0.area_m2 / height);
    let two = between(east - second.1 / height, east);
    let gained = wing(two, second.0.area_m2 - second.1);
    let mut ground = strips(between(west, east), &areas(old));
    ground.extend(strips(gained, &areas(second.0)));
    Block {
        contours: vec![
            (old.code, between(west, east).to_polygon()),
            (first.0.code, one.to_polygon()),
            (second.0.code, with_wing(two, gained)),
        ],
        ground,
        anchor: old.inside,
        turns: true,
    }
}
