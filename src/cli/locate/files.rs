//! Where a table comes from and where its answers go.

use super::sinks::{ParquetSink, TextSink, WorkbookSink};
use crate::cli::Common;
use crate::cli::failure::Failure;
use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use indicatif::{ProgressBar, ProgressStyle};
use qpv::atomic;
use qpv::locate::Locator;
use qpv::locate::batch::{
    BatchError, CsvTable, FrameSource, ParquetTable, Plan, Progress, Shape, Tally,
};
use std::fs::File;
use std::io::{self, BufReader, Cursor, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

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
    fn size(&self) -> Option<u64> {
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

/// Everything but where the answers go.
pub(super) struct Run<'a> {
    pub(super) input: &'a Input,
    pub(super) plan: &'a Plan,
    pub(super) locator: &'a Locator,
    pub(super) excel: bool,
    pub(super) common: &'a Common,
}

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

impl Run<'_> {
    /// Locates the table into a file, whole or not at all, or onto standard output (`None`).
    pub(super) fn into_target(
        &self,
        table: FrameSource<Stream>,
        target: Option<&Path>,
        rejects: &mut (dyn Write + Send),
    ) -> Result<Tally, Failure> {
        let Some(path) = target else {
            let done = self.into_text(table, Path::new("-"), io::stdout(), rejects);
            return match done {
                Ok(tally) => Ok(tally),
                // A reader that has seen enough (`head`) is no error.
                Err(Stop::Io(e)) if e.kind() == io::ErrorKind::BrokenPipe => Ok(Tally::new(
                    self.locator.generations().len(),
                    self.locator.quartiers().len(),
                )),
                Err(stop) => Err(self.failure(stop, Path::new("standard output"))),
            };
        };
        let mut tally = Tally::default();
        let written = match kind(path) {
            Kind::Other => {
                return Err(Failure::new(
                    format!(
                        "{}: not a format that answers are written in",
                        path.display()
                    ),
                    "write .csv, .tsv, .csv.gz, .parquet or .xlsx",
                ));
            }
            Kind::Plain => atomic::write(path, |out| {
                tally = self.into_text(table, path, out, rejects)?;
                Ok(())
            }),
            Kind::Gzip => atomic::write(path, |out| {
                let mut packed = GzEncoder::new(out, Compression::default());
                tally = self.into_text(table, path, &mut packed, rejects)?;
                packed.finish()?;
                Ok(())
            }),
            Kind::Parquet => atomic::write(path, |out| {
                let mut sink = ParquetSink::new(out);
                tally = self.frames(table, |frame| sink.write(&frame), rejects)?;
                sink.finish()
            }),
            Kind::Workbook => atomic::write(path, |out| {
                let mut sink = WorkbookSink::default();
                tally = self.frames(table, |frame| sink.write(&frame), rejects)?;
                sink.finish(out)
            }),
        };
        written.map_err(|stop| self.failure(stop, path))?;
        Ok(tally)
    }

    /// Text goes through as bytes, other tables as columns.
    fn into_text<W: Write + Send>(
        &self,
        table: FrameSource<Stream>,
        target: &Path,
        out: W,
        rejects: &mut (dyn Write + Send),
    ) -> Result<Tally, Stop> {
        match table {
            FrameSource::Csv(table) => {
                let shape = self.shape(target, table.dialect().delimiter);
                let bar = Bar::new(self.input.size(), self.common);
                let show = |p: Progress| bar.show(p);
                Ok(table.locate(self.locator, self.plan, shape, out, rejects, &show)?)
            }
            other => {
                let shape = self.shape(target, b',');
                let mut sink = TextSink::new(out, shape);
                self.frames(other, |frame| sink.write(&frame), rejects)
            }
        }
    }

    fn frames(
        &self,
        table: FrameSource<Stream>,
        sink: impl FnMut(polars::prelude::DataFrame) -> Result<(), BatchError>,
        rejects: &mut (dyn Write + Send),
    ) -> Result<Tally, Stop> {
        let bar = Bar::new(table.rows(), self.common);
        let show = |p: Progress| bar.show(p);
        Ok(table.locate(self.locator, self.plan, sink, rejects, &show)?)
    }

    fn failure(&self, stop: Stop, target: &Path) -> Failure {
        match stop {
            Stop::Table(error) => self.input.failure(&error),
            Stop::Io(error) => write_failure(target, &error),
        }
    }

    /// The delimiter of the input is kept, but for a `.tsv` from something else and the reverse.
    fn shape(&self, target: &Path, own: u8) -> Shape {
        let name = target.to_string_lossy().to_lowercase();
        let tabs = name.trim_end_matches(".gz").ends_with(".tsv");
        let delimiter = match (self.excel, tabs, own) {
            (true, ..) => Some(b';'),
            (_, true, _) => Some(b'\t'),
            (_, false, b'\t') if name.contains(".csv") => Some(b','),
            _ => None,
        };
        Shape {
            delimiter,
            excel: self.excel,
        }
    }
}

/// A progress bar that shows itself when the work takes more than a second.
struct Bar {
    bar: ProgressBar,
    start: Instant,
    wanted: bool,
}

impl Bar {
    fn new(size: Option<u64>, common: &Common) -> Self {
        let bar = ProgressBar::hidden();
        let style = match size {
            Some(size) => {
                bar.set_length(size);
                "{wide_bar} {percent} %  {msg}  {eta} left"
            }
            None => "{spinner} {msg}  {elapsed}",
        };
        if let Ok(style) = ProgressStyle::with_template(style) {
            bar.set_style(style);
        }
        Self {
            bar,
            start: Instant::now(),
            wanted: !common.quiet && io::stderr().is_terminal() && !io::stdout().is_terminal(),
        }
    }

    fn show(&self, progress: Progress) {
        if !self.wanted || self.start.elapsed() < Duration::from_secs(1) {
            return;
        }
        if self.bar.is_hidden() {
            self.bar
                .set_draw_target(indicatif::ProgressDrawTarget::stderr());
        }
        let rate = progress.rows as f64 / self.start.elapsed().as_secs_f64();
        self.bar.set_position(progress.bytes);
        let (rows, rate) = (progress.rows, rate.round());
        self.bar.set_message(format!("{rows} rows, {rate}/s"));
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
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

pub(super) fn write_failure(path: &Path, error: &io::Error) -> Failure {
    Failure::new(
        format!("{}: {error}", path.display()),
        "check that the disk is not full and the folder can be written",
    )
}
