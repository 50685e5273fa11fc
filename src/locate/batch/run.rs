//! The run over a table: blocks in, answers, blocks out, in order and on all cores.

use super::answers::{Desk, Job};
use super::blocks::Blocks;
use super::cells::{Cells, push_quoted};
use super::order::{InOrder, lock};
use super::plan::{Plan, Progress, Shape};
use super::table::CsvTable;
use super::tally::Tally;
use super::work::{Work, write_reject};
use super::{BatchError, column_taken};
use crate::locate::Locator;
use std::io::{Read, Write};
use std::sync::Mutex;

struct Incoming<R> {
    blocks: Blocks<R>,
    /// Rows that came with the header.
    first: Vec<u8>,
    /// Number of the next block.
    number: u64,
    ended: bool,
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
        self,
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
        let threads = rayon::current_num_threads();
        let incoming = Mutex::new(Incoming {
            blocks: self.blocks,
            first: self.first,
            number: 0,
            ended: false,
        });
        let mut rows = 0;
        let outgoing = InOrder::new(2 * threads, move |work: &Work| {
            out.write_all(&work.out).map_err(BatchError::Write)?;
            for (row, text) in &work.refused {
                write_reject(rejects, rows + row, text)?;
            }
            rows += work.rows;
            progress(Progress {
                bytes: work.bytes,
                rows,
            });
            Ok(())
        });
        let tally = Mutex::new(Desk::new(locator).tally);
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    let own = work_through(&job, &incoming, &outgoing);
                    lock(&tally).add(&own);
                });
            }
        });
        outgoing.finish()?;
        Ok(tally.into_inner().unwrap_or_default())
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
        column_taken(locator, plan, kept.iter().map(|name| name.as_str()))?;
        for generation in locator.generations() {
            for name in plan.added.names(generation.year()) {
                text.push(delimiter);
                text.extend_from_slice(name.as_bytes());
            }
        }
        text.extend_from_slice(if shape.excel { b"\r\n" } else { self.line_end });
        out.write_all(&text).map_err(BatchError::Write)
    }
}

/// Takes block after block until there are no more; the counts of their rows.
fn work_through<R: Read>(
    job: &Job,
    incoming: &Mutex<Incoming<R>>,
    outgoing: &InOrder<Work>,
) -> Tally {
    let _guard = outgoing.on_panic();
    let mut desk = Desk::new(job.locator);
    while let Some(mut work) = outgoing.room() {
        let mut source = lock(incoming);
        if source.ended {
            break;
        }
        let read = if source.first.is_empty() {
            source.blocks.next(&mut work.block)
        } else {
            work.block.set(&std::mem::take(&mut source.first));
            Ok(true)
        };
        source.ended = !matches!(read, Ok(true));
        let number = source.number;
        source.number += 1;
        work.bytes = source.blocks.read;
        drop(source);
        let work = match read {
            Ok(true) => {
                job.answer(&mut work, &mut desk);
                Ok(work)
            }
            Ok(false) => break,
            Err(error) => Err(error),
        };
        if !outgoing.put(number, work) {
            break;
        }
    }
    desk.tally
}
