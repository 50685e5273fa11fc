//! Answers as GeoJSON, with the properties of the public service.

use super::Service;
use crate::crs::Crs;
use crate::geocode::{Answer, MatchType};
use geo::Coord;
use serde_json::{Map, Value, json};

/// An answer as a feature; `distance` in metres for a reverse search.
pub(super) fn feature(service: &Service, answer: &Answer, distance: Option<f64>) -> Value {
    let mut properties = Map::new();
    let mut put = |name: &str, value: Value| {
        properties.insert(name.to_owned(), value);
    };
    put("label", answer.label().into());
    put("score", rounded(f64::from(answer.score), 1e4));
    if let Some(metres) = distance {
        put("distance", rounded(metres, 1.0));
    }
    for (name, value) in [
        ("housenumber", &answer.house_number),
        ("id", &answer.id),
        ("postcode", &answer.postcode),
        ("citycode", &answer.citycode),
        ("city", &answer.city),
        ("district", &answer.district),
        ("oldcity", &answer.old_city),
        ("oldcitycode", &answer.old_citycode),
        ("street", &answer.street),
    ] {
        if !value.is_empty() {
            put(name, value.as_str().into());
        }
    }
    put("name", answer.name().into());
    put("context", answer.context().into());
    put("type", answer.kind.to_string().into());
    put("_type", "address".into());
    if let Some((x, y)) = legal_projection(answer) {
        put("x", rounded(x, 1e2));
        put("y", rounded(y, 1e2));
    }
    if let Some(next) = answer.score_next {
        put("score_next", rounded(f64::from(next), 1e4));
    }
    if let Some(quartiers) = &service.quartiers {
        let cells = quartiers.cells(&quartiers.judge(&service.geocoder, answer), false);
        for (name, cell) in quartiers.columns().iter().zip(cells) {
            let number = name
                .starts_with("distance")
                .then(|| cell.parse::<f64>().ok());
            match number.flatten() {
                Some(metres) => put(name, rounded(metres, 10.0)),
                None if cell.is_empty() => {}
                None => put(name, cell.into()),
            }
        }
    }
    json!({
        "type": "Feature",
        "geometry": { "type": "Point", "coordinates": [rounded(answer.lon, 1e6), rounded(answer.lat, 1e6)] },
        "properties": properties,
    })
}

/// Lambert-93 in metropolitan France; overseas the public service uses the legal UTM zone,
/// which nobody reads without asking for it.
fn legal_projection(answer: &Answer) -> Option<(f64, f64)> {
    if answer.citycode.starts_with("97") || answer.citycode.starts_with("98") {
        return None;
    }
    let place = Coord {
        x: answer.lon,
        y: answer.lat,
    };
    let metres = Crs::lambert93().from_lonlat(place).ok()?;
    Some((metres.x, metres.y))
}

fn rounded(value: f64, unit: f64) -> Value {
    let rounded = (value * unit).round() / unit;
    serde_json::Number::from_f64(rounded).map_or(Value::Null, Value::Number)
}

/// The name of a type as a filter.
pub(super) fn match_type(text: &str) -> Option<MatchType> {
    Some(match text {
        "housenumber" => MatchType::HouseNumber,
        "street" => MatchType::Street,
        "locality" => MatchType::Locality,
        "municipality" => MatchType::Municipality,
        _ => return None,
    })
}

/// Features with what surrounds them: `about` is the query, the filters and the centre.
pub(super) fn collection(features: Vec<Value>, limit: usize, about: Map<String, Value>) -> Value {
    let mut collection = Map::new();
    collection.insert("type".to_owned(), "FeatureCollection".into());
    collection.insert("version".to_owned(), "draft".into());
    collection.insert("features".to_owned(), features.into());
    collection.insert("attribution".to_owned(), "BAN".into());
    collection.insert("licence".to_owned(), "ETALAB-2.0".into());
    collection.insert("limit".to_owned(), limit.into());
    collection.extend(about);
    collection.into()
}
