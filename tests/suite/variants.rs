//! The files as producers have written them over the years: other names of fields, other
//! systems, other spellings.

use super::support::{Folder, feature, qpv, ring, squares};
use qpv::perimeter::{self, OfficialStatus, Perimeters};

fn read(folder: &Folder, name: &str, content: &str) -> Perimeters {
    perimeter::read(&folder.file(name, content)).unwrap_or_else(|e| panic!("{e}"))
}

#[test]
fn columns_are_found_by_what_they_hold_whatever_their_names() {
    let folder = Folder::new();
    for (code, name) in [
        ("CODE_QP", "NOM_QP"),
        ("code_quartier", "nom_quartier"),
        ("Code_QP", "Lib_QP"),
        ("code_qp", "lib_qp"),
        ("identifiant", "Libellé du quartier"),
        ("QP2024", "Label_QP2024"),
    ] {
        let text = squares(code, &["QN06201M", "QN06202M"]).replace("nom_qp", name);
        let set = read(&folder, "qp.geojson", &text);
        assert_eq!(set.source.code_column, code);
        assert_eq!(set.source.name_column.as_deref(), Some(name));
        assert_eq!(set.quartiers[0].name, "Cité QN06201M");
    }
}

#[test]
fn communes_in_one_field_are_parted_and_lost_zeros_given_back() {
    let folder = Folder::new();
    let properties = r#""lib_com":"Houdain,  Haillicourt, ","insee_com":"1053; 62400","nom_qp""#;
    let text = squares("code_qp", &["QN06201M"]).replace("\"nom_qp\"", properties);
    let set = read(&folder, "qp.geojson", &text);
    let q = &set.quartiers[0];
    assert_eq!(q.communes, ["Houdain", "Haillicourt"]);
    assert_eq!(q.communes_insee, ["01053", "62400"]);
    // A number, as a spreadsheet leaves it.
    let text = text.replace("\"1053; 62400\"", "1053");
    assert_eq!(
        read(&folder, "qp.geojson", &text).quartiers[0].communes_insee,
        ["01053"]
    );
}

#[test]
fn names_keep_their_accents_and_lose_their_double_blanks() {
    let folder = Folder::new();
    let text =
        squares("code_qp", &["QN06201M"]).replace("Cité QN06201M", " Pont de  Brêves\u{a0} ");
    assert_eq!(
        read(&folder, "qp.geojson", &text).quartiers[0].name,
        "Pont de Brêves"
    );
}

#[test]
fn a_whole_commune_of_mayotte_and_letters_to_come_are_kept() {
    let folder = Folder::new();
    let at = |code: &str, x: f64| feature("code_qp", code, &ring(x, -12.8, 0.01));
    let text = format!(
        r#"{{"type":"FeatureCollection","features":[{},{}]}}"#,
        at("QN97651C", 45.1),
        at("QN97652Z", 45.2)
    );
    let set = read(&folder, "qp.geojson", &text);
    let status: Vec<_> = set
        .quartiers
        .iter()
        .map(|q| q.code.official_status())
        .collect();
    assert_eq!(
        status,
        [
            Some(OfficialStatus::WholeCommune),
            Some(OfficialStatus::Other('Z'))
        ]
    );
}

#[test]
fn features_without_attributes_are_kept_where_they_have_a_code() {
    let folder = Folder::new();
    let text = squares("code_qp", &["QN06201M", "QN06202M"])
        .replace(",\"nom_qp\":\"Cité QN06202M\"", "")
        .replacen(
            "\"nom_qp\"",
            "\"lib_com\":\"Lens\",\"siren_epci\":\"246200364\",\"nom_qp\"",
            1,
        );
    let set = read(&folder, "qp.geojson", &text);
    assert_eq!((set.len(), set.rejected.len()), (2, 0));
    assert_eq!(set.quartiers[0].epci.as_deref(), Some("246200364"));
    let bare = &set.quartiers[1];
    assert_eq!(
        (bare.name.as_str(), bare.communes.len(), &bare.epci),
        ("", 0, &None)
    );
}

#[test]
fn a_feature_with_properties_null_is_refused_and_told() {
    let folder = Folder::new();
    let polygon = format!(
        r#"{{"type":"Polygon","coordinates":[{}]}}"#,
        ring(2.6, 50.5, 0.01)
    );
    let nameless = format!(r#"{{"type":"Feature","properties":null,"geometry":{polygon}}}"#);
    let text = squares("code_qp", &["QN06201M"]);
    let text = format!("{},{nameless}]}}", text.strip_suffix("]}").unwrap());
    let set = read(&folder, "qp.geojson", &text);
    assert_eq!(set.rejected.len(), 1);
    assert_eq!(
        (set.rejected[0].feature, set.rejected[0].reason.as_str()),
        (2, "no code")
    );
}

#[test]
fn the_same_ground_in_every_system_is_the_same_quartier() {
    let folder = Folder::new();
    let territories: [(&str, f64, f64, &[u16]); 6] = [
        ("QN06201M", 2.6, 50.4, &[2154, 4326, 4171, 3950, 3857, 9794]),
        (
            "QN97101M",
            -61.5,
            16.2,
            &[5490, 32620, 4559, 5489, 4326, 3857],
        ),
        ("QN97301M", -52.3, 4.9, &[2972, 4624, 4326]),
        ("QN97401M", 55.4, -20.95, &[2975, 4627, 4326]),
        ("QN97651C", 45.2, -12.8, &[4471, 4470, 4326]),
        ("QN98701M", -149.5, -17.55, &[3297, 3296, 4687, 4326]),
    ];
    for (code, x, y, systems) in territories {
        let mut areas = Vec::new();
        for epsg in systems {
            let crs = qpv::crs::Crs::from_epsg(*epsg).unwrap();
            let corners = [
                (x, y),
                (x + 0.01, y),
                (x + 0.01, y + 0.01),
                (x, y + 0.01),
                (x, y),
            ];
            let corners = corners.map(|(x, y)| {
                let c = crs.from_lonlat(geo::Coord { x, y }).unwrap();
                format!("[{},{}]", c.x, c.y)
            });
            let one = feature("code_qp", code, &format!("[{}]", corners.join(",")));
            for name in [
                format!("EPSG:{epsg}"),
                format!("urn:ogc:def:crs:EPSG::{epsg}"),
                format!("http://www.opengis.net/def/crs/EPSG/0/{epsg}"),
            ] {
                let text = format!(
                    r#"{{"type":"FeatureCollection","crs":{{"type":"name","properties":{{"name":"{name}"}}}},"features":[{one}]}}"#
                );
                let set = read(&folder, "qp.geojson", &text);
                assert_eq!(set.source.crs_from, "declared");
                areas.push(set.area_m2());
            }
        }
        for area in &areas {
            assert!(
                (area - areas[0]).abs() < 1e-6 * areas[0],
                "{code}: {areas:?}"
            );
        }
    }
}

#[test]
fn names_of_systems_in_prj_files_are_understood() {
    for (name, epsg) in [
        ("IGNF:LAMB93", 2154),
        ("RGF93_Lambert_93", 2154),
        ("RGF_1993_Lambert_93", 2154),
        ("RGF93 v1 / Lambert-93", 2154),
        ("RGF93_v2b_Lambert_93", 2154),
        ("RGF93_CC50", 3950),
        ("RGF_1993_CC42", 3942),
        ("RGF93 v1 / CC47", 3947),
        ("RGAF09_UTM_Zone_20N", 5490),
        ("WGS_1984_UTM_Zone_20N", 32620),
        ("RGFG_1995_UTM_22N", 2972),
        ("RGFG95 / UTM zone 22N", 2972),
        ("RGR_1992_UTM_40S", 2975),
        ("RGM_2004_UTM_Zone_38S", 4471),
        ("RGPF_UTM_Zone_5S", 3296),
        ("RGPF / UTM zone 6S", 3297),
        ("WGS_1984_Web_Mercator_Auxiliary_Sphere", 3857),
    ] {
        let text = match name.contains(':') {
            true => name.to_owned(),
            false => format!("PROJCS[\"{name}\",GEOGCS[\"x\"]]"),
        };
        let crs = qpv::crs::Crs::from_declaration(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(crs.epsg(), Some(epsg), "{name}");
    }
}

#[test]
fn ground_out_of_france_is_an_error_that_names_the_system() {
    let folder = Folder::new();
    // Coordinates of zone CC50 in a file that says zone CC42.
    let one = feature(
        "code_qp",
        "QN06201M",
        &ring(1_660_000.0, 9_180_000.0, 500.0),
    );
    let text = format!(
        r#"{{"type":"FeatureCollection","crs":{{"type":"name","properties":{{"name":"EPSG:3942"}}}},"features":[{one}]}}"#
    );
    let path = folder.file("qp.geojson", text);
    let run = qpv(["inspect"]).arg(path).assert().code(1);
    let said = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    assert!(
        said.contains("in EPSG:3942 (RGF93 / CC42) its coordinates")
            && said.contains("outside France"),
        "{said}"
    );
}

#[test]
fn inspect_tells_what_was_understood() {
    let folder = Folder::new();
    let text = squares("code_qp", &["QN06201M", "QN06202N"]);
    let path = folder.file("qp.geojson", text);
    let run = qpv(["inspect", "--json"]).arg(&path).assert().success();
    let said: serde_json::Value = serde_json::from_slice(&run.get_output().stdout).unwrap();
    assert_eq!(said["generation"], "2024");
    assert_eq!(said["quartiers"], 2);
    assert_eq!(said["layers"][0]["format"], "GeoJSON");
    assert_eq!(
        said["layers"][0]["fields"],
        serde_json::json!(["code_qp", "nom_qp"])
    );
    assert_eq!(said["letters"], serde_json::json!({"M": 1, "N": 1}));
    assert_eq!(said["without"]["epci"], 2);
    assert_eq!(said["overlaps"], serde_json::json!([]));
    let run = qpv(["inspect"]).arg(&path).assert().success();
    let said = String::from_utf8_lossy(&run.get_output().stdout).into_owned();
    assert!(said.contains("GeoJSON, 2 features"), "{said}");
}
