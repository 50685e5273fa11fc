//! Brings a file of the catalogue into the folder.

mod attempt;
mod client;
mod error;
mod part;

pub use client::Client;
pub use error::{FetchError, Problem};

use super::content;
use super::folder::{DataFolder, Record, sha256, stamp};
use super::source::Item;
use attempt::{Ended, Setback, attempt};
use part::Part;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How often a request that failed is made again, and after how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// Requests after the first one that bring nothing new. A request that brings a part of the
    /// file begins the count again.
    pub retries: u32,
    /// Wait before the first of them; each further wait is twice as long, up to a minute.
    pub wait: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            retries: 4,
            wait: Duration::from_secs(1),
        }
    }
}

impl Patience {
    const LONGEST: Duration = Duration::from_secs(60);

    fn before(self, retry: u32) -> Duration {
        let doubled = self.wait.saturating_mul(1 << (retry - 1).min(10));
        doubled.min(Self::LONGEST)
    }
}

/// What a transfer is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// Bytes begin to come.
    Began {
        /// Bytes that are here already.
        at: u64,
        /// Bytes of the whole file, where the server says so.
        total: Option<u64>,
    },
    /// So many bytes are here.
    At(u64),
    /// A request failed and is made again.
    Waiting {
        /// What went wrong.
        problem: String,
        /// How long it waits.
        wait: Duration,
    },
}

/// What a transfer ended with.
#[derive(Debug, Clone, PartialEq)]
pub enum Fetched {
    /// The file is new here.
    New {
        /// Where it is.
        path: PathBuf,
        /// What the ledger knows of it.
        record: Record,
        /// Where another file of its name is kept, if one was here.
        kept: Option<PathBuf>,
    },
    /// The server still has the file that is here.
    Unchanged {
        /// Where it is.
        path: PathBuf,
    },
    /// The producer has replaced the file since it was recorded.
    Replaced {
        /// Where the new one is.
        path: PathBuf,
        /// What the ledger knows of the new one.
        record: Record,
        /// What it knew of the former one.
        former: Record,
        /// Where the former one is kept, if it was still here.
        kept: Option<PathBuf>,
    },
}

/// Fetches a file and gives it its name when it is whole and has been checked. A file of that
/// name stays as it is until then; where the new one differs, the former one is kept in
/// `previous/`.
///
/// # Errors
/// [`FetchError`], one sentence that tells what went wrong. What has come of the file is kept
/// where a later call can go on with it.
pub fn fetch(
    client: &Client,
    folder: &DataFolder,
    item: &Item,
    patience: Patience,
    progress: &mut dyn FnMut(Progress),
) -> Result<Fetched, FetchError> {
    transfer(client, folder, item, patience, progress).map_err(|problem| FetchError {
        file: item.file(),
        page: item.source.page.clone(),
        problem,
    })
}

fn transfer(
    client: &Client,
    folder: &DataFolder,
    item: &Item,
    patience: Patience,
    progress: &mut dyn FnMut(Progress),
) -> Result<Fetched, Problem> {
    let address = item.address().ok_or(Problem::NoAddress)?;
    let target = folder.place(item);
    let ledger = |source| Problem::Io {
        path: folder.path().to_owned(),
        source,
    };
    let former = folder.recorded(&target).map_err(ledger)?;
    let here = target.is_file().then(|| sha256(&target)).transpose();
    let here = here.map_err(ledger)?;
    // Whether it changed can be asked only while the recorded file is here as it was recorded.
    let as_recorded = |r: &&Record| here.as_ref() == Some(&r.sha256);
    let comparable = former.as_ref().filter(as_recorded);
    let mut part = Part::open(&target, &address)?;
    let mut resumed = part.length() > 0;
    loop {
        if let Ended::Unchanged = persist(client, &mut part, item, comparable, patience, progress)
            .inspect_err(|_| forget_nothing(&part))?
        {
            part.discard();
            return Ok(Fetched::Unchanged { path: target });
        }
        match check(item, &part) {
            Ok(()) => break,
            // Two halves of two files: the whole of one may be right.
            Err(_) if resumed => {
                resumed = false;
                let origin = part::Origin {
                    address: address.clone(),
                    ..Default::default()
                };
                part.begin(origin)?;
            }
            Err(problem) => {
                part.discard();
                return Err(problem);
            }
        }
    }
    let hash = sha256(part.path()).map_err(|source| Problem::Io {
        path: part.path().to_owned(),
        source,
    })?;
    let record = Record {
        address: Some(address),
        recorded: stamp(jiff::Timestamp::now()),
        size: part.length(),
        sha256: hash,
        etag: part.origin.etag.clone(),
        last_modified: part.origin.last_modified.clone(),
    };
    let kept = match here.filter(|hash| *hash != record.sha256) {
        Some(hash) => Some(keep(folder, &target, &hash).map_err(ledger)?),
        None => None,
    };
    part.finish(&target)?;
    folder.record(&target, record.clone()).map_err(ledger)?;
    let path = target;
    Ok(match former.filter(|f| f.sha256 != record.sha256) {
        None => Fetched::New { path, record, kept },
        Some(former) => Fetched::Replaced {
            path,
            record,
            former,
            kept,
        },
    })
}

/// Makes requests until the file is here or patience ends.
fn persist(
    client: &Client,
    part: &mut Part,
    item: &Item,
    record: Option<&Record>,
    patience: Patience,
    progress: &mut dyn FnMut(Progress),
) -> Result<Ended, Problem> {
    let mut furthest = part.length();
    let mut failures = 0;
    loop {
        let setback = match attempt(client, part, item.source.format, record, progress) {
            Ok(ended) => return Ok(ended),
            Err(Setback {
                problem,
                passing: false,
                ..
            }) => return Err(problem),
            Err(setback) => setback,
        };
        if part.length() > furthest {
            furthest = part.length();
            failures = 0;
        }
        failures += 1;
        if failures > patience.retries {
            return Err(setback.problem);
        }
        let wait = setback.wait.unwrap_or_else(|| patience.before(failures));
        let wait = wait.min(Patience::LONGEST);
        progress(Progress::Waiting {
            problem: setback.problem.to_string(),
            wait,
        });
        std::thread::sleep(wait);
    }
}

/// Checks a file that has come: its size and hash where the catalogue pins them, and that it goes
/// on to its end.
fn check(item: &Item, part: &Part) -> Result<(), Problem> {
    let failed = |source| Problem::Io {
        path: part.path().to_owned(),
        source,
    };
    let got = part.length();
    if let Some(expected) = item.source.size.filter(|size| *size != got) {
        return Err(Problem::WrongSize { expected, got });
    }
    if let Some(expected) = &item.source.sha256 {
        let got = sha256(part.path()).map_err(failed)?;
        if got != *expected {
            let expected = expected.clone();
            return Err(Problem::WrongChecksum { expected, got });
        }
    }
    match content::missing_end(item.source.format, part.path()).map_err(failed)? {
        None => Ok(()),
        Some(detail) => Err(Problem::NotWhole {
            host: client::host(&part.origin.address),
            got,
            detail,
        }),
    }
}

/// A part without a byte is of no use to anyone.
fn forget_nothing(part: &Part) {
    if part.length() == 0 {
        part.remove();
    }
}

/// Keeps the former file as `previous/DATE-HASH-NAME`, so that what was made from it can be made
/// again. It stays under its own name as well until the new one takes it.
fn keep(folder: &DataFolder, target: &Path, hash: &str) -> std::io::Result<PathBuf> {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let written = jiff::Timestamp::try_from(target.metadata()?.modified()?);
    let day = written.map_or_else(|_| "undated".into(), |time| stamp(time)[..10].to_owned());
    let hash = hash.get(..8).unwrap_or(hash);
    let kept = folder.path().join("previous");
    let kept = kept.join(format!("{day}-{hash}-{name}"));
    crate::atomic::write_at(&kept, |path| {
        // A hard link costs no room; where there are none, a copy does it.
        std::fs::remove_file(path)?;
        std::fs::hard_link(target, path).or_else(|_| std::fs::copy(target, path).map(|_| ()))
    })?;
    Ok(kept)
}
