//! The service, over a real socket.

use assert_cmd::cargo::cargo_bin;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

const BAN: &str = "id;numero;rep;nom_voie;code_postal;code_insee;nom_commune;lon;lat\n\
    62041_0010_00003;3;;Avenue du Général Leclerc;62000;62041;Arras;2.77;50.29\n\
    62041_0010_00003_bis;3;bis;Avenue du Général Leclerc;62000;62041;Arras;2.7705;50.2905\n";

/// A quartier that holds the first of the two addresses.
const QUARTIER: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code_qp":"QN06201N","lib_qp":"Half"},"geometry":{"type":"Polygon","coordinates":[[[2.769,50.289],[2.7702,50.289],[2.7702,50.2902],[2.769,50.2902],[2.769,50.289]]]}}]}"#;

/// A service on a port of the system's choice, stopped when dropped.
struct Service {
    process: Child,
    address: String,
    _folder: tempfile::TempDir,
}

impl Service {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("ban.csv"), BAN).unwrap();
        std::fs::write(folder.path().join("qp2024.geojson"), QUARTIER).unwrap();
        let mut process = Command::new(cargo_bin("qpv"))
            .current_dir(folder.path())
            .args(["serve", "--ban", "ban.csv", "--listen", "127.0.0.1:0"])
            .args(["--perimeters", "qp2024.geojson"])
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let said = BufReader::new(process.stderr.take().unwrap());
        let line = said
            .lines()
            .map_while(Result::ok)
            .find(|l| l.contains("http://"))
            .unwrap();
        let address = line.split("http://").nth(1).unwrap();
        let address = address.split('/').next().unwrap().to_owned();
        Self {
            process,
            address,
            _folder: folder,
        }
    }

    fn send(&self, head: &str, body: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let length = body.len();
        write!(
            stream,
            "{head}\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let status = answer[9..12].parse().unwrap();
        let body = answer.split_once("\r\n\r\n").unwrap().1.to_owned();
        (status, body)
    }

    fn get(&self, path: &str) -> (u16, serde_json::Value) {
        let (status, body) = self.send(&format!("GET {path} HTTP/1.1"), "");
        (status, serde_json::from_str(&body).unwrap())
    }

    fn post(&self, path: &str, form: &[(&str, &str)]) -> (u16, String) {
        let mut body = String::new();
        for (name, value) in form {
            let file = if *name == "data" {
                "; filename=\"t.csv\""
            } else {
                ""
            };
            body += &format!(
                "--x\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{value}\r\n"
            );
        }
        body += "--x--\r\n";
        let head = format!("POST {path} HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=x");
        self.send(&head, &body)
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn a_search_is_answered_as_the_ban_answers() {
    let service = Service::start();
    let (status, answer) = service.get("/search/?q=3%20bis%20av%20gal%20leclerc%20arras&limit=1");
    assert_eq!(status, 200);
    assert_eq!(answer["type"], "FeatureCollection");
    let properties = &answer["features"][0]["properties"];
    assert_eq!(properties["id"], "62041_0010_00003_bis");
    assert_eq!(properties["housenumber"], "3bis");
    assert_eq!(properties["context"], "62, Pas-de-Calais, Hauts-de-France");
    assert!(properties["x"].as_f64().unwrap() > 600_000.0);
}

#[test]
fn the_nearest_address_is_found() {
    let service = Service::start();
    let (_, answer) = service.get("/reverse/?lon=2.7701&lat=50.2901");
    assert_eq!(
        answer["features"][0]["properties"]["id"],
        "62041_0010_00003"
    );
    assert_eq!(answer["features"][0]["properties"]["distance"], 13.0);
    let (_, far) = service.get("/reverse/?lon=0&lat=0");
    assert_eq!(far["features"].as_array().unwrap().len(), 0);
}

#[test]
fn answers_name_their_quartier() {
    let service = Service::start();
    let (_, answer) = service.get("/search/?q=3%20av%20gal%20leclerc%20arras&limit=1");
    let properties = &answer["features"][0]["properties"];
    assert_eq!(properties["code_qp_2024"], "QN06201N");
    assert_eq!(properties["reponse_2024"], "dans");
    assert!(properties["distance_2024_m"].as_f64().unwrap() < 0.0);
    let (_, answer) = service.get("/reverse/?lon=2.7705&lat=50.2905");
    assert_eq!(answer["features"][0]["properties"]["reponse_2024"], "hors");
    let (_, answer) = service.get("/search/?q=7%20av%20gal%20leclerc%20arras&limit=1");
    let properties = &answer["features"][0]["properties"];
    assert_eq!(properties["type"], "street");
    assert_eq!(properties["motif_2024"], "voie_en_partie");
    let table = [
        ("data", "adresse\n3 av Leclerc Arras\n"),
        ("result_columns", "reponse_2024"),
    ];
    let (_, csv) = service.post("/search/csv/", &table);
    assert_eq!(csv, "adresse,reponse_2024\n3 av Leclerc Arras,dans\n");
    let (_, csv) = service.post("/reverse/csv/", &[("data", "lat,lon\n50.29,2.77\n,\n")]);
    assert!(csv.contains(",QN06201N,Half,dans,"), "{csv}");
    assert!(csv.ends_with(",non_localise,,,adresse_absente\n"), "{csv}");
}

#[test]
fn filters_and_a_centre_are_repeated_in_the_answer() {
    let service = Service::start();
    let (_, answer) = service.get("/search/?q=leclerc&citycode=62041&type=street&lat=50&lon=2");
    assert_eq!(answer["filters"]["citycode"], "62041");
    assert_eq!(answer["filters"]["type"], "street");
    assert_eq!(answer["center"][0], 2.0);
    assert_eq!(answer["features"][0]["properties"]["type"], "street");
    let (_, answer) = service.get("/search/?q=leclerc&postcode=59000");
    assert_eq!(answer["features"].as_array().unwrap().len(), 0);
}

#[test]
fn other_paths_and_methods_are_refused_in_words() {
    let service = Service::start();
    let (status, answer) = service.get("/geocode");
    assert_eq!((status, &answer["code"]), (404, &404.into()));
    let (status, body) = service.send("POST /search/ HTTP/1.1", "");
    assert_eq!(status, 405, "{body}");
    assert!(body.contains("take GET"), "{body}");
    let (status, body) = service.send("POST /search/csv/ HTTP/1.1", "x=1");
    assert_eq!(status, 400, "{body}");
    assert!(body.contains("multipart/form-data"), "{body}");
}

#[test]
fn wrong_parameters_are_refused_in_words() {
    let service = Service::start();
    for (path, message) in [
        ("/search/", "Missing [q] parameter"),
        ("/search/?q=ab", "q must contain between 3 and 200 chars"),
        (
            "/search/?q=arras&limit=0",
            "limit must be an integer between 1 and 100",
        ),
        ("/reverse/?lon=x&lat=1", "lon and lat must be numbers"),
        ("/reverse/?lon=2", "lon and lat must be numbers"),
        (
            "/search/?q=arras&postcode=62",
            "postcode must have five digits",
        ),
        ("/reverse/?lon=200&lat=1", "lon and lat must be degrees"),
    ] {
        let (status, answer) = service.get(path);
        assert_eq!(
            (status, answer["message"].as_str()),
            (400, Some(message)),
            "{path}"
        );
    }
}

#[test]
fn a_table_comes_back_with_the_columns_asked_for() {
    let service = Service::start();
    let (status, csv) = service.post(
        "/search/csv/",
        &[
            ("data", "n;adresse\n1;3 av Leclerc Arras\n2;\n"),
            ("columns", "adresse"),
            ("result_columns", "result_id"),
            ("result_columns", "result_status"),
        ],
    );
    assert_eq!(status, 200, "{csv}");
    assert_eq!(
        csv,
        "n;adresse;result_id;result_status\n1;3 av Leclerc Arras;62041_0010_00003;ok\n2;;;skipped\n"
    );
    let (status, csv) = service.post("/reverse/csv/", &[("data", "lat,lon\n50.29,2.77\n")]);
    assert_eq!(status, 200, "{csv}");
    assert!(csv.contains("62041_0010_00003"), "{csv}");
    let (status, _) = service.post("/search/csv/", &[("columns", "adresse")]);
    assert_eq!(status, 400);
}
