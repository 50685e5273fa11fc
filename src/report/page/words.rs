//! Words of the page and the workbook: headings above the names of columns, values of tables,
//! titles, and the spacing of French.

mod columns;
mod values;

use crate::diff::Disagreement;
use crate::render::Lang;
pub(in crate::report) use columns::{Show, column};
pub(in crate::report) use values::value;

/// `1 quartier`, `2 quartiers`, with the number as the language writes it.
pub(in crate::report) fn counted(lang: Lang, n: usize, one: &str, several: &str) -> String {
    // French takes the singular for 0 and 1, English for 1 alone.
    let single = n == 1 || (n == 0 && lang == Lang::Fr);
    format!(
        "{}\u{a0}{}",
        lang.number(n as f64, 0),
        if single { one } else { several }
    )
}

/// Why letter and measure disagree.
pub(in crate::report) fn disagreement(reason: Disagreement, lang: Lang) -> String {
    spaced(value("ecart_statut", reason.in_words(), lang), lang)
}

/// What the last letter of a code of 2024 means.
pub(super) fn letter(letter: char, lang: Lang) -> &'static str {
    match letter {
        'N' => lang.pick("nouveau quartier", "new quartier"),
        'M' => lang.pick(
            "quartier existant, contour modifié",
            "known quartier, contour modified",
        ),
        'I' => lang.pick(
            "quartier existant, contour identique",
            "known quartier, same contour",
        ),
        'C' => lang.pick("commune entière", "whole commune"),
        _ => lang.pick(
            "lettre sans définition publiée",
            "letter without a published meaning",
        ),
    }
}

/// Title of a table in a language.
pub(in crate::report) fn table_title(name: &str, title: &str, lang: Lang) -> String {
    let english = match name {
        _ if lang == Lang::Fr => title,
        "controles" => "Control list",
        "evolution" => "What became of each quartier",
        "quartiers_2015" => "Quartiers, perimeters of 2015",
        "quartiers_2024" => "Quartiers, perimeters of 2024",
        "contrats" => "Contrats de ville",
        "communes" => "Communes",
        "populations_communes" => "Population by commune or group of communes",
        "emprises" => "Ground kept, gained and lost",
        "deliberation" => "Figures of the deliberation",
        "reparations" => "Repaired contours",
        "sources" => "Sources",
        _ => title,
    };
    english.to_owned()
}

/// French spacing: no line ends before « : ; ! ? % » or after an opening quote. English has no
/// blank before a colon.
pub(super) fn spaced(text: &str, lang: Lang) -> String {
    if lang == Lang::En {
        return text.replace(" : ", ": ");
    }
    text.replace(" :", "\u{a0}:")
        .replace(" ;", "\u{202f};")
        .replace(" !", "\u{202f}!")
        .replace(" ?", "\u{202f}?")
        .replace(" %", "\u{a0}%")
        .replace("« ", "«\u{a0}")
        .replace(" »", "\u{a0}»")
        .replace("n° ", "n°\u{a0}")
        .replace(" m²", "\u{a0}m²")
        .replace(" km²", "\u{a0}km²")
        .replace('\'', "’")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_any_census_have_a_heading() {
        assert_eq!(column("pop_rp2013", Lang::Fr).0, "Population RP\u{a0}2013");
        assert_eq!(
            column("densite_rp2020_hab_km2", Lang::Fr).0,
            "Densité RP\u{a0}2020 (hab./km²)"
        );
        assert_eq!(column("une_autre", Lang::Fr).0, "Une autre");
    }

    #[test]
    fn every_reason_of_a_disagreement_has_its_english() {
        use Disagreement::{
            IdenticalButChanged, KnownButUnlinked, ModifiedButUnchanged, NewButLinked,
        };
        for reason in [
            IdenticalButChanged,
            KnownButUnlinked,
            ModifiedButUnchanged,
            NewButLinked,
        ] {
            let english = disagreement(reason, Lang::En);
            assert!(english.starts_with("letter"), "{english}");
        }
    }

    #[test]
    fn french_signs_stay_with_their_word() {
        assert_eq!(
            spaced("« oui » : 3 %", Lang::Fr),
            "«\u{a0}oui\u{a0}»\u{a0}: 3\u{a0}%"
        );
        assert_eq!(spaced("a : b", Lang::En), "a: b");
    }
}
