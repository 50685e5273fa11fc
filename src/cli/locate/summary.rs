//! Counts over the whole table: the table that a mid-term evaluation starts from.

use super::stop::write_failure;
use crate::cli::failure::Failure;
use qpv::atomic;
use qpv::locate::batch::Tally;
use qpv::locate::{Locator, Reason, Response};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

/// Writes one row per count: `generation, rubrique, cle, libelle, lignes, part`.
pub(super) fn write(tally: &Tally, locator: &Locator, path: &Path) -> Result<(), Failure> {
    if path == Path::new("-") {
        return match fill(tally, locator, &mut io::stdout().lock()) {
            Err(e) if e.kind() != io::ErrorKind::BrokenPipe => Err(write_failure(path, &e)),
            _ => Ok(()),
        };
    }
    atomic::write(path, |out| fill(tally, locator, out)).map_err(|e| write_failure(path, &e))
}

fn fill(tally: &Tally, locator: &Locator, out: &mut dyn Write) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(["generation", "rubrique", "cle", "libelle", "lignes", "part"])?;
    let mut row = |generation: &str, [section, key, label]: [&str; 3], count: u64| {
        let share = if tally.rows > 0 {
            format!("{:.6}", count as f64 / tally.rows as f64)
        } else {
            String::new()
        };
        table.write_record([generation, section, key, label, &count.to_string(), &share])
    };
    for (generation, counts) in locator.generations().iter().zip(&tally.generations) {
        let year = generation.year().to_string();
        for response in Response::ALL {
            let count = counts.responses[response as usize];
            row(&year, ["reponse", response.as_str(), ""], count)?;
        }
        for (band, count) in ["300", "500"].into_iter().zip(counts.bands) {
            row(&year, ["bande", band, ""], count)?;
        }
        for reason in Reason::ALL {
            let count = counts.reasons[reason as usize];
            if count > 0 {
                row(&year, ["motif", reason.as_str(), ""], count)?;
            }
        }
        let mut codes = BTreeMap::new();
        let mut groups: BTreeMap<&str, u64> = BTreeMap::new();
        for (quartier, count) in locator.quartiers().iter().zip(&counts.quartiers) {
            if *count > 0 {
                codes.insert(quartier.code, (quartier.name.as_str(), *count));
                *groups
                    .entry(quartier.epci.as_deref().unwrap_or_default())
                    .or_default() += count;
            }
        }
        for (code, (name, count)) in codes {
            row(&year, ["quartier", code.as_str(), name], count)?;
        }
        for (epci, count) in groups {
            row(&year, ["epci", epci, ""], count)?;
        }
    }
    if let [first, second] = locator.generations() {
        let years = format!("{}-{}", first.year(), second.year());
        for from in Response::ALL {
            for to in Response::ALL {
                let count = tally.changes[from as usize][to as usize];
                if count > 0 {
                    row(&years, ["changement", from.as_str(), to.as_str()], count)?;
                }
            }
        }
    }
    table.flush()
}
