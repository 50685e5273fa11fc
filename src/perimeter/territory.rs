//! The parts of France that have a metric system of their own.

use super::code::QuartierCode;
use crate::crs::Crs;
use serde::Serialize;

/// A part of France in which one projection in metres holds.
///
/// Areas and distances are computed in the legal projection of the territory: Lambert-93 in
/// metropolitan France (decree 2000-1276 as amended), UTM overseas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Territory {
    /// Metropolitan France, Corsica included: Lambert-93, EPSG:2154.
    Metropole,
    /// Guadeloupe, Martinique, Saint-Barthélemy and Saint-Martin: EPSG:5490.
    Antilles,
    /// Guyane: EPSG:2972.
    Guyane,
    /// La Réunion: EPSG:2975.
    Reunion,
    /// Mayotte: EPSG:4471.
    Mayotte,
    /// Saint-Pierre-et-Miquelon: EPSG:4467.
    SaintPierre,
    /// French Polynesia: EPSG:3297 (zone 6, where Tahiti is, for all islands).
    Polynesie,
}

impl Territory {
    /// All of them, metropolitan France first.
    pub const ALL: [Self; 7] = [
        Self::Metropole,
        Self::Antilles,
        Self::Guyane,
        Self::Reunion,
        Self::Mayotte,
        Self::SaintPierre,
        Self::Polynesie,
    ];

    /// The territory that a code is registered in.
    pub fn of_code(code: &QuartierCode) -> Self {
        Self::of_departement(code.departement())
    }

    /// The territory of a département (`62`, `2A`, `974`) or of an INSEE commune code.
    pub fn of_departement(departement: &str) -> Self {
        match departement.get(..3) {
            Some("971" | "972" | "977" | "978") => Self::Antilles,
            Some("973") => Self::Guyane,
            Some("974") => Self::Reunion,
            Some("975") => Self::SaintPierre,
            Some("976") => Self::Mayotte,
            Some("987") => Self::Polynesie,
            _ => Self::Metropole,
        }
    }

    /// Whether a département or INSEE commune code is of a part of France that has no quartier
    /// prioritaire and no projection here: the southern lands, Wallis-et-Futuna, New Caledonia,
    /// Clipperton. Files of all communes hold them.
    pub fn is_without_quartiers(departement: &str) -> bool {
        matches!(departement.get(..3), Some("984" | "986" | "988" | "989"))
    }

    /// The territory whose extent holds a longitude and latitude in degrees, if any.
    pub fn of_lonlat(lon: f64, lat: f64) -> Option<Self> {
        Self::ALL.into_iter().find(|territory| {
            let [west, south, east, north] = territory.extent();
            (west..=east).contains(&lon) && (south..=north).contains(&lat)
        })
    }

    /// Longitudes and latitudes that enclose the territory: west, south, east, north, degrees.
    pub fn extent(self) -> [f64; 4] {
        match self {
            Self::Metropole => [-5.5, 41.2, 9.8, 51.3],
            Self::Antilles => [-63.3, 14.2, -60.7, 18.3],
            Self::Guyane => [-54.8, 2.0, -51.4, 6.0],
            Self::Reunion => [55.1, -21.5, 55.95, -20.7],
            Self::Mayotte => [44.9, -13.2, 45.4, -12.5],
            Self::SaintPierre => [-56.6, 46.6, -56.0, 47.3],
            Self::Polynesie => [-155.0, -28.5, -134.0, -7.5],
        }
    }

    /// The legal projection, in metres.
    pub fn metric_crs(self) -> Crs {
        let code = match self {
            Self::Metropole => return Crs::lambert93(),
            Self::Antilles => 5490,
            Self::Guyane => 2972,
            Self::Reunion => 2975,
            Self::Mayotte => 4471,
            Self::SaintPierre => 4467,
            Self::Polynesie => 3297,
        };
        // invariant: every code above is in the registry, which a test checks
        Crs::from_epsg(code).expect("registered system")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_territory_has_a_projection_that_holds_its_extent() {
        for territory in Territory::ALL {
            let crs = territory.metric_crs();
            let [west, south, east, north] = territory.extent();
            for place in [(west, south), (east, north)] {
                let c = geo::Coord {
                    x: place.0,
                    y: place.1,
                };
                let back = crs.to_lonlat(crs.from_lonlat(c).unwrap()).unwrap();
                assert!(
                    (back.x - c.x).abs() < 1e-7 && (back.y - c.y).abs() < 1e-7,
                    "{territory:?}"
                );
            }
        }
    }

    #[test]
    fn a_departement_names_its_territory() {
        assert_eq!(Territory::of_departement("62"), Territory::Metropole);
        assert_eq!(Territory::of_departement("2A"), Territory::Metropole);
        assert_eq!(Territory::of_departement("97411"), Territory::Reunion);
        assert_eq!(Territory::of_lonlat(55.45, -20.9), Some(Territory::Reunion));
        assert_eq!(Territory::of_lonlat(0.0, 0.0), None);
    }
}
