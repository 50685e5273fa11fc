//! Fetching from a server that cuts, lies, changes its mind and answers with pages for people.

use super::loopback::{Reply, Server};
use super::support::Folder;
use qpv::catalogue::{
    Catalogue, Client, DataFolder, FetchError, Fetched, Item, Patience, Problem, Progress, fetch,
};
use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

/// An archive of 200 kB; each seed gives another one of the same length.
fn archive(seed: u32) -> Vec<u8> {
    let mut state = seed;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    })
    .take(200_000)
    .collect();
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    zip.start_file("layer.shp", stored).unwrap();
    zip.write_all(&noise).unwrap();
    zip.finish().unwrap().into_inner()
}

struct Case {
    folder: Folder,
    item: Item,
    data: DataFolder,
    progress: Vec<Progress>,
}

impl Case {
    /// A folder, and a catalogue of one archive that the server has.
    fn new(server: &Server, more: &str) -> Self {
        let folder = Folder::new();
        let text = format!(
            "[[sources]]\nid = \"pack\"\nrole = \"perimeters-2015\"\ntitle = \"t\"\n\
             purpose = \"p\"\nfile = \"pack.zip\"\naddress = {:?}\npage = \"https://example.org\"\n\
             seen = \"s\"\nformat = \"zip\"\nlicence = \"l\"\nattribution = \"a\"\nvintage = \"v\"\n{more}",
            server.url("/pack.zip")
        );
        let catalogue = Catalogue::read(&folder.file("sources.toml", text)).unwrap();
        Self {
            item: catalogue.items(&[], &[]).unwrap().remove(0),
            data: DataFolder::new(folder.path("data")),
            folder,
            progress: Vec::new(),
        }
    }

    fn fetch(&mut self, retries: u32) -> Result<Fetched, FetchError> {
        let client = Client::new(Duration::from_secs(1));
        let wait = Duration::from_millis(1);
        let patience = Patience { retries, wait };
        let progress = &mut self.progress;
        fetch(&client, &self.data, &self.item, patience, &mut |step| {
            progress.push(step);
        })
    }

    fn problem(&mut self, retries: u32) -> Problem {
        let error = self.fetch(retries).unwrap_err();
        let text = error.to_string();
        assert!(
            text.starts_with("pack.zip: ") && !text.contains('\n'),
            "{text}"
        );
        assert!(!error.advice().is_empty());
        error.problem
    }

    fn content(&self) -> Option<Vec<u8>> {
        self.data
            .find(&self.item)
            .map(|path| std::fs::read(path).unwrap())
    }

    fn part(&self) -> PathBuf {
        self.folder.path("data/pack.zip.part")
    }

    /// Names in the data folder, sorted.
    fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.data.path()).unwrap();
        let mut names: Vec<String> = entries
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

#[test]
fn a_file_arrives_whole_and_is_written_down() {
    let bytes = archive(1);
    let served = bytes.clone();
    let server = Server::start(move |_, request| Reply::file(request, &served, "v1"));
    let mut case = Case::new(&server, "");
    let Fetched::New { record, .. } = case.fetch(0).unwrap() else {
        panic!("not new")
    };
    assert_eq!(case.content(), Some(bytes.clone()));
    assert_eq!(record.size, bytes.len() as u64);
    assert_eq!(record.etag.as_deref(), Some("\"v1\""));
    assert_eq!(case.names(), ["ledger.json", "pack.zip"]);
    let again = case.data.look(&case.item).unwrap().unwrap();
    assert_eq!(again.record, Some(record));
    assert_eq!(
        case.progress.last(),
        Some(&Progress::At(bytes.len() as u64))
    );
    assert_eq!(
        server.requests()[0].header("accept-encoding"),
        Some("identity")
    );
}

#[test]
fn a_transfer_that_is_cut_goes_on_where_it_stopped() {
    let bytes = archive(2);
    let served = bytes.clone();
    let server = Server::start(move |n, request| {
        let reply = Reply::file(request, &served, "v1");
        if n < 3 {
            reply.cut_after(60_000)
        } else {
            reply
        }
    });
    let mut case = Case::new(&server, "");
    // One retry is enough for three cuts, as each request brings something.
    case.fetch(1).unwrap();
    assert_eq!(case.content(), Some(bytes));
    let asked: Vec<_> = server.requests().iter().map(|r| r.range()).collect();
    assert_eq!(asked, [None, Some(60_000), Some(120_000), Some(180_000)]);
    assert_eq!(server.requests()[1].header("if-range"), Some("\"v1\""));
}

#[test]
fn a_later_run_goes_on_too_and_half_a_file_is_no_file() {
    let bytes = archive(3);
    let served = bytes.clone();
    let server = Server::start(move |n, request| {
        let reply = Reply::file(request, &served, "v1");
        if n == 0 {
            reply.cut_after(50_000)
        } else {
            reply
        }
    });
    let mut case = Case::new(&server, "");
    let length = bytes.len() as u64;
    assert!(matches!(
        case.problem(0),
        Problem::Cut { got: 50_000, expected: Some(n), .. } if n == length
    ));
    assert_eq!(case.content(), None);
    assert_eq!(case.part().metadata().unwrap().len(), 50_000);
    case.fetch(0).unwrap();
    assert_eq!(case.content(), Some(bytes));
    assert_eq!(server.requests()[1].range(), Some(50_000));
    assert_eq!(case.names(), ["ledger.json", "pack.zip"]);
}

#[test]
fn a_stable_address_leads_to_the_file_of_the_day_and_to_the_rest_of_it() {
    let bytes = archive(19);
    let served = bytes.clone();
    let server = Server::start(move |n, request| match request.path.as_str() {
        "/pack.zip" => Reply::new(302, "").with("Location", "/20260115/pack-20260115.zip"),
        _ if n < 2 => Reply::file(request, &served, "v1").cut_after(80_000),
        _ => Reply::file(request, &served, "v1"),
    });
    let mut case = Case::new(&server, "");
    case.fetch(1).unwrap();
    assert_eq!(case.content(), Some(bytes));
    let asked = server.requests();
    let ranges: Vec<_> = asked.iter().map(|r| r.range()).collect();
    assert_eq!(ranges, [None, None, Some(80_000), Some(80_000)]);
    assert_eq!(asked[3].path, "/20260115/pack-20260115.zip");
}

#[test]
fn a_server_without_ranges_begins_again() {
    let bytes = archive(4);
    let served = bytes.clone();
    let server = Server::start(move |n, _| {
        let reply = Reply::new(200, served.clone()).with("ETag", "\"v1\"");
        if n == 0 {
            reply.cut_after(70_000)
        } else {
            reply
        }
    });
    let mut case = Case::new(&server, "");
    case.fetch(1).unwrap();
    assert_eq!(case.content(), Some(bytes));
    assert_eq!(server.requests()[1].range(), Some(70_000));
}

#[test]
fn a_server_that_cannot_tell_files_apart_is_not_asked_for_the_rest() {
    let bytes = archive(5);
    let served = bytes.clone();
    let server = Server::start(move |n, _| {
        // A weak tag says "about the same": not enough to join two halves.
        let reply = Reply::new(200, served.clone()).with("ETag", "W/\"v1\"");
        if n == 0 {
            reply.cut_after(70_000)
        } else {
            reply
        }
    });
    let mut case = Case::new(&server, "");
    case.fetch(1).unwrap();
    assert_eq!(case.content(), Some(bytes));
    assert_eq!(server.requests()[1].range(), None);
}

#[test]
fn a_file_that_changes_between_two_requests_is_never_mixed() {
    let (old, new) = (archive(6), archive(7));
    let wanted = new.clone();
    let server = Server::start(move |n, request| match n {
        0 => Reply::file(request, &old, "old").cut_after(90_000),
        _ => Reply::file(request, &new, "new"),
    });
    let mut case = Case::new(&server, "");
    case.fetch(1).unwrap();
    assert_eq!(server.requests()[1].header("if-range"), Some("\"old\""));
    assert!(case.content() == Some(wanted), "a mixture of two files");
}

#[test]
fn a_partial_answer_that_begins_elsewhere_is_not_added() {
    let bytes = archive(8);
    let served = bytes.clone();
    let server = Server::start(move |n, request| match n {
        0 => Reply::file(request, &served, "v1").cut_after(90_000),
        1 => Reply::new(206, &served[10..]).with(
            "Content-Range",
            format!("bytes 10-{}/{}", served.len() - 1, served.len()),
        ),
        _ => Reply::file(request, &served, "v1"),
    });
    let mut case = Case::new(&server, "");
    case.fetch(2).unwrap();
    assert!(
        case.content() == Some(bytes),
        "bytes of two places were joined"
    );
    assert_eq!(server.requests()[2].range(), None);
}

#[test]
fn halves_of_two_files_under_one_tag_are_found_by_the_hash() {
    let (first, second) = (archive(9), archive(10));
    let hash = sha256(&second);
    let pinned = format!("size = {}\nsha256 = \"{hash}\"\n", second.len());
    let wanted = second.clone();
    let server = Server::start(move |n, request| match n {
        0 => Reply::file(request, &first, "same").cut_after(90_000),
        _ => Reply::file(request, &second, "same"),
    });
    let mut case = Case::new(&server, &pinned);
    assert!(matches!(case.problem(0), Problem::Cut { .. }));
    case.fetch(0).unwrap();
    assert!(case.content() == Some(wanted), "a mixture of two files");
    assert_eq!(server.requests()[2].range(), None);
}

#[test]
fn a_length_that_promises_too_much_ends_after_the_retries() {
    let bytes = archive(11);
    let length = bytes.len();
    let server = Server::start(move |_, _| Reply::new(200, bytes.clone()).announcing(length + 500));
    let mut case = Case::new(&server, "");
    let problem = case.problem(2);
    assert!(
        matches!(problem, Problem::Cut { got, expected: Some(e), .. }
            if got == length as u64 && e == length as u64 + 500),
        "{problem}"
    );
    // The first request brings something new, the two after it do not.
    assert_eq!(server.requests().len(), 3);
    assert_eq!(case.content(), None);
}

#[test]
fn a_length_that_promises_too_little_is_found_by_the_missing_end() {
    let bytes = archive(12);
    let server = Server::start(move |_, _| Reply::new(200, bytes.clone()).announcing(100_000));
    let mut case = Case::new(&server, "");
    let problem = case.problem(0);
    assert!(
        matches!(problem, Problem::NotWhole { got: 100_000, .. }),
        "{problem}"
    );
    assert_eq!(case.names(), Vec::<String>::new());
}

#[test]
fn a_dead_address_is_asked_once_and_a_server_error_again() {
    let server = Server::start(|_, _| Reply::new(404, "no such page"));
    let problem = Case::new(&server, "").problem(3);
    assert!(
        matches!(problem, Problem::NotFound { status: 404, .. }),
        "{problem}"
    );
    assert_eq!(server.requests().len(), 1);

    let bytes = archive(13);
    let server = Server::start(move |n, request| match n {
        0 => Reply::new(500, "oops"),
        1 => Reply::new(503, "busy").with("Retry-After", "0"),
        _ => Reply::file(request, &bytes, "v1"),
    });
    let mut case = Case::new(&server, "");
    case.fetch(2).unwrap();
    let waits = |p: &&Progress| matches!(p, Progress::Waiting { .. });
    assert_eq!(case.progress.iter().filter(waits).count(), 2);

    let server = Server::start(|_, _| Reply::new(502, "oops"));
    let problem = Case::new(&server, "").problem(2);
    assert!(
        matches!(problem, Problem::Server { status: 502, .. }),
        "{problem}"
    );
    assert_eq!(server.requests().len(), 3);

    let server = Server::start(|_, _| Reply::new(403, "no"));
    let problem = Case::new(&server, "").problem(2);
    assert!(
        matches!(problem, Problem::Refused { status: 403, .. }),
        "{problem}"
    );
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn a_page_with_status_200_is_no_file_and_the_former_one_stays() {
    let server = Server::start(|_, _| {
        Reply::new(200, "<!DOCTYPE html><html><body>Maintenance</body></html>")
            .with("Content-Type", "application/zip")
    });
    let mut case = Case::new(&server, "");
    case.folder.file("data/pack.zip", "former");
    let problem = case.problem(3);
    assert!(
        matches!(
            problem,
            Problem::NotThatFile {
                found: "an HTML page",
                ..
            }
        ),
        "{problem}"
    );
    assert_eq!(case.content(), Some(b"former".to_vec()));
    assert_eq!(case.names(), ["pack.zip"]);
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn a_wrong_checksum_keeps_the_former_file_and_nothing_of_the_new_one() {
    let bytes = archive(14);
    let pinned = format!("size = {}\nsha256 = \"{}\"\n", bytes.len(), "0".repeat(64));
    let other_size = format!("size = {}\nsha256 = \"{}\"\n", 17, "0".repeat(64));
    let server = Server::start(move |_, request| Reply::file(request, &bytes, "v1"));
    let mut case = Case::new(&server, &pinned);
    case.folder.file("data/pack.zip", "former");
    assert!(matches!(case.problem(3), Problem::WrongChecksum { .. }));
    assert_eq!(case.content(), Some(b"former".to_vec()));
    assert_eq!(case.names(), ["pack.zip"]);
    let mut case = Case::new(&server, &other_size);
    assert!(matches!(
        case.problem(3),
        Problem::WrongSize { expected: 17, .. }
    ));
}

#[test]
fn a_replaced_file_is_said_and_the_former_one_is_kept() {
    let (old, new) = (archive(15), archive(16));
    let (first, second) = (old.clone(), new.clone());
    let server = Server::start(move |n, request| match n {
        0 | 1 => Reply::file(request, &first, "v1"),
        _ => Reply::file(request, &second, "v2"),
    });
    let mut case = Case::new(&server, "");
    case.fetch(0).unwrap();
    assert!(matches!(case.fetch(0).unwrap(), Fetched::Unchanged { .. }));
    assert_eq!(server.requests()[1].header("if-none-match"), Some("\"v1\""));
    assert!(case.content() == Some(old.clone()));
    let Fetched::Replaced {
        former,
        record,
        kept: Some(kept),
        ..
    } = case.fetch(0).unwrap()
    else {
        panic!("not replaced")
    };
    assert_eq!(former.sha256, sha256(&old));
    assert_eq!(record.sha256, sha256(&new));
    assert!(std::fs::read(kept).unwrap() == old);
    assert!(case.content() == Some(new));
    assert_eq!(case.names(), ["ledger.json", "pack.zip", "previous"]);
}

#[test]
fn a_file_that_was_damaged_here_is_fetched_although_the_server_has_no_newer_one() {
    let bytes = archive(17);
    let served = bytes.clone();
    let server = Server::start(move |_, request| Reply::file(request, &served, "v1"));
    let mut case = Case::new(&server, "");
    case.fetch(0).unwrap();
    case.folder.file("data/pack.zip", "damaged");
    let Fetched::New { kept, .. } = case.fetch(0).unwrap() else {
        panic!("the producer has replaced nothing")
    };
    assert!(case.content() == Some(bytes));
    assert_eq!(std::fs::read(kept.unwrap()).unwrap(), b"damaged");
}

#[test]
fn a_connection_that_stands_still_is_given_up() {
    let bytes = archive(18);
    let server =
        Server::start(move |_, request| Reply::file(request, &bytes, "v1").stalled_after(30_000));
    let mut case = Case::new(&server, "");
    let start = std::time::Instant::now();
    let problem = case.problem(0);
    assert!(
        matches!(problem, Problem::Stalled { got: 30_000, .. }),
        "{problem}"
    );
    assert!(start.elapsed() < Duration::from_millis(2500));
    assert_eq!(case.part().metadata().unwrap().len(), 30_000);
}

#[test]
fn two_processes_do_not_write_into_one_part() {
    let server = Server::start(|_, request| Reply::file(request, b"PK", "v1"));
    let mut case = Case::new(&server, "");
    case.folder.file("data/pack.zip.part", "half");
    let held = std::fs::File::open(case.part()).unwrap();
    held.lock().unwrap();
    assert!(matches!(case.problem(0), Problem::Busy));
    assert_eq!(std::fs::read(case.part()).unwrap(), b"half");
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    let hash = Sha256::digest(bytes);
    hash.iter().map(|b| format!("{b:02x}")).collect()
}
