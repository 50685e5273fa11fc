//! What can be said of a point and a generation of perimeters.

use serde::{Serialize, Serializer};
use std::fmt;

/// One of four answers; an unclear case is never a no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Response {
    /// In a quartier, its limit included.
    Inside,
    /// In none.
    Outside,
    /// Nearer to a limit than the coordinates are precise.
    Imprecise,
    /// The place is not known, or there are no perimeters where it is.
    NotLocated,
}

impl Response {
    /// All of them, in the order of the tables.
    pub const ALL: [Self; 4] = [
        Self::Inside,
        Self::Outside,
        Self::Imprecise,
        Self::NotLocated,
    ];

    /// The word in the column `reponse_G`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Inside => "dans",
            Self::Outside => "hors",
            Self::Imprecise => "imprecis",
            Self::NotLocated => "non_localise",
        }
    }
}

impl Serialize for Response {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl fmt::Display for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Outside every quartier, but within so many metres of one on the ground (reduced VAT,
/// art. 278 sexies of the tax code).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Band {
    /// At most 300 m.
    Within300,
    /// More than 300 m, at most 500 m.
    Within500,
}

impl Band {
    /// The widest band, metres on the ground.
    pub const WIDEST_M: f64 = 500.0;

    /// The band of a distance in metres on the ground, unrounded; a point inside has none.
    pub fn of(distance_m: f64) -> Option<Self> {
        match distance_m {
            d if d <= 0.0 => None,
            d if d <= 300.0 => Some(Self::Within300),
            d if d <= 500.0 => Some(Self::Within500),
            _ => None,
        }
    }

    /// Its outer limit, metres on the ground.
    pub fn metres(self) -> i32 {
        match self {
            Self::Within300 => 300,
            Self::Within500 => 500,
        }
    }

    /// The number in the column `bande_G`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Within300 => "300",
            Self::Within500 => "500",
        }
    }
}

/// Why an answer is what it is, where that needs saying.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// A coordinate is empty.
    Missing,
    /// A coordinate is no number.
    Unreadable,
    /// A coordinate is written in degrees, minutes and seconds.
    DegreesMinutes,
    /// Both coordinates are 0.
    Zero,
    /// The longitude is in the column of the latitude and the reverse.
    LonLatSwapped,
    /// The easting is in the column of the northing and the reverse.
    EastingNorthingSwapped,
    /// Metres in columns that are said to be degrees.
    MetresNotDegrees,
    /// Degrees in columns that are said to be metres.
    DegreesNotMetres,
    /// Nowhere near French ground.
    OutsideFrance,
    /// The row has another number of cells than the header.
    RaggedRow,
    /// The perimeters of this generation hold no quartier in the territory of the point.
    NoPerimetersHere,
    /// The limit is nearer than the stated precision.
    WithinPrecision,
    /// The stated precision is no number of metres.
    PrecisionUnreadable,
    /// The point is exactly on the limit, which belongs to the quartier.
    OnTheLimit,
    /// Several quartiers hold the point, on their common limit or where they overlap.
    SeveralQuartiers,
}

impl Reason {
    /// All of them, in the order of the tables.
    pub const ALL: [Self; 15] = [
        Self::Missing,
        Self::Unreadable,
        Self::DegreesMinutes,
        Self::Zero,
        Self::LonLatSwapped,
        Self::EastingNorthingSwapped,
        Self::MetresNotDegrees,
        Self::DegreesNotMetres,
        Self::OutsideFrance,
        Self::RaggedRow,
        Self::NoPerimetersHere,
        Self::WithinPrecision,
        Self::PrecisionUnreadable,
        Self::OnTheLimit,
        Self::SeveralQuartiers,
    ];

    /// Whether the reason stands for a place that is not known.
    pub fn explains_no_answer(&self) -> bool {
        matches!(
            self,
            Self::Missing
                | Self::Unreadable
                | Self::DegreesMinutes
                | Self::Zero
                | Self::LonLatSwapped
                | Self::EastingNorthingSwapped
                | Self::MetresNotDegrees
                | Self::DegreesNotMetres
                | Self::OutsideFrance
                | Self::RaggedRow
                | Self::NoPerimetersHere
        )
    }

    /// The word in the column `motif_G`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "coordonnees_absentes",
            Self::Unreadable => "coordonnees_illisibles",
            Self::DegreesMinutes => "degres_minutes_secondes",
            Self::Zero => "coordonnees_nulles",
            Self::LonLatSwapped => "longitude_et_latitude_inversees",
            Self::EastingNorthingSwapped => "x_et_y_inverses",
            Self::MetresNotDegrees => "metres_au_lieu_de_degres",
            Self::DegreesNotMetres => "degres_au_lieu_de_metres",
            Self::OutsideFrance => "hors_de_france",
            Self::RaggedRow => "ligne_irreguliere",
            Self::NoPerimetersHere => "territoire_sans_perimetre",
            Self::WithinPrecision => "limite_plus_proche_que_la_precision",
            Self::PrecisionUnreadable => "precision_illisible",
            Self::OnTheLimit => "sur_la_limite",
            Self::SeveralQuartiers => "plusieurs_quartiers",
        }
    }
}

impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The answer for one point and one generation.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// In, out, imprecise or not located.
    pub response: Response,
    /// Numbers of the quartiers that hold the point ([`super::Locator::quartier`]), smallest
    /// area first. Where the answer is imprecise and none does, the nearest one.
    pub quartiers: Vec<u32>,
    /// Distance to the nearest limit in metres on the ground, negative inside; `None` beyond
    /// the greatest distance asked for.
    pub distance_m: Option<f64>,
    /// The band around the quartiers, for a point outside.
    pub band: Option<Band>,
    /// Why.
    pub reason: Option<Reason>,
}

impl Default for Answer {
    fn default() -> Self {
        Self {
            response: Response::NotLocated,
            quartiers: Vec::new(),
            distance_m: None,
            band: None,
            reason: None,
        }
    }
}

impl Answer {
    /// Makes it the answer of a point that could not be located.
    pub(super) fn refuse(&mut self, reason: Reason) {
        self.quartiers.clear();
        self.response = Response::NotLocated;
        self.distance_m = None;
        self.band = None;
        self.reason = Some(reason);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_band_ends_where_its_number_says() {
        assert_eq!(Band::of(-0.0), None);
        assert_eq!(Band::of(-12.0), None);
        assert_eq!(Band::of(1e-9), Some(Band::Within300));
        assert_eq!(Band::of(300.0), Some(Band::Within300));
        assert_eq!(Band::of(300.000_1), Some(Band::Within500));
        assert_eq!(Band::of(500.0), Some(Band::Within500));
        assert_eq!(Band::of(500.000_1), None);
    }
}
