//! The first sheet: what the workbook holds, on which perimeters, from which census.

use super::super::page::{in_words, words};
use super::super::{NamedTable, Study};
use super::{footer, header_format};
use crate::population::total;
use crate::render::Lang;
use crate::report::figures::words::vintage;
use rust_xlsxwriter::{Color, Format, FormatAlign, Worksheet, XlsxError};

/// Name of the sheet.
pub(super) fn title(lang: Lang) -> &'static str {
    lang.pick("Lisez-moi", "Read me")
}

pub(super) fn sheet(
    study: &Study,
    tables: &[NamedTable],
    titles: &[String],
    made_on: &str,
) -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    let lang = study.lang;
    sheet.set_name(self::title(lang))?;
    let large = Format::new().set_bold().set_font_size(16);
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
    let place = in_words(study, lang);
    let colon = lang.pick(" :", ":");
    let heading = format!("Quartiers prioritaires{colon} {place}");
    sheet.write_string_with_format(0, 0, heading, &large)?;
    let mut row = 1;
    if study.is_schematic() {
        let notice = lang.pick(
            "Schéma, pas le périmètre officiel : échantillon embarqué, contours inventés.",
            "A scheme, not the official perimeter: embedded sample, invented contours.",
        );
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
    let headings = [
        lang.pick("Feuille", "Sheet"),
        lang.pick("Colonne", "Column"),
        lang.pick("Contenu", "Content"),
    ];
    for (at, heading) in headings.iter().enumerate() {
        sheet.write_string_with_format(row, at as u16, *heading, &header)?;
    }
    row += 1;
    for (table, title) in tables.iter().zip(titles) {
        for column in table.frame.columns() {
            let name = column.name().as_str();
            sheet.write_string(row, 0, title)?;
            sheet.write_string(row, 1, name)?;
            sheet.write_string(row, 2, words::column(name, lang).0)?;
            row += 1;
        }
    }
    sheet
        .set_landscape()
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0);
    sheet.set_footer(footer(study));
    Ok(sheet)
}

fn lines(study: &Study, made_on: &str) -> Vec<(String, String)> {
    let lang = study.lang;
    let mut all = Vec::new();
    let mut say = |what: [&str; 2], said: String| {
        all.push((lang.pick(what[0], what[1]).to_owned(), said));
    };
    if !made_on.is_empty() {
        say(["Établi", "Made"], made_on.to_owned());
    }
    say(
        ["Outil", "Tool"],
        format!("qpv {}", env!("CARGO_PKG_VERSION")),
    );
    say(
        ["Périmètres 2015", "Perimeters of 2015"],
        lang.pick(
            "décrets n° 2014-1750 et 2014-1751, en vigueur de 2015 à 2023 ; codes QP…",
            "decrees n° 2014-1750 and 2014-1751, in force from 2015 to 2023; codes QP…",
        )
        .into(),
    );
    say(
        ["Périmètres 2024", "Perimeters of 2024"],
        lang.pick(
            "décret n° 2023-1314, en vigueur depuis le 1er janvier 2024 (2025 outre-mer) ; codes QN…",
            "decree n° 2023-1314, in force since 1 January 2024 (2025 overseas); codes QN…",
        )
        .into(),
    );
    let population = ["Population municipale", "Population municipale"];
    for figures in &study.figures {
        let sum = total(study.set(figures.generation), figures);
        let label = vintage(figures, lang);
        let counted = sum.counted;
        let missing = match (sum.missing, lang) {
            (0, _) => String::new(),
            (n, Lang::Fr) => format!(" ; sans valeur publiée : {n}"),
            (n, Lang::En) => format!("; without a published value: {n}"),
        };
        say(
            population,
            match lang {
                Lang::Fr => format!("{label}, Insee ; quartiers renseignés : {counted}{missing}"),
                Lang::En => format!("{label}, Insee; quartiers with a value: {counted}{missing}"),
            },
        );
    }
    if study.figures.is_empty() {
        let none = lang.pick("aucune table fournie", "no table given");
        say(population, none.into());
    }
    say(
        ["Comparer les populations", "Comparing populations"],
        lang.pick(
            "Les périmètres 2015 et 2024 ne couvrent pas le même sol : l’écart entre leurs totaux n’est pas une évolution de la population. Rien n’est estimé dans ce classeur ; une cellule vide n’est pas un zéro.",
            "The perimeters of 2015 and 2024 do not cover the same ground: the difference of their totals is no change of population. Nothing in this workbook is an estimate; an empty cell is no zero.",
        )
        .into(),
    );
    say(
        ["Population par commune", "Population by commune"],
        lang.pick(
            "Un quartier situé dans une seule commune y est compté. Celui de plusieurs communes n’est jamais réparti entre elles : il est compté une fois, pour leur groupe, et la somme des lignes d’un recensement est son total.",
            "A quartier in one commune counts there. One over several is never split between them: it is counted once, for their group, and the rows of a census sum to its total.",
        )
        .into(),
    );
    let metres = lang.with_unit(study.diff.tolerance.metres, 1, "m");
    say(
        ["Tolérance", "Tolerance"],
        match lang {
            Lang::Fr => format!("{metres} : une limite qui bouge de moins n’a pas changé"),
            Lang::En => format!("{metres}: a limit that moves by less has not changed"),
        },
    );
    say(
        ["Lettre officielle", "Official letter"],
        lang.pick(
            "dernière lettre du code de 2024 (N nouveau, M modifié, I identique, C commune entière) : une déclaration, pas une mesure",
            "last letter of the code of 2024 (N new, M modified, I identical, C whole commune): a statement, not a measure",
        )
        .into(),
    );
    say(
        ["Licence", "Licence"],
        lang.pick(
            "périmètres : ANCT, Licence Ouverte 2.0 ; populations : Insee, avec mention de la source",
            "perimeters: ANCT, Licence Ouverte 2.0; populations: Insee, with mention of the source",
        )
        .into(),
    );
    all
}
