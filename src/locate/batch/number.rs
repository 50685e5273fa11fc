//! A coordinate or a precision as people write it.

use super::structure::Row;
use crate::locate::Reason;

/// The number in a cell of a row.
///
/// Quotes and blanks around it, a decimal comma, and blanks between groups of three digits are
/// read; nothing else is guessed.
///
/// # Errors
/// The reason why there is none.
#[inline]
pub(super) fn of_cell(row: &Row, column: usize) -> Result<f64, Reason> {
    if let Some((bytes, length)) = row.tail(column)
        && let Some(number) = read_plain(bytes, length)
    {
        return Ok(number);
    }
    read(row.cell(column))
}

/// [`of_cell`] for a text of its own.
pub(super) fn read(cell: &[u8]) -> Result<f64, Reason> {
    match fast_float2::parse::<f64, _>(cell) {
        Ok(number) if number.is_finite() => Ok(number),
        _ => read_slowly(cell),
    }
}

/// Powers of ten that a double holds exactly, as far as they are needed here.
const POWERS: [f64; 16] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
];
/// One in each byte.
const ONES: u128 = u128::MAX / 255;
/// All bits of the lowest bytes, by their number.
const LOWEST: [u128; 16] = {
    let mut masks = [0; 16];
    let mut bytes = 1;
    while bytes < 16 {
        masks[bytes] = masks[bytes - 1] << 8 | 255;
        bytes += 1;
    }
    masks
};

/// The usual case, `-1.234567`: the last `length` of sixteen bytes, all digits at once.
///
/// The digits make an integer below 2^53, which a double holds exactly, divided by a power of
/// ten that it holds exactly, so the result is the nearest double (Clinger 1990, *How to read
/// floating point numbers accurately*). Four times as fast as the general parser.
#[inline]
fn read_plain(bytes: [u8; 16], length: usize) -> Option<f64> {
    let negative = length > 0 && bytes[16 - length] == b'-';
    let length = length - usize::from(negative);
    if length == 0 {
        return None;
    }
    // The first character is the lowest byte; what is no part of the number becomes zeros.
    let before = LOWEST[16 - length];
    let zeros = ONES * u128::from(b'0');
    let mut digits = u128::from_le_bytes(bytes) & !before | zeros & before;
    let mut decimals = 0;
    // The lowest byte that is a point, by the borrow that only a zero byte makes.
    let no_point = digits ^ (ONES * u128::from(b'.'));
    let points = no_point.wrapping_sub(ONES) & !no_point & (ONES << 7);
    if points != 0 {
        let place = points.trailing_zeros() as usize / 8;
        if place == 16 - length || place == 15 {
            return None;
        }
        decimals = 15 - place;
        let (whole, fraction) = (LOWEST[place], !LOWEST[place + 1]);
        digits = digits & fraction | (digits & whole) << 8 | u128::from(b'0');
    }
    let high = ONES * 0xf0;
    if digits & high != zeros || (digits.wrapping_add(ONES * 6)) & high != zeros {
        return None;
    }
    let number = eight(digits as u64) * 100_000_000 + eight((digits >> 64) as u64);
    if number > 1 << 53 {
        return None;
    }
    let number = number as f64 / POWERS[decimals];
    Some(if negative { -number } else { number })
}

/// Eight digits, the first one in the lowest byte: pairs, then fours, then all (Lemire and
/// others, 2018).
#[inline]
fn eight(digits: u64) -> u64 {
    let pairs = (digits & 0x0f0f_0f0f_0f0f_0f0f).wrapping_mul(10 * 256 + 1) >> 8;
    let fours = (pairs & 0x00ff_00ff_00ff_00ff).wrapping_mul(100 * 65_536 + 1) >> 16;
    (fours & 0x0000_ffff_0000_ffff).wrapping_mul(10_000 * (1 << 32) + 1) >> 32
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

    proptest::proptest! {
        #[test]
        fn the_short_way_gives_the_same_double_as_the_general_one(
            before in "[0-9.;-]{16}",
            text in "-?([0-9]{0,9}[.]?[0-9]{0,9}|[0-9.]{0,17}|[ -~]{0,5})",
        ) {
            let all = [before.as_bytes(), text.as_bytes()].concat();
            let tail: [u8; 16] = all[all.len() - 16..].try_into().unwrap();
            if text.len() <= 16 {
                let general = text.parse::<f64>();
                match read_plain(tail, text.len()) {
                    Some(number) => proptest::prop_assert_eq!(Ok(number), general, "{}", text),
                    // Nothing usual is left to the long way.
                    None => proptest::prop_assert!(
                        general.is_err()
                            || text.len() > 15
                            || text.contains(['e', '+', 'E', 'n', 'N', 'f'])
                            || text.ends_with('.')
                            || text.trim_start_matches('-').starts_with('.'),
                        "{}", text
                    ),
                }
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
