//! Outlines of communes, to know which ground a perimeter covers.

use geo::MultiPolygon;

/// A commune and its outline.
#[derive(Debug, Clone, PartialEq)]
pub struct Commune {
    /// INSEE code, five characters (`62498`, `2A004`, `97411`).
    pub insee: String,
    /// Name as written in the file.
    pub name: String,
    /// Valid outline in the metres of its territory's projection
    /// ([`super::Territory::of_departement`] of the INSEE code). Published outlines are
    /// generalised: expect the limit to be tens of metres off.
    pub shape: MultiPolygon,
}

/// The communes of some départements, sorted by INSEE code.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CommuneMap {
    /// Sorted by INSEE code, each once.
    pub communes: Vec<Commune>,
    /// Files they came from.
    pub files: Vec<String>,
    /// Whether the outlines are schematic (the embedded sample).
    pub schematic: bool,
}

impl CommuneMap {
    /// The commune of an INSEE code.
    pub fn get(&self, insee: &str) -> Option<&Commune> {
        self.communes
            .binary_search_by(|c| c.insee.as_str().cmp(insee))
            .ok()
            .map(|i| &self.communes[i])
    }

    /// Adds the communes of another file; a commune that is already there stays as it is.
    pub fn extend(&mut self, other: CommuneMap) {
        self.schematic |= other.schematic;
        self.files.extend(other.files);
        self.communes.extend(other.communes);
        self.communes.sort_by(|a, b| a.insee.cmp(&b.insee));
        self.communes
            .dedup_by(|later, first| later.insee == first.insee);
    }
}
