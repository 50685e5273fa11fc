//! The folder of official files and its ledger.

use super::source::Item;
use crate::atomic;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// What is known of a file that was fetched, or verified for the first time.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub struct Record {
    /// Where it came from; `None` for a file that was put into the folder by hand.
    pub address: Option<String>,
    /// When it was recorded, as `2026-01-31T12:00:00Z`.
    pub recorded: String,
    /// Its size in bytes.
    pub size: u64,
    /// Its SHA-256 in lower-case hexadecimal.
    pub sha256: String,
    /// Entity tag that the server gave with it.
    pub etag: Option<String>,
    /// Date that the server gave with it.
    pub last_modified: Option<String>,
}

/// A file of the catalogue that is in the folder.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Where.
    pub path: PathBuf,
    /// Bytes.
    pub size: u64,
    /// When it was last written, as `2026-01-31T12:00:00Z`, where the file system says so.
    pub modified: Option<String>,
    /// What the ledger knows of it.
    pub record: Option<Record>,
}

/// What a new look at a file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is the file that the catalogue pins.
    Pinned,
    /// It is the file that was recorded.
    Unchanged,
    /// There was nothing to compare it with; its hash is recorded now.
    RecordedNow,
    /// It is another file than the pinned or recorded one.
    Differs {
        /// The SHA-256 that it should have.
        expected: String,
        /// The one it has.
        found: String,
    },
}

/// The folder where official files are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataFolder {
    path: PathBuf,
}

impl DataFolder {
    /// The folder at a path; it need not exist yet.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// The folder that the platform has for data of programs: `~/.local/share/qpv` (or in
    /// `XDG_DATA_HOME`) on Linux, `~/Library/Application Support/qpv` on macOS,
    /// `%LOCALAPPDATA%\qpv` on Windows. `None` for a user without a home.
    pub fn of_platform() -> Option<Self> {
        let base = directories::BaseDirs::new()?;
        Some(Self::new(base.data_local_dir().join("qpv")))
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where a fetched file goes.
    pub fn place(&self, item: &Item) -> PathBuf {
        self.path.join(item.file())
    }

    /// Finds a file: by its own name or one that the catalogue accepts, in the folder or in the
    /// subfolder of its role (`perimeters`, `population`, `communes`, `addresses`).
    pub fn find(&self, item: &Item) -> Option<PathBuf> {
        let folders = [
            self.path.clone(),
            self.path.join(item.source.role.subfolder()),
        ];
        let names = item.names();
        folders
            .iter()
            .flat_map(|folder| names.iter().map(|name| folder.join(name)))
            .find(|path| path.is_file())
    }

    /// Finds a file with what is known of it.
    ///
    /// # Errors
    /// What the file system says.
    pub fn look(&self, item: &Item) -> io::Result<Option<Finding>> {
        let Some(path) = self.find(item) else {
            return Ok(None);
        };
        let metadata = path.metadata()?;
        let modified = metadata.modified().ok();
        Ok(Some(Finding {
            size: metadata.len(),
            modified: modified
                .and_then(|time| jiff::Timestamp::try_from(time).ok())
                .map(stamp),
            record: self.ledger()?.remove(&self.key(&path)),
            path,
        }))
    }

    /// Hashes a file anew and compares: with the pinned hash, else with the recorded one, else it
    /// records this one. `None` where the file is not there.
    ///
    /// # Errors
    /// What the file system says.
    pub fn verify(&self, item: &Item) -> io::Result<Option<(PathBuf, Verdict)>> {
        let Some(path) = self.find(item) else {
            return Ok(None);
        };
        let found = sha256(&path)?;
        // A pinned hash is that of the producer's file; other names hold other exports of it.
        let own_name = path.file_name() == Some(item.file().as_ref());
        let pinned = item.source.sha256.clone().filter(|_| own_name);
        let is_pinned = pinned.is_some();
        let recorded = || Ok::<_, io::Error>(self.ledger()?.remove(&self.key(&path)));
        let expected = match pinned {
            Some(hash) => Some(hash),
            None => recorded()?.map(|r| r.sha256),
        };
        let verdict = match expected {
            Some(expected) if expected != found => Verdict::Differs { expected, found },
            Some(_) if is_pinned => Verdict::Pinned,
            Some(_) => Verdict::Unchanged,
            None => {
                let record = Record {
                    address: None,
                    recorded: stamp(jiff::Timestamp::now()),
                    size: path.metadata()?.len(),
                    sha256: found,
                    etag: None,
                    last_modified: None,
                };
                self.record(&path, record)?;
                Verdict::RecordedNow
            }
        };
        Ok(Some((path, verdict)))
    }

    /// What the ledger knows of a file of the folder.
    pub(super) fn recorded(&self, path: &Path) -> io::Result<Option<Record>> {
        Ok(self.ledger()?.remove(&self.key(path)))
    }

    /// Writes a file down in the ledger.
    pub(super) fn record(&self, path: &Path, record: Record) -> io::Result<()> {
        let mut ledger = self.ledger()?;
        ledger.insert(self.key(path), record);
        let text = serde_json::to_string_pretty(&ledger)?;
        atomic::write_bytes(&self.ledger_path(), text.as_bytes())
    }

    fn ledger_path(&self) -> PathBuf {
        self.path.join("ledger.json")
    }

    /// Files are written down by their path inside the folder, so that it can be moved.
    fn key(&self, path: &Path) -> String {
        let inside = path.strip_prefix(&self.path).unwrap_or(path);
        inside.to_string_lossy().replace('\\', "/")
    }

    fn ledger(&self) -> io::Result<BTreeMap<String, Record>> {
        match std::fs::read_to_string(self.ledger_path()) {
            Ok(text) => serde_json::from_str(&text).map_err(|e| {
                let path = self.ledger_path();
                io::Error::other(format!("{}: not a ledger ({e})", path.display()))
            }),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(BTreeMap::new()),
            Err(e) => Err(e),
        }
    }
}

/// A moment as text, in whole seconds.
pub(super) fn stamp(time: jiff::Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// SHA-256 of a file in lower-case hexadecimal.
pub(super) fn sha256(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 18];
    loop {
        match file.read(&mut buffer)? {
            0 => break,
            n => hash.update(&buffer[..n]),
        }
    }
    Ok(hash.finalize().iter().map(|b| format!("{b:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;

    fn item(id: &str) -> Item {
        let catalogue = Catalogue::embedded();
        catalogue
            .items(&["62".into()], &[id.into()])
            .unwrap()
            .remove(0)
    }

    #[test]
    fn files_are_found_by_any_of_their_names_and_never_half_of_one() {
        let folder = tempfile::tempdir().unwrap();
        let data = DataFolder::new(folder.path());
        let pack = item("perimetres-2024");
        assert_eq!(data.find(&pack), None);
        std::fs::write(folder.path().join("qpv-2024-geojson.zip.part"), "half").unwrap();
        assert_eq!(data.find(&pack), None);
        let kept = folder.path().join("perimeters/qp2024-geojson-gpkg-shp.zip");
        std::fs::create_dir(kept.parent().unwrap()).unwrap();
        std::fs::write(&kept, "other name").unwrap();
        assert_eq!(data.find(&pack), Some(kept));
        let own = folder.path().join("qpv-2024-geojson.zip");
        std::fs::write(&own, "own name").unwrap();
        assert_eq!(data.find(&pack), Some(own));
    }

    #[test]
    fn a_file_put_there_by_hand_is_recorded_once_and_compared_from_then_on() {
        let folder = tempfile::tempdir().unwrap();
        let data = DataFolder::new(folder.path());
        let ban = item("ban");
        assert_eq!(data.verify(&ban).unwrap(), None);
        let path = folder.path().join("adresses-62.csv.gz");
        std::fs::write(&path, "abc").unwrap();
        let verdict = |data: &DataFolder| data.verify(&ban).unwrap().unwrap().1;
        assert_eq!(verdict(&data), Verdict::RecordedNow);
        assert_eq!(verdict(&data), Verdict::Unchanged);
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        let record = data.look(&ban).unwrap().unwrap().record.unwrap();
        assert_eq!((record.sha256.as_str(), record.size), (abc, 3));
        std::fs::write(&path, "abd").unwrap();
        assert!(matches!(verdict(&data), Verdict::Differs { expected, .. } if expected == abc));
    }

    #[test]
    fn a_pinned_file_is_compared_with_the_catalogue() {
        let folder = tempfile::tempdir().unwrap();
        let data = DataFolder::new(folder.path());
        std::fs::write(folder.path().join("epci-2025.json"), "[]").unwrap();
        let (_, verdict) = data.verify(&item("epci")).unwrap().unwrap();
        assert!(matches!(verdict, Verdict::Differs { .. }));
    }
}
