//! What the maps of a study have in common: its quartiers by part of the country, and what lies
//! behind them.

use super::super::study::Study;
use super::outline::outline;
use super::words::Words;
use super::{FigureKind, Style};
use crate::epci::departement_name;
use crate::perimeter::{Generation, Quartier, QuartierCode, Territory};
use crate::render::map::{Backdrop, MapOptions, MapShape, Measured, Part, PlaceName, Zoom};
use crate::render::{Lang, Page};
use geo::{BoundingRect, Coord, MultiPolygon, Rect};
use std::collections::{BTreeMap, BTreeSet};

/// A map with more quartiers than this shows dots, without names.
const MANY: usize = 600;

/// Windows of a map of the country where quartiers stand too close: name in French and English, and
/// Lambert-93 corners in kilometres.
const CROWDED: [(&str, &str, [f64; 4]); 2] = [
    (
        "Paris et ses environs",
        "Paris and around",
        [618.0, 6826.0, 690.0, 6888.0],
    ),
    (
        "Lille et le bassin minier",
        "Lille and the mining basin",
        [672.0, 7012.0, 744.0, 7074.0],
    ),
];

/// The quartiers of a study on paper: one map in one projection, with a frame for each other part of
/// the country.
pub(super) struct Ground<'a> {
    pub(super) study: &'a Study,
    /// Codes as text, as shapes borrow their ids.
    codes: BTreeMap<String, &'a Quartier>,
    communes: Vec<MapShape<'a>>,
    /// Key of the main map, then of each frame: `00` for metropolitan France, else the département.
    keys: Vec<&'a str>,
    parts: Vec<Part<'a>>,
    /// Communes by name, where there are no outlines of them.
    names: Vec<PlaceName>,
}

/// The part of the country that a département lies in.
fn part_key(departement: &str) -> &str {
    match Territory::of_departement(departement) {
        Territory::Metropole => "00",
        _ => departement.get(..3).unwrap_or(departement),
    }
}

impl<'a> Ground<'a> {
    /// The part with most quartiers is the main map. `None` without a quartier.
    pub(super) fn of(study: &'a Study, lang: Lang) -> Option<Self> {
        let all = || {
            let sets = [&study.diff.old, &study.diff.new];
            sets.into_iter().flat_map(|set| &set.quartiers)
        };
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for quartier in all() {
            *counts
                .entry(part_key(quartier.code.departement()))
                .or_default() += 1;
        }
        let main = *counts.iter().rev().max_by_key(|(_, n)| **n)?.0;
        let mut keys = vec![main];
        keys.extend(counts.keys().copied().filter(|k| *k != main));
        let parts = keys[1..]
            .iter()
            .map(|key| Part {
                name: part_name(key, lang),
                outline: outline(key),
            })
            .collect();
        let codes = all().map(|q| (q.code.to_string(), q)).collect();
        let wanted = |insee: &str| {
            study.departements.is_empty()
                || study
                    .departements
                    .iter()
                    .any(|d| insee.starts_with(d.as_str()))
        };
        let communes = study
            .outlines
            .iter()
            .flat_map(|o| &o.communes)
            .filter(|c| wanted(&c.insee))
            .filter_map(|c| {
                Some(MapShape {
                    id: &c.insee,
                    label: c.name.clone(),
                    polygons: &c.shape,
                    part: keys.iter().position(|k| *k == part_key(&c.insee))?,
                })
            })
            .collect();
        let mut communes: Vec<MapShape<'_>> = communes;
        if all().count() > MANY {
            // Their lines would be a grey cloth, where there are any.
            communes.clear();
        }
        let mut names = if communes.is_empty() && all().count() <= MANY {
            place_names(study, all())
        } else {
            Vec::new()
        };
        // Paris is the département and its only commune: titles say so.
        if let ([only], [departement]) = (names.as_slice(), study.departements.as_slice())
            && departement_name(departement) == Some(&only.name)
        {
            names.clear();
        }
        Some(Self {
            names,
            study,
            codes,
            communes,
            keys,
            parts,
        })
    }

    /// Where a quartier stands: 0 on the main map, else the number of its frame.
    pub(super) fn part_of(&self, code: &QuartierCode) -> usize {
        let key = part_key(code.departement());
        self.keys.iter().position(|k| *k == key).unwrap_or(0)
    }

    /// Whether quartiers are too many for names, and their ground too small to see.
    pub(super) fn is_crowded(&self) -> bool {
        self.codes.len() > MANY
    }

    /// The quartiers of a generation, by code.
    pub(super) fn shapes(&self, generation: Generation) -> Vec<MapShape<'_>> {
        self.codes
            .iter()
            .filter(|(_, q)| q.code.generation() == generation)
            .map(|(code, q)| MapShape {
                id: code,
                label: q.name.clone(),
                polygons: &q.shape,
                part: self.part_of(&q.code),
            })
            .collect()
    }

    /// The quartiers of a generation with a value each.
    pub(super) fn measured(
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

    pub(super) fn backdrop(&self) -> Backdrop<'_> {
        Backdrop {
            communes: &self.communes,
            outline: outline(self.keys[0]),
            parts: &self.parts,
            names: &self.names,
            country: self.country(),
        }
    }

    /// The country around a map that has no ground behind it.
    fn country(&self) -> Option<&'static MultiPolygon> {
        let alone = self.communes.is_empty() && !self.shows_whole_part();
        outline(self.keys[0]).filter(|_| alone)
    }

    /// Page, words, ground and frames of a map.
    pub(super) fn options(&self, kind: FigureKind, style: &Style, mut words: Words) -> MapOptions {
        if !self.names.is_empty() && style.labels && !self.is_crowded() {
            let note = style.lang.pick(
                "Communes nommées d'après le fichier des quartiers ; leurs limites n'ont pas été fournies.",
                "Communes named after the file of quartiers; their limits were not given.",
            );
            let all = [words.note.as_str(), note];
            words.note = all.join(" ").trim().to_owned();
        }
        let mut options =
            MapOptions::new(words.setting(self.study, kind, style, Page::A4_LANDSCAPE));
        options.ramp = style.ramp;
        options.labels = style.labels && !self.is_crowded();
        if self.is_crowded() {
            options.insets = 0;
        }
        let has_communes = self.communes.iter().any(|c| c.part == 0);
        let narrowed = style.place.is_some();
        if narrowed || (!has_communes && !self.shows_whole_part()) {
            options.extent = self.extent();
        }
        if style.by_epci {
            options.groups = self.groups();
        } else if self.is_crowded() && self.keys[0] == "00" && self.shows_whole_part() {
            options.zooms = CROWDED
                .iter()
                .map(|(fr, en, corners)| {
                    let [west, south, east, north] = corners.map(|km| km * 1000.0);
                    Zoom {
                        name: style.lang.pick(fr, en).to_owned(),
                        ground: Rect::new((west, south), (east, north)),
                    }
                })
                .collect();
        }
        options
    }

    /// Whether the main map is of a whole part of the country, whose outline then is its frame.
    fn shows_whole_part(&self) -> bool {
        let departements: BTreeSet<&str> = self
            .codes
            .values()
            .map(|q| q.code.departement())
            .filter(|d| part_key(d) == self.keys[0])
            .collect();
        self.keys[0] != "00" || departements.len() > 20
    }

    /// The ground of the quartiers on the main map, with air around it.
    fn extent(&self) -> Option<Rect> {
        let here = self
            .codes
            .values()
            .filter(|q| part_key(q.code.departement()) == self.keys[0]);
        let bounds = here
            .filter_map(|q| q.shape.bounding_rect())
            .reduce(|a, b| {
                let (low, high) = (a.min(), a.max());
                Rect::new(
                    Coord {
                        x: low.x.min(b.min().x),
                        y: low.y.min(b.min().y),
                    },
                    Coord {
                        x: high.x.max(b.max().x),
                        y: high.y.max(b.max().y),
                    },
                )
            })?;
        let air = (0.06 * bounds.width().max(bounds.height())).max(400.0);
        Some(Rect::new(
            (bounds.min().x - air, bounds.min().y - air),
            (bounds.max().x + air, bounds.max().y + air),
        ))
    }

    /// The quartiers of the main map by contrat de ville, the largest group first.
    fn groups(&self) -> Vec<(String, Vec<String>)> {
        let mut groups: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (code, quartier) in &self.codes {
            if self.part_of(&quartier.code) == 0 {
                let contract = self.study.placement.contract(&quartier.code);
                groups.entry(contract).or_default().push(code.clone());
            }
        }
        let mut groups: Vec<(String, Vec<String>)> = groups
            .into_iter()
            .map(|(name, codes)| (name.to_owned(), codes))
            .collect();
        groups.sort_by_key(|(_, codes)| std::cmp::Reverse(codes.len()));
        groups
    }
}

/// The main commune of each quartier as the files name it, each with its quartiers: those of 2024 where
/// there are some, since the file of 2015 writes one commune in many ways.
fn place_names<'a>(study: &Study, quartiers: impl Iterator<Item = &'a Quartier>) -> Vec<PlaceName> {
    let mut names: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let has_new = !study.diff.new.quartiers.is_empty();
    let named = |q: &&Quartier| !has_new || q.code.generation() == Generation::Qp2024;
    for quartier in quartiers.filter(named) {
        if let Some(name) = study.placement.get(&quartier.code).communes.first() {
            let codes = names.entry(name.clone()).or_default();
            codes.push(quartier.code.to_string());
        }
    }
    let names = names.into_iter();
    names
        .map(|(name, mut quartiers)| {
            quartiers.sort_unstable();
            PlaceName { name, quartiers }
        })
        .collect()
}

fn part_name(key: &str, lang: Lang) -> String {
    match key {
        "00" => lang.pick("France métropolitaine", "Metropolitan France"),
        "987" => "Tahiti",
        _ => departement_name(key).unwrap_or(key),
    }
    .to_owned()
}
