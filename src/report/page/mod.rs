//! The report as one HTML file: no request, no library, readable without a script.
//!
//! `data/page/` holds the template, the style and the script; this module fills them. Style and
//! script are named by their digests in the Content-Security-Policy, so nothing else can run in
//! the page, whatever the names of quartiers hold.

mod became;
mod coverage;
mod drawings;
mod explorer;
pub(super) mod folders;
mod fonts;
mod keys;
mod listing;
mod methods;
mod packed;
mod plane;
mod policy;
mod story;
#[cfg(test)]
pub(super) mod studies;
mod territory;
#[cfg(test)]
mod tests;
pub(super) mod words;

use super::sources::{SourceLine, sources};
use super::{Level, NamedTable, Study, tables};
use crate::render::{Figure, Lang};
use explorer::Explorer;
use folders::Folders;
pub(super) use listing::escape;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Value, context};
use serde::Serialize;
use std::collections::BTreeMap;
use thiserror::Error;

const TEMPLATE: &str = include_str!("../../../data/page/page.html");
const STYLE: &str = include_str!("../../../data/page/page.css");
const SCRIPT: &str = concat!(
    "(function () {\n",
    include_str!("../../../data/page/page.js"),
    include_str!("../../../data/page/tables.js"),
    include_str!("../../../data/page/map.js"),
    include_str!("../../../data/page/start.js"),
    "})();\n"
);

/// A page that cannot be made.
#[derive(Debug, Error)]
pub enum PageError {
    /// The template does not fit what it is given.
    #[error("the page cannot be laid out")]
    Template(#[from] minijinja::Error),
    /// Something that cannot be written as JSON.
    #[error("the data cannot be written as JSON")]
    Json(#[from] serde_json::Error),
}

/// The territory of a study in words.
pub(super) fn in_words(study: &Study, lang: Lang) -> String {
    territory::in_words(&study.departements, lang)
}

/// A figure as the template lays it out.
#[derive(Debug, Serialize)]
struct Plate<'a> {
    id: &'a str,
    title: &'a str,
    svg: &'a str,
    landscape: bool,
    header: &'a [String],
    rows: &'a [Vec<String>],
}

/// A table or a chart with more rows than this is not read on a page.
const LONGEST_FIGURE: usize = 300;

/// With more quartiers than this the page leaves out what only files can hold, and packs the rows of
/// its tables.
const MOST_QUARTIERS: usize = 600;

/// What the script needs.
#[derive(Serialize)]
struct Data<'a> {
    #[serde(flatten)]
    explorer: Explorer,
    /// The rows of tables that are packed, by the name of the table.
    rows: BTreeMap<&'a str, String>,
}

/// What a page carries of the figures and tables, and what it leaves to the files beside it.
struct Contents<'a> {
    figures: Vec<&'a Figure>,
    tables: Vec<NamedTable>,
    left_out: Vec<String>,
    heavy: bool,
}

impl<'a> Contents<'a> {
    fn of(study: &Study, figures: &'a [Figure], lang: Lang) -> Self {
        let heavy = study.diff.old.len() + study.diff.new.len() > MOST_QUARTIERS;
        let too_long = |f: &Figure| f.table.rows.len() > LONGEST_FIGURE;
        // A map is read whatever its number of quartiers, a chart of a thousand bars is not.
        let (figures, dropped): (Vec<&Figure>, Vec<&Figure>) = figures
            .iter()
            .partition(|f| !(heavy && too_long(f) && f.id.starts_with("graphique")));
        // Those that have a section of their own are not shown twice.
        let elsewhere = ["controles", "deliberation", "sources"];
        let (tables, spared): (Vec<NamedTable>, Vec<NamedTable>) = tables(study)
            .into_iter()
            .filter(|t| !elsewhere.contains(&t.name))
            .partition(|t| !(heavy && ["emprises", "reparations"].contains(&t.name)));
        let titles = spared
            .iter()
            .filter(|t| t.frame.height() > 0)
            .map(|t| words::table_title(t.name, &t.title, lang));
        let left_out = dropped
            .iter()
            .map(|f| f.title.clone())
            .chain(titles)
            .collect();
        Self {
            figures,
            tables,
            left_out,
            heavy,
        }
    }
}

/// How many controls ended at each level, alerts first, in words.
fn levels(study: &Study, lang: Lang) -> Vec<(&'static str, String)> {
    let count = |level| study.controls.iter().filter(|c| c.level == level).count();
    let words = [
        (
            Level::Alerte,
            lang.pick("alerte", "alert"),
            lang.pick("alertes", "alerts"),
        ),
        (
            Level::Info,
            lang.pick("point à connaître", "point to know"),
            lang.pick("points à connaître", "points to know"),
        ),
        (
            Level::Ok,
            lang.pick("contrôle satisfait", "control passed"),
            lang.pick("contrôles satisfaits", "controls passed"),
        ),
    ];
    let told = words.map(|(level, one, several)| {
        let n = count(level);
        let class = if n == 0 { "none" } else { level.as_str() };
        (class, words::counted(lang, n, one, several))
    });
    told.into()
}

/// What each file is, its name, who made it under which licence and of which date, and its page.
fn source_rows(study: &Study, lang: Lang) -> Vec<[String; 4]> {
    let row = |line: SourceLine| {
        let parts = [line.producer, line.licence, line.vintage];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let made_by = words::spaced(&parts.join(", "), lang);
        [
            line.what,
            words::spaced(&line.file, lang),
            made_by,
            line.page,
        ]
    };
    sources(study, lang).into_iter().map(row).collect()
}

/// What could be searched for here: a commune and a code.
fn sought(study: &Study) -> String {
    let Some(q) = study
        .diff
        .new
        .quartiers
        .first()
        .or(study.diff.old.quartiers.first())
    else {
        return String::new();
    };
    let place = study.placement.get(&q.code);
    let parts = place.communes.first().cloned().into_iter();
    let parts: Vec<String> = parts.chain([q.code.to_string()]).collect();
    format!("{}…", parts.join(", "))
}

/// The whole report as HTML. `made_on` is the date as text, ready to print; the same input gives
/// the same bytes.
///
/// # Errors
/// [`PageError`]; none is known for any study.
pub fn page(
    study: &Study,
    figures: &[Figure],
    lang: Lang,
    made_on: &str,
) -> Result<String, PageError> {
    let folders = Folders::of(study);
    let contents = Contents::of(study, figures, lang);
    let drawn = drawings::drawings(&contents.figures);
    let plates: Vec<Plate<'_>> = contents
        .figures
        .iter()
        .zip(&drawn.svgs)
        .map(|(figure, svg)| Plate {
            id: &figure.id,
            title: &figure.title,
            svg,
            landscape: figure.page.width_mm > figure.page.height_mm && figure.page.width_mm > 200.0,
            header: &figure.table.header,
            rows: match figure.table.rows.len() {
                // The tables below have these numbers too.
                n if n > LONGEST_FIGURE => &[],
                _ => &figure.table.rows,
            },
        })
        .collect();
    let mut listings: Vec<_> = contents
        .tables
        .iter()
        .map(|t| listing::listing(t, &folders, lang))
        .collect();
    let controls: Vec<[String; 3]> = study
        .controls
        .iter()
        .map(|c| {
            let prose =
                |text: &str| words::spaced(&keys::with_commas(&folders.left_out(text), lang), lang);
            [
                c.level.as_str().to_owned(),
                prose(&c.subject),
                prose(&c.finding),
            ]
        })
        .collect();
    let mut rows = BTreeMap::new();
    if contents.heavy {
        for listing in &mut listings {
            rows.insert(listing.name, std::mem::take(&mut listing.body));
        }
    }
    let data = packed::packed(&Data {
        explorer: Explorer::of(study, lang),
        rows,
    })?;
    let fonts = fonts::font_faces(&contents.figures);
    let style = format!("{fonts}{}{STYLE}", drawn.style);

    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    let mut syntax = SyntaxConfig::builder();
    syntax.trim_blocks(true).lstrip_blocks(true);
    environment.set_syntax(syntax.build()?);
    let french = lang == Lang::Fr;
    environment.add_function(
        "t",
        move |fr: String, en: String| if french { fr } else { en },
    );
    let template = environment.template_from_str(TEMPLATE)?;
    let html = template.render(context! {
        lang => if french { "fr" } else { "en" },
        place => territory::in_words(&study.departements, lang),
        schematic => study.is_schematic(),
        made_on,
        version => env!("CARGO_PKG_VERSION"),
        policy => policy::policy(&style, SCRIPT),
        style => Value::from_safe_string(style),
        script => Value::from_safe_string(SCRIPT.to_owned()),
        story => Value::from(Serde(story::story(study, lang))),
        keys => Value::from(Serde(keys::keys(study, lang))),
        compared => Value::from(Serde(keys::compared(study, lang))),
        reference => study.reference.map(|r| words::spaced(&r.source, lang)),
        sought => sought(study),
        packed => contents.heavy,
        data => Value::from_safe_string(data),
        shared => Value::from_safe_string(drawn.shared),
        figures => Value::from(Serde(plates)),
        left_out => contents.left_out,
        levels => Value::from(Serde(levels(study, lang))),
        listings => Value::from(Serde(listings)),
        controls => Value::from(Serde(controls)),
        methods => Value::from(Serde(methods::methods(study, lang))),
        sources => Value::from(Serde(source_rows(study, lang))),
    })?;
    Ok(html)
}
