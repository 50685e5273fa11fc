//! ESRI shapefiles: rings from the `shapefile` crate, nested by us; attributes from the `.dbf`.

use super::archive::{Archive, Member};
use super::{Declared, Feature, FormatError, Geometry, Layer, Wanted, dbf, rings};
use crate::crs::Crs;
use geo::{Coord, LineString, Rect};
use rayon::prelude::*;
use shapefile::record::ReadableShape;
use shapefile::{Shape, ShapeReader};
use std::io::Cursor;
use std::path::Path;

/// Where the files that make up one shapefile are: beside a `.shp` on disk, or in a zip.
pub(super) enum Parts<'a> {
    Beside(&'a Path),
    In(&'a Archive, &'a Member),
}

impl Parts<'_> {
    /// The bytes of the `.shp`.
    fn shapes(&self) -> Result<Vec<u8>, FormatError> {
        match self {
            Self::Beside(shp) => std::fs::read(shp).map_err(|e| FormatError::open(shp, e)),
            Self::In(archive, member) => archive.bytes(&member.name),
        }
    }

    /// The bytes of the file with another extension, whatever its case.
    fn sibling(&self, extension: &str) -> Result<Option<Vec<u8>>, FormatError> {
        match self {
            Self::In(archive, member) => archive.sibling(&member.name, extension),
            Self::Beside(shp) => [extension.to_owned(), extension.to_ascii_uppercase()]
                .iter()
                .map(|e| shp.with_extension(e))
                .find(|path| path.is_file())
                .map(|path| std::fs::read(&path).map_err(|e| FormatError::open(&path, e)))
                .transpose(),
        }
    }
}

/// Reads the attributes; every geometry is [`Geometry::Missing`] until [`read_shapes`].
pub(super) fn read_attributes(path: &Path, parts: &Parts<'_>) -> Result<Layer, FormatError> {
    let table = parts
        .sibling("dbf")?
        .ok_or_else(|| FormatError::MissingPart {
            path: path.to_owned(),
            extension: "dbf",
        })?;
    let attributes = dbf::read(&table, parts.sibling("cpg")?.as_deref())
        .map_err(|detail| FormatError::malformed(path, detail))?;
    let crs = match &parts.sibling("prj")? {
        None => Declared::Nothing,
        Some(prj) => {
            let text = String::from_utf8_lossy(prj);
            let crs = Crs::from_declaration(&text).map_err(|_| FormatError::UnknownCrs {
                path: path.to_owned(),
                declared: text.trim().chars().take(80).collect(),
            })?;
            Declared::InFile(crs)
        }
    };
    let features = attributes
        .rows
        .into_iter()
        .map(|values| Feature {
            values,
            geometry: Geometry::Missing,
        })
        .collect();
    Ok(Layer {
        name: path.display().to_string(),
        crs,
        encoding: Some(attributes.encoding),
        fields: attributes.fields,
        features,
    })
}

/// Adds the geometries to a layer of attributes; those that are not wanted, by the envelope that
/// their record begins with, become [`Geometry::Away`] and are not decoded.
pub(super) fn read_shapes(
    path: &Path,
    parts: &Parts<'_>,
    layer: &mut Layer,
    wanted: Option<Wanted<'_>>,
) -> Result<(), FormatError> {
    let malformed = |detail: String| FormatError::malformed(path, detail);
    let shp = parts.shapes()?;
    let header = ShapeReader::new(Cursor::new(&shp))
        .map_err(|e| malformed(format!("not a whole shapefile ({e})")))?;
    let announced = 2 * header.header().file_length.max(0) as usize;
    if announced > shp.len() {
        return Err(malformed(format!(
            "truncated: its header announces {announced} bytes and there are {}",
            shp.len()
        )));
    }
    let records = records(&shp[..announced]).map_err(malformed)?;
    if records.len() != layer.features.len() {
        return Err(malformed(format!(
            "the attribute table has {} rows for {} shapes",
            layer.features.len(),
            records.len()
        )));
    }
    let decode = |place: usize, record: &[u8]| -> Result<Geometry, shapefile::Error> {
        if wanted.is_some_and(|w| envelope(record).is_some_and(|e| !w.holds(place, e))) {
            return Ok(Geometry::Away);
        }
        // The counts are looked at first: the reader sets memory aside for what they announce.
        if announced_size(record).is_some_and(|size| size > record.len() as u64) {
            return Err(shapefile::Error::InvalidShapeRecordSize);
        }
        let size = i32::try_from(record.len()).unwrap_or(i32::MAX);
        Shape::read_from(&mut Cursor::new(record), size).map(geometry_of)
    };
    layer
        .features
        .par_iter_mut()
        .zip(records)
        .enumerate()
        .try_for_each(|(i, (feature, record))| {
            feature.geometry = decode(i, record)
                .map_err(|e| malformed(format!("feature {} cannot be read ({e})", i + 1)))?;
            Ok(())
        })
}

/// The content of each record: after the header of the file (100 bytes) come records of a
/// number, a length in words of 16 bits, both big-endian, and as many words.
fn records(shp: &[u8]) -> Result<Vec<&[u8]>, String> {
    let mut rest = shp.get(100..).unwrap_or_default();
    let mut found = Vec::new();
    while !rest.is_empty() {
        let cut = || format!("feature {} is cut short", found.len() + 1);
        let (head, tail) = rest.split_first_chunk::<8>().ok_or_else(cut)?;
        let words = u32::from_be_bytes([head[4], head[5], head[6], head[7]]);
        let (content, next) = tail.split_at_checked(2 * words as usize).ok_or_else(cut)?;
        found.push(content);
        rest = next;
    }
    Ok(found)
}

/// Bytes that a record of rings or lines must have for the parts and points that it announces.
fn announced_size(record: &[u8]) -> Option<u64> {
    let count = |at: usize| {
        let bytes = record.get(at..at + 4)?;
        Some(u64::from(u32::from_le_bytes(bytes.try_into().ok()?)))
    };
    // Lines and polygons of every dimension, and multipatches.
    matches!(count(0)?, 3 | 5 | 13 | 15 | 23 | 25 | 31).then_some(())?;
    Some(44 + 4 * count(36)? + 16 * count(40)?)
}

/// The envelope that a polygon's record begins with, after its type: west, south, east, north.
fn envelope(record: &[u8]) -> Option<Rect> {
    let (kind, rest) = record.split_first_chunk::<4>()?;
    // Polygon, PolygonZ, PolygonM.
    if !matches!(u32::from_le_bytes(*kind), 5 | 15 | 25) {
        return None;
    }
    let number = |i: usize| {
        let bytes = rest.get(8 * i..8 * i + 8)?;
        Some(f64::from_le_bytes(bytes.try_into().ok()?))
    };
    let [west, south, east, north] = [number(0)?, number(1)?, number(2)?, number(3)?];
    (west <= east && south <= north).then(|| Rect::new((west, south), (east, north)))
}

fn geometry_of(shape: Shape) -> Geometry {
    fn polygons<P>(
        all: Vec<shapefile::PolygonRing<P>>,
        coord: impl Fn(P) -> Coord + Copy,
    ) -> Geometry {
        let all = all
            .into_iter()
            .map(|ring| {
                ring.into_inner()
                    .into_iter()
                    .map(coord)
                    .collect::<LineString>()
            })
            .collect();
        Geometry::Polygons(rings::nest(all))
    }
    match shape {
        Shape::Polygon(p) => polygons(p.into_inner(), |c| Coord { x: c.x, y: c.y }),
        Shape::PolygonZ(p) => polygons(p.into_inner(), |c| Coord { x: c.x, y: c.y }),
        Shape::PolygonM(p) => polygons(p.into_inner(), |c| Coord { x: c.x, y: c.y }),
        Shape::NullShape => Geometry::Missing,
        other => Geometry::Other(other.shapetype().to_string()),
    }
}
