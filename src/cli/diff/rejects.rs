//! What a diff left out, listed whole in a file.

use super::super::Common;
use super::super::failure::Failure;
use super::super::output::refuse_input;
use clap::Args;
use qpv::atomic;
use qpv::diff::CheckedPair;
use qpv::perimeter::Perimeters;
use std::path::{Path, PathBuf};

/// Features and rows that were left out
#[derive(Args, Debug)]
pub struct RejectsArgs {
    /// Where features and rows that were left out are listed (default: NAME.rejects.csv beside the
    /// output)
    #[arg(long, value_name = "PATH")]
    rejects: Option<PathBuf>,
}

impl RejectsArgs {
    /// The list goes where it was told to, else beside the first output that is a file.
    pub fn target(
        &self,
        outputs: &[Option<&Path>],
        inputs: &[&Path],
    ) -> Result<Option<PathBuf>, Failure> {
        let beside = || {
            let first = outputs.iter().flatten().next()?;
            Some(first.with_extension("rejects.csv"))
        };
        let target = self.rejects.clone().or_else(beside);
        if let Some(target) = &target {
            refuse_input(target, inputs)?;
        }
        Ok(target)
    }
}

/// A feature or row that was left out.
struct Row {
    file: String,
    /// Number of the feature in its layer, or of the row in its table, from 1.
    number: usize,
    code: String,
    reason: String,
}

/// All that was left out.
#[derive(Default)]
pub struct Rejects(Vec<Row>);

impl Rejects {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn add_features(&mut self, set: &Perimeters) {
        self.0.extend(set.rejected.iter().map(|one| Row {
            file: set.source.file.clone(),
            number: one.feature,
            code: one.code.clone(),
            reason: one.reason.clone(),
        }));
    }

    pub fn add_rows(&mut self, file: &str, refused: &[(usize, String)]) {
        self.0.extend(refused.iter().map(|(number, reason)| Row {
            file: file.to_owned(),
            number: *number,
            code: String::new(),
            reason: reason.clone(),
        }));
    }

    /// The pairs of a published table with a code that is in neither file of perimeters.
    pub fn add_pairs(&mut self, file: &str, pairs: &[CheckedPair]) {
        for pair in pairs.iter().filter(|p| !p.unknown.is_empty()) {
            let codes: Vec<String> = pair.unknown.iter().map(|c| c.to_string()).collect();
            self.0.push(Row {
                file: file.to_owned(),
                number: pair.row.unwrap_or_default(),
                code: codes.join(" "),
                reason: "in neither file of perimeters".to_owned(),
            });
        }
    }

    /// Writes the list where there is something in it, and says where.
    pub fn write(&self, target: Option<&Path>, common: &Common) -> Result<(), Failure> {
        let (Some(path), false) = (target, self.is_empty()) else {
            return Ok(());
        };
        let written = atomic::write(path, |file| -> std::io::Result<()> {
            let mut writer = csv::Writer::from_writer(file);
            writer.write_record(["fichier", "ligne", "code", "motif"])?;
            for row in &self.0 {
                let number = row.number.to_string();
                writer.write_record([&row.file, &number, &row.code, &row.reason])?;
            }
            writer.flush()
        });
        written.map_err(|e| {
            Failure::new(
                format!("{}: {e}", path.display()),
                "check that the folder can be written",
            )
        })?;
        common.say(format_args!(
            "{} features and rows left out: see {}",
            self.0.len(),
            path.display()
        ));
        Ok(())
    }
}
