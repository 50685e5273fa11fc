//! Frames to files, by extension.

use super::read::TableError;
use crate::atomic;
use polars::prelude::*;
use std::io::{self, Write};
use std::path::Path;

/// How a CSV is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CsvStyle {
    /// UTF-8, `,`, line feeds.
    #[default]
    Plain,
    /// What a French Excel opens by a double click: byte order mark, `;`, CRLF and decimal
    /// commas.
    Excel,
}

/// Writes a frame as `.csv`, `.tsv` or `.parquet`; `None` writes CSV to standard output.
///
/// # Errors
/// [`TableError::UnknownFormat`] for another extension, [`TableError::Io`] when writing fails.
pub fn write_frame(
    frame: &DataFrame,
    path: Option<&Path>,
    style: CsvStyle,
) -> Result<(), TableError> {
    let Some(path) = path else {
        let out = io::stdout().lock();
        let fail = |e| TableError::Io {
            path: "standard output".into(),
            source: e,
        };
        return match csv(frame, b',', style, out) {
            // A reader that has seen enough (`head`) is no error.
            Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            other => other.map_err(fail),
        };
    };
    let extension = path
        .extension()
        .and_then(|e| e.to_str())
        .unwrap_or_default();
    let written: io::Result<()> = match extension.to_ascii_lowercase().as_str() {
        "csv" => atomic::write(path, |out| csv(frame, b',', style, out)),
        "tsv" => atomic::write(path, |out| csv(frame, b'\t', CsvStyle::Plain, out)),
        "parquet" => atomic::write(path, |out| {
            let mut copy = frame.clone();
            ParquetWriter::new(out)
                .finish(&mut copy)
                .map(|_| ())
                .map_err(io::Error::other)
        }),
        _ => {
            return Err(TableError::UnknownFormat {
                path: path.to_owned(),
            });
        }
    };
    written.map_err(|source| TableError::Io {
        path: path.to_owned(),
        source,
    })
}

fn csv(frame: &DataFrame, delimiter: u8, style: CsvStyle, mut out: impl Write) -> io::Result<()> {
    let mut copy = frame.clone();
    let excel = style == CsvStyle::Excel;
    let writer = CsvWriter::new(&mut out)
        .include_bom(excel)
        .with_separator(if excel { b';' } else { delimiter })
        .with_decimal_comma(excel)
        .with_line_terminator(if excel { "\r\n".into() } else { "\n".into() });
    { writer }.finish(&mut copy).map_err(|e| match e {
        PolarsError::IO { error, .. } => io::Error::new(error.kind(), error.to_string()),
        other => io::Error::other(other),
    })?;
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excel_file_has_a_mark_semicolons_and_decimal_commas() {
        let frame = df!("code" => ["01053", "6;2"], "part" => [0.5, 1.25]).unwrap();
        let mut bytes = Vec::new();
        csv(&frame, b',', CsvStyle::Excel, &mut bytes).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(text, "\u{feff}code;part\r\n01053;0,5\r\n\"6;2\";1,25\r\n");
        let mut bytes = Vec::new();
        csv(&frame, b',', CsvStyle::Plain, &mut bytes).unwrap();
        assert_eq!(bytes, b"code,part\n01053,0.5\n6;2,1.25\n");
    }
}
