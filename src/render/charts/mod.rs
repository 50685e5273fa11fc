//! Charts. Their words (names of series and rows) come from the caller, so one chart serves many
//! figures: populations, areas, counts of changes, addresses by distance.

mod axis;
mod bars;
mod dots;
mod flows;
mod pyramid;
mod rows;
mod slope;
mod spread;

pub use bars::{BarChart, bars};
pub use dots::dots;
pub use flows::{Flow, FlowChart, Node, flows};
pub use pyramid::{Band, PyramidChart, Side, pyramid};
pub use slope::{SlopeChart, slopes};

use super::canvas::Rgb;
use super::{FigureTable, Lang, RenderError};
use std::collections::BTreeMap;

/// A series of values, one per row of the chart.
#[derive(Debug, Clone)]
pub struct Series {
    /// Name with vintage and perimeter: « RP 2018, périmètres 2015 ».
    pub name: String,
    /// Colour.
    pub color: Rgb,
    /// What the values were counted on (the year of the perimeters). Values of one ground are joined
    /// by a line; those of different grounds never are, as the step between them is no growth.
    pub ground: u16,
    /// One value per row; `None` is « n.d. », never 0.
    pub values: Vec<Option<f64>>,
    /// Words that stand in place of « n.d. » in some rows: « moins de 11 ».
    pub instead: BTreeMap<usize, String>,
}

impl Series {
    /// The value of a row in words.
    fn told(&self, row: usize, lang: Lang, decimals: usize, unit: &str) -> String {
        match finite(self.values.get(row).copied().flatten()) {
            Some(value) => lang.with_unit(value, decimals, unit),
            None => match self.instead.get(&row) {
                Some(words) => words.clone(),
                None => lang.missing().to_owned(),
            },
        }
    }
}

/// Order of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// Largest value of the last series first; rows without it come last.
    #[default]
    Descending,
    /// As given.
    Given,
}

/// A row label: short words in bold (a code) before longer ones (a name); either may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RowLabel {
    /// Code, in bold.
    pub code: String,
    /// Name.
    pub name: String,
}

impl RowLabel {
    /// A row known by its name alone.
    pub fn name(name: impl Into<String>) -> RowLabel {
        RowLabel {
            code: String::new(),
            name: name.into(),
        }
    }
}

/// Values that can be drawn: finite ones, the others missing.
fn finite(value: Option<f64>) -> Option<f64> {
    value.filter(|v| v.is_finite())
}

/// Row indices in the order to draw them.
fn ordered(rows: usize, series: &[Series], order: Order) -> Vec<usize> {
    let mut found: Vec<usize> = (0..rows).collect();
    if order == Order::Descending {
        let key = |row: usize| {
            let last_known = series
                .iter()
                .rev()
                .find_map(|s| finite(*s.values.get(row)?));
            last_known.unwrap_or(f64::NEG_INFINITY)
        };
        found.sort_by(|a, b| key(*b).total_cmp(&key(*a)));
    }
    found
}

/// The largest value, or an error where a bar from zero could not show a value.
fn largest(rows: &[RowLabel], series: &[Series]) -> Result<f64, RenderError> {
    let mut max = 0.0_f64;
    for one in series {
        for (row, value) in one.values.iter().enumerate() {
            let Some(value) = finite(*value) else {
                continue;
            };
            if value < 0.0 {
                let row = rows.get(row).map(|r| format!("{} {}", r.code, r.name));
                return Err(RenderError::BadValue {
                    name: row.unwrap_or_default().trim().to_owned(),
                    value,
                    reason: "this chart starts at zero",
                });
            }
            max = max.max(value);
        }
    }
    Ok(max)
}

fn table(
    rows: &[RowLabel],
    series: &[Series],
    order: &[usize],
    lang: Lang,
    decimals: usize,
) -> FigureTable {
    let mut header = vec!["Code".to_owned(), lang.pick("Nom", "Name").to_owned()];
    header.extend(series.iter().map(|s| s.name.clone()));
    let cells = order.iter().map(|&row| {
        let values = series.iter().map(|s| s.told(row, lang, decimals, ""));
        [rows[row].code.clone(), rows[row].name.clone()]
            .into_iter()
            .chain(values)
            .collect()
    });
    FigureTable {
        header,
        rows: cells.collect(),
    }
}
