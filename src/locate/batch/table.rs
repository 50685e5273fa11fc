//! A CSV whose header has been read.

use super::blocks::{Blocks, Buffer};
use super::cells::unquoted;
use super::structure::{Ends, Row};
use super::{BatchError, number};
use crate::crs::Crs;
use crate::locate::System;
use crate::locate::spot::looks_like_lambert93;
use crate::perimeter::Territory;
use crate::table::{Dialect, TextEncoding};
use geo::Coord;
use std::io::Read;

/// A CSV of any size: its header, and the stream of its rows.
pub struct CsvTable<R> {
    pub(super) dialect: Dialect,
    /// The header as written, in UTF-8, without its line end.
    pub(super) header: Vec<u8>,
    pub(super) line_end: &'static [u8],
    pub(super) names: Vec<String>,
    pub(super) blocks: Blocks<R>,
    /// Rows that came in the same block as the header.
    pub(super) first: Vec<u8>,
}

impl<R: Read> CsvTable<R> {
    /// Reads the header, and finds out the delimiter and the encoding.
    ///
    /// `eager` is for a pipe: rows are answered as they come rather than in large blocks.
    ///
    /// # Errors
    /// [`BatchError`] when there is no header.
    pub fn open(input: R, eager: bool) -> Result<Self, BatchError> {
        let mut blocks = Blocks::new(input, eager);
        let sample = blocks.sample().map_err(BatchError::Read)?;
        if sample.starts_with(b"\xff\xfe") || sample.starts_with(b"\xfe\xff") {
            return Err(BatchError::Utf16);
        }
        let dialect = Dialect::detect(sample);
        blocks.set_dialect(dialect.delimiter, dialect.bom_len);
        let mut block = Buffer::default();
        if !blocks.next(&mut block)? {
            return Err(BatchError::Empty);
        }
        let mut first = block.bytes().to_vec();
        let mut ends = Ends::default();
        ends.find(&first, dialect.delimiter);
        let header_end = match ends.rows() {
            0 | 1 => first.len(),
            _ => ends.row(&first, 1).start(),
        };
        let rest = first.split_off(header_end);
        let header = std::mem::replace(&mut first, rest);
        let line_end: &[u8] = if header.ends_with(b"\r\n") {
            b"\r\n"
        } else {
            b"\n"
        };
        let header = dialect.encoding.decode(&header).into_owned().into_bytes();
        ends.find(&header, dialect.delimiter);
        let (mut names, mut text) = (Vec::<String>::new(), Vec::new());
        if let Some(row) = ends.iter(&header).next() {
            text = row.bytes().to_vec();
            names = row.cells().map(|c| unquoted(c).trim().to_owned()).collect();
        }
        if names.iter().all(String::is_empty) {
            return Err(BatchError::Empty);
        }
        Ok(Self {
            dialect,
            header: text,
            line_end,
            names,
            blocks,
            first,
        })
    }

    /// Names of the columns, without quotes and blanks.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Delimiter and encoding.
    pub fn dialect(&self) -> &Dialect {
        &self.dialect
    }

    /// What coordinates in columns called `x` and `y` are: degrees or Lambert-93, when all the
    /// first rows agree.
    ///
    /// # Errors
    /// [`BatchError::NoSystem`] when they do not.
    pub fn guess_system(&mut self, x: usize, y: usize) -> Result<System, BatchError> {
        let (mut degrees, mut lambert, mut other) = (0, 0, 0);
        let mut ends = Ends::default();
        ends.find(&self.first, self.dialect.delimiter);
        let numbers = |row: Row| {
            let x = number::of_cell(&row, x).ok()?;
            Some(Coord {
                x,
                y: number::of_cell(&row, y).ok()?,
            })
        };
        for c in ends.iter(&self.first).filter_map(numbers) {
            if Territory::of_lonlat(c.x, c.y).is_some() {
                degrees += 1;
            } else if looks_like_lambert93(c) {
                lambert += 1;
            } else if c != Coord::zero() {
                other += 1;
            }
        }
        match (degrees, lambert, other) {
            (1.., 0, 0) => Ok(System::LonLat),
            (0, 1.., 0) => Ok(System::Metres(Crs::lambert93())),
            _ => Err(BatchError::NoSystem {
                x: self.names[x].clone(),
                y: self.names[y].clone(),
            }),
        }
    }

    /// The next rows as UTF-8, for readers of whole columns.
    pub(super) fn next_text(&mut self) -> Result<Option<Vec<u8>>, BatchError> {
        let mut text = std::mem::take(&mut self.first);
        if text.is_empty() {
            let mut block = Buffer::default();
            if !self.blocks.next(&mut block)? {
                return Ok(None);
            }
            text = block.bytes().to_vec();
        }
        if self.transcodes() {
            text = self.dialect.encoding.decode(&text).into_owned().into();
        }
        Ok(Some(text))
    }

    /// Whether the text has to be brought to UTF-8.
    pub(super) fn transcodes(&self) -> bool {
        self.dialect.encoding != TextEncoding::Utf8
    }
}
