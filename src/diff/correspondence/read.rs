//! A published table of correspondence, found by what its columns hold.

use crate::perimeter::{Generation, QuartierCode};
use crate::table::Table;
use std::collections::BTreeSet;
use thiserror::Error;

/// A pair that a table states, or a quartier that it states without a partner.
#[derive(Debug, Clone, PartialEq)]
pub struct Stated {
    /// Row below the header, from 1.
    pub row: usize,
    /// Quartier of 2015.
    pub old: Option<QuartierCode>,
    /// Quartier of 2024.
    pub new: Option<QuartierCode>,
    /// Status of the row, as written (`NOUVEAU`, `MODIFIE`…).
    pub status: Option<String>,
}

/// A table of correspondence.
#[derive(Debug, Clone, PartialEq)]
pub struct Correspondence {
    /// Its file.
    pub file: String,
    /// Its pairs, each once, in the order of the rows.
    pub pairs: Vec<Stated>,
    /// Rows of which something could not be read, with the reason.
    pub refused: Vec<(usize, String)>,
}

/// A table that is no correspondence.
#[derive(Debug, Error)]
pub enum CorrespondenceError {
    /// Codes of one generation only, or of none.
    #[error("{file}: no column holds codes of {missing} (its columns: {columns})")]
    NoCodes {
        /// The file.
        file: String,
        /// The generation that was not found.
        missing: Generation,
        /// Names of its columns.
        columns: String,
    },
    /// Several columns of both generations: which belongs to which cannot be known.
    #[error("{file}: several columns hold codes of both generations: {columns}")]
    Ambiguous {
        /// The file.
        file: String,
        /// Their names.
        columns: String,
    },
}

impl CorrespondenceError {
    /// What the user can do about it.
    pub fn advice(&self) -> String {
        "give one column of codes QN… and one or more of codes QP…, as in \
         liste-correspondance-qp2024-qp2015.csv"
            .into()
    }
}

impl Correspondence {
    /// Whether a code occurs in the table.
    pub fn names(&self, code: &QuartierCode) -> bool {
        self.pairs
            .iter()
            .any(|s| s.old.as_ref() == Some(code) || s.new.as_ref() == Some(code))
    }

    /// Only what is said of quartiers of these départements; all where the list is empty. A pair
    /// with one side outside is left out, as that side is not compared.
    #[must_use]
    pub fn in_departements(mut self, departements: &[String]) -> Self {
        if !departements.is_empty() {
            let here = |code: &QuartierCode| departements.iter().any(|d| d == code.departement());
            self.pairs
                .retain(|s| [s.old, s.new].iter().flatten().all(here));
        }
        self
    }
}

/// Reads a table of correspondence: the producer's, which has a quartier of 2024 in each row and
/// up to three parents beside it, one of two columns, or any other with a column of one
/// generation and one or more of the other. Columns are found by their values, names of headers
/// and their blanks do not matter. A cell may hold several codes.
///
/// # Errors
/// [`CorrespondenceError`] where the columns are not there. A cell that is no code is no error:
/// its row is in [`Correspondence::refused`].
pub fn read_correspondence(table: &Table) -> Result<Correspondence, CorrespondenceError> {
    let file = table.path.display().to_string();
    let columns = table.columns();
    let of = |generation| -> Vec<&str> {
        let holds = |column: &&&str| holds_codes_of(table, column, generation);
        columns.iter().filter(holds).copied().collect()
    };
    let (old, new) = (of(Generation::Qp2015), of(Generation::Qp2024));
    for (found, missing) in [(&old, Generation::Qp2015), (&new, Generation::Qp2024)] {
        if found.is_empty() {
            let columns = columns.join(", ");
            return Err(CorrespondenceError::NoCodes {
                file,
                missing,
                columns,
            });
        }
    }
    if old.len() > 1 && new.len() > 1 {
        let columns = [new, old].concat().join(", ");
        return Err(CorrespondenceError::Ambiguous { file, columns });
    }
    let status_column = columns
        .iter()
        .find(|c| c.trim().to_lowercase().starts_with("statut"));
    let cells = |names: &[&str]| -> Vec<Vec<Option<String>>> {
        let owned = |v: Option<&str>| v.map(str::to_owned);
        names
            .iter()
            .map(|c| table.values(c).into_iter().map(owned).collect())
            .collect()
    };
    let (old, new) = (cells(&old), cells(&new));
    let status = status_column.map(|c| table.values(c)).unwrap_or_default();
    let (mut pairs, mut refused, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
    for at in 0..table.height() {
        let row = at + 1;
        let mut codes = |columns: &[Vec<Option<String>>], generation| {
            let texts = columns.iter().filter_map(|c| c.get(at)?.as_deref());
            let parts = texts.flat_map(parts_of);
            let mut found = Vec::new();
            for text in parts {
                match QuartierCode::parse(text) {
                    Ok(code) if code.generation() == generation => found.push(code),
                    Ok(code) => refused.push((row, format!("{code} is no code of {generation}"))),
                    Err(error) => refused.push((row, error.to_string())),
                }
            }
            found
        };
        let before = codes(&old, Generation::Qp2015);
        let after = codes(&new, Generation::Qp2024);
        let alone = |list: Vec<QuartierCode>| -> Vec<Option<QuartierCode>> {
            match list.is_empty() {
                true => vec![None],
                false => list.into_iter().map(Some).collect(),
            }
        };
        if before.is_empty() && after.is_empty() {
            if refused.last().is_none_or(|(last, _)| *last != row) {
                refused.push((row, "no code in it".into()));
            }
            continue;
        }
        let status = status.get(at).copied().flatten().map(str::to_owned);
        for new in alone(after) {
            for old in alone(before.clone()) {
                if seen.insert((old, new)) {
                    pairs.push(Stated {
                        row,
                        old,
                        new,
                        status: status.clone(),
                    });
                }
            }
        }
    }
    Ok(Correspondence {
        file,
        pairs,
        refused,
    })
}

/// Whether most of the values of a column are codes of a generation.
fn holds_codes_of(table: &Table, column: &str, generation: Generation) -> bool {
    let values = table.values(column);
    let filled: Vec<&str> = values.into_iter().flatten().flat_map(parts_of).collect();
    let codes = filled
        .iter()
        .filter(|t| QuartierCode::parse(t).is_ok_and(|c| c.generation() == generation));
    !filled.is_empty() && 2 * codes.count() > filled.len()
}

/// The codes of a cell; dashes and words without a digit stand for none.
fn parts_of(cell: &str) -> impl Iterator<Item = &str> {
    cell.split([',', ';', '|', '/', '+'])
        .map(str::trim)
        .filter(|t| t.bytes().any(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{from_text, read};
    use std::path::Path;

    fn table(text: &str) -> Table {
        from_text(Path::new("t.csv"), text).unwrap()
    }

    fn pairs(found: &Correspondence) -> Vec<String> {
        let text = |c: Option<QuartierCode>| c.map(|c| c.to_string()).unwrap_or_default();
        let pairs = found.pairs.iter();
        pairs
            .map(|s| format!("{}<{}", text(s.new), text(s.old)))
            .collect()
    }

    #[test]
    fn the_layout_of_the_producer_is_read_with_its_mark_and_stray_blanks() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("liste-correspondance-qp2024-qp2015.csv");
        let text = "\u{feff} QP2024;Label_QP2024 ; Statut;QP2015_1 ; Label_QP2015_1;QP2015_2;\
                    Label_QP2015_2 ;QP2015_3;Label_QP2015_3\r\n\
                    QN06252M;Des résidences;MODIFIE;QP062052 ;Henriville; QP062053;Tour;QP062054;Rés\r\n\
                    QN06264N;Les Vérotières;NOUVEAU;;;;;;\r\n";
        std::fs::write(&path, text).unwrap();
        let found = read_correspondence(&read(&path).unwrap()).unwrap();
        assert_eq!(
            pairs(&found),
            [
                "QN06252M<QP062052",
                "QN06252M<QP062053",
                "QN06252M<QP062054",
                "QN06264N<"
            ]
        );
        assert_eq!(found.pairs[3].status.as_deref(), Some("NOUVEAU"));
        assert!(found.refused.is_empty());
    }

    #[test]
    fn two_columns_in_any_order_and_several_codes_in_a_cell_are_read() {
        let found = read_correspondence(&table("ancien,nouveau\nqp062001,QN06201M\n")).unwrap();
        assert_eq!(pairs(&found), ["QN06201M<QP062001"]);
        let text = "nouveau;anciens\nQN06252M;QP062052, QP062053\nQN06264N;-\n";
        let found = read_correspondence(&table(text)).unwrap();
        let expected = ["QN06252M<QP062052", "QN06252M<QP062053", "QN06264N<"];
        assert_eq!(pairs(&found), expected);
    }

    #[test]
    fn what_is_no_code_is_refused_with_its_row() {
        let text = "a,b\nQN06201M,QP062001\nQN06202M,QP62002\nQN06203M,QN06203M\n,\nQN06204M,QP062004\nQN06205M,QP062005\n";
        let found = read_correspondence(&table(text)).unwrap();
        let rows: Vec<usize> = found.refused.iter().map(|r| r.0).collect();
        assert_eq!(rows, [2, 3, 4]);
        assert!(found.refused[0].1.contains("QP62002"));
    }

    #[test]
    fn tables_that_are_none_are_refused_with_their_columns() {
        let message = |text| read_correspondence(&table(text)).unwrap_err().to_string();
        assert!(message("a,b\nQN06201M,x\n").contains("no column holds codes of QP2015"));
        assert!(message("a,b\n1,2\n").ends_with("(its columns: a, b)"));
        let several = "a,b,c,d\nQN06201M,QN06202M,QP062001,QP062002\n";
        assert!(message(several).contains("a, b, c, d"));
    }

    #[test]
    fn a_departement_is_cut_out() {
        let text = "a,b\nQN06201M,QP062001\nQN05901M,QP059001\n";
        let found = read_correspondence(&table(text)).unwrap();
        let here = found.in_departements(&["62".to_owned()]);
        assert_eq!(pairs(&here), ["QN06201M<QP062001"]);
    }
}
