//! Whole tables: every row comes out in its order, with the columns of the BAN's geocoder
//! behind it. Memory is a few thousand rows, whatever their number.

use super::answer::Answer;
use super::columns::{AddressColumns, ColumnsError};
use super::geocoder::Geocoder;
use super::quartiers::{Motive, Quartiers, Verdict};
use crate::locate::{Reason, Response};
use rayon::prelude::*;
use std::io::{self, Write};
use std::sync::mpsc::sync_channel;

/// The columns that are added, named as the BAN's own service names them.
pub const ADDED: [&str; 18] = [
    "latitude",
    "longitude",
    "result_score",
    "result_score_next",
    "result_label",
    "result_type",
    "result_id",
    "result_housenumber",
    "result_name",
    "result_street",
    "result_postcode",
    "result_city",
    "result_context",
    "result_citycode",
    "result_oldcitycode",
    "result_oldcity",
    "result_district",
    "result_status",
];

/// The column that names the neighbours of an interpolated number.
const INTERPOLATED: &str = "result_interpolated";

/// Rows that are read, answered and written together.
const BLOCK: usize = 4096;

/// How to answer a table.
#[derive(Debug, Clone)]
pub struct Plan<'a> {
    /// Where the address is.
    pub columns: AddressColumns,
    /// Answers below are `not-found`.
    pub min_score: f32,
    /// First and last row to answer, from 1; rows outside do not appear in the result.
    pub rows: Option<(u64, u64)>,
    /// Numbers with a decimal comma.
    pub decimal_comma: bool,
    /// Which of the added columns are written; all when empty.
    pub wanted: Vec<String>,
    /// Whether a number that does not exist is put between its neighbours, and the column
    /// `result_interpolated` names them; the type stays that of the street.
    pub interpolate: bool,
    /// The quartiers whose columns follow.
    pub quartiers: Option<&'a Quartiers>,
}

impl Plan<'_> {
    /// Places and names of the columns that are added, among all that can be.
    fn added(&self) -> (Vec<usize>, Vec<String>) {
        let interpolated = self.interpolate.then_some(INTERPOLATED);
        (ADDED.into_iter().chain(interpolated))
            .map(str::to_owned)
            .chain(self.quartiers.map(Quartiers::columns).unwrap_or_default())
            .enumerate()
            .filter(|(_, name)| self.wanted.is_empty() || self.wanted.contains(name))
            .unzip()
    }

    /// Refuses a table that already has one of the added columns.
    ///
    /// # Errors
    /// Names the first such column.
    pub fn check_headers(&self, headers: &[String]) -> Result<(), ColumnsError> {
        let (_, names) = self.added();
        let taken = names.into_iter().find(|name| headers.contains(name));
        taken.map_or(Ok(()), |name| Err(ColumnsError::Taken(name)))
    }
}

/// What became of the rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Rows written.
    pub rows: u64,
    /// House numbers at a safe score (0.8 and more).
    pub safe: u64,
    /// Other answers.
    pub uncertain: u64,
    /// Rows without an answer.
    pub not_found: u64,
    /// Rows without an address.
    pub skipped: u64,
    /// Rows with another number of cells than the header: their line and the reason.
    pub refused: Vec<(u64, String)>,
    /// With quartiers: rows by answer, in the order of [`Response::ALL`], for each generation.
    pub responses: Vec<[u64; Response::ALL.len()]>,
}

/// A row as it was read: its line in the file and its cells, or why it cannot be used.
pub type Row = io::Result<(u64, csv::StringRecord)>;

/// Answers all rows and writes them with the added columns.
///
/// `progress` is told the number of rows written so far.
///
/// # Errors
/// When a row cannot be read or the result cannot be written.
pub fn run(
    geocoder: &Geocoder,
    plan: &Plan<'_>,
    headers: &[String],
    rows: impl Iterator<Item = Row> + Send,
    out: &mut csv::Writer<impl Write>,
    mut progress: impl FnMut(u64),
) -> io::Result<Outcome> {
    let (places, names) = plan.added();
    out.write_record(headers.iter().chain(&names))?;
    let width = headers.len();
    let mut outcome = Outcome::default();
    let (first, last) = plan.rows.unwrap_or((1, u64::MAX));
    std::thread::scope(|scope| -> io::Result<()> {
        // The next blocks are read while this one is answered.
        let (sender, blocks) = sync_channel::<io::Result<Vec<(u64, csv::StringRecord)>>>(2);
        scope.spawn(move || {
            let wanted = rows
                .zip(1u64..)
                .skip_while(|(_, i)| *i < first)
                .take_while(|(_, i)| *i <= last)
                .map(|(row, _)| row);
            let mut block = Vec::with_capacity(BLOCK);
            for row in wanted {
                match row {
                    Ok(row) => block.push(row),
                    Err(error) => {
                        let _ = sender.send(Ok(std::mem::take(&mut block)));
                        let _ = sender.send(Err(error));
                        return;
                    }
                }
                if block.len() == BLOCK && sender.send(Ok(std::mem::take(&mut block))).is_err() {
                    return;
                }
            }
            let _ = sender.send(Ok(block));
        });
        for block in blocks {
            let block = block?;
            let answered: Vec<(Answered, Vec<Verdict>)> = block
                .par_iter()
                .with_min_len(16)
                .map(|(_, record)| {
                    let answered = answer(geocoder, plan, width, record);
                    let verdicts = plan.quartiers.map(|q| answered.judge(geocoder, q));
                    (answered, verdicts.unwrap_or_default())
                })
                .collect();
            for ((line, record), (answered, verdicts)) in block.iter().zip(answered) {
                let cells = (0..width).map(|i| record.get(i).unwrap_or_default());
                let added = added_cells(plan, &answered, &verdicts);
                let added = places.iter().filter_map(|i| added.get(*i));
                out.write_record(cells.chain(added.map(String::as_str)))?;
                outcome.count(*line, record.len(), width, &answered);
                outcome.count_verdicts(&verdicts);
            }
            progress(outcome.rows);
        }
        Ok(())
    })?;
    out.flush()?;
    Ok(outcome)
}

/// All cells that can be added to a row.
fn added_cells(plan: &Plan<'_>, answered: &Answered, verdicts: &[Verdict]) -> Vec<String> {
    let mut cells = answered.cells(plan.decimal_comma);
    if plan.interpolate {
        cells.push(answered.between().to_owned());
    }
    if let Some(quartiers) = plan.quartiers {
        cells.extend(quartiers.cells(verdicts, plan.decimal_comma));
    }
    cells
}

/// What became of one row.
enum Answered {
    /// The answer, and the neighbours that it was put between.
    Ok(Box<Answer>, String),
    NotFound,
    Skipped,
    Refused,
}

fn answer(
    geocoder: &Geocoder,
    plan: &Plan<'_>,
    width: usize,
    record: &csv::StringRecord,
) -> Answered {
    if record.len() != width {
        return Answered::Refused;
    }
    let query = plan.columns.query(|i| record.get(i).unwrap_or_default());
    if query.is_empty() {
        return Answered::Skipped;
    }
    match geocoder.search(&query) {
        Some(mut answer) if answer.score >= plan.min_score => {
            let guess = plan.interpolate.then(|| geocoder.interpolated(&answer));
            let between = guess.flatten().map_or(String::new(), |guess| {
                (answer.lon, answer.lat) = (guess.lon, guess.lat);
                guess.between
            });
            Answered::Ok(Box::new(answer), between)
        }
        _ => Answered::NotFound,
    }
}

impl Outcome {
    fn count(&mut self, line: u64, cells: usize, width: usize, answered: &Answered) {
        self.rows += 1;
        match answered {
            Answered::Ok(answer, _) if answer.is_safe() => self.safe += 1,
            Answered::Ok(..) => self.uncertain += 1,
            Answered::NotFound => self.not_found += 1,
            Answered::Skipped => self.skipped += 1,
            Answered::Refused => self
                .refused
                .push((line, format!("{cells} cells where the header has {width}"))),
        }
    }

    fn count_verdicts(&mut self, verdicts: &[Verdict]) {
        self.responses
            .resize(verdicts.len(), [0; Response::ALL.len()]);
        for (counts, verdict) in self.responses.iter_mut().zip(verdicts) {
            if let Some(count) = counts.get_mut(verdict.response as usize) {
                *count += 1;
            }
        }
    }
}

impl Answered {
    /// The verdicts on the row.
    fn judge(&self, geocoder: &Geocoder, quartiers: &Quartiers) -> Vec<Verdict> {
        match self {
            Self::Ok(answer, _) => quartiers.judge(geocoder, answer),
            Self::NotFound => quartiers.without_answer(Motive::NotFound),
            Self::Skipped => quartiers.without_answer(Motive::NoAddress),
            Self::Refused => quartiers.without_answer(Motive::Point(Reason::RaggedRow)),
        }
    }

    /// The neighbours that the answer was put between.
    fn between(&self) -> &str {
        match self {
            Self::Ok(_, between) => between,
            _ => "",
        }
    }

    /// The added cells.
    fn cells(&self, comma: bool) -> Vec<String> {
        let status = match self {
            Self::Ok(..) => "ok",
            Self::NotFound => "not-found",
            Self::Skipped => "skipped",
            Self::Refused => "error",
        };
        let Self::Ok(a, _) = self else {
            let mut cells = vec![String::new(); ADDED.len() - 1];
            cells.push(status.to_owned());
            return cells;
        };
        let mut cells = answer_cells(a);
        if comma {
            for cell in cells.iter_mut().take(NUMBERS) {
                *cell = cell.replace('.', ",");
            }
        }
        cells
    }
}

/// How many of the added columns, from the first, are numbers.
const NUMBERS: usize = 4;

/// The added cells of an answer.
pub fn answer_cells(a: &Answer) -> Vec<String> {
    vec![
        degrees(a.lat),
        degrees(a.lon),
        score(a.score),
        a.score_next.map_or(String::new(), score),
        a.label(),
        a.kind.to_string(),
        a.id.clone(),
        a.house_number.clone(),
        a.name().into_owned(),
        a.street.clone(),
        a.postcode.clone(),
        a.city.clone(),
        a.context(),
        a.citycode.clone(),
        a.old_citycode.clone(),
        a.old_city.clone(),
        a.district.clone(),
        "ok".to_owned(),
    ]
}

/// Degrees to a decimetre, as the BAN gives them.
pub fn degrees(value: f64) -> String {
    format!("{value:.6}")
}

/// A score in four digits, never rounded up over a threshold.
pub fn score(value: f32) -> String {
    let floor = (f64::from(value) * 1e4 + 1e-3).floor() / 1e4;
    format!("{floor}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_not_rounded_up() {
        assert_eq!(score(0.799_96), "0.7999");
        assert_eq!(score(0.8), "0.8");
        assert_eq!(score(1.0), "1");
    }

    #[test]
    fn a_table_that_was_answered_already_is_refused() {
        let plan = Plan {
            columns: AddressColumns::default(),
            min_score: 0.5,
            rows: None,
            decimal_comma: false,
            wanted: Vec::new(),
            interpolate: false,
            quartiers: None,
        };
        let headers = ["id".to_owned(), "result_score".to_owned()];
        assert_eq!(
            plan.check_headers(&headers),
            Err(ColumnsError::Taken("result_score".into()))
        );
    }
}
