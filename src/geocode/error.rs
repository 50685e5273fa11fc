//! What can go wrong with a BAN file or an index.

use std::path::{Path, PathBuf};
use thiserror::Error;

/// A BAN file or an index that cannot be used.
#[derive(Debug, Error)]
pub enum GeocodeError {
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
        source: std::io::Error,
    },
    /// Not an index.
    #[error("{}: not an index of addresses", path.display())]
    NotAnIndex {
        /// The file.
        path: PathBuf,
    },
    /// An index of another version.
    #[error("{}: an index of version {found}, this program reads version {expected}", path.display())]
    Version {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: u32,
        /// The version that is read here.
        expected: u32,
    },
    /// A file that ends too early, or whose checksum differs.
    #[error("{}: the index is damaged ({detail})", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// One clause.
        detail: String,
    },
    /// A BAN file without a column that is needed.
    #[error("{}: no column {column} (its columns: {found})", path.display())]
    MissingColumn {
        /// The file.
        path: PathBuf,
        /// What is missing, with its accepted names.
        column: &'static str,
        /// What is there.
        found: String,
    },
    /// A BAN file whose content is not what it should be.
    #[error("{}: {detail}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// One clause, with the line where there is one.
        detail: String,
    },
    /// More of something than the format can count.
    #[error("too many {what} for one index")]
    TooLarge {
        /// What.
        what: &'static str,
    },
}

impl GeocodeError {
    pub(super) fn io(path: &Path, source: std::io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            std::io::ErrorKind::NotFound => Self::Missing { path },
            _ => Self::Io { path, source },
        }
    }

    pub(super) fn damaged(path: &Path, detail: impl Into<String>) -> Self {
        Self::Damaged {
            path: path.to_owned(),
            detail: detail.into(),
        }
    }

    /// What the user can do about it.
    pub fn advice(&self) -> String {
        match self {
            Self::Missing { .. } => "check the path".into(),
            Self::Io { .. } => "check that the file can be read and the disk is not full".into(),
            Self::NotAnIndex { .. } => {
                "give an index made by `qpv ban index`, or a BAN file (adresses-NN.csv.gz)".into()
            }
            Self::Version { .. } | Self::Damaged { .. } => {
                "build it again with `qpv ban index`".into()
            }
            Self::MissingColumn { .. } => {
                "give a département file of adresse.data.gouv.fr, or a BAL 1.3 or 1.4".into()
            }
            Self::Malformed { .. } => "download the file again".into(),
            Self::TooLarge { .. } => "build several indexes".into(),
        }
    }
}
