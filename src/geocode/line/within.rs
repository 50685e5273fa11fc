//! Streets among other words: behind a residence, before a building, between commas.

use super::super::number::{HouseNumber, leading};
use super::super::text::fold::BREAK;
use super::super::text::numerals::is_number;
use super::super::text::words::{is_article, kind_name, kind_near, kind_of};
use super::{Line, line, with_near_kind};

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

/// Streets that begin in the middle of the line, and the first one without the next: "Résidence
/// des Goélands 28 impasse des Pétrels", "15 rue Monge villa les Roses".
pub(super) fn streets_within(words: &[String]) -> Vec<Line> {
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
            let first = from_here.rest.first().map_or("", String::as_str);
            if kind_near(first) != 0 {
                // "Foyer Adoma 26 Rye du Surmelin".
                let near = with_near_kind(&from_here.numbers, from_here.rest, 0.96);
                lines.extend(near.map(in_doubt));
            } else if kind_of(first) != 0 {
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

fn after_article(words: &[String], i: usize) -> bool {
    i > 0 && words.get(i - 1).is_some_and(|w| is_article(w))
}

pub(super) fn cut_at_marker(
    numbers: &[HouseNumber],
    street: &[String],
    trust: f32,
) -> Option<Line> {
    let marker = (2..street.len()).find(|&i| {
        street.get(i).is_some_and(|w| MARKERS.contains(&w.as_str())) && !after_article(street, i)
    })?;
    line(numbers.to_vec(), street.get(..marker)?, trust)
}

/// The pieces between commas and brackets: each that starts like a street, and "Kennedy (av.
/// John)" turned round.
pub(super) fn pieces(words: &[String], numbers: &[HouseNumber]) -> Vec<Line> {
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
