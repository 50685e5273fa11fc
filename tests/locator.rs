//! The locator against slower ways to the same answers.

use geo::{
    Centroid, ClosestPoint, Coord, Distance, Geodesic, Intersects, MapCoords, Point, Rotate,
    polygon,
};
use geo::{Closest, MultiPolygon, Translate};
use proptest::prelude::*;
use qpv::crs::Crs;
use qpv::locate::{Answer, Band, Locator, Question, Reason, Response, System};
use qpv::perimeter::{Generation, Perimeters, Quartier, QuartierCode, Source, Territory};
use std::path::PathBuf;

fn perimeters(generation: Generation, shapes: Vec<(String, MultiPolygon)>) -> Perimeters {
    let quartiers = shapes
        .into_iter()
        .map(|(code, shape)| Quartier {
            code: QuartierCode::parse(&code).unwrap(),
            name: String::new(),
            communes: vec![],
            communes_insee: vec![],
            epci: None,
            shape,
        })
        .collect();
    Perimeters {
        generation,
        quartiers,
        source: Source {
            file: String::new(),
            crs: String::new(),
            crs_from: String::new(),
            encoding: None,
            code_column: String::new(),
            name_column: None,
            schematic: false,
            notes: vec![],
        },
        repairs: vec![],
        rejected: vec![],
        rounding_deg: None,
    }
}

/// The answer by looking at every quartier, with a geodesic distance.
fn brute_force(set: &Perimeters, territory: Territory, p: Coord) -> (Vec<QuartierCode>, f64) {
    use geo::Area;
    let crs = territory.metric_crs();
    let own = || set.quartiers.iter().filter(|q| q.territory() == territory);
    let mut inside: Vec<&Quartier> = own().filter(|q| q.shape.intersects(&p)).collect();
    inside.sort_by(|a, b| a.shape.unsigned_area().total_cmp(&b.shape.unsigned_area()));
    let considered: Vec<&Quartier> = if inside.is_empty() {
        own().collect()
    } else {
        inside.clone()
    };
    let distance = considered
        .iter()
        .map(|q| {
            let lines = geo::MultiLineString::new(
                q.shape
                    .iter()
                    .flat_map(|poly| std::iter::once(poly.exterior()).chain(poly.interiors()))
                    .cloned()
                    .collect(),
            );
            match lines.closest_point(&Point::from(p)) {
                Closest::Intersection(_) => 0.0,
                Closest::SinglePoint(foot) => {
                    let degrees = |c: Coord| Point::from(crs.to_lonlat(c).unwrap());
                    Geodesic.distance(degrees(p), degrees(foot.0))
                }
                Closest::Indeterminate => panic!("no nearest point"),
            }
        })
        .fold(f64::INFINITY, f64::min);
    let codes: Vec<QuartierCode> = inside.iter().map(|q| q.code).collect();
    let sign = if codes.is_empty() { 1.0 } else { -1.0 };
    (codes, sign * distance)
}

fn assert_same(locator: &Locator, answer: &Answer, expected: &(Vec<QuartierCode>, f64)) {
    let codes: Vec<_> = answer
        .quartiers
        .iter()
        .map(|i| locator.quartier(*i).code)
        .collect();
    if expected.1.abs() > 1e-6 {
        assert_eq!(codes, expected.0);
    }
    let response = if codes.is_empty() {
        Response::Outside
    } else {
        Response::Inside
    };
    assert_eq!(answer.response, response);
    match answer.distance_m {
        Some(distance) => assert!(
            (distance - expected.1).abs() < 0.02,
            "{answer:?} {expected:?}"
        ),
        None => assert!(expected.1 > 999.98, "{expected:?}"),
    }
    // On a turned edge the middle is off the line by a rounding, on either side.
    if expected.1.abs() > 1e-6
        && (expected.1 - 300.0).abs() > 0.02
        && (expected.1 - 500.0).abs() > 0.02
    {
        assert_eq!(answer.band, Band::of(expected.1));
    }
}

/// Places with the extremes of scale: Corsica, the Massif central, the north, Guyane, La Réunion.
const PLACES: [(f64, f64, Territory, &str); 5] = [
    (9.2, 41.45, Territory::Metropole, "02A"),
    (3.0, 46.5, Territory::Metropole, "063"),
    (2.4, 51.0, Territory::Metropole, "059"),
    (-52.3, 4.9, Territory::Guyane, "973"),
    (55.5, -21.3, Territory::Reunion, "974"),
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn codes_and_distances_are_those_of_brute_force(
        place in 0..PLACES.len(),
        shapes in prop::collection::vec((-9i32..9, -9i32..9, 1i32..9, 0.0..90.0), 1..7),
        points in prop::collection::vec((-20.0..20.0, -20.0..20.0), 40),
    ) {
        let (lon, lat, territory, dept) = PLACES[place];
        let crs = territory.metric_crs();
        let middle = crs.from_lonlat(Coord { x: lon, y: lat }).unwrap();
        let middle = middle.map_coords_rounded();
        let shapes: Vec<(String, MultiPolygon)> = shapes
            .into_iter()
            .enumerate()
            .map(|(i, (x, y, size, angle))| {
                // Upright ones share vertices and edges, turned ones cross them.
                let angle = if i % 2 == 0 { 0.0 } else { angle };
                let (x, y, side) = (f64::from(x) * 100.0, f64::from(y) * 100.0, f64::from(size) * 100.0);
                let hole = side / 4.0;
                let shape = polygon!(
                    exterior: [(x: 0.0, y: 0.0), (x: side, y: 0.0), (x: side, y: side), (x: 0.0, y: side)],
                    interiors: [[(x: hole, y: hole), (x: hole, y: 2.0 * hole), (x: 2.0 * hole, y: hole)]],
                );
                let shape = shape.rotate_around_centroid(angle).translate(middle.x + x, middle.y + y);
                (format!("QP{dept}{:03}", i + 1), MultiPolygon(vec![shape]))
            })
            .collect();
        let mut at: Vec<Coord> = points
            .into_iter()
            .map(|(x, y): (f64, f64)| Coord { x: middle.x + x * 100.0, y: middle.y + y * 100.0 })
            .collect();
        for (_, shape) in &shapes {
            at.extend(shape.0[0].exterior().coords());
            at.extend(shape.0[0].exterior().lines().map(|l| l.centroid().0));
            at.extend(shape.0[0].interiors()[0].coords());
        }
        let set = perimeters(Generation::Qp2015, shapes);
        let locator = Locator::new(std::slice::from_ref(&set), 1000.0);
        let system = System::Metres(crs);
        for p in at {
            let spot = locator.place(&system, p).unwrap();
            let answer = locator.answer(&spot, 0, &Question::default());
            let expected = brute_force(&set, territory, p);
            assert_same(&locator, &answer, &expected);
            let plain = Question { max_distance_m: None, precision_m: 0.0 };
            prop_assert_eq!(&locator.answer(&spot, 0, &plain).quartiers, &answer.quartiers);
        }
    }
}

trait Rounded {
    fn map_coords_rounded(self) -> Coord;
}

impl Rounded for Coord {
    fn map_coords_rounded(self) -> Coord {
        Point::from(self)
            .map_coords(|c| Coord {
                x: c.x.round(),
                y: c.y.round(),
            })
            .0
    }
}

#[test]
fn degrees_and_metres_give_the_same_answer() {
    let crs = Crs::lambert93();
    let square = polygon![(x: 652_000.0, y: 7_040_000.0), (x: 653_000.0, y: 7_040_000.0),
        (x: 653_000.0, y: 7_041_000.0), (x: 652_000.0, y: 7_041_000.0)];
    let set = perimeters(
        Generation::Qp2024,
        vec![("QN06201M".into(), MultiPolygon(vec![square]))],
    );
    let locator = Locator::new(&[set], 1000.0);
    for i in 0..500 {
        let p = Coord {
            x: 650_500.0 + f64::from(i % 23) * 180.0,
            y: 7_038_500.0 + f64::from(i / 23) * 180.0,
        };
        let metres = locator.place(&System::Metres(crs.clone()), p).unwrap();
        let degrees = locator
            .place(&System::LonLat, crs.to_lonlat(p).unwrap())
            .unwrap();
        let [a, b] = [metres, degrees].map(|s| locator.answer(&s, 0, &Question::default()));
        assert_eq!(a.quartiers, b.quartiers);
        assert_eq!(a.distance_m.is_some(), b.distance_m.is_some());
        let gap = a.distance_m.unwrap_or(0.0) - b.distance_m.unwrap_or(0.0);
        // Between two limits at the same distance in the plane a rounding chooses: 1 mm.
        assert!(gap.abs() < 2e-3, "{a:?} {b:?}");
    }
}

#[test]
fn a_generation_without_quartiers_in_a_territory_has_no_answer_there() {
    let square = polygon![(x: 652_000.0, y: 7_040_000.0), (x: 653_000.0, y: 7_040_000.0),
        (x: 653_000.0, y: 7_041_000.0)];
    let set = perimeters(
        Generation::Qp2024,
        vec![("QN06201M".into(), MultiPolygon(vec![square]))],
    );
    let locator = Locator::new(&[set], 1000.0);
    let spot = locator
        .place(&System::LonLat, Coord { x: 55.45, y: -20.9 })
        .unwrap();
    let answer = locator.answer(&spot, 0, &Question::default());
    assert_eq!(answer.response, Response::NotLocated);
    assert_eq!(answer.reason, Some(Reason::NoPerimetersHere));
    let nothing = Locator::new(&[], 1000.0);
    assert!(nothing.generations().is_empty());
    assert!(
        nothing
            .place(&System::LonLat, Coord { x: 2.0, y: 48.0 })
            .is_ok()
    );
}

#[test]
#[cfg_attr(not(official_files), ignore = "needs the official files")]
fn official_perimeters_give_the_answers_of_brute_force() {
    let data = std::env::var_os("QPV_TEST_DATA").map_or("../shared/data".into(), PathBuf::from);
    let sets: Vec<Perimeters> = [
        "qp-politiquedelaville-shp.zip",
        "qp2024-geojson-gpkg-shp.zip",
    ]
    .iter()
    .map(|name| qpv::perimeter::read(&data.join("perimeters").join(name)).unwrap())
    .collect();
    let locator = Locator::new(&sets, 1000.0);
    for (generation, set) in sets.iter().enumerate() {
        for (i, quartier) in set.quartiers.iter().enumerate() {
            let territory = quartier.territory();
            let system = System::of(territory.metric_crs());
            let near: Vec<&Quartier> = set
                .quartiers
                .iter()
                .filter(|q| q.territory() == territory)
                .filter(|q| q.shape.distance_is_below(&quartier.shape, 8000.0))
                .collect();
            let near = Perimeters {
                quartiers: near.into_iter().cloned().collect(),
                ..perimeters(set.generation, vec![])
            };
            let ring = quartier.shape.0[0].exterior();
            let vertex = ring.0[i % (ring.0.len() - 1)];
            let edge = ring.lines().nth(i % (ring.0.len() - 1)).unwrap();
            let step = Coord {
                x: (i % 37) as f64 * 20.0 - 360.0,
                y: (i % 41) as f64 * 20.0 - 400.0,
            };
            for p in [
                vertex,
                edge.centroid().0,
                vertex + step,
                vertex - step * 0.1,
            ] {
                let spot = locator.place(&system, p).unwrap();
                let answer = locator.answer(&spot, generation, &Question::default());
                assert_same(&locator, &answer, &brute_force(&near, territory, p));
            }
        }
    }
}

trait Near {
    fn distance_is_below(&self, other: &Self, metres: f64) -> bool;
}

impl Near for MultiPolygon {
    /// By the boxes, which never says no where it is yes.
    fn distance_is_below(&self, other: &Self, metres: f64) -> bool {
        use geo::BoundingRect;
        let (Some(a), Some(b)) = (self.bounding_rect(), other.bounding_rect()) else {
            return false;
        };
        let gap = |low: f64, high: f64| (low - high).max(0.0);
        let x = gap(a.min().x, b.max().x).max(gap(b.min().x, a.max().x));
        let y = gap(a.min().y, b.max().y).max(gap(b.min().y, a.max().y));
        x < metres && y < metres
    }
}
