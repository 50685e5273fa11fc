//! A table of ages by quartier, as shares of the inhabitants.

use super::column::{ColumnError, holds_codes, parse};
use crate::perimeter::{Generation, QuartierCode};
use crate::population::{
    AgeColumn, Ages, AgesError, Pyramid, Vintage, column_of_ages, pyramid_columns,
};
use crate::table::Table;
use std::collections::BTreeMap;
use std::path::Path;
use thiserror::Error;

/// A table that gives no ages by quartier.
#[derive(Debug, Error)]
pub enum AgeTableError {
    /// A column is missing, or a cell is no number.
    #[error(transparent)]
    Column(#[from] ColumnError),
    /// Its columns make no pyramid.
    #[error("{file}: {source}")]
    Ages {
        /// The file.
        file: String,
        /// What is missing.
        source: AgesError,
    },
    /// A column named by hand whose ages are not understood.
    #[error("{text:?} names no ages")]
    NotAges {
        /// What was given.
        text: String,
    },
    /// Shares that do not make 100 %.
    #[error("{file}: row {row}: the shares of {code} add up to {sum} %, not to 100 %")]
    Sum {
        /// The file.
        file: String,
        /// Number of the row below the header.
        row: usize,
        /// The code.
        code: QuartierCode,
        /// Their sum, rounded.
        sum: f64,
    },
    /// A value below zero, or more women than inhabitants.
    #[error("{file}: row {row}: {code} has the value {value} in column {column}: {reason}")]
    Impossible {
        /// The file.
        file: String,
        /// Number of the row below the header.
        row: usize,
        /// The code.
        code: QuartierCode,
        /// The value.
        value: f64,
        /// The column.
        column: String,
        /// Why it cannot be.
        reason: &'static str,
    },
    /// Shares among women and among men that nothing puts together.
    #[error(
        "{file}: its shares are of women and of men each, and no column has the share of women"
    )]
    NoShareOfWomen {
        /// The file.
        file: String,
    },
}

impl AgeTableError {
    /// What the user can do about it.
    pub fn advice(&self) -> String {
        match self {
            Self::Column(error) => error.advice(),
            Self::Ages {
                source: AgesError::Several { .. },
                ..
            } => "name the columns of one of them with --columns COL,COL,…".into(),
            Self::Ages { .. } | Self::NotAges { .. } => {
                "names such as partPop0_14, P20_F75P or \"Hommes 25 à 59 ans\" are understood; \
                 for others say the ages: --columns a1=F0-14,a2=H75+"
                    .into()
            }
            Self::Sum { .. } => {
                "give bands that hold every age once, or counts of inhabitants".into()
            }
            Self::Impossible { .. } => "correct the table".into(),
            Self::NoShareOfWomen { .. } => {
                "add a column part_femmes, or shares of all inhabitants".into()
            }
        }
    }
}

/// What a table knows of the ages in one quartier.
#[derive(Debug, Clone, PartialEq)]
struct Row {
    /// One list per side: counts, or per cent of all inhabitants.
    sides: Vec<Vec<Option<f64>>>,
    /// Inhabitants, where the table says.
    population: Option<f64>,
}

/// Ages by quartier.
#[derive(Debug, Clone, PartialEq)]
pub struct AgeTable {
    /// The file.
    pub file: String,
    /// Generation of its codes.
    pub generation: Generation,
    /// The bands, youngest first, the last one open.
    pub ages: Vec<Ages>,
    /// Whether there are two sides, men and women; else one, all inhabitants.
    pub sexes: bool,
    /// Whether the values are shares, and not counts.
    pub share: bool,
    /// Whether women or men were computed from published shares.
    pub derived: bool,
    /// Column of inhabitants, by which shares of several quartiers are weighted.
    pub population_column: Option<String>,
    /// Names of the columns of ages.
    pub columns: Vec<String>,
    /// Rows without a code of a quartier (totals, notes): number below the header and text.
    pub refused: Vec<(usize, String)>,
    rows: BTreeMap<QuartierCode, Row>,
}

/// The ages of one or more quartiers together.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// One list per side, per cent of all inhabitants; `None` is missing or secret.
    pub sides: Vec<Vec<Option<f64>>>,
    /// Quartiers that are in it.
    pub counted: usize,
    /// Quartiers that lack a value and are not in it.
    pub missing: usize,
}

/// Rounding of published shares: five of them to a tenth, and what tables round besides.
const ROUNDING: f64 = 1.5;

impl AgeTable {
    /// Reads the ages of a table by its column of codes: `code`, else the one most of whose values are
    /// codes. `by_hand` names columns (`COL`, or `COL=AGES` where the name does not tell); when it is
    /// empty, the names of all columns are asked.
    ///
    /// # Errors
    /// [`AgeTableError`], one sentence that names the file and the row.
    pub fn read(
        table: &Table,
        code: Option<&str>,
        by_hand: &[String],
    ) -> Result<Self, AgeTableError> {
        let file = table.path.display().to_string();
        let columns = table.columns();
        let named = if by_hand.is_empty() {
            columns.iter().map(|c| (*c, column_of_ages(c))).collect()
        } else {
            by_hand
                .iter()
                .map(|text| named_by_hand(text, &columns, &file))
                .collect::<Result<Vec<_>, _>>()?
        };
        let pyramid = pyramid_columns(&named).map_err(|source| AgeTableError::Ages {
            file: file.clone(),
            source,
        })?;
        let (codes, refused) = codes_of(table, code, &file)?;
        let reader = Reader::new(table, &file, &pyramid)?;
        let (mut rows, mut generation) = (BTreeMap::new(), None);
        for (row, code) in codes {
            if *generation.get_or_insert(code.generation()) != code.generation() {
                return Err(ColumnError::MixedGenerations { file, row, code }.into());
            }
            let found = reader.row(row, code)?;
            if rows.insert(code, found).is_some() {
                let name = "of ages".to_owned();
                return Err(ColumnError::Duplicate {
                    file,
                    row,
                    code,
                    name,
                }
                .into());
            }
        }
        let Some(generation) = generation else {
            let columns = columns.join(", ");
            return Err(ColumnError::NoCode { file, columns }.into());
        };
        let all = [&pyramid.both, &pyramid.women, &pyramid.men];
        Ok(Self {
            generation,
            sexes: reader.way.sides() == 2,
            share: reader.share,
            derived: reader.way.derives(),
            population_column: reader.population.map(str::to_owned),
            columns: all.into_iter().flatten().cloned().collect(),
            ages: pyramid.ages.clone(),
            refused,
            rows,
            file,
        })
    }

    /// The year of the figures: of the names of census columns (`P20_F0014`), else the only year in the
    /// name of the file that is not that of perimeters (`estimations_2022_QPV2024.csv`).
    pub fn vintage(&self) -> Vintage {
        let census = |name: &String| {
            let digits = name.strip_prefix(['P', 'p', 'C', 'c'])?.get(..2)?;
            let year: u16 = digits.parse().ok()?;
            name.get(3..4).filter(|mark| *mark == "_")?;
            Some(if year > 60 { 1900 + year } else { 2000 + year })
        };
        if let Some(year) = self.columns.iter().find_map(census) {
            return Vintage::Census(year);
        }
        let name = Path::new(&self.file).file_name().unwrap_or_default();
        let name = name.to_string_lossy().to_lowercase();
        let mut years = name.match_indices("20").filter_map(|(at, _)| {
            let year = name.get(at..at + 4)?.parse::<u16>().ok()?;
            let before = name[..at].trim_end_matches(['_', '-', ' ']);
            let perimeters = ["qpv", "qp", "qn"].iter().any(|w| before.ends_with(w));
            (!perimeters).then_some(year)
        });
        match (years.next(), years.next()) {
            (Some(year), None) => Vintage::Census(year),
            _ => Vintage::Unknown,
        }
    }

    /// Codes of its quartiers.
    pub fn codes(&self) -> impl Iterator<Item = QuartierCode> {
        self.rows.keys().copied()
    }

    /// The ages of some quartiers together. Counts are added up; shares are weighted by the inhabitants
    /// of the table, else by those that `known` gives. A quartier that lacks a value is left out where
    /// there are several; alone it shows what is known. `None` where nothing is.
    pub fn profile(
        &self,
        codes: &[QuartierCode],
        known: impl Fn(&QuartierCode) -> Option<f64>,
    ) -> Option<Profile> {
        let rows: Vec<(&QuartierCode, &Row)> = codes
            .iter()
            .filter_map(|code| self.rows.get_key_value(code))
            .collect();
        let weight = |code: &QuartierCode, row: &Row| row.population.or_else(|| known(code));
        if let [(code, row)] = rows.as_slice() {
            return self.alone(row, weight(code, row));
        }
        let mut sums = vec![vec![0.0; self.ages.len()]; if self.sexes { 2 } else { 1 }];
        let (mut whole, mut counted) = (0.0, 0);
        for (code, row) in &rows {
            let complete = row.sides.iter().flatten().all(Option::is_some);
            let factor = if self.share {
                weight(code, row)
            } else {
                Some(1.0)
            };
            let (true, Some(factor)) = (complete, factor) else {
                continue;
            };
            counted += 1;
            for (sum, value) in sums.iter_mut().flatten().zip(row.sides.iter().flatten()) {
                *sum += factor * value.unwrap_or_default();
            }
        }
        whole += sums.iter().flatten().sum::<f64>();
        (whole > 0.0).then(|| Profile {
            sides: sums
                .into_iter()
                .map(|side| side.into_iter().map(|v| Some(100.0 * v / whole)).collect())
                .collect(),
            counted,
            missing: rows.len() - counted,
        })
    }

    /// One quartier: counts need their whole, which a missing one leaves to the column of inhabitants.
    fn alone(&self, row: &Row, population: Option<f64>) -> Option<Profile> {
        row.sides.iter().flatten().flatten().next()?;
        let complete = row.sides.iter().flatten().all(Option::is_some);
        let whole = match (self.share, complete) {
            (true, _) => Some(100.0),
            (false, true) => Some(row.sides.iter().flatten().flatten().sum()),
            (false, false) => population,
        };
        let whole = whole.filter(|w| *w > 0.0)?;
        let share = |value: &Option<f64>| value.map(|v| 100.0 * v / whole);
        Some(Profile {
            sides: row
                .sides
                .iter()
                .map(|s| s.iter().map(share).collect())
                .collect(),
            counted: 1,
            missing: 0,
        })
    }
}

/// « COL » or « COL=AGES ».
fn named_by_hand<'a>(
    text: &'a str,
    columns: &[&'a str],
    file: &str,
) -> Result<(&'a str, Option<AgeColumn>), AgeTableError> {
    let text = text.trim();
    let (column, ages) = match text.rsplit_once('=') {
        Some((column, ages)) if !columns.contains(&text) => (column.trim(), ages),
        _ => (text, text),
    };
    let found = columns.iter().find(|c| c.eq_ignore_ascii_case(column));
    let name = *found.ok_or_else(|| ColumnError::Unknown {
        file: file.to_owned(),
        name: column.to_owned(),
        columns: columns.join(", "),
    })?;
    let mut ages = column_of_ages(ages).ok_or_else(|| AgeTableError::NotAges {
        text: text.to_owned(),
    })?;
    // Columns named together belong together.
    ages.family = String::new();
    Ok((name, Some(ages)))
}

type Numbered<T> = Vec<(usize, T)>;

/// Codes with the numbers of their rows below the header, and the rows that have none.
fn codes_of(
    table: &Table,
    code: Option<&str>,
    file: &str,
) -> Result<(Numbered<QuartierCode>, Numbered<String>), ColumnError> {
    let columns = table.columns();
    let listed = || columns.join(", ");
    let column = match code {
        Some(name) => columns.iter().find(|c| c.eq_ignore_ascii_case(name)),
        None => columns.iter().find(|c| holds_codes(table, c)),
    };
    let column = column.ok_or_else(|| match code {
        Some(name) => ColumnError::Unknown {
            file: file.to_owned(),
            name: name.to_owned(),
            columns: listed(),
        },
        None => ColumnError::NoCode {
            file: file.to_owned(),
            columns: listed(),
        },
    })?;
    let (mut codes, mut refused) = (Vec::new(), Vec::new());
    for (i, text) in table.values(column).into_iter().enumerate() {
        match QuartierCode::parse(text.unwrap_or_default()) {
            Ok(code) => codes.push((i + 1, code)),
            Err(error) => refused.push((i + 1, error.to_string())),
        }
    }
    Ok((codes, refused))
}

/// How the two sides, or the one, come from the columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
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
    fn sides(self) -> usize {
        if self == Self::Both { 1 } else { 2 }
    }

    fn derives(self) -> bool {
        matches!(self, Self::Rest | Self::RestOfShares | Self::EachOfShares)
    }
}

/// Reads the values of a row.
struct Reader<'a> {
    table: &'a Table,
    file: &'a str,
    pyramid: &'a Pyramid,
    way: Way,
    share: bool,
    population: Option<&'a str>,
    share_of_women: Option<&'a str>,
}

impl<'a> Reader<'a> {
    fn new(table: &'a Table, file: &'a str, pyramid: &'a Pyramid) -> Result<Self, AgeTableError> {
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

    fn row(&self, row: usize, code: QuartierCode) -> Result<Row, AgeTableError> {
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

#[cfg(test)]
mod tests;
