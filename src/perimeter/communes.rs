//! Outlines of communes, to know which ground a perimeter covers.

use super::set::Perimeters;
use super::territory::Territory;
use geo::{BoundingRect, Intersects, MultiPolygon, Rect};
use std::collections::BTreeSet;

/// A commune and its outline.
#[derive(Debug, Clone, PartialEq)]
pub struct Commune {
    /// INSEE code, five characters (`62498`, `2A004`, `97411`).
    pub insee: String,
    /// Name as written in the file.
    pub name: String,
    /// Valid outline in the metres of its territory's projection
    /// ([`super::Territory::of_departement`] of the INSEE code). Published outlines are
    /// generalised: expect the limit to be tens of metres off.
    pub shape: MultiPolygon,
}

/// Communes with arrondissements, and how the codes of these begin.
const PLM: [(&str, &str); 3] = [("75056", "751"), ("69123", "6938"), ("13055", "132")];

/// Département of an INSEE code: two characters, three overseas.
fn departement_of(insee: &str) -> &str {
    let length = if insee.starts_with("97") || insee.starts_with("98") {
        3
    } else {
        2
    };
    insee.get(..length).unwrap_or(insee)
}

/// The communes of some départements, sorted by INSEE code.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CommuneMap {
    /// Sorted by INSEE code, each once.
    pub communes: Vec<Commune>,
    /// Files they came from.
    pub files: Vec<String>,
    /// Whether the outlines are schematic (the embedded sample).
    pub schematic: bool,
}

impl CommuneMap {
    /// The commune of an INSEE code.
    pub fn get(&self, insee: &str) -> Option<&Commune> {
        self.communes
            .binary_search_by(|c| c.insee.as_str().cmp(insee))
            .ok()
            .map(|i| &self.communes[i])
    }

    /// Of outlines of the whole country, the communes of some départements and those that one of
    /// their quartiers may reach into, whichever département they are of; all communes where no
    /// département is named. Arrondissements of Paris, Lyon and Marseille that lie beside their
    /// whole commune are left out: a quartier would lie in two communes at once.
    pub fn around(mut self, departements: &[String], sets: [&Perimeters; 2]) -> Self {
        let whole: Vec<&str> = PLM
            .iter()
            .filter(|(commune, _)| self.get(commune).is_some())
            .map(|(_, arrondissements)| *arrondissements)
            .collect();
        let parts: BTreeSet<String> = self
            .communes
            .iter()
            .map(|c| &c.insee)
            .filter(|insee| whole.iter().any(|prefix| insee.starts_with(prefix)))
            .filter(|insee| PLM.iter().all(|(commune, _)| insee != commune))
            .cloned()
            .collect();
        let of_study = |departement: &str| departements.iter().any(|d| d == departement);
        let quartiers = sets.iter().flat_map(|set| &set.quartiers);
        let boxes: Vec<(Territory, Rect)> = quartiers
            .filter(|q| of_study(q.code.departement()))
            .filter_map(|q| Some((Territory::of_code(&q.code), q.shape.bounding_rect()?)))
            .collect();
        self.communes.retain(|commune| {
            if parts.contains(&commune.insee) {
                return false;
            }
            let here = || of_study(departement_of(&commune.insee));
            let reached = || {
                let territory = Territory::of_departement(&commune.insee);
                let outline = commune.shape.bounding_rect();
                boxes.iter().any(|(t, b)| {
                    *t == territory && outline.is_some_and(|outline| outline.intersects(b))
                })
            };
            departements.is_empty() || here() || reached()
        });
        self
    }

    /// Adds the communes of another file; a commune that is already there stays as it is.
    pub fn extend(&mut self, other: CommuneMap) {
        self.schematic |= other.schematic;
        self.files.extend(other.files);
        self.communes.extend(other.communes);
        self.communes.sort_by(|a, b| a.insee.cmp(&b.insee));
        self.communes
            .dedup_by(|later, first| later.insee == first.insee);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Rect, coord};

    fn square(insee: &str, x: f64, side: f64) -> Commune {
        let (from, to) = (coord! { x: x, y: 0.0 }, coord! { x: x + side, y: side });
        Commune {
            insee: insee.into(),
            name: insee.into(),
            shape: MultiPolygon(vec![Rect::new(from, to).to_polygon()]),
        }
    }

    #[test]
    fn outlines_are_narrowed_to_what_the_quartiers_of_a_study_can_reach() {
        let mut set = crate::sample::perimeters(crate::perimeter::Generation::Qp2015);
        set.quartiers.truncate(1);
        let at = set.quartiers[0].shape.bounding_rect().unwrap().min();
        let mut map = CommuneMap::default();
        let mut reached = square("59452", at.x - 1.0, 2.0);
        reached.shape = MultiPolygon(vec![
            Rect::new(at, at + coord! { x: 9.0, y: 9.0 }).to_polygon(),
        ]);
        let communes = vec![
            square("62001", 0.0, 1.0),
            square("59001", 0.0, 1.0),
            reached,
        ];
        map.extend(CommuneMap {
            communes,
            ..CommuneMap::default()
        });
        let empty = Perimeters {
            quartiers: Vec::new(),
            ..set.clone()
        };
        let near = map.clone().around(&["62".into()], [&set, &empty]);
        let codes: Vec<&str> = near.communes.iter().map(|c| c.insee.as_str()).collect();
        assert_eq!(codes, ["59452", "62001"]);
        assert_eq!(map.around(&[], [&set, &empty]).communes.len(), 3);
    }

    #[test]
    fn arrondissements_are_left_out_beside_their_whole_commune_only() {
        let set = crate::sample::perimeters(crate::perimeter::Generation::Qp2015);
        let of = |codes: &[&str]| {
            let mut map = CommuneMap::default();
            map.extend(CommuneMap {
                communes: codes.iter().map(|c| square(c, 0.0, 1.0)).collect(),
                ..CommuneMap::default()
            });
            map.around(&["75".into(), "69".into()], [&set, &set])
                .communes
                .len()
        };
        assert_eq!(of(&["75056", "75101", "75120"]), 1);
        assert_eq!(of(&["75101", "75120"]), 2);
        assert_eq!(of(&["69123", "69381", "69029"]), 2);
    }
}
