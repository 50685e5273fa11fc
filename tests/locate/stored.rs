//! Parquet to Parquet: columns that pass through are copied as they are stored.

use crate::desk::Desk;
use polars::prelude::*;
use std::fs::File;

const METRES: [&str; 2] = ["--crs", "2154"];

/// Rows around the quartiers, with a list in each, in row groups of some.
fn nested(desk: &Desk, rows: i32, group: usize) -> DataFrame {
    let x = (0..rows).map(|i| 651_000.0 + f64::from(i % 4001));
    let lists: Vec<Series> = (0..rows)
        .map(|i| Series::new("".into(), vec![i; (i % 4) as usize]))
        .collect();
    let mut frame = DataFrame::new(
        rows as usize,
        vec![
            Column::new(
                "id".into(),
                (0..rows).map(|i| format!("{i:06}")).collect::<Vec<_>>(),
            ),
            Column::new("listes".into(), lists),
            Column::new("x".into(), x.collect::<Vec<f64>>()),
            Column::new("y".into(), vec![7_040_500i64; rows as usize]),
        ],
    )
    .unwrap();
    let file = File::create(desk.path("table.parquet")).unwrap();
    let writer = ParquetWriter::new(file).with_row_group_size(Some(group));
    writer.finish(&mut frame).unwrap();
    frame
}

fn read(desk: &Desk, name: &str) -> DataFrame {
    let file = File::open(desk.path(name)).unwrap();
    ParquetReader::new(file).finish().unwrap()
}

#[test]
fn columns_of_any_type_pass_through_byte_for_byte() {
    let desk = Desk::new();
    let frame = nested(&desk, 50_000, 50_000);
    let run = [&["table.parquet", "-o", "out.parquet"], &METRES[..]].concat();
    desk.locate(&run).assert().code(0);
    let out = read(&desk, "out.parquet");
    assert_eq!(out.height(), 50_000);
    assert!(
        out.select(["id", "listes", "x", "y"])
            .unwrap()
            .equals(&frame)
    );
    // Down to where the columns of answers follow those of the first row group.
    let [before, after] =
        ["table.parquet", "out.parquet"].map(|n| std::fs::read(desk.path(n)).unwrap());
    let same = before.iter().zip(&after).take_while(|(a, b)| a == b);
    let same = same.count();
    assert!(same > 20_000, "{same} of {}", before.len());
}

#[test]
fn row_groups_keep_their_order_on_any_number_of_threads_and_say_what_a_csv_says() {
    let desk = Desk::new();
    nested(&desk, 20_000, 1_500);
    let keep = ["--keep", "id,x,y", "-q"];
    let run = |threads: &str, to: &str| {
        let run = ["table.parquet", "-o", to, "--threads", threads];
        desk.locate(&[&run[..], &METRES, &keep].concat())
            .assert()
            .code(0);
    };
    run("1", "one.parquet");
    run("5", "many.parquet");
    let one = read(&desk, "one.parquet");
    assert!(one.equals_missing(&read(&desk, "many.parquet")));
    run("2", "direct.csv");
    desk.locate(&[
        "one.parquet",
        "-o",
        "twice.csv",
        "--keep",
        "id,x,y",
        "--crs",
        "2154",
    ])
    .assert()
    .code(0);
    let direct = desk.get("direct.csv");
    assert!(direct == desk.get("twice.csv"));
    // The stored answers themselves, not those of another run over the same columns.
    let mut text = Vec::new();
    CsvWriter::new(&mut text).finish(&mut one.clone()).unwrap();
    assert!(String::from_utf8(text).unwrap() == direct);
}

#[test]
fn a_nested_column_that_cannot_be_text_is_named_with_the_way_round() {
    let desk = Desk::new();
    nested(&desk, 10, 10);
    let said = desk.error(&["table.parquet", "-o", "out.csv", "--crs", "2154"]);
    assert!(
        said.contains("\"listes\"") && said.contains("--keep"),
        "{said}"
    );
    let run = [
        "table.parquet",
        "-o",
        "out.parquet",
        "--x",
        "listes",
        "--y",
        "y",
        "--crs",
        "2154",
    ];
    assert!(desk.error(&run).contains("\"listes\" holds list"));
    assert!(!desk.path("out.parquet").exists());
}

#[test]
fn a_parquet_file_that_breaks_off_or_is_none_is_an_error_and_leaves_no_file() {
    let desk = Desk::new();
    nested(&desk, 2_000, 500);
    let whole = std::fs::read(desk.path("table.parquet")).unwrap();
    let mut cases = vec![
        b"lon,lat\n2,48\n".to_vec(),
        Vec::new(),
        whole[..whole.len() / 2].to_vec(),
        whole[..whole.len() - 1].to_vec(),
        whole[200..].to_vec(),
    ];
    // A footer that is longer than the file, and one that is noise.
    let mut long = whole.clone();
    let end = long.len();
    long[end - 8..end - 4].copy_from_slice(&u32::MAX.to_le_bytes());
    cases.push(long);
    let mut noise = whole.clone();
    noise[end - 300..end - 8].fill(0xff);
    cases.push(noise);
    for bytes in cases {
        desk.put("broken.parquet", &bytes);
        let said = desk.error(&["broken.parquet", "-o", "out.parquet", "--crs", "2154"]);
        assert!(said.contains("broken.parquet: "), "{said}");
        assert!(!desk.path("out.parquet").exists());
    }
    desk.put("empty.csv", b"x,y\n");
    assert!(
        desk.error(&["empty.csv", "-o", "out.parquet", "--crs", "2154"])
            .contains("empty")
    );
}

#[test]
fn an_empty_table_of_parquet_is_an_error() {
    let desk = Desk::new();
    nested(&desk, 0, 10);
    let said = desk.error(&["table.parquet", "-o", "out.parquet", "--crs", "2154"]);
    assert!(said.contains("the table is empty"), "{said}");
}
