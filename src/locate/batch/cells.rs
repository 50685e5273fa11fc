//! Answers as cells of a CSV.

use crate::locate::{Answer, Locator, Response};

/// Which columns are added for each generation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Added {
    /// `code_qp_G`: codes of the quartiers, smallest first, joined by `;`.
    pub code: bool,
    /// `nom_qp_G`: their names, joined in the same way.
    pub name: bool,
    /// `reponse_G`.
    pub response: bool,
    /// `distance_G_m`.
    pub distance: bool,
    /// `bande_G`.
    pub band: bool,
    /// `motif_G`.
    pub reason: bool,
}

impl Added {
    /// All of them.
    pub const ALL: Self = Self {
        code: true,
        name: true,
        response: true,
        distance: true,
        band: true,
        reason: true,
    };

    /// None of them.
    pub const NONE: Self = Self {
        code: false,
        name: false,
        response: false,
        distance: false,
        band: false,
        reason: false,
    };

    /// Whether distances have to be computed.
    pub fn measures(&self) -> bool {
        self.distance || self.band
    }

    /// Names of the columns of a generation, in their order.
    pub fn names(&self, year: u16) -> Vec<String> {
        [
            (self.code, format!("code_qp_{year}")),
            (self.name, format!("nom_qp_{year}")),
            (self.response, format!("reponse_{year}")),
            (self.distance, format!("distance_{year}_m")),
            (self.band, format!("bande_{year}")),
            (self.reason, format!("motif_{year}")),
        ]
        .into_iter()
        .filter_map(|(wanted, name)| wanted.then_some(name))
        .collect()
    }
}

/// What joins the codes of several quartiers.
pub(super) const JOIN: &str = ";";

/// Writes answers with everything that can be prepared already prepared.
pub(super) struct Cells {
    delimiter: u8,
    decimal: u8,
    added: Added,
    codes: Vec<String>,
    names: Vec<String>,
    /// Code and name cells of each quartier, with the delimiter before each.
    labels: Vec<Box<[u8]>>,
    /// The same for no quartier.
    no_label: Box<[u8]>,
    /// All cells of a plain no: outside, nothing near.
    far: Box<[u8]>,
}

impl Cells {
    pub(super) fn new(locator: &Locator, added: Added, delimiter: u8, decimal_comma: bool) -> Self {
        let quartiers = locator.quartiers();
        let mut cells = Self {
            delimiter,
            decimal: if decimal_comma { b',' } else { b'.' },
            added,
            codes: quartiers.iter().map(|q| q.code.to_string()).collect(),
            names: quartiers.iter().map(|q| q.name.clone()).collect(),
            labels: Vec::new(),
            no_label: Box::default(),
            far: Box::default(),
        };
        cells.no_label = cells.label(&[]);
        cells.labels = (0..quartiers.len() as u32)
            .map(|i| cells.label(&[i]))
            .collect();
        let mut far = Vec::new();
        let outside = Answer {
            response: Response::Outside,
            ..Answer::default()
        };
        cells.write_any(&outside, &mut far);
        cells.far = far.into();
        cells
    }

    fn label(&self, quartiers: &[u32]) -> Box<[u8]> {
        let joined = |texts: &[String]| {
            let texts: Vec<&str> = quartiers
                .iter()
                .map(|i| texts[*i as usize].as_str())
                .collect();
            texts.join(JOIN)
        };
        let mut out = Vec::new();
        for (wanted, texts) in [
            (self.added.code, &self.codes),
            (self.added.name, &self.names),
        ] {
            if wanted {
                out.push(self.delimiter);
                push_quoted(joined(texts).as_bytes(), self.delimiter, &mut out);
            }
        }
        out.into()
    }

    /// Appends the cells of an answer, a delimiter before each.
    #[inline]
    pub(super) fn write(&self, answer: &Answer, out: &mut Vec<u8>) {
        if answer.response == Response::Outside
            && answer.distance_m.is_none()
            && answer.band.is_none()
            && answer.reason.is_none()
        {
            out.extend_from_slice(&self.far);
        } else {
            self.write_any(answer, out);
        }
    }

    fn write_any(&self, answer: &Answer, out: &mut Vec<u8>) {
        match answer.quartiers.as_slice() {
            [] => out.extend_from_slice(&self.no_label),
            [one] => out.extend_from_slice(&self.labels[*one as usize]),
            several => out.extend_from_slice(&self.label(several)),
        }
        let mut cell = |wanted: bool, text: &str| {
            if wanted {
                out.push(self.delimiter);
                out.extend_from_slice(text.as_bytes());
            }
        };
        cell(self.added.response, answer.response.as_str());
        if self.added.distance {
            out.push(self.delimiter);
            if let Some(distance) = answer.distance_m {
                push_tenths(distance, self.decimal, self.delimiter, out);
            }
        }
        let mut cell = |wanted: bool, text: &str| {
            if wanted {
                out.push(self.delimiter);
                out.extend_from_slice(text.as_bytes());
            }
        };
        cell(self.added.band, answer.band.map_or("", |b| b.as_str()));
        cell(self.added.reason, answer.reason.map_or("", |r| r.as_str()));
    }
}

/// Metres to 0.1, half away from zero; `-0.0` for a point inside at less than 5 cm, so that the
/// sign still tells the side.
fn push_tenths(metres: f64, decimal: u8, delimiter: u8, out: &mut Vec<u8>) {
    let quoted = decimal == delimiter;
    if quoted {
        out.push(b'"');
    }
    if metres.is_sign_negative() && metres != 0.0 {
        out.push(b'-');
    }
    let tenths = (metres.abs() * 10.0 + 0.5) as u64;
    let mut digits = [0u8; 20];
    let (mut whole, mut at) = (tenths / 10, digits.len());
    loop {
        at -= 1;
        digits[at] = b'0' + (whole % 10) as u8;
        whole /= 10;
        if whole == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[at..]);
    out.extend_from_slice(&[decimal, b'0' + (tenths % 10) as u8]);
    if quoted {
        out.push(b'"');
    }
}

/// Appends a text as a cell, in quotes where it needs them.
pub(super) fn push_quoted(text: &[u8], delimiter: u8, out: &mut Vec<u8>) {
    let special = |b: &u8| *b == delimiter || matches!(b, b'"' | b'\n' | b'\r');
    if !text.iter().any(special) {
        return out.extend_from_slice(text);
    }
    out.push(b'"');
    for byte in text {
        if *byte == b'"' {
            out.push(b'"');
        }
        out.push(*byte);
    }
    out.push(b'"');
}

/// Appends a cell of another CSV as it is, in quotes only where the new delimiter asks for them.
pub(super) fn push_cell(cell: &[u8], delimiter: u8, out: &mut Vec<u8>) {
    if cell.first() == Some(&b'"') {
        out.extend_from_slice(cell);
    } else {
        push_quoted(cell, delimiter, out);
    }
}

/// The text of a cell, without its quotes.
pub(super) fn unquoted(cell: &[u8]) -> String {
    let text = String::from_utf8_lossy(cell);
    match text.strip_prefix('"') {
        Some(inner) => inner
            .strip_suffix('"')
            .unwrap_or(inner)
            .replace("\"\"", "\""),
        None => text.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_have_one_decimal_and_keep_their_side() {
        let text = |metres| {
            let mut out = Vec::new();
            push_tenths(metres, b'.', b';', &mut out);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(text(0.0), "0.0");
        assert_eq!(text(-0.01), "-0.0");
        assert_eq!(text(12.34), "12.3");
        assert_eq!(text(-999.97), "-1000.0");
        let mut out = Vec::new();
        push_tenths(1.5, b',', b',', &mut out);
        assert_eq!(out, b"\"1,5\"");
    }

    #[test]
    fn cells_get_quotes_where_they_need_them() {
        let cell = |text: &str| {
            let mut out = Vec::new();
            push_cell(text.as_bytes(), b';', &mut out);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(cell("a,b"), "a,b");
        assert_eq!(cell("a;b"), "\"a;b\"");
        assert_eq!(cell("5\""), "\"5\"\"\"");
        assert_eq!(cell("\"a;b\""), "\"a;b\"");
        assert_eq!(unquoted(b"\"a\"\"b\""), "a\"b");
    }
}
