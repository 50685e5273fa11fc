//! The page of the report in a real browser, used as a reader would. Reported as ignored where
//! there is no Chromium (`CHROMIUM` names one, else it is looked for on the path).

mod devtools;
mod official;
mod reading;

use super::support::{Folder, qpv};
use devtools::Tab;
use serde_json::json;
use std::path::PathBuf;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

static REPORT: LazyLock<Folder> = LazyLock::new(|| {
    let folder = Folder::new();
    qpv(["report", "--sample", "--quiet", "-o"])
        .arg(folder.path("out"))
        .assert()
        .success();
    folder
});

fn page() -> PathBuf {
    REPORT.path("out/rapport.html")
}

#[test]
#[cfg_attr(not(chromium), ignore = "needs Chromium")]
fn the_page_loads_without_a_word_in_the_console_or_a_request() {
    let mut tab = Tab::open(&page());
    tab.settle();
    tab.is_silent();
    assert!(tab.holds("document.querySelectorAll('#liste button').length === 128"));
    // Nothing but its own script runs in it, whatever is put into it.
    tab.eval(
        "(() => { const s = document.createElement('script'); s.textContent = 'window.intruder = 1'; \
         document.body.appendChild(s); })()",
    );
    assert!(tab.holds("window.intruder === undefined"));
    assert_eq!(
        tab.eval("fetch('https://example.org/').then(() => 'sent', () => 'refused')"),
        json!("refused")
    );
}

#[test]
#[cfg_attr(not(chromium), ignore = "needs Chromium")]
fn the_search_finds_codes_and_communes_and_enter_opens_the_card() {
    let mut tab = Tab::open(&page());
    let listed =
        "[...document.querySelectorAll('#liste button')].map(b => b.textContent).join('|')";
    tab.click("#cherche");
    tab.write("BERCK");
    tab.settle();
    let found = tab.text(listed);
    assert!(
        found.starts_with("QN06264N") && !found.contains('|'),
        "{found}"
    );
    tab.press("Enter");
    let card = tab.text("document.querySelector('#fiche').textContent");
    for part in ["QN06264N", "Berck", "nouveau", "RP 2020", "ha"] {
        assert!(card.contains(part), "{part}: {card}");
    }
    assert_eq!(
        tab.text("document.querySelector('#fiche a').href"),
        "https://sig.ville.gouv.fr/territoire/QN06264N"
    );
    assert!(tab.holds("document.querySelector('#fiche a').rel.includes('noreferrer')"));
    tab.press("Escape");
    assert!(tab.holds("document.querySelector('#fiche').hidden"));
    // A merger by its code: the card leads to the three it comes from.
    tab.eval("document.querySelector('#cherche').value = ''");
    tab.click("#cherche");
    tab.write("qn06252m");
    tab.press("Enter");
    let lineage =
        tab.text("[...document.querySelectorAll('#fiche .go')].map(b => b.textContent).join()");
    assert_eq!(lineage, "QP062052,QP062053,QP062054");
    tab.click("#fiche .go");
    assert!(
        tab.text("document.querySelector('#fiche h3').textContent")
            .starts_with("QP062052")
    );
    // Accents and hyphens do not matter.
    tab.eval("document.querySelector('#cherche').value = ''");
    tab.click("#cherche");
    tab.write("henin beaumont");
    tab.settle();
    assert!(tab.text(listed).contains("Hénin-Beaumont"));
    tab.is_silent();
}

#[test]
#[cfg_attr(not(chromium), ignore = "needs Chromium")]
fn each_generation_can_be_hidden_and_shown_again() {
    let mut tab = Tab::open(&page());
    for year in ["2015", "2024"] {
        let shown =
            format!("getComputedStyle(document.querySelector('#g{year}')).display !== 'none'");
        assert!(tab.holds(&shown), "{year}");
        tab.click(&format!("#voir-{year}"));
        assert!(!tab.holds(&shown), "{year}");
        let listed = tab.text("document.querySelector('#compte').textContent");
        assert!(listed.starts_with("64 "), "{listed}");
        tab.click(&format!("#voir-{year}"));
        assert!(tab.holds(&shown), "{year}");
    }
    tab.is_silent();
}

#[test]
#[cfg_attr(not(chromium), ignore = "needs Chromium")]
fn the_map_can_be_used_by_keyboard_alone() {
    let mut tab = Tab::open(&page());
    let view = "document.querySelector('#plan').getAttribute('viewBox')";
    let all = tab.text(view);
    tab.eval("document.querySelector('#plan').focus()");
    tab.press("+");
    let near = tab.text(view);
    assert_ne!(near, all);
    tab.press("ArrowRight");
    assert_ne!(tab.text(view), near);
    tab.press("Tab");
    assert!(tab.holds("document.activeElement.classList.contains('q')"));
    let first = tab.text("document.activeElement.id");
    tab.press("ArrowDown");
    let second = tab.text("document.activeElement.id");
    assert_ne!(first, second);
    tab.press("Enter");
    assert!(
        tab.text("document.querySelector('#fiche h3').textContent")
            .starts_with(&second)
    );
    tab.press("Escape");
    assert_eq!(tab.text("document.activeElement.id"), second);
    tab.is_silent();
}

#[test]
#[cfg_attr(not(chromium), ignore = "needs Chromium")]
fn tables_sort_by_their_headings_and_download_as_csv() {
    let mut tab = Tab::open(&page());
    tab.eval("document.querySelectorAll('details').forEach(d => { d.open = true; })");
    let heading = "#t-contrats thead th:nth-child(2) [role=button]";
    tab.click(heading);
    tab.click(heading);
    let column = tab.eval(
        "[...document.querySelectorAll('#t-contrats tbody td:nth-child(2)')].map(c => Number(c.textContent))",
    );
    let column: Vec<f64> = serde_json::from_value(column).unwrap();
    assert!(
        column.len() == 9 && column.is_sorted_by(|a, b| a >= b),
        "{column:?}"
    );
    let folder = tab.download_folder();
    for (table, head) in [
        (
            "evolution",
            "\u{feff}code_qp_2015;nom_qp_2015;code_qp_2024;",
        ),
        (
            "populations_communes",
            "\u{feff}recensement;perimetres;codes_insee;",
        ),
    ] {
        tab.click(&format!("details.listing:has(#t-{table}) .csv"));
        let file = folder.join(format!("{table}.csv"));
        let asked = Instant::now();
        while !file.is_file() && asked.elapsed() < Duration::from_secs(30) {
            std::thread::sleep(Duration::from_millis(50));
        }
        let csv = std::fs::read_to_string(file).unwrap();
        assert!(csv.starts_with(head), "{csv}");
        // Numbers as a French spreadsheet reads them: no blank in them, a comma.
        let cells = csv.lines().flat_map(|l| l.split(';'));
        assert!(cells.clone().all(|c| !c.contains('\u{202f}')), "{table}");
        let numbers = cells.filter(|c| c.contains(',') && c.parse::<String>().is_ok());
        assert!(table != "evolution" || numbers.count() > 60);
    }
    tab.is_silent();
}

#[test]
#[cfg_attr(not(chromium), ignore = "needs Chromium")]
fn the_page_fits_a_phone_and_can_be_read_without_a_script() {
    let mut tab = Tab::open(&page());
    tab.window(360, 740, true);
    tab.load(&page());
    tab.ready();
    assert!(tab.holds("document.documentElement.scrollWidth <= 360"));
    tab.is_silent();
    tab.window(1280, 900, false);
    tab.call(
        "Emulation.setScriptExecutionDisabled",
        json!({ "value": true }),
    );
    tab.load(&page());
    for part in [
        "#t-contrats",
        "#carte noscript p",
        "#figure-carte-quartiers svg",
    ] {
        let seen = format!("document.querySelector({part:?}).getBoundingClientRect().width > 0");
        assert!(tab.holds(&seen), "{part}");
    }
    // A map that cannot move is not shown empty.
    assert!(tab.holds("document.querySelector('#plan').getBoundingClientRect().width === 0"));
    tab.is_silent();
}

#[test]
#[cfg_attr(not(chromium), ignore = "needs Chromium")]
fn no_table_is_cut_on_paper() {
    let mut tab = Tab::open(&page());
    tab.call("Emulation.setEmulatedMedia", json!({ "media": "print" }));
    // A4 less its margins is 184 mm wide, turned 273 mm.
    for (width_mm, tables) in [
        (184.0, "table:not(.wide table):not(figure table)"),
        (273.0, ".wide:not(.screen) table"),
    ] {
        tab.window((width_mm * 96.0 / 25.4_f64) as u32, 1000, false);
        let cut = tab.text(&format!(
            "[...document.querySelectorAll({tables:?})].filter(t => t.getBoundingClientRect().right > innerWidth + 1)\
             .map(t => t.id).join()"
        ));
        assert_eq!(cut, "", "on {width_mm} mm");
    }
    tab.call("Emulation.setEmulatedMedia", json!({ "media": "" }));
    let pdf = tab.pdf();
    assert!(
        pdf.starts_with(b"%PDF-") && pdf.len() > 100_000,
        "{}",
        pdf.len()
    );
    tab.is_silent();
}

/// Every page of paper with rows of a table has the headings above them, and no word lies
/// outside the sheet.
#[test]
#[cfg_attr(not(all(chromium, poppler)), ignore = "needs Chromium and pdftotext")]
fn headings_are_repeated_on_every_sheet() {
    let folder = Folder::new();
    let file = folder.file("page.pdf", Tab::open(&page()).pdf());
    let run = |option: &str| {
        let output = std::process::Command::new("pdftotext")
            .arg(option)
            .arg(&file)
            .arg("-")
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let text = run("-layout");
    let sheets: Vec<&str> = text.split('\u{c}').collect();
    let is_row = |line: &&str| {
        let start = line.trim_start().get(..4).unwrap_or_default();
        start == "QN06" || start == "QP06"
    };
    let tables = sheets
        .iter()
        .skip_while(|sheet| !sheet.trim_start().starts_with("Tableaux"));
    let mut seen = 0;
    for sheet in tables.filter(|sheet| sheet.lines().filter(is_row).count() > 3) {
        let above = sheet.lines().take_while(|line| !is_row(line));
        let above: Vec<&str> = above.collect();
        assert!(above.join("\n").contains("Code"), "{sheet}");
        seen += 1;
    }
    assert!(seen > 3, "{seen} sheets with rows of quartiers");
    // The key figures stand together, and where the files come from can be read without a click.
    let keys: Vec<&&str> = sheets
        .iter()
        .filter(|s| s.contains("Chiffres clés"))
        .collect();
    assert!(
        matches!(keys[..], [sheet] if sheet.contains("Contrats de ville") && sheet.contains("RP 2020")),
        "{keys:?}"
    );
    assert!(sheets.iter().any(|sheet| sheet.contains("https://")));
    let (mut width, mut height) = (0.0, 0.0);
    for line in run("-bbox").lines() {
        let number = |name: &str| -> Option<f64> {
            let value = line.split_once(&format!(" {name}=\""))?.1;
            value.split('"').next()?.parse().ok()
        };
        if line.contains("<page") {
            (width, height) = (number("width").unwrap(), number("height").unwrap());
        } else if let (Some(right), Some(low)) = (number("xMax"), number("yMax")) {
            assert!(right <= width + 1.0 && low <= height + 1.0, "{line}");
        }
    }
}
