//! Well-known binary, as GeoPackage and GeoParquet hold geometries.

use super::Geometry;
use geo_traits::to_geo::ToGeoGeometry;

/// Decodes a geometry; a message says what is wrong with it, to follow "feature 12 ".
pub(super) fn decode(bytes: &[u8]) -> Result<Geometry, String> {
    let geometry = ::wkb::reader::read_wkb(bytes)
        .map_err(|e| format!("has a geometry that cannot be read ({e})"))?;
    Ok(match geometry.try_to_geometry() {
        Some(geo::Geometry::Polygon(p)) => Geometry::Polygons(p.into()),
        Some(geo::Geometry::MultiPolygon(p)) => Geometry::Polygons(p),
        Some(other) => Geometry::Other(kind_of(&other).to_owned()),
        None => Geometry::Missing,
    })
}

fn kind_of(geometry: &geo::Geometry) -> &'static str {
    match geometry {
        geo::Geometry::Point(_) => "Point",
        geo::Geometry::MultiPoint(_) => "MultiPoint",
        geo::Geometry::LineString(_) | geo::Geometry::Line(_) => "LineString",
        geo::Geometry::MultiLineString(_) => "MultiLineString",
        _ => "GeometryCollection",
    }
}
