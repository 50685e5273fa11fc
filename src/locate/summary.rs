//! What the answers of a whole table come to: the table that an evaluation of a contrat de ville
//! starts from, and the figures that its charts are drawn from.

use super::answer::{Reason, Response};
use super::batch::{GenerationTally, Tally};
use super::locator::Locator;
use crate::epci::Placement;
use crate::perimeter::QuartierCode;
use serde::Serialize;
use std::collections::BTreeMap;

/// The answers of a table, counted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// Rows of the table.
    #[serde(rename = "lignes")]
    pub rows: u64,
    /// Rows that were refused: their number of cells is not that of the header.
    #[serde(rename = "lignes_refusees")]
    pub refused: u64,
    /// Each generation, oldest first.
    pub generations: Vec<GenerationSummary>,
    /// With two generations: rows by the answer in each, where there are any.
    #[serde(rename = "changements")]
    pub changes: Vec<Change>,
}

/// The answers of one generation, counted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GenerationSummary {
    /// Year of the perimeters, 2015 or 2024.
    pub generation: u16,
    /// Rows by distance to the perimeters.
    #[serde(flatten)]
    pub bands: BandCounts,
    /// Share of the rows in a quartier among those with a clear answer (`dans` or `hors`);
    /// `None` when there are none.
    #[serde(rename = "part_dans")]
    pub share_inside: Option<f64>,
    /// Rows by reason, where there are any.
    #[serde(rename = "motifs")]
    pub reasons: Vec<ReasonCount>,
    /// Quartiers that hold a row, by code. A row in several counts in each.
    pub quartiers: Vec<QuartierCount>,
    /// EPCI of these quartiers, most rows first. A row counts once in an EPCI.
    pub epci: Vec<EpciCount>,
}

/// Rows of a table by answer and by distance to the perimeters of one generation: what a chart
/// of bands shows. The six add up to all rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct BandCounts {
    /// In a quartier.
    #[serde(rename = "dans")]
    pub inside: u64,
    /// Outside, at most 300 m from one.
    #[serde(rename = "bande_300")]
    pub within_300_m: u64,
    /// Outside, more than 300 m and at most 500 m from one.
    #[serde(rename = "bande_500")]
    pub within_500_m: u64,
    /// Outside and farther, or at a distance that was not asked for.
    #[serde(rename = "au_dela")]
    pub farther: u64,
    /// Nearer to a limit than the coordinates are precise.
    #[serde(rename = "imprecis")]
    pub imprecise: u64,
    /// At a place that is not known.
    #[serde(rename = "non_localise")]
    pub not_located: u64,
}

impl BandCounts {
    fn of(tally: &GenerationTally) -> Self {
        let of = |response: Response| tally.responses[response as usize];
        let [within_300_m, within_500_m] = tally.bands;
        Self {
            inside: of(Response::Inside),
            within_300_m,
            within_500_m,
            farther: of(Response::Outside) - within_300_m - within_500_m,
            imprecise: of(Response::Imprecise),
            not_located: of(Response::NotLocated),
        }
    }

    /// Rows outside at any distance.
    pub fn outside(&self) -> u64 {
        self.within_300_m + self.within_500_m + self.farther
    }
}

/// Rows with a reason.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ReasonCount {
    /// Why.
    #[serde(rename = "motif")]
    pub reason: Reason,
    /// Rows.
    #[serde(rename = "lignes")]
    pub rows: u64,
}

/// Rows in a quartier.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct QuartierCount {
    /// Its code.
    pub code: QuartierCode,
    /// Its name.
    #[serde(rename = "nom")]
    pub name: String,
    /// SIREN of its EPCI, where known.
    pub epci: Option<String>,
    /// Rows in it.
    #[serde(rename = "lignes")]
    pub rows: u64,
    /// Of these, rows that are `hors` in the other generation.
    #[serde(rename = "hors_autre_generation")]
    pub crossed: u64,
}

/// Rows in the quartiers of an EPCI.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EpciCount {
    /// SIREN of the EPCI; `None` for quartiers whose EPCI is not known.
    pub siren: Option<String>,
    /// Its name, where a table gives one.
    #[serde(rename = "nom")]
    pub name: Option<String>,
    /// Its quartiers that hold a row.
    pub quartiers: usize,
    /// Rows in them.
    #[serde(rename = "lignes")]
    pub rows: u64,
    /// Of these, rows that are `hors` in the other generation.
    #[serde(rename = "hors_autre_generation")]
    pub crossed: u64,
}

/// Rows by their answer in each generation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Answer in the older generation.
    #[serde(rename = "avant")]
    pub from: Response,
    /// Answer in the newer one.
    #[serde(rename = "apres")]
    pub to: Response,
    /// Rows.
    #[serde(rename = "lignes")]
    pub rows: u64,
}

impl Summary {
    /// Sums up the counts of a run. The EPCI of a quartier is that of `placement`, else the one
    /// that the file of its perimeters states.
    pub fn new(tally: &Tally, locator: &Locator, placement: &Placement) -> Self {
        let generations = locator.generations().iter().zip(&tally.generations);
        let pairs = Response::ALL.into_iter().flat_map(|from| {
            Response::ALL.into_iter().map(move |to| Change {
                from,
                to,
                rows: tally.changes[from as usize][to as usize],
            })
        });
        Self {
            rows: tally.rows,
            refused: tally.refused,
            generations: generations
                .map(|(generation, counts)| {
                    GenerationSummary::new(generation.year(), counts, locator, placement)
                })
                .collect(),
            changes: pairs.filter(|change| change.rows > 0).collect(),
        }
    }

    /// Rows whose answer is another one in the newer generation.
    pub fn changed(&self) -> u64 {
        let changed = self
            .changes
            .iter()
            .filter(|change| change.from != change.to);
        changed.map(|change| change.rows).sum()
    }
}

impl GenerationSummary {
    fn new(year: u16, tally: &GenerationTally, locator: &Locator, placement: &Placement) -> Self {
        let bands = BandCounts::of(tally);
        let clear = bands.inside + bands.outside();
        let epci_of = |number: u32| {
            let quartier = locator.quartier(number);
            match placement.get(&quartier.code).epci {
                // A name is as good as none where it only repeats the number.
                Some(epci) => {
                    let name = Some(epci.name).filter(|name| *name != epci.siren);
                    Some((epci.siren, name))
                }
                None => quartier.epci.clone().map(|siren| (siren, None)),
            }
        };
        let held = (0u32..)
            .zip(tally.quartiers.iter().zip(&tally.crossed))
            .filter(|(_, (rows, _))| **rows > 0);
        type Owner = Option<(String, Option<String>)>;
        let mut epci: BTreeMap<Owner, EpciCount> = BTreeMap::new();
        let mut quartiers = Vec::new();
        for (number, (&rows, &crossed)) in held {
            let own = epci_of(number);
            let quartier = locator.quartier(number);
            quartiers.push(QuartierCount {
                code: quartier.code,
                name: quartier.name.clone(),
                epci: own.as_ref().map(|(siren, _)| siren.clone()),
                rows,
                crossed,
            });
            let (siren, name) = own.clone().unzip();
            let count = epci.entry(own).or_insert(EpciCount {
                siren,
                name: name.flatten(),
                quartiers: 0,
                rows: 0,
                crossed: 0,
            });
            count.quartiers += 1;
            count.rows += rows;
            count.crossed += crossed;
        }
        // A row in several quartiers of one EPCI was added once for each of them.
        for (list, [rows, crossed]) in &tally.several {
            let mut owners: Vec<Owner> = list.iter().map(|i| epci_of(*i)).collect();
            owners.sort();
            for group in owners.chunk_by(|a, b| a == b) {
                if let Some(count) = epci.get_mut(&group[0]) {
                    count.rows -= rows * (group.len() as u64 - 1);
                    count.crossed -= crossed * (group.len() as u64 - 1);
                }
            }
        }
        quartiers.sort_by_key(|quartier| quartier.code);
        let mut epci: Vec<EpciCount> = epci.into_values().collect();
        epci.sort_by_key(|count| std::cmp::Reverse(count.rows));
        let reasons = Reason::ALL.map(|reason| ReasonCount {
            reason,
            rows: tally.reasons[reason as usize],
        });
        Self {
            generation: year,
            bands,
            share_inside: (clear > 0).then(|| bands.inside as f64 / clear as f64),
            reasons: reasons.into_iter().filter(|count| count.rows > 0).collect(),
            quartiers,
            epci,
        }
    }
}
