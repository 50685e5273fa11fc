//! A CSV whose header has been read.

use super::BatchError;
use super::blocks::{Blocks, Buffer};
use super::cells::unquoted;
use super::structure::{Row, find, rows};
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
        let mut places = Vec::new();
        find(&first, dialect.delimiter, &mut places);
        let header_end = places
            .iter()
            .map(|place| *place as usize)
            .find(|place| first[*place] == b'\n')
            .unwrap_or(first.len());
        let rest = first.split_off((header_end + 1).min(first.len()));
        let header = std::mem::replace(&mut first, rest);
        let line_end: &[u8] = if header.ends_with(b"\r\n") {
            b"\r\n"
        } else {
            b"\n"
        };
        let header = dialect.encoding.decode(&header).into_owned().into_bytes();
        let mut names = Vec::new();
        find(&header, dialect.delimiter, &mut places);
        let mut text = Vec::new();
        rows(&header, &mut places, |row| {
            text = row.bytes().to_vec();
            names = row
                .cells()
                .map(|cell| unquoted(cell).trim().to_owned())
                .collect();
        });
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
        let mut places = Vec::new();
        find(&self.first, self.dialect.delimiter, &mut places);
        let mut look = |row: Row| {
            let number = |i| super::number::read(row.cell(i));
            if let (Ok(x), Ok(y)) = (number(x), number(y)) {
                let c = Coord { x, y };
                if Territory::of_lonlat(x, y).is_some() {
                    degrees += 1;
                } else if looks_like_lambert93(c) {
                    lambert += 1;
                } else if c != Coord::zero() {
                    other += 1;
                }
            }
        };
        rows(&self.first, &mut places, &mut look);
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
