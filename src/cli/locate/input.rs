//! Where a table comes from.

use crate::cli::failure::Failure;
use flate2::read::MultiGzDecoder;
use qpv::locate::batch::{BatchError, CsvTable, FrameSource, ParquetTable};
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

/// Where a table comes from.
pub(super) enum Input {
    Stdin,
    File(PathBuf),
    Text(Vec<u8>),
}

/// A table being read.
pub(super) type Stream = Box<dyn Read + Send>;

impl Input {
    pub(super) fn at(path: &Path) -> Self {
        if path == Path::new("-") {
            Self::Stdin
        } else {
            Self::File(path.to_owned())
        }
    }

    fn name(&self) -> String {
        match self {
            Self::Stdin => "standard input".into(),
            Self::File(path) => path.display().to_string(),
            Self::Text(_) => "--point".into(),
        }
    }

    /// The error of a table, with the table it is about.
    pub(super) fn failure(&self, error: &BatchError) -> Failure {
        Failure::new(format!("{}: {error}", self.name()), error.advice())
    }

    /// Opens the table and reads its header or description.
    pub(super) fn open(&self) -> Result<FrameSource<Stream>, Failure> {
        match self {
            Self::File(path) if kind(path) == Kind::Parquet => {
                let file = File::open(path).map_err(|e| read_failure(path, &e))?;
                let table = ParquetTable::open(file).map_err(|e| self.failure(&e))?;
                Ok(FrameSource::Parquet(table))
            }
            Self::File(path) if kind(path) == Kind::Workbook => {
                Ok(FrameSource::Whole(Some(qpv::table::read(path)?.frame)))
            }
            _ => Ok(FrameSource::Csv(Box::new(self.open_csv()?))),
        }
    }

    fn open_csv(&self) -> Result<CsvTable<Stream>, Failure> {
        let (stream, eager): (Stream, bool) = match self {
            Self::Stdin => (Box::new(io::stdin()), true),
            Self::Text(text) => (Box::new(Cursor::new(text.clone())), false),
            Self::File(path) => {
                let file = File::open(path).map_err(|e| read_failure(path, &e))?;
                let stream: Stream = match kind(path) {
                    Kind::Plain => Box::new(file),
                    Kind::Gzip => {
                        Box::new(MultiGzDecoder::new(BufReader::with_capacity(1 << 16, file)))
                    }
                    Kind::Parquet | Kind::Workbook | Kind::Other => {
                        return Err(Failure::new(
                            format!("{}: not a table that is read here", path.display()),
                            "give a .csv, .tsv, .csv.gz, .parquet or .xlsx file",
                        ));
                    }
                };
                (stream, false)
            }
        };
        CsvTable::open(stream, eager).map_err(|e| self.failure(&e))
    }

    /// Bytes of a file that is read as it is.
    pub(super) fn size(&self) -> Option<u64> {
        match self {
            Self::File(path) if kind(path) == Kind::Plain => {
                std::fs::metadata(path).ok().map(|m| m.len())
            }
            _ => None,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Plain,
    Gzip,
    Parquet,
    Workbook,
    Other,
}

pub(super) fn kind(path: &Path) -> Kind {
    let name = path.to_string_lossy().to_lowercase();
    let ends = |list: &[&str]| list.iter().any(|end| name.ends_with(end));
    if ends(&[".gz"]) {
        Kind::Gzip
    } else if ends(&[".parquet"]) {
        Kind::Parquet
    } else if ends(&[".xlsx", ".xls", ".ods"]) {
        Kind::Workbook
    } else if ends(&[".zip", ".shp", ".gpkg", ".pdf", ".docx"]) {
        Kind::Other
    } else {
        Kind::Plain
    }
}

fn read_failure(path: &Path, error: &io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::NotFound => Failure::new(
            format!("{}: no such file", path.display()),
            "check the path",
        ),
        _ => Failure::new(
            format!("{}: {error}", path.display()),
            "check that the file can be read",
        ),
    }
}
