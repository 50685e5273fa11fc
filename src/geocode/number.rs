//! House numbers: how they are written, and finding one in a street.

use super::index::Index;
use super::index::format::{Number, Section, Street};
use super::text::fold::BREAK;
use super::text::numerals::is_number;
use super::text::words::{is_article, kind_of};

/// A house number with its repetition ("bis", "b", empty).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HouseNumber {
    pub number: u32,
    pub repetition: String,
}

/// A line without its leading house number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Numbered<'a> {
    /// The number, or several ("8/10"): the first that exists counts.
    pub numbers: Vec<HouseNumber>,
    /// What follows.
    pub rest: &'a [String],
    /// A single letter was taken for a repetition although the street's type does not follow.
    pub doubtful: bool,
    /// Numbers that are no range ("12 183 rue Monge"): one of them is a flat's or a building's.
    pub unlike: bool,
}

/// Numbers of one address are at most so far apart ("8-10", "12 à 20").
const WIDEST_RANGE: u32 = 20;

const REPETITIONS: [&str; 8] = [
    "bis",
    "ter",
    "quater",
    "quinquies",
    "sexies",
    "septies",
    "octies",
    "nonies",
];
const MONTHS: [&str; 12] = [
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
];

/// Takes the house number off the start of a line: `12`, `12 bis`, `12 b rue`, `8 10`,
/// `8 et 10`, `n 12`. With `letters` false a letter before anything but a street type stays
/// part of the street ("12 a briand").
pub(super) fn leading(words: &[String], letters: bool) -> Numbered<'_> {
    let mut numbered = Numbered {
        numbers: Vec::new(),
        rest: words,
        doubtful: false,
        unlike: false,
    };
    let mut at = 0;
    loop {
        let mut i = at;
        let between = |w: &str| w == BREAK || matches!(w, "et" | "a" | "ou" | "au");
        if numbered.numbers.is_empty() {
            while words
                .get(i)
                .is_some_and(|w| matches!(w.as_str(), "n" | "no" | "num" | "numero") || w == BREAK)
            {
                i += 1;
            }
            // "au 12 rue", "du 2 au 4 rue", but not "le 8 mai".
            let house = words.get(i + 1).is_some_and(|w| is_number(w))
                && !words
                    .get(i + 2)
                    .is_some_and(|w| MONTHS.contains(&w.as_str()));
            let leads = words
                .get(i)
                .is_some_and(|w| matches!(w.as_str(), "au" | "du" | "le"));
            i += usize::from(house && leads);
        } else {
            while words.get(i).is_some_and(|w| between(w)) {
                i += 1;
            }
            // "2 et le 4".
            let listed = i > at && words.get(i).is_some_and(|w| w == "le");
            i += usize::from(listed);
        }
        let Some((number, ordinal)) = words.get(i).and_then(|w| number_of(w)) else {
            break;
        };
        i += 1;
        let rest = words.get(i..).unwrap_or_default();
        let month = rest.first().is_some_and(|w| MONTHS.contains(&w.as_str()));
        if month && !numbered.numbers.is_empty() {
            break;
        }
        let (repetition, taken, doubtful) = if ordinal {
            ("e".to_owned(), 0, true)
        } else {
            repetition(rest, letters)
        };
        if ordinal && !letters {
            break;
        }
        i += taken;
        if words
            .get(i..)
            .unwrap_or_default()
            .iter()
            .all(|w| w == BREAK)
        {
            break;
        }
        numbered.doubtful |= doubtful;
        numbered.numbers.push(HouseNumber { number, repetition });
        at = i;
    }
    while words.get(at).is_some_and(|w| w == BREAK) {
        at += 1;
    }
    numbered.rest = words.get(at..).unwrap_or_default();
    // Zero stands for "no number" in lists of the police and of the post.
    numbered.numbers.retain(|n| n.number != 0);
    numbered.unlike = numbered.numbers.windows(2).any(|pair| {
        let [a, b] = pair else { return false };
        b.number < a.number || b.number - a.number > WIDEST_RANGE
    });
    if numbered.unlike {
        // The number next to the street is the house's.
        numbered.numbers.drain(..numbered.numbers.len() - 1);
    }
    numbered
}

/// A number of up to four digits; an ordinal ("11e") may be a number with the letter E.
fn number_of(word: &str) -> Option<(u32, bool)> {
    let digits = word.strip_suffix('e');
    let number = digits.unwrap_or(word);
    (number.len() <= 4 && is_number(number))
        .then(|| number.parse().ok())
        .flatten()
        .map(|n| (n, digits.is_some()))
}

/// The repetition at the start of the rest, how many words it takes, and whether it is doubtful.
fn repetition(rest: &[String], letters: bool) -> (String, usize, bool) {
    let nothing = (String::new(), 0, false);
    let word = |i: usize| rest.get(i).map_or("", String::as_str);
    let is_type = |i: usize| word(i).len() > 1 && kind_of(word(i)) != 0;
    let first = word(0);
    if REPETITIONS.contains(&first) {
        return (first.to_owned(), 1, false);
    }
    // "12 (bis)", "12, bis,", "12 (B)".
    if first == BREAK {
        let letter = word(1).len() == 1
            && word(1).bytes().all(|b| b.is_ascii_lowercase())
            && kind_of(word(1)) == 0
            && (word(2) == BREAK || is_type(2))
            && !is_article(word(1));
        return if REPETITIONS.contains(&word(1)) || letter {
            (word(1).to_owned(), 2, false)
        } else {
            nothing
        };
    }
    // "12 bisrue": run together.
    if first.is_empty() || !first.bytes().all(|b| b.is_ascii_lowercase()) || first.len() > 2 {
        return nothing;
    }
    // "8 à 10".
    if first == "a" && is_number(word(1)) {
        return nothing;
    }
    if is_number(word(1)) && word(1).len() == 1 && first.len() == 1 && is_type(2) {
        return (format!("{first}{}", word(1)), 2, false);
    }
    if first.len() == 2 {
        let free = kind_of(first) == 0 && !is_article(first);
        return if free && is_type(1) {
            (first.to_owned(), 1, false)
        } else {
            nothing
        };
    }
    if is_type(1) || (word(1) == BREAK && first != "r") {
        return (first.to_owned(), 1, false);
    }
    if !letters || matches!(first, "d" | "l" | "r") {
        return nothing;
    }
    (first.to_owned(), 1, true)
}

/// How the same repetition may be written, the asked one first.
fn same_repetition(asked: &str) -> [&str; 2] {
    match asked {
        "bis" => ["bis", "b"],
        "b" => ["b", "bis"],
        "ter" => ["ter", "t"],
        "t" => ["t", "ter"],
        "quater" => ["quater", "q"],
        "q" => ["q", "quater"],
        "quinquies" => ["quinquies", "c"],
        other => [other, other],
    }
}

/// The index of the first of these numbers that the street has.
pub(super) fn find(index: &Index, street: &Street, wanted: &[HouseNumber]) -> Option<usize> {
    let all = index.section::<Number>(Section::Numbers);
    let first = street.numbers.start as usize;
    let own = all.get(street.numbers.indices())?;
    wanted.iter().find_map(|asked| {
        let start = own.partition_point(|n| n.number() < asked.number);
        let same = own
            .iter()
            .enumerate()
            .skip(start)
            .take_while(|(_, n)| n.number() == asked.number);
        same_repetition(&asked.repetition).iter().find_map(|text| {
            same.clone()
                .find(|(_, n)| index.repetition(n.repetition) == *text)
                .map(|(i, _)| first + i)
        })
    })
}

impl Index {
    /// Text of a repetition.
    pub(super) fn repetition(&self, code: u16) -> &str {
        self.section(Section::Repetitions)
            .get(usize::from(code))
            .map_or("", |span| self.text(*span))
    }
}

#[cfg(test)]
mod tests {
    use super::super::text::fold;
    use super::*;

    fn read(text: &str) -> String {
        let words = fold(text);
        let n = leading(&words, true);
        let numbers: Vec<String> = n
            .numbers
            .iter()
            .map(|h| format!("{}{}", h.number, h.repetition))
            .collect();
        format!("{} | {}", numbers.join("+"), n.rest.join(" "))
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, expected) in [
            ("12 rue Monge", "12 | rue monge"),
            ("12bis, rue Monge", "12bis | rue monge"),
            ("6 B rue Monge", "6b | rue monge"),
            ("6b rue Monge", "6b | rue monge"),
            ("11E rue Monge", "11e | rue monge"),
            ("8/10 rue Monge", "8+10 | rue monge"),
            ("8-10 rue Monge", "8+10 | rue monge"),
            ("8 et 10 rue Monge", "8+10 | rue monge"),
            ("8 à 10 rue Monge", "8+10 | rue monge"),
            ("n°12 rue Monge", "12 | rue monge"),
            ("241 r rue du Renard", "241r | rue du renard"),
            ("120 r Renard", "120 | r renard"),
            ("12 d'Alembert", "12 | d alembert"),
            ("7S1 Place du Carrousel", "7s1 | place du carrousel"),
            ("3 4 septembre", "3 | 4 septembre"),
            ("12 (bis), rue Monge", "12bis | rue monge"),
            ("12, bis rue Monge", "12bis | rue monge"),
            ("12 (B) rue Monge", "12b | rue monge"),
            ("12, r Monge", "12 | r monge"),
            ("du 2 au 4 rue Monge", "2+4 | rue monge"),
            ("le 8 mai 1945", " | le 8 mai 1945"),
            ("2 et le 4 rue Monge", "2+4 | rue monge"),
            ("45 183 rue Monge", "183 | rue monge"),
            ("rue du 8 mai 1945", " | rue du 8 mai 1945"),
            ("0, Meaulens", " | meaulens"),
            ("12", " | 12"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }
}
