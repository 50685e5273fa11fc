//! What stands around the perimeters of a study: communes, their EPCI, populations.

use super::super::failure::Failure;
use super::super::official::Official;
use qpv::epci::Directory;
use qpv::perimeter::{self, CommuneMap, Perimeters};
use qpv::population::{self, Figures, Vintage};
use qpv::table;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Communes, EPCI and populations of the files that were named, else of the official ones.
pub struct Around {
    pub outlines: Option<CommuneMap>,
    pub directory: Directory,
    pub figures: Vec<Figures>,
    /// The outlines are the official ones, of more than the study is about.
    is_country: bool,
}

impl Around {
    /// Reads files of communes and tables of populations, each kind from the official files where
    /// none is named.
    pub fn read(
        communes: &[PathBuf],
        population: &[PathBuf],
        official: Option<&Official>,
    ) -> Result<Around, Failure> {
        let (outlines, mut directory) = match official {
            Some(official) if communes.is_empty() => {
                let (outlines, _) = read_communes(&official.outlines)?;
                (outlines, read_communes(&official.epci)?.1)
            }
            _ => read_communes(communes)?,
        };
        let figures = match official {
            Some(official) if population.is_empty() => {
                official_populations(official, &mut directory)?
            }
            _ => read_populations(population, &mut directory)?,
        };
        Ok(Around {
            outlines,
            directory,
            figures,
            is_country: official.is_some() && communes.is_empty(),
        })
    }

    /// Of the official outlines, the communes of the départements and those that a quartier may
    /// reach into; what was named stays whole.
    pub fn near(mut self, departements: &[String], sets: [&Perimeters; 2]) -> Around {
        if self.is_country {
            let near = self.outlines.map(|map| map.around(departements, sets));
            // Outlines of other places than those of the study say nothing about it.
            self.outlines = near.filter(|map| !map.communes.is_empty());
        }
        self
    }
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

/// The official tables of populations.
fn official_populations(
    official: &Official,
    directory: &mut Directory,
) -> Result<Vec<Figures>, Failure> {
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
