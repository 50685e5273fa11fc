//! Zip archives: which layers they hold and the bytes of their members.

use super::{Format, FormatError};
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zip::ZipArchive;

/// Largest member that is unpacked, in bytes. The largest official member has 6 MB.
const MEMBER_LIMIT: u64 = 1 << 30;

/// One layer in an archive.
#[derive(Debug, Clone)]
pub(super) struct Member {
    /// Path inside the archive.
    pub(super) name: String,
    pub(super) format: Format,
}

/// A zip held in memory, so that several threads can unpack members of it.
#[derive(Clone)]
pub(super) struct Archive {
    path: PathBuf,
    zip: ZipArchive<Cursor<Arc<[u8]>>>,
}

impl std::fmt::Debug for Archive {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Archive({})", self.path.display())
    }
}

/// Splits `FILE.zip/MEMBER` into the file that exists and the member; a bare zip has none.
pub(super) fn split(path: &Path) -> Option<(PathBuf, Option<String>)> {
    let is_zip = |p: &Path| p.extension().is_some_and(|e| e.eq_ignore_ascii_case("zip"));
    if is_zip(path) {
        return Some((path.to_owned(), None));
    }
    let zip = path
        .ancestors()
        .skip(1)
        .find(|p| is_zip(p) && p.is_file())?;
    let member = path.strip_prefix(zip).ok()?;
    Some((
        zip.to_owned(),
        Some(member.to_string_lossy().replace('\\', "/")),
    ))
}

impl Archive {
    pub(super) fn open(path: &Path) -> Result<Self, FormatError> {
        let bytes = std::fs::read(path).map_err(|e| FormatError::open(path, e))?;
        if bytes.is_empty() {
            return Err(FormatError::Empty {
                path: path.to_owned(),
            });
        }
        let zip = ZipArchive::new(Cursor::new(bytes.into()))
            .map_err(|e| FormatError::malformed(path, format!("not a whole zip archive ({e})")))?;
        Ok(Self {
            path: path.to_owned(),
            zip,
        })
    }

    /// The members that are layers, in the order of the archive.
    pub(super) fn layers(&self) -> Vec<Member> {
        self.names()
            .filter(|name| !name.starts_with("__MACOSX/"))
            .filter_map(|name| {
                Some(Member {
                    format: Format::of_name(&name)?,
                    name,
                })
            })
            .collect()
    }

    /// Names of all members; one that is no text in any encoding cannot be asked for.
    fn names(&self) -> impl Iterator<Item = String> {
        self.zip
            .file_names()
            .filter_map(|name| Some(name.ok()?.into_owned()))
    }

    /// The bytes of a member.
    pub(super) fn bytes(&self, name: &str) -> Result<Vec<u8>, FormatError> {
        let full = self.path.join(name);
        let mut zip = self.zip.clone();
        let broken = |e: &dyn std::fmt::Display| {
            FormatError::malformed(&full, format!("cannot be unpacked ({e})"))
        };
        let member = zip.by_name(name).map_err(|e| broken(&e))?;
        let mut bytes = Vec::with_capacity(member.size().min(MEMBER_LIMIT) as usize / 4);
        member
            .take(MEMBER_LIMIT + 1)
            .read_to_end(&mut bytes)
            .map_err(|e| broken(&e))?;
        if bytes.len() as u64 > MEMBER_LIMIT {
            return Err(FormatError::malformed(&full, "unpacks to more than 1 GiB"));
        }
        Ok(bytes)
    }

    /// The bytes of the member beside `name` with another extension, in whatever case.
    pub(super) fn sibling(
        &self,
        name: &str,
        extension: &str,
    ) -> Result<Option<Vec<u8>>, FormatError> {
        let wanted = Path::new(name).with_extension(extension);
        let wanted = wanted.to_string_lossy();
        let found = self.names().find(|n| n.eq_ignore_ascii_case(&wanted));
        found.map(|n| self.bytes(&n)).transpose()
    }
}
