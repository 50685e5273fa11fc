//! Zip archives: which layers they hold and the bytes of their members.
//!
//! Nothing is ever unpacked to disk, so a member whose name climbs out of the archive can
//! overwrite nothing; it is refused all the same, as no honest producer writes one.

use super::{Format, FormatError};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use zip::ZipArchive;

/// Largest member that is unpacked, in bytes. The largest official member has 12 MB, and all
/// communes of France in GeoJSON 60 MB.
const MEMBER_LIMIT: u64 = 1 << 29;

/// A member beyond this size must not be smaller than a hundredth of it when packed: contours
/// pack to a half and attribute tables to a tenth; a bomb packs to a thousandth.
const BOMB_SIZE: u64 = 1 << 25;
const BOMB_RATIO: u64 = 100;

/// One layer in an archive.
#[derive(Debug, Clone)]
pub(super) struct Member {
    /// Path inside the archive.
    pub(super) name: String,
    pub(super) format: Format,
}

/// A zip on disk, from which several threads can unpack members.
#[derive(Clone)]
pub(super) struct Archive {
    path: PathBuf,
    zip: ZipArchive<SharedFile>,
}

impl std::fmt::Debug for Archive {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Archive({})", self.path.display())
    }
}

/// Splits `FILE.zip/MEMBER` into the file that exists and the member; a bare zip has none.
pub(super) fn split(path: &Path) -> Option<(PathBuf, Option<String>)> {
    let is_zip = |p: &Path| {
        p.extension()
            .is_some_and(|e| e.eq_ignore_ascii_case("zip") || e.eq_ignore_ascii_case("shz"))
    };
    if is_zip(path) && !path.is_dir() {
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
        let file = SharedFile::open(path).map_err(|e| FormatError::open(path, e))?;
        if file.length == 0 {
            return Err(FormatError::Empty {
                path: path.to_owned(),
            });
        }
        let zip = ZipArchive::new(file)
            .map_err(|e| FormatError::malformed(path, format!("not a whole zip archive ({e})")))?;
        Ok(Self {
            path: path.to_owned(),
            zip,
        })
    }

    /// The members that are layers, in the order of the archive.
    pub(super) fn layers(&self) -> Result<Vec<Member>, FormatError> {
        let layers = self.names().filter(|name| !name.starts_with("__MACOSX/"));
        layers
            .filter_map(|name| {
                Some(Member {
                    format: Format::of_name(&name)?,
                    name,
                })
            })
            .map(|member| {
                if climbs(&member.name) {
                    let detail = format!("the path of its member {} leaves it", member.name);
                    return Err(FormatError::malformed(&self.path, detail));
                }
                Ok(member)
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
        let packed = member.compressed_size();
        let limit = MEMBER_LIMIT.min(BOMB_SIZE.max(packed.saturating_mul(BOMB_RATIO)));
        let too_large = || {
            let detail = match limit {
                MEMBER_LIMIT => "unpacks to more than 512 MiB".to_owned(),
                _ => format!("{packed} bytes that unpack to more than {limit}, as in a zip bomb"),
            };
            FormatError::malformed(&full, detail)
        };
        // The announced size may lie; what is unpacked is counted.
        if member.size() > limit {
            return Err(too_large());
        }
        let mut bytes = Vec::with_capacity(member.size().min(BOMB_SIZE) as usize);
        member
            .take(limit + 1)
            .read_to_end(&mut bytes)
            .map_err(|e| broken(&e))?;
        if bytes.len() as u64 > limit {
            return Err(too_large());
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

/// Whether a path in an archive would leave the folder that the archive is unpacked in.
fn climbs(name: &str) -> bool {
    let name = name.replace('\\', "/");
    let mut parts = Path::new(&name).components();
    parts.any(|part| !matches!(part, Component::Normal(_) | Component::CurDir))
        || name.as_bytes().get(1) == Some(&b':')
}

/// A file that several readers read, each at its own place: only the members that are asked
/// for come into memory.
#[derive(Clone)]
struct SharedFile {
    file: Arc<Mutex<File>>,
    length: u64,
    at: u64,
}

impl SharedFile {
    fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        Ok(Self {
            file: Arc::new(Mutex::new(file)),
            length,
            at: 0,
        })
    }
}

impl Read for SharedFile {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(self.at))?;
        let read = file.read(buffer)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for SharedFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = target.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_leave_the_archive_are_told_apart() {
        for name in [
            "../a.shp",
            "SHP/../../a.shp",
            "/etc/a.shp",
            "C:\\a.shp",
            "..\\a.shp",
        ] {
            assert!(climbs(name), "{name}");
        }
        for name in ["a.shp", "SHP/2024/a.b.shp", "./a.shp", "..a.shp"] {
            assert!(!climbs(name), "{name}");
        }
    }
}
