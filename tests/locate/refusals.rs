//! Input that cannot be used, in whole or in part.

use crate::desk::Desk;
use assert_cmd::Command;

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

/// A stream without end: what is read of it is bounded, and so is the memory.
#[cfg(unix)]
#[test]
fn a_line_of_three_gigabytes_is_refused_after_some_megabytes() {
    use std::io::Write;
    let desk = Desk::new();
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("qpv"))
        .args(["locate", "-", "--perimeters", "new.geojson"])
        .current_dir(desk.folder.path())
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut to = child.stdin.take().unwrap();
    to.write_all(b"id,lon,lat\n1,2.8,50.4\n").unwrap();
    let part = vec![b'x'; 1 << 20];
    let taken = (0..3 << 10)
        .take_while(|_| to.write_all(&part).is_ok())
        .count();
    drop(to);
    let output = child.wait_with_output().unwrap();
    assert!(taken < 40, "{taken} MB were read");
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("a row is longer than 16 MB"), "{said}");
    // The rows before it were answered.
    let out = String::from_utf8(output.stdout).unwrap();
    assert!(out.contains("\n1,2.8,50.4,"), "{out}");
    // The same as a file, with nothing in it.
    let file = std::fs::File::create(desk.path("table.csv")).unwrap();
    file.set_len(3 << 30).unwrap();
    let said = desk.error(&["table.csv", "-o", "out.csv"]);
    assert!(said.contains("a row is longer than 16 MB"), "{said}");
    assert!(!desk.path("out.csv").exists());
}

#[test]
fn nul_bytes_and_other_noise_stay_where_they_are() {
    let desk = Desk::new();
    let table = b"id,lon,lat\na\0b,2.8,50.4\n\0,\0,\0\n\x01,2.8,50.4\n";
    desk.put("table.csv", table);
    let run = ["table.csv", "-o", "out.csv", "--add", "reponse,motif"];
    desk.locate(&run).assert().code(0);
    assert_eq!(
        desk.get("out.csv"),
        "id,lon,lat,reponse_2024,motif_2024\na\0b,2.8,50.4,hors,\n\
         \0,\0,\0,non_localise,coordonnees_illisibles\n\x01,2.8,50.4,hors,\n"
    );
}

#[test]
fn numbers_are_read_as_people_write_them() {
    let desk = Desk::new();
    let table = "x;y\n652500;7040500\n652 500,0;7 040 500\n\" 652500.0\";7040500,00\n\
                 652500.;+7040500\n6.525e5;7040500\n652500;7040500\u{a0}\n652.500,0;7040500\n";
    let out = desk.answers(table, &["--crs", "2154", "--add", "code,motif"]);
    let found: Vec<&str> = out
        .lines()
        .skip(1)
        .map(|l| l.rsplit(';').nth(1).unwrap())
        .collect();
    assert_eq!(found[..6], ["QN06201M"; 6], "{out}");
    // Two signs that could both be the decimal one: not guessed.
    assert!(
        out.ends_with("652.500,0;7040500;;coordonnees_illisibles\n"),
        "{out}"
    );
}

/// Runs in a file system of 64 kB of its own.
#[cfg(target_os = "linux")]
#[test]
#[cfg_attr(not(small_disks), ignore = "needs leave to mount a small disk")]
fn a_disk_that_fills_up_is_an_error_and_keeps_no_half_file() {
    let desk = Desk::new();
    // Numbers that no compression makes small.
    let noise = (0..40_000u32).map(|i| i.wrapping_mul(2_654_435_761));
    let rows: String = noise.map(|i| format!("{i},2.8,50.4\n")).collect();
    desk.put("table.csv", format!("id,lon,lat\n{rows}").as_bytes());
    std::fs::create_dir(desk.path("disk")).unwrap();
    for name in ["out.csv", "out.parquet", "out.csv.gz", "out.xlsx"] {
        let script = format!(
            "mount -t tmpfs -o size=64k none disk || exit 9; \
             \"$0\" locate table.csv --perimeters new.geojson -o disk/{name}; code=$?; \
             ls -A disk; exit $code"
        );
        let output = std::process::Command::new("unshare")
            .args(["--mount", "--map-root-user", "sh", "-c", &script])
            .arg(assert_cmd::cargo::cargo_bin("qpv"))
            .current_dir(desk.folder.path())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{name}: {said}");
        assert!(
            said.starts_with("error: ") && said.contains("disk"),
            "{name}: {said}"
        );
        assert_eq!(output.stdout, b"", "{name} or a part of it was left");
    }
}
