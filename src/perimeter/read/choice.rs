//! Which layer of a pack is the set of perimeters.

use super::columns::code_columns;
use super::error::PerimeterError;
use crate::formats::{self, FormatError, Layer, LayerRef};
use crate::perimeter::QuartierCode;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::path::Path;

/// A layer that was chosen, its attributes, and what was left aside.
pub(super) struct Chosen {
    pub(super) layer: LayerRef,
    pub(super) attributes: Layer,
    pub(super) notes: Vec<String>,
}

/// The codes of a layer, and all its attributes.
type Attributes = (BTreeSet<QuartierCode>, Layer);

/// Picks the layer with the most quartiers. All others must hold a part of these.
pub(super) fn most_complete(path: &Path) -> Result<Chosen, PerimeterError> {
    let mut layers = formats::layers(path)?;
    // One stem is one layer in several formats; those that cost least come first.
    layers.sort_by_key(|l| (l.stem(), l.format()));
    layers.dedup_by_key(|l| l.stem());
    let read: Vec<(LayerRef, Result<Attributes, FormatError>)> = layers
        .into_par_iter()
        .map(|layer| {
            let attributes = layer.read_attributes();
            (layer, attributes.map(|all| (codes_of(&all), all)))
        })
        .collect();
    let mut readable = Vec::new();
    let mut failures = Vec::new();
    for (layer, attributes) in read {
        match attributes {
            Ok((codes, attributes)) => readable.push((codes, layer, attributes)),
            Err(error) => failures.push(error),
        }
    }
    let most = (0..readable.len())
        .rev()
        .max_by_key(|&i| readable[i].0.len());
    let Some(most) = most.filter(|&i| failures.is_empty() || !readable[i].0.is_empty()) else {
        let none = FormatError::NoLayer {
            path: path.to_owned(),
            members: vec![],
        };
        return Err(failures.into_iter().next().unwrap_or(none).into());
    };
    if readable
        .iter()
        .any(|(codes, ..)| !codes.is_subset(&readable[most].0))
    {
        let layers: Vec<String> = readable
            .iter()
            .filter(|(codes, ..)| !codes.is_empty())
            .map(|(codes, layer, _)| format!("{} ({} codes)", layer.stem(), codes.len()))
            .collect();
        return Err(PerimeterError::LayersDisagree {
            file: path.display().to_string(),
            layers: layers.join(", "),
        });
    }
    let (_, layer, attributes) = readable.swap_remove(most);
    Ok(Chosen {
        layer,
        attributes,
        notes: failures
            .iter()
            .map(|e| format!("{e}: left aside"))
            .collect(),
    })
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
