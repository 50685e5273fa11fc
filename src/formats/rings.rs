//! From a bag of rings, as shapefiles have them, to polygons with holes.

use geo::{Area, BoundingRect, Contains, InteriorPoint, LineString, MultiPolygon, Polygon, Rect};

/// Nests rings by containment: a ring within an even number of others is a shell, within an
/// odd number a hole of the smallest of them.
///
/// The direction of a ring is not trusted, nor the order in the file: the standard asks for
/// clockwise shells, but producers write either, and a reader that goes by order gives a hole
/// to the wrong shell without a word.
pub(super) fn nest(rings: Vec<LineString>) -> MultiPolygon {
    if rings.len() == 1 {
        return MultiPolygon::new(rings.into_iter().map(|r| Polygon::new(r, vec![])).collect());
    }
    let mut solids: Vec<(Polygon, Option<Rect>)> = rings
        .into_iter()
        .map(|ring| {
            let solid = Polygon::new(ring, vec![]);
            let envelope = solid.bounding_rect();
            (solid, envelope)
        })
        .collect();
    solids.sort_by(|a, b| b.0.unsigned_area().total_cmp(&a.0.unsigned_area()));
    let around: Vec<Vec<usize>> = (0..solids.len())
        .map(|i| {
            (0..i)
                .filter(|&j| is_within(&solids[i], &solids[j]))
                .collect()
        })
        .collect();
    let mut shells: Vec<(usize, Vec<LineString>)> = Vec::new();
    for (i, containers) in around.iter().enumerate() {
        if containers.len().is_multiple_of(2) {
            shells.push((i, Vec::new()));
        } else {
            // Sorted by area: the last container is the smallest, and an even one is a shell.
            let parent = containers
                .iter()
                .rev()
                .find(|&&j| around[j].len().is_multiple_of(2));
            if let Some((_, holes)) =
                parent.and_then(|p| shells.iter_mut().find(|(shell, _)| shell == p))
            {
                holes.push(solids[i].0.exterior().clone());
            }
        }
    }
    let polygons = shells
        .into_iter()
        .map(|(i, holes)| Polygon::new(solids[i].0.exterior().clone(), holes))
        .collect();
    MultiPolygon::new(polygons)
}

/// Whether the middle of a ring lies inside another ring whose envelope holds it. Vertices decide
/// nothing: a hole may touch its shell with most of them, and lie out of it by the rounding of
/// its coordinates.
fn is_within(inner: &(Polygon, Option<Rect>), outer: &(Polygon, Option<Rect>)) -> bool {
    let (Some(a), Some(b)) = (inner.1, outer.1) else {
        return false;
    };
    let (dx, dy) = (1e-6 * b.width(), 1e-6 * b.height());
    if a.min().x < b.min().x - dx
        || a.max().x > b.max().x + dx
        || a.min().y < b.min().y - dy
        || a.max().y > b.max().y + dy
    {
        return false;
    }
    inner
        .0
        .interior_point()
        .is_some_and(|middle| outer.0.contains(&middle))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(x: f64, side: f64, clockwise: bool) -> LineString {
        let mut points = vec![
            (x, x),
            (x + side, x),
            (x + side, x + side),
            (x, x + side),
            (x, x),
        ];
        if clockwise {
            points.reverse();
        }
        points.into()
    }

    #[test]
    fn a_hole_goes_to_the_shell_around_it_whatever_the_order_and_direction() {
        for clockwise in [false, true] {
            let rings = vec![
                square(2.0, 1.0, clockwise),
                square(20.0, 5.0, true),
                square(0.0, 10.0, true),
            ];
            let shape = nest(rings);
            assert_eq!(shape.0.len(), 2);
            assert_eq!(shape.0[0].unsigned_area(), 99.0);
            assert_eq!(shape.0[1].unsigned_area(), 25.0);
        }
    }

    #[test]
    fn a_hole_that_touches_its_shell_with_most_of_its_vertices_stays_a_hole() {
        let hole = vec![(0.0, 5.0), (10.0, 5.0), (5.0, 8.0), (0.0, 5.0)];
        for off in [0.0, -1e-9, 1e-9] {
            let mut hole = hole.clone();
            hole[1].0 += off;
            let shape = nest(vec![square(0.0, 10.0, true), hole.into()]);
            assert_eq!(shape.0.len(), 1, "{off}");
            assert!((shape.unsigned_area() - 85.0).abs() < 1e-6);
        }
    }

    #[test]
    fn an_island_in_a_hole_is_a_part_of_its_own() {
        let shape = nest(vec![
            square(0.0, 10.0, true),
            square(1.0, 8.0, false),
            square(3.0, 2.0, true),
        ]);
        assert_eq!(shape.0.len(), 2);
        assert_eq!(shape.unsigned_area(), 100.0 - 64.0 + 4.0);
    }
}
