//! One request for a file, or for the rest of it.

use super::super::content;
use super::super::folder::Record;
use super::super::source::FileFormat;
use super::Progress;
use super::client::{Client, host, judge};
use super::error::Problem;
use super::part::{Origin, Part};
use std::io::Read;
use std::time::Duration;
use ureq::http::{HeaderMap, Response, StatusCode, header};
use ureq::{Body, ResponseExt};

/// More than any official file has: the BAN of all of France has 0.8 GB.
const LIMIT: u64 = 4 << 30;

/// How a request ended well.
pub(super) enum Ended {
    /// The file is whole, as far as the server says.
    Whole,
    /// The server says that the file is still the one recorded.
    Unchanged,
}

/// How a request ended badly.
pub(super) struct Setback {
    pub problem: Problem,
    /// Whether another attempt can end better.
    pub passing: bool,
    /// How long the server asks to be left alone.
    pub wait: Option<Duration>,
}

impl Setback {
    fn last(problem: Problem) -> Self {
        Self {
            problem,
            passing: false,
            wait: None,
        }
    }
}

impl From<Problem> for Setback {
    fn from(problem: Problem) -> Self {
        Self::last(problem)
    }
}

/// Asks for what is missing of a part and adds it. With a `record`, asks only whether the file
/// is another one by now.
pub(super) fn attempt(
    client: &Client,
    part: &mut Part,
    format: FileFormat,
    record: Option<&Record>,
    progress: &mut dyn FnMut(Progress),
) -> Result<Ended, Setback> {
    let address = part.origin.address.clone();
    let asked = host(&address);
    let setback = |error, part: &Part| {
        let (problem, passing) = judge(error, &asked, part.length(), part.origin.total);
        Setback {
            problem,
            passing,
            wait: None,
        }
    };
    let response = request(client, part, record).map_err(|e| setback(e, part))?;
    let from = response.get_uri().host().unwrap_or(&asked).to_owned();
    match response.status() {
        StatusCode::NOT_MODIFIED => return Ok(Ended::Unchanged),
        StatusCode::PARTIAL_CONTENT if goes_on(&response, part) => {}
        StatusCode::OK => part.begin(origin(&address, &response))?,
        StatusCode::PARTIAL_CONTENT | StatusCode::RANGE_NOT_SATISFIABLE => {
            // The server has another file than the one that was begun: begin again.
            part.begin(Origin {
                address: address.clone(),
                ..Origin::default()
            })?;
            let got = 0;
            let problem = Problem::Cut {
                host: from,
                got,
                expected: None,
            };
            return Err(Setback {
                problem,
                passing: true,
                wait: Some(Duration::ZERO),
            });
        }
        status => return Err(bad_status(status, from, address, response.headers())),
    }
    if part.origin.total.is_some_and(|total| total > LIMIT) {
        return Err(Problem::TooLarge {
            host: from,
            limit: LIMIT,
        }
        .into());
    }
    progress(Progress::Began {
        at: part.length(),
        total: part.origin.total,
    });
    receive(response, part, format, &from, progress)?;
    let missing = part.origin.total.filter(|total| part.length() < *total);
    match missing {
        None => Ok(Ended::Whole),
        expected => Err(Setback {
            problem: Problem::Cut {
                host: from,
                got: part.length(),
                expected,
            },
            passing: true,
            wait: None,
        }),
    }
}

fn request(
    client: &Client,
    part: &Part,
    record: Option<&Record>,
) -> Result<Response<Body>, ureq::Error> {
    let address = &part.origin.address;
    let mut request = client.agent.get(address);
    if let (true, Some(validator)) = (part.length() > 0, part.origin.validator()) {
        request = request
            .header(header::RANGE, format!("bytes={}-", part.length()))
            .header(header::IF_RANGE, validator);
    } else if let Some(record) = record {
        if let Some(tag) = &record.etag {
            request = request.header(header::IF_NONE_MATCH, tag);
        }
        if let Some(date) = &record.last_modified {
            request = request.header(header::IF_MODIFIED_SINCE, date);
        }
    }
    // A safe address never leads to an unsafe one.
    let safe = address.starts_with("https://");
    request.config().https_only(safe).build().call()
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

fn origin(address: &str, response: &Response<Body>) -> Origin {
    let headers = response.headers();
    Origin {
        address: address.to_owned(),
        etag: text(headers, header::ETAG),
        last_modified: text(headers, header::LAST_MODIFIED),
        total: text(headers, header::CONTENT_LENGTH).and_then(|n| n.trim().parse().ok()),
    }
}

/// Whether a partial answer begins where the part ends, in a file of the same length.
fn goes_on(response: &Response<Body>, part: &Part) -> bool {
    let range = text(response.headers(), header::CONTENT_RANGE).unwrap_or_default();
    let range = range.trim().strip_prefix("bytes ").unwrap_or_default();
    let Some((bytes, total)) = range.split_once('/') else {
        return false;
    };
    let first = bytes.split('-').next().and_then(|n| n.parse::<u64>().ok());
    let total = total.parse::<u64>().ok();
    let same_total = total.is_none() || part.origin.total.is_none() || total == part.origin.total;
    first == Some(part.length()) && same_total
}

fn bad_status(status: StatusCode, host: String, address: String, headers: &HeaderMap) -> Setback {
    let code = status.as_u16();
    match status {
        StatusCode::NOT_FOUND | StatusCode::GONE => Setback::last(Problem::NotFound {
            host,
            status: code,
            address,
        }),
        StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT => Setback {
            problem: Problem::Server { host, status: code },
            passing: true,
            wait: retry_after(headers),
        },
        _ if status.is_server_error() => Setback {
            problem: Problem::Server { host, status: code },
            passing: true,
            wait: retry_after(headers),
        },
        _ => Setback::last(Problem::Refused { host, status: code }),
    }
}

/// Seconds of `Retry-After`; its other form, a date, is left to the usual wait.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds: u64 = text(headers, header::RETRY_AFTER)?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}

fn receive(
    response: Response<Body>,
    part: &mut Part,
    format: FileFormat,
    host: &str,
    progress: &mut dyn FnMut(Progress),
) -> Result<(), Setback> {
    let mut body = response
        .into_body()
        .into_with_config()
        .limit(u64::MAX)
        .reader();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = body.read(&mut buffer).map_err(|e| {
            let (got, expected) = (part.length(), part.origin.total);
            let (problem, passing) = judge(ureq::Error::from(e), host, got, expected);
            Setback {
                problem,
                passing,
                wait: None,
            }
        })?;
        if part.length() == 0
            && let Some(found) = content::stranger(format, &buffer[..read])
        {
            // Nothing of it is kept, so that a later run does not go on with it.
            return Err(Problem::NotThatFile {
                host: host.to_owned(),
                found,
                expected: format.name(),
            }
            .into());
        }
        if read == 0 {
            return Ok(());
        }
        part.add(&buffer[..read])?;
        if part.length() > LIMIT {
            let host = host.to_owned();
            return Err(Problem::TooLarge { host, limit: LIMIT }.into());
        }
        progress(Progress::At(part.length()));
    }
}
