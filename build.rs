//! Tells the tests whether the official files are there, so that they can be reported as ignored.

use std::path::Path;

fn main() {
    println!("cargo::rustc-check-cfg=cfg(official_files)");
    println!("cargo::rerun-if-env-changed=QPV_TEST_DATA");
    println!("cargo::rerun-if-changed=build.rs");
    let folder = std::env::var("QPV_TEST_DATA").unwrap_or_else(|_| "../shared/data".into());
    if Path::new(&folder).join("addresses").is_dir() {
        println!("cargo::rustc-cfg=official_files");
    }
}
