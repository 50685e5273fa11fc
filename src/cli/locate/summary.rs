//! Counts over the whole table: the table that a mid-term evaluation starts from.

use super::stop::write_failure;
use crate::cli::failure::Failure;
use crate::cli::inputs;
use qpv::atomic;
use qpv::epci::Placement;
use qpv::locate::{GenerationSummary, Summary};
use qpv::perimeter::Perimeters;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Whose quartiers they are, where tables of communes are given.
pub(super) fn placement(sets: &[Perimeters], communes: &[PathBuf]) -> Result<Placement, Failure> {
    if communes.is_empty() {
        return Ok(Placement::default());
    }
    let (outlines, directory) = inputs::read_communes(communes)?;
    let sets: Vec<&Perimeters> = sets.iter().collect();
    Ok(Placement::of(
        &sets,
        &[],
        outlines.as_ref(),
        &directory,
        &[],
    ))
}

/// Writes the summary in the format of its name; as text on standard output (`-`).
pub(super) fn write(summary: &Summary, path: &Path) -> Result<(), Failure> {
    let named = |end: &str| {
        path.extension()
            .is_some_and(|e| e.eq_ignore_ascii_case(end))
    };
    if path == Path::new("-") {
        return match text(summary, &mut io::stdout().lock()) {
            Err(e) if e.kind() != io::ErrorKind::BrokenPipe => Err(write_failure(path, &e)),
            _ => Ok(()),
        };
    }
    let written = atomic::write(path, |out| {
        if named("json") {
            serde_json::to_writer_pretty(&mut *out, summary)?;
            writeln!(out)
        } else if named("txt") {
            text(summary, out)
        } else {
            csv(summary, out)
        }
    });
    written.map_err(|e| write_failure(path, &e))
}

/// One row per count: `generation, rubrique, cle, libelle, lignes, part, part_localisees`.
fn csv(summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record([
        "generation",
        "rubrique",
        "cle",
        "libelle",
        "lignes",
        "part",
        "part_localisees",
    ])?;
    let mut row = |generation: &str, [section, key, label]: [&str; 3], rows: u64, of: [u64; 2]| {
        let [part, located] = of.map(|all| match all {
            0 => String::new(),
            _ => format!("{:.6}", rows as f64 / all as f64),
        });
        let rows = rows.to_string();
        table.write_record([generation, section, key, label, &rows, &part, &located])
    };
    for own in &summary.generations {
        let year = own.generation.to_string();
        let bands = own.bands;
        let of = [summary.rows, summary.rows - bands.not_located];
        for (key, rows) in [
            ("dans", bands.inside),
            ("hors", bands.outside()),
            ("imprecis", bands.imprecise),
        ] {
            row(&year, ["reponse", key, ""], rows, of)?;
        }
        let unknown = bands.not_located;
        row(
            &year,
            ["reponse", "non_localise", ""],
            unknown,
            [summary.rows, 0],
        )?;
        for (key, rows) in [
            ("300", bands.within_300_m),
            ("500", bands.within_500_m),
            ("au_dela", bands.farther),
        ] {
            row(&year, ["bande", key, ""], rows, of)?;
        }
        for reason in &own.reasons {
            let all = [summary.rows, 0];
            row(
                &year,
                ["motif", reason.reason.as_str(), ""],
                reason.rows,
                all,
            )?;
        }
        for quartier in &own.quartiers {
            let (code, name) = (quartier.code.as_str(), quartier.name.as_str());
            row(&year, ["quartier", code, name], quartier.rows, of)?;
            if quartier.crossed > 0 {
                let section = "quartier_hors_autre_generation";
                row(&year, [section, code, name], quartier.crossed, of)?;
            }
        }
        for epci in &own.epci {
            let [siren, name] = [&epci.siren, &epci.name].map(|t| t.as_deref().unwrap_or(""));
            row(&year, ["epci", siren, name], epci.rows, of)?;
            if epci.crossed > 0 {
                let section = "epci_hors_autre_generation";
                row(&year, [section, siren, name], epci.crossed, of)?;
            }
        }
    }
    if let [first, second] = summary.generations.as_slice() {
        let years = format!("{}-{}", first.generation, second.generation);
        for change in &summary.changes {
            let key = ["changement", change.from.as_str(), change.to.as_str()];
            row(&years, key, change.rows, [summary.rows, 0])?;
        }
    }
    table.flush()
}

/// What fits on a screen.
fn text(summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{:<34}{}", "lignes", summary.rows)?;
    let mut line = |label: &str, value: fn(&GenerationSummary) -> String| {
        write!(out, "{label:<34}")?;
        for own in &summary.generations {
            write!(out, "{:>14}", value(own))?;
        }
        writeln!(out)
    };
    line("périmètres", |own| own.generation.to_string())?;
    line("dans un quartier", |own| own.bands.inside.to_string())?;
    line("hors", |own| own.bands.outside().to_string())?;
    line("  à 300 m au plus", |own| {
        own.bands.within_300_m.to_string()
    })?;
    line("  de 300 à 500 m", |own| {
        own.bands.within_500_m.to_string()
    })?;
    line("imprécis", |own| own.bands.imprecise.to_string())?;
    line("non localisé", |own| own.bands.not_located.to_string())?;
    line("part dans (dans + hors = 100 %)", |own| {
        match own.share_inside {
            Some(share) => format!("{:.1} %", 100.0 * share).replace('.', ","),
            None => "-".into(),
        }
    })?;
    line("quartiers concernés", |own| {
        own.quartiers.len().to_string()
    })?;
    for change in summary.changes.iter().filter(|c| c.from != c.to) {
        let label = format!("{} puis {}", change.from, change.to);
        writeln!(out, "{label:<34}{:>14}", change.rows)?;
    }
    for own in summary
        .generations
        .iter()
        .filter(|own| !own.epci.is_empty())
    {
        writeln!(out, "\nEPCI, périmètres {}", own.generation)?;
        for epci in &own.epci {
            let siren = epci.siren.as_deref().unwrap_or("non renseigné");
            let name = epci.name.as_deref().unwrap_or("");
            writeln!(out, "{:>10}  {siren:<14} {name}", epci.rows)?;
        }
    }
    Ok(())
}
