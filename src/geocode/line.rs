//! The ways to read the line of the street: the line as it is, then without what may not belong
//! to it (a residence before, a building behind, words in brackets).

use super::number::{HouseNumber, leading};
use super::text::fold::BREAK;
use super::text::numerals::is_number;
use super::text::words::{StreetWords, is_article, kind_name, kind_of};

/// One way to read a line.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub numbers: Vec<HouseNumber>,
    pub street: StreetWords,
    /// What the reading costs: 1 for the line as it stands, less where words were left out.
    pub trust: f32,
    /// Words were left out that may be the address as well: never a safe answer.
    pub doubtful: bool,
}

impl Line {
    fn in_doubt(mut self, doubt: bool) -> Self {
        self.doubtful |= doubt;
        self
    }
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
    "hotel",
    "ehpad",
    "chu",
    "hopital",
    "clinique",
    "ecole",
    "college",
    "lycee",
    "centre",
    "maison",
    "pavillon",
    "caserne",
    "restaurant",
    "pharmacie",
    "cabinet",
    "association",
    "sarl",
    "sci",
    "ccas",
];

/// Street types that are also what buildings and estates are called.
const ESTATES: &[&str] = &[
    "residence",
    "villa",
    "cite",
    "clos",
    "domaine",
    "parc",
    "hameau",
    "lotissement",
    "hlm",
    "jardin",
    "villas",
    "quartier",
    "village",
    "coron",
    "zone",
    "cour",
    "galerie",
    "mail",
    "port",
    "pont",
    "porte",
    "ferme",
    "moulin",
    "cote",
];

/// Whether a word opens the name of a street, rather than that of an estate or a building.
fn opens_a_street(word: &str) -> bool {
    let kind = kind_of(word);
    word.len() > 1 && kind != 0 && !ESTATES.contains(&kind_name(kind))
}

/// The line as it stands.
pub(super) fn plain(words: &[String]) -> Option<Line> {
    let numbered = leading(words, true);
    let doubt = numbered.unlike;
    line(numbered.numbers, numbered.rest, 1.0).map(|l| l.in_doubt(doubt))
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
    let unlike = numbered.unlike;
    let mut add = |line: Option<Line>| add(line.map(|l| l.in_doubt(unlike)));
    let bare = leading(words, false);
    let first = numbered.rest.first().map_or("", String::as_str);
    if numbered.numbers.is_empty() || glued_repetition(first).is_none() {
        add(with_near_kind(&numbered.numbers, numbered.rest, 0.99));
    }
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

    for line in streets_within(words) {
        add(Some(line));
    }
    add(cut_at_marker(&numbered.numbers, numbered.rest, 0.96));
    add(number_behind(words));
    for line in pieces(words, &numbered.numbers) {
        add(Some(line));
    }
    lines
}

/// Streets that begin in the middle of the line, and the first one without the next: "Résidence
/// des Goélands 28 impasse des Pétrels", "15 rue Monge villa les Roses".
fn streets_within(words: &[String]) -> Vec<Line> {
    let numbered = leading(words, true);
    let bare = leading(words, false);
    let start = words.len() - numbered.rest.len();
    let starts_street = numbered.rest.first().is_some_and(|w| kind_of(w) != 0);
    let mut another_before = words.first().is_some_and(|w| opens_a_street(w));
    let mut lines = Vec::new();
    for (i, word) in words.iter().enumerate().skip(1) {
        let later = words.get(i..).unwrap_or_default();
        let begins = kind_of(word) != 0 && word.len() > 1 && !after_article(words, i);
        let in_doubt = |l: Line| l.in_doubt(another_before);
        if is_number(word) && word.len() <= 4 {
            let from_here = leading(later, true);
            if from_here.rest.first().is_some_and(|w| kind_of(w) != 0) {
                let numbers = from_here.numbers;
                lines.extend(cut_at_marker(&numbers, from_here.rest, 0.95).map(in_doubt));
                lines.extend(line(numbers, from_here.rest, 0.97).map(in_doubt));
            }
        } else if begins {
            if starts_street && i > start + 1 {
                let first = words.get(start..i).unwrap_or_default();
                let two_streets = opens_a_street(word);
                let own = line(numbered.numbers.clone(), first, 0.94);
                lines.extend(own.map(|l| l.in_doubt(two_streets)));
            }
            // "Moulin" at the end is a name and no type.
            if later.len() > 1 {
                let trust = if another_before { 0.8 } else { 0.93 };
                lines.extend(line(bare.numbers.clone(), later, trust).map(in_doubt));
                lines.extend(cut_at_marker(&bare.numbers, later, trust - 0.01).map(in_doubt));
            }
        }
        another_before |= begins && opens_a_street(word);
    }
    lines
}

fn line(numbers: Vec<HouseNumber>, street: &[String], trust: f32) -> Option<Line> {
    let street = StreetWords::new(street, true);
    (!street.full.is_empty()).then_some(Line {
        numbers,
        street,
        trust,
        doubtful: false,
    })
}

/// Without writing out abbreviations: "Mar tin" is no marshal.
fn verbatim(numbers: &[HouseNumber], street: &[String]) -> Option<Line> {
    let street = StreetWords::new(street, false);
    (!street.full.is_empty()).then(|| Line {
        numbers: numbers.to_vec(),
        street,
        trust: 0.99,
        doubtful: false,
    })
}

fn with_near_kind(numbers: &[HouseNumber], street: &[String], trust: f32) -> Option<Line> {
    let street = StreetWords::new(street, true).with_near_kind()?;
    Some(Line {
        numbers: numbers.to_vec(),
        street,
        trust,
        doubtful: false,
    })
}

/// Street types that are run together with what follows, and their usual abbreviations.
const RUN_TOGETHER: &[&str] = &[
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
    "chemin",
    "route",
    "cours",
    "faubourg",
    "sentier",
    "ruelle",
    "esplanade",
    "promenade",
    "bd",
    "av",
];

/// "12 bisrue Monge", "12 ruemonge", "12 bisruemonge": a repetition or a type with the next word.
fn run_together(words: &[String]) -> Option<Line> {
    let numbered = leading(words, true);
    let (first, rest) = numbered.rest.split_first()?;
    let mut numbers = numbered.numbers.clone();
    let mut street: Vec<String> = Vec::new();
    let repetition = numbers
        .first()
        .filter(|n| n.repetition.is_empty())
        .and_then(|_| glued_repetition(first));
    if let (Some(repetition), Some(number)) = (repetition, numbers.first_mut()) {
        repetition.clone_into(&mut number.repetition);
        numbers.truncate(1);
    }
    let word = repetition
        .and_then(|r| first.strip_prefix(r))
        .unwrap_or(first);
    let kind = RUN_TOGETHER
        .iter()
        .filter(|_| kind_of(word) == 0)
        .find(|kind| word.strip_prefix(**kind).is_some_and(|t| t.len() > 1));
    match kind {
        Some(kind) => {
            street.push((*kind).to_owned());
            let tail = word.strip_prefix(kind).unwrap_or_default();
            // "ruedela": the articles that hang on it mean nothing.
            if !["dela", "del", "des", "du", "de", "d"].contains(&tail) {
                street.push(tail.to_owned());
            }
        }
        None if repetition.is_some() => street.push(word.to_owned()),
        None => return None,
    }
    street.extend_from_slice(rest);
    line(numbers, &street, 0.995)
}

/// The repetition that a word begins with, where a street type follows in the same word.
fn glued_repetition(word: &str) -> Option<&str> {
    let long = ["bis", "ter", "quater"].into_iter();
    // "81 xRue": other letters are a slip of the finger.
    let letter = word.get(..1).filter(|l| "abcdefqt".contains(l));
    long.chain(letter).find_map(|repetition| {
        let tail = word.strip_prefix(repetition)?;
        let starts = RUN_TOGETHER
            .iter()
            .any(|kind| kind.len() > 2 && tail.starts_with(kind) && tail.len() > kind.len() + 1);
        (starts || (tail.len() > 1 && kind_of(tail) != 0))
            .then(|| word.get(..repetition.len()))
            .flatten()
    })
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
    let names_a_street = |piece: &[String]| {
        let street = leading(piece, true).rest;
        street.first().is_some_and(|w| opens_a_street(w))
    };
    let mut lines = Vec::new();
    for (i, piece) in pieces.iter().enumerate() {
        let own = leading(piece, true);
        let own_numbers = if own.numbers.is_empty() {
            numbers.to_vec()
        } else {
            own.numbers.clone()
        };
        let others = || (pieces.iter().enumerate()).filter(|(j, _)| *j != i);
        let in_doubt = |l: Line| l.in_doubt(others().any(|(_, p)| names_a_street(p)));
        let starts_street = own.rest.first().is_some_and(|w| kind_of(w) != 0);
        if starts_street {
            lines.extend(line(own_numbers.clone(), own.rest, 0.95).map(in_doubt));
            let mut turned = own.rest.to_vec();
            for (_, other) in others() {
                if !other.iter().all(|w| is_number(w)) {
                    turned.extend_from_slice(leading(other, true).rest);
                }
            }
            lines.extend(line(own_numbers, &turned, 0.95));
        } else if !own.numbers.is_empty() || i == 0 {
            lines.extend(line(own_numbers, own.rest, 0.9).map(in_doubt));
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
            ("12bisruemonge", "12bis", "rue monge"),
            ("79bisAvenue Foch", "79bis", "avenue foch"),
            ("15BRue du Louvre", "15b", "rue du louvre"),
            ("35 ARUEDEBABYLONE", "35a", "rue debabylone"),
            ("15 rue Monge villa les Roses", "15", "rue monge"),
            ("ruedela Roquette", "", "rue roquette"),
            ("rue du 8 mai 1945", "", "rue du 8 mai 1945"),
            ("aveneu de l'Opera", "", "avenue de l opera"),
        ] {
            assert!(has(text, number, street), "{text}");
        }
    }
}
