//! `qpv diff`: what changed between two generations.

mod extras;
mod rejects;

use super::Common;
use super::failure::{Done, Failure};
use super::inputs::{self, Around, DeptArgs, ToleranceArgs};
use super::official::Network;
use super::output::{OutputArgs, is_layer, refuse_input, write_layers};
use clap::Args;
use extras::{CorrespondenceArgs, EstimateArgs};
use qpv::diff::CheckedPair;
use qpv::report::{self, Changes, Inputs, Study};
use qpv::table;
use rejects::{Rejects, RejectsArgs};
use std::io::Write;
use std::path::{Path, PathBuf};

/// What changed between two generations of perimeters
///
/// Without OLD and NEW it compares the official files in the data folder (`qpv data fetch`).
#[derive(Args)]
#[command(after_help = "\
Examples:
  qpv diff qp-politiquedelaville-shp.zip qp2024-geojson-gpkg-shp.zip -o evolution.csv
  qpv diff OLD NEW --dept 62 --communes communes-62.geojson --summary -
  qpv diff --dept 59 --summary -
  qpv diff OLD NEW --dept 974 -o evolution.gpkg -o evolution.csv
  qpv diff OLD NEW --correspondence liste-correspondance-qp2024-qp2015.csv \\
      --correspondence-output ecarts.csv --summary -
  qpv diff OLD NEW --population pop-2018.csv --estimate filosofi-200m.csv --estimate surface \\
      --estimate-output estimations.csv -o evolution.csv

--correspondence sets a published table beside the measure. --correspondence-output has a row for
each pair of either, with `concordance`:
  accord                the table states the pair and the ground links it
  absent_de_la_mesure   stated, but too little ground in common (why is in `motif`)
  absent_de_la_table    linked on the ground, not stated
  sans_sol_commun       stated, but no ground in common at all
  code_inconnu          a code of the pair is in neither file of perimeters

--estimate tells what the populations of 2015 perimeters would be on those of 2024: an estimate,
rounded, in a table of its own (--estimate-output), never a figure of Insee. It spreads each official
population over the places where people live (cells of the 200 m grid, addresses, dwellings) and
gathers it on the new ground; `surface` takes the ground itself as weight, which gives a lower bound
with a known bias (`biais_mesure`: -1.5 % where 97 % of the new ground is old, -4.5 % at 90 to 97 %,
-10 % at 80 to 90 %, -18 % at 70 to 80 %, -25 % at 50 to 70 %).")]
pub struct DiffArgs {
    /// Perimeters of one generation (default: the official files in the data folder)
    #[arg(requires = "new")]
    old: Option<PathBuf>,
    /// Perimeters of the other generation
    new: Option<PathBuf>,
    #[command(flatten)]
    dept: DeptArgs,
    #[command(flatten)]
    tolerance: ToleranceArgs,
    /// Outlines of communes (GeoJSON…) and tables of communes with their EPCI (CSV…) (default
    /// without OLD and NEW: the official ones in the data folder)
    #[arg(long, value_name = "PATH")]
    communes: Vec<PathBuf>,
    /// A table of official populations, shown beside each quartier with its census; repeat for
    /// several (default without OLD and NEW: the official ones in the data folder)
    #[arg(long, value_name = "PATH")]
    population: Vec<PathBuf>,
    /// Counts by evolution and contrat de ville, areas, communes that enter and leave: .json, .csv,
    /// or - for text
    #[arg(long, value_name = "PATH")]
    summary: Option<PathBuf>,
    #[command(flatten)]
    correspondence: CorrespondenceArgs,
    #[command(flatten)]
    estimate: EstimateArgs,
    #[command(flatten)]
    rejects: RejectsArgs,
    #[command(flatten)]
    output: OutputArgs,
}

impl DiffArgs {
    /// Every file that is read, so that none is overwritten.
    fn inputs<'a>(&'a self, perimeters: [&'a Path; 2]) -> Vec<&'a Path> {
        let mut all = perimeters.to_vec();
        all.extend(self.communes.iter().map(PathBuf::as_path));
        all.extend(self.population.iter().map(PathBuf::as_path));
        all.extend(self.correspondence.input());
        all.extend(self.estimate.inputs());
        all
    }
}

pub fn run(args: &DiffArgs, common: &Common) -> Result<Done, Failure> {
    let tolerance = args.tolerance.given()?;
    let (old_path, new_path, official) = match (&args.old, &args.new) {
        (Some(old), Some(new)) => (old.clone(), new.clone(), None),
        (old, new) => {
            let official = common.official_study(Network::Unused)?;
            let [old, new] = official.pair(
                [old.as_deref(), new.as_deref()],
                "name both files: qpv diff OLD NEW",
            )?;
            (old, new, Some(official))
        }
    };
    let paths = args.inputs([&old_path, &new_path]);
    let targets = args.output.targets(&paths)?;
    let others = [
        &args.summary,
        &args.correspondence.output,
        &args.estimate.output,
    ];
    for target in others.into_iter().flatten() {
        refuse_input(target, &paths)?;
    }
    // The tables first: a fault in them is told before the work is done.
    let rejects_path = args.rejects.target(&targets, &paths)?;
    let mut rejects = Rejects::default();
    let published = args.correspondence.read(&mut rejects, common)?;
    let weights = args.estimate.read(&mut rejects, common)?;
    let (pair, around) = rayon::join(
        || inputs::read_pair(&old_path, &new_path, &[]),
        || Around::read(&args.communes, &args.population, official.as_ref()),
    );
    let (old, new) = pair?;
    for (set, path) in [(&old, &old_path), (&new, &new_path)] {
        inputs::tell(set, path, common);
        rejects.add_features(set);
    }
    let around = around?.near(&args.dept.dept, [&old, &new]);
    for figures in &around.figures {
        extras::tell_refused(&figures.source, &figures.refused, common);
        rejects.add_rows(&figures.source, &figures.refused);
    }
    let inputs = Inputs {
        old,
        new,
        departements: args.dept.dept.clone(),
        tolerance,
        outlines: around.outlines,
        directory: around.directory,
        figures: around.figures,
    };
    let layers = targets.iter().flatten().any(|path| is_layer(path));
    let study = match layers {
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

    tell_uncovered(&study, common);

    let only_summary =
        args.summary.as_deref() == Some(Path::new("-")) && args.output.output.is_empty();
    let rows = report::diff_table(&study);
    for target in targets {
        match target {
            Some(path) if is_layer(path) => write_layers(path, &report::layers(&study), common)?,
            None if only_summary => {}
            _ => table::write_frame(&rows, target, args.output.csv_style())?,
        }
    }
    if layers {
        let slivers_m2: f64 = study.pieces.iter().map(|p| p.slivers_m2).sum();
        common.say(format_args!(
            "pieces: {:.1} ha in slivers up to {} m wide left out",
            slivers_m2 / 1e4,
            study.diff.tolerance.metres
        ));
    }
    let pairs = args.correspondence.check(
        published,
        &study,
        args.output.csv_style(),
        &mut rejects,
        common,
    )?;
    args.estimate
        .write(&weights, &study, args.output.csv_style(), common)?;
    if let Some(path) = &args.summary {
        write_summary(&study, &pairs, path, args)?;
    }
    rejects.write(rejects_path.as_deref(), common)?;
    Ok(match rejects.is_empty() {
        true => Done::Complete,
        false => Done::WithRejects,
    })
}

/// Says how many quartiers the outlines of communes leave out.
fn tell_uncovered(study: &Study, common: &Common) {
    if let Some(without) = study.outside_outlines().filter(|n| *n > 0) {
        common.say(format_args!(
            "{without} quartiers lie in none of the outlines of --communes: what enters and leaves \
             is told without them"
        ));
    }
}

fn write_summary(
    study: &Study,
    pairs: &[CheckedPair],
    path: &Path,
    args: &DiffArgs,
) -> Result<(), Failure> {
    let changes = Changes::of(study, pairs);
    if path == Path::new("-") {
        let text = report::changes_text(study, &changes);
        return match std::io::stdout().lock().write_all(text.as_bytes()) {
            // A reader that has seen enough (`head`) is no error.
            Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => Err(Failure::new(
                format!("standard output: {e}"),
                "write to a file with --summary PATH",
            )),
            _ => Ok(()),
        };
    }
    if path
        .extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("json"))
    {
        let written = qpv::atomic::write(path, |out| -> std::io::Result<()> {
            serde_json::to_writer_pretty(&mut *out, &changes)?;
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
        &report::summary_table(&changes),
        Some(path),
        args.output.csv_style(),
    )?)
}
