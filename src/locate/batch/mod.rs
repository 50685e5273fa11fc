//! Whole tables: every row comes out in its order, with the answers behind it.
//!
//! A CSV is read in blocks of some hundred kilobytes. Each thread takes the next block, finds
//! its cells, parses only the columns it needs, copies all others as the bytes they are, and
//! hands the block in; whoever hands in the one that is next writes it and those behind it. So
//! memory is a few blocks whatever the number of rows, the order is that of the input, and a row
//! never becomes a record with strings of its own.
//!
//! From Parquet to Parquet only the coordinates are unpacked: all other columns are copied as
//! they are stored, whatever their types, nesting and compression. Other ways in and out (a
//! workbook, Parquet to CSV and the reverse) go through columns, slice by slice.

mod answers;
mod blocks;
mod cells;
mod columns;
mod encoded;
mod frames;
mod number;
mod order;
mod parquet;
mod plan;
mod run;
mod stored;
mod structure;
mod table;
mod tally;
mod work;

pub use cells::Added;
pub use columns::{CoordinateColumns, column};
pub use frames::FrameSource;
pub use parquet::ParquetTable;
pub use plan::{Plan, Precision, Progress, Shape};
pub use table::CsvTable;
pub use tally::{GenerationTally, Tally};

use thiserror::Error;

/// A table that cannot be located.
#[derive(Debug, Error)]
pub enum BatchError {
    /// Reading failed.
    #[error("the table cannot be read ({0})")]
    Read(std::io::Error),
    /// Writing failed.
    #[error("the result cannot be written ({0})")]
    Write(std::io::Error),
    /// Nothing in it.
    #[error("the table is empty")]
    Empty,
    /// UTF-16, as a spreadsheet's "Unicode text".
    #[error("the table is in UTF-16")]
    Utf16,
    /// A row of many megabytes.
    #[error(
        "{}",
        if *quoted {
            "a quote is never closed: 16 MB of text follow it"
        } else {
            "a row is longer than 16 MB"
        }
    )]
    EndlessRow {
        /// Whether it is within quotes.
        quoted: bool,
    },
    /// No column has a usual name of coordinates.
    #[error("no columns of coordinates (the columns: {columns})")]
    NoCoordinates {
        /// Names of the columns.
        columns: String,
    },
    /// More than one column could be meant.
    #[error("several columns could be the coordinates: {columns}")]
    SeveralCoordinates {
        /// Names of these columns.
        columns: String,
    },
    /// A column that the user named is not there.
    #[error("no column {wanted:?} (the columns: {columns})")]
    NoColumn {
        /// Its name.
        wanted: String,
        /// Names of the columns.
        columns: String,
    },
    /// The result would have a column twice.
    #[error("the table already has a column {0:?}")]
    ColumnTaken(String),
    /// Not a Parquet file, or one that breaks off.
    #[error("not a Parquet table that can be read ({0})")]
    Parquet(String),
    /// A column of a type that is not carried over (lists, structures, dates).
    #[error("the column {column:?} holds {kind}, which is not read here")]
    ColumnType {
        /// Its name.
        column: String,
        /// Its type.
        kind: String,
    },
    /// Metres of an unknown system.
    #[error("the columns {x:?} and {y:?} do not say in which system they are")]
    NoSystem {
        /// Column of the easting.
        x: String,
        /// Column of the northing.
        y: String,
    },
}

/// Refuses a table that already has one of the columns that are added.
fn column_taken<'a>(
    locator: &super::Locator,
    plan: &Plan,
    kept: impl Iterator<Item = &'a str> + Clone,
) -> Result<(), BatchError> {
    let years = locator.generations().iter().map(|g| g.year());
    let mut added = years.flat_map(|year| plan.added.names(year));
    match added.find(|name| kept.clone().any(|k| k == name)) {
        Some(name) => Err(BatchError::ColumnTaken(name)),
        None => Ok(()),
    }
}

impl BatchError {
    /// What the user can do about it.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Read(_) => "check that the file is whole and can be read",
            Self::Write(_) => "check that the disk is not full and the folder can be written",
            Self::Empty => "give a table with a header and coordinates",
            Self::Utf16 => "save it again as CSV in UTF-8",
            Self::EndlessRow { .. } => "check the quotes and line ends of the table",
            Self::NoCoordinates { .. } | Self::SeveralCoordinates { .. } => {
                "name them with --lon COL --lat COL, or --x COL --y COL --crs EPSG"
            }
            Self::NoColumn { .. } => "check the name of the column",
            Self::ColumnTaken(_) => "remove or rename it, or give the original table",
            Self::Parquet(_) => "check that the file is whole, or export it as CSV",
            Self::ColumnType { .. } => "leave it out with --keep, or make it text",
            Self::NoSystem { .. } => "say it with --crs EPSG (2154 for Lambert-93)",
        }
    }
}
