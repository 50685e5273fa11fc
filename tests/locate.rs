//! `qpv locate`, as people run it.

use assert_cmd::Command;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use tempfile::TempDir;

/// West, south, east, north in Lambert-93.
type Square = [f64; 4];

const OLD: &[(&str, Square)] = &[("QP062001", [652_000.0, 7_040_000.0, 653_000.0, 7_041_000.0])];
/// The second one shares a limit with the first; the third lies within the first.
const NEW: &[(&str, Square)] = &[
    ("QN06201M", [652_000.0, 7_040_000.0, 653_000.0, 7_041_000.0]),
    ("QN06202N", [653_000.0, 7_040_000.0, 654_000.0, 7_041_000.0]),
    ("QN06203N", [652_200.0, 7_040_200.0, 652_400.0, 7_040_400.0]),
];

struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        let desk = Self {
            folder: TempDir::new().unwrap(),
        };
        desk.put("old.geojson", geojson(OLD).as_bytes());
        desk.put("new.geojson", geojson(NEW).as_bytes());
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn put(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.path(name), bytes).unwrap();
    }

    fn get(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// `qpv locate` with these arguments and the new perimeters.
    fn locate(&self, arguments: &[&str]) -> Command {
        let mut command = Command::cargo_bin("qpv").unwrap();
        command.current_dir(self.folder.path()).arg("locate");
        command
            .args(["--perimeters", "new.geojson"])
            .args(arguments);
        command
    }

    /// Standard output of a run that ends well.
    fn answers(&self, table: &str, arguments: &[&str]) -> String {
        self.put("table.csv", table.as_bytes());
        let mut all = vec!["table.csv"];
        all.extend(arguments);
        let output = self.locate(&all).assert().code(0).get_output().clone();
        String::from_utf8(output.stdout).unwrap()
    }

    /// The error of a run that ends badly: one sentence and an advice.
    fn error(&self, arguments: &[&str]) -> String {
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

fn geojson(squares: &[(&str, Square)]) -> String {
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
fn rows(csv: &str) -> Vec<Vec<&str>> {
    csv.lines()
        .skip(1)
        .map(|line| line.split(',').collect())
        .collect()
}

#[test]
fn every_row_comes_out_in_its_place_with_its_bytes() {
    let desk = Desk::new();
    let table =
        "id;nom;lon;lat\r\n007;\"a;\"\"b\"\"\nc\" ; 2.8 ;50.4\r\n\r\n 1,50;é;;\r\nlast;;0;0";
    let out = desk.answers(table, &["--add", "reponse"]);
    assert_eq!(
        out,
        "id;nom;lon;lat;reponse_2024\r\n007;\"a;\"\"b\"\"\nc\" ; 2.8 ;50.4;hors\r\n\r\n\
         \u{20}1,50;é;;;non_localise\r\nlast;;0;0;non_localise\r\n"
    );
}

#[test]
fn a_million_rows_keep_their_order_on_any_number_of_threads() {
    let desk = Desk::new();
    let mut table = String::from("id,x,y\n");
    for i in 0..300_000 {
        let x = 651_000.0 + f64::from(i % 4001);
        writeln!(table, "{i},{x},7040500").unwrap();
    }
    let one = desk.answers(&table, &["--threads", "1", "--crs", "2154"]);
    let many = desk.answers(&table, &["--threads", "7", "--crs", "2154"]);
    assert!(one == many);
    for (i, row) in rows(&one).iter().enumerate() {
        assert_eq!(row[0].parse::<usize>().unwrap(), i);
    }
}

#[test]
fn both_generations_are_answered_oldest_first() {
    let desk = Desk::new();
    let out = desk.answers(
        "x,y\n653500,7040500\n",
        &["--crs", "2154", "--perimeters", "old.geojson"],
    );
    assert_eq!(
        out.lines().next().unwrap(),
        "x,y,code_qp_2015,nom_qp_2015,reponse_2015,distance_2015_m,bande_2015,motif_2015,\
         code_qp_2024,nom_qp_2024,reponse_2024,distance_2024_m,bande_2024,motif_2024"
    );
    let row = "653500,7040500,,,hors,499.3,500,,QN06202N,Cité QN06202N; sud,dans,-499.3,,";
    assert_eq!(out.lines().nth(1).unwrap(), row);
}

#[test]
fn a_limit_belongs_to_every_quartier_that_it_bounds() {
    let desk = Desk::new();
    let table = "x,y\n652000,7040000\n652500,7041000\n653000,7040500\n652300,7040300\n\
                 652200,7040300\n652199.99,7040300\n651999.999,7040500\n";
    let out = desk.answers(
        table,
        &["--crs", "2154", "--add", "code,reponse,motif,distance"],
    );
    let found: Vec<String> = rows(&out).iter().map(|row| row[2..].join(" ")).collect();
    assert_eq!(
        found,
        [
            "QN06201M dans 0.0 sur_la_limite",
            "QN06201M dans 0.0 sur_la_limite",
            "QN06201M;QN06202N dans 0.0 plusieurs_quartiers",
            "QN06203N;QN06201M dans -99.9 plusieurs_quartiers",
            "QN06203N;QN06201M dans 0.0 plusieurs_quartiers",
            "QN06201M dans -199.7 ",
            " hors 0.0 ",
        ]
    );
}

#[test]
fn a_place_that_is_none_says_why() {
    let desk = Desk::new();
    let table = "lon,lat\n,50.4\n2.8,NA\n0,0\n50.4,2.8\n652469,6862035\n-74,40.7\n\
                 rue,50.4\n2°48'E,50.4\n55.45,-20.9\n2.8\0,50.4\n";
    let out = desk.answers(table, &["--add", "reponse,motif"]);
    let found: Vec<&str> = rows(&out).iter().map(|row| row[3]).collect();
    assert_eq!(
        found,
        [
            "coordonnees_absentes",
            "coordonnees_absentes",
            "coordonnees_nulles",
            "longitude_et_latitude_inversees",
            "metres_au_lieu_de_degres",
            "hors_de_france",
            "coordonnees_illisibles",
            "degres_minutes_secondes",
            "territoire_sans_perimetre",
            "coordonnees_illisibles",
        ]
    );
    assert!(rows(&out).iter().all(|row| row[2] == "non_localise"));
    let table = "x,y\n7040500,652500\n2.8,50.4\n652500,7040500\n";
    let out = desk.answers(table, &["--crs", "2154", "--add", "reponse,motif"]);
    let found: Vec<&str> = rows(&out).iter().map(|row| row[3]).collect();
    assert_eq!(found, ["x_et_y_inverses", "degres_au_lieu_de_metres", ""]);
}

#[test]
fn what_is_nearer_to_the_limit_than_its_precision_is_imprecise() {
    let desk = Desk::new();
    let table = "x,y,p\n652010,7040500,5\n652010,7040500,20\n651990,7040500,20\n\
                 651990,7040500,\n651990,7040500,bof\n640000,7040500,15000\n";
    let plain = ["--crs", "2154", "--add", "code,reponse,motif"];
    let out = desk.answers(table, &[&plain[..], &["--precision", "p"]].concat());
    let found: Vec<String> = rows(&out).iter().map(|row| row[3..].join(" ")).collect();
    let why = "imprecis limite_plus_proche_que_la_precision";
    assert_eq!(found[0], "QN06201M dans ");
    assert_eq!(found[1], format!("QN06201M {why}"));
    assert_eq!(found[2], format!("QN06201M {why}"));
    assert_eq!(found[3], " hors ");
    assert_eq!(found[4], " imprecis precision_illisible");
    assert_eq!(found[5], format!("QN06201M {why}"));
    let out = desk.answers(table, &[&plain[..], &["--precision", "10.5"]].concat());
    assert!(
        rows(&out)[..5].iter().all(|row| row[4] == "imprecis"),
        "{out}"
    );
}

#[test]
fn distances_end_where_they_are_told_to_and_bands_do_not() {
    let desk = Desk::new();
    let table = "x,y\n651800,7040500\n651550,7040500\n651100,7040500\n650900,7040500\n";
    let columns = ["--crs", "2154", "--add", "distance,bande"];
    let out = desk.answers(table, &columns);
    let found: Vec<String> = rows(&out).iter().map(|row| row[2..].join(" ")).collect();
    assert_eq!(found, ["199.7 300", "449.3 500", "898.7 ", " "]);
    let out = desk.answers(table, &[&columns[..], &["--max-distance", "250"]].concat());
    let found: Vec<String> = rows(&out).iter().map(|row| row[2..].join(" ")).collect();
    assert_eq!(found, ["199.7 300", " 500", " ", " "]);
}

#[test]
fn a_french_spreadsheet_is_read_and_written() {
    let desk = Desk::new();
    let table = "id;nom;lon;lat\r\n01;Éleu;2,8;50,4\r\n";
    let bytes: Vec<u8> = table.chars().map(|c| c as u32 as u8).collect();
    desk.put("table.csv", &bytes);
    let run = [
        "table.csv",
        "--excel",
        "-o",
        "out.csv",
        "--add",
        "reponse,distance",
    ];
    desk.locate(&run).assert().code(0);
    let expected =
        "\u{feff}id;nom;lon;lat;reponse_2024;distance_2024_m\r\n01;Éleu;2,8;50,4;hors;\r\n";
    assert_eq!(desk.get("out.csv"), expected);
    let out = desk.answers("x;y\n652050;7040500\n", &["--crs", "2154", "--excel"]);
    assert!(out.contains(";dans;-49,9;;"), "{out}");
}

#[test]
fn tabs_and_gzip_go_in_and_out() {
    let desk = Desk::new();
    desk.put("table.tsv", b"id\tnom\tlon\tlat\n1\ta,b\t2.8\t50.4\n");
    desk.locate(&["table.tsv", "-o", "out.csv.gz", "--add", "reponse"])
        .assert()
        .code(0);
    desk.locate(&[
        "out.csv.gz",
        "-o",
        "out.tsv",
        "--keep",
        "nom,lon,lat",
        "--add",
        "motif",
    ])
    .assert()
    .code(0);
    assert_eq!(
        desk.get("out.tsv"),
        "nom\tlon\tlat\tmotif_2024\n\"a,b\"\t2.8\t50.4\t\n"
    );
}

#[test]
fn parquet_and_workbooks_go_in_and_out_with_the_same_answers() {
    let desk = Desk::new();
    let table = "code,x,y\n007,652500,7040500\n,651800,7040500\n9,,\n10,653000,7040500\n";
    let expected = desk.answers(table, &["--crs", "2154"]);
    let columns = ["--crs", "2154", "--keep", "code,x,y"];
    for (from, to) in [
        ("table.csv", "a.parquet"),
        ("a.parquet", "b.parquet"),
        ("b.parquet", "c.xlsx"),
        ("c.xlsx", "d.xlsx"),
        ("d.xlsx", "e.csv"),
    ] {
        desk.locate(&[&[from, "-o", to], &columns[..]].concat())
            .assert()
            .code(0);
    }
    assert_eq!(desk.get("e.csv"), expected);
    let ragged = "code,x,y\n1,652500,7040500\n2,652500\n";
    desk.put("table.csv", ragged.as_bytes());
    let run = [&["table.csv", "-o", "f.parquet"], &columns[..]].concat();
    desk.locate(&run).assert().code(3);
    let rejects = "ligne,motif,texte\n3,ligne_irreguliere,\"2,652500\"\n";
    assert_eq!(desk.get("f.rejects.csv"), rejects);
}

#[test]
fn rows_of_another_width_are_kept_named_and_never_guessed() {
    let desk = Desk::new();
    desk.put(
        "table.csv",
        b"id,lon,lat\n1,2.8\n2,2.8,50.4\n3,2.8,50.4,\"x\ny\"\n",
    );
    let run = ["table.csv", "-o", "out.csv", "--add", "reponse,motif"];
    let run = desk.locate(&run).assert().code(3);
    let said = String::from_utf8(run.get_output().stderr.clone()).unwrap();
    assert!(said.contains("2 rows") && !said.contains("50.4"), "{said}");
    assert_eq!(
        desk.get("out.csv"),
        "id,lon,lat,reponse_2024,motif_2024\n1,2.8,,non_localise,ligne_irreguliere\n\
         2,2.8,50.4,hors,\n3,2.8,50.4,non_localise,ligne_irreguliere\n"
    );
    assert_eq!(
        desk.get("out.rejects.csv"),
        "ligne,motif,texte\n2,ligne_irreguliere,\"1,2.8\"\n\
         4,ligne_irreguliere,\"3,2.8,50.4,\"\"x\ny\"\"\"\n"
    );
}

#[test]
fn a_table_that_cannot_be_used_is_an_error_of_one_sentence() {
    let desk = Desk::new();
    for (bytes, arguments, sentence) in [
        (&b""[..], &[][..], "the table is empty"),
        (
            b"id,adresse\n1,x\n",
            &[],
            "no columns of coordinates (the columns: id, adresse)",
        ),
        (
            b"lon,longitude,lat\n",
            &[],
            "several columns could be the coordinates: lon, longitude",
        ),
        (
            b"a,b\n",
            &["--lon", "c", "--lat", "b"],
            "no column \"c\" (the columns: a, b)",
        ),
        (
            b"lon,lat,reponse_2024\n",
            &[],
            "already has a column \"reponse_2024\"",
        ),
        (b"\xff\xfel\0o\0n\0", &[], "in UTF-16"),
        (b"x,y\n1,2\n", &[], "do not say in which system"),
        (b"lon,lat\n", &["--precision=-1"], "not a precision"),
        (
            b"lon,lat\n",
            &["--crs", "99"],
            "unknown coordinate reference system",
        ),
        (b"lon,lat\n", &["--max-distance", "NaN"], "not a distance"),
        (b"lon,lat\n", &["--add", "codes"], "no such column"),
    ] {
        desk.put("table.csv", bytes);
        let said = desk.error(&[&["table.csv"], arguments].concat());
        assert!(said.contains(sentence), "{said}");
    }
    assert!(desk.error(&["nowhere.csv"]).contains("no such file"));
    desk.put("table.csv.gz", b"lon,lat\n");
    assert!(desk.error(&["table.csv.gz"]).contains("cannot be read"));
    desk.put("table.csv", b"lon,lat\n2,48\n");
    assert!(
        desk.error(&["table.csv", "-o", "table.csv"])
            .contains("is also an input")
    );
    assert!(desk.error(&["--point", "here"]).contains("not two numbers"));
}

#[test]
fn a_quote_that_never_closes_is_an_error_and_leaves_no_file() {
    let desk = Desk::new();
    let mut table = b"id,lon,lat\n1,2,48\n\"".to_vec();
    table.resize(40 << 20, b'\n');
    desk.put("table.csv", &table);
    assert!(
        desk.error(&["table.csv", "-o", "out.csv"])
            .contains("a quote is never closed")
    );
    assert!(!desk.path("out.csv").exists());
    let names = std::fs::read_dir(desk.folder.path()).unwrap();
    assert_eq!(names.count(), 3, "the table and two sets of perimeters");
}

#[test]
fn without_perimeters_the_files_to_give_are_told() {
    let desk = Desk::new();
    let mut command = Command::cargo_bin("qpv").unwrap();
    command
        .args(["locate", "--point", "2.8,50.4", "--data-dir"])
        .arg(desk.folder.path());
    let run = command.assert().code(1);
    let said = String::from_utf8(run.get_output().stderr.clone()).unwrap();
    assert!(
        said.contains("no official perimeters") && said.contains("--perimeters"),
        "{said}"
    );
}

#[test]
fn x_and_y_without_a_system_are_lambert_93_only_when_all_first_rows_say_so() {
    let desk = Desk::new();
    let out = desk.answers("x,y\n652500,7040500\n", &["--add", "code"]);
    assert_eq!(out, "x,y,code_qp_2024\n652500,7040500,QN06201M\n");
    desk.put("table.csv", b"x,y\n652500,7040500\n338000,7640000\n");
    assert!(
        desk.error(&["table.csv"])
            .contains("\"x\" and \"y\" do not say")
    );
}

#[test]
fn one_point_is_a_table_of_one_row() {
    let desk = Desk::new();
    let point = [
        "--point",
        "652500,7040500",
        "--crs",
        "2154",
        "--add",
        "code,reponse",
    ];
    let run = desk.locate(&point).assert().code(0);
    let expected = "x,y,code_qp_2024,reponse_2024\n652500,7040500,QN06201M,dans\n";
    assert_eq!(
        String::from_utf8(run.get_output().stdout.clone()).unwrap(),
        expected
    );
    desk.locate(&["--point", "-4.5,48.4"]).assert().code(0);
}

#[test]
fn the_summary_counts_answers_quartiers_and_changes() {
    let desk = Desk::new();
    let table = "x,y\n652500,7040500\n653500,7040500\n651800,7040500\n,\n";
    let summary = [
        "--crs",
        "2154",
        "--summary",
        "sum.csv",
        "--perimeters",
        "old.geojson",
        "--quiet",
    ];
    desk.answers(table, &summary);
    let summary = desk.get("sum.csv");
    for line in [
        "generation,rubrique,cle,libelle,lignes,part",
        "2015,reponse,dans,,1,0.250000",
        "2024,reponse,dans,,2,0.500000",
        "2024,reponse,non_localise,,1,0.250000",
        "2024,bande,300,,1,0.250000",
        "2024,motif,coordonnees_absentes,,1,0.250000",
        "2024,quartier,QN06202N,Cité QN06202N; sud,1,0.250000",
        "2015-2024,changement,hors,dans,1,0.250000",
        "2015-2024,changement,dans,dans,1,0.250000",
    ] {
        assert!(summary.lines().any(|l| l == line), "{line}\n{summary}");
    }
}

#[test]
fn a_pipe_is_answered_line_by_line() {
    let desk = Desk::new();
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("qpv"))
        .args([
            "locate",
            "-",
            "--crs",
            "2154",
            "--quiet",
            "--add",
            "code",
            "--perimeters",
        ])
        .arg(desk.path("new.geojson"))
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut to = child.stdin.take().unwrap();
    let mut from = BufReader::new(child.stdout.take().unwrap()).lines();
    to.write_all(b"x,y\n").unwrap();
    assert_eq!(from.next().unwrap().unwrap(), "x,y,code_qp_2024");
    for (x, code) in [
        ("652500", "QN06201M"),
        ("653500", "QN06202N"),
        ("655000", ""),
    ] {
        writeln!(to, "{x},7040500").unwrap();
        // Blocks for ever if the answer waits for more rows.
        assert_eq!(from.next().unwrap().unwrap(), format!("{x},7040500,{code}"));
    }
    drop(to);
    assert!(child.wait().unwrap().success());
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let desk = Desk::new();
    desk.put("table.csv", b"lon,lat\n2,48\n");
    let output = std::process::Command::new(assert_cmd::cargo::cargo_bin("qpv"))
        .args(["locate", "table.csv", "--perimeters", "new.geojson"])
        .current_dir(desk.folder.path())
        .stdout(
            std::fs::OpenOptions::new()
                .write(true)
                .open("/dev/full")
                .unwrap(),
        )
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.starts_with("error: standard output: "), "{said}");
}

fn official() -> PathBuf {
    std::env::var_os("QPV_TEST_DATA").map_or_else(|| "../shared/data".into(), PathBuf::from)
}

#[test]
#[cfg_attr(not(official_files), ignore = "needs the official files")]
fn the_addresses_of_paris_are_found_in_both_generations() {
    let data = official().canonicalize().unwrap();
    let desk = Desk::new();
    let mut command = Command::cargo_bin("qpv").unwrap();
    command.current_dir(desk.folder.path()).arg("locate");
    command
        .arg(data.join("addresses/adresses-75.csv.gz"))
        .arg("--data-dir")
        .arg(&data);
    command
        .args(["-o", "out.csv", "--summary", "sum.csv"])
        .assert()
        .code(0);
    let rows = desk.get("out.csv").lines().count();
    assert_eq!(rows, 158_049);
    let summary = desk.get("sum.csv");
    let count = |start: &str| {
        let line = summary.lines().find(|l| l.starts_with(start)).unwrap();
        line.split(',').nth(4).unwrap().parse::<u64>().unwrap()
    };
    // 6 448 with GEOS on the published polygons, before any repair.
    assert!(count("2024,reponse,dans").abs_diff(6448) < 10);
    assert_eq!(
        count("2024,reponse,dans") + count("2024,reponse,hors"),
        158_048
    );
    assert!(count("2015,reponse,dans").abs_diff(7466) < 10);
}
