//! What a reader must never see, whatever the panel holds.

use super::*;

const ROOM: Rect = Rect::new(0.0, 0.0, 150.0, 110.0);

/// A ragged quartier around a point.
fn ground((x, y): Point, side: f64) -> Vec<Vec<Point>> {
    vec![vec![
        (x - side, y - 0.6 * side),
        (x + 0.4 * side, y - side),
        (x + side, y + 0.3 * side),
        (x + 0.2 * side, y + 0.4 * side),
        (x - 0.5 * side, y + side),
        (x - side, y - 0.6 * side),
    ]]
}

fn crowd(n: usize, side: f64, is_disc: bool) -> Vec<Wanted> {
    (0..n)
        .map(|i| {
            let anchor = (
                40.0 + (i * 37 % 60) as f64 * 1.1,
                30.0 + (i * 23 % 50) as f64,
            );
            Wanted {
                anchor,
                reach: side,
                is_disc,
                ground: ground(anchor, side),
                id: i.to_string(),
                code: format!("QN062{i:02}M"),
                name: "Cité du Maroc - Grande Résidence".to_owned(),
                kind: Kind::Words,
            }
        })
        .collect()
}

fn place_in(
    room: Rect,
    wanted: &[Wanted],
    obstacles: &[Rect],
    short: Short,
) -> Vec<Option<Placed>> {
    place(&Request {
        room,
        wanted: wanted.to_vec(),
        others: Vec::new(),
        shapes: wanted.iter().map(|w| w.ground.clone()).collect(),
        obstacles: obstacles.to_vec(),
        size: 2.15,
        short,
    })
}

/// Boxes clear of each other, of obstacles, of leaders and of other quartiers' ground; leaders clear
/// of each other.
#[track_caller]
fn assert_clear(room: Rect, wanted: &[Wanted], obstacles: &[Rect], placed: &[Option<Placed>]) {
    let found: Vec<(usize, &Placed)> = placed
        .iter()
        .enumerate()
        .filter_map(|(i, p)| Some((i, p.as_ref()?)))
        .collect();
    for (n, (i, a)) in found.iter().enumerate() {
        assert!(room.holds(&a.frame), "{i} leaves the room");
        assert!(
            obstacles.iter().all(|o| !o.meets(&a.frame)),
            "{i} meets an obstacle"
        );
        for (j, other) in wanted.iter().enumerate().filter(|(j, _)| j != i) {
            let edges = other.ground.iter().flat_map(|ring| ring.windows(2));
            let covered = edges.clone().any(|e| a.frame.crossed_by(e[0], e[1]));
            assert!(!covered, "label {i} hides ground of {j}");
            if other.is_disc {
                let apart = a.frame.distance(other.anchor);
                assert!(apart >= other.reach, "label {i} meets the circle of {j}");
            }
        }
        if let Some((from, to)) = a.leader {
            let others = found.iter().filter(|(j, _)| j != i);
            for (j, b) in others {
                assert!(
                    !b.frame.crossed_by(from, to),
                    "leader {i} crosses label {j}"
                );
            }
            assert!(obstacles.iter().all(|o| !o.crossed_by(from, to)));
        }
        for (j, b) in &found[n + 1..] {
            assert!(!a.frame.meets(&b.frame), "labels {i} and {j} meet");
            if let (Some(a), Some(b)) = (a.leader, b.leader) {
                assert!(!cross(a, b), "leaders {i} and {j} cross");
            }
        }
    }
}

#[test]
fn labels_of_a_crowd_find_room_without_hiding_anything_or_crossing() {
    for is_disc in [false, true] {
        let wanted = crowd(30, 1.4, is_disc);
        let obstacles = [Rect::new(0.0, 100.0, 40.0, 10.0)];
        let placed = place_in(ROOM, &wanted, &obstacles, Short::Number);
        assert_clear(ROOM, &wanted, &obstacles, &placed);
        let named = placed
            .iter()
            .flatten()
            .filter(|p| p.kind != Kind::Number)
            .count();
        assert!(named >= 25, "only {named} of 30 have their names");
    }
}

#[test]
fn what_finds_no_room_for_its_name_becomes_a_number_beside_or_upon_its_ground() {
    let room = Rect::new(30.0, 20.0, 90.0, 70.0);
    let wanted = crowd(45, 1.4, false);
    let placed = place_in(room, &wanted, &[], Short::Number);
    assert_clear(room, &wanted, &[], &placed);
    let numbers = placed.iter().flatten().filter(|p| p.kind == Kind::Number);
    assert!(numbers.clone().count() > 5);
    for number in numbers {
        let apart = number.leader.map_or(0.0, |(from, to)| length(from, to));
        assert!(apart < 9.0 * 2.15, "a number {apart} mm away");
    }
    let codes = place_in(room, &wanted, &[], Short::Code);
    assert_clear(room, &wanted, &[], &codes);
    assert!(codes.iter().flatten().all(|p| p.kind != Kind::Number));
}

#[test]
fn too_many_labels_are_left_out_rather_than_drawn_over_each_other() {
    let room = Rect::new(30.0, 20.0, 60.0, 50.0);
    let wanted = crowd(90, 0.6, false);
    let placed = place_in(room, &wanted, &[], Short::Code);
    assert_clear(room, &wanted, &[], &placed);
    let count = placed.iter().flatten().count();
    assert!(count < 90 && count > 0);
}

#[test]
fn a_label_alone_stands_to_the_right_without_a_line() {
    let wanted = crowd(1, 2.0, false);
    let placed = place_in(ROOM, &wanted, &[], Short::Number);
    let label = placed[0].as_ref().unwrap();
    assert!(label.leader.is_none() && label.frame.x > wanted[0].anchor.0);
    assert!(label.frame.x - wanted[0].anchor.0 < 4.0);
}

#[test]
fn on_ground_that_fills_the_panel_a_label_lies_upon_its_own() {
    let square = |x: f64| {
        let (left, right) = (x - 37.0, x + 37.0);
        vec![vec![
            (left, 0.0),
            (right, 0.0),
            (right, 110.0),
            (left, 110.0),
            (left, 0.0),
        ]]
    };
    let mut wanted = crowd(2, 1.0, false);
    for (w, x) in wanted.iter_mut().zip([37.0, 113.0]) {
        (w.anchor, w.ground) = ((x, 55.0), square(x));
    }
    let placed = place_in(ROOM, &wanted, &[], Short::Number);
    assert_clear(ROOM, &wanted, &[], &placed);
    for (w, p) in wanted.iter().zip(&placed) {
        let frame = p.as_ref().unwrap().frame;
        assert!(w.bounds().holds(&frame));
    }
}

#[test]
fn the_same_labels_lie_in_the_same_places() {
    let wanted = crowd(40, 1.4, false);
    let frames = || {
        let placed = place_in(ROOM, &wanted, &[], Short::Number);
        placed
            .into_iter()
            .flatten()
            .map(|p| p.frame)
            .collect::<Vec<_>>()
    };
    assert_eq!(frames(), frames());
}
