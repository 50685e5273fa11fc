//! `qpv diff` beyond its rows: ground that is conserved, a published correspondence, estimates.

use super::support::{Folder, feature, official, qpv, ring, squares};
use geo::{Area, LineString, MultiPolygon, Polygon};
use proptest::prelude::*;
use qpv::diff::{Diff, pieces};
use qpv::perimeter::{Generation, Perimeters, QuartierCode, repair};
use qpv::{population, sample, table};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

/// A star around a centre: any radii, so any simple contour with bays and capes.
fn star(x: f64, y: f64, radii: &[f64]) -> MultiPolygon {
    let step = std::f64::consts::TAU / radii.len() as f64;
    let corner = |(i, r): (usize, &f64)| {
        let angle = i as f64 * step;
        (x + r * angle.cos(), y + r * angle.sin())
    };
    let ring: Vec<(f64, f64)> = radii.iter().enumerate().map(corner).collect();
    MultiPolygon::new(vec![Polygon::new(LineString::from(ring), vec![])])
}

/// A set whose quartiers stand in a row, far enough from each other not to meet; codes as they
/// come.
fn set(model: &Perimeters, codes: &[String], shapes: Vec<MultiPolygon>) -> Perimeters {
    let mut made = model.clone();
    let mut first = made.quartiers[0].clone();
    made.quartiers = codes
        .iter()
        .zip(shapes)
        .map(|(code, shape)| {
            first.code = QuartierCode::parse(code).unwrap();
            first.shape = shape;
            first.clone()
        })
        .collect();
    made
}

/// One set of each generation, to be filled with other quartiers.
static MODELS: LazyLock<[Perimeters; 2]> =
    LazyLock::new(|| Generation::ALL.map(sample::perimeters));

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// kept + lost = old and kept + gained = new, for each quartier, slivers included.
    #[test]
    fn ground_is_conserved(
        old in prop::collection::vec(prop::collection::vec(80.0..400.0f64, 3..24), 3),
        new in prop::collection::vec((prop::collection::vec(80.0..400.0f64, 3..24), -300.0..300.0f64), 3),
        tolerance in 0.5..50.0f64,
    ) {
        let (x, y) = (680_000.0, 7_040_000.0);
                let code = |stem: &str, end: &str| (1..=3).map(|i| format!("{stem}{i}{end}")).collect::<Vec<_>>();
        let before = old.iter().enumerate().map(|(i, r)| star(x + 900.0 * i as f64, y, r));
        let after = new.iter().enumerate().map(|(i, (r, dx))| star(x + 900.0 * i as f64 + dx, y, r));
        let old = set(&MODELS[0], &code("QP06200", ""), before.collect());
        let new = set(&MODELS[1], &code("QN0620", "M"), after.collect());
        let tolerance = qpv::diff::Tolerance::given(tolerance).unwrap();
        let diff = Diff::new(old, new, Some(tolerance)).unwrap();
        let mut sums: BTreeMap<QuartierCode, f64> = BTreeMap::new();
        for piece in pieces(&diff) {
            let whole = piece.shape.unsigned_area() + piece.slivers_m2;
            for code in [piece.old, piece.new].into_iter().flatten() {
                *sums.entry(code).or_default() += whole;
            }
            prop_assert!(repair(piece.shape.clone()).1.is_none(), "{:?}", piece.shape);
        }
        // Two stars of one generation can reach into each other; the ground that both claim is
        // kept twice, so the sum may exceed the area by no more than that.
        for (set, other) in [(&diff.old, &diff.new), (&diff.new, &diff.old)] {
            let doubles: f64 = qpv::perimeter::doubles(other).iter().map(|d| d.area_m2).sum();
            for q in &set.quartiers {
                let over = sums[&q.code] - q.area_m2();
                prop_assert!(over > -0.05 && over < doubles + 2.05, "{}: {over} m²", q.code);
            }
        }
    }
}

/// Two squares a generation, the same ground; a third new one apart.
fn two_generations(folder: &Folder) -> (std::path::PathBuf, std::path::PathBuf) {
    let old = folder.file("old.geojson", squares("code_qp", &["QP062001", "QP062002"]));
    let new = squares("code_qp", &["QN06201I", "QN06202M", "QN06203N"]);
    (old, folder.file("new.geojson", new))
}

fn run(folder: &Folder, arguments: &[&str], code: i32) -> (String, String) {
    let (old, new) = two_generations(folder);
    let mut command = qpv(["diff"]);
    command.arg(old).arg(new).args(arguments);
    let run = command.current_dir(folder.path("")).assert().code(code);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let output = run.get_output();
    (text(&output.stdout), text(&output.stderr))
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

#[test]
fn a_published_correspondence_is_judged_pair_by_pair_and_unknown_codes_are_named() {
    let folder = Folder::new();
    let table = "\u{feff} QP2024; Statut;QP2015_1 ;Label_QP2015_1;QP2015_2\r\n\
                 QN06201I;IDENTIQUE;QP062001;Cité;QP062002\r\n\
                 QN06203N;NOUVEAU;;;\r\n\
                 QN06299M;MODIFIE;QP062001;;\r\n";
    folder.file("table.csv", table);
    let arguments = [
        "--correspondence",
        "table.csv",
        "--correspondence-output",
        "pairs.csv",
        "--summary",
        "-",
    ];
    let (text, said) = run(&folder, &arguments, 3);
    assert!(
        said.contains("row 3: QN06299M is in neither file"),
        "{said}"
    );
    assert!(text.contains("absent_de_la_table       1"), "{text}");
    let pairs = read(&folder.path("pairs.csv"));
    for line in [
        "QP062001,Cité QP062001,QN06201I,Cité QN06201I,accord,,inchange,IDENTIQUE,1,",
        "QP062002,Cité QP062002,QN06201I,Cité QN06201I,sans_sol_commun,",
        "QP062002,Cité QP062002,QN06202M,Cité QN06202M,absent_de_la_table,",
        ",,QN06203N,Cité QN06203N,accord,,nouveau,NOUVEAU,2,",
        "QP062001,Cité QP062001,QN06299M,,code_inconnu,",
    ] {
        assert!(
            pairs.lines().any(|l| l.starts_with(line)),
            "no {line} in {pairs}"
        );
    }
    assert_eq!(pairs.lines().count(), 6, "{pairs}");
}

#[test]
fn what_is_left_out_is_listed_beside_the_output_or_where_it_was_told() {
    let folder = Folder::new();
    folder.file("table.csv", "QP2024,QP2015\nQN06299M,QP062001\nQN06203N,\n");
    folder.file(
        "population.csv",
        "code_qp,pop_2018\nQP062001,400\nTotal,1300\nQP062002,900\n",
    );
    let arguments = [
        "--correspondence",
        "table.csv",
        "--population",
        "population.csv",
        "-o",
        "out.csv",
    ];
    let (_, said) = run(&folder, &arguments, 3);
    assert!(said.contains("left out: see out.rejects.csv"), "{said}");
    let beside = read(&folder.path("out.rejects.csv"));
    let lines: Vec<&str> = beside.lines().collect();
    assert_eq!(lines[0], "fichier,ligne,code,motif");
    let total = "\"population.csv, colonne pop_2018\",2,,";
    assert!(lines[1].starts_with(total), "{beside}");
    let unknown = "table.csv,1,QN06299M,in neither file of perimeters";
    assert_eq!(lines[2..], [unknown], "{beside}");

    let told = [&arguments[..], &["--rejects", "liste.csv"]].concat();
    run(&folder, &told, 3);
    assert_eq!(read(&folder.path("liste.csv")), beside);
    // Nothing is left out: no list.
    run(&folder, &["-o", "whole.csv"], 0);
    assert!(!folder.path("whole.rejects.csv").exists());
}

#[test]
fn a_table_that_is_no_correspondence_is_told_before_the_work() {
    let folder = Folder::new();
    folder.file("table.csv", "code,nom\nQN06201I,Lens\n");
    let (_, said) = run(
        &folder,
        &["--correspondence", "table.csv", "-o", "out.csv"],
        1,
    );
    assert!(said.contains("no column holds codes of QP2015"), "{said}");
    assert!(!folder.path("out.csv").exists());
    run(&folder, &["--correspondence-output", "pairs.csv"], 2);
}

#[test]
fn names_and_letters_are_set_beside_the_measure() {
    let folder = Folder::new();
    let (text, _) = run(&folder, &["--summary", "-", "-o", "out.csv"], 0);
    assert!(
        text.contains("2 changed while the contour stayed"),
        "{text}"
    );
    assert!(
        text.contains("1 x letter M, but no measurable change"),
        "{text}"
    );
    let rows = read(&folder.path("out.csv"));
    assert!(
        rows.lines()
            .next()
            .unwrap()
            .ends_with(",communes_2024,nom_change"),
        "{rows}"
    );
    assert!(rows.lines().nth(1).unwrap().ends_with(",oui"), "{rows}");
}

#[test]
fn an_estimate_is_rounded_and_labelled_and_never_among_official_figures() {
    let folder = Folder::new();
    folder.file("pop.csv", "code,pop_2018\nQP062001,1234\nQP062002,500\n");
    // Three dwellings in the first square, two in the new one.
    let places =
        "lon,lat,logements\n2.503,50.403,2\n2.507,50.407,1\n2.525,50.405,1\n2.545,50.405,2\n";
    folder.file("dwellings.csv", places);
    let arguments = [
        "--population",
        "pop.csv",
        "--estimate",
        "dwellings.csv",
        "--estimate",
        "surface",
        "--weight",
        "logements",
        "--estimate-output",
        "estimates.csv",
        "-o",
        "rows.csv",
    ];
    let (_, said) = run(&folder, &arguments, 0);
    assert!(said.contains("estimates, not figures of Insee"), "{said}");
    let estimates = read(&folder.path("estimates.csv"));
    let cells = |code: &str, method: &str| -> Vec<String> {
        let line = estimates
            .lines()
            .find(|l| l.starts_with(code) && l.contains(method));
        line.unwrap_or_else(|| panic!("{estimates}"))
            .split(',')
            .map(str::to_owned)
            .collect()
    };
    assert_eq!(
        cells("QN06201I", "adresses")[2..8],
        ["estimation", "adresses", "RP 2018", "2024", "1230", ""]
    );
    // A new quartier: 2 dwellings at 1 734 inhabitants for 4 dwellings of the old ones.
    assert_eq!(cells("QN06203N", "adresses")[6], "870");
    assert_eq!(
        cells("QN06201I", "part_de_surface")[6..9],
        ["1230", "minimum", "-0.015"]
    );
    assert_eq!(cells("QN06203N", "part_de_surface")[6], "");
    let rows = read(&folder.path("rows.csv"));
    assert!(
        rows.lines().next().unwrap().ends_with(",pop_rp2018_qp2015"),
        "{rows}"
    );
    assert!(rows.lines().nth(1).unwrap().ends_with(",1234"), "{rows}");
    assert!(!rows.contains("estimation"));
}

#[test]
fn an_estimate_without_populations_or_weights_is_told() {
    let folder = Folder::new();
    folder.file("pop.csv", "code,pop_2020\nQN06201I,1234\n");
    folder.file("none.csv", "a,b\n1,2\n");
    let end = ["--estimate-output", "e.csv"];
    let with = |more: &[&str], code| run(&folder, &[more, &end].concat(), code).1;
    let said = with(&["--population", "pop.csv", "--estimate", "surface"], 1);
    assert!(
        said.contains("no population on the perimeters of 2015"),
        "{said}"
    );
    let said = with(&["--population", "pop.csv", "--estimate", "none.csv"], 1);
    assert!(
        said.contains("none.csv: neither cells of the Insee grid"),
        "{said}"
    );
    let said = with(&["--estimate", "surface"], 1);
    assert!(
        said.contains("no population on the perimeters of 2015"),
        "{said}"
    );
    run(&folder, &["--estimate", "surface"], 2);
}

#[test]
fn outlines_of_communes_in_another_system_land_on_the_same_ground() {
    let folder = Folder::new();
    let (old, new) = two_generations(&folder);
    // The ground of the new quartier, in Lambert-93 as PROJ gives it for 2.54, 50.40.
    let text = feature("insee", "62108", &ring(667_000.0, 7_033_500.0, 3_000.0));
    let text = format!(
        r#"{{"type":"FeatureCollection","crs":{{"type":"name","properties":{{"name":"EPSG:2154"}}}},
        "features":[{text}]}}"#
    );
    let communes = folder.file("communes.geojson", text);
    let run = qpv(["diff", "--summary", "-", "--communes"])
        .arg(communes)
        .arg(old)
        .arg(new)
        .assert()
        .success();
    let text = String::from_utf8_lossy(&run.get_output().stdout).into_owned();
    assert!(text.contains("enters"), "{text}");
    assert!(text.contains("100 % of QN06203N"), "{text}");
}

/// The grid of Bondy holds one quartier of each generation whole: the estimate must be near what
/// Insee counted there.
#[test]
#[cfg_attr(not(official_files), ignore = "needs the official files")]
fn the_grid_puts_the_population_of_bondy_where_insee_counts_it() {
    let folder = Folder::new();
    let out = folder.path("estimates.csv");
    qpv(["diff", "--dept", "93", "--quiet", "--population"])
        .arg(official("population/insee-qp2015-population-2013-2018.csv"))
        .arg("--estimate")
        .arg(official("population/filosofi-200m-bondy.csv"))
        .arg("--estimate-output")
        .arg(&out)
        .arg("-o")
        .arg(folder.path("rows.csv"))
        .arg(official("perimeters/qp-politiquedelaville-shp.zip"))
        .arg(official("perimeters/qp2024-geojson-gpkg-shp.zip"))
        .assert()
        .success();
    let text = read(&out);
    let line = |code: &str| {
        let found = text
            .lines()
            .find(|l| l.starts_with(code) && l.contains("RP 2018"));
        found.unwrap_or_else(|| panic!("no {code}")).to_owned()
    };
    // Insee counts 4 116 on these perimeters in 2020; the cells alone add up to 4 027.
    let whole = line("QN09312I");
    assert!(
        whole.contains(",estimation,carreaux,RP 2018,2024,4100,"),
        "{whole}"
    );
    assert!(whole.contains(",4027.0,1.0,"), "{whole}");
    assert!(
        line("QN09314M").contains("carreaux sur 58 % du sol"),
        "{text}"
    );
}

/// The bias that every estimate by the ground carries is that of the national files, within five
/// points: RP 2018 spread on the perimeters of 2024, against RP 2020.
#[test]
#[cfg_attr(not(official_files), ignore = "needs the official files")]
fn the_bias_of_the_area_share_is_what_the_country_shows() {
    let folder = Folder::new();
    let out = folder.path("estimates.csv");
    qpv(["diff", "--quiet", "--estimate", "surface", "--population"])
        .arg(official("population/insee-qp2015-population-2013-2018.csv"))
        .arg("--estimate-output")
        .arg(&out)
        .arg("-o")
        .arg(folder.path("rows.csv"))
        .arg(official("perimeters/qp-politiquedelaville-shp.zip"))
        .arg(official("perimeters/qp2024-geojson-gpkg-shp.zip"))
        .assert()
        .success();
    let counted = table::read(&official("population/insee-qp2024-population.csv")).unwrap();
    let counted = population::read(&counted).unwrap().remove(0);
    let estimates = table::read(&out).unwrap();
    let mut sums: BTreeMap<String, [f64; 2]> = BTreeMap::new();
    for row in 0..estimates.height() {
        let cell = |column| estimates.value_at(column, row);
        let number = |column| cell(column)?.parse::<f64>().ok();
        let code = QuartierCode::parse(cell("code_qp_2024").unwrap()).unwrap();
        let class = (cell("millesime") == Some("RP 2018"))
            .then(|| cell("biais_mesure"))
            .flatten();
        let both = number("estimation_habitants").zip(counted.get(&code));
        if let (Some(class), Some((estimate, official))) = (class, both) {
            let sum = sums.entry(class.to_owned()).or_default();
            *sum = [sum[0] + estimate, sum[1] + official];
        }
    }
    assert_eq!(sums.len(), 5, "{sums:?}");
    for (class, [estimate, official]) in sums {
        let bias = estimate / official - 1.0;
        let stated: f64 = class.parse().unwrap();
        assert!(
            (bias - stated).abs() < 0.05,
            "stated {stated}, found {bias}"
        );
    }
}

/// The file of 2015 names no EPCI: communes that both files name tell it, those of Paris by their
/// arrondissements, and where none does the quartier that keeps the ground.
#[test]
#[cfg_attr(not(official_files), ignore = "needs the official files")]
fn both_generations_are_rolled_up_under_one_contrat() {
    for (departement, line) in [
        ("62", "quartiers,Commune de Marquise,1.0,1.0"),
        ("75", "quartiers_scission,217500016,1.0,3.0"),
        ("75", "quartiers,217500016,20.0,21.0"),
    ] {
        let folder = Folder::new();
        let out = folder.path("summary.csv");
        qpv(["diff", "--quiet", "--dept", departement, "--summary"])
            .arg(&out)
            .arg(official("perimeters/qp-politiquedelaville-shp.zip"))
            .arg(official("perimeters/qp2024-geojson-gpkg-shp.zip"))
            .assert()
            .success();
        let text = read(&out);
        assert!(text.lines().any(|l| l == line), "no {line} in {text}");
    }
}
