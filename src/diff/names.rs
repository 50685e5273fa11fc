//! Names that changed while the contour stayed, and contours that changed under one name.

use super::lineage::Evolution;
use super::{Diff, Row};
use crate::epci::folded;
use crate::perimeter::QuartierCode;
use serde::Serialize;

/// A quartier that has the contour of an old one and another name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NameChange {
    /// Code of 2015.
    pub old: QuartierCode,
    /// Code of 2024.
    pub new: QuartierCode,
    /// Name in the file of 2015.
    pub old_name: String,
    /// Name in the file of 2024.
    pub new_name: String,
}

impl Diff {
    /// Whether the two quartiers of a row have different names, accents, hyphens, case and blanks
    /// aside. `None` where the row has one side only or a file gives no name.
    pub fn name_changed(&self, row: &Row) -> Option<bool> {
        let old = &self.old.get(&row.old?)?.name;
        let new = &self.new.get(&row.new?)?.name;
        (!old.is_empty() && !new.is_empty()).then(|| folded(old) != folded(new))
    }
}

/// Renamed quartiers of one contour, and the number of quartiers of one name and another contour
/// (one to one; a merger or a split changes the contour in any case).
pub(super) fn changes(diff: &Diff) -> (Vec<NameChange>, usize) {
    let pairs = |evolution, changed| {
        let rows = diff.rows.iter().filter(move |r| r.evolution == evolution);
        rows.filter(move |r| diff.name_changed(r) == Some(changed))
    };
    let renamed = pairs(Evolution::Inchange, true).filter_map(|row| {
        let (old, new) = (diff.old.get(&row.old?)?, diff.new.get(&row.new?)?);
        Some(NameChange {
            old: old.code,
            new: new.code,
            old_name: old.name.clone(),
            new_name: new.name.clone(),
        })
    });
    (renamed.collect(), pairs(Evolution::Modifie, false).count())
}
