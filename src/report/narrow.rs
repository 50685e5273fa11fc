//! A study of a part of its ground: the quartiers of an EPCI, or some quartiers and what became of
//! them.

use super::study::{Inputs, Study};
use crate::diff::{DiffError, Tolerance};
use crate::perimeter::{Perimeters, QuartierCode};
use std::collections::BTreeSet;
use thiserror::Error;

/// What to keep of a study.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// These quartiers, and those of the other generation that they are linked with.
    Quartiers(Vec<QuartierCode>),
    /// The quartiers whose main commune belongs to the EPCI of this SIREN.
    Epci(String),
}

/// A selection that nothing corresponds to.
#[derive(Debug, Error)]
pub enum NarrowError {
    /// A code that no quartier of the study has.
    #[error("no quartier {0} here")]
    NoQuartier(QuartierCode),
    /// No quartier in the EPCI.
    #[error("no quartier in the EPCI {siren} (those with quartiers: {known})")]
    NoEpci {
        /// The SIREN asked for.
        siren: String,
        /// SIREN and name of those that have quartiers.
        known: String,
    },
    /// The comparison failed.
    #[error(transparent)]
    Diff(#[from] DiffError),
}

impl NarrowError {
    /// What the user can do about it.
    pub fn advice(&self) -> String {
        match self {
            Self::NoQuartier(_) => {
                "check the code and the département; `qpv diff` lists all".into()
            }
            Self::NoEpci { .. } => {
                "give one of these; --communes with a table of EPCI makes them known".into()
            }
            Self::Diff(error) => error.advice(),
        }
    }
}

/// The study of the selected quartiers alone, and the name of the place they make.
///
/// The tolerance stays that of the whole files.
///
/// # Errors
/// [`NarrowError`] when the selection is empty.
pub fn narrowed(study: Study, selection: &Selection) -> Result<(Study, String), NarrowError> {
    let all = || {
        let sets = [&study.diff.old, &study.diff.new];
        sets.into_iter().flat_map(|set| &set.quartiers)
    };
    let (kept, place) = match selection {
        Selection::Quartiers(codes) => {
            let mut kept: BTreeSet<QuartierCode> = BTreeSet::new();
            let mut names = Vec::new();
            for code in codes {
                let quartier = all().find(|q| q.code == *code);
                let quartier = quartier.ok_or(NarrowError::NoQuartier(*code))?;
                names.push(quartier.label());
                kept.insert(*code);
            }
            for row in &study.diff.rows {
                let pair = [row.old, row.new];
                if pair.iter().flatten().any(|c| codes.contains(c)) {
                    kept.extend(pair.into_iter().flatten());
                }
            }
            (kept, names.join(", "))
        }
        Selection::Epci(siren) => {
            let mut kept = BTreeSet::new();
            let mut known = BTreeSet::new();
            let mut name = String::new();
            for quartier in all() {
                let Some(epci) = study.placement.get(&quartier.code).epci else {
                    continue;
                };
                if epci.siren == *siren {
                    kept.insert(quartier.code);
                    name = epci.name;
                } else {
                    known.insert(format!("{} {}", epci.siren, epci.name));
                }
            }
            if kept.is_empty() {
                let known: Vec<String> = known.into_iter().take(12).collect();
                return Err(NarrowError::NoEpci {
                    siren: siren.clone(),
                    known: known.join(", "),
                });
            }
            (kept, name)
        }
    };
    let only = |mut set: Perimeters| {
        set.quartiers.retain(|q| kept.contains(&q.code));
        set
    };
    let tolerance: Tolerance = study.diff.tolerance;
    let narrow = Study::new(Inputs {
        old: only(study.diff.old),
        new: only(study.diff.new),
        departements: study.departements,
        tolerance: Some(tolerance),
        outlines: study.outlines,
        directory: study.directory,
        figures: study.figures,
    })?;
    Ok((narrow, place))
}
