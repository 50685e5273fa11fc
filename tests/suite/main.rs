//! The tests that cross modules, in one program: linking it is what takes time.

mod bad_input;
mod data;
mod fetch;
mod figures;
mod loopback;
mod official;
mod projection;
mod sample;
mod support;
