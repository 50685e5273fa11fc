//! Addresses to places, on this machine: an index of the Base Adresse Nationale (BAN), and a
//! search that answers like the BAN's own geocoder.
//!
//! Nothing is sent anywhere and no address is written to any log.
//!
//! ```no_run
//! use qpv::geocode::{self, Geocoder, Query};
//! # fn main() -> Result<(), geocode::GeocodeError> {
//! geocode::build(&["adresses-62.csv.gz".into()], "ban-62.qpvban".as_ref())?;
//! let geocoder = Geocoder::open("ban-62.qpvban".as_ref())?;
//! if let Some(answer) = geocoder.search(&Query::new("12 bis av. du Gal Leclerc 62000 ARRAS")) {
//!     println!("{} ({:.2})", answer.label(), answer.score);
//! }
//! # Ok(())
//! # }
//! ```

mod answer;
pub mod batch;
mod columns;
mod context;
mod error;
mod geocoder;
mod index;
mod interpolate;
mod line;
mod number;
mod place;
mod quartiers;
mod query;
mod ranking;
mod reverse;
mod search;
mod street;
mod text;

pub use answer::{Answer, Certainty, MatchType};
pub use columns::{AddressColumns, ColumnsError};
pub use error::GeocodeError;
pub use geocoder::Geocoder;
pub use index::{Index, Summary, Tally, build};
pub use interpolate::Interpolated;
pub use quartiers::{Motive, Quartiers, Verdict};
pub use query::Query;
