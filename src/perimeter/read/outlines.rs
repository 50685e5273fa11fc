//! Outlines of communes from any file.

use super::columns::column_called;
use super::error::PerimeterError;
use super::system::System;
use super::values::insee_code;
use crate::formats::{self, FormatError, Geometry};
use crate::perimeter::repair::repair;
use crate::perimeter::simple::is_tangled;
use crate::perimeter::{Commune, CommuneMap, Territory};
use geo::MultiPolygon;
use rayon::prelude::*;
use std::path::Path;

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
        &[
            "nom",
            "libelle",
            "lib_com",
            "nom_com",
            "nom_commune",
            "libgeo",
            "name",
        ],
    );
    let system = System::of(&layer)?;
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
            let label = format!("{insee} {name}");
            let placed = in_metres(&system, shape.clone(), &insee, &file, i + 1, label);
            Some(placed.map(|shape| Commune { insee, name, shape }))
        })
        .collect::<Result<Vec<_>, _>>()?;
    if communes.is_empty() {
        return Err(PerimeterError::NoPolygon {
            file,
            features: layer.features.len(),
            reason: None,
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

/// An outline, valid, in the metres of its territory.
fn in_metres(
    system: &System,
    shape: MultiPolygon,
    insee: &str,
    file: &str,
    feature: usize,
    label: String,
) -> Result<MultiPolygon, PerimeterError> {
    let file = file.to_owned();
    let shape = system.straight(shape);
    if is_tangled(&shape) {
        return Err(PerimeterError::Tangled {
            file,
            feature,
            label,
        });
    }
    let metric = Territory::of_departement(insee).metric_crs();
    let placed = system.crs.transform_shape(repair(shape).0, &metric);
    let shape = placed.map_err(|source| PerimeterError::Coordinate {
        file,
        feature,
        label,
        source,
    })?;
    Ok(repair(shape).0)
}
