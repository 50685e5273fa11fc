//! The first sheet: what the workbook holds, on which perimeters, from which census.

use super::super::page::{column_heading, in_words};
use super::super::{NamedTable, Study};
use super::{footer, header_format};
use crate::population::total;
use rust_xlsxwriter::{Color, Format, FormatAlign, Worksheet, XlsxError};

pub(super) fn sheet(
    study: &Study,
    tables: &[NamedTable],
    titles: &[String],
    made_on: &str,
) -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_name("Lisez-moi")?;
    let title = Format::new().set_bold().set_font_size(16);
    let bold = Format::new().set_bold().set_align(FormatAlign::Top);
    let wrap = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let warning = Format::new()
        .set_bold()
        .set_font_color(Color::RGB(0x003a_2900))
        .set_background_color(Color::RGB(0x00ff_e9a8))
        .set_text_wrap();
    let header = header_format();
    sheet
        .set_column_width(0, 30)?
        .set_column_width(1, 34)?
        .set_column_width(2, 70)?;
    let place = in_words(study);
    sheet.write_string_with_format(0, 0, format!("Quartiers prioritaires : {place}"), &title)?;
    let mut row = 1;
    if study.is_schematic() {
        let notice = "Schéma, pas le périmètre officiel : échantillon embarqué, contours inventés.";
        sheet.merge_range(row, 0, row, 2, notice, &warning)?;
        row += 1;
    }
    row += 1;
    for (what, said) in lines(study, made_on) {
        sheet.write_string_with_format(row, 0, &what, &bold)?;
        sheet.merge_range(row, 1, row, 2, &said, &wrap)?;
        // A merged cell does not grow with its text.
        let height = said.chars().count().div_ceil(100).max(1) as f64 * 15.0;
        sheet.set_row_height(row, height)?;
        row += 1;
    }
    row += 1;
    for (at, heading) in ["Feuille", "Colonne", "Contenu"].iter().enumerate() {
        sheet.write_string_with_format(row, at as u16, *heading, &header)?;
    }
    row += 1;
    for (table, title) in tables.iter().zip(titles) {
        for column in table.frame.columns() {
            let name = column.name().as_str();
            sheet.write_string(row, 0, title)?;
            sheet.write_string(row, 1, name)?;
            sheet.write_string(row, 2, column_heading(name))?;
            row += 1;
        }
    }
    sheet
        .set_landscape()
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0);
    sheet.set_footer(footer(study.is_schematic()));
    Ok(sheet)
}

fn lines(study: &Study, made_on: &str) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let mut say = |what: &str, said: String| all.push((what.to_owned(), said));
    if !made_on.is_empty() {
        say("Établi", made_on.to_owned());
    }
    say("Outil", format!("qpv {}", env!("CARGO_PKG_VERSION")));
    say(
        "Périmètres 2015",
        "décrets n° 2014-1750 et 2014-1751, en vigueur de 2015 à 2023 ; codes QP…".into(),
    );
    say(
        "Périmètres 2024",
        "décret n° 2023-1314, en vigueur depuis le 1er janvier 2024 (2025 outre-mer) ; codes QN…"
            .into(),
    );
    for figures in &study.figures {
        let sum = total(study.set(figures.generation), figures);
        let missing = match sum.missing {
            0 => String::new(),
            n => format!(" ; sans valeur publiée : {n}"),
        };
        say(
            "Population municipale",
            format!(
                "{}, Insee ; quartiers renseignés : {}{missing}",
                figures.label(),
                sum.counted
            ),
        );
    }
    if study.figures.is_empty() {
        say("Population municipale", "aucune table fournie".into());
    }
    say(
        "Comparer les populations",
        "Les périmètres 2015 et 2024 ne couvrent pas le même sol : l’écart entre leurs totaux n’est pas une évolution de la population. Rien n’est estimé dans ce classeur ; une cellule vide n’est pas un zéro.".into(),
    );
    let metres = study.diff.tolerance.metres.to_string().replace('.', ",");
    say(
        "Tolérance",
        format!("{metres} m : une limite qui bouge de moins n’a pas changé"),
    );
    say(
        "Lettre officielle",
        "dernière lettre du code de 2024 (N nouveau, M modifié, I identique, C commune entière) : une déclaration, pas une mesure".into(),
    );
    say(
        "Licence",
        "périmètres : ANCT, Licence Ouverte 2.0 ; populations : Insee, avec mention de la source"
            .into(),
    );
    all
}
