//! Columns that part all ages, each once: what a pyramid is made of.

use super::{AgeColumn, Ages, Sex};
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;

/// Columns that make no pyramid.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum AgesError {
    /// No column names ages.
    #[error("no column names ages (its columns: {columns})")]
    None {
        /// Names of the columns.
        columns: String,
    },
    /// Ages that no column holds.
    #[error("no column holds the ages {missing} (those of ages: {columns})")]
    Gap {
        /// The first ages missing: « 25 to 59 », « 75 and more ».
        missing: String,
        /// Names of the columns that hold ages.
        columns: String,
    },
    /// Two groups of columns, each of which holds all ages.
    #[error("two groups of columns hold all ages: {first} and {second}")]
    Several {
        /// Columns of one.
        first: String,
        /// Columns of the other.
        second: String,
    },
}

/// The columns of a pyramid, from the youngest ages to the oldest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pyramid {
    /// The ages, without gap or overlap, the last one open.
    pub ages: Vec<Ages>,
    /// Columns of all inhabitants; empty where there are none.
    pub both: Vec<String>,
    /// Columns of women; empty where there are none.
    pub women: Vec<String>,
    /// Columns of men; empty where there are none.
    pub men: Vec<String>,
    /// Whether the columns hold shares in per cent.
    pub share: bool,
}

type Group<'a> = BTreeMap<(Sex, Ages), &'a str>;

/// Chooses, of columns with the ages that they hold, those that hold all ages once. The finest bands
/// win; columns of both sexes in the same bands are taken together.
///
/// # Errors
/// [`AgesError`] where no columns hold all ages, or more than one group of them.
pub fn pyramid_columns(columns: &[(&str, Option<AgeColumn>)]) -> Result<Pyramid, AgesError> {
    let mut groups: BTreeMap<(bool, &str), Group<'_>> = BTreeMap::new();
    for (name, column) in columns {
        if let Some(column) = column {
            let group = groups.entry((column.share, &column.family)).or_default();
            group.entry((column.sex, column.ages)).or_insert(name);
        }
    }
    if groups.is_empty() {
        let columns = columns.iter().map(|c| c.0).collect::<Vec<_>>().join(", ");
        return Err(AgesError::None { columns });
    }
    let mut found: Vec<Pyramid> = groups
        .iter()
        .filter_map(|((share, _), group)| pyramid_of(group, *share))
        .collect();
    found.sort_by_key(|p| std::cmp::Reverse(rank(p)));
    if let [first, second, ..] = found.as_slice()
        && rank(first) == rank(second)
    {
        return Err(AgesError::Several {
            first: named(first),
            second: named(second),
        });
    }
    match found.into_iter().next() {
        Some(pyramid) => Ok(pyramid),
        None => Err(gap(&groups)),
    }
}

/// Both sides before one, then the finer bands.
fn rank(pyramid: &Pyramid) -> (bool, usize) {
    (!pyramid.women.is_empty(), pyramid.ages.len())
}

fn named(pyramid: &Pyramid) -> String {
    let columns = [&pyramid.both, &pyramid.women, &pyramid.men];
    let all: Vec<&str> = columns.into_iter().flatten().map(String::as_str).collect();
    match all.as_slice() {
        [first, .., last] => format!("{first} … {last}"),
        other => other.concat(),
    }
}

fn pyramid_of(group: &Group<'_>, share: bool) -> Option<Pyramid> {
    let of = |sex: Sex| -> BTreeSet<Ages> {
        let ages = group.keys().filter(|(s, _)| *s == sex);
        ages.map(|(_, ages)| *ages).collect()
    };
    let (both, women, men) = (of(Sex::Both), of(Sex::Women), of(Sex::Men));
    let pick = |sex: Sex, ages: &[Ages]| -> Vec<String> {
        let columns = ages.iter().filter_map(|a| group.get(&(sex, *a)));
        columns.map(|c| (*c).to_owned()).collect()
    };
    let make = |ages: Vec<Ages>, sexes: &[Sex]| {
        let columns = |sex| {
            if sexes.contains(&sex) {
                pick(sex, &ages)
            } else {
                Vec::new()
            }
        };
        Pyramid {
            both: columns(Sex::Both),
            women: columns(Sex::Women),
            men: columns(Sex::Men),
            share,
            ages,
        }
    };
    let common = |a: &BTreeSet<Ages>, b: &BTreeSet<Ages>| whole(a & b);
    common(&women, &men)
        .map(|ages| make(ages, &[Sex::Women, Sex::Men]))
        .or_else(|| common(&both, &women).map(|ages| make(ages, &[Sex::Both, Sex::Women])))
        .or_else(|| whole(both).map(|ages| make(ages, &[Sex::Both])))
}

/// The most bands that follow each other from birth to an open end; `None` where none do.
fn whole(bands: BTreeSet<Ages>) -> Option<Vec<Ages>> {
    // From the oldest to the youngest: the best way from each first age to the end.
    let mut ways: BTreeMap<u16, Vec<Ages>> = BTreeMap::new();
    for band in bands.iter().rev() {
        let rest = match band.to {
            None => Some(Vec::new()),
            Some(to) => ways.get(&to.saturating_add(1)).cloned(),
        };
        let Some(mut way) = rest else {
            continue;
        };
        way.insert(0, *band);
        if ways.get(&band.from).is_none_or(|w| w.len() < way.len()) {
            ways.insert(band.from, way);
        }
    }
    // A single open band from birth on parts nothing.
    ways.remove(&0).filter(|way| way.len() > 1)
}

/// The first ages that the best group lacks.
fn gap(groups: &BTreeMap<(bool, &str), Group<'_>>) -> AgesError {
    let Some(group) = groups.values().max_by_key(|g| g.len()) else {
        return AgesError::None {
            columns: String::new(),
        };
    };
    // Women and men count as one here: what the one lacks is told first.
    let sexes: BTreeSet<Sex> = group.keys().map(|(sex, _)| *sex).collect();
    let reach = |sex: Sex| {
        let mut reached = 0_u16;
        let bands = || group.keys().filter(move |(s, _)| *s == sex).map(|(_, a)| a);
        while let Some(next) = bands().filter(|a| a.from == reached).find_map(|a| a.to) {
            reached = next.saturating_add(1);
        }
        let next = bands().map(|a| a.from).filter(|from| *from > reached).min();
        let open = bands().any(|a| a.from == reached && a.to.is_none());
        (reached, next, open)
    };
    let lacking = sexes.into_iter().map(reach).find(|(.., open)| !open);
    let missing = match lacking {
        Some((from, Some(next), _)) => format!("{from} to {}", next - 1),
        Some((from, None, _)) => format!("{from} and more"),
        None => "of both sexes in the same bands".to_owned(),
    };
    AgesError::Gap {
        missing,
        columns: group.values().copied().collect::<Vec<_>>().join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::super::column_of_ages;
    use super::*;

    fn of(names: &[&str]) -> Result<Pyramid, AgesError> {
        let columns: Vec<_> = names.iter().map(|n| (*n, column_of_ages(n))).collect();
        pyramid_columns(&columns)
    }

    #[test]
    fn the_finest_bands_that_hold_all_ages_are_taken() {
        let names = [
            "P19_POP0002",
            "P19_POP0014",
            "P19_POP1529",
            "P19_POP30P",
            "P19_POP0019",
            "P19_POP20P",
        ];
        let found = of(&names).unwrap();
        assert_eq!(found.both, ["P19_POP0014", "P19_POP1529", "P19_POP30P"]);
        assert!(found.women.is_empty() && !found.share);
    }

    #[test]
    fn both_sexes_are_taken_together_in_their_common_bands() {
        let names = [
            "P19_POP0014",
            "P19_POP15P",
            "P19_F0014",
            "P19_F15P",
            "P19_F1529",
            "P19_F30P",
            "P19_H0014",
            "P19_H15P",
        ];
        let found = of(&names).unwrap();
        assert_eq!(found.women, ["P19_F0014", "P19_F15P"]);
        assert_eq!(found.men, ["P19_H0014", "P19_H15P"]);
        assert!(found.both.is_empty());
        let shares = of(&["partPop0_14", "partPop15p", "partPop0_14F", "partPop15pF"]).unwrap();
        assert!(shares.share && shares.both.len() == 2 && shares.women.len() == 2);
    }

    #[test]
    fn missing_ages_and_two_vintages_are_told() {
        let message = |names: &[&str]| of(names).unwrap_err().to_string();
        assert!(message(&["a", "b"]).contains("no column names ages (its columns: a, b)"));
        let gap = message(&["partPop0_14", "partPop15_24", "partPop60_74", "partPop75p"]);
        assert!(
            gap.contains("the ages 25 to 59 (those of ages: partPop0_14,"),
            "{gap}"
        );
        assert!(message(&["f_0_14", "f_15_24"]).contains("the ages 25 and more"));
        let two = message(&["P13_POP0014", "P13_POP15P", "P18_POP0014", "P18_POP15P"]);
        assert!(
            two.contains("two groups") && two.contains("P18_POP15P"),
            "{two}"
        );
    }
}
