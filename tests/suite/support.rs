//! What the tests share: the command, small files, the official files.

use assert_cmd::Command;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The command with arguments.
pub fn qpv<S: AsRef<std::ffi::OsStr>>(args: impl IntoIterator<Item = S>) -> Command {
    // The binary of this crate, which cargo builds before it runs the tests.
    let mut command = Command::new(env!("CARGO_BIN_EXE_qpv"));
    command
        .args(args)
        .env_remove("QPV_DATA_DIR")
        .env("SOURCE_DATE_EPOCH", "1732320000");
    command
}

/// Runs a command that must end with `code`; returns what it says on standard error.
#[track_caller]
pub fn told<S: AsRef<std::ffi::OsStr>>(args: impl IntoIterator<Item = S>, code: i32) -> String {
    let run = qpv(args).assert().code(code);
    let text = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    assert!(!text.contains("panicked"), "{text}");
    text
}

/// A command that is refused: one sentence with `sentence` in it, and one of advice.
#[track_caller]
pub fn refused<S: AsRef<std::ffi::OsStr>>(args: impl IntoIterator<Item = S>, sentence: &str) {
    let text = told(args, 1);
    assert!(
        text.starts_with("error: ") && text.lines().count() == 2,
        "{text}"
    );
    assert!(text.contains(sentence), "no {sentence:?} in {text}");
}

/// A folder that disappears with the test.
pub struct Folder(TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }
}

/// A GeoJSON with a square of 0.01 degrees for each code, side by side from 2.5° E, 50.4° N.
pub fn squares(field: &str, codes: &[&str]) -> String {
    let features: Vec<String> = codes
        .iter()
        .enumerate()
        .map(|(i, code)| {
            let (x, y) = (2.5 + 0.02 * i as f64, 50.4);
            feature(field, code, &ring(x, y, 0.01))
        })
        .collect();
    format!(
        r#"{{"type":"FeatureCollection","features":[{}]}}"#,
        features.join(",")
    )
}

pub fn feature(field: &str, code: &str, ring: &str) -> String {
    format!(
        r#"{{"type":"Feature","properties":{{"{field}":"{code}","nom_qp":"Cité {code}"}},
        "geometry":{{"type":"Polygon","coordinates":[{ring}]}}}}"#
    )
}

pub fn ring(x: f64, y: f64, side: f64) -> String {
    let (e, n) = (x + side, y + side);
    format!("[[{x},{y}],[{e},{y}],[{e},{n}],[{x},{n}],[{x},{y}]]")
}

/// A file of the official data, where there are some.
pub fn official(name: &str) -> PathBuf {
    let folder = std::env::var("QPV_TEST_DATA").unwrap_or_else(|_| "../shared/data".into());
    Path::new(&folder).join(name)
}
