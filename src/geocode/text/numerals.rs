//! Numbers in street names: "Quatre Septembre", "Louis XIV", "2e Division" and "deuxième".

const CARDINALS: [&str; 32] = [
    "zero", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze",
    "douze", "treize", "quatorze", "quinze", "seize", "", "", "", "vingt", "", "", "", "", "", "",
    "", "", "", "trente", "",
];

const ORDINALS: [(&str, &str); 15] = [
    ("ier", "1"),
    ("iere", "1"),
    ("premier", "1"),
    ("premiere", "1"),
    ("deuxieme", "2"),
    ("second", "2"),
    ("seconde", "2"),
    ("troisieme", "3"),
    ("quatrieme", "4"),
    ("cinquieme", "5"),
    ("sixieme", "6"),
    ("septieme", "7"),
    ("huitieme", "8"),
    ("neuvieme", "9"),
    ("dixieme", "10"),
];

/// A word of a street name that is a number, as digits: `quatre` -> `4`, `xiv` -> `14`,
/// `2e` -> `2`, `premier` -> `1`. "Un" and single letters are words.
pub fn as_digits(word: &str) -> Option<String> {
    let ordinal = word.strip_suffix('e').filter(|n| is_number(n));
    if let Some(number) = ordinal {
        return Some(number.to_owned());
    }
    if let Some((_, digits)) = ORDINALS.iter().find(|(w, _)| !w.is_empty() && *w == word) {
        return Some((*digits).to_owned());
    }
    if let Some(n) = CARDINALS.iter().position(|w| !w.is_empty() && *w == word) {
        return (n > 1).then(|| n.to_string());
    }
    roman(word)
}

/// Whether a word is digits only.
pub fn is_number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit())
}

/// Two letters and more, up to thirty-nine.
pub fn roman(word: &str) -> Option<String> {
    if word.len() < 2 || !word.bytes().all(|b| matches!(b, b'i' | b'v' | b'x')) {
        return None;
    }
    let value = |b: u8| match b {
        b'i' => 1,
        b'v' => 5,
        _ => 10,
    };
    let bytes = word.as_bytes();
    let mut sum = 0i32;
    for (i, &b) in bytes.iter().enumerate() {
        let smaller = bytes.get(i + 1).is_some_and(|&next| value(next) > value(b));
        sum += if smaller { -value(b) } else { value(b) };
    }
    // Written back and compared, so that "ixi" or "vv" stay words.
    let mut rest = sum;
    let mut written = String::new();
    for (part, n) in [("x", 10), ("ix", 9), ("v", 5), ("iv", 4), ("i", 1)] {
        while rest >= n {
            written.push_str(part);
            rest -= n;
        }
    }
    (written == word).then(|| sum.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_ordinals_and_roman_numbers_become_digits() {
        for (word, digits) in [
            ("quatre", Some("4")),
            ("xiv", Some("14")),
            ("xxiii", Some("23")),
            ("2e", Some("2")),
            ("premier", Some("1")),
            ("iiii", None),
            ("vix", None),
            ("un", None),
            ("x", None),
            ("rue", None),
            ("", None),
        ] {
            assert_eq!(as_digits(word).as_deref(), digits, "{word}");
        }
    }
}
