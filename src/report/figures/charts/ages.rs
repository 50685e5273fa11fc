//! Ages of the inhabitants: a pyramid of women and men, or one side where the table has no sexes.

use super::super::super::ages::{AgeTable, Profile};
use super::super::super::study::Study;
use super::super::words::{Words, file_name, sources, territory};
use super::super::{FigureKind, Style};
use super::perimeters;
use crate::epci::departement_name;
use crate::perimeter::QuartierCode;
use crate::population::{Ages, Vintage};
use crate::render::charts::{self, Band, PyramidChart, Side};
use crate::render::palettes::{EVERYBODY, MEN, WOMEN};
use crate::render::{Figure, Lang, Page, RenderError};
use std::collections::BTreeSet;

/// A pyramid of the quartiers of a study, beside all quartiers of the département or of the table.
///
/// # Errors
/// No quartier of the study in the table, no value known, a page too small.
pub fn age_pyramid(study: &Study, table: &AgeTable, style: &Style) -> Result<Figure, RenderError> {
    let lang = style.lang;
    let set = &study.set(table.generation).quartiers;
    let listed: BTreeSet<QuartierCode> = table.codes().collect();
    let here: Vec<QuartierCode> = set.iter().map(|q| q.code).collect();
    let place = territory(study, style);
    if !here.iter().any(|c| listed.contains(c)) {
        let year = table.generation.year();
        let file = file_name(&table.file);
        return Err(RenderError::NoValue(format!(
            "{file} has none of the quartiers of {year} of {place}"
        )));
    }
    let known = |code: &QuartierCode| {
        let figures = study.figures.iter().rev();
        let mut of_ground = figures.filter(|f| f.generation == table.generation);
        of_ground.find_map(|f| f.get(code))
    };
    let profile = table.profile(&here, known).ok_or_else(|| {
        RenderError::NoValue(format!(
            "no quartier of {place} has all its ages and its inhabitants in {}",
            file_name(&table.file)
        ))
    })?;
    let around = around(study, table, &here, style);
    let compared = around
        .as_ref()
        .and_then(|(codes, _)| table.profile(codes, known));
    let name = around.map(|(_, name)| name).filter(|_| compared.is_some());
    let beside = compared.as_ref().zip(name.as_deref());
    let sides = sides(table, &profile, compared.as_ref(), lang);
    let words = Words {
        title: title(table, &profile, beside, &place, here.len(), lang),
        subtitle: subtitle(table, lang),
        note: note(table, &profile, lang),
        sources: {
            let mut all = sources(study, &[], lang);
            let columns = &table.columns;
            let (first, last) = (columns.first(), columns.last());
            let range = first.zip(last).map(|(a, b)| format!(" ({a} … {b})"));
            all.push(file_name(&table.file) + &range.unwrap_or_default());
            all
        },
    };
    charts::pyramid(&PyramidChart {
        setting: words.setting(study, FigureKind::Pyramide, style, Page::new(210.0, 175.0)),
        bands: table.ages.iter().map(|a| band(*a, lang)).collect(),
        sides,
        compared_with: name.unwrap_or_default(),
    })
}

/// What a place is set beside: the quartiers of its départements, or all of the table.
fn around(
    study: &Study,
    table: &AgeTable,
    here: &[QuartierCode],
    style: &Style,
) -> Option<(Vec<QuartierCode>, String)> {
    let lang = style.lang;
    let departements: BTreeSet<&str> = here.iter().map(|c| c.departement()).collect();
    let inner: Vec<QuartierCode> = table
        .codes()
        .filter(|c| departements.contains(c.departement()))
        .collect();
    let more = |codes: &[QuartierCode]| codes.iter().any(|c| !here.contains(c));
    if style.place.is_some() && more(&inner) {
        let names: Vec<&str> = departements
            .iter()
            .map(|d| departement_name(d).unwrap_or(d))
            .collect();
        let names = names.join(", ");
        let text = match (lang, departements.len()) {
            (Lang::Fr, 1) => format!("les quartiers du département ({names})"),
            (Lang::Fr, _) => format!("les quartiers des départements ({names})"),
            (Lang::En, _) => format!("the quartiers of {names}"),
        };
        return Some((inner, text));
    }
    let all: Vec<QuartierCode> = table.codes().collect();
    (!study.departements.is_empty() && more(&all)).then(|| {
        let count = lang.number(all.len() as f64, 0);
        let text = match lang {
            Lang::Fr => format!("les {count} quartiers du tableau"),
            Lang::En => format!("the {count} quartiers of the table"),
        };
        (all, text)
    })
}

fn sides(table: &AgeTable, profile: &Profile, around: Option<&Profile>, lang: Lang) -> Vec<Side> {
    let looks = if table.sexes {
        vec![
            (lang.pick("Hommes", "Men"), MEN),
            (lang.pick("Femmes", "Women"), WOMEN),
        ]
    } else {
        vec![(lang.pick("Habitants", "Inhabitants"), EVERYBODY)]
    };
    let shares = |profile: &Profile, side: usize| profile.sides.get(side).cloned();
    looks
        .into_iter()
        .enumerate()
        .map(|(i, (name, color))| Side {
            name: name.to_owned(),
            color,
            shares: shares(profile, i).unwrap_or_default(),
            compared: around.and_then(|a| shares(a, i)).unwrap_or_default(),
        })
        .collect()
}

fn band(ages: Ages, lang: Lang) -> Band {
    let label = match (lang, ages.to) {
        (Lang::Fr, None) => format!("{} ans et plus", ages.from),
        (Lang::Fr, Some(to)) if to == ages.from => format!("{to} ans"),
        (Lang::Fr, Some(to)) => format!("{} à {to} ans", ages.from),
        (Lang::En, None) => format!("{} and over", ages.from),
        (Lang::En, Some(to)) if to == ages.from => format!("{to}"),
        (Lang::En, Some(to)) => format!("{} to {to}", ages.from),
    };
    Band {
        label,
        from: f64::from(ages.from),
        to: f64::from(end_of(ages)),
    }
}

/// Where the next band begins, or where the drawing ends.
fn end_of(ages: Ages) -> u16 {
    // Few live longer: an open band is drawn to 95 or 100, and is ten years high at least.
    let drawn = (ages.from + 20).clamp(95, 100).max(ages.from + 10);
    ages.to.map_or(drawn, |to| to + 1)
}

/// Age under which people are young here: 25 where a band ends there, else the last end before.
fn young(table: &AgeTable) -> Option<u16> {
    let ends = table.ages.iter().filter_map(|a| a.to).map(|to| to + 1);
    ends.filter(|end| (15..=25).contains(end)).max()
}

/// Per cent under an age.
fn under(table: &AgeTable, profile: &Profile, age: u16) -> Option<f64> {
    let bands = table
        .ages
        .iter()
        .filter(|a| a.to.is_some_and(|to| to < age));
    let count = bands.count();
    let shares = profile.sides.iter().flat_map(|side| &side[..count]);
    shares.copied().sum()
}

fn title(
    table: &AgeTable,
    profile: &Profile,
    around: Option<(&Profile, &str)>,
    place: &str,
    quartiers: usize,
    lang: Lang,
) -> String {
    let finding = young(table).and_then(|age| {
        let share = under(table, profile, age)?;
        let other = around.and_then(|(a, name)| Some((under(table, a, age)?, name)));
        Some((age, share, other))
    });
    let Some((age, share, other)) = finding else {
        return match lang {
            Lang::Fr => format!("{place} : les habitants selon leur âge"),
            Lang::En => format!("{place}: inhabitants by age"),
        };
    };
    let share = lang.percent(share, 0);
    let beside = other.map_or(String::new(), |(other, name)| {
        let other = lang.percent(other, 0);
        match (lang, other == share) {
            (Lang::Fr, true) => format!(", autant que dans {name}"),
            (Lang::Fr, false) => format!(", contre {other} dans {name}"),
            (Lang::En, true) => format!(", as in {name}"),
            (Lang::En, false) => format!(", against {other} in {name}"),
        }
    });
    match (lang, quartiers) {
        (Lang::Fr, 1) => format!("{place} : {share} des habitants ont moins de {age} ans{beside}"),
        (Lang::Fr, _) => {
            format!("{place} : {share} des habitants des quartiers ont moins de {age} ans{beside}")
        }
        (Lang::En, 1) => format!("{place}: {share} of the inhabitants are under {age}{beside}"),
        (Lang::En, _) => {
            format!("{place}: {share} of the inhabitants of the quartiers are under {age}{beside}")
        }
    }
}

fn subtitle(table: &AgeTable, lang: Lang) -> String {
    let ground = perimeters(table.generation, lang);
    let what = match (lang, table.sexes) {
        (Lang::Fr, true) => "Habitants selon l'âge et le sexe",
        (Lang::Fr, false) => "Habitants selon l'âge",
        (Lang::En, true) => "Inhabitants by age and sex",
        (Lang::En, false) => "Inhabitants by age",
    };
    let when = match (table.vintage(), lang) {
        (Vintage::Census(year), Lang::Fr) => format!("millésime {year}"),
        (Vintage::Census(year), Lang::En) => format!("figures of {year}"),
        (Vintage::Unknown, Lang::Fr) => "millésime non précisé".to_owned(),
        (Vintage::Unknown, Lang::En) => "year not stated".to_owned(),
    };
    let per = lang.pick(
        "% des habitants par année d'âge",
        "% of inhabitants per year of age",
    );
    format!("{what}, {when}, {ground}. {per}")
}

fn note(table: &AgeTable, profile: &Profile, lang: Lang) -> String {
    let number = |n: usize| lang.number(n as f64, 0);
    let end = table.ages.last().map_or(0, |last| end_of(*last));
    let mut parts = vec![match lang {
        Lang::Fr => format!(
            "La surface d'une barre est la part des habitants : hauteur = années d'âge, longueur = part par année ; la dernière tranche est dessinée jusqu'à {end} ans."
        ),
        Lang::En => format!(
            "The area of a bar is the share of inhabitants: its height is the years of age, its length the share per year; the last band is drawn up to {end}."
        ),
    }];
    if table.derived {
        parts.push(
            lang.pick(
                "Hommes et femmes calculés à partir des parts publiées, qui sont arrondies.",
                "Men and women computed from the published shares, which are rounded.",
            )
            .to_owned(),
        );
    }
    if table.share && profile.counted > 1 {
        let by = match (&table.population_column, lang) {
            (Some(column), Lang::Fr) => format!("la colonne {column}"),
            (Some(column), Lang::En) => format!("column {column}"),
            (None, Lang::Fr) => "la population municipale".to_owned(),
            (None, Lang::En) => "the population municipale".to_owned(),
        };
        parts.push(match lang {
            Lang::Fr => format!("Parts des quartiers pondérées par {by}."),
            Lang::En => format!("Shares of the quartiers weighted by {by}."),
        });
    }
    if profile.missing > 0 {
        let (missing, all) = (
            number(profile.missing),
            number(profile.missing + profile.counted),
        );
        parts.push(match lang {
            Lang::Fr => format!(
                "Quartiers non comptés, auxquels manque une valeur (secret statistique ou absence) : {missing} sur {all}."
            ),
            Lang::En => format!(
                "Quartiers not counted, which lack a value (secrecy or absence): {missing} of {all}."
            ),
        });
    }
    parts.join(" ")
}
