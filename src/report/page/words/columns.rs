//! Headings of columns for people, and how their numbers are shown.

use crate::render::Lang;
use std::collections::HashMap;
use std::sync::LazyLock;

/// How the numbers of a column are shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::report) enum Show {
    /// With this many decimals.
    Number(usize),
    /// A share of 1, shown in per cent with one decimal.
    Share,
    /// A year: no blank between its digits.
    Year,
}

/// A line of `data/page/columns.csv`: what a column is called, and how its values are shown.
struct Known {
    fr: &'static str,
    en: &'static str,
    show: Show,
}

impl Known {
    fn read(line: &'static str) -> Option<(&'static str, Self)> {
        let mut cells = line.split(',');
        let (name, fr, en) = (cells.next()?, cells.next()?, cells.next()?);
        let show = match cells.next()? {
            "text" | "whole" => Show::Number(0),
            "1 decimal" => Show::Number(1),
            "2 decimals" => Show::Number(2),
            "share" => Show::Share,
            "year" => Show::Year,
            _ => return None,
        };
        cells
            .next()
            .is_none()
            .then_some((name, Self { fr, en, show }))
    }
}

/// Heading of a column for people, in a language, and how its numbers are shown.
pub(in crate::report) fn column(name: &str, lang: Lang) -> (String, Show) {
    static KNOWN: LazyLock<HashMap<&str, Known>> = LazyLock::new(|| {
        let lines = include_str!("../../../../data/page/columns.csv").lines();
        lines.skip(1).filter_map(Known::read).collect()
    });
    if let Some(known) = KNOWN.get(name) {
        return (lang.pick(known.fr, known.en).to_owned(), known.show);
    }
    let census = |rest: &str| rest.to_uppercase().replace("RP", "RP\u{a0}");
    if let Some(rest) = name.strip_prefix("pop_rp") {
        let (year, kind) = rest.split_once('_').unwrap_or((rest, ""));
        let title = match kind {
            "entiers" => lang.pick(
                "Habitants des quartiers de la seule commune,",
                "Inhabitants of quartiers in this commune alone,",
            ),
            "partages" => lang.pick(
                "Habitants des quartiers partagés (non répartis),",
                "Inhabitants of shared quartiers (not split),",
            ),
            _ => "Population",
        };
        return (format!("{title} RP\u{a0}{year}"), Show::Number(0));
    }
    if let Some(rest) = name
        .strip_prefix("densite_")
        .and_then(|r| r.strip_suffix("_hab_km2"))
    {
        let title = lang.pick("Densité", "Density");
        let unit = lang.pick("hab./km²", "inh./km²");
        return (
            format!("{title} {} ({unit})", census(rest)),
            Show::Number(0),
        );
    }
    let plain = name.replace('_', " ");
    let mut letters = plain.chars();
    let first = letters
        .next()
        .map(|c| c.to_uppercase().to_string())
        .unwrap_or_default();
    (first + letters.as_str(), Show::Number(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_headings_is_read() {
        let file = include_str!("../../../../data/page/columns.csv");
        for line in file.lines().skip(1) {
            let (name, known) = Known::read(line).unwrap_or_else(|| panic!("{line}"));
            assert_eq!(
                column(name, Lang::Fr),
                (known.fr.to_owned(), known.show),
                "{name}"
            );
        }
    }
}
