//! An open index that answers: what it is asked is in `search`, `reverse` and `quartiers`.

use super::error::GeocodeError;
use super::index::Index;
use std::path::Path;

/// Answers queries from an index. Shared by any number of threads.
#[derive(Debug)]
pub struct Geocoder {
    index: Index,
}

impl Geocoder {
    /// Opens an index.
    ///
    /// # Errors
    /// See [`Index::open`].
    pub fn open(path: &Path) -> Result<Self, GeocodeError> {
        Ok(Self::new(Index::open(path)?))
    }

    /// Answers from an index that is open.
    pub fn new(index: Index) -> Self {
        Self { index }
    }

    /// The index.
    pub fn index(&self) -> &Index {
        &self.index
    }
}
