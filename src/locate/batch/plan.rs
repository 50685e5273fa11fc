//! What is asked of a table.

use super::cells::Added;
use crate::locate::{Answer, Locator, Question, Reason, Response, Spot, System};

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
    /// Whether distances are measured though no column shows them, for the counts by band.
    pub measured: bool,
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

impl Plan {
    /// The columns whose numbers are read.
    pub(super) fn columns(&self) -> impl Iterator<Item = usize> + use<> {
        let precision = match self.precision {
            Precision::Column(column) => Some(column),
            _ => None,
        };
        [self.x, self.y].into_iter().chain(precision)
    }

    /// The answers of one row, one for each generation, given what its column of precisions
    /// says.
    #[inline]
    pub(super) fn answer(
        &self,
        locator: &Locator,
        place: &Result<Spot, Reason>,
        stated: Option<Result<f64, Reason>>,
        answers: &mut [Answer],
    ) {
        let spot = match place {
            Ok(spot) => spot,
            Err(reason) => return answers.iter_mut().for_each(|a| a.refuse(*reason)),
        };
        let (precision_m, doubtful) = self.precision.of_row(stated);
        let question = Question {
            precision_m,
            max_distance_m: (self.measured || self.added.measures()).then_some(self.max_distance_m),
        };
        locator.answer_all_into(spot, &question, answers);
        if doubtful {
            for answer in answers {
                if answer.response != Response::NotLocated {
                    answer.response = Response::Imprecise;
                    answer.reason = Some(Reason::PrecisionUnreadable);
                }
            }
        }
    }
}
