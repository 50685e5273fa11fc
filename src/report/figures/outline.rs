//! Coasts and frontiers behind maps for which no communes were given.

use crate::perimeter::Territory;
use geo::{MapCoords, MultiPolygon};
use std::collections::BTreeMap;
use std::sync::OnceLock;

const FILE: &str = include_str!("../../../data/outline/france.geojson");

/// The outline of metropolitan France (`00`) or of an overseas département, in the metres of its
/// territory's projection; generalised for maps of the country. `None` where the file has none.
pub(in crate::report) fn outline(code: &str) -> Option<&'static MultiPolygon> {
    static OUTLINES: OnceLock<BTreeMap<String, MultiPolygon>> = OnceLock::new();
    OUTLINES
        .get_or_init(|| read().unwrap_or_default())
        .get(code)
}

fn read() -> Option<BTreeMap<String, MultiPolygon>> {
    let file: geojson::FeatureCollection =
        FILE.parse::<geojson::GeoJson>().ok()?.try_into().ok()?;
    let mut all = BTreeMap::new();
    for feature in file.features {
        let code = feature.property("code")?.as_str()?.to_owned();
        let shape: MultiPolygon = feature.geometry?.value.try_into().ok()?;
        let crs = Territory::of_departement(&code).metric_crs();
        let metric = shape.try_map_coords(|c| crs.from_lonlat(c)).ok()?;
        all.insert(code, metric);
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::Area;

    #[test]
    fn metropolitan_france_and_reunion_have_their_size() {
        let km2 = |code| outline(code).expect("an outline").unsigned_area() / 1e6;
        assert!((530_000.0..560_000.0).contains(&km2("00")), "{}", km2("00"));
        assert!((2_300.0..2_700.0).contains(&km2("974")), "{}", km2("974"));
        assert!(outline("75").is_none());
    }
}
