//! Words run together: a repetition or a street type that hangs on the next word.

use super::super::number::leading;
use super::super::text::words::kind_of;
use super::{Line, line};

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
pub(super) fn run_together(words: &[String]) -> Option<Line> {
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
pub(super) fn glued_repetition(word: &str) -> Option<&str> {
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
