//! What a study is about, in words: `Pas-de-Calais (62)`.

use crate::render::Lang;

/// Codes and names of the départements and collectivities that can hold quartiers.
const NAMES: &str = "01 Ain|02 Aisne|03 Allier|04 Alpes-de-Haute-Provence|05 Hautes-Alpes|\
06 Alpes-Maritimes|07 Ardèche|08 Ardennes|09 Ariège|10 Aube|11 Aude|12 Aveyron|\
13 Bouches-du-Rhône|14 Calvados|15 Cantal|16 Charente|17 Charente-Maritime|18 Cher|19 Corrèze|\
2A Corse-du-Sud|2B Haute-Corse|21 Côte-d’Or|22 Côtes-d’Armor|23 Creuse|24 Dordogne|25 Doubs|\
26 Drôme|27 Eure|28 Eure-et-Loir|29 Finistère|30 Gard|31 Haute-Garonne|32 Gers|33 Gironde|\
34 Hérault|35 Ille-et-Vilaine|36 Indre|37 Indre-et-Loire|38 Isère|39 Jura|40 Landes|\
41 Loir-et-Cher|42 Loire|43 Haute-Loire|44 Loire-Atlantique|45 Loiret|46 Lot|47 Lot-et-Garonne|\
48 Lozère|49 Maine-et-Loire|50 Manche|51 Marne|52 Haute-Marne|53 Mayenne|54 Meurthe-et-Moselle|\
55 Meuse|56 Morbihan|57 Moselle|58 Nièvre|59 Nord|60 Oise|61 Orne|62 Pas-de-Calais|\
63 Puy-de-Dôme|64 Pyrénées-Atlantiques|65 Hautes-Pyrénées|66 Pyrénées-Orientales|67 Bas-Rhin|\
68 Haut-Rhin|69 Rhône|70 Haute-Saône|71 Saône-et-Loire|72 Sarthe|73 Savoie|74 Haute-Savoie|\
75 Paris|76 Seine-Maritime|77 Seine-et-Marne|78 Yvelines|79 Deux-Sèvres|80 Somme|81 Tarn|\
82 Tarn-et-Garonne|83 Var|84 Vaucluse|85 Vendée|86 Vienne|87 Haute-Vienne|88 Vosges|89 Yonne|\
90 Territoire de Belfort|91 Essonne|92 Hauts-de-Seine|93 Seine-Saint-Denis|94 Val-de-Marne|\
95 Val-d’Oise|971 Guadeloupe|972 Martinique|973 Guyane|974 La Réunion|\
975 Saint-Pierre-et-Miquelon|976 Mayotte|977 Saint-Barthélemy|978 Saint-Martin|\
987 Polynésie française";

fn named(code: &str) -> String {
    let known = NAMES.split('|').filter_map(|entry| entry.split_once(' '));
    match known.into_iter().find(|(c, _)| *c == code) {
        Some((_, name)) => format!("{name} ({code})"),
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
        assert_eq!(NAMES.split('|').count(), 105);
    }
}
