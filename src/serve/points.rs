//! One query, one answer: `/search/` and `/reverse/`.

use super::Refusal;
use super::feature::{collection, feature, match_type};
use crate::geocode::{Answer, Geocoder, MatchType, Query};
use axum::extract::{Query as Parameters, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use std::collections::HashMap;
use std::sync::Arc;

/// Most answers to one query.
const MOST: usize = 100;
/// Longest query, in characters, as at the public service.
const LONGEST_QUERY: usize = 200;

type Asked = Parameters<HashMap<String, String>>;

pub(super) async fn search(
    State(geocoder): State<Arc<Geocoder>>,
    Parameters(asked): Asked,
) -> Result<Response, Refusal> {
    let text = asked.get("q").map_or("", |q| q.trim());
    if text.is_empty() {
        return Err(Refusal::bad("Missing [q] parameter"));
    }
    if !(3..=LONGEST_QUERY).contains(&text.chars().count()) {
        return Err(Refusal::bad("q must contain between 3 and 200 chars"));
    }
    let limit = limit(&asked, 5)?;
    let kind = kind(&asked)?;
    let query = Query {
        text: text.to_owned(),
        postcode: asked.get("postcode").cloned(),
        city: asked.get("city").cloned(),
        citycode: asked.get("citycode").cloned(),
    };
    let answers = geocoder.search_many(&query, if kind.is_some() { MOST } else { limit });
    let postcode = asked.get("postcode").map(String::as_str);
    let kept = answers.iter().filter(|a| {
        // The public service filters by postcode; here it is one more hint, then a filter.
        kind.is_none_or(|k| a.kind == k) && postcode.is_none_or(|p| keeps(a, p))
    });
    let features = kept.take(limit).map(|a| feature(a, None)).collect();
    Ok(geojson(&collection(features, limit, Some(text))))
}

fn keeps(answer: &Answer, postcode: &str) -> bool {
    answer.postcode.is_empty() || answer.postcode == postcode
}

pub(super) async fn reverse(
    State(geocoder): State<Arc<Geocoder>>,
    Parameters(asked): Asked,
) -> Result<Response, Refusal> {
    let number = |names: &[&str]| {
        let text = names.iter().find_map(|n| asked.get(*n));
        text.and_then(|t| t.trim().parse::<f64>().ok())
    };
    let lon = number(&["lon", "lng", "long", "longitude"]);
    let lat = number(&["lat", "latitude"]);
    let (Some(lon), Some(lat)) = (lon, lat) else {
        return Err(Refusal::bad("lon and lat must be numbers"));
    };
    if !(-180.0..=180.0).contains(&lon) || !(-90.0..=90.0).contains(&lat) {
        return Err(Refusal::bad("lon and lat must be degrees"));
    }
    let limit = limit(&asked, 1)?;
    let kind = kind(&asked)?;
    let found = geocoder.nearest(lon, lat, limit);
    let features = found
        .iter()
        .filter(|(a, _)| kind.is_none_or(|k| a.kind == k))
        .map(|(a, metres)| feature(a, Some(*metres)))
        .collect();
    Ok(geojson(&collection(features, limit, None)))
}

fn limit(asked: &HashMap<String, String>, usual: usize) -> Result<usize, Refusal> {
    match asked.get("limit") {
        None => Ok(usual),
        Some(text) => match text.parse() {
            Ok(n) if (1..=MOST).contains(&n) => Ok(n),
            _ => Err(Refusal::bad("limit must be an integer between 1 and 100")),
        },
    }
}

fn kind(asked: &HashMap<String, String>) -> Result<Option<MatchType>, Refusal> {
    asked.get("type").map_or(Ok(None), |text| {
        match_type(text).map(Some).ok_or_else(|| {
            Refusal::bad("type must be housenumber, street, locality or municipality")
        })
    })
}

fn geojson(value: &Value) -> Response {
    let json = [(CONTENT_TYPE, "application/json; charset=utf-8")];
    (json, value.to_string()).into_response()
}
