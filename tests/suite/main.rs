//! The tests that cross modules, in one program: linking it is what takes time.

mod bad_input;
mod browser;
mod charts;
mod data;
mod diff;
mod embedding;
mod fetch;
mod figures;
mod formats;
mod hostile;
mod keys;
mod labels;
mod loopback;
mod mutations;
mod near;
mod official;
mod projection;
mod sample;
mod support;
mod variants;
mod workbook;
