//! Tells the tests whether the official files are at hand.
//!
//! They are never part of the repository: `QPV_TEST_DATA` names their folder, `../shared/data`
//! is where it is looked for without it. Tests that need them are reported as ignored
//! where there are none.

use std::path::Path;

fn main() {
    println!("cargo::rustc-check-cfg=cfg(official_files)");
    println!("cargo::rerun-if-env-changed=QPV_TEST_DATA");
    println!("cargo::rerun-if-changed=build.rs");
    let folder = std::env::var("QPV_TEST_DATA").unwrap_or_else(|_| "../shared/data".into());
    if Path::new(&folder).join("perimeters").is_dir() {
        println!("cargo::rustc-cfg=official_files");
    }
}
