//! Populations of quartiers: figures that carry their vintage, perimeters and source, and
//! estimates, which are another type.

mod estimate;
mod figures;
mod grid;
mod masses;
mod read;
mod rollup;
mod weights;

pub use estimate::{Estimate, LEAST_COVER, Method, NoEstimate, ROUNDING, area_bias, estimates};
pub use figures::{Figures, Vintage};
pub use grid::Cell;
pub use masses::Masses;
pub use read::{PopulationError, read};
pub use rollup::{Total, total, totals_by};
pub use weights::{WeightError, WeightKind, Weights};
