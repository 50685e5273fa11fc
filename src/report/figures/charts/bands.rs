//! Located addresses by their distance to the nearest limit.

use super::super::super::located::{Answers, LocatedTable};
use super::super::super::study::Study;
use super::super::words::{Words, file_name, secrecy, sources};
use super::super::{FigureKind, Style};
use super::measured;
use crate::population::{Withheld, withheld};
use crate::render::charts::{self, BarChart, Order, RowLabel, Series};
use crate::render::{Figure, Lang, Page, RenderError};

/// Where an address may lie, in the order of the chart.
fn places(lang: Lang) -> [&'static str; 6] {
    [
        lang.pick("dans un quartier", "in a quartier"),
        lang.pick("dehors, à 300 m au plus", "outside, up to 300 m"),
        lang.pick("dehors, de 300 à 500 m", "outside, 300 to 500 m"),
        lang.pick("dehors, au-delà de 500 m", "outside, beyond 500 m"),
        lang.pick("imprécise", "unclear"),
        lang.pick("non localisée", "without a place"),
    ]
}

fn counts(answers: &Answers) -> [u64; 6] {
    [
        answers.inside_total(),
        answers.within_300,
        answers.within_500,
        answers.beyond,
        answers.unclear,
        answers.unlocated,
    ]
}

/// A chart of located addresses by distance to the nearest limit, both generations where the table
/// has them. Counts under [`Style::secret`] are not shown, nor told by the others.
///
/// # Errors
/// A page that is too small.
pub fn band_chart(
    study: &Study,
    table: &LocatedTable,
    style: &Style,
) -> Result<Figure, RenderError> {
    let lang = style.lang;
    let latest = table
        .latest()
        .ok_or_else(|| RenderError::NoValue(format!("{} has no answers", table.file)))?;
    let hidden: Vec<Vec<Option<Withheld>>> = table
        .answers
        .iter()
        .map(|a| withheld(&counts(a), style.secret))
        .collect();
    let secret = hidden.iter().flatten().any(Option::is_some);
    let series = table
        .answers
        .iter()
        .zip(&hidden)
        .map(|(a, hidden)| series(a, hidden, style));
    let mut sources = sources(study, &[], lang);
    sources.push(file_name(&table.file));
    let words = Words {
        title: title(
            latest,
            table.rows,
            hidden.last().is_some_and(|h| told(h)),
            lang,
        ),
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
        note: note(secret, style),
        sources,
    };
    let page = Page::new(210.0, 120.0 + 12.0 * (table.answers.len() as f64 - 1.0));
    charts::bars(&BarChart {
        setting: words.setting(study, FigureKind::Bandes, style, page),
        rows: places(lang).map(RowLabel::name).to_vec(),
        series: series.collect(),
        order: Order::Given,
        decimals: 0,
        unit: String::new(),
    })
}

/// Whether the counts that the title is made of are all shown.
fn told(hidden: &[Option<Withheld>]) -> bool {
    hidden.iter().take(3).all(Option::is_none)
}

fn title(answers: &Answers, rows: u64, told: bool, lang: Lang) -> String {
    let year = answers.generation.year();
    if !told {
        return match lang {
            Lang::Fr => format!("Les adresses selon leur distance aux quartiers de {year}"),
            Lang::En => format!("The addresses by their distance to the quartiers of {year}"),
        };
    }
    let share = |n: u64| lang.percent(100.0 * n as f64 / rows.max(1) as f64, 1);
    let inside = share(answers.inside_total());
    let near = share(answers.within_300 + answers.within_500);
    match lang {
        Lang::Fr => format!(
            "{inside} des adresses sont dans un quartier de {year}, {near} à moins de 500 m d'un quartier"
        ),
        Lang::En => format!(
            "{inside} of the addresses are in a quartier of {year}, {near} within 500 m of one"
        ),
    }
}

fn series(answers: &Answers, hidden: &[Option<Withheld>], style: &Style) -> Series {
    let lang = style.lang;
    let shown = counts(answers).into_iter().zip(hidden);
    let values = shown.map(|(n, hidden)| hidden.is_none().then_some(n as f64));
    let mut series = measured(answers.generation, values.collect(), lang);
    for (row, hidden) in hidden.iter().enumerate() {
        let word = match hidden {
            None => continue,
            Some(Withheld::Small) => match lang {
                Lang::Fr => format!("moins de {}", style.secret),
                Lang::En => format!("fewer than {}", style.secret),
            },
            Some(Withheld::Complement) => lang.pick("secret", "withheld").to_owned(),
        };
        series.instead.insert(row, word);
    }
    series
}

fn note(secret: bool, style: &Style) -> String {
    let lang = style.lang;
    let unclear = lang.pick(
        "Imprécise : trop près d'une limite pour la précision de l'adresse. Distances mesurées au sol.",
        "Unclear: too near a limit for the precision of the address. Distances on the ground.",
    );
    if !secret {
        return unclear.to_owned();
    }
    format!("{unclear} {}", secrecy(style.secret, lang))
}
