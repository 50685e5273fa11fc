//! Reading, comparing and cutting up both generations: of the whole country where the official
//! files are at hand (`QPV_TEST_DATA`, else `../shared/data`), of the embedded sample elsewhere.
//!
//! `cargo bench --bench perimeters`

use divan::{Bencher, black_box};
use qpv::diff::{Diff, pieces};
use qpv::perimeter::{self, Generation, Perimeters};
use qpv::sample;
use std::path::{Path, PathBuf};

fn main() {
    match official(Generation::Qp2015) {
        Some(_) => println!("official files: 1 514 and 1 584 quartiers"),
        None => println!("official files not found: embedded sample, 64 and 64 quartiers"),
    }
    divan::main();
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
