//! `qpv data`, and the commands that find official files in the data folder.

use super::loopback::{Reply, Server};
use super::support::{Folder, official, qpv, squares};
use assert_cmd::Command;
use serde_json::{Value, json};
use std::path::Path;

/// A catalogue of five small files at the addresses of a server.
fn catalogue(folder: &Folder, address: impl Fn(&str) -> String) -> std::path::PathBuf {
    let source = |id: &str, role: &str, file: &str, format: &str, more: &str| {
        format!(
            "[[sources]]\nid = \"{id}\"\nrole = \"{role}\"\ntitle = \"title of {id}\"\n\
             purpose = \"tests\"\nfile = \"{file}\"\naddress = {:?}\n\
             page = \"https://example.org/{id}\"\nseen = \"here\"\nformat = \"{format}\"\n\
             licence = \"Licence Ouverte 2.0\"\nattribution = \"Source : {id}\"\n\
             vintage = \"2024\"\n{more}\n",
            address(file)
        )
    };
    let text = [
        source("old", "perimeters-2015", "old.geojson", "geojson", ""),
        source("new", "perimeters-2024", "new.geojson", "geojson", ""),
        source("people", "population", "people.csv", "csv", "census = 2018"),
        source("epci", "commune-epci", "epci.json", "json", ""),
        source("ban", "addresses", "adresses-{dept}.csv.gz", "csv.gz", ""),
    ];
    folder.file("sources.toml", text.concat())
}

/// The file of a path on the server of the tests.
fn content(path: &str) -> Option<Vec<u8>> {
    Some(match path {
        "/old.geojson" => squares("code_qp", &["QP062001"]).into_bytes(),
        "/new.geojson" => squares("code_qp", &["QN06201M"]).into_bytes(),
        "/people.csv" => b"code;popMuniQPV\nQP062001;1 234\n".to_vec(),
        "/epci.json" => json!([{
            "code": "246200364", "nom": "CA de Lens - Li\u{e9}vin",
            "membres": [{ "code": "62498", "nom": "Lens", "populationMunicipale": 32000 }],
        }])
        .to_string()
        .into_bytes(),
        "/adresses-62.csv.gz" => {
            use std::io::Write;
            let mut gzip = flate2::write::GzEncoder::new(Vec::new(), Default::default());
            gzip.write_all(b"id;numero\n").unwrap();
            gzip.finish().unwrap()
        }
        _ => return None,
    })
}

fn good_server() -> Server {
    Server::start(|_, request| match content(&request.path) {
        Some(bytes) => Reply::file(request, &bytes, "v1"),
        None => Reply::new(404, "no such page"),
    })
}

struct Machine {
    folder: Folder,
    server: Server,
}

impl Machine {
    /// A machine with an empty data folder.
    fn new(server: Server) -> Self {
        let folder = Folder::new();
        catalogue(&folder, |file| server.url(&format!("/{file}")));
        Self { folder, server }
    }

    fn qpv(&self, args: &[&str]) -> Command {
        let mut command = qpv(args);
        command
            .env("QPV_DATA_DIR", self.folder.path("data"))
            .env("QPV_SOURCES", self.folder.path("sources.toml"));
        for proxy in ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY"] {
            command.env_remove(proxy).env_remove(proxy.to_lowercase());
        }
        command
    }

    /// Runs a command; returns standard output and standard error.
    #[track_caller]
    fn run(&self, args: &[&str], code: i32) -> (String, String) {
        let run = self.qpv(args).assert().code(code);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let (out, error) = (
            text(&run.get_output().stdout),
            text(&run.get_output().stderr),
        );
        assert!(!error.contains("panicked"), "{error}");
        (out, error)
    }

    /// The two lines that a command fails with.
    #[track_caller]
    fn failure(&self, args: &[&str]) -> (String, String) {
        let (_, error) = self.run(args, 1);
        let told = error
            .lines()
            .skip_while(|line| !line.starts_with("error: "));
        let lines: Vec<&str> = told.collect();
        assert_eq!(lines.len(), 2, "one sentence and one advice: {error}");
        (lines[0].to_owned(), lines[1].trim().to_owned())
    }

    fn listed(&self, args: &[&str]) -> Vec<Value> {
        let args = [&["data", "list", "--json"], args].concat();
        let (out, _) = self.run(&args, 0);
        let all: Value = serde_json::from_str(&out).unwrap();
        all["files"].as_array().unwrap().clone()
    }
}

#[test]
fn a_fresh_machine_fetches_all_lists_verifies_and_finds_it() {
    let machine = Machine::new(good_server());
    let present = |files: &[Value]| files.iter().filter(|f| f["present"] == true).count();
    let before = machine.listed(&["--dept", "62"]);
    assert_eq!((before.len(), present(&before)), (5, 0));

    let (_, said) = machine.run(&["data", "fetch", "--dept", "62"], 0);
    assert!(said.contains("Source : ban, Licence Ouverte 2.0"), "{said}");
    let after = machine.listed(&["--dept", "62"]);
    assert_eq!(present(&after), 5);
    let people = after.iter().find(|f| f["id"] == "people").unwrap();
    assert_eq!(people["size"], content("/people.csv").unwrap().len());
    assert_eq!(people["record"]["sha256"].as_str().unwrap().len(), 64);

    let (text, _) = machine.run(&["data", "list"], 0);
    assert!(
        text.contains("ban 62") && text.contains("title of people"),
        "{text}"
    );
    let (path, _) = machine.run(&["data", "path", "ban", "--dept", "62"], 0);
    assert_eq!(
        Path::new(path.trim()),
        machine.folder.path("data/adresses-62.csv.gz")
    );
    let (text, _) = machine.run(&["data", "verify"], 0);
    assert_eq!(text.matches("OK, as it was recorded").count(), 5, "{text}");

    // What is here is not asked for again, but with --update.
    let asked = machine.server.requests().len();
    machine.run(&["data", "fetch", "--dept", "62"], 0);
    assert_eq!(machine.server.requests().len(), asked);
    let (_, said) = machine.run(&["data", "fetch", "--update", "--dept", "62"], 0);
    assert_eq!(said.matches(": unchanged").count(), 5, "{said}");

    machine
        .folder
        .file("data/people.csv", "code;pop\nQP062001;1\n");
    let (sentence, _) = machine.failure(&["data", "verify", "people", "epci"]);
    assert!(
        sentence.contains("people: not the file that was expected"),
        "{sentence}"
    );
}

#[test]
fn each_trouble_has_a_sentence_of_its_own() {
    let server = Server::start(|_, request| match request.path.as_str() {
        "/old.geojson" => Reply::new(404, "gone"),
        "/new.geojson" => Reply::new(200, "<html><body>Identification</body></html>"),
        "/people.csv" => Reply::new(503, "busy"),
        "/epci.json" => Reply::new(200, "[{}, {}").announcing(90),
        _ => Reply::new(407, "who are you"),
    });
    let machine = Machine::new(server);
    let fetch =
        |id: &str| machine.failure(&["data", "fetch", id, "--dept", "62", "--retries", "0"]);
    let (sentence, advice) = fetch("old");
    assert!(
        sentence.contains("old.geojson: not found: 127.0.0.1 answers 404"),
        "{sentence}"
    );
    assert!(
        advice.contains("take it from https://example.org/old"),
        "{advice}"
    );
    let (sentence, advice) = fetch("new");
    assert!(
        sentence.contains("answers with an HTML page instead of a GeoJSON"),
        "{sentence}"
    );
    assert!(
        advice.contains("a login page or a maintenance notice"),
        "{advice}"
    );
    let (sentence, advice) = fetch("people");
    assert!(
        sentence.contains("server error: 127.0.0.1 answers 503"),
        "{sentence}"
    );
    assert!(advice.contains("try again later"), "{advice}");
    let (sentence, advice) = fetch("epci");
    assert!(
        sentence.contains("ends the connection after 7 of 90 bytes"),
        "{sentence}"
    );
    assert!(advice.contains("goes on from there"), "{advice}");
    let (sentence, advice) = fetch("ban");
    assert!(
        sentence.contains("refused: 127.0.0.1 answers 407"),
        "{sentence}"
    );
    assert!(advice.contains("HTTPS_PROXY"), "{advice}");
    // All of them: each is tried, the count is told.
    let (sentence, _) = machine.failure(&["data", "fetch", "--dept", "62", "--retries", "0"]);
    let all = "5 of 5 files were not fetched: old, new, people, epci, ban 62";
    assert!(sentence.contains(all), "{sentence}");
    let (sentence, _) = machine.failure(&["data", "fetch", "nobody"]);
    assert!(
        sentence.contains("no source is called nobody (there are: old, new"),
        "{sentence}"
    );
    let (sentence, advice) = machine.failure(&["data", "fetch", "ban"]);
    assert!(
        sentence.contains("ban: one file for each département"),
        "{sentence}"
    );
    assert!(advice.contains("--dept"), "{advice}");
}

#[test]
fn without_a_network_a_report_says_what_is_missing_and_the_ways_on() {
    let machine = Machine::new(good_server());
    // Nobody listens there.
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    catalogue(&machine.folder, |file| format!("http://{port}/{file}"));
    let (sentence, advice) = machine.failure(&["report", "--dept", "62"]);
    assert!(
        sentence.contains("no official perimeters of 2015 and 2024 in "),
        "{sentence}"
    );
    assert!(
        sentence.contains("cannot be fetched: no network: 127.0.0.1"),
        "{sentence}"
    );
    for way in ["`qpv data fetch`", "--old and --new", "--sample"] {
        assert!(advice.contains(way), "{advice}");
    }
    // A name that nobody knows is no network either.
    catalogue(&machine.folder, |file| format!("http://qpv.invalid/{file}"));
    let (sentence, _) = machine.failure(&["data", "fetch", "--retries", "0"]);
    assert!(
        sentence.contains("no network: qpv.invalid cannot be reached"),
        "{sentence}"
    );
}

#[test]
fn only_data_and_report_use_the_network_and_offline_forbids_it() {
    let machine = Machine::new(good_server());
    let table = machine.folder.file("t.csv", "lon,lat\n2.5,50.4\n");
    let table = table.to_str().unwrap();
    for args in [
        vec!["diff"],
        vec!["map", "quartiers"],
        vec!["chart", "aires"],
        vec!["locate", table],
        vec!["geocode", table],
        vec!["report", "--offline"],
        vec!["data", "fetch", "--offline"],
    ] {
        let (sentence, advice) = machine.failure(&args);
        let advised = advice.contains("`qpv data fetch") || advice.contains("without --offline");
        assert!(advised, "{args:?}: {sentence} / {advice}");
    }
    machine.run(&["data", "list"], 0);
    assert_eq!(machine.server.requests().len(), 0);
}

#[test]
fn no_code_but_the_catalogue_can_open_a_connection() {
    fn files(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => files(&path, found),
                false => found.push(path),
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut all = Vec::new();
    files(&root, &mut all);
    assert!(all.len() > 100);
    for path in all
        .iter()
        .filter(|p| !p.starts_with(root.join("catalogue")))
    {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        for way_out in ["ureq", "TcpStream", "UdpSocket", "reqwest", "hyper::client"] {
            assert!(!text.contains(way_out), "{way_out} in {}", path.display());
        }
    }
}

#[test]
fn a_report_fetches_what_is_missing_first_and_asks_no_more_afterwards() {
    let machine = Machine::new(good_server());
    let out = machine.folder.path("out");
    let out = out.to_str().unwrap();
    let (summary, _) = machine.run(&["report", "--dept", "62", "-o", out], 0);
    assert!(summary.contains("quartiers        1 -> 1"), "{summary}");
    // The catalogue knows the census that the column does not name.
    assert!(
        summary.contains("1234 (RP 2018, perimeters of 2015)"),
        "{summary}"
    );
    // A report needs no addresses.
    let asked: Vec<String> = machine
        .server
        .requests()
        .into_iter()
        .map(|r| r.path)
        .collect();
    assert_eq!(
        asked,
        ["/old.geojson", "/new.geojson", "/people.csv", "/epci.json"]
    );
    machine.run(&["report", "--dept", "62", "-o", out], 0);
    machine.run(&["diff", "--offline"], 0);
    assert_eq!(machine.server.requests().len(), 4);
}

#[test]
fn a_report_does_without_a_table_that_cannot_be_fetched_and_says_so() {
    let server = Server::start(|_, request| match content(&request.path) {
        Some(bytes) if request.path.ends_with("geojson") => Reply::file(request, &bytes, "v1"),
        _ => Reply::new(404, "gone"),
    });
    let machine = Machine::new(server);
    let out = machine.folder.path("out");
    let (summary, said) = machine.run(&["report", "-o", out.to_str().unwrap()], 0);
    assert!(summary.contains("quartiers        1 -> 1"), "{summary}");
    assert!(
        said.contains("people.csv: not found: 127.0.0.1 answers 404"),
        "{said}"
    );
}

#[test]
fn files_that_are_named_stand_for_themselves() {
    let machine = Machine::new(good_server());
    machine.run(&["data", "fetch"], 0);
    let old = machine.folder.path("data/old.geojson");
    let new = machine.folder.path("data/new.geojson");
    let out = machine.folder.path("out");
    let (old, new, out) = (
        old.to_str().unwrap(),
        new.to_str().unwrap(),
        out.to_str().unwrap(),
    );
    let (named, _) = machine.run(&["report", "--old", old, "--new", new, "-o", out], 0);
    assert!(!named.contains("RP 2018"), "{named}");
    let (half, _) = machine.run(&["report", "--old", old, "-o", out], 0);
    assert!(half.contains("RP 2018"), "{half}");
}

#[test]
fn a_proxy_of_the_environment_is_asked_for_the_way_out() {
    let proxy = Server::start(|_, _| Reply::new(403, "not from here"));
    let machine = Machine::new(good_server());
    catalogue(&machine.folder, |file| {
        format!("https://files.invalid/{file}")
    });
    let run = machine
        .qpv(&["data", "fetch", "old", "--retries", "0"])
        .env("HTTPS_PROXY", proxy.url(""))
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .assert()
        .code(1);
    let said = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    let asked = proxy.requests();
    assert_eq!(asked.len(), 1, "{said}");
    assert_eq!(
        (asked[0].method.as_str(), asked[0].path.as_str()),
        ("CONNECT", "files.invalid:443")
    );
    assert!(said.contains("the proxy says"), "{said}");
}

#[test]
#[cfg_attr(not(small_disks), ignore = "needs the right to mount a small disk")]
fn a_full_disk_is_told_and_the_transfer_goes_on_when_there_is_room() {
    let noise: Vec<u8> = (0..300_000u32)
        .map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8)
        .collect();
    let text = format!(
        "{{\"x\":\"{}\"}}",
        noise.iter().map(|b| format!("{b:02x}")).collect::<String>()
    );
    let server = Server::start(move |_, request| Reply::file(request, text.as_bytes(), "v1"));
    let machine = Machine::new(server);
    let disk = machine.folder.path("data");
    std::fs::create_dir(&disk).unwrap();
    let script = "mount -t tmpfs -o size=64k tmpfs \"$1\" || exit 90; \
                  \"$2\" data fetch old --retries 0; code=$?; ls \"$1\"; \
                  mount -o remount,size=4m \"$1\" || exit 91; \
                  \"$2\" data fetch old --retries 0 || exit 92; ls \"$1\"; exit $code";
    let run = Command::new("unshare")
        .args([
            "--user",
            "--map-root-user",
            "--mount",
            "sh",
            "-c",
            script,
            "sh",
        ])
        .arg(&disk)
        .arg(env!("CARGO_BIN_EXE_qpv"))
        .env("QPV_DATA_DIR", &disk)
        .env("QPV_SOURCES", machine.folder.path("sources.toml"))
        .assert()
        .code(1);
    let said = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    let full = "the disk is full: ";
    assert!(
        said.contains(full) && said.contains("cannot grow beyond"),
        "{said}"
    );
    assert!(said.contains("make room and run it again"), "{said}");
    let listed = String::from_utf8_lossy(&run.get_output().stdout).into_owned();
    let names: Vec<&str> = listed.lines().collect();
    let (before, after) = names.split_at(2);
    assert_eq!(before, ["old.geojson.part", "old.geojson.part.json"]);
    assert_eq!(after, ["ledger.json", "old.geojson"]);
    assert!(
        machine.server.requests()[1].range().is_some(),
        "it began again"
    );
}

/// The official files, served as the embedded catalogue names them.
fn official_content(path: &str) -> Vec<u8> {
    let read = |name: &str| std::fs::read(official(name)).unwrap();
    match path {
        "/old.zip" => read("perimeters/qp-politiquedelaville-shp.zip"),
        "/new.zip" => read("perimeters/qp2024-geojson-gpkg-shp.zip"),
        "/2018.csv" => read("population/insee-qp2015-population-2013-2018.csv"),
        "/2020.csv" => read("population/insee-qp2024-population.csv"),
        "/communes.geojson" => {
            let parse = |name: &str| serde_json::from_slice::<Value>(&read(name)).unwrap();
            let mut all = parse("communes/communes-62.geojson");
            let nord = parse("communes/communes-59.geojson");
            let more = nord["features"].as_array().unwrap().clone();
            all["features"].as_array_mut().unwrap().extend(more);
            all.to_string().into_bytes()
        }
        _ => composition().to_string().into_bytes(),
    }
}

/// The table of communes of Pas-de-Calais as the list of EPCI that Etalab publishes.
fn composition() -> Value {
    let mut table = csv::Reader::from_path(official("communes/communes-epci-62.csv")).unwrap();
    let headers = table.headers().unwrap().clone();
    let at = |name: &str| headers.iter().position(|h| h == name).unwrap();
    let (code, nom, people) = (at("code"), at("nom"), at("population"));
    let (epci, epci_nom) = (at("epci_code"), at("epci_nom"));
    let mut all = std::collections::BTreeMap::<(String, String), Vec<Value>>::new();
    for row in table.records() {
        let row = row.unwrap();
        let member = json!({
            "code": &row[code], "nom": &row[nom],
            "populationMunicipale": row[people].parse::<u64>().ok(),
        });
        let key = (row[epci].to_owned(), row[epci_nom].to_owned());
        all.entry(key).or_default().push(member);
    }
    all.into_iter()
        .map(|((code, nom), membres)| json!({ "code": code, "nom": nom, "membres": membres }))
        .collect()
}

#[test]
#[cfg_attr(not(official_files), ignore = "needs the official files")]
fn a_fresh_machine_with_a_network_gets_the_whole_report_of_pas_de_calais() {
    // Each file is cut once, in the middle.
    let server = Server::start(|_, request| {
        let bytes = official_content(&request.path);
        let reply = Reply::file(request, &bytes, "v1");
        match request.range() {
            None => reply.cut_after(bytes.len() / 2),
            Some(_) => reply,
        }
    });
    let machine = Machine::new(server);
    let embedded = include_str!("../../data/sources.toml");
    let mut text = String::new();
    for line in embedded.lines() {
        // The producers' formats are those of the files that tests have.
        let line = match line.split_once(" = ") {
            Some(("address", address)) => {
                let path = if address.contains("shp.zip") {
                    "/old.zip"
                } else if address.contains("942d4ee8") {
                    "/new.zip"
                } else if address.contains("2018") {
                    "/2018.csv"
                } else if address.contains("QPV24") {
                    "/2020.csv"
                } else if address.contains("communes-100m") {
                    "/communes.geojson"
                } else {
                    "/epci.json"
                };
                format!("address = {:?}", machine.server.url(path))
            }
            Some(("file", name)) => format!("file = {}", name.replace("2018.xlsx", "2018.csv")),
            Some(("format", "\"xlsx\"")) => "format = \"csv\"".to_owned(),
            Some(("size" | "sha256", _)) => String::new(),
            _ => line.to_owned(),
        };
        text += &line;
        text.push('\n');
    }
    machine.folder.file("sources.toml", text);
    let out = machine.folder.path("out");
    let out = out.to_str().unwrap();
    let (summary, _) = machine.run(&["report", "--dept", "62", "-o", out], 0);
    for figure in [
        "64 -> 64",
        "Berck (62108): 96.1 ha",
        "Ostricourt (59452)",
        "158649 (RP 2013",
        "149900 (RP 2018",
        "172024 (RP 2020",
        "0 alerte",
    ] {
        assert!(summary.contains(figure), "{figure} is not in {summary}");
    }
    let contracts =
        std::fs::read_to_string(machine.folder.path("out/tables/contrats.csv")).unwrap();
    assert!(contracts.contains("Commune de Marquise"), "{contracts}");
    let page = std::fs::read_to_string(machine.folder.path("out/rapport.html")).unwrap();
    assert!(
        page.contains("ODbL 1.0"),
        "the licence of the outlines is not stated"
    );
    assert_eq!(machine.server.requests().len(), 14);
    let (text, _) = machine.run(&["diff", "--dept", "62", "--summary", "-", "--offline"], 0);
    assert!(text.contains("Éleu-dit-Leauwette (62291)"), "{text}");
    let (answer, _) = machine.run(&["locate", "--point", "2.8206,50.4326"], 0);
    assert!(
        answer.contains("code_qp_2015") && answer.contains("code_qp_2024"),
        "{answer}"
    );
}
