//! Counts over a whole table, for its summary.

use crate::locate::{Answer, Band, Reason, Response};
use std::collections::BTreeMap;

/// Counts for one generation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GenerationTally {
    /// Rows by answer, in the order of [`Response::ALL`].
    pub responses: [u64; Response::ALL.len()],
    /// Rows by reason, in the order of [`Reason::ALL`].
    pub reasons: [u64; Reason::ALL.len()],
    /// Rows `hors` within 300 m, and within 300 to 500 m; imprecise ones are in neither.
    pub bands: [u64; 2],
    /// Rows inside each quartier, by its number; a row in several counts in each.
    pub quartiers: Vec<u64>,
    /// Of these, rows that are outside in the other generation, where there are two.
    pub crossed: Vec<u64>,
    /// Rows in several quartiers at once, by these: how many, and how many of them crossed.
    pub several: BTreeMap<Vec<u32>, [u64; 2]>,
}

/// Counts over all rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// Rows with an answer.
    pub rows: u64,
    /// Rows that were refused: their number of cells is not that of the header.
    pub refused: u64,
    /// Counts of each generation, in the order of the locator.
    pub generations: Vec<GenerationTally>,
    /// With two generations: rows by answer in the first and in the second.
    pub changes: [[u64; Response::ALL.len()]; Response::ALL.len()],
}

impl Tally {
    /// Nothing yet.
    pub fn new(generations: usize, quartiers: usize) -> Self {
        let empty = GenerationTally {
            quartiers: vec![0; quartiers],
            crossed: vec![0; quartiers],
            ..GenerationTally::default()
        };
        Self {
            generations: vec![empty; generations],
            ..Self::default()
        }
    }

    /// Counts the answers of one row.
    #[inline]
    pub(super) fn count(&mut self, answers: &[Answer]) {
        self.rows += 1;
        for (tally, answer) in self.generations.iter_mut().zip(answers) {
            tally.responses[answer.response as usize] += 1;
            if let Some(reason) = answer.reason {
                tally.reasons[reason as usize] += 1;
            }
            if let Some(band) = answer.band
                && answer.response == Response::Outside
            {
                tally.bands[usize::from(band == Band::Within500)] += 1;
            }
            if answer.response == Response::Inside {
                for quartier in &answer.quartiers {
                    tally.quartiers[*quartier as usize] += 1;
                }
            }
        }
        if let [first, second] = answers {
            self.changes[first.response as usize][second.response as usize] += 1;
            self.cross(0, first, second);
            self.cross(1, second, first);
        }
        for (tally, answer) in self.generations.iter_mut().zip(answers) {
            if answer.response == Response::Inside && answer.quartiers.len() > 1 {
                let crossed = answers.iter().any(|a| a.response == Response::Outside);
                let [rows, across] = tally.several.entry(answer.quartiers.clone()).or_default();
                *rows += 1;
                *across += u64::from(crossed);
            }
        }
    }

    /// Counts a row that one generation holds and the other does not.
    #[inline]
    fn cross(&mut self, generation: usize, own: &Answer, other: &Answer) {
        if own.response == Response::Inside && other.response == Response::Outside {
            for quartier in &own.quartiers {
                self.generations[generation].crossed[*quartier as usize] += 1;
            }
        }
    }

    /// Adds the counts of another part of the table.
    pub(super) fn add(&mut self, other: &Self) {
        fn sum(a: &mut [u64], b: &[u64]) {
            a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
        }
        self.rows += other.rows;
        self.refused += other.refused;
        for (a, b) in self.generations.iter_mut().zip(&other.generations) {
            sum(&mut a.responses, &b.responses);
            sum(&mut a.reasons, &b.reasons);
            sum(&mut a.bands, &b.bands);
            sum(&mut a.quartiers, &b.quartiers);
            sum(&mut a.crossed, &b.crossed);
            for (list, counts) in &b.several {
                sum(a.several.entry(list.clone()).or_default(), counts);
            }
        }
        for (a, b) in self.changes.iter_mut().zip(&other.changes) {
            sum(a, b);
        }
    }

    /// Rows that are not located in any generation.
    pub fn not_located(&self) -> u64 {
        let of = |t: &GenerationTally| t.responses[Response::NotLocated as usize];
        self.generations.iter().map(of).min().unwrap_or(0)
    }
}
