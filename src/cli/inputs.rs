//! Options that name the files of a study, and how each file is taken for what it holds.

use super::Common;
use super::failure::Failure;
use super::official::{Network, Official};
use clap::Args;
use qpv::diff::Tolerance;
use qpv::epci::Directory;
use qpv::perimeter::{self, CommuneMap, Generation, Perimeters};
use qpv::population::{self, Figures, Vintage};
use qpv::report::{Inputs, Study};
use qpv::sample;
use qpv::table;
use std::io::Read;
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
    /// All of it, with the pieces of ground kept, gained and lost.
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
        let (old, new) = read_pair(&files.old, &files.new)?;
        let all_used = tell(&old, &files.old, common) & tell(&new, &files.new, common);
        let official = files.official.as_ref();
        let sets = [&old, &new];
        let (outlines, mut directory) = communes(&args.communes, official, &departements, sets)?;
        let figures = populations(&args.population, official, &mut directory)?;
        let departements = departements.clone();
        (
            Inputs {
                old,
                new,
                departements,
                tolerance,
                outlines,
                directory,
                figures,
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

/// Reads two sets at the same time.
pub fn read_pair(old: &Path, new: &Path) -> Result<(Perimeters, Perimeters), Failure> {
    let (old, new) = rayon::join(|| perimeter::read(old), || perimeter::read(new));
    Ok((old?, new?))
}

/// Outlines and EPCI of the files that were named, else of the official ones: of these, the
/// communes of the départements and those that a quartier may reach into.
pub fn communes(
    named: &[PathBuf],
    official: Option<&Official>,
    departements: &[String],
    sets: [&Perimeters; 2],
) -> Result<(Option<CommuneMap>, Directory), Failure> {
    let (Some(official), []) = (official, named) else {
        return read_communes(named);
    };
    let (outlines, _) = read_communes(&official.outlines)?;
    let (_, directory) = read_communes(&official.epci)?;
    let near = outlines.map(|map| map.around(departements, sets));
    // Outlines of other places than those of the study say nothing about it.
    Ok((near.filter(|map| !map.communes.is_empty()), directory))
}

/// Files of communes: outlines and tables of EPCI, told apart by their extension and, as both can
/// be JSON, by their first bracket.
pub fn read_communes(paths: &[PathBuf]) -> Result<(Option<CommuneMap>, Directory), Failure> {
    let mut outlines: Option<CommuneMap> = None;
    let mut directory = Directory::default();
    for path in paths {
        let name = path.to_string_lossy().to_lowercase();
        let is_table = [".csv", ".tsv", ".csv.gz", ".xlsx", ".txt"]
            .iter()
            .any(|e| name.ends_with(e));
        if is_table {
            directory.add_communes(&table::read(path)?)?;
        } else if name.ends_with(".json") && starts_as_list(path) {
            directory.add_composition(path)?;
        } else {
            outlines
                .get_or_insert_default()
                .extend(perimeter::read_communes(path)?);
        }
    }
    Ok((outlines, directory))
}

/// A list of EPCI, where GeoJSON is an object.
fn starts_as_list(path: &Path) -> bool {
    let mut start = [0; 64];
    let read = std::fs::File::open(path).and_then(|mut file| file.read(&mut start));
    read.is_ok_and(|n| start[..n].trim_ascii_start().starts_with(b"["))
}

/// Populations of the tables that were named, else of the official ones.
pub fn populations(
    named: &[PathBuf],
    official: Option<&Official>,
    directory: &mut Directory,
) -> Result<Vec<Figures>, Failure> {
    let (Some(official), []) = (official, named) else {
        return read_populations(named, directory);
    };
    let mut all = Vec::new();
    for (path, census) in &official.population {
        let mut figures = read_populations(std::slice::from_ref(path), directory)?;
        // The catalogue knows the census of a table whose columns do not say it.
        for one in figures.iter_mut().filter(|f| f.vintage == Vintage::Unknown) {
            one.vintage = census.map_or(Vintage::Unknown, Vintage::Census);
        }
        all.append(&mut figures);
    }
    Ok(all)
}

/// Tables of populations; names of EPCI that they hold go into the directory.
fn read_populations(paths: &[PathBuf], directory: &mut Directory) -> Result<Vec<Figures>, Failure> {
    let mut all = Vec::new();
    for path in paths {
        let table = table::read(path)?;
        let columns = table.columns();
        if columns.contains(&"siren_epci") && columns.contains(&"lib_epci") {
            for row in 0..table.height() {
                let cell = |column| table.value_at(column, row);
                if let (Some(siren), Some(name)) = (cell("siren_epci"), cell("lib_epci")) {
                    directory.add_epci(siren, name);
                }
            }
        }
        all.extend(population::read(&table)?);
    }
    Ok(all)
}
