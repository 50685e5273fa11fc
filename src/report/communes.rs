//! The communes of each quartier, and populations by the communes that share it.
//!
//! Insee publishes a population per quartier. One that lies in several communes is never split
//! between them: its inhabitants are those of the group of these communes, so that every
//! quartier is counted once and the groups sum to the whole.

use super::study::Study;
use crate::perimeter::{Generation, Quartier, QuartierCode};
use crate::population::{Figures, Total, totals_by};
use std::collections::BTreeMap;

/// A commune, by its INSEE code where that is known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Commune {
    /// INSEE code; empty where only a name is given.
    pub insee: String,
    /// Name; the code where none is given.
    pub name: String,
}

/// Communes that one quartier lies in, sorted; none where nothing says.
pub(super) type Group = Vec<Commune>;

/// The communes of every quartier of both generations.
#[derive(Debug)]
pub(super) struct Groups(BTreeMap<QuartierCode, Group>);

impl Groups {
    /// By the ground covered where outlines are given, else as the files of perimeters name
    /// them. Ground that does not count (a strip along a limit) makes no quartier shared.
    pub fn of(study: &Study) -> Self {
        let mut groups: BTreeMap<QuartierCode, Group> = BTreeMap::new();
        for cover in study.summary.cover.iter().filter(|c| c.counts) {
            let group = groups.entry(cover.code).or_default();
            group.push(named(study, &cover.insee, None));
        }
        for q in Generation::ALL
            .into_iter()
            .flat_map(|g| &study.set(g).quartiers)
        {
            let group = groups.entry(q.code).or_insert_with(|| in_file(study, q));
            group.sort();
            group.dedup();
        }
        Self(groups)
    }

    /// The communes of a quartier.
    pub fn get(&self, code: &QuartierCode) -> &[Commune] {
        self.0.get(code).map(Vec::as_slice).unwrap_or_default()
    }

    /// Sums of published populations by group; every quartier is in one of them.
    pub fn populations(&self, study: &Study, figures: &Figures) -> BTreeMap<Group, Total> {
        let set = study.set(figures.generation);
        totals_by(set, figures, |code| self.get(code).to_vec())
    }

    /// Quartiers of a generation that lie in this commune and in others too.
    pub fn shared<'a>(
        &'a self,
        study: &'a Study,
        generation: Generation,
        insee: &'a str,
    ) -> impl Iterator<Item = (&'a Quartier, &'a [Commune])> {
        let all = study.set(generation).quartiers.iter();
        all.map(|q| (q, self.get(&q.code)))
            .filter(move |(_, group)| group.len() > 1 && group.iter().any(|c| c.insee == insee))
    }
}

fn named(study: &Study, insee: &str, name_in_file: Option<&str>) -> Commune {
    let outlined = study.outlines.as_ref().and_then(|o| o.get(insee));
    let known = study.directory.commune(insee).map(|c| c.name.as_str());
    let names = [outlined.map(|c| c.name.as_str()), known, name_in_file];
    let name = names.into_iter().flatten().find(|n| !n.is_empty());
    Commune {
        insee: insee.to_owned(),
        name: name.unwrap_or(insee).to_owned(),
    }
}

/// The communes that the file of perimeters names, by code where it has them.
fn in_file(study: &Study, q: &Quartier) -> Group {
    if q.communes_insee.is_empty() {
        let departement = q.code.departement();
        let found = |name: &String| study.directory.commune_called(name, departement);
        return q
            .communes
            .iter()
            .map(|name| match found(name) {
                Some(entry) => named(study, &entry.insee, Some(name)),
                None => Commune {
                    insee: String::new(),
                    name: name.clone(),
                },
            })
            .collect();
    }
    // Both lists are in one order, where they are as long as each other.
    let paired = q.communes.len() == q.communes_insee.len();
    let codes = q.communes_insee.iter().enumerate();
    codes
        .map(|(i, insee)| {
            let name = q.communes.get(i).filter(|_| paired);
            named(study, insee, name.map(String::as_str))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::page::studies;
    use super::*;

    #[test]
    fn a_quartier_over_two_communes_counts_for_both_together_and_for_neither_alone() {
        let study = studies::shared();
        let groups = Groups::of(&study);
        let figures = &study.figures[0];
        let found: Vec<(String, f64)> = groups
            .populations(&study, figures)
            .into_iter()
            .map(|(group, total)| {
                let names: Vec<String> = group.into_iter().map(|c| c.name).collect();
                (names.join("+"), total.population)
            })
            .collect();
        let expected = [
            ("Auchel", 1000.0),
            ("Auchel+Burbure", 700.0),
            ("Burbure", 300.0),
        ];
        assert_eq!(
            found,
            expected.map(|(names, people)| (names.to_owned(), people))
        );
    }
}
