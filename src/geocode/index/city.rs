//! Names and codes that stand for a commune: the city of an arrondissement, ids, name variants.

use super::format::POSITIONS;
use crate::geocode::text::fold;
use crate::geocode::text::fold::BREAK;
use crate::geocode::text::numerals::{is_number, roman};

/// The city that an arrondissement belongs to: its INSEE code and name.
pub fn whole_city(code: &str) -> Option<(&'static str, &'static str)> {
    match code.parse::<u32>().ok()? {
        75101..=75120 => Some(("75056", "Paris")),
        69381..=69389 => Some(("69123", "Lyon")),
        13201..=13216 => Some(("13055", "Marseille")),
        _ => None,
    }
}

/// Number of an arrondissement within its city.
pub fn arrondissement(code: &str) -> Option<u32> {
    let first = match whole_city(code)?.1 {
        "Paris" => 75100,
        "Lyon" => 69380,
        _ => 13200,
    };
    code.parse::<u32>().ok().map(|c| c - first)
}

/// The département of an INSEE code.
pub fn departement_of_code(code: &str) -> &str {
    let long = code.starts_with("97") || code.starts_with("98");
    code.get(..if long { 3 } else { 2 }).unwrap_or_default()
}

/// Whether a postcode may lie in a département ("20" is Corsica, and some communes are served
/// from across the limit, which the index knows by itself).
pub fn postcode_in_departement(postcode: u32, departement: &str) -> bool {
    let text = format!("{postcode:05}");
    match departement {
        "2A" | "2B" => text.starts_with("20"),
        _ => text.starts_with(departement),
    }
}

/// Id of the street in an id of an address ("75101_cfq3tf_00022_s" -> "75101_cfq3tf").
pub fn street_id(id: &str, code: &str) -> String {
    match id.match_indices('_').nth(1) {
        Some((end, _)) => id.get(..end).unwrap_or(id).to_owned(),
        None if id.is_empty() => code.to_owned(),
        None => id.to_owned(),
    }
}

/// Code of a kind of position, 0 where it is none of the BAL's.
pub fn position_code(text: &str) -> u8 {
    if text.is_empty() {
        return 0;
    }
    let plain = fold(text).concat();
    POSITIONS
        .iter()
        .position(|p| fold(p).concat() == plain)
        .map_or(0, |i| u8::try_from(i).unwrap_or(0))
}

/// Words of a city name, without accents, abbreviations and what the post adds: "STE-FOY LES
/// LYON CEDEX" -> `sainte foy les lyon`, "Paris 11ème arrt" -> `paris 11`.
pub fn city_words<S: AsRef<str>>(folded: &[S]) -> Vec<String> {
    let mut words = Vec::with_capacity(folded.len());
    for word in folded.iter().map(AsRef::as_ref) {
        match word {
            BREAK | "cedex" | "arrondissement" | "arrondissements" | "arrdt" | "arrt" | "arr"
            | "ardt" => {}
            "st" => words.push("saint".to_owned()),
            "ste" => words.push("sainte".to_owned()),
            "ss" => words.push("sous".to_owned()),
            "s" => words.push("sur".to_owned()),
            "les" | "lez" => words.push("les".to_owned()),
            _ => {
                let number = word.strip_suffix('e').unwrap_or(word);
                let in_a_city = matches!(
                    words.last().map(String::as_str),
                    Some("paris" | "lyon" | "marseille")
                );
                if is_number(number) {
                    words.push(number.trim_start_matches('0').to_owned());
                } else if let Some(number) = roman_ordinal(word).filter(|_| in_a_city) {
                    words.push(number);
                } else {
                    words.push(word.to_owned());
                }
            }
        }
    }
    words
}

/// The arrondissement in "Paris XI", "Paris XVIIème", "Paris Ve".
fn roman_ordinal(word: &str) -> Option<String> {
    let plain = ["eme", "em", "er", "e"]
        .iter()
        .find_map(|end| word.strip_suffix(end))
        .unwrap_or(word);
    match plain {
        "i" => Some("1".to_owned()),
        "v" => Some("5".to_owned()),
        "x" => Some("10".to_owned()),
        _ => roman(plain),
    }
}

/// The forms under which a commune can be asked for, compact ("paris11").
pub fn city_names(code: &str, name: &str, old_name: &str, post_names: &[String]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut add = |text: &str| {
        let words = city_words(&fold(text));
        let compact = words.concat();
        if !compact.is_empty() && !names.contains(&compact) {
            names.push(compact);
        }
        // "Le Havre" is also asked for as "Havre".
        if words.len() > 1
            && matches!(
                words.first().map(String::as_str),
                Some("le" | "la" | "les" | "l")
            )
        {
            let short = words.get(1..).unwrap_or_default().concat();
            if short.len() > 3 && !names.contains(&short) {
                names.push(short);
            }
        }
    };
    add(name);
    add(old_name);
    if let (Some((_, city)), Some(number)) = (whole_city(code), arrondissement(code)) {
        add(city);
        add(&format!("{city} {number}"));
    } else {
        for post_name in post_names {
            add(post_name);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrondissements_know_their_city() {
        assert_eq!(whole_city("75111"), Some(("75056", "Paris")));
        assert_eq!(arrondissement("69389"), Some(9));
        assert_eq!(whole_city("62041"), None);
    }

    #[test]
    fn cities_have_many_names() {
        let names = city_names("75111", "Paris 11e Arrondissement", "", &[]);
        assert_eq!(names, ["paris11", "paris"]);
        for text in ["Paris XVIIème", "PARIS XVII", "Paris 17e arrdt", "paris 17"] {
            assert_eq!(city_words(&fold(text)).join(" "), "paris 17", "{text}");
        }
        let names = city_names("76351", "Le Havre", "", &["LE HAVRE CEDEX".into()]);
        assert_eq!(names, ["lehavre", "havre"]);
    }

    #[test]
    fn ids_of_streets_are_cut_from_ids_of_addresses() {
        assert_eq!(street_id("75101_cfq3tf_00022_s", "75101"), "75101_cfq3tf");
        assert_eq!(street_id("", "75101"), "75101");
    }
}
