//! The columns of a table of ages that are named by hand.

use super::super::column::ColumnError;
use super::AgeTableError;
use crate::population::{AgeColumn, column_named, column_of_ages};
use crate::table::Table;

/// « COL » or « COL=AGES ».
pub(super) fn named_by_hand<'a>(
    text: &str,
    table: &'a Table,
) -> Result<(&'a str, Option<AgeColumn>), AgeTableError> {
    let text = text.trim();
    let (column, ages) = match text.rsplit_once('=') {
        Some((column, ages)) if !table.columns().contains(&text) => (column.trim(), ages),
        _ => (text, text),
    };
    let name = column_named(table, column).map_err(ColumnError::from)?;
    let mut ages = column_of_ages(ages).ok_or_else(|| AgeTableError::NotAges {
        text: text.to_owned(),
    })?;
    // Columns named together belong together.
    ages.family = String::new();
    Ok((name, Some(ages)))
}
