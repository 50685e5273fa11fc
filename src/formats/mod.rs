//! Vector files in and out: one file per format behind [`Layer`].
//!
//! A reader reports what the file declares (coordinate reference system, encoding) and keeps
//! attribute values as text, so that a code never loses a leading zero. It neither guesses
//! what a column means nor repairs anything; that is the business of [`crate::perimeter`].

mod archive;
mod dbf;
mod error;
mod flatgeobuf;
mod geojson;
mod geopackage;
mod geoparquet;
mod rings;
mod shapefile;
mod wkb;
mod write;

pub use error::FormatError;
pub use write::{FieldKind, OutFeature, OutLayer, Value, Written, write_layers};

use crate::crs::Crs;
use archive::{Archive, Member};
use geo::{BoundingRect, Intersects, MultiPolygon, Rect};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The formats that are read, those that cost least to look into first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// `.shp` with its `.dbf`, `.prj` and `.cpg`; `.shz` is a zip of one.
    Shapefile,
    /// `.fgb`
    FlatGeobuf,
    /// `.gpkg`
    GeoPackage,
    /// `.parquet` and `.geoparquet`
    GeoParquet,
    /// `.geojson` and `.json`, and sequences of features: `.geojsonl`, `.geojsons`, `.ndjson`,
    /// `.jsonl`
    GeoJson,
}

impl Format {
    fn of_name(name: &str) -> Option<Self> {
        let extension = Path::new(name).extension()?.to_str()?.to_ascii_lowercase();
        match extension.as_str() {
            "shp" => Some(Self::Shapefile),
            "fgb" => Some(Self::FlatGeobuf),
            "gpkg" => Some(Self::GeoPackage),
            "parquet" | "geoparquet" => Some(Self::GeoParquet),
            "geojson" | "json" | "geojsonl" | "geojsons" | "ndjson" | "jsonl" => {
                Some(Self::GeoJson)
            }
            _ => None,
        }
    }

    /// The name that people know it by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Shapefile => "ESRI Shapefile",
            Self::FlatGeobuf => "FlatGeobuf",
            Self::GeoPackage => "GeoPackage",
            Self::GeoParquet => "GeoParquet",
            Self::GeoJson => "GeoJSON",
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
    /// One that was not asked for: its envelope does not meet the window of the reading.
    Away,
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

/// The geometries that are wanted of a layer, where not all are.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// Those whose envelope meets one of these, in the coordinates of the file.
    pub windows: &'a [Rect],
    /// Those of these features, by place from 0, ascending.
    pub features: &'a [usize],
}

impl Wanted<'_> {
    /// Whether the feature at a place, of an envelope, is wanted.
    fn holds(&self, place: usize, envelope: Rect) -> bool {
        self.features.binary_search(&place).is_ok()
            || self.windows.iter().any(|w| w.intersects(&envelope))
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
        let found = archive.layers()?;
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
        let mut layer = self.read_attributes()?;
        self.read_geometries(&mut layer, None)?;
        Ok(layer)
    }

    /// Reads attributes only where the format allows it (the `.dbf` of a shapefile), else all.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn read_attributes(&self) -> Result<Layer, FormatError> {
        let name = self.path();
        match (self.format, &self.content) {
            (Format::Shapefile, _) => shapefile::read_attributes(&name, &self.parts()),
            (Format::GeoPackage, Content::Path) => geopackage::read_file(&self.file),
            (Format::GeoPackage, _) => geopackage::read_bytes(&name, &self.bytes()?),
            (Format::GeoJson, _) => geojson::read(&name, &self.bytes()?),
            (Format::FlatGeobuf, _) => flatgeobuf::read(&name, &self.bytes()?),
            (Format::GeoParquet, _) => geoparquet::read(&name, self.bytes()?),
        }
    }

    /// Completes what [`Self::read_attributes`] read of this layer. Geometries that are not
    /// wanted become [`Geometry::Away`]; of a shapefile they are not even decoded.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn read_geometries(
        &self,
        layer: &mut Layer,
        wanted: Option<Wanted<'_>>,
    ) -> Result<(), FormatError> {
        if self.format == Format::Shapefile {
            return shapefile::read_shapes(&self.path(), &self.parts(), layer, wanted);
        }
        let Some(wanted) = wanted else {
            return Ok(());
        };
        for (place, feature) in layer.features.iter_mut().enumerate() {
            if let Geometry::Polygons(shape) = &feature.geometry
                && shape
                    .bounding_rect()
                    .is_some_and(|r| !wanted.holds(place, r))
            {
                feature.geometry = Geometry::Away;
            }
        }
        Ok(())
    }

    fn parts(&self) -> shapefile::Parts<'_> {
        match &self.content {
            Content::Path => shapefile::Parts::Beside(&self.file),
            Content::Member(archive, member) => shapefile::Parts::In(archive, member),
        }
    }

    fn bytes(&self) -> Result<Vec<u8>, FormatError> {
        match &self.content {
            Content::Path => {
                std::fs::read(&self.file).map_err(|e| FormatError::open(&self.file, e))
            }
            Content::Member(archive, member) => archive.bytes(&member.name),
        }
    }
}
