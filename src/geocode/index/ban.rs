//! Rows of a BAN département file or of a BAL, from CSV or gzipped CSV.

use crate::geocode::error::GeocodeError;
use crate::geocode::text::fold::repair;
use crate::table::Dialect;
use std::borrow::Cow;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

/// Numbers from here on are no house numbers: the BAL writes 99999 for a place without any.
const NO_NUMBER: u32 = 90_000;

/// A row, as text of the file.
#[derive(Debug)]
pub struct Row<'a> {
    /// Id of the address.
    pub id: Cow<'a, str>,
    /// House number; none for a locality.
    pub number: Option<u32>,
    /// Repetition as the BAN writes it.
    pub repetition: Cow<'a, str>,
    /// Street or locality.
    pub street: Cow<'a, str>,
    /// Other names: alias, postal name.
    pub aliases: [Cow<'a, str>; 2],
    /// Locality beside the street.
    pub locality: Cow<'a, str>,
    /// Postcode, 0 for none.
    pub postcode: u32,
    /// INSEE code.
    pub code: Cow<'a, str>,
    /// Commune.
    pub commune: Cow<'a, str>,
    /// Former commune's INSEE code.
    pub old_code: Cow<'a, str>,
    /// Former commune.
    pub old_commune: Cow<'a, str>,
    /// The post's name of the place.
    pub post_name: Cow<'a, str>,
    /// Kind of position.
    pub position: Cow<'a, str>,
    /// WGS84 longitude.
    pub lon: f64,
    /// WGS84 latitude.
    pub lat: f64,
}

/// Names that a column has in the BAN and in the BAL.
const COLUMNS: [&[&str]; 16] = [
    &["id", "cle_interop"],
    &["numero"],
    &["rep", "suffixe"],
    &["nom_voie", "voie_nom", "nom_lieu_dit"],
    &["alias"],
    &["nom_afnor"],
    &["nom_ld", "lieudit_complement_nom"],
    &["code_postal"],
    &["code_insee", "commune_insee"],
    &["nom_commune", "commune_nom"],
    &["code_insee_ancienne_commune", "commune_deleguee_insee"],
    &["nom_ancienne_commune", "commune_deleguee_nom"],
    &["libelle_acheminement"],
    &["type_position", "position"],
    &["lon", "long"],
    &["lat"],
];

const NEEDED: [(usize, &str); 5] = [
    (3, "nom_voie (or voie_nom)"),
    (8, "code_insee (or commune_insee)"),
    (9, "nom_commune (or commune_nom)"),
    (14, "lon (or long)"),
    (15, "lat"),
];

/// What was read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Rows that were used.
    pub rows: u64,
    /// Rows without a usable position, name or commune.
    pub refused: u64,
}

/// Calls `each` for every usable row of a file.
///
/// # Errors
/// When the file cannot be read, lacks a column, or is not text.
pub fn read(path: &Path, mut each: impl FnMut(&Row<'_>)) -> Result<Tally, GeocodeError> {
    let file = File::open(path).map_err(|e| GeocodeError::io(path, e))?;
    let mut plain: Box<dyn Read> = if is_gzip(path)? {
        Box::new(flate2::read::MultiGzDecoder::new(BufReader::with_capacity(
            1 << 18,
            file,
        )))
    } else {
        Box::new(file)
    };
    let mut sample = Vec::new();
    plain
        .by_ref()
        .take(1 << 16)
        .read_to_end(&mut sample)
        .map_err(|e| unreadable(path, &e))?;
    let dialect = Dialect::detect(&sample);
    let body = sample.get(dialect.bom_len..).unwrap_or_default().to_vec();
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(dialect.delimiter)
        .flexible(true)
        .buffer_capacity(1 << 18)
        .from_reader(std::io::Cursor::new(body).chain(plain));

    let headers = reader.byte_headers().map_err(|e| not_csv(path, &e))?;
    let names: Vec<String> = headers
        .iter()
        .map(|h| dialect.encoding.decode(h).trim().to_lowercase())
        .collect();
    let places = COLUMNS.map(|accepted| names.iter().position(|n| accepted.contains(&n.as_str())));
    for (column, name) in NEEDED {
        if places.get(column).copied().flatten().is_none() {
            return Err(GeocodeError::MissingColumn {
                path: path.to_owned(),
                column: name,
                found: names.join(", "),
            });
        }
    }

    let mut tally = Tally::default();
    let mut record = csv::ByteRecord::new();
    while reader
        .read_byte_record(&mut record)
        .map_err(|e| not_csv(path, &e))?
    {
        let cell = |column: usize| -> Cow<'_, str> {
            let bytes = places
                .get(column)
                .copied()
                .flatten()
                .and_then(|i| record.get(i))
                .unwrap_or_default();
            match std::str::from_utf8(bytes) {
                // R writes NA for an empty cell.
                Ok("NA") => Cow::Borrowed(""),
                Ok(text) => repair(text.trim()),
                Err(_) => Cow::Owned(dialect.encoding.decode(bytes).trim().to_owned()),
            }
        };
        let row = Row {
            id: cell(0),
            number: cell(1).parse().ok().filter(|n| *n < NO_NUMBER),
            repetition: cell(2),
            street: cell(3),
            aliases: [cell(4), cell(5)],
            locality: cell(6),
            postcode: cell(7).parse().unwrap_or(0),
            code: cell(8),
            commune: cell(9),
            old_code: cell(10),
            old_commune: cell(11),
            post_name: cell(12),
            position: cell(13),
            lon: cell(14).parse().unwrap_or(f64::NAN),
            lat: cell(15).parse().unwrap_or(f64::NAN),
        };
        let located = (-180.0..=180.0).contains(&row.lon) && (-90.0..=90.0).contains(&row.lat);
        if !located || row.street.is_empty() || row.code.len() != 5 || row.commune.is_empty() {
            tally.refused += 1;
            continue;
        }
        tally.rows += 1;
        each(&row);
    }
    Ok(tally)
}

fn is_gzip(path: &Path) -> Result<bool, GeocodeError> {
    let mut start = [0u8; 2];
    let mut file = File::open(path).map_err(|e| GeocodeError::io(path, e))?;
    let n = file
        .read(&mut start)
        .map_err(|e| GeocodeError::io(path, e))?;
    Ok(n == 2 && start == [0x1f, 0x8b])
}

fn unreadable(path: &Path, error: &std::io::Error) -> GeocodeError {
    GeocodeError::Malformed {
        path: path.to_owned(),
        detail: format!("cannot be unpacked ({error})"),
    }
}

fn not_csv(path: &Path, error: &csv::Error) -> GeocodeError {
    GeocodeError::Malformed {
        path: path.to_owned(),
        detail: format!("not a whole CSV ({error})"),
    }
}
