//! From BAN rows to an index file.

use super::ban::{self, Tally};
use super::draft::{Draft, add, merge};
use super::write::{self, Written};
use crate::geocode::error::GeocodeError;
use rayon::prelude::*;
use std::path::{Path, PathBuf};

/// Numbers of an index that was built.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Rows used and refused.
    pub tally: Tally,
    /// Communes and arrondissements.
    pub communes: usize,
    /// Streets and localities.
    pub streets: usize,
    /// House numbers.
    pub numbers: usize,
    /// Bytes of the file.
    pub bytes: u64,
}

/// Builds an index of BAN or BAL files and writes it as one file.
///
/// Files are read in parallel; an address that occurs in several of them is kept once.
///
/// # Errors
/// When a file cannot be read or lacks a column, or the index cannot be written.
pub fn build(sources: &[PathBuf], target: &Path) -> Result<Summary, GeocodeError> {
    let parts: Vec<(Draft, Tally)> = sources
        .par_iter()
        .map(|path| read_draft(path))
        .collect::<Result<_, _>>()?;
    let mut draft = Draft::new();
    let mut tally = Tally::default();
    for (part, part_tally) in parts {
        tally.rows += part_tally.rows;
        tally.refused += part_tally.refused;
        merge(&mut draft, part);
    }
    let Written {
        communes,
        streets,
        numbers,
        bytes,
    } = write::write(draft, target)?;
    Ok(Summary {
        tally,
        communes,
        streets,
        numbers,
        bytes,
    })
}

fn read_draft(path: &Path) -> Result<(Draft, Tally), GeocodeError> {
    let mut draft = Draft::new();
    let tally = ban::read(path, |row| add(&mut draft, row))?;
    Ok((draft, tally))
}
