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

fn manifest(file: &std::path::Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

#[test]
fn a_single_figure_enters_a_manifest_and_takes_its_place_when_drawn_again() {
    let folder = Folder::new();
    let list = folder.path("figures.json");
    let draw = |kind: &str, command: &str, more: &[&str]| {
        qpv([command, kind, "--sample", "--quiet", "--manifest"])
            .arg(&list)
            .args(more)
            .arg("-o")
            .arg(folder.path(&format!("img/{kind}.svg")))
            .assert()
            .success();
    };
    draw("quartiers", "map", &["--width", "200", "--height", "150"]);
    draw("aires", "chart", &[]);
    draw("quartiers", "map", &["--title", "Un titre"]);
    let figures = manifest(&list)["figures"].clone();
    assert_eq!(figures.as_array().unwrap().len(), 2);
    assert_eq!(figures[0]["title"], "Un titre");
    assert_eq!(figures[0]["width_mm"], 297.0);
    assert_eq!(figures[0]["files"][0]["path"], "img/quartiers.svg");
    assert_eq!(figures[1]["id"], "graphique-aires");
    for figure in figures.as_array().unwrap() {
        for key in ["alternative", "source", "licence", "date"] {
            assert!(!figure[key].as_str().unwrap().is_empty(), "{key}: {figure}");
        }
        assert_eq!(figure["vintage"][0], "périmètres 2015");
        assert_eq!(figure["schematic"], true);
    }
}

#[test]
fn figures_drawn_side_by_side_all_enter_the_manifest() {
    let folder = Folder::new();
    let list = folder.path("figures.json");
    let kinds = ["population", "aires", "evolution", "filiation"];
    let runs = kinds.map(|kind| {
        let (list, file) = (list.clone(), folder.path(&format!("{kind}.svg")));
        std::thread::spawn(move || {
            qpv(["chart", kind, "--sample", "--quiet", "--manifest"])
                .arg(list)
                .arg("-o")
                .arg(file)
                .assert()
                .success();
        })
    });
    runs.into_iter().for_each(|run| run.join().unwrap());
    assert_eq!(manifest(&list)["figures"].as_array().unwrap().len(), 4);
}

#[test]
fn an_atlas_names_the_page_of_each_quartier() {
    let folder = Folder::new();
    let list = folder.path("figures.json");
    qpv([
        "map",
        "atlas",
        "--sample",
        "--quartier",
        "QN06252M",
        "--quiet",
    ])
    .arg("--manifest")
    .arg(&list)
    .arg("-o")
    .arg(folder.path("atlas.pdf"))
    .assert()
    .success();
    let first = &manifest(&list)["figures"][0]["files"][0];
    assert_eq!(first["path"], "atlas.pdf");
    assert_eq!(first["page"], 1);
}

#[test]
fn a_file_that_is_no_manifest_stays_as_it_is() {
    let folder = Folder::new();
    let other = folder.file("package.json", "{\"name\": \"site\"}");
    let run = qpv(["map", "quartiers", "--sample", "--manifest"])
        .arg(&other)
        .arg("-o")
        .arg(folder.path("carte.svg"))
        .assert()
        .code(1);
    let said = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    assert!(
        said.contains("package.json: no manifest of figures"),
        "{said}"
    );
    assert!(!folder.path("carte.svg").exists());
    assert_eq!(
        std::fs::read_to_string(other).unwrap(),
        "{\"name\": \"site\"}"
    );
    // Without a file there is nothing to list.
    qpv([
        "map",
        "quartiers",
        "--sample",
        "--manifest",
        "figures.json",
        "-o",
        "-",
    ])
    .assert()
    .code(1);
}

/// The examples of the documentation, fences left out: those after a word in bold.
fn example(of: &str) -> Vec<String> {
    let docs = include_str!("../../src/report/embed.rs").lines();
    let docs = docs
        .map_while(|line| line.strip_prefix("//!"))
        .map(|line| line.strip_prefix(' ').unwrap_or(line));
    let told = docs.skip_while(|line| !line.starts_with(&format!("**{of}**")));
    let (mut found, mut fence): (Vec<String>, Option<String>) = (Vec::new(), None);
    for line in told.skip(1).take_while(|line| !line.starts_with("**")) {
        match &fence {
            Some(end) if line == end => fence = None,
            Some(_) => {
                let text = found.last_mut().unwrap();
                text.push_str(line);
                text.push('\n');
            }
            None => {
                if let Some(ticks) = line.strip_suffix("text") {
                    fence = Some(ticks.to_owned());
                    found.push(String::new());
                }
            }
        }
    }
    found
}

/// A folder with a report of the sample in `output`.
fn report_for_documents(more: &[&str]) -> Folder {
    let folder = Folder::new();
    qpv(["report", "--sample", "--quiet", "--dpi", "50"])
        .args(more)
        .arg("-o")
        .arg(folder.path("output"))
        .assert()
        .success();
    folder
}

fn made(folder: &Folder, program: &str, arguments: &[&str]) -> String {
    let run = std::process::Command::new(program)
        .args(arguments)
        .current_dir(folder.path(""))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stdout).into_owned();
    let errors = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{said}\n{errors}");
    said
}

#[test]
#[cfg_attr(not(latex), ignore = "needs pdflatex and babel's French")]
fn the_latex_example_compiles_as_it_stands() {
    let folder = report_for_documents(&["--pdf"]);
    folder.file("rapport.tex", &example("LaTeX")[0]);
    let said = made(
        &folder,
        "pdflatex",
        &["-interaction=nonstopmode", "-halt-on-error", "rapport.tex"],
    );
    assert!(
        said.contains("output/figures/carte-quartiers.pdf"),
        "{said}"
    );
    assert!(said.contains("(1 page"), "{said}");
    assert!(!said.contains("Overfull"), "{said}");
}

#[test]
#[cfg_attr(not(pandoc), ignore = "needs pandoc")]
fn the_quarto_examples_give_what_they_say_in_the_reader_that_quarto_uses() {
    let folder = report_for_documents(&["--fragment"]);
    let [image, fragment] = &example("Quarto")[..] else {
        panic!("two examples");
    };
    // Quarto itself puts the text of a file in the place of its name.
    let file = std::fs::read_to_string(folder.path("output/figures/carte-quartiers.html")).unwrap();
    let call = "{{< include output/figures/carte-quartiers.html >}}\n";
    assert!(fragment.contains(call), "{fragment}");
    folder.file("fragment.md", fragment.replace(call, &file));
    let html = made(&folder, "pandoc", &["fragment.md", "-t", "html"]);
    assert!(html.contains(file.trim()), "the fragment is changed");
    folder.file("image.md", image);
    let html = made(&folder, "pandoc", &["image.md", "-t", "html"]);
    for part in [
        "id=\"fig-quartiers\"",
        "src=\"output/figures/carte-quartiers.png\"",
        "Source : ANCT",
    ] {
        assert!(html.contains(part), "{part}: {html}");
    }
    // In a document for Word the picture is as wide as the text, and no wider.
    made(&folder, "pandoc", &["image.md", "-o", "image.docx"]);
    let document = std::fs::File::open(folder.path("image.docx")).unwrap();
    let mut archive = zip::ZipArchive::new(document).unwrap();
    let mut text = String::new();
    let mut part = archive.by_name("word/document.xml").unwrap();
    std::io::Read::read_to_string(&mut part, &mut text).unwrap();
    let wide = text.split("<wp:extent cx=\"").nth(1).unwrap();
    let wide: f64 = wide.split('"').next().unwrap().parse().unwrap();
    // In units of which 36 000 make a millimetre.
    assert!((100.0..170.0).contains(&(wide / 36_000.0)), "{wide}");
}
