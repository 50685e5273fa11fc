//! Tables in and out, every cell as it came.

use crate::desk::{Desk, rows};
use std::fmt::Write as _;

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
fn parquet_slices_need_not_be_row_groups() {
    let desk = Desk::new();
    let mut table = String::from("id,x,y\n");
    for i in 0..400_000 {
        writeln!(table, "{i},{},7040500", 651_000.0 + f64::from(i % 4001)).unwrap();
    }
    let columns = [
        "--crs",
        "2154",
        "--keep",
        "id,x,y",
        "--add",
        "code,distance",
    ];
    let expected = desk.answers(&table, &columns);
    for (from, to) in [
        ("table.csv", "a.parquet"),
        ("a.parquet", "b.parquet"),
        ("b.parquet", "c.csv"),
    ] {
        desk.locate(&[&[from, "-o", to], &columns[..]].concat())
            .assert()
            .code(0);
    }
    assert!(desk.get("c.csv") == expected);
}
