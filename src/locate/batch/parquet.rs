//! Parquet in, Parquet out: row group by row group, on all cores, in order.
//!
//! Only the columns of coordinates and of the precision are unpacked. All others are copied as
//! they are stored ([`super::stored`]), so they keep their types, their nesting and every byte,
//! and cost no more than reading and writing them. Memory grows with the size of the row groups
//! (a million rows in most files), not with their number.

use super::encoded::{Encoded, Encoder};
use super::frames::{Numbers, answer_row};
use super::order::{InOrder, lock};
use super::plan::{Plan, Precision, Progress};
use super::stored::{self, Assembly, Field, bytes_of, can_be_copied};
use super::tally::Tally;
use super::{BatchError, column_taken};
use crate::contained::contained;
use crate::locate::{Answer, Locator};
use polars::prelude::*;
use polars_parquet_format::{FileMetaData, RowGroup};
use std::fs::File;
use std::io::{Cursor, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Rows that are unpacked at a time: a page of doubles as most programs write them, a megabyte.
const SLICE: usize = 1 << 17;

/// A Parquet file whose description has been read.
pub struct ParquetTable {
    pub(super) file: File,
    pub(super) metadata: FileMetadataRef,
    pub(super) names: Vec<String>,
    pub(super) types: Vec<DataType>,
    pub(super) at: usize,
    pub(super) rows: usize,
    /// Where its columns are, if they can be copied.
    stored: Option<Box<FileMetaData>>,
}

impl ParquetTable {
    /// Reads the description of the file.
    ///
    /// # Errors
    /// [`BatchError`] when it is none.
    pub fn open(mut file: File) -> Result<Self, BatchError> {
        let footer = stored::footer(&mut file)?;
        let size = file.metadata().map_err(BatchError::Read)?.len();
        let mut reader = ParquetReader::new(file.try_clone().map_err(BatchError::Read)?);
        let schema = contained(|| reader.schema())
            .ok_or_else(gave_up)?
            .map_err(|e| unreadable(&e))?;
        let metadata = reader.get_metadata().map_err(|e| unreadable(&e))?.clone();
        let schema = Schema::from_arrow_schema(&schema);
        Ok(Self {
            file,
            names: schema.iter_names().map(ToString::to_string).collect(),
            types: schema.iter_values().cloned().collect(),
            at: 0,
            rows: metadata.num_rows,
            metadata,
            stored: can_be_copied(&footer, size).then(|| Box::new(footer)),
        })
    }

    /// Number of rows.
    pub fn rows(&self) -> u64 {
        self.rows as u64
    }

    /// Whether [`Self::locate`] can copy the columns as they are stored: not from a file that is
    /// encrypted or spread over several.
    pub fn can_be_copied(&self) -> bool {
        self.stored.is_some()
    }

    /// Locates every row and writes a Parquet file with the answers: the columns that are kept
    /// as they are stored, and those of the answers behind them.
    ///
    /// # Errors
    /// [`BatchError`] when reading or writing fails.
    pub fn locate<W: Write + Send>(
        mut self,
        locator: &Locator,
        plan: &Plan,
        out: W,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<Tally, BatchError> {
        if self.rows == 0 {
            return Err(BatchError::Empty);
        }
        let missing = || BatchError::Parquet("its columns are not all in it".into());
        let mut footer = *self.stored.take().ok_or_else(missing)?;
        let fields = stored::fields(&footer.schema)
            .filter(|fields| fields.len() == self.names.len())
            .ok_or_else(|| BatchError::Parquet("its schema is no tree".into()))?;
        let kept: Vec<usize> = match &plan.kept {
            Some(kept) => kept.clone(),
            None => (0..fields.len()).collect(),
        };
        column_taken(locator, plan, kept.iter().map(|i| self.names[*i].as_str()))?;
        for column in plan.columns() {
            self.check_type(column)?;
        }
        keep_sayings(&mut footer, plan);
        let table = Table {
            file: Mutex::new(self.file),
            footer,
            fields,
            kept,
        };
        let groups: Vec<&RowGroup> = table
            .footer
            .row_groups
            .iter()
            .filter(|g| g.num_rows > 0)
            .collect();
        let mut result = Assembly::new(out)?;
        let (mut schema, mut rows) = (None, 0);
        let tally = Mutex::new(Tally::new(
            locator.generations().len(),
            locator.quartiers().len(),
        ));
        let next = AtomicUsize::new(0);
        let threads = rayon::current_num_threads().min(groups.len());
        let mut number = 0;
        let outgoing = InOrder::new(1, |added: &Encoded| {
            let group = groups[number];
            number += 1;
            for field in table.kept.iter().map(|i| &table.fields[*i]) {
                for chunk in &group.columns[field.leaves.clone()] {
                    result.copy(chunk, &mut *lock(&table.file))?;
                }
            }
            if let Some(footer) = &added.footer {
                for chunk in footer.row_groups.iter().flat_map(|group| &group.columns) {
                    result.copy(chunk, &mut Cursor::new(&added.bytes))?;
                }
            }
            result.end_group(group.num_rows);
            schema.get_or_insert_with(|| table.schema_with(added.footer.as_ref()));
            rows += group.num_rows as u64;
            progress(Progress { bytes: rows, rows });
            Ok(())
        });
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    let _guard = outgoing.on_panic();
                    let mut own =
                        Tally::new(locator.generations().len(), locator.quartiers().len());
                    while let Some(mut added) = outgoing.room() {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        let Some(group) = groups.get(number) else {
                            break;
                        };
                        let done = table.answer(group, locator, plan, &mut added, &mut own);
                        if !outgoing.put(number as u64, done.map(|()| added)) {
                            break;
                        }
                    }
                    lock(&tally).add(&own);
                });
            }
        });
        outgoing.finish()?;
        result.finish(schema.unwrap_or_default(), &table.footer)?;
        Ok(tally.into_inner().unwrap_or_default())
    }

    pub(super) fn check_type(&self, column: usize) -> Result<(), BatchError> {
        let kind = &self.types[column];
        if is_plain(kind) {
            return Ok(());
        }
        Err(BatchError::ColumnType {
            column: self.names[column].clone(),
            kind: kind.to_string(),
        })
    }
}

/// What the file says of its columns to Arrow is not true of the new ones; what it says to
/// pandas and GeoParquet is, as long as no column is left out.
fn keep_sayings(footer: &mut FileMetaData, plan: &Plan) {
    let sayings = footer.key_value_metadata.take().unwrap_or_default();
    let kept = sayings
        .into_iter()
        .filter(|saying| plan.kept.is_none() && saying.key != "ARROW:schema");
    footer.key_value_metadata = Some(kept.collect());
}

/// The table that is read, for all threads.
struct Table {
    file: Mutex<File>,
    footer: FileMetaData,
    fields: Vec<Field>,
    kept: Vec<usize>,
}

impl Table {
    fn schema_with(
        &self,
        added: Option<&FileMetaData>,
    ) -> Vec<polars_parquet_format::SchemaElement> {
        let own = self
            .kept
            .iter()
            .map(|i| (self.footer.schema.as_slice(), self.fields[*i].clone()));
        let added = added.into_iter().flat_map(|footer| {
            let fields = stored::fields(&footer.schema).unwrap_or_default();
            fields
                .into_iter()
                .map(|field| (footer.schema.as_slice(), field))
        });
        stored::schema_of(&self.footer.schema[0], own.chain(added))
    }

    /// Fills `added` with the answers of a row group.
    fn answer(
        &self,
        group: &RowGroup,
        locator: &Locator,
        plan: &Plan,
        added: &mut Encoded,
        tally: &mut Tally,
    ) -> Result<(), BatchError> {
        let mut wanted: Vec<usize> = plan.columns().collect();
        wanted.sort_unstable();
        wanted.dedup();
        let bytes = self.only(group, &wanted)?;
        let rows = usize::try_from(group.num_rows).unwrap_or(0);
        let mut encoder = Encoder::new(locator, plan.added);
        let mut answers = vec![Answer::default(); locator.generations().len()];
        let mut metadata = None;
        for first in (0..rows).step_by(SLICE) {
            // Each thread of ours unpacks its own: handing columns to the threads of polars costs
            // more than it saves, in time and in memory.
            let mut reader = ParquetReader::new(Cursor::new(bytes.as_slice()))
                .with_slice(Some((first, SLICE)))
                .read_parallel(ParallelStrategy::None);
            match &metadata {
                Some(metadata) => reader.set_metadata(FileMetadataRef::clone(metadata)),
                None => {
                    let read = contained(|| reader.get_metadata().cloned()).ok_or_else(gave_up)?;
                    metadata = Some(read.map_err(|e| unreadable(&e))?);
                }
            }
            let frame = contained(|| reader.finish())
                .ok_or_else(gave_up)?
                .map_err(|e| unreadable(&e))?;
            let numbers = |column: usize| {
                let place = wanted.iter().position(|w| *w == column).unwrap_or(0);
                Numbers::of(&frame.columns()[place])
            };
            let (x, y) = (numbers(plan.x), numbers(plan.y));
            let precision = match plan.precision {
                Precision::Column(column) => Some(numbers(column)),
                _ => None,
            };
            for i in 0..frame.height() {
                let precision = precision.as_ref().map(|p| p.get(i));
                answer_row(locator, plan, x.get(i), y.get(i), precision, &mut answers);
                tally.count(&answers);
                encoder.push(&answers);
            }
        }
        encoder.finish(added)
    }

    /// A file in memory with some columns of one row group.
    fn only(&self, group: &RowGroup, columns: &[usize]) -> Result<Vec<u8>, BatchError> {
        let fields = || columns.iter().map(|i| &self.fields[*i]);
        let chunks = fields().flat_map(|field| &group.columns[field.leaves.clone()]);
        let size: u64 = chunks.filter_map(bytes_of).map(|b| b.end - b.start).sum();
        // With room for a footer. Twice the room, as a vector that grows would take, is a good
        // part of all the memory.
        let room = usize::try_from(size).unwrap_or(0) + (1 << 14);
        let mut part = Assembly::new(Vec::with_capacity(room))?;
        for field in fields() {
            for chunk in &group.columns[field.leaves.clone()] {
                part.copy(chunk, &mut *lock(&self.file))?;
            }
        }
        part.end_group(group.num_rows);
        let columns = fields().map(|field| (self.footer.schema.as_slice(), field.clone()));
        let schema = stored::schema_of(&self.footer.schema[0], columns);
        part.finish(schema, &self.footer)
    }
}

/// What is said where the reader of Parquet throws.
pub(super) fn gave_up() -> BatchError {
    BatchError::Parquet("its reader gave up".to_owned())
}

pub(super) fn unreadable(error: &PolarsError) -> BatchError {
    let text = error.to_string();
    BatchError::Parquet(text.lines().next().unwrap_or_default().to_owned())
}

/// Types that are read in this build; others are refused by name rather than misread.
fn is_plain(kind: &DataType) -> bool {
    matches!(
        kind,
        DataType::Boolean
            | DataType::Int32
            | DataType::Int64
            | DataType::UInt32
            | DataType::UInt64
            | DataType::Float32
            | DataType::Float64
            | DataType::String
            | DataType::Binary
    )
}
