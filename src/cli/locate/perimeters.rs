//! The perimeters that places are compared with.

use crate::cli::Common;
use crate::cli::failure::Failure;
use geo::Coord;
use qpv::perimeter::{self, Generation, Perimeters};
use rayon::prelude::*;
use std::path::PathBuf;

/// Reads the files that were named, or the official ones of the data folder; only what matters
/// within some metres of a place (longitude, latitude) where one is given.
pub(in crate::cli) fn read(
    named: &[PathBuf],
    near: Option<(Coord, f64)>,
    common: &Common,
) -> Result<Vec<Perimeters>, Failure> {
    let paths = if named.is_empty() {
        official(common)?
    } else {
        named.to_vec()
    };
    let sets: Vec<Perimeters> = paths
        .par_iter()
        .map(|path| match near {
            Some((place, radius_m)) => perimeter::read_near(path, place, radius_m),
            None => perimeter::read(path),
        })
        .collect::<Result<_, _>>()?;
    for set in &sets {
        common.explain(format_args!(
            "perimeters: {}, {} quartiers of {}, {} repaired",
            set.source.file,
            set.len(),
            set.generation,
            set.repairs.len()
        ));
        for note in &set.source.notes {
            common.say(format_args!("{}: {note}", set.source.file));
        }
        for refused in &set.rejected {
            common.say(format_args!(
                "{}: feature {} ({}) is left out: {}",
                set.source.file, refused.feature, refused.code, refused.reason
            ));
        }
    }
    Ok(sets)
}

fn official(common: &Common) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    for generation in Generation::ALL {
        found.extend(common.official_pack(generation)?);
    }
    if found.is_empty() {
        let folder = common.data_folder()?;
        return Err(Failure::new(
            format!("no official perimeters in {}", folder.path().display()),
            "run `qpv data fetch` where there is a network, or name files with --perimeters",
        ));
    }
    Ok(found)
}
