//! Options that name the files of a study, and how each file is taken for what it holds.

use super::Common;
use super::failure::Failure;
use clap::Args;
use qpv::diff::Tolerance;
use qpv::epci::Directory;
use qpv::perimeter::{self, CommuneMap, Generation, Perimeters};
use qpv::population::{self, Figures};
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

/// The files of a study
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
    /// A table of populations by quartier; repeat for several
    #[arg(long, value_name = "PATH")]
    pub population: Vec<PathBuf>,
    /// Outlines of communes (GeoJSON…) and tables of communes with their EPCI (CSV…)
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

/// Computes the study that the options ask for, Pas-de-Calais where they name no département.
/// Also says whether every feature was used.
pub fn study(args: &StudyArgs, common: &Common) -> Result<(Study, bool), Failure> {
    let tolerance = args.tolerance.given()?;
    let departements = if args.dept.dept.is_empty() {
        vec!["62".to_owned()]
    } else {
        args.dept.dept.clone()
    };
    let (inputs, all_used) = if args.sample {
        (sample(departements.clone(), tolerance)?, true)
    } else {
        let old_path = official(args.old.as_deref(), Generation::Qp2015, "--old", common)?;
        let new_path = official(args.new.as_deref(), Generation::Qp2024, "--new", common)?;
        let (old, new) = read_pair(&old_path, &new_path)?;
        let all_used = tell(&old, &old_path, common) & tell(&new, &new_path, common);
        let (outlines, mut directory) = read_communes(&args.communes)?;
        let figures = read_populations(&args.population, &mut directory)?;
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
    let study = Study::new(inputs)?;
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

/// The path that was given, else the official file in the data folder.
fn official(
    given: Option<&Path>,
    generation: Generation,
    option: &str,
    common: &Common,
) -> Result<PathBuf, Failure> {
    if let Some(path) = given {
        return Ok(path.to_owned());
    }
    if let Some(path) = common.official_pack(generation)? {
        return Ok(path);
    }
    let folder = common.data_folder()?;
    Err(Failure::new(
        format!(
            "no official perimeters of {} in {}",
            generation.year(),
            folder.display()
        ),
        format!("give them with {option} PATH, or try the embedded sample with --sample"),
    ))
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

/// Files of communes: outlines and tables of EPCI, told apart by their extension.
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
        } else {
            outlines
                .get_or_insert_default()
                .extend(perimeter::read_communes(path)?);
        }
    }
    Ok((outlines, directory))
}

/// Tables of populations; names of EPCI that they hold go into the directory.
pub fn read_populations(
    paths: &[PathBuf],
    directory: &mut Directory,
) -> Result<Vec<Figures>, Failure> {
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
