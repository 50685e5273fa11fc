//! Vector files in and out: one file per format behind [`Layer`].
//!
//! A reader reports what the file declares (coordinate reference system, encoding) and keeps
//! attribute values as text, so that a code never loses a leading zero. It neither guesses
//! what a column means nor repairs anything; that is the business of [`crate::perimeter`].

mod archive;
mod dbf;
mod error;
mod geojson;
mod geopackage;
mod rings;
mod shapefile;
mod write;

pub use error::FormatError;
pub use write::{FieldKind, OutFeature, OutLayer, Value, write_layers};

use crate::crs::Crs;
use archive::{Archive, Member};
use geo::MultiPolygon;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The formats that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// `.shp` with its `.dbf`, `.prj` and `.cpg`.
    Shapefile,
    /// `.gpkg`
    GeoPackage,
    /// `.geojson` and `.json`
    GeoJson,
}

impl Format {
    fn of_name(name: &str) -> Option<Self> {
        let extension = Path::new(name).extension()?.to_str()?.to_ascii_lowercase();
        match extension.as_str() {
            "shp" => Some(Self::Shapefile),
            "gpkg" => Some(Self::GeoPackage),
            "geojson" | "json" => Some(Self::GeoJson),
            _ => None,
        }
    }
}

/// How a layer's coordinate reference system became known.
#[derive(Debug, Clone, PartialEq)]
pub enum Declared {
    /// The file names it.
    InFile(Crs),
    /// The format implies it (RFC 7946: WGS84).
    ByFormat(Crs),
    /// The file names none (a shapefile without `.prj`).
    Nothing,
}

/// What a feature has for a geometry.
#[derive(Debug, Clone, PartialEq)]
pub enum Geometry {
    /// Polygons, rings as written: neither closed nor wound nor valid for sure.
    Polygons(MultiPolygon),
    /// Another type, by its name.
    Other(String),
    /// None at all.
    Missing,
}

/// One feature: its values in the order of the layer's fields, and its geometry.
#[derive(Debug, Clone, PartialEq)]
pub struct Feature {
    /// Text of each field; `None` where the file has null or nothing.
    pub values: Vec<Option<String>>,
    /// Its geometry in the coordinates of the file.
    pub geometry: Geometry,
}

/// One layer as its file has it.
#[derive(Debug, Clone)]
pub struct Layer {
    /// File, with its member where it is an archive, and its table where there are several.
    pub name: String,
    /// Coordinate reference system, as far as the file says.
    pub crs: Declared,
    /// Encoding of the attributes and how it was known, for formats that leave it open.
    pub encoding: Option<String>,
    /// Names of the fields, in order.
    pub fields: Vec<String>,
    /// The features, in order.
    pub features: Vec<Feature>,
}

impl Layer {
    /// All values of one field.
    pub fn column(&self, index: usize) -> impl Iterator<Item = Option<&str>> {
        self.features
            .iter()
            .map(move |f| f.values.get(index).and_then(Option::as_deref))
    }
}

/// A layer that can be read.
#[derive(Debug, Clone)]
pub struct LayerRef {
    file: PathBuf,
    format: Format,
    content: Content,
}

#[derive(Debug, Clone)]
enum Content {
    Path,
    Member(Arc<Archive>, Member),
}

/// The layers of a path: one for a plain file, all of them for a zip, the one it names for
/// `FILE.zip/MEMBER`.
///
/// # Errors
/// [`FormatError`] when the file is missing, empty, of no known format, no readable zip, or
/// holds no layer.
pub fn layers(path: &Path) -> Result<Vec<LayerRef>, FormatError> {
    if let Some((zip, member)) = archive::split(path) {
        let archive = Arc::new(Archive::open(&zip)?);
        let found = archive.layers();
        let wanted: Vec<_> = found
            .iter()
            .filter(|m| {
                member
                    .as_ref()
                    .is_none_or(|name| m.name.eq_ignore_ascii_case(name))
            })
            .collect();
        if wanted.is_empty() {
            let members = found.iter().map(|m| m.name.clone()).collect();
            return Err(FormatError::NoLayer {
                path: path.to_owned(),
                members,
            });
        }
        return Ok(wanted
            .into_iter()
            .map(|m| LayerRef {
                file: zip.clone(),
                format: m.format,
                content: Content::Member(Arc::clone(&archive), m.clone()),
            })
            .collect());
    }
    let metadata = std::fs::metadata(path).map_err(|e| FormatError::open(path, e))?;
    let format = path
        .file_name()
        .and_then(|name| Format::of_name(&name.to_string_lossy()))
        .ok_or_else(|| FormatError::UnknownFormat {
            path: path.to_owned(),
        })?;
    if metadata.len() == 0 {
        return Err(FormatError::Empty {
            path: path.to_owned(),
        });
    }
    Ok(vec![LayerRef {
        file: path.to_owned(),
        format,
        content: Content::Path,
    }])
}

impl LayerRef {
    /// The path that names this layer on a command line.
    pub fn path(&self) -> PathBuf {
        match &self.content {
            Content::Path => self.file.clone(),
            Content::Member(_, member) => self.file.join(&member.name),
        }
    }

    /// File name without folder and extension: formats of one layer in a pack share it.
    pub fn stem(&self) -> String {
        self.path()
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .to_lowercase()
    }

    /// The format.
    pub fn format(&self) -> Format {
        self.format
    }

    /// Reads attributes and geometries.
    ///
    /// # Errors
    /// [`FormatError`] naming the file when its content is not what its format asks for.
    pub fn read(&self) -> Result<Layer, FormatError> {
        let name = self.path();
        match (&self.content, self.format) {
            (Content::Path, Format::Shapefile) => {
                let parts = shapefile::Parts::beside(&self.file)?;
                shapefile::read(&name, &parts)
            }
            (Content::Path, Format::GeoPackage) => geopackage::read_file(&self.file),
            (Content::Path, Format::GeoJson) => {
                let bytes =
                    std::fs::read(&self.file).map_err(|e| FormatError::open(&self.file, e))?;
                geojson::read(&name, &bytes)
            }
            (Content::Member(archive, member), Format::Shapefile) => {
                let parts = shapefile::Parts::in_archive(archive, member)?;
                shapefile::read(&name, &parts)
            }
            (Content::Member(archive, member), Format::GeoPackage) => {
                geopackage::read_bytes(&name, &archive.bytes(&member.name)?)
            }
            (Content::Member(archive, member), Format::GeoJson) => {
                geojson::read(&name, &archive.bytes(&member.name)?)
            }
        }
    }

    /// Reads attributes only where the format allows it (the `.dbf` of a shapefile), else all.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn read_attributes(&self) -> Result<Layer, FormatError> {
        let name = self.path();
        match (&self.content, self.format) {
            (Content::Member(archive, member), Format::Shapefile) => {
                shapefile::read_attributes(&name, &shapefile::Parts::in_archive(archive, member)?)
            }
            (Content::Path, Format::Shapefile) => {
                shapefile::read_attributes(&name, &shapefile::Parts::beside(&self.file)?)
            }
            _ => self.read(),
        }
    }
}
