//! Tells tests whether the official files are at hand: `cfg(official_files)`.
//!
//! They are looked for in `QPV_TEST_DATA`, or in `../shared/data`. Tests that need them are
//! reported as ignored where they are missing.

use std::path::PathBuf;

fn main() {
    println!("cargo::rustc-check-cfg=cfg(official_files)");
    println!("cargo::rerun-if-env-changed=QPV_TEST_DATA");
    let folder = std::env::var_os("QPV_TEST_DATA")
        .map_or_else(|| PathBuf::from("../shared/data"), PathBuf::from)
        .join("perimeters");
    println!("cargo::rerun-if-changed={}", folder.display());
    if folder.is_dir() {
        println!("cargo::rustc-cfg=official_files");
    }
}
