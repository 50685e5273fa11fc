//! A part of a set, near a place or of a département, is read as the whole set has it.

use super::support::{Folder, feature, official, qpv, ring, squares};
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

#[test]
#[cfg_attr(not(official_files), ignore = "needs the official files")]
fn the_quartiers_of_a_departement_are_those_of_the_whole_set() {
    for name in [
        "perimeters/qp-politiquedelaville-shp.zip",
        "perimeters/qp2024-geojson-gpkg-shp.zip",
    ] {
        let path = official(name);
        let whole = perimeter::read(&path).unwrap();
        for departements in [vec!["62".to_owned()], vec!["974".into(), "2A".into()]] {
            let part = perimeter::read_departements(&path, &departements).unwrap();
            assert_eq!(part, whole.clone().in_departements(&departements));
        }
    }
}

#[test]
fn what_is_wrong_in_another_departement_does_not_matter() {
    let folder = Folder::new();
    let finely = ring(2.5001, 50.4001, 0.01);
    let pointless = ring(3.0, 50.6, 0.0);
    let features = [
        feature("code_qp", "QN06201M", &finely),
        feature("code_qp", "QN05901M", &pointless),
        feature("code_qp", "QN05902M", &ring(3.1, 50.6, 0.01)),
    ];
    let text = format!(
        r#"{{"type":"FeatureCollection","features":[{}]}}"#,
        features.join(",")
    );
    let path = folder.file("qp.geojson", text);
    let whole = perimeter::read(&path).unwrap();
    assert_eq!((whole.len(), whole.rejected.len()), (2, 1));
    let of = |departement: &str| {
        let part = perimeter::read_departements(&path, &[departement.to_owned()]).unwrap();
        assert_eq!(part.rounding_deg, whole.rounding_deg, "{departement}");
        (part.len(), part.rejected.len())
    };
    assert_eq!(of("62"), (1, 0));
    assert_eq!(of("59"), (1, 1));
    assert_eq!(of("09"), (0, 0));
}
