//! The tests that cross modules, in one program: linking it is what takes time.

mod bad_input;
mod browser;
mod data;
mod embedding;
mod fetch;
mod loopback;
mod official;
mod projection;
mod sample;
mod support;
mod workbook;
