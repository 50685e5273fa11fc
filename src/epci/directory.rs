//! Which EPCI a commune belongs to, from tables that name both.

use super::{folded, mended};
use crate::perimeter::{CommuneMap, insee_code};
use crate::table::Table;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;
use thiserror::Error;

/// An EPCI.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Epci {
    /// SIREN, nine digits.
    pub siren: String,
    /// Name as its table writes it.
    pub name: String,
}

/// A commune of the directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommuneEntry {
    /// INSEE code.
    pub insee: String,
    /// Name as its table writes it.
    pub name: String,
    /// SIREN of its EPCI.
    pub siren: Option<String>,
    /// Population municipale where the table has it.
    pub population: Option<u64>,
}

/// A table that is no directory.
#[derive(Debug, Error)]
pub enum DirectoryError {
    /// Neither communes nor EPCI in it.
    #[error(
        "{file}: no column holds INSEE codes of communes beside SIREN numbers of EPCI (its columns: {columns})"
    )]
    NoColumns {
        /// The file.
        file: String,
        /// Names of its columns.
        columns: String,
    },
    /// JSON, but no list of EPCI with their communes.
    #[error("{file}: not a list of EPCI with their communes ({detail})")]
    NoComposition {
        /// The file.
        file: String,
        /// What is missing, with the line.
        detail: String,
    },
}

/// An EPCI in the composition that Etalab publishes.
#[derive(Deserialize)]
struct Composition {
    code: String,
    nom: String,
    membres: Vec<Member>,
}

/// A commune of it.
#[derive(Deserialize)]
struct Member {
    code: String,
    nom: String,
    #[serde(rename = "populationMunicipale")]
    population_municipale: Option<u64>,
}

impl DirectoryError {
    /// What the user can do about it.
    pub fn advice(&self) -> String {
        match self {
            Self::NoColumns { .. } => {
                "give a table with the columns code, nom, epci_code and epci_nom".into()
            }
            Self::NoComposition { .. } => {
                "give epci.json of the découpage administratif (`qpv data fetch epci`)".into()
            }
        }
    }
}

/// Communes and EPCI by code, gathered from any number of tables.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Directory {
    communes: BTreeMap<String, CommuneEntry>,
    epci: BTreeMap<String, Epci>,
    files: Vec<String>,
}

/// Nine digits that begin as the SIREN of a French local authority.
fn is_siren(text: &str) -> bool {
    text.len() == 9 && text.starts_with('2') && text.bytes().all(|b| b.is_ascii_digit())
}

/// SIREN numbers of a text: the files join those of a quartier over several EPCI by `,` or `;`
/// and write `NA` where there is none.
pub fn sirens(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_digit())
        .filter(|t| is_siren(t))
}

impl Directory {
    /// Adds the communes and EPCI of a table. Columns are found by their values: INSEE codes,
    /// and SIREN numbers (an EPCI's begins with `2`); names by the headers beside them.
    ///
    /// # Errors
    /// [`DirectoryError::NoColumns`] when it holds neither.
    pub fn add_communes(&mut self, table: &Table) -> Result<(), DirectoryError> {
        let columns = table.columns();
        let mostly = |column: &&str, test: &dyn Fn(&str) -> bool| {
            let values = table.values(column);
            let filled = values.iter().flatten().count();
            filled > 0 && 10 * values.iter().flatten().filter(|t| test(t)).count() > 9 * filled
        };
        let named = |wanted: &[&str]| {
            let found = |w: &&str| columns.iter().find(|c| c.eq_ignore_ascii_case(w));
            wanted.iter().find_map(found).copied()
        };
        // A table of communes can hold postcodes too, which look alike: the name decides then.
        let insee = named(&["code", "insee", "code_insee", "insee_com", "codgeo", "com"])
            .filter(|c| mostly(c, &|t| insee_code(t).is_some()))
            .or_else(|| {
                columns
                    .iter()
                    .find(|c| mostly(c, &|t| insee_code(t).is_some()))
                    .copied()
            });
        let siren = named(&["epci_code", "siren_epci", "epci", "code_epci"])
            .filter(|c| mostly(c, &is_siren))
            .or_else(|| columns.iter().rev().find(|c| mostly(c, &is_siren)).copied());
        let (Some(insee), Some(siren)) = (insee, siren) else {
            return Err(DirectoryError::NoColumns {
                file: table.path.display().to_string(),
                columns: columns.join(", "),
            });
        };
        let text = |column: Option<&str>| {
            column
                .map(|c| table.values(c))
                .unwrap_or_else(|| vec![None; table.height()])
        };
        let names = text(named(&["nom", "libelle", "nom_com", "lib_com", "libgeo"]));
        let epci_names = text(named(&["epci_nom", "lib_epci", "libepci", "nom_epci"]));
        let populations = text(named(&["population", "pmun", "ptot"]));
        for (row, code) in table.values(insee).into_iter().enumerate() {
            let Some(insee) = code.and_then(insee_code) else {
                continue;
            };
            let siren = table
                .value_at(siren, row)
                .filter(|t| is_siren(t))
                .map(str::to_owned);
            if let (Some(siren), Some(name)) = (&siren, epci_names[row]) {
                self.add_epci(siren, name);
            }
            let entry = CommuneEntry {
                name: mended(names[row].unwrap_or_default()),
                siren,
                population: populations[row]
                    .and_then(|p| p.parse::<f64>().ok())
                    .map(|p| p as u64),
                insee: insee.clone(),
            };
            self.communes.entry(insee).or_insert(entry);
        }
        self.files.push(table.path.display().to_string());
        Ok(())
    }

    /// Adds the EPCI and communes of the composition that Etalab publishes (découpage
    /// administratif, `epci.json`): a list of EPCI, each with its `code` (SIREN), `nom` and
    /// `membres`, communes with `code`, `nom` and `populationMunicipale`.
    ///
    /// # Errors
    /// [`DirectoryError::NoComposition`] when it is no such list.
    pub fn add_composition(&mut self, path: &Path) -> Result<(), DirectoryError> {
        let file = path.display().to_string();
        let malformed = |detail: String| DirectoryError::NoComposition {
            file: file.clone(),
            detail,
        };
        let text = std::fs::read(path).map_err(|e| malformed(e.to_string()))?;
        let all: Vec<Composition> =
            serde_json::from_slice(&text).map_err(|e| malformed(e.to_string()))?;
        for epci in all {
            self.add_epci(&epci.code, &epci.nom);
            for member in epci.membres {
                let Some(insee) = insee_code(&member.code) else {
                    continue;
                };
                let entry = CommuneEntry {
                    insee: insee.clone(),
                    name: member.nom,
                    siren: Some(epci.code.clone()).filter(|s| is_siren(s)),
                    population: member.population_municipale,
                };
                self.communes.entry(insee).or_insert(entry);
            }
        }
        self.files.push(file);
        Ok(())
    }

    /// Adds an EPCI by SIREN and name; the first name stays.
    pub fn add_epci(&mut self, siren: &str, name: &str) {
        if is_siren(siren) && !name.is_empty() {
            let epci = Epci {
                siren: siren.to_owned(),
                name: mended(name),
            };
            self.epci.entry(siren.to_owned()).or_insert(epci);
        }
    }

    /// The commune of an INSEE code.
    pub fn commune(&self, insee: &str) -> Option<&CommuneEntry> {
        self.communes.get(insee)
    }

    /// Gives communes whose outlines are named without their article (« Portel ») the name that the
    /// directory has for their code (« Le Portel »).
    pub fn give_articles(&self, map: &mut CommuneMap) {
        for commune in &mut map.communes {
            let Some(listed) = self.commune(&commune.insee) else {
                continue;
            };
            let article = listed.name.strip_suffix(&commune.name);
            if matches!(article, Some("Le " | "La " | "Les " | "L'" | "L’")) {
                commune.name.clone_from(&listed.name);
            }
        }
    }

    /// The commune of a name in a département, whatever the spelling.
    pub fn commune_called(&self, name: &str, departement: &str) -> Option<&CommuneEntry> {
        let wanted = folded(name);
        self.communes
            .values()
            .find(|c| c.insee.starts_with(departement) && folded(&c.name) == wanted)
    }

    /// The EPCI of a SIREN.
    pub fn epci(&self, siren: &str) -> Option<&Epci> {
        self.epci.get(siren)
    }

    /// Population of all communes of a département in the tables; `None` where there is none.
    pub fn population_of(&self, departement: &str) -> Option<u64> {
        let here = self
            .communes
            .values()
            .filter(|c| c.insee.starts_with(departement));
        here.filter_map(|c| c.population).reduce(|a, b| a + b)
    }

    /// Number of communes of a département whose population is in the tables.
    pub fn communes_of(&self, departement: &str) -> usize {
        let here = self
            .communes
            .values()
            .filter(|c| c.insee.starts_with(departement));
        here.filter(|c| c.population.is_some()).count()
    }

    /// The tables it was gathered from.
    pub fn files(&self) -> &[String] {
        &self.files
    }

    /// Whether it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.communes.is_empty() && self.epci.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_composition_of_etalab_gives_communes_their_epci_and_population() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("epci.json");
        let text = r#"[{"code":"200033579","nom":"CU d'Arras","type":"CU","membres":[
            {"code":"62041","siren":"216200410","nom":"Arras","populationMunicipale":42600}]}]"#;
        std::fs::write(&path, text).unwrap();
        let mut directory = Directory::default();
        directory.add_composition(&path).unwrap();
        let arras = directory.commune("62041").unwrap();
        assert_eq!(arras.siren.as_deref(), Some("200033579"));
        assert_eq!(directory.epci("200033579").unwrap().name, "CU d'Arras");
        assert_eq!(directory.population_of("62"), Some(42600));
        std::fs::write(&path, r#"[{"code":"62041"}]"#).unwrap();
        let refused = directory.add_composition(&path).unwrap_err().to_string();
        assert!(
            refused.contains("epci.json: not a list of EPCI"),
            "{refused}"
        );
    }
    #[test]
    fn articles_that_outlines_lack_are_given_back_and_other_names_stay() {
        let text = "code,nom,epci_code,epci_nom\n62667,Le Portel,246200729,CA du Boulonnais\n\
                    62295,Enquin-les-Mines,246200729,CA du Boulonnais\n";
        let mut directory = Directory::default();
        let table = crate::table::from_text(Path::new("t.csv"), text).unwrap();
        directory.add_communes(&table).unwrap();
        let commune = |insee: &str, name: &str| crate::perimeter::Commune {
            insee: insee.into(),
            name: name.into(),
            shape: geo::MultiPolygon::new(Vec::new()),
        };
        let mut map = CommuneMap {
            communes: vec![
                commune("62295", "Enquin-lez-Guinegatte"),
                commune("62667", "Portel"),
                commune("62999", "Sars"),
            ],
            ..CommuneMap::default()
        };
        directory.give_articles(&mut map);
        let names: Vec<&str> = map.communes.iter().map(|c| c.name.as_str()).collect();
        assert_eq!(names, ["Enquin-lez-Guinegatte", "Le Portel", "Sars"]);
    }
}
