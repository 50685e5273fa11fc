//! Small hand-made studies for tests of what is laid out.

use crate::epci::Directory;
use crate::perimeter::{Generation, Perimeters, Quartier, QuartierCode, Source};
use crate::population::{Figures, Vintage};
use crate::render::{Figure, FigureTable, Page};
use crate::report::{Inputs, Study};
use geo::Rect;

/// A square quartier of `side` metres, `east` kilometres east of a corner of Pas-de-Calais.
fn quartier(code: &str, name: &str, commune: &str, east: f64, side: f64) -> Quartier {
    let (x, y) = (650_000.0 + east * 1000.0, 7_020_000.0);
    Quartier {
        code: QuartierCode::parse(code).expect("a code"),
        name: name.into(),
        communes: vec![commune.into()],
        communes_insee: vec![],
        epci: None,
        shape: Rect::new((x, y), (x + side, y + side)).to_polygon().into(),
    }
}

fn set(
    generation: Generation,
    file: &str,
    quartiers: Vec<Quartier>,
    schematic: bool,
) -> Perimeters {
    Perimeters {
        generation,
        quartiers,
        source: Source {
            file: file.into(),
            crs: "EPSG:2154".into(),
            crs_from: "declared".into(),
            encoding: None,
            code_column: "code_qp".into(),
            name_column: Some("nom_qp".into()),
            schematic,
            notes: vec![],
        },
        repairs: vec![],
        rejected: vec![],
        rounding_deg: None,
    }
}

fn study(old: Vec<Quartier>, new: Vec<Quartier>, figures: Vec<Figures>, schematic: bool) -> Study {
    Study::new(Inputs {
        old: set(
            Generation::Qp2015,
            "/home/durand/d/qp2015.zip/QP.shp",
            old,
            schematic,
        ),
        new: set(
            Generation::Qp2024,
            "/home/durand/d/qp2024.geojson",
            new,
            schematic,
        ),
        departements: vec!["62".into()],
        tolerance: None,
        outlines: None,
        directory: Directory::default(),
        figures,
    })
    .expect("two generations")
}

/// A figure with nothing but a drawing.
pub(in crate::report) fn figure(svg: &str) -> Figure {
    Figure {
        id: "carte-quartiers".into(),
        title: "Trois quartiers & <plus>".into(),
        alternative: "Carte".into(),
        svg: svg.into(),
        page: Page::A4_LANDSCAPE,
        source: "ANCT, Licence Ouverte ; Insee, RP 2020 (pop.csv)".into(),
        table: FigureTable {
            header: vec!["Code".into(), "Habitants".into()],
            rows: vec![vec!["<b>".into(), "1 200".into()]],
        },
    }
}

fn figures(generation: Generation, census: u16, values: &[(&str, Option<f64>)]) -> Figures {
    let code = |text: &str| QuartierCode::parse(text).expect("a code");
    Figures {
        vintage: Vintage::Census(census),
        generation,
        values: values.iter().map(|(c, v)| (code(c), *v)).collect(),
        source: format!("/home/durand/tables/pop.csv, colonne pop_{census}"),
        refused: vec![],
    }
}

/// One quartier that stays, one that grows, one that is new; names that try to break out.
pub(in crate::report) fn small() -> Study {
    study(
        vec![
            quartier("QP062001", "Les Fleurs", "Berck", 0.0, 400.0),
            quartier("QP062002", "</script><b>&", "Hénin-Beaumont", 3.0, 400.0),
        ],
        vec![
            quartier("QN06201M", "Les Fleurs", "Berck", 0.0, 400.0),
            quartier("QN06202M", "</script><b>&", "Hénin-Beaumont", 3.0, 600.0),
            quartier("QN06203N", "=Neuf", "Lens", 8.0, 500.0),
        ],
        vec![
            figures(
                Generation::Qp2015,
                2018,
                &[("QP062001", Some(1200.0)), ("QP062002", None)],
            ),
            figures(
                Generation::Qp2024,
                2020,
                &[("QN06201M", Some(1234.0)), ("QN06202M", Some(2000.0))],
            ),
        ],
        false,
    )
}

/// Three quartiers of 2024, one of which lies in the communes of both others.
pub(in crate::report) fn shared() -> Study {
    let mut both = quartier("QN06202M", "Limite", "Burbure", 3.0, 400.0);
    both.communes.push("Auchel".into());
    study(
        vec![],
        vec![
            quartier("QN06201M", "Ouest", "Auchel", 0.0, 400.0),
            both,
            quartier("QN06203M", "Est", "Burbure", 8.0, 500.0),
        ],
        vec![figures(
            Generation::Qp2024,
            2020,
            &[
                ("QN06201M", Some(1000.0)),
                ("QN06202M", Some(700.0)),
                ("QN06203M", Some(300.0)),
            ],
        )],
        false,
    )
}

/// The same as a scheme, without populations.
pub(in crate::report) fn schematic() -> Study {
    let old = vec![quartier("QP062001", "Les Fleurs", "Berck", 0.0, 400.0)];
    let new = vec![quartier("QN06201M", "Les Fleurs", "Berck", 0.0, 400.0)];
    study(old, new, vec![], true)
}

/// Nothing in 2015.
pub(in crate::report) fn only_new() -> Study {
    study(
        vec![],
        vec![quartier("QN06203N", "Neuf", "Lens", 8.0, 500.0)],
        vec![],
        false,
    )
}

/// No quartier at all.
pub(in crate::report) fn empty() -> Study {
    study(vec![], vec![], vec![], false)
}
