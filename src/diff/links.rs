//! Which overlaps link two quartiers.

use super::lineage::{Disagreement, Evolution};
use super::overlap::Overlap;
use crate::perimeter::{OfficialStatus, Perimeters, QuartierCode};

/// Least share of the old or of the new quartier that an overlap must cover to be a link.
///
/// Neighbours trade strips of ground when limits are drawn again. Of the 1 508 overlaps of the
/// national pair that are wider than the tolerance, 15 cover up to 4.5 % of the smaller
/// quartier, none between that and 9 %, and 1 493 more than that: the threshold stands in the
/// gap.
pub const MIN_SHARE: f64 = 0.07;

/// A link between an old and a new quartier, or a quartier without one.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Quartier of 2015; `None` for one that is new.
    pub old: Option<QuartierCode>,
    /// Quartier of 2024; `None` for one that was removed.
    pub new: Option<QuartierCode>,
    /// What became of them, measured.
    pub evolution: Evolution,
    /// What the last letter of the code of 2024 states.
    pub status: Option<OfficialStatus>,
    /// Why the letter and the measure disagree, if they do.
    pub disagreement: Option<Disagreement>,
    /// Area of the old one, m².
    pub area_old_m2: Option<f64>,
    /// Area of the new one, m².
    pub area_new_m2: Option<f64>,
    /// Area that both cover, m².
    pub area_common_m2: f64,
    /// Distance between the two limits, metres (see [`super::Diff`]).
    pub limit_distance_m: Option<f64>,
}

impl Row {
    /// Share of the old quartier that the new one keeps, 0 to 1.
    pub fn share_of_old(&self) -> Option<f64> {
        self.new
            .and(self.area_old_m2)
            .map(|area| self.area_common_m2 / area)
    }

    /// Share of the new quartier that comes from the old one, 0 to 1.
    pub fn share_of_new(&self) -> Option<f64> {
        self.old
            .and(self.area_new_m2)
            .map(|area| self.area_common_m2 / area)
    }

    /// Area in common over the area of both together, 0 to 1.
    pub fn iou(&self) -> Option<f64> {
        let both = self.area_old_m2? + self.area_new_m2? - self.area_common_m2;
        Some(self.area_common_m2 / both)
    }
}

/// Whether an overlap links its two quartiers.
pub(super) fn is_link(
    overlap: &Overlap,
    old: &Perimeters,
    new: &Perimeters,
    tolerance_m: f64,
) -> bool {
    let area = |set: &Perimeters, code| set.get(code).map_or(f64::INFINITY, |q| q.area_m2());
    let smaller = area(old, &overlap.old).min(area(new, &overlap.new));
    overlap.width_m > tolerance_m && overlap.area_m2 >= MIN_SHARE * smaller
}
