//! OGC GeoPackage: SQLite tables with geometries in WKB behind a short header.

use super::{Declared, Feature, FormatError, Geometry, Layer};
use crate::crs::Crs;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, MAIN_DB, OpenFlags};
use std::io::Read;
use std::path::Path;

/// Reads a file on disk.
pub(super) fn read_file(path: &Path) -> Result<Layer, FormatError> {
    let mut head = [0; 16];
    std::fs::File::open(path)
        .map_err(|e| FormatError::open(path, e))?
        .read_exact(&mut head)
        .map_err(|_| no_sqlite(path))?;
    if head != *MAGIC {
        return Err(no_sqlite(path));
    }
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
        .map_err(|e| not_a_geopackage(path, &e))?;
    read(path, &connection)
}

/// Reads a file held in memory (a member of a zip).
pub(super) fn read_bytes(path: &Path, bytes: &[u8]) -> Result<Layer, FormatError> {
    if !bytes.starts_with(MAGIC) {
        return Err(no_sqlite(path));
    }
    let open = || -> rusqlite::Result<Connection> {
        let mut connection = Connection::open_in_memory()?;
        connection.deserialize_read_exact(MAIN_DB, bytes, bytes.len(), true)?;
        Ok(connection)
    };
    read(path, &open().map_err(|e| not_a_geopackage(path, &e))?)
}

/// What every SQLite file begins with.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

fn no_sqlite(path: &Path) -> FormatError {
    FormatError::malformed(path, "not a GeoPackage (it is no SQLite database)")
}

fn not_a_geopackage(path: &Path, error: &rusqlite::Error) -> FormatError {
    FormatError::malformed(path, format!("not a GeoPackage ({error})"))
}

/// Table, geometry column, and organization, code and definition of the reference system.
type Described = (String, String, Option<String>, Option<i64>, Option<String>);

fn read(path: &Path, connection: &Connection) -> Result<Layer, FormatError> {
    let fail = |e: rusqlite::Error| not_a_geopackage(path, &e);
    let (table, column, organization, code, definition): Described = connection
        .query_row(
            "SELECT g.table_name, g.column_name, s.organization, \
                 s.organization_coordsys_id, s.definition \
                 FROM gpkg_geometry_columns g \
                 JOIN gpkg_contents c ON c.table_name = g.table_name \
                 LEFT JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id \
                 WHERE c.data_type = 'features' ORDER BY g.rowid LIMIT 1",
            [],
            |row| {
                Ok((
                    row.get(0)?,
                    row.get(1)?,
                    row.get(2)?,
                    row.get(3)?,
                    row.get(4)?,
                ))
            },
        )
        .map_err(|e| match e {
            rusqlite::Error::QueryReturnedNoRows => {
                FormatError::malformed(path, "a GeoPackage without a table of features")
            }
            other => fail(other),
        })?;
    let crs = match (&organization, code) {
        // -1 and 0 are the standard's undefined systems (OGC 12-128r19, table 3).
        (None, _) | (_, None | Some(-1 | 0)) => Declared::Nothing,
        (Some(organization), Some(code)) => {
            let declared = format!("{organization}:{code}");
            let crs = Crs::from_declaration(&declared)
                .or_else(|_| Crs::from_declaration(definition.as_deref().unwrap_or_default()))
                .map_err(|_| FormatError::UnknownCrs {
                    path: path.to_owned(),
                    declared,
                })?;
            Declared::InFile(crs)
        }
    };

    let quoted = table.replace('"', "\"\"");
    let mut statement = connection
        .prepare(&format!("SELECT * FROM \"{quoted}\""))
        .map_err(fail)?;
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let geometry_at = names.iter().position(|n| *n == column).ok_or_else(|| {
        FormatError::malformed(path, format!("its table {table} lacks the column {column}"))
    })?;
    let mut rows = statement.query([]).map_err(fail)?;
    let mut features = Vec::new();
    while let Some(row) = rows.next().map_err(fail)? {
        let mut values = Vec::with_capacity(names.len() - 1);
        let mut geometry = Geometry::Missing;
        for i in 0..names.len() {
            let value = row.get_ref(i).map_err(fail)?;
            if i == geometry_at {
                geometry = geometry_of(value).map_err(|detail| {
                    FormatError::malformed(path, format!("feature {} {detail}", features.len() + 1))
                })?;
            } else {
                values.push(text_of(value));
            }
        }
        features.push(Feature { values, geometry });
    }
    let fields = names.into_iter().filter(|n| *n != column).collect();
    let name = path.display().to_string();
    Ok(Layer {
        name,
        crs,
        encoding: None,
        fields,
        features,
    })
}

fn text_of(value: ValueRef<'_>) -> Option<String> {
    match value {
        ValueRef::Null | ValueRef::Blob(_) => None,
        ValueRef::Integer(n) => Some(n.to_string()),
        ValueRef::Real(n) => Some(n.to_string()),
        ValueRef::Text(text) => {
            Some(String::from_utf8_lossy(text).trim().to_owned()).filter(|t| !t.is_empty())
        }
    }
}

/// Decodes a GeoPackage binary: `GP`, version, flags, SRS, an envelope of a size that the
/// flags give, then WKB (OGC 12-128r19, 2.1.3).
fn geometry_of(value: ValueRef<'_>) -> Result<Geometry, String> {
    let ValueRef::Blob(blob) = value else {
        return Ok(Geometry::Missing);
    };
    let truncated = || "has a truncated geometry".to_owned();
    let header = blob.get(..8).ok_or_else(truncated)?;
    if &header[..2] != b"GP" {
        return Err("has a geometry that is not a GeoPackage one".into());
    }
    let envelope = match (header[3] >> 1) & 0b111 {
        0 => 0,
        1 => 32,
        2 | 3 => 48,
        4 => 64,
        _ => return Err("has a geometry with an unknown envelope".into()),
    };
    if header[3] & 0b1_0000 != 0 {
        return Ok(Geometry::Missing);
    }
    let wkb = blob.get(8 + envelope..).ok_or_else(truncated)?;
    super::wkb::decode(wkb)
}
