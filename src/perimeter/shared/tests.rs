use super::*;
use geo::{Polygon, polygon};
use proptest::prelude::*;

fn square(x: f64, y: f64, side: f64) -> MultiPolygon {
    Rect::new((x, y), (x + side, y + side)).to_polygon().into()
}

/// A shape around a place with corners at these distances from it, and a hole that is `hole`
/// times as large.
fn star(x: f64, y: f64, corners: &[f64], hole: f64, turned: f64) -> MultiPolygon {
    let ring = |scale: f64| -> LineString {
        let step = std::f64::consts::TAU / corners.len() as f64;
        let angles = (0..corners.len()).map(|i| turned + i as f64 * step);
        let points = angles.zip(corners);
        points
            .map(|(a, r)| (x + scale * r * a.cos(), y + scale * r * a.sin()))
            .collect()
    };
    let holes = if hole > 0.0 { vec![ring(hole)] } else { vec![] };
    Polygon::new(ring(1.0), holes).into()
}

#[test]
fn ground_and_limit_of_squares_are_those_of_their_common_square() {
    let whole = square(0.0, 0.0, 100.0);
    let shared = |b: &MultiPolygon| {
        let (one, other) = (Shared::by(&whole, b), Shared::by(b, &whole));
        assert!((one.area - other.area).abs() < 1e-9);
        assert!((one.perimeter - other.perimeter).abs() < 1e-9);
        (one.area, one.perimeter)
    };
    assert_eq!(shared(&square(90.0, 80.0, 50.0)), (200.0, 60.0), "across");
    assert_eq!(shared(&square(40.0, 40.0, 20.0)), (400.0, 80.0), "inside");
    assert_eq!(shared(&whole), (10_000.0, 400.0), "the same");
    assert_eq!(
        shared(&square(100.0, 0.0, 50.0)),
        (0.0, 0.0),
        "side by side"
    );
    assert_eq!(
        shared(&square(50.0, 0.0, 50.0)),
        (2500.0, 200.0),
        "a common limit"
    );
    assert_eq!(shared(&square(200.0, 0.0, 50.0)), (0.0, 0.0), "far away");
    assert_eq!(shared(&MultiPolygon::new(vec![])), (0.0, 0.0), "nothing");
}

#[test]
fn holes_and_parts_count_for_what_they_are() {
    let ring = square(0.0, 0.0, 100.0).difference(&square(10.0, 10.0, 80.0));
    let corner: MultiPolygon = polygon![
        (x: 0., y: 0.), (x: 100., y: 0.), (x: 100., y: 10.), (x: 10., y: 10.),
        (x: 10., y: 100.), (x: 0., y: 100.),
    ]
    .into();
    assert_eq!(
        Shared::by(&ring, &square(40.0, 40.0, 20.0)).area,
        0.0,
        "in the hole"
    );
    assert_eq!(
        Shared::by(&corner, &square(40.0, 40.0, 20.0)).area,
        0.0,
        "in the bend"
    );
    let across = Shared::by(&ring, &square(50.0, 50.0, 200.0));
    assert_eq!((across.area, across.perimeter), (2500.0 - 1600.0, 200.0));
    let around = Shared::by(&ring, &square(-1.0, -1.0, 102.0));
    assert_eq!(
        (around.area, around.perimeter),
        (3600.0, 720.0),
        "all of it, hole and all"
    );
    let parts = MultiPolygon::new(vec![
        square(5.0, 5.0, 20.0).0.remove(0),
        square(200.0, 0.0, 9.0).0.remove(0),
    ]);
    assert_eq!(Shared::by(&ring, &parts).area, 400.0 - 225.0);
}

#[test]
fn a_sliver_is_as_wide_as_its_limits_are_apart() {
    let sliver = Shared::by(&square(0.0, 0.0, 100.0), &square(98.0, 0.5, 80.0));
    assert!((sliver.mean_width() - 2.0).abs() < 0.1, "{sliver:?}");
    assert_eq!(Shared::default().mean_width(), 0.0);
}

proptest! {
    /// The overlay of the library finds the same ground, far from the origin too and
    /// whichever way rings turn.
    #[test]
    fn agrees_with_the_overlay(
        first in proptest::collection::vec(20.0f64..100.0, 3..40),
        second in proptest::collection::vec(20.0f64..100.0, 3..40),
        (dx, dy) in (-120.0f64..120.0, -120.0f64..120.0),
        (hole_a, hole_b) in (-0.5f64..0.9, -0.5f64..0.9),
        turned in 0.0f64..6.0,
        backwards: bool,
    ) {
        let a = star(652_000.0, 6_862_000.0, &first, hole_a, 0.0);
        let mut b = star(652_000.0 + dx, 6_862_000.0 + dy, &second, hole_b, turned);
        if backwards {
            for part in &mut b {
                part.exterior_mut(|ring| ring.0.reverse());
                part.interiors_mut(|rings| rings.iter_mut().for_each(|r| r.0.reverse()));
            }
        }
        let expected = Shared::all_of(&a.intersection(&b));
        let shared = Shared::by(&a, &b);
        prop_assert!((shared.area - expected.area).abs() < 1e-3, "{shared:?} {expected:?}");
        prop_assert!(
            (shared.perimeter - expected.perimeter).abs() < 1e-2,
            "{shared:?} {expected:?}"
        );
    }

    /// Corners on a coarse grid touch and run together all the time.
    #[test]
    fn agrees_with_the_overlay_where_limits_run_together(
        boxes in proptest::collection::vec((0i8..6, 0i8..6, 1i8..5, 1i8..5), 2..8)
    ) {
        let shape = |boxes: &[(i8, i8, i8, i8)]| {
            let rects = boxes.iter().map(|(x, y, w, h)| {
                let corner = (f64::from(*x), f64::from(*y));
                let other = (corner.0 + f64::from(*w), corner.1 + f64::from(*h));
                MultiPolygon::from(Rect::new(corner, other).to_polygon())
            });
            rects.fold(MultiPolygon::new(vec![]), |all, one| all.union(&one))
        };
        let (a, b) = boxes.split_at(boxes.len() / 2);
        let (a, b) = (shape(a), shape(b));
        let expected = a.intersection(&b).unsigned_area();
        prop_assert!((Shared::by(&a, &b).area - expected).abs() < 1e-6);
    }
}
