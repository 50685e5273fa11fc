//! Files that are broken or made to do harm: each ends with exit code 1 and one sentence, in
//! seconds and without much memory. The sentences are kept in `tests/data/hostile-files.txt`,
//! to be read by people; `QPV_WRITE_SNAPSHOTS=1` writes them anew.

use super::support::{Folder, feature, qpv, squares};
use qpv::formats::{self, FieldKind, OutFeature, OutLayer, Value};
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

/// The files of one case, the one to open first: names and bytes.
pub type Files = Vec<(String, Vec<u8>)>;

/// A small valid file of each format: names and bytes, the one to open first.
pub fn valid_files() -> Vec<Files> {
    let square = |x: f64| {
        let corner = |dx: f64, dy: f64| geo::Coord {
            x: 650_000.0 + x + dx,
            y: 7_030_000.0 + dy,
        };
        let ring = [(0., 0.), (300., 0.), (300., 300.), (0., 300.), (0., 0.)];
        let hole = [
            (100., 100.),
            (100., 200.),
            (200., 200.),
            (200., 100.),
            (100., 100.),
        ];
        let line = |points: [(f64, f64); 5]| points.map(|(x, y)| corner(x, y)).to_vec().into();
        geo::Polygon::new(line(ring), vec![line(hole)])
    };
    let feature = |code: &str, x: f64| OutFeature {
        values: vec![
            Value::Text(code.into()),
            Value::Text("Cité".into()),
            Value::Real(8e4),
        ],
        shape: vec![square(x), square(x + 1000.0)].into(),
    };
    let layer = OutLayer {
        name: "qp".into(),
        description: String::new(),
        crs: qpv::crs::Crs::lambert93(),
        fields: vec![
            ("code_qp".into(), FieldKind::Text),
            ("nom_qp".into(), FieldKind::Text),
            ("aire".into(), FieldKind::Real),
        ],
        features: vec![feature("QP062001", 0.0), feature("QP062002", 5000.0)],
    };
    let extensions = [
        "geojson", "geojsonl", "gpkg", "shp", "shz", "fgb", "parquet",
    ];
    let written = extensions.map(|extension| {
        let folder = Folder::new();
        let path = folder.path(&format!("qp.{extension}"));
        formats::write_layers(&path, std::slice::from_ref(&layer)).unwrap();
        let mut files: Files = std::fs::read_dir(path.parent().unwrap())
            .unwrap()
            .map(|entry| entry.unwrap())
            .map(|entry| {
                let name = entry.file_name().into_string().unwrap();
                (name, std::fs::read(entry.path()).unwrap())
            })
            .collect();
        files.sort_by_key(|(name, _)| !name.ends_with(extension));
        files
    });
    written.into()
}

fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        zip.start_file(*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn collection(features: &[String]) -> String {
    let features = features.join(",");
    format!(r#"{{"type":"FeatureCollection","features":[{features}]}}"#)
}

/// Files by what is wrong with them; the first of each is the one that is opened.
fn corpus() -> Vec<(&'static str, Files)> {
    let mut corpus: Vec<(&'static str, Files)> = Vec::new();
    let mut one = |what: &'static str, name: &str, bytes: Vec<u8>| {
        corpus.push((what, vec![(name.to_owned(), bytes)]));
    };
    let html = b"<!DOCTYPE html><html><body>Service indisponible</body></html>";
    for name in [
        "a.geojson",
        "a.gpkg",
        "a.zip",
        "a.fgb",
        "a.parquet",
        "a.shz",
    ] {
        one("a page of a server in trouble", name, html.to_vec());
    }

    let good = squares("code_qp", &["QP062001"]);
    let bomb = zipped(&[("SHP/a.geojson", &vec![b' '; 48 << 20])]);
    one("a zip bomb", "a.zip", bomb);
    let mut liar = zipped(&[("a.geojson", good.as_bytes())]);
    // Uncompressed size in the central directory, 24 bytes after its signature.
    let at = liar.windows(4).position(|w| w == b"PK\x01\x02").unwrap() + 24;
    liar[at..at + 4].copy_from_slice(&0xFFFF_FFF0u32.to_le_bytes());
    one("a zip that announces 4 GiB", "a.zip", liar);
    let climbing = zipped(&[("../../etc/a.geojson", good.as_bytes())]);
    one("a path that climbs out of a zip", "a.zip", climbing);
    let absolute = zipped(&[("/etc/a.geojson", good.as_bytes())]);
    one("an absolute path in a zip", "a.zip", absolute);
    one(
        "a zip without layers",
        "a.zip",
        zipped(&[("lisez-moi.txt", b"rien")]),
    );
    one(
        "a zip in a zip",
        "a.zip",
        zipped(&[("b.zip", &zipped(&[("a.geojson", good.as_bytes())]))]),
    );

    let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    one(
        "nested deeply",
        "a.geojson",
        good.replace("[[[2.5", &format!("{deep}[[[2.5")).into(),
    );
    let infinite = feature(
        "code_qp",
        "QP062001",
        "[[2.5,50.4],[1e999,50.4],[2.5,50.5],[2.5,50.4]]",
    );
    one(
        "an infinite number",
        "a.geojson",
        collection(&[infinite]).into(),
    );
    let null = feature(
        "code_qp",
        "QP062001",
        "[[2.5,50.4],[null,50.4],[2.5,50.5],[2.5,50.4]]",
    );
    one("null for a number", "a.geojson", collection(&[null]).into());
    let short = feature("code_qp", "QP062001", "[[2.5],[2.6],[2.5],[2.5]]");
    one(
        "positions of one number",
        "a.geojson",
        collection(&[short]).into(),
    );
    let latin: Vec<u8> = good.chars().map(|c| c as u8).collect();
    one("GeoJSON in Latin-1", "a.geojson", latin);
    let wide: Vec<u8> = good.encode_utf16().flat_map(u16::to_le_bytes).collect();
    one("UTF-16", "a.geojson", wide);
    let tangle: Vec<String> = (0..200_000u64)
        .map(|i| {
            // A multiplicative sequence visits a disc in no order at all.
            let spread = |k: u64| (i.wrapping_mul(k) % 99_991) as f64 / 99_991.0 * 0.05;
            format!("[{},{}]", 2.5 + spread(48_271), 50.4 + spread(69_621))
        })
        .collect();
    let tangle = feature(
        "code_qp",
        "QP062001",
        &format!("[{},{}]", tangle.join(","), tangle[0]),
    );
    one(
        "a tangle of 200 000 vertices",
        "a.geojson",
        collection(&[tangle]).into(),
    );
    let points = feature("code_qp", "QP062001", "[2.5,50.4]").replace("[[2.5,50.4]]", "[2.5,50.4]");
    one(
        "a point",
        "a.geojson",
        collection(&[points.replace("Polygon", "Point")]).into(),
    );
    let line = feature("code_qp", "QP062001", "[[2.5,50.4],[2.6,50.4],[2.5,50.4]]");
    one(
        "a contour without ground",
        "a.geojson",
        collection(&[line]).into(),
    );
    one("an empty collection", "a.geojson", collection(&[]).into());

    for files in valid_files() {
        let (name, whole) = &files[0];
        let mut cut = files.clone();
        cut[0].1 = whole[..whole.len() / 2].to_vec();
        corpus.push(("cut in the middle", cut));
        // The three readers of text lines and archives find their end otherwise.
        if !name.ends_with("geojsonl") && !name.ends_with("gpkg") {
            let mut cut = files.clone();
            cut[0].1 = whole[..whole.len() - 5].to_vec();
            corpus.push(("cut near the end", cut));
        }
        if name.ends_with(".shp") {
            for (what, extension, at, bytes) in [
                ("a DBF whose record count lies", ".dbf", 4, [0xff; 4]),
                (
                    "a record whose length lies",
                    ".shp",
                    104,
                    [0x7f, 0xff, 0xff, 0xff],
                ),
                (
                    "a record whose number of rings lies",
                    ".shp",
                    144,
                    [0xff, 0xff, 0xff, 0x7f],
                ),
                (
                    "a record whose number of points lies",
                    ".shp",
                    148,
                    [0xff, 0xff, 0xff, 0x7f],
                ),
                ("a coordinate that is no number", ".shp", 174, [0xff; 4]),
            ] {
                let mut files = files.clone();
                let file = files
                    .iter_mut()
                    .find(|(n, _)| n.ends_with(extension))
                    .unwrap();
                file.1[at..at + 4].copy_from_slice(&bytes);
                corpus.push((what, files));
            }
            let lone = files[..1].to_vec();
            corpus.push(("a shapefile without its table", lone));
            let mut other = files.clone();
            for (name, bytes) in &mut other {
                if name.ends_with(".prj") {
                    *bytes = b"PROJCS[\"Bonne\",GEOGCS[\"x\"]]".to_vec();
                }
            }
            corpus.push(("a system that nobody knows", other));
        }
    }
    let mut one = |what: &'static str, name: &str, bytes: Vec<u8>| {
        corpus.push((what, vec![(name.to_owned(), bytes)]));
    };
    let folder = Folder::new();
    let path = folder.path("a.gpkg");
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection.execute_batch("CREATE TABLE t (a)").unwrap();
    drop(connection);
    one(
        "a database that is no GeoPackage",
        "a.gpkg",
        std::fs::read(path).unwrap(),
    );
    one(
        "a text that is no database",
        "a.gpkg",
        b"SQLite it is not, and long enough to be one".to_vec(),
    );
    let mut header = b"fgb\x03fgb\x00".to_vec();
    header.extend_from_slice(&u32::MAX.to_le_bytes());
    one("a header of 4 GiB", "a.fgb", header);
    corpus
}

/// Runs `qpv inspect` with 3 GiB of address space, and returns exit code and standard error.
fn inspect(path: &Path) -> (Option<i32>, String) {
    let mut command = qpv::<&str>([]);
    if cfg!(target_os = "linux") {
        command = assert_cmd::Command::new("sh");
        command.args([
            "-c",
            "ulimit -v 3145728; exec \"$0\" \"$@\"",
            env!("CARGO_BIN_EXE_qpv"),
        ]);
    }
    let run = command.arg("inspect").arg(path).output().unwrap();
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    (run.status.code(), said)
}

#[test]
fn every_bad_file_is_told_in_one_sentence_soon_and_in_little_memory() {
    let mut told = String::new();
    for (what, files) in corpus() {
        let folder = Folder::new();
        for (name, bytes) in &files {
            folder.file(name, bytes);
        }
        let start = Instant::now();
        let path = folder.path(&files[0].0);
        let (code, said) = inspect(&path);
        let took = start.elapsed();
        assert!(took < Duration::from_secs(20), "{what}: {took:?}");
        let name = &files[0].0;
        assert_eq!(code, Some(1), "{what} ({name}): {said}");
        let said = said.replace(
            &format!("{}/", folder.path("").display()).replace("//", "/"),
            "",
        );
        assert_eq!(
            said.lines().count(),
            2,
            "{what}: one sentence and one advice: {said}"
        );
        let said: Vec<&str> = said.lines().map(str::trim).collect();
        told += &format!("{what} ({})\n  {}\n  {}\n", files[0].0, said[0], said[1]);
    }
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/hostile-files.txt");
    if std::env::var_os("QPV_WRITE_SNAPSHOTS").is_some() {
        std::fs::write(&kept, &told).unwrap();
    }
    let kept = std::fs::read_to_string(kept).unwrap_or_default();
    for (now, then) in told.lines().zip(kept.lines()) {
        assert_eq!(now, then);
    }
    assert_eq!(told.lines().count(), kept.lines().count());
}

#[test]
fn a_ring_of_a_million_vertices_is_read() {
    let folder = Folder::new();
    let circle: Vec<String> = (0..1_000_000)
        .map(|i| {
            let angle = f64::from(i) / 1e6 * std::f64::consts::TAU;
            format!(
                "[{},{}]",
                2.5 + 0.02 * angle.cos(),
                50.4 + 0.02 * angle.sin()
            )
        })
        .collect();
    let ring = format!("[{},{}]", circle.join(","), circle[0]);
    let text = collection(&[feature("code_qp", "QP062001", &ring)]);
    let path = folder.file("qp.geojson", text);
    let start = Instant::now();
    let (code, said) = inspect(&path);
    assert_eq!(code, Some(0), "{said}");
    assert!(
        start.elapsed() < Duration::from_secs(20),
        "{:?}",
        start.elapsed()
    );
}

#[test]
fn a_comb_of_a_hundred_thousand_teeth_is_read() {
    for flat in [false, true] {
        let mut points: Vec<(f64, f64)> = (0..100_000)
            .map(|i| {
                (
                    2.5 + 1e-7 * f64::from(i),
                    if i % 2 == 0 { 50.4 } else { 50.41 },
                )
            })
            .collect();
        points.push((2.52, 50.39));
        points.push(points[0]);
        let points: Vec<String> = points
            .iter()
            .map(|(x, y)| match flat {
                // The same comb lying down.
                true => format!("[{},{}]", 2.5 + (y - 50.4), 50.4 + (x - 2.5)),
                false => format!("[{x},{y}]"),
            })
            .collect();
        let folder = Folder::new();
        let ring = format!("[{}]", points.join(","));
        let path = folder.file(
            "qp.geojson",
            collection(&[feature("code_qp", "QP062001", &ring)]),
        );
        let start = Instant::now();
        let (code, said) = inspect(&path);
        assert_eq!(code, Some(0), "{said}");
        assert!(
            start.elapsed() < Duration::from_secs(20),
            "{:?}",
            start.elapsed()
        );
    }
}

#[test]
fn a_whole_file_of_the_corpus_is_read() {
    for files in valid_files() {
        let folder = Folder::new();
        for (name, bytes) in &files {
            folder.file(name, bytes);
        }
        let (code, said) = inspect(&folder.path(&files[0].0));
        assert_eq!(code, Some(0), "{}: {said}", files[0].0);
    }
}
