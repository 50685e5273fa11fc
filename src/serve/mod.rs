//! A service on this machine that answers like the BAN's own: `/search/`, `/reverse/`,
//! `/search/csv/`, `/reverse/csv/`. A script written for the public service works by changing
//! the address. With perimeters, each answer also says what `qpv geocode --locate` says of it:
//! `code_qp_2024`, `reponse_2024`, `motif_2024` and so on.
//!
//! The parameter `autocomplete` is taken and has no effect: queries are read as whole addresses.
//! No query is written anywhere: there is no access log, and errors name parameters, not values.

mod feature;
mod points;
mod tables;

use crate::geocode::{Geocoder, Quartiers};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

/// Largest table that is taken, as the public service does.
pub const LARGEST_BODY: usize = 50 << 20;
/// A request that takes longer is given up.
const LONGEST: Duration = Duration::from_secs(120);

/// What requests are answered from.
#[derive(Debug)]
pub struct Service {
    /// Addresses.
    pub geocoder: Geocoder,
    /// Quartiers that answers are compared with.
    pub quartiers: Option<Quartiers>,
}

/// The routes of the service.
pub fn routes(service: Arc<Service>) -> Router {
    Router::new()
        .route("/search", get(points::search))
        .route("/search/", get(points::search))
        .route("/reverse", get(points::reverse))
        .route("/reverse/", get(points::reverse))
        .route("/search/csv", post(tables::search))
        .route("/search/csv/", post(tables::search))
        .route("/reverse/csv", post(tables::reverse))
        .route("/reverse/csv/", post(tables::reverse))
        .fallback(async || {
            Refusal::new(
                StatusCode::NOT_FOUND,
                "there are /search/, /reverse/, /search/csv/ and /reverse/csv/",
            )
        })
        .method_not_allowed_fallback(async || {
            Refusal::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "/search/ and /reverse/ take GET, /search/csv/ and /reverse/csv/ take POST",
            )
        })
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(from_fn(in_time))
        .with_state(service)
}

/// Serves until interrupted; `ready` is told the address, whose port the system may have chosen.
///
/// # Errors
/// When the address cannot be listened on.
pub fn run(
    service: Service,
    listen: SocketAddr,
    ready: impl FnOnce(SocketAddr),
) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(listen).await?;
        ready(listener.local_addr()?);
        axum::serve(listener, routes(Arc::new(service)))
            .with_graceful_shutdown(async {
                // Without signals the service runs until it is killed.
                let _ = tokio::signal::ctrl_c().await;
            })
            .await
    })
}

async fn in_time(request: Request, next: Next) -> Response {
    match tokio::time::timeout(LONGEST, next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            Refusal::new(StatusCode::REQUEST_TIMEOUT, "the request took too long").into_response()
        }
    }
}

/// An answer that says what is wrong, as the public service does.
#[derive(Debug)]
pub(crate) struct Refusal {
    status: StatusCode,
    message: String,
}

impl Refusal {
    fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
        }
    }

    fn bad(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = serde_json::json!({ "code": self.status.as_u16(), "message": self.message });
        let json = [(CONTENT_TYPE, "application/json; charset=utf-8")];
        (self.status, json, body.to_string()).into_response()
    }
}
