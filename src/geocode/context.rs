//! Names of départements and regions, for the context of an address.

use super::index::city::departement_of_code;

const TABLE: &str = include_str!("../../data/departements.csv");

/// What the BAN calls the context of an INSEE code: `62, Pas-de-Calais, Hauts-de-France`.
pub fn context(code: &str) -> String {
    let departement = departement_of_code(code);
    let row = TABLE.lines().skip(1).find_map(|line| {
        let mut cells = line.split(',');
        (cells.next()? == departement).then(|| (cells.next(), cells.next()))
    });
    let Some((Some(name), region)) = row else {
        return departement.to_owned();
    };
    match region.filter(|r| !r.is_empty() && *r != name) {
        Some(region) => format!("{departement}, {name}, {region}"),
        None => format!("{departement}, {name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contexts_are_those_of_the_ban() {
        assert_eq!(context("62041"), "62, Pas-de-Calais, Hauts-de-France");
        assert_eq!(context("75101"), "75, Paris, Île-de-France");
        assert_eq!(context("2A004"), "2A, Corse-du-Sud, Corse");
        assert_eq!(context("97411"), "974, La Réunion");
        assert_eq!(context("99"), "99");
    }
}
