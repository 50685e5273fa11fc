//! The official files in the data folder, and how a command comes by them.

use super::Common;
use super::failure::Failure;
use super::transfer;
use qpv::catalogue::{Catalogue, Client, DataFolder, FetchError, Item, Patience, Problem, Role};
use qpv::perimeter::Generation;
use std::path::{Path, PathBuf};

/// Whether a command may fetch what is missing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Network {
    /// It may, unless `--offline` forbids it.
    Allowed,
    /// It never does.
    Unused,
}

/// The official files of a study that are in the data folder.
pub struct Official {
    /// Perimeters of 2015 and of 2024.
    perimeters: [Option<PathBuf>; 2],
    /// Tables of populations, with their census where their columns do not say it.
    pub population: Vec<(PathBuf, Option<u16>)>,
    /// Outlines of communes.
    pub outlines: Vec<PathBuf>,
    /// Tables of EPCI.
    pub epci: Vec<PathBuf>,
    /// The folder they were looked for in.
    folder: DataFolder,
    /// Why those that are missing were not fetched.
    trouble: Option<FetchError>,
}

impl Official {
    /// The perimeters of both generations, but for those that the user `named`. Where one is
    /// missing, `otherwise` says how else the command can be used.
    pub fn pair(
        &self,
        named: [Option<&Path>; 2],
        otherwise: &str,
    ) -> Result<[PathBuf; 2], Failure> {
        let chosen = |i: usize| named[i].map(Path::to_owned).or(self.perimeters[i].clone());
        if let (Some(old), Some(new)) = (chosen(0), chosen(1)) {
            return Ok([old, new]);
        }
        let years: Vec<String> = Generation::ALL
            .into_iter()
            .enumerate()
            .filter(|(i, _)| chosen(*i).is_none())
            .map(|(_, generation)| generation.year().to_string())
            .collect();
        let missing = format!(
            "no official perimeters of {} in {}",
            years.join(" and "),
            self.folder.path().display()
        );
        let message = match &self.trouble {
            None => missing,
            Some(FetchError {
                problem: Problem::Offline,
                ..
            }) => format!("{missing}, and --offline forbids to fetch them"),
            Some(e) => format!("{missing}, and they cannot be fetched: {}", e.problem),
        };
        let first = "run `qpv data fetch` where there is a network";
        Err(Failure::new(message, format!("{first}, or {otherwise}")))
    }
}

impl Common {
    /// The folder of official files: `--data-dir`, `QPV_DATA_DIR`, else that of the platform.
    pub fn data_folder(&self) -> Result<DataFolder, Failure> {
        let given = self.data_dir.clone().map(DataFolder::new);
        given.or_else(DataFolder::of_platform).ok_or_else(|| {
            Failure::new(
                "this system has no folder for data",
                "name one with --data-dir DIR",
            )
        })
    }

    /// The catalogue: the one of `--sources`, else the embedded one.
    pub fn catalogue(&self) -> Result<Catalogue, Failure> {
        match &self.sources {
            Some(path) => Ok(Catalogue::read(path)?),
            None => Ok(Catalogue::embedded()),
        }
    }

    /// The official pack of a generation, where the data folder has it.
    pub fn official_pack(&self, generation: Generation) -> Result<Option<PathBuf>, Failure> {
        let folder = self.data_folder()?;
        let packs = self.catalogue()?.of_role(Role::perimeters(generation));
        Ok(packs.iter().find_map(|pack| folder.find(pack)))
    }

    /// Files of the BAN in the data folder, one per département.
    ///
    /// # Errors
    /// When there is none.
    pub fn official_addresses(&self) -> Result<Vec<PathBuf>, Failure> {
        let folder = self.data_folder()?;
        let all: Vec<String> = qpv::epci::departements().map(str::to_owned).collect();
        let items = self.catalogue()?.items(&all, &[])?;
        let addresses = items.iter().filter(|i| i.source.role == Role::Addresses);
        let found: Vec<PathBuf> = addresses.filter_map(|item| folder.find(item)).collect();
        if found.is_empty() {
            return Err(Failure::new(
                format!("no addresses in {}", folder.path().display()),
                "run `qpv data fetch ban --dept CODE` where there is a network, or name an index \
                 or BAN files with --ban",
            ));
        }
        Ok(found)
    }

    /// What a study needs and the data folder has. Files that are missing are fetched first where
    /// the network may be used; what cannot be fetched is said.
    pub fn official_study(&self, network: Network) -> Result<Official, Failure> {
        const ROLES: [Role; 5] = [
            Role::Perimeters2015,
            Role::Perimeters2024,
            Role::Population,
            Role::CommuneOutlines,
            Role::CommuneEpci,
        ];
        let folder = self.data_folder()?;
        let catalogue = self.catalogue()?;
        let items: Vec<Item> = ROLES
            .into_iter()
            .flat_map(|r| catalogue.of_role(r))
            .collect();
        let troubles = match network {
            Network::Allowed => self.fetch_missing(&folder, &items),
            Network::Unused => Vec::new(),
        };
        let found = |role| {
            items
                .iter()
                .any(|i| i.source.role == role && folder.find(i).is_some())
        };
        if found(Role::Perimeters2015) && found(Role::Perimeters2024) {
            // The study goes on without the rest.
            troubles.iter().for_each(|error| self.say(error));
        }
        let of = |role: Role| {
            let items = items.iter().filter(move |i| i.source.role == role);
            items.filter_map(|i| Some((folder.find(i)?, i.source.census)))
        };
        let paths = |role: Role| of(role).map(|(path, _)| path).collect::<Vec<_>>();
        Ok(Official {
            perimeters: [Role::Perimeters2015, Role::Perimeters2024]
                .map(|role| of(role).next().map(|(path, _)| path)),
            population: of(Role::Population).collect(),
            outlines: paths(Role::CommuneOutlines),
            epci: paths(Role::CommuneEpci),
            folder: folder.clone(),
            trouble: troubles.into_iter().next(),
        })
    }

    /// Fetches those of some files that are missing and have an address. Returns what went wrong;
    /// files after a trouble that stops all are not asked for.
    fn fetch_missing(&self, folder: &DataFolder, items: &[Item]) -> Vec<FetchError> {
        let client = Client::default();
        let patience = Patience {
            retries: 1,
            ..Patience::default()
        };
        let missing = items.iter().filter(|i| folder.find(i).is_none());
        let mut troubles = Vec::new();
        for item in missing.filter(|i| i.source.address.is_some()) {
            if let Err(error) = transfer::run(&client, folder, item, patience, self) {
                let stop = error.stops_all();
                troubles.push(error);
                if stop {
                    break;
                }
            }
        }
        troubles
    }
}
