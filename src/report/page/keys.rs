//! Key figures: those that the files give, and those of the reference text beside them.

use super::words::{counted, spaced};
use crate::perimeter::Generation;
use crate::population::total;
use crate::render::Lang;
use crate::report::Study;
use serde::Serialize;

/// A figure with what it counts. Values of two generations stand side by side and are never
/// joined by a rate.
#[derive(Debug, Serialize)]
pub(super) struct Key {
    pub label: String,
    /// Year of the perimeters and value.
    pub values: Vec<(String, String)>,
    pub definition: String,
}

/// A number of the reference text beside the computed ones.
#[derive(Debug, Serialize)]
pub(super) struct Compared {
    pub label: String,
    pub stated: String,
    pub agrees: bool,
    /// Value and its definition; none where the data for it were not given.
    pub computed: Vec<(String, String)>,
}

/// The figures that any study has.
pub(super) fn keys(study: &Study, lang: Lang) -> Vec<Key> {
    let count = |n: usize| lang.number(n as f64, 0);
    let years = |value: &dyn Fn(Generation) -> String| {
        Generation::ALL
            .into_iter()
            .map(|g| (g.year().to_string(), value(g)))
            .collect::<Vec<_>>()
    };
    let mut all = vec![
        Key {
            label: lang
                .pick("Quartiers prioritaires", "Quartiers prioritaires")
                .into(),
            values: years(&|g| count(study.set(g).len())),
            definition: lang
                .pick(
                    "codes distincts dans chaque jeu de périmètres",
                    "distinct codes in each set of perimeters",
                )
                .into(),
        },
        Key {
            label: lang.pick("Superficie (km²)", "Area (km²)").into(),
            values: years(&|g| lang.number(study.set(g).area_m2() / 1e6, 2)),
            definition: lang
                .pick(
                    "aire des contours, dans la projection légale du territoire",
                    "area of the contours in the legal projection of the territory",
                )
                .into(),
        },
        Key {
            label: lang.pick("Communes", "Communes").into(),
            values: years(&|g| count(study.commune_count(g, lang).0)),
            definition: study.commune_count(Generation::Qp2024, lang).1.to_owned(),
        },
        Key {
            label: lang.pick("Contrats de ville", "Contrats de ville").into(),
            values: years(&|g| count(study.contract_count(g))),
            definition: match study.reference {
                Some(_) => lang.pick(
                    "signataires du texte de référence ayant au moins un quartier",
                    "signatories of the reference text with at least one quartier",
                ),
                None => lang.pick(
                    "intercommunalités ayant au moins un quartier",
                    "intercommunalities with at least one quartier",
                ),
            }
            .to_owned()
                + &without_contract(study, lang),
        },
    ];
    // One tile per census: totals on different perimeters do not share a tile.
    all.extend(study.figures.iter().filter_map(|figures| {
        let sum = total(study.set(figures.generation), figures);
        let known = lang.number(sum.known()?, 0);
        let missing = match (sum.missing, lang) {
            (0, _) => String::new(),
            (n, Lang::Fr) => {
                let quartiers = counted(lang, n, "quartier", "quartiers");
                format!(", {quartiers} sans valeur")
            }
            (n, Lang::En) => {
                let quartiers = counted(lang, n, "quartier", "quartiers");
                format!(", {quartiers} without a value")
            }
        };
        let definition = lang.pick(
            "population municipale, Insee, somme des quartiers",
            "population municipale, Insee, sum of the quartiers",
        );
        Some(Key {
            label: format!(
                "{} {}",
                lang.pick("Habitants,", "Inhabitants,"),
                figures.vintage
            ),
            values: vec![(figures.generation.year().to_string(), known)],
            definition: format!("{definition}{missing}"),
        })
    }));
    for key in &mut all {
        key.definition = spaced(&key.definition, lang);
    }
    all
}

/// The quartiers that no contract counts, where there are some.
fn without_contract(study: &Study, lang: Lang) -> String {
    let years = Generation::ALL.into_iter().filter_map(|g| {
        let n = study.without_contract(g);
        let one = lang.pick("quartier", "quartier of");
        let several = lang.pick("quartiers", "quartiers of");
        let of = lang.pick(" de ", " ");
        (n > 0).then(|| format!("{}{of}{}", counted(lang, n, one, several), g.year()))
    });
    let years: Vec<String> = years.collect();
    if years.is_empty() {
        return String::new();
    }
    let years = years.join(lang.pick(" et ", " and "));
    match lang {
        Lang::Fr => format!(" ; sans rattachement connu : {years}"),
        Lang::En => format!("; not known for {years}"),
    }
}

/// The numbers of the reference text, each beside what the files give.
pub(super) fn compared(study: &Study, lang: Lang) -> Vec<Compared> {
    study
        .comparisons
        .iter()
        .map(|c| {
            let unit = c.statement.unit.as_deref().unwrap_or_default();
            let shown = |value: f64| {
                let decimals = usize::from((value - value.round()).abs() > 1e-9);
                lang.with_unit(value, decimals, unit)
            };
            let about = if c.statement.approximate {
                lang.pick("environ ", "about ")
            } else {
                ""
            };
            Compared {
                label: lang
                    .pick(&c.statement.label_fr, &c.statement.label_en)
                    .to_owned(),
                stated: format!("{about}{}", shown(c.statement.stated)),
                agrees: c.agrees(),
                computed: c
                    .computed
                    .iter()
                    .map(|(value, definition)| {
                        (shown(*value), spaced(&with_commas(definition, lang), lang))
                    })
                    .collect(),
            }
        })
        .collect()
}

/// Decimal points between digits as commas, and counts of inhabitants in groups of three digits,
/// in French text.
pub(super) fn with_commas(text: &str, lang: Lang) -> String {
    if lang == Lang::En {
        return text.to_owned();
    }
    let grouped = text.split(' ').zip(text.split(' ').skip(1).chain([""]));
    let grouped: Vec<String> = grouped
        .map(|(word, next)| match word.parse::<u32>() {
            Ok(number) if next == "habitants" => lang.number(f64::from(number), 0),
            _ => word.to_owned(),
        })
        .collect();
    let text = grouped.join(" ");
    let letters: Vec<char> = text.chars().collect();
    let digit = |i: Option<usize>| {
        i.and_then(|i| letters.get(i))
            .is_some_and(char::is_ascii_digit)
    };
    letters
        .iter()
        .enumerate()
        .map(|(i, c)| match c {
            '.' if digit(i.checked_sub(1)) && digit(Some(i + 1)) => ',',
            other => *other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_definitions_are_written_as_the_rest_of_the_page() {
        let text = "plus de 8.8 m, sur 1457905 habitants du 62";
        assert_eq!(
            with_commas(text, Lang::Fr),
            "plus de 8,8 m, sur 1\u{202f}457\u{202f}905 habitants du 62"
        );
        assert_eq!(with_commas("fin.", Lang::Fr), "fin.");
    }
}
