//! ESRI shapefiles: rings from the `shapefile` crate, nested by us; attributes from the `.dbf`.

use super::archive::{Archive, Member};
use super::{Declared, Feature, FormatError, Geometry, Layer, dbf, rings};
use crate::crs::Crs;
use geo::{Coord, LineString};
use shapefile::{Shape, ShapeReader};
use std::io::Cursor;
use std::path::Path;

/// The files that make up one shapefile.
pub(super) struct Parts {
    shp: Vec<u8>,
    dbf: Vec<u8>,
    prj: Option<Vec<u8>>,
    cpg: Option<Vec<u8>>,
}

impl Parts {
    /// The files beside a `.shp` on disk, whatever the case of their extensions.
    pub(super) fn beside(shp: &Path) -> Result<Self, FormatError> {
        let read = |path: &Path| std::fs::read(path).map_err(|e| FormatError::open(path, e));
        let sibling = |extension: &str| {
            [extension.to_owned(), extension.to_ascii_uppercase()]
                .iter()
                .map(|e| shp.with_extension(e))
                .find(|p| p.is_file())
                .map(|p| read(&p))
                .transpose()
        };
        let missing = |extension| FormatError::MissingPart {
            path: shp.to_owned(),
            extension,
        };
        Ok(Self {
            shp: read(shp)?,
            dbf: sibling("dbf")?.ok_or_else(|| missing("dbf"))?,
            prj: sibling("prj")?,
            cpg: sibling("cpg")?,
        })
    }

    /// The members of a zip.
    pub(super) fn in_archive(archive: &Archive, member: &Member) -> Result<Self, FormatError> {
        let path = Path::new(&member.name);
        let missing = |extension| FormatError::MissingPart {
            path: path.to_owned(),
            extension,
        };
        Ok(Self {
            shp: archive.bytes(&member.name)?,
            dbf: archive
                .sibling(&member.name, "dbf")?
                .ok_or_else(|| missing("dbf"))?,
            prj: archive.sibling(&member.name, "prj")?,
            cpg: archive.sibling(&member.name, "cpg")?,
        })
    }
}

/// Reads shapes and attributes.
pub(super) fn read(path: &Path, parts: &Parts) -> Result<Layer, FormatError> {
    let mut layer = read_attributes(path, parts)?;
    let malformed = |detail: String| FormatError::malformed(path, detail);
    let mut reader = ShapeReader::new(Cursor::new(&parts.shp))
        .map_err(|e| malformed(format!("not a whole shapefile ({e})")))?;
    let declared = 2 * reader.header().file_length.max(0) as usize;
    if declared > parts.shp.len() {
        return Err(malformed(format!(
            "truncated: its header announces {declared} bytes and there are {}",
            parts.shp.len()
        )));
    }
    let mut number = 0;
    for shape in reader.iter_shapes() {
        number += 1;
        let shape =
            shape.map_err(|e| malformed(format!("feature {number} cannot be read ({e})")))?;
        let feature = layer.features.get_mut(number - 1).ok_or_else(|| {
            malformed(format!(
                "feature {number} has no row in the attribute table"
            ))
        })?;
        feature.geometry = geometry_of(shape);
    }
    if number != layer.features.len() {
        return Err(malformed(format!(
            "the attribute table has {} rows for {number} shapes",
            layer.features.len()
        )));
    }
    Ok(layer)
}

/// Reads attributes only; every geometry is [`Geometry::Missing`].
pub(super) fn read_attributes(path: &Path, parts: &Parts) -> Result<Layer, FormatError> {
    let attributes = dbf::read(&parts.dbf, parts.cpg.as_deref())
        .map_err(|detail| FormatError::malformed(path, detail))?;
    let crs = match &parts.prj {
        None => Declared::Nothing,
        Some(prj) => {
            let text = String::from_utf8_lossy(prj);
            let crs = Crs::from_declaration(&text).map_err(|_| FormatError::UnknownCrs {
                path: path.to_owned(),
                declared: text.chars().take(80).collect(),
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
