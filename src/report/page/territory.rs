//! What a study is about, in words: `Pas-de-Calais (62)`.

use crate::epci::departement_name;
use crate::render::Lang;

fn named(code: &str) -> String {
    match departement_name(code) {
        Some(name) => format!("{} ({code})", name.replace('\'', "’")),
        None => code.to_owned(),
    }
}

/// The territory of a list of départements; all of France where it is empty.
pub(super) fn in_words(departements: &[String], lang: Lang) -> String {
    match departements {
        [] => "France".to_owned(),
        several if several.len() > 8 => {
            let word = lang.pick("départements", "départements");
            format!("{} {word}", several.len())
        }
        several => several
            .iter()
            .map(|code| named(code))
            .collect::<Vec<_>>()
            .join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_departement_is_called_by_its_name() {
        let list = |codes: &[&str]| codes.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>();
        assert_eq!(in_words(&list(&["62"]), Lang::Fr), "Pas-de-Calais (62)");
        assert_eq!(
            in_words(&list(&["2A", "974"]), Lang::Fr),
            "Corse-du-Sud (2A), La Réunion (974)"
        );
        assert_eq!(in_words(&[], Lang::Fr), "France");
        assert_eq!(in_words(&list(&["21"]), Lang::Fr), "Côte-d’Or (21)");
    }
}
