//! Files that appear whole or not at all.
//!
//! A result is written under a temporary name beside its target and renamed when it is
//! complete, so a run that is stopped leaves the former file whole and no half of a new one.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use tempfile::{Builder, NamedTempFile};

fn beside(path: &Path) -> io::Result<NamedTempFile> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    std::fs::create_dir_all(folder)?;
    // With the permissions of any new file, not the private ones of a temporary file.
    let mut builder = Builder::new();
    builder.prefix(".qpv-").suffix(".part");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

/// Writes a file through a buffer; it takes its name when `fill` has succeeded.
///
/// # Errors
/// What `fill` or the file system says; the former file is untouched then.
pub fn write<E: From<io::Error>>(
    path: &Path,
    fill: impl FnOnce(&mut BufWriter<&mut File>) -> Result<(), E>,
) -> Result<(), E> {
    let mut file = beside(path)?;
    {
        let mut writer = BufWriter::with_capacity(1 << 18, file.as_file_mut());
        fill(&mut writer)?;
        writer.flush()?;
    }
    file.persist(path).map_err(|e| e.error)?;
    Ok(())
}

/// Writes bytes that are already there.
///
/// # Errors
/// What the file system says.
pub fn write_bytes(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write(path, |out| out.write_all(bytes))
}

/// For writers that want a path of their own (SQLite): `fill` gets the temporary name.
///
/// # Errors
/// What `fill` or the file system says; the former file is untouched then.
pub fn write_at<E: From<io::Error>>(
    path: &Path,
    fill: impl FnOnce(&Path) -> Result<(), E>,
) -> Result<(), E> {
    let file = beside(path)?;
    fill(file.path())?;
    file.persist(path).map_err(|e| e.error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_write_leaves_the_former_file_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.csv");
        write_bytes(&path, b"former").unwrap();
        let failed: io::Result<()> = write(&path, |out| {
            out.write_all(b"half")?;
            Err(io::Error::other("stopped"))
        });
        assert!(failed.is_err());
        assert_eq!(std::fs::read(&path).unwrap(), b"former");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn missing_folders_are_made() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b/out.csv");
        write_bytes(&path, b"x").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"x");
    }
}
