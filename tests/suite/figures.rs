//! Figures from the command line: formats, tables of the user, and what cannot be drawn.

use super::support::{Folder, refused, told};
use std::path::Path;

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_pdf_is_the_same_each_time_and_carries_its_fonts() {
    let folder = Folder::new();
    let draw = |name: &str| {
        let path = folder.path(name);
        told(
            ["chart", "evolution", "--sample", "-q", "-o", text(&path)],
            0,
        );
        std::fs::read(path).unwrap()
    };
    let (one, two) = (draw("a.pdf"), draw("b.pdf"));
    assert_eq!(one, two);
    assert!(one.starts_with(b"%PDF-"));
    let holds = |word: &[u8]| one.windows(word.len()).any(|w| w == word);
    assert!(holds(b"+Roboto"), "no subset of the font");
    assert!(!holds(b"/CreationDate"));
}

#[test]
fn an_svg_file_carries_the_letters_that_it_uses() {
    let folder = Folder::new();
    let path = folder.path("a.svg");
    told(
        ["chart", "evolution", "--sample", "-q", "-o", text(&path)],
        0,
    );
    let svg = std::fs::read_to_string(path).unwrap();
    assert!(svg.contains("@font-face{font-family:'Roboto';font-weight:700;"));
    assert!(
        !svg.contains("'Roboto Condensed';font-weight"),
        "no letter is condensed here"
    );
    assert!(svg.len() < 60_000, "{} bytes", svg.len());
}

#[test]
fn an_atlas_is_a_pdf_of_many_pages_or_a_folder() {
    let folder = Folder::new();
    let (pdf, dir) = (folder.path("atlas.pdf"), folder.path("atlas"));
    let args = [
        "map",
        "atlas",
        "--sample",
        "-q",
        "--quartier",
        "QN06252M",
        "--dpi",
        "50",
    ];
    told(
        [&args[..], &["-o", text(&pdf), "-o", text(&dir)]].concat(),
        0,
    );
    assert!(std::fs::read(&pdf).unwrap().starts_with(b"%PDF-"));
    for name in ["atlas-QN06252M.svg", "atlas-QN06252M.png"] {
        assert!(dir.join(name).is_file(), "{name}");
    }
    refused(
        ["map", "atlas", "--sample", "-o", "atlas.png"],
        "an atlas is no single picture",
    );
    refused(
        ["map", "atlas", "--sample"],
        "an atlas needs somewhere to go",
    );
}

#[test]
fn any_column_is_drawn_and_what_is_missing_is_said() {
    let folder = Folder::new();
    let rows = "code;menages;taux_pauvrete\nQN06201M;500;46,5\nQN06252M;;38,1\nTOTAL;500;\n";
    let table = folder.file("t.csv", rows);
    let draw = |command: &str, value: &str, code: i32| {
        let path = folder.path("figure.svg");
        let args = [
            command,
            "--sample",
            "-q",
            "--table",
            text(&table),
            "--value",
            value,
        ];
        told([&args[..], &["-o", text(&path)]].concat(), code);
        std::fs::read_to_string(&path).unwrap()
    };
    // The row of totals was left out, which the exit code tells.
    let circles = draw("map", "menages", 3);
    assert!(circles.contains("non disponible (63)"));
    let classes = draw("map", "taux_pauvrete", 3);
    assert!(classes.contains("non disponible (n = 62)") && classes.contains("url(#"));
    assert!(draw("chart", "menages", 3).contains("n.d."));
}

#[test]
fn columns_and_tables_that_are_none_are_told() {
    let folder = Folder::new();
    let table = folder.file("t.csv", "code,n,m\nQN06201M,-3,trois\n");
    let of = |value: &str, sentence: &str| {
        let args = ["map", "--sample", "--table", text(&table), "--value", value];
        refused([&args[..], &["--as", "counts"]].concat(), sentence);
    };
    of("absente", "no column \"absente\" (its columns: code, n, m)");
    of("m", "row 1: \"trois\" in column m is no number");
    of("n", "QN06201M\" has the value -3");
    let args = ["map", "adresses", "--sample", "--table", text(&table)];
    refused(args, "no column reponse_2015 or reponse_2024");
    refused(["map", "adresses", "--sample"], "drawn from a table");
}

#[test]
fn all_values_missing_and_huge_ones_make_a_sound_figure() {
    let folder = Folder::new();
    for (name, rows) in [
        ("nothing.csv", "code,taux_x\nQN06201M,nd\nQN06202M,\n"),
        ("huge.csv", "code,taux_x\nQN06201M,9e11\nQN06202M,-9e11\n"),
        ("one.csv", "code,taux_x\nQN06201M,12.5\n"),
    ] {
        let table = folder.file(name, rows);
        let path = folder.path("figure.svg");
        let args = [
            "map",
            "--sample",
            "-q",
            "--table",
            text(&table),
            "--value",
            "taux_x",
        ];
        told([&args[..], &["-o", text(&path)]].concat(), 0);
        let svg = std::fs::read_to_string(&path).unwrap();
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{name}");
        assert!(svg.contains("non disponible"), "{name}");
    }
}

#[test]
fn odd_titles_sizes_and_palettes_are_told_or_drawn_soundly() {
    let folder = Folder::new();
    let path = folder.path("figure.svg");
    let title = format!("<script>alert(1)</script> & {}", "mot ".repeat(70));
    told(
        [
            "map",
            "quartiers",
            "--sample",
            "-q",
            "--title",
            &title,
            "-o",
            text(&path),
        ],
        0,
    );
    let svg = std::fs::read_to_string(&path).unwrap();
    assert!(!svg.contains("<script") && svg.contains("&lt;script&gt;") && svg.contains('…'));
    let small = [
        "map",
        "quartiers",
        "--sample",
        "--width",
        "10",
        "--height",
        "100",
    ];
    refused(small, "10 × 100 mm is too small");
    let sized = |width, height| {
        [
            "map",
            "quartiers",
            "--sample",
            "--width",
            width,
            "--height",
            height,
        ]
    };
    refused(sized("-5", "100"), "-5 × 100 mm is too small");
    refused(sized("100", "1e9"), "100 × 1000000000 mm");
    // Both sides are long enough, and title and legend still take all of it.
    refused(
        sized("60", "60"),
        "leave no room for the drawing on a page of 60 × 60 mm",
    );
    refused(
        ["map", "densite", "--sample", "--palette", "arlequin"],
        "cividis",
    );
    refused(
        ["map", "quartiers", "--sample", "-o", "carte.tiff"],
        "carte.tiff: not a format",
    );
    let tiny = ["map", "quartiers", "--sample", "--dpi", "0", "-o"];
    refused(
        [&tiny[..], &[text(&folder.path("a.png"))]].concat(),
        "must be a positive number",
    );
    // Nothing is written where one of several formats cannot be.
    let (svg, png) = (folder.path("b.svg"), folder.path("b.png"));
    let vast = ["map", "quartiers", "--sample", "--dpi", "1e6", "-o"];
    refused(
        [&vast[..], &[text(&svg), "-o", text(&png)]].concat(),
        "11692913 × 8267717 pixels: the limit is 200 million pixels",
    );
    assert!(!svg.exists());
}

#[test]
fn a_report_that_cannot_be_written_is_told_before_the_work_and_leaves_nothing() {
    let folder = Folder::new();
    let out = folder.path("out");
    let none = ["report", "--sample", "--dpi", "0", "-o", text(&out)];
    refused(none, "must be a positive number");
    assert!(!out.exists());
    let file = folder.file("rapport", "");
    refused(
        ["report", "--sample", "-o", text(&file)],
        "rapport: a file, where a folder is wanted",
    );
    assert_eq!(std::fs::read_to_string(file).unwrap(), "");
}

#[test]
fn letters_without_a_shape_in_the_font_are_named() {
    let folder = Folder::new();
    let path = folder.path("carte.svg");
    let titled = |title| {
        [
            "map",
            "quartiers",
            "--sample",
            "--title",
            title,
            "-o",
            text(&path),
        ]
    };
    let said = told(titled("Œuvres 😀 漢"), 0);
    assert!(said.contains("no 😀 漢; an empty box"), "{said}");
    // All of French is there, and markup is text.
    let said = told(
        titled("L’œuvre «\u{a0}<script>\u{a0}» & Cie – 12\u{202f}%"),
        0,
    );
    assert_eq!(said, "");
    let svg = std::fs::read_to_string(&path).unwrap();
    assert!(svg.contains("&lt;script&gt;") && !svg.contains("<script"));
}

#[test]
fn a_part_of_the_study_is_named_and_an_unknown_one_is_told() {
    let folder = Folder::new();
    let path = folder.path("figure.svg");
    let one = [
        "map",
        "quartiers",
        "--sample",
        "-q",
        "--quartier",
        "qn06264n",
        "-o",
        text(&path),
    ];
    told(one, 0);
    let svg = std::fs::read_to_string(&path).unwrap();
    assert!(
        svg.contains("<title id=\"carte-quartiers-title\">QN06264N"),
        "{}",
        &svg[..400]
    );
    refused(
        ["map", "quartiers", "--sample", "--quartier", "QN06299M"],
        "no quartier QN06299M",
    );
    refused(
        ["map", "quartiers", "--sample", "--epci", "123456789"],
        "no quartier in the EPCI",
    );
}
