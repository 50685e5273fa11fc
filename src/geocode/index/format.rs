//! The index file: a header, a table of sections, then arrays of fixed records.
//!
//! Records are read in place from the mapped file, so their layout is the file's layout: plain
//! little-endian integers, no padding. Text lives in one blob and records point into it.
//! Any change of a record or of the normalisation of names asks for a new [`VERSION`].

use bytemuck::{Pod, Zeroable};

/// First bytes of every index.
pub const MAGIC: [u8; 8] = *b"QPV-BAN\n";
/// Version of the layout and of the normalisation that the names went through.
pub const VERSION: u32 = 2;
/// Reads as another number where the byte order differs.
pub const ORDER: u32 = 0x0403_0201;
/// Number of sections.
pub const SECTIONS: usize = Section::Order as usize + 1;

/// What a section holds, in the order of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub enum Section {
    /// All text, UTF-8.
    Text,
    /// [`Commune`], by code.
    Communes,
    /// [`Area`], by commune.
    Areas,
    /// [`Street`], by area.
    Streets,
    /// [`Spelling`], by street.
    Spellings,
    /// Letter masks of the spellings' cores, `u64`.
    CoreMasks,
    /// Letter masks of the spellings' full texts, `u64`.
    FullMasks,
    /// [`Number`], by street, then number and repetition.
    Numbers,
    /// [`Span`] of the repetition texts ("bis", "b", "s1"); the first is empty.
    Repetitions,
    /// Postcodes that numbers and streets refer to, `u32`.
    Postcodes,
    /// Indices into the postcodes, `u16`, ranged over by streets.
    StreetPostcodes,
    /// [`Key`] by compact city name.
    CityKeys,
    /// Letter masks of the city names, `u64`.
    CityMasks,
    /// [`Key`] by postcode.
    PostcodeKeys,
    /// [`Key`] by INSEE code, former communes and whole cities with arrondissements included.
    CodeKeys,
    /// Areas that the keys range over, `u32`.
    KeyAreas,
    /// [`Exception`]: ids that do not follow from street, number and repetition.
    Exceptions,
    /// All numbers in the order of a space-filling curve, `u32`, to find the nearest.
    Order,
}

/// Where a section lies.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub struct Extent {
    /// Bytes from the start of the file, a multiple of 8.
    pub offset: u64,
    /// Its length in bytes.
    pub bytes: u64,
}

/// Start of the file.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub struct Header {
    /// [`MAGIC`].
    pub magic: [u8; 8],
    /// [`VERSION`].
    pub version: u32,
    /// [`ORDER`].
    pub order: u32,
    /// Length of the whole file: a shorter one was cut.
    pub length: u64,
    /// CRC-32 of all that follows the header.
    pub body_crc: u32,
    /// CRC-32 of the header with this field as zero.
    pub header_crc: u32,
    /// The sections.
    pub sections: [Extent; SECTIONS],
}

/// A piece of the text blob.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// Length in bytes.
    pub bytes: u32,
}

/// A range of another section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Range {
    /// First element.
    pub start: u32,
    /// One past the last.
    pub end: u32,
}

impl Range {
    /// As indices.
    pub fn indices(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Number of elements.
    pub fn len(self) -> usize {
        self.end.saturating_sub(self.start) as usize
    }
}

/// A commune, or an arrondissement of Paris, Lyon or Marseille.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub struct Commune {
    /// INSEE code.
    pub code: Span,
    /// Its name ("Paris 1er Arrondissement").
    pub name: Span,
    /// Name of the city ("Paris"), the same as the name elsewhere.
    pub city: Span,
    /// Its areas.
    pub areas: Range,
    /// Mean of its addresses, in 1e-7 degrees.
    pub lon: i32,
    /// Mean of its addresses, in 1e-7 degrees.
    pub lat: i32,
    /// Its most frequent postcode.
    pub postcode: u32,
    /// Always zero.
    pub reserved: u32,
}

/// The part of a commune that was one former commune (or none): what a search is limited to.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub struct Area {
    /// Its commune.
    pub commune: u32,
    /// Always zero.
    pub reserved: u32,
    /// INSEE code of the former commune, or nothing.
    pub old_code: Span,
    /// Name of the former commune, or nothing.
    pub old_name: Span,
    /// Its streets.
    pub streets: Range,
    /// Their spellings.
    pub spellings: Range,
}

/// A street or a locality.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub struct Street {
    /// Its area.
    pub area: u32,
    /// 0 a street, 1 a locality.
    pub locality: u32,
    /// Name as in the BAN.
    pub name: Span,
    /// Id as in the BAN.
    pub id: Span,
    /// Its postcodes, most frequent first.
    pub postcodes: Range,
    /// Its numbers.
    pub numbers: Range,
    /// A point on it, in 1e-7 degrees.
    pub lon: i32,
    /// A point on it, in 1e-7 degrees.
    pub lat: i32,
}

/// One way to write a street's name, normalised.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub struct Spelling {
    /// Its street.
    pub street: u32,
    /// Its street type, 0 for none.
    pub kind: u32,
    /// Words, with blanks.
    pub words: Span,
    /// Without type, articles and blanks.
    pub core: Span,
    /// All words without blanks.
    pub full: Span,
}

/// A house number.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub struct Number {
    /// The number in the low 24 bits, the kind of position above.
    pub number_and_position: u32,
    /// Index of the repetition.
    pub repetition: u16,
    /// Index of the postcode.
    pub postcode: u16,
    /// Longitude in 1e-7 degrees.
    pub lon: i32,
    /// Latitude in 1e-7 degrees.
    pub lat: i32,
}

impl Number {
    /// The number without its repetition.
    pub fn number(self) -> u32 {
        self.number_and_position & 0x00ff_ffff
    }
}

/// Something that names areas.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub struct Key {
    /// The name or code.
    pub text: Span,
    /// Range of the areas' section.
    pub areas: Range,
}

/// The id of a number that does not follow the usual pattern.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub struct Exception {
    /// Index of the number.
    pub number: u32,
    /// Always zero.
    pub reserved: u32,
    /// Its id.
    pub id: Span,
}

/// Kinds of position of the BAL, by code; unknown ones are the empty first.
pub const POSITIONS: [&str; 10] = [
    "",
    "entrée",
    "délivrance postale",
    "bâtiment",
    "cage d’escalier",
    "logement",
    "parcelle",
    "segment",
    "service technique",
    "interpolation",
];

/// Degrees to the integers of the file.
pub fn to_e7(degrees: f64) -> i32 {
    // Saturates on nonsense, which the reader of the BAN has refused before.
    (degrees * 1e7).round() as i32
}

/// The integers of the file to degrees.
pub fn from_e7(value: i32) -> f64 {
    f64::from(value) / 1e7
}

/// What the id of a house number is when it follows the pattern of the BAN.
pub fn usual_id(street_id: &str, number: u32, repetition: &str) -> String {
    if repetition.is_empty() {
        format!("{street_id}_{number:05}")
    } else {
        format!("{street_id}_{number:05}_{repetition}")
    }
}

/// Which letters and digits a compact text has: one bit per letter, a second one for a letter
/// that comes twice, one per digit (with two digits sharing none).
///
/// One edit changes at most two of these bits (a replaced letter), a swap changes none, so two
/// texts within `k` edits differ in at most `2 k` bits: a test of a nanosecond that spares
/// nearly every comparison.
pub fn letter_mask(compact: &str) -> u64 {
    let mut mask = 0u64;
    for byte in compact.bytes() {
        let bit = match byte {
            b'a'..=b'z' => {
                let once = 1 << (byte - b'a');
                if mask & once == 0 { once } else { once << 26 }
            }
            b'0'..=b'9' => 1 << (52 + byte - b'0'),
            _ => 0,
        };
        mask |= bit;
    }
    mask
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_of_texts_within_one_edit_differ_in_two_bits_at_most() {
        for (a, b) in [
            ("lemonnier", "lemonier"),
            ("lemonnier", "lemonnire"),
            ("opera", "opara"),
            ("rue12", "rue1"),
        ] {
            assert!(
                (letter_mask(a) ^ letter_mask(b)).count_ones() <= 2,
                "{a} {b}"
            );
        }
    }

    #[test]
    fn ids_follow_the_pattern_of_the_ban() {
        assert_eq!(usual_id("75101_cfq3tf", 22, "s"), "75101_cfq3tf_00022_s");
        assert_eq!(usual_id("75101_cfq3tf", 1, ""), "75101_cfq3tf_00001");
    }
}
