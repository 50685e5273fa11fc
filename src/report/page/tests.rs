use super::studies;
use super::*;
use std::collections::BTreeSet;

fn html(study: &Study, lang: Lang) -> String {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"></svg>";
    let figure = studies::figure(svg);
    let html = page(study, &[figure], lang, "1er janvier 2024").unwrap();
    // The template writes `/` of values so; to a browser it is the same.
    html.replace("&#x2f;", "/")
}

/// What the script of a page unpacks.
fn data(page: &str) -> serde_json::Value {
    let (_, data) = page.split_once("id=\"donnees\">").unwrap();
    packed::unpacked(data.split('<').next().unwrap())
}

#[test]
fn the_page_asks_nothing_of_the_network() {
    let page = html(&studies::small(), Lang::Fr);
    for part in [
        "src=\"",
        "@import",
        "url(http",
        "<link rel=\"stylesheet\"",
        "fetch(",
        "style=\"",
    ] {
        assert!(!page.contains(part), "{part}");
    }
    assert!(page.contains("default-src &#x27;none&#x27;"));
    assert!(!page.contains("unsafe-inline"));
}

#[test]
fn names_cannot_break_out_of_where_they_stand() {
    let page = html(&studies::small(), Lang::Fr);
    assert!(!page.contains("</script><b>"));
    assert_eq!(page.matches("</script>").count(), 2);
    assert!(page.contains("&lt;/script&gt;&lt;b&gt;&amp;"));
    // What the script takes apart is text to it, never HTML.
    assert_eq!(data(&page)["cards"][1]["name"], "</script><b>&");
}

#[test]
fn no_folder_of_the_analyst_is_told() {
    let page = html(&studies::small(), Lang::Fr);
    assert!(!page.contains("durand"));
    assert!(page.contains("qp2015.zip/QP.shp"));
    assert!(page.contains("pop.csv, colonne pop_2018"));
}

#[test]
fn every_id_is_used_once_and_every_anchor_leads_somewhere() {
    let page = html(&studies::small(), Lang::Fr);
    let values = |mark: &str| {
        let parts = page.split(mark).skip(1);
        parts
            .filter_map(|p| p.split('"').next())
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let ids = values(" id=\"");
    let once: BTreeSet<&String> = ids.iter().collect();
    assert_eq!(once.len(), ids.len(), "{ids:?}");
    let anchors = values("href=\"#");
    assert!(anchors.len() > 6);
    for anchor in anchors {
        assert!(once.contains(&anchor), "#{anchor}");
    }
}

#[test]
fn a_missing_population_is_told_and_never_a_zero() {
    let page = html(&studies::small(), Lang::Fr);
    assert!(page.contains("1\u{202f}200"));
    assert!(data(&page).to_string().contains("n.d."));
    assert!(page.contains("n’est pas une évolution de la population"));
}

#[test]
fn a_scheme_says_so_at_the_head_under_the_map_and_at_the_end() {
    let page = html(&studies::schematic(), Lang::Fr);
    assert_eq!(
        page.matches("Schéma, pas le périmètre officiel.").count(),
        3
    );
    assert!(!html(&studies::small(), Lang::Fr).contains("Schéma, pas"));
}

#[test]
fn a_study_with_one_generation_or_none_still_makes_sense() {
    let page = html(&studies::only_new(), Lang::Fr);
    assert!(page.contains("1\u{a0}quartier prioritaire selon le décret de 2023, aucun"));
    assert!(!page.contains("Leur superficie totale passe"));
    let nothing = html(&studies::empty(), Lang::Fr);
    assert!(nothing.contains("aucun quartier prioritaire"));
}

#[test]
fn an_english_page_is_english() {
    let page = html(&studies::small().told_in(Lang::En), Lang::En);
    assert!(page.contains("<html lang=\"en\">"));
    // Beside what is shown, cells keep the words that the files of the report have.
    let parts = page.split(" data-v=\"");
    let seen = parts.map(|part| part.split_once('"').map_or(part, |(_, rest)| rest));
    let page: String = seen.collect();
    for french in [
        "Résumé",
        "Chiffres clés",
        "Chercher",
        "périmètres",
        "quartiers lus",
        "quartiers renseignés",
        "Contrôle",
        "lettre M",
        "annoncé",
        " lignes",
    ] {
        assert!(!page.contains(french), "{french}");
    }
}

#[test]
fn the_same_study_gives_the_same_page() {
    assert_eq!(
        html(&studies::small(), Lang::Fr),
        html(&studies::small(), Lang::Fr)
    );
}
