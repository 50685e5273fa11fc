//! `qpv report`: the main job, from perimeters to a folder of results.

use super::Common;
use super::diff::no_quartier;
use super::failure::{Done, Failure};
use super::inputs::{self, DeptArgs, ToleranceArgs};
use clap::Args;
use qpv::formats;
use qpv::report::{self, Inputs, Study};
use qpv::table::{self, CsvStyle};
use std::path::{Path, PathBuf};

/// Everything in one go: tables, layers, maps, charts, a page and a workbook
#[derive(Args)]
#[command(after_help = "\
Examples:
  qpv report --sample
  qpv report --dept 62 --old qp-politiquedelaville-shp.zip --new qp2024-geojson-gpkg-shp.zip \\
    --communes communes-62.geojson --communes communes-epci-62.csv --population pop_QPV24.csv")]
pub struct ReportArgs {
    #[command(flatten)]
    dept: DeptArgs,
    /// Perimeters of 2015
    #[arg(long, value_name = "PATH")]
    old: Option<PathBuf>,
    /// Perimeters of 2024
    #[arg(long, value_name = "PATH")]
    new: Option<PathBuf>,
    #[command(flatten)]
    tolerance: ToleranceArgs,
    /// A table of populations by quartier; repeat for several
    #[arg(long, value_name = "PATH")]
    population: Vec<PathBuf>,
    /// Outlines of communes (GeoJSON…) and tables of communes with their EPCI (CSV…)
    #[arg(long, value_name = "PATH")]
    communes: Vec<PathBuf>,
    /// Where the results go
    #[arg(long, short, value_name = "DIR", default_value = "output")]
    output: PathBuf,
}

pub fn run(args: &ReportArgs, common: &Common) -> Result<Done, Failure> {
    let tolerance = args.tolerance.given()?;
    let (old_path, new_path) = (
        args.old.as_deref().unwrap_or(Path::new("")),
        args.new.as_deref().unwrap_or(Path::new("")),
    );
    let (old, new) = inputs::read_pair(old_path, new_path)?;
    let all_used = inputs::tell(&old, old_path, common) & inputs::tell(&new, new_path, common);
    let (outlines, mut directory) = inputs::read_communes(&args.communes)?;
    let figures = inputs::read_populations(&args.population, &mut directory)?;
    let departements = if args.dept.dept.is_empty() {
        vec!["62".to_owned()]
    } else {
        args.dept.dept.clone()
    };
    let study = Study::new(Inputs {
        old,
        new,
        departements: departements.clone(),
        tolerance,
        outlines,
        directory,
        figures,
    })?;
    if study.diff.old.is_empty() && study.diff.new.is_empty() {
        return Err(no_quartier(&departements));
    }
    for table in report::tables(&study) {
        let path = args.output.join(format!("{}.csv", table.name));
        table::write_frame(&table.frame, Some(&path), CsvStyle::Plain)?;
    }
    let layers = report::layers(&study);
    formats::write_layers(&args.output.join("perimetres.gpkg"), &layers)?;
    formats::write_layers(&args.output.join("perimetres.geojson"), &layers)?;
    print!("{}", report::summary_text(&study));
    Ok(if all_used {
        Done::Complete
    } else {
        Done::WithRejects
    })
}
