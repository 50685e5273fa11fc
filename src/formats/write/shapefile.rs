//! ESRI shapefiles: shapes, index, attributes in UTF-8, and the definition of the system.
//!
//! Their limits are told where a layer meets them: names of ten characters, texts of 254 bytes.

use super::{FieldKind, OutLayer, Value};
use crate::atomic;
use ::shapefile::{Point, Polygon, PolygonRing, ShapeWriter};
use dbase::{FieldName, FieldValue, Record, TableWriterBuilder};
use geo::MultiPolygon;
use std::collections::HashSet;
use std::io::{self, Cursor, Write};
use std::path::Path;
use zip::write::SimpleFileOptions;

/// Longest name of a field in a `.dbf`.
const NAME_LIMIT: usize = 10;
/// Longest text of a field in a `.dbf`, in bytes.
const TEXT_LIMIT: usize = 254;

/// The files of one shapefile, by extension; the `.shp` comes last, so that no other program
/// finds it without the rest.
pub(super) struct Files(Vec<(&'static str, Vec<u8>)>);

impl Files {
    pub(super) fn write_beside(&self, shp: &Path) -> io::Result<()> {
        for (extension, bytes) in &self.0 {
            atomic::write_bytes(&shp.with_extension(extension), bytes)?;
        }
        Ok(())
    }

    /// A zip with the files at its root, as GDAL reads a `.shz`.
    pub(super) fn zipped(&self, path: &Path) -> io::Result<Vec<u8>> {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (extension, bytes) in &self.0 {
            zip.start_file(format!("{stem}.{extension}"), SimpleFileOptions::default())
                .map_err(io::Error::other)?;
            zip.write_all(bytes)?;
        }
        Ok(zip.finish().map_err(io::Error::other)?.into_inner())
    }
}

/// The files of a layer, and what they could not hold as it was.
pub(super) fn files(layer: &OutLayer) -> io::Result<(Files, Vec<String>)> {
    let mut notes = Vec::new();
    let wanted: Vec<&str> = layer.fields.iter().map(|(name, _)| name.as_str()).collect();
    let names = short_names(&wanted);
    let renamed: Vec<String> = wanted
        .iter()
        .zip(&names)
        .filter(|(long, short)| *long != short)
        .map(|(long, short)| format!("{long} is {short}"))
        .collect();
    if !renamed.is_empty() {
        notes.push(format!(
            "names of fields have at most {NAME_LIMIT} characters in a shapefile: {}",
            renamed.join(", ")
        ));
    }

    let (mut shp, mut shx, mut dbf) = (Vec::new(), Vec::new(), Vec::new());
    {
        let mut shapes = ShapeWriter::with_shx(Cursor::new(&mut shp), Cursor::new(&mut shx));
        let mut table = TableWriterBuilder::new();
        for (name, (_, kind)) in names.iter().zip(&layer.fields) {
            let name = FieldName::try_from(name.as_str()).map_err(io::Error::other)?;
            table = match kind {
                FieldKind::Text => table.add_character_field(name, TEXT_LIMIT as u8),
                FieldKind::Real => table.add_numeric_field(name, 20, 6),
                FieldKind::Integer => table.add_numeric_field(name, 18, 0),
            };
        }
        let mut table = table.build_with_dest(Cursor::new(&mut dbf));
        let (mut cut, mut groundless) = (0, 0);
        for feature in &layer.features {
            let Some(polygon) = polygon_of(&feature.shape) else {
                groundless += 1;
                continue;
            };
            shapes.write_shape(&polygon).map_err(io::Error::other)?;
            let mut record = Record::default();
            for ((name, (_, kind)), value) in names.iter().zip(&layer.fields).zip(&feature.values) {
                let (value, whole) = field_value(*kind, value);
                cut += usize::from(!whole);
                record.insert(name.clone(), value);
            }
            table.write_record(&record).map_err(io::Error::other)?;
        }
        shapes.finalize().map_err(io::Error::other)?;
        table.finalize().map_err(io::Error::other)?;
        if cut > 0 {
            notes.push(format!(
                "{cut} texts are cut to {TEXT_LIMIT} bytes, the most that a shapefile holds"
            ));
        }
        if groundless > 0 {
            notes.push(format!("{groundless} features without ground are left out"));
        }
    }
    let mut files = vec![("shx", shx), ("dbf", dbf), ("cpg", b"UTF-8".to_vec())];
    files.extend(layer.crs.to_wkt().map(|wkt| ("prj", wkt.into_bytes())));
    files.push(("shp", shp));
    Ok((Files(files), notes))
}

/// Names of at most ten characters, each once: without underscores where that is enough, so
/// that `aire_2015_m2` and `aire_2024_m2` stay apart, else cut, else numbered.
fn short_names(wanted: &[&str]) -> Vec<String> {
    let cut = |name: &str, length: usize| -> String {
        let mut short = String::new();
        for c in name.chars() {
            if short.len() + c.len_utf8() > length {
                break;
            }
            short.push(c);
        }
        short
    };
    // Fields that fit keep their names, wherever they stand.
    let mut taken: HashSet<String> = wanted
        .iter()
        .filter(|name| name.len() <= NAME_LIMIT)
        .map(|name| name.to_ascii_uppercase())
        .collect();
    wanted
        .iter()
        .map(|name| {
            if name.len() <= NAME_LIMIT {
                return (*name).to_owned();
            }
            let bare = name.replace('_', "");
            let candidates = std::iter::once(cut(&bare, NAME_LIMIT))
                .chain((1..).map(|n| format!("{}_{n}", cut(&bare, NAME_LIMIT - 1 - digits(n)))));
            let free = candidates
                .into_iter()
                .find(|c| taken.insert(c.to_ascii_uppercase()));
            free.unwrap_or_default()
        })
        .collect()
}

fn digits(n: usize) -> usize {
    n.to_string().len()
}

/// A value as its field holds it, and whether it is whole.
fn field_value(kind: FieldKind, value: &Value) -> (FieldValue, bool) {
    match (kind, value) {
        (FieldKind::Text, Value::Text(text)) => {
            let end = text.floor_char_boundary(TEXT_LIMIT);
            (
                FieldValue::Character(Some(text[..end].to_owned())),
                end == text.len(),
            )
        }
        (FieldKind::Text, _) => (FieldValue::Character(None), true),
        (_, Value::Real(n)) => (FieldValue::Numeric(Some(*n)), true),
        (_, Value::Integer(n)) => (FieldValue::Numeric(Some(*n as f64)), true),
        (_, _) => (FieldValue::Numeric(None), true),
    }
}

fn polygon_of(shape: &MultiPolygon) -> Option<Polygon> {
    let points = |ring: &geo::LineString| -> Vec<Point> {
        ring.0.iter().map(|c| Point::new(c.x, c.y)).collect()
    };
    let rings: Vec<PolygonRing<Point>> = shape
        .iter()
        .filter(|part| !part.exterior().0.is_empty())
        .flat_map(|part| {
            let shell = PolygonRing::Outer(points(part.exterior()));
            let holes = part.interiors().iter().filter(|ring| !ring.0.is_empty());
            std::iter::once(shell).chain(holes.map(|ring| PolygonRing::Inner(points(ring))))
        })
        .collect();
    (!rings.is_empty()).then(|| Polygon::with_rings(rings))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_shortened_and_stay_apart() {
        let names = [
            "code_qp",
            "code_qp_2015",
            "code_qp_2024",
            "aire_2015_m2",
            "aire_2024_m2",
            "libelle_du_quartier",
            "libelle_du_quartier_bis",
            "Codeqp2015",
        ];
        assert_eq!(
            short_names(&names),
            [
                "code_qp",
                "codeqp20_1",
                "codeqp2024",
                "aire2015m2",
                "aire2024m2",
                "libelleduq",
                "libelled_1",
                "Codeqp2015",
            ]
        );
    }

    #[test]
    fn a_long_text_is_cut_at_a_character() {
        let text = "é".repeat(200);
        let (value, whole) = field_value(FieldKind::Text, &Value::Text(text));
        assert!(!whole);
        assert_eq!(value, FieldValue::Character(Some("é".repeat(127))));
    }
}
