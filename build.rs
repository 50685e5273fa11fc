//! Tells tests what is at hand on this machine, so that what needs more is reported as ignored:
//! `cfg(official_files)`, `cfg(ogrinfo)`, `cfg(chromium)`, `cfg(poppler)`, `cfg(libreoffice)`,
//! `cfg(latex)`, `cfg(pandoc)`.
//!
//! The official files are never part of the repository: `QPV_TEST_DATA` names their folder, and
//! without it they are looked for in `../shared/data`. Programs are looked for on the path when
//! this is built; `CHROMIUM` names a browser. `cfg(small_disks)` tells whether this system lets a
//! test mount a disk of some kilobytes of its own.

use std::path::PathBuf;
use std::process::{Command, Stdio};

fn main() {
    println!("cargo::rustc-check-cfg=cfg(official_files, ogrinfo, chromium, poppler, libreoffice)");
    println!("cargo::rustc-check-cfg=cfg(latex, pandoc)");
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

    println!("cargo::rerun-if-env-changed=CHROMIUM");
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from);
    let browser = named
        .filter(|path| path.is_file())
        .or_else(|| on_path(&["chromium", "chromium-browser", "google-chrome"]));
    if browser.is_some() {
        println!("cargo::rustc-cfg=chromium");
    }
    // Where there is none the tests that would use it are ignored.
    let browser = browser.unwrap_or_default();
    println!("cargo::rustc-env=QPV_CHROMIUM={}", browser.display());
    if on_path(&["pdftotext"]).is_some() {
        println!("cargo::rustc-cfg=poppler");
    }
    if on_path(&["soffice"]).is_some() {
        println!("cargo::rustc-cfg=libreoffice");
    }
    if on_path(&["pandoc"]).is_some() {
        println!("cargo::rustc-cfg=pandoc");
    }
    // LaTeX with the French that the example asks for.
    let french = Command::new("kpsewhich")
        .arg("french.ldf")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if on_path(&["pdflatex"]).is_some() && french.is_ok_and(|status| status.success()) {
        println!("cargo::rustc-cfg=latex");
    }
    if on_path(&["ogrinfo"]).is_some() {
        println!("cargo::rustc-cfg=ogrinfo");
    }
}

/// The first of these programs that is on the path.
fn on_path(programs: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    programs.iter().find_map(|program| {
        std::env::split_paths(&path)
            .map(|folder| folder.join(program))
            .find(|file| file.is_file())
    })
}
