//! What all maps have in common, whatever they show.

use geo::{Area, BoundingRect, Centroid, Contains, Coord, InteriorPoint, Rect as Ground};

use super::super::RenderError;
use super::super::canvas::{Canvas, Point};
use super::super::figure::{Figure, FigureTable};
use super::super::frame::{Sizes, framed};
use super::furniture::draw_locator;
use super::labels::{Short, Wanted};
use super::legend::{Entry, legend, legend_height};
use super::sheet::{Before, Needed, Panel, Sheet};
use super::view::{finite_bounds, union};
use super::{Backdrop, MapOptions, MapShape, ground};

/// What a theme drew in a panel and the labels it wants there.
#[derive(Default)]
pub(crate) struct Content {
    pub shapes: Vec<Vec<Vec<Point>>>,
    pub labels: Vec<Wanted>,
}

/// A map is drawn so many times with more room for its list of numbers, since in less room for its
/// panels there are more of them.
const MOST_TRIES: usize = 2;

/// A shape with what is computed from it once for all panels.
#[derive(Clone)]
pub(crate) struct Located<'a> {
    pub shape: &'a MapShape<'a>,
    pub bounds: Ground<f64>,
    /// A point inside the largest part, where symbols and leaders start.
    pub inside: Coord<f64>,
}

/// What is common to all maps: what must be legible, what lies behind, the legend, the numbers.
pub(crate) struct Theme<'a> {
    pub marks: &'a [Located<'a>],
    pub backdrop: &'a Backdrop<'a>,
    pub entries: Vec<Entry>,
    pub table: FigureTable,
}

impl Theme<'_> {
    /// Draws the figure; `content` draws the theme in one panel.
    pub fn draw(
        self,
        options: &MapOptions,
        mut content: impl FnMut(&mut Canvas<'_>, &Panel) -> Content,
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
        // Room for the list of numbers is known once labels are placed: what does not fit is drawn
        // again with that much room kept free, and with fewer numbers where the page has not so much.
        let (mut kept, mut tries, mut short) = (0.0, 0, Short::Number);
        let mut before = Before::new();
        let small = Sizes::of(options.setting.page).small;
        loop {
            let mut lacking = None;
            let table = self.table.clone();
            let figure = framed(&options.setting, table, |canvas, body, sizes| {
                let width = 0.36 * body.w;
                let needed = Needed {
                    legend: legend_height(&entries, width, sizes),
                    key: kept,
                };
                let sheet = Sheet::plan(
                    body,
                    ground,
                    self.marks,
                    self.backdrop,
                    options,
                    sizes,
                    needed,
                );
                let key = sheet.draw(
                    canvas,
                    self.backdrop,
                    options,
                    (sizes, short),
                    &mut before,
                    &mut content,
                );
                let list = key.entries(options.setting.lang);
                let room = sheet.legend;
                let own = legend_height(&entries, room.w, sizes);
                let more = legend_height(&list, room.w, sizes);
                if own + more > room.h + 0.1 && !list.is_empty() {
                    // Another layout may need a number more.
                    lacking = Some(more + 2.4 * sizes.small);
                }
                let end = legend(canvas, room, sizes, entries.iter().chain(&list));
                if let Some(country) = self.backdrop.country {
                    draw_locator(canvas, room, end, country, ground, sizes);
                }
                Ok(())
            })?;
            match (lacking, short) {
                (Some(more), Short::Number | Short::CodeThenNumber)
                    if more > kept + 0.1 && tries < MOST_TRIES =>
                {
                    (kept, tries) = (more, tries + 1);
                }
                (Some(_), Short::Number) => {
                    (kept, tries, short) = (0.0, 0, Short::CodeThenNumber);
                }
                (Some(_), Short::CodeThenNumber) => (kept, short) = (2.0 * small, Short::Code),
                _ => return Ok(figure),
            }
        }
    }
}

/// Leaves out shapes without usable coordinates.
pub(crate) fn located<'a>(shapes: &'a [MapShape<'a>]) -> Vec<Located<'a>> {
    shapes
        .iter()
        .filter_map(|shape| {
            let bounds = finite_bounds(shape.polygons)?;
            let finite = shape.polygons.bounding_rect() == Some(bounds);
            let largest = shape
                .polygons
                .iter()
                .filter(|_| finite)
                .max_by(|a, b| a.unsigned_area().total_cmp(&b.unsigned_area()));
            // The centre of gravity looks best and costs least, where it lies inside.
            let inside = largest.and_then(|part| {
                let centre = part.centroid().filter(|c| part.contains(c));
                centre.or_else(|| part.interior_point())
            });
            let inside = inside.map_or(bounds.center(), |p| p.0);
            Some(Located {
                shape,
                bounds,
                inside,
            })
        })
        .collect()
}
