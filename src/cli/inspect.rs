//! `qpv inspect`: what a file holds and how it is understood.

use super::Common;
use super::failure::{Done, Failure};
use clap::Args;
use qpv::crs::Crs;
use qpv::formats::{self, Declared, LayerRef};
use qpv::perimeter::{self, Double, Generation, Perimeters, Rejected, Repair, Source};
use rayon::prelude::*;
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
    /// A .geojson, .geojsonl, .shp, .shz, .gpkg, .fgb, .parquet or .zip, or a member of a zip as
    /// FILE.zip/MEMBER
    path: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// List every repaired contour and overlap, not only the ten largest
    #[arg(long)]
    all: bool,
}

/// What is said about a layer before it is understood.
#[derive(Serialize)]
struct LayerLook {
    path: String,
    format: &'static str,
    features: usize,
    fields: Vec<String>,
    crs: Option<String>,
    encoding: Option<String>,
    /// Why it cannot be read.
    error: Option<String>,
}

/// What is said about a file.
#[derive(Serialize)]
struct Inspection<'a> {
    layers: Vec<LayerLook>,
    source: &'a Source,
    generation: Generation,
    quartiers: usize,
    area_km2: f64,
    /// West, south, east, north in degrees.
    extent: Option<[f64; 4]>,
    departements: BTreeMap<&'a str, usize>,
    letters: BTreeMap<char, usize>,
    without: Without,
    coordinates_rounded_to_degrees: Option<f64>,
    repairs: &'a [Repair],
    /// Ground that two quartiers of the file both claim.
    overlaps: Vec<Double>,
    rejected: &'a [Rejected],
}

/// Numbers of quartiers whose attributes are empty.
#[derive(Serialize)]
struct Without {
    name: usize,
    communes: usize,
    epci: usize,
}

pub fn run(args: &InspectArgs, _common: &Common) -> Result<Done, Failure> {
    let layers: Vec<LayerLook> = formats::layers(&args.path)?
        .par_iter()
        .map(look_at_layer)
        .collect();
    let set = match perimeter::read(&args.path) {
        Ok(set) => set,
        Err(error) => {
            // What could be read is told all the same: it may show which file was meant.
            if !args.json && layers.iter().any(|l| l.error.is_none()) {
                println!("{}", args.path.display());
                print_layers(&layers, &args.path, None);
            }
            return Err(error.into());
        }
    };
    let inspection = look(&set, layers);
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

fn look_at_layer(layer: &LayerRef) -> LayerLook {
    let mut look = LayerLook {
        path: layer.path().display().to_string(),
        format: layer.format().name(),
        features: 0,
        fields: vec![],
        crs: None,
        encoding: None,
        error: None,
    };
    match layer.read_attributes() {
        Ok(read) => {
            look.features = read.features.len();
            look.fields = read.fields;
            look.encoding = read.encoding;
            look.crs = match read.crs {
                Declared::InFile(crs) => Some(crs.to_string()),
                Declared::ByFormat(crs) => Some(format!("{crs}, by the format")),
                Declared::Nothing => None,
            };
        }
        Err(error) => look.error = Some(error.to_string()),
    }
    look
}

fn look(set: &Perimeters, layers: Vec<LayerLook>) -> Inspection<'_> {
    let count =
        |empty: fn(&perimeter::Quartier) -> bool| set.quartiers.iter().filter(|q| empty(q)).count();
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
        without: Without {
            name: count(|q| q.name.is_empty()),
            communes: count(|q| q.communes.is_empty() && q.communes_insee.is_empty()),
            epci: count(|q| q.epci.is_none()),
        },
        coordinates_rounded_to_degrees: set.rounding_deg,
        repairs: &set.repairs,
        overlaps: perimeter::doubles(set),
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

fn print_layers(layers: &[LayerLook], file: &Path, taken: Option<&str>) {
    for layer in layers {
        let path = Path::new(&layer.path);
        // Members of a zip by their path in it.
        let path = match path.strip_prefix(file) {
            Ok(member) if !member.as_os_str().is_empty() => member.display(),
            _ => path.display(),
        };
        let mark = match taken {
            Some(path) if path == layer.path => "  <- read",
            _ => "",
        };
        let format = layer.format;
        if let Some(error) = &layer.error {
            println!("  layer         {path} ({format}): cannot be read: {error}");
            continue;
        }
        println!(
            "  layer         {path}: {format}, {} features, {}{mark}",
            layer.features,
            layer.crs.as_deref().unwrap_or("no system declared"),
        );
        // The fields of the one layer that matters, or that may show which was meant.
        if !mark.is_empty() || layers.len() == 1 {
            println!("    fields      {}", layer.fields.join(", "));
        }
    }
}

fn print(i: &Inspection<'_>, path: &Path, all: bool) {
    println!("{}", path.display());
    print_layers(&i.layers, path, Some(&i.source.file));
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
    let missing = [
        ("name", i.without.name),
        ("commune", i.without.communes),
        ("EPCI", i.without.epci),
    ];
    for (what, n) in missing
        .into_iter()
        .filter(|(_, n)| *n > 0 && *n < i.quartiers)
    {
        println!("  without       {n} quartiers have no {what}");
    }
    for note in &i.source.notes {
        println!("  note          {note}");
    }
    println!(
        "  invalid       {} contours, repaired{}",
        i.repairs.len(),
        match i.repairs.len() {
            0 => "",
            _ => " (m² as drawn, where loops cancel out -> m² repaired):",
        }
    );
    let mut repairs: Vec<&Repair> = i.repairs.iter().collect();
    let change = |r: &Repair| (r.area_after_m2 - r.area_before_m2).abs();
    // Those that change most come first: they are what one looks at.
    repairs.sort_by(|a, b| change(b).total_cmp(&change(a)));
    print_some(&repairs, all, |r| {
        format!(
            "{} {}: {:.1} -> {:.1} ({:+.1})",
            r.code,
            r.problem,
            r.area_before_m2,
            r.area_after_m2,
            r.area_after_m2 - r.area_before_m2
        )
    });
    let mut overlaps: Vec<&Double> = i.overlaps.iter().collect();
    overlaps.sort_by(|a, b| b.area_m2.total_cmp(&a.area_m2));
    println!(
        "  overlaps      {} pairs of quartiers claim the same ground",
        overlaps.len()
    );
    print_some(&overlaps, all, |o| {
        format!("{} and {}: {:.1} m²", o.first, o.second, o.area_m2)
    });
    for r in i.rejected {
        println!(
            "  left out      feature {} ({}): {}",
            r.feature, r.code, r.reason
        );
    }
}

/// The first ten lines of a list, or all.
fn print_some<T>(list: &[&T], all: bool, line: impl Fn(&T) -> String) {
    let shown = if all { list.len() } else { 10 };
    for one in list.iter().take(shown) {
        println!("    {}", line(one));
    }
    if list.len() > shown {
        println!("    … and {} more (--all lists them)", list.len() - shown);
    }
}
