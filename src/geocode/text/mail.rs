//! What an address line holds for the postman and not for the map: boxes, CEDEX, floors, doors.

use super::fold::BREAK;
use super::numerals::is_number;
use super::words::{is_article, kind_near, kind_of};

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
        let in_a_name = ends_within_a_name(&plain.words);
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

/// Whether the words so far end within a name: after an article, or after a street type that
/// begins the street ("12 voie bt 20", but not "le clos esc 3" or "residence bat c").
fn ends_within_a_name(words: &[String]) -> bool {
    let Some((last, before)) = words.split_last() else {
        return false;
    };
    let begins = before
        .last()
        .is_none_or(|w| w == BREAK || is_number(w) || w.len() == 1);
    is_article(last)
        || (begins
            && last.len() > 1
            && !matches!(last.as_str(), "residence" | "res" | "resid" | "hlm")
            && kind_of(last) != 0)
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
            return Some(1 + parcel(rest));
        }
        _ => {}
    }
    let sign = usize::from(matches!(next, Some("n" | "no" | "numero")));
    let value = rest.get(sign).map_or("", String::as_str);
    let behind = rest.get(sign + 1..).unwrap_or_default();
    // "bat d, 12 rue", but not "porte d orleans".
    let building_d = matches!(value, "d" | "l")
        && behind.first().is_none_or(|w| {
            w == BREAK || is_number(w) || may_be_mail(w) || (w.len() > 1 && kind_of(w) != 0)
        });
    if (FLATS.contains(&word) || PARTS.contains(&word))
        && (building_d || is_code(value))
        && value.len() < 5
    {
        return Some(1 + sign + door(rest.get(sign..).unwrap_or_default()));
    }
    None
}

/// How many words the name of a door takes, the first included: letters and numbers by turns
/// ("B 12", "45 A 12") are one name, but for the number of the house before a street.
fn door(words: &[String]) -> usize {
    let mut taken = 1;
    while let (Some(before), Some(word)) = (words.get(taken - 1), words.get(taken)) {
        let rest = words.get(taken + 1..).unwrap_or_default();
        let opens_a_box = word == "b" && rest.first().is_some_and(|w| w == "p");
        let goes_on = is_code(word) && word.len() < 4 && is_number(word) != is_number(before);
        if !goes_on || opens_a_box || starts_street(rest) {
            break;
        }
        taken += 1;
    }
    taken
}

/// How many words the name of a parcel takes: "section AC n° 12", "AB 123", "000 AB 12".
fn parcel(words: &[String]) -> usize {
    let word = |i: usize| words.get(i).map_or("", String::as_str);
    let mut i = 0;
    while matches!(word(i), "section" | "parcelle" | "n" | "no" | "numero") {
        i += 1;
    }
    let is_section =
        |w: &str| (1..=2).contains(&w.len()) && w.bytes().all(|b| b.is_ascii_alphabetic());
    if word(i) == "000" {
        i += 1;
    }
    if is_section(word(i)) && !is_article(word(i)) {
        i += 1;
    }
    while matches!(word(i), "n" | "no" | "numero") {
        i += 1;
    }
    let rest = words.get(i + 1..).unwrap_or_default();
    i + usize::from(is_number(word(i)) && word(i).len() < 5 && !starts_street(rest))
}

/// Whether a street follows, perhaps after the repetition of a house number.
fn starts_street(rest: &[String]) -> bool {
    // "porte 12", "tour B" are no streets; "aveneu" is one.
    let is_kind = |w: &String| {
        w.len() > 1 && !PARTS.contains(&w.as_str()) && (kind_of(w) != 0 || kind_near(w) != 0)
    };
    let repetition = (rest.first()).is_some_and(|w| {
        w.len() == 1 && !is_number(w) || matches!(w.as_str(), "bis" | "ter" | "quater")
    });
    rest.first().is_some_and(is_kind) || (repetition && rest.get(1).is_some_and(is_kind))
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
            ("Bât C3 17 rue Monge", "17 rue monge"),
            ("appt 4 B 12 rue Monge", "12 rue monge"),
            ("appt 203 B 2 Avenie Foch", "2 avenie foch"),
            ("bat. D cage 4 23 rue Monge", "23 rue monge"),
            ("Bât C3 porte 12 19 rue Monge", "19 rue monge"),
            ("porte d'Orléans", "porte d orleans"),
            ("bat B 12 bis rue Monge", "12 bis rue monge"),
            ("digicode 45A12, 183 rue Monge", "183 rue monge"),
            ("Interphone 12 B.P. 12 97 rue Monge", "97 rue monge"),
            ("RES LE CLOS ESC 3 5 RUE MONGE", "res le clos 5 rue monge"),
            ("parcelle AB 123 145 rue Monge", "145 rue monge"),
            ("cadastré section AC n° 12, 14 rue Monge", "14 rue monge"),
            ("12 voie BT 20", "12 voie bt 20"),
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
