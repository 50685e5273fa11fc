//! Well-known text, as in the `.prj` of a shapefile.

use super::{Crs, CrsError, registry};

/// WKT names of the systems of the official files; the part before a bracket is compared,
/// without case, blanks, hyphens or underscores.
const NAMES: [(&str, u16); 41] = [
    ("WGS84", 4326),
    ("GCSWGS1984", 4326),
    ("GCSRGF1993", 4171),
    ("GCSRGAF09", 5489),
    ("GCSRRAF1991", 4558),
    ("GCSRGFG1995", 4624),
    ("GCSRGR1992", 4627),
    ("GCSRGM2004", 4470),
    ("GCSRGPF", 4687),
    ("GCSRGSPM2006", 4463),
    ("RGF93LAMBERT93", 2154),
    ("RGF1993LAMBERT93", 2154),
    ("RGF93V1LAMBERT93", 2154),
    ("RGF93V2LAMBERT93", 2154),
    ("RGF93V2BLAMBERT93", 2154),
    ("LAMBERT93", 2154),
    ("LAMB93", 2154),
    ("RGAF09UTMZONE20N", 5490),
    ("WGS1984UTMZONE20N", 32620),
    ("WGS84UTMZONE20N", 32620),
    ("RRAF1991UTMZONE20N", 4559),
    ("RRAF1991UTM20N", 4559),
    ("RGFG95UTMZONE22N", 2972),
    ("RGFG1995UTMZONE22N", 2972),
    ("RGFG1995UTM22N", 2972),
    ("RGR92UTMZONE40S", 2975),
    ("RGR1992UTMZONE40S", 2975),
    ("RGR1992UTM40S", 2975),
    ("RGM2004UTM38S", 4471),
    ("RGM2004UTMZONE38S", 4471),
    ("RGM04UTMZONE38S", 4471),
    ("RGSPM06UTMZONE21N", 4467),
    ("RGSPM2006UTMZONE21N", 4467),
    ("RGPFUTMZONE5S", 3296),
    ("RGPFUTM5S", 3296),
    ("RGPFUTMZONE6S", 3297),
    ("RGPFUTM6S", 3297),
    ("WGS1984WEBMERCATORAUXILIARYSPHERE", 3857),
    ("WGS1984WEBMERCATOR", 3857),
    ("WGS84PSEUDOMERCATOR", 3857),
    ("POPULARVISUALISATIONCRSMERCATOR", 3857),
];

pub(super) fn from_wkt(text: &str) -> Result<Crs, CrsError> {
    let unknown = || CrsError::Unknown(text.chars().take(80).collect());
    let name = text.split('"').nth(1).ok_or_else(unknown)?;
    let key: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_uppercase();
    if let Some((_, code)) = NAMES.iter().find(|(known, _)| *known == key) {
        return registry::from_epsg(*code);
    }
    // RGF93 / CC50, RGF_1993_CC50, RGF93 v1 / CC50.
    let zone = key
        .strip_prefix("RGF")
        .and_then(|rest| rest.split_once("CC"));
    if let Some(zone @ 42..=50) = zone.and_then(|(_, zone)| zone.parse::<u16>().ok()) {
        return registry::from_epsg(3900 + zone);
    }
    if let Some(code) = own_authority_code(text).and_then(|c| registry::from_epsg(c).ok()) {
        return Ok(code);
    }
    let keyword = text
        .split('[')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_uppercase();
    if matches!(
        keyword.as_str(),
        "GEOGCS" | "GEOGCRS" | "GEODCRS" | "GEODETICCRS"
    ) {
        return Ok(Crs {
            name: name.replace('_', " "),
            epsg: None,
            ..Crs::wgs84()
        });
    }
    let definition = proj4wkt::wkt_to_projstring(text).map_err(|_| unknown())?;
    Crs::projected(&name.replace('_', " "), None, &definition)
}

/// The authority code of the whole definition: the last one of the text, as the parts of a
/// definition bring their own before it.
fn own_authority_code(text: &str) -> Option<u16> {
    let at = text.rfind("AUTHORITY[").or_else(|| text.rfind("ID["))?;
    // Nothing but closing brackets may follow, else the code is that of a part.
    let tail = &text[at..];
    let closing = tail.find(']')?;
    if tail[closing..]
        .chars()
        .any(|c| c != ']' && !c.is_whitespace())
        || !tail.contains("EPSG")
    {
        return None;
    }
    tail[..closing]
        .rsplit(',')
        .next()?
        .trim()
        .trim_matches('"')
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const UTM22: &str = r#"PROJCS["My own zone",GEOGCS["GCS_RGFG_1995",DATUM["D_RGFG_1995",SPHEROID["GRS_1980",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",-51.0],PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]"#;

    #[test]
    fn a_definition_without_a_known_name_is_read_by_its_parameters() {
        let own = from_wkt(UTM22).unwrap();
        let legal = registry::from_epsg(2972).unwrap();
        let place = geo::Coord { x: -52.3, y: 4.9 };
        let (a, b) = (
            own.from_lonlat(place).unwrap(),
            legal.from_lonlat(place).unwrap(),
        );
        assert!((a.x - b.x).hypot(a.y - b.y) < 1e-6, "{a:?} {b:?}");
    }

    #[test]
    fn both_spellings_of_lambert_93_are_one_system() {
        for name in [
            "RGF93_Lambert_93",
            "RGF_1993_Lambert_93",
            "RGF93 v1 / Lambert-93",
        ] {
            let text = format!("PROJCS[\"{name}\",GEOGCS[\"x\"]]");
            assert_eq!(from_wkt(&text), Ok(Crs::lambert93()), "{name}");
        }
    }

    #[test]
    fn a_geographic_definition_is_degrees_whatever_its_name() {
        let text = r#"GEOGCS["GCS_RGM_2004",DATUM["D",SPHEROID["GRS_1980",6378137.0,298.25]]]"#;
        assert!(from_wkt(text).unwrap().is_geographic());
    }
}
