//! `qpv geocode`: addresses to places, on this machine.

mod table;

use super::Common;
use super::failure::{Done, Failure};
use super::locate::perimeters;
use super::output::OutputArgs;
use clap::Args;
use qpv::geocode::{self, Answer, Geocoder, Quartiers, Query, batch};
use qpv::locate::{Locator, Question};
use std::path::{Path, PathBuf};

/// Find addresses in the BAN, without a network
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    qpv geocode liste.csv --ban ban-62.qpvban -o liste-geocodee.csv\n  \
    qpv geocode liste.csv --ban adresses-62.csv.gz --columns numero,voie,cp,ville\n  \
    qpv geocode liste.csv --ban ban-62.qpvban --locate --excel -o liste-qpv.csv\n  \
    qpv geocode --ban ban-62.qpvban --query \"12 bis av. du Gal Leclerc 62000 Arras\"")]
pub struct GeocodeArgs {
    /// Table of addresses (.csv .tsv .csv.gz .parquet .xlsx), or - for standard input
    #[arg(required_unless_present = "query", conflicts_with = "query")]
    table: Option<PathBuf>,
    /// An index made by `qpv ban index`, or BAN files (default: the BAN files in the data folder)
    #[arg(long, value_name = "PATH", num_args = 1..)]
    ban: Vec<PathBuf>,
    /// Columns that make the address (default: by their usual names)
    #[arg(long, value_delimiter = ',', value_name = "COL,COL,...")]
    columns: Vec<String>,
    /// Column of the postcode
    #[arg(long, value_name = "COL")]
    postcode: Option<String>,
    /// Column of the INSEE code, which limits the search to that commune
    #[arg(long, value_name = "COL")]
    citycode: Option<String>,
    /// Answers with a lower score are not-found
    #[arg(long, default_value_t = 0.5, value_name = "SCORE")]
    min_score: f32,
    /// Answer these rows only, counted from 1, such as 1-100000 and later 100001- (to go on after
    /// a stop, or to share the work); each result has its header
    #[arg(long, value_name = "FROM-TO", value_parser = row_range)]
    rows: Option<(u64, u64)>,
    /// Answer one address
    #[arg(long, short = 'Q', value_name = "ADDRESS")]
    query: Option<String>,
    /// Add the quartiers of both generations, with the columns of `qpv locate`
    ///
    /// A house number at 0.8 or more is answered as a point. A street is answered by all its
    /// addresses: dans (voie_entiere), imprecis (voie_en_partie) or hors (voie_hors); a locality
    /// in the same way. A commune is hors when all its addresses are (commune_hors), else
    /// imprecis, and so is an address whose street is in doubt. motif_G says which.
    #[arg(long)]
    locate: bool,
    /// File of perimeters, with --locate; repeat for several (default: the official files in the
    /// data folder)
    #[arg(long, value_name = "PATH", requires = "locate")]
    perimeters: Vec<PathBuf>,
    /// Put a number that does not exist between its neighbours, named in result_interpolated; the
    /// type stays street
    #[arg(long)]
    interpolate: bool,
    /// Where refused rows are listed (default: NAME.rejects.csv beside the output)
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    #[command(flatten)]
    output: OutputArgs,
}

fn row_range(text: &str) -> Result<(u64, u64), String> {
    let (from, to) = text
        .split_once('-')
        .ok_or("give FROM-TO, for example 1-1000")?;
    let from = from.trim().parse::<u64>().map_err(|e| e.to_string())?;
    let to = match to.trim() {
        "" => u64::MAX,
        to => to.parse::<u64>().map_err(|e| e.to_string())?,
    };
    if from == 0 || to < from {
        return Err("rows are counted from 1, the first before the last".into());
    }
    Ok((from, to))
}

pub fn run(args: &GeocodeArgs, common: &Common) -> Result<Done, Failure> {
    let geocoder = open(&args.ban, common)?;
    let quartiers = if args.locate {
        Some(quartiers(&args.perimeters, common)?)
    } else {
        None
    };
    match (&args.query, &args.table) {
        (Some(text), _) => {
            one(&geocoder, text, args, quartiers.as_ref());
            Ok(Done::Complete)
        }
        (None, Some(path)) => table::run(&geocoder, path, args, quartiers.as_ref(), common),
        (None, None) => Err(Failure::new("no table", "give a table, or --query ADDRESS")),
    }
}

/// The quartiers of the perimeters that were named, or of the official ones.
pub fn quartiers(paths: &[PathBuf], common: &Common) -> Result<Quartiers, Failure> {
    let sets = perimeters::read(paths, None, common)?;
    let reach = Question::default().max_distance_m.unwrap_or_default();
    Ok(Quartiers::new(Locator::new(&sets, reach)))
}

/// An index as it is; BAN files are indexed first, into a temporary file.
/// Without any, the BAN files in the data folder.
pub fn open(paths: &[PathBuf], common: &Common) -> Result<Geocoder, Failure> {
    if paths.is_empty() {
        return open(&common.official_addresses()?, common);
    }
    if let [path] = paths
        && is_index(path)
    {
        return Ok(Geocoder::open(path)?);
    }
    if let Some(path) = paths.iter().find(|p| is_index(p)) {
        return Err(Failure::new(
            format!(
                "{}: an index cannot be joined with other files",
                path.display()
            ),
            "build one index of all BAN files with `qpv ban index`",
        ));
    }
    let temporary = |e: std::io::Error| {
        Failure::new(
            format!("the index cannot be made ({e})"),
            "check that the folder of temporary files can be written, or use `qpv ban index`",
        )
    };
    let folder = tempfile::tempdir().map_err(temporary)?;
    let path = folder.path().join("ban.qpvban");
    let summary = geocode::build(paths, &path)?;
    common.explain(format_args!(
        "indexed {} addresses (`qpv ban index` keeps the index)",
        summary.numbers
    ));
    // The mapping outlives the name of the file.
    Ok(Geocoder::open(&path)?)
}

fn is_index(path: &Path) -> bool {
    let mut start = [0u8; 8];
    std::fs::File::open(path)
        .and_then(|mut f| std::io::Read::read_exact(&mut f, &mut start))
        .is_ok()
        && start.starts_with(b"QPV-BAN")
}

fn one(geocoder: &Geocoder, text: &str, args: &GeocodeArgs, quartiers: Option<&Quartiers>) {
    let answer = geocoder.search(&Query::new(text));
    let Some(mut answer) = answer.filter(|a| a.score >= args.min_score) else {
        println!("not-found");
        return;
    };
    let guess = args.interpolate.then(|| geocoder.interpolated(&answer));
    let guess = guess.flatten();
    if let Some(guess) = &guess {
        (answer.lon, answer.lat) = (guess.lon, guess.lat);
    }
    print(&answer);
    if let Some(guess) = guess {
        println!("  between    {}", guess.between);
    }
    if let Some(quartiers) = quartiers {
        let cells = quartiers.cells(&quartiers.judge(geocoder, &answer), false);
        for (name, cell) in quartiers.columns().iter().zip(cells) {
            println!("  {name:14} {cell}");
        }
    }
}

fn print(answer: &Answer) {
    println!("{}", answer.label());
    println!("  type       {}", answer.kind);
    println!("  score      {}", batch::score(answer.score));
    if let Some(next) = answer.score_next {
        println!("  next       {}", batch::score(next));
    }
    println!("  longitude  {}", batch::degrees(answer.lon));
    println!("  latitude   {}", batch::degrees(answer.lat));
    println!("  id         {}", answer.id);
    println!("  citycode   {}", answer.citycode);
    println!("  context    {}", answer.context());
}
