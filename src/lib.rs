//! Perimeters of the French *quartiers prioritaires de la politique de la ville* (QPV).

pub mod render;
