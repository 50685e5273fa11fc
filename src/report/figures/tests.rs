//! Figures of the sample, as they are read back from their SVG: an eye that knows nothing of how
//! they were laid out.

use super::*;
use crate::epci::Directory;
use crate::perimeter::Generation;
use crate::population;
use crate::render::{Rgb, palettes};
use crate::report::{AgeTable, Inputs, LocatedTable};
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
    let map = address_map(&SAMPLE, &located, &style()).unwrap();
    assert!(
        map.title.contains("2 adresses sur 4 dans 1 "),
        "{}",
        map.title
    );
    assert_clear(&map);
    let open = Style {
        secret: 0,
        ..style()
    };
    let chart = band_chart(&SAMPLE, &located, &open).unwrap();
    assert!(
        chart.title.contains("50,0\u{a0}% des adresses"),
        "{}",
        chart.title
    );
    assert_clear(&chart);

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

/// Ages of all quartiers of the sample, made up: two sides from shares, one value withheld.
fn ages(text: &str) -> AgeTable {
    let table = table::from_text(Path::new("essai_2022_QPV2024.csv"), text).unwrap();
    AgeTable::read(&table, None, &[]).unwrap()
}

const SHARES: &str = "codeQPV;popMuniQPV;partPop0_14;partPop15_24;partPop25_59;partPop60_74;partPop75p;\
                      partPop0_14F;partPop15_24F;partPop25_59F;partPop60_74F;partPop75pF;partPopF\n\
                      QN06201M;1348;26,0;14,0;41,0;13,0;6,0;24,0;13,0;41,0;14,5;7,5;52,0\n\
                      QN06252M;6323;22,0;12,0;44,0;15,0;7,0;20,0;12,0;43,0;16,0;9,0;53,0\n\
                      QN06264N;1278;30,0;s;40,0;10,0;5,0;28,0;s;41,0;11,0;6,0;50,0\n";

#[test]
fn ages_are_drawn_on_any_paper_with_two_sides_or_one() {
    let two = ages(SHARES);
    let one = ages(
        "code,ind_0_3,ind_4_5,ind_6_10,ind_11_17,ind_18_24,ind_25_39,ind_40_54,ind_55_64,ind_65_79,ind_80p\n\
         QN06201M,60,30,80,105,95,200,180,110,100,40\n",
    );
    for (table, sides) in [(&two, 2), (&one, 1)] {
        for page in [
            None,
            Some(Page::COLUMN),
            Some(Page::A3_LANDSCAPE),
            Some(Page::SLIDE),
        ] {
            for lang in [Lang::Fr, Lang::En] {
                let style = Style {
                    page,
                    lang,
                    ..style()
                };
                let figure = age_pyramid(&SAMPLE, table, &style).unwrap();
                assert_clear(&figure);
                assert_eq!(figure.table.header.len(), 1 + sides);
            }
        }
    }
    let figure = age_pyramid(&SAMPLE, &two, &style()).unwrap();
    assert!(figure.title.contains("moins de 25 ans"), "{}", figure.title);
    let told = |words: &str| assert!(figure.svg.contains(words), "no {words:?}");
    told("millésime 2022, périmètres 2024");
    told("1 sur 3");
    told("calculés à partir des parts publiées");
    told("pondérées par");
}

#[test]
fn a_quartier_stands_beside_its_departement_and_shows_what_is_withheld() {
    let table = ages(SHARES);
    let code = crate::perimeter::QuartierCode::parse("QN06264N").unwrap();
    let selection = crate::report::Selection::Quartiers(vec![code]);
    let (study, place) = crate::report::narrowed(SAMPLE.clone(), &selection).unwrap();
    let style = Style {
        place: Some(place),
        ..style()
    };
    let figure = age_pyramid(&study, &table, &style).unwrap();
    assert_clear(&figure);
    assert!(
        figure
            .svg
            .contains("les quartiers du département (Pas-de-Calais)")
    );
    // Two sides with what they stand beside; the withheld band is missing and never 0.
    assert_eq!(figure.table.header.len(), 5);
    assert_eq!(figure.table.rows[1][1], "n.d.");
    assert_ne!(figure.table.rows[1][2], "n.d.");
}

#[test]
fn a_table_of_other_quartiers_gives_no_ages() {
    let table = ages("code,0-14,15+\nQN05901M,20,80\n");
    let error = age_pyramid(&SAMPLE, &table, &style())
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("none of the quartiers of 2024 of Pas-de-Calais"),
        "{error}"
    );
}

#[test]
fn two_censuses_on_one_perimeter_are_growth_and_drawn_with_rates() {
    for page in [
        None,
        Some(Page::A3_LANDSCAPE),
        Some(Page::SLIDE),
        Some(Page::COLUMN),
    ] {
        let style = Style { page, ..style() };
        let figure = slope_chart(&SAMPLE, SlopeOf::Population, false, &style).unwrap();
        assert_clear(&figure);
        assert!(
            figure.title.contains("à périmètre constant"),
            "{}",
            figure.title
        );
        assert!(figure.svg.contains("\u{a0}%)") && !figure.svg.contains("stroke-dasharray"));
    }
}

#[test]
fn a_change_of_perimeter_is_dashed_and_has_no_rate() {
    let figure = slope_chart(&SAMPLE, SlopeOf::Area, false, &style()).unwrap();
    assert_clear(&figure);
    assert!(
        figure
            .svg
            .contains("changement de périmètre, pas une croissance")
    );
    assert!(figure.svg.contains("stroke-dasharray") && !figure.svg.contains('%'));
    let colors = [palettes::RISE, palettes::FALL];
    assert!(colors.iter().all(|c| !figure.svg.contains(&c.to_string())));

    // One census known on both perimeters is the same kind of change.
    let mut study = SAMPLE.clone();
    study
        .figures
        .retain(|f| f.vintage != population::Vintage::Census(2013));
    for figures in &mut study.figures {
        figures.vintage = population::Vintage::Census(2018);
    }
    let figure = slope_chart(&study, SlopeOf::Population, false, &style()).unwrap();
    assert!(figure.svg.contains("même recensement") && !figure.svg.contains('%'));
}

#[test]
fn two_censuses_on_two_perimeters_are_refused() {
    let mut study = SAMPLE.clone();
    study
        .figures
        .retain(|f| f.vintage != population::Vintage::Census(2013));
    let told = |study: &Study| {
        let drawn = slope_chart(study, SlopeOf::Population, false, &style());
        drawn.unwrap_err().to_string()
    };
    assert!(
        told(&study).contains("would read as growth"),
        "{}",
        told(&study)
    );
    study.figures.truncate(1);
    assert!(told(&study).contains("needs two populations"));
    let many = slope_chart(&SAMPLE, SlopeOf::Population, true, &style()).unwrap_err();
    assert!(
        many.to_string().contains("64 lines cannot be told apart"),
        "{many}"
    );
}

#[test]
fn names_are_whole_in_the_charts_by_quartier() {
    let long = "Quartier Des Cité 5 - Cité De Marles - Cité Du Rond-Point";
    let figure = super::figure(&SAMPLE, FigureKind::PopulationQuartiers, &style());
    let figure = figure.unwrap().unwrap();
    assert!(figure.table.rows.iter().any(|r| r[1] == long));
    assert!(!figure.svg.contains('…'));
    let tree = figure.tree().unwrap();
    let mut found = Vec::new();
    texts(tree.root(), &mut found);
    let words: String = found
        .iter()
        .map(|t| t.0.as_str())
        .collect::<Vec<_>>()
        .join(" ");
    assert!(words.contains(long), "{words}");
}

#[test]
fn rows_that_cannot_be_read_on_a_page_are_refused_with_the_height_they_need() {
    let small = Style {
        page: Some(Page::COLUMN),
        ..style()
    };
    let error = super::figure(&SAMPLE, FigureKind::PopulationQuartiers, &small).unwrap_err();
    let RenderError::TooManyRows {
        rows, needed_mm, ..
    } = error
    else {
        panic!("{error}");
    };
    assert!(rows > 60 && needed_mm > 150.0);
    let page = Some(Page::new(170.0, needed_mm));
    let tall = Style { page, ..style() };
    assert_clear(
        &super::figure(&SAMPLE, FigureKind::PopulationQuartiers, &tall)
            .unwrap()
            .unwrap(),
    );
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
        age_pyramid(&SAMPLE, &ages(SHARES), &style()).unwrap(),
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
