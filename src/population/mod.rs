//! Populations of quartiers: figures that carry their vintage, perimeters and source.

mod figures;
mod read;
mod rollup;

pub use figures::{Figures, Vintage};
pub use read::{PopulationError, read};
pub use rollup::{Total, total, totals_by};
