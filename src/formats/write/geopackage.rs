//! GeoPackage 1.3.

use super::{FieldKind, OutLayer, Value};
use geo::{BoundingRect, MultiPolygon, Rect};
use rusqlite::{Connection, params_from_iter, types::ToSqlOutput};
use std::path::Path;

/// Application id, the three required tables, one table per layer.
pub(super) fn write(path: &Path, layers: &[OutLayer]) -> rusqlite::Result<()> {
    let mut connection = Connection::open(path)?;
    connection.execute_batch(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
         PRAGMA application_id = 0x47504B47; PRAGMA user_version = 10300;
         CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL \
           PRIMARY KEY, organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, \
           definition TEXT NOT NULL, description TEXT);
         CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT \
           NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '', last_change DATETIME NOT \
           NULL, min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER, \
           CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES \
           gpkg_spatial_ref_sys(srs_id));
         CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT \
           NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, \
           m TINYINT NOT NULL, CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), \
           CONSTRAINT uk_gc_table_name UNIQUE (table_name), CONSTRAINT fk_gc_tn FOREIGN KEY \
           (table_name) REFERENCES gpkg_contents(table_name), CONSTRAINT fk_gc_srs FOREIGN KEY \
           (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
         INSERT INTO gpkg_spatial_ref_sys VALUES \
           ('Undefined cartesian SRS', -1, 'NONE', -1, 'undefined', NULL), \
           ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', NULL);",
    )?;
    let transaction = connection.transaction()?;
    for layer in layers {
        write_table(&transaction, layer)?;
    }
    transaction.commit()?;
    connection.close().map_err(|(_, e)| e)
}

fn write_table(connection: &Connection, layer: &OutLayer) -> rusqlite::Result<()> {
    let srs = i64::from(layer.crs.epsg().unwrap_or(4326));
    connection.execute(
        "INSERT OR IGNORE INTO gpkg_spatial_ref_sys VALUES (?1, ?2, 'EPSG', ?2, ?3, NULL)",
        (
            layer.crs.name(),
            srs,
            layer.crs.to_wkt().unwrap_or_else(|| "undefined".into()),
        ),
    )?;
    let quote = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let columns: Vec<String> = layer
        .fields
        .iter()
        .map(|(name, kind)| {
            let kind = match kind {
                FieldKind::Text => "TEXT",
                FieldKind::Real => "DOUBLE",
                FieldKind::Integer => "INTEGER",
            };
            format!(", {} {kind}", quote(name))
        })
        .collect();
    let table = quote(&layer.name);
    connection.execute_batch(&format!(
        "CREATE TABLE {table} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, \
         geom MULTIPOLYGON{})",
        columns.concat()
    ))?;
    let extent = layer
        .features
        .iter()
        .filter_map(|f| f.shape.bounding_rect())
        .reduce(|a, b| {
            Rect::new(
                (a.min().x.min(b.min().x), a.min().y.min(b.min().y)),
                (a.max().x.max(b.max().x), a.max().y.max(b.max().y)),
            )
        });
    let bounds = extent.map(|r| [r.min().x, r.min().y, r.max().x, r.max().y]);
    let bound = |i: usize| bounds.map(|b| b[i]);
    // A fixed date: the same input gives the same bytes.
    connection.execute(
        "INSERT INTO gpkg_contents VALUES (?1, 'features', ?1, ?2, '2024-01-01T00:00:00.000Z', \
         ?3, ?4, ?5, ?6, ?7)",
        (
            &layer.name,
            &layer.description,
            bound(0),
            bound(1),
            bound(2),
            bound(3),
            srs,
        ),
    )?;
    connection.execute(
        "INSERT INTO gpkg_geometry_columns VALUES (?1, 'geom', 'MULTIPOLYGON', ?2, 0, 0)",
        (&layer.name, srs),
    )?;
    let marks = ", ?".repeat(layer.fields.len());
    let mut insert = connection.prepare(&format!("INSERT INTO {table} VALUES (NULL, ?{marks})"))?;
    for feature in &layer.features {
        let geometry = std::iter::once(Ok(ToSqlOutput::from(blob_of(&feature.shape, srs)?)));
        let values = feature.values.iter().map(|value| {
            Ok(match value {
                Value::Text(text) => ToSqlOutput::from(text.as_str()),
                Value::Real(n) => ToSqlOutput::from(*n),
                Value::Integer(n) => ToSqlOutput::from(*n),
                Value::Null => ToSqlOutput::from(rusqlite::types::Null),
            })
        });
        let row: rusqlite::Result<Vec<ToSqlOutput<'_>>> = geometry.chain(values).collect();
        insert.execute(params_from_iter(row?))?;
    }
    Ok(())
}

/// `GP`, version 0, flags (little-endian, envelope of four numbers), SRS, envelope, WKB.
fn blob_of(shape: &MultiPolygon, srs: i64) -> rusqlite::Result<Vec<u8>> {
    let mut blob = b"GP\0".to_vec();
    let envelope = shape.bounding_rect();
    blob.push(if envelope.is_some() {
        0b0000_0011
    } else {
        0b0001_0001
    });
    blob.extend_from_slice(&(srs as i32).to_le_bytes());
    if let Some(r) = envelope {
        for n in [r.min().x, r.max().x, r.min().y, r.max().y] {
            blob.extend_from_slice(&n.to_le_bytes());
        }
    }
    wkb::writer::write_multi_polygon(&mut blob, shape, &wkb::writer::WriteOptions::default())
        .map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))?;
    Ok(blob)
}
