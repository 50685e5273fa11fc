//! A coordinate or a precision as people write it.

use crate::locate::Reason;

/// The number in a cell.
///
/// Quotes and blanks around it, a decimal comma, and blanks between groups of three digits are
/// read; nothing else is guessed.
///
/// # Errors
/// The reason why there is none.
#[inline]
pub(super) fn read(cell: &[u8]) -> Result<f64, Reason> {
    match fast_float2::parse::<f64, _>(cell) {
        Ok(number) if number.is_finite() => Ok(number),
        _ => read_slowly(cell),
    }
}

#[cold]
fn read_slowly(cell: &[u8]) -> Result<f64, Reason> {
    let text = String::from_utf8_lossy(cell);
    let text = text.trim_matches(|c: char| c == '"' || c.is_whitespace());
    if is_nothing(text) {
        return Err(Reason::Missing);
    }
    if text.contains(['°', '\'', '’', '′', '"', '″', 'º']) {
        return Err(Reason::DegreesMinutes);
    }
    let plain = ungrouped(text).replace('\u{2212}', "-");
    let plain = match plain.matches(',').count() {
        1 if !plain.contains('.') => plain.replace(',', "."),
        _ => plain,
    };
    let decimal = plain
        .bytes()
        .all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
    match fast_float2::parse::<f64, _>(plain.as_bytes()) {
        Ok(number) if decimal && number.is_finite() => Ok(number),
        _ => Err(Reason::Unreadable),
    }
}

/// What programs write where there is nothing.
fn is_nothing(text: &str) -> bool {
    text.is_empty()
        || ["na", "n/a", "nan", "null", "none", "-", "#n/a"]
            .iter()
            .any(|word| text.eq_ignore_ascii_case(word))
}

/// Without the blanks between groups of three digits (`652 469,02`).
fn ungrouped(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let digit = |i: usize| chars.get(i).is_some_and(char::is_ascii_digit);
    chars
        .iter()
        .enumerate()
        .filter(|(i, c)| {
            let before = i.checked_sub(1).is_some_and(digit);
            let group = (1..=3).all(|k| digit(i + k)) && !digit(i + 4);
            !(c.is_whitespace() && before && group)
        })
        .map(|(_, c)| *c)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, number) in [
            ("2.8123", 2.8123),
            ("-1e-3", -0.001),
            (" 50,43 ", 50.43),
            ("\"50.43\"", 50.43),
            ("\"50,43\"", 50.43),
            ("652 469,02", 652_469.02),
            ("6\u{202f}862\u{a0}035", 6_862_035.0),
            ("\u{2212}1.5", -1.5),
        ] {
            assert_eq!(read(text.as_bytes()), Ok(number), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_says_why() {
        for (text, reason) in [
            ("", Reason::Missing),
            ("  ", Reason::Missing),
            ("\"\"", Reason::Missing),
            ("NA", Reason::Missing),
            ("NaN", Reason::Missing),
            ("inf", Reason::Unreadable),
            ("-inf", Reason::Unreadable),
            ("1e999", Reason::Unreadable),
            ("rue Léon Blum", Reason::Unreadable),
            ("2.8 E", Reason::Unreadable),
            ("2,812,3", Reason::Unreadable),
            ("2 8", Reason::Unreadable),
            ("2.8\0", Reason::Unreadable),
            ("50°25'12\"N", Reason::DegreesMinutes),
            ("0x10", Reason::Unreadable),
        ] {
            assert_eq!(read(text.as_bytes()), Err(reason), "{text}");
        }
        assert_eq!(read(b"\xff\xfe"), Err(Reason::Unreadable));
    }
}
