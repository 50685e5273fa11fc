//! Options that name the files of a study, and how each file is taken for what it holds.

use super::Common;
use super::failure::Failure;
use clap::Args;
use qpv::diff::Tolerance;
use qpv::epci::Directory;
use qpv::perimeter::{self, CommuneMap, Perimeters};
use qpv::population::{self, Figures};
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
