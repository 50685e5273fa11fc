//! What a CSV looks like: its delimiter and its encoding, from its first bytes.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use std::borrow::Cow;
use std::fmt;

/// Encoding of a table as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextEncoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// Windows-1252, the usual one of French spreadsheets (a superset of Latin-1 in print).
    Windows1252,
}

impl TextEncoding {
    /// The decoder.
    pub fn decoder(self) -> &'static Encoding {
        match self {
            Self::Utf8 => UTF_8,
            Self::Windows1252 => WINDOWS_1252,
        }
    }

    /// Bytes as text; what cannot be decoded becomes U+FFFD.
    pub fn decode(self, bytes: &[u8]) -> Cow<'_, str> {
        self.decoder().decode(bytes).0
    }
}

/// Delimiter, encoding and the length of a byte order mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialect {
    /// `,`, `;`, a tab or `|`.
    pub delimiter: u8,
    /// Encoding of the text.
    pub encoding: TextEncoding,
    /// Bytes to skip before the header: 3 for a UTF-8 byte order mark, else 0.
    pub bom_len: usize,
}

impl Dialect {
    /// Guesses from the first bytes of a file (64 KiB are plenty).
    ///
    /// The delimiter is the candidate that occurs most in the header line outside quotes, ties
    /// going to `;` (a French file with decimal commas). Bytes that are not UTF-8 make the file
    /// Windows-1252; a character cut at the end of the sample does not count.
    pub fn detect(sample: &[u8]) -> Self {
        let bom_len = if sample.starts_with(b"\xef\xbb\xbf") {
            3
        } else {
            0
        };
        let body = &sample[bom_len..];
        let encoding = match std::str::from_utf8(body) {
            Ok(_) => TextEncoding::Utf8,
            Err(e) if e.error_len().is_none() => TextEncoding::Utf8,
            Err(_) => TextEncoding::Windows1252,
        };
        Self {
            delimiter: delimiter_of(body),
            encoding,
            bom_len,
        }
    }
}

fn delimiter_of(body: &[u8]) -> u8 {
    let mut counts = [(b';', 0usize), (b',', 0), (b'\t', 0), (b'|', 0)];
    let mut quoted = false;
    for &byte in body {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            _ if !quoted => {
                if let Some(count) = counts.iter_mut().find(|(d, _)| *d == byte) {
                    count.1 += 1;
                }
            }
            _ => {}
        }
    }
    let most = counts.iter().map(|(_, n)| *n).max().unwrap_or(0);
    if most == 0 {
        return b',';
    }
    counts
        .iter()
        .find(|(_, n)| *n == most)
        .map_or(b',', |(d, _)| *d)
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let delimiter = match self.delimiter {
            b'\t' => "tab".to_owned(),
            other => format!("{:?}", char::from(other)),
        };
        let bom = if self.bom_len > 0 {
            ", byte order mark"
        } else {
            ""
        };
        write!(
            f,
            "delimiter {delimiter}, {}{bom}",
            self.encoding.decoder().name()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delimiters_are_counted_outside_quotes() {
        for (text, delimiter) in [
            ("a,b,c\n1;2;3;4", b','),
            ("a;\"b,c,d\";e\n", b';'),
            ("a\tb\n", b'\t'),
            ("a|b|c", b'|'),
            ("one column\n1", b','),
            ("a;b,c\n", b';'),
        ] {
            assert_eq!(
                Dialect::detect(text.as_bytes()).delimiter,
                delimiter,
                "{text}"
            );
        }
    }

    #[test]
    fn encodings_are_told_apart_and_a_cut_character_is_no_proof() {
        let utf8 = "nom\nÉleu".as_bytes();
        assert_eq!(Dialect::detect(utf8).encoding, TextEncoding::Utf8);
        assert_eq!(Dialect::detect(&utf8[..5]).encoding, TextEncoding::Utf8);
        assert_eq!(
            Dialect::detect(b"nom\n\xc9leu").encoding,
            TextEncoding::Windows1252
        );
        assert_eq!(TextEncoding::Windows1252.decode(b"\xc9leu"), "Éleu");
        let bom = Dialect::detect(b"\xef\xbb\xbfa;b");
        assert_eq!((bom.bom_len, bom.delimiter), (3, b';'));
        assert_eq!(bom.to_string(), "delimiter ';', UTF-8, byte order mark");
    }
}
