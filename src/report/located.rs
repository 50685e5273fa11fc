//! What a table of located addresses says in sum: how many lie in each quartier, how many near one.

use crate::perimeter::{Generation, NotACode, QuartierCode};
use crate::table::Table;
use std::collections::BTreeMap;
use thiserror::Error;

/// A table that was not written by the locator, or was changed since.
#[derive(Debug, Error)]
pub enum LocatedError {
    /// No pair of columns of a generation.
    #[error("{file}: no column reponse_2015 or reponse_2024 (its columns: {columns})")]
    NoAnswer {
        /// The file.
        file: String,
        /// Names of its columns.
        columns: String,
    },
    /// An answer that the locator never gives.
    #[error("{file}: row {row} has the answer {answer:?} in reponse_{generation}")]
    UnknownAnswer {
        /// The file.
        file: String,
        /// Number of the row below the header.
        row: usize,
        /// Year of the generation.
        generation: u16,
        /// The answer.
        answer: String,
    },
    /// Inside a quartier whose code is none.
    #[error("{file}: row {row}, code_qp_{generation}: {source}")]
    BadCode {
        /// The file.
        file: String,
        /// Number of the row below the header.
        row: usize,
        /// Year of the generation.
        generation: u16,
        /// What is wrong with the code.
        source: NotACode,
    },
}

impl LocatedError {
    /// What the user can do about it.
    pub fn advice(&self) -> String {
        "give a table that `qpv locate` or `qpv geocode --locate` wrote".into()
    }
}

/// Answers of one generation, counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers {
    /// Generation of the perimeters.
    pub generation: Generation,
    /// Rows inside each quartier; quartiers without any are not listed.
    pub inside: BTreeMap<QuartierCode, u64>,
    /// Outside, at most 300 m from a limit.
    pub within_300: u64,
    /// Outside, 300 to 500 m from a limit.
    pub within_500: u64,
    /// Outside, farther.
    pub beyond: u64,
    /// Too near a limit for the precision of the place.
    pub unclear: u64,
    /// Without a place.
    pub unlocated: u64,
}

impl Answers {
    /// Rows inside any quartier.
    pub fn inside_total(&self) -> u64 {
        self.inside.values().sum()
    }
}

/// The answers of a table of located addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocatedTable {
    /// The file.
    pub file: String,
    /// Rows.
    pub rows: u64,
    /// One entry per generation that the table has answers for, oldest first; never empty.
    pub answers: Vec<Answers>,
}

impl LocatedTable {
    /// Counts the answers of a table that the locator wrote (columns `code_qp_G`, `reponse_G`,
    /// `bande_G`).
    ///
    /// # Errors
    /// [`LocatedError`], one sentence that names the file and the row.
    pub fn count(table: &Table) -> Result<Self, LocatedError> {
        let file = table.path.display().to_string();
        let columns = table.columns();
        let mut answers = Vec::new();
        for generation in Generation::ALL {
            let year = generation.year();
            let named = |stem: &str| format!("{stem}_{year}");
            let has = |stem: &str| columns.contains(&named(stem).as_str());
            if has("code_qp") && has("reponse") {
                answers.push(count(table, &file, generation)?);
            }
        }
        if answers.is_empty() {
            return Err(LocatedError::NoAnswer {
                file,
                columns: columns.join(", "),
            });
        }
        Ok(Self {
            file,
            rows: table.height() as u64,
            answers,
        })
    }

    /// The answers of the later generation.
    pub fn latest(&self) -> Option<&Answers> {
        self.answers.last()
    }
}

fn count(table: &Table, file: &str, generation: Generation) -> Result<Answers, LocatedError> {
    let year = generation.year();
    let codes = table.values(&format!("code_qp_{year}"));
    let bands = table.values(&format!("bande_{year}"));
    let mut found = Answers {
        generation,
        inside: BTreeMap::new(),
        within_300: 0,
        within_500: 0,
        beyond: 0,
        unclear: 0,
        unlocated: 0,
    };
    let replies = table.values(&format!("reponse_{year}"));
    for (row, reply) in replies.into_iter().enumerate() {
        match reply.unwrap_or_default().trim() {
            "dans" => {
                let text = codes.get(row).copied().flatten().unwrap_or_default();
                let code = QuartierCode::parse(text).map_err(|source| LocatedError::BadCode {
                    file: file.to_owned(),
                    row: row + 1,
                    generation: year,
                    source,
                })?;
                *found.inside.entry(code).or_default() += 1;
            }
            "hors" => match bands.get(row).copied().flatten().map(str::trim) {
                Some("300") => found.within_300 += 1,
                Some("500") => found.within_500 += 1,
                _ => found.beyond += 1,
            },
            "imprecis" => found.unclear += 1,
            "non_localise" => found.unlocated += 1,
            other => {
                return Err(LocatedError::UnknownAnswer {
                    file: file.to_owned(),
                    row: row + 1,
                    generation: year,
                    answer: other.chars().take(40).collect(),
                });
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn table(text: &str) -> Table {
        crate::table::from_text(Path::new("lieux.csv"), text).unwrap()
    }

    const HEADER: &str = "nom,code_qp_2024,reponse_2024,bande_2024\n";

    #[test]
    fn answers_are_counted_by_quartier_and_by_band() {
        let rows = "a,QN06201M,dans,\nb,QN06201M,dans,\nc,,hors,300\nd,,hors,500\ne,,hors,\n\
                    f,,imprecis,\ng,,non_localise,\n";
        let found = LocatedTable::count(&table(&format!("{HEADER}{rows}"))).unwrap();
        let answers = found.latest().unwrap();
        assert_eq!((found.rows, answers.inside_total()), (7, 2));
        assert_eq!(
            (answers.within_300, answers.within_500, answers.beyond),
            (1, 1, 1)
        );
        assert_eq!((answers.unclear, answers.unlocated), (1, 1));
    }

    #[test]
    fn a_table_of_something_else_is_refused_in_one_sentence() {
        let message = |text: &str| LocatedTable::count(&table(text)).unwrap_err().to_string();
        assert!(message("a,b\n1,2\n").ends_with("(its columns: a, b)"));
        let answer = message(&format!("{HEADER}a,QN06201M,oui,\n"));
        assert!(
            answer.contains("row 1") && answer.contains("\"oui\""),
            "{answer}"
        );
        let code = message(&format!("{HEADER}a,,dans,\n"));
        assert!(code.contains("row 1, code_qp_2024"), "{code}");
    }
}
