//! Estimates as a table of their own, never beside an official figure in one column.

use super::tables::{frame, real, text, whole};
use crate::diff::Diff;
use crate::population::{Estimate, LEAST_COVER, NoEstimate, ROUNDING};
use crate::render::Lang;
use polars::prelude::DataFrame;

/// Estimates with the source of their weights, in the order in which they were made.
pub fn estimates_table(diff: &Diff, estimates: &[(Estimate, String)]) -> DataFrame {
    let each = || estimates.iter().map(|(e, _)| e);
    let joined = |e: &Estimate| {
        let codes: Vec<String> = e.parents.iter().map(|c| c.to_string()).collect();
        codes.join(", ")
    };
    frame(vec![
        text("code_qp_2024", each().map(|e| Some(e.code.to_string()))),
        text(
            "nom_qp_2024",
            each().map(|e| diff.new.get(&e.code).map(|q| q.name.clone())),
        ),
        text("nature", each().map(|_| Some("estimation"))),
        text("methode", each().map(|e| Some(e.method.as_str()))),
        text("millesime", each().map(|e| Some(e.vintage.to_string()))),
        text("perimetres", each().map(|_| Some("2024"))),
        whole(
            "estimation_habitants",
            each().map(|e| e.inhabitants.ok().map(|n| n as i64)),
        ),
        text("borne", each().map(|e| e.is_bound().then_some("minimum"))),
        real("biais_mesure", 3, each().map(|e| e.bias())),
        text("codes_qp_2015", each().map(|e| Some(joined(e)))),
        real("part_sol_2015", 4, each().map(|e| Some(e.old_ground))),
        real("poids_2024", 0, each().map(|e| Some(e.weight))),
        real("part_sol_carreaux", 4, each().map(|e| e.cover)),
        real("part_imputee", 4, each().map(|e| e.imputed)),
        text(
            "source_poids",
            estimates.iter().map(|(_, s)| Some(s.as_str())),
        ),
        text("remarque", each().map(|e| Some(remark(e)))),
    ])
}

/// What a reader must know before the number is quoted, in French.
fn remark(e: &Estimate) -> String {
    let percent = |share: f64| Lang::Fr.number(100.0 * share, 0);
    let mut all = vec![match e.inhabitants {
        Ok(_) => format!("arrondie à {ROUNDING} habitants"),
        Err(NoEstimate::NoFigure(code)) => format!("population de {code} non publiée"),
        Err(NoEstimate::NothingHere) => "aucun poids dans le quartier".into(),
        Err(NoEstimate::NoOldGround) => "aucun quartier de 2015 dont partir".into(),
    }];
    if e.inhabitants.is_ok() && e.is_bound() && e.bias().is_none() {
        all.push("moins de la moitié du sol vient de 2015 : biais non mesuré".into());
    }
    if e.inhabitants.is_ok() && e.parents.is_empty() {
        all.push("densité des quartiers de 2015 du département".into());
    }
    if let Some(cover) = e.cover.filter(|c| *c < LEAST_COVER) {
        all.push(format!(
            "carreaux sur {} % du sol, à vérifier",
            percent(cover)
        ));
    }
    if !e.beyond.is_empty() {
        let codes: Vec<String> = e.beyond.iter().map(|c| c.to_string()).collect();
        all.push(format!("{} dépasse l'étendue des poids", codes.join(", ")));
    }
    all.join(" ; ")
}
