//! Names of files without the folders they lie in.
//!
//! A path such as `/home/durand/dossiers/…` says who made a report and how their machine is
//! organised; a report that is mailed around names files only (and the member of an archive).

use crate::report::Study;

/// The folders that the sources of a study name, longest first.
#[derive(Debug, Clone, Default)]
pub(in crate::report) struct Folders(Vec<String>);

/// The part of a path that ends before the name of its file: an archive counts as the file, so
/// that its member stays.
fn folder(path: &str) -> Option<&str> {
    let separator = |c: char| c == '/' || c == '\\';
    let lower = path.to_ascii_lowercase();
    let file_end = [".zip/", ".zip\\", ".gpkg/", ".gpkg\\"]
        .iter()
        .filter_map(|mark| lower.find(mark))
        .min()
        .unwrap_or(path.len());
    let start = path.get(..file_end)?.rfind(separator)? + 1;
    path.get(..start)
}

impl Folders {
    /// The folders of all sources of a study.
    pub fn of(study: &Study) -> Self {
        let sets = [&study.diff.old, &study.diff.new];
        let outlines = study.outlines.iter().flat_map(|o| &o.files);
        let named = sets
            .iter()
            .map(|set| &set.source.file)
            .chain(outlines)
            .chain(study.directory.files())
            .chain(study.figures.iter().map(|f| &f.source));
        // The column that follows the file of a population table holds no path.
        let paths = named.map(|n| n.split(", colonne ").next().unwrap_or(n));
        Self::in_paths(paths)
    }

    fn in_paths<'a>(paths: impl Iterator<Item = &'a str>) -> Self {
        let mut folders: Vec<String> = paths.filter_map(folder).map(str::to_owned).collect();
        folders.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
        folders.dedup();
        // A lone separator would be taken out of dates and shares as well.
        folders.retain(|f| f.len() > 1);
        Self(folders)
    }

    /// A text without the folders of the sources.
    pub fn left_out(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for folder in self.0.iter() {
            if text.contains(folder.as_str()) {
                text = text.replace(folder.as_str(), "");
            }
        }
        text.strip_prefix('/').map_or(text.clone(), str::to_owned)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_members_stay_and_folders_go() {
        let paths = [
            "/home/durand/qp.zip/QP_METROPOLE_LB93.shp",
            "/home/durand/tables/pop.csv",
            "C:\\Users\\durand\\communes.geojson",
            "ici.csv",
        ];
        let folders = Folders::in_paths(paths.into_iter());
        assert_eq!(folders.left_out(paths[0]), "qp.zip/QP_METROPOLE_LB93.shp");
        assert_eq!(
            folders.left_out("« /home/durand/tables/pop.csv, colonne pop_2013 »"),
            "« pop.csv, colonne pop_2013 »"
        );
        assert_eq!(folders.left_out(paths[2]), "communes.geojson");
        assert_eq!(folders.left_out("3 hab/km²"), "3 hab/km²");
    }
}
