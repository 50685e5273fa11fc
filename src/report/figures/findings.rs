//! What figures find, in a sentence each: their titles, right for none, one and many.

#[cfg(test)]
mod tests;

use crate::render::Lang;

/// Areas that stand in one sentence: one unit and as many decimals for all of them.
struct Areas {
    lang: Lang,
    per_unit: f64,
    unit: &'static str,
    decimals: usize,
}

impl Areas {
    /// Hectares where all are below 1 km²; tenths are noise beside hundreds of km².
    fn of(m2: &[f64], lang: Lang) -> Self {
        let largest = m2.iter().copied().fold(0.0, f64::max);
        let (per_unit, unit) = if largest < 1e6 {
            (1e4, "ha")
        } else {
            (1e6, "km²")
        };
        Self {
            lang,
            per_unit,
            unit,
            decimals: usize::from(largest < 1e8),
        }
    }

    fn number(&self, m2: f64) -> String {
        self.lang.number(m2 / self.per_unit, self.decimals)
    }

    fn with_unit(&self, m2: f64) -> String {
        let value = m2 / self.per_unit;
        self.lang.with_unit(value, self.decimals, self.unit)
    }

    /// The area as it is printed, in its unit.
    fn printed(&self, m2: f64) -> f64 {
        let scale = 10f64.powi(self.decimals as i32);
        (m2 / self.per_unit * scale).round() / scale
    }
}

/// How many quartiers there were and are, on how much ground in m².
pub(super) fn both_perimeters(
    place: &str,
    counts: [usize; 2],
    areas: [f64; 2],
    lang: Lang,
) -> String {
    let unit = Areas::of(&areas, lang);
    let [a, b] = areas.map(|m2| unit.number(m2));
    let [first, last] = areas.map(|m2| unit.with_unit(m2));
    let noun = |n: usize| lang.counted(n, "quartier prioritaire", "quartiers prioritaires");
    let [before, after] = counts;
    match (lang, counts) {
        (Lang::Fr, [1, 1]) => format!("{place} : {last} prioritaires, au lieu de {a} en 2015"),
        (Lang::En, [1, 1]) => format!("{place}: {last}, instead of {a} in 2015"),
        (Lang::Fr, [0, _]) => format!("{place} : {}, sur {last}, aucun en 2015", noun(after)),
        (Lang::En, [0, _]) => format!("{place}: {}, on {last}, none in 2015", noun(after)),
        (Lang::Fr, [_, 0]) => format!(
            "{place} : {} en 2015, sur {first}, plus aucun en 2024",
            noun(before)
        ),
        (Lang::En, [_, 0]) => format!(
            "{place}: {} in 2015, on {first}, none in 2024",
            noun(before)
        ),
        (Lang::Fr, _) if before == after => {
            format!(
                "{place} : toujours {}, sur {last} au lieu de {a}",
                noun(after)
            )
        }
        (Lang::En, _) if before == after => {
            format!("{place}: still {}, on {last} instead of {a}", noun(after))
        }
        (Lang::Fr, _) => {
            let before = lang.number(before as f64, 0);
            format!(
                "{place} : de {before} à {}, de {a} à {b} {}",
                noun(after),
                unit.unit
            )
        }
        (Lang::En, _) => {
            let before = lang.number(before as f64, 0);
            format!(
                "{place}: from {before} to {}, from {a} to {b} {}",
                noun(after),
                unit.unit
            )
        }
    }
}

/// How much ground is kept, gained and lost, in m²; what rounds to nothing is not told.
pub(super) fn kept_gained_lost(place: &str, areas: [f64; 3], lang: Lang) -> String {
    let unit = Areas::of(&areas, lang);
    // Of each: the verb of the first clause and that of a later one, for one and for many.
    let verbs = match lang {
        Lang::Fr => [
            (["reste prioritaire", "restent prioritaires"], ["", ""]),
            (
                ["devient prioritaire", "deviennent prioritaires"],
                ["le devient", "le deviennent"],
            ),
            (
                ["n'est plus prioritaire", "ne sont plus prioritaires"],
                ["ne l'est plus", "ne le sont plus"],
            ),
        ],
        Lang::En => [
            (["stays in a quartier", "stay in a quartier"], ["", ""]),
            (
                ["enters a quartier", "enter a quartier"],
                ["enters one", "enter one"],
            ),
            (
                ["leaves a quartier", "leave a quartier"],
                ["leaves one", "leave one"],
            ),
        ],
    };
    let told = areas.into_iter().zip(verbs);
    let clauses: Vec<String> = told
        .filter(|(m2, _)| unit.printed(*m2) > 0.0)
        .enumerate()
        .map(|(i, (m2, (first, later)))| {
            let many = usize::from(lang.is_plural(unit.printed(m2)));
            if i == 0 {
                format!("{} {}", unit.with_unit(m2), first[many])
            } else {
                format!("{} {}", unit.number(m2), later[many])
            }
        })
        .collect();
    headline(place, &clauses.join(", "), lang)
}

/// How many quartiers of 2024 changed their contour, and how many are new.
pub(super) fn changed_contours(
    place: &str,
    (total, changed, new): (usize, usize, usize),
    lang: Lang,
) -> String {
    let all = lang.number(total as f64, 0);
    let n = lang.number(changed as f64, 0);
    let of_many = match (lang, changed) {
        (Lang::Fr, 0) => format!("aucun des {all} quartiers n'a changé de contour"),
        (Lang::Fr, 1) => format!("1 quartier sur {all} a changé de contour"),
        (Lang::Fr, _) if changed == total => format!("les {all} quartiers ont changé de contour"),
        (Lang::Fr, _) => format!("{n} quartiers sur {all} ont changé de contour"),
        (Lang::En, 0) => format!("none of {all} quartiers changed its contour"),
        (Lang::En, 1) => format!("1 of {all} quartiers changed its contour"),
        (Lang::En, _) if changed == total => format!("all {all} quartiers changed their contour"),
        (Lang::En, _) => format!("{n} of {all} quartiers changed their contour"),
    };
    let added = lang.number(new as f64, 0);
    let added = match (lang, new) {
        (_, 0) => String::new(),
        (Lang::Fr, 1) => ", 1 est nouveau".to_owned(),
        (Lang::Fr, _) => format!(", {added} sont nouveaux"),
        (Lang::En, 1) => ", 1 is new".to_owned(),
        (Lang::En, _) => format!(", {added} are new"),
    };
    let finding = match (total, changed, new) {
        (0, ..) => lang
            .pick("plus aucun quartier en 2024", "no quartier in 2024")
            .to_owned(),
        (1, _, 1) => lang
            .pick(
                "un nouveau quartier, le seul en 2024",
                "a new quartier, the only one in 2024",
            )
            .to_owned(),
        (1, 1, _) => lang
            .pick(
                "le quartier a changé de contour",
                "the quartier changed its contour",
            )
            .to_owned(),
        (1, ..) => lang
            .pick(
                "le quartier garde son contour",
                "the quartier keeps its contour",
            )
            .to_owned(),
        _ if new == total => match lang {
            Lang::Fr => format!("les {all} quartiers sont nouveaux"),
            Lang::En => format!("all {all} quartiers are new"),
        },
        _ => of_many + &added,
    };
    headline(place, &finding, lang)
}

/// How many quartiers of 2024 keep their contour, and how many are new.
pub(super) fn kept_contours(
    place: &str,
    (total, same, new): (usize, usize, usize),
    lang: Lang,
) -> String {
    let [all, kept, added] = [total, same, new].map(|n| lang.number(n as f64, 0));
    let finding = match lang {
        Lang::Fr => {
            let keep = ["garde son contour", "gardent leur contour"];
            let are = ["est nouveau", "sont nouveaux"];
            format!(
                "sur {all} quartiers de 2024, {kept} {} et {added} {}",
                keep[usize::from(same > 1)],
                are[usize::from(new > 1)]
            )
        }
        Lang::En => {
            let keep = ["keep their contour", "keeps its contour"];
            let are = ["are new", "is new"];
            format!(
                "of {all} quartiers of 2024, {kept} {} and {added} {}",
                keep[usize::from(same == 1)],
                are[usize::from(new == 1)]
            )
        }
    };
    headline(place, &finding, lang)
}

/// How many people live in how many quartiers.
pub(super) fn inhabitants(place: &str, population: f64, quartiers: usize, lang: Lang) -> String {
    let people = people(population, lang);
    let count = lang.number(quartiers as f64, 0);
    let finding = match (lang, quartiers) {
        (Lang::Fr, 0) => "population des quartiers non disponible".to_owned(),
        (Lang::En, 0) => "population of the quartiers not available".to_owned(),
        (Lang::Fr, 1) => format!("{people} dans un quartier prioritaire"),
        (Lang::En, 1) => format!("{people} in a quartier prioritaire"),
        (Lang::Fr, _) => format!("{people} dans {count} quartiers prioritaires"),
        (Lang::En, _) => format!("{people} in {count} quartiers prioritaires"),
    };
    headline(place, &finding, lang)
}

/// From how many to how many people live in a quartier; `sorted` holds what is known, one at least.
pub(super) fn inhabitants_each(place: &str, sorted: &[f64], lang: Lang) -> Option<String> {
    let (low, high) = (*sorted.first()?, *sorted.last()?);
    let finding = match (lang, low == high) {
        (Lang::Fr, true) if sorted.len() == 1 => {
            format!("{} dans le quartier", people(high, lang))
        }
        (Lang::En, true) if sorted.len() == 1 => format!("{} in the quartier", people(high, lang)),
        (Lang::Fr, true) => format!("{} par quartier", people(high, lang)),
        (Lang::En, true) => format!("{} per quartier", people(high, lang)),
        (Lang::Fr, false) => {
            let low = lang.number(low, 0);
            format!("de {low} à {} par quartier", people(high, lang))
        }
        (Lang::En, false) => {
            let low = lang.number(low, 0);
            format!("from {low} to {} per quartier", people(high, lang))
        }
    };
    Some(headline(place, &finding, lang))
}

/// « 6 762 habitants ».
pub(super) fn people(population: f64, lang: Lang) -> String {
    let words = match lang {
        Lang::Fr => ("habitant", "habitants"),
        Lang::En => ("inhabitant", "inhabitants"),
    };
    let many = lang.is_plural(population.round());
    let noun = if many { words.1 } else { words.0 };
    format!("{} {noun}", lang.number(population, 0))
}

/// Fewer values than this are told by the least and the largest, not by the one in the middle.
const FEW: usize = 5;

/// Densities of the quartiers in inhabitants per km², sorted, to three digits: the areas and counts
/// behind them bear no more. `None` without any.
pub(super) fn densities(place: &str, sorted: &[f64], lang: Lang) -> Option<String> {
    let (low, high) = (*sorted.first()?, *sorted.last()?);
    let number = |v: f64| lang.number(three_digits(v), 0);
    let finding = match (lang, sorted.len()) {
        (Lang::Fr, 1) => format!("{} habitants au km²", number(high)),
        (Lang::En, 1) => format!("{} inhabitants per km²", number(high)),
        (Lang::Fr, 2..FEW) => {
            let (low, high) = (number(low), number(high));
            format!("de {low} à {high} habitants au km² selon le quartier")
        }
        (Lang::En, 2..FEW) => {
            let (low, high) = (number(low), number(high));
            format!("from {low} to {high} inhabitants per km² by quartier")
        }
        (Lang::Fr, n) => {
            let median = number(sorted[n / 2]);
            format!("un quartier sur deux dépasse {median} habitants au km²")
        }
        (Lang::En, n) => {
            let median = number(sorted[n / 2]);
            format!("half the quartiers have over {median} inhabitants per km²")
        }
    };
    Some(headline(place, &finding, lang))
}

fn three_digits(value: f64) -> f64 {
    if value == 0.0 {
        return 0.0;
    }
    let step = 10f64.powf(value.abs().log10().floor() - 2.0).max(1.0);
    (value / step).round() * step
}

/// The area of the quartiers on both perimeters, m².
pub(super) fn areas(place: &str, both: [f64; 2], lang: Lang) -> String {
    let unit = Areas::of(&both, lang);
    let [old, new] = both.map(|m2| unit.number(m2));
    let [first, last] = both.map(|m2| unit.with_unit(m2));
    let finding = match (lang, both) {
        (Lang::Fr, [0.0, _]) => {
            format!("{last} de quartiers dans les périmètres 2024, aucun en 2015")
        }
        (Lang::En, [0.0, _]) => {
            format!("{last} of quartiers in the perimeters of 2024, none in 2015")
        }
        (Lang::Fr, [_, 0.0]) => {
            format!("{first} de quartiers dans les périmètres 2015, plus aucun en 2024")
        }
        (Lang::En, [_, 0.0]) => {
            format!("{first} of quartiers in the perimeters of 2015, none in 2024")
        }
        (Lang::Fr, _) if old == new => {
            format!("l'aire des quartiers reste de {last} avec les périmètres 2024")
        }
        (Lang::En, _) if old == new => {
            format!("the area of the quartiers stays {last} with the perimeters of 2024")
        }
        (Lang::Fr, _) => {
            format!("l'aire des quartiers passe de {old} à {last} avec les périmètres 2024")
        }
        (Lang::En, _) => format!(
            "the area of the quartiers goes from {old} to {last} with the perimeters of 2024"
        ),
    };
    headline(place, &finding, lang)
}

/// How many of all addresses lie in how many quartiers; `inside` is in words where it is not told.
pub(super) fn addresses_inside(
    place: &str,
    inside: &str,
    (rows, quartiers): (u64, usize),
    year: u16,
    lang: Lang,
) -> String {
    let rows = lang.number(rows as f64, 0);
    let noun = lang.counted(quartiers, "quartier prioritaire", "quartiers prioritaires");
    let finding = match (lang, quartiers) {
        (Lang::Fr, 0) => {
            format!("aucune adresse sur {rows} dans un quartier prioritaire de {year}")
        }
        (Lang::En, 0) => format!("none of {rows} addresses in a quartier prioritaire of {year}"),
        (Lang::Fr, _) => {
            let address = if inside == "1" { "adresse" } else { "adresses" };
            format!("{inside} {address} sur {rows} dans {noun} de {year}")
        }
        (Lang::En, _) => format!("{inside} of {rows} addresses in {noun} of {year}"),
    };
    headline(place, &finding, lang)
}

/// Place and finding, with the colon of the language.
pub(super) fn headline(place: &str, finding: &str, lang: Lang) -> String {
    match lang {
        Lang::Fr => format!("{place} : {finding}"),
        Lang::En => format!("{place}: {finding}"),
    }
}
