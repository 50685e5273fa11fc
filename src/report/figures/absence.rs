//! Why a study gives no figure of a kind, in a sentence.

use super::super::study::Study;
use super::charts::{MOST_OLD, reshaped};
use super::words::territory;
use super::{FigureKind, Style};
use std::collections::BTreeSet;

/// Why [`super::figure`] gave nothing, and what to do about it.
pub fn absence(study: &Study, kind: FigureKind, style: &Style) -> (String, &'static str) {
    let place = territory(study, style);
    let quartiers = study.diff.old.quartiers.len() + study.diff.new.quartiers.len();
    if quartiers == 0 {
        return (
            format!("there is no quartier in {place}"),
            "check the code of the département; `qpv inspect FILE` lists those of a file",
        );
    }
    if kind == FigureKind::Filiation {
        let old: BTreeSet<_> = reshaped(study).iter().filter_map(|r| r.old).collect();
        return match old.len() {
            0 => (
                format!("no quartier of {place} was merged, split or recomposed"),
                "`qpv diff` lists what became of each quartier",
            ),
            many => (
                format!(
                    "{many} quartiers of {place} were merged, split or recomposed, \
                     and a figure can show {MOST_OLD}"
                ),
                "choose a part with --dept, --epci or --quartier; `qpv diff` lists all",
            ),
        };
    }
    let populations = [
        FigureKind::Population,
        FigureKind::Densite,
        FigureKind::PopulationContrats,
        FigureKind::PopulationQuartiers,
    ];
    if populations.contains(&kind) && study.figures.is_empty() {
        return (
            format!("no population is known, which {} shows", kind.id()),
            "give a table of Insee with --population",
        );
    }
    if kind == FigureKind::PopulationQuartiers && style.page.is_none() {
        let rows = study.diff.rows.len();
        return (
            format!("{rows} quartiers cannot be read on a page"),
            "choose a part with --dept, --epci or --quartier; the workbook of `qpv report` lists all",
        );
    }
    (
        format!("{place} has no value that {} could show", kind.id()),
        "check that the tables are of the same quartiers",
    )
}
