//! What the key figures of a page count, on the official files.

use super::support::{Folder, official, qpv};

const PACK_2015: &str = "perimeters/qp-politiquedelaville-shp.zip";
const PACK_2024: &str = "perimeters/qp2024-geojson-gpkg-shp.zip";

/// What a tile of the key figures shows, for 2015 and for 2024.
fn tile(page: &str, label: &str) -> [String; 2] {
    let tile = page.split(&format!("<h3>{label}</h3>")).nth(1).unwrap();
    let mut values = tile.split("<b>").skip(1);
    [(); 2].map(|()| values.next().unwrap().split('<').next().unwrap().to_owned())
}

#[test]
#[cfg_attr(not(official_files), ignore = "needs the official files")]
fn arrondissements_are_no_communes_and_what_is_not_known_is_no_contrat() {
    for (departement, communes, contracts, said) in [
        (
            "75",
            ["1", "1"],
            ["1", "1"],
            "intercommunalités ayant au moins un quartier<",
        ),
        (
            "93",
            ["32", "35"],
            ["4", "4"],
            "sans rattachement connu\u{a0}: 4\u{a0}quartiers de 2015",
        ),
    ] {
        let folder = Folder::new();
        let mut command = qpv(["report", "--quiet", "--dpi", "20", "--dept", departement]);
        command.arg("--old").arg(official(PACK_2015));
        command.arg("--new").arg(official(PACK_2024));
        command.arg("-o").arg(folder.path("out")).assert().success();
        let page = std::fs::read_to_string(folder.path("out/rapport.html")).unwrap();
        assert_eq!(tile(&page, "Communes"), communes, "{departement}");
        assert_eq!(tile(&page, "Contrats de ville"), contracts, "{departement}");
        assert!(page.contains(said), "{departement}: {said}");
    }
}
