//! FlatGeobuf with its index; features come in the order of the index.

use super::{FieldKind, OutLayer, Value};
use ::flatgeobuf::{ColumnType, FgbCrs, FgbWriter, FgbWriterOptions, GeometryType};
use geozero::{ColumnValue, PropertyProcessor};
use std::io::{self, Write};

pub(super) fn write(out: impl Write, layer: &OutLayer) -> io::Result<()> {
    let wkt = layer.crs.to_wkt();
    let options = FgbWriterOptions {
        detect_type: false,
        crs: FgbCrs {
            org: Some("EPSG"),
            code: layer.crs.epsg().unwrap_or_default().into(),
            name: Some(layer.crs.name()),
            wkt: wkt.as_deref(),
            ..FgbCrs::default()
        },
        description: Some(&layer.description),
        ..FgbWriterOptions::default()
    };
    let mut file = FgbWriter::create_with_options(&layer.name, GeometryType::MultiPolygon, options)
        .map_err(io::Error::other)?;
    for (name, kind) in &layer.fields {
        let kind = match kind {
            FieldKind::Text => ColumnType::String,
            FieldKind::Real => ColumnType::Double,
            FieldKind::Integer => ColumnType::Long,
        };
        file.add_column(name, kind, |_, _| {});
    }
    for feature in &layer.features {
        let mut filled = Ok(false);
        let shape = geo::Geometry::MultiPolygon(feature.shape.clone());
        file.add_feature_geom(shape, |out| {
            filled = layer
                .fields
                .iter()
                .zip(&feature.values)
                .enumerate()
                .try_fold(false, |_, (i, ((name, _), value))| match value {
                    Value::Text(text) => out.property(i, name, &ColumnValue::String(text)),
                    Value::Real(n) => out.property(i, name, &ColumnValue::Double(*n)),
                    Value::Integer(n) => out.property(i, name, &ColumnValue::Long(*n)),
                    Value::Null => Ok(false),
                });
        })
        .map_err(io::Error::other)?;
        filled.map_err(io::Error::other)?;
    }
    file.write(out).map_err(io::Error::other)
}
