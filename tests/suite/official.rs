//! What must come out of the official files. They are not part of the repository: without them
//! these tests are reported as ignored.

use super::support::{Folder, official, qpv};
use qpv::diff::{Diff, Evolution, Movement, Summary};
use qpv::perimeter::{self, Generation, Perimeters, QuartierCode};
use qpv::population::{self, Vintage};
use qpv::table;
use std::collections::BTreeMap;
use std::sync::LazyLock;

const PACK_2015: &str = "perimeters/qp-politiquedelaville-shp.zip";
const PACK_2024: &str = "perimeters/qp2024-geojson-gpkg-shp.zip";

fn read(name: &str) -> Perimeters {
    perimeter::read(&official(name)).unwrap_or_else(|e| panic!("{e}"))
}

static NATIONAL: LazyLock<Diff> =
    LazyLock::new(|| Diff::new(read(PACK_2015), read(PACK_2024), None).unwrap());

fn code(text: &str) -> QuartierCode {
    QuartierCode::parse(text).unwrap()
}

#[test]
#[cfg_attr(not(official_files), ignore = "needs the official files")]
fn the_pack_of_2015_holds_1514_quartiers_of_which_34_are_repaired() {
    let set = &NATIONAL.old;
    assert_eq!((set.generation, set.len()), (Generation::Qp2015, 1514));
    assert_eq!(set.repairs.len(), 34);
    assert_eq!(set.source.code_column, "CODE_QP");
    assert_eq!(set.source.name_column.as_deref(), Some("NOM_QP"));
    assert_eq!(set.get(&code("QP062046")).unwrap().name, "Nouméa");
    for repair in &set.repairs {
        let change = (repair.area_after_m2 - repair.area_before_m2).abs();
        // QP084012 crosses itself around 5 ha, which the shoelace formula counts as a hole.
        assert!(change < 0.13 * repair.area_before_m2, "{repair:?}");
    }
}

#[test]
#[cfg_attr(not(official_files), ignore = "needs the official files")]
fn every_format_of_the_pack_of_2024_gives_the_same_quartiers() {
    let set = &NATIONAL.new;
    assert_eq!((set.generation, set.len()), (Generation::Qp2024, 1584));
    assert_eq!(set.repairs.len(), 559);
    for member in [
        "GEOJSON/QP2024_France_Hexagonale_Outre_Mer_WGS84.geojson",
        "GPKG/QP2024_France_Hexagonale_Outre_Mer_WGS84.gpkg",
        "SHP/QP2024_France_hexagonale_LB93.shp",
        "SHP/QP2024_LaReunion_RGR92_UTM40S.shp",
        "SHP/QP2024_Mayotte_RGM04_UTM38S.shp",
        "SHP/QP2024_Guyane_RGF95_UTM22N.shp",
        "SHP/QP2024_Guadeloupe_RGAF09_UTM20N.shp",
    ] {
        let other = read(&format!("{PACK_2024}/{member}"));
        assert!(!other.is_empty(), "{member}");
        for q in &other.quartiers {
            let same = set.get(&q.code).unwrap();
            assert_eq!(q.name, same.name, "{member}");
            // Coordinates of the members differ by their rounding.
            let difference = (q.area_m2() - same.area_m2()).abs();
            assert!(
                difference < 1e-3 * q.area_m2(),
                "{member} {} {difference}",
                q.code
            );
        }
    }
}

#[test]
#[cfg_attr(not(official_files), ignore = "needs the official files")]
fn areas_in_common_are_those_of_geos() {
    let found: BTreeMap<_, f64> = NATIONAL
        .overlaps
        .iter()
        .map(|o| ((o.old, o.new), o.area_m2))
        .collect();
    let text = include_str!("../data/geos-overlaps-62.csv");
    let mut compared = 0;
    for line in text.lines().filter(|l| l.starts_with("QP")) {
        let cells: Vec<&str> = line.split(',').collect();
        let expected: f64 = cells[2].parse().unwrap();
        let area = found
            .get(&(code(cells[0]), code(cells[1])))
            .copied()
            .unwrap_or(0.0);
        let slack = f64::max(1.0, 1e-6 * expected);
        assert!((area - expected).abs() <= slack, "{line}: {area}");
        compared += 1;
    }
    assert!(compared >= 65, "{compared}");
}

/// Contours that touch themselves around a lagoon or a courtyard: areas of GEOS 3.14.1.
#[test]
#[cfg_attr(not(official_files), ignore = "needs the official files")]
fn repair_keeps_the_ground_that_geos_keeps() {
    for (text, expected) in [
        ("QN97652C", 31_503_423.6),
        ("QN97653C", 34_713_844.3),
        ("QN05602M", 275_766.7),
    ] {
        let area = NATIONAL.new.get(&code(text)).unwrap().area_m2();
        assert!((area - expected).abs() <= 1e-6 * expected, "{text}: {area}");
    }
}

/// Of all contours, those that are invalid are those that GEOS calls invalid, and each keeps the
/// ground that GEOS keeps.
#[test]
#[cfg_attr(not(official_files), ignore = "needs the official files")]
fn no_contour_loses_ground_that_geos_keeps() {
    let text = include_str!("../data/geos-make-valid.csv");
    let rows = text.lines().filter(|l| !l.starts_with('#')).skip(1);
    let mut repaired = [0, 0];
    for line in rows {
        let cells: Vec<&str> = line.split(',').collect();
        let expected: f64 = cells[2].parse().unwrap();
        let slack = f64::max(1.0, 1e-6 * expected);
        let Ok(code) = QuartierCode::parse(cells[0]) else {
            // The last row of a generation: number and area of all that are valid.
            let set = if cells[0] == "2015" {
                &NATIONAL.old
            } else {
                &NATIONAL.new
            };
            let valid = set
                .quartiers
                .iter()
                .filter(|q| set.repairs.iter().all(|r| r.code != q.code));
            let areas: Vec<f64> = valid.map(|q| q.area_m2()).collect();
            assert_eq!(areas.len(), cells[1].parse::<usize>().unwrap());
            assert!((areas.iter().sum::<f64>() - expected).abs() <= slack);
            continue;
        };
        let set = match code.generation() {
            Generation::Qp2015 => &NATIONAL.old,
            Generation::Qp2024 => &NATIONAL.new,
        };
        let repair = set.repairs.iter().find(|r| r.code == code);
        let repair = repair.unwrap_or_else(|| panic!("{code} is not repaired"));
        let before: f64 = cells[1].parse().unwrap();
        assert!(
            (repair.area_before_m2 - before).abs() <= slack,
            "{line}: {repair:?}"
        );
        assert!(
            (repair.area_after_m2 - expected).abs() <= slack,
            "{line}: {repair:?}"
        );
        repaired[usize::from(code.generation() == Generation::Qp2024)] += 1;
    }
    assert_eq!(
        repaired,
        [NATIONAL.old.repairs.len(), NATIONAL.new.repairs.len()]
    );
}

#[test]
#[cfg_attr(not(official_files), ignore = "needs the official files")]
fn kept_gained_and_lost_ground_make_up_both_generations() {
    let mut sums: BTreeMap<QuartierCode, f64> = BTreeMap::new();
    for piece in qpv::diff::pieces(&NATIONAL) {
        let area = geo::Area::unsigned_area(&piece.shape) + piece.slivers_m2;
        for code in [piece.old, piece.new].into_iter().flatten() {
            *sums.entry(code).or_default() += area;
        }
    }
    // Ground that two quartiers of one generation both claim is kept twice.
    let mut twice: BTreeMap<QuartierCode, f64> = BTreeMap::new();
    for set in [&NATIONAL.old, &NATIONAL.new] {
        for double in perimeter::doubles(set) {
            *twice.entry(double.first).or_default() += double.area_m2;
            *twice.entry(double.second).or_default() += double.area_m2;
        }
    }
    for q in NATIONAL.old.quartiers.iter().chain(&NATIONAL.new.quartiers) {
        let counterparts = NATIONAL.overlaps.iter().filter_map(|o| {
            [(o.old, o.new), (o.new, o.old)]
                .into_iter()
                .find(|(a, _)| *a == q.code)
                .map(|p| p.1)
        });
        let claimed: f64 = counterparts.filter_map(|c| twice.get(&c)).sum();
        let difference = (sums[&q.code] - q.area_m2()).abs();
        let slack = f64::max(1.0, 1e-6 * q.area_m2());
        assert!(difference <= slack + claimed, "{}: {difference} m²", q.code);
    }
}

#[test]
#[cfg_attr(not(official_files), ignore = "needs the official files")]
fn pas_de_calais_changed_as_it_must_come_out() {
    let here = vec!["62".to_owned()];
    let diff = Diff::new(
        NATIONAL.old.clone().in_departements(&here),
        NATIONAL.new.clone().in_departements(&here),
        Some(NATIONAL.tolerance),
    )
    .unwrap();
    let links = |evolution| -> Vec<String> {
        let rows = diff.rows.iter().filter(|r| r.evolution == evolution);
        rows.map(|r| {
            let text = |c: Option<QuartierCode>| c.map(|c| c.to_string()).unwrap_or_default();
            format!("{}>{}", text(r.old), text(r.new))
        })
        .collect()
    };
    assert_eq!((diff.old.len(), diff.new.len()), (64, 64));
    assert_eq!(
        links(Evolution::Fusion),
        [
            "QP062052>QN06252M",
            "QP062053>QN06252M",
            "QP062054>QN06252M"
        ]
    );
    assert_eq!(
        links(Evolution::Scission),
        ["QP062061>QN06259M", "QP062061>QN06260M"]
    );
    assert_eq!(links(Evolution::Nouveau), [">QN06264N"]);
    assert!(links(Evolution::Supprime).is_empty());
    assert_eq!(links(Evolution::Inchange).len(), 12);

    let mut outlines = perimeter::read_communes(&official("communes/communes-62.geojson")).unwrap();
    outlines.extend(perimeter::read_communes(&official("communes/communes-59.geojson")).unwrap());
    let summary = Summary::of(&diff, Some(&outlines));
    let moved = |movement| -> Vec<&str> {
        let changes = summary.communes.iter().filter(|c| c.movement == movement);
        changes.map(|c| c.insee.as_str()).collect()
    };
    // Noyelles-sous-Lens (62628) enters too: the official list of 2024 names it, that of 2015
    // does not.
    assert_eq!(moved(Movement::Entre), ["62108", "62628"]);
    assert_eq!(moved(Movement::Sort), ["59452", "62291"]);
    assert!((summary.area_2015_m2 / 1e6 - 25.95).abs() < 0.01);
    assert!((summary.area_2024_m2 / 1e6 - 33.92).abs() < 0.01);
}

#[test]
#[cfg_attr(not(official_files), ignore = "needs the official files")]
fn the_whole_country_is_compared_in_one_go_overseas_included() {
    let summary = Summary::of(&NATIONAL, None);
    let count = |e: Evolution| summary.evolutions[e.as_str()];
    let old: usize = Evolution::ALL
        .iter()
        .map(|e| count(*e).quartiers_2015)
        .sum();
    let new: usize = Evolution::ALL
        .iter()
        .map(|e| count(*e).quartiers_2024)
        .sum();
    assert_eq!((old, new), (1514, 1584));
    // Two quartiers of letter N cover an old one, two of letter M cover none.
    assert_eq!(summary.letters["N"].values().sum::<usize>(), 139);
    assert_eq!(summary.letters["N"]["nouveau"], 137);
    assert_eq!(summary.letters["M"]["nouveau"], 2);
    assert_eq!(summary.letters["C"].values().sum::<usize>(), 17);
    for departement in ["971", "972", "973", "974", "976", "978", "987"] {
        let rows = NATIONAL.rows.iter().filter(|r| {
            r.new
                .or(r.old)
                .is_some_and(|c| c.departement() == departement)
        });
        assert!(rows.count() >= 3, "{departement}");
    }
}

#[test]
#[cfg_attr(not(official_files), ignore = "needs the official files")]
fn populations_sum_to_the_published_totals() {
    let here = vec!["62".to_owned()];
    let old = NATIONAL.old.clone().in_departements(&here);
    let new = NATIONAL.new.clone().in_departements(&here);
    let figures = |name: &str| {
        population::read(&table::read(&official(&format!("population/{name}"))).unwrap()).unwrap()
    };
    let sums = |set: &Perimeters, name: &str| -> Vec<(Vintage, f64, usize)> {
        let totals = figures(name).into_iter().map(|f| {
            let total = population::total(set, &f);
            (f.vintage, total.population, total.missing)
        });
        totals.collect()
    };
    assert_eq!(
        sums(&old, "insee-qp2015-population-2013.csv"),
        [(Vintage::Census(2013), 158_649.0, 0)]
    );
    assert_eq!(
        sums(&old, "insee-qp2015-population-2013-2018.csv"),
        [
            (Vintage::Census(2013), 158_649.0, 0),
            (Vintage::Census(2018), 149_900.0, 0)
        ]
    );
    assert_eq!(
        sums(&new, "insee-qp2024-population.csv"),
        [(Vintage::Census(2020), 172_024.0, 0)]
    );
}

#[test]
#[cfg_attr(not(official_files), ignore = "needs the official files")]
fn the_report_of_pas_de_calais_is_whole() {
    let folder = Folder::new();
    let out = folder.path("out");
    let mut command = qpv(["report", "--dept", "62", "--quiet", "--old"]);
    command
        .arg(official(PACK_2015))
        .arg("--new")
        .arg(official(PACK_2024));
    for name in [
        "communes-62.geojson",
        "communes-59.geojson",
        "communes-epci-62.csv",
    ] {
        command
            .arg("--communes")
            .arg(official(&format!("communes/{name}")));
    }
    for name in [
        "insee-qp2015-population-2013-2018.csv",
        "insee-qp2024-population.csv",
    ] {
        command
            .arg("--population")
            .arg(official(&format!("population/{name}")));
    }
    command.arg("-o").arg(&out).assert().success();
    let contracts = std::fs::read_to_string(out.join("tables/contrats.csv")).unwrap();
    assert_eq!(contracts.lines().count(), 10, "{contracts}");
    assert!(contracts.contains("Commune de Marquise,1,"), "{contracts}");
    // Communes and groups of communes: every quartier once, so each census sums to its total.
    let mut sums: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    let mut table = csv::Reader::from_path(out.join("tables/populations_communes.csv")).unwrap();
    for row in table.records() {
        let row = row.unwrap();
        let sum = sums.entry(row[0].to_owned()).or_default();
        sum.0 += row[5].parse::<u32>().unwrap();
        sum.1 += row[7].parse::<u32>().unwrap();
        assert_eq!(row[4] == *"entier", row[2].len() == 5, "{row:?}");
        assert!(
            row[8].ends_with(".csv, colonne pop_2013") || row[0] != *"RP 2013",
            "{row:?}"
        );
    }
    assert_eq!(sums["RP 2013"], (64, 158_649));
    assert_eq!(sums["RP 2018"], (64, 149_900));
    assert_eq!(sums["RP 2020"], (64, 172_024));
    // Ostricourt has ground of QP062040, whose inhabitants are those of Évin-Malmaison as well.
    let communes = std::fs::read_to_string(out.join("tables/communes.csv")).unwrap();
    let line = |name: &str| communes.lines().find(|l| l.contains(name)).unwrap();
    assert!(line("Ostricourt").ends_with(",,1670,,1516,,,QP062040 (avec Évin-Malmaison),"));
    assert!(
        line("Berck").ends_with(",entre,,,,,1278,,,"),
        "{}",
        line("Berck")
    );
    let controls = std::fs::read_to_string(out.join("tables/controles.csv")).unwrap();
    assert!(!controls.contains("alerte,"), "{controls}");
    let page = std::fs::read_to_string(out.join("rapport.html")).unwrap();
    assert!(page.len() < 2_000_000, "{} bytes", page.len());
    for text in [
        "158\u{202f}649",
        "172\u{202f}024",
        "161\u{202f}814",
        "167\u{202f}300",
    ] {
        assert!(page.contains(text), "{text}");
    }
    // The analyst's folders are not the reader's business.
    let home = official("perimeters").canonicalize().unwrap();
    assert!(!page.contains(&home.display().to_string()));
}

#[test]
#[cfg_attr(not(official_files), ignore = "needs the official files")]
fn other_departements_have_their_report_too() {
    for departement in ["59", "75", "93", "974", "976"] {
        let folder = Folder::new();
        let out = folder.path("out");
        qpv(["report", "--dept", departement, "--quiet", "--old"])
            .arg(official(PACK_2015))
            .arg("--new")
            .arg(official(PACK_2024))
            .arg("--population")
            .arg(official("population/insee-qp2024-population.csv"))
            .arg("-o")
            .arg(&out)
            .assert()
            .success();
        assert!(
            out.join("figures/carte-quartiers.png").is_file(),
            "{departement}"
        );
    }
}

#[test]
#[cfg_attr(not(official_files), ignore = "needs the official files")]
fn outlines_of_another_departement_are_said_to_hold_no_quartier() {
    let folder = Folder::new();
    let mut command = qpv(["report", "--dept", "974"]);
    command
        .arg("--old")
        .arg(official(PACK_2015))
        .arg("--new")
        .arg(official(PACK_2024));
    command
        .arg("--communes")
        .arg(official("communes/communes-62.geojson"));
    let output = command.arg("-o").arg(folder.path("out")).output().unwrap();
    let summary = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        summary.contains("0 -> 0 (106 quartiers lie in none of the outlines of communes)"),
        "{summary}"
    );
    // The page then counts the communes that the files name.
    let page = std::fs::read_to_string(folder.path("out/rapport.html")).unwrap();
    assert!(page.contains("communes nommées par le fichier des périmètres"));
}
