//! A folder with two small generations of perimeters, and the command in it.

use assert_cmd::Command;
use std::path::PathBuf;
use tempfile::TempDir;

/// West, south, east, north in Lambert-93.
pub type Square = [f64; 4];

const OLD: &[(&str, Square)] = &[("QP062001", [652_000.0, 7_040_000.0, 653_000.0, 7_041_000.0])];
/// The second one shares a limit with the first; the third lies within the first.
const NEW: &[(&str, Square)] = &[
    ("QN06201M", [652_000.0, 7_040_000.0, 653_000.0, 7_041_000.0]),
    ("QN06202N", [653_000.0, 7_040_000.0, 654_000.0, 7_041_000.0]),
    ("QN06203N", [652_200.0, 7_040_200.0, 652_400.0, 7_040_400.0]),
];

pub struct Desk {
    pub folder: TempDir,
}

impl Desk {
    pub fn new() -> Self {
        let desk = Self {
            folder: TempDir::new().unwrap(),
        };
        desk.put("old.geojson", geojson(OLD).as_bytes());
        desk.put("new.geojson", geojson(NEW).as_bytes());
        desk
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn put(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.path(name), bytes).unwrap();
    }

    pub fn get(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// `qpv locate` with these arguments and the new perimeters.
    pub fn locate(&self, arguments: &[&str]) -> Command {
        let mut command = Command::cargo_bin("qpv").unwrap();
        command.current_dir(self.folder.path()).arg("locate");
        command
            .args(["--perimeters", "new.geojson"])
            .args(arguments);
        command
    }

    /// Standard output of a run that ends well.
    pub fn answers(&self, table: &str, arguments: &[&str]) -> String {
        self.put("table.csv", table.as_bytes());
        let mut all = vec!["table.csv"];
        all.extend(arguments);
        let output = self.locate(&all).assert().code(0).get_output().clone();
        String::from_utf8(output.stdout).unwrap()
    }

    /// The error of a run that ends badly: one sentence and an advice.
    pub fn error(&self, arguments: &[&str]) -> String {
        let output = self.locate(arguments).assert().code(1).get_output().clone();
        assert!(output.stdout.is_empty());
        let text = String::from_utf8(output.stderr).unwrap();
        assert!(
            text.starts_with("error: ") && text.lines().count() <= 2,
            "{text}"
        );
        text
    }
}

pub fn geojson(squares: &[(&str, Square)]) -> String {
    let mut features = Vec::new();
    for (code, [w, s, e, n]) in squares {
        let ring = format!("[[{w},{s}],[{e},{s}],[{e},{n}],[{w},{n}],[{w},{s}]]");
        features.push(format!(
            r#"{{"type":"Feature","properties":{{"code_qp":"{code}","lib_qp":"Cité {code}; sud"}},
            "geometry":{{"type":"Polygon","coordinates":[{ring}]}}}}"#
        ));
    }
    format!(
        r#"{{"type":"FeatureCollection","crs":{{"type":"name","properties":{{"name":"EPSG:2154"}}}},
        "features":[{}]}}"#,
        features.join(",")
    )
}

/// Cells of the rows below the header.
pub fn rows(csv: &str) -> Vec<Vec<&str>> {
    csv.lines()
        .skip(1)
        .map(|line| line.split(',').collect())
        .collect()
}
