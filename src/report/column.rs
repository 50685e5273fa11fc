//! One column of any table, as a value for each quartier.

use crate::perimeter::{Generation, QuartierCode};
use crate::population::{Codes, CodesError, column_named};
use crate::table::Table;
use std::collections::BTreeMap;
use thiserror::Error;

/// A column that gives no value for quartiers.
#[derive(Debug, Error)]
pub enum ColumnError {
    /// Its quartiers, or the column asked for, are not known.
    #[error(transparent)]
    Codes(#[from] CodesError),
    /// The same code with two values.
    #[error("{file}: row {row} gives {code} a second value in column {name}")]
    Duplicate {
        /// The file.
        file: String,
        /// Number of the row below the header.
        row: usize,
        /// The code.
        code: QuartierCode,
        /// The column.
        name: String,
    },
    /// Text that is no number.
    #[error("{file}: row {row}: {text:?} in column {name} is no number")]
    NoNumber {
        /// The file.
        file: String,
        /// Number of the row below the header.
        row: usize,
        /// The text.
        text: String,
        /// The column.
        name: String,
    },
    /// A number that no legend could write.
    #[error("{file}: row {row}: {value:e} in column {name} is too large to be shown")]
    TooLarge {
        /// The file.
        file: String,
        /// Number of the row below the header.
        row: usize,
        /// The number.
        value: f64,
        /// The column.
        name: String,
    },
}

impl ColumnError {
    /// What the user can do about it.
    pub fn advice(&self) -> String {
        match self {
            Self::Codes(CodesError::Unknown { .. }) => {
                "give one of these with --value or --code".into()
            }
            Self::Codes(error @ CodesError::NoCode { .. }) => {
                format!("{}; name their column with --code", error.advice())
            }
            Self::Codes(error) => error.advice().into(),
            Self::Duplicate { .. } => "keep one row for each quartier".into(),
            Self::TooLarge { .. } => "give the column in a larger unit".into(),
            Self::NoNumber { .. } => {
                "write missing values as nothing, nd, s, c or -, and numbers without units".into()
            }
        }
    }
}

/// Words that stand for a value that is missing or under statistical secrecy.
const MISSING: [&str; 12] = [
    "", "-", "c", "n", "na", "n/a", "nan", "nd", "n.d.", "ns", "s", "null",
];

/// From here on a number is a mistake: no count or amount of a quartier comes near it.
const TOO_LARGE: f64 = 1e12;

/// Beginnings of names of columns that hold no counts, in lower case.
const RATES: [&str; 16] = [
    "taux", "tx", "part", "pct", "pourcent", "indice", "ind_", "med", "disp_", "revenu", "dens",
    "moy", "rate", "share", "percent", "ratio",
];

/// A value for each quartier of one generation.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// The file.
    pub file: String,
    /// Name of the column.
    pub name: String,
    /// Generation of its codes.
    pub generation: Generation,
    /// Values; `None` is missing or secret.
    pub values: BTreeMap<QuartierCode, Option<f64>>,
    /// Whether the values are rates (drawn as classes) and not counts (drawn as circles).
    pub rate: bool,
    /// Unit that the name tells: `%`, or nothing.
    pub unit: &'static str,
    /// Rows without a code of a quartier (totals, notes): number below the header and text.
    pub refused: Vec<(usize, String)>,
}

impl Column {
    /// Reads the column `value` of a table by its column of codes: `code`, else the one most of whose
    /// values are codes. `rate` says what the values are where the guess (a telling name, a fraction
    /// or a negative number means a rate) is not wanted.
    ///
    /// # Errors
    /// [`ColumnError`], one sentence that names the file and the row.
    pub fn read(
        table: &Table,
        code: Option<&str>,
        value: &str,
        rate: Option<bool>,
    ) -> Result<Self, ColumnError> {
        let file = table.path.display().to_string();
        let value = column_named(table, value)?;
        let codes = Codes::of(table, code)?;
        let mut values: BTreeMap<QuartierCode, Option<f64>> = BTreeMap::new();
        let texts = table.values(value);
        for (row, code) in codes.rows {
            let text = texts.get(row - 1).copied().flatten().unwrap_or_default();
            let number = parse(text).ok_or_else(|| ColumnError::NoNumber {
                file: file.clone(),
                row,
                text: text.chars().take(40).collect(),
                name: value.to_owned(),
            })?;
            if let Some(number) = number.filter(|n| n.abs() >= TOO_LARGE) {
                let name = value.to_owned();
                return Err(ColumnError::TooLarge {
                    file,
                    row,
                    value: number,
                    name,
                });
            }
            if values.insert(code, number).is_some() {
                let name = value.to_owned();
                return Err(ColumnError::Duplicate {
                    file,
                    row,
                    code,
                    name,
                });
            }
        }
        let lower = value.to_lowercase();
        let percent = value.contains('%')
            || ["taux", "tx_", "part", "pct"]
                .iter()
                .any(|w| lower.starts_with(w));
        let telling = percent || RATES.iter().any(|word| lower.starts_with(word));
        let uneven = |v: &f64| v.fract() != 0.0 || *v < 0.0;
        let guessed = telling || values.values().flatten().any(uneven);
        Ok(Self {
            file,
            name: value.to_owned(),
            generation: codes.generation,
            values,
            rate: rate.unwrap_or(guessed),
            unit: if percent { "%" } else { "" },
            refused: codes.refused,
        })
    }

    /// Decimal places that the values need, at most two.
    pub fn decimals(&self) -> usize {
        let need = |v: &f64, places: i32| {
            let scaled = v * 10f64.powi(places);
            (scaled - scaled.round()).abs() > 1e-6
        };
        let known = || self.values.values().flatten();
        if known().any(|v| v.abs() >= 1000.0) || !known().any(|v| need(v, 0)) {
            0
        } else if !known().any(|v| need(v, 1)) || known().any(|v| v.abs() >= 10.0) {
            1
        } else {
            2
        }
    }
}

/// A number with blanks between thousands, a comma or point and an optional `%`; `Some(None)` for a
/// missing one, `None` for text that is neither.
pub(super) fn parse(text: &str) -> Option<Option<f64>> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let plain = plain.trim_end_matches('%').to_lowercase();
    if MISSING.contains(&plain.as_str()) {
        return Some(None);
    }
    let number = plain
        .replace(',', ".")
        .replace('\u{2212}', "-")
        .parse::<f64>()
        .ok()?;
    number.is_finite().then_some(Some(number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn read(text: &str, value: &str) -> Result<Column, ColumnError> {
        let table = crate::table::from_text(Path::new("t.csv"), text).unwrap();
        Column::read(&table, None, value, None)
    }

    #[test]
    fn counts_and_rates_are_told_apart_and_secret_values_are_missing() {
        let text = "code;menages;taux_pauvrete;age\nQN06201M;1 240;46,5;38.25\nQN06202M;s;;41\n";
        let counts = read(text, "menages").unwrap();
        assert!(!counts.rate && counts.decimals() == 0);
        let second = QuartierCode::parse("QN06202M").unwrap();
        assert_eq!(counts.values[&second], None);
        let rates = read(text, "Taux_Pauvrete").unwrap();
        assert!(rates.rate && rates.decimals() == 1);
        assert_eq!(rates.unit, "%");
        assert!(read(text, "age").unwrap().rate);
    }

    #[test]
    fn what_cannot_be_drawn_is_named_with_its_row() {
        let message = |text: &str, value: &str| read(text, value).unwrap_err().to_string();
        let text = "code,n\nQN06201M,3\n";
        assert!(message(text, "m").contains("no column \"m\" (its columns: code, n)"));
        assert!(message("a,n\nx,3\n", "n").contains("no column holds codes"));
        assert!(message("code,n\nQN06201M,trois\n", "n").contains("row 1: \"trois\""));
        assert!(message("code,n\nQN06201M,inf\n", "n").contains("row 1: \"inf\""));
        let huge = message("code,n\nQN06201M,3\nQN06202M,1e300\n", "n");
        assert!(
            huge.contains("row 2: 1e300 in column n is too large"),
            "{huge}"
        );
        assert!(message("code,n\nQN06201M,3\nQN06201M,4\n", "n").contains("row 2"));
        assert!(message("code,n\nQN06201M,3\nQP062001,4\n", "n").contains("another generation"));
    }

    #[test]
    fn rows_of_totals_are_counted_and_left_out() {
        let column = read("code,n\nQN06201M,3\nQN06202M,5\nTOTAL,8\n", "n").unwrap();
        assert_eq!((column.values.len(), column.refused.len()), (2, 1));
    }
}
