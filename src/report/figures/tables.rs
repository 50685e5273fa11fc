//! Figures of the user's own tables: any column by quartier, located addresses.

use super::super::column::Column;
use super::super::located::{Answers, LocatedTable};
use super::super::study::Study;
use super::ground::Ground;
use super::words::{Words, file_name, sources, territory};
use super::{FigureKind, Style};
use crate::perimeter::{Generation, Quartier};
use crate::render::charts::{self, BarChart, Order, RowLabel, Series};
use crate::render::map::{self, CountMap, RateMap};
use crate::render::palettes::{GENERATION_2015, GENERATION_2024};
use crate::render::{Figure, Lang, Page, RenderError, Rgb};

fn color_of(generation: Generation) -> Rgb {
    match generation {
        Generation::Qp2015 => GENERATION_2015,
        Generation::Qp2024 => GENERATION_2024,
    }
}

/// « taux_pauvrete_60% » as people write it: « taux pauvrete 60% ».
fn spoken(name: &str) -> String {
    name.replace('_', " ").trim().to_owned()
}

fn perimeters(generation: Generation, lang: Lang) -> String {
    match lang {
        Lang::Fr => format!("périmètres {}", generation.year()),
        Lang::En => format!("perimeters of {}", generation.year()),
    }
}

/// Words of a figure of a column; `None` values are said in the title when there is no other.
fn column_words(study: &Study, column: &Column, style: &Style) -> Words {
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
            color: color_of(column.generation),
            points: &[],
            points_label: String::new(),
            backdrop: ground.backdrop(),
        };
        map::symbols(&layers, &options)
    }
}

/// A chart of a column: one line per quartier, the largest value first.
///
/// # Errors
/// No quartier of its generation, a negative value, a page that is too small.
pub fn column_chart(study: &Study, column: &Column, style: &Style) -> Result<Figure, RenderError> {
    let lang = style.lang;
    let quartiers = &study.set(column.generation).quartiers;
    let page = if quartiers.len() <= 160 {
        Page::A4_PORTRAIT
    } else {
        let rows = quartiers.len() as f64 / 3.0;
        Page::new(210.0, (60.0 + 5.0 * rows).min(1_400.0))
    };
    let words = column_words(study, column, style);
    charts::dots(&BarChart {
        setting: words.setting(study, FigureKind::ColonneGraphique, style, page),
        rows: quartiers
            .iter()
            .map(|q| RowLabel {
                code: q.code.to_string(),
                name: q.name.clone(),
            })
            .collect(),
        series: vec![Series {
            name: format!(
                "{}, {}",
                spoken(&column.name),
                perimeters(column.generation, lang)
            ),
            color: color_of(column.generation),
            ground: column.generation.year(),
            values: quartiers
                .iter()
                .map(|q| column.values.get(&q.code).copied().flatten())
                .collect(),
        }],
        order: Order::Descending,
        decimals: column.decimals(),
        unit: column.unit.to_owned(),
    })
}

/// A map of located addresses: a circle per quartier, its area proportional to how many lie in it.
/// The table's later generation is shown.
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
    let (here, rows, held) = (number(here), number(table.rows), number(held as u64));
    let (unclear, unlocated) = (number(answers.unclear), number(answers.unlocated));
    let mut sources = sources(study, &[], lang);
    sources.push(file_name(&table.file));
    let words = Words {
        title: match lang {
            Lang::Fr => format!(
                "{place} : {here} adresses sur {rows} dans {held} quartiers prioritaires de {year}"
            ),
            Lang::En => format!(
                "{place}: {here} of {rows} addresses in {held} quartiers prioritaires of {year}"
            ),
        },
        subtitle: match lang {
            Lang::Fr => format!("Adresses localisées par quartier, périmètres {year}"),
            Lang::En => format!("Located addresses by quartier, perimeters of {year}"),
        },
        note: not_counted(answers, &unclear, &unlocated, lang),
        sources,
    };
    let options = ground.options(FigureKind::Adresses, style, words);
    let quartiers = ground.measured(answers.generation, |q| Some(count(q) as f64));
    let layers = CountMap {
        quartiers: &quartiers,
        heading: lang.pick("Adresses", "Addresses").to_owned(),
        color: color_of(answers.generation),
        points: &[],
        points_label: String::new(),
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

/// A chart of located addresses by distance to the nearest limit, both generations where the table
/// has them.
///
/// # Errors
/// A page that is too small.
pub fn band_chart(
    study: &Study,
    table: &LocatedTable,
    style: &Style,
) -> Result<Figure, RenderError> {
    let lang = style.lang;
    let latest = table.latest().ok_or_else(|| RenderError::NothingToDraw {
        figure: table.file.clone(),
    })?;
    let year = latest.generation.year();
    let share = |n: u64| {
        let whole = (table.rows.max(1)) as f64;
        lang.percent(100.0 * n as f64 / whole, 1)
    };
    let inside = share(latest.inside_total());
    let near = share(latest.within_300 + latest.within_500);
    let rows = [
        lang.pick("dans un quartier", "in a quartier"),
        lang.pick("dehors, à 300 m au plus", "outside, up to 300 m"),
        lang.pick("dehors, de 300 à 500 m", "outside, 300 to 500 m"),
        lang.pick("dehors, au-delà de 500 m", "outside, beyond 500 m"),
        lang.pick("imprécise", "unclear"),
        lang.pick("non localisée", "without a place"),
    ];
    let series = table
        .answers
        .iter()
        .map(|a| Series {
            name: perimeters(a.generation, lang),
            color: color_of(a.generation),
            ground: a.generation.year(),
            values: [
                a.inside_total(),
                a.within_300,
                a.within_500,
                a.beyond,
                a.unclear,
                a.unlocated,
            ]
            .map(|n| Some(n as f64))
            .to_vec(),
        })
        .collect();
    let mut sources = sources(study, &[], lang);
    sources.push(file_name(&table.file));
    let words = Words {
        title: match lang {
            Lang::Fr => format!(
                "{inside} des adresses sont dans un quartier de {year}, {near} à moins de 500 m d'un quartier"
            ),
            Lang::En => format!(
                "{inside} of the addresses are in a quartier of {year}, {near} within 500 m of one"
            ),
        },
        subtitle: match lang {
            Lang::Fr => format!(
                "{} adresses selon leur distance à la limite la plus proche",
                lang.number(table.rows as f64, 0)
            ),
            Lang::En => format!(
                "{} addresses by distance to the nearest limit",
                lang.number(table.rows as f64, 0)
            ),
        },
        note: lang
            .pick(
                "Imprécise : trop près d'une limite pour la précision de l'adresse. Distances mesurées au sol.",
                "Unclear: too near a limit for the precision of the address. Distances on the ground.",
            )
            .to_owned(),
        sources,
    };
    let page = Page::new(210.0, 120.0 + 12.0 * (table.answers.len() as f64 - 1.0));
    charts::bars(&BarChart {
        setting: words.setting(study, FigureKind::Bandes, style, page),
        rows: rows.into_iter().map(RowLabel::name).collect(),
        series,
        order: Order::Given,
        decimals: 0,
        unit: String::new(),
    })
}
