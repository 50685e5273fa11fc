//! Which columns hold what: found by the pattern of their values, as names change at every
//! release.

use super::error::PerimeterError;
use crate::formats::Layer;
use crate::perimeter::{Generation, QuartierCode};
use std::collections::BTreeSet;

/// The columns of a layer of perimeters, by number.
pub(super) struct Columns {
    pub(super) code: usize,
    pub(super) name: Option<usize>,
    pub(super) communes: Option<usize>,
    pub(super) insee: Option<usize>,
    pub(super) epci: Option<usize>,
}

pub(super) fn columns_of(layer: &Layer) -> Result<Columns, PerimeterError> {
    let names = |columns: &[usize]| {
        columns
            .iter()
            .map(|&i| layer.fields[i].as_str())
            .collect::<Vec<_>>()
            .join(", ")
    };
    let file = || layer.name.clone();
    if layer.features.is_empty() {
        return Err(PerimeterError::NoFeature { file: file() });
    }
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

/// Columns most of whose values are codes of quartiers.
pub(super) fn code_columns(layer: &Layer) -> Vec<usize> {
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
    let called = [
        "lib_qp",
        "nom_qp",
        "nom_quartier",
        "lib_quartier",
        "nom_du_quartier",
        "libelle_qp",
        "label_qp",
    ];
    column_called(layer, &called)
        .filter(|&i| i != code)
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

/// The column whose name is one of these, without case, accents, blanks and underscores.
pub(super) fn column_called(layer: &Layer, names: &[&str]) -> Option<usize> {
    let fields: Vec<String> = layer.fields.iter().map(|f| folded(f)).collect();
    names
        .iter()
        .find_map(|name| fields.iter().position(|field| *field == folded(name)))
}

/// A name of a field without what producers change from one release to the next.
fn folded(name: &str) -> String {
    let plain = deunicode::deunicode(name);
    let letters = plain.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|c| c.to_ascii_lowercase()).collect()
}

/// The generation that all codes of a column are of.
pub(super) fn generation_of(layer: &Layer, code: usize) -> Result<Generation, PerimeterError> {
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
