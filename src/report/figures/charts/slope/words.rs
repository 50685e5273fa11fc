//! What a slope says, and what its lines mean.

use super::super::super::super::study::Study;
use super::super::super::Style;
use super::super::super::words::{Words, sources, territory};
use super::Ends;
use crate::population::Figures;
use crate::render::Lang;

/// What a line is.
pub(super) fn between(ends: &Ends<'_>, lang: Lang) -> &'static str {
    match (ends.one_ground(), ends.figures) {
        (true, _) => lang.pick(
            "même périmètre : évolution",
            "same perimeter: change over time",
        ),
        (false, Some(_)) => lang.pick(
            "même recensement : changement de périmètre, pas une croissance",
            "same census: change of perimeter, not growth",
        ),
        (false, None) => lang.pick(
            "changement de périmètre, pas une croissance",
            "change of perimeter, not growth",
        ),
    }
}

/// Title, subtitle, note and sources.
pub(super) fn words(study: &Study, ends: &Ends<'_>, by_quartier: bool, style: &Style) -> Words {
    let lang = style.lang;
    let place = territory(study, style);
    let whole = [0, 1].map(|end| ends.whole(study, end).unwrap_or(f64::NAN));
    let decimals = if ends.figures.is_some() { 0 } else { 1 };
    let [first, last] = whole.map(|v| lang.number(v, decimals));
    let change = 100.0 * (whole[1] - whole[0]) / whole[0];
    let sign = if change > 0.0 { "+" } else { "" };
    let change = format!("{sign}{}", lang.percent(change, 1));
    let title = match (lang, ends.one_ground(), ends.figures.is_some()) {
        (Lang::Fr, true, _) => format!(
            "{place} : à périmètre constant, la population des quartiers de {} passe de {first} à {last} habitants ({change})",
            ends.grounds[0].year()
        ),
        (Lang::En, true, _) => format!(
            "{place}: on one perimeter, the population of the quartiers of {} goes from {first} to {last} inhabitants ({change})",
            ends.grounds[0].year()
        ),
        (Lang::Fr, false, true) => format!(
            "{place} : au même recensement, {first} habitants dans les périmètres 2015 et {last} dans ceux de 2024"
        ),
        (Lang::En, false, true) => format!(
            "{place}: at the same census, {first} inhabitants in the perimeters of 2015 and {last} in those of 2024"
        ),
        (Lang::Fr, false, false) => {
            format!("{place} : les périmètres passent de {first} à {last} km²")
        }
        (Lang::En, false, false) => {
            format!("{place}: the perimeters go from {first} to {last} km²")
        }
    };
    let what = match ends.figures {
        Some(_) => lang.pick("Population municipale", "Population municipale"),
        None if by_quartier => lang.pick("Aire", "Area"),
        None => lang.pick("Aire des quartiers", "Area of the quartiers"),
    };
    let by = if by_quartier {
        lang.pick("par quartier", "by quartier")
    } else {
        lang.pick("par contrat de ville", "by contrat de ville")
    };
    let scale = lang.pick(
        "Échelle logarithmique : une même pente est un même rapport entre les deux valeurs.",
        "Logarithmic scale: one slope is one ratio of the two values.",
    );
    let meaning = if ends.one_ground() {
        ""
    } else {
        lang.pick(
            " Les traits tiretés relient ce qui se trouve sur deux périmètres qui ne couvrent pas le même sol : l'écart n'est pas une croissance.",
            " Dashed lines join what lies on two perimeters that cover different ground: the difference is not growth.",
        )
    };
    let figures: Vec<&Figures> = ends.figures.into_iter().flatten().collect();
    Words {
        title,
        subtitle: format!("{what} {by}"),
        note: format!("{scale}{meaning}"),
        sources: sources(study, &figures, lang),
    }
}
