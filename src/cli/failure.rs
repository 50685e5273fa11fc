//! How a command ends.

use qpv::catalogue::{CatalogueError, FetchError};
use qpv::diff::{CorrespondenceError, DiffError};
use qpv::epci::DirectoryError;
use qpv::formats::FormatError;
use qpv::geocode::GeocodeError;
use qpv::perimeter::PerimeterError;
use qpv::population::{PopulationError, WeightError};
use qpv::render::RenderError;
use qpv::report::{
    AgeTableError, ColumnError, LocatedError, NarrowError, PageError, SlopeError, WorkbookError,
};
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
        let advice = match &error {
            RenderError::TooManyRows { .. } => {
                "give a larger --page, or choose a part with --dept, --epci or --quartier"
            }
            RenderError::NoValue(_) => {
                "check the table and the part chosen with --dept or --quartier"
            }
            RenderError::PageSize { .. } | RenderError::NoRoom { .. } => {
                "choose a --page, or give another --width and --height"
            }
            RenderError::Resolution { .. } => "300 is for print, 150 for the screen",
            RenderError::UnknownPalette { .. } => "give one of these with --palette",
            _ => "change the table or the part chosen",
        };
        Self::new(error.to_string(), advice)
    }
}

impl From<SlopeError> for Failure {
    fn from(error: SlopeError) -> Self {
        Self::new(error.to_string(), error.advice())
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
    AgeTableError,
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
