//! Counts over the whole table.

use crate::desk::Desk;

#[test]
fn the_summary_counts_answers_quartiers_and_changes() {
    let desk = Desk::new();
    let table = "x,y\n652500,7040500\n653500,7040500\n651800,7040500\n,\n";
    let summary = [
        "--crs",
        "2154",
        "--summary",
        "sum.csv",
        "--perimeters",
        "old.geojson",
        "--quiet",
    ];
    desk.answers(table, &summary);
    let summary = desk.get("sum.csv");
    for line in [
        "generation,rubrique,cle,libelle,lignes,part,part_localisees",
        "2015,reponse,dans,,1,0.250000,0.333333",
        "2024,reponse,dans,,2,0.500000,0.666667",
        "2024,reponse,non_localise,,1,0.250000,",
        "2024,bande,300,,1,0.250000,0.333333",
        "2024,motif,coordonnees_absentes,,1,0.250000,",
        "2024,quartier,QN06202N,Cité QN06202N; sud,1,0.250000,0.333333",
        "2024,quartier_hors_autre_generation,QN06202N,Cité QN06202N; sud,1,0.250000,0.333333",
        "2015-2024,changement,hors,dans,1,0.250000,",
        "2015-2024,changement,dans,dans,1,0.250000,",
    ] {
        assert!(summary.lines().any(|l| l == line), "{line}\n{summary}");
    }
}

/// The three quartiers of 2024 with an EPCI; the first and the third are of one.
fn with_epci(desk: &Desk) {
    let perimeters = desk.get("new.geojson");
    let parts: Vec<&str> = perimeters.split("\"code_qp\"").collect();
    let named = |siren: &str, part: &str| format!("\"siren_epci\":\"{siren}\",\"code_qp\"{part}");
    let text = [
        parts[0].to_owned(),
        named("200000001", parts[1]),
        named("200000002", parts[2]),
        named("200000001", parts[3]),
    ];
    desk.put("new.geojson", text.concat().as_bytes());
}

#[test]
fn a_summary_as_json_adds_up_and_counts_a_row_once_in_an_epci() {
    let desk = Desk::new();
    with_epci(&desk);
    // Two in both the first and the third quartier, one on the limit of the first and second.
    let table = "x,y\n652300,7040300\n652310,7040300\n653000,7040500\n653500,7040500\n\
                 651800,7040500\n651600,7040500\n640000,7040500\n0,0\n";
    let run = [
        "--crs",
        "2154",
        "--summary",
        "sum.json",
        "--add",
        "code",
        "-q",
    ];
    desk.answers(table, &run);
    let summary: serde_json::Value = serde_json::from_str(&desk.get("sum.json")).unwrap();
    assert_eq!(summary["lignes"], 8);
    let own = &summary["generations"][0];
    // Bands are counted though no column shows them.
    for (key, rows) in [
        ("dans", 4),
        ("bande_300", 1),
        ("bande_500", 1),
        ("au_dela", 1),
        ("imprecis", 0),
        ("non_localise", 1),
    ] {
        assert_eq!(own[key], rows, "{key}");
    }
    assert_eq!(own["part_dans"], 4.0 / 7.0);
    let count = |list: &str, key: &str, value: &str| {
        let list = own[list].as_array().unwrap();
        list.iter().find(|c| c[key] == value).unwrap()["lignes"]
            .as_u64()
            .unwrap()
    };
    assert_eq!(count("quartiers", "code", "QN06201M"), 3);
    assert_eq!(count("quartiers", "code", "QN06203N"), 2);
    assert_eq!(count("epci", "siren", "200000001"), 3);
    assert_eq!(count("epci", "siren", "200000002"), 2);
}

#[test]
fn names_of_epci_come_from_the_table_of_communes() {
    let desk = Desk::new();
    with_epci(&desk);
    desk.put(
        "communes.csv",
        b"code,nom,epci_code,epci_nom\n62498,Lens,200000001,CA de Lens\n62427,Henin,200000002,CA de Henin\n",
    );
    desk.put("table.csv", b"x,y\n652500,7040500\n651800,7040500\n");
    let run = [
        "table.csv",
        "--crs",
        "2154",
        "--summary",
        "-",
        "--communes",
        "communes.csv",
        "-q",
    ];
    let output = desk.locate(&run).assert().code(0).get_output().clone();
    let text = String::from_utf8(output.stdout).unwrap();
    // The summary alone: no row of the table.
    assert!(!text.contains("652500"), "{text}");
    let has = |words: &[&str]| {
        text.lines()
            .any(|l| l.split_whitespace().collect::<Vec<_>>() == words)
    };
    assert!(has(&["1", "200000001", "CA", "de", "Lens"]), "{text}");
    assert!(has(&["dans", "un", "quartier", "1"]), "{text}");
    assert!(text.contains("50,0 %"), "{text}");
}
