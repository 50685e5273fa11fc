//! Tables that are no stream of text: Parquet and workbooks, in and out, slice by slice.
//!
//! A slice of some ten thousand rows is read as columns, answered on all cores, and written
//! before the next one is read. Columns of Parquet keep their types; cells of a CSV or of a
//! workbook are text and stay text, leading zeros included.

use super::cells::unquoted;
use super::parquet::{ParquetTable, gave_up, unreadable};
use super::plan::{Plan, Precision, Progress};
use super::structure::Ends;
use super::tally::Tally;
use super::work::write_reject;
use super::{BatchError, CsvTable, column_taken, number};
use crate::contained::contained;
use crate::locate::{Answer, Band, Locator, Reason};
use geo::Coord;
use polars::prelude::*;
use polars_arrow::array::PrimitiveArray;
use rayon::prelude::*;
use std::io::{Read, Write};

/// Rows of a slice of Parquet.
const SLICE: usize = 1 << 16;
/// Bytes of a slice of CSV, some ten thousand rows.
const CSV_SLICE: usize = 1 << 22;
/// Rows that one thread answers at a time.
const PIECE: usize = 1 << 12;

/// A table that gives its rows as columns.
pub enum FrameSource<R> {
    /// A CSV, block by block.
    Csv(Box<CsvTable<R>>),
    /// A Parquet file.
    Parquet(ParquetTable),
    /// A table that is in memory already (a workbook); `None` once it is used.
    Whole(Option<DataFrame>),
}

/// Some rows as columns.
struct Slice {
    frame: DataFrame,
    /// Rows with another number of cells than the header, with their text.
    ragged: Vec<(usize, Vec<u8>)>,
}

impl From<DataFrame> for Slice {
    fn from(frame: DataFrame) -> Self {
        let ragged = Vec::new();
        Self { frame, ragged }
    }
}

impl ParquetTable {
    fn next(&mut self, wanted: &[usize]) -> Result<Option<Slice>, BatchError> {
        if self.at >= self.rows {
            return Ok(None);
        }
        for &i in wanted {
            self.check_type(i)?;
        }
        let mut reader = ParquetReader::new(self.file.try_clone().map_err(BatchError::Read)?)
            .with_slice(Some((self.at, SLICE)))
            .with_projection(Some(wanted.to_vec()))
            .read_parallel(ParallelStrategy::None);
        reader.set_metadata(self.metadata.clone());
        self.at += SLICE;
        contained(|| reader.finish())
            .ok_or_else(gave_up)?
            .map(|frame| Some(frame.into()))
            .map_err(|e| unreadable(&e))
    }
}

impl<R: Read> FrameSource<R> {
    /// Names of the columns.
    pub fn names(&self) -> Vec<String> {
        match self {
            Self::Csv(table) => table.names().to_vec(),
            Self::Parquet(table) => table.names.clone(),
            Self::Whole(frame) => frame.iter().flat_map(names_of).collect(),
        }
    }

    /// Number of rows, where it is known.
    pub fn rows(&self) -> Option<u64> {
        match self {
            Self::Csv(_) => None,
            Self::Parquet(table) => Some(table.rows as u64),
            Self::Whole(frame) => frame.as_ref().map(|f| f.height() as u64),
        }
    }

    /// The next rows, with these columns.
    fn next(&mut self, wanted: &[usize]) -> Result<Option<Slice>, BatchError> {
        match self {
            Self::Csv(table) => csv_frame(table, wanted),
            Self::Parquet(table) => table.next(wanted),
            Self::Whole(frame) => {
                let Some(frame) = frame.take() else {
                    return Ok(None);
                };
                let columns = wanted.iter().map(|i| frame.columns()[*i].clone()).collect();
                DataFrame::new(frame.height(), columns)
                    .map(|frame| Some(frame.into()))
                    .map_err(|e| unreadable(&e))
            }
        }
    }

    /// Locates every row and hands the table with its answers on, slice by slice, in order.
    /// Rows with another number of cells than the header are named in `rejects` as well.
    ///
    /// # Errors
    /// [`BatchError`] when reading or `sink` fails.
    pub fn locate(
        mut self,
        locator: &Locator,
        plan: &Plan,
        mut sink: impl FnMut(DataFrame) -> Result<(), BatchError>,
        rejects: &mut (dyn Write + Send),
        progress: &dyn Fn(Progress),
    ) -> Result<Tally, BatchError> {
        let names = self.names();
        let kept: Vec<usize> = plan.kept.clone().unwrap_or((0..names.len()).collect());
        column_taken(locator, plan, kept.iter().map(|i| names[*i].as_str()))?;
        // Each column is read once, in the order of the table.
        let mut wanted = kept.clone();
        wanted.extend(plan.columns());
        wanted.sort_unstable();
        wanted.dedup();
        let place = |column: usize| wanted.iter().position(|w| *w == column).unwrap_or(0);
        let empty = || Tally::new(locator.generations().len(), locator.quartiers().len());
        let mut tally = empty();
        while let Some(Slice { frame, ragged }) = self.next(&wanted)? {
            let numbers = |column: usize| Numbers::of(&frame.columns()[place(column)]);
            let (x, y) = (numbers(plan.x), numbers(plan.y));
            let precision = match plan.precision {
                Precision::Column(column) => Some(numbers(column)),
                _ => None,
            };
            let indices: Vec<usize> = (0..frame.height()).collect();
            let pieces: Vec<(Vec<Answer>, Tally)> = indices
                .par_chunks(PIECE)
                .map(|piece| {
                    let mut tally = empty();
                    let mut all = Vec::with_capacity(piece.len() * locator.generations().len());
                    for &i in piece {
                        let start = all.len();
                        let precision = precision.as_ref().map(|p| p.get(i));
                        all.resize(start + locator.generations().len(), Answer::default());
                        let (x, y) = (x.get(i), y.get(i));
                        answer_row(locator, plan, x, y, precision, &mut all[start..]);
                        if ragged.binary_search_by_key(&i, |(row, _)| *row).is_ok() {
                            all[start..]
                                .iter_mut()
                                .for_each(|a| a.refuse(Reason::RaggedRow));
                            tally.refused += 1;
                        }
                        tally.count(&all[start..]);
                    }
                    (all, tally)
                })
                .collect();
            for (row, text) in &ragged {
                write_reject(rejects, tally.rows + *row as u64, text)?;
            }
            let mut columns: Vec<Column> = kept
                .iter()
                .map(|i| frame.columns()[place(*i)].clone())
                .collect();
            let mut answers = Vec::new();
            for (piece, counts) in pieces {
                answers.extend(piece);
                tally.add(&counts);
            }
            append(locator, plan, &answers, &mut columns);
            let mut located =
                DataFrame::new(frame.height(), columns).map_err(|e| unreadable(&e))?;
            // A slice that spans row groups comes in pieces, which answers do not share.
            located.rechunk_mut_par();
            sink(located)?;
            progress(Progress {
                bytes: tally.rows,
                rows: tally.rows,
            });
        }
        if tally.rows == 0 {
            return Err(BatchError::Empty);
        }
        Ok(tally)
    }
}

fn names_of(frame: &DataFrame) -> Vec<String> {
    frame
        .get_column_names()
        .into_iter()
        .map(ToString::to_string)
        .collect()
}

/// Rows of the next block of a CSV, all cells as text, missing ones of a short row included.
fn csv_frame<R: Read>(
    table: &mut CsvTable<R>,
    wanted: &[usize],
) -> Result<Option<Slice>, BatchError> {
    let Some(mut text) = table.next_text()? else {
        return Ok(None);
    };
    while text.len() < CSV_SLICE {
        let Some(more) = table.next_text()? else {
            break;
        };
        text.extend_from_slice(&more);
    }
    let mut columns: Vec<Vec<Option<String>>> = vec![Vec::new(); wanted.len()];
    let mut ragged = Vec::new();
    let mut ends = Ends::default();
    ends.find(&text, table.dialect().delimiter);
    let width = table.names().len();
    for row in ends.iter(&text) {
        if width > 1 && row.bytes().is_empty() {
            continue;
        }
        if row.len() != width {
            let height = columns.first().map_or(0, Vec::len);
            ragged.push((height, row.bytes().to_vec()));
        }
        for (column, &i) in columns.iter_mut().zip(wanted) {
            column.push(Some(unquoted(row.cell(i))).filter(|cell| !cell.is_empty()));
        }
    }
    let height = columns.first().map_or(0, Vec::len);
    let columns = wanted
        .iter()
        .zip(columns)
        .map(|(i, values)| Column::new(table.names()[*i].as_str().into(), values))
        .collect();
    let frame = DataFrame::new(height, columns).map_err(|e| unreadable(&e))?;
    Ok(Some(Slice { frame, ragged }))
}

pub(super) type Number = Result<f64, Reason>;

/// The numbers of a column: as they lie where they are one run of doubles with no gap, as most
/// files hold them, else one by one.
pub(super) enum Numbers {
    Run(PrimitiveArray<f64>),
    Each(Vec<Number>),
}

impl Numbers {
    pub(super) fn of(column: &Column) -> Self {
        if let Ok(text) = column.str() {
            let read = |cell: Option<&str>| {
                cell.map_or(Err(Reason::Missing), |c| number::read(c.as_bytes()))
            };
            return Self::Each(text.iter().map(read).collect());
        }
        let unreadable = || Self::Each(vec![Err(Reason::Unreadable); column.len()]);
        let Ok(cast) = column.cast(&DataType::Float64) else {
            return unreadable();
        };
        let Ok(values) = cast.f64() else {
            return unreadable();
        };
        let mut runs = values.downcast_iter();
        if let (Some(run), None, 0) = (runs.next(), runs.next(), values.null_count()) {
            return Self::Run(run.clone());
        }
        let each = values
            .iter()
            .map(|n| n.map_or(Err(Reason::Missing), finite));
        Self::Each(each.collect())
    }

    #[inline]
    pub(super) fn get(&self, row: usize) -> Number {
        match self {
            Self::Run(run) => finite(run.value(row)),
            Self::Each(each) => each[row],
        }
    }
}

#[inline]
fn finite(n: f64) -> Number {
    if n.is_finite() {
        Ok(n)
    } else if n.is_nan() {
        Err(Reason::Missing)
    } else {
        Err(Reason::Unreadable)
    }
}

/// The answers of one row, one for each generation.
pub(super) fn answer_row(
    locator: &Locator,
    plan: &Plan,
    x: Number,
    y: Number,
    precision: Option<Number>,
    answers: &mut [Answer],
) {
    let place = x.and_then(|x| locator.place(&plan.system, Coord { x, y: y? }));
    plan.answer(locator, &place, precision, answers);
}

/// The columns of the answers, which lie row by row, one for each generation.
fn append(locator: &Locator, plan: &Plan, answers: &[Answer], columns: &mut Vec<Column>) {
    let generations = locator.generations().len();
    for (g, generation) in locator.generations().iter().enumerate() {
        let own = || answers.iter().skip(g).step_by(generations);
        let joined = |text: fn(&crate::locate::Entry) -> String| -> Vec<Option<String>> {
            own()
                .map(|answer| {
                    let all: Vec<String> = answer
                        .quartiers
                        .iter()
                        .map(|i| text(locator.quartier(*i)))
                        .collect();
                    (!all.is_empty()).then(|| all.join(";"))
                })
                .collect()
        };
        let tenth = |m: f64| (m * 10.0).round() / 10.0;
        let added = &plan.added;
        for name in added.names(generation.year()) {
            let kind = name.split('_').next().unwrap_or_default();
            let name = PlSmallStr::from(name.as_str());
            columns.push(match kind {
                "code" => Column::new(name, joined(|q| q.code.to_string())),
                "nom" => Column::new(name, joined(|q| q.name.clone())),
                "reponse" => {
                    let words: Vec<&str> = own().map(|a| a.response.as_str()).collect();
                    Column::new(name, words)
                }
                "distance" => {
                    let metres: Vec<Option<f64>> = own().map(|a| a.distance_m.map(tenth)).collect();
                    Column::new(name, metres)
                }
                "bande" => {
                    let bands: Vec<Option<i32>> = own().map(|a| a.band.map(Band::metres)).collect();
                    Column::new(name, bands)
                }
                _ => {
                    let words: Vec<Option<&str>> =
                        own().map(|a| a.reason.map(Reason::as_str)).collect();
                    Column::new(name, words)
                }
            });
        }
    }
}
