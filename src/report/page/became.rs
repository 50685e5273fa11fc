//! What became of the quartiers, in sentences: how many of each evolution, and which.

use super::story::Paragraph;
use super::words::counted;
use crate::diff::{Evolution, Row};
use crate::perimeter::{Perimeters, QuartierCode};
use crate::render::Lang;
use crate::report::Study;
use std::collections::BTreeMap;

/// The paragraph of the summary, where there are two generations to compare.
pub(super) fn paragraph(study: &Study, lang: Lang) -> Option<Paragraph> {
    let s = &study.summary;
    if s.count_2015 == 0 || s.count_2024 == 0 {
        return None;
    }
    let metres = lang.with_unit(study.diff.tolerance.metres, 1, "m");
    let mut clauses = Vec::new();
    for evolution in Evolution::ALL {
        let count = s
            .evolutions
            .get(evolution.as_str())
            .copied()
            .unwrap_or_default();
        let n = |n, one: &str, several: &str| counted(lang, n, one, several);
        let (old, new) = (count.quartiers_2015, count.quartiers_2024);
        if old + new == 0 {
            continue;
        }
        clauses.push(match (lang, evolution) {
            (Lang::Fr, Evolution::Inchange) => format!(
                "{} à {metres} près",
                n(new, "garde son contour", "gardent leur contour")
            ),
            (Lang::Fr, Evolution::Modifie) => {
                n(new, "a un contour modifié", "ont un contour modifié")
            }
            (Lang::Fr, Evolution::Fusion) => format!(
                "{} de la fusion de {}",
                n(new, "vient", "viennent"),
                n(old, "ancien quartier", "anciens quartiers")
            ),
            (Lang::Fr, Evolution::Scission) => format!(
                "{} de la scission de {}",
                n(new, "vient", "viennent"),
                n(old, "ancien quartier", "anciens quartiers")
            ),
            (Lang::Fr, Evolution::Recomposition) => format!(
                "{} de la recomposition de {}",
                n(new, "vient", "viennent"),
                n(old, "ancien quartier", "anciens quartiers")
            ),
            (Lang::Fr, Evolution::Nouveau) => n(new, "est nouveau", "sont nouveaux"),
            (Lang::Fr, Evolution::Supprime) => n(
                old,
                "quartier de 2015 n'est pas repris",
                "quartiers de 2015 ne sont pas repris",
            ),
            (Lang::En, Evolution::Inchange) => format!(
                "{} within {metres}",
                n(new, "keeps its contour", "keep their contour")
            ),
            (Lang::En, Evolution::Modifie) => n(new, "has another contour", "have another contour"),
            (Lang::En, Evolution::Fusion) => format!(
                "{} from the merger of {}",
                n(new, "comes", "come"),
                n(old, "old one", "old ones")
            ),
            (Lang::En, Evolution::Scission) => format!(
                "{} from the split of {}",
                n(new, "comes", "come"),
                n(old, "old one", "old ones")
            ),
            (Lang::En, Evolution::Recomposition) => format!(
                "{} from the recomposition of {}",
                n(new, "comes", "come"),
                n(old, "old one", "old ones")
            ),
            (Lang::En, Evolution::Nouveau) => n(new, "is new", "are new"),
            (Lang::En, Evolution::Supprime) => {
                n(old, "old one is not taken up", "old ones are not taken up")
            }
        });
    }
    let opening = lang.pick(
        "Comparés à ceux de 2015 d'après leur emprise, les quartiers de 2024 se répartissent ainsi : ",
        "By the ground they share with those of 2015, the quartiers of 2024 fall as follows: ",
    );
    let kept = s
        .evolutions
        .get("supprime")
        .is_none_or(|c| c.quartiers_2015 == 0);
    let ending = match kept {
        true => lang.pick(
            ". Aucun quartier de 2015 ne disparaît.",
            ". No quartier of 2015 disappears.",
        ),
        false => ".",
    };
    Some(Paragraph {
        text: format!(
            "{opening}{}{ending}",
            clauses
                .join(lang.pick(" ; ", "; "))
                .replace(" de 1\u{a0}ancien", " d’un\u{a0}ancien")
        ),
        details: moves(study, lang),
    })
}

/// Mergers, splits, new and removed quartiers by code, where they are few enough to be read.
fn moves(study: &Study, lang: Lang) -> Vec<String> {
    const MOST: usize = 12;
    let rows = &study.diff.rows;
    let label = |set: &Perimeters, code: &QuartierCode| {
        set.get(code)
            .map_or_else(|| code.to_string(), |q| q.label())
    };
    let mut all = Vec::new();
    let of = |evolution| rows.iter().filter(move |r: &&Row| r.evolution == evolution);
    let mut mergers: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for (new, old) in of(Evolution::Fusion).filter_map(|r| Some((r.new?, r.old?))) {
        mergers.entry(new).or_default().push(old.to_string());
    }
    for (new, old) in &mergers {
        let word = lang.pick("Fusion", "Merger");
        all.push(format!(
            "{word} : {} → {}",
            old.join(" + "),
            label(&study.diff.new, new)
        ));
    }
    let mut splits: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for (old, new) in of(Evolution::Scission).filter_map(|r| Some((r.old?, r.new?))) {
        splits.entry(old).or_default().push(new.to_string());
    }
    for (old, new) in &splits {
        let word = lang.pick("Scission", "Split");
        all.push(format!(
            "{word} : {} → {}",
            label(&study.diff.old, old),
            new.join(" + ")
        ));
    }
    let place = |code: &QuartierCode| {
        let communes = study.placement.get(code).communes;
        if communes.is_empty() {
            String::new()
        } else {
            format!(" ({})", communes.join(", "))
        }
    };
    for new in of(Evolution::Nouveau).filter_map(|r| r.new) {
        let word = lang.pick("Nouveau", "New");
        all.push(format!(
            "{word} : {}{}",
            label(&study.diff.new, &new),
            place(&new)
        ));
    }
    for old in of(Evolution::Supprime).filter_map(|r| r.old) {
        let word = lang.pick("Non repris", "Not taken up");
        all.push(format!(
            "{word} : {}{}",
            label(&study.diff.old, &old),
            place(&old)
        ));
    }
    if all.len() > MOST { Vec::new() } else { all }
}
