//! `qpv map KIND` and `qpv chart KIND`: one figure, or an atlas of them.

mod atlas;
mod manifest;
mod options;

use super::Common;
use super::failure::{Done, Failure};
use super::inputs::{self, Depth};
use super::official::Network;
use super::output::{check_figure_path, write_figure};
use clap::{Args, ValueEnum};
use options::FigureArgs;
pub use options::{parse_lang, today};
use qpv::render::{Figure, RenderError};
use qpv::report::{
    self, AgeTable, Column, Entry, FigureKind, File, LocatedTable, SlopeOf, Study, Style,
};
use qpv::table;
use rayon::prelude::*;
use std::io::Write;
use std::path::{Path, PathBuf};

/// A map
#[derive(Args)]
#[command(after_help = "\
Examples:
  qpv map quartiers --sample -o carte.svg
  qpv map evolution --old OLD --new NEW --dept 62 --communes communes-62.geojson -o carte.pdf
  qpv map quartiers --old OLD --new NEW -o france.png
  qpv map adresses --table lieux-qpv.csv --dept 62 -o adresses.png
  qpv map --table insee.csv --value 'taux_pauvrete_60%' --dept 59 --method jenks -o pauvrete.svg
  qpv map atlas --dept 62 -o atlas.pdf
  qpv map population --dept 62 -o output/figures/carte.svg --manifest output/figures.json")]
pub struct MapArgs {
    /// What it shows; left out for a column of a table (--table, --value)
    #[arg(
        value_enum,
        required_unless_present = "value",
        conflicts_with = "value"
    )]
    kind: Option<MapKind>,
    /// Small multiples: one panel per contrat de ville, all at one scale
    #[arg(long)]
    by_epci: bool,
    #[command(flatten)]
    figure: FigureArgs,
}

/// A chart
#[derive(Args)]
#[command(after_help = "\
Examples:
  qpv chart population --sample -o population.svg
  qpv chart evolution --old OLD --new NEW --dept 59 -o evolution.png --dpi 300
  qpv chart population --slope --population insee-2013-2018.csv --dept 62 -o evolution.svg
  qpv chart bandes --table lieux-qpv.csv --dept 62 -o bandes.pdf
  qpv chart pyramide --table demographie.csv --dept 62 --quartier QN06252M -o ages.svg
  qpv chart --table insee.csv --value nombre_menages --dept 62 -o menages.svg")]
pub struct ChartArgs {
    /// What it shows; left out for a column of a table (--table, --value)
    #[arg(
        value_enum,
        required_unless_present = "value",
        conflicts_with = "value"
    )]
    kind: Option<ChartKind>,
    /// One row per quartier instead of one per contrat de ville (population, and aires with --slope)
    #[arg(long)]
    by_quartier: bool,
    /// Before and after joined by a line (population, aires): two censuses of one perimeter, or one
    /// census or the area on both
    #[arg(long)]
    slope: bool,
    /// Columns of ages (pyramide), where their names do not tell: COL, or COL=AGES as in a1=F0-14
    #[arg(
        long,
        value_name = "COL,COL,...",
        value_delimiter = ',',
        requires = "table"
    )]
    columns: Vec<String>,
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
    /// Located addresses by quartier, from a table that `qpv locate` wrote (--table)
    Adresses,
    /// One page per quartier: a .pdf of many pages, or a folder of SVG and PNG
    Atlas,
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
    /// Addresses by distance to the limit, from a table that `qpv locate` wrote (--table)
    Bandes,
    /// Ages of the inhabitants, from a table with columns of ages (--table)
    Pyramide,
}

pub fn run_map(args: &MapArgs, common: &Common) -> Result<Done, Failure> {
    let figure = &args.figure;
    let drawn = match args.kind {
        None => Drawn::Column(report::column_map),
        Some(MapKind::Adresses) => Drawn::Located(report::address_map),
        Some(MapKind::Quartiers) => Drawn::Kind(FigureKind::Quartiers),
        Some(MapKind::Population) => Drawn::Kind(FigureKind::Population),
        Some(MapKind::Evolution) => Drawn::Kind(FigureKind::Evolution),
        Some(MapKind::Densite) => Drawn::Kind(FigureKind::Densite),
        Some(MapKind::Atlas) => return atlas::run(figure, common),
    };
    run(drawn, figure, args.by_epci, common)
}

pub fn run_chart(args: &ChartArgs, common: &Common) -> Result<Done, Failure> {
    use ChartKind::{Aires, Bandes, Evolution, Filiation, Population, Pyramide};
    let figure = &args.figure;
    let by_quartier = args.by_quartier;
    let slope = |of| Drawn::Slope(of, by_quartier);
    let drawn = match (args.kind, args.slope) {
        (Some(Population), true) => slope(SlopeOf::Population),
        (Some(Aires), true) => slope(SlopeOf::Area),
        (_, true) => return Err(no_such("--slope", "population and aires")),
        (Some(Population), _) if by_quartier => Drawn::Kind(FigureKind::PopulationQuartiers),
        (_, _) if by_quartier => {
            return Err(no_such(
                "--by-quartier",
                "population, and aires with --slope",
            ));
        }
        (Some(Pyramide), _) => Drawn::Ages(&args.columns),
        (_, _) if !args.columns.is_empty() => return Err(no_such("--columns", "pyramide")),
        (None, _) => Drawn::Column(report::column_chart),
        (Some(Bandes), _) => Drawn::Located(report::band_chart),
        (Some(Population), _) => Drawn::Kind(FigureKind::PopulationContrats),
        (Some(Aires), _) => Drawn::Kind(FigureKind::Aires),
        (Some(Evolution), _) => Drawn::Kind(FigureKind::EvolutionNombre),
        (Some(Filiation), _) => Drawn::Kind(FigureKind::Filiation),
    };
    run(drawn, figure, false, common)
}

/// An option that the chart asked for does not have.
fn no_such(option: &str, charts: &str) -> Failure {
    Failure::new(
        format!("{option} is of the charts {charts}"),
        "leave it out, or draw one of these",
    )
}

/// Draws a figure from a study and something read from the user's table.
type From<T> = fn(&Study, &T, &Style) -> Result<Figure, RenderError>;

/// What a figure is drawn from, besides the perimeters.
enum Drawn<'a> {
    /// The study alone.
    Kind(FigureKind),
    /// The study alone, before and after, by quartier or by contrat de ville.
    Slope(SlopeOf, bool),
    /// A table of ages, with the columns that are named by hand.
    Ages(&'a [String]),
    /// A column of a table.
    Column(From<Column>),
    /// A table of located addresses.
    Located(From<LocatedTable>),
}

fn run(
    drawn: Drawn<'_>,
    args: &FigureArgs,
    by_epci: bool,
    common: &Common,
) -> Result<Done, Failure> {
    args.check_outputs()?;
    for path in &args.output {
        check_figure_path(path)?;
    }
    let mut style = args.style()?;
    style.by_epci = by_epci;
    let boxes = Figure::letters_without_shape(style.title.as_deref().unwrap_or_default());
    if !boxes.is_empty() {
        common.say(format_args!(
            "--title: the font of figures has no {}; an empty box stands for each",
            boxes
                .iter()
                .map(char::to_string)
                .collect::<Vec<_>>()
                .join(" ")
        ));
    }
    // The user's table is read first: what is wrong with it is said before the long work.
    let mut all_used = true;
    let (figure, study) = match drawn {
        Drawn::Kind(kind) => {
            let depth = match kind {
                FigureKind::Quartiers | FigureKind::Population | FigureKind::Densite => {
                    Depth::SideBySide
                }
                // Of the whole country, the map of change shows quartiers and no pieces.
                FigureKind::Evolution if !args.departements().is_empty() => Depth::Pieces,
                _ => Depth::Comparison,
            };
            let (study, used) = study(args, &mut style, depth, common)?;
            all_used &= used;
            let figure = report::figure(&study, kind, &style)?.ok_or_else(|| {
                let (message, advice) = report::absence(&study, kind, &style);
                Failure::new(message, advice)
            })?;
            (figure, study)
        }
        Drawn::Slope(of, by_quartier) => {
            let (study, used) = study(args, &mut style, Depth::Comparison, common)?;
            all_used &= used;
            let figure = report::slope_chart(&study, of, by_quartier, &style)?;
            (figure, study)
        }
        Drawn::Ages(columns) => {
            let table = table::read(args.table()?)?;
            let ages = AgeTable::read(&table, args.code.as_deref(), columns)?;
            common.explain(format_args!(
                "{}: ages in {}",
                ages.file,
                ages.columns.join(", ")
            ));
            tell_refused(&ages.file, &ages.refused, common);
            all_used &= ages.refused.is_empty();
            let (study, used) = study(args, &mut style, Depth::SideBySide, common)?;
            all_used &= used;
            let figure = report::age_pyramid(&study, &ages, &style)?;
            (figure, study)
        }
        Drawn::Column(draw) => {
            let column = column(args, common)?;
            all_used &= column.refused.is_empty();
            let (study, used) = study(args, &mut style, Depth::SideBySide, common)?;
            all_used &= used;
            (draw(&study, &column, &style)?, study)
        }
        Drawn::Located(draw) => {
            let located = LocatedTable::read(args.table()?)?;
            let (study, used) = study(args, &mut style, Depth::SideBySide, common)?;
            all_used &= used;
            (draw(&study, &located, &style)?, study)
        }
    };
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
    let files: Vec<&PathBuf> = args
        .output
        .iter()
        .filter(|p| *p != Path::new("-"))
        .collect();
    files
        .par_iter()
        .try_for_each(|path| write_figure(&figure, path, args.dpi, args.lang))?;
    if let Some(manifest) = &args.manifest {
        let files = files.iter().map(|path| {
            let path = manifest::seen_from(manifest, path);
            File::of(&figure, &path, args.dpi)
        });
        let entry = Entry::of(&study, &figure, files.collect(), args.lang, &style.date);
        manifest::record(manifest, vec![entry], args, &style.date)?;
    }
    Ok(ended(all_used))
}

fn ended(all_used: bool) -> Done {
    if all_used {
        Done::Complete
    } else {
        Done::WithRejects
    }
}

/// The study of what was asked for, narrowed to an EPCI or to quartiers.
fn study(
    args: &FigureArgs,
    style: &mut Style,
    depth: Depth,
    common: &Common,
) -> Result<(Study, bool), Failure> {
    let files = inputs::files(&args.study, Network::Unused, common)?;
    let departements = args.departements();
    let selection = args.selection();
    // A quartier is selected with those it is linked to, and what is kept is computed anew.
    let depth = match selection {
        Some(_) => Depth::Comparison,
        None => depth,
    };
    let (study, all_used) =
        inputs::study_of(&args.study, files.as_ref(), departements, depth, common)?;
    let Some(selection) = selection else {
        return Ok((study, all_used));
    };
    let (narrow, place) = report::narrowed(study, &selection)?;
    style.place = Some(place);
    Ok((narrow, all_used))
}

/// The column that `--table`, `--code` and `--value` name.
fn column(args: &FigureArgs, common: &Common) -> Result<Column, Failure> {
    let value = args.value.as_deref().unwrap_or_default();
    let table = table::read(args.table()?)?;
    let column = Column::read(&table, args.code.as_deref(), value, args.is_rate())?;
    tell_refused(&column.file, &column.refused, common);
    common.explain(format_args!(
        "{}: column {} taken for {}",
        column.file,
        column.name,
        if column.rate { "rates" } else { "counts" }
    ));
    Ok(column)
}

/// Names the first rows of a table that were left out.
fn tell_refused(file: &str, refused: &[(usize, String)], common: &Common) {
    for (row, reason) in refused.iter().take(10) {
        common.say(format_args!("{file}: row {row} left out: {reason}"));
    }
}
