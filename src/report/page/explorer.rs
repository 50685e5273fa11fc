//! The interactive map: both generations, and a card for each quartier.

use super::coverage::Coverage;
use super::plane::Plane;
use super::words;
use crate::diff::{Evolution, Row};
use crate::perimeter::{Generation, Quartier, QuartierCode, Territory};
use crate::render::Lang;
use crate::report::Study;
use crate::report::figures::outline::outline;
use crate::report::figures::words::vintage;
use geo::{InteriorPoint, MultiPolygon};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What the map shows, for the script that draws it: the ground, and a card for each quartier of
/// both generations, those of 2015 first.
#[derive(Debug, Default, Serialize)]
pub(super) struct Explorer {
    /// Size of the plane in metres.
    pub size: (f64, f64),
    /// Metres that a unit of the paths of the ground stands for.
    pub ground_unit: f64,
    /// The ground of the communes around.
    pub land: String,
    /// Their limits.
    pub communes: String,
    /// Metres that a unit of the paths of quartiers stands for.
    pub unit: f64,
    /// Texts that many cards say, each once; cards give its place in this list.
    pub words: Vec<String>,
    pub cards: Vec<Card>,
}

/// Texts that are kept once.
#[derive(Debug, Default)]
struct Texts {
    all: Vec<String>,
    /// Place of each text in the list.
    places: BTreeMap<String, usize>,
}

/// How finely a map is drawn, in metres.
struct Detail {
    /// What is left out of quartiers and what their paths count in.
    quartiers: (f64, f64),
    /// The same of the ground behind them.
    ground: (f64, f64),
}

impl Detail {
    /// One quartier fills the map of a few; the map of the country is for finding them, and would
    /// be heavy with all that is in its files.
    fn of(quartiers: usize) -> Self {
        if quartiers > 600 {
            Self {
                quartiers: (8.0, 4.0),
                ground: (150.0, 40.0),
            }
        } else {
            Self {
                quartiers: (1.0, 1.0),
                ground: (40.0, 10.0),
            }
        }
    }
}

impl Texts {
    fn place(&mut self, text: String) -> usize {
        let next = self.all.len();
        *self.places.entry(text).or_insert_with_key(|text| {
            self.all.push(text.clone());
            next
        })
    }
}

/// What the card of a quartier says; texts are ready to show, numbers are places in the list of
/// texts.
#[derive(Debug, Default, Serialize)]
pub(super) struct Card {
    pub code: String,
    pub name: String,
    pub year: u16,
    pub communes: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contract: Option<usize>,
    pub area: String,
    /// Word of the measured evolution, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evolution: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub letter: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disagreement: Option<usize>,
    /// Label with census and perimeters, and the number or the word for a missing one.
    pub populations: Vec<(usize, String)>,
    pub links: Vec<Link>,
    /// A place inside the quartier, on the plane.
    pub at: (i32, i32),
    /// Its limits.
    pub path: String,
}

/// The tie to a quartier of the other generation.
#[derive(Debug, Serialize)]
pub(super) struct Link {
    pub code: String,
    /// What they share.
    pub shared: String,
}

impl Explorer {
    /// Lays both generations out on a plane.
    pub fn of(study: &Study, lang: Lang) -> Self {
        let sets = [&study.diff.old, &study.diff.new];
        let quartiers = || sets.iter().flat_map(|set| &set.quartiers);
        let around = communes_around(study);
        let coasts = coasts(study, &around);
        let plane = Plane::around(
            quartiers()
                .map(|q| (q.territory(), &q.shape))
                .chain(around.iter().chain(&coasts).copied()),
        );
        let detail = Detail::of(quartiers().count());
        let (land, communes) = land_and_limits(&plane, &around, &coasts, detail.ground);
        let links = links_by_code(&study.diff.rows);
        let mut texts = Texts::default();
        let (tolerance, unit) = detail.quartiers;
        let cards = quartiers()
            .map(|q| Card {
                at: inner_place(&plane, q),
                path: plane.path(q.territory(), &q.shape, tolerance, unit),
                ..card(study, q, &links, lang, &mut texts)
            })
            .collect();
        Self {
            size: (plane.size.0.round(), plane.size.1.round()),
            ground_unit: detail.ground.1,
            land,
            communes,
            unit,
            words: texts.all,
            cards,
        }
    }
}

fn inner_place(plane: &Plane, q: &Quartier) -> (i32, i32) {
    let inside = q.shape.interior_point();
    inside
        .and_then(|p| plane.place(q.territory(), p.0))
        .unwrap_or_default()
}

/// Communes of the départements of the study and those that quartiers reach into.
fn communes_around(study: &Study) -> Vec<(Territory, &MultiPolygon)> {
    let Some(outlines) = &study.outlines else {
        return Vec::new();
    };
    let covered: BTreeSet<&str> = study
        .summary
        .cover
        .iter()
        .map(|c| c.insee.as_str())
        .collect();
    let here: BTreeSet<&str> = [&study.diff.old, &study.diff.new]
        .iter()
        .flat_map(|set| set.departements())
        .chain(study.departements.iter().map(String::as_str))
        .collect();
    outlines
        .communes
        .iter()
        .filter_map(|commune| {
            let near = covered.contains(commune.insee.as_str());
            let inside = here.iter().any(|d| commune.insee.starts_with(d));
            let territory = Territory::of_departement(&commune.insee);
            (near || inside).then_some((territory, &commune.shape))
        })
        .collect()
}

/// Metropolitan départements from which on a map is one of the country.
const MANY_DEPARTEMENTS: usize = 20;

/// Coasts and frontiers of what the outlines of communes do not hold: of islands, and of the country
/// where most of it takes part.
fn coasts(
    study: &Study,
    communes: &[(Territory, &MultiPolygon)],
) -> Vec<(Territory, &'static MultiPolygon)> {
    let sets = [&study.diff.old, &study.diff.new];
    let departements: BTreeSet<&str> = sets.iter().flat_map(|set| set.departements()).collect();
    let is_here = |code: &&&str| Territory::of_departement(code) == Territory::Metropole;
    let (here, overseas): (Vec<&str>, Vec<&str>) =
        departements.iter().partition(|code| is_here(code));
    let country = here.len() > MANY_DEPARTEMENTS && study.outside_outlines() != Some(0);
    let country = country.then_some("00");
    let islands = overseas.into_iter().filter(|code| {
        let territory = Territory::of_departement(code);
        communes.iter().all(|(there, _)| *there != territory)
    });
    country
        .into_iter()
        .chain(islands)
        .filter_map(|code| Some((Territory::of_departement(code), outline(code)?)))
        .collect()
}

/// The ground that the communes cover together, or their part of the country where its coasts are
/// given, and the limits between communes, as two paths.
fn land_and_limits(
    plane: &Plane,
    communes: &[(Territory, &MultiPolygon)],
    coasts: &[(Territory, &'static MultiPolygon)],
    (tolerance, unit): (f64, f64),
) -> (String, String) {
    let mut by_territory: BTreeMap<Territory, Vec<&MultiPolygon>> = BTreeMap::new();
    for (territory, shape) in communes {
        by_territory.entry(*territory).or_default().push(shape);
    }
    let (mut land, mut limits) = (String::new(), String::new());
    for (territory, shapes) in &by_territory {
        let coverage = Coverage::of(shapes, tolerance);
        let has_coasts = coasts.iter().any(|(there, _)| there == territory);
        for ring in coverage.outside.iter().filter(|_| !has_coasts) {
            plane.line(*territory, ring, unit, &mut land);
        }
        for line in &coverage.limits {
            plane.line(*territory, line, unit, &mut limits);
        }
    }
    for (territory, shape) in coasts {
        land += &plane.path(*territory, shape, tolerance, unit);
    }
    (land, limits)
}

fn links_by_code(rows: &[Row]) -> BTreeMap<QuartierCode, Vec<&Row>> {
    let mut found: BTreeMap<QuartierCode, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        for code in [row.old, row.new].into_iter().flatten() {
            found.entry(code).or_default().push(row);
        }
    }
    found
}

fn is_one_to_one(row: &Row) -> bool {
    matches!(row.evolution, Evolution::Inchange | Evolution::Modifie)
}

fn card(
    study: &Study,
    q: &Quartier,
    links: &BTreeMap<QuartierCode, Vec<&Row>>,
    lang: Lang,
    texts: &mut Texts,
) -> Card {
    let old = q.code.generation() == Generation::Qp2015;
    let rows = links.get(&q.code).map(Vec::as_slice).unwrap_or_default();
    let place = study.placement.get(&q.code);
    let evolution = rows.first().map(|r| {
        let word = words::value("evolution", r.evolution.as_str(), lang);
        // Between one quartier and a part of a merger or a split the limits are far apart and
        // their distance says nothing.
        match (rows, r.limit_distance_m) {
            ([_], Some(metres)) if is_one_to_one(r) => {
                let gap = lang.pick("écart des limites", "distance of the limits");
                let metres = lang.with_unit(metres, 1, "m");
                words::spaced(&format!("{word} ({gap} : {metres})"), lang)
            }
            _ => word.to_owned(),
        }
    });
    let letter = q.code.official_status().map(|s| {
        let letter = s.letter();
        words::spaced(&format!("{letter} : {}", words::letter(letter, lang)), lang)
    });
    let disagreement = rows.iter().find_map(|r| r.disagreement);
    let populations: Vec<(usize, String)> = study
        .figures
        .iter()
        .filter(|f| f.generation == q.code.generation())
        .map(|f| {
            let number = f.get(&q.code).map(|p| lang.number(p, 0));
            (
                texts.place(vintage(f, lang)),
                number.unwrap_or_else(|| lang.missing().to_owned()),
            )
        })
        .collect();
    let others = rows.iter().filter_map(|r| {
        let (other, share) = if old {
            (r.new?, r.share_of_old()?)
        } else {
            (r.old?, r.share_of_new()?)
        };
        let share = lang.percent(100.0 * share, 1);
        let shared = match (lang, old) {
            (Lang::Fr, true) => format!("reprend {share} de ce quartier"),
            (Lang::Fr, false) => format!("apporte {share} de ce quartier"),
            (Lang::En, true) => format!("takes up {share} of this quartier"),
            (Lang::En, false) => format!("makes {share} of this quartier"),
        };
        Some(Link {
            code: other.to_string(),
            shared,
        })
    });
    Card {
        code: q.code.to_string(),
        name: q.name.clone(),
        year: q.code.generation().year(),
        communes: place.communes,
        contract: place.contract.map(|c| texts.place(c)),
        area: lang.with_unit(q.area_m2() / 1e4, 1, "ha"),
        evolution,
        letter: letter.map(|l| texts.place(l)),
        disagreement: disagreement.map(|d| texts.place(words::disagreement(d, lang))),
        populations,
        links: others.collect(),
        ..Card::default()
    }
}
