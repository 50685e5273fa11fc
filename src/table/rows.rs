//! Some columns of a table of any size, row by row: memory does not grow with the rows.

use super::TableError;
use super::dialect::{Dialect, TextEncoding};
use super::read::{Table, malformed, ragged, read};
use crate::contained::contained;
use csv::ByteRecord;
use flate2::read::MultiGzDecoder;
use polars::prelude::*;
use std::fs::File;
use std::io::{BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

/// Bytes that tell what a CSV looks like.
const SAMPLE: u64 = 64 * 1024;

/// Rows of a Parquet table that are unpacked at a time.
const SLICE: usize = 1 << 18;

/// A table of which some columns are read row by row. CSV and Parquet are read in pieces; a workbook,
/// which has a million rows at most, is read whole.
pub struct Rows {
    path: PathBuf,
    columns: Vec<String>,
    body: Body,
}

/// What the rows are read from.
enum Body {
    Csv(csv::Reader<Box<dyn Read>>, TextEncoding),
    Parquet { file: File, rows: usize },
    Whole(Table),
}

impl Rows {
    /// Reads what a table says of itself.
    ///
    /// # Errors
    /// [`TableError`], one sentence that names the file.
    pub fn open(path: &Path) -> Result<Self, TableError> {
        let name = path.to_string_lossy().to_lowercase();
        let ends = |list: &[&str]| list.iter().any(|e| name.ends_with(e));
        let plain = ends(&[".csv", ".tsv", ".txt"]);
        let packed = ends(&[".csv.gz", ".tsv.gz", ".txt.gz"]);
        let (columns, body) = if plain || packed {
            let file = File::open(path).map_err(|e| TableError::io(path, e))?;
            let input = BufReader::new(file);
            if packed {
                csv_body(path, MultiGzDecoder::new(input))?
            } else {
                csv_body(path, input)?
            }
        } else if ends(&[".parquet"]) {
            parquet_body(path)?
        } else {
            let table = read(path)?;
            let columns = table.columns().into_iter().map(str::to_owned).collect();
            (columns, Body::Whole(table))
        };
        let path = path.to_owned();
        Ok(Self {
            path,
            columns,
            body,
        })
    }

    /// Names of its columns.
    pub fn columns(&self) -> Vec<&str> {
        self.columns.iter().map(String::as_str).collect()
    }

    /// Gives each row to `row`: its number below the header, from 1, and its cells of `columns`
    /// (places in [`Self::columns`]), trimmed, empty where there are none. Returns the number of rows.
    ///
    /// # Errors
    /// What `row` answers, and [`TableError`] where the table cannot be read.
    pub fn each<E: From<TableError>>(
        self,
        columns: &[usize],
        mut row: impl FnMut(u64, &[&str]) -> Result<(), E>,
    ) -> Result<u64, E> {
        let names = || columns.iter().map(|&i| self.columns[i].as_str()).collect();
        match self.body {
            Body::Csv(reader, encoding) => {
                each_line(&self.path, reader, encoding, columns, &mut row)
            }
            Body::Parquet { file, rows } => each_slice(&self.path, &file, rows, names(), &mut row),
            Body::Whole(table) => each_cell(&table, &names(), 0, &mut row),
        }
    }
}

fn csv_body(
    path: &Path,
    mut input: impl Read + 'static,
) -> Result<(Vec<String>, Body), TableError> {
    let mut sample = Vec::new();
    let begin = input.by_ref().take(SAMPLE).read_to_end(&mut sample);
    begin.map_err(|e| TableError::io(path, e))?;
    if sample.is_empty() {
        let path = path.to_owned();
        return Err(TableError::Empty { path });
    }
    let dialect = Dialect::detect(&sample);
    let body = Cursor::new(sample.split_off(dialect.bom_len));
    let input: Box<dyn Read> = Box::new(body.chain(input));
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(dialect.delimiter)
        .from_reader(input);
    let header = reader.byte_headers();
    let header = header.map_err(|e| malformed(path, &ragged(&e)))?;
    let columns = header
        .iter()
        .map(|name| dialect.encoding.decode(name).trim().to_owned())
        .collect();
    Ok((columns, Body::Csv(reader, dialect.encoding)))
}

fn each_line<E: From<TableError>>(
    path: &Path,
    mut reader: csv::Reader<Box<dyn Read>>,
    encoding: TextEncoding,
    columns: &[usize],
    row: &mut impl FnMut(u64, &[&str]) -> Result<(), E>,
) -> Result<u64, E> {
    let (mut record, mut number) = (ByteRecord::new(), 0);
    while reader
        .read_byte_record(&mut record)
        .map_err(|e| malformed(path, &ragged(&e)))?
    {
        number += 1;
        let texts: Vec<_> = columns
            .iter()
            .map(|&i| encoding.decode(record.get(i).unwrap_or_default()))
            .collect();
        let texts: Vec<&str> = texts.iter().map(|t| t.trim()).collect();
        row(number, &texts)?;
    }
    Ok(number)
}

fn gave_up(path: &Path) -> TableError {
    malformed(path, "not a whole Parquet table (its reader gave up)")
}

fn no_parquet(path: &Path, error: &PolarsError) -> TableError {
    malformed(path, &format!("not a Parquet table ({error})"))
}

fn parquet_body(path: &Path) -> Result<(Vec<String>, Body), TableError> {
    let file = File::open(path).map_err(|e| TableError::io(path, e))?;
    let again = file.try_clone().map_err(|e| TableError::io(path, e))?;
    let mut reader = ParquetReader::new(again);
    let (schema, rows) = contained(|| Ok((reader.schema()?, reader.num_rows()?)))
        .ok_or_else(|| gave_up(path))?
        .map_err(|e: PolarsError| no_parquet(path, &e))?;
    let columns = schema.iter_names().map(ToString::to_string).collect();
    Ok((columns, Body::Parquet { file, rows }))
}

fn each_slice<E: From<TableError>>(
    path: &Path,
    file: &File,
    rows: usize,
    columns: Vec<&str>,
    row: &mut impl FnMut(u64, &[&str]) -> Result<(), E>,
) -> Result<u64, E> {
    let wrong = |e: PolarsError| no_parquet(path, &e);
    let wanted: Vec<String> = columns.iter().map(|&c| c.to_owned()).collect();
    for done in (0..rows).step_by(SLICE) {
        let file = file.try_clone().map_err(|e| TableError::io(path, e))?;
        let reader = ParquetReader::new(file)
            .read_parallel(ParallelStrategy::None)
            .with_columns(Some(wanted.clone()))
            .with_slice(Some((done, SLICE.min(rows - done))));
        let frame = contained(|| reader.finish())
            .ok_or_else(|| gave_up(path))?
            .map_err(wrong)?;
        let texts: PolarsResult<Vec<Column>> = columns
            .iter()
            .map(|name| frame.column(name)?.cast(&DataType::String))
            .collect();
        let slice = Table {
            path: path.to_owned(),
            frame: DataFrame::new(frame.height(), texts.map_err(wrong)?).map_err(wrong)?,
        };
        each_cell(&slice, &columns, done as u64, row)?;
    }
    Ok(rows as u64)
}

fn each_cell<E>(
    table: &Table,
    columns: &[&str],
    before: u64,
    row: &mut impl FnMut(u64, &[&str]) -> Result<(), E>,
) -> Result<u64, E> {
    let values: Vec<_> = columns.iter().map(|c| table.values(c)).collect();
    for i in 0..table.height() {
        let texts = values.iter().map(|v| v.get(i).copied().flatten());
        let texts: Vec<&str> = texts.map(Option::unwrap_or_default).collect();
        row(before + i as u64 + 1, &texts)?;
    }
    Ok(table.height() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(name: &str, bytes: &[u8], wanted: &[&str]) -> Result<Vec<String>, TableError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let table = Rows::open(&path)?;
        let names = table.columns();
        let at = |w: &&str| names.iter().position(|n| n == w);
        let columns: Vec<usize> = wanted.iter().filter_map(at).collect();
        let mut found = Vec::new();
        let count = table.each(&columns, |number, cells| {
            found.push(format!("{number} {}", cells.join("|")));
            Ok::<(), TableError>(())
        })?;
        assert_eq!(count as usize, found.len());
        Ok(found)
    }

    #[test]
    fn chosen_columns_come_in_their_order_from_every_format() {
        let text = "\u{feff}nom;code;n\nNouméa ;QP1;1\nÉté;;2\n";
        let wanted = ["n", "nom"];
        let expected = ["1 1|Nouméa", "2 2|Été"];
        assert_eq!(rows("t.csv", text.as_bytes(), &wanted).unwrap(), expected);
        let old = encoding_rs::WINDOWS_1252.encode(&text[3..]).0;
        assert_eq!(rows("t.csv", &old, &wanted).unwrap(), expected);
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut packed, text.as_bytes()).unwrap();
        let packed = packed.finish().unwrap();
        assert_eq!(rows("t.csv.gz", &packed, &wanted).unwrap(), expected);
    }

    #[test]
    fn parquet_is_read_in_slices_with_its_numbers_as_text() {
        let height = SLICE + 3;
        let numbers: Vec<i64> = (0..height as i64).collect();
        let text: Vec<Option<String>> = numbers
            .iter()
            .map(|i| (i % 2 == 0).then(|| format!("r{i}")))
            .collect();
        let columns = vec![
            Column::new("n".into(), numbers),
            Column::new("t".into(), text),
        ];
        let mut frame = DataFrame::new(height, columns).unwrap();
        let mut bytes = Vec::new();
        ParquetWriter::new(&mut bytes).finish(&mut frame).unwrap();
        let found = rows("t.parquet", &bytes, &["t", "n"]).unwrap();
        assert_eq!(found.len(), height);
        assert_eq!(found[0], "1 r0|0");
        assert_eq!(found[SLICE + 1], format!("{} |{}", SLICE + 2, SLICE + 1));
    }

    #[test]
    fn what_cannot_be_read_is_said_in_one_sentence() {
        let message = |name: &str, bytes: &[u8]| rows(name, bytes, &["a"]).unwrap_err().to_string();
        assert!(message("t.csv", b"").ends_with("the table is empty"));
        assert!(message("t.csv", b"a,b\n1\n").contains("line 2 has 1 cells"));
        assert!(message("t.csv.gz", b"a,b\n1,2\n").contains("t.csv.gz"));
        assert!(message("t.parquet", b"nothing").contains("not a"));
    }
}
