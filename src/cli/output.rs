//! Where results go: `-o` may be repeated, `-` or none is standard output.

use super::Common;
use super::failure::Failure;
use clap::Args;
use qpv::atomic;
use qpv::formats::{self, OutLayer};
use qpv::render::{Figure, Lang};
use qpv::report;
use std::path::{Path, PathBuf};

/// Options of commands with a result.
#[derive(Args, Debug)]
pub struct OutputArgs {
    /// Where to write the result; repeat for several formats, `-` for standard output
    #[arg(long = "output", short, value_name = "PATH")]
    pub output: Vec<PathBuf>,
    /// Write CSV as a French Excel opens it: byte order mark, `;`, decimal commas, CRLF
    #[arg(long)]
    pub excel: bool,
}

impl OutputArgs {
    /// The targets: `None` is standard output.
    ///
    /// # Errors
    /// When a target is also an input.
    pub fn targets<'a>(&'a self, inputs: &[&Path]) -> Result<Vec<Option<&'a Path>>, Failure> {
        if self.output.is_empty() {
            return Ok(vec![None]);
        }
        for path in &self.output {
            refuse_input(path, inputs)?;
        }
        Ok(self
            .output
            .iter()
            .map(|p| (p != Path::new("-")).then_some(p.as_path()))
            .collect())
    }

    /// The style that CSV is written in.
    pub fn csv_style(&self) -> qpv::table::CsvStyle {
        if self.excel {
            qpv::table::CsvStyle::Excel
        } else {
            qpv::table::CsvStyle::Plain
        }
    }
}

/// Refuses a target that would overwrite an input.
pub fn refuse_input(target: &Path, inputs: &[&Path]) -> Result<(), Failure> {
    let Ok(target_file) = target.canonicalize() else {
        return Ok(());
    };
    let same = |input: &&&Path| input.canonicalize().is_ok_and(|i| i == target_file);
    match inputs.iter().find(same) {
        None => Ok(()),
        Some(_) => Err(Failure::new(
            format!("{}: the output is also an input", target.display()),
            "write to another file",
        )),
    }
}

/// Whether a path is written as a layer (polygons) and not as a table; `.parquet` is a table,
/// and `.geoparquet` the layer in the same format.
pub fn is_layer(path: &Path) -> bool {
    matches!(
        extension(path).as_str(),
        "geojson"
            | "json"
            | "geojsonl"
            | "geojsons"
            | "ndjson"
            | "jsonl"
            | "gpkg"
            | "shp"
            | "shz"
            | "fgb"
            | "geoparquet"
    )
}

/// Writes layers by the extension of their path and says what the format could not hold, and
/// under which names several layers went where a file holds one.
pub fn write_layers(path: &Path, layers: &[OutLayer], common: &Common) -> Result<(), Failure> {
    for written in formats::write_layers(path, layers)? {
        if written.path != path {
            common.say(format_args!("{}: written", written.path.display()));
        }
        for note in &written.notes {
            common.say(format_args!("{}: {note}", written.path.display()));
        }
    }
    Ok(())
}

/// Writes a figure by the extension of its path: `.svg`, `.pdf`, `.png` at a resolution in dots per
/// inch, or `.html`, a fragment with its table.
pub fn write_figure(figure: &Figure, path: &Path, dpi: f64, lang: Lang) -> Result<(), Failure> {
    let bytes = match extension(path).as_str() {
        "svg" => figure.svg_file().into_bytes(),
        "png" => figure.png(dpi)?,
        "pdf" => figure.pdf(lang)?,
        "html" => report::fragment(figure, lang).into_bytes(),
        _ => return Err(no_figure_format(path)),
    };
    write_file(path, &bytes)
}

/// Refuses a path that no figure can be written to, before anything is read.
pub fn check_figure_path(path: &Path) -> Result<(), Failure> {
    match extension(path).as_str() {
        "svg" | "png" | "pdf" | "html" => Ok(()),
        _ if path == Path::new("-") => Ok(()),
        _ => Err(no_figure_format(path)),
    }
}

fn no_figure_format(path: &Path) -> Failure {
    Failure::new(
        format!(
            "{}: not a format of figures that is written here",
            path.display()
        ),
        "give a .svg, .png, .pdf or .html file",
    )
}

/// The extension of a path in lower case; empty without one.
pub fn extension(path: &Path) -> String {
    let extension = path.extension().and_then(|e| e.to_str());
    extension.unwrap_or_default().to_ascii_lowercase()
}

/// Writes a file whole or not at all.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    atomic::write_bytes(path, bytes).map_err(|e| {
        Failure::new(
            format!("{}: {e}", path.display()),
            "check the folder and the disk",
        )
    })
}
