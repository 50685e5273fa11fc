//! The systems that official files use, by code and by name.

use super::{Crs, CrsError, Method};

/// Geographic systems: RGF93 and its versions, RGAF09, RGFG95, RGR92, RGM04 (4470 is the
/// geographic one, though a Mayotte file of 2015 calls itself UTM 38S), RGPF, RGSPM06, CRS84.
const GEOGRAPHIC: [(u16, &str); 13] = [
    (4326, "WGS 84"),
    (4171, "RGF93 v1"),
    (9777, "RGF93 v2"),
    (9782, "RGF93 v2b"),
    (5489, "RGAF09"),
    (4624, "RGFG95"),
    (4627, "RGR92"),
    (4470, "RGM04"),
    (4687, "RGPF"),
    (4463, "RGSPM06"),
    (4258, "ETRS89"),
    (4979, "WGS 84"),
    (4558, "RRAF 1991"),
];

/// Code, name, definition. Without a datum: see the module's note on null shifts. PROJ's own
/// list gives Polynesia a shift of 0.6 m that the present PROJ no longer applies.
const PROJECTED: [(u16, &str, &str); 11] = [
    (
        5490,
        "RGAF09 / UTM zone 20N",
        "+proj=utm +zone=20 +ellps=GRS80 +units=m",
    ),
    (
        32620,
        "WGS 84 / UTM zone 20N",
        "+proj=utm +zone=20 +ellps=WGS84 +units=m",
    ),
    (
        4559,
        "RRAF 1991 / UTM zone 20N",
        "+proj=utm +zone=20 +ellps=WGS84 +units=m",
    ),
    (
        2972,
        "RGFG95 / UTM zone 22N",
        "+proj=utm +zone=22 +ellps=GRS80 +units=m",
    ),
    (
        2975,
        "RGR92 / UTM zone 40S",
        "+proj=utm +zone=40 +south +ellps=GRS80 +units=m",
    ),
    (
        4471,
        "RGM04 / UTM zone 38S",
        "+proj=utm +zone=38 +south +ellps=GRS80 +units=m",
    ),
    (
        3296,
        "RGPF / UTM zone 5S",
        "+proj=utm +zone=5 +south +ellps=GRS80 +units=m",
    ),
    (
        3297,
        "RGPF / UTM zone 6S",
        "+proj=utm +zone=6 +south +ellps=GRS80 +units=m",
    ),
    (
        4467,
        "RGSPM06 / UTM zone 21N",
        "+proj=utm +zone=21 +ellps=GRS80 +units=m",
    ),
    (
        3857,
        "WGS 84 / Pseudo-Mercator",
        "+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m",
    ),
    (
        3163,
        "RGNC91-93 / Lambert New Caledonia",
        "+proj=lcc +lat_0=-21.5 +lon_0=166 +lat_1=-20.6666666666667 +lat_2=-22.3333333333333 \
         +x_0=400000 +y_0=300000 +ellps=GRS80 +units=m",
    ),
];

pub(super) fn from_epsg(code: u16) -> Result<Crs, CrsError> {
    if code == 2154 || (9793..=9794).contains(&code) {
        return Ok(Crs {
            epsg: Some(code),
            ..Crs::lambert93()
        });
    }
    if let Some((_, name)) = GEOGRAPHIC.iter().find(|(known, _)| *known == code) {
        return Ok(Crs {
            name: (*name).into(),
            epsg: Some(code),
            ..Crs::wgs84()
        });
    }
    if let Some((_, name, definition)) = PROJECTED.iter().find(|(known, ..)| *known == code) {
        return Crs::projected(name, Some(code), definition);
    }
    if let zone @ 42..=50 = code.saturating_sub(3900) {
        let definition = format!(
            "+proj=lcc +lat_0={zone} +lon_0=3 +lat_1={} +lat_2={} +x_0=1700000 +y_0={} \
             +ellps=GRS80 +units=m",
            f64::from(zone) - 0.75,
            f64::from(zone) + 0.75,
            (u32::from(zone) - 41) * 1_000_000 + 200_000,
        );
        return Crs::projected(&format!("RGF93 / CC{zone}"), Some(code), &definition);
    }
    let unknown = || CrsError::Unknown(format!("EPSG:{code}"));
    let proj = proj4rs::Proj::from_epsg_code(code).map_err(|_| unknown())?;
    let method = if proj.is_latlong() {
        Method::Geographic
    } else {
        Method::Projected(Box::new(proj))
    };
    Ok(Crs {
        name: format!("EPSG {code}"),
        epsg: Some(code),
        method,
    })
}

pub(super) fn from_name(text: &str) -> Result<Crs, CrsError> {
    let folded = text.to_ascii_uppercase();
    if folded.contains("CRS84") || folded == "WGS84" || folded == "WGS 84" {
        return Ok(Crs::wgs84());
    }
    if folded.contains("LAMB93") || folded.contains("LAMBERT-93") || folded.contains("LAMBERT_93") {
        return Ok(Crs::lambert93());
    }
    let digits = folded
        .rsplit([':', '/', '#', ' '])
        .next()
        .unwrap_or_default();
    digits
        .parse::<u16>()
        .map_err(|_| CrsError::Unknown(text.chars().take(80).collect()))
        .and_then(from_epsg)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_system_parses() {
        for (code, name, _) in PROJECTED {
            assert_eq!(from_epsg(code).unwrap().name(), name);
        }
        for code in 3942..=3950 {
            assert!(!from_epsg(code).unwrap().is_geographic());
        }
        assert!(
            GEOGRAPHIC
                .iter()
                .all(|(code, _)| from_epsg(*code).unwrap().is_geographic())
        );
    }

    #[test]
    fn names_of_the_wild_are_understood() {
        for text in [
            "EPSG:2154",
            "urn:ogc:def:crs:EPSG::2154",
            "IGNF:LAMB93",
            "2154",
        ] {
            assert_eq!(from_name(text), Ok(Crs::lambert93()), "{text}");
        }
        let crs84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";
        assert_eq!(from_name(crs84), Ok(Crs::wgs84()));
        assert_eq!(
            from_name("EPSG:99"),
            Err(CrsError::Unknown("EPSG:99".into()))
        );
        assert!(matches!(from_name("Bonne"), Err(CrsError::Unknown(_))));
    }
}
