//! Tables: `/search/csv/` and `/reverse/csv/`, as forms with a file.

use super::Refusal;
use super::Service;
use crate::geocode::batch::{self, ADDED, Plan};
use crate::geocode::{AddressColumns, Motive, Quartiers};
use crate::table::Dialect;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// Columns of a reverse search, in front of those that name the address.
const REVERSE: [&str; 3] = ["result_latitude", "result_longitude", "result_distance"];

/// A form as it was sent.
#[derive(Default)]
struct Form {
    data: Vec<u8>,
    columns: Vec<String>,
    result_columns: Vec<String>,
    postcode: Option<String>,
    citycode: Option<String>,
    lon: Option<String>,
    lat: Option<String>,
}

/// A form, or why the request is none.
type Sent = Result<Multipart, MultipartRejection>;

pub(super) async fn search(
    State(service): State<Arc<Service>>,
    form: Sent,
) -> Result<Response, Refusal> {
    let form = read(form).await?;
    in_background(move || searched(&service, &form)).await
}

pub(super) async fn reverse(
    State(service): State<Arc<Service>>,
    form: Sent,
) -> Result<Response, Refusal> {
    let form = read(form).await?;
    in_background(move || reversed(&service, &form)).await
}

async fn in_background(
    work: impl FnOnce() -> Result<Vec<u8>, Refusal> + Send + 'static,
) -> Result<Response, Refusal> {
    let done = tokio::task::spawn_blocking(work).await;
    let csv = done
        .map_err(|_| Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "the table was given up"))??;
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"geocoded.csv\""),
    ];
    Ok((headers, csv).into_response())
}

async fn read(sent: Sent) -> Result<Form, Refusal> {
    let mut multipart =
        sent.map_err(|_| Refusal::bad("send a form (multipart/form-data) with the file as data"))?;
    let broken = |e: axum::extract::multipart::MultipartError| {
        Refusal::new(
            e.status(),
            "the form cannot be read, or is larger than 50 MB",
        )
    };
    let mut form = Form::default();
    while let Some(field) = multipart.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "data" {
            form.data = field.bytes().await.map_err(broken)?.to_vec();
            continue;
        }
        let text = field.text().await.map_err(broken)?;
        match name.as_str() {
            "columns" => form.columns.push(text),
            "result_columns" => form.result_columns.push(text),
            "postcode" => form.postcode = Some(text),
            "citycode" => form.citycode = Some(text),
            "lon" | "lng" | "longitude" => form.lon = Some(text),
            "lat" | "latitude" => form.lat = Some(text),
            _ => {}
        }
    }
    if form.data.is_empty() {
        return Err(Refusal::bad("A CSV file must be provided in data field"));
    }
    Ok(form)
}

/// The table of a form: its delimiter, header and rows.
struct Table {
    delimiter: u8,
    headers: Vec<String>,
    rows: Vec<csv::StringRecord>,
}

fn table(data: &[u8]) -> Result<Table, Refusal> {
    let sample = data.get(..data.len().min(1 << 16)).unwrap_or_default();
    let dialect = Dialect::detect(sample);
    let text = dialect
        .encoding
        .decode(data.get(dialect.bom_len..).unwrap_or_default());
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(dialect.delimiter)
        .flexible(true)
        .from_reader(text.as_bytes());
    let unread = |_: csv::Error| Refusal::bad("the file is no CSV");
    let headers = reader.headers().map_err(unread)?;
    let headers = headers.iter().map(|h| h.trim().to_owned()).collect();
    let rows = reader.records().collect::<Result<_, _>>().map_err(unread)?;
    Ok(Table {
        delimiter: dialect.delimiter,
        headers,
        rows,
    })
}

fn searched(service: &Service, form: &Form) -> Result<Vec<u8>, Refusal> {
    let table = table(&form.data)?;
    let said = |e: crate::geocode::ColumnsError| Refusal::bad(e.to_string());
    let columns = AddressColumns::find(
        &table.headers,
        &form.columns,
        form.postcode.as_deref(),
        form.citycode.as_deref(),
    )
    .map_err(said)?;
    let plan = Plan {
        columns,
        min_score: 0.0,
        rows: None,
        decimal_comma: false,
        wanted: form.result_columns.clone(),
        interpolate: false,
        quartiers: service.quartiers.as_ref(),
    };
    plan.check_headers(&table.headers).map_err(said)?;
    let mut out = csv::WriterBuilder::new()
        .delimiter(table.delimiter)
        .from_writer(Vec::new());
    let rows = table.rows.into_iter().zip(2u64..).map(|(r, i)| Ok((i, r)));
    batch::run(
        &service.geocoder,
        &plan,
        &table.headers,
        rows,
        &mut out,
        |_| {},
    )
    .map_err(unwritten)?;
    out.into_inner().map_err(|e| unwritten(e.into_error()))
}

fn unwritten(_: std::io::Error) -> Refusal {
    Refusal::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "the table cannot be written",
    )
}

fn reversed(service: &Service, form: &Form) -> Result<Vec<u8>, Refusal> {
    let table = table(&form.data)?;
    let column = |wanted: Option<&String>, usual: &[&str]| {
        let is = |h: &String| match wanted {
            Some(name) => h == name,
            None => usual.contains(&h.to_lowercase().as_str()),
        };
        table.headers.iter().position(is)
    };
    let lon = column(form.lon.as_ref(), &["lon", "lng", "long", "longitude"]);
    let lat = column(form.lat.as_ref(), &["lat", "latitude"]);
    let (Some(lon), Some(lat)) = (lon, lat) else {
        return Err(Refusal::bad("the file must have the columns lon and lat"));
    };
    let named: Vec<usize> = (4..ADDED.len()).collect();
    let mut out = csv::WriterBuilder::new()
        .delimiter(table.delimiter)
        .flexible(true)
        .from_writer(Vec::new());
    let names = named.iter().filter_map(|i| ADDED.get(*i).copied());
    let header = table.headers.iter().map(String::as_str);
    let written = |e: csv::Error| unwritten(e.into());
    let quartiers = service.quartiers.as_ref();
    let columns = quartiers.map(Quartiers::columns).unwrap_or_default();
    let columns = columns.iter().map(String::as_str);
    out.write_record(header.chain(REVERSE).chain(names).chain(columns))
        .map_err(written)?;
    for row in &table.rows {
        let degrees = |i: usize| row.get(i).and_then(|t| t.trim().parse::<f64>().ok());
        let asked = degrees(lon).zip(degrees(lat));
        let geocoder = &service.geocoder;
        let found = asked.and_then(|(x, y)| geocoder.nearest(x, y, 1).into_iter().next());
        let mut cells = match &found {
            Some((answer, metres)) => {
                let mut cells = vec![
                    batch::degrees(answer.lat),
                    batch::degrees(answer.lon),
                    format!("{metres:.0}"),
                ];
                let all = batch::answer_cells(answer);
                cells.extend(named.iter().filter_map(|i| all.get(*i).cloned()));
                cells
            }
            None => {
                let mut cells = vec![String::new(); REVERSE.len() + named.len() - 1];
                cells.push(
                    if asked.is_some() {
                        "not-found"
                    } else {
                        "skipped"
                    }
                    .to_owned(),
                );
                cells
            }
        };
        if let Some(quartiers) = quartiers {
            let verdicts = match &found {
                Some((answer, _)) => quartiers.judge(geocoder, answer),
                None if asked.is_some() => quartiers.without_answer(Motive::NotFound),
                None => quartiers.without_answer(Motive::NoAddress),
            };
            cells.extend(quartiers.cells(&verdicts, false));
        }
        let own = (0..table.headers.len()).map(|i| row.get(i).unwrap_or_default());
        out.write_record(own.chain(cells.iter().map(String::as_str)))
            .map_err(written)?;
    }
    out.into_inner().map_err(|e| unwritten(e.into_error()))
}
