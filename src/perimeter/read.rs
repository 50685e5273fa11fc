//! From layers of any file to a set of perimeters: which layer, which columns, which system.

use super::code::{Generation, QuartierCode};
use super::communes::{Commune, CommuneMap};
use super::precision::Rounding;
use super::quartier::Quartier;
use super::repair::{Problem, Repair, problem, rebuild, repair, shoelace_area};
use super::set::{Perimeters, Rejected, Source};
use super::territory::Territory;
use crate::crs::{Crs, CrsError};
use crate::formats::{self, Declared, FormatError, Geometry, Layer, LayerRef};
use geo::{Coord, CoordsIter, MultiPolygon};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use thiserror::Error;

/// A file that is no set of perimeters, or no map of communes.
#[derive(Debug, Error)]
pub enum PerimeterError {
    /// The file itself cannot be read.
    #[error(transparent)]
    Format(#[from] FormatError),
    /// No column holds codes of quartiers.
    #[error("{file}: no column holds codes of quartiers (its columns: {columns})")]
    NoCode {
        /// The file.
        file: String,
        /// Names of its columns.
        columns: String,
    },
    /// Two columns hold codes, and which one is meant cannot be told.
    #[error("{file}: several columns hold codes of quartiers: {columns}")]
    SeveralCodes {
        /// The file.
        file: String,
        /// Names of these columns.
        columns: String,
    },
    /// Codes of both generations in one layer.
    #[error("{file}: codes of both generations, such as {first} and {second}")]
    MixedGenerations {
        /// The file.
        file: String,
        /// A code of one.
        first: String,
        /// A code of the other.
        second: String,
    },
    /// A code that occurs more than once with different contours.
    #[error("{file}: the code {code} occurs in features {first} and {second}")]
    Duplicate {
        /// The file.
        file: String,
        /// The code.
        code: QuartierCode,
        /// Number of a feature, from 1.
        first: usize,
        /// Number of the other feature.
        second: usize,
    },
    /// A coordinate that cannot be in the declared system.
    #[error("{file}: feature {feature} ({label}): {source}")]
    Coordinate {
        /// The file.
        file: String,
        /// Number of the feature, from 1.
        feature: usize,
        /// What it calls itself.
        label: String,
        /// The coordinate and the system.
        source: CrsError,
    },
    /// The file declares no system and its extent fits none.
    #[error(
        "{file}: the file declares no coordinate reference system and its coordinates, such as ({x}, {y}), fit none"
    )]
    NoCrs {
        /// The file.
        file: String,
        /// An easting of the file.
        x: f64,
        /// A northing of the file.
        y: f64,
    },
    /// Layers of a pack with different quartiers.
    #[error("{file}: its layers hold different quartiers: {layers}")]
    LayersDisagree {
        /// The archive.
        file: String,
        /// Each layer with its number of codes.
        layers: String,
    },
    /// Features without a single polygon.
    #[error("{file}: no polygon among its {features} features")]
    NoPolygon {
        /// The file.
        file: String,
        /// Number of features.
        features: usize,
    },
    /// No column holds INSEE codes of communes.
    #[error("{file}: no column holds INSEE codes of communes (its columns: {columns})")]
    NoCommune {
        /// The file.
        file: String,
        /// Names of its columns.
        columns: String,
    },
}

impl PerimeterError {
    /// What the user can do about it.
    pub fn advice(&self) -> String {
        match self {
            Self::Format(error) => error.advice(),
            Self::NoCode { .. } => "codes look like QP062001 (2015) or QN06201M (2024)".into(),
            Self::SeveralCodes { .. } => {
                "keep one column of codes; a correspondence table is given with --correspondence"
                    .into()
            }
            Self::MixedGenerations { .. } => "give each generation in a file of its own".into(),
            Self::Duplicate { .. } => {
                "keep one feature for each quartier (dissolve by code)".into()
            }
            Self::Coordinate { .. } => {
                "check the declared system: metres in a file that says degrees, or the reverse"
                    .into()
            }
            Self::NoCrs { .. } => "add the .prj, or export the file in WGS 84 or Lambert-93".into(),
            Self::LayersDisagree { .. } => "name the layer, as FILE.zip/MEMBER".into(),
            Self::NoPolygon { .. } => "give the layer of contours, not of points or lines".into(),
            Self::NoCommune { .. } => "INSEE codes have five characters, such as 62498".into(),
        }
    }
}

/// Reads a set of perimeters: finds the layer and the columns by what they hold, repairs
/// contours, and brings them to the metres of their territory.
///
/// Of a pack that repeats the same quartiers in several systems the most complete layer is
/// taken. Features without a code, without polygons, or without ground left after repair are
/// listed in [`Perimeters::rejected`].
///
/// # Errors
/// [`PerimeterError`], one sentence that names the file and the feature.
pub fn read(path: &Path) -> Result<Perimeters, PerimeterError> {
    let layer = most_complete(path, formats::layers(path)?)?.read()?;
    from_layer(layer)
}

/// Picks the layer with the most quartiers. All others must hold a part of these.
fn most_complete(path: &Path, mut layers: Vec<LayerRef>) -> Result<LayerRef, PerimeterError> {
    // One stem is one layer in several formats; shapefiles cost least to look into.
    let rank = |l: &LayerRef| l.format() as u8;
    layers.sort_by_key(|l| (l.stem(), rank(l)));
    layers.dedup_by_key(|l| l.stem());
    if layers.len() == 1 {
        return Ok(layers.remove(0));
    }
    let codes: Vec<BTreeSet<QuartierCode>> = layers
        .par_iter()
        .map(|layer| Ok(codes_of(&layer.read_attributes()?)))
        .collect::<Result<_, FormatError>>()?;
    let most = (0..layers.len())
        .rev()
        .max_by_key(|&i| codes[i].len())
        .unwrap_or(0);
    if codes.iter().any(|c| !c.is_subset(&codes[most])) {
        let layers: Vec<String> = layers
            .iter()
            .zip(&codes)
            .filter(|(_, codes)| !codes.is_empty())
            .map(|(l, codes)| format!("{} ({} codes)", l.stem(), codes.len()))
            .collect();
        let file = path.display().to_string();
        return Err(PerimeterError::LayersDisagree {
            file,
            layers: layers.join(", "),
        });
    }
    Ok(layers.swap_remove(most))
}

/// Codes of a layer, whichever column they are in.
fn codes_of(layer: &Layer) -> BTreeSet<QuartierCode> {
    let column = code_columns(layer).first().copied();
    column
        .into_iter()
        .flat_map(|i| {
            layer
                .column(i)
                .flatten()
                .filter_map(|t| QuartierCode::parse(t).ok())
        })
        .collect()
}

/// Columns most of whose values are codes of quartiers.
fn code_columns(layer: &Layer) -> Vec<usize> {
    (0..layer.fields.len())
        .filter(|&i| {
            let filled = layer.column(i).flatten().count();
            let codes = layer
                .column(i)
                .flatten()
                .filter(|t| QuartierCode::parse(t).is_ok());
            filled > 0 && 2 * codes.count() > filled
        })
        .collect()
}

/// The column of names: text, rarely the same twice, and called a name or label of a quartier.
fn name_column(layer: &Layer, code: usize) -> Option<usize> {
    let named = |wanted: &[&str]| {
        (0..layer.fields.len()).find(|&i| {
            let field = layer.fields[i].to_lowercase();
            i != code && wanted.iter().any(|w| field == *w)
        })
    };
    named(&[
        "lib_qp",
        "nom_qp",
        "libqp",
        "nomqp",
        "nom_quartier",
        "lib_quartier",
    ])
    .or_else(|| {
        // A release with other names: the text column with the most different values.
        (0..layer.fields.len())
            .filter(|&i| i != code)
            .filter(|&i| {
                let field = layer.fields[i].to_lowercase();
                field.contains("qp")
                    || field.contains("quartier")
                    || field.contains("nom")
                    || field.contains("lib")
            })
            .filter(|&i| {
                layer
                    .column(i)
                    .flatten()
                    .any(|t| t.chars().any(char::is_alphabetic))
            })
            .max_by_key(|&i| {
                let different: BTreeSet<_> = layer.column(i).flatten().collect();
                (different.len(), std::cmp::Reverse(i))
            })
    })
}

/// The column whose name is one of these, without case.
fn column_called(layer: &Layer, names: &[&str]) -> Option<usize> {
    let at = |name: &&str| {
        layer
            .fields
            .iter()
            .position(|f| f.eq_ignore_ascii_case(name))
    };
    names.iter().find_map(at)
}

/// Splits a field that holds several communes, without blanks and empty pieces.
pub(crate) fn split_list(text: &str) -> Vec<String> {
    text.split([',', ';', '|'])
        .map(|piece| piece.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|piece| !piece.is_empty())
        .collect()
}

/// INSEE codes, five characters: a leading zero that a spreadsheet lost is given back.
pub(crate) fn insee_code(text: &str) -> Option<String> {
    let text = text.trim();
    let whole = match text.len() {
        4 if text.bytes().all(|b| b.is_ascii_digit()) => format!("0{text}"),
        5 => text.to_ascii_uppercase(),
        _ => return None,
    };
    let bytes = whole.as_bytes();
    let department_letter = matches!(&bytes[..2], b"2A" | b"2B");
    let digits = |range: std::ops::Range<usize>| bytes[range].iter().all(u8::is_ascii_digit);
    ((digits(0..2) || department_letter) && digits(2..5)).then_some(whole)
}

/// The system of a layer: what it declares, else what its extent fits.
fn crs_of(layer: &Layer) -> Result<(Crs, &'static str), PerimeterError> {
    let first = layer.features.iter().find_map(|f| match &f.geometry {
        Geometry::Polygons(shape) => shape.coords_iter().next(),
        _ => None,
    });
    let in_degrees = |c: Coord| c.x.abs() <= 180.0 && c.y.abs() <= 90.0;
    let in_lambert93 = |c: Coord| (0.0..1.3e6).contains(&c.x) && (6.0e6..7.2e6).contains(&c.y);
    match (&layer.crs, first) {
        (Declared::InFile(crs), _) => Ok((crs.clone(), "declared")),
        (Declared::ByFormat(crs), None) => Ok((crs.clone(), "format")),
        (Declared::ByFormat(crs), Some(c)) if in_degrees(c) => Ok((crs.clone(), "format")),
        (Declared::Nothing, None) => Ok((Crs::wgs84(), "extent")),
        (Declared::Nothing, Some(c)) if in_degrees(c) => Ok((Crs::wgs84(), "extent")),
        (_, Some(c)) if in_lambert93(c) => Ok((Crs::lambert93(), "extent")),
        (_, Some(c)) => Err(PerimeterError::NoCrs {
            file: layer.name.clone(),
            x: c.x,
            y: c.y,
        }),
    }
}

struct Columns {
    code: usize,
    name: Option<usize>,
    communes: Option<usize>,
    insee: Option<usize>,
    epci: Option<usize>,
}

fn columns_of(layer: &Layer) -> Result<Columns, PerimeterError> {
    let names = |columns: &[usize]| {
        columns
            .iter()
            .map(|&i| layer.fields[i].as_str())
            .collect::<Vec<_>>()
            .join(", ")
    };
    let file = || layer.name.clone();
    let code = match code_columns(layer).as_slice() {
        [] => {
            let columns = layer.fields.join(", ");
            return Err(PerimeterError::NoCode {
                file: file(),
                columns,
            });
        }
        [one] => *one,
        several => {
            // The same codes twice (an identifier and a copy of it) leave no doubt.
            let first = several[0];
            let same = |i: &usize| layer.column(*i).eq(layer.column(first));
            if !several.iter().all(same) {
                let columns = names(several);
                return Err(PerimeterError::SeveralCodes {
                    file: file(),
                    columns,
                });
            }
            first
        }
    };
    Ok(Columns {
        code,
        name: name_column(layer, code),
        communes: column_called(
            layer,
            &["lib_com", "commune_qp", "nom_com", "commune", "communes"],
        ),
        insee: column_called(layer, &["insee_com", "code_insee", "codgeo", "depcom"]),
        epci: column_called(layer, &["siren_epci", "epci", "code_epci"]),
    })
}

/// What became of one feature.
enum Taken {
    Quartier {
        quartier: Quartier,
        repair: Option<Repair>,
        rounding: Rounding,
    },
    Refused(Rejected),
}

fn from_layer(layer: Layer) -> Result<Perimeters, PerimeterError> {
    let file = layer.name.clone();
    let columns = columns_of(&layer)?;
    let (crs, crs_from) = crs_of(&layer)?;
    let generation = generation_of(&layer, columns.code)?;
    let metric: BTreeMap<Territory, Crs> = Territory::ALL
        .into_iter()
        .map(|t| (t, t.metric_crs()))
        .collect();

    let taken: Vec<Taken> = layer
        .features
        .par_iter()
        .enumerate()
        .map(|(i, feature)| {
            let text = |column: Option<usize>| {
                column
                    .and_then(|c| feature.values.get(c))
                    .and_then(Option::as_deref)
            };
            let written = text(Some(columns.code)).unwrap_or_default().to_owned();
            let refused = |reason: String| {
                Ok(Taken::Refused(Rejected {
                    feature: i + 1,
                    code: written.clone(),
                    reason,
                }))
            };
            let code = match QuartierCode::parse(&written) {
                Ok(code) => code,
                Err(_) if written.is_empty() => return refused("no code".into()),
                Err(error) => return refused(error.to_string()),
            };
            let shape = match &feature.geometry {
                Geometry::Polygons(shape) => shape.clone(),
                Geometry::Missing => return refused("no geometry".into()),
                Geometry::Other(kind) => return refused(format!("a {kind}, not a polygon")),
            };
            let outside = |source| PerimeterError::Coordinate {
                file: file.clone(),
                feature: i + 1,
                label: written.clone(),
                source,
            };
            let (shape, repair, rounding) =
                to_metres(code, shape, &crs, &metric[&Territory::of_code(&code)])
                    .map_err(outside)?;
            if shape.0.is_empty() {
                return refused("a contour without area".into());
            }
            let quartier = Quartier {
                code,
                name: text(columns.name)
                    .unwrap_or_default()
                    .split_whitespace()
                    .collect::<Vec<_>>()
                    .join(" "),
                communes: text(columns.communes).map(split_list).unwrap_or_default(),
                communes_insee: text(columns.insee)
                    .map(|t| split_list(t).iter().filter_map(|c| insee_code(c)).collect())
                    .unwrap_or_default(),
                epci: text(columns.epci).map(str::to_owned),
                shape,
            };
            Ok(Taken::Quartier {
                quartier,
                repair,
                rounding,
            })
        })
        .collect::<Result<_, PerimeterError>>()?;

    let mut quartiers = Vec::with_capacity(taken.len());
    let mut repairs = Vec::new();
    let mut rejected = Vec::new();
    let mut rounding = Rounding::default();
    for (i, one) in taken.into_iter().enumerate() {
        match one {
            Taken::Quartier {
                quartier,
                repair,
                rounding: r,
            } => {
                quartiers.push((i + 1, quartier));
                repairs.extend(repair);
                rounding = rounding.merge(&r);
            }
            Taken::Refused(one) => rejected.push(one),
        }
    }
    if quartiers.is_empty() {
        return Err(PerimeterError::NoPolygon {
            file,
            features: layer.features.len(),
        });
    }
    quartiers.sort_by_key(|(_, q)| q.code);
    if let Some(pair) = quartiers
        .windows(2)
        .find(|pair| pair[0].1.code == pair[1].1.code)
    {
        let code = pair[0].1.code;
        return Err(PerimeterError::Duplicate {
            file,
            code,
            first: pair[0].0,
            second: pair[1].0,
        });
    }
    repairs.sort_by_key(|r| r.code);
    Ok(Perimeters {
        generation,
        quartiers: quartiers.into_iter().map(|(_, q)| q).collect(),
        source: Source {
            file,
            crs: crs.to_string(),
            crs_from: crs_from.to_owned(),
            encoding: layer.encoding,
            code_column: layer.fields[columns.code].clone(),
            name_column: columns.name.map(|i| layer.fields[i].clone()),
            schematic: false,
        },
        repairs,
        rejected,
        rounding_deg: rounding.step(),
    })
}

fn generation_of(layer: &Layer, code: usize) -> Result<Generation, PerimeterError> {
    let mut codes = layer
        .column(code)
        .flatten()
        .filter_map(|t| QuartierCode::parse(t).ok());
    let first = codes.next().ok_or_else(|| PerimeterError::NoCode {
        file: layer.name.clone(),
        columns: layer.fields.join(", "),
    })?;
    match codes.find(|c| c.generation() != first.generation()) {
        None => Ok(first.generation()),
        Some(other) => Err(PerimeterError::MixedGenerations {
            file: layer.name.clone(),
            first: first.to_string(),
            second: other.to_string(),
        }),
    }
}

/// Judges a contour as it was drawn, brings it to metres and repairs it there; a vertex that only projection
/// made touch another is repaired again without a word.
fn to_metres(
    code: QuartierCode,
    shape: MultiPolygon,
    crs: &Crs,
    metric: &Crs,
) -> Result<(MultiPolygon, Option<Repair>, Rounding), CrsError> {
    if let Some(c) = shape
        .coords_iter()
        .find(|c| !c.x.is_finite() || !c.y.is_finite())
    {
        return Err(CrsError::OutOfDomain {
            x: c.x,
            y: c.y,
            crs: crs.to_string(),
        });
    }
    let mut rounding = Rounding::default();
    if crs.is_geographic() {
        rounding.add(&shape);
    } else {
        rounding.add(&crs.transform_shape(shape.clone(), &Crs::wgs84())?);
    }
    let as_written = crs.transform_shape(shape.clone(), metric)?;
    let problem = problem(shape);
    let valid = match problem {
        None => repair(as_written.clone()).0,
        Some(_) => rebuild(as_written.clone()),
    };
    let repair = problem.map(|problem: Problem| Repair {
        code,
        problem,
        area_before_m2: shoelace_area(&as_written),
        area_after_m2: shoelace_area(&valid),
    });
    Ok((valid, repair, rounding))
}

/// Reads outlines of communes: INSEE codes and names found by their values.
///
/// # Errors
/// [`PerimeterError`], one sentence that names the file.
pub fn read_communes(path: &Path) -> Result<CommuneMap, PerimeterError> {
    let layer = match formats::layers(path)?.into_iter().next() {
        Some(layer) => layer.read()?,
        None => {
            return Err(FormatError::NoLayer {
                path: path.to_owned(),
                members: vec![],
            }
            .into());
        }
    };
    let file = layer.name.clone();
    let is_code = |i: &usize| {
        let filled = layer.column(*i).flatten().count();
        let codes = layer
            .column(*i)
            .flatten()
            .filter(|t| insee_code(t).is_some())
            .count();
        filled > 0 && codes == filled
    };
    let columns: Vec<usize> = (0..layer.fields.len()).collect();
    let code = columns
        .iter()
        .find(|i| is_code(i))
        .copied()
        .ok_or_else(|| PerimeterError::NoCommune {
            file: file.clone(),
            columns: layer.fields.join(", "),
        })?;
    let name = column_called(
        &layer,
        &["nom", "libelle", "lib_com", "nom_com", "libgeo", "name"],
    );
    let (crs, _) = crs_of(&layer)?;
    let communes = layer
        .features
        .par_iter()
        .enumerate()
        .filter_map(|(i, feature)| {
            let insee = insee_code(feature.values[code].as_deref()?)?;
            if Territory::is_without_quartiers(&insee) {
                return None;
            }
            let Geometry::Polygons(shape) = &feature.geometry else {
                return None;
            };
            let name = name
                .and_then(|n| feature.values[n].clone())
                .unwrap_or_default();
            let metric = Territory::of_departement(&insee).metric_crs();
            let (fixed, _) = repair(shape.clone());
            Some(
                crs.transform_shape(fixed, &metric)
                    .map_err(|source| PerimeterError::Coordinate {
                        file: file.clone(),
                        feature: i + 1,
                        label: format!("{insee} {name}"),
                        source,
                    })
                    .map(|shape| Commune {
                        shape: repair(shape).0,
                        insee,
                        name,
                    }),
            )
        })
        .collect::<Result<Vec<_>, _>>()?;
    if communes.is_empty() {
        return Err(PerimeterError::NoPolygon {
            file,
            features: layer.features.len(),
        });
    }
    let mut map = CommuneMap::default();
    map.extend(CommuneMap {
        communes,
        files: vec![file],
        schematic: false,
    });
    Ok(map)
}
