//! GeoParquet 1.1: WKB in WGS84 with longitude first, which the standard takes for granted
//! where a column names no system.

use super::{FieldKind, OutLayer, Value, in_degrees};
use geo::BoundingRect;
use polars::prelude::*;
use serde_json::json;
use std::io::{self, Write};

const GEOMETRY: &str = "geometry";

pub(super) fn write(out: impl Write, layer: &OutLayer) -> io::Result<()> {
    let mut shapes = Vec::with_capacity(layer.features.len());
    let mut bounds: Option<[f64; 4]> = None;
    for feature in &layer.features {
        let shape = in_degrees(layer, feature).map_err(io::Error::other)?;
        if let Some(r) = shape.bounding_rect() {
            let [west, south, east, north] =
                bounds.unwrap_or([f64::MAX, f64::MAX, f64::MIN, f64::MIN]);
            bounds = Some([
                west.min(r.min().x),
                south.min(r.min().y),
                east.max(r.max().x),
                north.max(r.max().y),
            ]);
        }
        let mut blob = Vec::new();
        wkb::writer::write_multi_polygon(&mut blob, &shape, &wkb::writer::WriteOptions::default())
            .map_err(io::Error::other)?;
        shapes.push(blob);
    }
    let mut columns: Vec<Column> = (0..layer.fields.len()).map(|i| column(layer, i)).collect();
    columns.push(Column::new(GEOMETRY.into(), shapes));
    let mut frame = DataFrame::new(layer.features.len(), columns).map_err(io::Error::other)?;
    let mut described = json!({
        "encoding": "WKB",
        "geometry_types": ["MultiPolygon"],
        "orientation": "counterclockwise",
    });
    if let Some(bounds) = bounds {
        described["bbox"] = json!(bounds);
    }
    let geo = json!({
        "version": "1.1.0",
        "primary_column": GEOMETRY,
        "columns": { GEOMETRY: described },
    });
    let metadata = KeyValueMetadata::from_static(vec![
        ("geo".into(), geo.to_string()),
        ("description".into(), layer.description.clone()),
    ]);
    ParquetWriter::new(out)
        .with_key_value_metadata(Some(metadata))
        .finish(&mut frame)
        .map(|_| ())
        .map_err(io::Error::other)
}

fn column(layer: &OutLayer, index: usize) -> Column {
    let (name, kind) = &layer.fields[index];
    let values = layer.features.iter().map(|f| &f.values[index]);
    let name = name.as_str().into();
    match kind {
        FieldKind::Text => {
            let text = values.map(|v| match v {
                Value::Text(text) => Some(text.as_str()),
                _ => None,
            });
            Column::new(name, text.collect::<Vec<_>>())
        }
        FieldKind::Real => {
            let numbers = values.map(|v| match v {
                Value::Real(n) => Some(*n),
                _ => None,
            });
            Column::new(name, numbers.collect::<Vec<_>>())
        }
        FieldKind::Integer => {
            let numbers = values.map(|v| match v {
                Value::Integer(n) => Some(*n),
                _ => None,
            });
            Column::new(name, numbers.collect::<Vec<_>>())
        }
    }
}
