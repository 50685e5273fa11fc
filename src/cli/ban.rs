//! `qpv ban`: the address base on this machine.

use super::Common;
use super::failure::{Done, Failure};
use super::output::refuse_input;
use clap::{Args, Subcommand};
use qpv::geocode::{self, Index};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// The address base (BAN) on this machine
#[derive(Args)]
pub struct BanArgs {
    #[command(subcommand)]
    command: BanCommand,
}

#[derive(Subcommand)]
enum BanCommand {
    /// Build the index that `qpv geocode` and `qpv serve` answer from
    Index(IndexArgs),
}

/// Build an index of BAN département files (adresses-NN.csv.gz, also with ids) or BAL 1.3/1.4
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    qpv ban index adresses-62.csv.gz -o ban-62.qpvban\n  \
    qpv ban index adresses-*.csv.gz -o ban-france.qpvban")]
struct IndexArgs {
    /// BAN or BAL files, as CSV or gzipped CSV
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The index to write
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
}

pub fn run(args: &BanArgs, common: &Common) -> Result<Done, Failure> {
    match &args.command {
        BanCommand::Index(args) => build(args, common),
    }
}

fn build(args: &IndexArgs, common: &Common) -> Result<Done, Failure> {
    let inputs: Vec<&Path> = args.paths.iter().map(PathBuf::as_path).collect();
    refuse_input(&args.output, &inputs)?;
    let start = Instant::now();
    let summary = geocode::build(&args.paths, &args.output)?;
    common.say(format_args!(
        "{}: {} addresses, {} streets, {} communes, {:.1} MB in {:.1} s",
        args.output.display(),
        summary.numbers,
        summary.streets,
        summary.communes,
        summary.bytes as f64 / 1e6,
        start.elapsed().as_secs_f64(),
    ));
    if summary.tally.refused > 0 {
        common.say(format_args!(
            "{} rows without a position, a street or a commune were left out",
            summary.tally.refused
        ));
    }
    let index = Index::open(&args.output)?;
    common.explain(format_args!(
        "départements: {}",
        index.departements().join(", ")
    ));
    Ok(Done::Complete)
}
