//! The official files in the data folder.

use super::Common;
use super::failure::Failure;
use qpv::perimeter::Generation;
use std::path::PathBuf;

impl Common {
    /// The folder of official files: `--data-dir`, `QPV_DATA_DIR`, else that of the platform.
    pub fn data_folder(&self) -> Result<PathBuf, Failure> {
        let home = |variable: &str| std::env::var_os(variable).map(PathBuf::from);
        let platform = || {
            let base = if cfg!(windows) {
                home("LOCALAPPDATA")
            } else if cfg!(target_os = "macos") {
                home("HOME").map(|p| p.join("Library/Application Support"))
            } else {
                home("XDG_DATA_HOME").or_else(|| home("HOME").map(|p| p.join(".local/share")))
            };
            base.map(|base| base.join("qpv"))
        };
        self.data_dir.clone().or_else(platform).ok_or_else(|| {
            Failure::new(
                "this system has no folder for data",
                "name one with --data-dir DIR",
            )
        })
    }

    /// The official pack of a generation, where the data folder (or `perimeters` in it) has it.
    pub fn official_pack(&self, generation: Generation) -> Result<Option<PathBuf>, Failure> {
        let name = match generation {
            Generation::Qp2015 => "qp-politiquedelaville-shp.zip",
            Generation::Qp2024 => "qp2024-geojson-gpkg-shp.zip",
        };
        let folder = self.data_folder()?;
        let places = [folder.join(name), folder.join("perimeters").join(name)];
        Ok(places.into_iter().find(|path| path.is_file()))
    }
}
