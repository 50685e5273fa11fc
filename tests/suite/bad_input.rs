//! Bad input: one sentence that names the file and the feature, and what to do about it.

use super::support::{Folder, feature, qpv, ring, squares};
use std::io::Write;
use std::path::Path;

/// Runs `qpv diff` and returns what it says on standard error; the exit code must be `code`.
fn diff(old: &Path, new: &Path, code: i32) -> String {
    let run = qpv(["diff"]).arg(old).arg(new).assert().code(code);
    let text = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    assert!(!text.contains("panicked"), "{text}");
    text
}

/// The error of a bad file compared with a good one: two lines, the first with the file's name.
#[track_caller]
fn refused(name: &str, content: impl AsRef<[u8]>, sentence: &str) {
    let folder = Folder::new();
    let good = folder.file("new.geojson", squares("code_qp", &["QN06201M"]));
    let bad = folder.file(name, content);
    let text = diff(&bad, &good, 1);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 2, "one sentence and one advice: {text}");
    assert!(
        lines[0].starts_with("error: ") && lines[0].contains(name),
        "{text}"
    );
    assert!(lines[0].contains(sentence), "no {sentence:?} in {text}");
}

#[test]
fn a_missing_file_is_told() {
    let folder = Folder::new();
    let good = folder.file("new.geojson", squares("code_qp", &["QN06201M"]));
    let text = diff(&folder.path("nowhere.zip"), &good, 1);
    assert!(
        text.starts_with("error: ") && text.contains("nowhere.zip: no such file"),
        "{text}"
    );
}

#[test]
fn an_empty_file_is_told() {
    refused("old.geojson", "", "the file is empty");
    refused("old.zip", "", "the file is empty");
    refused("old.gpkg", "", "the file is empty");
}

#[test]
fn a_truncated_zip_is_told() {
    refused(
        "old.zip",
        b"PK\x03\x04 and no more",
        "not a whole zip archive",
    );
}

#[test]
fn a_zip_without_layers_is_told() {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("lisez-moi.txt", zip::write::SimpleFileOptions::default())
        .unwrap();
    zip.write_all(b"rien").unwrap();
    refused(
        "old.zip",
        zip.finish().unwrap().into_inner(),
        "no such layer in the archive",
    );
}

#[test]
fn a_truncated_shapefile_is_told() {
    let folder = Folder::new();
    let good = folder.file("new.geojson", squares("code_qp", &["QN06201M"]));
    let path = folder.path("old.shp");
    write_shapefile(&path, &["QP062001", "QP062002"]);
    let whole = std::fs::read(&path).unwrap();
    std::fs::write(&path, &whole[..whole.len() - 40]).unwrap();
    let text = diff(&path, &good, 1);
    assert!(text.contains("old.shp: truncated"), "{text}");
    std::fs::write(&path, &whole[..50]).unwrap();
    assert!(diff(&path, &good, 1).contains("old.shp: not a whole shapefile"));
}

#[test]
fn a_shapefile_without_its_dbf_is_told() {
    let folder = Folder::new();
    let good = folder.file("new.geojson", squares("code_qp", &["QN06201M"]));
    let path = folder.path("old.shp");
    write_shapefile(&path, &["QP062001"]);
    std::fs::remove_file(folder.path("old.dbf")).unwrap();
    assert!(diff(&path, &good, 1).contains("the .dbf that belongs to it is missing"));
}

fn write_shapefile(path: &Path, codes: &[&str]) {
    use dbase::{FieldName, FieldValue, Record, TableWriterBuilder};
    let name = FieldName::try_from("CODE_QP").unwrap();
    let table = TableWriterBuilder::new().add_character_field(name, 10);
    let mut writer = shapefile::Writer::from_path(path, table).unwrap();
    for (i, code) in codes.iter().enumerate() {
        let x = 2.5 + 0.02 * i as f64;
        let ring: Vec<shapefile::Point> = [
            (x, 50.4),
            (x, 50.41),
            (x + 0.01, 50.41),
            (x + 0.01, 50.4),
            (x, 50.4),
        ]
        .map(|(x, y)| shapefile::Point::new(x, y))
        .to_vec();
        let mut record = Record::default();
        record.insert(
            "CODE_QP".into(),
            FieldValue::Character(Some((*code).into())),
        );
        let polygon = shapefile::Polygon::new(shapefile::PolygonRing::Outer(ring));
        writer.write_shape_and_record(&polygon, &record).unwrap();
    }
}

#[test]
fn a_file_that_is_not_geojson_is_told() {
    refused("old.geojson", "<!doctype html>", "not GeoJSON");
    refused(
        "old.json",
        "{\"type\":\"Point\",\"coordinates\":[1,2]}",
        "a bare geometry",
    );
    refused("old.gpkg", "SQLite it is not", "not a GeoPackage");
}

#[test]
fn a_format_that_is_not_read_is_told() {
    refused("old.kml", "<kml/>", "not a format of perimeters");
}

#[test]
fn a_file_without_polygons_is_told() {
    let text = squares("code_qp", &["QP062001"])
        .replace("\"Polygon\"", "\"MultiPoint\"")
        .replace("[[[", "[[")
        .replace("]]]", "]]");
    refused("old.geojson", text, "no polygon among its 1 features");
}

#[test]
fn a_file_without_codes_is_told_with_its_columns() {
    let text = squares("code_qp", &["62001", "62002"]);
    refused(
        "old.geojson",
        text,
        "no column holds codes of quartiers (its columns: code_qp, nom_qp)",
    );
}

#[test]
fn two_columns_of_codes_are_told() {
    let text = squares("code_qp", &["QP062001"]).replace("Cité QP062001", "QP062002");
    refused(
        "old.geojson",
        text,
        "several columns hold codes of quartiers: code_qp, nom_qp",
    );
}

#[test]
fn codes_of_both_generations_in_one_file_are_told() {
    let text = squares("code_qp", &["QP062001", "QN06202M"]);
    refused(
        "old.geojson",
        text,
        "codes of both generations, such as QP062001 and QN06202M",
    );
}

#[test]
fn the_same_code_twice_is_told_with_its_features() {
    let text = squares("code_qp", &["QP062001", "QP062003", "QP062001"]);
    refused(
        "old.geojson",
        text,
        "the code QP062001 occurs in features 1 and 3",
    );
}

#[test]
fn an_unknown_reference_system_is_told() {
    let crs = r#""crs":{"type":"name","properties":{"name":"EPSG:9"}},"features""#;
    let text = squares("code_qp", &["QP062001"]).replace("\"features\"", crs);
    refused(
        "old.geojson",
        text,
        "unknown coordinate reference system \"EPSG:9\"",
    );
}

#[test]
fn coordinates_that_cannot_be_in_the_declared_system_are_told_with_their_feature() {
    let crs = r#""crs":{"type":"name","properties":{"name":"EPSG:4326"}},"features""#;
    let metres = feature("code_qp", "QP062001", &ring(680_000.0, 7_040_000.0, 500.0));
    let text = format!(r#"{{"type":"FeatureCollection","features":[{metres}]}}"#);
    let text = text.replace("\"features\"", crs);
    refused(
        "old.geojson",
        text,
        "feature 1 (QP062001): coordinate (680000, 7040000) cannot be in",
    );
}

#[test]
fn one_generation_twice_is_told() {
    let folder = Folder::new();
    let a = folder.file("a.geojson", squares("code_qp", &["QN06201M"]));
    let b = folder.file("b.geojson", squares("code_qp", &["QN06202M"]));
    assert!(diff(&a, &b, 1).contains("are both of generation QP2024"));
}

#[test]
fn generations_the_wrong_way_round_are_put_right_and_said() {
    let folder = Folder::new();
    let new = folder.file("a.geojson", squares("code_qp", &["QN06201M"]));
    let old = folder.file("b.geojson", squares("code_qp", &["QP062001"]));
    assert!(diff(&new, &old, 0).contains("the first file holds 2024 and the second 2015"));
}

#[test]
fn a_feature_without_a_code_is_left_out_and_the_rest_is_done() {
    let folder = Folder::new();
    let new = folder.file("new.geojson", squares("code_qp", &["QN06201M"]));
    let text = squares("code_qp", &["QP062001", "QP062002", "sans code"]);
    let old = folder.file("old.geojson", text);
    let text = diff(&old, &new, 3);
    assert!(text.contains("feature 3 (sans code) left out"), "{text}");
}

#[test]
fn a_tolerance_that_makes_no_sense_is_told() {
    let folder = Folder::new();
    let old = folder.file("old.geojson", squares("code_qp", &["QP062001"]));
    let new = folder.file("new.geojson", squares("code_qp", &["QN06201M"]));
    for metres in ["0", "-3", "5000"] {
        let run = qpv(["diff", "--tolerance", metres])
            .arg(&old)
            .arg(&new)
            .assert()
            .code(1);
        let text = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
        assert!(text.contains("makes no sense"), "{text}");
    }
}

#[test]
fn an_output_that_is_an_input_is_refused_and_left_whole() {
    let folder = Folder::new();
    let content = squares("code_qp", &["QP062001"]);
    let old = folder.file("old.geojson", &content);
    let new = folder.file("new.geojson", squares("code_qp", &["QN06201M"]));
    let run = qpv(["diff"])
        .arg(&old)
        .arg(&new)
        .arg("-o")
        .arg(&old)
        .assert()
        .code(1);
    let text = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    assert!(text.contains("the output is also an input"), "{text}");
    assert_eq!(std::fs::read_to_string(old).unwrap(), content);
}

#[test]
fn a_departement_without_quartier_and_one_that_does_not_exist_are_told() {
    let folder = Folder::new();
    let old = folder.file("old.geojson", squares("code_qp", &["QP062001"]));
    let new = folder.file("new.geojson", squares("code_qp", &["QN06201M"]));
    let run = qpv(["diff", "--dept", "48"])
        .arg(&old)
        .arg(&new)
        .assert()
        .code(1);
    let text = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    assert!(text.contains("no quartier in département 48"), "{text}");
    qpv(["diff", "--dept", "Nord"])
        .arg(&old)
        .arg(&new)
        .assert()
        .code(2);
}

/// Runs `qpv report` with a table of populations on two squares.
fn report(table: &str, code: i32) -> String {
    let folder = Folder::new();
    let old = folder.file("old.geojson", squares("code_qp", &["QP062001"]));
    let new = folder.file("new.geojson", squares("code_qp", &["QN06201M"]));
    let population = folder.file("pop.csv", table);
    let run = qpv(["report", "--old"])
        .arg(old)
        .arg("--new")
        .arg(new)
        .arg("--population")
        .arg(population)
        .arg("-o")
        .arg(folder.path("out"))
        .assert()
        .code(code);
    String::from_utf8_lossy(&run.get_output().stderr).into_owned()
}

#[test]
fn a_population_table_that_is_none_is_told_with_its_columns() {
    let text = report("nom,pop_2018\nLens,30000\n", 1);
    assert!(
        text.contains("pop.csv: no column holds codes of quartiers"),
        "{text}"
    );
    let text = report("code,menages\nQP062001,400\n", 1);
    assert!(
        text.contains("pop.csv: no column holds populations"),
        "{text}"
    );
    let text = report("code,pop_2018\nQP062001,400\nQP062001,401\n", 1);
    assert!(
        text.contains("row 2 gives QP062001 a second population"),
        "{text}"
    );
}

#[test]
fn populations_of_other_quartiers_are_an_alert_and_never_zero() {
    let folder = Folder::new();
    let old = folder.file("old.geojson", squares("code_qp", &["QP062001"]));
    let new = folder.file("new.geojson", squares("code_qp", &["QN06201M"]));
    let population = folder.file("pop.csv", "code,pop_2018\nQP059001,400\n");
    let out = folder.path("out");
    qpv(["report", "--old"])
        .arg(old)
        .arg("--new")
        .arg(new)
        .arg("--population")
        .arg(population)
        .arg("-o")
        .arg(&out)
        .assert()
        .success();
    let controls = std::fs::read_to_string(out.join("tables/controles.csv")).unwrap();
    assert!(
        controls.contains("alerte,\"Populations, RP 2018, périmètres 2015\""),
        "{controls}"
    );
    assert!(
        controls.contains("0\u{a0}quartier renseigné, 1 sans valeur"),
        "{controls}"
    );
    let quartiers = std::fs::read_to_string(out.join("tables/quartiers_2015.csv")).unwrap();
    let header = quartiers.lines().next().unwrap().split(',');
    let column = header.clone().position(|c| c == "pop_rp2018").unwrap();
    let cell = quartiers
        .lines()
        .nth(1)
        .unwrap()
        .split(',')
        .nth(column)
        .unwrap();
    assert_eq!(cell, "", "{quartiers}");
}

#[test]
fn a_row_without_a_code_is_counted_and_the_rest_is_done() {
    let text = report("code,pop_2018\nQP062001,400\nTotal,400\nQP062002,1\n", 3);
    assert!(text.contains("row 2 left out"), "{text}");
}
