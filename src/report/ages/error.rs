//! What can be wrong with a table of ages.

use super::super::column::ColumnError;
use crate::perimeter::QuartierCode;
use crate::population::AgesError;
use thiserror::Error;

/// A table that gives no ages by quartier.
#[derive(Debug, Error)]
pub enum AgeTableError {
    /// A column is missing, or a cell is no number.
    #[error(transparent)]
    Column(#[from] ColumnError),
    /// Cells of a grid, which are no quartiers.
    #[error("{file}: this is a grid of cells and has no row per quartier")]
    Grid {
        /// The file.
        file: String,
    },
    /// Its columns make no pyramid.
    #[error("{file}: {source}")]
    Ages {
        /// The file.
        file: String,
        /// What is missing.
        source: AgesError,
    },
    /// A column named by hand whose ages are not understood.
    #[error("{text:?} names no ages")]
    NotAges {
        /// What was given.
        text: String,
    },
    /// Shares that do not make 100 %.
    #[error("{file}: row {row}: the shares of {code} add up to {sum} %, not to 100 %")]
    Sum {
        /// The file.
        file: String,
        /// Number of the row below the header.
        row: usize,
        /// The code.
        code: QuartierCode,
        /// Their sum, rounded.
        sum: f64,
    },
    /// A value below zero, or more women than inhabitants.
    #[error("{file}: row {row}: {code} has the value {value} in column {column}: {reason}")]
    Impossible {
        /// The file.
        file: String,
        /// Number of the row below the header.
        row: usize,
        /// The code.
        code: QuartierCode,
        /// The value.
        value: f64,
        /// The column.
        column: String,
        /// Why it cannot be.
        reason: &'static str,
    },
    /// Shares among women and among men that nothing puts together.
    #[error(
        "{file}: its shares are of women and of men each, and no column has the share of women"
    )]
    NoShareOfWomen {
        /// The file.
        file: String,
    },
}

impl AgeTableError {
    /// What the user can do about it.
    pub fn advice(&self) -> String {
        match self {
            Self::Column(error) => error.advice(),
            Self::Ages {
                source: AgesError::Several { .. },
                ..
            } => "name the columns of one of them with --columns COL,COL,…".into(),
            Self::Ages { .. } | Self::NotAges { .. } => {
                "names such as partPop0_14, P20_F75P or \"Hommes 25 à 59 ans\" are understood; \
                 for others say the ages: --columns a1=F0-14,a2=H75+"
                    .into()
            }
            Self::Grid { .. } => {
                "add its cells up by quartier first; what cells on a limit give is an estimate, \
                 which no figure here makes silently"
                    .into()
            }
            Self::Sum { .. } => {
                "give bands that hold every age once, or counts of inhabitants".into()
            }
            Self::Impossible { .. } => "correct the table".into(),
            Self::NoShareOfWomen { .. } => {
                "add a column part_femmes, or shares of all inhabitants".into()
            }
        }
    }
}
