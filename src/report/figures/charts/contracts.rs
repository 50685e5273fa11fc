//! Rows of the charts by contrat de ville: the largest first, and what a page has no room for in sum.

use super::super::super::study::Study;
use crate::perimeter::Generation;
use crate::render::Lang;
use crate::render::charts::RowLabel;
use std::collections::BTreeSet;

/// How many rows a chart can show.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limit {
    /// More than this are no longer read one by one.
    most: usize,
    /// So many stay when the others are left out and summed.
    kept: usize,
}

/// Rows of bars.
pub(super) const BARS: Limit = Limit { most: 36, kept: 30 };

/// Lines of a slope, which lie closer the smaller they are.
pub(super) const SLOPES: Limit = Limit { most: 24, kept: 20 };

/// The contrats de ville of a study with their values.
pub(super) struct Contracts {
    /// Their names, the largest first; quartiers without one last.
    pub rows: Vec<RowLabel>,
    /// The place of each row in the names that were given.
    pub places: Vec<usize>,
    /// One list for each list of values that was given, in the order of the rows.
    pub values: Vec<Vec<Option<f64>>>,
    /// Where there are too many: how many smaller ones are left out, and their sums, with those of the
    /// quartiers without one.
    pub others: Option<(usize, Vec<Option<f64>>)>,
}

/// Names of all contrats de ville of both generations, sorted.
pub(super) fn names(study: &Study) -> Vec<String> {
    let names: BTreeSet<&str> = Generation::ALL
        .into_iter()
        .flat_map(|g| study.contracts(g))
        .collect();
    names.into_iter().map(str::to_owned).collect()
}

impl Contracts {
    /// Orders `names` by the last known of their values, given in lists as long as `names`.
    pub fn of(
        names: &[String],
        values: &[Vec<Option<f64>>],
        limit: Limit,
        lang: Lang,
    ) -> Contracts {
        let unstated = |i: &usize| names[*i] == UNSTATED;
        let size = |i: &usize| {
            let known = values.iter().rev().find_map(|list| list[*i]);
            known.unwrap_or(f64::NEG_INFINITY)
        };
        let mut order: Vec<usize> = (0..names.len()).collect();
        order.sort_by(|a, b| {
            let largest_first = size(b).total_cmp(&size(a));
            unstated(a).cmp(&unstated(b)).then(largest_first)
        });
        let stated = order.iter().filter(|i| !unstated(i)).count();
        let smaller = if stated > limit.most {
            order.split_off(limit.kept)
        } else {
            Vec::new()
        };
        let sums = values
            .iter()
            .map(|list| sum(smaller.iter().map(|&i| list[i])));
        Contracts {
            rows: order
                .iter()
                .map(|&i| RowLabel::name(label(&names[i], lang)))
                .collect(),
            values: values
                .iter()
                .map(|list| order.iter().map(|&i| list[i]).collect())
                .collect(),
            places: order,
            others: (!smaller.is_empty()).then(|| (stated - limit.kept, sums.collect())),
        }
    }

    /// « , les 30 plus grands » where others are left out.
    pub fn which(&self, lang: Lang) -> String {
        match (&self.others, lang) {
            (None, _) => String::new(),
            (Some(_), Lang::Fr) => format!(", les {} plus grands", self.rows.len()),
            (Some(_), Lang::En) => format!(", the {} largest", self.rows.len()),
        }
    }

    /// What was left out, with its sums under the names of the series; empty where nothing was.
    pub fn left_out(&self, series: &[String], decimals: usize, unit: &str, lang: Lang) -> String {
        let Some((count, sums)) = &self.others else {
            return String::new();
        };
        let sums = series.iter().zip(sums).map(|(name, sum)| {
            let sum = sum.map_or(lang.missing().to_owned(), |v| {
                lang.with_unit(v, decimals, unit)
            });
            format!("{sum} ({name})")
        });
        let sums = sums.collect::<Vec<_>>().join(", ");
        match lang {
            Lang::Fr => format!(
                "Non dessinés : {count} contrats de ville plus petits et les quartiers sans contrat renseigné, ensemble {sums}."
            ),
            Lang::En => format!(
                "Not drawn: {count} smaller contrats de ville and the quartiers without a stated one, together {sums}."
            ),
        }
    }
}

/// A contrat de ville in the words of a figure.
fn label(name: &str, lang: Lang) -> String {
    if name == UNSTATED {
        return lang
            .pick(
                "contrat de ville non renseigné",
                "contrat de ville not stated",
            )
            .to_owned();
    }
    name.to_owned()
}

/// What [`crate::epci::Placement::contract`] says where no file states an EPCI.
const UNSTATED: &str = "non renseigné";

/// Sum of the known values; `None` where none is known.
fn sum(values: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    values.flatten().reduce(|a, b| a + b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_come_first_the_unstated_last_and_the_smallest_in_sum() {
        let mut names: Vec<String> = (0..40).map(|i| format!("CA n° {i:02}")).collect();
        names.push(UNSTATED.to_owned());
        let values: Vec<Option<f64>> = (0..40)
            .map(|i| Some(f64::from(i)))
            .chain([Some(1e6)])
            .collect();
        let found = Contracts::of(&names, std::slice::from_ref(&values), BARS, Lang::Fr);
        assert_eq!(found.rows.len(), 30);
        assert_eq!(found.rows[0].name, "CA n° 39");
        assert_eq!(found.others, Some((10, vec![Some(45.0 + 1e6)])));
        let lines = Contracts::of(&names, std::slice::from_ref(&values), SLOPES, Lang::Fr);
        assert_eq!(lines.which(Lang::Fr), ", les 20 plus grands");
        let told = found.left_out(&["RP 2020".to_owned()], 0, "", Lang::Fr);
        let few = Contracts::of(&names[30..], &[values[30..].to_vec()], BARS, Lang::Fr);
        assert_eq!(few.rows[10].name, "contrat de ville non renseigné");
        assert_eq!(few.left_out(&[], 0, "", Lang::Fr), "");
        assert!(told.contains("10 contrats de ville plus petits") && told.contains("(RP 2020)"));
    }
}
