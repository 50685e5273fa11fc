use super::facts::{Facts, LinkFact, QuartierFact};
use super::*;
use crate::perimeter::QuartierCode;
use geo::{Area, BooleanOps, BoundingRect, Intersects, Validation, Winding};
use std::collections::BTreeSet;
use std::sync::LazyLock;

static OLD: LazyLock<Perimeters> = LazyLock::new(|| perimeters(Generation::Qp2015));
static NEW: LazyLock<Perimeters> = LazyLock::new(|| perimeters(Generation::Qp2024));
static COMMUNES: LazyLock<CommuneMap> = LazyLock::new(communes);

/// Ground below which two shapes only touch, square metres.
const TOUCH_M2: f64 = 1.0;

fn code(text: &str) -> QuartierCode {
    QuartierCode::parse(text).unwrap()
}

fn shape(text: &str) -> &'static MultiPolygon {
    let code = code(text);
    let set = match code.generation() {
        Generation::Qp2015 => &*OLD,
        Generation::Qp2024 => &*NEW,
    };
    &set.get(&code).unwrap().shape
}

fn overlap(a: &MultiPolygon, b: &MultiPolygon) -> f64 {
    let near = a.bounding_rect().zip(b.bounding_rect());
    if near.is_some_and(|(a, b)| a.intersects(&b)) {
        a.intersection(b).unsigned_area()
    } else {
        0.0
    }
}

fn iou(facts: &Facts, link: &LinkFact) -> f64 {
    let area = |list: &[QuartierFact], code| list.iter().find(|q| q.code == code).unwrap().area_m2;
    let both = area(&facts.old, link.old) + area(&facts.new, link.new);
    link.overlap_m2 / (both - link.overlap_m2)
}

/// INSEE codes of the communes whose ground a set of perimeters covers.
fn covered(set: &Perimeters) -> BTreeSet<&'static str> {
    let holds = |outline: &MultiPolygon| {
        set.quartiers
            .iter()
            .any(|q| overlap(&q.shape, outline) > TOUCH_M2)
    };
    COMMUNES
        .communes
        .iter()
        .filter(|c| holds(&c.shape))
        .map(|c| c.insee.as_str())
        .collect()
}

#[test]
fn both_generations_have_64_quartiers_sorted_by_code() {
    for set in [&*OLD, &*NEW] {
        assert_eq!(set.len(), 64);
        assert!(set.quartiers.windows(2).all(|w| w[0].code < w[1].code));
        assert!(set.source.schematic && set.source.file.contains(NOTICE_FR));
    }
    assert_eq!(NEW.get(&code("QN06264N")).unwrap().name, "Les Vérotières");
    let of_hulluch = OLD.get(&code("QP062016")).unwrap();
    assert_eq!(of_hulluch.communes, ["Hulluch", "Haisnes", "Douvrin"]);
}

#[test]
fn every_contour_is_one_valid_counter_clockwise_polygon() {
    for quartier in OLD.quartiers.iter().chain(&NEW.quartiers) {
        assert!(quartier.shape.is_valid(), "{}", quartier.code);
        assert_eq!(quartier.shape.0.len(), 1);
        assert!(quartier.shape.0[0].exterior().is_ccw(), "{}", quartier.code);
    }
}

#[test]
fn areas_are_the_published_ones() {
    let same: BTreeSet<_> = FACTS
        .links
        .iter()
        .filter(|l| iou(&FACTS, l) >= 0.975)
        .map(|l| l.new)
        .collect();
    assert_eq!(same.len(), 12);
    for fact in FACTS.old.iter().chain(&FACTS.new) {
        let drawn = shape(fact.code.as_str()).unsigned_area();
        let tolerance = if same.contains(&fact.code) {
            0.01
        } else {
            0.001
        };
        assert!(
            (drawn / fact.area_m2 - 1.0).abs() < tolerance,
            "{}: {drawn} m2",
            fact.code
        );
    }
    assert!((OLD.area_m2() / 25.95e6 - 1.0).abs() < 1e-3);
    assert!((NEW.area_m2() / 33.92e6 - 1.0).abs() < 1e-3);
}

#[test]
fn linked_quartiers_overlap_by_the_published_area_and_others_not_at_all() {
    for old in &OLD.quartiers {
        for new in &NEW.quartiers {
            let drawn = overlap(&old.shape, &new.shape);
            let link = FACTS
                .links
                .iter()
                .find(|l| (l.old, l.new) == (old.code, new.code));
            match link {
                Some(link) => {
                    let off = (drawn - link.overlap_m2).abs();
                    let tolerance = 0.011 * old.area_m2().min(new.area_m2());
                    assert!(off < tolerance, "{} {}: {drawn} m2", old.code, new.code);
                }
                None => assert_eq!(drawn, 0.0, "{} {}", old.code, new.code),
            }
        }
    }
}

#[test]
fn quartiers_of_one_generation_do_not_touch_each_other() {
    for set in [&*OLD, &*NEW] {
        for (i, a) in set.quartiers.iter().enumerate() {
            for b in &set.quartiers[..i] {
                assert!(!a.shape.intersects(&b.shape), "{} {}", a.code, b.code);
            }
        }
    }
}

#[test]
fn contours_are_equal_where_the_change_is_noise_and_clearly_different_elsewhere() {
    for link in &FACTS.links {
        let (old, new) = (shape(link.old.as_str()), shape(link.new.as_str()));
        if iou(&FACTS, link) >= 0.975 {
            assert_eq!(old, new, "{}", link.old);
        } else {
            let bounds = |s: &MultiPolygon| s.bounding_rect().unwrap();
            let (a, b) = (bounds(old), bounds(new));
            let moved = [a.min() - b.min(), a.max() - b.max()]
                .into_iter()
                .flat_map(|c| [c.x.abs(), c.y.abs()])
                .fold(0.0, f64::max);
            assert!(moved > 15.0, "{} {}: {moved} m", link.old, link.new);
        }
    }
}

#[test]
fn a_quartier_of_2015_holds_its_published_point_and_one_of_2024_is_near_it() {
    use geo::{Distance, Euclidean, Point};
    let mut near = 0;
    for fact in FACTS.old.iter().chain(&FACTS.new) {
        let away = Euclidean.distance(&Point::from(fact.inside), shape(fact.code.as_str()));
        let most = match fact.code.generation() {
            Generation::Qp2015 => 100.0,
            Generation::Qp2024 => 350.0,
        };
        assert!(away < most, "{}: {away} m", fact.code);
        near += usize::from(away == 0.0);
    }
    assert!(near > 118, "{near} of 128 hold their point");
}

#[test]
fn berck_and_noyelles_enter_eleu_and_ostricourt_leave_by_the_ground_covered() {
    let (old, new) = (covered(&OLD), covered(&NEW));
    assert_eq!(
        new.difference(&old).collect::<Vec<_>>(),
        [&"62108", &"62628"]
    );
    assert_eq!(
        old.difference(&new).collect::<Vec<_>>(),
        [&"59452", &"62291"]
    );
    let share = |quartier, insee| {
        let ground = shape(quartier);
        overlap(ground, &COMMUNES.get(insee).unwrap().shape) / ground.unsigned_area()
    };
    assert!((share("QP062027", "62291") - 0.187).abs() < 0.002);
    assert!((share("QP062040", "59452") - 0.094).abs() < 0.002);
}

#[test]
fn every_quartier_lies_in_its_own_communes() {
    for fact in FACTS.old.iter().chain(&FACTS.new) {
        let ground = shape(fact.code.as_str());
        let held: f64 = COMMUNES
            .communes
            .iter()
            .filter(|c| fact.ground.iter().any(|(insee, _)| *insee == c.insee))
            .map(|c| overlap(ground, &c.shape))
            .sum();
        let off = (held / ground.unsigned_area() - 1.0).abs();
        assert!(off < 1e-4, "{}: {off}", fact.code);
    }
}

#[test]
fn outlines_of_communes_are_valid_and_share_no_ground() {
    assert!(COMMUNES.schematic);
    let communes = &COMMUNES.communes;
    assert!(communes.windows(2).all(|w| w[0].insee < w[1].insee));
    for (i, a) in communes.iter().enumerate() {
        assert!(a.shape.is_valid(), "{}", a.insee);
        assert!(a.shape.unsigned_area() > 1e6, "{}", a.insee);
        for b in &communes[..i] {
            let both = overlap(&a.shape, &b.shape);
            assert!(both < TOUCH_M2, "{} {}: {both} m2", a.insee, b.insee);
        }
    }
}

#[test]
fn the_sample_is_the_same_at_every_drawing() {
    let again = place::layout(&FACTS);
    assert_eq!(again.contours, LAYOUT.contours);
    assert_eq!(
        communes::outlines(&FACTS, &again),
        communes::outlines(&FACTS, &LAYOUT)
    );
}

#[test]
fn populations_sum_to_the_published_totals() {
    let sum = |(_, text): (&str, &str), column: usize| -> u32 {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let rows = reader.records().map(Result::unwrap);
        rows.map(|row| row[column].parse::<u32>().unwrap()).sum()
    };
    let [on_2015, on_2024] = population_tables();
    assert_eq!(sum(on_2015, 1), 158_649);
    assert_eq!(sum(on_2015, 2), 149_900);
    assert_eq!(sum(on_2024, 5), 172_024);
}

#[test]
fn communes_and_addresses_are_tables_with_codes_as_text() {
    let rows = |text: &str| {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        reader.records().map(Result::unwrap).collect::<Vec<_>>()
    };
    let table = rows(communes_table().1);
    // All communes of the département, for its population; those with quartiers among them.
    assert_eq!(table.len(), 899);
    let named = |insee: &str| table.iter().any(|row| &row[0] == insee);
    assert!(COMMUNES.communes.iter().all(|c| named(&c.insee)));
    assert!(
        table
            .iter()
            .all(|row| row[0].len() == 5 && matches!(row[2].len(), 0 | 9))
    );
    assert_eq!(rows(addresses()).len(), 117);
}
