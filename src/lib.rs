//! Perimeters of the French *quartiers prioritaires de la politique de la ville* (QPV).
#![warn(missing_docs)]

pub mod atomic;
pub mod crs;
pub mod formats;
pub mod geocode;
pub mod locate;
pub mod perimeter;
pub mod serve;
pub mod table;
