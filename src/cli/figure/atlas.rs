//! `qpv map atlas`: one page per quartier.

use super::super::Common;
use super::super::failure::{Done, Failure};
use super::super::inputs::Depth;
use super::super::output::{extension, write_figure, write_file};
use super::options::FigureArgs;
use super::{ended, manifest, study};
use qpv::render::{self, Figure};
use qpv::report::{self, Entry, File};
use rayon::prelude::*;
use std::path::Path;

/// What a page is written to in a folder.
const PICTURES: [&str; 2] = ["svg", "png"];

/// One page per quartier into each output: a `.pdf`, or a folder of SVG and PNG.
pub fn run(args: &FigureArgs, common: &Common) -> Result<Done, Failure> {
    if args.output.is_empty() {
        return Err(Failure::new(
            "an atlas needs somewhere to go",
            "give -o atlas.pdf, or -o FOLDER for SVG and PNG",
        ));
    }
    args.check_outputs()?;
    for path in &args.output {
        let folder = path.is_dir() || path.extension().is_none();
        if !folder && !is_document(path) {
            return Err(Failure::new(
                format!("{}: an atlas is no single picture", path.display()),
                "give a .pdf file, or a folder for SVG and PNG",
            ));
        }
    }
    let mut style = args.style()?;
    let (study, all_used) = study(args, &mut style, Depth::Whole, common)?;
    let pages = report::atlas(&study, &style)?;
    for path in &args.output {
        if is_document(path) {
            let title = args
                .title
                .as_deref()
                .unwrap_or("Atlas des quartiers prioritaires");
            write_file(path, &render::pdf(&pages, title, args.lang)?)?;
        } else {
            pages.par_iter().try_for_each(|page| {
                PICTURES.iter().try_for_each(|format| {
                    let file = path.join(&page.id).with_extension(format);
                    write_figure(page, &file, args.dpi, args.lang)
                })
            })?;
        }
    }
    if let Some(manifest) = &args.manifest {
        let entries = pages.iter().enumerate().map(|(at, page)| {
            let files = args
                .output
                .iter()
                .flat_map(|path| files(args, manifest, path, page, at + 1))
                .collect();
            Entry::of(&study, page, files, args.lang, &style.date)
        });
        manifest::record(manifest, entries.collect(), args, &style.date)?;
    }
    Ok(ended(all_used))
}

/// The files of a page in one output, as a manifest names them.
fn files(
    args: &FigureArgs,
    manifest: &Path,
    output: &Path,
    page: &Figure,
    number: usize,
) -> Vec<File> {
    let file = |path: &Path| File::of(page, &manifest::seen_from(manifest, path), args.dpi);
    if is_document(output) {
        return vec![File {
            page: Some(number),
            ..file(output)
        }];
    }
    let stem = output.join(&page.id);
    PICTURES
        .iter()
        .map(|format| file(&stem.with_extension(format)))
        .collect()
}

fn is_document(output: &Path) -> bool {
    extension(output) == "pdf"
}
