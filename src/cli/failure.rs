//! How a command ends.

use qpv::catalogue::{CatalogueError, FetchError};
use qpv::diff::{CorrespondenceError, DiffError};
use qpv::epci::DirectoryError;
use qpv::formats::FormatError;
use qpv::geocode::GeocodeError;
use qpv::perimeter::PerimeterError;
use qpv::population::{PopulationError, WeightError};
use qpv::render::RenderError;
use qpv::report::{ColumnError, LocatedError, NarrowError, PageError, WorkbookError};
use qpv::table::TableError;
use std::process::ExitCode;

/// A command that ended well.
pub enum Done {
    /// Everything was used: exit code 0.
    Complete,
    /// Some rows or features were refused and are listed: exit code 3.
    WithRejects,
}

/// A command that ended badly: what is wrong, and what to do about it. Exit code 1.
#[derive(Debug)]
pub struct Failure {
    message: String,
    advice: String,
}

impl Failure {
    pub fn new(message: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            advice: advice.into(),
        }
    }

    /// Prints both sentences.
    pub fn report(&self) -> ExitCode {
        eprintln!("error: {}", self.message);
        if !self.advice.is_empty() {
            eprintln!("  {}", self.advice);
        }
        ExitCode::from(1)
    }
}

macro_rules! from_errors_with_advice {
    ($($error:ty),+ $(,)?) => {
        $(impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Self::new(error.to_string(), error.advice())
            }
        })+
    };
}

impl From<RenderError> for Failure {
    fn from(error: RenderError) -> Self {
        Self::new(
            error.to_string(),
            "change the size, the resolution or the values",
        )
    }
}

impl From<PageError> for Failure {
    fn from(error: PageError) -> Self {
        Self::new(
            error.to_string(),
            "this is a fault of qpv: please report it",
        )
    }
}

impl From<WorkbookError> for Failure {
    fn from(error: WorkbookError) -> Self {
        Self::new(error.to_string(), "check the folder and the disk")
    }
}

from_errors_with_advice!(
    CatalogueError,
    ColumnError,
    CorrespondenceError,
    DiffError,
    DirectoryError,
    FetchError,
    FormatError,
    GeocodeError,
    LocatedError,
    NarrowError,
    PerimeterError,
    PopulationError,
    TableError,
    WeightError,
);
