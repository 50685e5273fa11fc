//! The tests that cross modules, in one program: linking it is what takes time.

mod bad_input;
mod data;
mod diff;
mod fetch;
mod loopback;
mod formats;
mod hostile;
mod mutations;
mod near;
mod official;
mod projection;
mod sample;
mod support;
mod variants;
