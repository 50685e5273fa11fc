//! What the catalogue says of each file.

use crate::perimeter::Generation;
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::sync::LazyLock;
use thiserror::Error;

/// What a file is to a study.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
pub enum Role {
    /// Perimeters of 2015.
    #[serde(rename = "perimeters-2015")]
    Perimeters2015,
    /// Perimeters of 2024.
    #[serde(rename = "perimeters-2024")]
    Perimeters2024,
    /// Populations by quartier.
    #[serde(rename = "population")]
    Population,
    /// Outlines of communes.
    #[serde(rename = "commune-outlines")]
    CommuneOutlines,
    /// Which EPCI each commune belongs to.
    #[serde(rename = "commune-epci")]
    CommuneEpci,
    /// Addresses with their places.
    #[serde(rename = "addresses")]
    Addresses,
}

impl Role {
    /// The role of the perimeters of a generation.
    pub fn perimeters(generation: Generation) -> Self {
        match generation {
            Generation::Qp2015 => Self::Perimeters2015,
            Generation::Qp2024 => Self::Perimeters2024,
        }
    }

    /// A folder inside the data folder where such files are looked for as well, for people who
    /// keep theirs in order.
    pub(super) fn subfolder(self) -> &'static str {
        match self {
            Self::Perimeters2015 | Self::Perimeters2024 => "perimeters",
            Self::Population => "population",
            Self::CommuneOutlines | Self::CommuneEpci => "communes",
            Self::Addresses => "addresses",
        }
    }
}

/// Format of a file as its producer serves it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FileFormat {
    /// An archive.
    Zip,
    /// Text with separators.
    Csv,
    /// The same, compressed by gzip.
    #[serde(rename = "csv.gz")]
    CsvGz,
    /// A workbook of today.
    Xlsx,
    /// A workbook of 1997.
    Xls,
    /// JSON.
    Json,
    /// JSON with geometries.
    Geojson,
}

impl FileFormat {
    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Zip => "zip archive",
            Self::Csv => "CSV",
            Self::CsvGz => "gzipped CSV",
            Self::Xlsx => "XLSX workbook",
            Self::Xls => "XLS workbook",
            Self::Json => "JSON",
            Self::Geojson => "GeoJSON",
        }
    }
}

/// One file of the catalogue, or one file per département.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// What the command line calls it.
    pub id: String,
    /// What it is to a study.
    pub role: Role,
    /// What it holds, in one line.
    pub title: String,
    /// What it is for.
    pub purpose: String,
    /// Its name in the data folder, with `{dept}` where there is one per département.
    pub file: String,
    /// Other names under which the same content is found.
    #[serde(default)]
    pub accepts: Vec<String>,
    /// Where it is fetched, with `{dept}` likewise; `None` where no stable address is known.
    pub address: Option<String>,
    /// Where the producer describes it.
    pub page: String,
    /// Where the address was read.
    pub seen: String,
    /// Format that the producer serves.
    pub format: FileFormat,
    /// Licence.
    pub licence: String,
    /// How the licence wants the producer named.
    pub attribution: String,
    /// State that the file describes.
    pub vintage: String,
    /// Year of the census, where a table's columns do not say it.
    pub census: Option<u16>,
    /// Bytes of the one file that the address will always give.
    pub size: Option<u64>,
    /// SHA-256 of it, in lower-case hexadecimal.
    pub sha256: Option<String>,
}

/// A file of the catalogue: a source, with its département where it has one per département.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// The source.
    pub source: Source,
    /// The département, for a source that has one file for each.
    pub departement: Option<String>,
}

impl Item {
    fn filled(&self, text: &str) -> String {
        match &self.departement {
            Some(code) => text.replace("{dept}", code),
            None => text.to_owned(),
        }
    }

    /// Its name in the data folder.
    pub fn file(&self) -> String {
        self.filled(&self.source.file)
    }

    /// All names under which it is looked for, the catalogue's own first.
    pub fn names(&self) -> Vec<String> {
        let accepted = self.source.accepts.iter().map(|name| self.filled(name));
        std::iter::once(self.file()).chain(accepted).collect()
    }

    /// Where it is fetched, if an address is known.
    pub fn address(&self) -> Option<String> {
        self.source.address.as_deref().map(|a| self.filled(a))
    }

    /// What it is called: `ban 62`, `perimetres-2015`.
    pub fn label(&self) -> String {
        match &self.departement {
            Some(code) => format!("{} {code}", self.source.id),
            None => self.source.id.clone(),
        }
    }
}

/// A catalogue that cannot be used.
#[derive(Debug, Error)]
pub enum CatalogueError {
    /// The file of sources cannot be read.
    #[error("{file}: {source}")]
    Io {
        /// The file.
        file: String,
        /// Why.
        source: std::io::Error,
    },
    /// It is no catalogue.
    #[error("{file}: not a catalogue of sources: {detail}")]
    Malformed {
        /// The file.
        file: String,
        /// What is wrong, with the line.
        detail: String,
    },
    /// No source has this id.
    #[error("no source is called {id} (there are: {known})")]
    Unknown {
        /// What was asked for.
        id: String,
        /// The ids.
        known: String,
    },
}

impl CatalogueError {
    /// What the user can do about it.
    pub fn advice(&self) -> String {
        match self {
            Self::Io { .. } => "check the path of the catalogue".into(),
            Self::Malformed { .. } => {
                "data/sources.toml in the repository shows what a catalogue holds".into()
            }
            Self::Unknown { .. } => "`qpv data list` shows the catalogue".into(),
        }
    }
}

/// The catalogue of official files.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Catalogue {
    /// Its sources, in its order.
    pub sources: Vec<Source>,
}

impl Catalogue {
    /// The catalogue that the command carries: `data/sources.toml`.
    pub fn embedded() -> Self {
        let text = include_str!("../../data/sources.toml");
        // invariant: embedded, and read by a test
        Self::parse("data/sources.toml", text).expect("embedded catalogue")
    }

    /// A catalogue of one's own, such as that of a mirror inside an organisation.
    ///
    /// # Errors
    /// [`CatalogueError`] when it cannot be read or is none.
    pub fn read(path: &Path) -> Result<Self, CatalogueError> {
        let file = path.display().to_string();
        match std::fs::read_to_string(path) {
            Ok(text) => Self::parse(&file, &text),
            Err(source) => Err(CatalogueError::Io { file, source }),
        }
    }

    fn parse(file: &str, text: &str) -> Result<Self, CatalogueError> {
        let malformed = |detail: String| CatalogueError::Malformed {
            file: file.to_owned(),
            detail,
        };
        let catalogue: Self = toml::from_str(text).map_err(|e| malformed(e.to_string()))?;
        for source in &catalogue.sources {
            let names = std::iter::once(&source.file).chain(&source.accepts);
            // A name stays inside the folder, whatever a catalogue of one's own says.
            if let Some(name) = names.into_iter().find(|n| !is_plain_name(n)) {
                return Err(malformed(format!("{name:?} is no name of a file")));
            }
        }
        Ok(catalogue)
    }

    /// The files for some départements: sources of the whole country once, the others for each.
    /// Only those with one of the `ids`, where ids are given.
    ///
    /// # Errors
    /// [`CatalogueError::Unknown`] for an id that no source has.
    pub fn items(
        &self,
        departements: &[String],
        ids: &[String],
    ) -> Result<Vec<Item>, CatalogueError> {
        if let Some(id) = ids
            .iter()
            .find(|id| self.sources.iter().all(|s| s.id != **id))
        {
            let known: Vec<&str> = self.sources.iter().map(|s| s.id.as_str()).collect();
            return Err(CatalogueError::Unknown {
                id: id.clone(),
                known: known.join(", "),
            });
        }
        let wanted = |source: &&Source| ids.is_empty() || ids.contains(&source.id);
        let mut items = Vec::new();
        for source in self.sources.iter().filter(wanted) {
            let item = |departement| Item {
                source: source.clone(),
                departement,
            };
            if source.file.contains("{dept}") {
                items.extend(departements.iter().map(|d| item(Some(d.clone()))));
            } else {
                items.push(item(None));
            }
        }
        Ok(items)
    }

    /// The files of a role for the whole country.
    pub fn of_role(&self, role: Role) -> Vec<Item> {
        let sources = self.sources.iter().filter(|s| s.role == role);
        sources
            .map(|source| Item {
                source: source.clone(),
                departement: None,
            })
            .collect()
    }
}

/// What the catalogue says of an official file, known by its name in the data folder; a member of
/// an archive counts as the archive. `None` for a file that is none of the catalogue's.
pub fn known(path: &str) -> Option<&'static Source> {
    static OFFICIAL: LazyLock<Catalogue> = LazyLock::new(Catalogue::embedded);
    path.rsplit(['/', '\\']).find_map(|name| {
        OFFICIAL
            .sources
            .iter()
            .find(|s| s.file == name || s.accepts.iter().any(|n| n == name))
    })
}

fn is_plain_name(name: &str) -> bool {
    let mut parts = Path::new(name).components();
    let plain = matches!(parts.next(), Some(std::path::Component::Normal(_)));
    plain && parts.next().is_none() && !name.ends_with(".part")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_catalogue_is_whole_and_each_source_can_be_told_from_the_others() {
        let catalogue = Catalogue::embedded();
        for source in &catalogue.sources {
            let same = catalogue.sources.iter().filter(|s| s.id == source.id);
            assert_eq!(same.count(), 1, "{}", source.id);
            for name in std::iter::once(&source.file).chain(&source.accepts) {
                let uses = catalogue
                    .sources
                    .iter()
                    .filter(|s| s.file == *name || s.accepts.contains(name));
                assert_eq!(uses.count(), 1, "{name}");
            }
            assert!(
                source
                    .address
                    .as_deref()
                    .is_none_or(|a| a.starts_with("https://"))
            );
            assert_eq!(source.size.is_some(), source.sha256.is_some());
            assert!(source.sha256.as_deref().is_none_or(|h| h.len() == 64));
            let texts = [
                &source.licence,
                &source.attribution,
                &source.vintage,
                &source.page,
            ];
            assert!(texts.iter().all(|t| !t.is_empty()));
        }
        for role in [
            Role::Perimeters2015,
            Role::Perimeters2024,
            Role::CommuneOutlines,
        ] {
            assert_eq!(catalogue.of_role(role).len(), 1, "{role:?}");
        }
    }

    #[test]
    fn a_source_per_departement_gives_one_file_for_each() {
        let catalogue = Catalogue::embedded();
        let items = catalogue
            .items(&["62".into(), "2A".into()], &["ban".into(), "epci".into()])
            .unwrap();
        let files: Vec<String> = items.iter().map(Item::file).collect();
        assert_eq!(
            files,
            ["epci-2025.json", "adresses-62.csv.gz", "adresses-2A.csv.gz"]
        );
        assert!(items[2].address().unwrap().ends_with("/adresses-2A.csv.gz"));
        let unknown = catalogue.items(&[], &["banane".into()]).unwrap_err();
        assert!(
            unknown
                .to_string()
                .starts_with("no source is called banane")
        );
    }

    #[test]
    fn an_official_file_is_known_by_its_name_or_that_of_its_archive() {
        let outlines = known("/data/qpv/communes-100m.geojson").unwrap();
        assert_eq!(outlines.licence, "ODbL 1.0");
        let member = known("C:\\dossiers\\qp-politiquedelaville-shp.zip\\QP_METROPOLE_LB93.shp");
        assert_eq!(member.unwrap().id, "perimetres-2015");
        assert_eq!(known("/home/me/mes-communes.geojson"), None);
    }

    #[test]
    fn a_name_that_leaves_the_folder_is_refused() {
        let text = include_str!("../../data/sources.toml");
        for bad in ["../../etc/passwd", "a/b.zip", "/tmp/x.zip", "x.zip.part"] {
            let text = text.replace("\"qpv-2024-geojson.zip\"", &format!("{bad:?}"));
            let refused = Catalogue::parse("mine.toml", &text).unwrap_err();
            assert!(
                refused.to_string().contains("is no name of a file"),
                "{refused}"
            );
        }
    }
}
