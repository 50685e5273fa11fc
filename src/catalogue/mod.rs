//! The official files: which there are, where they come from, and which of them are here.
//!
//! [`Catalogue`] is `data/sources.toml`: address, licence, attribution and vintage of each file.
//! [`DataFolder`] is where they are kept, with a ledger of what was fetched when, from where and
//! with which SHA-256. [`fetch()`] brings a file in. It is the only code of qpv that opens a
//! connection to another machine; nothing is sent but the request for the file.
//!
//! A file is there or it is not: it is fetched under the name `NAME.part`, checked, and renamed.
//! A transfer that was cut goes on where it stopped when the server can say that the file is
//! still the same (`Range` with `If-Range`, RFC 9110 section 13.1.5).

mod content;
mod fetch;
mod folder;
mod source;

pub use fetch::{Client, FetchError, Fetched, Patience, Problem, Progress, fetch};
pub use folder::{DataFolder, Finding, Record, Verdict};
pub use source::{Catalogue, CatalogueError, FileFormat, Item, Role, Source, known};
