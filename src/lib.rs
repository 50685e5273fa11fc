//! Perimeters of the French *quartiers prioritaires de la politique de la ville* (QPV).
#![warn(missing_docs)]

pub mod atomic;
pub mod catalogue;
mod contained;
pub mod crs;
pub mod diff;
pub mod epci;
pub mod formats;
pub mod geocode;
pub mod locate;
pub mod perimeter;
pub mod population;
pub mod render;
pub mod report;
pub mod sample;
pub mod serve;
pub mod table;
