//! From layers of any file to a set of perimeters: which layer, which columns, which system.

mod choice;
mod columns;
mod error;
mod metres;
mod outlines;
mod system;
mod values;

pub use error::PerimeterError;
pub use outlines::read_communes;
pub(crate) use values::insee_code;

use super::code::QuartierCode;
use super::precision::Rounding;
use super::quartier::Quartier;
use super::repair::Repair;
use super::set::{Perimeters, Rejected, Source};
use super::territory::Territory;
use crate::crs::Crs;
use crate::formats::{Geometry, Layer, Wanted};
use choice::{Chosen, most_complete};
use columns::{columns_of, generation_of};
use geo::Coord;
use metres::{rounding_of, to_metres};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;
use system::System;
use values::split_list;

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
    read_departements(path, &[])
}

/// Reads the quartiers registered in some départements (`62`, `2A`, `974`), in all where the list is
/// empty. Of the other features only how finely their coordinates are written counts, since that is
/// a property of the file; what is wrong with them is not noticed. A département without a quartier
/// gives an empty set. All else is as in [`read`].
///
/// # Errors
/// As [`read`].
pub fn read_departements(
    path: &Path,
    departements: &[String],
) -> Result<Perimeters, PerimeterError> {
    let Chosen {
        layer,
        mut attributes,
        notes,
    } = most_complete(path)?;
    layer.read_geometries(&mut attributes, None)?;
    from_layer(attributes, notes, departements)
}

/// Reads the part of a set that matters to one place: the quartiers whose envelope comes within
/// `radius_m` metres of a longitude and latitude in degrees, and one of every territory of the
/// file, by which a place without a quartier near it is told from one that the file does not
/// cover. All else is as in [`read`]; what is wrong with other features is not noticed.
///
/// # Errors
/// As [`read`].
pub fn read_near(path: &Path, lonlat: Coord, radius_m: f64) -> Result<Perimeters, PerimeterError> {
    let Chosen {
        layer,
        mut attributes,
        notes,
    } = most_complete(path)?;
    let code = columns_of(&attributes)?.code;
    let mut first: BTreeMap<Territory, usize> = BTreeMap::new();
    for (i, text) in attributes.column(code).enumerate() {
        if let Some(code) = text.and_then(|t| QuartierCode::parse(t).ok()) {
            first.entry(Territory::of_code(&code)).or_insert(i);
        }
    }
    let mut samples: Vec<usize> = first.into_values().collect();
    samples.sort_unstable();
    let windows = system::windows(&attributes, lonlat, radius_m);
    let wanted = windows.as_ref().map(|windows| Wanted {
        windows,
        features: &samples,
    });
    layer.read_geometries(&mut attributes, wanted)?;
    let has_ground = |i: &usize| {
        let geometry = attributes.features.get(*i).map(|f| &f.geometry);
        matches!(geometry, Some(Geometry::Polygons(_)))
    };
    if samples.iter().all(has_ground) {
        from_layer(attributes, notes, &[])
    } else {
        read(path)
    }
}

/// What became of one feature.
enum Taken {
    Quartier {
        quartier: Quartier,
        repair: Option<Repair>,
        rounding: Rounding,
    },
    Refused(Rejected),
    /// Of another département.
    LeftAside(Rounding),
}

fn from_layer(
    layer: Layer,
    mut notes: Vec<String>,
    departements: &[String],
) -> Result<Perimeters, PerimeterError> {
    let features = layer.features.len();
    let file = layer.name.clone();
    let columns = columns_of(&layer)?;
    let system = System::of(&layer)?;
    if let Some(Coord { x, y }) = system.elsewhere {
        let crs = system.crs.to_string();
        return Err(PerimeterError::Elsewhere { file, crs, x, y });
    }
    notes.extend(system.note());
    let generation = generation_of(&layer, columns.code)?;
    let metric: BTreeMap<Territory, Crs> = Territory::ALL
        .into_iter()
        .map(|t| (t, t.metric_crs()))
        .collect();

    let taken: Vec<Taken> = layer
        .features
        .into_par_iter()
        .enumerate()
        .filter(|(_, feature)| feature.geometry != Geometry::Away)
        .map(|(i, feature)| {
            let values = feature.values;
            let text = |column: Option<usize>| {
                column
                    .and_then(|c| values.get(c))
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
            let shape = match feature.geometry {
                Geometry::Polygons(shape) => system.straight(shape),
                Geometry::Missing | Geometry::Away => return refused("no geometry".into()),
                Geometry::Other(kind) => return refused(format!("a {kind}, not a polygon")),
            };
            let outside = |source| PerimeterError::Coordinate {
                file: file.clone(),
                feature: i + 1,
                label: written.clone(),
                source,
            };
            if !departements.is_empty() && !departements.iter().any(|d| d == code.departement()) {
                let rounding = rounding_of(&shape, &system.crs).map_err(outside)?;
                return Ok(Taken::LeftAside(rounding));
            }
            let metres = to_metres(
                code,
                shape,
                &system.crs,
                &metric[&Territory::of_code(&code)],
            )
            .map_err(outside)?;
            let Some((shape, repair, rounding)) = metres else {
                return refused("a contour that crosses itself a hundred thousand times".into());
            };
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
    let (mut rounding, mut left_aside) = (Rounding::default(), false);
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
            Taken::LeftAside(r) => {
                left_aside = true;
                rounding = rounding.merge(&r);
            }
        }
    }
    if quartiers.is_empty() && !left_aside {
        return Err(PerimeterError::NoPolygon {
            file,
            features,
            reason: rejected.into_iter().next().map(|one| one.reason),
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
            crs: system.crs.to_string(),
            crs_from: system.from.to_owned(),
            encoding: layer.encoding,
            code_column: layer.fields[columns.code].clone(),
            name_column: columns.name.map(|i| layer.fields[i].clone()),
            schematic: false,
            notes,
        },
        repairs,
        rejected,
        rounding_deg: rounding.step(),
    })
}
