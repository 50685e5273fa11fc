//! Perimeters of the French *quartiers prioritaires de la politique de la ville* (QPV).
#![warn(missing_docs)]

pub mod atomic;
pub mod crs;
pub mod formats;
pub mod perimeter;
pub mod sample;
pub mod table;
