//! Maps of the user's own tables: any column by quartier, located addresses.

use super::super::column::Column;
use super::super::located::{Answers, LocatedTable};
use super::super::study::Study;
use super::charts::{ground_color, perimeters};
use super::findings;
use super::ground::Ground;
use super::words::{Words, file_name, secrecy, sources, territory};
use super::{FigureKind, Style};
use crate::perimeter::{Quartier, QuartierCode};
use crate::population::withheld;
use crate::render::map::{self, CountMap, RateMap};
use crate::render::{Figure, Lang, RenderError};
use std::collections::BTreeSet;

/// « taux_pauvrete_60% » as people write it: « taux pauvrete 60% ».
pub(super) fn spoken(name: &str) -> String {
    name.replace('_', " ").trim().to_owned()
}

/// Words of a figure of a column; `None` values are said in the title when there is no other.
pub(super) fn column_words(study: &Study, column: &Column, style: &Style) -> Words {
    let lang = style.lang;
    let set = study.set(column.generation);
    let known: Vec<f64> = set
        .quartiers
        .iter()
        .filter_map(|q| column.values.get(&q.code).copied().flatten())
        .collect();
    let low = known.iter().copied().fold(f64::INFINITY, f64::min);
    let high = known.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let number = |v: f64| lang.with_unit(v, column.decimals(), column.unit);
    let place = territory(study, style);
    let name = spoken(&column.name);
    let title = match (lang, known.len()) {
        (Lang::Fr, 0) => format!("{place} : {name}, aucune valeur connue"),
        (Lang::En, 0) => format!("{place}: {name}, no value known"),
        (Lang::Fr, 1) => format!("{place} : {name}, {}", number(low)),
        (Lang::En, 1) => format!("{place}: {name}, {}", number(low)),
        (Lang::Fr, _) if number(low) == number(high) => {
            format!("{place} : {name}, {} dans chaque quartier", number(low))
        }
        (Lang::En, _) if number(low) == number(high) => {
            format!("{place}: {name}, {} in each quartier", number(low))
        }
        (Lang::Fr, _) => format!(
            "{place} : {name}, de {} à {} selon le quartier",
            number(low),
            number(high)
        ),
        (Lang::En, _) => format!(
            "{place}: {name}, from {} to {} by quartier",
            number(low),
            number(high)
        ),
    };
    let ground = perimeters(column.generation, lang);
    let mut sources = sources(study, &[], lang);
    sources.push(file_name(&column.file));
    Words {
        title,
        subtitle: match lang {
            Lang::Fr => format!("Colonne « {} », {ground}", column.name),
            Lang::En => format!("Column \"{}\", {ground}", column.name),
        },
        note: String::new(),
        sources,
    }
}

/// A map of a column: circles for counts, classes for rates; missing values have a sign of their own.
///
/// # Errors
/// No quartier of its generation, a negative count, a page that is too small.
pub fn column_map(study: &Study, column: &Column, style: &Style) -> Result<Figure, RenderError> {
    let nothing = || RenderError::NothingToDraw {
        figure: column.name.clone(),
    };
    let ground = Ground::of(study, style.lang).ok_or_else(nothing)?;
    let words = column_words(study, column, style);
    let options = ground.options(FigureKind::Colonne, style, words);
    let value = |q: &Quartier| column.values.get(&q.code).copied().flatten();
    let quartiers = ground.measured(column.generation, value);
    let heading = spoken(&column.name);
    if column.rate {
        let layers = RateMap {
            quartiers: &quartiers,
            heading,
            unit: column.unit.to_owned(),
            decimals: column.decimals(),
            method: style.method,
            classes: style.classes,
            backdrop: ground.backdrop(),
        };
        map::choropleth(&layers, &options)
    } else {
        let layers = CountMap {
            quartiers: &quartiers,
            heading,
            color: ground_color(column.generation),
            least: 1.0,
            missing: None,
            backdrop: ground.backdrop(),
        };
        map::symbols(&layers, &options)
    }
}

/// A map of located addresses: a circle per quartier, its area proportional to how many lie in it.
/// The table's later generation is shown. Counts under [`Style::secret`] are not, nor told by the others.
///
/// # Errors
/// No quartier; a page that is too small.
pub fn address_map(
    study: &Study,
    table: &LocatedTable,
    style: &Style,
) -> Result<Figure, RenderError> {
    let nothing = || RenderError::NothingToDraw {
        figure: table.file.clone(),
    };
    let ground = Ground::of(study, style.lang).ok_or_else(nothing)?;
    let answers = table.latest().ok_or_else(nothing)?;
    let lang = style.lang;
    let year = answers.generation.year();
    let count = |q: &Quartier| answers.inside.get(&q.code).copied().unwrap_or(0);
    let set = study.set(answers.generation);
    let here: u64 = set.quartiers.iter().map(count).sum();
    let held = set.quartiers.iter().filter(|q| count(q) > 0).count();
    let number = |n: u64| lang.number(n as f64, 0);
    let place = territory(study, style);
    let counts: Vec<u64> = set.quartiers.iter().map(count).collect();
    let hidden: BTreeSet<QuartierCode> = withheld(&counts, style.secret)
        .into_iter()
        .zip(&set.quartiers)
        .filter_map(|(hidden, q)| hidden.map(|_| q.code))
        .collect();
    let here = match (lang, (1..style.secret).contains(&here)) {
        (Lang::Fr, true) => format!("moins de {}", style.secret),
        (Lang::En, true) => format!("fewer than {}", style.secret),
        (_, false) => number(here),
    };
    let (unclear, unlocated) = (number(answers.unclear), number(answers.unlocated));
    let mut sources = sources(study, &[], lang);
    sources.push(file_name(&table.file));
    let words = Words {
        title: findings::addresses_inside(&place, &here, (table.rows, held), year, lang),
        subtitle: match lang {
            Lang::Fr => format!("Adresses localisées par quartier, périmètres {year}"),
            Lang::En => format!("Located addresses by quartier, perimeters of {year}"),
        },
        note: [
            not_counted(answers, &unclear, &unlocated, lang),
            if hidden.is_empty() {
                String::new()
            } else {
                secrecy(style.secret, lang)
            },
        ]
        .join(" ")
        .trim()
        .to_owned(),
        sources,
    };
    let options = ground.options(FigureKind::Adresses, style, words);
    let shown = |q: &Quartier| (!hidden.contains(&q.code)).then(|| count(q) as f64);
    let quartiers = ground.measured(answers.generation, shown);
    let layers = CountMap {
        quartiers: &quartiers,
        heading: lang.pick("Adresses", "Addresses").to_owned(),
        color: ground_color(answers.generation),
        least: style.secret.max(1) as f64,
        missing: (!hidden.is_empty()).then(|| {
            lang.pick("n.d. : secret statistique", "n.a.: withheld")
                .to_owned()
        }),
        backdrop: ground.backdrop(),
    };
    map::symbols(&layers, &options)
}

/// Says which rows are in no quartier for want of precision, not because they lie outside.
fn not_counted(answers: &Answers, unclear: &str, unlocated: &str, lang: Lang) -> String {
    if answers.unclear + answers.unlocated == 0 {
        return String::new();
    }
    let parts: Vec<String> = [
        (
            answers.unclear,
            unclear,
            lang.pick(
                "trop près d'une limite pour leur précision",
                "too near a limit for their precision",
            ),
        ),
        (
            answers.unlocated,
            unlocated,
            lang.pick("non localisées", "without a place"),
        ),
    ]
    .into_iter()
    .filter(|(n, ..)| *n > 0)
    .map(|(_, number, words)| format!("{number} {words}"))
    .collect();
    let parts = parts.join(", ");
    match lang {
        Lang::Fr => format!("Non comptées dans un quartier : {parts}."),
        Lang::En => format!("Not counted in a quartier: {parts}."),
    }
}
