//! Tables in and out: CSV, Parquet and XLSX as polars frames, and what a CSV looks like.

mod dialect;
mod read;
mod rows;
mod write;

pub use dialect::{Dialect, TextEncoding};
pub use read::{Table, TableError, from_text, read};
pub use rows::Rows;
pub use write::{CsvStyle, write_frame};
