//! Geocoding of a whole table: where rows come from and go to.

use super::GeocodeArgs;
use crate::cli::Common;
use crate::cli::failure::{Done, Failure};
use crate::cli::output::refuse_input;
use flate2::Compression;
use flate2::write::GzEncoder;
use indicatif::{ProgressBar, ProgressStyle};
use qpv::atomic;
use qpv::geocode::batch::{self, Outcome, Plan, Row};
use qpv::geocode::{AddressColumns, ColumnsError, Geocoder, Quartiers};
use qpv::locate::Response;
use qpv::table::{self, CsvStyle, Dialect};
use std::io::{self, BufReader, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A table that is open: its header and its rows to come.
struct Source {
    headers: Vec<String>,
    rows: Box<dyn Iterator<Item = Row> + Send>,
}

pub fn run(
    geocoder: &Geocoder,
    path: &Path,
    args: &GeocodeArgs,
    quartiers: Option<&Quartiers>,
    common: &Common,
) -> Result<Done, Failure> {
    let mut inputs: Vec<&Path> = vec![path];
    inputs.extend(
        args.ban
            .iter()
            .chain(&args.perimeters)
            .map(PathBuf::as_path),
    );
    let targets = args.output.targets(&inputs)?;
    if targets.len() > 1 && path == Path::new("-") {
        return Err(Failure::new(
            "standard input can be read only once",
            "give one output, or a file as input",
        ));
    }
    let mut outcome = Outcome::default();
    for target in &targets {
        outcome = write(geocoder, path, *target, args, quartiers, common)?;
    }
    summary(&outcome, geocoder, common);
    tell_responses(&outcome, quartiers, common);
    if outcome.refused.is_empty() {
        return Ok(Done::Complete);
    }
    let beside = targets.iter().copied().flatten().next();
    let rejects = args
        .rejects
        .clone()
        .or_else(|| beside.map(|t| t.with_extension("rejects.csv")));
    if let Some(rejects) = rejects {
        refuse_input(&rejects, &inputs)?;
        list_rejects(&rejects, &outcome).map_err(|e| not_written(&rejects, &e))?;
    }
    Ok(Done::WithRejects)
}

fn write(
    geocoder: &Geocoder,
    path: &Path,
    target: Option<&Path>,
    args: &GeocodeArgs,
    quartiers: Option<&Quartiers>,
    common: &Common,
) -> Result<Outcome, Failure> {
    let source = open(path, common)?;
    let columns = AddressColumns::find(
        &source.headers,
        &args.columns,
        args.postcode.as_deref(),
        args.citycode.as_deref(),
    )?;
    let name = |i: &usize| source.headers.get(*i).map_or("", String::as_str);
    common.explain(format_args!(
        "address from: {}",
        columns
            .text
            .iter()
            .chain(&columns.postcode)
            .chain(&columns.city)
            .chain(&columns.citycode)
            .map(name)
            .collect::<Vec<_>>()
            .join(", ")
    ));
    let excel = args.output.csv_style() == CsvStyle::Excel;
    let plan = Plan {
        columns,
        min_score: args.min_score,
        rows: args.rows,
        decimal_comma: excel,
        wanted: Vec::new(),
        interpolate: args.interpolate,
        quartiers,
    };
    plan.check_headers(&source.headers)?;
    let bar = progress(common);
    let Source { headers, rows } = source;
    let fill = |out: &mut dyn Write, delimiter: u8| -> io::Result<Outcome> {
        if excel {
            out.write_all(b"\xef\xbb\xbf")?;
        }
        let mut writer = csv::WriterBuilder::new()
            .delimiter(if excel { b';' } else { delimiter })
            .terminator(if excel {
                csv::Terminator::CRLF
            } else {
                csv::Terminator::Any(b'\n')
            })
            .buffer_capacity(1 << 18)
            .from_writer(out);
        let tell = |rows| bar.set_position(rows);
        batch::run(geocoder, &plan, &headers, rows, &mut writer, tell)
    };
    let Some(target) = target else {
        let outcome = fill(&mut io::stdout().lock(), b',');
        bar.finish_and_clear();
        return match outcome {
            // A reader that has seen enough (`head`) is no error.
            Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(Outcome::default()),
            other => other.map_err(|e| not_written(Path::new("standard output"), &e)),
        };
    };
    let lower = target.to_string_lossy().to_lowercase();
    let mut outcome = Outcome::default();
    let written: io::Result<()> = if lower.ends_with(".gz") {
        atomic::write(target, |file| {
            let mut gzip = GzEncoder::new(file, Compression::default());
            outcome = fill(&mut gzip, b',')?;
            gzip.finish().map(|_| ())
        })
    } else if lower.ends_with(".csv") || lower.ends_with(".tsv") || lower.ends_with(".txt") {
        let delimiter = if lower.ends_with(".tsv") { b'\t' } else { b',' };
        atomic::write(target, |file| {
            outcome = fill(file, delimiter)?;
            Ok(())
        })
    } else {
        return through_a_frame(target, fill, args);
    };
    bar.finish_and_clear();
    written.map_err(|e| not_written(target, &e))?;
    Ok(outcome)
}

/// Formats of columns: the rows are gathered as CSV first, and read back as a frame.
fn through_a_frame(
    target: &Path,
    fill: impl FnOnce(&mut dyn Write, u8) -> io::Result<Outcome>,
    args: &GeocodeArgs,
) -> Result<Outcome, Failure> {
    let folder = tempfile::tempdir().map_err(|e| not_written(target, &e))?;
    let csv = folder.path().join("rows.csv");
    let mut outcome = Outcome::default();
    atomic::write(&csv, |file| -> io::Result<()> {
        outcome = fill(file, b',')?;
        Ok(())
    })
    .map_err(|e| not_written(target, &e))?;
    let rows = table::read(&csv)?;
    table::write_frame(&rows.frame, Some(target), args.output.csv_style())?;
    Ok(outcome)
}

fn open(path: &Path, common: &Common) -> Result<Source, Failure> {
    let lower = path.to_string_lossy().to_lowercase();
    if [".parquet", ".xlsx", ".xls", ".ods"]
        .iter()
        .any(|e| lower.ends_with(e))
    {
        return Ok(from_frame(&table::read(path)?));
    }
    let unread = |e: io::Error| {
        let kind = e.kind();
        Failure::new(
            format!("{}: {e}", path.display()),
            if kind == io::ErrorKind::NotFound {
                "check the path"
            } else {
                "check that the file is whole and can be read"
            },
        )
    };
    let mut bytes: Box<dyn Read + Send> = if path == Path::new("-") {
        Box::new(io::stdin())
    } else {
        Box::new(std::fs::File::open(path).map_err(unread)?)
    };
    if lower.ends_with(".gz") {
        bytes = Box::new(flate2::read::MultiGzDecoder::new(BufReader::new(bytes)));
    }
    let mut sample = Vec::new();
    bytes
        .by_ref()
        .take(1 << 16)
        .read_to_end(&mut sample)
        .map_err(unread)?;
    if sample.iter().all(u8::is_ascii_whitespace) {
        return Err(Failure::new(
            format!("{}: the table is empty", path.display()),
            "give a table with a header and at least one row",
        ));
    }
    if sample.starts_with(b"\xff\xfe") || sample.starts_with(b"\xfe\xff") {
        return Err(Failure::new(
            format!("{}: the table is in UTF-16", path.display()),
            "save it again as CSV in UTF-8",
        ));
    }
    let dialect = Dialect::detect(&sample);
    common.explain(format_args!("{}: {dialect}", path.display()));
    let body = sample.get(dialect.bom_len..).unwrap_or_default().to_vec();
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(dialect.delimiter)
        .flexible(true)
        .buffer_capacity(1 << 18)
        .from_reader(io::Cursor::new(body).chain(bytes));
    let decode = move |record: &csv::ByteRecord| -> csv::StringRecord {
        record.iter().map(|c| dialect.encoding.decode(c)).collect()
    };
    let headers = reader.byte_headers().map_err(|e| unread(e.into()))?;
    let headers = decode(headers)
        .iter()
        .map(|h| h.trim().to_owned())
        .collect();
    let rows = reader.into_byte_records().map(move |record| {
        let record = record.map_err(io::Error::from)?;
        let line = record.position().map_or(0, csv::Position::line);
        Ok((line, decode(&record)))
    });
    Ok(Source {
        headers,
        rows: Box::new(rows),
    })
}

fn from_frame(table: &table::Table) -> Source {
    let headers: Vec<String> = table.columns().into_iter().map(str::to_owned).collect();
    let columns: Vec<Vec<Option<String>>> = headers
        .iter()
        .map(|h| {
            table
                .values(h)
                .into_iter()
                .map(|v| v.map(str::to_owned))
                .collect()
        })
        .collect();
    let rows = (0..table.height()).map(move |i| {
        let cells = columns
            .iter()
            .map(|c| c.get(i).and_then(Option::as_deref).unwrap_or_default());
        Ok((i as u64 + 2, cells.collect()))
    });
    Source {
        headers,
        rows: Box::new(rows),
    }
}

fn progress(common: &Common) -> ProgressBar {
    if common.quiet || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{spinner} {human_pos} addresses, {per_sec}");
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

fn summary(outcome: &Outcome, geocoder: &Geocoder, common: &Common) {
    common.say(format_args!(
        "{} rows: {} house numbers at 0.8 or more, {} other answers, {} not found, {} without an address, {} refused",
        outcome.rows,
        outcome.safe,
        outcome.uncertain,
        outcome.not_found,
        outcome.skipped,
        outcome.refused.len(),
    ));
    if outcome.not_found * 2 > outcome.rows {
        common.say(format_args!(
            "more than half was not found: the index holds département {}",
            geocoder.index().departements().join(", ")
        ));
    }
}

/// Counts by answer for each generation.
fn tell_responses(outcome: &Outcome, quartiers: Option<&Quartiers>, common: &Common) {
    let generations = quartiers.map_or(&[][..], |q| q.locator().generations());
    for (generation, counts) in generations.iter().zip(&outcome.responses) {
        let words: Vec<String> = Response::ALL
            .iter()
            .zip(counts)
            .map(|(response, count)| format!("{count} {response}"))
            .collect();
        common.say(format_args!("{generation}: {}", words.join(", ")));
    }
}

fn list_rejects(path: &Path, outcome: &Outcome) -> io::Result<()> {
    atomic::write(path, |file| -> io::Result<()> {
        let mut writer = csv::Writer::from_writer(file);
        writer.write_record(["line", "reason"])?;
        for (line, reason) in &outcome.refused {
            writer.write_record([&line.to_string(), reason])?;
        }
        writer.flush()
    })
}

fn not_written(path: &Path, error: &io::Error) -> Failure {
    Failure::new(
        format!("{}: {error}", path.display()),
        "check the table, and that the disk is not full and the folder can be written",
    )
}

impl From<ColumnsError> for Failure {
    fn from(error: ColumnsError) -> Self {
        Self::new(error.to_string(), error.advice())
    }
}
