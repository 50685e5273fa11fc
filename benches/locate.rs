//! What one point costs: `cargo bench --bench locate`.
//!
//! Perimeters come from `QPV_BENCH_PERIMETERS` (files separated by `:`), else from the official
//! packs in `../shared/data/perimeters`; without either there is nothing to measure. Points are
//! those of an address file: three in ten around quartiers, the others all over the country.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use geo::{BoundingRect, Coord};
use qpv::crs::Crs;
use qpv::locate::{Answer, Locator, Question, System};
use qpv::perimeter::{Perimeters, Territory, read};
use std::path::PathBuf;
use std::sync::LazyLock;

static SETS: LazyLock<Vec<Perimeters>> = LazyLock::new(|| {
    let named = std::env::var("QPV_BENCH_PERIMETERS").unwrap_or_default();
    let mut files: Vec<PathBuf> = named
        .split(':')
        .filter(|f| !f.is_empty())
        .map(Into::into)
        .collect();
    if files.is_empty() {
        let folder = PathBuf::from("../shared/data/perimeters");
        files.push(folder.join("qp-politiquedelaville-shp.zip"));
        files.push(folder.join("qp2024-geojson-gpkg-shp.zip"));
    }
    files
        .iter()
        .filter(|f| f.is_file())
        .filter_map(|f| read(f).ok())
        .collect()
});

static LOCATOR: LazyLock<Locator> = LazyLock::new(|| Locator::new(&SETS, 1000.0));

/// Points in Lambert-93, each a fraction of the golden ratio on from the last.
fn points(around_quartiers: bool) -> Vec<Coord> {
    let boxes: Vec<_> = SETS
        .iter()
        .flat_map(|set| &set.quartiers)
        .filter(|q| q.territory() == Territory::Metropole)
        .filter_map(|q| q.shape.bounding_rect())
        .collect();
    let part = |i: usize, step: f64| (i as f64 * step).fract();
    (0..100_000)
        .filter_map(|i| {
            let (u, v) = (part(i, 0.618_034), part(i, 0.414_213_6));
            if !around_quartiers {
                return Some(Coord {
                    x: 150_000.0 + u * 1e6,
                    y: 6_150_000.0 + v * 9e5,
                });
            }
            let b = boxes.get((part(i, 0.732_050_8) * boxes.len() as f64) as usize)?;
            Some(Coord {
                x: b.min().x - 60.0 + u * (b.width() + 120.0),
                y: b.min().y - 60.0 + v * (b.height() + 120.0),
            })
        })
        .collect()
}

fn answer(bencher: Bencher, around: bool, max_distance_m: Option<f64>) {
    let points = points(around);
    let system = System::Metres(Crs::lambert93());
    let question = Question {
        precision_m: 0.0,
        max_distance_m,
    };
    let mut answer = Answer::default();
    let generations = LOCATOR.generations().len();
    bencher
        .counter(ItemsCount::new(points.len()))
        .bench_local(|| {
            for p in &points {
                if let Ok(spot) = LOCATOR.place(&system, *p) {
                    for generation in 0..generations {
                        LOCATOR.answer_into(&spot, generation, &question, &mut answer);
                        black_box(&answer);
                    }
                }
            }
        });
}

#[divan::bench]
fn build(bencher: Bencher) {
    bencher.bench_local(|| Locator::new(&SETS, 1000.0));
}

#[divan::bench]
fn codes_all_over_the_country(bencher: Bencher) {
    answer(bencher, false, None);
}

#[divan::bench]
fn codes_around_quartiers(bencher: Bencher) {
    answer(bencher, true, None);
}

#[divan::bench]
fn distances_all_over_the_country(bencher: Bencher) {
    answer(bencher, false, Some(1000.0));
}

#[divan::bench]
fn distances_around_quartiers(bencher: Bencher) {
    answer(bencher, true, Some(1000.0));
}

fn main() {
    if SETS.is_empty() {
        println!("no perimeters to measure on: set QPV_BENCH_PERIMETERS");
        return;
    }
    divan::main();
}
