//! What a diff can be asked besides itself: a published correspondence, estimates.

use super::super::Common;
use super::super::failure::Failure;
use super::rejects::Rejects;
use clap::Args;
use qpv::diff::{self, CheckedPair, Concordance, Correspondence};
use qpv::perimeter::Generation;
use qpv::population::{Figures, Masses, Weights, estimates};
use qpv::report::{self, Study};
use qpv::table::{self, CsvStyle};
use std::path::{Path, PathBuf};

/// Refused rows that are named before the rest is only counted.
const NAMED: usize = 10;

/// The word for the ground itself as weight.
const GROUND: &str = "surface";

/// A published correspondence
#[derive(Args, Debug)]
pub struct CorrespondenceArgs {
    /// The producer's table of correspondence, or any with codes of both generations: set beside
    /// the measure, pair by pair
    #[arg(long, value_name = "PATH")]
    correspondence: Option<PathBuf>,
    /// Where to write the pairs with their verdict: .csv or .parquet
    #[arg(
        id = "output_of_pairs",
        long = "correspondence-output",
        value_name = "PATH",
        requires = "correspondence"
    )]
    pub output: Option<PathBuf>,
}

impl CorrespondenceArgs {
    pub fn input(&self) -> Option<&Path> {
        self.correspondence.as_deref()
    }

    /// Reads the table.
    pub fn read(
        &self,
        rejects: &mut Rejects,
        common: &Common,
    ) -> Result<Option<Correspondence>, Failure> {
        let Some(path) = &self.correspondence else {
            return Ok(None);
        };
        let found = diff::read_correspondence(&table::read(path)?)?;
        tell_refused(&found.file, &found.refused, common);
        rejects.add_rows(&found.file, &found.refused);
        Ok(Some(found))
    }

    /// Sets the table beside a study, writes the pairs and says how many agree.
    pub fn check(
        &self,
        published: Option<Correspondence>,
        study: &Study,
        style: CsvStyle,
        rejects: &mut Rejects,
        common: &Common,
    ) -> Result<Vec<CheckedPair>, Failure> {
        let Some(published) = published else {
            return Ok(Vec::new());
        };
        let published = published.in_departements(&study.departements);
        let pairs = diff::check(&study.diff, &published);
        let counts: Vec<String> = Concordance::ALL
            .into_iter()
            .map(|c| (c, pairs.iter().filter(|p| p.concordance == c).count()))
            .filter(|(_, n)| *n > 0)
            .map(|(c, n)| format!("{n} {c}"))
            .collect();
        common.say(format_args!("{}: {}", published.file, counts.join(", ")));
        for pair in pairs.iter().filter(|p| !p.unknown.is_empty()).take(NAMED) {
            let codes: Vec<String> = pair.unknown.iter().map(|c| c.to_string()).collect();
            let row = pair.row.unwrap_or_default();
            common.say(format_args!(
                "{}: row {row}: {} is in neither file of perimeters",
                published.file,
                codes.join(" and ")
            ));
        }
        rejects.add_pairs(&published.file, &pairs);
        if let Some(path) = &self.output {
            let frame = report::correspondence_table(&study.diff, &pairs);
            table::write_frame(&frame, Some(path), style)?;
        }
        Ok(pairs)
    }
}

/// Estimates on the new perimeters
#[derive(Args, Debug)]
pub struct EstimateArgs {
    /// Estimate the --population of 2015 perimeters on those of 2024 by the weights of a table (the
    /// Insee 200 m grid, or addresses or dwellings with coordinates), or by `surface`; repeat to
    /// compare methods
    #[arg(
        long = "estimate",
        value_name = "PATH|surface",
        requires = "output_of_estimates"
    )]
    estimate: Vec<PathBuf>,
    /// Column of --estimate that says what a row weighs (default: `ind` in a grid, else 1 each)
    #[arg(long, value_name = "COL", requires = "estimate")]
    weight: Option<String>,
    /// Where to write the estimates: .csv or .parquet
    #[arg(
        id = "output_of_estimates",
        long = "estimate-output",
        value_name = "PATH",
        requires = "estimate"
    )]
    pub output: Option<PathBuf>,
}

impl EstimateArgs {
    pub fn inputs(&self) -> impl Iterator<Item = &Path> {
        let tables = self.estimate.iter().map(PathBuf::as_path);
        tables.filter(|p| *p != Path::new(GROUND))
    }

    /// Reads the weights; `None` is the ground.
    pub fn read(
        &self,
        rejects: &mut Rejects,
        common: &Common,
    ) -> Result<Vec<Option<Weights>>, Failure> {
        let mut all = Vec::new();
        for path in &self.estimate {
            if path == Path::new(GROUND) {
                all.push(None);
                continue;
            }
            let weights = Weights::read(&table::read(path)?, self.weight.as_deref())?;
            tell_refused(&weights.source, &weights.refused, common);
            rejects.add_rows(&weights.source, &weights.refused);
            all.push(Some(weights));
        }
        Ok(all)
    }

    /// Makes and writes the estimates: for each weights, each census on the old perimeters.
    pub fn write(
        &self,
        weights: &[Option<Weights>],
        study: &Study,
        style: CsvStyle,
        common: &Common,
    ) -> Result<(), Failure> {
        let Some(path) = &self.output else {
            return Ok(());
        };
        let old = |f: &&Figures| f.generation == Generation::Qp2015;
        let figures: Vec<_> = study.figures.iter().filter(old).collect();
        if figures.is_empty() {
            return Err(Failure::new(
                "--estimate: no population on the perimeters of 2015 in --population",
                "give the table of Insee for the quartiers of 2015 (codes QP…)",
            ));
        }
        let mut all = Vec::new();
        for one in weights {
            let (masses, source) = match one {
                None => (Masses::of_ground(&study.diff), String::new()),
                Some(w) => (Masses::of(&study.diff, w), w.source.clone()),
            };
            if masses.nowhere > 0 {
                common.say(format_args!(
                    "{source}: {} places are nowhere in France and weigh nothing",
                    masses.nowhere
                ));
            }
            for one in &figures {
                let made = estimates(&study.diff, one, &masses);
                all.extend(made.into_iter().map(|e| (e, source.clone())));
            }
        }
        let frame = report::estimates_table(&study.diff, &all);
        table::write_frame(&frame, Some(path), style)?;
        common.say(format_args!(
            "{}: estimates, not figures of Insee",
            path.display()
        ));
        Ok(())
    }
}

/// Names the first refused rows of a table on standard error and counts the rest.
pub fn tell_refused(file: &str, refused: &[(usize, String)], common: &Common) {
    for (row, reason) in refused.iter().take(NAMED) {
        common.say(format_args!("{file}: row {row} left out: {reason}"));
    }
    if refused.len() > NAMED {
        let more = refused.len() - NAMED;
        common.say(format_args!("{file}: and {more} more rows left out"));
    }
}
