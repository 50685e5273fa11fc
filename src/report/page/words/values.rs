//! Values of tables as people write them.

use crate::render::Lang;

/// A value of a table as people write it; what is not a known word stays as it is.
pub(in crate::report) fn value<'a>(column: &str, value: &'a str, lang: Lang) -> &'a str {
    const EVOLUTION: [(&str, &str, &str); 7] = [
        ("inchange", "inchangé", "unchanged"),
        ("modifie", "modifié", "modified"),
        ("fusion", "fusion", "merger"),
        ("scission", "scission", "split"),
        ("recomposition", "recomposition", "recomposition"),
        ("nouveau", "nouveau", "new"),
        ("supprime", "supprimé", "removed"),
    ];
    const MOVEMENT: [(&str, &str, &str); 3] = [
        ("entre", "entre", "enters"),
        ("sort", "sort", "leaves"),
        ("reste", "reste", "stays"),
    ];
    const KIND: [(&str, &str, &str); 3] = [
        ("conserve", "conservé", "kept"),
        ("gagne", "gagné", "gained"),
        ("perdu", "perdu", "lost"),
    ];
    const DISAGREEMENT: [(&str, &str, &str); 4] = [
        (
            "lettre N, mais recouvre un quartier de 2015",
            "lettre N, mais recouvre un quartier de 2015",
            "letter N, but covers a quartier of 2015",
        ),
        (
            "lettre M ou I, mais ne recouvre aucun quartier de 2015",
            "lettre M ou I, mais ne recouvre aucun quartier de 2015",
            "letter M or I, but covers no quartier of 2015",
        ),
        (
            "lettre M, mais contour indiscernable de celui de 2015 à la tolérance près",
            "lettre M, mais contour indiscernable de celui de 2015 à la tolérance près",
            "letter M, but its contour cannot be told from that of 2015 within the tolerance",
        ),
        (
            "lettre I, mais contour différent de celui de 2015",
            "lettre I, mais contour différent de celui de 2015",
            "letter I, but another contour than that of 2015",
        ),
    ];
    const DEFECT: [(&str, &str, &str); 5] = [
        (
            "auto-intersection",
            "auto-intersection",
            "self-intersection",
        ),
        (
            "anneau sans surface",
            "anneau sans surface",
            "ring without area",
        ),
        (
            "trou hors de son enveloppe",
            "trou hors de son enveloppe",
            "hole outside its shell",
        ),
        (
            "anneaux qui se croisent",
            "anneaux qui se croisent",
            "rings that cross",
        ),
        (
            "parties qui se recouvrent",
            "parties qui se recouvrent",
            "parts that overlap",
        ),
    ];
    const UNKNOWN: [(&str, &str, &str); 2] = [
        ("non renseigné", "non renseigné", "not known"),
        (
            "commune non renseignée",
            "commune non renseignée",
            "commune not known",
        ),
    ];
    const TIE: [(&str, &str, &str); 2] = [
        (
            "entier",
            "dans cette seule commune",
            "in this commune alone",
        ),
        (
            "partagé",
            "partagés entre ces communes",
            "shared by these communes",
        ),
    ];
    let words: &[(&str, &str, &str)] = match column {
        "rattachement" => &TIE,
        "contrat_de_ville" | "communes" => &UNKNOWN,
        "ecart_statut" => &DISAGREEMENT,
        "defaut" => &DEFECT,
        "evolution" => &EVOLUTION,
        "mouvement" => &MOVEMENT,
        "nature" => &KIND,
        _ => return value,
    };
    let known = words.iter().find(|(word, ..)| *word == value);
    known.map_or(value, |(_, fr, en)| lang.pick(fr, en))
}
