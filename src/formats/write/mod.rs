//! Writing layers, one file per format.
//!
//! GeoJSON and GeoParquet are written in WGS84, as their readers expect; the other formats in
//! the layer's own system.

mod flatgeobuf;
mod geojson;
mod geopackage;
mod geoparquet;
mod shapefile;

use super::FormatError;
use crate::atomic;
use crate::crs::{Crs, CrsError};
use geo::MultiPolygon;
use std::io;
use std::path::{Path, PathBuf};

/// Type of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Text; codes are text.
    Text,
    /// A number with decimals.
    Real,
    /// A whole number.
    Integer,
}

/// A value of a field.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Text.
    Text(String),
    /// A number with decimals.
    Real(f64),
    /// A whole number.
    Integer(i64),
    /// Nothing known.
    Null,
}

/// A feature to write.
#[derive(Debug, Clone)]
pub struct OutFeature {
    /// One value per field of the layer.
    pub values: Vec<Value>,
    /// Its valid shape in the layer's system.
    pub shape: MultiPolygon,
}

/// A layer to write.
#[derive(Debug, Clone)]
pub struct OutLayer {
    /// Table name.
    pub name: String,
    /// What it shows and where it comes from, one sentence.
    pub description: String,
    /// System of the shapes.
    pub crs: Crs,
    /// Fields.
    pub fields: Vec<(String, FieldKind)>,
    /// Features.
    pub features: Vec<OutFeature>,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The file.
    pub path: PathBuf,
    /// What its format could not hold as it was: fields that had to be renamed, texts that
    /// had to be cut, one sentence each.
    pub notes: Vec<String>,
}

/// Formats that are written, by extension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    GeoJson,
    GeoJsonLines,
    GeoPackage,
    FlatGeobuf,
    GeoParquet,
    Shapefile,
    ZippedShapefile,
}

impl Target {
    fn of(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        Some(match extension.as_str() {
            "geojson" | "json" => Self::GeoJson,
            "geojsonl" | "geojsons" | "ndjson" | "jsonl" => Self::GeoJsonLines,
            "gpkg" => Self::GeoPackage,
            "fgb" => Self::FlatGeobuf,
            "parquet" | "geoparquet" => Self::GeoParquet,
            "shp" => Self::Shapefile,
            "shz" => Self::ZippedShapefile,
            _ => return None,
        })
    }

    /// Whether one file holds several layers.
    fn holds_several(self) -> bool {
        matches!(self, Self::GeoJson | Self::GeoJsonLines | Self::GeoPackage)
    }
}

/// Writes layers to a path, by its extension: `.geojson`/`.json` (all features in one
/// collection), `.geojsonl`/`.ndjson` (one feature to a line), `.gpkg` (a table per layer),
/// `.shp` with its `.dbf`, `.shx`, `.prj` and `.cpg`, `.shz` (these in a zip), `.fgb`, or
/// `.parquet`/`.geoparquet`. The last four hold one layer: several go to `NAME_LAYER.ext`
/// each. Returns the files with what their format could not hold.
///
/// # Errors
/// [`FormatError::UnknownFormat`] for another extension, [`FormatError::Io`] when writing fails.
pub fn write_layers(path: &Path, layers: &[OutLayer]) -> Result<Vec<Written>, FormatError> {
    let target = Target::of(path).ok_or_else(|| FormatError::UnknownFormat {
        path: path.to_owned(),
    })?;
    if target.holds_several() || layers.len() == 1 {
        return Ok(vec![write_file(target, path, layers)?]);
    }
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    layers
        .iter()
        .map(|layer| {
            let path = path.with_file_name(format!("{stem}_{}.{extension}", layer.name));
            write_file(target, &path, std::slice::from_ref(layer))
        })
        .collect()
}

fn write_file(target: Target, path: &Path, layers: &[OutLayer]) -> Result<Written, FormatError> {
    let mut notes = Vec::new();
    let written: io::Result<()> = match (target, layers) {
        (Target::GeoJson, _) => {
            geojson::collection(layers).and_then(|text| atomic::write_bytes(path, &text))
        }
        (Target::GeoJsonLines, _) => {
            geojson::lines(layers).and_then(|text| atomic::write_bytes(path, &text))
        }
        (Target::GeoPackage, _) => atomic::write_at(path, |temporary| {
            geopackage::write(temporary, layers).map_err(io::Error::other)
        }),
        (Target::FlatGeobuf, [layer, ..]) => {
            atomic::write(path, |out| flatgeobuf::write(out, layer))
        }
        (Target::GeoParquet, [layer, ..]) => {
            atomic::write(path, |out| geoparquet::write(out, layer))
        }
        (Target::Shapefile | Target::ZippedShapefile, [layer, ..]) => shapefile::files(layer)
            .and_then(|(files, said)| {
                notes = said;
                match target {
                    Target::Shapefile => files.write_beside(path),
                    _ => atomic::write_bytes(path, &files.zipped(path)?),
                }
            }),
        (_, []) => Ok(()),
    };
    match written {
        Ok(()) => Ok(Written {
            path: path.to_owned(),
            notes,
        }),
        Err(source) => Err(FormatError::Io {
            path: path.to_owned(),
            source,
        }),
    }
}

/// The shape of a feature in degrees.
fn in_degrees(layer: &OutLayer, feature: &OutFeature) -> Result<MultiPolygon, CrsError> {
    let shape = feature.shape.clone();
    layer.crs.transform_shape(shape, &Crs::wgs84())
}
