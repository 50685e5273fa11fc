//! The embedded sample: Pas-de-Calais without a network, as a schema.
//!
//! The crate carries published facts (codes, names, communes, points, areas, populations, links
//! between the generations; see `data/sample/README.md`) and draws *schematic* perimeters from
//! them: in the right place, with the right area, with the published overlap where two are
//! linked and none where they are not. They are not the contours of the decrees, and what is
//! made from them has to say so ([`NOTICE_FR`]).
//!
//! Everything is in Lambert-93 metres and the same at every call.
//!
//! ```
//! use qpv::perimeter::Generation;
//!
//! let perimeters = qpv::sample::perimeters(Generation::Qp2024);
//! assert_eq!(perimeters.len(), 64);
//! assert!(perimeters.source.schematic);
//! ```

mod block;
mod communes;
mod facts;
mod place;
mod several;
#[cfg(test)]
mod tests;

use crate::crs::Crs;
use crate::perimeter::{Commune, CommuneMap, Generation, Perimeters, Quartier, Source};
use facts::FACTS;
use geo::MultiPolygon;
use place::LAYOUT;

/// What a figure or a file made from the sample says, in French.
pub const NOTICE_FR: &str = "schéma, pas le périmètre officiel";

/// What a figure or a file made from the sample says, in English.
pub const NOTICE_EN: &str = "schematic, not the official perimeter";

/// Name of the source in [`Perimeters::source`] and [`CommuneMap::files`].
const FILE: &str = "échantillon embarqué (schéma, pas le périmètre officiel)";

/// Schematic perimeters of Pas-de-Calais, 64 in either generation.
///
/// Attributes are as in the official file of the generation: that of 2015 has names of communes
/// and neither INSEE codes nor EPCI. Areas are the published ones; the twelve quartiers whose
/// two contours cannot be told apart have that of 2015 in both generations, at most 1 % off in
/// 2024.
pub fn perimeters(generation: Generation) -> Perimeters {
    let contour = |code| {
        let drawn = LAYOUT.contours.iter().find(|(c, _)| *c == code);
        drawn.map(|(_, shape)| MultiPolygon::from(shape.clone()))
    };
    Perimeters {
        generation,
        quartiers: FACTS
            .quartiers(generation)
            .iter()
            .filter_map(|fact| {
                Some(Quartier {
                    code: fact.code,
                    name: fact.name.clone(),
                    communes: fact.communes.clone(),
                    communes_insee: fact.communes_insee.clone(),
                    epci: fact.epci.clone(),
                    shape: contour(fact.code)?,
                })
            })
            .collect(),
        source: Source {
            file: FILE.to_owned(),
            crs: Crs::lambert93().to_string(),
            crs_from: "declared".to_owned(),
            encoding: None,
            code_column: "code_qp".to_owned(),
            name_column: Some(
                match generation {
                    Generation::Qp2015 => "nom_qp",
                    Generation::Qp2024 => "lib_qp",
                }
                .to_owned(),
            ),
            schematic: true,
            notes: vec![],
        },
        repairs: Vec::new(),
        rejected: Vec::new(),
        rounding_deg: None,
    }
}

/// Schematic outlines of the communes that the quartiers of either generation name.
///
/// The ground under the quartiers is divided among them as the official perimeters divide among
/// real outlines; elsewhere a cell is only the neighbourhood of a town hall. Cells do not
/// overlap and do not fill the département. Drawn at each call (some milliseconds).
pub fn communes() -> CommuneMap {
    let outlines = communes::outlines(&FACTS, &LAYOUT);
    CommuneMap {
        communes: FACTS
            .communes
            .iter()
            .zip(outlines)
            .map(|(fact, shape)| Commune {
                insee: fact.insee.clone(),
                name: fact.name.clone(),
                shape,
            })
            .collect(),
        files: vec![FILE.to_owned()],
        schematic: true,
    }
}

/// Insee's populations per quartier, file name and CSV text: RP 2013 and RP 2018 on the
/// perimeters of 2015, RP 2020 on those of 2024. Official figures, in the columns of the
/// published tables.
pub fn population_tables() -> [(&'static str, &'static str); 2] {
    [
        (
            "insee-qp2015-population-2013-2018.csv",
            facts::POPULATION_2015,
        ),
        ("insee-qp2024-population.csv", facts::POPULATION_2024),
    ]
}

/// All communes of Pas-de-Calais, those of [`communes()`] among them, with their EPCI, file name and CSV text:
/// `code,nom,epci_code,epci_nom,epci_type,population`. Official names and codes.
pub fn communes_table() -> (&'static str, &'static str) {
    ("communes.csv", facts::COMMUNES)
}

/// Places for a first `qpv locate`, as CSV text `id,adresse,code_postal,commune,lon,lat`: town
/// halls, public buildings, with `id` the INSEE code and positions in degrees (WGS84).
pub fn addresses() -> &'static str {
    facts::TOWN_HALLS
}
