//! Well-known text for files that want a definition, in the dialect of `.prj` files.
//!
//! The names are those of the ESRI registry, which GDAL, QGIS and ArcGIS all know.

/// Name and datum of a geographic system, and its ellipsoid.
struct Base {
    name: &'static str,
    datum: &'static str,
    wgs84: bool,
}

const fn grs80(name: &'static str, datum: &'static str) -> Base {
    Base {
        name,
        datum,
        wgs84: false,
    }
}

const WGS_1984: Base = Base {
    name: "GCS_WGS_1984",
    datum: "D_WGS_1984",
    wgs84: true,
};
const RGF_1993: Base = grs80("GCS_RGF_1993", "D_RGF_1993");
const RGAF09: Base = grs80(
    "GCS_RGAF09",
    "Reseau_Geodesique_des_Antilles_Francaises_2009",
);
const RGFG_1995: Base = grs80("GCS_RGFG_1995", "D_RGFG_1995");
const RGR_1992: Base = grs80("GCS_RGR_1992", "D_RGR_1992");
const RGM_2004: Base = grs80("GCS_RGM_2004", "D_Reseau_Geodesique_de_Mayotte_2004");
const RGPF: Base = grs80("GCS_RGPF", "D_Reseau_Geodesique_de_la_Polynesie_Francaise");
const RGSPM_2006: Base = grs80(
    "GCS_RGSPM_2006",
    "D_Reseau_Geodesique_de_St_Pierre_et_Miquelon_2006",
);

/// Definition of the systems that results are written in; `None` for others.
pub(super) fn of_epsg(epsg: u16) -> Option<String> {
    Some(match epsg {
        4326 => geographic(&WGS_1984),
        4171 => geographic(&RGF_1993),
        5489 => geographic(&RGAF09),
        4624 => geographic(&RGFG_1995),
        4627 => geographic(&RGR_1992),
        4470 => geographic(&RGM_2004),
        4687 => geographic(&RGPF),
        4463 => geographic(&RGSPM_2006),
        2154 => conic(
            "RGF_1993_Lambert_93",
            700_000,
            6_600_000,
            [49.0, 44.0, 46.5],
        ),
        3942..=3950 => {
            let zone = epsg - 3900;
            let (at, north) = (
                f64::from(zone),
                (u32::from(zone) - 41) * 1_000_000 + 200_000,
            );
            let parallels = [at - 0.75, at + 0.75, at];
            conic(&format!("RGF_1993_CC{zone}"), 1_700_000, north, parallels)
        }
        5490 => utm("RGAF09_UTM_Zone_20N", &RGAF09, 20, false),
        32620 => utm("WGS_1984_UTM_Zone_20N", &WGS_1984, 20, false),
        2972 => utm("RGFG_1995_UTM_22N", &RGFG_1995, 22, false),
        2975 => utm("RGR_1992_UTM_40S", &RGR_1992, 40, true),
        4471 => utm("RGM_2004_UTM_Zone_38S", &RGM_2004, 38, true),
        4467 => utm("RGSPM_2006_UTM_Zone_21N", &RGSPM_2006, 21, false),
        3296 => utm("RGPF_UTM_Zone_5S", &RGPF, 5, true),
        3297 => utm("RGPF_UTM_Zone_6S", &RGPF, 6, true),
        3857 => format!(
            r#"PROJCS["WGS_1984_Web_Mercator_Auxiliary_Sphere",{},PROJECTION["Mercator_Auxiliary_Sphere"],PARAMETER["False_Easting",0.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",0.0],PARAMETER["Standard_Parallel_1",0.0],PARAMETER["Auxiliary_Sphere_Type",0.0],UNIT["Meter",1.0]]"#,
            geographic(&WGS_1984)
        ),
        _ => return None,
    })
}

fn geographic(base: &Base) -> String {
    let ellipsoid = if base.wgs84 {
        r#""WGS_1984",6378137.0,298.257223563"#
    } else {
        r#""GRS_1980",6378137.0,298.257222101"#
    };
    format!(
        r#"GEOGCS["{}",DATUM["{}",SPHEROID[{ellipsoid}]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]"#,
        base.name, base.datum
    )
}

/// Lambert with two standard parallels on RGF93, at 3° east.
fn conic(name: &str, east: u32, north: u32, [first, second, origin]: [f64; 3]) -> String {
    format!(
        r#"PROJCS["{name}",{},PROJECTION["Lambert_Conformal_Conic"],PARAMETER["False_Easting",{east}.0],PARAMETER["False_Northing",{north}.0],PARAMETER["Central_Meridian",3.0],PARAMETER["Standard_Parallel_1",{first:?}],PARAMETER["Standard_Parallel_2",{second:?}],PARAMETER["Latitude_Of_Origin",{origin:?}],UNIT["Meter",1.0]]"#,
        geographic(&RGF_1993)
    )
}

fn utm(name: &str, base: &Base, zone: i32, south: bool) -> String {
    let north = if south { 10_000_000 } else { 0 };
    format!(
        r#"PROJCS["{name}",{},PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",{north}.0],PARAMETER["Central_Meridian",{}.0],PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]"#,
        geographic(base),
        6 * zone - 183
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crs::Crs;

    #[test]
    fn a_definition_is_read_back_as_the_system_that_it_defines() {
        let places = [
            (2.5, 50.4),
            (-61.5, 16.2),
            (-52.3, 4.9),
            (55.5, -21.1),
            (45.2, -12.8),
        ];
        let zones = 3942..=3950;
        let codes = [2154, 5490, 32620, 2972, 2975, 4471, 4467, 3296, 3297, 3857];
        for code in zones.chain(codes) {
            let text = of_epsg(code).unwrap();
            let (read, legal) = (
                Crs::from_declaration(&text).unwrap(),
                Crs::from_epsg(code).unwrap(),
            );
            for (x, y) in places {
                let place = geo::Coord { x, y };
                let (a, b) = (read.from_lonlat(place), legal.from_lonlat(place));
                if let (Ok(a), Ok(b)) = (a, b) {
                    assert!((a.x - b.x).hypot(a.y - b.y) < 1e-6, "{code}: {a:?} {b:?}");
                }
            }
            assert_eq!(read.epsg(), Some(code), "{text}");
        }
        for code in [4326, 4171, 5489, 4624, 4627, 4470, 4687, 4463] {
            assert!(
                Crs::from_declaration(&of_epsg(code).unwrap())
                    .unwrap()
                    .is_geographic()
            );
        }
    }
}
