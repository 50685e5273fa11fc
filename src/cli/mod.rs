//! The command line: one file per command on top of the library.

mod ban;
mod data;
mod diff;
mod failure;
mod figure;
mod geocode;
mod inputs;
mod inspect;
mod locate;
mod official;
mod output;
mod report;
mod serve;
mod transfer;

use clap::{Args, Parser, Subcommand};
use failure::Done;
use std::path::PathBuf;
use std::process::ExitCode;

/// Perimeters of the French quartiers prioritaires (QPV): what changed between 2015 and 2024,
/// which quartier a place lies in, maps and charts for the report.
#[derive(Parser)]
#[command(name = "qpv", version, arg_required_else_help = true)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

/// Options of every command.
#[derive(Args)]
struct Common {
    /// Say nothing but errors and results
    #[arg(long, short, global = true)]
    quiet: bool,
    /// Say more on standard error (twice for even more)
    #[arg(long, short, global = true, action = clap::ArgAction::Count)]
    verbose: u8,
    /// Number of threads (default: all cores)
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Where official files are looked for and kept
    #[arg(long, global = true, value_name = "DIR", env = "QPV_DATA_DIR")]
    data_dir: Option<PathBuf>,
    /// Open no connection to another machine (only `data fetch` and `report` ever do)
    #[arg(long, global = true, env = "QPV_OFFLINE", value_parser = clap::builder::FalseyValueParser::new())]
    offline: bool,
    /// A catalogue of one's own in place of the embedded one, such as that of a mirror
    #[arg(
        long,
        global = true,
        value_name = "PATH",
        env = "QPV_SOURCES",
        hide = true
    )]
    sources: Option<PathBuf>,
}

impl Common {
    /// Tells the user something that is no result, unless `--quiet`.
    fn say(&self, text: impl std::fmt::Display) {
        if !self.quiet {
            eprintln!("{text}");
        }
    }

    /// Tells the user how something was understood, with `-v`.
    fn explain(&self, text: impl std::fmt::Display) {
        if self.verbose > 0 && !self.quiet {
            eprintln!("{text}");
        }
    }
}

#[derive(Subcommand)]
enum Command {
    Report(report::ReportArgs),
    Diff(diff::DiffArgs),
    Map(figure::MapArgs),
    Chart(figure::ChartArgs),
    /// The address base (BAN) on this machine
    Ban(ban::BanArgs),
    Data(data::DataArgs),
    /// Find addresses in the BAN, without a network
    Geocode(geocode::GeocodeArgs),
    Inspect(inspect::InspectArgs),
    /// Answer like the BAN's own service, on this machine
    Serve(serve::ServeArgs),
    /// Which quartiers the places of a table lie in, and how far their limits are
    Locate(locate::LocateArgs),
}

/// Runs the command that the arguments name.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    if let Some(threads) = cli.common.threads {
        // Fails only when a pool exists already, and none does before this line.
        let _ = rayon::ThreadPoolBuilder::new()
            .num_threads(threads.into())
            .build_global();
    }
    let done = match &cli.command {
        Command::Report(args) => report::run(args, &cli.common),
        Command::Diff(args) => diff::run(args, &cli.common),
        Command::Map(args) => figure::run_map(args, &cli.common),
        Command::Chart(args) => figure::run_chart(args, &cli.common),
        Command::Ban(args) => ban::run(args, &cli.common),
        Command::Data(args) => data::run(args, &cli.common),
        Command::Geocode(args) => geocode::run(args, &cli.common),
        Command::Inspect(args) => inspect::run(args, &cli.common),
        Command::Serve(args) => serve::run(args, &cli.common),
        Command::Locate(args) => locate::run(args, &cli.common),
    };
    match done {
        Ok(Done::Complete) => ExitCode::SUCCESS,
        Ok(Done::WithRejects) => ExitCode::from(3),
        Err(failure) => failure.report(),
    }
}
