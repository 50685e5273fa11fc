//! One query, one answer: `/search/` and `/reverse/`.

use super::feature::{collection, feature, match_type};
use super::{Refusal, Service};
use crate::geocode::{Answer, MatchType, Query};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query as Parameters, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::sync::Arc;

/// Most answers to one query.
const MOST: usize = 100;
/// Longest query, in characters, as at the public service.
const LONGEST_QUERY: usize = 200;
/// Answers among which a centre decides.
const NEAR_A_CENTRE: usize = 20;
/// What an answer on the centre gains in the order of answers.
const CENTRE_BONUS: f64 = 0.1;
/// Metres from the centre at which half of that is left.
const CENTRE_HALF_M: f64 = 10_000.0;

/// Parameters of a request, or why they cannot be read.
type Asked = Result<Parameters<HashMap<String, String>>, QueryRejection>;

/// What can be asked besides the text or the place.
struct Filters {
    limit: usize,
    kind: Option<MatchType>,
    postcode: Option<String>,
    citycode: Option<String>,
}

pub(super) async fn search(
    State(service): State<Arc<Service>>,
    asked: Asked,
) -> Result<Response, Refusal> {
    let asked = parameters(asked)?;
    let text = asked.get("q").map_or("", |q| q.trim());
    if text.is_empty() {
        return Err(Refusal::bad("Missing [q] parameter"));
    }
    if !(3..=LONGEST_QUERY).contains(&text.chars().count()) {
        return Err(Refusal::bad("q must contain between 3 and 200 chars"));
    }
    let filters = Filters::read(&asked, 5)?;
    let centre = centre(&asked)?;
    let query = Query {
        text: text.to_owned(),
        postcode: filters.postcode.clone(),
        city: asked.get("city").cloned(),
        citycode: filters.citycode.clone(),
    };
    let wanted = match (filters.kind, centre) {
        (Some(_), _) => MOST,
        (None, Some(_)) => filters.limit.max(NEAR_A_CENTRE),
        (None, None) => filters.limit,
    };
    let mut answers = service.geocoder.search_many(&query, wanted);
    answers.retain(|a| filters.keep(a));
    let mut about = filters.told();
    about.insert("query".to_owned(), text.into());
    if let Some(centre) = centre {
        answers.sort_by(|a, b| rank(b, centre).total_cmp(&rank(a, centre)));
        about.insert("center".to_owned(), vec![centre.0, centre.1].into());
    }
    let features = answers
        .iter()
        .take(filters.limit)
        .map(|a| feature(&service, a, None))
        .collect();
    Ok(geojson(&collection(features, filters.limit, about)))
}

pub(super) async fn reverse(
    State(service): State<Arc<Service>>,
    asked: Asked,
) -> Result<Response, Refusal> {
    let asked = parameters(asked)?;
    let Some((lon, lat)) = centre(&asked)? else {
        return Err(Refusal::bad("lon and lat must be numbers"));
    };
    let filters = Filters::read(&asked, 1)?;
    let narrow = filters.kind.is_some() || filters.postcode.is_some() || filters.citycode.is_some();
    let wanted = if narrow { MOST } else { filters.limit };
    let features = service
        .geocoder
        .nearest(lon, lat, wanted)
        .iter()
        .filter(|(a, _)| filters.keep(a))
        .take(filters.limit)
        .map(|(a, metres)| feature(&service, a, Some(*metres)))
        .collect();
    let mut about = filters.told();
    about.insert("center".to_owned(), vec![lon, lat].into());
    Ok(geojson(&collection(features, filters.limit, about)))
}

fn parameters(asked: Asked) -> Result<HashMap<String, String>, Refusal> {
    let refuse = |_| Refusal::bad("the parameters cannot be read: encode them as in a URL");
    asked.map(|Parameters(asked)| asked).map_err(refuse)
}

/// Longitude and latitude, where both are given.
fn centre(asked: &HashMap<String, String>) -> Result<Option<(f64, f64)>, Refusal> {
    let text = |names: &[&str]| names.iter().find_map(|n| asked.get(*n));
    let lon = text(&["lon", "lng", "long", "longitude"]);
    let lat = text(&["lat", "latitude"]);
    let (Some(lon), Some(lat)) = (lon, lat) else {
        return Ok(None);
    };
    let (Ok(lon), Ok(lat)) = (lon.trim().parse::<f64>(), lat.trim().parse::<f64>()) else {
        return Err(Refusal::bad("lon and lat must be numbers"));
    };
    if !(-180.0..=180.0).contains(&lon) || !(-90.0..=90.0).contains(&lat) {
        return Err(Refusal::bad("lon and lat must be degrees"));
    }
    Ok(Some((lon, lat)))
}

/// What an answer is worth to somebody at a place: its score, and a little more nearby.
fn rank(answer: &Answer, (lon, lat): (f64, f64)) -> f64 {
    let metres_per_degree = 111_195.0;
    let east = (answer.lon - lon) * metres_per_degree * lat.to_radians().cos();
    let north = (answer.lat - lat) * metres_per_degree;
    let nearness = CENTRE_HALF_M / (CENTRE_HALF_M + east.hypot(north));
    f64::from(answer.score) + CENTRE_BONUS * nearness
}

impl Filters {
    fn read(asked: &HashMap<String, String>, usual: usize) -> Result<Self, Refusal> {
        let limit = match asked.get("limit").map(|text| text.parse::<usize>()) {
            None => usual,
            Some(Ok(n)) if (1..=MOST).contains(&n) => n,
            Some(_) => return Err(Refusal::bad("limit must be an integer between 1 and 100")),
        };
        let kind = asked.get("type").map(|text| {
            match_type(text).ok_or_else(|| {
                Refusal::bad("type must be housenumber, street, locality or municipality")
            })
        });
        let digits = |name: &str| asked.get(name).map(|text| text.trim().to_owned());
        let postcode = digits("postcode");
        if (postcode.iter()).any(|p| p.len() != 5 || !p.bytes().all(|b| b.is_ascii_digit())) {
            return Err(Refusal::bad("postcode must have five digits"));
        }
        let citycode = digits("citycode");
        if (citycode.iter()).any(|c| c.len() != 5 || !c.bytes().all(|b| b.is_ascii_alphanumeric()))
        {
            return Err(Refusal::bad("citycode must be an INSEE code"));
        }
        Ok(Self {
            limit,
            kind: kind.transpose()?,
            postcode,
            citycode,
        })
    }

    /// A postcode is a hint to the search, then a filter; the INSEE code limits the search.
    fn keep(&self, answer: &Answer) -> bool {
        let of_kind = self.kind.is_none_or(|kind| answer.kind == kind);
        let in_postcode = (self.postcode.as_ref())
            .is_none_or(|p| answer.postcode.is_empty() || answer.postcode == *p);
        let whole_city = ["75056", "69123", "13055"];
        let in_commune = self.citycode.as_ref().is_none_or(|c| {
            answer.citycode == *c || answer.old_citycode == *c || whole_city.contains(&c.as_str())
        });
        of_kind && in_postcode && in_commune
    }

    /// The filters as the answer repeats them.
    fn told(&self) -> Map<String, Value> {
        let mut filters = Map::new();
        if let Some(kind) = self.kind {
            filters.insert("type".to_owned(), kind.to_string().into());
        }
        for (name, value) in [("postcode", &self.postcode), ("citycode", &self.citycode)] {
            if let Some(value) = value {
                filters.insert(name.to_owned(), value.as_str().into());
            }
        }
        let mut about = Map::new();
        if !filters.is_empty() {
            about.insert("filters".to_owned(), filters.into());
        }
        about
    }
}

fn geojson(value: &Value) -> Response {
    let json = [(CONTENT_TYPE, "application/json; charset=utf-8")];
    (json, value.to_string()).into_response()
}
