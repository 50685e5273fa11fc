//! What changed, as text for a terminal: in English as all that goes there, one fact per line.

use super::changes::{Changes, ContractChange, Straddling};
use super::correspondence::correspondence_text;
use super::study::Study;
use super::summary::summary_text;
use crate::diff::{Evolution, MOVED_SHARE};
use crate::perimeter::{Generation, QuartierCode};
use std::fmt::Write;

/// Codes or names that a line lists before it says how many more there are.
const LISTED: usize = 12;

/// Contrats de ville or EPCI that are shown one by one: those of a region.
const MOST_CONTRACTS: usize = 60;

/// All that `qpv diff --summary -` tells: the summary of a report, then letters beside measures,
/// names, contrats de ville, and what lies over several communes.
pub fn changes_text(study: &Study, changes: &Changes<'_>) -> String {
    let mut out = summary_text(study);
    let s = changes.summary;
    // Writing to a String does not fail.
    let _ = writeln!(
        out,
        "\nOfficial letter and measured evolution, quartiers of 2024\n  inchange: nine tenths of \
         both limits within {} m and at most {} % of the ground moved farther",
        s.tolerance.metres,
        MOVED_SHARE * 100.0
    );
    let kinds: Vec<Evolution> = Evolution::ALL
        .into_iter()
        .filter(|e| s.evolutions[e.as_str()].quartiers_2024 > 0)
        .collect();
    let heads = kinds
        .iter()
        .fold(String::new(), |line, e| line + &format!("{e:>15}"));
    let _ = writeln!(out, "  letter{heads}");
    for (letter, counts) in &s.letters {
        let cells = kinds.iter().fold(String::new(), |line, e| {
            let count = counts.get(e.as_str()).copied().unwrap_or_default();
            line + &format!("{count:>15}")
        });
        let _ = writeln!(out, "  {letter:<6}{cells}");
    }
    for (reason, codes) in &s.disagreeing {
        let _ = writeln!(
            out,
            "  {} x {}: {}",
            codes.len(),
            reason.in_english(),
            listed(codes)
        );
    }

    let _ = writeln!(
        out,
        "\nNames\n  {} changed while the contour stayed, {} contours changed under the same name",
        s.renamed.len(),
        s.same_name_other_contour
    );
    for one in s.renamed.iter().take(LISTED) {
        let _ = writeln!(
            out,
            "  {} {} -> {} {}",
            one.old, one.old_name, one.new, one.new_name
        );
    }
    more(&mut out, s.renamed.len());

    contracts_text(&mut out, study, &changes.contracts);
    straddling_text(&mut out, study, &changes.straddling);
    if let (Some(_), (share, width_m)) = (&study.outlines, changes.commune_threshold) {
        let _ = writeln!(
            out,
            "  a commune counts where {} % of a quartier or more, {width_m} m wide on average, \
             lies in it",
            share * 100.0
        );
    }
    if let Some(slivers_m2) = changes.slivers_m2 {
        let _ = writeln!(
            out,
            "\nPieces\n  {:.1} ha in slivers up to {} m wide are left out of the polygons",
            slivers_m2 / 1e4,
            s.tolerance.metres
        );
    }
    if !changes.correspondence.is_empty() {
        out += &correspondence_text(changes.correspondence);
    }
    out
}

fn contracts_text(out: &mut String, study: &Study, contracts: &[ContractChange]) {
    let head = match study.reference {
        Some(_) => "Contrat de ville",
        None => "EPCI",
    };
    if contracts.len() > MOST_CONTRACTS {
        let _ = writeln!(
            out,
            "\n{head}: {} of them, each in --summary PATH.csv or PATH.json",
            contracts.len()
        );
        return;
    }
    let wide = contracts.iter().map(|c| c.contract.chars().count());
    let wide = wide.max().unwrap_or_default().clamp(17, 60);
    let _ = writeln!(
        out,
        "\n{head:wide$}  {:>9}  {:>9}  {:>16}  {:>8}  {:>8}  {:>8}",
        "quartiers", "unchanged", "area, ha", "kept", "gained", "lost"
    );
    for c in contracts {
        let stayed = c.evolutions.get("inchange").map_or(0, |n| n[1]);
        let name: String = c.contract.chars().take(wide).collect();
        let quartiers = format!("{} -> {}", c.quartiers[0], c.quartiers[1]);
        let area = format!("{:.1} -> {:.1}", c.area_m2[0] / 1e4, c.area_m2[1] / 1e4);
        let _ = writeln!(
            out,
            "{name:wide$}  {quartiers:>9}  {stayed:>9}  {area:>16}  {:>8.1}  {:>8.1}  {:>8.1}",
            c.kept_m2 / 1e4,
            c.gained_m2 / 1e4,
            c.lost_m2 / 1e4,
        );
    }
}

fn straddling_text(out: &mut String, study: &Study, all: &[Straddling]) {
    let source = match study.outlines {
        Some(_) => "by the ground, outlines are generalised",
        None => "as the files name them",
    };
    let _ = writeln!(out, "\nQuartiers over several communes ({source})");
    for generation in Generation::ALL {
        let of = || all.iter().filter(|s| s.code.generation() == generation);
        // Where the files say nothing, nothing is said: it is not none.
        let several = |word: &str, number: fn(&Straddling) -> usize| match of()
            .any(|s| number(s) > 0)
            || of().count() == 0
        {
            true => format!(
                "{} over several {word}",
                of().filter(|s| number(s) > 1).count()
            ),
            false => format!("{word} not known"),
        };
        let _ = writeln!(
            out,
            "  {}: {} over several communes, {}, {}",
            generation.year(),
            of().count(),
            several("EPCI", |s| s.epci.len()),
            several("départements", |s| s.departements.len()),
        );
    }
    let far = all
        .iter()
        .filter(|s| s.epci.len() > 1 || s.departements.len() > 1);
    for one in far.clone().take(LISTED) {
        let communes: Vec<String> = one.communes.iter().map(|c| commune(study, c)).collect();
        let _ = writeln!(out, "  {} {}: {}", one.code, one.name, communes.join(", "));
    }
    more(out, far.count());
}

/// Name and INSEE code of a commune, where the name is known.
fn commune(study: &Study, code: &str) -> String {
    let outlined = study.outlines.as_ref().and_then(|o| o.get(code));
    let outlined = outlined.map(|c| c.name.as_str());
    let listed = || study.directory.commune(code).map(|c| c.name.as_str());
    match outlined.or_else(listed).filter(|n| !n.is_empty()) {
        Some(name) => format!("{name} ({code})"),
        None => code.to_owned(),
    }
}

fn listed(codes: &[QuartierCode]) -> String {
    let first: Vec<String> = codes.iter().take(LISTED).map(|c| c.to_string()).collect();
    match codes.len() {
        n if n > LISTED => format!("{} and {} more", first.join(" "), n - LISTED),
        _ => first.join(" "),
    }
}

/// Says how many lines were left out.
pub(super) fn more(out: &mut String, all: usize) {
    if all > LISTED {
        let _ = writeln!(out, "  and {} more", all - LISTED);
    }
}

/// Lines of a list that are shown.
pub(super) const SHOWN: usize = LISTED;
