//! Rows of the charts by contrat de ville: the largest first, and what a page has no room for in sum.

use super::super::super::study::Study;
use crate::perimeter::Generation;
use crate::render::Lang;
use crate::render::charts::RowLabel;
use std::collections::BTreeSet;

/// More rows than this are no longer read one by one.
const MOST: usize = 36;

/// So many stay when the others are summed.
const KEPT: usize = 30;

/// The contrats de ville of a study with their values.
pub(super) struct Contracts {
    /// Their names, the largest first; quartiers without one, then the sum of the smaller ones, last.
    pub rows: Vec<RowLabel>,
    /// One list for each list of values that was given, in the order of the rows.
    pub values: Vec<Vec<Option<f64>>>,
    /// How many are in the sum of the smaller ones.
    pub summed: usize,
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
    pub fn of(names: &[String], values: &[Vec<Option<f64>>], lang: Lang) -> Contracts {
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
        let last: Vec<usize> = order.iter().copied().filter(unstated).collect();
        order.retain(|i| !unstated(i));
        let smaller = if order.len() > MOST {
            order.split_off(KEPT)
        } else {
            Vec::new()
        };
        let mut rows: Vec<RowLabel> = order.iter().map(|&i| RowLabel::name(&names[i])).collect();
        if !smaller.is_empty() {
            let count = smaller.len();
            rows.push(RowLabel::name(match lang {
                Lang::Fr => format!("{count} autres contrats de ville, ensemble"),
                Lang::En => format!("{count} other contrats de ville together"),
            }));
        }
        rows.extend(last.iter().map(|_| {
            RowLabel::name(lang.pick("contrat de ville non renseigné", "contrat de ville not stated"))
        }));
        let values = values.iter().map(|list| {
            let mut ordered: Vec<Option<f64>> = order.iter().map(|&i| list[i]).collect();
            if !smaller.is_empty() {
                ordered.push(sum(smaller.iter().map(|&i| list[i])));
            }
            ordered.extend(last.iter().map(|&i| list[i]));
            ordered
        });
        Contracts {
            rows,
            values: values.collect(),
            summed: smaller.len(),
        }
    }
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
        let values: Vec<Option<f64>> = (0..40).map(|i| Some(f64::from(i))).chain([Some(1e6)]).collect();
        let found = Contracts::of(&names, &[values], Lang::Fr);
        assert_eq!(found.rows.len(), KEPT + 2);
        assert_eq!((found.summed, found.rows[0].name.as_str()), (10, "CA n° 39"));
        assert!(found.rows[KEPT].name.starts_with("10 autres"));
        assert_eq!(found.values[0][KEPT..], [Some(45.0), Some(1e6)]);
        let whole: f64 = found.values[0].iter().flatten().sum();
        assert_eq!(whole, (0..40).sum::<i32>() as f64 + 1e6);
    }
}
