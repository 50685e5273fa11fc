//! What all maps have in common, whatever they show.

use std::sync::OnceLock;

use geo::{Area, BoundingRect, Centroid, Contains, Coord, InteriorPoint, Rect as Ground};

use super::super::RenderError;
use super::super::figure::{Figure, FigureTable};
use super::super::frame::framed;
use super::content::Content;
use super::furniture::draw_locator;
use super::labels::Short;
use super::legend::{Entry, legend, legend_height};
use super::sheet::{Filling, Needed, Panel, Sheet, Subject};
use super::view::{finite_bounds, union};
use super::{Backdrop, MapOptions, MapShape, ground};

/// A sheet is divided so many times with more room for its list of numbers, since in less room for
/// its panels there are more of them.
const MOST_TRIES: usize = 2;

/// A shape with what is computed from it once for all panels.
#[derive(Clone)]
pub(crate) struct Located<'a> {
    pub shape: &'a MapShape<'a>,
    pub bounds: Ground<f64>,
    inside: OnceLock<Coord<f64>>,
}

impl Located<'_> {
    /// A point inside the largest part, where symbols and leaders start.
    pub fn inside(&self) -> Coord<f64> {
        *self.inside.get_or_init(|| {
            let shape = self.shape.polygons;
            let finite = shape.bounding_rect() == Some(self.bounds);
            let largest = shape
                .iter()
                .filter(|_| finite)
                .max_by(|a, b| a.unsigned_area().total_cmp(&b.unsigned_area()));
            // The centre of gravity looks best and costs least, where it lies inside.
            let inside = largest.and_then(|part| {
                let centre = part.centroid().filter(|c| part.contains(c));
                centre.or_else(|| part.interior_point())
            });
            inside.map_or(self.bounds.center(), |p| p.0)
        })
    }
}

/// What is common to all maps: what must be legible, what lies behind, the legend, the numbers.
pub(crate) struct Theme<'a> {
    pub marks: &'a [Located<'a>],
    pub backdrop: &'a Backdrop<'a>,
    pub entries: Vec<Entry>,
    pub table: FigureTable,
}

impl Theme<'_> {
    /// Draws the figure; `content` is what the theme draws in one panel.
    pub fn draw(
        self,
        options: &MapOptions,
        content: impl Fn(&Panel) -> Content + Sync,
    ) -> Result<Figure, RenderError> {
        let main = self.marks.iter().filter(|m| m.shape.part == 0);
        let shapes = main.map(|m| m.bounds).reduce(union);
        let ground = shapes.and_then(|s| ground(options, self.backdrop, s));
        let Some(ground) = ground else {
            let figure = options.setting.caption.id.clone();
            return Err(RenderError::NothingToDraw { figure });
        };
        let mut entries = self.entries;
        for (heading, lines) in &options.facts {
            entries.push(Entry::Space);
            entries.push(Entry::Heading(heading.clone()));
            entries.extend(lines.iter().cloned().map(Entry::Words));
        }
        let communes = self.backdrop.communes.iter();
        let communes = communes.filter_map(|c| Some((c, finite_bounds(c.polygons)?)));
        let subject = Subject {
            ground,
            marks: self.marks,
            backdrop: self.backdrop,
            communes: communes.collect(),
        };
        let lang = options.setting.lang;
        framed(&options.setting, self.table, |canvas, body, sizes| {
            let mut needed = Needed {
                legend: legend_height(&entries, 0.36 * body.w, sizes),
                key: 0.0,
            };
            let mut filling = Filling {
                subject: &subject,
                options,
                sizes,
                short: Short::Number,
                theme: &content,
            };
            // Room for the list of numbers is known once labels are placed: where it does not fit the
            // sheet is divided again with that much room kept free, and with fewer numbers where the
            // page has not so much.
            let (mut tries, mut before) = (0, Vec::new());
            let (sheet, filled, list) = loop {
                let sheet = Sheet::plan(body, &subject, options, sizes, needed);
                let mut filled = sheet.fill(&filling, &before);
                let list = Sheet::number(&mut filled).entries(lang);
                let room = sheet.legend;
                let own = legend_height(&entries, room.w, sizes);
                let more = legend_height(&list, room.w, sizes);
                if own + more <= room.h + 0.1 || list.is_empty() {
                    break (sheet, filled, list);
                }
                // Another layout may need a number more.
                let more = more + 2.4 * sizes.small;
                match filling.short {
                    Short::Number | Short::CodeThenNumber
                        if more > needed.key + 0.1 && tries < MOST_TRIES =>
                    {
                        (needed.key, tries) = (more, tries + 1);
                    }
                    Short::Number => {
                        (needed.key, tries) = (0.0, 0);
                        filling.short = Short::CodeThenNumber;
                    }
                    Short::CodeThenNumber => {
                        needed.key = 2.0 * sizes.small;
                        filling.short = Short::Code;
                    }
                    Short::Code => break (sheet, filled, list),
                }
                before = filled;
            };
            sheet.draw(canvas, &filled, (sizes, lang));
            let end = legend(canvas, sheet.legend, sizes, entries.iter().chain(&list));
            if let Some(country) = self.backdrop.country {
                draw_locator(canvas, sheet.legend, end, country, ground, sizes);
            }
            Ok(())
        })
    }
}

/// Leaves out shapes without usable coordinates.
pub(crate) fn located<'a>(shapes: &'a [MapShape<'a>]) -> Vec<Located<'a>> {
    shapes
        .iter()
        .filter_map(|shape| {
            Some(Located {
                shape,
                bounds: finite_bounds(shape.polygons)?,
                inside: OnceLock::new(),
            })
        })
        .collect()
}
