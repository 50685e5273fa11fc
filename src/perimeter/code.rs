//! The code of a quartier, and what can be read from it.

use serde::{Serialize, Serializer};
use std::fmt;
use thiserror::Error;

/// One of the two sets of perimeters in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Generation {
    /// Decrees 2014-1750 and 2014-1751, rectified by 2015-1138: in force 2015 to 2023.
    #[serde(rename = "2015")]
    Qp2015,
    /// Decree 2023-1314: in force since 1 January 2024, overseas since 1 January 2025.
    #[serde(rename = "2024")]
    Qp2024,
}

impl Generation {
    /// Both, oldest first.
    pub const ALL: [Self; 2] = [Self::Qp2015, Self::Qp2024];

    /// Year used in column names: `2015` or `2024`.
    pub fn year(self) -> u16 {
        match self {
            Self::Qp2015 => 2015,
            Self::Qp2024 => 2024,
        }
    }
}

impl fmt::Display for Generation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "QP{}", self.year())
    }
}

/// A text that is not the code of a quartier.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{0:?} is not the code of a quartier (QP062001 in 2015, QN06201M in 2024)")]
pub struct NotACode(pub String);

/// Code of a quartier, such as `QP062052` (2015) or `QN06252M` (2024).
///
/// Order numbers shift between the generations, so equal digits say nothing: perimeters are
/// linked by the ground they cover and never by their codes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QuartierCode([u8; 8]);

impl QuartierCode {
    /// Reads a code as people write it: blanks (no-break ones too) around it and lower case are
    /// accepted, any other length or character is not.
    ///
    /// # Errors
    /// [`NotACode`] with the text, shortened.
    pub fn parse(text: &str) -> Result<Self, NotACode> {
        let refused = || NotACode(text.chars().take(40).collect());
        // `char::is_whitespace` includes the no-break spaces U+00A0 and U+202F.
        let trimmed = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        let mut code: [u8; 8] = trimmed.as_bytes().try_into().map_err(|_| refused())?;
        code.make_ascii_uppercase();
        let digits = |range: std::ops::Range<usize>| code[range].iter().all(u8::is_ascii_digit);
        let territory = match &code[2..5] {
            [b'0', b'2', b'A' | b'B'] => true,
            [b'0', ..] => digits(2..5) && &code[2..5] != b"000",
            [b'9', b'7', b'1'..=b'8'] => true,
            other => other == b"987",
        };
        let body = match &code[..2] {
            b"QP" => digits(5..8),
            b"QN" => digits(5..7) && code[7].is_ascii_uppercase(),
            _ => false,
        };
        if territory && body {
            Ok(Self(code))
        } else {
            Err(refused())
        }
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        // invariant: `parse` lets ASCII through only
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The set of perimeters that the code belongs to.
    pub fn generation(&self) -> Generation {
        if self.0[1] == b'P' {
            Generation::Qp2015
        } else {
            Generation::Qp2024
        }
    }

    /// Département in the code, as Insee writes it: `62`, `2A`, `974`.
    ///
    /// It is where the quartier is registered; part of its ground can lie in another one.
    pub fn departement(&self) -> &str {
        let text = &self.as_str()[2..5];
        text.strip_prefix('0').unwrap_or(text)
    }

    /// What the last letter of a 2024 code states about its relation to 2015.
    pub fn official_status(&self) -> Option<OfficialStatus> {
        (self.generation() == Generation::Qp2024).then(|| match self.0[7] {
            b'N' => OfficialStatus::New,
            b'M' => OfficialStatus::Modified,
            b'I' => OfficialStatus::Identical,
            b'C' => OfficialStatus::WholeCommune,
            other => OfficialStatus::Other(other as char),
        })
    }
}

impl fmt::Display for QuartierCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for QuartierCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for QuartierCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// What the administration states about a quartier of 2024: a statement, not a measurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OfficialStatus {
    /// `N`: a new quartier.
    New,
    /// `M`: existed with another contour (mergers and splits included).
    Modified,
    /// `I`: identical to a quartier of 2015.
    Identical,
    /// `C`: a whole commune (Mayotte).
    WholeCommune,
    /// A letter that no publication explains yet.
    Other(char),
}

impl OfficialStatus {
    /// The letter of the code.
    pub fn letter(self) -> char {
        match self {
            Self::New => 'N',
            Self::Modified => 'M',
            Self::Identical => 'I',
            Self::WholeCommune => 'C',
            Self::Other(letter) => letter,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_both_generations_are_read_as_people_write_them() {
        for (text, code, generation, dept) in [
            ("QP062052", "QP062052", Generation::Qp2015, "62"),
            (" qn06252m ", "QN06252M", Generation::Qp2024, "62"),
            (
                "\u{a0}QP02A001\u{202f}",
                "QP02A001",
                Generation::Qp2015,
                "2A",
            ),
            ("QN97651C", "QN97651C", Generation::Qp2024, "976"),
            ("QP987001", "QP987001", Generation::Qp2015, "987"),
        ] {
            let parsed = QuartierCode::parse(text).unwrap();
            assert_eq!(parsed.as_str(), code);
            assert_eq!(parsed.generation(), generation);
            assert_eq!(parsed.departement(), dept);
        }
    }

    #[test]
    fn anything_else_is_refused_with_its_text() {
        for text in [
            "",
            "62052",
            "QP06205",
            "QP0620521",
            "QN062052",
            "QP06205M",
            "QN0625M2",
            "QP000001",
            "QP979001",
            "QP988001",
            "QZ062052",
            "QP02C001",
            "QÉ06205M",
            "QN06252é",
        ] {
            assert_eq!(
                QuartierCode::parse(text),
                Err(NotACode(text.to_owned())),
                "{text}"
            );
        }
    }

    #[test]
    fn unknown_letters_are_kept() {
        let status = QuartierCode::parse("QN97651Z").unwrap().official_status();
        assert_eq!(status, Some(OfficialStatus::Other('Z')));
        assert_eq!(
            QuartierCode::parse("QP062001").unwrap().official_status(),
            None
        );
    }
}
