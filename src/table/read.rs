//! Small tables (populations, communes, correspondence) as frames of text.
//!
//! Every column is read as text: an INSEE or SIREN code keeps its leading zeros, and a number
//! is parsed where it is used, by the one who knows what it means. Tables of any size go
//! through a stream instead (see the locate command).

use super::dialect::Dialect;
use crate::contained::contained;
use calamine::{Data, Reader as _};
use encoding_rs::WINDOWS_1252;
use polars::prelude::*;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// A table that cannot be read or written.
#[derive(Debug, Error)]
pub enum TableError {
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
    /// Nothing in it.
    #[error("{}: the table is empty", path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// The extension is none that is read here.
    #[error("{}: not a format of tables that is read here", path.display())]
    UnknownFormat {
        /// The file.
        path: PathBuf,
    },
    /// The content is not what the format asks for.
    #[error("{}: {detail}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// One clause, with the row where there is one.
        detail: String,
    },
}

impl TableError {
    pub(super) fn io(path: &Path, source: std::io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            std::io::ErrorKind::NotFound => Self::Missing { path },
            _ => Self::Io { path, source },
        }
    }

    /// What the user can do about it.
    pub fn advice(&self) -> String {
        match self {
            Self::Missing { .. } => "check the path".into(),
            Self::Io { .. } => "check that the file can be read and the disk is not full".into(),
            Self::Empty { .. } => "give a table with a header and at least one row".into(),
            Self::UnknownFormat { .. } => {
                "give a .csv, .tsv, .csv.gz, .parquet or .xlsx file".into()
            }
            Self::Malformed { .. } => "export the table again as CSV in UTF-8".into(),
        }
    }
}

/// A table of text with the file it came from.
#[derive(Debug, Clone)]
pub struct Table {
    /// Its file.
    pub path: PathBuf,
    /// Its columns, all of text, null where a cell is empty.
    pub frame: DataFrame,
}

impl Table {
    /// Names of the columns, in order.
    pub fn columns(&self) -> Vec<&str> {
        self.frame
            .get_column_names()
            .into_iter()
            .map(PlSmallStr::as_str)
            .collect()
    }

    /// Values of a column: trimmed text, `None` where a cell is empty.
    pub fn values(&self, column: &str) -> Vec<Option<&str>> {
        let text = self.frame.column(column).ok().and_then(|c| c.str().ok());
        text.map(|values| {
            values
                .iter()
                .map(|v| v.map(str::trim).filter(|t| !t.is_empty()))
                .collect()
        })
        .unwrap_or_default()
    }

    /// Value of a column in a row, from 0: trimmed text, `None` where the cell is empty.
    pub fn value_at(&self, column: &str, row: usize) -> Option<&str> {
        let text = self.frame.column(column).ok()?.str().ok()?.get(row)?;
        Some(text.trim()).filter(|t| !t.is_empty())
    }

    /// Number of rows.
    pub fn height(&self) -> usize {
        self.frame.height()
    }
}

/// Reads a table by its extension, all cells as text.
///
/// # Errors
/// [`TableError`], one sentence that names the file and the row.
pub fn read(path: &Path) -> Result<Table, TableError> {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    let bytes = std::fs::read(path).map_err(|e| TableError::io(path, e))?;
    if bytes.is_empty() {
        return Err(TableError::Empty {
            path: path.to_owned(),
        });
    }
    let frame = if name.ends_with(".gz") {
        let mut plain = Vec::new();
        flate2::read::MultiGzDecoder::new(bytes.as_slice())
            .read_to_end(&mut plain)
            .map_err(|e| malformed(path, &format!("not a whole gzip file ({e})")))?;
        from_csv(path, &plain)?
    } else if name.ends_with(".parquet") {
        from_parquet(path, bytes)?
    } else if name.ends_with(".xlsx") || name.ends_with(".xls") || name.ends_with(".ods") {
        from_workbook(path, bytes)?
    } else if [".csv", ".tsv", ".txt"].iter().any(|e| name.ends_with(e)) {
        from_csv(path, &bytes)?
    } else {
        return Err(TableError::UnknownFormat {
            path: path.to_owned(),
        });
    };
    if frame.width() == 0 || frame.height() == 0 {
        return Err(TableError::Empty {
            path: path.to_owned(),
        });
    }
    Ok(Table {
        path: path.to_owned(),
        frame,
    })
}

/// Reads a CSV that is already text, such as an embedded one; `path` is what messages call it.
///
/// # Errors
/// As [`read()`].
pub fn from_text(path: &Path, text: &str) -> Result<Table, TableError> {
    Ok(Table {
        path: path.to_owned(),
        frame: from_csv(path, text.as_bytes())?,
    })
}

pub(super) fn malformed(path: &Path, detail: &str) -> TableError {
    TableError::Malformed {
        path: path.to_owned(),
        detail: detail.to_owned(),
    }
}

fn from_csv(path: &Path, bytes: &[u8]) -> Result<DataFrame, TableError> {
    let dialect = Dialect::detect(bytes);
    let text = dialect.encoding.decode(&bytes[dialect.bom_len..]);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(dialect.delimiter)
        .from_reader(text.as_bytes());
    let headers = reader
        .headers()
        .map_err(|e| malformed(path, &e.to_string()))?
        .clone();
    let mut columns: Vec<Vec<Option<String>>> = vec![Vec::new(); headers.len()];
    for record in reader.records() {
        let record = record.map_err(|e| malformed(path, &ragged(&e)))?;
        for (column, cell) in columns.iter_mut().zip(&record) {
            column.push(Some(printable(cell)).filter(|c| !c.is_empty()));
        }
    }
    frame_of(path, headers.iter().map(str::to_owned).collect(), columns)
}

/// A cell whose control characters of the range C1 are the letters of Windows-1252 that they stand
/// for: tables of Insee that were turned into UTF-8 as if they were Latin-1 have « C\u{9c}ur » for
/// « Cœur ».
fn printable(cell: &str) -> String {
    let c1 = |c: char| ('\u{80}'..='\u{9f}').contains(&c);
    if !cell.contains(c1) {
        return cell.to_owned();
    }
    let letter = |c: char| match u8::try_from(u32::from(c)) {
        Ok(byte) if c1(c) => WINDOWS_1252.decode(&[byte]).0.chars().next().unwrap_or(c),
        _ => c,
    };
    cell.chars().map(letter).collect()
}

/// The csv crate's error in the words of a person who has the table open.
pub(super) fn ragged(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::UnequalLengths {
            pos,
            expected_len,
            len,
        } => {
            let line = pos.as_ref().map_or(0, csv::Position::line);
            format!("line {line} has {len} cells where the header has {expected_len}")
        }
        _ => error.to_string(),
    }
}

fn frame_of(
    path: &Path,
    headers: Vec<String>,
    columns: Vec<Vec<Option<String>>>,
) -> Result<DataFrame, TableError> {
    let height = columns.first().map_or(0, Vec::len);
    let series = headers
        .into_iter()
        .zip(columns)
        .map(|(name, values)| Column::new(name.trim().into(), values))
        .collect();
    DataFrame::new(height, series).map_err(|e| malformed(path, &e.to_string()))
}

fn from_parquet(path: &Path, bytes: Vec<u8>) -> Result<DataFrame, TableError> {
    let fail = |e: PolarsError| malformed(path, &format!("not a Parquet table ({e})"));
    let reader = ParquetReader::new(Cursor::new(bytes)).read_parallel(ParallelStrategy::None);
    let frame = contained(|| reader.finish())
        .ok_or_else(|| malformed(path, "not a whole Parquet table (its reader gave up)"))?
        .map_err(fail)?;
    let columns: PolarsResult<Vec<Column>> = frame
        .columns()
        .iter()
        .map(|c| c.cast(&DataType::String))
        .collect();
    DataFrame::new(frame.height(), columns.map_err(fail)?).map_err(fail)
}

fn from_workbook(path: &Path, bytes: Vec<u8>) -> Result<DataFrame, TableError> {
    let fail = |detail: String| malformed(path, &detail);
    let mut workbook = calamine::open_workbook_auto_from_rs(Cursor::new(bytes))
        .map_err(|e| fail(format!("not a workbook ({e})")))?;
    let range = workbook
        .worksheet_range_at(0)
        .ok_or_else(|| fail("a workbook without sheets".into()))?
        .map_err(|e| fail(format!("its first sheet cannot be read ({e})")))?;
    let mut rows = range.rows().skip(title_rows(&range));
    let headers: Vec<String> = rows
        .next()
        .unwrap_or_default()
        .iter()
        .map(|c| text_of(c).unwrap_or_default())
        .collect();
    let mut columns: Vec<Vec<Option<String>>> = vec![Vec::new(); headers.len()];
    for row in rows {
        for (column, cell) in columns.iter_mut().zip(row) {
            column.push(text_of(cell));
        }
    }
    frame_of(path, headers, columns)
}

/// Rows above the header: workbooks of Insee begin with a title, dates and a source, a cell or
/// two in a row. The header is the first row that fills at least half as many cells as the
/// fullest one.
fn title_rows(range: &calamine::Range<Data>) -> usize {
    let filled = |row: &[Data]| row.iter().filter(|c| text_of(c).is_some()).count();
    let fullest = range.rows().map(filled).max().unwrap_or(0);
    let header = range.rows().position(|row| 2 * filled(row) >= fullest);
    header.unwrap_or(0)
}

fn text_of(cell: &Data) -> Option<String> {
    match cell {
        Data::Empty | Data::Error(_) => None,
        Data::Float(n) if n.fract() == 0.0 && n.abs() < 1e15 => Some(format!("{n:.0}")),
        other => Some(other.to_string()).filter(|t| !t.is_empty()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(name: &str, bytes: &[u8]) -> Result<Table, TableError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        read(&path)
    }

    #[test]
    fn codes_stay_text_and_empty_cells_are_null() {
        let t = table("t.csv", b"\xef\xbb\xbfcode; nom\n01053;Bourg\n;x\n").unwrap();
        assert_eq!(t.columns(), ["code", "nom"]);
        assert_eq!(t.values("code"), [Some("01053"), None]);
    }

    #[test]
    fn windows_1252_is_read_as_such() {
        let t = table("t.csv", b"nom,n\nNoum\xe9a,1\n").unwrap();
        assert_eq!(t.values("nom"), [Some("Nouméa")]);
    }

    #[test]
    fn letters_of_windows_1252_behind_utf_8_are_mended() {
        let t = table("t.csv", "nom\nC\u{9c}ur d\u{92}Ostrevent é\n".as_bytes()).unwrap();
        assert_eq!(t.values("nom"), [Some("Cœur d’Ostrevent é")]);
    }

    #[test]
    fn titles_above_the_header_of_a_workbook_are_no_rows() {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write(0, 0, "Population municipale en 2018").unwrap();
        sheet.write(2, 0, "Source : Insee").unwrap();
        sheet
            .write_row(4, 0, ["codeQPV", "libQPV", "codeReg"])
            .unwrap();
        sheet.write_row(5, 0, ["QP062001", "", "32"]).unwrap();
        sheet.write_row(6, 0, ["QP062002", "Camus", ""]).unwrap();
        let t = table("t.xlsx", &book.save_to_buffer().unwrap()).unwrap();
        assert_eq!(t.columns(), ["codeQPV", "libQPV", "codeReg"]);
        assert_eq!(t.values("codeQPV"), [Some("QP062001"), Some("QP062002")]);
    }

    #[test]
    fn what_cannot_be_read_is_said_in_one_sentence() {
        let message = |name: &str, bytes: &[u8]| table(name, bytes).unwrap_err().to_string();
        assert!(message("t.csv", b"").ends_with("the table is empty"));
        assert!(message("t.csv", b"a,b\n").ends_with("the table is empty"));
        assert!(
            message("t.csv", b"a,b\n1,2\n1,2,3\n")
                .ends_with("line 3 has 3 cells where the header has 2")
        );
        assert!(message("t.doc", b"a").contains("not a format"));
        assert!(message("t.csv.gz", b"a,b").contains("not a whole gzip"));
        assert!(message("t.parquet", b"a,b").contains("not a Parquet"));
        assert!(message("t.xlsx", b"a,b").contains("not a workbook"));
        let missing = read(Path::new("/nowhere/t.csv")).unwrap_err();
        assert!(matches!(missing, TableError::Missing { .. }));
    }
}
