//! What the answers say.

use crate::desk::{Desk, geojson, rows};

#[test]
fn both_generations_are_answered_oldest_first() {
    let desk = Desk::new();
    let out = desk.answers(
        "x,y\n653500,7040500\n",
        &["--crs", "2154", "--perimeters", "old.geojson"],
    );
    assert_eq!(
        out.lines().next().unwrap(),
        "x,y,code_qp_2015,nom_qp_2015,reponse_2015,distance_2015_m,bande_2015,motif_2015,\
         code_qp_2024,nom_qp_2024,reponse_2024,distance_2024_m,bande_2024,motif_2024"
    );
    let row = "653500,7040500,,,hors,499.3,500,,QN06202N,Cité QN06202N; sud,dans,-499.3,,";
    assert_eq!(out.lines().nth(1).unwrap(), row);
}

#[test]
fn a_limit_belongs_to_every_quartier_that_it_bounds() {
    let desk = Desk::new();
    let table = "x,y\n652000,7040000\n652500,7041000\n653000,7040500\n652300,7040300\n\
                 652200,7040300\n652199.99,7040300\n651999.999,7040500\n";
    let out = desk.answers(
        table,
        &["--crs", "2154", "--add", "code,reponse,motif,distance"],
    );
    let found: Vec<String> = rows(&out).iter().map(|row| row[2..].join(" ")).collect();
    assert_eq!(
        found,
        [
            "QN06201M dans 0.0 sur_la_limite",
            "QN06201M dans 0.0 sur_la_limite",
            "QN06201M;QN06202N dans 0.0 plusieurs_quartiers",
            "QN06203N;QN06201M dans -99.9 plusieurs_quartiers",
            "QN06203N;QN06201M dans 0.0 plusieurs_quartiers",
            "QN06201M dans -199.7 ",
            " hors 0.0 ",
        ]
    );
}

#[test]
fn a_place_that_is_none_says_why() {
    let desk = Desk::new();
    let table = "lon,lat\n,50.4\n2.8,NA\n0,0\n50.4,2.8\n652469,6862035\n-74,40.7\n\
                 rue,50.4\n2°48'E,50.4\n55.45,-20.9\n2.8\0,50.4\n";
    let out = desk.answers(table, &["--add", "reponse,motif"]);
    let found: Vec<&str> = rows(&out).iter().map(|row| row[3]).collect();
    assert_eq!(
        found,
        [
            "coordonnees_absentes",
            "coordonnees_absentes",
            "coordonnees_nulles",
            "longitude_et_latitude_inversees",
            "metres_au_lieu_de_degres",
            "hors_de_france",
            "coordonnees_illisibles",
            "degres_minutes_secondes",
            "territoire_sans_perimetre",
            "coordonnees_illisibles",
        ]
    );
    assert!(rows(&out).iter().all(|row| row[2] == "non_localise"));
    let table = "x,y\n7040500,652500\n2.8,50.4\n652500,7040500\n";
    let out = desk.answers(table, &["--crs", "2154", "--add", "reponse,motif"]);
    let found: Vec<&str> = rows(&out).iter().map(|row| row[3]).collect();
    assert_eq!(found, ["x_et_y_inverses", "degres_au_lieu_de_metres", ""]);
}

#[test]
fn what_is_nearer_to_the_limit_than_its_precision_is_imprecise() {
    let desk = Desk::new();
    let table = "x,y,p\n652010,7040500,5\n652010,7040500,20\n651990,7040500,20\n\
                 651990,7040500,\n651990,7040500,bof\n640000,7040500,15000\n";
    let plain = ["--crs", "2154", "--add", "code,reponse,motif"];
    let out = desk.answers(table, &[&plain[..], &["--precision", "p"]].concat());
    let found: Vec<String> = rows(&out).iter().map(|row| row[3..].join(" ")).collect();
    let why = "imprecis limite_plus_proche_que_la_precision";
    assert_eq!(found[0], "QN06201M dans ");
    assert_eq!(found[1], format!("QN06201M {why}"));
    assert_eq!(found[2], format!("QN06201M {why}"));
    assert_eq!(found[3], " hors ");
    assert_eq!(found[4], " imprecis precision_illisible");
    assert_eq!(found[5], format!("QN06201M {why}"));
    let out = desk.answers(table, &[&plain[..], &["--precision", "10.5"]].concat());
    assert!(
        rows(&out)[..5].iter().all(|row| row[4] == "imprecis"),
        "{out}"
    );
}

#[test]
fn distances_end_where_they_are_told_to_and_bands_do_not() {
    let desk = Desk::new();
    let table = "x,y\n651800,7040500\n651550,7040500\n651100,7040500\n650900,7040500\n";
    let columns = ["--crs", "2154", "--add", "distance,bande"];
    let out = desk.answers(table, &columns);
    let found: Vec<String> = rows(&out).iter().map(|row| row[2..].join(" ")).collect();
    assert_eq!(found, ["199.7 300", "449.3 500", "898.7 ", " "]);
    let out = desk.answers(table, &[&columns[..], &["--max-distance", "250"]].concat());
    let found: Vec<String> = rows(&out).iter().map(|row| row[2..].join(" ")).collect();
    assert_eq!(found, ["199.7 300", " 500", " ", " "]);
}

#[test]
fn x_and_y_without_a_system_are_lambert_93_only_when_all_first_rows_say_so() {
    let desk = Desk::new();
    let out = desk.answers("x,y\n652500,7040500\n", &["--add", "code"]);
    assert_eq!(out, "x,y,code_qp_2024\n652500,7040500,QN06201M\n");
    desk.put("table.csv", b"x,y\n652500,7040500\n338000,7640000\n");
    assert!(
        desk.error(&["table.csv"])
            .contains("\"x\" and \"y\" do not say")
    );
}

#[test]
fn one_point_is_a_table_of_one_row() {
    let desk = Desk::new();
    let point = [
        "--point",
        "652500,7040500",
        "--crs",
        "2154",
        "--add",
        "code,reponse",
    ];
    let run = desk.locate(&point).assert().code(0);
    let expected = "x,y,code_qp_2024,reponse_2024\n652500,7040500,QN06201M,dans\n";
    assert_eq!(
        String::from_utf8(run.get_output().stdout.clone()).unwrap(),
        expected
    );
    desk.locate(&["--point", "-4.5,48.4"]).assert().code(0);
}

/// What was found for a contour of 2015 serves again where 2024 took it over to the last vertex.
#[test]
fn a_contour_that_stayed_is_answered_as_if_its_generation_were_asked_alone() {
    let (west, south) = (652_000.0, 7_040_000.0);
    let square =
        |x: f64, y: f64, side: f64| [west + x, south + y, west + x + side, south + y + side];
    let (stays, nests) = (square(0.0, 0.0, 1000.0), square(200.0, 200.0, 150.0));
    let old = [
        ("QP062001", stays),
        ("QP062002", nests),
        ("QP062003", square(1200.0, 0.0, 300.0)),
    ];
    let new = [
        ("QN06201I", nests),
        ("QN06202I", stays),
        ("QN06203M", square(1150.0, 0.0, 300.0)),
        ("QN06204N", square(900.0, 900.0, 250.0)),
    ];
    let desk = Desk::new();
    desk.put("old.geojson", geojson(&old).as_bytes());
    desk.put("new.geojson", geojson(&new).as_bytes());
    let mut table = String::from("x,y\n");
    // Every fourth place is on a limit or its line: the sides are multiples of 50 m.
    for x in (-600..=2_000).step_by(25) {
        for y in (-600..=1_600).step_by(25) {
            table += &format!("{},{}\n", west + f64::from(x), south + f64::from(y));
        }
    }
    let arguments = [
        "--crs",
        "2154",
        "--add",
        "code,reponse,distance,bande,motif",
    ];
    let mut both = arguments.to_vec();
    both.extend(["--perimeters", "old.geojson"]);
    let both = desk.answers(&table, &both);
    let new_alone = desk.answers(&table, &arguments);
    desk.put("new.geojson", geojson(&old).as_bytes());
    let old_alone = desk.answers(&table, &arguments);
    let (both, old, new) = (rows(&both), rows(&old_alone), rows(&new_alone));
    assert_eq!(both.len(), 105 * 89);
    for ((both, old), new) in both.iter().zip(&old).zip(&new) {
        assert_eq!(both[2..7], old[2..7], "{both:?}");
        assert_eq!(both[7..12], new[2..7], "{both:?}");
    }
}
