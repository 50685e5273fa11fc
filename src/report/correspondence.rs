//! A published correspondence beside the measure: its table and its lines.

use super::changes_text::{SHOWN, more};
use super::tables::{frame, real, text, whole};
use crate::diff::{CheckedPair, Concordance, Diff, MIN_SHARE};
use crate::perimeter::{Perimeters, QuartierCode};
use crate::render::Lang;
use polars::prelude::DataFrame;
use std::fmt::Write;

/// The pairs as a table, one row each, with the reason in words.
pub fn correspondence_table(diff: &Diff, pairs: &[CheckedPair]) -> DataFrame {
    let each = || pairs.iter();
    let name = |set: &Perimeters, code: Option<QuartierCode>| {
        code.and_then(|c| set.get(&c)).map(|q| q.name.clone())
    };
    frame(vec![
        text("code_qp_2015", each().map(|p| p.old.map(|c| c.to_string()))),
        text("nom_qp_2015", each().map(|p| name(&diff.old, p.old))),
        text("code_qp_2024", each().map(|p| p.new.map(|c| c.to_string()))),
        text("nom_qp_2024", each().map(|p| name(&diff.new, p.new))),
        text("concordance", each().map(|p| Some(p.concordance.as_str()))),
        text("motif", each().map(|p| Some(reason(diff, p)))),
        text("evolution", each().map(|p| p.evolution.map(|e| e.as_str()))),
        text("statut_table", each().map(|p| p.stated_status.clone())),
        whole("ligne_table", each().map(|p| p.row.map(|r| r as i64))),
        real("aire_commune_m2", 1, each().map(|p| p.common_m2)),
        real("part_du_plus_petit", 4, each().map(|p| p.share_of_smaller)),
        real("largeur_moyenne_m", 1, each().map(|p| p.width_m)),
        real("distance_m", 1, each().map(|p| p.apart_m)),
    ])
}

/// Why the table and the measure disagree, in French; empty where they agree.
fn reason(diff: &Diff, pair: &CheckedPair) -> String {
    let n = |value: f64, decimals| Lang::Fr.number(value, decimals);
    let percent = |share: Option<f64>| n(100.0 * share.unwrap_or_default(), 1);
    match pair.concordance {
        Concordance::Accord => String::new(),
        Concordance::CodeInconnu => {
            let codes: Vec<String> = pair.unknown.iter().map(|c| c.to_string()).collect();
            let codes = codes.join(", ");
            format!("dans aucun des deux fichiers de périmètres : {codes}")
        }
        Concordance::SansSolCommun => match pair.apart_m {
            Some(metres) => format!("aucun sol commun, {} m les séparent", n(metres, 0)),
            None => "aucun sol commun, territoires différents".to_owned(),
        },
        Concordance::AbsentDeLaTable if pair.old.is_none() => {
            "quartier que la table ne cite pas".to_owned()
        }
        Concordance::AbsentDeLaTable => format!(
            "{} ha de sol commun, {} % du plus petit",
            n(pair.common_m2.unwrap_or_default() / 1e4, 2),
            percent(pair.share_of_smaller)
        ),
        Concordance::AbsentDeLaMesure if pair.old.is_none() || pair.new.is_none() => {
            "la table ne donne aucune filiation, le sol en donne une".to_owned()
        }
        Concordance::AbsentDeLaMesure => {
            let width_m = pair.width_m.unwrap_or_default();
            if width_m <= diff.tolerance.metres {
                format!(
                    "liseré de {} m de largeur moyenne, tolérance {} m",
                    n(width_m, 1),
                    n(diff.tolerance.metres, 1)
                )
            } else {
                format!(
                    "sol commun : {} % du plus petit, seuil {} %",
                    percent(pair.share_of_smaller),
                    n(100.0 * MIN_SHARE, 0)
                )
            }
        }
    }
}

/// Counts by verdict, and the pairs that do not agree.
pub(super) fn correspondence_text(pairs: &[CheckedPair]) -> String {
    let mut out = String::from("\nPublished correspondence, pair by pair\n");
    for concordance in Concordance::ALL {
        let of = || pairs.iter().filter(|p| p.concordance == concordance);
        // Writing to a String does not fail.
        let _ = writeln!(out, "  {concordance:<20} {:>5}", of().count());
        if concordance == Concordance::Accord {
            continue;
        }
        for pair in of().take(SHOWN) {
            let side = |code: Option<QuartierCode>| code.map_or("-".into(), |c| c.to_string());
            let (old, new) = (side(pair.old), side(pair.new));
            let _ = writeln!(out, "    {old:<8} {new:<8} {}", measure(pair));
        }
        more(&mut out, of().count());
    }
    out
}

/// What the ground says of a pair, in English.
fn measure(pair: &CheckedPair) -> String {
    match (pair.common_m2, pair.share_of_smaller, pair.apart_m) {
        (Some(common_m2), Some(share), _) if common_m2 > 0.0 => format!(
            "{:.2} ha in common, {:.1} % of the smaller, {:.1} m wide",
            common_m2 / 1e4,
            100.0 * share,
            pair.width_m.unwrap_or_default()
        ),
        (_, _, Some(metres)) => format!("{metres:.0} m apart"),
        _ if !pair.unknown.is_empty() => {
            let codes: Vec<String> = pair.unknown.iter().map(|c| c.to_string()).collect();
            format!("{} in neither file", codes.join(" and "))
        }
        _ => "stands alone on one side only".to_owned(),
    }
}
