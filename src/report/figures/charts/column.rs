//! A column of the user's own table, one line per quartier.

use super::super::super::column::Column;
use super::super::super::study::Study;
use super::super::tables::{column_words, spoken};
use super::super::{FigureKind, Style};
use super::{by_quartier, measured, on_paper};
use crate::render::charts::{self, BarChart, Order, RowLabel};
use crate::render::{Figure, RenderError};

/// A chart of a column: one line per quartier, the largest value first.
///
/// # Errors
/// No quartier of its generation, a negative value, more quartiers than a page can show.
pub fn column_chart(study: &Study, column: &Column, style: &Style) -> Result<Figure, RenderError> {
    let lang = style.lang;
    let quartiers = &study.set(column.generation).quartiers;
    let value = |code| column.values.get(code).copied().flatten();
    let values = quartiers.iter().map(|q| value(&q.code)).collect();
    let mut series = measured(column.generation, values, lang);
    series.name = format!("{}, {}", spoken(&column.name), series.name);
    let rows: Vec<RowLabel> = quartiers
        .iter()
        .map(|q| RowLabel {
            code: q.code.to_string(),
            name: q.name.clone(),
        })
        .collect();
    on_paper(style, by_quartier(rows.len()), |page| {
        let words = column_words(study, column, style);
        charts::dots(&BarChart {
            setting: words.setting(study, FigureKind::ColonneGraphique, style, page),
            rows: rows.clone(),
            series: vec![series.clone()],
            order: Order::Descending,
            decimals: column.decimals(),
            unit: column.unit.to_owned(),
        })
    })
}
