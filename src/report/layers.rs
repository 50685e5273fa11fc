//! Results as layers for a GIS: perimeters with their evolution, and the ground that changed.

use super::study::Study;
use crate::crs::Crs;
use crate::formats::{FieldKind, OutFeature, OutLayer, Value};
use crate::perimeter::{Generation, QuartierCode, Territory};
use geo::Area;
use std::collections::BTreeMap;

fn text(value: impl Into<String>) -> Value {
    let value = value.into();
    if value.is_empty() {
        Value::Null
    } else {
        Value::Text(value)
    }
}

fn real(value: Option<f64>) -> Value {
    value.map_or(Value::Null, |v| Value::Real((v * 10.0).round() / 10.0))
}

/// The layers of a study: both generations and the pieces. Lambert-93 where all ground is
/// metropolitan or of one territory's system, else WGS84.
pub fn layers(study: &Study) -> Vec<OutLayer> {
    let sets = [&study.diff.old, &study.diff.new];
    let mut territories: Vec<Territory> = sets
        .iter()
        .flat_map(|s| &s.quartiers)
        .map(|q| q.territory())
        .collect();
    territories.sort_unstable();
    territories.dedup();
    let target = match territories.as_slice() {
        [one] => one.metric_crs(),
        _ => Crs::wgs84(),
    };
    let sources: BTreeMap<Territory, Crs> =
        territories.iter().map(|t| (*t, t.metric_crs())).collect();
    let place = |territory: Territory, shape: &geo::MultiPolygon| {
        // Ground that was projected to metres once comes back from them.
        sources[&territory]
            .transform_shape(shape.clone(), &target)
            .unwrap_or_else(|_| shape.clone())
    };
    let notice = if study.is_schematic() {
        " Schéma, pas le périmètre officiel."
    } else {
        ""
    };
    let mut all: Vec<OutLayer> = Generation::ALL
        .into_iter()
        .map(|generation| quartiers(study, generation, &target, notice, &place))
        .collect();
    let pieces = study
        .pieces
        .iter()
        .filter(|p| !p.shape.0.is_empty())
        .map(|p| OutFeature {
            values: vec![
                text(p.kind.as_str()),
                text(p.old.map(|c| c.to_string()).unwrap_or_default()),
                text(p.new.map(|c| c.to_string()).unwrap_or_default()),
                text(linked(study, p.old, p.new)),
                real(Some(p.shape.unsigned_area())),
                real(Some(p.slivers_m2)),
            ],
            shape: place(p.territory(), &p.shape),
        });
    all.push(OutLayer {
        name: "emprises".into(),
        description: format!(
            "Emprises conservées, gagnées et perdues entre 2015 et 2024, tolérance {} m.{notice}",
            study.diff.tolerance.metres
        ),
        crs: target.clone(),
        fields: vec![
            ("nature".into(), FieldKind::Text),
            ("code_qp_2015".into(), FieldKind::Text),
            ("code_qp_2024".into(), FieldKind::Text),
            ("filiation".into(), FieldKind::Text),
            ("aire_m2".into(), FieldKind::Real),
            ("aire_lisere_m2".into(), FieldKind::Real),
        ],
        features: pieces.collect(),
    });
    all
}

/// Quartiers of the other generation that a piece of one quartier alone belongs with: gained
/// ground of a quartier of 2024 says from which ones of 2015 it grew.
fn linked(study: &Study, old: Option<QuartierCode>, new: Option<QuartierCode>) -> String {
    let rows = study.diff.rows.iter();
    let codes: Vec<String> = rows
        .filter_map(|row| match (old, new) {
            (Some(_), Some(_)) => None,
            (Some(_), None) => row.new.filter(|_| row.old == old),
            (None, _) => row.old.filter(|_| row.new == new),
        })
        .map(|code| code.to_string())
        .collect();
    codes.join(";")
}

fn quartiers(
    study: &Study,
    generation: Generation,
    target: &Crs,
    notice: &str,
    place: &dyn Fn(Territory, &geo::MultiPolygon) -> geo::MultiPolygon,
) -> OutLayer {
    let set = study.set(generation);
    let old = generation == Generation::Qp2015;
    let figures: Vec<_> = study
        .figures
        .iter()
        .filter(|f| f.generation == generation)
        .collect();
    let mut fields: Vec<(String, FieldKind)> = [
        "code_qp",
        "nom_qp",
        "evolution",
        "statut_officiel",
        if old {
            "codes_qp_2024"
        } else {
            "codes_qp_2015"
        },
        "communes",
        "contrat_de_ville",
    ]
    .into_iter()
    .map(|name| (name.to_owned(), FieldKind::Text))
    .collect();
    fields.push(("aire_m2".into(), FieldKind::Real));
    fields.extend(figures.iter().map(|f| {
        (
            f.vintage.to_string().to_lowercase().replace(' ', "_"),
            FieldKind::Integer,
        )
    }));
    let features = set.quartiers.iter().map(|q| {
        let rows = || {
            study
                .diff
                .rows
                .iter()
                .filter(|r| (if old { r.old } else { r.new }) == Some(q.code))
        };
        let others: Vec<String> = rows()
            .filter_map(|r| if old { r.new } else { r.old })
            .map(|c| c.to_string())
            .collect();
        let place_of = study.placement.get(&q.code);
        let mut values = vec![
            text(q.code.to_string()),
            text(q.name.clone()),
            text(
                rows()
                    .next()
                    .map(|r| r.evolution.as_str())
                    .unwrap_or_default(),
            ),
            text(
                q.code
                    .official_status()
                    .map(|s| s.letter().to_string())
                    .unwrap_or_default(),
            ),
            text(others.join(";")),
            text(place_of.communes.join(", ")),
            text(place_of.contract.unwrap_or_default()),
            real(Some(q.area_m2())),
        ];
        values.extend(figures.iter().map(|f| {
            f.get(&q.code)
                .map_or(Value::Null, |p| Value::Integer(p as i64))
        }));
        OutFeature {
            values,
            shape: place(q.territory(), &q.shape),
        }
    });
    OutLayer {
        name: format!("quartiers_{}", generation.year()),
        description: format!(
            "Quartiers prioritaires, périmètres {}. Source : ANCT ({}).{notice}",
            generation.year(),
            set.source.file
        ),
        crs: target.clone(),
        fields,
        features: features.collect(),
    }
}
