//! Why a run over a table stopped.

use crate::cli::failure::Failure;
use qpv::locate::batch::BatchError;
use std::io;
use std::path::Path;

/// Why a run stopped.
pub(super) enum Stop {
    Table(BatchError),
    Io(io::Error),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<BatchError> for Stop {
    fn from(error: BatchError) -> Self {
        match error {
            BatchError::Write(error) => Self::Io(error),
            other => Self::Table(other),
        }
    }
}

pub(super) fn write_failure(path: &Path, error: &io::Error) -> Failure {
    Failure::new(
        format!("{}: {error}", path.display()),
        "check that the disk is not full and the folder can be written",
    )
}
