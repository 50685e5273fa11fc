//! The report as a workbook: one sheet per table, native charts, a first sheet that explains.
//!
//! Cells hold real numbers with a format, and texts as texts: a value that begins with `=`, `+`,
//! `-` or `@` is never a formula. The header keeps the names of columns that the CSV files have,
//! so that what is built on one works on the other; the first sheet says what they mean.

mod charts;
mod readme;

use super::page::folders::Folders;
use super::page::words;
use super::{NamedTable, Study};
use crate::atomic;
use crate::render::Lang;
use polars::prelude::*;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet,
    XlsxError,
};
use std::collections::BTreeSet;
use std::path::Path;
use thiserror::Error;

/// A workbook that cannot be written.
#[derive(Debug, Error)]
pub enum WorkbookError {
    /// A sheet that the format cannot hold, such as one with more than 1 048 575 rows.
    #[error("the workbook cannot be made")]
    Format(#[from] XlsxError),
    /// The file system.
    #[error("{path}: the workbook cannot be written")]
    Io {
        /// The file.
        path: String,
        /// What the system says.
        source: std::io::Error,
    },
}

pub(super) const NEW: Color = Color::RGB(0x002f_5390);
pub(super) const OLD: Color = Color::RGB(0x00d1_6d26);

/// Writes the tables of a study as `.xlsx`. `made_on` is the date as text; the same input gives
/// the same bytes.
///
/// # Errors
/// [`WorkbookError`] when a table is too long for a sheet or the file cannot be written.
pub fn workbook(
    study: &Study,
    tables: &[NamedTable],
    made_on: &str,
    path: &Path,
) -> Result<(), WorkbookError> {
    let bytes = bytes(study, tables, made_on)?;
    atomic::write_bytes(path, &bytes).map_err(|source| WorkbookError::Io {
        path: path.display().to_string(),
        source,
    })
}

/// Characters of the widest column of a sheet; longer texts go on below. A sheet is printed on the
/// width of one page, whatever its number of columns.
fn widest_of(columns: usize) -> usize {
    if columns > 8 { 40 } else { 60 }
}

fn bytes(study: &Study, tables: &[NamedTable], made_on: &str) -> Result<Vec<u8>, XlsxError> {
    let folders = Folders::of(study);
    let lang = study.lang;
    let titles = sheet_titles(tables, lang);
    let mut book = Workbook::new();
    // The time of writing would make every file another one; the day the perimeters of 2024
    // came into force stands for it.
    let day = ExcelDateTime::from_ymd(2024, 1, 1)?;
    book.set_properties(
        &DocProperties::new()
            .set_title(lang.pick(
                "Quartiers prioritaires, périmètres 2015 et 2024",
                "Quartiers prioritaires, perimeters of 2015 and 2024",
            ))
            .set_author("qpv")
            .set_creation_datetime(&day),
    );
    book.push_worksheet(readme::sheet(study, tables, &titles, made_on)?);
    let mut sheets = Vec::new();
    for (table, title) in tables.iter().zip(&titles) {
        sheets.push(table_sheet(table, title, &folders, study)?);
    }
    book.push_worksheet(charts::sheet(study, tables, &titles)?);
    for sheet in sheets {
        book.push_worksheet(sheet);
    }
    book.save_to_buffer()
}

/// Titles of sheets: at most 31 characters, none of `[]:*?/\`, each once.
fn sheet_titles(tables: &[NamedTable], lang: Lang) -> Vec<String> {
    let own = [readme::title(lang), charts::title(lang), "history"];
    let mut taken: BTreeSet<String> = own.map(str::to_lowercase).into();
    let mut titles = Vec::new();
    for table in tables {
        let wanted = match table.name {
            "emprises" => lang.pick("Emprises", "Ground"),
            "populations_communes" => lang.pick("Population par commune", "Population by commune"),
            "quartiers_2015" => "Quartiers 2015",
            "quartiers_2024" => "Quartiers 2024",
            name => &words::table_title(name, &table.title, lang),
        };
        let plain: String = wanted
            .chars()
            .map(|c| {
                if "[]:*?/\\'".contains(c) || c.is_control() {
                    ' '
                } else {
                    c
                }
            })
            .collect();
        let cut = |text: &str, most: usize| text.trim().chars().take(most).collect::<String>();
        let mut title = cut(&plain, 31);
        if title.is_empty() {
            title = table.name.chars().take(31).collect();
        }
        let mut number = 2;
        while !taken.insert(title.to_lowercase()) {
            title = format!("{} {number}", cut(&plain, 27));
            number += 1;
        }
        titles.push(title);
    }
    titles
}

pub(super) fn header_format() -> Format {
    Format::new()
        .set_bold()
        .set_font_color(Color::White)
        .set_background_color(NEW)
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter)
        .set_border_bottom(FormatBorder::Medium)
}

/// How the numbers of a column are written, from its name.
fn number_format(column: &str, dtype: &DataType) -> &'static str {
    if column == "perimetres" {
        "0"
    } else if column.starts_with("part_") || column == "iou" {
        "0.0%"
    } else if dtype.is_integer() || column.starts_with("densite_") {
        "#,##0"
    } else if column.ends_with("_ha") {
        "#,##0.00"
    } else if column.ends_with("_m2") {
        "#,##0"
    } else {
        "#,##0.0"
    }
}

fn table_sheet(
    table: &NamedTable,
    title: &str,
    folders: &Folders,
    study: &Study,
) -> Result<Worksheet, XlsxError> {
    let frame = &table.frame;
    let mut sheet = Worksheet::new();
    sheet.set_name(title)?;
    let header = header_format();
    // LibreOffice gives a row no more height for texts that go on below.
    let mut lines = vec![1; frame.height()];
    let most = widest_of(frame.width());
    let mut after_numbers = false;
    for (index, column) in frame.columns().iter().enumerate() {
        // Numbers end where the texts of the next column would begin.
        let text_format = Format::new()
            .set_align(FormatAlign::Top)
            .set_indent(u8::from(after_numbers));
        let long_format = text_format.clone().set_text_wrap();
        let at = u16::try_from(index).unwrap_or(u16::MAX);
        let name = column.name().as_str();
        sheet.write_string_with_format(0, at, name, &header)?;
        // Room for the heading with the arrow of the filter.
        let mut widest = name.chars().count().min(16) + 3;
        let numeric = column.dtype().is_primitive_numeric();
        after_numbers = numeric;
        let pattern = number_format(name, column.dtype());
        let format = Format::new()
            .set_num_format(pattern)
            .set_align(FormatAlign::Top);
        for (row, lines) in lines.iter_mut().enumerate() {
            let line = u32::try_from(row + 1).unwrap_or(u32::MAX);
            let Ok(value) = column.get(row) else { continue };
            if numeric {
                if let Some(number) = value.extract::<f64>().filter(|n| n.is_finite()) {
                    sheet.write_number_with_format(line, at, number, &format)?;
                    widest = widest.max(digits(number) + 3);
                }
            } else if let Some(text) = text_of(&value) {
                let text = folders.left_out(text);
                widest = widest.max(text.chars().count() + 1);
                let length = text.chars().count();
                let long = length >= most;
                if long {
                    *lines = (*lines).max(length.div_ceil(most - 5));
                }
                let format = if long { &long_format } else { &text_format };
                sheet.write_string_with_format(line, at, &text, format)?;
            }
        }
        sheet.set_column_width(at, widest.min(most) as f64)?;
    }
    for (row, lines) in (1..).zip(&lines).filter(|(_, lines)| **lines > 1) {
        sheet.set_row_height(row, *lines as f64 * 15.0)?;
    }
    let last_row = u32::try_from(frame.height()).unwrap_or(u32::MAX);
    let last_column = u16::try_from(frame.width().saturating_sub(1)).unwrap_or(u16::MAX);
    if frame.width() > 0 {
        sheet.autofilter(0, 0, last_row, last_column)?;
        sheet.set_freeze_panes(1, 0)?;
        sheet.set_repeat_rows(0, 0)?;
    }
    sheet.set_row_height(0, 32)?;
    sheet
        .set_landscape()
        .set_paper_size(9)
        .set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3)
        .set_print_fit_to_pages(1, 0);
    sheet.set_footer(footer(study));
    Ok(sheet)
}

pub(super) fn footer(study: &Study) -> String {
    let notice = if study.is_schematic() {
        study.lang.pick(
            "Schéma, pas le périmètre officiel",
            "A scheme, not the official perimeter",
        )
    } else {
        study
            .lang
            .pick("Source : ANCT, Insee", "Source: ANCT, Insee")
    };
    format!("&L{notice}&C&A&R&P / &N")
}

fn text_of<'a>(value: &'a AnyValue<'_>) -> Option<&'a str> {
    match value {
        AnyValue::String(text) => Some(*text),
        AnyValue::StringOwned(text) => Some(text.as_str()),
        _ => None,
    }
}

/// Width of a number with its thousands parted.
fn digits(number: f64) -> usize {
    let whole = number.abs().max(1.0).log10() as usize + 1;
    whole + whole / 3 + 2
}

#[cfg(test)]
mod tests {
    use super::super::page::studies;
    use super::*;
    use calamine::{Data, Reader, Xlsx};
    use std::io::Cursor;

    fn open(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
        Xlsx::new(Cursor::new(bytes)).expect("a workbook")
    }

    fn table(name: &'static str, title: &str, frame: DataFrame) -> NamedTable {
        NamedTable {
            name,
            title: title.into(),
            frame,
        }
    }

    #[test]
    fn every_table_has_its_sheet_and_values_keep_their_types() {
        let study = studies::small();
        let tables = crate::report::tables(&study);
        let mut book = open(bytes(&study, &tables, "le 1er janvier 2024").unwrap());
        assert_eq!(
            book.sheet_names()[..3],
            ["Lisez-moi", "Graphiques", "Liste de contrôle"]
        );
        assert_eq!(book.sheet_names().len(), tables.len() + 2);
        assert_eq!(book.sheet_names().last().unwrap(), "Sources");
        let sheet = book.worksheet_range("Quartiers 2024").unwrap();
        assert_eq!(sheet.get((0, 0)), Some(&Data::String("code_qp".into())));
        assert_eq!(sheet.get((1, 0)), Some(&Data::String("QN06201M".into())));
        assert!(matches!(sheet.get((1, 6)), Some(Data::Float(_))));
    }

    #[test]
    fn text_that_looks_like_a_formula_stays_text() {
        let study = studies::small();
        let values = ["=1+1", "+33", "-5", "@SUM(A1)", "01053"];
        let odd = table(
            "odd",
            "Un titre: bien [trop] long pour une feuille",
            df!("nom" => values).unwrap(),
        );
        let mut book = open(bytes(&study, &[odd.clone(), odd], "").unwrap());
        let names = book.sheet_names();
        assert!(names.iter().all(|n| n.chars().count() <= 31), "{names:?}");
        let sheet = book.worksheet_range(&names[2]).unwrap();
        for (i, value) in values.iter().enumerate() {
            assert_eq!(sheet.get((i + 1, 0)), Some(&Data::String((*value).into())));
        }
        assert!(book.worksheet_formula(&names[2]).unwrap().is_empty());
    }

    #[test]
    fn the_same_study_gives_the_same_bytes_and_no_folder() {
        let study = studies::small();
        let tables = crate::report::tables(&study);
        let first = bytes(&study, &tables, "x").unwrap();
        assert_eq!(first, bytes(&study, &tables, "x").unwrap());
        let mut book = open(first);
        let sources = book.worksheet_range("Sources").unwrap();
        assert_eq!(
            sources.get((1, 1)),
            Some(&Data::String("qp2015.zip/QP.shp".into()))
        );
    }

    #[test]
    fn a_study_of_nothing_still_makes_a_workbook() {
        let study = studies::empty();
        open(bytes(&study, &crate::report::tables(&study), "").unwrap());
    }
}
