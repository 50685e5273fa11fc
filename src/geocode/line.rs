//! The ways to read the line of the street: the line as it is, then without what may not belong
//! to it (a residence before, a building behind, words in brackets).

mod glued;
mod within;

use super::number::{HouseNumber, leading};
use super::text::numerals::is_number;
use super::text::words::StreetWords;
use glued::{glued_repetition, run_together};
use within::{cut_at_marker, pieces, streets_within};

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
