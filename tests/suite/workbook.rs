//! The workbook as LibreOffice opens it. Reported as ignored where there is no LibreOffice.

use super::support::{Folder, qpv};
use calamine::{Data, Reader, open_workbook_auto};
use std::path::Path;
use std::process::Command;

/// How many members of an archive begin and end in these texts.
fn members(file: &Path, start: &str, end: &str) -> usize {
    let archive = zip::ZipArchive::new(std::fs::File::open(file).unwrap()).unwrap();
    let names = archive.file_names().map(Result::unwrap);
    names
        .filter(|n| n.starts_with(start) && n.ends_with(end))
        .count()
}

#[test]
#[cfg_attr(not(libreoffice), ignore = "needs LibreOffice")]
fn libreoffice_reads_every_sheet_cell_and_chart() {
    let folder = Folder::new();
    qpv(["report", "--sample", "--quiet", "-o"])
        .arg(folder.path("out"))
        .assert()
        .success();
    let book = folder.path("out/rapport.xlsx");
    let profile = folder.path("profile");
    let converted = Command::new("soffice")
        .arg(format!(
            "-env:UserInstallation=file://{}",
            profile.display()
        ))
        .args(["--headless", "--convert-to", "ods", "--outdir"])
        .arg(folder.path("converted"))
        .arg(&book)
        .output()
        .unwrap();
    assert!(converted.status.success(), "{converted:?}");
    let copy = folder.path("converted/rapport.ods");
    let (mut ours, mut theirs) = (
        open_workbook_auto(&book).unwrap(),
        open_workbook_auto(&copy).unwrap(),
    );
    assert_eq!(ours.sheet_names(), theirs.sheet_names());
    let mut cells = 0;
    for sheet in ours.sheet_names() {
        let (a, b) = (
            ours.worksheet_range(&sheet).unwrap(),
            theirs.worksheet_range(&sheet).unwrap(),
        );
        for (row, column, value) in a.used_cells() {
            let at = (row as u32, column as u32);
            let other = b.get_value(at).unwrap_or(&Data::Empty);
            let same = match (value, other) {
                (Data::Float(x), Data::Float(y)) => (x - y).abs() <= 1e-9 * x.abs(),
                (x, y) => x.to_string() == y.to_string(),
            };
            assert!(same, "{sheet} {at:?}: {value:?} is read as {other:?}");
            cells += 1;
        }
    }
    assert!(cells > 3000, "{cells}");
    // Every chart is a document of its own in the copy.
    assert_eq!(members(&book, "xl/charts/chart", ".xml"), 3);
    assert_eq!(members(&copy, "Object ", "/content.xml"), 3);
}
