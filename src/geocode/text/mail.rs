//! What an address line holds for the postman and not for the map: boxes, CEDEX, floors, doors.

use super::fold::BREAK;
use super::numerals::is_number;
use super::words::{is_article, kind_of};

/// An address without its mail parts.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Plain {
    /// What is left.
    pub words: Vec<String>,
    /// A CEDEX was there: the postcode is the post office's, only its département counts.
    pub cedex: bool,
    /// The number after CEDEX, in Paris, Lyon and Marseille the arrondissement.
    pub cedex_number: Option<u32>,
}

const BOXES: &[&str] = &["bp", "cs", "tsa", "cidex", "autorisation"];
const FLATS: &[&str] = &[
    "appartement",
    "appart",
    "appt",
    "apt",
    "app",
    "apart",
    "appat",
    "logement",
    "logt",
    "lgt",
    "log",
    "chambre",
    "chbre",
    "studio",
    "boite",
    "bal",
    "bte",
    "digicode",
    "code",
    "interphone",
];
const PARTS: &[&str] = &[
    "batiment", "bat", "bati", "bt", "btm", "escalier", "esc", "entree", "ent", "hall", "cage",
    "porte", "etage", "etg", "palier", "bloc", "tour", "immeuble", "imm", "aile", "local",
];

/// Removes the mail parts. Names of streets keep theirs ("Rue de la Porte", "Rue des Étages"):
/// a part counts only before its number or letter, and never after an article.
pub fn without_mail_parts(words: Vec<String>) -> Plain {
    if !words.iter().any(|w| may_be_mail(w)) {
        return Plain {
            words,
            ..Plain::default()
        };
    }
    let mut plain = Plain::default();
    let mut i = 0;
    while let Some(word) = words.get(i) {
        let rest = words.get(i + 1..).unwrap_or_default();
        // "Rue de la Porte", "Voie BT/20": a name, not a part of a building.
        let in_a_name =
            (plain.words.last()).is_some_and(|w| is_article(w) || (w.len() > 1 && kind_of(w) != 0));
        let skipped = mail_part(word, rest, in_a_name, &mut plain);
        match skipped {
            Some(n) => i += n,
            None => {
                plain.words.push(word.clone());
                i += 1;
            }
        }
    }
    while plain.words.first().is_some_and(|w| w == BREAK) {
        plain.words.remove(0);
    }
    plain
}

fn may_be_mail(word: &str) -> bool {
    BOXES.contains(&word)
        || FLATS.contains(&word)
        || PARTS.contains(&word)
        || matches!(
            word,
            "cedex"
                | "b"
                | "c"
                | "rdc"
                | "rez"
                | "chez"
                | "cp"
                | "parcelle"
                | "parcelles"
                | "section"
                | "cadastre"
                | "cadastree"
                | "numero"
                | "lieu"
                | "lieux"
                | "lieudit"
        )
}

/// How many words the part that starts here takes, if one starts here.
fn mail_part(word: &str, rest: &[String], in_a_name: bool, plain: &mut Plain) -> Option<usize> {
    let next = rest.first().map(String::as_str);
    let third = rest.get(1).map(String::as_str);
    if word == "cedex" {
        plain.cedex = true;
        let number = next.filter(|n| n.len() <= 2).and_then(|n| n.parse().ok());
        plain.cedex_number = number;
        return Some(1 + usize::from(number.is_some()));
    }
    if BOXES.contains(&word) || (word == "b" && next == Some("p")) {
        let start = usize::from(word == "b");
        let sign = usize::from(matches!(
            rest.get(start).map(String::as_str),
            Some("n" | "no" | "numero")
        ));
        let number = rest.get(start + sign).filter(|n| is_number(n));
        return number.map(|_| 2 + start + sign);
    }
    if word == "cp" && next.is_some_and(|n| is_number(n) && n.len() == 5) {
        return Some(1);
    }
    if in_a_name {
        return None;
    }
    if is_ordinal(word) && matches!(next, Some("etage" | "etg")) {
        return Some(2);
    }
    match (word, next, third) {
        ("rdc", ..) => return Some(1),
        ("rez", Some("de"), Some("chaussee")) => return Some(3),
        ("numero", Some(n), _) if is_number(n) => return Some(1),
        ("lieu" | "lieux", Some("dit" | "dits"), Some(_)) => return Some(2),
        ("lieudit", Some(_), _) => return Some(1),
        ("parcelle" | "parcelles" | "section" | "cadastre" | "cadastree", ..) => {
            let codes = rest
                .iter()
                .take(4)
                .take_while(|w| is_code(w) && w.len() < 5);
            return Some(1 + codes.count());
        }
        _ => {}
    }
    let sign = usize::from(matches!(next, Some("n" | "no" | "numero")));
    let value = rest.get(sign).map(String::as_str);
    if (FLATS.contains(&word) || PARTS.contains(&word))
        && value.is_some_and(|v| is_code(v) && v.len() < 5)
    {
        // "B 12", "12 B": a letter and a number are one name of a door.
        let code = value.unwrap_or_default();
        let more = rest.get(sign + 1).is_some_and(|w| {
            is_code(w)
                && w.len() < 4
                && is_number(w) != is_number(code)
                && !starts_street(rest.get(sign + 2..).unwrap_or_default())
        });
        return Some(2 + sign + usize::from(more));
    }
    None
}

/// Whether a street follows, perhaps after the repetition of a house number.
fn starts_street(rest: &[String]) -> bool {
    let is_kind = |w: &String| w.len() > 1 && kind_of(w) != 0;
    let short = rest.first().is_some_and(|w| w.len() <= 3);
    rest.first().is_some_and(is_kind) || (short && rest.get(1).is_some_and(is_kind))
}

fn is_ordinal(word: &str) -> bool {
    word.strip_suffix('e').is_some_and(is_number) || is_number(word)
}

/// A number or a single letter that is no article.
fn is_code(word: &str) -> bool {
    is_number(word) || (word.len() == 1 && !matches!(word, "d" | "l" | BREAK))
}

#[cfg(test)]
mod tests {
    use super::super::fold;
    use super::*;

    fn plain(text: &str) -> String {
        without_mail_parts(fold(text)).words.join(" ")
    }

    #[test]
    fn boxes_floors_and_doors_are_removed() {
        for (text, left) in [
            (
                "2 allée Guesde BP 7015 31068 TOULOUSE",
                "2 allee guesde 31068 toulouse",
            ),
            (
                "2 allée Guesde B.P. N 7015 31068 X",
                "2 allee guesde 31068 x",
            ),
            (
                "20 av de Ségur TSA N°30719 75334 Paris Cedex 07",
                "20 av de segur 75334 paris",
            ),
            (
                "12ème étage Rue Delory 59017 Lille",
                "rue delory 59017 lille",
            ),
            ("Rue Louis des Etages", "rue louis des etages"),
            (
                "12 rue de la Porte Saint-Martin",
                "12 rue de la porte saint martin",
            ),
            ("BAT A ESC 2 12 rue Monge", "12 rue monge"),
            ("12 rue Monge appt 4 B", "12 rue monge"),
            ("Lieu-Dit Les Chênes", "les chenes"),
            ("bp 18", ""),
        ] {
            assert_eq!(plain(text), left, "{text}");
        }
    }

    #[test]
    fn cedex_is_remembered() {
        let p = without_mail_parts(fold("75334 Paris Cedex 07"));
        assert!(p.cedex);
        assert_eq!(p.cedex_number, Some(7));
    }
}
