//! `qpv report`: the main job, from perimeters to a folder of results.

use super::Common;
use super::failure::{Done, Failure};
use super::inputs::{self, Depth, StudyArgs};
use super::official::Network;
use super::output::{refuse_input, write_figure, write_file};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use qpv::formats;
use qpv::render::{Figure, Lang, Page};
use qpv::report::{self, Entry, FigureKind, File, Manifest, Study, Style};
use qpv::table::{self, CsvStyle};
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Everything in one go: tables, layers, maps, charts, a page and a workbook
///
/// Without --old and --new it works from the official files in the data folder, and first fetches
/// those that are missing (`qpv data list` shows them, --offline forbids it).
#[derive(Args)]
#[command(after_help = "\
Examples:
  qpv report --sample
  qpv report --dept 62
  qpv report --france -o france
  qpv report --dept 62 --old qp-politiquedelaville-shp.zip --new qp2024-geojson-gpkg-shp.zip \\
    --communes communes-62.geojson --communes communes-epci-62.csv --population pop_QPV24.csv")]
pub struct ReportArgs {
    #[command(flatten)]
    study: StudyArgs,
    /// The whole country in place of a département
    #[arg(long, conflicts_with_all = ["dept", "sample"])]
    france: bool,
    /// Language of the report: fr or en
    #[arg(long, default_value = "fr", value_parser = super::figure::parse_lang)]
    lang: Lang,
    /// Dots per inch of the PNG figures
    #[arg(
        long,
        value_name = "N",
        default_value_t = 150.0,
        allow_negative_numbers = true
    )]
    dpi: f64,
    /// Write every figure as a fragment of HTML too, to be put into another page
    #[arg(long)]
    fragment: bool,
    /// Write every figure as PDF too
    #[arg(long)]
    pdf: bool,
    /// Where the results go
    #[arg(long, short, value_name = "DIR", default_value = "output")]
    output: PathBuf,
}

pub fn run(args: &ReportArgs, common: &Common) -> Result<Done, Failure> {
    let inputs = args.study.inputs();
    for file in [
        "rapport.html",
        "rapport.xlsx",
        "figures.json",
        "perimetres.gpkg",
        "perimetres.geojson",
    ] {
        refuse_input(&args.output.join(file), &inputs)?;
    }
    if args.output.is_file() {
        return Err(Failure::new(
            format!(
                "{}: a file, where a folder is wanted",
                args.output.display()
            ),
            "give another folder with --output",
        ));
    }
    Page::A4_LANDSCAPE.pixels(args.dpi)?;
    let files = inputs::files(&args.study, Network::Allowed, common)?;
    let steps = Steps::new(common);
    steps.say("reading and comparing perimeters");
    let departements = match args.study.dept.dept.as_slice() {
        [] if !args.france => vec!["62".to_owned()],
        asked => asked.to_vec(),
    };
    let (study, all_used) = inputs::study_of(
        &args.study,
        files.as_ref(),
        departements,
        Depth::Whole,
        common,
    )?;
    let study = study.told_in(args.lang);
    let date = super::figure::today(args.lang);
    let style = Style::new(args.lang, date.clone());

    steps.say("drawing maps and charts");
    let folder = args.output.as_path();
    let figures: Vec<Figure> = FigureKind::ALL
        .into_par_iter()
        .map(|kind| Ok(report::figure(&study, kind, &style)?))
        .collect::<Result<Vec<Option<Figure>>, Failure>>()?
        .into_iter()
        .flatten()
        .collect();
    let drawn = write_figures(&figures, folder, args)?;

    steps.say("writing tables, layers, page and workbook");
    let tables = report::tables(&study);
    for table in &tables {
        let path = folder.join("tables").join(format!("{}.csv", table.name));
        table::write_frame(&table.frame, Some(&path), CsvStyle::Plain)?;
    }
    let layers = report::layers(&study);
    formats::write_layers(&folder.join("perimetres.gpkg"), &layers)?;
    formats::write_layers(&folder.join("perimetres.geojson"), &layers)?;
    let page = report::page(&study, &figures, args.lang, &date)?;
    write_file(&folder.join("rapport.html"), page.as_bytes())?;
    report::workbook(&study, &tables, &date, &folder.join("rapport.xlsx"))?;
    let entries = drawn
        .into_iter()
        .map(|(figure, files)| Entry::of(&study, figure, files, args.lang, &date));
    let manifest = Manifest::new(args.lang, &date).with(entries.collect());
    write_file(&folder.join("figures.json"), manifest.json()?.as_bytes())?;
    steps.done();
    tell(&study, folder, common);
    Ok(if all_used {
        Done::Complete
    } else {
        Done::WithRejects
    })
}

/// Writes every figure in each format, under `figures`. The files of each are given back.
fn write_figures<'a>(
    figures: &'a [Figure],
    folder: &Path,
    args: &ReportArgs,
) -> Result<Vec<(&'a Figure, Vec<File>)>, Failure> {
    let mut formats = vec!["svg", "png"];
    formats.extend(args.pdf.then_some("pdf"));
    formats.extend(args.fragment.then_some("html"));
    let written = figures.par_iter().map(|figure| {
        let files = formats.iter().map(|format| {
            let name = format!("figures/{}.{format}", figure.id);
            write_figure(figure, &folder.join(&name), args.dpi, args.lang)?;
            Ok(File::of(figure, &name, args.dpi))
        });
        Ok((figure, files.collect::<Result<Vec<File>, Failure>>()?))
    });
    written.collect()
}

/// A summary that fits on one screen, and where the results are.
fn tell(study: &Study, folder: &Path, common: &Common) {
    if common.quiet {
        return;
    }
    print!("{}", report::summary_text(study));
    let count = |level| study.controls.iter().filter(|c| c.level == level).count();
    println!(
        "  control list     {} OK, {} info, {} alerte",
        count(report::Level::Ok),
        count(report::Level::Info),
        count(report::Level::Alerte)
    );
    println!("  results in       {}", folder.display());
}

/// Says on a terminal what is being done, when it takes more than a moment.
struct Steps(ProgressBar);

impl Steps {
    fn new(common: &Common) -> Self {
        if common.quiet {
            return Self(ProgressBar::hidden());
        }
        let bar = ProgressBar::new_spinner();
        // A constant template; the default one would do as well.
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(250));
        Self(bar)
    }

    fn say(&self, step: &'static str) {
        self.0.set_message(step);
    }

    fn done(&self) {
        self.0.finish_and_clear();
    }
}
