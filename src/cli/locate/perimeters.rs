//! The perimeters that places are compared with.

use crate::cli::Common;
use crate::cli::failure::Failure;
use qpv::perimeter::{self, Perimeters};
use rayon::prelude::*;
use std::path::{Path, PathBuf};

/// Names of the official packs, as published.
const OFFICIAL: [&str; 2] = [
    "qp-politiquedelaville-shp.zip",
    "qp2024-geojson-gpkg-shp.zip",
];

/// Reads the files that were named, or the official ones of the data folder.
pub(super) fn read(
    named: &[PathBuf],
    data_dir: Option<&Path>,
    common: &Common,
) -> Result<Vec<Perimeters>, Failure> {
    let paths = if named.is_empty() {
        official(data_dir)?
    } else {
        named.to_vec()
    };
    let sets: Vec<Perimeters> = paths
        .par_iter()
        .map(|path| perimeter::read(path))
        .collect::<Result<_, _>>()?;
    for set in &sets {
        common.explain(format_args!(
            "perimeters: {}, {} quartiers of {}, {} repaired",
            set.source.file,
            set.len(),
            set.generation,
            set.repairs.len()
        ));
        for refused in &set.rejected {
            common.say(format_args!(
                "{}: feature {} ({}) is left out: {}",
                set.source.file, refused.feature, refused.code, refused.reason
            ));
        }
    }
    Ok(sets)
}

fn official(data_dir: Option<&Path>) -> Result<Vec<PathBuf>, Failure> {
    let folder = data_dir
        .map(Path::to_owned)
        .or_else(|| std::env::var_os("QPV_DATA_DIR").map(PathBuf::from))
        .or_else(platform_folder)
        .unwrap_or_default();
    let found: Vec<PathBuf> = OFFICIAL
        .iter()
        .flat_map(|name| [folder.join(name), folder.join("perimeters").join(name)])
        .filter(|path| path.is_file())
        .collect();
    if found.is_empty() {
        return Err(Failure::new(
            format!("no official perimeters in {}", folder.display()),
            "give --perimeters FILE, or put the official files there (qpv data fetch)",
        ));
    }
    Ok(found)
}

/// The platform's folder for data of a user.
fn platform_folder() -> Option<PathBuf> {
    let variable = |name| std::env::var_os(name).map(PathBuf::from);
    let base = if cfg!(windows) {
        variable("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        variable("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        variable("XDG_DATA_HOME").or_else(|| variable("HOME").map(|h| h.join(".local/share")))
    };
    base.map(|base| base.join("qpv"))
}
