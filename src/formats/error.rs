//! What can be wrong with a file, said once and for people.

use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// A vector file that cannot be read or written.
#[derive(Debug, Error)]
pub enum FormatError {
    /// There is no such file.
    #[error("{}: no such file", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// The operating system refused.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Its answer.
        source: io::Error,
    },
    /// The file has no byte.
    #[error("{}: the file is empty", path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// The extension is none that is read here.
    #[error("{}: not a format of perimeters that is read here", path.display())]
    UnknownFormat {
        /// The file.
        path: PathBuf,
    },
    /// The archive holds no layer, or not the one that was named.
    #[error("{}: no such layer in the archive", path.display())]
    NoLayer {
        /// The path as given.
        path: PathBuf,
        /// The layers that there are.
        members: Vec<String>,
    },
    /// A file that belongs to a shapefile is not there.
    #[error("{}: the .{extension} that belongs to it is missing", path.display())]
    MissingPart {
        /// The `.shp`.
        path: PathBuf,
        /// Extension of the missing file.
        extension: &'static str,
    },
    /// The content is not what the format asks for.
    #[error("{}: {detail}", path.display())]
    Malformed {
        /// The file, with its member.
        path: PathBuf,
        /// One clause, with the feature where there is one.
        detail: String,
    },
    /// The declared system is not known.
    #[error("{}: unknown coordinate reference system {declared:?}", path.display())]
    UnknownCrs {
        /// The file.
        path: PathBuf,
        /// What it declares, shortened.
        declared: String,
    },
}

impl FormatError {
    pub(super) fn open(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::NotFound => Self::Missing { path },
            _ => Self::Io { path, source },
        }
    }

    pub(super) fn malformed(path: &Path, detail: impl Into<String>) -> Self {
        Self::Malformed {
            path: path.to_owned(),
            detail: detail.into(),
        }
    }

    /// What the user can do about it.
    pub fn advice(&self) -> String {
        match self {
            Self::Missing { .. } => "check the path".into(),
            Self::Io { .. } => "check that the file can be read and the disk is not full".into(),
            Self::Empty { .. } => "download or copy the file again".into(),
            Self::UnknownFormat { .. } => {
                "give a .geojson, .geojsonl, .shp, .shz, .gpkg, .fgb, .parquet (GeoParquet) or \
                 .zip file"
                    .into()
            }
            Self::NoLayer { members, .. } if members.is_empty() => {
                "give a zip that holds a .shp, .gpkg, .geojson, .fgb or .parquet".into()
            }
            Self::NoLayer { members, .. } => format!("its layers are {}", members.join(", ")),
            Self::MissingPart { extension, .. } => {
                format!(
                    "keep the .shp, .dbf, .shx and .prj together (the .{extension} holds what is needed)"
                )
            }
            Self::Malformed { .. } => "download or export the file again".into(),
            Self::UnknownCrs { .. } => {
                "export the file in WGS 84 (EPSG:4326) or Lambert-93 (EPSG:2154)".into()
            }
        }
    }
}
