//! Where answers go.

use super::bar::Bar;
use super::input::{Input, Kind, Stream, kind};
use super::sinks::{ParquetSink, TextSink, WorkbookSink};
use super::stop::{Stop, write_failure};
use crate::cli::Common;
use crate::cli::failure::Failure;
use flate2::Compression;
use flate2::write::GzEncoder;
use qpv::atomic;
use qpv::locate::Locator;
use qpv::locate::batch::{BatchError, FrameSource, Plan, Progress, Shape, Tally};
use std::io::{self, Write};
use std::path::Path;

/// Everything but where the answers go.
pub(super) struct Run<'a> {
    pub(super) input: &'a Input,
    pub(super) plan: &'a Plan,
    pub(super) locator: &'a Locator,
    pub(super) excel: bool,
    pub(super) common: &'a Common,
}

impl Run<'_> {
    /// Locates the table into a file, whole or not at all, or onto standard output (`None`).
    pub(super) fn write_to(
        &self,
        table: FrameSource<Stream>,
        target: Option<&Path>,
        rejects: &mut (dyn Write + Send),
    ) -> Result<Tally, Failure> {
        let Some(path) = target else {
            let done = self.write_text(table, Path::new("-"), io::stdout(), rejects);
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
                tally = self.write_text(table, path, out, rejects)?;
                Ok(())
            }),
            Kind::Gzip => atomic::write(path, |out| {
                let mut packed = GzEncoder::new(out, Compression::default());
                tally = self.write_text(table, path, &mut packed, rejects)?;
                packed.finish()?;
                Ok(())
            }),
            Kind::Parquet => atomic::write(path, |out| {
                tally = self.write_parquet(table, out, rejects)?;
                Ok(())
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

    /// Locates the table and writes it nowhere, for its summary.
    pub(super) fn count(
        &self,
        table: FrameSource<Stream>,
        rejects: &mut (dyn Write + Send),
    ) -> Result<Tally, Failure> {
        let nowhere = Path::new("-");
        let done = match table {
            FrameSource::Csv(_) => self.write_text(table, nowhere, io::sink(), rejects),
            other => self.frames(other, |_| Ok(()), rejects),
        };
        done.map_err(|stop| self.failure(stop, nowhere))
    }

    /// Text goes through as bytes, other tables as columns.
    fn write_text<W: Write + Send>(
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

    /// Columns of Parquet go through as they are stored, others are made.
    fn write_parquet<W: Write + Send>(
        &self,
        table: FrameSource<Stream>,
        out: W,
        rejects: &mut (dyn Write + Send),
    ) -> Result<Tally, Stop> {
        match table {
            FrameSource::Parquet(table) if table.can_be_copied() => {
                let bar = Bar::new(Some(table.rows()), self.common);
                Ok(table.locate(self.locator, self.plan, out, &|p| bar.show(p))?)
            }
            other => {
                let mut sink = ParquetSink::new(out);
                let tally = self.frames(other, |frame| sink.write(&frame), rejects)?;
                sink.finish()?;
                Ok(tally)
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
