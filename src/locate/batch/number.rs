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
    if let Some(number) = read_plain(cell) {
        return Ok(number);
    }
    match fast_float2::parse::<f64, _>(cell) {
        Ok(number) if number.is_finite() => Ok(number),
        _ => read_slowly(cell),
    }
}

/// Powers of ten that a double holds exactly, as far as they are needed here.
const POWERS: [f64; 16] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
];

/// The usual case, `-1.234567`: up to 15 digits, which a double holds exactly, divided by a
/// power of ten that it holds exactly, so the result is the nearest double (Clinger 1990).
/// A third of the time of the general parser.
#[inline]
fn read_plain(cell: &[u8]) -> Option<f64> {
    let (negative, digits) = match cell {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, cell),
    };
    if digits.len() > 16 {
        return None;
    }
    let mut number = 0u64;
    let mut point = digits.len();
    for (i, byte) in digits.iter().enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit < 10 {
            number = number * 10 + u64::from(digit);
        } else if *byte == b'.' && point == digits.len() && i > 0 {
            point = i;
        } else {
            return None;
        }
    }
    let decimals = digits.len().saturating_sub(point + 1);
    let count = digits.len() - usize::from(point < digits.len());
    if count == 0 || count > 15 || point + 1 == digits.len() {
        return None;
    }
    let number = number as f64 / POWERS[decimals];
    Some(if negative { -number } else { number })
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
    if let Some(number) = read_plain(cell) {
        return Ok(number);
    }
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

    proptest::proptest! {
        #[test]
        fn the_short_way_gives_the_same_double_as_the_general_one(text in "-?[0-9.]{0,17}") {
            if let Some(number) = read_plain(text.as_bytes()) {
                proptest::prop_assert_eq!(Ok(number), text.parse::<f64>(), "{}", text);
            }
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
