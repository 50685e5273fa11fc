//! Geocoding from the outside: a small BAN of its own, and the official file of Paris.

use assert_cmd::Command;
use qpv::geocode::{self, GeocodeError, Geocoder, MatchType, Query};
use std::path::{Path, PathBuf};

const HEADER: &str = "id;id_fantoir;numero;rep;nom_voie;code_postal;code_insee;nom_commune;code_insee_ancienne_commune;nom_ancienne_commune;x;y;lon;lat;type_position;alias;nom_ld;libelle_acheminement;nom_afnor;source_position;source_nom_voie;certification_commune";

/// A BAN of two communes of the Pas-de-Calais, one of them with a former commune.
fn small_ban() -> String {
    let row = |id: &str, number: &str, rep: &str, street: &str, place: &str, at: &str| {
        format!("{id};;{number};{rep};{street};{place};0;0;{at};entrée;;;;;commune;commune;1\n")
    };
    let arras = "62000;62041;Arras;;";
    let lens = "62300;62498;Lens;;";
    let annexed = "62217;62041;Arras;62001;Ablain";
    let mut text = format!("{HEADER}\n");
    for (i, (number, rep)) in [("1", ""), ("3", ""), ("3", "bis"), ("5", "b"), ("8", "")]
        .into_iter()
        .enumerate()
    {
        let id = if rep.is_empty() {
            format!("62041_0010_{number:0>5}")
        } else {
            format!("62041_0010_{number:0>5}_{rep}")
        };
        let at = format!("2.77{i};50.29{i}");
        text += &row(&id, number, rep, "Avenue du Général Leclerc", arras, &at);
    }
    text += &row(
        "62041_0020_00001",
        "1",
        "",
        "Rue de l'Église",
        arras,
        "2.771;50.281",
    );
    text += &row(
        "62001_0020_00001",
        "1",
        "",
        "Rue de l'Église",
        annexed,
        "2.791;50.271",
    );
    text += &row(
        "62498_0030_00010",
        "10",
        "",
        "Rue du 8 Mai 1945",
        lens,
        "2.831;50.431",
    );
    text += &row(
        "62498_0040_00012",
        "12",
        "",
        "Cité 10",
        lens,
        "2.832;50.432",
    );
    text += &row(
        "62498_0050_99999",
        "99999",
        "",
        "Le Grand Condé",
        lens,
        "2.833;50.433",
    );
    text
}

struct Small {
    folder: tempfile::TempDir,
}

impl Small {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("adresses-62.csv"), small_ban()).unwrap();
        let small = Self { folder };
        geocode::build(&[small.path("adresses-62.csv")], &small.path("ban.qpvban")).unwrap();
        small
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn geocoder(&self) -> Geocoder {
        Geocoder::open(&self.path("ban.qpvban")).unwrap()
    }

    fn qpv(&self, arguments: &[&str]) -> assert_cmd::assert::Assert {
        Command::cargo_bin("qpv")
            .unwrap()
            .current_dir(self.folder.path())
            .args(arguments)
            .assert()
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }
}

fn label(geocoder: &Geocoder, text: &str) -> String {
    geocoder
        .search(&Query::new(text))
        .map_or("not-found".into(), |a| {
            format!("{} ({})", a.label(), a.kind)
        })
}

#[test]
fn addresses_are_found_as_people_write_them() {
    let geocoder = Small::new().geocoder();
    let leclerc = |n: &str| format!("{n} Avenue du Général Leclerc 62000 Arras (housenumber)");
    for (text, expected) in [
        ("3 avenue du Général Leclerc 62000 Arras", leclerc("3")),
        ("3 AV DU GAL LECLERC 62000 ARRAS CEDEX", leclerc("3")),
        ("3bis, av. Leclerc, Arras", leclerc("3bis")),
        ("3 B Avenue du General Leclerc 62000", leclerc("3bis")),
        ("5 bis avenue general leclerc arras", leclerc("5b")),
        ("7/8 avenue du general leclerc 62000 arras", leclerc("8")),
        ("3 avenue du general lecelrc 62000 arras", leclerc("3")),
        ("3 avenuedu generalleclerc 62000 arras", leclerc("3")),
        ("3 general leclerc 62000 arras", leclerc("3")),
        (
            "Résidence Vauban Bat 2 3 avenue du Général Leclerc 62000 Arras",
            leclerc("3"),
        ),
        (
            "10 rue du huit mai 1945 lens",
            "10 Rue du 8 Mai 1945 62300 Lens (housenumber)".into(),
        ),
        (
            "12 cité 10 62300 Lens",
            "12 Cité 10 62300 Lens (housenumber)".into(),
        ),
        (
            "Le Grand Conde Lens",
            "Le Grand Condé 62300 Lens (locality)".into(),
        ),
        (
            "1 rue de l'église Ablain",
            "1 Rue de l'Église 62217 Arras (housenumber)".into(),
        ),
        ("Lens", "Lens (municipality)".into()),
    ] {
        assert_eq!(label(&geocoder, text), expected, "{text}");
    }
}

#[test]
fn the_number_of_a_flat_is_not_the_number_of_the_house() {
    let geocoder = Small::new().geocoder();
    for text in [
        "Bât C8 3 avenue du Général Leclerc 62000 Arras",
        "appartement 8 B, 3 avenue du Général Leclerc 62000 Arras",
        "digicode 45A8, 3 avenue du Général Leclerc 62000 Arras",
        "parcelle AB 8 3 avenue du Général Leclerc 62000 Arras",
        "cadastré section AC n° 8, 3 avenue du Général Leclerc 62000 Arras",
        "RES LE CLOS ESC 8 3 AVENUE DU GENERAL LECLERC 62000 ARRAS",
        "3 avenue du Général Leclerc villa les Roses 62000 Arras",
        "3 avenue du Général Leclerc Hôtel Terminus 62000 Arras",
        "3 avenue du GÃ©nÃ©ral Leclerc 62000 Arras",
    ] {
        let answer = geocoder.search(&Query::new(text)).unwrap();
        assert_eq!(
            (answer.house_number.as_str(), answer.is_safe()),
            ("3", true),
            "{text}"
        );
    }
    for text in [
        "3 (bis), avenue du Général Leclerc 62000 Arras",
        "3bisavenuedugeneralleclerc 62000 arras",
        "3, bis avenue du Général Leclerc 62000 Arras",
    ] {
        assert_eq!(
            geocoder.search(&Query::new(text)).unwrap().house_number,
            "3bis",
            "{text}"
        );
    }
    // Two numbers that are no range: one is the house's, and which is not certain.
    let answer = geocoder
        .search(&Query::new("45 3 avenue du Général Leclerc 62000 Arras"))
        .unwrap();
    assert_eq!(
        (answer.house_number.as_str(), answer.is_safe()),
        ("3", false)
    );
}

#[test]
fn a_place_without_a_street_is_the_commune() {
    let geocoder = Small::new().geocoder();
    for text in ["62300 Lens", "Lens", "LENS (62300)"] {
        assert_eq!(label(&geocoder, text), "Lens (municipality)", "{text}");
    }
}

#[test]
fn a_number_between_two_others_is_interpolated_only_on_request() {
    let small = Small::new();
    small.write("liste.csv", "adresse\n4 av Gal Leclerc Arras\n");
    let ask = |more: &[&str]| {
        let mut arguments = vec!["geocode", "liste.csv", "--ban", "ban.qpvban", "-o", "o.csv"];
        arguments.extend(more);
        small.qpv(&arguments).success();
        small.read("o.csv")
    };
    assert!(!ask(&[]).contains("interpolated"));
    small.write(
        "liste.csv",
        "adresse\n2 av Gal Leclerc Arras\n4 rue de l'Eglise Ablain\n",
    );
    let text = ask(&["--interpolate"]);
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].ends_with("result_status,result_interpolated"));
    // Beyond the ends of the even side: the street, as without the option.
    assert!(lines[1].contains(",street,") && lines[1].ends_with(",ok,"));
    let geocoder = small.geocoder();
    let between = |text: &str| {
        let answer = geocoder.search(&Query::new(text)).unwrap();
        assert_eq!(answer.kind, MatchType::Street, "{text}");
        geocoder.interpolated(&answer)
    };
    assert_eq!(between("4 av Gal Leclerc Arras"), None);
    assert_eq!(between("7 av Gal Leclerc Arras"), None);
    let beside = between("1 ter av Gal Leclerc Arras").unwrap();
    assert_eq!((beside.lon, beside.between.as_str()), (2.770, "1"));
}

/// Two quartiers: one over half of the avenue of the small BAN, one over its rue de l'Église.
const QUARTIERS: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"code_qp":"QN06201N","lib_qp":"Half"},"geometry":{"type":"Polygon","coordinates":[[[2.7695,50.2895],[2.7725,50.2895],[2.7725,50.2925],[2.7695,50.2925],[2.7695,50.2895]]]}},
{"type":"Feature","properties":{"code_qp":"QN06202N","lib_qp":"Church"},"geometry":{"type":"Polygon","coordinates":[[[2.7705,50.2805],[2.7715,50.2805],[2.7715,50.2815],[2.7705,50.2815],[2.7705,50.2805]]]}}]}"#;

#[test]
fn an_address_is_in_a_quartier_only_as_far_as_it_is_certain() {
    let small = Small::new();
    small.write("qp2024.geojson", QUARTIERS);
    let expected = [
        ("3 av Gal Leclerc Arras", "QN06201N", "dans", ""),
        ("8 av Gal Leclerc Arras", "", "hors", ""),
        (
            "4 av Gal Leclerc Arras",
            "QN06201N",
            "imprecis",
            "voie_en_partie",
        ),
        (
            "7 rue de l'Eglise 62000 Arras",
            "QN06202N",
            "dans",
            "voie_entiere",
        ),
        ("7 rue du 8 mai 1945 Lens", "", "hors", "voie_hors"),
        ("Le Grand Conde Lens", "", "hors", "lieu_dit_hors"),
        ("Arras", "", "imprecis", "commune_en_partie"),
        ("62300 Lens", "", "hors", "commune_hors"),
        (
            "3 place Leclerc Arras",
            "",
            "imprecis",
            "adresse_incertaine",
        ),
        (
            "1 rue nulle part 62000 Arras",
            "",
            "non_localise",
            "adresse_non_trouvee",
        ),
        ("", "", "non_localise", "adresse_absente"),
    ];
    let mut table = "adresse,n\n".to_owned();
    for (text, ..) in expected {
        table += &format!("{text},1\n");
    }
    small.write("liste.csv", &table);
    let arguments = ["geocode", "liste.csv", "--ban", "ban.qpvban", "--locate"];
    let run = small
        .qpv(
            &[
                &arguments[..],
                &["--perimeters", "qp2024.geojson", "-o", "o.csv"],
            ]
            .concat(),
        )
        .success();
    let said = String::from_utf8(run.get_output().stderr.clone()).unwrap();
    assert!(
        said.contains("QP2024: 2 dans, 4 hors, 3 imprecis, 2 non_localise"),
        "{said}"
    );
    let mut reader = csv::Reader::from_path(small.path("o.csv")).unwrap();
    let headers = reader.headers().unwrap().clone();
    assert_eq!(
        headers.iter().skip(20).collect::<Vec<_>>(),
        [
            "code_qp_2024",
            "nom_qp_2024",
            "reponse_2024",
            "distance_2024_m",
            "bande_2024",
            "motif_2024"
        ]
    );
    for (record, (text, code, response, motive)) in reader.records().zip(expected) {
        let record = record.unwrap();
        assert_eq!(
            (&record[20], &record[22], &record[25]),
            (code, response, motive),
            "{text}"
        );
    }
}

#[test]
fn a_number_that_does_not_exist_gives_the_street_and_a_lower_score() {
    let geocoder = Small::new().geocoder();
    let answer = geocoder
        .search(&Query::new("4 avenue du Général Leclerc 62000 Arras"))
        .unwrap();
    assert_eq!(answer.kind, MatchType::Street);
    assert!(
        answer.score < 0.8 && answer.score >= 0.5,
        "{}",
        answer.score
    );
    assert_eq!(answer.house_number, "");
    assert_eq!(geocoder.street_addresses(&answer).len(), 5);
}

#[test]
fn another_departement_is_not_found() {
    let geocoder = Small::new().geocoder();
    assert_eq!(
        geocoder
            .search(&Query::new("3 avenue du Général Leclerc 75014 Paris"))
            .filter(|a| a.score >= 0.5),
        None
    );
}

#[test]
fn the_answer_has_the_columns_of_the_ban() {
    let small = Small::new();
    small.write(
        "liste.csv",
        "nom,adresse,cp,ville\nA,3 av Gal Leclerc,62000,ARRAS\nB,,,\nC,1 rue nulle part,62000,Arras\n",
    );
    small
        .qpv(&[
            "geocode",
            "liste.csv",
            "--ban",
            "ban.qpvban",
            "-o",
            "out.csv",
        ])
        .success();
    let out = small.read("out.csv");
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(
        lines[0],
        "nom,adresse,cp,ville,latitude,longitude,result_score,result_score_next,result_label,result_type,result_id,result_housenumber,result_name,result_street,result_postcode,result_city,result_context,result_citycode,result_oldcitycode,result_oldcity,result_district,result_status"
    );
    assert!(
        lines[1].contains("62041_0010_00003,3,3 Avenue du Général Leclerc,"),
        "{}",
        lines[1]
    );
    assert!(
        lines[1].contains("\"62, Pas-de-Calais, Hauts-de-France\",62041,,,,ok"),
        "{}",
        lines[1]
    );
    assert!(lines[2].starts_with("B,,,,") && lines[2].ends_with(",skipped"));
    assert!(lines[3].ends_with(",not-found"));
}

#[test]
fn rows_with_other_cells_than_the_header_are_refused_and_listed() {
    let small = Small::new();
    small.write("liste.csv", "id,adresse\n1,3 av Gal Leclerc Arras\n2\n");
    small
        .qpv(&[
            "geocode",
            "liste.csv",
            "--ban",
            "ban.qpvban",
            "-o",
            "out.csv",
        ])
        .code(3);
    assert!(
        small
            .read("out.csv")
            .lines()
            .nth(2)
            .unwrap()
            .ends_with(",error")
    );
    assert_eq!(
        small.read("out.rejects.csv"),
        "line,reason\n3,1 cells where the header has 2\n"
    );
}

#[test]
fn a_table_without_addresses_is_refused() {
    let small = Small::new();
    small.write("liste.csv", "id,nom\n1,A\n");
    let failed = small.qpv(&["geocode", "liste.csv", "--ban", "ban.qpvban"]);
    let error = String::from_utf8(failed.code(1).get_output().stderr.clone()).unwrap();
    assert!(
        error.starts_with("error: no column of addresses (the columns: id, nom)"),
        "{error}"
    );
}

#[test]
fn a_table_in_utf_16_is_refused() {
    let small = Small::new();
    std::fs::write(small.path("liste.csv"), b"\xff\xfea\0d\0r\0\n\0").unwrap();
    let failed = small.qpv(&["geocode", "liste.csv", "--ban", "ban.qpvban"]);
    let error = String::from_utf8(failed.code(1).get_output().stderr.clone()).unwrap();
    assert!(
        error.contains("liste.csv: the table is in UTF-16"),
        "{error}"
    );
}

#[test]
fn a_range_of_rows_can_be_answered() {
    let small = Small::new();
    small.write("liste.csv", "adresse\nLens\nArras\nLens\n");
    small
        .qpv(&[
            "geocode",
            "liste.csv",
            "--ban",
            "ban.qpvban",
            "--rows",
            "2-2",
            "-o",
            "o.csv",
        ])
        .success();
    assert_eq!(small.read("o.csv").lines().count(), 2);
}

#[test]
fn a_damaged_index_is_an_error_and_no_panic() {
    let small = Small::new();
    let whole = std::fs::read(small.path("ban.qpvban")).unwrap();
    let open = |bytes: &[u8]| {
        std::fs::write(small.path("bad.qpvban"), bytes).unwrap();
        Geocoder::open(&small.path("bad.qpvban")).map(|_| ())
    };
    let mut other_version = whole.clone();
    other_version[8] = 250;
    assert!(matches!(
        open(&other_version),
        Err(GeocodeError::Version { found: 250, .. })
    ));
    assert!(matches!(
        open(b"id;numero\n"),
        Err(GeocodeError::NotAnIndex { .. })
    ));
    for cut in [9, 100, whole.len() / 2, whole.len() - 1] {
        assert!(open(&whole[..cut]).is_err(), "{cut}");
    }
    for at in (400..whole.len()).step_by(97) {
        let mut flipped = whole.clone();
        flipped[at] ^= 0xff;
        assert!(
            matches!(open(&flipped), Err(GeocodeError::Damaged { .. })),
            "{at}"
        );
    }
}

#[test]
fn a_ban_without_a_needed_column_is_refused() {
    let small = Small::new();
    small.write("bad.csv", "id;numero;nom_voie\n1;2;Rue X\n");
    let failed = small.qpv(&["ban", "index", "bad.csv", "-o", "x.qpvban"]);
    let error = String::from_utf8(failed.code(1).get_output().stderr.clone()).unwrap();
    assert!(error.contains("no column code_insee"), "{error}");
}

#[test]
fn a_bal_with_commas_and_na_is_read_too() {
    let small = Small::new();
    small.write(
        "bal.csv",
        "\"\",\"cle_interop\",\"commune_insee\",\"commune_nom\",\"voie_nom\",\"numero\",\"suffixe\",\"long\",\"lat\"\n\"1\",\"93010_x_00002_bis\",93010,\"Bondy\",\"Allee Marguerite Duras\",2,\"bis\",2.48,48.89\n\"2\",NA,93010,\"Bondy\",\"Rue NA\",1,NA,NA,NA\n",
    );
    let summary = geocode::build(&[small.path("bal.csv")], &small.path("bal.qpvban")).unwrap();
    assert_eq!((summary.tally.rows, summary.tally.refused), (1, 1));
    let geocoder = Geocoder::open(&small.path("bal.qpvban")).unwrap();
    let answer = geocoder
        .search(&Query::new("2bis allée M. Duras, Bondy"))
        .unwrap();
    assert_eq!(answer.id, "93010_x_00002_bis");
}

/// The folder of official files.
fn official(name: &str) -> PathBuf {
    let folder = std::env::var("QPV_TEST_DATA").unwrap_or_else(|_| "../shared/data".into());
    Path::new(&folder).join(name)
}

fn paris() -> (tempfile::TempDir, Geocoder) {
    let folder = tempfile::tempdir().unwrap();
    let index = folder.path().join("75.qpvban");
    geocode::build(&[official("addresses/adresses-75.csv.gz")], &index).unwrap();
    let geocoder = Geocoder::open(&index).unwrap();
    (folder, geocoder)
}

#[test]
#[cfg_attr(not(official_files), ignore = "needs the official files")]
fn every_address_of_paris_is_found_under_its_own_name() {
    let (_folder, geocoder) = paris();
    let mut reader =
        csv::ReaderBuilder::new()
            .delimiter(b';')
            .from_reader(flate2::read::GzDecoder::new(
                std::fs::File::open(official("addresses/adresses-75.csv.gz")).unwrap(),
            ));
    let (mut asked, mut found) = (0, 0);
    for record in reader.records().step_by(97) {
        let record = record.unwrap();
        // Thirteen of these rows carry a number in the name of their street ("1S2 Passage
        // Gambetta"), which nobody would write.
        if record[4].starts_with(|c: char| c.is_ascii_digit()) {
            continue;
        }
        let text = format!(
            "{} {} {} {} Paris",
            &record[2], &record[3], &record[4], &record[5]
        );
        let answer = geocoder.search(&Query::new(text));
        asked += 1;
        found += usize::from(answer.is_some_and(|a| a.id == record[0] && a.score > 0.78));
    }
    assert!(asked > 1_600);
    assert_eq!(found, asked);
}

#[test]
#[cfg_attr(not(official_files), ignore = "needs the official files")]
fn electors_of_paris_are_found_by_number_or_not_at_all() {
    let (_folder, geocoder) = paris();
    let mut reader =
        csv::Reader::from_path(official("geocoding/paris2012-electeurs-arr01-10.csv")).unwrap();
    let (mut asked, mut safe, mut elsewhere) = (0, 0, 0);
    for record in reader.records().step_by(7) {
        let record = record.unwrap();
        let text = format!(
            "{} {} {} 750{} PARIS",
            &record[2], &record[3], &record[4], &record[0]
        );
        asked += 1;
        if let Some(answer) = geocoder.search(&Query::new(text)).filter(|a| a.is_safe()) {
            safe += 1;
            let number_kept = answer.house_number == record[2];
            let place_kept = answer.citycode == format!("751{}", &record[0]);
            elsewhere += usize::from(!number_kept || !place_kept);
        }
    }
    assert_eq!(elsewhere, 0);
    assert!(safe * 100 >= asked * 95, "{safe} of {asked}");
}
