//! How the results were made, and from what.

use super::words::spaced;
use crate::diff::{LENGTH_SHARE, MIN_SHARE, MOVED_SHARE, ToleranceOrigin};
use crate::perimeter::{MIN_SHARE_IN_COMMUNE, MIN_WIDTH_M};
use crate::render::Lang;
use crate::report::Study;
use serde::Serialize;

/// A term and what it means here.
#[derive(Debug, Serialize)]
pub(super) struct Term {
    pub term: String,
    pub meaning: String,
}

/// The methods, with the numbers of this study in them.
pub(super) fn methods(study: &Study, lang: Lang) -> Vec<Term> {
    let tolerance = study.diff.tolerance;
    let metres = lang.with_unit(tolerance.metres, 1, "m");
    let percent = |share: f64| lang.percent(share * 100.0, 0);
    let origin = match (tolerance.origin, lang) {
        (ToleranceOrigin::Given, Lang::Fr) => "valeur choisie pour cette étude".to_owned(),
        (ToleranceOrigin::Given, Lang::En) => "value chosen for this study".to_owned(),
        (ToleranceOrigin::Drawing, Lang::Fr) => {
            "précision du dessin des décrets au 1/4 000".to_owned()
        }
        (ToleranceOrigin::Drawing, Lang::En) => {
            "precision of the decrees' maps at 1/4,000".to_owned()
        }
        (ToleranceOrigin::Rounding { step_deg }, _) => {
            let step = lang.number(step_deg, decimals_of(step_deg));
            match lang {
                Lang::Fr => format!(
                    "précision du dessin des décrets au 1/4 000, à laquelle s'ajoute l'arrondi des coordonnées à {step} degré dans un des fichiers"
                ),
                Lang::En => format!(
                    "precision of the decrees' maps at 1/4,000, and coordinates rounded to {step} degrees in one of the files"
                ),
            }
        }
    };
    let pairs: Vec<(&str, String)> = match lang {
        Lang::Fr => vec![
            ("Tolérance", format!("{metres} : {origin}. Une limite qui bouge de moins que cela n'a pas changé.")),
            ("Lien entre deux quartiers", format!("le sol commun est plus large que la tolérance et couvre au moins {} de l'un des deux quartiers. Ni les codes ni les noms n'entrent en compte : les numéros d'ordre ont changé d'une génération à l'autre.", percent(MIN_SHARE))),
            ("Inchangé", format!("un ancien et un nouveau quartier liés l'un à l'autre seulement, dont {} de la longueur des limites se suivent à la tolérance près, et dont au plus {} du sol a bougé de plus que la tolérance. Modifié sinon.", percent(LENGTH_SHARE), percent(MOVED_SHARE))),
            ("Fusion, scission, recomposition", "plusieurs anciens quartiers liés à un nouveau ; un ancien lié à plusieurs nouveaux ; plusieurs liés à plusieurs.".into()),
            ("Nouveau, supprimé", "quartier sans lien avec l'autre génération.".into()),
            ("Lettre officielle", "dernière lettre du code de 2024 : N nouveau, M existant et modifié, I identique, C commune entière. C'est une déclaration administrative, pas une mesure ; les deux sont montrées et leurs désaccords listés.".into()),
            ("Écart des limites", format!("distance que ne dépassent pas {} de la longueur des deux limites.", percent(LENGTH_SHARE))),
            ("Aires", "aires des contours dans la projection légale du territoire (Lambert-93 en métropole, UTM outre-mer). Les contours invalides sont réparés avant tout calcul ; chaque réparation est listée.".into()),
            ("Communes", match study.outlines {
                Some(_) => format!("une commune compte si un quartier y a au moins {} de son sol, sur plus de {} de large. Les contours de communes sont généralisés : leur tracé peut s'écarter de quelques dizaines de mètres.", percent(MIN_SHARE_IN_COMMUNE), lang.with_unit(MIN_WIDTH_M, 0, "m")),
                None => "communes nommées par les fichiers des périmètres ; sans contours de communes, les entrées et les sorties ne sont pas mesurées.".into(),
            }),
            ("Population", "population municipale telle que l'Insee la publie pour chaque quartier, avec son recensement et ses périmètres. Rien n'est estimé ici. Une valeur absente n'est pas un zéro : elle est comptée à part. Des totaux sur des périmètres différents ne se comparent pas.".into()),
            ("Population par commune", "un quartier situé dans une seule commune y est compté. Celui qui s'étend sur plusieurs communes n'est jamais réparti entre elles : ses habitants sont donnés pour le groupe de ces communes, nommées. Chaque quartier figure une fois, et la somme des lignes d'un recensement est son total.".into()),
            ("Précision des dessins", "les cartes de cette page sont simplifiées à ce que l'écran et le papier montrent ; tous les calculs reposent sur les contours complets.".into()),
        ],
        Lang::En => vec![
            ("Tolerance", format!("{metres}: {origin}. A limit that moves by less has not changed.")),
            ("Link between two quartiers", format!("the ground in common is wider than the tolerance and covers at least {} of one of the two. Neither codes nor names take part: order numbers shifted between the generations.", percent(MIN_SHARE))),
            ("Unchanged", format!("one old and one new quartier linked to each other alone, {} of the length of whose limits follow each other within the tolerance, and at most {} of whose ground moved by more than it. Modified otherwise.", percent(LENGTH_SHARE), percent(MOVED_SHARE))),
            ("Merger, split, recomposition", "several old quartiers linked to one new one; one old one linked to several new ones; several to several.".into()),
            ("New, removed", "a quartier without link to the other generation.".into()),
            ("Official letter", "last letter of the code of 2024: N new, M known and modified, I identical, C whole commune. It is an administrative statement and no measurement; both are shown and their disagreements listed.".into()),
            ("Limit distance", format!("the distance that {} of the length of both limits do not exceed.", percent(LENGTH_SHARE))),
            ("Areas", "areas of the contours in the legal projection of the territory (Lambert-93 in metropolitan France, UTM overseas). Invalid contours are repaired first; each repair is listed.".into()),
            ("Communes", match study.outlines {
                Some(_) => format!("a commune counts where a quartier has at least {} of its ground in it, more than {} wide. Outlines of communes are generalised: expect them tens of metres off.", percent(MIN_SHARE_IN_COMMUNE), lang.with_unit(MIN_WIDTH_M, 0, "m")),
                None => "communes that the files of perimeters name; without outlines of communes, entering and leaving is not measured.".into(),
            }),
            ("Population", "population municipale as Insee publishes it for each quartier, with its census and perimeters. Nothing here is an estimate. A missing value is no zero: it is counted apart. Totals on different perimeters cannot be compared.".into()),
            ("Population by commune", "a quartier in one commune counts there. One that extends over several is never split between them: its inhabitants are given for the group of these communes, by name. Every quartier is in one row, and the rows of a census sum to its total.".into()),
            ("Precision of the drawings", "maps of this page are simplified to what screen and paper can show; every result rests on the full contours.".into()),
        ],
    };
    pairs
        .into_iter()
        .map(|(term, meaning)| Term {
            term: term.to_owned(),
            meaning: spaced(&meaning, lang),
        })
        .collect()
}

/// Decimals that a step such as 1e-4 needs.
fn decimals_of(step: f64) -> usize {
    (0..12)
        .find(|d| (step * 10f64.powi(*d)).fract().abs() < 1e-6)
        .unwrap_or(6) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_written_with_all_its_decimals() {
        assert_eq!(decimals_of(1e-4), 4);
        assert_eq!(decimals_of(1.0), 0);
    }
}
