//! Small valid files with some bytes changed, cut out or doubled: whatever comes, each reader
//! answers and none panics.

use super::hostile::valid_files;
use super::support::Folder;
use proptest::prelude::*;
use qpv::perimeter;

/// A change of a file: where, as a share of its length, and what.
#[derive(Debug, Clone)]
enum Change {
    Byte(f64, u8),
    Number(f64, u32),
    Cut(f64, u8),
    Double(f64, u8),
    End(f64),
}

fn change() -> impl Strategy<Value = Change> {
    let at = 0.0..1.0;
    prop_oneof![
        4 => (at.clone(), any::<u8>()).prop_map(|(at, byte)| Change::Byte(at, byte)),
        4 => (at.clone(), prop_oneof![Just(0), Just(u32::MAX), Just(i32::MAX as u32), any::<u32>()])
            .prop_map(|(at, number)| Change::Number(at, number)),
        1 => (at.clone(), any::<u8>()).prop_map(|(at, n)| Change::Cut(at, n)),
        1 => (at.clone(), any::<u8>()).prop_map(|(at, n)| Change::Double(at, n)),
        1 => at.prop_map(Change::End),
    ]
}

fn apply(bytes: &mut Vec<u8>, change: &Change) {
    let place = |at: f64| (at * bytes.len() as f64) as usize;
    match *change {
        Change::Byte(at, byte) => {
            let at = place(at);
            bytes[at..].iter_mut().take(1).for_each(|b| *b = byte);
        }
        Change::Number(at, number) => {
            let at = place(at) & !3;
            bytes[at..]
                .iter_mut()
                .zip(number.to_le_bytes())
                .for_each(|(b, new)| *b = new);
        }
        Change::Cut(at, n) => {
            let at = place(at);
            let end = (at + usize::from(n)).min(bytes.len());
            bytes.drain(at..end);
        }
        Change::Double(at, n) => {
            let at = place(at);
            let end = (at + usize::from(n)).min(bytes.len());
            let piece = bytes[at..end].to_vec();
            bytes.splice(at..at, piece);
        }
        Change::End(at) => bytes.truncate(place(at)),
    }
}

fn answers(format: usize, file: f64, changes: &[Change]) {
    let mut files = valid_files().swap_remove(format);
    let changed = (file * files.len() as f64) as usize;
    for change in changes {
        apply(&mut files[changed].1, change);
    }
    let folder = Folder::new();
    for (name, bytes) in &files {
        folder.file(name, bytes);
    }
    let path = folder.path(&files[0].0);
    match perimeter::read(&path) {
        Ok(set) => assert!(set.len() + set.rejected.len() <= 4),
        Err(error) => {
            let said = error.to_string();
            assert!(!said.contains('\n') && !error.advice().is_empty(), "{said}");
        }
    }
}

macro_rules! mutations {
    ($($name:ident: $format:literal),+ $(,)?) => {
        proptest! {
            #![proptest_config(ProptestConfig::with_cases(256))]
            $(#[test]
            fn $name(file in 0.0..1.0, changes in proptest::collection::vec(change(), 1..6)) {
                answers($format, file, &changes);
            })+
        }
    };
}

mutations! {
    a_changed_geojson_is_answered: 0,
    a_changed_sequence_is_answered: 1,
    a_changed_geopackage_is_answered: 2,
    a_changed_shapefile_is_answered: 3,
    a_changed_zipped_shapefile_is_answered: 4,
    a_changed_flatgeobuf_is_answered: 5,
    a_changed_geoparquet_is_answered: 6,
}
