//! What every figure must withstand, and what print and browsers need of the SVG.

use geo::{MultiPolygon, polygon};
use resvg::usvg;
use std::collections::BTreeMap;

use super::charts::{BarChart, Flow, FlowChart, Node, Order, RowLabel, Series, bars, dots, flows};
use super::map::{
    Backdrop, CountMap, EvolutionMap, MapOptions, MapShape, Measured, PlaceName, QuartiersMap,
    RateMap, choropleth, evolution, quartiers, symbols,
};
use super::palettes::{GENERATION_2015, GENERATION_2024};
use super::*;

fn setting(page: Page) -> Setting {
    let caption = Caption {
        id: "essai".to_owned(),
        title: "Un constat".to_owned(),
        subtitle: "Périmètres de 2024".to_owned(),
        sources: vec!["ANCT, Licence Ouverte 2.0".to_owned()],
        date: "23 novembre 2026".to_owned(),
        ..Caption::default()
    };
    Setting {
        page,
        lang: Lang::Fr,
        caption,
    }
}

fn square(x: f64, y: f64) -> MultiPolygon<f64> {
    let s = 600.0;
    MultiPolygon::from(polygon![
        (x: x, y: y), (x: x + s, y: y), (x: x + s, y: y + s), (x: x, y: y + s)
    ])
}

fn scattered(n: usize) -> Vec<(String, MultiPolygon<f64>)> {
    (0..n)
        .map(|i| {
            let (x, y) = (
                (i * 7919 % 97) as f64 * 1000.0,
                (i * 6151 % 83) as f64 * 1000.0,
            );
            (format!("QN062{i:02}M"), square(6e5 + x, 7e6 + y))
        })
        .collect()
}

fn shapes(ground: &[(String, MultiPolygon<f64>)]) -> Vec<MapShape<'_>> {
    let shape = |(id, polygons)| MapShape {
        id,
        label: "Cité & <fils>".to_owned(),
        polygons,
        part: 0,
    };
    ground
        .iter()
        .map(|(id, g)| shape((id.as_str(), g)))
        .collect()
}

fn map_of(ground: &[(String, MultiPolygon<f64>)], page: Page) -> Result<Figure, RenderError> {
    let new = shapes(ground);
    let layers = QuartiersMap {
        old: &[],
        new: &new,
        backdrop: Backdrop::default(),
    };
    quartiers(&layers, &MapOptions::new(setting(page)))
}

fn counts<'a>(
    ground: &'a [(String, MultiPolygon<f64>)],
    value: impl Fn(usize) -> Option<f64>,
) -> Vec<Measured<'a>> {
    let shapes = shapes(ground).into_iter().enumerate();
    shapes
        .map(|(i, shape)| Measured {
            shape,
            value: value(i),
        })
        .collect()
}

fn count_map<'a>(quartiers: &'a [Measured<'a>]) -> CountMap<'a> {
    CountMap {
        quartiers,
        heading: "Population".to_owned(),
        color: GENERATION_2024,
        least: 1.0,
        missing: None,
        backdrop: Backdrop::default(),
    }
}

fn rate_map<'a>(quartiers: &'a [Measured<'a>]) -> RateMap<'a> {
    RateMap {
        quartiers,
        heading: "Taux".to_owned(),
        unit: "%".to_owned(),
        decimals: 1,
        method: Method::Jenks,
        classes: 5,
        backdrop: Backdrop::default(),
    }
}

fn bar_chart(values: Vec<Option<f64>>) -> BarChart {
    BarChart {
        setting: setting(Page::A4_PORTRAIT),
        rows: (0..values.len())
            .map(|i| RowLabel::name(format!("CA n° {i}")))
            .collect(),
        series: vec![
            Series {
                name: "2015".to_owned(),
                color: GENERATION_2015,
                ground: 2015,
                values: vec![None],
                instead: BTreeMap::new(),
            },
            Series {
                name: "2024".to_owned(),
                color: GENERATION_2024,
                ground: 2024,
                values,
                instead: BTreeMap::new(),
            },
        ],
        order: Order::Descending,
        decimals: 0,
        unit: String::new(),
    }
}

fn assert_readable(figure: &Figure) {
    usvg::Tree::from_str(&figure.svg, &usvg::Options::default()).expect("the SVG can be read");
    assert!(
        !figure.svg.contains("NaN") && !figure.svg.contains("inf"),
        "{}",
        figure.id
    );
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let ground = scattered(40);
    let (a, b) = (
        map_of(&ground, Page::A4_LANDSCAPE),
        map_of(&ground, Page::A4_LANDSCAPE),
    );
    assert_eq!(a.unwrap().svg, b.unwrap().svg);
}

#[test]
fn the_svg_has_its_size_in_millimetres_a_title_and_each_id_once() {
    let figure = map_of(&scattered(40), Page::A4_LANDSCAPE).unwrap();
    assert!(
        figure
            .svg
            .contains("width=\"297mm\" height=\"210mm\" viewBox=\"0 0 29700 21000\"")
    );
    assert!(
        figure
            .svg
            .contains("<title id=\"essai-title\">Un constat</title>")
    );
    let mut ids: Vec<&str> = figure
        .svg
        .split(" id=\"")
        .skip(1)
        .map(|s| s.split('"').next().unwrap())
        .collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all);
    assert!(ids.contains(&"essai-QN06207M"));
    assert_eq!(figure.table.rows.len(), 40);
}

#[test]
fn the_image_has_the_pixels_and_the_resolution_of_the_page() {
    let figure = map_of(&scattered(3), Page::COLUMN).unwrap();
    let png = figure.png(150.0).unwrap();
    let side = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    assert_eq!((side(16), side(20)), (1004, 709));
    assert_eq!((&png[37..41], side(41)), (&b"pHYs"[..], 5906));
    for dpi in [0.0, -3.0, f64::NAN, 1e9] {
        assert!(figure.png(dpi).is_err());
    }
}

#[test]
fn nothing_to_draw_is_said_and_one_shape_is_drawn() {
    let message = map_of(&[], Page::A4_LANDSCAPE).unwrap_err().to_string();
    assert!(message.contains("nothing to draw"), "{message}");
    assert_readable(&map_of(&scattered(1), Page::A4_PORTRAIT).unwrap());
    let broken = [("QN06201M".to_owned(), square(f64::NAN, 0.0))];
    assert!(map_of(&broken, Page::A4_LANDSCAPE).is_err());
    let both = [broken[0].clone(), ("QN06202M".to_owned(), square(6e5, 7e6))];
    assert_readable(&map_of(&both, Page::A4_LANDSCAPE).unwrap());
}

#[test]
fn a_page_of_ten_millimetres_is_refused_and_every_preset_works() {
    assert!(map_of(&scattered(5), Page::new(10.0, 200.0)).is_err());
    for page in [
        Page::A4_LANDSCAPE,
        Page::A4_PORTRAIT,
        Page::A3_PORTRAIT,
        Page::SLIDE,
        Page::COLUMN,
    ] {
        assert_readable(&map_of(&scattered(64), page).unwrap());
    }
}

#[test]
fn a_long_or_hostile_title_is_cut_and_escaped() {
    let ground = scattered(2);
    let new = shapes(&ground);
    let mut options = MapOptions::new(setting(Page::A4_LANDSCAPE));
    options.setting.caption.title = format!("<script>alert(1)</script> & {}", "mot ".repeat(75));
    options.setting.caption.id = "a\" onload=\"x".to_owned();
    let layers = QuartiersMap {
        old: &new,
        new: &[],
        backdrop: Backdrop::default(),
    };
    let figure = quartiers(&layers, &options).unwrap();
    assert_readable(&figure);
    assert!(!figure.svg.contains("<script") && !figure.svg.contains("onload=\""));
    assert!(figure.svg.contains("&lt;script&gt;") && figure.svg.contains('…'));
}

#[test]
fn missing_and_huge_values_are_drawn_and_negative_counts_are_refused() {
    let ground = scattered(12);
    let options = MapOptions::new(setting(Page::A4_LANDSCAPE));
    let values: [fn(usize) -> Option<f64>; 4] = [
        |_| None,
        |i| Some(if i == 0 { f64::NAN } else { 1e300 }),
        |i| Some(i as f64 * 1e-9),
        |i| (i > 3).then_some(i as f64 * 1000.0),
    ];
    for value in values {
        let measured = counts(&ground, value);
        assert_readable(&symbols(&count_map(&measured), &options).unwrap());
        assert_readable(&choropleth(&rate_map(&measured), &options).unwrap());
    }
    let negative = counts(&ground, |i| Some(i as f64 - 3.0));
    assert_readable(&choropleth(&rate_map(&negative), &options).unwrap());
    let message = symbols(&count_map(&negative), &options)
        .unwrap_err()
        .to_string();
    assert!(
        message.contains("QN06200M") && message.contains("-3"),
        "{message}"
    );
}

#[test]
fn change_is_drawn_with_and_without_labels() {
    let ground = scattered(9);
    let all = shapes(&ground);
    for labels in [&all[..], &[]] {
        let (kept, gained, lost) = (&all[..3], &all[3..6], &all[6..]);
        let layers = EvolutionMap {
            kept,
            gained,
            lost,
            labels,
            totals: None,
            backdrop: Backdrop::default(),
        };
        let figure = evolution(&layers, &MapOptions::new(setting(Page::A4_LANDSCAPE))).unwrap();
        assert_readable(&figure);
        assert!(figure.svg.contains("1,08\u{a0}km²"));
    }
}

#[test]
fn charts_say_missing_values_and_refuse_negative_ones() {
    let values = vec![Some(3.0), None, Some(1e12), Some(f64::NAN), Some(0.0)];
    for draw in [bars, dots] {
        let figure = draw(&bar_chart(values.clone())).unwrap();
        assert_readable(&figure);
        assert!(figure.svg.contains("n.d."));
        assert_eq!(figure.table.rows[0][1], "CA n° 2");
        assert_eq!(figure.table.rows[4][3], "n.d.");
        assert_readable(&draw(&bar_chart(vec![None; 30])).unwrap());
        let many = draw(&bar_chart(vec![None; 400])).unwrap_err();
        assert!(
            many.to_string().starts_with("400 rows cannot be read"),
            "{many}"
        );
        assert!(draw(&bar_chart(Vec::new())).is_err());
        assert!(draw(&bar_chart(vec![Some(-1.0)])).is_err());
    }
}

#[test]
fn flows_that_point_nowhere_are_left_out() {
    let node = |code: &str, value| Node {
        label: RowLabel {
            code: code.to_owned(),
            name: "Cité 12-14".to_owned(),
        },
        value,
    };
    let flow = |from, to, value| Flow { from, to, value };
    let mut chart = FlowChart {
        setting: setting(Page::A4_LANDSCAPE),
        old_heading: "2015".to_owned(),
        new_heading: "2024".to_owned(),
        old: vec![node("QP062052", 1.0), node("QP062053", 0.5)],
        new: vec![node("QN06252M", 1.8)],
        flows: vec![
            flow(0, 0, 0.9),
            flow(1, 0, 0.5),
            flow(7, 0, 1.0),
            flow(0, 0, f64::NAN),
        ],
        unit: "km²".to_owned(),
        decimals: 2,
    };
    let figure = flows(&chart).unwrap();
    assert_readable(&figure);
    assert_eq!(figure.table.rows.len(), 2);
    chart.old.clear();
    chart.new.clear();
    assert!(flows(&chart).is_err());
}

#[test]
fn communes_of_a_part_of_the_territory_do_not_hide_the_rest() {
    let ground = scattered(9);
    let new = shapes(&ground);
    let home = square(6e5, 7e6);
    let communes = [MapShape {
        id: "62001",
        label: "Ici".to_owned(),
        polygons: &home,
        part: 0,
    }];
    let layers = QuartiersMap {
        old: &[],
        new: &new,
        backdrop: Backdrop {
            communes: &communes,
            ..Backdrop::default()
        },
    };
    let mut options = MapOptions::new(setting(Page::A4_LANDSCAPE));
    options.insets = 0;
    let figure = quartiers(&layers, &options).unwrap();
    for (id, _) in &ground {
        assert!(figure.svg.contains(&format!("{id}\"")), "{id} is not shown");
    }
}

#[test]
fn few_quartiers_far_apart_are_drawn_large_and_their_commune_is_named_once() {
    let ground: Vec<(String, MultiPolygon<f64>)> = [(0.0, 0.0), (35e3, 2e3), (33e3, 18e3)]
        .into_iter()
        .enumerate()
        .map(|(i, (x, y))| (format!("QN0090{i}M"), square(6e5 + x, 6.2e6 + y)))
        .collect();
    let new = shapes(&ground);
    let names: Vec<PlaceName> = ["Saint-Girons", "Foix", "Pamiers"]
        .into_iter()
        .zip(&ground)
        .map(|(name, (id, _))| PlaceName {
            name: name.to_owned(),
            quartiers: vec![id.clone()],
        })
        .collect();
    let layers = QuartiersMap {
        old: &[],
        new: &new,
        backdrop: Backdrop {
            names: &names,
            ..Backdrop::default()
        },
    };
    let figure = quartiers(&layers, &MapOptions::new(setting(Page::A4_LANDSCAPE))).unwrap();
    assert_readable(&figure);
    for name in &names {
        let told = |words: &str| figure.svg.contains(&format!(">{words}<"));
        assert!(told(&name.name), "no panel of {}", name.name);
        assert!(!told(&name.name.to_uppercase()), "{} twice", name.name);
    }
}
