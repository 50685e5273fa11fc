//! The embedded tables: what is published about the quartiers, never how they are drawn.

use crate::crs::Crs;
use crate::perimeter::{Generation, QuartierCode};
use geo::Coord;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::sync::LazyLock;

const QP2015: &str = include_str!("../../data/sample/quartiers-2015.csv");
const QP2024: &str = include_str!("../../data/sample/quartiers-2024.csv");
const LINKS: &str = include_str!("../../data/sample/liens.csv");
const GROUND: &str = include_str!("../../data/sample/terrain.csv");
pub(super) const COMMUNES: &str = include_str!("../../data/sample/communes.csv");
const CENTRES: &str = include_str!("../../data/sample/centres.csv");
pub(super) const TOWN_HALLS: &str = include_str!("../../data/sample/mairies.csv");
pub(super) const POPULATION_2015: &str =
    include_str!("../../data/sample/insee-qp2015-population-2013-2018.csv");
pub(super) const POPULATION_2024: &str =
    include_str!("../../data/sample/insee-qp2024-population.csv");

/// What is known of a quartier.
pub(super) struct QuartierFact {
    pub code: QuartierCode,
    pub name: String,
    pub communes: Vec<String>,
    pub communes_insee: Vec<String>,
    pub epci: Option<String>,
    /// A point inside the official perimeter, Lambert-93 metres.
    pub inside: Coord,
    /// Area of the official perimeter, square metres of Lambert-93.
    pub area_m2: f64,
    /// Communes (INSEE) with the share of the area in each, largest first; sums to 1.
    pub ground: Vec<(String, f64)>,
}

/// Ground that a quartier of 2015 and one of 2024 have in common.
pub(super) struct LinkFact {
    pub old: QuartierCode,
    pub new: QuartierCode,
    pub overlap_m2: f64,
}

/// What is known of a commune.
pub(super) struct CommuneFact {
    pub insee: String,
    pub name: String,
    /// Its town hall to some 100 m, Lambert-93 metres.
    pub centre: Coord,
}

/// All of it, each list in the order of its codes.
pub(super) struct Facts {
    pub old: Vec<QuartierFact>,
    pub new: Vec<QuartierFact>,
    pub links: Vec<LinkFact>,
    pub communes: Vec<CommuneFact>,
}

impl Facts {
    pub fn quartiers(&self, generation: Generation) -> &[QuartierFact] {
        match generation {
            Generation::Qp2015 => &self.old,
            Generation::Qp2024 => &self.new,
        }
    }

    pub fn centre(&self, insee: &str) -> Option<Coord> {
        let i = self
            .communes
            .binary_search_by(|c| c.insee.as_str().cmp(insee));
        i.ok().map(|i| self.communes[i].centre)
    }
}

/// The tables, read once.
pub(super) static FACTS: LazyLock<Facts> = LazyLock::new(read);

#[derive(Deserialize)]
struct QuartierRow {
    code_qp: String,
    #[serde(alias = "lib_qp")]
    nom_qp: String,
    #[serde(alias = "lib_com")]
    commune_qp: String,
    insee_com: Option<String>,
    siren_epci: Option<String>,
    lon: f64,
    lat: f64,
    aire_ha: f64,
}

#[derive(Deserialize)]
struct LinkRow {
    code_qp_2015: String,
    code_qp_2024: String,
    aire_commune_ha: f64,
}

#[derive(Deserialize)]
struct GroundRow {
    code_qp: String,
    insee_com: String,
    part: f64,
}

#[derive(Deserialize)]
struct CommuneRow {
    code: String,
    nom: String,
}

#[derive(Deserialize)]
struct CentreRow {
    insee_com: String,
    lon: f64,
    lat: f64,
}

fn read() -> Facts {
    let mut ground: BTreeMap<String, Vec<(String, f64)>> = BTreeMap::new();
    for row in rows::<GroundRow>(GROUND) {
        let shares = ground.entry(row.code_qp).or_default();
        shares.push((row.insee_com, row.part));
    }
    let quartiers = |text| {
        rows::<QuartierRow>(text)
            .into_iter()
            .map(|row| QuartierFact {
                code: code(&row.code_qp),
                name: row.nom_qp,
                communes: split(&row.commune_qp),
                communes_insee: row.insee_com.as_deref().map(split).unwrap_or_default(),
                epci: row.siren_epci,
                inside: metres(row.lon, row.lat),
                area_m2: row.aire_ha * 1e4,
                ground: ground.get(&row.code_qp).cloned().unwrap_or_default(),
            })
            .collect()
    };
    let centres: BTreeMap<String, Coord> = rows::<CentreRow>(CENTRES)
        .into_iter()
        .map(|row| (row.insee_com, metres(row.lon, row.lat)))
        .collect();
    Facts {
        old: quartiers(QP2015),
        new: quartiers(QP2024),
        links: rows::<LinkRow>(LINKS)
            .into_iter()
            .map(|row| LinkFact {
                old: code(&row.code_qp_2015),
                new: code(&row.code_qp_2024),
                overlap_m2: row.aire_commune_ha * 1e4,
            })
            .collect(),
        communes: rows::<CommuneRow>(COMMUNES)
            .into_iter()
            .filter_map(|row| {
                Some(CommuneFact {
                    centre: *centres.get(&row.code)?,
                    insee: row.code,
                    name: row.nom,
                })
            })
            .collect(),
    }
}

fn rows<T: DeserializeOwned>(text: &str) -> Vec<T> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    // invariant: the tables are part of the crate and a test reads them all
    let read: Result<_, _> = reader.deserialize().collect();
    read.expect("embedded table")
}

fn code(text: &str) -> QuartierCode {
    // invariant: as for `rows`
    QuartierCode::parse(text).expect("embedded code")
}

fn metres(lon: f64, lat: f64) -> Coord {
    let place = Coord { x: lon, y: lat };
    // invariant: as for `rows`; Lambert-93 holds all of metropolitan France
    Crs::lambert93()
        .from_lonlat(place)
        .expect("embedded position")
}

/// Several communes in one field, joined by `,` or `;` with stray blanks.
fn split(text: &str) -> Vec<String> {
    text.split([',', ';'])
        .map(|name| name.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|name| !name.is_empty())
        .collect()
}
