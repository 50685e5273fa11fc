//! Charts from the command line: tables of ages, slopes, secrecy, and what cannot be drawn.

use super::support::{self, Folder, official, qpv, told};
use std::path::{Path, PathBuf};

/// A chart of the sample that must end with `code`.
#[track_caller]
fn chart(args: &[&str], code: i32) {
    told([&["chart"], args, &["--sample"]].concat(), code);
}

/// A chart of the sample that cannot be drawn.
#[track_caller]
fn refused(args: &[&str], sentence: &str) {
    support::refused([&["chart"], args, &["--sample"]].concat(), sentence);
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

struct Drawing {
    folder: Folder,
    path: PathBuf,
}

impl Drawing {
    fn new() -> Self {
        let folder = Folder::new();
        let path = folder.path("figure.svg");
        Self { folder, path }
    }

    /// The SVG that a chart gives.
    #[track_caller]
    fn of(&self, args: &[&str], code: i32) -> String {
        chart(&[args, &["-q", "-o", text(&self.path)]].concat(), code);
        let svg = std::fs::read_to_string(&self.path).unwrap();
        assert!(!svg.contains("NaN") && !svg.contains("inf"));
        svg
    }

    fn table(&self, content: &str) -> PathBuf {
        self.folder.file("t.csv", content)
    }
}

#[test]
fn ages_are_drawn_from_names_of_insee_and_from_columns_named_by_hand() {
    let drawing = Drawing::new();
    let insee = drawing.table(
        "codeQPV;popMuniQPV;partPop0_14;partPop15p;partPop0_14F;partPop15pF;partPopF\n\
         QN06201M;1348;26,0;74,0;24,0;76,0;52,0\nQN06202M;1575;26,0;74,0;24,0;76,0;52,0\nTotal;1348;26,0;74,0;24,0;76,0;52,0\n",
    );
    // The row of totals is left out, which the exit code tells.
    let svg = drawing.of(&["pyramide", "--table", text(&insee)], 3);
    assert!(svg.contains(">Hommes 48,0\u{a0}%<") && svg.contains(">15 ans et plus<"));
    let own = drawing.table("qp,a,b,c,d\nQN06201M,30,60,20,70\n");
    let columns = "a=F0-19,b=F20+,c=H0-19,d=H20+";
    let svg = drawing.of(
        &["pyramide", "--table", text(&own), "--columns", columns],
        0,
    );
    assert!(svg.contains(">Femmes 50,0\u{a0}%<"));
}

#[test]
fn tables_without_ages_are_told_what_they_lack() {
    let drawing = Drawing::new();
    let of = |content: &str, more: &[&str], sentence: &str| {
        let table = drawing.table(content);
        let args = [&["pyramide", "--table", text(&table)], more].concat();
        refused(&args, sentence);
    };
    of(
        "idcar_200m,ind_0_3,ind_4p\nCRS3035RES200mN2891800E3770600,1,3\n",
        &[],
        "a grid of cells and has no row per quartier",
    );
    of(
        "code,n\nQN06201M,3\n",
        &[],
        "no column names ages (its columns: code, n)",
    );
    let gap = "code,partPop0_14,partPop60p\nQN06201M,40,60\n";
    of(gap, &[], "no column holds the ages 15 to 59");
    of(
        "code,0-14,15+\nQN06201M,-1,3\n",
        &[],
        "row 1: QN06201M has the value -1",
    );
    of(
        "code,partPop0_14,partPop15p\nQN06201M,40,30\n",
        &[],
        "add up to 70 %",
    );
    of(
        "code,0-14,15+\nQN06201M,s,\n",
        &[],
        "no quartier of Pas-de-Calais has all its ages",
    );
    of(
        "code,0-14,15+\nQN05901M,1,3\n",
        &[],
        "none of the quartiers of 2024 of Pas-de-Calais",
    );
    of(
        "code,0-14,15+\nQN06201M,1,3\n",
        &["--columns", "x=0-14"],
        "no column \"x\"",
    );
    of(
        "code,0-14,15+\nQN06201M,1,3\n",
        &["--code", "qp"],
        "no column \"qp\"",
    );
    refused(&["pyramide"], "drawn from a table");
    let table = drawing.table("code,0-14,15+\nQN06201M,1,3\n");
    let narrow = [
        "pyramide",
        "--table",
        text(&table),
        "--width",
        "10",
        "--height",
        "100",
    ];
    refused(&narrow, "10 × 100 mm is too small");
}

#[test]
fn huge_counts_of_ages_make_a_sound_figure() {
    let drawing = Drawing::new();
    let table = drawing.table("code,0-14,15+\nQN06201M,1e300,1\nQN06202M,0,1e-300\n");
    let svg = drawing.of(&["pyramide", "--table", text(&table)], 0);
    assert!(svg.contains("100,0\u{a0}%"));
}

#[test]
fn slopes_are_of_populations_and_areas_and_never_of_two_changes_at_once() {
    let drawing = Drawing::new();
    let svg = drawing.of(&["population", "--slope"], 0);
    assert!(svg.contains("à périmètre constant"));
    let svg = drawing.of(&["aires", "--slope", "--lang", "en"], 0);
    assert!(svg.contains("change of perimeter, not growth"));
    refused(
        &["evolution", "--slope"],
        "--slope is of the charts population and aires",
    );
    refused(
        &["aires", "--by-quartier"],
        "--by-quartier is of the charts population",
    );
    refused(
        &["aires", "--columns", "a", "--table", "t.csv"],
        "--columns is of the charts pyramide",
    );
    refused(
        &["population", "--slope", "--by-quartier"],
        "64 lines cannot be told apart",
    );
    let one = [
        "population",
        "--slope",
        "--by-quartier",
        "--quartier",
        "QN06252M",
    ];
    assert!(drawing.of(&one, 0).contains("QP062053"));
}

#[test]
fn small_counts_of_addresses_are_withheld_unless_asked_for() {
    let drawing = Drawing::new();
    let row = |answer: &str, n: usize| format!("{answer}\n").repeat(n);
    let rows = [
        "code_qp_2024,reponse_2024,bande_2024\n".to_owned(),
        row("QN06201M,dans,", 40),
        row(",hors,300", 4),
        row(",hors,", 900),
    ];
    let table = drawing.table(&rows.concat());
    let args = ["bandes", "--table", text(&table)];
    let svg = drawing.of(&args, 0);
    // The one small count could be told from the total but for a second that is withheld.
    assert!(svg.contains(">moins de 11<") && svg.contains(">secret<"));
    assert!(!svg.contains(">40<") && !svg.contains(">4<") && svg.contains(">900<"));
    let all = drawing.of(&[&args[..], &["--secret", "0"]].concat(), 0);
    assert!(all.contains(">40<") && all.contains(">4<"));
}

#[test]
fn bad_tables_of_addresses_are_told_with_their_row() {
    let drawing = Drawing::new();
    let of = |content: &str, sentence: &str| {
        let table = drawing.table(content);
        refused(&["bandes", "--table", text(&table)], sentence);
    };
    of("a,b\n1,2\n", "no column reponse_2015 or reponse_2024");
    of(
        "code_qp_2024,reponse_2024\nQN06201M,dans\n,oui\n",
        "row 2 has the answer \"oui\"",
    );
    of("code_qp_2024,reponse_2024\nX,dans\n", "row 1, code_qp_2024");
    of(
        "code_qp_2024,reponse_2024\nQN06201M\n",
        "line 2 has 1 cells",
    );
    of("", "the table is empty");
    refused(&["bandes", "--table", "/nowhere/t.csv"], "no such file");
}

#[test]
fn odd_titles_names_and_pages_are_drawn_soundly_or_told() {
    let drawing = Drawing::new();
    let title = format!("<script>alert(1)</script> & {}", "mot ".repeat(75));
    for kind in ["population", "aires", "evolution", "filiation"] {
        let svg = drawing.of(&[kind, "--title", &title], 0);
        assert!(!svg.contains("<script") && svg.contains("&lt;script&gt;") && svg.contains('…'));
        refused(
            &[kind, "--width", "10", "--height", "100"],
            "10 × 100 mm is too small",
        );
        refused(
            &[kind, "--palette", "arlequin"],
            "unknown palette \"arlequin\"",
        );
    }
    refused(
        &["population", "--by-quartier", "--page", "column"],
        "cannot be read on a page of 170 × 120 mm",
    );
    // A column with a name of markup, drawn as it is written.
    let table = drawing.table("code,<b>R&D</b>\nQN06201M,3\n");
    let svg = drawing.of(&["--table", text(&table), "--value", "<b>R&D</b>"], 0);
    assert!(svg.contains("&lt;b&gt;R&amp;D&lt;/b&gt;") && !svg.contains("<b>"));
}

#[test]
fn columns_of_all_missing_negative_and_huge_values_are_drawn_or_told() {
    let drawing = Drawing::new();
    let of = |content: &str| drawing.table(content);
    let args = |path: &Path| {
        [
            "--table".to_owned(),
            text(path).to_owned(),
            "--value".to_owned(),
            "n".to_owned(),
        ]
    };
    let run = |content: &str, code: i32| {
        let path = of(content);
        let args = args(&path);
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        drawing.of(&args, code)
    };
    assert!(run("code,n\nQN06201M,nd\n", 0).contains("aucune valeur connue"));
    run("code,n\nQN06201M,9e11\nQN06202M,1\n", 0);
    for (content, said) in [
        ("code,n\nQN06201M,-4\n", "has the value -4"),
        (
            "code,n\nQN06201M,1e300\n",
            "row 1: 1e300 in column n is too large",
        ),
        (
            "code,n\nQN06201M,1e12\n",
            "row 1: 1e12 in column n is too large",
        ),
        (
            "code,n\nQN06201M,-inf\n",
            "row 1: \"-inf\" in column n is no number",
        ),
    ] {
        let path = of(content);
        let args = args(&path);
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        refused(&args, said);
    }
}

#[test]
fn a_departement_without_a_quartier_is_told() {
    let folder = Folder::new();
    let squares = |name: &str, field: &str, code: &str| {
        folder.file(name, super::support::squares(field, &[code]))
    };
    let old = squares("old.geojson", "code_qp", "QP062001");
    let new = squares("new.geojson", "code_qp", "QN06201M");
    for kind in ["population", "aires", "evolution", "filiation"] {
        let args = [
            "chart",
            kind,
            "--old",
            text(&old),
            "--new",
            text(&new),
            "--dept",
            "48",
        ];
        let text = told(args, 1);
        assert!(
            text.starts_with("error: ") && text.lines().count() == 2,
            "{kind}: {text}"
        );
        assert!(
            text.contains("48") || text.contains("Lozère"),
            "{kind}: {text}"
        );
    }
}

/// Draws a chart of the official files; its SVG, or what it says on standard error.
fn national(args: &[&str]) -> Result<String, String> {
    let files = |name: &str| official(name).to_str().unwrap().to_owned();
    let mut command = qpv(["chart"]);
    command.args(args).arg("-q");
    command.args(["--old", &files("perimeters/qp-politiquedelaville-shp.zip")]);
    command.args(["--new", &files("perimeters/qp2024-geojson-gpkg-shp.zip")]);
    for name in [
        "insee-qp2015-population-2013-2018",
        "insee-qp2024-population",
    ] {
        command.args(["--population", &files(&format!("population/{name}.csv"))]);
    }
    let run = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    match run.status.code() {
        Some(0 | 3) => Ok(text(run.stdout)),
        _ => Err(text(run.stderr)),
    }
}

#[test]
#[cfg_attr(not(official_files), ignore = "needs the official files")]
fn the_official_populations_of_62_are_those_of_the_slope() {
    let svg = national(&["population", "--slope", "--dept", "62"]).unwrap();
    assert!(svg.contains("158\u{202f}649 à 149\u{202f}900 habitants (\u{2212}5,5\u{a0}%)"));
}

#[test]
#[cfg_attr(not(official_files), ignore = "needs the official files")]
fn arrondissements_of_2015_and_paris_of_2024_are_one_contrat_de_ville() {
    let svg = national(&["population", "--dept", "75"]).unwrap();
    assert!(svg.contains("146\u{202f}317") && svg.contains("122\u{202f}420"));
    assert!(!svg.contains("non renseigné") && !svg.contains("n.d."));
}

#[test]
#[cfg_attr(not(official_files), ignore = "needs the official files")]
fn of_the_whole_country_charts_show_what_can_be_read_or_say_so() {
    let svg = national(&["population", "--france"]).unwrap();
    assert!(svg.contains("les 30 plus grands") && svg.contains("Non dessinés"));
    assert!(svg.contains("width=\"297mm\" height=\"420mm\""));
    let told = national(&["filiation", "--france"]).unwrap_err();
    assert!(
        told.contains("103 quartiers of France were merged, split"),
        "{told}"
    );
    let told = national(&["population", "--by-quartier", "--france"]).unwrap_err();
    assert!(told.contains("cannot be read on a page"), "{told}");
}
