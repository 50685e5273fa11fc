//! The rows of one block with their answers.

use super::cells::{Cells, push_cell};
use super::number;
use super::plan::{Plan, Precision};
use super::structure::{Ends, Row};
use super::tally::Tally;
use super::work::Work;
use crate::locate::{Answer, Locator, Reason, Spot};
use crate::table::TextEncoding;
use geo::Coord;
use std::borrow::Cow;

/// Rows whose places are looked up together, so that the look-ups of many rows wait for memory
/// at the same time.
const TOGETHER: usize = 128;

/// What every thread knows.
pub(super) struct Job<'a> {
    pub(super) locator: &'a Locator,
    pub(super) plan: &'a Plan,
    pub(super) cells: Cells,
    /// Number of columns.
    pub(super) width: usize,
    /// Delimiter of the table.
    pub(super) own: u8,
    /// Delimiter that is written.
    pub(super) delimiter: u8,
    /// Rows are copied whole.
    pub(super) plain: bool,
    pub(super) line_end: &'static [u8],
    pub(super) transcode: Option<TextEncoding>,
}

/// What a thread uses again for each block.
pub(super) struct Desk {
    ends: Ends,
    places: Vec<Result<Spot, Reason>>,
    answers: Vec<Answer>,
    pub(super) tally: Tally,
}

impl Desk {
    pub(super) fn new(locator: &Locator) -> Self {
        Self {
            ends: Ends::default(),
            places: Vec::with_capacity(TOGETHER),
            answers: vec![Answer::default(); locator.generations().len()],
            tally: Tally::new(locator.generations().len(), locator.quartiers().len()),
        }
    }
}

impl Job<'_> {
    /// Fills `work` with the rows of its block and their answers.
    pub(super) fn answer(&self, work: &mut Work, desk: &mut Desk) {
        let text = match self.transcode {
            Some(encoding) => Cow::Owned(encoding.decode(work.block.bytes()).into_owned().into()),
            None => Cow::Borrowed(work.block.bytes()),
        };
        work.out.clear();
        work.refused.clear();
        work.rows = 0;
        desk.ends.find(&text, self.own);
        for first in (0..desk.ends.rows()).step_by(TOGETHER) {
            let numbers = first..(first + TOGETHER).min(desk.ends.rows());
            desk.places.clear();
            let ends = &desk.ends;
            let place = |i| self.place(&ends.row(&text, i));
            desk.places.extend(numbers.clone().map(place));
            for (i, place) in numbers.zip(&desk.places) {
                let row = ends.row(&text, i);
                // An empty line is no row, and stays an empty line.
                if row.len() == 1 && self.width > 1 && row.bytes().is_empty() {
                    work.out.extend_from_slice(self.line_end);
                    continue;
                }
                let refused = row.len() != self.width;
                if refused {
                    let ragged = |a: &mut Answer| a.refuse(Reason::RaggedRow);
                    desk.answers.iter_mut().for_each(ragged);
                    desk.tally.refused += 1;
                    work.refused.push((work.rows, row.bytes().to_vec()));
                } else {
                    let stated = match self.plan.precision {
                        Precision::Column(column) => Some(number::of_cell(&row, column)),
                        _ => None,
                    };
                    self.plan
                        .answer(self.locator, place, stated, &mut desk.answers);
                }
                desk.tally.count(&desk.answers);
                work.rows += 1;
                if self.plain && !refused {
                    work.out.extend_from_slice(row.bytes());
                } else {
                    self.copy_cells(&row, &mut work.out);
                }
                for answer in &desk.answers {
                    self.cells.write(answer, &mut work.out);
                }
                work.out.extend_from_slice(self.line_end);
            }
        }
    }

    fn copy_cells(&self, row: &Row, out: &mut Vec<u8>) {
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
    fn place(&self, row: &Row) -> Result<Spot, Reason> {
        let x = number::of_cell(row, self.plan.x)?;
        let y = number::of_cell(row, self.plan.y)?;
        self.locator.place(&self.plan.system, Coord { x, y })
    }
}
