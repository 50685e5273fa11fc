//! Real addresses in the official perimeters.

use crate::desk::Desk;
use assert_cmd::Command;
use std::path::PathBuf;

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
    assert_eq!(
        count("2024,reponse,dans") + count("2024,reponse,hors"),
        158_048
    );
}

#[test]
#[cfg_attr(not(official_files), ignore = "needs the official files")]
fn as_many_real_addresses_are_inside_as_geos_says() {
    let data = official().canonicalize().unwrap();
    let desk = Desk::new();
    let expected = include_str!("../data/geos-locate.csv");
    let mut lists: Vec<&str> = expected
        .lines()
        .skip(1)
        .flat_map(|l| l.split(',').next())
        .collect();
    lists.dedup();
    assert_eq!(lists.len(), 4);
    for list in lists {
        let mut command = Command::cargo_bin("qpv").unwrap();
        command
            .current_dir(desk.folder.path())
            .arg("locate")
            .arg(data.join(format!("addresses/{list}.csv.gz")))
            .args([
                "--lon",
                "lon",
                "--lat",
                "lat",
                "--summary",
                "sum.json",
                "-q",
                "-o",
                "out.csv",
            ])
            .arg("--data-dir")
            .arg(&data)
            .assert()
            .code(0);
        let summary: serde_json::Value = serde_json::from_str(&desk.get("sum.json")).unwrap();
        let rows = |generation: &serde_json::Value| {
            format!("{list},{},{}", generation["generation"], generation["dans"])
        };
        for generation in summary["generations"].as_array().unwrap() {
            let own = rows(generation);
            let same = |line: &str| {
                let cells: Vec<&str> = line.split(',').collect();
                [cells[0], cells[1], cells[3]].join(",") == own
            };
            assert!(expected.lines().any(same), "{own}");
        }
    }
}
