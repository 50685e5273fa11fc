//! Populations of quartiers: figures that carry their vintage, perimeters and source, and
//! estimates, which are another type.

mod ages;
mod codes;
mod estimate;
mod figures;
mod grid;
mod masses;
mod read;
mod rollup;
mod secrecy;
mod weights;

pub use ages::{AgeColumn, Ages, AgesError, Pyramid, Sex, column_of_ages, pyramid_columns};
pub use codes::{Codes, CodesError, column_named};
pub use estimate::{Estimate, LEAST_COVER, Method, NoEstimate, ROUNDING, area_bias, estimates};
pub use figures::{Figures, Vintage};
pub use grid::Cell;
pub use masses::Masses;
pub use read::{PopulationError, read};
pub use rollup::{Total, total, totals_by};
pub use secrecy::{LEAST_SHOWN, Withheld, withheld};
pub use weights::{WeightError, WeightKind, Weights};
