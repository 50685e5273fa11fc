//! `qpv locate`, as people run it.

mod answers;
mod desk;
mod official;
mod pipes;
mod refusals;
mod stored;
mod summary;
mod tables;
