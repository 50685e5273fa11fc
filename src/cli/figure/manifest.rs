//! `--manifest FILE`: what a document needs to know about the figures that were drawn.

use super::super::failure::Failure;
use super::super::output::write_file;
use super::options::FigureArgs;
use qpv::report::{Entry, Manifest};
use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path};

/// Adds the figures to a manifest, which is made where there is none yet.
pub fn record(
    path: &Path,
    entries: Vec<Entry>,
    args: &FigureArgs,
    date: &str,
) -> Result<(), Failure> {
    // Figures are drawn side by side (`make -j`): each waits for its turn. A system that locks no
    // folders goes without.
    let lock = fs::create_dir_all(folder(path)).and_then(|()| fs::File::open(folder(path)));
    let _held = lock.and_then(|folder| folder.lock().map(|()| folder));
    let known = match read(path)? {
        Some(manifest) => Manifest {
            figures: manifest.figures,
            ..Manifest::new(args.lang, date)
        },
        None => Manifest::new(args.lang, date),
    };
    let text = known.with(entries).json()?;
    write_file(path, text.as_bytes())
}

/// Refuses a file that is no manifest, before anything is drawn.
pub fn check(path: &Path) -> Result<(), Failure> {
    read(path).map(|_| ())
}

fn read(path: &Path) -> Result<Option<Manifest>, Failure> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
        Err(e) => {
            return Err(Failure::new(
                format!("{}: {e}", path.display()),
                "check the file of the manifest",
            ));
        }
    };
    Manifest::read(&text).map(Some).map_err(|e| {
        Failure::new(
            format!("{}: no manifest of figures: {e}", path.display()),
            "give the figures.json of a report, or a file that does not exist yet",
        )
    })
}

/// The folder of a file; the current one where none is named.
fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// The path of a file from the folder of the manifest, with `/` between its parts; a file on
/// another drive keeps its whole path.
pub fn seen_from(manifest: &Path, file: &Path) -> String {
    let whole = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let (from, to) = (whole(folder(manifest)), whole(file));
    let (from, to): (Vec<Component<'_>>, Vec<Component<'_>>) =
        (from.components().collect(), to.components().collect());
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    if shared == 0 {
        return file.display().to_string();
    }
    let up = from[shared..].iter().map(|_| "..".to_owned());
    let down = to[shared..]
        .iter()
        .map(|part| part.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<String>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_from_the_folder_of_the_manifest() {
        let seen = |manifest: &str, file: &str| seen_from(Path::new(manifest), Path::new(file));
        assert_eq!(seen("figures.json", "carte.svg"), "carte.svg");
        assert_eq!(
            seen("out/figures.json", "out/figures/carte.svg"),
            "figures/carte.svg"
        );
        assert_eq!(seen("out/figures.json", "carte.svg"), "../carte.svg");
        assert_eq!(
            seen("/a/b/figures.json", "/a/c/carte.svg"),
            "../c/carte.svg"
        );
    }
}
