//! Standard input and output.

use crate::desk::Desk;
use std::io::{BufRead, BufReader, Write};

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
