//! Pages of real départements, from the smallest to the whole country: light enough to be mailed,
//! without a word in the console, and every sentence of theirs in good French.

use super::Tab;
use crate::support::{Folder, official, qpv};
use serde_json::json;
use std::path::PathBuf;

/// Bytes of a page that a mailbox takes without a second thought.
const A_DEPARTEMENT: u64 = 2_000_000;

fn report(folder: &Folder, place: &[&str]) -> PathBuf {
    let files = [
        ("--old", "perimeters/qp-politiquedelaville-shp.zip"),
        ("--new", "perimeters/qp2024-geojson-gpkg-shp.zip"),
        ("--communes", "communes/communes-62.geojson"),
        ("--communes", "communes/communes-59.geojson"),
        ("--communes", "communes/communes-epci-62.csv"),
        (
            "--population",
            "population/insee-qp2015-population-2013-2018.csv",
        ),
        ("--population", "population/insee-qp2024-population.csv"),
    ];
    let mut command = qpv(["report", "--quiet", "--dpi", "20", "-o"]);
    command.arg(folder.path("out")).args(place);
    for (option, name) in files {
        command.arg(option).arg(official(name));
    }
    command.assert().success();
    folder.path("out/rapport.html")
}

fn check(place: &[&str], most: u64) {
    let folder = Folder::new();
    let page = report(&folder, place);
    let size = std::fs::metadata(&page).unwrap().len();
    assert!(size < most, "{place:?}: {size} bytes");
    let mut tab = Tab::open(&page);
    // Numbers agree with their words: neither « 1 quartiers » nor « 0 communes ». Titles of figures
    // stand in the figures' own files.
    let wrong = r"[...document.querySelectorAll('p,li,td,th,dd,summary')].filter(e => !e.closest('figure'))
        .map(e => e.textContent).filter(t => /(^|[^\d\s,])\s*[01]\s(quartiers|contours|communes|paires|lignes|entités|valeurs)(?!\p{L})/u.test(t)
            || /(sur|de) 0\scommune/.test(t) || /-0,0|undefined|NaN/.test(t))";
    assert_eq!(tab.eval(wrong), json!([]), "{place:?}");
    // The first quartier of the list opens, and its card names it.
    tab.click("#cherche");
    let code = tab.text("document.querySelector('#liste button').value");
    tab.write(&code);
    tab.press("Enter");
    assert!(
        tab.text("document.querySelector('#fiche h3').textContent")
            .starts_with(&code),
        "{place:?}"
    );
    // Where there are neither communes nor coasts the map has no ground, and says nothing false.
    let ground = tab.holds("document.querySelector('.land').getBBox().width > 1000");
    assert_eq!(
        ground,
        !["93", "48"].contains(&place[place.len() - 1]),
        "{place:?}"
    );
    // An example to search for is found.
    tab.eval(
        "(() => { const field = document.querySelector('#cherche');
           field.value = field.placeholder.replace('…', '');
           field.dispatchEvent(new Event('input')); })()",
    );
    assert!(
        tab.holds("document.querySelectorAll('#liste button').length === 1"),
        "{place:?}"
    );
    // Rows of all tables are there, and the codes in them lead to cards.
    assert!(tab.holds(
        "[...document.querySelectorAll('#tableaux table')].every(t => t.tBodies[0].rows.length > 0)
         && document.querySelectorAll('#t-evolution td.c a').length > 0"
    ));
    tab.window(360, 740, true);
    tab.load(&page);
    tab.ready();
    assert!(
        tab.holds("document.documentElement.scrollWidth <= 360"),
        "{place:?}"
    );
    tab.is_silent();
}

macro_rules! pages {
    ($($name:ident: $place:expr, $most:expr;)*) => {$(
        #[test]
        #[cfg_attr(
            not(all(chromium, official_files)),
            ignore = "needs Chromium and the official files"
        )]
        fn $name() {
            check(&$place, $most);
        }
    )*};
}

pages! {
    the_nord_has_the_heaviest_page_and_it_is_light: ["--dept", "59"], A_DEPARTEMENT;
    a_page_of_two_large_departements_is_still_light:
        ["--dept", "62", "--dept", "59"], A_DEPARTEMENT;
    an_island_is_told_without_the_communes_of_another_departement: ["--dept", "974"], A_DEPARTEMENT;
    a_departement_without_outlines_has_its_page: ["--dept", "93"], A_DEPARTEMENT;
    a_departement_with_one_quartier_is_told_in_the_singular: ["--dept", "48"], A_DEPARTEMENT;
    // All 1 584 quartiers stand on each of its maps, wherever outlines of communes are known.
    the_whole_country_fits_a_page_too: ["--france"], 2_700_000;
}
