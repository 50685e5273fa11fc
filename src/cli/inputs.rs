//! Options that name the files of a study, and how each file is taken for what it holds.

mod around;

pub use around::{Around, read_communes};

use super::Common;
use super::failure::Failure;
use super::official::{Network, Official};
use clap::Args;
use qpv::diff::Tolerance;
use qpv::epci::Directory;
use qpv::perimeter::{self, Generation, Perimeters};
use qpv::population;
use qpv::report::{Inputs, Study};
use qpv::sample;
use qpv::table;
use std::path::{Path, PathBuf};

/// Départements to keep
#[derive(Args, Debug)]
pub struct DeptArgs {
    /// Département, as 62, 2A or 974; repeat for several
    #[arg(long, value_name = "CODE", value_parser = parse_departement)]
    pub dept: Vec<String>,
}

/// A département as Insee writes it; `062` and `2a` are understood.
fn parse_departement(text: &str) -> Result<String, String> {
    let code = text.trim().to_ascii_uppercase();
    let code = match code.strip_prefix('0') {
        Some(rest) if code.len() == 3 => rest.to_owned(),
        _ => code,
    };
    let metropolitan = code.len() == 2
        && code != "00"
        && (code.bytes().all(|b| b.is_ascii_digit()) || code == "2A" || code == "2B");
    let overseas = code.len() == 3
        && (code.starts_with("97") || code == "987")
        && code.bytes().all(|b| b.is_ascii_digit());
    if metropolitan || overseas {
        Ok(code)
    } else {
        Err(format!("{text:?} is no département (62, 2A, 974)"))
    }
}

/// The files of a study. Where both perimeters are named, only the files that are named are used;
/// else the official ones stand in for what is not named.
#[derive(Args, Debug)]
pub struct StudyArgs {
    #[command(flatten)]
    pub dept: DeptArgs,
    /// Perimeters of 2015 (default: the official file in the data folder)
    #[arg(long, value_name = "PATH", conflicts_with = "sample")]
    pub old: Option<PathBuf>,
    /// Perimeters of 2024 (default: the official file in the data folder)
    #[arg(long, value_name = "PATH", conflicts_with = "sample")]
    pub new: Option<PathBuf>,
    /// A table of populations by quartier; repeat for several (default without --old or --new:
    /// the official tables in the data folder)
    #[arg(long, value_name = "PATH")]
    pub population: Vec<PathBuf>,
    /// Outlines of communes (GeoJSON…) and tables of communes with their EPCI (CSV…) (default
    /// without --old or --new: the official ones in the data folder)
    #[arg(long, value_name = "PATH")]
    pub communes: Vec<PathBuf>,
    /// Use the embedded sample: schematic perimeters of Pas-de-Calais, no file needed
    #[arg(long, conflicts_with_all = ["population", "communes", "dept"])]
    pub sample: bool,
    #[command(flatten)]
    pub tolerance: ToleranceArgs,
}

impl StudyArgs {
    /// Every file that is read, so that none is overwritten.
    pub fn inputs(&self) -> Vec<&Path> {
        let named = [&self.old, &self.new].into_iter().flatten();
        named
            .chain(&self.population)
            .chain(&self.communes)
            .map(PathBuf::as_path)
            .collect()
    }
}

/// The perimeters of a study, and the official files that stand in for what is not named.
pub struct StudyFiles {
    old: PathBuf,
    new: PathBuf,
    official: Option<Official>,
}

/// Finds the files of a study; `None` for the embedded sample.
pub fn files(
    args: &StudyArgs,
    network: Network,
    common: &Common,
) -> Result<Option<StudyFiles>, Failure> {
    if args.sample {
        return Ok(None);
    }
    Ok(Some(match (&args.old, &args.new) {
        (Some(old), Some(new)) => StudyFiles {
            old: old.clone(),
            new: new.clone(),
            official: None,
        },
        (old, new) => {
            let official = common.official_study(network)?;
            let [old, new] = official.pair(
                [old.as_deref(), new.as_deref()],
                "name files with --old and --new, or try the embedded sample with --sample",
            )?;
            StudyFiles {
                old,
                new,
                official: Some(official),
            }
        }
    }))
}

/// How much of a study is computed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Both generations side by side.
    SideBySide,
    /// What became of each quartier as well, which tables and most figures need.
    Comparison,
    /// The comparison with the pieces of ground kept, gained and lost.
    Pieces,
    /// All of it, with the control list: every feature of the files is looked at, in whatever
    /// département it lies.
    Whole,
}

/// Computes the study of some départements, of the whole country where none is named, as deep as it
/// is needed. Also says whether every feature was used.
pub fn study_of(
    args: &StudyArgs,
    files: Option<&StudyFiles>,
    departements: Vec<String>,
    depth: Depth,
    common: &Common,
) -> Result<(Study, bool), Failure> {
    let tolerance = args.tolerance.given()?;
    let (inputs, all_used) = if let Some(files) = files {
        let official = files.official.as_ref();
        // A figure shows its départements alone.
        let shown = match depth {
            Depth::Whole => &[],
            _ => departements.as_slice(),
        };
        let (pair, around) = rayon::join(
            || read_pair(&files.old, &files.new, shown),
            || Around::read(&args.communes, &args.population, official),
        );
        let (old, new) = pair?;
        let all_used = tell(&old, &files.old, common) & tell(&new, &files.new, common);
        let around = around?.near(&departements, [&old, &new]);
        let departements = departements.clone();
        (
            Inputs {
                old,
                new,
                departements,
                tolerance,
                outlines: around.outlines,
                directory: around.directory,
                figures: around.figures,
            },
            all_used,
        )
    } else {
        (sample(departements.clone(), tolerance)?, true)
    };
    let refused: usize = inputs.figures.iter().map(|f| f.refused.len()).sum();
    for figures in inputs.figures.iter().filter(|f| !f.refused.is_empty()) {
        for (row, reason) in figures.refused.iter().take(10) {
            common.say(format_args!(
                "{}: row {row} left out: {reason}",
                figures.source
            ));
        }
    }
    let study = match depth {
        Depth::SideBySide => Study::side_by_side(inputs)?,
        Depth::Comparison => Study::comparison(inputs)?,
        Depth::Pieces => Study::with_pieces(inputs)?,
        Depth::Whole => Study::new(inputs)?,
    };
    if study.diff.swapped {
        common.say("the first file holds 2024 and the second 2015: compared from 2015 to 2024");
    }
    if study.diff.old.is_empty() && study.diff.new.is_empty() {
        return Err(no_quartier(&departements));
    }
    Ok((study, all_used && refused == 0))
}

/// A département without any quartier.
pub fn no_quartier(departements: &[String]) -> Failure {
    Failure::new(
        format!("no quartier in département {}", departements.join(", ")),
        "`qpv inspect FILE` lists the départements of a file",
    )
}

/// The embedded sample as the inputs of a study.
fn sample(departements: Vec<String>, tolerance: Option<Tolerance>) -> Result<Inputs, Failure> {
    let embedded = |(name, text): (&str, &str)| table::from_text(Path::new(name), text);
    let mut directory = Directory::default();
    directory.add_communes(&embedded(sample::communes_table())?)?;
    let mut figures = Vec::new();
    for one in sample::population_tables() {
        figures.extend(population::read(&embedded(one)?)?);
    }
    Ok(Inputs {
        old: sample::perimeters(Generation::Qp2015),
        new: sample::perimeters(Generation::Qp2024),
        departements,
        tolerance,
        outlines: Some(sample::communes()),
        directory,
        figures,
    })
}

/// How far a limit may move without anything having changed
#[derive(Args, Debug)]
pub struct ToleranceArgs {
    /// Metres that a limit may move without counting as a change (default: from the precision
    /// of the coordinates in both files)
    #[arg(long, value_name = "METRES", allow_negative_numbers = true)]
    pub tolerance: Option<f64>,
}

impl ToleranceArgs {
    pub fn given(&self) -> Result<Option<Tolerance>, Failure> {
        let given = self.tolerance.map(Tolerance::given).transpose();
        given.map_err(|e| Failure::new(e.to_string(), "5 to 10 metres suit the official files"))
    }
}

/// Says on standard error what was read and what was refused. Returns whether all was used.
pub fn tell(set: &Perimeters, named: &Path, common: &Common) -> bool {
    let file = Path::new(&set.source.file);
    if file != named {
        common.say(format_args!(
            "{}: reading its layer {}",
            named.display(),
            set.source.file
        ));
    }
    common.explain(format_args!(
        "{}: {} quartiers, generation {}, codes in {}, names in {}, {} ({}), {} contours repaired{}",
        set.source.file,
        set.len(),
        set.generation.year(),
        set.source.code_column,
        set.source.name_column.as_deref().unwrap_or("no column"),
        set.source.crs,
        set.source.crs_from,
        set.repairs.len(),
        set.source.encoding.as_ref().map(|e| format!(", {e}")).unwrap_or_default(),
    ));
    for note in &set.source.notes {
        common.say(format_args!("{}: {note}", named.display()));
    }
    for refused in &set.rejected {
        common.say(format_args!(
            "{}: feature {} ({}) left out: {}",
            set.source.file, refused.feature, refused.code, refused.reason
        ));
    }
    set.rejected.is_empty()
}

/// Reads two sets at the same time, of some départements or whole.
pub fn read_pair(
    old: &Path,
    new: &Path,
    departements: &[String],
) -> Result<(Perimeters, Perimeters), Failure> {
    let read = |path| perimeter::read_departements(path, departements);
    let (old, new) = rayon::join(|| read(old), || read(new));
    Ok((old?, new?))
}
