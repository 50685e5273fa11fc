//! Attribute tables of shapefiles, and the encoding that they are written in.

use dbase::encoding::EncodingRs;
use dbase::{FieldError, FieldIterator, FieldValue, ReadableRecord, ReaderBuilder};
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use std::io::{Cursor, Read, Seek};

/// Fields and values of a table, all as text.
pub(super) struct Attributes {
    pub(super) fields: Vec<String>,
    pub(super) rows: Vec<Vec<Option<String>>>,
    /// Name of the encoding and how it was known.
    pub(super) encoding: String,
}

/// Reads a table; `cpg` is the content of the `.cpg` beside it.
pub(super) fn read(dbf: &[u8], cpg: Option<&[u8]>) -> Result<Attributes, String> {
    let (encoding, how) = encoding_of(dbf, cpg)?;
    let mut reader = ReaderBuilder::new()
        .with_encoding(EncodingRs::from(encoding))
        .build(Cursor::new(dbf))
        .map_err(|e| format!("the attribute table cannot be read ({e})"))?;
    let fields: Vec<String> = reader
        .fields()
        .iter()
        .map(|f| f.name().to_owned())
        .collect();
    let header = reader.header();
    let room = dbf
        .len()
        .saturating_sub(header.offset_to_first_record.into())
        / usize::from(header.size_of_record.max(1));
    let announced = header.num_records as usize;
    if announced > room {
        return Err(format!(
            "the attribute table announces {announced} rows and has room for {room}"
        ));
    }
    let mut rows = Vec::with_capacity(announced);
    for (number, row) in reader.iter_records_as::<Row>().enumerate() {
        let row =
            row.map_err(|e| format!("attributes of feature {} cannot be read ({e})", number + 1))?;
        rows.push(row.0);
    }
    Ok(Attributes {
        fields,
        rows,
        encoding: format!("{} ({how})", encoding.name()),
    })
}

/// The values of a row, in the order of the fields.
struct Row(Vec<Option<String>>);

impl ReadableRecord for Row {
    fn read_using<Source: Read + Seek, MemoSource: Read + Seek>(
        fields: &mut FieldIterator<'_, Source, MemoSource>,
    ) -> Result<Self, FieldError> {
        let values = fields.map(|field| Ok(text_of(field?.value)));
        values.collect::<Result<_, _>>().map(Row)
    }
}

fn text_of(value: FieldValue) -> Option<String> {
    let number = |n: f64| {
        if n.fract() == 0.0 && n.abs() < 1e15 {
            format!("{n:.0}")
        } else {
            n.to_string()
        }
    };
    match value {
        FieldValue::Character(text) => text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty()),
        FieldValue::Numeric(n) => n.map(number),
        FieldValue::Float(n) => n.map(|n| number(n.into())),
        FieldValue::Integer(n) => Some(n.to_string()),
        FieldValue::Double(n) | FieldValue::Currency(n) => Some(number(n)),
        FieldValue::Logical(b) => b.map(|b| b.to_string()),
        FieldValue::Date(d) => {
            d.map(|d| format!("{:04}-{:02}-{:02}", d.year(), d.month(), d.day()))
        }
        FieldValue::DateTime(_) | FieldValue::Memo(_) => None,
    }
}

/// What to decode text with: the `.cpg` if it is known and fits, else the language byte of the
/// table, else UTF-8 if every record is UTF-8, else Windows-1252.
fn encoding_of(
    dbf: &[u8],
    cpg: Option<&[u8]>,
) -> Result<(&'static Encoding, &'static str), String> {
    let header = dbf.get(..32).ok_or("the attribute table is truncated")?;
    let records_start = usize::from(u16::from_le_bytes([header[8], header[9]]));
    let records = dbf
        .get(records_start..)
        .ok_or("the attribute table is truncated")?;
    let is_utf8 = std::str::from_utf8(records).is_ok();
    let declared = cpg
        .and_then(|label| encoding_of_label(&String::from_utf8_lossy(label)))
        .map(|e| (e, "declared in .cpg"))
        .or_else(|| encoding_of_language(header[29]).map(|e| (e, "declared in .dbf")));
    Ok(match declared {
        Some((encoding, _)) if encoding == UTF_8 && !is_utf8 => {
            (WINDOWS_1252, "declared UTF-8, which its bytes are not")
        }
        Some((encoding, _)) if encoding != UTF_8 && is_utf8 && !records.is_ascii() => {
            (UTF_8, "declared otherwise, but its bytes are UTF-8")
        }
        Some(declared) => declared,
        None if is_utf8 => (UTF_8, "from its bytes"),
        None => (WINDOWS_1252, "from its bytes"),
    })
}

/// Labels as ESRI, GDAL, MapInfo and people write them.
fn encoding_of_label(label: &str) -> Option<&'static Encoding> {
    let key: String = label
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_uppercase();
    match key.as_str() {
        "UTF8" | "65001" | "CP65001" => Some(UTF_8),
        // Latin-1 is read as Windows-1252, its superset in print (œ, €, ’).
        "1252" | "CP1252" | "ANSI1252" | "WINDOWS1252" | "LATIN1" | "88591" | "ISO88591"
        | "ISO885915" | "885915" | "819" => Some(WINDOWS_1252),
        _ => Encoding::for_label(label.trim().as_bytes()),
    }
}

/// Language driver byte of dBASE: 0x03 and 0x57 are Windows ANSI.
fn encoding_of_language(byte: u8) -> Option<&'static Encoding> {
    match byte {
        0x03 | 0x57..=0x59 => Some(WINDOWS_1252),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_the_wild_are_understood() {
        for label in [
            "LATIN1",
            "ISO 8859-1",
            "8859_1",
            "ANSI 1252",
            "windows-1252",
            "CP1252\r\n",
        ] {
            assert_eq!(encoding_of_label(label), Some(WINDOWS_1252), "{label}");
        }
        assert_eq!(encoding_of_label("utf-8\n"), Some(UTF_8));
        assert_eq!(encoding_of_label("klingon"), None);
    }

    #[test]
    fn bytes_decide_where_the_label_is_wrong_or_missing() {
        let table = |text: &[u8]| {
            let mut bytes = vec![0u8; 32];
            bytes[8] = 32;
            bytes.extend_from_slice(text);
            bytes
        };
        let latin = table(b"Citadelle - Pont de Br\xeaves");
        let utf8 = table("Nouméa".as_bytes());
        assert_eq!(encoding_of(&latin, None).unwrap().0, WINDOWS_1252);
        assert_eq!(encoding_of(&latin, Some(b"UTF-8")).unwrap().0, WINDOWS_1252);
        assert_eq!(encoding_of(&utf8, None).unwrap().0, UTF_8);
        assert_eq!(encoding_of(&utf8, Some(b"LATIN1")).unwrap().0, UTF_8);
        assert!(encoding_of(&[0; 5], None).is_err());
    }
}
