//! Populations from the tables of Insee, whatever their columns are called.

use super::codes::{Codes, CodesError};
use super::figures::{Figures, Vintage};
use crate::perimeter::{Generation, QuartierCode};
use crate::table::Table;
use std::collections::BTreeMap;
use thiserror::Error;

/// Columns that Insee publishes without a year in their name, and the census behind them.
/// `popMuniQPV`: "Population des QPV 2024", reference population, RP 2020,
/// <https://www.insee.fr/fr/statistiques/8210600>.
const WITHOUT_YEAR: [(&str, Generation, u16); 1] = [("popmuniqpv", Generation::Qp2024, 2020)];

/// A table that holds no populations of quartiers.
#[derive(Debug, Error)]
pub enum PopulationError {
    /// Its quartiers are not known.
    #[error(transparent)]
    Codes(#[from] CodesError),
    /// Codes, but no column of populations.
    #[error("{file}: no column holds populations (its columns: {columns})")]
    NoPopulation {
        /// The file.
        file: String,
        /// Names of its columns.
        columns: String,
    },
    /// The same code with two populations.
    #[error("{file}: row {row} gives {code} a second population in column {column}")]
    Duplicate {
        /// The file.
        file: String,
        /// Number of the row below the header.
        row: usize,
        /// The code.
        code: QuartierCode,
        /// The column.
        column: String,
    },
}

impl PopulationError {
    /// What the user can do about it.
    pub fn advice(&self) -> String {
        match self {
            Self::Codes(error) => error.advice().into(),
            Self::NoPopulation { .. } => {
                "name the column of populations with its year, such as pop_2018".into()
            }
            Self::Duplicate { .. } => "keep one row for each quartier".into(),
        }
    }
}

/// Reads all populations of a table: one [`Figures`] per column that holds some.
///
/// The column of codes is the one most of whose values are codes. A population column is one
/// named `pop…` whose values are numbers; its census is the year in its name, or the known one
/// of a name without year.
///
/// # Errors
/// [`PopulationError`], one sentence that names the file and the row.
pub fn read(table: &Table) -> Result<Vec<Figures>, PopulationError> {
    let file = table.path.display().to_string();
    let columns = table.columns();
    let codes = Codes::of(table, None)?;
    let generation = codes.generation;
    let mut found = Vec::new();
    for column in columns
        .iter()
        .filter(|c| c.to_lowercase().starts_with("pop"))
    {
        let values = table.values(column);
        let numbers: Vec<Option<f64>> = values.iter().map(|v| v.and_then(number)).collect();
        let filled = values.iter().flatten().count();
        if filled == 0 || 2 * numbers.iter().flatten().count() < filled {
            continue;
        }
        let mut by_code: BTreeMap<QuartierCode, Option<f64>> = BTreeMap::new();
        for &(row, code) in &codes.rows {
            let value = numbers.get(row - 1).copied().flatten();
            match by_code.insert(code, value) {
                Some(former) if former != value => {
                    let column = (*column).to_owned();
                    return Err(PopulationError::Duplicate {
                        file,
                        row,
                        code,
                        column,
                    });
                }
                _ => {}
            }
        }
        found.push(Figures {
            vintage: vintage_of(column, generation),
            generation,
            values: by_code,
            source: format!("{file}, colonne {column}"),
            refused: codes.refused.clone(),
        });
    }
    if found.is_empty() {
        return Err(PopulationError::NoPopulation {
            file,
            columns: columns.join(", "),
        });
    }
    Ok(found)
}

/// A population: a whole number of at least 0, with blanks between thousands and `.0` allowed.
/// Codes of suppressed cells (`c`, `nd`, `s`, `-`) are no numbers.
fn number(text: &str) -> Option<f64> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    plain
        .replace(',', ".")
        .parse::<f64>()
        .ok()
        .filter(|n| n.is_finite() && *n >= 0.0)
}

fn vintage_of(column: &str, generation: Generation) -> Vintage {
    let name = column.to_lowercase();
    let mut years = name
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|digits| {
            digits
                .parse::<u16>()
                .ok()
                .filter(|year| (1990..2100).contains(year))
        });
    let known = WITHOUT_YEAR
        .iter()
        .find(|(n, g, _)| *n == name && *g == generation);
    match (years.next_back(), known) {
        (Some(year), _) => Vintage::Census(year),
        (None, Some((_, _, year))) => Vintage::Census(*year),
        (None, None) => Vintage::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use polars::prelude::*;

    fn table(columns: &[(&str, &[&str])]) -> Table {
        let height = columns[0].1.len();
        let columns = columns
            .iter()
            .map(|(name, values)| {
                let values: Vec<Option<&str>> = values
                    .iter()
                    .map(|v| Some(*v).filter(|v| !v.is_empty()))
                    .collect();
                Column::new((*name).into(), values)
            })
            .collect();
        Table {
            path: "t.csv".into(),
            frame: DataFrame::new(height, columns).unwrap(),
        }
    }

    #[test]
    fn every_column_of_populations_is_found_with_its_census() {
        let t = table(&[
            ("code", &["QP062001", "QP062002"]),
            ("pop_2013", &["1088.0", "1 256"]),
            ("pop_2018", &["1082.0", "nd"]),
        ]);
        let all = read(&t).unwrap();
        assert_eq!(all[0].vintage, Vintage::Census(2013));
        assert_eq!(all[1].label(), "RP 2018, périmètres 2015");
        let second = QuartierCode::parse("QP062002").unwrap();
        assert_eq!(all[0].get(&second), Some(1256.0));
        assert_eq!(all[1].get(&second), None);
        assert!(all[1].values.contains_key(&second));
    }

    #[test]
    fn the_reference_population_of_2024_is_known_by_its_name() {
        let t = table(&[("codeQPV", &["QN06201M"]), ("popMuniQPV", &["1348"])]);
        assert_eq!(read(&t).unwrap()[0].vintage, Vintage::Census(2020));
        let t = table(&[("codeQPV", &["QN06201M"]), ("population", &["1348"])]);
        assert_eq!(read(&t).unwrap()[0].vintage, Vintage::Unknown);
    }

    #[test]
    fn tables_that_are_none_are_refused_with_their_columns() {
        let no_code = table(&[("a", &["x"]), ("pop_2013", &["1"])]);
        assert!(
            read(&no_code)
                .unwrap_err()
                .to_string()
                .ends_with("(its columns: a, pop_2013)")
        );
        let no_population = table(&[("code", &["QP062001"]), ("menages", &["1"])]);
        assert!(matches!(
            read(&no_population),
            Err(PopulationError::NoPopulation { .. })
        ));
        let mixed = table(&[
            ("code", &["QP062001", "QN06201M"]),
            ("pop_2013", &["1", "2"]),
        ]);
        assert!(matches!(
            read(&mixed),
            Err(PopulationError::Codes(CodesError::MixedGenerations {
                row: 2,
                ..
            }))
        ));
        let twice = table(&[
            ("code", &["QP062001", "QP062001"]),
            ("pop_2013", &["1", "2"]),
        ]);
        assert!(matches!(
            read(&twice),
            Err(PopulationError::Duplicate { row: 2, .. })
        ));
    }
}
