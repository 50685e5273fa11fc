//! The main job on the embedded sample, as a newcomer runs it.

use super::support::{Folder, qpv};
use std::path::Path;

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

#[test]
fn the_report_on_the_sample_tells_what_changed_in_pas_de_calais() {
    let folder = Folder::new();
    let out = folder.path("out");
    let run = qpv(["report", "--sample", "-o"])
        .arg(&out)
        .assert()
        .success();
    let text = String::from_utf8_lossy(&run.get_output().stdout).into_owned();
    for line in [
        "quartiers        64 -> 64",
        "inchange       12 -> 12",
        "fusion         3 -> 1",
        "scission       1 -> 2",
        "nouveau        0 -> 1",
        "enters         Berck (62108)",
        "leaves         Éleu-dit-Leauwette (62291)",
        "leaves         Ostricourt (59452)",
        "population       158649 (RP 2013",
        "population       149900 (RP 2018",
        "population       172024 (RP 2020",
        "(schematic sample)",
    ] {
        assert!(text.contains(line), "no {line:?} in\n{text}");
    }
    assert!(!text.contains("supprime"), "{text}");
    assert!(
        text.lines().count() <= 24,
        "the summary must fit on one screen:\n{text}"
    );

    let evolution = read(&out.join("tables/evolution.csv"));
    for line in [
        "QP062052,Henriville - Montplaisir,QN06252M,Des résidences Sud du Boulonnais,fusion,M",
        "QP062053,Quartier Tour Du Renard,QN06252M,Des résidences Sud du Boulonnais,fusion,M",
        "QP062054,Quartier Des Résidences,QN06252M,Des résidences Sud du Boulonnais,fusion,M",
        "QP062061,Arras Ouest,QN06259M,Quartier Bonnettes - Saint Pol - Baudimont,scission,M",
        "QP062061,Arras Ouest,QN06260M,Quartier Blancs Monts - Hochettes,scission,M",
        ",,QN06264N,Les Vérotières,nouveau,N",
    ] {
        assert!(evolution.lines().any(|l| l.starts_with(line)), "no {line}");
    }

    for name in [
        "carte-quartiers",
        "carte-population",
        "carte-evolution",
        "graphique-evolution",
        "graphique-population-contrats",
        "graphique-population-quartiers",
    ] {
        let svg = read(&out.join(format!("figures/{name}.svg")));
        assert!(
            svg.contains("schéma, pas le périmètre officiel"),
            "{name} is not marked"
        );
        assert!(
            out.join(format!("figures/{name}.png"))
                .metadata()
                .unwrap()
                .len()
                > 10_000
        );
    }
    assert!(read(&out.join("perimetres.geojson")).contains("Schéma, pas le périmètre officiel"));
    let page = read(&out.join("rapport.html"));
    assert!(page.contains("schéma, pas le périmètre officiel"));
    assert!(out.join("rapport.xlsx").metadata().unwrap().len() > 10_000);
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let folder = Folder::new();
    let draw = |name: &str| {
        let path = folder.path(name);
        qpv(["map", "quartiers", "--sample", "-o"])
            .arg(&path)
            .assert()
            .success();
        std::fs::read(path).unwrap()
    };
    assert_eq!(draw("a.svg"), draw("b.svg"));
}

#[test]
fn a_figure_goes_to_standard_output_as_svg() {
    let run = qpv(["chart", "evolution", "--sample", "--lang", "en"])
        .assert()
        .success();
    let svg = String::from_utf8_lossy(&run.get_output().stdout).into_owned();
    assert!(
        svg.starts_with("<svg") || svg.starts_with("<?xml"),
        "{}",
        &svg[..80]
    );
    assert!(svg.contains("64 quartiers changed their contour"));
}

#[test]
fn a_palette_that_does_not_exist_is_told_with_those_that_do() {
    let run = qpv(["map", "densite", "--sample", "--palette", "arlequin"])
        .assert()
        .code(1);
    let text = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    assert!(
        text.contains("arlequin") && text.contains("cividis"),
        "{text}"
    );
}

/// `output/exemple` is what the README shows. It is made again by
/// `SOURCE_DATE_EPOCH=1732320000 cargo run --release -- report --sample -o output/exemple`.
#[test]
fn the_committed_example_is_what_the_sample_gives() {
    let folder = Folder::new();
    let out = folder.path("out");
    qpv(["report", "--sample", "--quiet", "-o"])
        .arg(&out)
        .assert()
        .success();
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("output/exemple");
    let tables = std::fs::read_dir(committed.join("tables")).unwrap();
    let mut names: Vec<String> = tables
        .map(|file| format!("tables/{}", file.unwrap().file_name().to_str().unwrap()))
        .collect();
    assert!(names.len() > 8, "{names:?}");
    names.push("figures/carte-quartiers.svg".to_owned());
    for name in names {
        assert_eq!(
            read(&committed.join(&name)),
            read(&out.join(&name)),
            "{name}"
        );
    }
}
