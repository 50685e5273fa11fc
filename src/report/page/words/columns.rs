//! Headings of columns for people, and how their numbers are shown.

use crate::render::Lang;

/// How the numbers of a column are shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::report) enum Show {
    /// With this many decimals.
    Number(usize),
    /// A share of 1, shown in per cent with one decimal.
    Share,
    /// A year: no blank between its digits.
    Year,
}

/// Heading of a column for people, in a language, and how its numbers are shown.
pub(in crate::report) fn column(name: &str, lang: Lang) -> (String, Show) {
    const KNOWN: [(&str, &str, &str, Show); 50] = [
        ("code_qp", "Code", "Code", Show::Number(0)),
        ("nom_qp", "Quartier", "Quartier", Show::Number(0)),
        ("code_qp_2015", "Code 2015", "Code 2015", Show::Number(0)),
        (
            "nom_qp_2015",
            "Quartier 2015",
            "Quartier 2015",
            Show::Number(0),
        ),
        ("code_qp_2024", "Code 2024", "Code 2024", Show::Number(0)),
        (
            "nom_qp_2024",
            "Quartier 2024",
            "Quartier 2024",
            Show::Number(0),
        ),
        (
            "evolution",
            "Évolution mesurée",
            "Measured change",
            Show::Number(0),
        ),
        (
            "statut_officiel",
            "Lettre officielle",
            "Official letter",
            Show::Number(0),
        ),
        ("ecart_statut", "Désaccord", "Disagreement", Show::Number(0)),
        (
            "aire_2015_m2",
            "Aire 2015 (m²)",
            "Area 2015 (m²)",
            Show::Number(0),
        ),
        (
            "aire_2024_m2",
            "Aire 2024 (m²)",
            "Area 2024 (m²)",
            Show::Number(0),
        ),
        (
            "aire_commune_m2",
            "Aire commune (m²)",
            "Common area (m²)",
            Show::Number(0),
        ),
        (
            "part_2015",
            "Part de 2015 conservée",
            "Share of 2015 kept",
            Show::Share,
        ),
        (
            "part_2024",
            "Part de 2024 issue de 2015",
            "Share of 2024 from 2015",
            Show::Share,
        ),
        ("iou", "Recouvrement", "Overlap", Show::Share),
        (
            "ecart_limite_m",
            "Écart des limites (m)",
            "Limit distance (m)",
            Show::Number(1),
        ),
        (
            "communes_2015",
            "Communes 2015",
            "Communes 2015",
            Show::Number(0),
        ),
        (
            "communes_2024",
            "Communes 2024",
            "Communes 2024",
            Show::Number(0),
        ),
        ("communes", "Communes", "Communes", Show::Number(0)),
        (
            "siren_epci",
            "SIREN de l’EPCI",
            "SIREN of the EPCI",
            Show::Number(0),
        ),
        ("nom_epci", "EPCI", "EPCI", Show::Number(0)),
        (
            "contrat_de_ville",
            "Contrat de ville",
            "Contrat de ville",
            Show::Number(0),
        ),
        ("aire_ha", "Aire (ha)", "Area (ha)", Show::Number(2)),
        (
            "quartiers_2015",
            "Quartiers 2015",
            "Quartiers 2015",
            Show::Number(0),
        ),
        (
            "quartiers_2024",
            "Quartiers 2024",
            "Quartiers 2024",
            Show::Number(0),
        ),
        (
            "aire_2015_ha",
            "Aire 2015 (ha)",
            "Area 2015 (ha)",
            Show::Number(2),
        ),
        (
            "aire_2024_ha",
            "Aire 2024 (ha)",
            "Area 2024 (ha)",
            Show::Number(2),
        ),
        ("code_insee", "Code Insee", "Insee code", Show::Number(0)),
        ("commune", "Commune", "Commune", Show::Number(0)),
        (
            "aire_qp_2015_ha",
            "Sol en QPV 2015 (ha)",
            "Ground in QPV 2015 (ha)",
            Show::Number(2),
        ),
        (
            "aire_qp_2024_ha",
            "Sol en QPV 2024 (ha)",
            "Ground in QPV 2024 (ha)",
            Show::Number(2),
        ),
        ("mouvement", "Mouvement", "Movement", Show::Number(0)),
        (
            "partages_2015",
            "Quartiers 2015 partagés",
            "Shared quartiers of 2015",
            Show::Number(0),
        ),
        (
            "partages_2024",
            "Quartiers 2024 partagés",
            "Shared quartiers of 2024",
            Show::Number(0),
        ),
        ("recensement", "Recensement", "Census", Show::Number(0)),
        ("perimetres", "Périmètres", "Perimeters", Show::Year),
        ("codes_insee", "Codes Insee", "Insee codes", Show::Number(0)),
        (
            "rattachement",
            "Quartiers",
            "Quartiers lie",
            Show::Number(0),
        ),
        ("quartiers", "Nombre", "Number", Show::Number(0)),
        (
            "sans_valeur",
            "dont sans valeur publiée",
            "without a published value",
            Show::Number(0),
        ),
        ("population", "Habitants", "Inhabitants", Show::Number(0)),
        ("nature", "Nature", "Kind", Show::Number(0)),
        ("aire_m2", "Aire (m²)", "Area (m²)", Show::Number(0)),
        (
            "aire_lisere_m2",
            "dont liserés écartés (m²)",
            "Slivers left out (m²)",
            Show::Number(0),
        ),
        (
            "defaut",
            "Défaut du contour",
            "Defect of the contour",
            Show::Number(0),
        ),
        (
            "aire_avant_m2",
            "Aire avant (m²)",
            "Area before (m²)",
            Show::Number(1),
        ),
        (
            "aire_apres_m2",
            "Aire après (m²)",
            "Area after (m²)",
            Show::Number(1),
        ),
        ("objet", "Objet", "What", Show::Number(0)),
        ("source", "Source", "Source", Show::Number(0)),
        ("remarque", "Remarque", "Note", Show::Number(0)),
    ];
    if let Some((_, fr, en, show)) = KNOWN.iter().find(|(known, ..)| *known == name) {
        return (lang.pick(fr, en).to_owned(), *show);
    }
    let census = |rest: &str| rest.to_uppercase().replace("RP", "RP\u{a0}");
    if let Some(rest) = name.strip_prefix("pop_rp") {
        let (year, kind) = rest.split_once('_').unwrap_or((rest, ""));
        let title = match kind {
            "entiers" => lang.pick(
                "Habitants des quartiers de la seule commune,",
                "Inhabitants of quartiers in this commune alone,",
            ),
            "partages" => lang.pick(
                "Habitants des quartiers partagés (non répartis),",
                "Inhabitants of shared quartiers (not split),",
            ),
            _ => "Population",
        };
        return (format!("{title} RP\u{a0}{year}"), Show::Number(0));
    }
    if let Some(rest) = name
        .strip_prefix("densite_")
        .and_then(|r| r.strip_suffix("_hab_km2"))
    {
        let title = lang.pick("Densité", "Density");
        let unit = lang.pick("hab./km²", "inh./km²");
        return (
            format!("{title} {} ({unit})", census(rest)),
            Show::Number(0),
        );
    }
    let plain = name.replace('_', " ");
    let mut letters = plain.chars();
    let first = letters
        .next()
        .map(|c| c.to_uppercase().to_string())
        .unwrap_or_default();
    (first + letters.as_str(), Show::Number(2))
}
