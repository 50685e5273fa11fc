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
mod plane;
mod policy;
mod story;
#[cfg(test)]
pub(super) mod studies;
mod territory;
#[cfg(test)]
mod tests;
mod words;

use super::{Study, tables};
use crate::render::{Figure, Lang};
use explorer::Explorer;
use folders::Folders;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Value, context};
use serde::Serialize;
use thiserror::Error;

const TEMPLATE: &str = include_str!("../../../data/page/page.html");
const STYLE: &str = include_str!("../../../data/page/page.css");
const SCRIPT: &str = include_str!("../../../data/page/page.js");

/// A page that cannot be made.
#[derive(Debug, Error)]
pub enum PageError {
    /// The template does not fit what it is given.
    #[error("the page cannot be laid out")]
    Template(#[from] minijinja::Error),
    /// The data of the map cannot be written.
    #[error("the data of the map cannot be written")]
    Json(#[from] serde_json::Error),
}

/// French heading of a column, for the workbook's list of columns.
pub(super) fn column_heading(name: &str) -> String {
    words::column(name, Lang::Fr).0
}

/// The territory of a study in French words.
pub(super) fn in_words(study: &Study) -> String {
    territory::in_words(&study.departements, Lang::Fr)
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
    let drawn = drawings::drawings(figures);
    let plates: Vec<Plate<'_>> = figures
        .iter()
        .zip(&drawn.svgs)
        .map(|(figure, svg)| Plate {
            id: &figure.id,
            title: &figure.title,
            svg,
            landscape: figure.page.width_mm > figure.page.height_mm && figure.page.width_mm > 200.0,
            header: &figure.table.header,
            rows: &figure.table.rows,
        })
        .collect();
    // Those that have a section of their own are not shown twice.
    let listings: Vec<_> = tables(study)
        .iter()
        .filter(|t| !["controles", "deliberation", "sources"].contains(&t.name))
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
    let explorer = Explorer::of(study, lang);
    let data = policy::json_block(&explorer.cards)?;
    let style = format!("{}{STYLE}", fonts::font_faces(&drawn.svgs.concat()));

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
        explorer => Value::from(Serde(&explorer)),
        data => Value::from_safe_string(data),
        shared => Value::from_safe_string(drawn.shared),
        figures => Value::from(Serde(plates)),
        listings => Value::from(Serde(listings)),
        controls => Value::from(Serde(controls)),
        methods => Value::from(Serde(methods::methods(study, lang))),
        sources => Value::from(Serde(methods::sources(study, &folders, lang))),
    })?;
    Ok(html)
}
