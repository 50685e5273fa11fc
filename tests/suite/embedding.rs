//! Figures for other documents: fragments, and the manifest that lists every file.

use super::support::{Folder, qpv};
use serde_json::Value;

#[test]
fn the_manifest_lists_files_that_exist_with_their_true_sizes() {
    let folder = Folder::new();
    let out = folder.path("out");
    qpv([
        "report",
        "--sample",
        "--fragment",
        "--quiet",
        "--dpi",
        "100",
        "-o",
    ])
    .arg(&out)
    .assert()
    .success();
    let text = std::fs::read_to_string(out.join("figures.json")).unwrap();
    let manifest: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(manifest["schematic"], true);
    let figures = manifest["figures"].as_array().unwrap();
    assert_eq!(figures[0]["id"], "carte-quartiers");
    assert_eq!(figures.len(), 9);
    for figure in figures {
        for key in ["title", "alternative", "source", "licence"] {
            assert!(!figure[key].as_str().unwrap().is_empty(), "{key}: {figure}");
        }
        let files = figure["files"].as_array().unwrap();
        let formats: Vec<&str> = files
            .iter()
            .map(|f| f["format"].as_str().unwrap())
            .collect();
        assert_eq!(formats, ["svg", "png", "html"]);
        for file in files {
            let bytes = std::fs::read(out.join(file["path"].as_str().unwrap())).unwrap();
            if file["format"] == "png" {
                // Width and height stand in the header of a PNG, right after its name.
                let long = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
                assert_eq!(file["width_px"], long(16));
                assert_eq!(file["height_px"], long(20));
            }
        }
    }
}

#[test]
fn a_fragment_of_a_map_carries_its_table_and_neither_script_nor_style() {
    let folder = Folder::new();
    let file = folder.path("carte.html");
    qpv(["map", "quartiers", "--sample", "-o"])
        .arg(&file)
        .assert()
        .success();
    let html = std::fs::read_to_string(file).unwrap();
    assert!(html.starts_with("<figure id=\"carte-quartiers\" lang=\"fr\">\n<svg"));
    assert_eq!(html.matches("<tr>").count(), html.matches("</tr>").count());
    for part in [
        "<title",
        "<desc",
        "<figcaption>",
        "QN06264N</t",
        "</figure>",
    ] {
        assert!(html.contains(part), "{part}");
    }
    for part in ["<script", "<style", " style=", "<?xml", "href=\"http"] {
        assert!(!html.contains(part), "{part}");
    }
}
