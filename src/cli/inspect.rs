//! `qpv inspect`: what a file holds and how it is understood.

use super::Common;
use super::failure::{Done, Failure};
use clap::Args;
use qpv::crs::Crs;
use qpv::formats;
use qpv::perimeter::{self, Generation, Perimeters, Rejected, Repair, Source};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What a file of perimeters holds and how it is understood
#[derive(Args)]
#[command(after_help = "\
Examples:
  qpv inspect qp2024-geojson-gpkg-shp.zip
  qpv inspect qp2024-geojson-gpkg-shp.zip/SHP/QP2024_France_hexagonale_LB93.shp --json")]
pub struct InspectArgs {
    /// A .geojson, .shp, .gpkg or .zip, or a member of a zip as FILE.zip/MEMBER
    path: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// List every repaired contour and not only the first ten
    #[arg(long)]
    all: bool,
}

/// What is said about a file.
#[derive(Serialize)]
struct Inspection<'a> {
    layers: Vec<String>,
    source: &'a Source,
    generation: Generation,
    quartiers: usize,
    area_km2: f64,
    /// West, south, east, north in degrees.
    extent: Option<[f64; 4]>,
    departements: BTreeMap<&'a str, usize>,
    letters: BTreeMap<char, usize>,
    coordinates_rounded_to_degrees: Option<f64>,
    repairs: &'a [Repair],
    rejected: &'a [Rejected],
}

pub fn run(args: &InspectArgs, _common: &Common) -> Result<Done, Failure> {
    let layers = formats::layers(&args.path)?;
    let set = perimeter::read(&args.path)?;
    let inspection = look(
        &set,
        layers
            .iter()
            .map(|l| l.path().display().to_string())
            .collect(),
    );
    if args.json {
        let text = serde_json::to_string_pretty(&inspection)
            .map_err(|e| Failure::new(format!("JSON: {e}"), ""))?;
        println!("{text}");
    } else {
        print(&inspection, &args.path, args.all);
    }
    Ok(if set.rejected.is_empty() {
        Done::Complete
    } else {
        Done::WithRejects
    })
}

fn look(set: &Perimeters, layers: Vec<String>) -> Inspection<'_> {
    let mut departements: BTreeMap<&str, usize> = BTreeMap::new();
    let mut letters: BTreeMap<char, usize> = BTreeMap::new();
    for q in &set.quartiers {
        *departements.entry(q.code.departement()).or_default() += 1;
        if let Some(status) = q.code.official_status() {
            *letters.entry(status.letter()).or_default() += 1;
        }
    }
    Inspection {
        layers,
        source: &set.source,
        generation: set.generation,
        quartiers: set.len(),
        area_km2: (set.area_m2() / 1e4).round() / 100.0,
        extent: extent(set),
        departements,
        letters,
        coordinates_rounded_to_degrees: set.rounding_deg,
        repairs: &set.repairs,
        rejected: &set.rejected,
    }
}

/// Extent of all quartiers in degrees, from the corners of each one's envelope.
fn extent(set: &Perimeters) -> Option<[f64; 4]> {
    use geo::BoundingRect;
    let corners = set.quartiers.iter().filter_map(|q| {
        let crs: Crs = q.territory().metric_crs();
        let r = q.shape.bounding_rect()?;
        let (low, high) = (crs.to_lonlat(r.min()).ok()?, crs.to_lonlat(r.max()).ok()?);
        Some([low.x, low.y, high.x, high.y])
    });
    corners
        .reduce(|a, b| {
            [
                a[0].min(b[0]),
                a[1].min(b[1]),
                a[2].max(b[2]),
                a[3].max(b[3]),
            ]
        })
        .map(|e| e.map(|d| (d * 1e4).round() / 1e4))
}

fn print(i: &Inspection<'_>, path: &Path, all: bool) {
    println!("{}", path.display());
    if i.layers.len() > 1 {
        println!("  layers        {}", i.layers.len());
        for layer in &i.layers {
            let taken = if *layer == i.source.file {
                "  <- read"
            } else {
                ""
            };
            println!("    {layer}{taken}");
        }
    }
    println!("  generation    {} (from the codes)", i.generation.year());
    println!("  quartiers     {}, {} km²", i.quartiers, i.area_km2);
    println!(
        "  codes in      {} (its values are codes)",
        i.source.code_column
    );
    println!(
        "  names in      {}",
        i.source.name_column.as_deref().unwrap_or("no column")
    );
    println!(
        "  CRS           {} (from: {})",
        i.source.crs, i.source.crs_from
    );
    if let Some(encoding) = &i.source.encoding {
        println!("  encoding      {encoding}");
    }
    if let Some([west, south, east, north]) = i.extent {
        println!("  extent        {west} to {east} east, {south} to {north} north (degrees)");
    }
    match i.coordinates_rounded_to_degrees {
        Some(step) => println!("  coordinates   a good part of them rounded to {step} degrees"),
        None => println!("  coordinates   not rounded"),
    }
    let list = |pairs: Vec<String>| pairs.join(", ");
    if i.departements.len() > 12 {
        println!("  départements  {}", i.departements.len());
    } else {
        let pairs = i
            .departements
            .iter()
            .map(|(d, n)| format!("{d} ({n})"))
            .collect();
        println!("  départements  {}", list(pairs));
    }
    if !i.letters.is_empty() {
        let pairs = i
            .letters
            .iter()
            .map(|(letter, n)| format!("{letter} ({n})"))
            .collect();
        println!("  letters       {}", list(pairs));
    }
    println!("  invalid       {} contours, repaired", i.repairs.len());
    let shown = if all { i.repairs.len() } else { 10 };
    for r in i.repairs.iter().take(shown) {
        println!(
            "    {} {}: {:.1} m² before, {:.1} m² after",
            r.code, r.problem, r.area_before_m2, r.area_after_m2
        );
    }
    if i.repairs.len() > shown {
        println!(
            "    … and {} more (--all lists them)",
            i.repairs.len() - shown
        );
    }
    for r in i.rejected {
        println!(
            "  left out      feature {} ({}): {}",
            r.feature, r.code, r.reason
        );
    }
}
