//! A table of ages by quartier, as shares of the inhabitants.

mod columns;
mod error;
mod reader;
#[cfg(test)]
mod tests;

pub use error::AgeTableError;

use super::column::ColumnError;
use crate::perimeter::{Generation, QuartierCode};
use crate::population::{Ages, Codes, Vintage, column_of_ages, pyramid_columns};
use crate::table::Table;
use columns::named_by_hand;
use reader::Reader;
use std::collections::BTreeMap;
use std::path::Path;

/// What a table knows of the ages in one quartier.
#[derive(Debug, Clone, PartialEq)]
struct Row {
    /// One list per side: counts, or per cent of all inhabitants.
    sides: Vec<Vec<Option<f64>>>,
    /// Inhabitants, where the table says.
    population: Option<f64>,
}

/// Ages by quartier.
#[derive(Debug, Clone, PartialEq)]
pub struct AgeTable {
    /// The file.
    pub file: String,
    /// Generation of its codes.
    pub generation: Generation,
    /// The bands, youngest first, the last one open.
    pub ages: Vec<Ages>,
    /// Whether there are two sides, men and women; else one, all inhabitants.
    pub sexes: bool,
    /// Whether the values are shares, and not counts.
    pub share: bool,
    /// Whether women or men were computed from published shares.
    pub derived: bool,
    /// Column of inhabitants, by which shares of several quartiers are weighted.
    pub population_column: Option<String>,
    /// Names of the columns of ages.
    pub columns: Vec<String>,
    /// Rows without a code of a quartier (totals, notes): number below the header and text.
    pub refused: Vec<(usize, String)>,
    rows: BTreeMap<QuartierCode, Row>,
}

/// The ages of one or more quartiers together.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// One list per side, per cent of all inhabitants; `None` is missing or secret.
    pub sides: Vec<Vec<Option<f64>>>,
    /// Quartiers that are in it.
    pub counted: usize,
    /// Quartiers that lack a value and are not in it.
    pub missing: usize,
}

impl AgeTable {
    /// Reads the ages of a table by its column of codes: `code`, else the one most of whose values are
    /// codes. `by_hand` names columns (`COL`, or `COL=AGES` where the name does not tell); when it is
    /// empty, the names of all columns are asked.
    ///
    /// # Errors
    /// [`AgeTableError`], one sentence that names the file and the row.
    pub fn read(
        table: &Table,
        code: Option<&str>,
        by_hand: &[String],
    ) -> Result<Self, AgeTableError> {
        let file = table.path.display().to_string();
        let columns = table.columns();
        let cells = |c: &&str| c.to_lowercase().starts_with("idcar_");
        if code.is_none() && columns.iter().any(cells) {
            return Err(AgeTableError::Grid { file });
        }
        let named = if by_hand.is_empty() {
            columns.iter().map(|c| (*c, column_of_ages(c))).collect()
        } else {
            by_hand
                .iter()
                .map(|text| named_by_hand(text, table))
                .collect::<Result<Vec<_>, _>>()?
        };
        let pyramid = pyramid_columns(&named).map_err(|source| AgeTableError::Ages {
            file: file.clone(),
            source,
        })?;
        let codes = Codes::of(table, code).map_err(ColumnError::from)?;
        let reader = Reader::new(table, &file, &pyramid)?;
        let mut rows = BTreeMap::new();
        for (row, code) in codes.rows {
            let found = reader.row(row, code)?;
            if rows.insert(code, found).is_some() {
                let name = "of ages".to_owned();
                return Err(ColumnError::Duplicate {
                    file,
                    row,
                    code,
                    name,
                }
                .into());
            }
        }
        let all = [&pyramid.both, &pyramid.women, &pyramid.men];
        Ok(Self {
            generation: codes.generation,
            sexes: reader.way.sides() == 2,
            share: reader.share,
            derived: reader.way.derives(),
            population_column: reader.population.map(str::to_owned),
            columns: all.into_iter().flatten().cloned().collect(),
            ages: pyramid.ages.clone(),
            refused: codes.refused,
            rows,
            file,
        })
    }

    /// The year of the figures: of the names of census columns (`P20_F0014`), else the only year in the
    /// name of the file that is not that of perimeters (`estimations_2022_QPV2024.csv`).
    pub fn vintage(&self) -> Vintage {
        let census = |name: &String| {
            let digits = name.strip_prefix(['P', 'p', 'C', 'c'])?.get(..2)?;
            let year: u16 = digits.parse().ok()?;
            name.get(3..4).filter(|mark| *mark == "_")?;
            Some(if year > 60 { 1900 + year } else { 2000 + year })
        };
        if let Some(year) = self.columns.iter().find_map(census) {
            return Vintage::Census(year);
        }
        let name = Path::new(&self.file).file_name().unwrap_or_default();
        let name = name.to_string_lossy().to_lowercase();
        let mut years = name.match_indices("20").filter_map(|(at, _)| {
            let year = name.get(at..at + 4)?.parse::<u16>().ok()?;
            let before = name[..at].trim_end_matches(['_', '-', ' ']);
            let perimeters = ["qpv", "qp", "qn"].iter().any(|w| before.ends_with(w));
            (!perimeters).then_some(year)
        });
        match (years.next(), years.next()) {
            (Some(year), None) => Vintage::Census(year),
            _ => Vintage::Unknown,
        }
    }

    /// Codes of its quartiers.
    pub fn codes(&self) -> impl Iterator<Item = QuartierCode> {
        self.rows.keys().copied()
    }

    /// The ages of some quartiers together. Counts are added up; shares are weighted by the inhabitants
    /// of the table, else by those that `known` gives. A quartier that lacks a value is left out where
    /// there are several; alone it shows what is known. `None` where nothing is.
    pub fn profile(
        &self,
        codes: &[QuartierCode],
        known: impl Fn(&QuartierCode) -> Option<f64>,
    ) -> Option<Profile> {
        let rows: Vec<(&QuartierCode, &Row)> = codes
            .iter()
            .filter_map(|code| self.rows.get_key_value(code))
            .collect();
        let weight = |code: &QuartierCode, row: &Row| row.population.or_else(|| known(code));
        if let [(code, row)] = rows.as_slice() {
            return self.alone(row, weight(code, row));
        }
        let mut sums = vec![vec![0.0; self.ages.len()]; if self.sexes { 2 } else { 1 }];
        let (mut whole, mut counted) = (0.0, 0);
        for (code, row) in &rows {
            let complete = row.sides.iter().flatten().all(Option::is_some);
            let factor = if self.share {
                weight(code, row)
            } else {
                Some(1.0)
            };
            let (true, Some(factor)) = (complete, factor) else {
                continue;
            };
            counted += 1;
            for (sum, value) in sums.iter_mut().flatten().zip(row.sides.iter().flatten()) {
                *sum += factor * value.unwrap_or_default();
            }
        }
        whole += sums.iter().flatten().sum::<f64>();
        (whole > 0.0).then(|| Profile {
            sides: sums
                .into_iter()
                .map(|side| side.into_iter().map(|v| Some(100.0 * v / whole)).collect())
                .collect(),
            counted,
            missing: rows.len() - counted,
        })
    }

    /// One quartier: counts need their whole, which a missing one leaves to the column of inhabitants.
    fn alone(&self, row: &Row, population: Option<f64>) -> Option<Profile> {
        row.sides.iter().flatten().flatten().next()?;
        let complete = row.sides.iter().flatten().all(Option::is_some);
        let whole = match (self.share, complete) {
            (true, _) => Some(100.0),
            (false, true) => Some(row.sides.iter().flatten().flatten().sum()),
            (false, false) => population,
        };
        let whole = whole.filter(|w| *w > 0.0)?;
        let share = |value: &Option<f64>| value.map(|v| 100.0 * v / whole);
        Some(Profile {
            sides: row
                .sides
                .iter()
                .map(|s| s.iter().map(share).collect())
                .collect(),
            counted: 1,
            missing: 0,
        })
    }
}
