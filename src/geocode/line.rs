//! The ways to read the line of the street: the line as it is, then without what may not belong
//! to it (a residence before, a building behind, words in brackets).

use super::number::{HouseNumber, leading};
use super::text::fold::BREAK;
use super::text::numerals::is_number;
use super::text::words::{StreetWords, is_article, kind_of};

/// One way to read a line.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub numbers: Vec<HouseNumber>,
    pub street: StreetWords,
    /// What the reading costs: 1 for the line as it stands, less where words were left out.
    pub trust: f32,
}

/// Words that open a part which is no street: all after them may be left out.
const MARKERS: &[&str] = &[
    "residence",
    "res",
    "resid",
    "rce",
    "batiment",
    "bat",
    "immeuble",
    "imm",
    "lotissement",
    "lot",
    "hlm",
    "appartement",
    "appt",
    "apt",
    "escalier",
    "esc",
    "etage",
    "chez",
    "bloc",
    "entree",
    "porte",
    "foyer",
    "angle",
    "face",
    "cage",
    "hall",
    "tour",
    "zac",
    "co",
    "mr",
    "mme",
    "monsieur",
    "madame",
    "interphone",
    "digicode",
    "code",
    "parking",
    "logement",
    "logt",
    "rdc",
];

/// The line as it stands.
pub(super) fn plain(words: &[String]) -> Option<Line> {
    let numbered = leading(words, true);
    line(numbered.numbers, numbered.rest, 1.0)
}

/// All other readings.
pub(super) fn others(words: &[String]) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut add = |line: Option<Line>| {
        if let Some(line) = line
            && !lines
                .iter()
                .any(|l| l.numbers == line.numbers && l.street == line.street)
        {
            lines.push(line);
        }
    };
    let numbered = leading(words, true);
    let bare = leading(words, false);
    add(with_near_kind(&numbered.numbers, numbered.rest, 0.99));
    add(run_together(words));
    if numbered.doubtful {
        add(line(bare.numbers.clone(), bare.rest, 0.98));
    }
    // The number belongs to the name: "8 mai 1945", "7S1 Place du Carrousel".
    if !numbered.numbers.is_empty() {
        add(line(Vec::new(), words, 0.9));
    }
    add(initials(&numbered.numbers, numbered.rest));
    add(verbatim(&numbered.numbers, numbered.rest));

    // "Résidence des Goélands 28 impasse des Pétrels": the last number before a street type.
    for (i, word) in words.iter().enumerate().skip(1) {
        let later = words.get(i..).unwrap_or_default();
        if is_number(word) && word.len() <= 4 {
            let from_here = leading(later, true);
            if from_here.rest.first().is_some_and(|w| kind_of(w) != 0) {
                add(line(from_here.numbers.clone(), from_here.rest, 0.97));
                add(cut_at_marker(&from_here.numbers, from_here.rest, 0.95));
            }
        } else if kind_of(word) != 0 && word.len() > 1 && !after_article(words, i) {
            add(line(bare.numbers.clone(), later, 0.93));
            add(cut_at_marker(&bare.numbers, later, 0.92));
        }
    }
    add(cut_at_marker(&numbered.numbers, numbered.rest, 0.96));
    add(number_behind(words));
    for line in pieces(words, &numbered.numbers) {
        add(Some(line));
    }
    lines
}

fn line(numbers: Vec<HouseNumber>, street: &[String], trust: f32) -> Option<Line> {
    let street = StreetWords::new(street, true);
    (!street.full.is_empty()).then_some(Line {
        numbers,
        street,
        trust,
    })
}

/// Without writing out abbreviations: "Mar tin" is no marshal.
fn verbatim(numbers: &[HouseNumber], street: &[String]) -> Option<Line> {
    let street = StreetWords::new(street, false);
    (!street.full.is_empty()).then(|| Line {
        numbers: numbers.to_vec(),
        street,
        trust: 0.99,
    })
}

fn with_near_kind(numbers: &[HouseNumber], street: &[String], trust: f32) -> Option<Line> {
    let street = StreetWords::new(street, true).with_near_kind()?;
    Some(Line {
        numbers: numbers.to_vec(),
        street,
        trust,
    })
}

/// "12 bisrue Monge", "12 ruemonge": a repetition or a type with the next word.
fn run_together(words: &[String]) -> Option<Line> {
    let numbered = leading(words, true);
    let (first, rest) = numbered.rest.split_first()?;
    if let Some(number) = numbered.numbers.first().filter(|n| n.repetition.is_empty()) {
        let long = ["bis", "ter", "quater"].into_iter();
        let letter = first.get(..1);
        for repetition in long.chain(letter) {
            let tail = first.strip_prefix(repetition).unwrap_or_default();
            if tail.len() > 1 && kind_of(tail) != 0 {
                let mut street = vec![tail.to_owned()];
                street.extend_from_slice(rest);
                let number = HouseNumber {
                    number: number.number,
                    repetition: repetition.to_owned(),
                };
                return line(vec![number], &street, 0.995);
            }
        }
    }
    for kind in [
        "rue",
        "avenue",
        "boulevard",
        "place",
        "impasse",
        "passage",
        "quai",
        "square",
        "allee",
        "villa",
        "cite",
        "bd",
        "av",
    ] {
        let Some(tail) = first.strip_prefix(kind).filter(|t| t.len() > 1) else {
            continue;
        };
        let mut street = vec![kind.to_owned(), tail.to_owned()];
        // "ruedela": the articles that hang on it mean nothing.
        for article in ["dela", "del", "des", "du", "de", "d"] {
            if tail == article {
                street.pop();
                break;
            }
        }
        street.extend_from_slice(rest);
        return line(numbered.numbers.clone(), &street, 0.99);
    }
    None
}

/// "R.L. Stevenson", "J B Clément": letters that stand alone, put together, may be a pair of
/// given names; left to the comparison word by word.
fn initials(numbers: &[HouseNumber], street: &[String]) -> Option<Line> {
    let pair = street.windows(2).position(|w| {
        w.iter()
            .all(|x| x.len() == 1 && x.bytes().all(|b| b.is_ascii_lowercase()))
    })?;
    let mut joined: Vec<String> = street.to_vec();
    let second = joined.remove(pair + 1);
    joined.get_mut(pair)?.push_str(&second);
    line(numbers.to_vec(), &joined, 0.98)
}

fn after_article(words: &[String], i: usize) -> bool {
    i > 0 && words.get(i - 1).is_some_and(|w| is_article(w))
}

fn cut_at_marker(numbers: &[HouseNumber], street: &[String], trust: f32) -> Option<Line> {
    let marker = (2..street.len()).find(|&i| {
        street.get(i).is_some_and(|w| MARKERS.contains(&w.as_str())) && !after_article(street, i)
    })?;
    line(numbers.to_vec(), street.get(..marker)?, trust)
}

/// "Rue de Rivoli 12", "Rivoli (rue de) 12 bis".
fn number_behind(words: &[String]) -> Option<Line> {
    let repetition = words.last().filter(|w| {
        matches!(w.as_str(), "bis" | "ter" | "quater")
            || (w.len() == 1 && w.bytes().all(|b| b.is_ascii_lowercase()))
    });
    let at = words
        .len()
        .checked_sub(1 + usize::from(repetition.is_some()))?;
    let number = words.get(at).filter(|w| is_number(w) && w.len() <= 4)?;
    let street = words.get(..at).filter(|s| !s.is_empty())?;
    let number = HouseNumber {
        number: number.parse().ok().filter(|n| *n != 0)?,
        repetition: repetition.cloned().unwrap_or_default(),
    };
    line(vec![number], street, 0.97)
}

/// The pieces between commas and brackets: each that starts like a street, and "Kennedy (av.
/// John)" turned round.
fn pieces(words: &[String], numbers: &[HouseNumber]) -> Vec<Line> {
    let pieces: Vec<&[String]> = words
        .split(|w| w == BREAK)
        .filter(|p| !p.is_empty())
        .collect();
    if pieces.len() < 2 {
        return Vec::new();
    }
    let mut lines = Vec::new();
    for (i, piece) in pieces.iter().enumerate() {
        let own = leading(piece, true);
        let own_numbers = if own.numbers.is_empty() {
            numbers.to_vec()
        } else {
            own.numbers.clone()
        };
        let starts_street = own.rest.first().is_some_and(|w| kind_of(w) != 0);
        if starts_street {
            lines.extend(line(own_numbers.clone(), own.rest, 0.95));
            let mut turned = own.rest.to_vec();
            for (j, other) in pieces.iter().enumerate() {
                if j != i && !other.iter().all(|w| is_number(w)) {
                    turned.extend_from_slice(leading(other, true).rest);
                }
            }
            lines.extend(line(own_numbers, &turned, 0.95));
        } else if !own.numbers.is_empty() || i == 0 {
            lines.extend(line(own_numbers, own.rest, 0.9));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::super::text::fold;
    use super::*;

    fn has(text: &str, number: &str, street: &str) -> bool {
        let words = fold(text);
        plain(&words).into_iter().chain(others(&words)).any(|l| {
            let n = l
                .numbers
                .first()
                .map(|n| format!("{}{}", n.number, n.repetition));
            n.unwrap_or_default() == number && l.street.words.join(" ") == street
        })
    }

    #[test]
    fn the_street_is_found_among_other_words() {
        for (text, number, street) in [
            (
                "resid goelands 28 bis impasse des petrels",
                "28bis",
                "impasse des petrels",
            ),
            (
                "60, avenue du Centre Immeuble Plein",
                "60",
                "avenue du centre",
            ),
            ("39, KENNEDY ( AV. JOHN )", "39", "avenue john kennedy"),
            ("rue de Rivoli 12 bis", "12bis", "rue de rivoli"),
            ("12bisrue Monge", "12bis", "rue monge"),
            ("ruedela Roquette", "", "rue roquette"),
            ("rue du 8 mai 1945", "", "rue du 8 mai 1945"),
            ("aveneu de l'Opera", "", "avenue de l opera"),
        ] {
            assert!(has(text, number, street), "{text}");
        }
    }
}
