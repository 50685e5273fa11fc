//! GeoJSON: RFC 7946, the older form with a `crs` member, and sequences of features (one to a
//! line, or RFC 8142 with a record separator before each).

use super::{Declared, Feature, FormatError, Geometry, Layer};
use crate::crs::Crs;
use ::geojson::{GeoJson, GeometryValue, Position};
use geo::{Coord, LineString, MultiPolygon, Polygon};
use serde_json::Value as Json;
use std::collections::HashSet;
use std::path::Path;

/// Reads a feature collection, a feature, or a sequence of these.
pub(super) fn read(path: &Path, bytes: &[u8]) -> Result<Layer, FormatError> {
    let malformed = |detail: String| FormatError::malformed(path, detail);
    let text = std::str::from_utf8(bytes)
        .map_err(|e| malformed(format!("not UTF-8 text at byte {}", e.valid_up_to())))?;
    let text = text.trim_start_matches('\u{feff}');
    // RFC 8142 puts U+001E before each text, where JSON cannot have it elsewhere.
    let separated = text.trim_start().starts_with('\u{1e}');
    let plain = separated.then(|| text.replace('\u{1e}', " "));
    let values = serde_json::Deserializer::from_str(plain.as_deref().unwrap_or(text));
    let mut features = Vec::new();
    let mut crs = None;
    let mut count = 0;
    for value in values.into_iter::<GeoJson>() {
        count += 1;
        let value = value.map_err(|e| malformed(format!("not GeoJSON ({})", first_line(&e))))?;
        let foreign = match value {
            GeoJson::FeatureCollection(collection) => {
                features.extend(collection.features);
                collection.foreign_members
            }
            GeoJson::Feature(mut feature) => {
                let foreign = feature.foreign_members.take();
                features.push(feature);
                foreign
            }
            GeoJson::Geometry(_) => {
                return Err(malformed("a bare geometry without attributes".into()));
            }
        };
        let declared = foreign.as_ref().and_then(|members| members.get("crs"));
        let declared = declared_crs(path, declared)?;
        match &crs {
            None => crs = Some(declared),
            Some(first) if *first == declared => {}
            Some(_) => {
                return Err(malformed(format!(
                    "its text {count} declares another reference system than the first"
                )));
            }
        }
    }
    let Some(crs) = crs else {
        return Err(malformed("not GeoJSON (there is only blank space)".into()));
    };
    let mut fields: Vec<String> = Vec::new();
    let mut known = HashSet::new();
    for feature in &features {
        for key in feature
            .properties
            .iter()
            .flat_map(|properties| properties.keys())
        {
            if known.insert(key.as_str()) {
                fields.push(key.clone());
            }
        }
    }
    let features = features
        .into_iter()
        .map(|feature| {
            let values = fields
                .iter()
                .map(|field| feature.property(field).and_then(text_of))
                .collect();
            Feature {
                values,
                geometry: geometry_of(feature.geometry.map(|g| g.value)),
            }
        })
        .collect();
    Ok(Layer {
        name: path.display().to_string(),
        crs,
        encoding: None,
        fields,
        features,
    })
}

/// The `crs` member of GeoJSON 2008, which official exports still carry. RFC 7946 dropped it
/// and leaves WGS84 alone.
fn declared_crs(path: &Path, member: Option<&Json>) -> Result<Declared, FormatError> {
    let Some(member) = member.filter(|m| !m.is_null()) else {
        return Ok(Declared::ByFormat(Crs::wgs84()));
    };
    let name = member
        .pointer("/properties/name")
        .or_else(|| member.pointer("/properties/code"))
        .and_then(text_of)
        .unwrap_or_else(|| member.to_string());
    Crs::from_declaration(&name)
        .map(Declared::InFile)
        .map_err(|_| FormatError::UnknownCrs {
            path: path.to_owned(),
            declared: name,
        })
}

fn text_of(value: &Json) -> Option<String> {
    match value {
        Json::Null => None,
        Json::String(text) => Some(text.trim().to_owned()).filter(|t| !t.is_empty()),
        Json::Array(items) => Some(
            items
                .iter()
                .filter_map(text_of)
                .collect::<Vec<_>>()
                .join(", "),
        ),
        other => Some(other.to_string()),
    }
}

fn geometry_of(geometry: Option<GeometryValue>) -> Geometry {
    match geometry {
        None => Geometry::Missing,
        Some(GeometryValue::Polygon { coordinates }) => Geometry::Polygons(MultiPolygon::new(
            polygon_of(coordinates).into_iter().collect(),
        )),
        Some(GeometryValue::MultiPolygon { coordinates }) => Geometry::Polygons(MultiPolygon::new(
            coordinates.into_iter().filter_map(polygon_of).collect(),
        )),
        Some(GeometryValue::GeometryCollection { geometries }) => {
            let parts = geometries.into_iter().map(|g| geometry_of(Some(g.value)));
            let polygons = parts.filter_map(|part| match part {
                Geometry::Polygons(polygons) => Some(polygons.0),
                _ => None,
            });
            Geometry::Polygons(MultiPolygon::new(polygons.flatten().collect()))
        }
        Some(other) => Geometry::Other(other.type_name().to_owned()),
    }
}

fn polygon_of(rings: Vec<Vec<Position>>) -> Option<Polygon> {
    let coord = |p: &Position| {
        let axis = |i: usize| p.as_slice().get(i).copied().unwrap_or(f64::NAN);
        Coord {
            x: axis(0),
            y: axis(1),
        }
    };
    let mut rings = rings
        .iter()
        .map(|ring| ring.iter().map(coord).collect::<LineString>());
    Some(Polygon::new(rings.next()?, rings.collect()))
}

fn first_line(error: &dyn std::fmt::Display) -> String {
    error
        .to_string()
        .lines()
        .next()
        .unwrap_or_default()
        .chars()
        .take(160)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(text: &str) -> Result<Layer, FormatError> {
        read(Path::new("test.geojson"), text.as_bytes())
    }

    const FEATURE: &str = r#"{"type":"Feature","properties":{"code_qp":"QN06201M","n":7,"x":null},
        "geometry":{"type":"Polygon","coordinates":[[[2,50],[2.1,50],[2.1,50.1],[2,50]]]}}"#;

    #[test]
    fn values_stay_text_and_rfc_7946_means_wgs84() {
        let text = format!(r#"{{"type":"FeatureCollection","features":[{FEATURE}]}}"#);
        let layer = layer(&format!("\u{feff}{text}")).unwrap();
        assert_eq!(layer.crs, Declared::ByFormat(Crs::wgs84()));
        let n = layer.fields.iter().position(|f| f == "n").unwrap();
        assert_eq!(layer.features[0].values[n].as_deref(), Some("7"));
        assert!(matches!(&layer.features[0].geometry, Geometry::Polygons(p) if p.0.len() == 1));
    }

    #[test]
    fn a_crs_member_is_honoured() {
        let text = format!(
            r#"{{"type":"FeatureCollection","bbox":[0,0,1,1],"crs":{{"type":"name","properties":
            {{"name":"urn:ogc:def:crs:EPSG::2154"}}}},"features":[{FEATURE}]}}"#
        );
        assert_eq!(
            layer(&text).unwrap().crs,
            Declared::InFile(Crs::lambert93())
        );
        let unknown = text.replace("EPSG::2154", "EPSG::1");
        assert!(matches!(
            layer(&unknown),
            Err(FormatError::UnknownCrs { .. })
        ));
    }

    #[test]
    fn features_may_come_one_to_a_line_or_behind_record_separators() {
        let feature = FEATURE.replace('\n', " ");
        for (before, after) in [("", "\n"), ("\u{1e}", "\n"), ("", " ")] {
            let text = format!("{before}{feature}{after}").repeat(3);
            assert_eq!(layer(&text).unwrap().features.len(), 3, "{text}");
        }
        let cut = format!("{feature}\n{}", &feature[..60]);
        assert!(layer(&cut).unwrap_err().to_string().contains("not GeoJSON"));
    }

    #[test]
    fn nesting_beyond_measure_is_refused() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let text = FEATURE.replace("[[[2,50],[2.1,50],[2.1,50.1],[2,50]]]", &deep);
        assert!(
            layer(&text)
                .unwrap_err()
                .to_string()
                .contains("recursion limit")
        );
    }

    #[test]
    fn what_is_not_geojson_is_said_in_one_sentence() {
        for text in [
            "",
            "<html>",
            "{\"type\":\"FeatureCollection\"",
            "[1,2]",
            "{}",
        ] {
            let error = layer(text).unwrap_err().to_string();
            assert!(error.starts_with("test.geojson: not GeoJSON"), "{error}");
            assert_eq!(error.lines().count(), 1);
        }
    }
}
