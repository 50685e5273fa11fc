//! The maps of a study.

use super::super::study::Study;
use super::words::{Words, sources, territory, vintage};
use super::{FigureKind, Style};
use crate::diff::PieceKind;
use crate::perimeter::{Generation, Quartier, Territory};
use crate::population::{Figures, total};
use crate::render::map::{
    self, Backdrop, CountMap, EvolutionMap, MapOptions, MapShape, Measured, QuartiersMap, RateMap,
};
use crate::render::palettes::{GENERATION_2015, GENERATION_2024};
use crate::render::{Figure, Lang, Page, RenderError};
use std::collections::BTreeMap;

/// What the maps of a study have in common: the quartiers of one projection.
struct Ground<'a> {
    study: &'a Study,
    territory: Territory,
    /// Codes as text, as shapes borrow their ids.
    codes: BTreeMap<String, &'a Quartier>,
    communes: Vec<MapShape<'a>>,
}

impl<'a> Ground<'a> {
    /// The territory with most quartiers: one map has one projection.
    fn of(study: &'a Study) -> Option<Self> {
        let all = || {
            study
                .diff
                .old
                .quartiers
                .iter()
                .chain(&study.diff.new.quartiers)
        };
        let count = |t: &Territory| all().filter(|q| q.territory() == *t).count();
        let territory = Territory::ALL
            .into_iter()
            .rev()
            .max_by_key(count)
            .filter(|t| count(t) > 0)?;
        let here = all().filter(|q| q.territory() == territory);
        let codes = here.map(|q| (q.code.to_string(), q)).collect();
        let wanted = |insee: &str| {
            Territory::of_departement(insee) == territory
                && (study.departements.is_empty()
                    || study
                        .departements
                        .iter()
                        .any(|d| insee.starts_with(d.as_str())))
        };
        let communes = study
            .outlines
            .iter()
            .flat_map(|o| &o.communes)
            .filter(|c| wanted(&c.insee))
            .map(|c| MapShape {
                id: &c.insee,
                label: c.name.clone(),
                polygons: &c.shape,
            })
            .collect();
        Some(Self {
            study,
            territory,
            codes,
            communes,
        })
    }

    fn shapes(&self, generation: Generation) -> Vec<MapShape<'_>> {
        self.codes
            .iter()
            .filter(|(_, q)| q.code.generation() == generation)
            .map(|(code, q)| MapShape {
                id: code,
                label: q.name.clone(),
                polygons: &q.shape,
            })
            .collect()
    }

    fn measured(
        &self,
        generation: Generation,
        value: impl Fn(&Quartier) -> Option<f64>,
    ) -> Vec<Measured<'_>> {
        let quartiers = self
            .codes
            .values()
            .filter(|q| q.code.generation() == generation);
        self.shapes(generation)
            .into_iter()
            .zip(quartiers)
            .map(|(shape, q)| Measured {
                shape,
                value: value(q),
            })
            .collect()
    }

    fn backdrop(&self) -> Backdrop<'_> {
        Backdrop {
            communes: &self.communes,
            outline: None,
        }
    }

    /// Says what the map leaves out because it lies under another projection.
    fn note(&self, lang: Lang) -> String {
        let sets = [&self.study.diff.old, &self.study.diff.new];
        let elsewhere = |set: &&crate::perimeter::Perimeters| {
            set.quartiers
                .iter()
                .filter(|q| q.territory() != self.territory)
                .count()
        };
        match sets.map(|set| elsewhere(&set)) {
            [0, 0] => String::new(),
            [old, new] => match lang {
                Lang::Fr => format!(
                    "Non représentés, sous une autre projection : {old} quartiers de 2015 et {new} de 2024."
                ),
                Lang::En => format!(
                    "Not shown, under another projection: {old} quartiers of 2015 and {new} of 2024."
                ),
            },
        }
    }

    fn options(&self, kind: FigureKind, style: &Style, words: Words) -> MapOptions {
        let many = self.codes.len() > 600;
        let mut options =
            MapOptions::new(words.setting(self.study, kind, style, Page::A4_LANDSCAPE));
        options.ramp = style.ramp;
        options.labels = style.labels && !many;
        if many {
            options.insets = 0;
        }
        options
    }
}

pub(super) fn quartiers(study: &Study, style: &Style) -> Result<Option<Figure>, RenderError> {
    let Some(ground) = Ground::of(study) else {
        return Ok(None);
    };
    let lang = style.lang;
    let (old, new) = (
        ground.shapes(Generation::Qp2015),
        ground.shapes(Generation::Qp2024),
    );
    let km2 = |m2: f64| lang.number(m2 / 1e6, 1);
    let (a, b) = (
        km2(study.summary.area_2015_m2),
        km2(study.summary.area_2024_m2),
    );
    let place = territory(study);
    let (before, after) = (study.summary.count_2015, study.summary.count_2024);
    let title = match (lang, before == after) {
        (Lang::Fr, true) => {
            format!("{place} : toujours {after} quartiers prioritaires, sur {b} km² au lieu de {a}")
        }
        (Lang::Fr, false) => {
            format!("{place} : de {before} à {after} quartiers prioritaires, de {a} à {b} km²")
        }
        (Lang::En, true) => {
            format!("{place}: still {after} quartiers prioritaires, on {b} km² instead of {a}")
        }
        (Lang::En, false) => {
            format!("{place}: from {before} to {after} quartiers prioritaires, from {a} to {b} km²")
        }
    };
    let words = Words {
        title,
        subtitle: lang
            .pick(
                "Périmètres des décrets de 2014 (en vigueur 2015-2023) et de 2023 (depuis 2024)",
                "Perimeters of the decrees of 2014 (in force 2015-2023) and 2023 (since 2024)",
            )
            .to_owned(),
        note: ground.note(lang),
        sources: sources(study, &[], lang),
    };
    let options = ground.options(FigureKind::Quartiers, style, words);
    let layers = QuartiersMap {
        old: &old,
        new: &new,
        backdrop: ground.backdrop(),
    };
    map::quartiers(&layers, &options).map(Some)
}

/// The figures that a map shows: those of 2024 if there are some, the latest census.
fn latest(study: &Study) -> Option<&Figures> {
    let of = |g| study.figures.iter().rfind(|f| f.generation == g);
    of(Generation::Qp2024).or_else(|| of(Generation::Qp2015))
}

pub(super) fn population(study: &Study, style: &Style) -> Result<Option<Figure>, RenderError> {
    let (Some(ground), Some(figures)) = (Ground::of(study), latest(study)) else {
        return Ok(None);
    };
    let lang = style.lang;
    let sum = total(study.set(figures.generation), figures);
    let (inhabitants, count) = (lang.number(sum.population, 0), sum.counted);
    let place = territory(study);
    let words = Words {
        title: match lang {
            Lang::Fr => {
                format!("{place} : {inhabitants} habitants dans {count} quartiers prioritaires")
            }
            Lang::En => {
                format!("{place}: {inhabitants} inhabitants in {count} quartiers prioritaires")
            }
        },
        subtitle: format!(
            "{}, {}",
            lang.pick("Population municipale", "Population municipale"),
            vintage(figures, lang)
        ),
        note: ground.note(lang),
        sources: sources(study, &[figures], lang),
    };
    let options = ground.options(FigureKind::Population, style, words);
    let quartiers = ground.measured(figures.generation, |q| figures.get(&q.code));
    let color = match figures.generation {
        Generation::Qp2015 => GENERATION_2015,
        Generation::Qp2024 => GENERATION_2024,
    };
    let layers = CountMap {
        quartiers: &quartiers,
        heading: format!(
            "{} ({})",
            lang.pick("Habitants", "Inhabitants"),
            figures.vintage
        ),
        color,
        points: &[],
        points_label: String::new(),
        backdrop: ground.backdrop(),
    };
    map::symbols(&layers, &options).map(Some)
}

pub(super) fn density(study: &Study, style: &Style) -> Result<Option<Figure>, RenderError> {
    let (Some(ground), Some(figures)) = (Ground::of(study), latest(study)) else {
        return Ok(None);
    };
    let lang = style.lang;
    let density = |q: &Quartier| Some(figures.get(&q.code)? / (q.area_m2() / 1e6));
    let quartiers = ground.measured(figures.generation, density);
    let mut values: Vec<f64> = quartiers.iter().filter_map(|q| q.value).collect();
    values.sort_by(f64::total_cmp);
    let Some(median) = values.get(values.len() / 2).copied() else {
        return Ok(None);
    };
    // Three significant digits: the areas and counts behind it bear no more.
    let median = lang.number((median / 100.0).round() * 100.0, 0);
    let place = territory(study);
    let words = Words {
        title: match lang {
            Lang::Fr => format!("{place} : un quartier sur deux dépasse {median} habitants au km²"),
            Lang::En => {
                format!("{place}: every other quartier has over {median} inhabitants per km²")
            }
        },
        subtitle: format!(
            "{}, {}",
            lang.pick("Densité de population", "Population density"),
            vintage(figures, lang)
        ),
        note: ground.note(lang),
        sources: sources(study, &[figures], lang),
    };
    let options = ground.options(FigureKind::Densite, style, words);
    let layers = RateMap {
        quartiers: &quartiers,
        heading: lang
            .pick("Habitants au km²", "Inhabitants per km²")
            .to_owned(),
        unit: String::new(),
        decimals: 0,
        method: style.method,
        classes: style.classes,
        backdrop: ground.backdrop(),
    };
    map::choropleth(&layers, &options).map(Some)
}

pub(super) fn evolution(study: &Study, style: &Style) -> Result<Option<Figure>, RenderError> {
    let Some(ground) = Ground::of(study) else {
        return Ok(None);
    };
    let lang = style.lang;
    // A piece is named by its codes, kept ground by both.
    let ids: Vec<String> = study
        .pieces
        .iter()
        .map(|p| {
            let codes: Vec<String> = [p.old, p.new]
                .into_iter()
                .flatten()
                .map(|c| c.to_string())
                .collect();
            format!("{}-{}", p.kind.as_str(), codes.join("-"))
        })
        .collect();
    let of = |kind| -> Vec<MapShape<'_>> {
        study
            .pieces
            .iter()
            .zip(&ids)
            .filter(|(p, _)| p.kind == kind && p.territory() == ground.territory)
            .filter(|(p, _)| !p.shape.0.is_empty())
            .map(|(p, id)| MapShape {
                id,
                label: String::new(),
                polygons: &p.shape,
            })
            .collect()
    };
    let removed: Vec<String> = study
        .diff
        .rows
        .iter()
        .filter(|r| r.new.is_none())
        .filter_map(|r| r.old)
        .map(|c| c.to_string())
        .collect();
    let mut labels = ground.shapes(Generation::Qp2024);
    labels.extend(
        ground
            .shapes(Generation::Qp2015)
            .into_iter()
            .filter(|s| removed.iter().any(|r| r == s.id)),
    );
    let km2 = |m2: f64| lang.number(m2 / 1e6, 1);
    let s = &study.summary;
    let (kept, gained, lost) = (
        km2(s.area_kept_m2),
        km2(s.area_gained_m2),
        km2(s.area_lost_m2),
    );
    let place = territory(study);
    let tolerance = lang.number(study.diff.tolerance.metres, 1);
    let words = Words {
        title: match lang {
            Lang::Fr => format!(
                "{place} : {kept} km² restent prioritaires, {gained} le deviennent, {lost} ne le sont plus"
            ),
            Lang::En => format!(
                "{place}: {kept} km² stay in a quartier, {gained} enter one, {lost} leave one"
            ),
        },
        subtitle: lang
            .pick(
                "Emprises conservées, gagnées et perdues entre les périmètres 2015 et 2024",
                "Ground kept, gained and lost between the perimeters of 2015 and 2024",
            )
            .to_owned(),
        note: match lang {
            Lang::Fr => format!(
                "Liserés de moins de {tolerance} m de large non dessinés. {}",
                ground.note(lang)
            ),
            Lang::En => {
                format!(
                    "Slivers narrower than {tolerance} m are not drawn. {}",
                    ground.note(lang)
                )
            }
        },
        sources: sources(study, &[], lang),
    };
    let options = ground.options(FigureKind::Evolution, style, words);
    let (kept, gained, lost) = (
        of(PieceKind::Conserve),
        of(PieceKind::Gagne),
        of(PieceKind::Perdu),
    );
    if kept.is_empty() && gained.is_empty() && lost.is_empty() {
        return Ok(None);
    }
    let layers = EvolutionMap {
        kept: &kept,
        gained: &gained,
        lost: &lost,
        labels: &labels,
        backdrop: ground.backdrop(),
    };
    map::evolution(&layers, &options).map(Some)
}
