//! Tables of columns as files, written slice by slice.

use super::stop::Stop;
use polars::prelude::*;
use qpv::locate::batch::{BatchError, Shape};
use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};
use std::io::{self, Seek, Write};

fn failed(error: impl std::fmt::Display) -> BatchError {
    BatchError::Write(io::Error::other(error.to_string()))
}

/// CSV.
pub(super) struct TextSink<W> {
    out: W,
    shape: Shape,
    started: bool,
}

impl<W: Write> TextSink<W> {
    pub(super) fn new(out: W, shape: Shape) -> Self {
        let started = false;
        Self {
            out,
            shape,
            started,
        }
    }

    pub(super) fn write(&mut self, frame: &DataFrame) -> Result<(), BatchError> {
        let excel = self.shape.excel;
        let writer = CsvWriter::new(&mut self.out)
            .include_bom(excel && !self.started)
            .include_header(!self.started)
            .with_separator(self.shape.delimiter.unwrap_or(b','))
            .with_decimal_comma(excel)
            .with_line_terminator(if excel { "\r\n".into() } else { "\n".into() });
        self.started = true;
        { writer }.finish(&mut frame.clone()).map_err(|e| match e {
            PolarsError::IO { error, .. } => {
                BatchError::Write(io::Error::new(error.kind(), error.to_string()))
            }
            other => failed(other),
        })
    }
}

/// Parquet: a row group for each slice.
pub(super) struct ParquetSink<W: Write> {
    out: Option<W>,
    writer: Option<polars::io::parquet::write::BatchedWriter<W>>,
}

impl<W: Write> ParquetSink<W> {
    pub(super) fn new(out: W) -> Self {
        Self {
            out: Some(out),
            writer: None,
        }
    }

    pub(super) fn write(&mut self, frame: &DataFrame) -> Result<(), BatchError> {
        if let Some(out) = self.out.take() {
            let writer = ParquetWriter::new(out).batched(frame.schema());
            self.writer = Some(writer.map_err(failed)?);
        }
        match &mut self.writer {
            Some(writer) => writer.write_batch(frame).map_err(failed),
            None => Ok(()),
        }
    }

    pub(super) fn finish(self) -> Result<(), Stop> {
        if let Some(writer) = self.writer {
            writer.finish().map_err(|e| Stop::Io(io::Error::other(e)))?;
        }
        Ok(())
    }
}

/// Rows of a worksheet, header included.
const SHEET_ROWS: u32 = 1_048_576;

/// A workbook with one sheet.
pub(super) struct WorkbookSink {
    sheet: Worksheet,
    row: u32,
}

impl Default for WorkbookSink {
    fn default() -> Self {
        let sheet = Worksheet::new();
        Self { sheet, row: 0 }
    }
}

impl WorkbookSink {
    pub(super) fn write(&mut self, frame: &DataFrame) -> Result<(), BatchError> {
        if self.row == 0 {
            for (column, name) in (0..).zip(frame.get_column_names()) {
                let name = name.as_str();
                self.sheet.write_string(0, column, name).map_err(failed)?;
            }
            self.row = 1;
        }
        if self.row as usize + frame.height() > SHEET_ROWS as usize {
            return Err(failed(
                "a sheet holds 1 048 576 rows and the table has more",
            ));
        }
        for (number, column) in (0..).zip(frame.columns()) {
            self.write_column(number, column).map_err(failed)?;
        }
        self.row += frame.height() as u32;
        Ok(())
    }

    fn write_column(&mut self, number: u16, column: &Column) -> Result<(), XlsxError> {
        let fail = |e: PolarsError| XlsxError::CustomError(e.to_string());
        if column.dtype().is_primitive_numeric() {
            let cast = column.cast(&DataType::Float64).map_err(fail)?;
            for (row, value) in (self.row..).zip(cast.f64().map_err(fail)?.iter()) {
                if let Some(value) = value.filter(|v| v.is_finite()) {
                    self.sheet.write_number(row, number, value)?;
                }
            }
        } else {
            let cast = column.cast(&DataType::String).map_err(fail)?;
            for (row, text) in (self.row..).zip(cast.str().map_err(fail)?.iter()) {
                if let Some(text) = text {
                    self.sheet.write_string(row, number, text)?;
                }
            }
        }
        Ok(())
    }

    pub(super) fn finish<W: Write + Seek + Send>(self, out: W) -> Result<(), Stop> {
        let mut workbook = Workbook::new();
        workbook.push_worksheet(self.sheet);
        let saved = workbook.save_to_writer(out);
        saved.map_err(|e| Stop::Io(io::Error::other(e.to_string())))
    }
}
