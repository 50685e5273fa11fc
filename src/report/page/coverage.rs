//! Outlines of neighbours as lines that both share: coarser without gaps, and written once.
//!
//! Each ring is cut where it leaves one neighbour for another. The arc between two such places is
//! the limit of one shape or of two; it is simplified by itself, so both keep the same line.

use geo::{Coord, LineString, MultiPolygon, Polygon, Simplify};
use std::collections::HashMap;

/// A vertex to the millimetre: neighbours write the same place, projection may not to the last
/// bit.
type Place = (i64, i64);

fn place(c: &Coord) -> Place {
    ((c.x * 1e3).round() as i64, (c.y * 1e3).round() as i64)
}

/// The limits of shapes that cover a territory.
#[derive(Debug, Default)]
pub(super) struct Coverage {
    /// Every limit, once, in lines as long as they get.
    pub limits: Vec<LineString>,
    /// The rings around the ground that the shapes cover together.
    pub outside: Vec<LineString>,
}

/// A limit, how many rings have it, and whether the first of them walks it backwards.
struct Arc {
    line: Vec<Coord>,
    rings: usize,
    backwards: bool,
}

impl Coverage {
    /// The limits of shapes, simplified with a tolerance in the unit of the coordinates.
    pub fn of(shapes: &[&MultiPolygon], tolerance: f64) -> Self {
        let rings: Vec<&[Coord]> = shapes
            .iter()
            .flat_map(|s| s.0.iter())
            .flat_map(|p: &Polygon| std::iter::once(p.exterior()).chain(p.interiors()))
            .map(open_ring)
            .filter(|ring| ring.len() > 2)
            .collect();
        let arcs = arcs(&rings);
        let thin = |arc: &Arc| {
            let line = LineString::new(arc.line.clone()).simplify(tolerance);
            // An island that would fall together stays as it is.
            let falls = arc.line.first() == arc.line.last() && line.0.len() < 4;
            if falls {
                LineString::new(arc.line.clone())
            } else {
                line
            }
        };
        let limits: Vec<LineString> = arcs.iter().map(thin).collect();
        let outer = arcs.iter().zip(&limits).filter(|(arc, _)| arc.rings == 1);
        let outer = outer.map(|(arc, line)| {
            let mut line = line.0.clone();
            if arc.backwards {
                line.reverse();
            }
            line
        });
        let outside = chained(outer.collect());
        Self {
            limits: trails(limits),
            outside,
        }
    }
}

/// The vertices of a ring without the last, which is the first again.
fn open_ring(ring: &LineString) -> &[Coord] {
    match ring.0.split_last() {
        Some((last, rest)) if rest.first() == Some(last) => rest,
        _ => &ring.0,
    }
}

/// Cuts rings at the places whose neighbours are not the same in all rings.
fn arcs(rings: &[&[Coord]]) -> Vec<Arc> {
    let mut around: HashMap<Place, Option<(Place, Place)>> = HashMap::new();
    for ring in rings {
        for (i, at) in ring.iter().enumerate() {
            let before = place(&ring[(i + ring.len() - 1) % ring.len()]);
            let after = place(&ring[(i + 1) % ring.len()]);
            let pair = (before.min(after), before.max(after));
            around
                .entry(place(at))
                .and_modify(|known| *known = known.filter(|k| *k == pair))
                .or_insert(Some(pair));
        }
    }
    let mut found: Vec<Arc> = Vec::new();
    let mut known: HashMap<Vec<Place>, usize> = HashMap::new();
    for ring in rings {
        let is_node = |i: &usize| around.get(&place(&ring[*i])).is_some_and(Option::is_none);
        let mut nodes: Vec<usize> = (0..ring.len()).filter(is_node).collect();
        if nodes.is_empty() {
            // A ring that meets no other, or one only, starts where either would start it.
            nodes.extend((0..ring.len()).min_by_key(|i| place(&ring[*i])));
        }
        for (n, start) in nodes.iter().enumerate() {
            let steps = match nodes.get(n + 1) {
                Some(next) => next - start,
                None => ring.len() - start + nodes[0],
            };
            let mut line: Vec<Coord> = (0..=steps)
                .map(|i| ring[(start + i) % ring.len()])
                .collect();
            let forward: Vec<Place> = line.iter().map(place).collect();
            let backward: Vec<Place> = forward.iter().rev().copied().collect();
            let backwards = backward < forward;
            let key = if backwards {
                line.reverse();
                backward
            } else {
                forward
            };
            match known.get(&key) {
                Some(i) => found[*i].rings += 1,
                None => {
                    known.insert(key, found.len());
                    found.push(Arc {
                        line,
                        rings: 1,
                        backwards,
                    });
                }
            }
        }
    }
    found
}

/// Joins lines at their ends, either way round, into fewer and longer ones.
fn trails(lines: Vec<LineString>) -> Vec<LineString> {
    let mut ends: HashMap<Place, Vec<usize>> = HashMap::new();
    for (i, line) in lines.iter().enumerate().rev() {
        for end in line.0.first().into_iter().chain(line.0.last()) {
            ends.entry(place(end)).or_default().push(i);
        }
    }
    // Three limits meet at most places: a line that begins there leaves an even number behind.
    let mut order: Vec<usize> = (0..lines.len()).collect();
    let is_odd = |end: Option<&Coord>| end.is_some_and(|c| ends[&place(c)].len() % 2 == 1);
    order.sort_by_key(|i| !is_odd(lines[*i].0.first()));
    let mut left: Vec<Option<Vec<Coord>>> = lines.into_iter().map(|line| Some(line.0)).collect();
    let mut found = Vec::new();
    for first in order {
        let Some(mut trail) = left[first].take() else {
            continue;
        };
        // From its end, then from its start.
        for _ in 0..2 {
            while let Some(next) = trail.last().and_then(|end| {
                let at = ends.get_mut(&place(end))?;
                std::iter::from_fn(|| at.pop()).find_map(|i| left[i].take())
            }) {
                if next.first().map(place) == trail.last().map(place) {
                    trail.extend(&next[1..]);
                } else {
                    trail.extend(next.iter().rev().skip(1));
                }
            }
            trail.reverse();
        }
        found.push(LineString::new(trail));
    }
    found
}

/// Joins lines end to start into rings; what does not close is left out.
fn chained(lines: Vec<Vec<Coord>>) -> Vec<LineString> {
    let mut starts: HashMap<Place, Vec<usize>> = HashMap::new();
    for (i, line) in lines.iter().enumerate().rev() {
        starts.entry(place(&line[0])).or_default().push(i);
    }
    let mut used = vec![false; lines.len()];
    let mut rings = Vec::new();
    for first in 0..lines.len() {
        if used[first] {
            continue;
        }
        used[first] = true;
        let mut ring = lines[first].clone();
        while place(&ring[0]) != place(&ring[ring.len() - 1]) {
            let next = starts
                .get_mut(&place(&ring[ring.len() - 1]))
                .and_then(|list| std::iter::from_fn(|| list.pop()).find(|i| !used[*i]));
            let Some(next) = next else { break };
            used[next] = true;
            ring.extend(&lines[next][1..]);
        }
        if ring.len() > 3 && place(&ring[0]) == place(&ring[ring.len() - 1]) {
            rings.push(LineString::new(ring));
        }
    }
    rings
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Area, Rect};

    fn square(x: f64) -> MultiPolygon {
        Rect::new((x, 0.0), (x + 100.0, 100.0)).to_polygon().into()
    }

    #[test]
    fn a_limit_that_two_shapes_share_is_kept_once() {
        let coverage = Coverage::of(&[&square(0.0), &square(100.0)], 1.0);
        // Both walks between the two corners and the limit that is shared, in one go.
        assert_eq!(coverage.limits.len(), 1);
        let length: f64 = coverage.limits[0]
            .lines()
            .map(|l| l.dx().hypot(l.dy()))
            .sum();
        assert_eq!(length, 700.0);
        let outside = Polygon::new(coverage.outside[0].clone(), vec![]);
        assert_eq!(coverage.outside.len(), 1);
        assert_eq!(outside.unsigned_area(), 20_000.0);
    }

    #[test]
    fn the_ground_around_an_enclave_is_one_with_it() {
        let inner: MultiPolygon = Rect::new((40.0, 40.0), (60.0, 60.0)).to_polygon().into();
        let mut outer = square(0.0);
        let hole = inner.0[0].exterior().clone();
        outer.0[0].interiors_push(hole);
        let coverage = Coverage::of(&[&outer, &inner], 1.0);
        assert_eq!(coverage.limits.len(), 2);
        assert_eq!(coverage.outside.len(), 1);
    }

    #[test]
    fn a_small_island_stays() {
        let small: MultiPolygon = Rect::new((0.0, 0.0), (2.0, 2.0)).to_polygon().into();
        assert_eq!(Coverage::of(&[&small], 50.0).outside[0].0.len(), 5);
    }
}
