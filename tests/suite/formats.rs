//! What is written is read back the same, and other programs read it too.

use super::support::{Folder, official};
use geo::Area;
use qpv::crs::Crs;
use qpv::formats::{self, FieldKind, OutFeature, OutLayer, Value};
use qpv::perimeter::{self, Generation, Perimeters};
use qpv::sample;
use std::path::Path;

/// Every format that is written, by extension.
const EXTENSIONS: [&str; 9] = [
    "geojson",
    "json",
    "geojsonl",
    "gpkg",
    "shp",
    "shz",
    "fgb",
    "parquet",
    "geoparquet",
];

/// A set as a layer in a system, with a field whose name is longer than a `.dbf` holds.
fn layer(set: &Perimeters, crs: &Crs) -> OutLayer {
    let features = set.quartiers.iter().map(|q| OutFeature {
        values: vec![
            Value::Text(q.code.to_string()),
            Value::Text(q.name.clone()),
            match q.communes.as_slice() {
                [] => Value::Null,
                names => Value::Text(names.join(", ")),
            },
            Value::Real(q.area_m2()),
            Value::Integer(q.shape.0.len() as i64),
        ],
        shape: q
            .territory()
            .metric_crs()
            .transform_shape(q.shape.clone(), crs)
            .unwrap(),
    });
    OutLayer {
        name: "quartiers".into(),
        description: "Essai.".into(),
        crs: crs.clone(),
        fields: vec![
            ("code_qp".into(), FieldKind::Text),
            ("nom_quartier".into(), FieldKind::Text),
            ("commune_qp".into(), FieldKind::Text),
            ("aire_calculee_m2".into(), FieldKind::Real),
            ("parties".into(), FieldKind::Integer),
        ],
        features: features.collect(),
    }
}

/// Codes, names and communes are the same, areas within 1 mm² per m².
#[track_caller]
fn same(found: &Perimeters, expected: &Perimeters, what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    assert_eq!(found.rejected, [], "{what}");
    for (a, b) in found.quartiers.iter().zip(&expected.quartiers) {
        assert_eq!((a.code, &a.name), (b.code, &b.name), "{what}");
        assert_eq!(a.communes, b.communes, "{what} {}", a.code);
        let difference = (a.area_m2() - b.area_m2()).abs();
        assert!(
            difference <= 1e-6 * b.area_m2(),
            "{what} {}: {difference} m²",
            a.code
        );
    }
}

fn round_trip(set: &Perimeters, crs: &Crs) {
    let folder = Folder::new();
    let layer = layer(set, crs);
    for extension in EXTENSIONS {
        let path = folder.path(&format!("essai.{extension}"));
        formats::write_layers(&path, std::slice::from_ref(&layer)).unwrap();
        let found = perimeter::read(&path).unwrap_or_else(|e| panic!("{e}"));
        same(&found, set, extension);
    }
}

#[test]
fn every_format_gives_back_the_quartiers_that_were_written() {
    let set = sample::perimeters(Generation::Qp2024);
    round_trip(&set, &Crs::lambert93());
    round_trip(&set, &Crs::from_epsg(3950).unwrap());
}

#[test]
#[cfg_attr(not(official_files), ignore = "needs the official files")]
fn every_format_gives_back_the_official_quartiers_overseas_included() {
    for pack in [
        "qp-politiquedelaville-shp.zip",
        "qp2024-geojson-gpkg-shp.zip",
    ] {
        let set = perimeter::read(&official(&format!("perimeters/{pack}"))).unwrap();
        round_trip(&set, &Crs::wgs84());
    }
}

#[test]
fn a_zip_may_hold_any_format_in_folders() {
    let set = sample::perimeters(Generation::Qp2015);
    let layer = layer(&set, &Crs::lambert93());
    for extension in ["geojson", "geojsonl", "gpkg", "shp", "fgb", "parquet"] {
        let folder = Folder::new();
        let path = folder.path(&format!("in/essai.{extension}"));
        formats::write_layers(&path, std::slice::from_ref(&layer)).unwrap();
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for entry in std::fs::read_dir(folder.path("in")).unwrap() {
            let entry = entry.unwrap();
            let name = format!("Données 2015/{extension}/{}", entry.file_name().display());
            zip.start_file(name, zip::write::SimpleFileOptions::default())
                .unwrap();
            let bytes = std::fs::read(entry.path()).unwrap();
            std::io::Write::write_all(&mut zip, &bytes).unwrap();
        }
        let path = folder.file("essai.zip", zip.finish().unwrap().into_inner());
        same(&perimeter::read(&path).unwrap(), &set, extension);
        let member = path.join(format!("Données 2015/{extension}/essai.{extension}"));
        same(&perimeter::read(&member).unwrap(), &set, extension);
    }
}

#[test]
fn several_layers_go_to_a_file_each_where_a_file_holds_one() {
    let folder = Folder::new();
    let layers = Generation::ALL.map(|generation| OutLayer {
        name: format!("qp{}", generation.year()),
        ..layer(&sample::perimeters(generation), &Crs::lambert93())
    });
    let written = formats::write_layers(&folder.path("qp.fgb"), &layers).unwrap();
    let paths: Vec<_> = written.iter().map(|w| w.path.clone()).collect();
    assert_eq!(
        paths,
        [folder.path("qp_qp2015.fgb"), folder.path("qp_qp2024.fgb")]
    );
    for (path, generation) in paths.iter().zip(Generation::ALL) {
        assert_eq!(perimeter::read(path).unwrap().generation, generation);
    }
    let one = formats::write_layers(&folder.path("qp.gpkg"), &layers).unwrap();
    assert_eq!(one.len(), 1);
}

#[test]
fn what_a_shapefile_cannot_hold_is_said() {
    let folder = Folder::new();
    let mut layer = layer(&sample::perimeters(Generation::Qp2024), &Crs::lambert93());
    layer.features[3].values[2] = Value::Text("Saint-Étienne-au-Mont, ".repeat(20));
    let path = folder.path("essai.shp");
    let written = formats::write_layers(&path, &[layer]).unwrap();
    assert_eq!(
        written[0].notes,
        [
            "names of fields have at most 10 characters in a shapefile: nom_quartier is \
             nomquartie, aire_calculee_m2 is airecalcul",
            "1 texts are cut to 254 bytes, the most that a shapefile holds",
        ]
    );
    assert_eq!(std::fs::read(folder.path("essai.cpg")).unwrap(), b"UTF-8");
    assert!(
        perimeter::read(&path)
            .unwrap()
            .get(&sample_code())
            .is_some()
    );
}

fn sample_code() -> qpv::perimeter::QuartierCode {
    qpv::perimeter::QuartierCode::parse("QN06264N").unwrap()
}

/// What GDAL says about a file.
fn ogrinfo(path: &Path) -> String {
    let run = std::process::Command::new("ogrinfo")
        .args(["-ro", "-al", "-so"])
        .arg(path)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stdout).into_owned();
    assert!(
        run.status.success(),
        "{said}{}",
        String::from_utf8_lossy(&run.stderr)
    );
    assert!(
        run.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    said
}

#[test]
#[cfg_attr(not(ogrinfo), ignore = "needs ogrinfo (gdal-bin)")]
fn gdal_opens_what_is_written_with_its_system_its_types_and_its_features() {
    let folder = Folder::new();
    let set = sample::perimeters(Generation::Qp2024);
    let layer = layer(&set, &Crs::lambert93());
    // GeoParquet needs a GDAL with Arrow, which Debian's is not.
    for extension in ["geojson", "geojsonl", "gpkg", "shp", "shz", "fgb"] {
        let path = folder.path(&format!("essai.{extension}"));
        formats::write_layers(&path, std::slice::from_ref(&layer)).unwrap();
        let said = ogrinfo(&path);
        assert!(said.contains("Feature Count: 64"), "{said}");
        let epsg = if extension.starts_with("geojson") {
            4326
        } else {
            2154
        };
        assert!(said.contains(&format!("ID[\"EPSG\",{epsg}]]")), "{said}");
        let (name, area) = match extension {
            "shp" | "shz" => ("nomquartie", "airecalcul"),
            _ => ("nom_quartier", "aire_calculee_m2"),
        };
        for field in [
            "code_qp: String".to_owned(),
            format!("{name}: String"),
            format!("{area}: Real"),
            "parties: Integer".to_owned(),
        ] {
            assert!(said.contains(&field), "{extension}: no {field} in {said}");
        }
    }
}

#[test]
#[cfg_attr(not(ogrinfo), ignore = "needs ogrinfo (gdal-bin)")]
fn gdal_knows_the_system_of_a_shapefile_in_every_territory() {
    let folder = Folder::new();
    let set = sample::perimeters(Generation::Qp2024);
    let mut layer = layer(&set, &Crs::lambert93());
    layer.features.truncate(1);
    for code in [
        2154, 3942, 3950, 5490, 32620, 2972, 2975, 4471, 4467, 3296, 3297, 4326, 3857,
    ] {
        // The place does not matter here, the definition does.
        layer.crs = Crs::from_epsg(code).unwrap();
        let path = folder.path(&format!("s{code}.shp"));
        formats::write_layers(&path, std::slice::from_ref(&layer)).unwrap();
        let said = ogrinfo(&path);
        assert!(said.contains(&format!("ID[\"EPSG\",{code}]]")), "{said}");
    }
}

#[test]
fn areas_survive_the_way_to_degrees_and_back() {
    let set = sample::perimeters(Generation::Qp2024);
    let crs = Crs::lambert93();
    for q in &set.quartiers {
        let there = crs.transform_shape(q.shape.clone(), &Crs::wgs84()).unwrap();
        let back = Crs::wgs84().transform_shape(there, &crs).unwrap();
        let difference = (back.unsigned_area() - q.area_m2()).abs();
        assert!(difference < 1e-8 * q.area_m2(), "{}: {difference}", q.code);
    }
}
