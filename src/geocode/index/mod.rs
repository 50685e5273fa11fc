//! The index of addresses: built once from BAN files, then one file that is mapped and read in
//! place by any number of threads and processes.

mod ban;
mod build;
pub(super) mod city;
mod draft;
pub(super) mod format;
pub(super) mod order;
mod write;

pub use ban::Tally;
pub use build::{Summary, build};

use super::error::GeocodeError;
use bytemuck::{Pod, from_bytes, pod_read_unaligned, try_cast_slice};
use format::*;
use memmap2::Mmap;
use std::fs::File;
use std::path::{Path, PathBuf};

/// Up to this size the whole file is checked when it is opened; beyond, its header and length,
/// so that opening all of France stays under 20 ms.
const CHECKED_WHOLE: u64 = 32 << 20;

/// An open index.
#[derive(Debug)]
pub struct Index {
    path: PathBuf,
    map: Mmap,
    sections: [Extent; SECTIONS],
    departements: Vec<String>,
}

impl Index {
    /// Opens an index file.
    ///
    /// # Errors
    /// When it is no index, of another version, cut or damaged.
    pub fn open(path: &Path) -> Result<Self, GeocodeError> {
        let io = |e| GeocodeError::io(path, e);
        let file = File::open(path).map_err(io)?;
        // SAFETY: the file is mapped read-only. Were another process to change it meanwhile,
        // reads would see other bytes; every index taken from it is checked before use, and this
        // crate never writes into an index but replaces it by renaming.
        #[expect(
            unsafe_code,
            reason = "mapping a file is the only way to open 4 GB in 20 ms"
        )]
        let map = unsafe { Mmap::map(&file) }.map_err(io)?;
        let not_an_index = || GeocodeError::NotAnIndex {
            path: path.to_owned(),
        };
        if map.get(..8) != Some(&MAGIC) {
            return Err(not_an_index());
        }
        let version = map.get(8..12).map_or(0, pod_read_unaligned::<u32>);
        if version != VERSION {
            return Err(GeocodeError::Version {
                path: path.to_owned(),
                found: version,
                expected: VERSION,
            });
        }
        let head = map
            .get(..size_of::<Header>())
            .ok_or_else(|| GeocodeError::damaged(path, "it ends within its header"))?;
        let header: &Header = from_bytes(head);
        let mut plain = *header;
        plain.header_crc = 0;
        if crc32fast::hash(bytemuck::bytes_of(&plain)) != header.header_crc || header.order != ORDER
        {
            return Err(GeocodeError::damaged(
                path,
                "its header has another checksum",
            ));
        }
        if header.length != map.len() as u64 {
            return Err(GeocodeError::damaged(
                path,
                format!("{} bytes of {}", map.len(), header.length),
            ));
        }
        let sections = header.sections;
        let body_crc = header.body_crc;
        let mut index = Self {
            path: path.to_owned(),
            map,
            sections,
            departements: Vec::new(),
        };
        if index.map.len() as u64 <= CHECKED_WHOLE {
            index.verify(body_crc)?;
        }
        index.departements = index.departements_of_communes();
        Ok(index)
    }

    fn verify(&self, body_crc: u32) -> Result<(), GeocodeError> {
        let body = self.map.get(size_of::<Header>()..).unwrap_or_default();
        if crc32fast::hash(body) == body_crc {
            Ok(())
        } else {
            Err(GeocodeError::damaged(
                &self.path,
                "its content has another checksum",
            ))
        }
    }

    /// The records of a section; a damaged section is an empty one.
    pub(super) fn section<T: Pod>(&self, section: Section) -> &[T] {
        let extent = self.sections.get(section as usize).copied();
        let bytes = extent.and_then(|e| {
            let start = usize::try_from(e.offset).ok()?;
            let end = start.checked_add(usize::try_from(e.bytes).ok()?)?;
            self.map.get(start..end)
        });
        bytes
            .and_then(|b| try_cast_slice(b).ok())
            .unwrap_or_default()
    }

    /// A piece of text; nothing where the index is damaged.
    pub(super) fn text(&self, span: Span) -> &str {
        let start = span.start as usize;
        let bytes = self
            .section::<u8>(Section::Text)
            .get(start..start + span.bytes as usize)
            .unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Codes of the départements whose communes it holds.
    pub fn departements(&self) -> &[String] {
        &self.departements
    }

    /// Number of house numbers.
    pub fn numbers(&self) -> usize {
        self.section::<Number>(Section::Numbers).len()
    }

    /// Number of streets and localities.
    pub fn streets(&self) -> usize {
        self.section::<Street>(Section::Streets).len()
    }

    /// Number of communes and arrondissements.
    pub fn communes(&self) -> usize {
        self.section::<Commune>(Section::Communes).len()
    }

    fn departements_of_communes(&self) -> Vec<String> {
        let mut codes: Vec<String> = Vec::new();
        for commune in self.section::<Commune>(Section::Communes) {
            let code = city::departement_of_code(self.text(commune.code));
            // Communes come by code, so a département's follow each other.
            if codes.last().is_none_or(|last| last != code) {
                codes.push(code.to_owned());
            }
        }
        codes
    }

    /// Areas under a key of a sorted section.
    pub(super) fn areas_of(&self, section: Section, text: &str) -> &[u32] {
        let keys = self.section::<Key>(section);
        keys.binary_search_by(|key| self.text(key.text).cmp(text))
            .ok()
            .and_then(|i| keys.get(i))
            .map_or(&[], |key| self.key_areas(*key))
    }

    /// Areas of a key.
    pub(super) fn key_areas(&self, key: Key) -> &[u32] {
        self.section::<u32>(Section::KeyAreas)
            .get(key.areas.indices())
            .unwrap_or_default()
    }
}
