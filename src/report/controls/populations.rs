//! Populations: what is missing, and sums against what is published.

use super::{Level, List};
use crate::perimeter::{Perimeters, Territory};
use crate::population::{Figures, Vintage, total};
use crate::report::Study;
use crate::report::communes::Groups;
use crate::report::figures::words::vintage;
use crate::report::reference::PublishedTotal;

pub(super) fn populations(list: &mut List, study: &Study) {
    if study.figures.is_empty() {
        list.add(
            Level::Info,
            ["Populations", "Populations"],
            [
                "aucune table de population fournie",
                "no table of populations given",
            ],
        );
    }
    let groups = Groups::of(study);
    // A census says nothing of a generation without a quartier here.
    let told = |figures: &&Figures| !study.set(figures.generation).is_empty();
    for figures in study.figures.iter().filter(told) {
        reading(list, study, figures);
        by_commune(list, study, &groups, figures);
        against_published(list, study, figures);
    }
    for (first, second) in &study.doubles {
        let differing = first
            .values
            .iter()
            .filter(|(c, v)| second.values.get(c).is_some_and(|other| other != *v));
        let count = differing.count();
        let [fr, en] = list.counted(
            count,
            ["valeur différente", "valeurs différentes"],
            ["value differs", "values differ"],
        );
        let label = vintage(first, list.lang);
        let (a, b) = (&first.source, &second.source);
        list.check(
            count == 0,
            [format!("{label} en double"), format!("{label} given twice")],
            [
                format!("{fr} entre « {a} » et « {b} »"),
                format!("{en} between \"{a}\" and \"{b}\""),
            ],
        );
    }
}

fn reading(list: &mut List, study: &Study, figures: &Figures) {
    let sum = total(study.set(figures.generation), figures);
    let label = vintage(figures, list.lang);
    let subject = [
        format!("Populations, {label}"),
        format!("Populations, {label}"),
    ];
    let source = &figures.source;
    if figures.vintage == Vintage::Unknown {
        list.add(
            Level::Alerte,
            ["Millésime", "Census"],
            [
                format!("{source} : millésime absent du nom de la colonne"),
                format!("{source}: no census in the name of the column"),
            ],
        );
    }
    let refused = figures.refused.len();
    if refused > 0 {
        let [fr, en] = list.counted(refused, ["ligne", "lignes"], ["row", "rows"]);
        list.add(
            Level::Alerte,
            subject.clone(),
            [
                format!("{fr} sans code lisible dans {source}"),
                format!("{en} without a readable code in {source}"),
            ],
        );
    }
    let [fr, en] = list.counted(
        sum.counted,
        ["quartier renseigné", "quartiers renseignés"],
        ["quartier", "quartiers"],
    );
    let missing = list.number(sum.missing as f64);
    list.check(
        sum.missing == 0,
        subject,
        [
            format!("{fr}, {missing} sans valeur"),
            format!("{en} with a value, {missing} without"),
        ],
    );
}

/// Inhabitants of quartiers in one commune, of those that several share, and of those whose
/// commune nothing names, against the total.
fn by_commune(list: &mut List, study: &Study, groups: &Groups, figures: &Figures) {
    let sums = groups.populations(study, figures);
    let of = |wanted: fn(usize) -> bool| {
        let chosen = sums.iter().filter(|(group, _)| wanted(group.len()));
        chosen.fold((0.0, 0), |(people, quartiers), (_, t)| {
            (people + t.population, quartiers + t.counted + t.missing)
        })
    };
    let parts = [of(|n| n == 1), of(|n| n > 1), of(|n| n == 0)];
    let words = [
        ["dans une seule commune", "in one commune"],
        [
            "à cheval sur plusieurs, jamais répartis entre elles",
            "over several, never split between them",
        ],
        ["sans commune renseignée", "without a known commune"],
    ];
    let mut finding = [Vec::new(), Vec::new()];
    for ((people, quartiers), [fr, en]) in parts.into_iter().zip(words) {
        if quartiers > 0 {
            let word = ["quartier", "quartiers"];
            let [fr_quartiers, en_quartiers] = list.counted(quartiers, word, word);
            let people = list.number(people);
            finding[0].push(format!("{people} habitants de {fr_quartiers} {fr}"));
            finding[1].push(format!("{people} inhabitants of {en_quartiers} {en}"));
        }
    }
    let sum: f64 = parts.iter().map(|(people, _)| people).sum();
    let whole = list.number(sum);
    let label = vintage(figures, list.lang);
    list.check(
        sum == total(study.set(figures.generation), figures).population,
        [
            format!("Population par commune, {label}"),
            format!("Population by commune, {label}"),
        ],
        [
            format!("{} ; ensemble {whole}", finding[0].join(", ")),
            format!("{}; together {whole}", finding[1].join(", ")),
        ],
    );
}

fn against_published(list: &mut List, study: &Study, figures: &Figures) {
    let set = study.set(figures.generation);
    for published in PublishedTotal::all() {
        let same = published.generation == figures.generation.year()
            && Vintage::Census(published.census) == figures.vintage;
        if !same {
            continue;
        }
        let here = match (study.departements.as_slice(), published.territory.as_str()) {
            ([one], territory) if one == territory => total(set, figures).population,
            ([], "metropole") => metropolitan(set, figures),
            _ => continue,
        };
        let label = vintage(figures, list.lang);
        let (found, stated) = (list.number(here), list.number(published.population));
        let source = &published.source;
        list.check(
            here == published.population,
            [
                format!("Total publié, {label}"),
                format!("Published total, {label}"),
            ],
            [
                format!("calculé {found}, publié {stated} ({source})"),
                format!("computed {found}, published {stated} ({source})"),
            ],
        );
    }
}

fn metropolitan(set: &Perimeters, figures: &Figures) -> f64 {
    let there = set
        .quartiers
        .iter()
        .filter(|q| q.territory() == Territory::Metropole);
    there.filter_map(|q| figures.get(&q.code)).sum()
}
