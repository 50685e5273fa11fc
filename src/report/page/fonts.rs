//! Fonts of the figures in the page, so that labels keep the widths they were placed with.

use crate::render::{Figure, faces};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use std::fmt::Write as _;
use std::io::Write;

/// `@font-face` rules with the letters that the figures use.
pub(super) fn font_faces(figures: &[&Figure]) -> String {
    let drawings = figures.iter().map(|figure| figure.svg.as_str());
    let mut rules = String::new();
    for face in faces(drawings).unwrap_or_default() {
        let Some(packed) = woff(&face.file) else {
            continue;
        };
        // Writing to a String does not fail.
        let _ = writeln!(
            rules,
            "@font-face{{font-family:\"{}\";font-weight:{};src:url(data:font/woff;base64,{})}}",
            face.family,
            face.weight,
            STANDARD.encode(packed)
        );
    }
    rules
}

/// A TrueType font as WOFF 1.0 (W3C recommendation of 2012): the same tables, each deflated, half
/// the size. `None` for what is no such font.
fn woff(font: &[u8]) -> Option<Vec<u8>> {
    let short = |at: usize| Some(u16::from_be_bytes(font.get(at..at + 2)?.try_into().ok()?));
    let long = |at: usize| Some(u32::from_be_bytes(font.get(at..at + 4)?.try_into().ok()?));
    let count = usize::from(short(4)?);
    let padded = |length: usize| length.div_ceil(4) * 4;
    let mut directory = Vec::new();
    let mut body = Vec::new();
    let first = 44 + 20 * count;
    let mut whole = 12 + 16 * count;
    for entry in (0..count).map(|i| 12 + 16 * i) {
        let (start, length) = (long(entry + 8)? as usize, long(entry + 12)? as usize);
        let table = font.get(start..start + length)?;
        let mut packed = ZlibEncoder::new(Vec::new(), Compression::best());
        packed.write_all(table).ok()?;
        let packed = packed.finish().ok()?;
        let data = if packed.len() < length {
            packed.as_slice()
        } else {
            table
        };
        directory.extend_from_slice(font.get(entry..entry + 4)?);
        for number in [first + body.len(), data.len(), length] {
            directory.extend_from_slice(&u32::try_from(number).ok()?.to_be_bytes());
        }
        directory.extend_from_slice(font.get(entry + 4..entry + 8)?);
        body.extend_from_slice(data);
        body.resize(padded(body.len()), 0);
        whole += padded(length);
    }
    let mut out = Vec::with_capacity(first + body.len());
    out.extend_from_slice(b"wOFF");
    out.extend_from_slice(font.get(..4)?);
    out.extend_from_slice(&u32::try_from(first + body.len()).ok()?.to_be_bytes());
    out.extend_from_slice(&short(4)?.to_be_bytes());
    out.extend_from_slice(&[0; 2]);
    out.extend_from_slice(&u32::try_from(whole).ok()?.to_be_bytes());
    // Version of the font, metadata and private data: none.
    out.extend_from_slice(&[0; 24]);
    out.extend(directory);
    out.extend(body);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::page::studies::figure;

    #[test]
    fn a_font_is_packed_to_less_and_what_is_no_font_is_refused() {
        let font = include_bytes!("../../../data/fonts/Roboto-Regular.ttf");
        let packed = woff(font).unwrap();
        assert!(packed.len() < font.len() * 7 / 10, "{}", packed.len());
        assert_eq!(packed.len() % 4, 0);
        let told = u32::from_be_bytes(packed[8..12].try_into().unwrap());
        assert_eq!(told as usize, packed.len());
        assert_eq!(woff(b"not a font"), None);
    }

    #[test]
    fn only_letters_in_use_are_carried() {
        assert_eq!(font_faces(&[&figure("<svg/>")]), "");
        let few = font_faces(&[&figure("<svg><text>Berck</text></svg>")]);
        assert_eq!(few.matches("@font-face").count(), 1);
        let more = font_faces(&[
            &figure("<svg><text>Berck</text></svg>"),
            &figure("<svg><text font-weight=\"700\">Éleu</text></svg>"),
        ]);
        assert_eq!(more.matches("@font-face").count(), 2);
        assert!(more.len() < 12_000, "{}", more.len());
    }
}
