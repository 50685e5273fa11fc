//! The quartiers of a table: the column of their codes, found the same way for populations, for
//! ages and for any other column.

use crate::perimeter::{Generation, QuartierCode};
use crate::table::Table;
use thiserror::Error;

/// A table whose quartiers are not known.
#[derive(Debug, Error)]
pub enum CodesError {
    /// A column that the table does not have.
    #[error("{file}: no column {name:?} (its columns: {columns})")]
    Unknown {
        /// The file.
        file: String,
        /// The column asked for.
        name: String,
        /// Names of its columns.
        columns: String,
    },
    /// No column of codes.
    #[error("{file}: no column holds codes of quartiers (its columns: {columns})")]
    NoCode {
        /// The file.
        file: String,
        /// Names of its columns.
        columns: String,
    },
    /// Codes of both generations.
    #[error("{file}: row {row} has the code {code} of another generation than the first row")]
    MixedGenerations {
        /// The file.
        file: String,
        /// Number of the row below the header.
        row: usize,
        /// The code.
        code: QuartierCode,
    },
}

impl CodesError {
    /// What the user can do about it.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Unknown { .. } => "give one of these",
            Self::NoCode { .. } => "codes look like QP062001 (2015) or QN06201M (2024)",
            Self::MixedGenerations { .. } => "give each generation in a table of its own",
        }
    }
}

/// The quartiers of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Codes {
    /// Their generation.
    pub generation: Generation,
    /// Number of each row below the header, from 1, and its code.
    pub rows: Vec<(usize, QuartierCode)>,
    /// Rows without a code (totals, notes), and what they have in its place.
    pub refused: Vec<(usize, String)>,
}

impl Codes {
    /// Reads the codes of the column `named`, else of the first one most of whose values are codes.
    ///
    /// # Errors
    /// [`CodesError`], one sentence that names the file and the row.
    pub fn of(table: &Table, named: Option<&str>) -> Result<Self, CodesError> {
        let file = table.path.display().to_string();
        let columns = table.columns();
        let no_code = || CodesError::NoCode {
            file: file.clone(),
            columns: columns.join(", "),
        };
        let column = match named {
            Some(name) => column_named(table, name)?,
            None => columns
                .iter()
                .find(|column| holds_codes(table, column))
                .ok_or_else(no_code)?,
        };
        let (mut rows, mut refused) = (Vec::new(), Vec::new());
        for (i, text) in table.values(column).into_iter().enumerate() {
            match QuartierCode::parse(text.unwrap_or_default()) {
                Ok(code) => rows.push((i + 1, code)),
                Err(error) => refused.push((i + 1, error.to_string())),
            }
        }
        let generation = rows
            .first()
            .map(|(_, code)| code.generation())
            .ok_or_else(no_code)?;
        let mixed = rows.iter().find(|(_, c)| c.generation() != generation);
        if let Some(&(row, code)) = mixed {
            return Err(CodesError::MixedGenerations { file, row, code });
        }
        Ok(Self {
            generation,
            rows,
            refused,
        })
    }
}

/// The column that a user calls so: by its very name, else whatever its capitals.
///
/// # Errors
/// [`CodesError::Unknown`].
pub fn column_named<'a>(table: &'a Table, name: &str) -> Result<&'a str, CodesError> {
    let columns = table.columns();
    let exact = columns.iter().find(|c| **c == name);
    let found = exact.or_else(|| columns.iter().find(|c| c.eq_ignore_ascii_case(name)));
    found.copied().ok_or_else(|| CodesError::Unknown {
        file: table.path.display().to_string(),
        name: name.to_owned(),
        columns: columns.join(", "),
    })
}

/// Whether most of the values of a column are codes.
fn holds_codes(table: &Table, column: &str) -> bool {
    let values = table.values(column);
    let filled = values.iter().flatten().count();
    let codes = values.iter().flatten();
    let codes = codes.filter(|t| QuartierCode::parse(t).is_ok()).count();
    filled > 0 && 2 * codes > filled
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn read(text: &str, named: Option<&str>) -> Result<Codes, CodesError> {
        let table = crate::table::from_text(Path::new("t.csv"), text).unwrap();
        Codes::of(&table, named)
    }

    #[test]
    fn codes_are_found_by_their_values_and_rows_without_one_are_kept_apart() {
        let codes = read("nom,qp,n\na,QN06201M,1\nTOTAL,,3\nb, qn06202m ,2\n", None).unwrap();
        assert_eq!(codes.generation, Generation::Qp2024);
        let rows: Vec<usize> = codes.rows.iter().map(|(row, _)| *row).collect();
        assert_eq!((rows, codes.refused[0].0), (vec![1, 3], 2));
    }

    #[test]
    fn a_column_named_by_hand_is_taken_whatever_its_capitals() {
        let text = "a,Code\nx,QP062001\n";
        assert_eq!(read(text, Some("CODE")).unwrap().rows.len(), 1);
        let said = read(text, Some("b")).unwrap_err().to_string();
        assert_eq!(said, "t.csv: no column \"b\" (its columns: a, Code)");
        // One that is there and holds none is no better.
        assert!(matches!(
            read(text, Some("a")),
            Err(CodesError::NoCode { .. })
        ));
    }

    #[test]
    fn two_generations_are_told_with_the_row() {
        let said = read("c\nQN06201M\nQP062001\n", None).unwrap_err();
        assert!(matches!(said, CodesError::MixedGenerations { row: 2, .. }));
    }
}
