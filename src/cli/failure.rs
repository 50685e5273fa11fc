//! How a command ends.

use qpv::formats::FormatError;
use qpv::geocode::GeocodeError;
use qpv::perimeter::PerimeterError;
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

from_errors_with_advice!(FormatError, GeocodeError, PerimeterError, TableError);
