//! A question: an address as it was written, in one piece or several.

use super::index::city::city_words;
use super::text::fold;
use super::text::fold::BREAK;
use super::text::mail::without_mail_parts;
use super::text::numerals::is_number;

/// An address as a person or a list writes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Number, street and whatever else stands there; also postcode and city when they have no
    /// place of their own.
    pub text: String,
    /// Postcode, where it is known apart.
    pub postcode: Option<String>,
    /// City, where it is known apart.
    pub city: Option<String>,
    /// INSEE code, where it is known: the search is limited to that commune.
    pub citycode: Option<String>,
}

impl Query {
    /// A whole address in one text.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        let blank = |t: &str| !t.chars().any(char::is_alphanumeric);
        blank(&self.text)
            && self.city.as_deref().is_none_or(blank)
            && self.postcode.as_deref().is_none_or(blank)
            && self.citycode.as_deref().is_none_or(blank)
    }
}

/// What is said about the place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Place {
    pub postcode: Option<u32>,
    /// Words of the city, see [`city_words`].
    pub city: Vec<String>,
    pub citycode: Option<String>,
    /// The postcode is a post office's: only its département counts.
    pub cedex: bool,
}

/// One way to read a query: what is the street, what is the place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reading {
    pub street: Vec<String>,
    pub place: Place,
}

/// A query taken apart as far as its form allows.
#[derive(Debug, Clone)]
pub(super) struct Parts {
    /// Words before the postcode, or all of them.
    pub before: Vec<String>,
    /// Words after the postcode.
    pub after: Vec<String>,
    /// The place as far as it is certain.
    pub place: Place,
}

/// Takes a query apart; `is_postcode` says which five digits are a postcode of the index.
pub(super) fn parts(query: &Query, is_postcode: impl Fn(u32) -> bool) -> Parts {
    let plain = without_mail_parts(start_of(&query.text));
    let mut cedex = plain.cedex;
    let mut cedex_number = plain.cedex_number;
    let mut words = plain.words;
    let mut city = Vec::new();
    if let Some(text) = &query.city {
        let plain = without_mail_parts(start_of(text));
        cedex |= plain.cedex;
        cedex_number = cedex_number.or(plain.cedex_number);
        city = plain.words;
    }
    let mut given = query.postcode.as_deref().and_then(postcode_of);
    // A column with "75011 PARIS".
    if let Some(i) = city.iter().position(|w| five_digits(w).is_some()) {
        let written = five_digits(&city.remove(i));
        given = given.or(written);
    }
    city = city_words(&city);
    // "F-75011": the letter of the country.
    let written = words
        .iter()
        .rposition(|w| five_digits(w).is_some_and(|n| is_postcode(n) || Some(n) == given));
    let written = written.or_else(|| words.iter().rposition(|w| five_digits(w).is_some()));
    let mut postcode = given;
    let mut after = Vec::new();
    if let Some(i) = written {
        after = words.split_off(i + 1);
        let digits = words.pop();
        if postcode.is_none() {
            postcode = digits.as_deref().and_then(five_digits);
        }
        if words.last().is_some_and(|w| w == "f") {
            words.pop();
        }
    }
    if names_the_country(&after) {
        after.pop();
    }
    for list in [&mut words, &mut after] {
        while list.last().is_some_and(|w| w == BREAK) {
            list.pop();
        }
        while list.first().is_some_and(|w| w == BREAK) {
            list.remove(0);
        }
    }
    if cedex && let Some(number) = cedex_number {
        // "Paris CEDEX 07" is in the 7th arrondissement.
        let target = if city.is_empty() {
            &mut after
        } else {
            &mut city
        };
        if matches!(
            target.last().map(String::as_str),
            Some("paris" | "lyon" | "marseille")
        ) {
            target.push(number.to_string());
        }
    }
    Parts {
        before: words,
        after,
        place: Place {
            postcode,
            city,
            citycode: query
                .citycode
                .as_deref()
                .map(|c| c.trim().to_uppercase())
                .map(|c| if c.len() == 4 { format!("0{c}") } else { c })
                .filter(|c| !c.is_empty()),
            cedex,
        },
    }
}

/// Longest text that is read as an address; the rest of a cell that holds a letter is left.
const LONGEST: usize = 400;

fn start_of(text: &str) -> Vec<String> {
    let end = text.char_indices().nth(LONGEST).map_or(text.len(), |c| c.0);
    fold(text.get(..end).unwrap_or(text))
}

/// "… Paris France", but not "Tremblay-en-France" or "rue de France".
fn names_the_country(words: &[String]) -> bool {
    match words {
        [.., before, last] => {
            last == "france" && before != "en" && !super::text::words::is_article(before)
        }
        _ => false,
    }
}

fn five_digits(word: &str) -> Option<u32> {
    (word.len() == 5 && is_number(word))
        .then(|| word.parse().ok())
        .flatten()
        .filter(|n| *n >= 1000)
}

/// A postcode from its own column: a spreadsheet may have taken the leading zero.
fn postcode_of(text: &str) -> Option<u32> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let digits = digits.strip_suffix(".0").unwrap_or(&digits);
    ((4..=5).contains(&digits.len()) && is_number(digits))
        .then(|| digits.parse().ok())
        .flatten()
        .filter(|n| *n >= 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_postcode_parts_street_and_city() {
        let p = parts(
            &Query::new("12, rue des Vosges93290 Tremblay-en-France"),
            |_| true,
        );
        assert_eq!(p.before.join(" "), "12 , rue des vosges");
        assert_eq!(p.after.join(" "), "tremblay en france");
        assert_eq!(p.place.postcode, Some(93290));
    }

    #[test]
    fn a_postcode_that_lost_its_zero_is_read() {
        let mut query = Query::new("1 rue X");
        query.postcode = Some("1000".into());
        assert_eq!(parts(&query, |_| false).place.postcode, Some(1000));
        query.postcode = Some("75".into());
        assert_eq!(parts(&query, |_| false).place.postcode, None);
    }
}
