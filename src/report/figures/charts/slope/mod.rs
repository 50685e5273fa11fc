//! Before and after, where a line between the two says something true.
//!
//! Two censuses on one perimeter differ by growth; one census, or an area, on two perimeters differs by
//! the change of perimeter. Two censuses on two perimeters differ by both, and no line is drawn then.

mod words;

use super::super::super::study::Study;
use super::super::words::vintage;
use super::super::{FigureKind, Style};
use super::contracts::{Contracts, SLOPES, names};
use super::{measured, on_paper, pairs, perimeters};
use crate::perimeter::{Generation, QuartierCode};
use crate::population::{Figures, Vintage, total, totals_by};
use crate::render::charts::{self, RowLabel, Series, SlopeChart};
use crate::render::{Figure, Lang, Page, RenderError};
use thiserror::Error;

/// What a slope shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlopeOf {
    /// Population municipale.
    Population,
    /// Area.
    Area,
}

/// A before and an after that no line may join.
#[derive(Debug, Error)]
pub enum SlopeError {
    /// No population, or one alone.
    #[error("a slope needs two populations, and {found}")]
    OneCensus {
        /// What there is.
        found: String,
    },
    /// Two censuses on two perimeters.
    #[error(
        "{first} and {last} differ by census and by perimeter: a line between them would read as growth"
    )]
    TwoGrounds {
        /// The earlier figures.
        first: String,
        /// The later ones.
        last: String,
    },
    /// More lines than can be told apart.
    #[error("{rows} lines cannot be told apart: a slope shows {MOST} at most")]
    TooMany {
        /// Rows.
        rows: usize,
    },
    /// It cannot be drawn.
    #[error(transparent)]
    Render(#[from] RenderError),
}

impl SlopeError {
    /// What the user can do about it.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::OneCensus { .. } => "give both with --population",
            Self::TwoGrounds { .. } => {
                "give two censuses of one perimeter, or draw `qpv chart population` without --slope, \
                 which sets them side by side"
            }
            Self::TooMany { .. } => {
                "choose a part with --dept, --epci or --quartier, or leave out --slope"
            }
            Self::Render(_) => {
                "choose a part with --dept, --epci or --quartier, or a larger --page"
            }
        }
    }
}

/// More lines than this are a tangle.
const MOST: usize = 36;

/// The two ends of a slope.
struct Ends<'a> {
    figures: Option<[&'a Figures; 2]>,
    /// The perimeters of each end.
    grounds: [Generation; 2],
}

impl Ends<'_> {
    fn one_ground(&self) -> bool {
        self.grounds[0] == self.grounds[1]
    }

    fn heading(&self, end: usize, lang: Lang) -> String {
        match self.figures {
            Some(figures) => vintage(figures[end], lang),
            None => perimeters(self.grounds[end], lang),
        }
    }

    fn value(&self, study: &Study, end: usize, code: &QuartierCode) -> Option<f64> {
        match self.figures {
            Some(figures) => figures[end].get(code),
            None => Some(study.set(self.grounds[end]).get(code)?.area_m2() / 1e6),
        }
    }

    /// Sum of an end over the whole study.
    fn whole(&self, study: &Study, end: usize) -> Option<f64> {
        let set = study.set(self.grounds[end]);
        match self.figures {
            Some(figures) => total(set, figures[end]).known(),
            None => Some(set.quartiers.iter().map(|q| q.area_m2() / 1e6).sum()),
        }
    }

    /// Values of an end by contrat de ville.
    fn by_contract(&self, study: &Study, end: usize, names: &[String]) -> Vec<Option<f64>> {
        let contract = |c: &QuartierCode| study.placement.contract(c).to_owned();
        let set = study.set(self.grounds[end]);
        match self.figures {
            Some(figures) => {
                let sums = totals_by(set, figures[end], contract);
                names
                    .iter()
                    .map(|n| sums.get(n).and_then(|t| t.known()))
                    .collect()
            }
            None => names
                .iter()
                .map(|name| {
                    let here = set.quartiers.iter().filter(|q| contract(&q.code) == *name);
                    Some(here.map(|q| q.area_m2() / 1e6).sum())
                })
                .collect(),
        }
    }
}

/// A slope of populations or areas, by contrat de ville or by quartier.
///
/// Of the populations known, the first and the last census on the latest perimeter that has two are
/// taken; else one census that is known on both perimeters.
///
/// # Errors
/// [`SlopeError`]: there is no such pair, or it cannot be drawn.
pub fn slope_chart(
    study: &Study,
    of: SlopeOf,
    by_quartier: bool,
    style: &Style,
) -> Result<Figure, SlopeError> {
    let lang = style.lang;
    let ends = match of {
        SlopeOf::Population => ends_of(study, lang)?,
        SlopeOf::Area => Ends {
            figures: None,
            grounds: Generation::ALL,
        },
    };
    let (decimals, unit) = match of {
        SlopeOf::Population => (0, ""),
        SlopeOf::Area => (2, "km²"),
    };
    let headings: Vec<String> = [0, 1].map(|end| ends.heading(end, lang)).to_vec();
    let (mut left_out, mut which) = (String::new(), String::new());
    let (rows, values) = if by_quartier {
        quartiers(study, &ends)
    } else {
        let names = names(study);
        let values = [0, 1].map(|end| ends.by_contract(study, end, &names));
        let contracts = Contracts::of(&names, &values, SLOPES, lang);
        left_out = contracts.left_out(&headings, decimals, unit, lang);
        which = contracts.which(lang);
        let mut values = contracts.values.into_iter();
        let ends = [values.next(), values.next()].map(Option::unwrap_or_default);
        (contracts.rows, ends)
    };
    if rows.len() > MOST {
        return Err(SlopeError::TooMany { rows: rows.len() });
    }
    let height = (70.0 + 9.0 * rows.len() as f64).clamp(110.0, Page::A4_PORTRAIT.height_mm);
    let [first, last] = values;
    let series = [series(&ends, 0, first, lang), series(&ends, 1, last, lang)];
    let mut words = words::words(study, &ends, by_quartier, style);
    words.subtitle.push_str(&which);
    words.note = [words.note, left_out].join(" ").trim().to_owned();
    Ok(on_paper(style, Page::new(210.0, height), |page| {
        charts::slopes(&SlopeChart {
            setting: words.clone().setting(study, kind(of), style, page),
            rows: rows.clone(),
            ends: series.clone(),
            between: words::between(&ends, lang).to_owned(),
            decimals,
            unit: unit.to_owned(),
        })
    })?)
}

fn kind(of: SlopeOf) -> FigureKind {
    match of {
        SlopeOf::Population => FigureKind::PopulationPente,
        SlopeOf::Area => FigureKind::AiresPente,
    }
}

fn ends_of(study: &Study, lang: Lang) -> Result<Ends<'_>, SlopeError> {
    let known = |g: Generation| {
        let figures = study.figures.iter().filter(move |f| f.generation == g);
        let mut dated: Vec<&Figures> = figures.filter(|f| f.vintage != Vintage::Unknown).collect();
        dated.sort_by_key(|f| f.vintage);
        dated
    };
    for generation in [Generation::Qp2024, Generation::Qp2015] {
        if let [first, .., last] = known(generation).as_slice() {
            return Ok(Ends {
                figures: Some([first, last]),
                grounds: [generation; 2],
            });
        }
    }
    let new = known(Generation::Qp2024);
    for old in known(Generation::Qp2015) {
        if let Some(new) = new.iter().find(|n| n.vintage == old.vintage) {
            return Ok(Ends {
                figures: Some([old, new]),
                grounds: Generation::ALL,
            });
        }
    }
    match (study.figures.first(), study.figures.last()) {
        (Some(first), Some(last)) if study.figures.len() > 1 => Err(SlopeError::TwoGrounds {
            first: vintage(first, lang),
            last: vintage(last, lang),
        }),
        (Some(one), _) => Err(SlopeError::OneCensus {
            found: format!("there is {} alone", vintage(one, lang)),
        }),
        _ => Err(SlopeError::OneCensus {
            found: "none is known".to_owned(),
        }),
    }
}

/// One row per quartier: of one perimeter its quartiers, of two those that carry on and each of the
/// others on its own side.
fn quartiers(study: &Study, ends: &Ends<'_>) -> (Vec<RowLabel>, [Vec<Option<f64>>; 2]) {
    let rows: Vec<[Option<QuartierCode>; 2]> = if ends.one_ground() {
        let set = &study.set(ends.grounds[0]).quartiers;
        set.iter().map(|q| [Some(q.code); 2]).collect()
    } else {
        let links = pairs(study).into_iter();
        links.map(|(old, new)| [old, new]).collect()
    };
    let label = |codes: &[Option<QuartierCode>; 2]| {
        let places = ends.grounds.iter().zip(codes).rev();
        let mut found = places.filter_map(|(g, code)| study.set(*g).get(&(*code)?));
        found.next().map_or_else(RowLabel::default, |q| RowLabel {
            code: q.code.to_string(),
            name: q.name.clone(),
        })
    };
    let values = [0, 1].map(|end| {
        let value = |codes: &[Option<QuartierCode>; 2]| ends.value(study, end, &codes[end]?);
        rows.iter().map(value).collect()
    });
    (rows.iter().map(label).collect(), values)
}

fn series(ends: &Ends<'_>, end: usize, values: Vec<Option<f64>>, lang: Lang) -> Series {
    let name = ends.heading(end, lang);
    // It stands as a heading here, not in a line of patches.
    let mut letters = name.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string());
    Series {
        name: first.unwrap_or_default() + letters.as_str(),
        ..measured(ends.grounds[end], values, lang)
    }
}
