//! Tables as HTML: sortable by the script, readable without it.

use super::folders::Folders;
use super::words::{self, Show, spaced};
use crate::render::Lang;
use crate::report::NamedTable;
use polars::prelude::*;
use std::fmt::Write;

/// A table of the page.
#[derive(Debug, serde::Serialize)]
pub(super) struct Listing {
    pub name: &'static str,
    pub title: String,
    pub rows: usize,
    /// Their number in words.
    pub counted: String,
    /// Many columns: printed on a page of its own, turned.
    pub wide: bool,
    /// The `<table>` up to its rows.
    pub head: String,
    /// Its rows; end tags that HTML lets out are left out.
    pub body: String,
}

/// Escapes a text for content and quoted attributes.
pub(in crate::report) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// Lays a table out.
pub(super) fn listing(table: &NamedTable, folders: &Folders, lang: Lang) -> Listing {
    let title = words::table_title(table.name, &table.title, lang);
    let frame = &table.frame;
    let mut head = String::new();
    // Writing to a String does not fail.
    let _ = write!(
        head,
        "<table id=\"t-{0}\" data-name=\"{0}\"><caption class=\"vh\">{1}</caption><thead><tr>",
        table.name,
        escape(&title)
    );
    let columns: Vec<(&Column, Show, bool)> = frame
        .columns()
        .iter()
        // The list of sources names the file of each census once.
        .filter(|c| !(table.name == "populations_communes" && c.name() == "source"))
        .map(|column| {
            let name = column.name().as_str();
            let (heading, show) = words::column(name, lang);
            let numeric = column.dtype().is_primitive_numeric();
            // A year is a name: it stands at the left like one.
            let class = if numeric && show != Show::Year {
                " class=\"n\""
            } else {
                ""
            };
            let _ = write!(
                head,
                "<th scope=\"col\"{class} data-c=\"{}\">{}</th>",
                escape(name),
                escape(&heading)
            );
            (column, show, numeric)
        })
        .collect();
    head.push_str("</tr></thead>");
    let mut body = String::with_capacity(frame.height() * frame.width() * 30);
    for row in 0..frame.height() {
        body.push_str("<tr>");
        for (column, show, numeric) in &columns {
            if *numeric {
                number_cell(&mut body, column, row, *show, lang);
            } else {
                text_cell(&mut body, column, row, folders, lang);
            }
        }
        body.push('\n');
    }
    Listing {
        name: table.name,
        title,
        rows: frame.height(),
        counted: words::counted(
            lang,
            frame.height(),
            lang.pick("ligne", "row"),
            lang.pick("lignes", "rows"),
        ),
        wide: columns.len() > 8,
        head,
        body,
    }
}

fn number_cell(html: &mut String, column: &Column, row: usize, show: Show, lang: Lang) {
    let value = column.get(row).ok().and_then(|v| v.extract::<f64>());
    let Some(value) = value.filter(|v| v.is_finite()) else {
        html.push_str("<td class=n>");
        return;
    };
    let shown = match show {
        Show::Share => lang.percent(value * 100.0, 1),
        Show::Year => value.to_string(),
        // A whole number is shown as one whatever its column allows.
        Show::Number(_) if column.dtype().is_integer() => lang.number(value, 0),
        Show::Number(decimals) => lang.number(value, decimals),
    };
    // What people read gives the value back, but for shares, which are kept to more places.
    let _ = match show {
        Show::Share => write!(html, "<td class=n data-v={value}>{shown}"),
        Show::Number(_) => write!(html, "<td class=n>{shown}"),
        Show::Year => write!(html, "<td>{shown}"),
    };
}

fn text_cell(html: &mut String, column: &Column, row: usize, folders: &Folders, lang: Lang) {
    let cell = column.get(row);
    let value = match &cell {
        Ok(AnyValue::String(text)) => *text,
        Ok(AnyValue::StringOwned(text)) => text.as_str(),
        _ => "",
    };
    let name = column.name().as_str();
    if name.starts_with("code_qp") && !value.is_empty() {
        // The script makes it a link to the card of the quartier.
        let _ = write!(html, "<td class=c>{}", escape(value));
        return;
    }
    let shown = words::value(name, value, lang);
    if shown != value {
        let _ = write!(html, "<td data-v=\"{}\">{}", escape(value), escape(shown));
        return;
    }
    let text = folders.left_out(value);
    let prose = matches!(
        name,
        "ecart_statut"
            | "constat"
            | "controle"
            | "definition_du_calcul"
            | "partages_2015"
            | "partages_2024"
    );
    let text = if prose { spaced(&text, lang) } else { text };
    let class = if text.chars().count() > 40 {
        " class=t"
    } else {
        ""
    };
    let _ = write!(html, "<td{class}>{}", escape(&text));
}
