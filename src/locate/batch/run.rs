//! The run over a table: blocks in, answers, blocks out, in order and on all cores.

use super::BatchError;
use super::blocks::{Blocks, Buffer};
use super::cells::{Added, Cells, push_cell, push_quoted};
use super::number;
use super::structure::{Row, find, rows};
use super::table::CsvTable;
use super::tally::Tally;
use crate::locate::{Answer, Locator, Question, Reason, Response, System};
use crate::table::TextEncoding;
use geo::Coord;
use std::borrow::Cow;
use std::io::{Read, Write};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// How precise the coordinates are.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Precision {
    /// Exact as far as anybody says.
    #[default]
    Exact,
    /// Metres on the ground, for all rows.
    Metres(f64),
    /// Metres on the ground in a column; an empty cell says nothing.
    Column(usize),
}

impl Precision {
    /// Metres for a row, given what its column says, and whether that cannot be understood.
    pub(super) fn of_row(self, stated: Option<Result<f64, Reason>>) -> (f64, bool) {
        match (self, stated) {
            (Self::Metres(metres), _) => (metres, false),
            (Self::Column(_), Some(Ok(metres))) if metres >= 0.0 => (metres, false),
            (Self::Exact, _) | (Self::Column(_), None | Some(Err(Reason::Missing))) => (0.0, false),
            (Self::Column(_), _) => (0.0, true),
        }
    }
}

/// What to do with each row.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Column of the longitude or easting.
    pub x: usize,
    /// Column of the latitude or northing.
    pub y: usize,
    /// What the two mean.
    pub system: System,
    /// How precise they are.
    pub precision: Precision,
    /// Distances beyond this many metres on the ground stay empty.
    pub max_distance_m: f64,
    /// Which columns are added.
    pub added: Added,
    /// Which columns of the table are kept; all, byte for byte, for `None`.
    pub kept: Option<Vec<usize>>,
}

/// What the written CSV looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Shape {
    /// Delimiter; that of the input for `None`.
    pub delimiter: Option<u8>,
    /// As a French Excel opens it: `;`, byte order mark, CRLF, decimal commas in the distances.
    pub excel: bool,
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Bytes read.
    pub bytes: u64,
    /// Rows written.
    pub rows: u64,
}

/// A block with its answers, waiting to be written.
#[derive(Default)]
struct Work {
    block: Buffer,
    places: Vec<u32>,
    out: Vec<u8>,
    /// Number of each refused row within the block, and its text.
    refused: Vec<(u64, Vec<u8>)>,
    rows: u64,
    bytes: u64,
}

struct Incoming<'a, R> {
    blocks: &'a mut Blocks<R>,
    first: Vec<u8>,
    number: u64,
    stopped: bool,
}

struct Outgoing<'a, W> {
    out: W,
    rejects: &'a mut (dyn Write + Send),
    /// Number of the block whose turn it is.
    turn: u64,
    rows: u64,
    tally: Tally,
    error: Option<BatchError>,
    /// A thread broke off, so its turn will never end.
    broken: bool,
}

/// Lets the other threads go when one breaks off in a panic, which then goes on.
struct OnPanic<'a, 'b, W>(&'a Mutex<Outgoing<'b, W>>, &'a Condvar);

impl<W> Drop for OnPanic<'_, '_, W> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            lock(self.0).broken = true;
            self.1.notify_all();
        }
    }
}

/// A lock whose holder cannot leave it half changed in a way that matters: a thread that panics
/// takes the whole run with it.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<R: Read + Send> CsvTable<R> {
    /// Locates every row and writes the table with the answers; refused rows are named in
    /// `rejects` as well, with their text.
    ///
    /// A row with too few cells is filled up, one with too many is cut, both are
    /// `non_localise`: the result has as many rows as the table and as many cells in each.
    ///
    /// # Errors
    /// [`BatchError`] when reading or writing fails, or a row has no end.
    pub fn locate<W: Write + Send>(
        mut self,
        locator: &Locator,
        plan: &Plan,
        shape: Shape,
        mut out: W,
        rejects: &mut (dyn Write + Send),
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<Tally, BatchError> {
        let own = self.dialect.delimiter;
        let delimiter = shape.delimiter.unwrap_or(own);
        self.write_header(locator, plan, shape, &mut out)?;
        let empty = Tally::new(locator.generations().len(), locator.quartiers().len());
        let job = Job {
            locator,
            plan,
            cells: Cells::new(locator, plan.added, delimiter, shape.excel),
            width: self.names.len(),
            own,
            delimiter,
            plain: plan.kept.is_none() && delimiter == own,
            line_end: if shape.excel { b"\r\n" } else { self.line_end },
            transcode: self.transcodes().then_some(self.dialect.encoding),
        };
        let incoming = Mutex::new(Incoming {
            blocks: &mut self.blocks,
            first: self.first,
            number: 0,
            stopped: false,
        });
        let outgoing = Mutex::new(Outgoing {
            out,
            rejects,
            turn: 0,
            rows: 0,
            tally: empty.clone(),
            error: None,
            broken: false,
        });
        let turned = Condvar::new();
        // One more than cores: while one waits for its turn to write, the others compute.
        let threads = rayon::current_num_threads() + 1;
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    let mut tally = empty.clone();
                    worker(&job, &incoming, &outgoing, &turned, &mut tally, progress);
                    lock(&outgoing).tally.add(&tally);
                });
            }
        });
        let done = outgoing
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        match done.error {
            Some(error) => Err(error),
            None => Ok(done.tally),
        }
    }

    fn write_header(
        &self,
        locator: &Locator,
        plan: &Plan,
        shape: Shape,
        out: &mut impl Write,
    ) -> Result<(), BatchError> {
        let own = self.dialect.delimiter;
        let delimiter = shape.delimiter.unwrap_or(own);
        let mut text = Vec::new();
        if shape.excel {
            text.extend_from_slice("\u{feff}".as_bytes());
        }
        let mut kept: Vec<&String> = self.names.iter().collect();
        if let Some(columns) = &plan.kept {
            kept = columns.iter().map(|i| &self.names[*i]).collect();
        }
        if plan.kept.is_none() && delimiter == own {
            text.extend_from_slice(&self.header);
        } else {
            for (i, name) in kept.iter().enumerate() {
                if i > 0 {
                    text.push(delimiter);
                }
                push_quoted(name.as_bytes(), delimiter, &mut text);
            }
        }
        for generation in locator.generations() {
            for name in plan.added.names(generation.year()) {
                if kept.iter().any(|k| **k == name) {
                    return Err(BatchError::ColumnTaken(name));
                }
                text.push(delimiter);
                text.extend_from_slice(name.as_bytes());
            }
        }
        text.extend_from_slice(if shape.excel { b"\r\n" } else { self.line_end });
        out.write_all(&text).map_err(BatchError::Write)
    }
}

/// What every thread knows.
struct Job<'a> {
    locator: &'a Locator,
    plan: &'a Plan,
    cells: Cells,
    /// Number of columns.
    width: usize,
    own: u8,
    delimiter: u8,
    /// Rows are copied whole.
    plain: bool,
    line_end: &'static [u8],
    transcode: Option<TextEncoding>,
}

fn worker<R: Read, W: Write>(
    job: &Job,
    incoming: &Mutex<Incoming<R>>,
    outgoing: &Mutex<Outgoing<W>>,
    turned: &Condvar,
    tally: &mut Tally,
    progress: &(dyn Fn(Progress) + Sync),
) {
    let _guard = OnPanic(outgoing, turned);
    let mut work = Work::default();
    let mut answers = vec![Answer::default(); job.locator.generations().len()];
    loop {
        let (number, read) = {
            let mut source = lock(incoming);
            if source.stopped {
                return;
            }
            let read = if source.number == 0 && !source.first.is_empty() {
                work.block.set(&std::mem::take(&mut source.first));
                Ok(true)
            } else {
                source.blocks.next(&mut work.block)
            };
            source.stopped = !matches!(read, Ok(true));
            source.number += 1;
            work.bytes = source.blocks.read;
            (source.number - 1, read)
        };
        let read = read.map(|more| {
            if more {
                job.answer(&mut work, &mut answers, tally);
            }
            more
        });
        let mut sink = lock(outgoing);
        while sink.turn != number {
            if sink.broken {
                return;
            }
            sink = turned.wait(sink).unwrap_or_else(PoisonError::into_inner);
        }
        let written = read.and_then(|more| {
            if more && sink.error.is_none() {
                sink.write(&work)?;
                progress(Progress {
                    bytes: work.bytes,
                    rows: sink.rows,
                });
            }
            Ok(())
        });
        if let Err(error) = written
            && sink.error.is_none()
        {
            sink.error = Some(error);
        }
        let failed = sink.error.is_some();
        sink.turn += 1;
        drop(sink);
        turned.notify_all();
        if failed {
            lock(incoming).stopped = true;
        }
    }
}

impl<W: Write> Outgoing<'_, W> {
    fn write(&mut self, work: &Work) -> Result<(), BatchError> {
        self.out.write_all(&work.out).map_err(BatchError::Write)?;
        for (row, text) in &work.refused {
            write_reject(self.rejects, self.rows + row, text)?;
        }
        self.rows += work.rows;
        Ok(())
    }
}

/// Names a refused row by its number from 0, as a spreadsheet counts: the header is row 1.
pub(super) fn write_reject(
    rejects: &mut dyn Write,
    row: u64,
    text: &[u8],
) -> Result<(), BatchError> {
    let mut line = format!("{},{},", row + 2, Reason::RaggedRow).into_bytes();
    push_quoted(text, b',', &mut line);
    line.push(b'\n');
    rejects.write_all(&line).map_err(BatchError::Write)
}

impl Job<'_> {
    /// Fills `work.out` from `work.block`.
    fn answer(&self, work: &mut Work, answers: &mut [Answer], tally: &mut Tally) {
        let text = match self.transcode {
            Some(encoding) => Cow::Owned(encoding.decode(work.block.bytes()).into_owned().into()),
            None => Cow::Borrowed(work.block.bytes()),
        };
        work.out.clear();
        work.refused.clear();
        work.rows = 0;
        find(&text, self.own, &mut work.places);
        rows(&text, &mut work.places, |row| {
            // An empty line is no row, and stays an empty line.
            if row.len() == 1 && self.width > 1 && row.bytes().is_empty() {
                work.out.extend_from_slice(self.line_end);
                return;
            }
            let refused = row.len() != self.width;
            if refused {
                self.refuse(row, answers);
                tally.refused += 1;
                work.refused.push((work.rows, row.bytes().to_vec()));
            } else {
                self.answer_row(row, answers);
            }
            tally.count(answers);
            work.rows += 1;
            if self.plain && !refused {
                work.out.extend_from_slice(row.bytes());
            } else {
                self.copy_cells(row, &mut work.out);
            }
            for answer in answers.iter() {
                self.cells.write(answer, &mut work.out);
            }
            work.out.extend_from_slice(self.line_end);
        });
    }

    fn refuse(&self, _row: Row, answers: &mut [Answer]) {
        answers.iter_mut().for_each(|a| a.refuse(Reason::RaggedRow));
    }

    fn copy_cells(&self, row: Row, out: &mut Vec<u8>) {
        let mut copy = |i: usize, column: usize| {
            if i > 0 {
                out.push(self.delimiter);
            }
            if self.delimiter == self.own {
                out.extend_from_slice(row.cell(column));
            } else {
                push_cell(row.cell(column), self.delimiter, out);
            }
        };
        match &self.plan.kept {
            Some(columns) => columns.iter().enumerate().for_each(|(i, c)| copy(i, *c)),
            None => (0..self.width).for_each(|i| copy(i, i)),
        }
    }

    #[inline]
    fn answer_row(&self, row: Row, answers: &mut [Answer]) {
        let place = number::read(row.cell(self.plan.x)).and_then(|x| {
            let y = number::read(row.cell(self.plan.y))?;
            self.locator.place(&self.plan.system, Coord { x, y })
        });
        let spot = match place {
            Ok(spot) => spot,
            Err(reason) => return answers.iter_mut().for_each(|a| a.refuse(reason)),
        };
        let stated = match self.plan.precision {
            Precision::Column(column) => Some(number::read(row.cell(column))),
            _ => None,
        };
        let (precision_m, doubtful) = self.plan.precision.of_row(stated);
        let question = Question {
            precision_m,
            max_distance_m: self
                .plan
                .added
                .measures()
                .then_some(self.plan.max_distance_m),
        };
        for (generation, answer) in answers.iter_mut().enumerate() {
            self.locator
                .answer_into(&spot, generation, &question, answer);
            if doubtful && answer.response != Response::NotLocated {
                answer.response = Response::Imprecise;
                answer.reason = Some(Reason::PrecisionUnreadable);
            }
        }
    }
}
