//! Names of départements and regions (code officiel géographique, Insee).

const TABLE: &str = include_str!("../../data/departements.csv");

/// Name of a département of Insee code `62`, `2A`, `974`; `None` where there is none.
pub fn departement_name(code: &str) -> Option<&'static str> {
    TABLE.lines().skip(1).find_map(|line| {
        let (found, rest) = line.split_once(',')?;
        let (name, _) = rest.rsplit_once(',')?;
        (found == code).then_some(name.trim_matches('"'))
    })
}

/// Codes of all départements.
pub fn departements() -> impl Iterator<Item = &'static str> {
    let rows = TABLE.lines().skip(1);
    rows.filter_map(|line| Some(line.split_once(',')?.0))
}

#[cfg(test)]
mod tests {
    use super::departement_name;

    #[test]
    fn departements_are_called_by_their_names() {
        assert_eq!(departement_name("62"), Some("Pas-de-Calais"));
        assert_eq!(departement_name("2A"), Some("Corse-du-Sud"));
        assert_eq!(departement_name("974"), Some("La Réunion"));
        assert_eq!(departement_name("20"), None);
    }
}
