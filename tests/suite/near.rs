//! A place is answered from the perimeters near it as from all of them.

use super::support::{Folder, official, qpv, squares};
use geo::Coord;
use qpv::perimeter;

#[test]
#[cfg_attr(not(official_files), ignore = "needs the official files")]
fn the_quartiers_near_a_place_are_those_of_the_whole_set() {
    for name in [
        "perimeters/qp-politiquedelaville-shp.zip",
        "perimeters/qp2024-geojson-gpkg-shp.zip",
        "perimeters/qp2024-geojson-gpkg-shp.zip/GPKG/QP2024_France_Hexagonale_Outre_Mer_WGS84.gpkg",
        "perimeters/qp2024-geojson-gpkg-shp.zip/SHP/QP2024_France_hexagonale_LB93.shp",
    ] {
        let path = official(name);
        let whole = perimeter::read(&path).unwrap();
        for (x, y) in [
            (2.8206, 50.4326),
            (5.37, 43.30),
            (2.37, 48.87),
            (55.45, -20.9),
            (0.5, 45.0),
        ] {
            let place = Coord { x, y };
            let near = perimeter::read_near(&path, place, 2000.0).unwrap();
            assert!(near.len() <= 60, "{} of {}", near.len(), whole.len());
            for q in &near.quartiers {
                assert_eq!(Some(q), whole.get(&q.code));
            }
            // All whose envelope comes within the distance are there.
            for q in &whole.quartiers {
                let Ok(here) = q.territory().metric_crs().from_lonlat(place) else {
                    continue;
                };
                let r = geo::BoundingRect::bounding_rect(&q.shape).unwrap();
                let dx = (r.min().x - here.x).max(here.x - r.max().x).max(0.0);
                let dy = (r.min().y - here.y).max(here.y - r.max().y).max(0.0);
                if dx.hypot(dy) < 2000.0 {
                    assert!(near.get(&q.code).is_some(), "{} for {x} {y}", q.code);
                }
            }
        }
    }
}

#[test]
fn a_point_in_a_file_with_latitude_first_is_answered_and_said() {
    let folder = Folder::new();
    let straight = squares("code_qp", &["QN06201M", "QN06202M", "QN06203M"]);
    let mut swapped: serde_json::Value = serde_json::from_str(&straight).unwrap();
    for feature in swapped["features"].as_array_mut().unwrap() {
        for position in feature["geometry"]["coordinates"][0]
            .as_array_mut()
            .unwrap()
        {
            position.as_array_mut().unwrap().reverse();
        }
    }
    let path = folder.file("qp.geojson", swapped.to_string());
    let run = qpv(["locate", "--point", "2.525,50.405", "--perimeters"])
        .arg(path)
        .assert()
        .success();
    let output = run.get_output();
    let answer = String::from_utf8_lossy(&output.stdout);
    assert!(answer.contains(",QN06202M,"), "{answer}");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("latitude first"), "{said}");
}
