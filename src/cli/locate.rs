//! `qpv locate`: which quartiers the places of a table lie in.

mod answers;
mod bar;
mod input;
pub(super) mod perimeters;
mod sinks;
mod stop;
mod summary;

use super::Common;
use super::failure::{Done, Failure};
use super::output::{OutputArgs, refuse_input};
use answers::Run;
use clap::Args;
use geo::Coord;
use input::Input;
use qpv::atomic;
use qpv::crs::Crs;
use qpv::locate::batch::{
    Added, BatchError, CoordinateColumns, FrameSource, Plan, Precision, Tally, column,
};
use qpv::locate::{Band, Locator, Reason, Response, Summary, System};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};
use tempfile::SpooledTempFile;

/// Which quartiers the places of a table lie in, and how far their limits are
///
/// All columns and rows come out as they came, in their order, and for each generation G (2015,
/// 2024) of the perimeters: code_qp_G and nom_qp_G (several quartiers joined by `;`, smallest
/// first), reponse_G (dans, hors, imprecis, non_localise), distance_G_m (metres on the ground to
/// the nearest limit, negative inside), bande_G (300 or 500: outside but within that distance)
/// and motif_G (why). An imprecise answer names the quartier that it may be. Nothing leaves the
/// machine and no address is logged.
#[derive(Args)]
#[command(after_help = "Examples:
  qpv locate adresses.csv -o adresses-qpv.csv
  qpv locate liste.csv --x X --y Y --crs 2154 --perimeters qp2024.zip --excel -o liste-qpv.csv
  gunzip -c adresses-62.csv.gz | qpv locate - --precision 10 --summary -
  qpv locate liste.parquet -o liste-qpv.parquet --summary bilan.json --communes epci.csv
  qpv locate --point 2.8206,50.4326")]
pub struct LocateArgs {
    /// A .csv, .tsv, .csv.gz, .parquet or .xlsx; `-` for CSV on standard input
    #[arg(required_unless_present = "point", conflicts_with = "point")]
    table: Option<PathBuf>,
    /// Column of the longitude, in degrees
    #[arg(long, value_name = "COL", requires = "lat")]
    lon: Option<String>,
    /// Column of the latitude, in degrees
    #[arg(long, value_name = "COL", requires = "lon")]
    lat: Option<String>,
    /// Column of the easting
    #[arg(long, value_name = "COL", requires = "y", conflicts_with = "lon")]
    x: Option<String>,
    /// Column of the northing
    #[arg(long, value_name = "COL", requires = "x", conflicts_with = "lat")]
    y: Option<String>,
    /// Reference system of the coordinates: an EPSG code, 2154 for Lambert-93
    #[arg(long, value_name = "EPSG")]
    crs: Option<String>,
    /// One place instead of a table: LON,LAT (or X,Y with --crs)
    #[arg(long, value_name = "LON,LAT", allow_hyphen_values = true)]
    point: Option<String>,
    /// File of perimeters; repeat for several (default: the official files in the data folder)
    #[arg(long, value_name = "PATH")]
    perimeters: Vec<PathBuf>,
    /// Precision of the coordinates, in metres or as a column of metres: what is nearer to a
    /// limit is imprecis
    #[arg(long, value_name = "METRES|COL")]
    precision: Option<String>,
    /// Distances beyond this are left empty
    #[arg(long, value_name = "METRES", default_value = "1000")]
    max_distance: f64,
    /// Columns to add, out of code,nom,reponse,distance,bande,motif
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    add: Vec<String>,
    /// Columns of the table to keep (default: all)
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    keep: Vec<String>,
    #[command(flatten)]
    output: OutputArgs,
    /// Where to list rows with a wrong number of cells (default: beside the output)
    #[arg(long, value_name = "PATH")]
    rejects: Option<PathBuf>,
    /// Counts by answer, band, quartier and EPCI, and answers that changed between the
    /// generations: .json, .csv, or - for text (with - and no --output, nothing else is written)
    #[arg(long, value_name = "PATH")]
    summary: Option<PathBuf>,
    /// Table of communes with their EPCI (CSV…), for the names of EPCI in the summary
    #[arg(long, value_name = "PATH", requires = "summary")]
    communes: Vec<PathBuf>,
}

impl LocateArgs {
    /// Whether standard output is for the summary alone.
    fn counts_only(&self) -> bool {
        self.summary.as_deref() == Some(Path::new("-"))
    }
}

pub fn run(args: &LocateArgs, common: &Common) -> Result<Done, Failure> {
    if !(args.max_distance >= 0.0 && args.max_distance.is_finite()) {
        return Err(Failure::new(
            format!("--max-distance {}: not a distance", args.max_distance),
            "give metres, 0 or more",
        ));
    }
    let input = match (&args.point, &args.table) {
        (Some(point), _) => Input::Text(point_as_table(point)?),
        (None, Some(path)) => Input::at(path),
        (None, None) => return Err(Failure::new("no table", "give a table or --point")),
    };
    let mut inputs: Vec<&Path> = args.perimeters.iter().map(PathBuf::as_path).collect();
    inputs.extend(args.table.as_deref());
    inputs.extend(args.communes.iter().map(PathBuf::as_path));
    let targets = args.output.targets(&inputs)?;
    for path in args.rejects.iter().chain(&args.summary) {
        refuse_input(path, &inputs)?;
    }
    if targets.len() > 1 && matches!(input, Input::Stdin) {
        return Err(Failure::new(
            "standard input can be read only once, and several outputs are asked for",
            "give one --output, or a file",
        ));
    }

    // The header comes first: a wrong column is told before perimeters are read.
    let mut table = Some(input.open()?);
    let plan = match &mut table {
        Some(table) => plan(args, table, common).map_err(|e| e.of(&input))?,
        None => return Ok(Done::Complete),
    };
    let place = args.point.as_deref().and_then(|p| place(p, &plan.system));
    let near = place.map(|place| (place, reach_m(args.max_distance, &plan.precision)));
    let sets = perimeters::read(&args.perimeters, near, common)?;
    let incomplete = sets.iter().any(|set| !set.rejected.is_empty());
    let locator = Locator::new(&sets, args.max_distance);
    let placement = summary::placement(&sets, &args.communes)?;
    drop(sets);

    let mut tally = Tally::default();
    for target in &targets {
        let table = match table.take() {
            Some(table) => table,
            None => input.open()?,
        };
        let mut rejects = SpooledTempFile::new(1 << 20);
        let run = Run {
            input: &input,
            plan: &plan,
            locator: &locator,
            excel: args.output.excel,
            common,
        };
        tally = match target {
            None if args.counts_only() => run.count(table, &mut rejects)?,
            _ => run.write_to(table, *target, &mut rejects)?,
        };
        if tally.refused > 0 {
            write_rejects(args, *target, tally.refused, rejects, common)?;
        }
    }
    if args.point.is_none() {
        tell(&tally, &locator, common);
    }
    if let Some(path) = &args.summary {
        summary::write(&Summary::new(&tally, &locator, &placement), path)?;
    }
    Ok(if tally.refused > 0 || incomplete {
        Done::WithRejects
    } else {
        Done::Complete
    })
}

/// `--point` is a table of one row.
fn point_as_table(point: &str) -> Result<Vec<u8>, Failure> {
    match point.split([',', ';', ' ']).collect::<Vec<_>>().as_slice() {
        [x, y] if !x.is_empty() && !y.is_empty() => Ok(format!("x,y\n{x},{y}\n").into_bytes()),
        _ => Err(Failure::new(
            format!("--point {point}: not two numbers"),
            "give LON,LAT in degrees with decimal points, such as 2.8206,50.4326",
        )),
    }
}

/// Longitude and latitude of `--point`, where it has some: only perimeters near it are read.
fn place(point: &str, system: &System) -> Option<Coord> {
    let (x, y) = point.split_once([',', ';', ' '])?;
    let c = Coord {
        x: x.trim().parse().ok()?,
        y: y.trim().parse().ok()?,
    };
    match system {
        System::LonLat => Some(c),
        System::Metres(crs) => crs.to_lonlat(c).ok(),
    }
}

/// Metres from a place within which a limit can matter to its answer.
fn reach_m(max_distance: f64, precision: &Precision) -> f64 {
    let precision = match precision {
        Precision::Metres(metres) => *metres,
        _ => 0.0,
    };
    1000.0 + max_distance.max(Band::WIDEST_M).max(precision)
}

/// What can be wrong with the options once the header is known.
enum PlanError {
    Table(BatchError),
    Option(Failure),
}

impl From<BatchError> for PlanError {
    fn from(error: BatchError) -> Self {
        Self::Table(error)
    }
}

impl PlanError {
    fn of(self, input: &Input) -> Failure {
        match self {
            Self::Table(error) => input.failure(&error),
            Self::Option(failure) => failure,
        }
    }
}

fn plan<R: Read>(
    args: &LocateArgs,
    table: &mut FrameSource<R>,
    common: &Common,
) -> Result<Plan, PlanError> {
    if let FrameSource::Csv(table) = table {
        common.explain(format_args!("table: {}", table.dialect()));
    }
    let names = table.names();
    let found = match (&args.lon, &args.lat, &args.x, &args.y) {
        (Some(lon), Some(lat), ..) => CoordinateColumns {
            x: column(&names, lon)?,
            y: column(&names, lat)?,
            degrees: true,
        },
        (.., Some(x), Some(y)) => CoordinateColumns {
            x: column(&names, x)?,
            y: column(&names, y)?,
            degrees: false,
        },
        _ if args.crs.is_some() => CoordinateColumns::find_metres(&names)?,
        _ => CoordinateColumns::find(&names)?,
    };
    let system = match &args.crs {
        Some(code) => System::of(Crs::from_declaration(code).map_err(|error| {
            let advice = "give an EPSG code: 2154 (Lambert-93), 4326 (degrees), 2975 (Réunion)";
            PlanError::Option(Failure::new(format!("--crs: {error}"), advice))
        })?),
        None if found.degrees || args.point.is_some() => System::LonLat,
        None => match table {
            FrameSource::Csv(table) => table.guess_system(found.x, found.y)?,
            _ => {
                return Err(PlanError::Table(BatchError::NoSystem {
                    x: names[found.x].clone(),
                    y: names[found.y].clone(),
                }));
            }
        },
    };
    common.explain(format_args!(
        "coordinates: columns {:?} and {:?}, {}",
        names[found.x],
        names[found.y],
        match &system {
            System::LonLat => "longitude and latitude in degrees".to_owned(),
            System::Metres(crs) => format!("metres of {crs}"),
        }
    ));
    let kept = (!args.keep.is_empty())
        .then(|| args.keep.iter().map(|name| column(&names, name)).collect())
        .transpose()?;
    Ok(Plan {
        x: found.x,
        y: found.y,
        system,
        precision: precision(args.precision.as_deref(), &names)?,
        measured: args.summary.is_some(),
        max_distance_m: args.max_distance,
        added: added(&args.add).map_err(PlanError::Option)?,
        kept,
    })
}

fn precision(option: Option<&str>, names: &[String]) -> Result<Precision, PlanError> {
    let Some(text) = option else {
        return Ok(Precision::Exact);
    };
    if names.iter().any(|name| name == text) {
        return Ok(Precision::Column(column(names, text)?));
    }
    match text.replace(',', ".").parse::<f64>() {
        Ok(metres) if metres >= 0.0 && metres.is_finite() => Ok(Precision::Metres(metres)),
        Ok(_) => Err(PlanError::Option(Failure::new(
            format!("--precision {text}: not a precision"),
            "give metres, 0 or more, or the name of a column",
        ))),
        Err(_) => Ok(Precision::Column(column(names, text)?)),
    }
}

fn added(list: &[String]) -> Result<Added, Failure> {
    if list.is_empty() {
        return Ok(Added::ALL);
    }
    let mut added = Added::NONE;
    for name in list {
        let wanted = match name.trim() {
            "code" => &mut added.code,
            "nom" => &mut added.name,
            "reponse" => &mut added.response,
            "distance" => &mut added.distance,
            "bande" => &mut added.band,
            "motif" => &mut added.reason,
            other => {
                return Err(Failure::new(
                    format!("--add {other}: no such column"),
                    "choose from code,nom,reponse,distance,bande,motif",
                ));
            }
        };
        *wanted = true;
    }
    Ok(added)
}

fn write_rejects(
    args: &LocateArgs,
    target: Option<&Path>,
    count: u64,
    mut rejects: SpooledTempFile,
    common: &Common,
) -> Result<(), Failure> {
    let beside = |path: &Path| path.with_extension("rejects.csv");
    let path = args.rejects.clone().or_else(|| target.map(beside));
    let listed = path
        .as_ref()
        .map_or_else(String::new, |p| format!(": see {}", p.display()));
    common.say(format_args!(
        "{count} rows have another number of cells than the header and are non_localise{listed}"
    ));
    let Some(path) = path else {
        return Ok(());
    };
    let written = atomic::write(&path, |out| {
        out.write_all(b"ligne,motif,texte\n")?;
        rejects.rewind()?;
        std::io::copy(&mut rejects, out).map(|_| ())
    });
    written.map_err(|e: std::io::Error| stop::write_failure(&path, &e))
}

/// Counts on standard error: numbers of rows and reasons, never a row.
fn tell(tally: &Tally, locator: &Locator, common: &Common) {
    for (generation, counts) in locator.generations().iter().zip(&tally.generations) {
        let of = |r: Response| counts.responses[r as usize];
        let words: Vec<String> = Response::ALL
            .iter()
            .map(|r| format!("{} {r}", of(*r)))
            .collect();
        common.say(format_args!(
            "{generation}: {} rows, {}",
            tally.rows,
            words.join(", ")
        ));
        for reason in Reason::ALL.into_iter().filter(Reason::explains_no_answer) {
            let count = counts.reasons[reason as usize];
            if count > 0 {
                common.say(format_args!("  {count} non_localise: {reason}"));
            }
        }
    }
}
