//! Columns of one type each, and tables made of them.

use polars::prelude::*;
use std::collections::BTreeSet;

/// One column, built value by value; every column of a table has the same number of rows.
pub(in crate::report) fn text<S: AsRef<str>>(
    name: &str,
    values: impl Iterator<Item = Option<S>>,
) -> Column {
    let values: Vec<Option<String>> = values
        .map(|v| v.map(|s| s.as_ref().to_owned()).filter(|s| !s.is_empty()))
        .collect();
    Column::new(name.into(), values)
}

pub(in crate::report) fn real(
    name: &str,
    decimals: i32,
    values: impl Iterator<Item = Option<f64>>,
) -> Column {
    let scale = 10f64.powi(decimals);
    // Adding 0 turns the -0 of a rounded rest of nothing into 0.
    let round = |v: f64| (v * scale).round() / scale + 0.0;
    Column::new(
        name.into(),
        values.map(|v| v.map(round)).collect::<Vec<_>>(),
    )
}

pub(in crate::report) fn whole(name: &str, values: impl Iterator<Item = Option<i64>>) -> Column {
    Column::new(name.into(), values.collect::<Vec<_>>())
}

/// A table of columns. A second column of one name, such as one census on both generations or
/// two populations without a year, gets a number behind it.
pub(in crate::report) fn frame(mut columns: Vec<Column>) -> DataFrame {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for column in &mut columns {
        let name = column.name().to_string();
        let numbered = (2..).map(|n| format!("{name}_{n}"));
        let free = std::iter::once(name.clone())
            .chain(numbered)
            .find(|n| !taken.contains(n));
        let free = free.unwrap_or(name);
        column.rename(free.as_str().into());
        taken.insert(free);
    }
    let height = columns.first().map_or(0, Column::len);
    // invariant: all columns of a table are built from the same rows, and names differ by now
    DataFrame::new(height, columns).expect("columns of one table")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_one_name_are_numbered_and_never_a_panic() {
        let column = |value: i64| whole("pop_rp2018", std::iter::once(Some(value)));
        let table = frame(vec![column(1), column(2), column(3)]);
        assert_eq!(
            table.get_column_names(),
            ["pop_rp2018", "pop_rp2018_2", "pop_rp2018_3"]
        );
    }
}
