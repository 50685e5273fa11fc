//! Values of a row, as counts or as shares of all inhabitants.

use super::super::column::{ColumnError, parse};
use super::{AgeTableError, Row};
use crate::perimeter::QuartierCode;
use crate::population::Pyramid;
use crate::table::Table;

/// Rounding of published shares: five of them to a tenth, and what tables round besides.
const ROUNDING: f64 = 1.5;

/// Names of columns of inhabitants, folded and without blanks.
const POPULATIONS: [&str; 8] = [
    "popmuniqpv",
    "popmuniqp",
    "popmun",
    "popmuni",
    "populationmunicipale",
    "population",
    "pop",
    "ind",
];

/// Names of columns of the share of women, folded and without blanks.
const SHARES_OF_WOMEN: [&str; 7] = [
    "partpopf",
    "txf",
    "txtotf",
    "partfemmes",
    "partdesfemmes",
    "partdefemmes",
    "tauxfemmes",
];

/// How the two sides, or the one, come from the columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// All inhabitants.
    Both,
    /// Women and men as they stand.
    Each,
    /// Men are all less women.
    Rest,
    /// Shares among women times the share of women; men are all less these.
    RestOfShares,
    /// Shares among women and among men, times the share of each.
    EachOfShares,
}

impl Way {
    pub fn sides(self) -> usize {
        if self == Self::Both { 1 } else { 2 }
    }

    pub fn derives(self) -> bool {
        matches!(self, Self::Rest | Self::RestOfShares | Self::EachOfShares)
    }
}

/// Reads the values of a row.
pub(super) struct Reader<'a> {
    table: &'a Table,
    file: &'a str,
    pyramid: &'a Pyramid,
    pub way: Way,
    pub share: bool,
    pub population: Option<&'a str>,
    share_of_women: Option<&'a str>,
}

impl<'a> Reader<'a> {
    pub fn new(
        table: &'a Table,
        file: &'a str,
        pyramid: &'a Pyramid,
    ) -> Result<Self, AgeTableError> {
        let columns = table.columns();
        let plain = |name: &str| crate::epci::folded(name).replace(' ', "");
        let one_of = |names: &[&str]| {
            let mut all = columns.iter().copied();
            all.find(|c| names.contains(&plain(c).as_str()))
        };
        let mut reader = Self {
            table,
            file,
            pyramid,
            way: Way::Both,
            share: pyramid.share,
            population: one_of(&POPULATIONS),
            share_of_women: one_of(&SHARES_OF_WOMEN),
        };
        let women = reader.are_shares(&pyramid.women)?;
        let men = reader.are_shares(&pyramid.men)?;
        let both = reader.are_shares(&pyramid.both)?;
        // Names need not say that values are shares; a hundred in each row does.
        let sexes = [pyramid.men.as_slice(), &pyramid.women].concat();
        let together = !men && !women && reader.are_shares(&sexes)?;
        reader.share |= both || together || (women && men);
        let (has_women, has_men) = (!pyramid.women.is_empty(), !pyramid.men.is_empty());
        reader.way = match (has_women, has_men) {
            (false, _) => Way::Both,
            (true, true) if !reader.share || together => Way::Each,
            (true, true) if reader.share_of_women.is_some() => Way::EachOfShares,
            (true, true) => {
                let file = file.to_owned();
                return Err(AgeTableError::NoShareOfWomen { file });
            }
            (true, false) if !reader.share || !women => Way::Rest,
            (true, false) if reader.share_of_women.is_some() => Way::RestOfShares,
            (true, false) => Way::Both,
        };
        Ok(reader)
    }

    /// Whether these columns make a hundred in every row that has them all.
    fn are_shares(&self, columns: &[String]) -> Result<bool, AgeTableError> {
        let mut any = false;
        for row in 1..=self.table.height() {
            let values = self.values(row, columns)?;
            let sum: Option<f64> = values.iter().copied().sum();
            match sum.filter(|_| !values.is_empty()) {
                Some(sum) if (sum - 100.0).abs() <= ROUNDING => any = true,
                Some(_) => return Ok(false),
                None => {}
            }
        }
        Ok(any)
    }

    fn values(&self, row: usize, columns: &[String]) -> Result<Vec<Option<f64>>, AgeTableError> {
        columns.iter().map(|c| self.value(row, c)).collect()
    }

    fn value(&self, row: usize, column: &str) -> Result<Option<f64>, AgeTableError> {
        let text = self.table.value_at(column, row - 1).unwrap_or_default();
        let number = parse(text).ok_or_else(|| ColumnError::NoNumber {
            file: self.file.to_owned(),
            row,
            text: text.chars().take(40).collect(),
            name: column.to_owned(),
        })?;
        Ok(number)
    }

    pub fn row(&self, row: usize, code: QuartierCode) -> Result<Row, AgeTableError> {
        let pyramid = self.pyramid;
        let both = self.values(row, &pyramid.both)?;
        let mut women = self.values(row, &pyramid.women)?;
        let mut men = self.values(row, &pyramid.men)?;
        let all = [
            (&pyramid.both, &both),
            (&pyramid.women, &women),
            (&pyramid.men, &men),
        ];
        for (column, value) in all.into_iter().flat_map(|(c, v)| c.iter().zip(v)) {
            if let Some(value) = value.filter(|v| *v < 0.0) {
                return Err(self.impossible(row, code, value, column, "it is below zero"));
            }
        }
        let part = match self.share_of_women {
            Some(column) => self.value(row, column)?.map(|p| p / 100.0),
            None => None,
        };
        let times = |list: &mut Vec<Option<f64>>, factor: Option<f64>| {
            for value in list {
                *value = value.zip(factor).map(|(v, f)| v * f);
            }
        };
        if matches!(self.way, Way::RestOfShares | Way::EachOfShares) {
            times(&mut women, part);
        }
        let sides = match self.way {
            Way::Both => vec![both],
            Way::Each => vec![men, women],
            Way::EachOfShares => {
                times(&mut men, part.map(|p| 1.0 - p));
                vec![men, women]
            }
            Way::Rest | Way::RestOfShares => {
                let rests = both.iter().zip(&women).zip(&pyramid.women);
                let rests = rests.map(|((all, women), column)| {
                    let rest = all.zip(*women).map(|(all, women)| all - women);
                    // Shares are rounded, so what is left of a small one may fall below nothing.
                    let least = if self.share { -0.2 } else { 0.0 };
                    match rest.filter(|r| *r < least) {
                        Some(rest) => Err(self.impossible(
                            row,
                            code,
                            (rest * 100.0).round() / 100.0,
                            column,
                            "there are more women than inhabitants",
                        )),
                        None => Ok(rest.map(|r| r.max(0.0))),
                    }
                });
                vec![rests.collect::<Result<Vec<_>, _>>()?, women]
            }
        };
        let known: Option<f64> = sides.iter().flatten().copied().sum();
        if let Some(sum) = known.filter(|s| self.share && (s - 100.0).abs() > ROUNDING) {
            return Err(AgeTableError::Sum {
                file: self.file.to_owned(),
                row,
                code,
                sum: (sum * 10.0).round() / 10.0,
            });
        }
        let population = match self.population {
            Some(column) => self.value(row, column)?.filter(|p| *p > 0.0),
            None => None,
        };
        Ok(Row { sides, population })
    }

    fn impossible(
        &self,
        row: usize,
        code: QuartierCode,
        value: f64,
        column: &str,
        reason: &'static str,
    ) -> AgeTableError {
        AgeTableError::Impossible {
            file: self.file.to_owned(),
            row,
            code,
            value,
            column: column.to_owned(),
            reason,
        }
    }
}
