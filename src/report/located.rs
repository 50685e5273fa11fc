//! What a table of located addresses says in sum: how many lie in each quartier, how many near one.

use crate::perimeter::{Generation, NotACode, QuartierCode};
use crate::table::{Rows, TableError};
use std::collections::BTreeMap;
use std::path::Path;
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
        row: u64,
        /// Year of the generation.
        generation: u16,
        /// The answer.
        answer: String,
    },
    /// It cannot be read.
    #[error(transparent)]
    Table(#[from] TableError),
    /// Inside a quartier whose code is none.
    #[error("{file}: row {row}, code_qp_{generation}: {source}")]
    BadCode {
        /// The file.
        file: String,
        /// Number of the row below the header.
        row: u64,
        /// Year of the generation.
        generation: u16,
        /// What is wrong with the code.
        source: NotACode,
    },
}

impl LocatedError {
    /// What the user can do about it.
    pub fn advice(&self) -> String {
        match self {
            Self::Table(error) => error.advice(),
            _ => "give a table that `qpv locate` or `qpv geocode --locate` wrote".into(),
        }
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
    fn none(generation: Generation) -> Self {
        Self {
            generation,
            inside: BTreeMap::new(),
            within_300: 0,
            within_500: 0,
            beyond: 0,
            unclear: 0,
            unlocated: 0,
        }
    }

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
    /// `bande_G`), row by row: memory does not grow with the rows.
    ///
    /// # Errors
    /// [`LocatedError`], one sentence that names the file and the row.
    pub fn read(path: &Path) -> Result<Self, LocatedError> {
        let file = path.display().to_string();
        let table = Rows::open(path)?;
        let columns = table.columns();
        let mut counts: Vec<Counting> = Vec::new();
        let mut wanted: Vec<usize> = Vec::new();
        for generation in Generation::ALL {
            let year = generation.year();
            let at = |stem: &str| columns.iter().position(|c| *c == format!("{stem}_{year}"));
            if let (Some(code), Some(reply)) = (at("code_qp"), at("reponse")) {
                let band = at("bande");
                counts.push(Counting {
                    answers: Answers::none(generation),
                    first: wanted.len(),
                    banded: band.is_some(),
                });
                wanted.extend([Some(code), Some(reply), band].into_iter().flatten());
            }
        }
        if counts.is_empty() {
            return Err(LocatedError::NoAnswer {
                file,
                columns: columns.join(", "),
            });
        }
        let rows = table.each(&wanted, |row, cells| {
            counts
                .iter_mut()
                .try_for_each(|one| one.add(&file, row, cells))
        })?;
        Ok(Self {
            file,
            rows,
            answers: counts.into_iter().map(|one| one.answers).collect(),
        })
    }

    /// The answers of the later generation.
    pub fn latest(&self) -> Option<&Answers> {
        self.answers.last()
    }
}

/// The answers of one generation while rows go by, and where its cells begin in a row.
struct Counting {
    answers: Answers,
    first: usize,
    banded: bool,
}

impl Counting {
    fn add(&mut self, file: &str, row: u64, cells: &[&str]) -> Result<(), LocatedError> {
        let found = &mut self.answers;
        let generation = found.generation.year();
        let (code, reply) = (cells[self.first], cells[self.first + 1]);
        match reply {
            "dans" => {
                let code = QuartierCode::parse(code).map_err(|source| LocatedError::BadCode {
                    file: file.to_owned(),
                    row,
                    generation,
                    source,
                })?;
                *found.inside.entry(code).or_default() += 1;
            }
            "hors" => match self.banded.then(|| cells[self.first + 2]) {
                Some("300") => found.within_300 += 1,
                Some("500") => found.within_500 += 1,
                _ => found.beyond += 1,
            },
            "imprecis" => found.unclear += 1,
            "non_localise" => found.unlocated += 1,
            other => {
                return Err(LocatedError::UnknownAnswer {
                    file: file.to_owned(),
                    row,
                    generation,
                    answer: other.chars().take(40).collect(),
                });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<LocatedTable, LocatedError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lieux.csv");
        std::fs::write(&path, text).unwrap();
        LocatedTable::read(&path)
    }

    const HEADER: &str = "nom,code_qp_2024,reponse_2024,bande_2024\n";

    #[test]
    fn answers_are_counted_by_quartier_and_by_band() {
        let rows = "a,QN06201M,dans,\nb,QN06201M,dans,\nc,,hors,300\nd,,hors,500\ne,,hors,\n\
                    f,,imprecis,\ng,,non_localise,\n";
        let found = read(&format!("{HEADER}{rows}")).unwrap();
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
        let message = |text: &str| read(text).unwrap_err().to_string();
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
