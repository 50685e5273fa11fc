//! `qpv data`: the official files on this machine.

use super::Common;
use super::failure::{Done, Failure};
use super::inputs::DeptArgs;
use super::transfer;
use clap::{Args, Subcommand};
use indicatif::HumanBytes;
use qpv::catalogue::{Client, DataFolder, Finding, Item, Patience, Verdict};
use serde_json::{Value, json};
use std::path::Path;

/// The official files: list, fetch, verify, path
#[derive(Args)]
#[command(after_help = "\
Examples:
  qpv data list
  qpv data fetch --dept 62
  qpv data verify
  ls $(qpv data path)

The environment variable QPV_SOURCES names a catalogue of one's own, such as that of a mirror
inside an organisation; data/sources.toml in the repository shows what it holds.")]
pub struct DataArgs {
    #[command(subcommand)]
    command: DataCommand,
}

#[derive(Subcommand)]
enum DataCommand {
    /// What there is, what of it is here, and under which licence
    List(ListArgs),
    /// Get what is missing (or newer, with --update)
    Fetch(FetchArgs),
    /// Hash what is here anew and compare
    Verify(ChosenArgs),
    /// Print where the data folder, or a file of it, is
    Path(ChosenArgs),
}

/// Some files of the catalogue
#[derive(Args)]
struct ChosenArgs {
    /// Ids as `qpv data list` prints them (default: all)
    #[arg(value_name = "ID")]
    ids: Vec<String>,
    #[command(flatten)]
    dept: DeptArgs,
}

#[derive(Args)]
struct ListArgs {
    #[command(flatten)]
    chosen: ChosenArgs,
    /// Everything that the catalogue and the ledger know, as JSON
    #[arg(long)]
    json: bool,
}

/// Get what is missing (or newer, with --update)
///
/// A transfer that is cut goes on where it stopped, in the same run or a later one. Size and
/// SHA-256 are checked where the catalogue pins them; where the producer may replace the file,
/// the hash of the first one is recorded and a later one is compared with it. A file takes its
/// name when it is whole, and a former version that differs is kept in previous/. The proxy of
/// the environment (HTTPS_PROXY, ALL_PROXY, NO_PROXY) and the certificates of the system are used.
#[derive(Args)]
#[command(after_help = "\
Examples:
  qpv data fetch --dept 62
  qpv data fetch perimetres-2024 --update
  qpv data fetch ban --dept 62 --dept 59")]
struct FetchArgs {
    #[command(flatten)]
    chosen: ChosenArgs,
    /// Ask for what is here too, and take it where the producer has replaced it
    #[arg(long)]
    update: bool,
    /// Requests to make again after one that brought nothing
    #[arg(long, value_name = "N", default_value_t = Patience::default().retries)]
    retries: u32,
}

pub fn run(args: &DataArgs, common: &Common) -> Result<Done, Failure> {
    match &args.command {
        DataCommand::List(args) => list(args, common),
        DataCommand::Fetch(args) => fetch(args, common),
        DataCommand::Verify(args) => verify(args, common),
        DataCommand::Path(args) => path(args, common),
    }
}

/// The files that are meant: of the départements named, else also of those that are here.
fn chosen(args: &ChosenArgs, folder: &DataFolder, common: &Common) -> Result<Vec<Item>, Failure> {
    let catalogue = common.catalogue()?;
    if !args.dept.dept.is_empty() {
        return Ok(catalogue.items(&args.dept.dept, &args.ids)?);
    }
    let all: Vec<String> = qpv::epci::departements().map(str::to_owned).collect();
    let mut items = catalogue.items(&all, &args.ids)?;
    items.retain(|item| item.departement.is_none() || folder.find(item).is_some());
    Ok(items)
}

fn unreadable(folder: &DataFolder, error: &std::io::Error) -> Failure {
    Failure::new(
        format!("{}: {error}", folder.path().display()),
        "check that the data folder can be read and written",
    )
}

fn list(args: &ListArgs, common: &Common) -> Result<Done, Failure> {
    let folder = common.data_folder()?;
    let items = chosen(&args.chosen, &folder, common)?;
    let mut rows = Vec::new();
    for item in &items {
        let here = folder.look(item).map_err(|e| unreadable(&folder, &e))?;
        rows.push((item, here));
    }
    if args.json {
        let files: Vec<Value> = rows
            .iter()
            .map(|(item, here)| as_json(item, here))
            .collect();
        let all = json!({ "folder": folder.path(), "files": files });
        println!("{all:#}");
        return Ok(Done::Complete);
    }
    println!("data folder {}", folder.path().display());
    for (item, here) in &rows {
        println!("{}", line(item, here.as_ref()));
        println!("    {}: {}", item.source.title, item.source.purpose);
    }
    if args.chosen.dept.dept.is_empty() {
        println!("--dept CODE shows the files of a département, such as its addresses (ban)");
    }
    Ok(Done::Complete)
}

fn line(item: &Item, here: Option<&Finding>) -> String {
    let state = match here {
        None if item.source.address.is_none() => "by hand".to_owned(),
        None => "missing".to_owned(),
        Some(here) => HumanBytes(here.size).to_string(),
    };
    let date = here.and_then(day).unwrap_or("-");
    format!(
        "  {:22} {state:>10}  {date:10}  {}. {}",
        item.label(),
        item.source.attribution,
        item.source.licence,
    )
}

/// The day on which a file was recorded, else last written.
fn day(here: &Finding) -> Option<&str> {
    let recorded = here.record.as_ref().map(|r| r.recorded.as_str());
    recorded.or(here.modified.as_deref())?.get(..10)
}

fn as_json(item: &Item, here: &Option<Finding>) -> Value {
    let source = &item.source;
    json!({
        "id": source.id,
        "departement": item.departement,
        "role": source.role,
        "title": source.title,
        "purpose": source.purpose,
        "file": item.file(),
        "address": item.address(),
        "page": source.page,
        "format": source.format,
        "licence": source.licence,
        "attribution": source.attribution,
        "vintage": source.vintage,
        "pinned_size": source.size,
        "pinned_sha256": source.sha256,
        "present": here.is_some(),
        "path": here.as_ref().map(|h| &h.path),
        "size": here.as_ref().map(|h| h.size),
        "modified": here.as_ref().map(|h| &h.modified),
        "record": here.as_ref().map(|h| &h.record),
    })
}

fn fetch(args: &FetchArgs, common: &Common) -> Result<Done, Failure> {
    let folder = common.data_folder()?;
    let items = chosen(&args.chosen, &folder, common)?;
    let named = |item: &Item| args.chosen.ids.contains(&item.source.id);
    if items.is_empty() {
        return Err(Failure::new(
            format!(
                "{}: one file for each département",
                args.chosen.ids.join(", ")
            ),
            "name the département with --dept CODE",
        ));
    }
    let client = Client::default();
    let patience = Patience {
        retries: args.retries,
        ..Patience::default()
    };
    let mut wanted = Vec::new();
    for item in &items {
        if let (Some(path), false) = (folder.find(item), args.update) {
            common.say(format_args!("{} is here: {}", item.label(), path.display()));
        } else if item.source.address.is_none() && !named(item) {
            common.say(format_args!(
                "{}: no stable address is known; take it from {} and put it there as {}",
                item.label(),
                item.source.page,
                folder.place(item).display()
            ));
        } else {
            wanted.push(item);
        }
    }
    let mut failures = Vec::new();
    for item in &wanted {
        if let Err(error) = transfer::run(&client, &folder, item, patience, common) {
            if error.stops_all() || wanted.len() == 1 {
                return Err(error.into());
            }
            eprintln!("{error}\n  {}", error.advice());
            failures.push(item.label());
        }
    }
    if failures.is_empty() {
        return Ok(Done::Complete);
    }
    Err(Failure::new(
        format!(
            "{} of {} files were not fetched: {}",
            failures.len(),
            wanted.len(),
            failures.join(", ")
        ),
        "each says above why; those that came are here, and a later run asks only for the others",
    ))
}

fn verify(args: &ChosenArgs, common: &Common) -> Result<Done, Failure> {
    let folder = common.data_folder()?;
    let items = chosen(args, &folder, common)?;
    let (mut seen, mut wrong) = (0, Vec::new());
    for item in &items {
        let verified = folder.verify(item).map_err(|e| unreadable(&folder, &e))?;
        let Some((path, verdict)) = verified else {
            println!("{:23} missing", item.label());
            continue;
        };
        seen += 1;
        println!("{:23} {}", item.label(), sentence(&verdict, &path));
        if matches!(verdict, Verdict::Differs { .. }) {
            wrong.push(item.label());
        }
    }
    if !wrong.is_empty() {
        return Err(Failure::new(
            format!("{}: not the file that was expected", wrong.join(", ")),
            "remove it and run `qpv data fetch`, or keep it knowing that it is another one",
        ));
    }
    if seen == 0 {
        return Err(Failure::new(
            format!("no file to verify in {}", folder.path().display()),
            "`qpv data fetch` gets the official files",
        ));
    }
    Ok(Done::Complete)
}

fn sentence(verdict: &Verdict, path: &Path) -> String {
    let path = path.display();
    match verdict {
        Verdict::Pinned => format!("OK, the file that the catalogue pins: {path}"),
        Verdict::Unchanged => format!("OK, as it was recorded: {path}"),
        Verdict::RecordedNow => {
            format!("nothing to compare with, its hash is recorded from now on: {path}")
        }
        Verdict::Differs { expected, found } => {
            format!("DIFFERS: SHA-256 {found}, expected {expected}: {path}")
        }
    }
}

fn path(args: &ChosenArgs, common: &Common) -> Result<Done, Failure> {
    let folder = common.data_folder()?;
    if args.ids.is_empty() && args.dept.dept.is_empty() {
        println!("{}", folder.path().display());
        return Ok(Done::Complete);
    }
    let items = chosen(args, &folder, common)?;
    let mut missing = Vec::new();
    for item in &items {
        match folder.find(item) {
            Some(path) => println!("{}", path.display()),
            None => missing.push(item.label()),
        }
    }
    if missing.is_empty() && !items.is_empty() {
        return Ok(Done::Complete);
    }
    let labels = if items.is_empty() {
        &args.ids
    } else {
        &missing
    };
    Err(Failure::new(
        format!("{}: not in {}", labels.join(", "), folder.path().display()),
        "`qpv data fetch` gets it",
    ))
}
