//! Reading, comparing and cutting up both generations: of the whole country where the official
//! files are at hand (`QPV_TEST_DATA`, else `../shared/data`), of the embedded sample elsewhere.
//!
//! Before the times it prints how the classes move with the tolerance: the table in the
//! documentation of `qpv::diff`.
//!
//! `cargo bench --bench perimeters`

use divan::{Bencher, black_box};
use qpv::diff::{Diff, Evolution, Summary, Tolerance, pieces};
use qpv::perimeter::{self, Generation, Perimeters};
use qpv::sample;
use std::path::{Path, PathBuf};

fn main() {
    match official(Generation::Qp2015) {
        Some(_) => println!("official files: 1 514 and 1 584 quartiers"),
        None => println!("official files not found: embedded sample, 64 and 64 quartiers"),
    }
    tolerances();
    divan::main();
}

fn tolerances() {
    let (old, new) = (set(Generation::Qp2015), set(Generation::Qp2024));
    println!(
        "tolerance | evolution: 2015 > 2024 | inchange by letter | letter and measure disagree"
    );
    for metres in [0.5, 1.0, 2.0, 5.0, 8.8, 15.0, 30.0] {
        let tolerance = Tolerance::given(metres).expect("sensible");
        let diff = Diff::new(old.clone(), new.clone(), Some(tolerance)).expect("two generations");
        let summary = Summary::of(&diff, None);
        let classes = Evolution::ALL.map(|e| {
            let count = summary.evolutions[e.as_str()];
            format!("{e} {} > {}", count.quartiers_2015, count.quartiers_2024)
        });
        let unchanged = summary.letters.iter().map(|(letter, counts)| {
            let count = counts.get("inchange").copied().unwrap_or_default();
            format!("{letter} {count}/{}", counts.values().sum::<usize>())
        });
        println!(
            "{metres} | {} | {} | {}",
            classes.join(", "),
            unchanged.collect::<Vec<_>>().join(", "),
            summary.disagreements
        );
    }
}

fn official(generation: Generation) -> Option<PathBuf> {
    let folder = std::env::var("QPV_TEST_DATA").unwrap_or_else(|_| "../shared/data".into());
    let name = match generation {
        Generation::Qp2015 => "qp-politiquedelaville-shp.zip",
        Generation::Qp2024 => "qp2024-geojson-gpkg-shp.zip",
    };
    Some(Path::new(&folder).join("perimeters").join(name)).filter(|p| p.is_file())
}

fn set(generation: Generation) -> Perimeters {
    match official(generation) {
        Some(path) => perimeter::read(&path).expect("official file"),
        None => sample::perimeters(generation),
    }
}

#[divan::bench(args = [Generation::Qp2015, Generation::Qp2024])]
fn read_and_repair(generation: Generation) -> Perimeters {
    set(black_box(generation))
}

#[divan::bench]
fn compare(bencher: Bencher) {
    let (old, new) = (set(Generation::Qp2015), set(Generation::Qp2024));
    bencher
        .with_inputs(|| (old.clone(), new.clone()))
        .bench_values(|(old, new)| Diff::new(old, new, None).expect("two generations"));
}

#[divan::bench]
fn cut_into_pieces(bencher: Bencher) {
    let diff = Diff::new(set(Generation::Qp2015), set(Generation::Qp2024), None);
    let diff = diff.expect("two generations");
    bencher.bench(|| pieces(black_box(&diff)));
}
