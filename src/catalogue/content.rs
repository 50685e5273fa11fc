//! Whether bytes are what a file of a format is made of: servers answer 200 with pages for
//! people, and lengths lie.

use super::source::FileFormat;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

/// What the first bytes of an answer are, where they are not those of the format.
pub(super) fn stranger(format: FileFormat, head: &[u8]) -> Option<&'static str> {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let text = head.trim_ascii_start();
    let starts = |magic: &[u8]| head.starts_with(magic);
    let fits = match format {
        FileFormat::Zip | FileFormat::Xlsx => starts(b"PK"),
        FileFormat::CsvGz => starts(b"\x1f\x8b"),
        FileFormat::Xls => starts(b"\xd0\xcf\x11\xe0"),
        FileFormat::Json => text.starts_with(b"[") || text.starts_with(b"{"),
        FileFormat::Geojson => text.starts_with(b"{"),
        FileFormat::Csv => {
            !text.starts_with(b"<") && !starts(b"PK") && !starts(b"\x1f\x8b") && !head.contains(&0)
        }
    };
    if fits {
        return None;
    }
    let markup = text.iter().take(200).map(u8::to_ascii_lowercase);
    let markup: Vec<u8> = markup.collect();
    let holds = |word: &[u8]| markup.windows(word.len()).any(|w| w == word);
    Some(if head.is_empty() {
        "nothing"
    } else if holds(b"<!doctype html") || holds(b"<html") {
        "an HTML page"
    } else if text.starts_with(b"<") {
        "an XML document"
    } else if starts(b"PK") {
        "a zip archive"
    } else if starts(b"\x1f\x8b") {
        "a gzip file"
    } else if text.starts_with(b"{") || text.starts_with(b"[") {
        "a JSON document"
    } else {
        "something else"
    })
}

/// Whether a file goes on to its end: an archive has its directory, gzip its check sum, JSON its
/// last bracket. Says what is missing. A CSV shows no end, so only its length can tell.
pub(super) fn missing_end(format: FileFormat, path: &Path) -> io::Result<Option<String>> {
    let file = File::open(path)?;
    Ok(match format {
        FileFormat::Zip | FileFormat::Xlsx => zip::ZipArchive::new(BufReader::new(file))
            .err()
            .map(|e| format!("the archive has no directory at its end ({e})")),
        FileFormat::CsvGz => {
            let mut plain = flate2::read::MultiGzDecoder::new(BufReader::new(file));
            match io::copy(&mut plain, &mut io::sink()) {
                Ok(_) => None,
                Err(e) => Some(format!("the gzip data are broken ({e})")),
            }
        }
        FileFormat::Json | FileFormat::Geojson => {
            let last = last_bytes(file)?;
            match last.trim_ascii_end().last() {
                Some(b'}' | b']') => None,
                _ => Some("the JSON stops before its last bracket".into()),
            }
        }
        FileFormat::Csv | FileFormat::Xls => None,
    })
}

fn last_bytes(mut file: File) -> io::Result<Vec<u8>> {
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(64)))?;
    let mut last = Vec::new();
    file.read_to_end(&mut last)?;
    Ok(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_for_people_is_never_taken_for_a_file() {
        let page = b"\n<!DOCTYPE html><html lang=fr><title>Maintenance</title>";
        for format in [
            FileFormat::Zip,
            FileFormat::Csv,
            FileFormat::CsvGz,
            FileFormat::Xlsx,
            FileFormat::Xls,
            FileFormat::Json,
            FileFormat::Geojson,
        ] {
            assert_eq!(stranger(format, page), Some("an HTML page"), "{format:?}");
            assert_eq!(
                stranger(format, b"<?xml version='1.0'?>"),
                Some("an XML document")
            );
        }
        assert_eq!(
            stranger(FileFormat::Csv, b"PK\x03\x04"),
            Some("a zip archive")
        );
        assert_eq!(stranger(FileFormat::Csv, b"\xef\xbb\xbfcode;pop"), None);
        assert_eq!(stranger(FileFormat::Json, b"\n[{"), None);
    }

    #[test]
    fn a_file_without_its_end_is_known_by_it() {
        use std::io::Write;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x");
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(&[7; 5000]).unwrap();
        let gzip = gzip.finish().unwrap();
        let mut zip = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
        zip.start_file("a.txt", zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(b"text").unwrap();
        let zip = zip.finish().unwrap().into_inner();
        let json = b"{\"features\":[{}]}\n".to_vec();
        for (format, whole) in [
            (FileFormat::CsvGz, gzip),
            (FileFormat::Zip, zip),
            (FileFormat::Geojson, json),
        ] {
            std::fs::write(&path, &whole).unwrap();
            assert_eq!(missing_end(format, &path).unwrap(), None, "{format:?}");
            std::fs::write(&path, &whole[..whole.len() - 4]).unwrap();
            assert!(missing_end(format, &path).unwrap().is_some(), "{format:?}");
        }
    }
}
