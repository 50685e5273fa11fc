//! Which quartiers hold a point, and how far their limits are.
//!
//! A [`Locator`] is built once from any number of [`Perimeters`](crate::perimeter::Perimeters)
//! and never changes: it is `Sync`, and a pure function of a point. [`Locator::place`] turns
//! two numbers into a place or into the reason why they are none; [`Locator::answer`] says, for
//! one generation, in or out, in which quartiers, and the signed distance to the nearest limit
//! in metres on the ground.
//!
//! - *On a limit* a point is inside, as with GEOS `covers`; on a limit that two quartiers
//!   share it is in both. All quartiers that hold a point are named, smallest area first.
//! - *Distances* are those of the legal projection, divided by its scale half-way to the
//!   limit: within 1 cm of the geodesic up to 1 km. Inside, the limit is that of the quartiers
//!   that hold the point, rims of holes included; outside, that of any quartier of the
//!   generation.
//! - *Territories*: each has its own projection, and a point is projected only where a quartier
//!   is near.
//! - *Empty is not outside*: where a generation has no quartier in the territory of a point, the
//!   answer is [`Response::NotLocated`].
//!
//! What it rests on, measured on 10 million address-like points against 3 060 quartiers of
//! 764 000 vertices: a two-level grid rather than an R-tree in front, as it says "nothing here"
//! in one look-up; a byte for each of its cells, as waiting for memory is what a look-up costs
//! (about 30 ns); runs of eight consecutive edges with their boxes rather than a tree over edges,
//! four edges in one go. The whole command peaks at 65 MB with both generations. The R-tree
//! (`rstar`) serves the rare question for a limit farther away than the grid looks.
//! `benches/README.md` says where the time of a whole table goes.
//!
//! [`Summary`] is what the answers of a table come to, and [`BandCounts`] what a chart of
//! bands draws.

mod answer;
mod ask;
pub mod batch;
mod bounds;
mod grid;
mod ground;
mod land;
mod limit;
mod locator;
mod mask;
mod nearest;
mod spot;
mod summary;
mod twins;

pub use answer::{Answer, Band, Reason, Response};
pub use locator::{Entry, Locator, Question, Spot};
pub use spot::System;
pub use summary::{
    BandCounts, Change, EpciCount, GenerationSummary, QuartierCount, ReasonCount, Summary,
};
