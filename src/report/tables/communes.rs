//! Communes with their ground and inhabitants in quartiers.

use super::columns::{frame, real, text, whole};
use super::population_column;
use crate::perimeter::Generation;
use crate::population::Total;
use crate::report::Study;
use crate::report::communes::{Commune, Group, Groups};
use crate::report::page::folders::Folders;
use polars::prelude::DataFrame;
use std::collections::BTreeMap;

/// Communes with ground in quartiers of either generation; `None` without outlines of communes.
///
/// `…_entiers` are the inhabitants of quartiers that lie in this commune alone, `…_partages`
/// those of quartiers that lie in other communes too, named in `partages_…`: these are counted
/// whole with each of their communes and must not be summed over the rows.
pub(super) fn communes_table(study: &Study, groups: &Groups) -> Option<DataFrame> {
    let outlines = study.outlines.as_ref()?;
    let mut ground: BTreeMap<&str, [f64; 2]> = BTreeMap::new();
    for cover in study.summary.cover.iter().filter(|c| c.counts) {
        let at = usize::from(cover.code.generation() == Generation::Qp2024);
        ground.entry(&cover.insee).or_default()[at] += cover.area_m2;
    }
    let each = || ground.iter();
    let movement = |areas: &[f64; 2]| match (areas[0] > 0.0, areas[1] > 0.0) {
        (false, true) => "entre",
        (true, false) => "sort",
        _ => "reste",
    };
    let name = |insee: &str| outlines.get(insee).map(|c| c.name.clone());
    let epci = |insee: &str| {
        let siren = study.directory.commune(insee)?.siren.as_ref()?;
        study.directory.epci(siren).map(|e| e.name.clone())
    };
    let mut columns = vec![
        text("code_insee", each().map(|(insee, _)| Some(*insee))),
        text("commune", each().map(|(insee, _)| name(insee))),
        text("nom_epci", each().map(|(insee, _)| epci(insee))),
        real("aire_qp_2015_ha", 2, each().map(|(_, a)| Some(a[0] / 1e4))),
        real("aire_qp_2024_ha", 2, each().map(|(_, a)| Some(a[1] / 1e4))),
        text("mouvement", each().map(|(_, a)| Some(movement(a)))),
    ];
    for figures in &study.figures {
        let sums = groups.populations(study, figures);
        let column = population_column(figures.vintage);
        let of = |insee: &str, alone: bool| people(&sums, insee, alone);
        columns.push(whole(
            &format!("{column}_entiers"),
            each().map(|(insee, _)| of(insee, true)),
        ));
        columns.push(whole(
            &format!("{column}_partages"),
            each().map(|(insee, _)| of(insee, false)),
        ));
    }
    for generation in Generation::ALL {
        let shared = |insee: &str| {
            let quartiers = groups.shared(study, generation, insee);
            let with = |group: &[Commune]| {
                let others = group.iter().filter(|c| c.insee != insee);
                others
                    .map(|c| c.name.as_str())
                    .collect::<Vec<_>>()
                    .join(", ")
            };
            quartiers
                .map(|(q, group)| format!("{} (avec {})", q.code, with(group)))
                .collect::<Vec<_>>()
                .join(" ; ")
        };
        columns.push(text(
            &format!("partages_{}", generation.year()),
            each().map(|(insee, _)| Some(shared(insee))),
        ));
    }
    Some(frame(columns))
}

/// Inhabitants of the quartiers that lie in a commune alone, or in it and in others; nothing
/// where there is no such quartier or none with a published figure.
fn people(sums: &BTreeMap<Group, Total>, insee: &str, alone: bool) -> Option<i64> {
    sums.iter()
        .filter(|(group, _)| (group.len() == 1) == alone)
        .filter(|(group, _)| group.iter().any(|c| c.insee == insee))
        .filter_map(|(_, total)| total.known())
        .reduce(|a, b| a + b)
        .map(|p| p as i64)
}

/// Inhabitants of each census by commune, and by group of communes for the quartiers that
/// several share: each quartier is counted in one row, so the rows of a census sum to its total.
/// `None` without populations.
pub(super) fn populations_table(study: &Study, groups: &Groups) -> Option<DataFrame> {
    if study.figures.is_empty() {
        return None;
    }
    let rows: Vec<_> = study
        .figures
        .iter()
        .flat_map(|figures| {
            let sums = groups.populations(study, figures).into_iter();
            sums.map(move |(group, total)| (figures, group, total))
        })
        .collect();
    let folders = Folders::of(study);
    let each = || rows.iter();
    let joined = |group: &Group, part: fn(&Commune) -> &str| {
        let parts: Vec<&str> = group.iter().map(part).filter(|p| !p.is_empty()).collect();
        parts.join(", ")
    };
    Some(frame(vec![
        text(
            "recensement",
            each().map(|(f, ..)| Some(f.vintage.to_string())),
        ),
        whole(
            "perimetres",
            each().map(|(f, ..)| Some(i64::from(f.generation.year()))),
        ),
        text(
            "codes_insee",
            each().map(|(_, g, _)| Some(joined(g, |c| &c.insee))),
        ),
        text(
            "communes",
            each().map(|(_, g, _)| match g.is_empty() {
                true => Some("commune non renseignée".to_owned()),
                false => Some(joined(g, |c| &c.name)),
            }),
        ),
        text(
            "rattachement",
            each().map(|(_, g, _)| match g.len() {
                0 => None,
                1 => Some("entier"),
                _ => Some("partagé"),
            }),
        ),
        whole(
            "quartiers",
            each().map(|(.., t)| i64::try_from(t.counted + t.missing).ok()),
        ),
        whole(
            "sans_valeur",
            each().map(|(.., t)| i64::try_from(t.missing).ok()),
        ),
        whole(
            "population",
            each().map(|(.., t)| t.known().map(|p| p as i64)),
        ),
        text(
            "source",
            each().map(|(f, ..)| Some(folders.left_out(&f.source))),
        ),
    ]))
}

#[cfg(test)]
mod tests {
    use super::super::super::page::studies;
    use super::*;

    #[test]
    fn rows_of_a_census_sum_to_its_total() {
        let study = studies::shared();
        let table = populations_table(&study, &Groups::of(&study)).unwrap();
        let column = |name: &str| table.column(name).unwrap().clone();
        let sum = |name: &str| -> i64 {
            let values = column(name);
            values.i64().unwrap().iter().flatten().sum()
        };
        assert_eq!(sum("population"), 2000);
        assert_eq!(sum("quartiers"), 3);
        let kind = column("rattachement");
        let kinds: Vec<_> = kind.str().unwrap().iter().flatten().collect();
        assert_eq!(kinds, ["entier", "partagé", "entier"]);
        let empty = studies::schematic();
        assert!(populations_table(&empty, &Groups::of(&empty)).is_none());
    }
}
