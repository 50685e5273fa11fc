//! `qpv map KIND` and `qpv chart KIND`: one figure.

use super::Common;
use super::failure::{Done, Failure};
use super::inputs::{self, StudyArgs};
use super::official::Network;
use super::output::{refuse_input, write_figure};
use clap::{Args, ValueEnum};
use qpv::render::palettes::Ramp;
use qpv::render::{Lang, Method, Page};
use qpv::report::{self, FigureKind, Style};
use std::io::Write;
use std::path::{Path, PathBuf};

/// A map
#[derive(Args)]
#[command(after_help = "\
Examples:
  qpv map quartiers --sample -o carte.svg
  qpv map evolution --old OLD --new NEW --dept 62 --communes communes-62.geojson -o carte.png")]
pub struct MapArgs {
    /// What it shows
    #[arg(value_enum)]
    kind: MapKind,
    #[command(flatten)]
    figure: FigureArgs,
}

/// A chart
#[derive(Args)]
#[command(after_help = "\
Examples:
  qpv chart population --sample -o population.svg
  qpv chart evolution --old OLD --new NEW --dept 59 -o evolution.png --dpi 300")]
pub struct ChartArgs {
    /// What it shows
    #[arg(value_enum)]
    kind: ChartKind,
    /// One row per quartier instead of one per contrat de ville (population only)
    #[arg(long)]
    by_quartier: bool,
    #[command(flatten)]
    figure: FigureArgs,
}

#[derive(Clone, Copy, ValueEnum)]
enum MapKind {
    /// Both generations
    Quartiers,
    /// Population, proportional symbols
    Population,
    /// Ground kept, gained and lost
    Evolution,
    /// Inhabitants per km², in classes
    Densite,
}

#[derive(Clone, Copy, ValueEnum)]
enum ChartKind {
    /// Population on both perimeters
    Population,
    /// Areas on both perimeters
    Aires,
    /// Number of quartiers by evolution
    Evolution,
    /// Ground passed from old to new quartiers
    Filiation,
}

/// How a figure is drawn and where it goes
#[derive(Args)]
struct FigureArgs {
    #[command(flatten)]
    study: StudyArgs,
    /// A title of your own in place of the finding
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// Width in millimetres
    #[arg(long, value_name = "MM", requires = "height")]
    width: Option<f64>,
    /// Height in millimetres
    #[arg(long, value_name = "MM", requires = "width")]
    height: Option<f64>,
    /// Dots per inch of a PNG
    #[arg(long, value_name = "N", default_value_t = 300.0)]
    dpi: f64,
    /// Colours of classes
    #[arg(long, value_name = "NAME")]
    palette: Option<String>,
    /// Number of classes
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u8).range(1..=9))]
    classes: u8,
    /// How classes are cut
    #[arg(long, value_enum, default_value = "quantiles")]
    method: MethodArg,
    /// Leave out codes and names
    #[arg(long)]
    no_labels: bool,
    /// Language of the figure: fr or en
    #[arg(long, default_value = "fr", value_parser = parse_lang)]
    lang: Lang,
    /// Where to write it, .svg or .png; repeat for both, - for SVG on standard output
    #[arg(long = "output", short, value_name = "PATH")]
    output: Vec<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum MethodArg {
    Quantiles,
    Jenks,
    Arrondis,
}

/// `fr` or `en`.
pub fn parse_lang(text: &str) -> Result<Lang, String> {
    match text {
        "fr" => Ok(Lang::Fr),
        "en" => Ok(Lang::En),
        _ => Err("the languages are fr and en".into()),
    }
}

/// Today's date as text. `SOURCE_DATE_EPOCH` (seconds since 1970) replaces it, so that the
/// same input can give the same bytes.
pub fn today(lang: Lang) -> String {
    const MONTHS: [&str; 12] = [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ];
    let fixed = std::env::var("SOURCE_DATE_EPOCH")
        .ok()
        .and_then(|text| text.trim().parse().ok())
        .and_then(|seconds| jiff::Timestamp::from_second(seconds).ok())
        .map(|stamp| stamp.to_zoned(jiff::tz::TimeZone::UTC));
    let date = fixed.unwrap_or_else(jiff::Zoned::now).date();
    match lang {
        Lang::En => date.strftime("%-d %B %Y").to_string(),
        Lang::Fr => {
            let month = MONTHS[usize::from(date.month().unsigned_abs()).clamp(1, 12) - 1];
            let day = if date.day() == 1 {
                "1er".to_owned()
            } else {
                date.day().to_string()
            };
            format!("{day} {month} {}", date.year())
        }
    }
}

pub fn run_map(args: &MapArgs, common: &Common) -> Result<Done, Failure> {
    let kind = match args.kind {
        MapKind::Quartiers => FigureKind::Quartiers,
        MapKind::Population => FigureKind::Population,
        MapKind::Evolution => FigureKind::Evolution,
        MapKind::Densite => FigureKind::Densite,
    };
    run(kind, &args.figure, common)
}

pub fn run_chart(args: &ChartArgs, common: &Common) -> Result<Done, Failure> {
    let kind = match args.kind {
        ChartKind::Population if args.by_quartier => FigureKind::PopulationQuartiers,
        ChartKind::Population => FigureKind::PopulationContrats,
        ChartKind::Aires => FigureKind::Aires,
        ChartKind::Evolution => FigureKind::EvolutionNombre,
        ChartKind::Filiation => FigureKind::Filiation,
    };
    run(kind, &args.figure, common)
}

fn run(kind: FigureKind, args: &FigureArgs, common: &Common) -> Result<Done, Failure> {
    let inputs = args.study.inputs();
    for path in &args.output {
        refuse_input(path, &inputs)?;
    }
    let mut style = Style::new(args.lang, today(args.lang));
    if let (Some(width), Some(height)) = (args.width, args.height) {
        style.page = Some(Page::new(width, height));
    }
    style.title = args.title.clone();
    style.labels = !args.no_labels;
    style.classes = args.classes.into();
    style.method = match args.method {
        MethodArg::Quantiles => Method::Quantiles,
        MethodArg::Jenks => Method::Jenks,
        MethodArg::Arrondis => Method::Round,
    };
    if let Some(name) = &args.palette {
        style.ramp = Ramp::named(name)?;
    }
    let files = inputs::files(&args.study, Network::Unused, common)?;
    let (study, all_used) = inputs::study(&args.study, files.as_ref(), common)?;
    let figure = report::figure(&study, kind, &style)?.ok_or_else(|| {
        Failure::new(
            format!("nothing to draw on {}", kind.id()),
            "population figures need --population; filiation needs a merger or a split",
        )
    })?;
    let to_stdout = args.output.is_empty() || args.output.iter().any(|p| p == Path::new("-"));
    if to_stdout {
        let written = std::io::stdout().write_all(figure.svg_file().as_bytes());
        match written {
            Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => {
                return Err(Failure::new(format!("standard output: {e}"), ""));
            }
            _ => {}
        }
    }
    for path in args.output.iter().filter(|p| *p != Path::new("-")) {
        write_figure(&figure, path, args.dpi, args.lang)?;
    }
    Ok(if all_used {
        Done::Complete
    } else {
        Done::WithRejects
    })
}
