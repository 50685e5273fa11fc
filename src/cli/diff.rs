//! `qpv diff`: what changed between two generations.

use super::Common;
use super::failure::{Done, Failure};
use super::inputs::{self, DeptArgs, ToleranceArgs};
use super::output::{OutputArgs, is_layer, refuse_input, write_layers};
use clap::Args;
use qpv::report::{self, Inputs, Study};
use qpv::table;
use std::io::Write;
use std::path::{Path, PathBuf};

/// What changed between two generations of perimeters
#[derive(Args)]
#[command(after_help = "\
Examples:
  qpv diff qp-politiquedelaville-shp.zip qp2024-geojson-gpkg-shp.zip -o evolution.csv
  qpv diff OLD NEW --dept 62 --communes communes-62.geojson --summary -
  qpv diff OLD NEW --dept 974 -o evolution.gpkg -o evolution.csv")]
pub struct DiffArgs {
    /// Perimeters of one generation
    old: PathBuf,
    /// Perimeters of the other generation
    new: PathBuf,
    #[command(flatten)]
    dept: DeptArgs,
    #[command(flatten)]
    tolerance: ToleranceArgs,
    /// Outlines of communes (GeoJSON…) and tables of communes with their EPCI (CSV…)
    #[arg(long, value_name = "PATH")]
    communes: Vec<PathBuf>,
    /// Counts by evolution, areas, communes that enter and leave: .json, .csv, or - for text
    #[arg(long, value_name = "PATH")]
    summary: Option<PathBuf>,
    #[command(flatten)]
    output: OutputArgs,
}

pub fn run(args: &DiffArgs, common: &Common) -> Result<Done, Failure> {
    let tolerance = args.tolerance.given()?;
    let mut paths: Vec<&Path> = vec![&args.old, &args.new];
    paths.extend(args.communes.iter().map(PathBuf::as_path));
    let targets = args.output.targets(&paths)?;
    if let Some(summary) = &args.summary {
        refuse_input(summary, &paths)?;
    }
    let (old, new) = inputs::read_pair(&args.old, &args.new)?;
    let all_used = inputs::tell(&old, &args.old, common) & inputs::tell(&new, &args.new, common);
    let (outlines, directory) = inputs::read_communes(&args.communes)?;
    let inputs = Inputs {
        old,
        new,
        departements: args.dept.dept.clone(),
        tolerance,
        outlines,
        directory,
        figures: Vec::new(),
    };
    let study = match targets.iter().flatten().any(|path| is_layer(path)) {
        true => Study::new(inputs)?,
        false => Study::comparison(inputs)?,
    };
    if study.diff.swapped {
        common.say("the first file holds 2024 and the second 2015: compared from 2015 to 2024");
    }
    if study.diff.old.is_empty() && study.diff.new.is_empty() {
        return Err(inputs::no_quartier(&args.dept.dept));
    }
    common.say(format_args!("tolerance {}", study.diff.tolerance));

    let only_summary =
        args.summary.as_deref() == Some(Path::new("-")) && args.output.output.is_empty();
    let rows = report::evolution_table(&study.diff, &study.placement);
    for target in targets {
        match target {
            Some(path) if is_layer(path) => write_layers(path, &report::layers(&study), common)?,
            None if only_summary => {}
            _ => table::write_frame(&rows, target, args.output.csv_style())?,
        }
    }
    if let Some(path) = &args.summary {
        write_summary(&study, path, args)?;
    }
    Ok(if all_used {
        Done::Complete
    } else {
        Done::WithRejects
    })
}

fn write_summary(study: &Study, path: &Path, args: &DiffArgs) -> Result<(), Failure> {
    let summary = report::summary_table(study);
    if path == Path::new("-") {
        print!("{}", report::summary_text(study));
        return Ok(());
    }
    if path
        .extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("json"))
    {
        let written = qpv::atomic::write(path, |out| -> std::io::Result<()> {
            serde_json::to_writer_pretty(&mut *out, &study.summary)?;
            out.write_all(b"\n")
        });
        return written.map_err(|e| {
            Failure::new(
                format!("{}: {e}", path.display()),
                "check the folder and the disk",
            )
        });
    }
    Ok(table::write_frame(
        &summary,
        Some(path),
        args.output.csv_style(),
    )?)
}
