//! GeoParquet 1.0 and 1.1: geometries in WKB, described by the `geo` entry of the metadata.
//!
//! <https://geoparquet.org/releases/v1.1.0/>

use super::{Declared, Feature, FormatError, Geometry, Layer, wkb};
use crate::contained::contained;
use crate::crs::Crs;
use polars::prelude::*;
use serde_json::Value as Json;
use std::io::Cursor;
use std::path::Path;

/// Reads the primary geometry column and all columns of plain values.
///
/// polars indexes and asserts where a damaged file makes no sense, so its reader is given one
/// thread and what it throws there is taken for what it means: the file is not whole.
pub(super) fn read(path: &Path, bytes: Vec<u8>) -> Result<Layer, FormatError> {
    contained(|| read_frame(path, bytes)).unwrap_or_else(|| {
        Err(FormatError::malformed(
            path,
            "not a whole Parquet file (its reader gave up)",
        ))
    })
}

fn read_frame(path: &Path, bytes: Vec<u8>) -> Result<Layer, FormatError> {
    let malformed = |detail: String| FormatError::malformed(path, detail);
    let broken = |e: PolarsError| {
        let text = e.to_string();
        let line: String = text
            .lines()
            .next()
            .unwrap_or_default()
            .chars()
            .take(160)
            .collect();
        malformed(format!("not a whole Parquet file ({line})"))
    };
    // polars asserts the magic bytes at both ends in places; a file without them is none.
    if bytes.len() < 12 || !bytes.starts_with(b"PAR1") || !bytes.ends_with(b"PAR1") {
        return Err(malformed(
            "not a whole Parquet file (its first or last bytes are not PAR1)".into(),
        ));
    }
    let mut reader = ParquetReader::new(Cursor::new(bytes)).read_parallel(ParallelStrategy::None);
    let metadata = reader.get_metadata().map_err(broken)?.clone();
    let geo = metadata
        .key_value_metadata()
        .iter()
        .flatten()
        .find(|entry| entry.key == "geo")
        .and_then(|entry| entry.value.as_deref())
        .and_then(|text| serde_json::from_str::<Json>(text).ok())
        .ok_or_else(|| {
            malformed("a Parquet file without the `geo` metadata of GeoParquet".into())
        })?;
    let column = geo["primary_column"].as_str().unwrap_or("geometry");
    let described = &geo["columns"][column];
    match described["encoding"].as_str() {
        Some("WKB") => {}
        other => {
            let other = other.unwrap_or("none");
            return Err(malformed(format!(
                "its geometries have the encoding {other}, not WKB"
            )));
        }
    }
    let crs = declared_crs(path, described)?;
    let frame = reader.finish().map_err(broken)?;
    let shapes = frame
        .column(column)
        .and_then(|c| c.binary())
        .map_err(|_| malformed(format!("it lacks the column {column} of geometries")))?;
    let values: Vec<&Column> = frame
        .columns()
        .iter()
        .filter(|c| c.name() != column && !c.dtype().is_nested() && c.dtype() != &DataType::Binary)
        .collect();
    let features = shapes
        .iter()
        .enumerate()
        .map(|(i, shape)| {
            let geometry = shape.map_or(Ok(Geometry::Missing), wkb::decode);
            Ok(Feature {
                values: values.iter().map(|c| text_at(c, i)).collect(),
                geometry: geometry.map_err(|e| malformed(format!("feature {} {e}", i + 1)))?,
            })
        })
        .collect::<Result<_, FormatError>>()?;
    Ok(Layer {
        name: path.display().to_string(),
        crs,
        encoding: None,
        fields: values.iter().map(|c| c.name().to_string()).collect(),
        features,
    })
}

fn text_at(column: &Column, row: usize) -> Option<String> {
    let text = match column.get(row).ok()? {
        AnyValue::Null => return None,
        AnyValue::String(text) => text.trim().to_owned(),
        AnyValue::StringOwned(text) => text.trim().to_owned(),
        other => other.to_string(),
    };
    Some(text).filter(|t| !t.is_empty())
}

/// The `crs` of a column: PROJJSON with an identifier, null for none, absent for WGS84 with
/// longitude first (OGC:CRS84).
fn declared_crs(path: &Path, column: &Json) -> Result<Declared, FormatError> {
    let crs = match column.get("crs") {
        None => return Ok(Declared::ByFormat(Crs::wgs84())),
        Some(Json::Null) => return Ok(Declared::Nothing),
        Some(crs) => crs,
    };
    let code = match &crs["id"]["code"] {
        Json::String(code) => code.clone(),
        other => other.to_string(),
    };
    let declared = match crs["id"]["authority"].as_str() {
        Some(authority) => format!("{authority}:{code}"),
        None => crs["name"].as_str().unwrap_or("unnamed").to_owned(),
    };
    Crs::from_declaration(&declared)
        .map(Declared::InFile)
        .map_err(|_| FormatError::UnknownCrs {
            path: path.to_owned(),
            declared,
        })
}
