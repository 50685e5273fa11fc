//! The model: quartiers, their codes, and sets of perimeters that are valid and in metres.

mod code;
mod communes;
mod cover;
mod doubles;
pub(crate) mod nearby;
mod precision;
mod problem;
mod quartier;
mod read;
mod repair;
mod set;
pub(crate) mod shared;
mod simple;
mod territory;

pub use code::{Generation, NotACode, OfficialStatus, QuartierCode};
pub use communes::{Commune, CommuneMap};
pub use cover::{CommuneCover, MIN_SHARE_IN_COMMUNE, MIN_WIDTH_M, commune_cover};
pub use doubles::{Double, doubles};
pub use problem::Problem;
pub use quartier::Quartier;
pub(crate) use read::insee_code;
pub use read::{PerimeterError, read, read_communes, read_departements, read_near};
pub use repair::{Repair, repair};
pub use set::{Perimeters, Rejected, Source};
pub use territory::Territory;
