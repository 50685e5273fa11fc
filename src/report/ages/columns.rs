//! The columns of a table of ages: of codes, and those that are named by hand.

use super::super::column::{ColumnError, holds_codes};
use super::AgeTableError;
use crate::perimeter::QuartierCode;
use crate::population::{AgeColumn, column_of_ages};
use crate::table::Table;

/// « COL » or « COL=AGES ».
pub(super) fn named_by_hand<'a>(
    text: &'a str,
    columns: &[&'a str],
    file: &str,
) -> Result<(&'a str, Option<AgeColumn>), AgeTableError> {
    let text = text.trim();
    let (column, ages) = match text.rsplit_once('=') {
        Some((column, ages)) if !columns.contains(&text) => (column.trim(), ages),
        _ => (text, text),
    };
    let found = columns.iter().find(|c| c.eq_ignore_ascii_case(column));
    let name = *found.ok_or_else(|| ColumnError::Unknown {
        file: file.to_owned(),
        name: column.to_owned(),
        columns: columns.join(", "),
    })?;
    let mut ages = column_of_ages(ages).ok_or_else(|| AgeTableError::NotAges {
        text: text.to_owned(),
    })?;
    // Columns named together belong together.
    ages.family = String::new();
    Ok((name, Some(ages)))
}

type Numbered<T> = Vec<(usize, T)>;

/// Codes with the numbers of their rows below the header, and the rows that have none.
pub(super) fn codes_of(
    table: &Table,
    code: Option<&str>,
    file: &str,
) -> Result<(Numbered<QuartierCode>, Numbered<String>), ColumnError> {
    let columns = table.columns();
    let listed = || columns.join(", ");
    let column = match code {
        Some(name) => columns.iter().find(|c| c.eq_ignore_ascii_case(name)),
        None => columns.iter().find(|c| holds_codes(table, c)),
    };
    let column = column.ok_or_else(|| match code {
        Some(name) => ColumnError::Unknown {
            file: file.to_owned(),
            name: name.to_owned(),
            columns: listed(),
        },
        None => ColumnError::NoCode {
            file: file.to_owned(),
            columns: listed(),
        },
    })?;
    let (mut codes, mut refused) = (Vec::new(), Vec::new());
    for (i, text) in table.values(column).into_iter().enumerate() {
        match QuartierCode::parse(text.unwrap_or_default()) {
            Ok(code) => codes.push((i + 1, code)),
            Err(error) => refused.push((i + 1, error.to_string())),
        }
    }
    Ok((codes, refused))
}
