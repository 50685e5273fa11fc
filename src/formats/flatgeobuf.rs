//! FlatGeobuf 3: a header, a packed R-tree, and features as verified FlatBuffers.
//!
//! The parts are taken through the verifying entry points of the `flatgeobuf` crate. Its own
//! iterator trusts the length of a feature and of a text, and a cut file makes it panic or ask
//! for gigabytes; so lengths are looked at here first.

use super::{Declared, Feature, FormatError, Geometry, Layer};
use crate::crs::Crs;
use ::flatgeobuf::{
    Column, ColumnType, Geometry as Shape, GeometryType, size_prefixed_root_as_feature,
    size_prefixed_root_as_header,
};
use geo::{Coord, LineString, MultiPolygon, Polygon};
use std::path::Path;

/// `fgb`, the major version 3, `fgb`, a patch version.
const MAGIC: &[u8; 7] = b"fgb\x03fgb";

/// Bytes of a node of the index: an envelope of four numbers and an offset.
const NODE: usize = 40;

/// Reads all features in the order of the file.
pub(super) fn read(path: &Path, bytes: &[u8]) -> Result<Layer, FormatError> {
    let malformed = |detail: String| FormatError::malformed(path, detail);
    let not_whole = |detail: &str| malformed(format!("not a whole FlatGeobuf file ({detail})"));
    let body = bytes
        .strip_prefix(MAGIC)
        .and_then(|rest| rest.get(1..))
        .ok_or_else(|| not_whole("its first bytes are not those of version 3"))?;
    let (header, rest) = sized(body).ok_or_else(|| not_whole("its header is cut short"))?;
    let header =
        size_prefixed_root_as_header(header).map_err(|_| not_whole("its header cannot be read"))?;
    let crs = match header.crs() {
        None => Declared::Nothing,
        Some(crs) => {
            let code = match crs.code() {
                0 => crs.code_string().unwrap_or_default().to_owned(),
                code => code.to_string(),
            };
            let declared = format!("{}:{code}", crs.org().unwrap_or("EPSG"));
            match (code.is_empty(), crs.wkt().unwrap_or_default()) {
                (true, "") => Declared::Nothing,
                (_, wkt) => Crs::from_declaration(&declared)
                    .or_else(|_| Crs::from_declaration(wkt))
                    .map(Declared::InFile)
                    .map_err(|_| FormatError::UnknownCrs {
                        path: path.to_owned(),
                        declared,
                    })?,
            }
        }
    };
    let count = usize::try_from(header.features_count()).unwrap_or(usize::MAX);
    let index = index_size(count, header.index_node_size())
        .ok_or_else(|| not_whole("its index is larger than the file can be"))?;
    let mut rest = rest
        .get(index..)
        .ok_or_else(|| not_whole("its index is cut short"))?;
    let columns: Vec<Column<'_>> = header.columns().into_iter().flatten().collect();
    let mut features = Vec::new();
    while !rest.is_empty() {
        let number = features.len() + 1;
        let unread = |what: &str| malformed(format!("feature {number} {what}"));
        let (feature, next) = sized(rest).ok_or_else(|| unread("is cut short"))?;
        rest = next;
        let feature =
            size_prefixed_root_as_feature(feature).map_err(|_| unread("cannot be read"))?;
        let mut values = vec![None; columns.len()];
        if let Some(properties) = feature.properties() {
            fill(&mut values, &columns, properties.bytes())
                .ok_or_else(|| unread("has attributes that cannot be read"))?;
        }
        let geometry = match feature.geometry() {
            None => Geometry::Missing,
            Some(shape) => geometry_of(&shape, header.geometry_type())
                .ok_or_else(|| unread("has a geometry that cannot be read"))?,
        };
        features.push(Feature { values, geometry });
    }
    if count != 0 && count != features.len() {
        let found = features.len();
        return Err(not_whole(&format!(
            "it announces {count} features and holds {found}"
        )));
    }
    Ok(Layer {
        name: path.display().to_string(),
        crs,
        encoding: None,
        fields: columns.iter().map(|c| c.name().to_owned()).collect(),
        features,
    })
}

/// A buffer with the length that it begins with, and what follows it.
fn sized(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let length = u32::from_le_bytes(*bytes.first_chunk()?) as usize;
    // Less than a root offset is none, and the crate's verifier reads one.
    (length >= 8).then_some(())?;
    bytes.split_at_checked(length.checked_add(4)?)
}

/// Bytes of the packed R-tree of so many features.
fn index_size(features: usize, node_size: u16) -> Option<usize> {
    if node_size < 2 || features == 0 {
        return Some(0);
    }
    let (mut level, mut nodes) = (features, features);
    while level > 1 {
        level = level.div_ceil(node_size.into());
        nodes = nodes.checked_add(level)?;
    }
    // A single feature has a root above it too.
    if features == 1 {
        nodes += 1;
    }
    nodes.checked_mul(NODE)
}

/// Reads pairs of a column's number and a value of its type.
fn fill(values: &mut [Option<String>], columns: &[Column<'_>], mut bytes: &[u8]) -> Option<()> {
    fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
        let (head, tail) = bytes.split_first_chunk::<N>()?;
        *bytes = tail;
        Some(*head)
    }
    while bytes.len() > 1 {
        let at = usize::from(u16::from_le_bytes(take(&mut bytes)?));
        let value = match columns.get(at)?.type_() {
            ColumnType::Byte => i8::from_le_bytes(take(&mut bytes)?).to_string(),
            ColumnType::UByte => u8::from_le_bytes(take(&mut bytes)?).to_string(),
            ColumnType::Bool => (take::<1>(&mut bytes)? != [0]).to_string(),
            ColumnType::Short => i16::from_le_bytes(take(&mut bytes)?).to_string(),
            ColumnType::UShort => u16::from_le_bytes(take(&mut bytes)?).to_string(),
            ColumnType::Int => i32::from_le_bytes(take(&mut bytes)?).to_string(),
            ColumnType::UInt => u32::from_le_bytes(take(&mut bytes)?).to_string(),
            ColumnType::Long => i64::from_le_bytes(take(&mut bytes)?).to_string(),
            ColumnType::ULong => u64::from_le_bytes(take(&mut bytes)?).to_string(),
            ColumnType::Float => f32::from_le_bytes(take(&mut bytes)?).to_string(),
            ColumnType::Double => f64::from_le_bytes(take(&mut bytes)?).to_string(),
            ColumnType::String | ColumnType::Json | ColumnType::DateTime => {
                let length = u32::from_le_bytes(take(&mut bytes)?) as usize;
                let (text, rest) = bytes.split_at_checked(length)?;
                bytes = rest;
                std::str::from_utf8(text).ok()?.trim().to_owned()
            }
            // Binary, and types that a later version may add.
            _ => {
                let length = u32::from_le_bytes(take(&mut bytes)?) as usize;
                bytes = bytes.split_at_checked(length)?.1;
                String::new()
            }
        };
        values[at] = Some(value).filter(|v| !v.is_empty());
    }
    Some(())
}

fn geometry_of(shape: &Shape<'_>, of_layer: GeometryType) -> Option<Geometry> {
    let kind = match of_layer {
        GeometryType::Unknown => shape.type_(),
        known => known,
    };
    Some(match kind {
        GeometryType::Polygon => Geometry::Polygons(polygon_of(shape)?.into()),
        GeometryType::MultiPolygon => {
            let parts = shape.parts()?.iter().map(|part| polygon_of(&part));
            Geometry::Polygons(MultiPolygon::new(parts.collect::<Option<_>>()?))
        }
        other => Geometry::Other(other.variant_name().unwrap_or("geometry").to_owned()),
    })
}

/// Rings lie one after the other in `xy`; `ends` gives where each ends, in vertices.
fn polygon_of(shape: &Shape<'_>) -> Option<Polygon> {
    let xy = shape.xy()?;
    let vertices = xy.len() / 2;
    let ends: Vec<usize> = match shape.ends() {
        Some(ends) if !ends.is_empty() => ends.iter().map(|e| e as usize).collect(),
        _ => vec![vertices],
    };
    let mut start = 0;
    let mut rings = Vec::with_capacity(ends.len().min(vertices));
    for end in ends {
        (start <= end && end <= vertices).then_some(())?;
        let ring = (start..end).map(|i| Coord {
            x: xy.get(2 * i),
            y: xy.get(2 * i + 1),
        });
        rings.push(ring.collect::<LineString>());
        start = end;
    }
    let mut rings = rings.into_iter();
    Some(Polygon::new(rings.next()?, rings.collect()))
}
