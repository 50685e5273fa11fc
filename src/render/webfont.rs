//! The letters that a drawing uses, as fonts inside its SVG: a browser then shows what was measured,
//! whatever fonts the machine has.
//!
//! Browsers read `@font-face`; Word, LibreOffice and Inkscape do not, and take the machine's Roboto or
//! the next family named. There the PNG and the PDF show the same as here.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use resvg::usvg::roxmltree::Document;
use subsetter::GlyphRemapper;
use ttf_parser::Tag;
use write_fonts::FontBuilder;
use write_fonts::tables::cmap::Cmap;
use write_fonts::types::{GlyphId, Tag as FontTag};

use super::font::Font;

/// A font with no other letters than those in use.
pub(crate) struct Face {
    pub family: &'static str,
    /// 400 or 700.
    pub weight: u16,
    /// The font as TrueType.
    pub file: Vec<u8>,
}

/// The drawing with the letters that it uses embedded as fonts. A drawing that cannot be read is
/// returned as it is.
pub(super) fn with_fonts(svg: &str) -> String {
    let Some(faces) = faces([svg]).filter(|faces| !faces.is_empty()) else {
        return svg.to_owned();
    };
    // After the description: the title must be the first child for screen readers.
    let Some(end) = svg.find("</desc>\n").map(|at| at + "</desc>\n".len()) else {
        return svg.to_owned();
    };
    let (head, rest) = svg.split_at(end);
    let mut out = format!("{head}<style>\n");
    for Face {
        family,
        weight,
        file,
    } in faces
    {
        let data = STANDARD.encode(file);
        // Writing to a String does not fail.
        let _ = writeln!(
            out,
            "@font-face{{font-family:'{family}';font-weight:{weight};src:url(data:font/ttf;base64,{data})}}"
        );
    }
    out + "</style>\n" + rest
}

/// The faces that drawings use together; `None` where one of them cannot be read.
pub(crate) fn faces<'a>(svgs: impl IntoIterator<Item = &'a str>) -> Option<Vec<Face>> {
    let mut used: [BTreeSet<char>; 4] = Default::default();
    for svg in svgs {
        let document = Document::parse(svg).ok()?;
        for text in document.descendants().filter(|n| n.has_tag_name("text")) {
            let condensed = text
                .attribute("font-family")
                .is_some_and(|f| f.contains("Condensed"));
            let bold = text.attribute("font-weight") == Some("700");
            let font = match (condensed, bold) {
                (false, false) => Font::Regular,
                (false, true) => Font::Bold,
                (true, false) => Font::Condensed,
                (true, true) => Font::CondensedBold,
            };
            used[font as usize].extend(text.text().unwrap_or_default().chars());
        }
    }
    Font::ALL
        .into_iter()
        .filter(|font| !used[*font as usize].is_empty())
        .map(|font| {
            Some(Face {
                family: font.name(),
                weight: if font.is_bold() { 700 } else { 400 },
                file: subset(font.file(), &used[font as usize])?,
            })
        })
        .collect()
}

/// A TrueType font with the glyphs of `letters` only. The subsetter is made for PDF and leaves out
/// the tables that map characters to glyphs and that browsers ask for; they are added again.
fn subset(file: &'static [u8], letters: &BTreeSet<char>) -> Option<Vec<u8>> {
    let face = ttf_parser::Face::parse(file, 0).ok()?;
    let mut glyphs = GlyphRemapper::new();
    let mapping: Vec<(char, GlyphId)> = letters
        .iter()
        .filter_map(|c| {
            let glyph = face.glyph_index(*c)?;
            Some((*c, GlyphId::new(u32::from(glyphs.remap(glyph.0)))))
        })
        .collect();
    let small = subsetter::subset(file, 0, &glyphs).ok()?;
    let mut builder = FontBuilder::new();
    let kept = ttf_parser::RawFace::parse(&small, 0).ok()?;
    for record in kept.table_records {
        let table = kept.table(record.tag)?.to_vec();
        builder.add_raw(FontTag::new(&record.tag.to_bytes()), table);
    }
    builder
        .add_table(&Cmap::from_mappings(mapping).ok()?)
        .ok()?;
    let raw = face.raw_face();
    for tag in [b"OS/2", b"name"] {
        if let Some(table) = raw.table(Tag::from_bytes(tag)) {
            builder.add_raw(FontTag::new(tag), table.to_vec());
        }
    }
    // Version 3 of `post`: no names of glyphs.
    if let Some(post) = raw
        .table(Tag::from_bytes(b"post"))
        .and_then(|t| t.get(4..32))
    {
        let table = [&[0, 3, 0, 0], post].concat();
        builder.add_raw(FontTag::new(b"post"), table);
    }
    Some(builder.build())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_font_holds_the_letters_in_use_and_is_small() {
        let letters: BTreeSet<char> = "Éleu-dit-Leauwette 12 480 œ".chars().collect();
        let font = subset(Font::Bold.file(), &letters).expect("a subset");
        assert!(font.len() < 12_000, "{} bytes", font.len());
        let face = ttf_parser::Face::parse(&font, 0).expect("a font");
        let whole = ttf_parser::Face::parse(Font::Bold.file(), 0).unwrap();
        for c in &letters {
            let advance = |f: &ttf_parser::Face<'_>| f.glyph_hor_advance(f.glyph_index(*c)?);
            assert!(advance(&face).is_some(), "{c:?} is missing");
            assert_eq!(advance(&face), advance(&whole), "{c:?}");
        }
        assert!(face.glyph_index('Z').is_none());
    }

    #[test]
    fn a_drawing_without_text_or_that_is_no_xml_stays_as_it_is() {
        for svg in [
            "<svg xmlns=\"http://www.w3.org/2000/svg\"><desc>x</desc>\n</svg>",
            "<svg",
            "",
        ] {
            assert_eq!(with_fonts(svg), svg);
        }
    }
}
