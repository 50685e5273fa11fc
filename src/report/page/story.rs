//! The summary in words, built from the numbers; true for any département.

use super::became;
use super::territory;
use super::words::{counted, spaced};
use crate::diff::Movement;
use crate::perimeter::Generation;
use crate::population::{Total, total};
use crate::render::Lang;
use crate::report::Study;
use crate::report::figures::words::vintage;

/// One paragraph of the summary, with details as a list where there are some.
#[derive(Debug, serde::Serialize)]
pub(super) struct Paragraph {
    pub text: String,
    pub details: Vec<String>,
}

/// The summary of a study.
pub(super) fn story(study: &Study, lang: Lang) -> Vec<Paragraph> {
    let mut all = vec![counts(study, lang)];
    all.extend(became::paragraph(study, lang));
    all.extend(areas(study, lang));
    all.extend(communes(study, lang));
    all.extend(populations(study, lang));
    all.extend(letters(study, lang));
    for one in &mut all {
        one.text = spaced(&one.text, lang);
        for detail in &mut one.details {
            *detail = spaced(detail, lang);
        }
    }
    all
}

fn plain(text: String) -> Paragraph {
    Paragraph {
        text,
        details: Vec::new(),
    }
}

fn counts(study: &Study, lang: Lang) -> Paragraph {
    let place = territory::in_words(&study.departements, lang);
    let (old, new) = (study.summary.count_2015, study.summary.count_2024);
    let quartiers = |n| counted(lang, n, "quartier prioritaire", "quartiers prioritaires");
    let text = match (lang, old, new) {
        (Lang::Fr, 0, 0) => {
            format!("{place} : aucun quartier prioritaire dans les deux jeux de périmètres.")
        }
        (Lang::Fr, 0, _) => format!(
            "{place} : {} selon le décret de 2023, aucun selon les décrets de 2014.",
            quartiers(new)
        ),
        (Lang::Fr, _, 0) => format!(
            "{place} : {} selon les décrets de 2014, aucun selon le décret de 2023.",
            quartiers(old)
        ),
        (Lang::Fr, ..) => format!(
            "{place} : {} selon les décrets de 2014 (périmètres 2015), {} selon le décret de 2023 (périmètres 2024).",
            quartiers(old),
            lang.number(new as f64, 0)
        ),
        (Lang::En, 0, 0) => {
            format!("{place}: no quartier prioritaire in either set of perimeters.")
        }
        (Lang::En, 0, _) => format!(
            "{place}: {} by the decree of 2023, none by those of 2014.",
            quartiers(new)
        ),
        (Lang::En, _, 0) => format!(
            "{place}: {} by the decrees of 2014, none by that of 2023.",
            quartiers(old)
        ),
        (Lang::En, ..) => format!(
            "{place}: {} by the decrees of 2014 (perimeters of 2015), {} by the decree of 2023 (perimeters of 2024).",
            quartiers(old),
            lang.number(new as f64, 0)
        ),
    };
    plain(text)
}

fn areas(study: &Study, lang: Lang) -> Option<Paragraph> {
    let s = &study.summary;
    let km2 = |m2: f64| lang.with_unit(m2 / 1e6, 2, "km²");
    let text = match (s.count_2015, s.count_2024, lang) {
        (0, 0, _) => return None,
        (0, _, Lang::Fr) => format!("Les quartiers de 2024 couvrent {}.", km2(s.area_2024_m2)),
        (0, _, Lang::En) => format!("The quartiers of 2024 cover {}.", km2(s.area_2024_m2)),
        (_, 0, Lang::Fr) => format!("Les quartiers de 2015 couvraient {}.", km2(s.area_2015_m2)),
        (_, 0, Lang::En) => format!("The quartiers of 2015 covered {}.", km2(s.area_2015_m2)),
        (_, _, Lang::Fr) => format!(
            "Leur superficie totale passe de {} à {} : {} sont communs aux deux périmètres, {} n'appartiennent qu'aux périmètres 2024 et {} qu'à ceux de 2015.",
            km2(s.area_2015_m2),
            km2(s.area_2024_m2),
            km2(s.area_kept_m2),
            km2(s.area_gained_m2),
            km2(s.area_lost_m2)
        ),
        (_, _, Lang::En) => format!(
            "Their area goes from {} to {}: {} in both, {} in the perimeters of 2024 only and {} in those of 2015 only.",
            km2(s.area_2015_m2),
            km2(s.area_2024_m2),
            km2(s.area_kept_m2),
            km2(s.area_gained_m2),
            km2(s.area_lost_m2)
        ),
    };
    Some(plain(text))
}

fn communes(study: &Study, lang: Lang) -> Option<Paragraph> {
    let outside = study.outside_outlines()?;
    let all = study.diff.old.len() + study.diff.new.len();
    if outside == all {
        return None;
    }
    let named = |movement| {
        let found = study
            .summary
            .communes
            .iter()
            .filter(|c| c.movement == movement);
        found
            .map(|c| format!("{} ({})", c.name, c.insee))
            .collect::<Vec<_>>()
    };
    let (entering, leaving) = (named(Movement::Entre), named(Movement::Sort));
    let listed = |list: &[String]| {
        let head: Vec<&str> = list.iter().take(8).map(String::as_str).collect();
        let more = if list.len() > 8 {
            format!(" et {} autres", list.len() - 8)
        } else {
            String::new()
        };
        let more = if lang == Lang::En {
            more.replace(" et ", " and ").replace("autres", "others")
        } else {
            more
        };
        format!("{}{more}", head.join(", "))
    };
    let mut text = if outside > 0 {
        let left = counted(lang, outside, "quartier", "quartiers");
        match lang {
            Lang::Fr => format!(
                "Les contours de communes fournis laissent de côté {left} des deux générations ; ce qui suit porte sur les autres."
            ),
            Lang::En => format!(
                "The outlines of communes given leave out {left} of both generations; what follows is about the others."
            ),
        }
    } else {
        let count = |g| study.summary.communes_of(g).len();
        let (old, new) = (count(Generation::Qp2015), count(Generation::Qp2024));
        let old = counted(lang, old, "commune", "communes");
        let new = lang.number(new as f64, 0);
        match lang {
            Lang::Fr => format!(
                "Ces quartiers s'étendent sur {old} en périmètres 2015 et sur {new} en périmètres 2024."
            ),
            Lang::En => format!(
                "They extend over {old} in the perimeters of 2015 and {new} in those of 2024."
            ),
        }
    };
    let mut say = |list: &[String], one: &str, several: &str| {
        if !list.is_empty() {
            text += &format!(
                " {} {}.",
                if list.len() == 1 { one } else { several },
                listed(list)
            );
        }
    };
    say(
        &entering,
        lang.pick("Une commune fait son entrée :", "One commune enters:"),
        lang.pick("Entrent dans la géographie prioritaire :", "Entering:"),
    );
    say(
        &leaving,
        lang.pick("Une commune en sort :", "One commune leaves:"),
        lang.pick("En sortent :", "Leaving:"),
    );
    if entering.is_empty() && leaving.is_empty() {
        text += lang.pick(
            " Aucune commune n'entre dans la géographie prioritaire ni n'en sort.",
            " No commune enters or leaves.",
        );
    }
    Some(plain(text))
}

fn populations(study: &Study, lang: Lang) -> Option<Paragraph> {
    let sums: Vec<(_, Total)> = study
        .figures
        .iter()
        .map(|f| (f, total(study.set(f.generation), f)))
        .filter(|(_, t)| t.known().is_some())
        .collect();
    if sums.is_empty() {
        return None;
    }
    let details = sums.iter().map(|(figures, sum)| {
        let people = lang.with_unit(sum.population, 0, lang.pick("habitants", "inhabitants"));
        let label = vintage(figures, lang);
        let missing = match (sum.missing, lang) {
            (0, _) => String::new(),
            (n, Lang::Fr) => format!(
                " ; au moins, car {} sans valeur publiée",
                counted(lang, n, "quartier est", "quartiers sont")
            ),
            (n, Lang::En) => format!(
                "; at least, for {} no published value",
                counted(lang, n, "quartier has", "quartiers have")
            ),
        };
        format!("{people} ({label}){missing}")
    });
    let both = Generation::ALL
        .into_iter()
        .all(|g| sums.iter().any(|(f, _)| f.generation == g));
    let warning = if both {
        lang.pick(
            " Les périmètres 2015 et 2024 ne couvrent pas le même sol : l'écart entre leurs totaux n'est pas une évolution de la population.",
            " The perimeters of 2015 and 2024 do not cover the same ground: the difference of their totals is no change of population.",
        )
    } else {
        ""
    };
    let opening = lang.pick(
        "Population municipale des quartiers, publiée par l'Insee.",
        "Population municipale as Insee publishes it.",
    );
    Some(Paragraph {
        text: format!("{opening}{warning}"),
        details: details.collect(),
    })
}

fn letters(study: &Study, lang: Lang) -> Option<Paragraph> {
    let n = study.summary.disagreements;
    if n == 0 || study.summary.count_2015 == 0 {
        return None;
    }
    let quartiers = match lang {
        Lang::Fr => counted(lang, n, "quartier de 2024", "quartiers de 2024"),
        Lang::En => counted(lang, n, "quartier of 2024", "quartiers of 2024"),
    };
    Some(plain(match lang {
        Lang::Fr => format!(
            "Pour {quartiers}, le statut officiel (dernière lettre du code) et l'évolution mesurée ne concordent pas (voir la liste de contrôle)."
        ),
        Lang::En => format!(
            "For {quartiers}, the official status (last letter of the code) and the measured change do not agree (see the control list)."
        ),
    }))
}
