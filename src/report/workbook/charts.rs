//! Native charts, drawn by the spreadsheet from the cells of its sheets.

use super::super::{NamedTable, Study};
use super::{NEW, OLD, footer, header_format};
use crate::diff::Evolution;
use crate::population::Vintage;
use crate::render::Lang;
use crate::report::figures::words::vintage;
use crate::report::page::words;
use rust_xlsxwriter::{
    Chart, ChartAxisCrossing, ChartDataLabel, ChartFont, ChartLegendPosition, ChartLine, ChartType,
    Color, Worksheet, XlsxError,
};

/// Per cent at which a chart fits A4 turned, even where the machine has wider letters than Excel's
/// and columns are wider for it; a fit to the page would make Excel forget the breaks before charts.
const PRINT_SCALE: u16 = 73;

/// Rows of 20 pixels that a sheet of A4, turned, holds at that scale.
const ROWS_ON_PAPER: u32 = 44;

/// Lines behind the bars.
const GRID: Color = Color::RGB(0x00d9_d9d9);

/// Name of the sheet.
pub(super) fn title(lang: Lang) -> &'static str {
    lang.pick("Graphiques", "Charts")
}

/// The counts of the evolution chart, then the charts below each other.
pub(super) fn sheet(
    study: &Study,
    tables: &[NamedTable],
    titles: &[String],
) -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    let lang = study.lang;
    let own = title(lang);
    sheet.set_name(own)?;
    let header = header_format();
    for (at, heading) in [
        lang.pick("Évolution mesurée", "Measured change"),
        lang.pick("Quartiers de 2015", "Quartiers of 2015"),
        lang.pick("Quartiers de 2024", "Quartiers of 2024"),
    ]
    .iter()
    .enumerate()
    {
        sheet.write_string_with_format(0, at as u16, *heading, &header)?;
    }
    sheet.set_row_height(0, 32)?;
    sheet
        .set_column_width(0, 22)?
        .set_column_width(1, 14)?
        .set_column_width(2, 14)?;
    let mut row = 0;
    for evolution in Evolution::ALL {
        let count = study
            .summary
            .evolutions
            .get(evolution.as_str())
            .copied()
            .unwrap_or_default();
        row += 1;
        sheet.write_string(row, 0, words::value("evolution", evolution.as_str(), lang))?;
        sheet.write_number(row, 1, count.quartiers_2015 as f64)?;
        sheet.write_number(row, 2, count.quartiers_2024 as f64)?;
    }
    let mut below = row + 2;
    let (mut page_top, mut breaks) = (0, Vec::new());
    let mut place = |sheet: &mut Worksheet, chart: &Chart, rows: usize| -> Result<(), XlsxError> {
        let taken = u32::try_from(height(rows)).unwrap_or(600) / 20 + 2;
        if below + taken > page_top + ROWS_ON_PAPER {
            // A row above the chart, or its upper edge would be drawn on the sheet before.
            page_top = below - 1;
            breaks.push(page_top);
        }
        sheet.insert_chart(below, 0, chart)?;
        below += taken;
        Ok(())
    };
    let evolutions = [
        Line {
            sheet: own,
            column: 1,
            name: lang.pick("Quartiers de 2015", "Quartiers of 2015").into(),
            color: OLD,
        },
        Line {
            sheet: own,
            column: 2,
            name: lang.pick("Quartiers de 2024", "Quartiers of 2024").into(),
            color: NEW,
        },
    ];
    let chart = bars(
        lang.pick(
            "Quartiers selon leur évolution mesurée",
            "Quartiers by measured change",
        ),
        "quartiers",
        row,
        &evolutions,
    );
    place(&mut sheet, &chart, row as usize)?;

    let found = tables
        .iter()
        .zip(titles)
        .find(|(t, _)| t.name == "contrats");
    if let Some((table, title)) = found.filter(|(t, _)| t.frame.height() > 0) {
        let rows = u32::try_from(table.frame.height()).unwrap_or(u32::MAX);
        let column = |name: &str| {
            let names = table.frame.get_column_names();
            let at = names.iter().position(|c| c.as_str() == name)?;
            u16::try_from(at).ok()
        };
        let populations: Vec<Line<'_>> = study
            .figures
            .iter()
            .filter_map(|figures| {
                let Vintage::Census(year) = figures.vintage else {
                    return None;
                };
                let at = column(&format!("pop_rp{year}"))?;
                let old = figures.generation.year() == 2015;
                // Two censuses of one generation are told apart by the strength of its colour.
                let earlier = old
                    && study
                        .figures
                        .iter()
                        .any(|f| f.generation == figures.generation && f.vintage > figures.vintage);
                let color = match (old, earlier) {
                    (true, true) => Color::RGB(0x00eb_bf9a),
                    (true, false) => OLD,
                    (false, _) => NEW,
                };
                Some(Line {
                    sheet: title,
                    column: at,
                    name: vintage(figures, lang),
                    color,
                })
            })
            .collect();
        if !populations.is_empty() {
            let finding = lang.pick(
                "Population municipale par contrat de ville (périmètres différents : l’écart n’est pas une croissance)",
                "Population municipale by contrat de ville (different perimeters: the difference is no growth)",
            );
            let unit = lang.pick("habitants", "inhabitants");
            place(
                &mut sheet,
                &bars(finding, unit, rows, &populations),
                rows as usize,
            )?;
        }
        let areas: Vec<Line<'_>> = [(2015, OLD), (2024, NEW)]
            .into_iter()
            .filter_map(|(year, color)| {
                let at = column(&format!("aire_{year}_ha"))?;
                Some(Line {
                    sheet: title,
                    column: at,
                    name: format!("{} {year}", lang.pick("Périmètres", "Perimeters of")),
                    color,
                })
            })
            .collect();
        place(
            &mut sheet,
            &bars(
                lang.pick(
                    "Superficie des quartiers par contrat de ville",
                    "Area of the quartiers by contrat de ville",
                ),
                "hectares",
                rows,
                &areas,
            ),
            rows as usize,
        )?;
    }
    sheet
        .set_landscape()
        .set_paper_size(9)
        .set_print_scale(PRINT_SCALE)
        .set_page_breaks(&breaks)?;
    sheet.set_footer(footer(study));
    Ok(sheet)
}

/// A series: a column of a sheet, from its second row on.
struct Line<'a> {
    sheet: &'a str,
    column: u16,
    name: String,
    color: Color,
}

/// Height in pixels of a chart of so many rows.
fn height(rows: usize) -> usize {
    (160 + rows * 46).clamp(320, 3000)
}

fn bars(title: &str, unit: &str, rows: u32, series: &[Line<'_>]) -> Chart {
    let mut chart = Chart::new(ChartType::Bar);
    let small = {
        let mut font = ChartFont::new();
        font.set_size(9);
        font
    };
    for line in series {
        chart
            .add_series()
            .set_name(line.name.as_str())
            .set_categories((line.sheet, 1, 0, rows, 0))
            .set_values((line.sheet, 1, line.column, rows, line.column))
            .set_format(
                rust_xlsxwriter::ChartFormat::new()
                    .set_solid_fill(rust_xlsxwriter::ChartSolidFill::new().set_color(line.color)),
            )
            .set_data_label(
                ChartDataLabel::new()
                    .show_value()
                    .set_num_format("#,##0")
                    .set_font(&small),
            )
            .set_gap(60)
            .set_overlap(0);
    }
    let mut font = ChartFont::new();
    font.set_size(12);
    chart.title().set_name(title).set_font(&font);
    // Of bars the vertical axis has the categories. They go from the bottom up; turned round, the
    // first row is on top, and the values stay below it.
    chart
        .y_axis()
        .set_reverse()
        .set_crossing(ChartAxisCrossing::Max);
    chart
        .x_axis()
        .set_num_format("#,##0")
        .set_min(0)
        .set_major_gridlines(true)
        .set_major_gridlines_line(ChartLine::new().set_color(GRID))
        .set_name(unit);
    chart.legend().set_position(ChartLegendPosition::Bottom);
    chart
        .set_width(900)
        .set_height(u32::try_from(height(rows as usize)).unwrap_or(900));
    chart.set_alt_text(title);
    chart
}
