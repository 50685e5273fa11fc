//! What can be wrong with a file that should hold perimeters.

use crate::crs::CrsError;
use crate::formats::FormatError;
use crate::perimeter::QuartierCode;
use thiserror::Error;

/// A file that is no set of perimeters, or no map of communes.
#[derive(Debug, Error)]
pub enum PerimeterError {
    /// The file itself cannot be read.
    #[error(transparent)]
    Format(#[from] FormatError),
    /// The layer is empty.
    #[error("{file}: no feature in it")]
    NoFeature {
        /// The file.
        file: String,
    },
    /// No column holds codes of quartiers.
    #[error("{file}: no column holds codes of quartiers (its columns: {columns})")]
    NoCode {
        /// The file.
        file: String,
        /// Names of its columns.
        columns: String,
    },
    /// Two columns hold codes, and which one is meant cannot be told.
    #[error("{file}: several columns hold codes of quartiers: {columns}")]
    SeveralCodes {
        /// The file.
        file: String,
        /// Names of these columns.
        columns: String,
    },
    /// Codes of both generations in one layer.
    #[error("{file}: codes of both generations, such as {first} and {second}")]
    MixedGenerations {
        /// The file.
        file: String,
        /// A code of one.
        first: String,
        /// A code of the other.
        second: String,
    },
    /// A code that occurs more than once with different contours.
    #[error("{file}: the code {code} occurs in features {first} and {second}")]
    Duplicate {
        /// The file.
        file: String,
        /// The code.
        code: QuartierCode,
        /// Number of a feature, from 1.
        first: usize,
        /// Number of the other feature.
        second: usize,
    },
    /// A coordinate that cannot be in the declared system.
    #[error("{file}: feature {feature} ({label}): {source}")]
    Coordinate {
        /// The file.
        file: String,
        /// Number of the feature, from 1.
        feature: usize,
        /// What it calls itself.
        label: String,
        /// The coordinate and the system.
        source: CrsError,
    },
    /// The file declares no system and its extent fits none.
    #[error(
        "{file}: the file declares no coordinate reference system and its coordinates, such as ({x}, {y}), fit none"
    )]
    NoCrs {
        /// The file.
        file: String,
        /// An easting of the file.
        x: f64,
        /// A northing of the file.
        y: f64,
    },
    /// Coordinates that lie nowhere in France, whichever axis comes first.
    #[error("{file}: in {crs} its coordinates, such as ({x}, {y}), lie outside France")]
    Elsewhere {
        /// The file.
        file: String,
        /// The system of the file.
        crs: String,
        /// An easting of the file.
        x: f64,
        /// A northing of the file.
        y: f64,
    },
    /// Layers of a pack with different quartiers.
    #[error("{file}: its layers hold different quartiers: {layers}")]
    LayersDisagree {
        /// The archive.
        file: String,
        /// Each layer with its number of codes.
        layers: String,
    },
    /// A contour that crosses itself so often that it is none.
    #[error("{file}: feature {feature} ({label}) crosses itself a hundred thousand times")]
    Tangled {
        /// The file.
        file: String,
        /// Number of the feature, from 1.
        feature: usize,
        /// What it calls itself.
        label: String,
    },
    /// Features without a single polygon.
    #[error("{file}: no polygon among its {features} features{}", because(reason))]
    NoPolygon {
        /// The file.
        file: String,
        /// Number of features.
        features: usize,
        /// Why the first feature was left out, where there is one.
        reason: Option<String>,
    },
    /// No column holds INSEE codes of communes.
    #[error("{file}: no column holds INSEE codes of communes (its columns: {columns})")]
    NoCommune {
        /// The file.
        file: String,
        /// Names of its columns.
        columns: String,
    },
}

fn because(reason: &Option<String>) -> String {
    let first = reason
        .as_ref()
        .map(|reason| format!(" (the first: {reason})"));
    first.unwrap_or_default()
}

impl PerimeterError {
    /// What the user can do about it.
    pub fn advice(&self) -> String {
        match self {
            Self::Format(error) => error.advice(),
            Self::NoFeature { .. } => "download or export the file again".into(),
            Self::NoCode { .. } => "codes look like QP062001 (2015) or QN06201M (2024)".into(),
            Self::SeveralCodes { .. } => {
                "keep one column of codes; a correspondence table is given with --correspondence"
                    .into()
            }
            Self::MixedGenerations { .. } => "give each generation in a file of its own".into(),
            Self::Duplicate { .. } => {
                "keep one feature for each quartier (dissolve by code)".into()
            }
            Self::Coordinate { .. } => {
                "check the declared system: metres in a file that says degrees, or the reverse"
                    .into()
            }
            Self::Elsewhere { .. } => {
                "check the declared system: another one, or another zone, was meant".into()
            }
            Self::NoCrs { .. } => "add the .prj, or export the file in WGS 84 or Lambert-93".into(),
            Self::LayersDisagree { .. } => "name the layer, as FILE.zip/MEMBER".into(),
            Self::Tangled { .. } => "draw or export the contour again".into(),
            Self::NoPolygon { .. } => {
                "give the layer of contours: polygons that enclose ground".into()
            }
            Self::NoCommune { .. } => "INSEE codes have five characters, such as 62498".into(),
        }
    }
}
