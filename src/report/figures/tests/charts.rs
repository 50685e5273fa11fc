//! Charts of ages, of before and after, and of many rows.

use super::{SAMPLE, assert_clear, style, texts};
use crate::render::palettes;
use crate::report::figures::*;
use crate::report::{AgeTable, Selection, narrowed};
use crate::{perimeter::QuartierCode, population, table};
use std::path::Path;

/// Ages of all quartiers of the sample, made up: two sides from shares, one value withheld.
pub(super) fn ages(text: &str) -> AgeTable {
    let table = table::from_text(Path::new("essai_2022_QPV2024.csv"), text).unwrap();
    AgeTable::read(&table, None, &[]).unwrap()
}

pub(super) const SHARES: &str = "codeQPV;popMuniQPV;partPop0_14;partPop15_24;partPop25_59;partPop60_74;partPop75p;\
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
    let code = QuartierCode::parse("QN06264N").unwrap();
    let selection = Selection::Quartiers(vec![code]);
    let (study, place) = narrowed(SAMPLE.clone(), &selection).unwrap();
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
    let figure = figure(&SAMPLE, FigureKind::PopulationQuartiers, &style());
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
    let lone = found.iter().find(|t| t.0.starts_with("- "));
    assert!(lone.is_none(), "a dash begins a line: {lone:?}");
}

#[test]
fn rows_that_cannot_be_read_on_a_page_are_refused_with_the_height_they_need() {
    let small = Style {
        page: Some(Page::COLUMN),
        ..style()
    };
    let error = figure(&SAMPLE, FigureKind::PopulationQuartiers, &small).unwrap_err();
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
        &figure(&SAMPLE, FigureKind::PopulationQuartiers, &tall)
            .unwrap()
            .unwrap(),
    );
}
