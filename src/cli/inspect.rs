//! `qpv inspect`: what a file holds and how it is understood.

use super::Common;
use super::failure::{Done, Failure};
use clap::Args;
use qpv::perimeter::{self, Perimeters};
use std::path::PathBuf;

/// What a file of perimeters holds and how it is understood
#[derive(Args)]
pub struct InspectArgs {
    /// A .geojson, .shp, .gpkg or .zip, or a member of a zip as FILE.zip/MEMBER
    path: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub fn run(args: &InspectArgs, _common: &Common) -> Result<Done, Failure> {
    let perimeters = perimeter::read(&args.path)?;
    print(&perimeters);
    Ok(if perimeters.rejected.is_empty() {
        Done::Complete
    } else {
        Done::WithRejects
    })
}

fn print(p: &Perimeters) {
    println!("{}", p.source.file);
    println!("  generation     {}", p.generation);
    println!("  quartiers      {}", p.len());
}
