//! What has come of a file so far, and whether it can be gone on with.

use super::error::Problem;
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// What the server said about the file whose first bytes are here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
pub(super) struct Origin {
    pub address: String,
    pub etag: Option<String>,
    pub last_modified: Option<String>,
    pub total: Option<u64>,
}

impl Origin {
    /// What a server can tell an unchanged file by: a strong entity tag, else its date.
    pub fn validator(&self) -> Option<&str> {
        let strong = self.etag.as_deref().filter(|tag| tag.starts_with('"'));
        strong.or(self.last_modified.as_deref())
    }
}

/// `NAME.part`, with `NAME.part.json` beside it that says where it is from. No two processes have
/// it at a time.
pub(super) struct Part {
    file: File,
    path: PathBuf,
    length: u64,
    pub origin: Origin,
}

impl Part {
    /// Opens what is there of `target` from `address`, or begins it.
    pub fn open(target: &Path, address: &str) -> Result<Self, Problem> {
        let path = with_suffix(target, ".part");
        let failed = |source| Problem::Io {
            path: path.clone(),
            source,
        };
        if let Some(folder) = target.parent() {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).read(true).write(true);
        let file = options.open(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Problem::Busy),
            // A file system without locks: two processes at once are the user's own care then.
            Err(TryLockError::Error(_)) => {}
        }
        let known = std::fs::read(with_suffix(&path, ".json")).ok();
        let origin: Option<Origin> = known.and_then(|text| serde_json::from_slice(&text).ok());
        let length = file.metadata().map_err(failed)?.len();
        let mut part = Self {
            file,
            path,
            length,
            origin: origin.unwrap_or_default(),
        };
        let usable = part.origin.address == address && part.origin.validator().is_some();
        if usable {
            part.file
                .seek(SeekFrom::End(0))
                .map_err(|e| part.failed(e))?;
        } else {
            part.begin(Origin {
                address: address.to_owned(),
                ..Origin::default()
            })?;
        }
        Ok(part)
    }

    /// Bytes that are here.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Where they are.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Forgets what is here and begins again.
    pub fn begin(&mut self, origin: Origin) -> Result<(), Problem> {
        let emptied = self.file.set_len(0).and_then(|()| self.file.rewind());
        emptied.map_err(|e| self.failed(e))?;
        self.length = 0;
        self.origin = origin;
        let sidecar = with_suffix(&self.path, ".json");
        let text = serde_json::to_vec(&self.origin).map_err(|e| self.failed(e.into()))?;
        std::fs::write(&sidecar, text).map_err(|e| self.failed(e))
    }

    /// Adds bytes.
    pub fn add(&mut self, bytes: &[u8]) -> Result<(), Problem> {
        let added = self.file.write_all(bytes);
        if let Err(error) = added {
            // What fitted of them counts, so that the next run goes on behind it.
            self.length = self.file.metadata().map_or(self.length, |m| m.len());
            return Err(self.failed(error));
        }
        self.length += bytes.len() as u64;
        Ok(())
    }

    /// Makes it the file: on the disk first, then under its name.
    pub fn finish(self, target: &Path) -> Result<(), Problem> {
        self.file.sync_all().map_err(|e| self.failed(e))?;
        let Self { file, path, .. } = self;
        // Some systems rename no file that is open.
        drop(file);
        let sidecar = with_suffix(&path, ".json");
        std::fs::rename(&path, target).map_err(|source| Problem::Io { path, source })?;
        let _ = std::fs::remove_file(sidecar);
        Ok(())
    }

    /// Throws away what is here.
    pub fn discard(self) {
        self.remove();
    }

    /// Takes the names of both files away.
    pub fn remove(&self) {
        let _ = std::fs::remove_file(&self.path);
        let _ = std::fs::remove_file(with_suffix(&self.path, ".json"));
    }

    fn failed(&self, source: io::Error) -> Problem {
        let path = self.path.clone();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Problem::DiskFull {
                path,
                written: self.length,
            },
            _ => Problem::Io { path, source },
        }
    }
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
