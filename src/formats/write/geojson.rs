//! GeoJSON, RFC 7946: WGS84, longitude first, nine decimals (0.1 mm).

use super::{OutFeature, OutLayer, Value, in_degrees};
use geo::MapCoords;
use serde_json::{Map, Value as Json, json};
use std::io::{self, Write};

/// One feature collection with the features of all layers.
pub(super) fn collection(layers: &[OutLayer]) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    let description: Vec<_> = layers.iter().map(|l| l.description.as_str()).collect();
    let head = json!(description.join(" "));
    write!(
        out,
        "{{\"type\":\"FeatureCollection\",\"description\":{head},\"features\":["
    )?;
    let mut separator = "\n";
    for layer in layers {
        for feature in &layer.features {
            out.extend_from_slice(separator.as_bytes());
            write_feature(&mut out, layer, feature)?;
            separator = ",\n";
        }
    }
    out.extend_from_slice(b"\n]}\n");
    Ok(out)
}

/// One feature to a line, as `ogr2ogr -f GeoJSONSeq` writes them.
pub(super) fn lines(layers: &[OutLayer]) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    for layer in layers {
        for feature in &layer.features {
            write_feature(&mut out, layer, feature)?;
            out.push(b'\n');
        }
    }
    Ok(out)
}

fn write_feature(out: &mut Vec<u8>, layer: &OutLayer, feature: &OutFeature) -> io::Result<()> {
    let shape = in_degrees(layer, feature).map_err(io::Error::other)?;
    let shape = shape.map_coords(|c| geo::Coord {
        x: (c.x * 1e9).round() / 1e9,
        y: (c.y * 1e9).round() / 1e9,
    });
    let properties: Map<String, Json> = layer
        .fields
        .iter()
        .zip(&feature.values)
        .map(|((name, _), value)| (name.clone(), json_of(value)))
        .collect();
    let geometry = ::geojson::Geometry::from(&shape);
    write!(
        out,
        "{{\"type\":\"Feature\",\"properties\":{},\"geometry\":{geometry}}}",
        Json::Object(properties)
    )
}

fn json_of(value: &Value) -> Json {
    match value {
        Value::Text(text) => json!(text),
        Value::Real(n) => json!(n),
        Value::Integer(n) => json!(n),
        Value::Null => Json::Null,
    }
}
