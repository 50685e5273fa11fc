//! Figures of the sample, as they are read back from their SVG: an eye that knows nothing of how
//! they were laid out.

mod charts;

use super::*;
use crate::epci::Directory;
use crate::perimeter::Generation;
use crate::population;
use crate::render::{Rgb, palettes};
use crate::report::{Inputs, LocatedTable};
use crate::{sample, table};
use resvg::usvg::{Group, Node, Rect};
use std::path::Path;
use std::sync::LazyLock;

static SAMPLE: LazyLock<Study> = LazyLock::new(|| {
    let embedded = |(name, text): (&str, &str)| table::from_text(Path::new(name), text).unwrap();
    let mut directory = Directory::default();
    directory
        .add_communes(&embedded(sample::communes_table()))
        .unwrap();
    let tables = sample::population_tables();
    Study::new(Inputs {
        old: sample::perimeters(Generation::Qp2015),
        new: sample::perimeters(Generation::Qp2024),
        departements: vec!["62".to_owned()],
        tolerance: None,
        outlines: Some(sample::communes()),
        directory,
        figures: tables
            .into_iter()
            .flat_map(|one| population::read(&embedded(one)).unwrap())
            .collect(),
    })
    .unwrap()
});

fn style() -> Style {
    Style::new(Lang::Fr, "23 novembre 2026".to_owned())
}

fn texts(group: &Group, found: &mut Vec<(String, Rect)>) {
    for node in group.children() {
        match node {
            Node::Group(group) => texts(group, found),
            Node::Text(text) => {
                let words: String = text.chunks().iter().map(|c| c.text()).collect();
                found.push((words, text.abs_bounding_box()));
            }
            _ => {}
        }
    }
}

/// No two texts meet and none leaves the page. The boxes are those of the font that is drawn.
#[track_caller]
fn assert_clear(figure: &Figure) {
    let tree = figure.tree().unwrap();
    let mut found = Vec::new();
    texts(tree.root(), &mut found);
    assert!(found.len() > 3, "{} has no words", figure.id);
    let size = tree.size();
    for (i, (words, a)) in found.iter().enumerate() {
        assert!(
            a.left() >= 0.0 && a.right() <= size.width() && a.bottom() <= size.height(),
            "{}: {words:?} leaves the page",
            figure.id
        );
        for (others, b) in &found[i + 1..] {
            // A box spans the whole height of the font; lines of a label may share a sliver of it.
            let (dx, dy) = (
                a.right().min(b.right()) - a.left().max(b.left()),
                a.bottom().min(b.bottom()) - a.top().max(b.top()),
            );
            let sliver = 0.3 * a.height().min(b.height());
            assert!(
                dx <= sliver || dy <= sliver,
                "{}: {words:?} meets {others:?}",
                figure.id
            );
        }
    }
}

#[test]
fn no_two_words_of_a_figure_meet_on_any_paper() {
    let pages = [
        None,
        Some(Page::A4_PORTRAIT),
        Some(Page::A3_LANDSCAPE),
        Some(Page::SLIDE),
    ];
    for kind in FigureKind::ALL {
        for page in pages {
            let style = Style { page, ..style() };
            let figure = super::figure(&SAMPLE, kind, &style).unwrap();
            assert_clear(&figure.expect("the sample has everything"));
        }
    }
    let multiples = Style {
        by_epci: true,
        ..style()
    };
    let figure = super::figure(&SAMPLE, FigureKind::Quartiers, &multiples).unwrap();
    assert_clear(&figure.unwrap());
    let pages = atlas(&SAMPLE, &style()).unwrap();
    assert_eq!(pages.len(), 64);
    pages.iter().for_each(assert_clear);
}

#[test]
fn every_figure_carries_title_alternative_source_and_numbers() {
    for kind in FigureKind::ALL {
        let figure = super::figure(&SAMPLE, kind, &style()).unwrap().unwrap();
        assert!(figure.title.contains("Pas-de-Calais"), "{}", figure.title);
        assert!(!figure.alternative.is_empty() && figure.source.contains("ANCT"));
        let width = figure.table.header.len();
        assert!(!figure.table.rows.is_empty(), "{}", figure.id);
        assert!(
            figure.table.rows.iter().all(|r| r.len() == width),
            "{}",
            figure.id
        );
    }
}

#[test]
fn located_addresses_are_drawn_by_quartier_and_by_distance() {
    let rows = "code_qp_2024,reponse_2024,bande_2024\nQN06201M,dans,\nQN06201M,dans,\n,hors,300\n,imprecis,\n";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lieux.csv");
    std::fs::write(&path, rows).unwrap();
    let located = LocatedTable::read(&path).unwrap();
    let open = Style {
        secret: 0,
        ..style()
    };
    let map = address_map(&SAMPLE, &located, &open).unwrap();
    assert!(
        map.title.contains("2 adresses sur 4 dans 1 "),
        "{}",
        map.title
    );
    assert_clear(&map);
    let chart = band_chart(&SAMPLE, &located, &open).unwrap();
    assert!(
        chart.title.contains("50,0\u{a0}% des adresses"),
        "{}",
        chart.title
    );
    assert_clear(&chart);

    let map = address_map(&SAMPLE, &located, &style()).unwrap();
    assert!(map.title.contains("moins de 11 adresses"), "{}", map.title);
    assert!(map.svg.contains("Secret statistique"));
    assert!(!map.table.rows.iter().flatten().any(|cell| cell == "2"));

    // Under secrecy nothing tells the small counts, the title neither.
    let chart = band_chart(&SAMPLE, &located, &style()).unwrap();
    assert_clear(&chart);
    assert_eq!(
        chart.title,
        "Les adresses selon leur distance aux quartiers de 2024"
    );
    let cells: Vec<&str> = chart.table.rows.iter().map(|r| r[2].as_str()).collect();
    assert_eq!(
        cells,
        ["moins de 11", "moins de 11", "0", "0", "moins de 11", "0"]
    );
    assert!(chart.svg.contains("Secret statistique"));
}

#[test]
fn values_of_two_perimeters_are_never_joined_by_a_line() {
    let figure = super::figure(&SAMPLE, FigureKind::PopulationQuartiers, &style());
    let svg = figure.unwrap().unwrap().svg;
    // The only lines between dots are those from 2013 to 2018, both on the perimeters of 2015.
    let joined = |color: Rgb| svg.contains(&format!("stroke=\"{color}\" stroke-width=\"45\""));
    assert!(joined(palettes::GENERATION_2015));
    assert!(!joined(palettes::GENERATION_2024));
}

/// Small figures kept whole, so that a change of the drawing is seen in review. Written again by
/// `QPV_SNAPSHOTS=write cargo test --release --lib figures::tests::drawings`.
#[test]
fn drawings_are_those_that_were_looked_at() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/figures");
    let kinds = [
        FigureKind::EvolutionNombre,
        FigureKind::Filiation,
        FigureKind::Aires,
    ];
    let drawn = kinds.map(|kind| super::figure(&SAMPLE, kind, &style()).unwrap().unwrap());
    let more = [
        slope_chart(&SAMPLE, SlopeOf::Population, false, &style()).unwrap(),
        slope_chart(&SAMPLE, SlopeOf::Area, false, &style()).unwrap(),
        age_pyramid(&SAMPLE, &charts::ages(charts::SHARES), &style()).unwrap(),
    ];
    for figure in drawn.into_iter().chain(more) {
        let path = folder.join(format!("{}.svg", figure.id));
        if std::env::var_os("QPV_SNAPSHOTS").is_some() {
            std::fs::write(&path, &figure.svg).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(kept == figure.svg, "{} has changed", path.display());
    }
}
