//! Populations: what is missing, and sums against what is published.

use super::{Level, List, rounded};
use crate::perimeter::{Perimeters, Territory};
use crate::population::{Figures, Vintage, total};
use crate::report::Study;
use crate::report::communes::Groups;
use crate::report::reference::PublishedTotal;

pub(super) fn populations(list: &mut List, study: &Study, figures: &Figures) {
    let set = study.set(figures.generation);
    let sum = total(set, figures);
    let label = figures.label();
    if figures.vintage == Vintage::Unknown {
        let finding = format!("{} : millésime absent du nom de la colonne", figures.source);
        list.add(Level::Alerte, "Millésime", finding);
    }
    if !figures.refused.is_empty() {
        let finding = format!(
            "{} lignes sans code lisible dans {}",
            figures.refused.len(),
            figures.source
        );
        list.add(Level::Alerte, &format!("Populations, {label}"), finding);
    }
    list.check(
        sum.missing == 0,
        &format!("Populations, {label}"),
        format!(
            "{} quartiers renseignés, {} sans valeur",
            sum.counted, sum.missing
        ),
    );
    by_commune(list, study, figures);
    for published in PublishedTotal::all() {
        let same = published.generation == figures.generation.year()
            && Vintage::Census(published.census) == figures.vintage;
        if !same {
            continue;
        }
        let here = match (study.departements.as_slice(), published.territory.as_str()) {
            ([one], territory) if one == territory => sum.population,
            ([], "metropole") => metropolitan(set, figures),
            _ => continue,
        };
        list.check(
            here == published.population,
            &format!("Total publié, {label}"),
            format!(
                "calculé {}, publié {} ({})",
                rounded(here),
                rounded(published.population),
                published.source
            ),
        );
    }
}

/// Inhabitants of quartiers in one commune, of those that several share, and of those whose
/// commune nothing names, against the total.
fn by_commune(list: &mut List, study: &Study, figures: &Figures) {
    let sums = Groups::of(study).populations(study, figures);
    let of = |wanted: fn(usize) -> bool| {
        let chosen = sums.iter().filter(|(group, _)| wanted(group.len()));
        chosen.fold((0.0, 0), |(people, quartiers), (_, t)| {
            (people + t.population, quartiers + t.counted + t.missing)
        })
    };
    let (alone, shared, nowhere) = (of(|n| n == 1), of(|n| n > 1), of(|n| n == 0));
    let sum = alone.0 + shared.0 + nowhere.0;
    let mut finding = format!(
        "{} habitants dans {} quartiers d'une seule commune, {} dans {} quartiers à cheval sur plusieurs, jamais répartis entre elles",
        rounded(alone.0),
        alone.1,
        rounded(shared.0),
        shared.1
    );
    if nowhere.1 > 0 {
        finding += &format!(
            ", {} dans {} quartiers sans commune renseignée",
            rounded(nowhere.0),
            nowhere.1
        );
    }
    finding += &format!(" ; ensemble {}", rounded(sum));
    list.check(
        sum == total(study.set(figures.generation), figures).population,
        &format!("Population par commune, {}", figures.label()),
        finding,
    );
}

fn metropolitan(set: &Perimeters, figures: &Figures) -> f64 {
    let there = set
        .quartiers
        .iter()
        .filter(|q| q.territory() == Territory::Metropole);
    there.filter_map(|q| figures.get(&q.code)).sum()
}
