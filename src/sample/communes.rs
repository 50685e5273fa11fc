//! Schematic communes: cells around their centres and around the ground that quartiers cover.
//!
//! Each commune has sites, its centre and points spread over its part of the quartiers. Its
//! outline is what lies nearer to one of them than to any site of another commune, no further
//! than a hexagon's reach. Then the ground under the quartiers is given to its own commune to
//! the last square metre, so that ground covered answers as it does on real outlines.

use super::facts::Facts;
use super::place::Layout;
use geo::{
    Area, BooleanOps, BoundingRect, Centroid, Contains, Coord, Intersects, LineString,
    MultiPolygon, Point, Polygon, Rect, unary_union,
};
use std::f64::consts::TAU;

/// Reach in metres of a commune around its centre.
const CENTRE_REACH_M: f64 = 3_000.0;

/// Reach in metres around a point of a quartier.
const GROUND_REACH_M: f64 = 1_000.0;

/// Distance in metres between sites on the ground of a quartier.
const SPACING_M: f64 = 300.0;

/// Pieces of a commune below this area that hold no quartier are left out, square metres.
const CRUMB_M2: f64 = 200_000.0;

/// Vertices of an overlay nearer than this to the one before are the same, metres.
const SAME_VERTEX_M: f64 = 0.01;

struct Site<'a> {
    insee: &'a str,
    at: Coord,
    reach_m: f64,
}

/// Outlines in the order of `facts.communes`, valid, with disjoint interiors.
pub(super) fn outlines(facts: &Facts, layout: &Layout) -> Vec<MultiPolygon> {
    let sites = sites(facts, layout);
    facts
        .communes
        .iter()
        .map(|commune| {
            let own = |insee: &str| insee == commune.insee;
            let cells: Vec<Polygon> = sites
                .iter()
                .filter(|s| own(s.insee))
                .filter_map(|s| cell(s, &sites))
                .collect();
            let ground = || layout.ground.iter().filter(|(insee, _)| own(insee));
            let mine = unary_union(cells.iter().chain(ground().map(|(_, g)| g)));
            let bounds = mine.bounding_rect();
            let taken: Vec<&Polygon> = layout
                .ground
                .iter()
                .filter(|(insee, shape)| !own(insee) && meet(bounds, shape))
                .map(|(_, shape)| shape)
                .collect();
            let outline = mine.difference(&unary_union(taken));
            let kept = |part: &Polygon| {
                part.unsigned_area() >= CRUMB_M2 || ground().any(|(_, g)| holds(part, g))
            };
            outline.into_iter().filter(kept).map(|p| tidy(&p)).collect()
        })
        .collect()
}

fn sites<'a>(facts: &'a Facts, layout: &'a Layout) -> Vec<Site<'a>> {
    let centres = facts.communes.iter().map(|commune| Site {
        insee: &commune.insee,
        at: commune.centre,
        reach_m: CENTRE_REACH_M,
    });
    let ground = layout.ground.iter().flat_map(|(insee, shape)| {
        spread(shape).into_iter().map(move |at| Site {
            insee,
            at,
            reach_m: GROUND_REACH_M,
        })
    });
    centres.chain(ground).collect()
}

/// Points over a shape on a grid, or its middle where no point of the grid lies in it.
fn spread(shape: &Polygon) -> Vec<Coord> {
    let Some(bounds) = shape.bounding_rect() else {
        return Vec::new();
    };
    let steps = |length: f64| (length / SPACING_M).ceil() as u32;
    let at = |from: f64, length: f64, i: u32| {
        from + length * (f64::from(i) + 0.5) / f64::from(steps(length).max(1))
    };
    let mut points = Vec::new();
    for i in 0..steps(bounds.width()) {
        for j in 0..steps(bounds.height()) {
            let point = Coord {
                x: at(bounds.min().x, bounds.width(), i),
                y: at(bounds.min().y, bounds.height(), j),
            };
            if shape.contains(&point) {
                points.push(point);
            }
        }
    }
    if points.is_empty() {
        points.extend(shape.centroid().map(|p| p.0));
    }
    points
}

/// The hexagon around a site, cut by the bisectors to the sites of other communes.
fn cell(site: &Site<'_>, sites: &[Site<'_>]) -> Option<Polygon> {
    let corner = |i: u32| {
        let (sin, cos) = (TAU * f64::from(i) / 6.0).sin_cos();
        site.at + Coord { x: cos, y: sin } * site.reach_m
    };
    let mut ring: Vec<Coord> = (0..6).map(corner).collect();
    for other in sites.iter().filter(|o| o.insee != site.insee) {
        let towards = other.at - site.at;
        let distance = towards.x.hypot(towards.y);
        if distance > 0.0 && distance < 2.0 * site.reach_m {
            let middle = (site.at + other.at) / 2.0;
            ring = cut(&ring, |c| {
                (c.x - middle.x) * towards.x + (c.y - middle.y) * towards.y
            });
        }
    }
    (ring.len() >= 3).then(|| Polygon::new(ring.into(), vec![]))
}

/// The part of a convex ring where `beyond` is not positive; `beyond` is linear.
fn cut(ring: &[Coord], beyond: impl Fn(Coord) -> f64) -> Vec<Coord> {
    let mut kept = Vec::with_capacity(ring.len() + 1);
    for (i, &a) in ring.iter().enumerate() {
        let b = ring[(i + 1) % ring.len()];
        let (at_a, at_b) = (beyond(a), beyond(b));
        if at_a <= 0.0 {
            kept.push(a);
        }
        if (at_a < 0.0 && at_b > 0.0) || (at_a > 0.0 && at_b < 0.0) {
            kept.push(a + (b - a) * (at_a / (at_a - at_b)));
        }
    }
    kept
}

/// Takes out the doubled vertices that an overlay of touching cells leaves.
fn tidy(part: &Polygon) -> Polygon {
    let ring = |ring: &LineString| {
        let mut kept: Vec<Coord> = Vec::with_capacity(ring.0.len());
        for &c in &ring.0 {
            let doubled = kept
                .last()
                .is_some_and(|k| (c.x - k.x).hypot(c.y - k.y) < SAME_VERTEX_M);
            if !doubled {
                kept.push(c);
            }
        }
        LineString::from(kept)
    };
    let holes = part.interiors().iter().map(ring).filter(|r| r.0.len() > 3);
    Polygon::new(ring(part.exterior()), holes.collect())
}

fn meet(bounds: Option<Rect>, shape: &Polygon) -> bool {
    bounds
        .zip(shape.bounding_rect())
        .is_some_and(|(a, b)| a.intersects(&b))
}

fn holds(part: &Polygon, ground: &Polygon) -> bool {
    ground
        .centroid()
        .is_some_and(|p: Point| part.intersects(&p))
}
