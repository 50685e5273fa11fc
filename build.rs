//! Tells tests what is at hand: the official files (`cfg(official_files)`) and GDAL's `ogrinfo`
//! (`cfg(ogrinfo)`).
//!
//! They are never part of the repository: `QPV_TEST_DATA` names their folder, and without it they
//! are looked for in `../shared/data`. Tests that need them are reported as ignored where they are
//! missing. `cfg(small_disks)` tells whether this system lets a test mount a disk of some kilobytes
//! of its own.

use std::path::PathBuf;
use std::process::{Command, Stdio};

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

    println!("cargo::rustc-check-cfg=cfg(small_disks)");
    let mount = "mount -t tmpfs -o size=64k tmpfs /mnt";
    let mounted = Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount", "sh", "-c", mount])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if mounted.is_ok_and(|status| status.success()) {
        println!("cargo::rustc-cfg=small_disks");
    }

    println!("cargo::rustc-check-cfg=cfg(ogrinfo)");
    let asked = Command::new("ogrinfo").arg("--version").output();
    if asked.is_ok_and(|answer| answer.status.success()) {
        println!("cargo::rustc-cfg=ogrinfo");
    }
}
