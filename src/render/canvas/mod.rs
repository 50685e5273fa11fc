//! The sheet on which figures are drawn: millimetres in, SVG out, plotters in between.

mod backend;
mod element;

use std::fmt::{self, Write as _};

use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::element::{Drawable, PointCollection, Rectangle};
use plotters::style::{RGBAColor, RGBColor, ShapeStyle};
use plotters_backend::BackendCoord;

use super::font::Font;
use super::page::Rect;
use super::{Page, RenderError};
pub(crate) use backend::push_line;
use backend::{Document, SvgBackend, UNITS, escape};

/// A point of the page in millimetres, `y` downwards.
pub(crate) type Point = (f64, f64);

/// An sRGB colour; it prints as `#rrggbb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

/// How an area is filled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Fill {
    /// One colour and its opacity.
    Solid(Rgb, f64),
    /// Stripes 1 mm apart, on a ground or on nothing; falling to the right or rising.
    Hatch {
        color: Rgb,
        ground: Option<Rgb>,
        falling: bool,
    },
}

/// A line; width and dash in millimetres, no dash when it is 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Stroke {
    pub color: Rgb,
    pub width: f64,
    pub dash: f64,
}

impl Stroke {
    pub const fn new(color: Rgb, width: f64) -> Stroke {
        Stroke {
            color,
            width,
            dash: 0.0,
        }
    }

    pub const fn dashed(self, dash: f64) -> Stroke {
        Stroke { dash, ..self }
    }
}

/// How a mark is painted, and the `id` and hover text it carries.
#[derive(Debug, Clone, Default)]
pub(crate) struct Paint {
    pub fill: Option<Fill>,
    pub stroke: Option<Stroke>,
    pub id: Option<String>,
    pub title: Option<String>,
}

impl Paint {
    pub fn fill(fill: Fill) -> Paint {
        Paint {
            fill: Some(fill),
            ..Paint::default()
        }
    }

    pub fn solid(color: Rgb) -> Paint {
        Paint::fill(Fill::Solid(color, 1.0))
    }

    pub fn stroke(stroke: Stroke) -> Paint {
        Paint {
            stroke: Some(stroke),
            ..Paint::default()
        }
    }

    pub fn with_stroke(self, stroke: Stroke) -> Paint {
        Paint {
            stroke: Some(stroke),
            ..self
        }
    }

    pub fn named(self, id: impl Into<String>, title: impl Into<String>) -> Paint {
        Paint {
            id: Some(id.into()),
            title: Some(title.into()),
            ..self
        }
    }

    pub fn titled(self, title: impl Into<String>) -> Paint {
        Paint {
            title: Some(title.into()),
            ..self
        }
    }
}

/// Where a text stands relative to its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// Look of a text; size in millimetres. A halo keeps it readable over lines.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TextLook {
    pub font: Font,
    pub size: f64,
    pub color: Rgb,
    pub anchor: Anchor,
    pub halo: bool,
}

impl TextLook {
    pub const fn new(font: Font, size: f64, color: Rgb) -> TextLook {
        TextLook {
            font,
            size,
            color,
            anchor: Anchor::Start,
            halo: false,
        }
    }

    pub const fn anchored(self, anchor: Anchor) -> TextLook {
        TextLook { anchor, ..self }
    }

    pub const fn with_halo(self) -> TextLook {
        TextLook { halo: true, ..self }
    }
}

/// Draws one figure; [`Canvas::draw`] gives the SVG.
pub(crate) struct Canvas<'a> {
    area: DrawingArea<SvgBackend<'a>, Shift>,
    failure: Option<RenderError>,
}

impl Canvas<'_> {
    /// Draws a figure of the given size with `draw` and returns it as an SVG document.
    ///
    /// `id` prefixes every `id` of the document; `title` and `description` are its accessible name
    /// and description.
    pub fn draw(
        page: Page,
        id: &str,
        title: &str,
        description: &str,
        draw: impl FnOnce(&mut Canvas<'_>) -> Result<(), RenderError>,
    ) -> Result<String, RenderError> {
        page.check()?;
        let (w, h) = (units(page.width_mm) as u32, units(page.height_mm) as u32);
        let mut document = Document::new((w, h), id);
        {
            let area = SvgBackend::new(&mut document).into_drawing_area();
            let mut canvas = Canvas {
                area,
                failure: None,
            };
            draw(&mut canvas)?;
            if let Some(failure) = canvas.failure.take() {
                return Err(failure);
            }
        }
        document.end_look();
        let mut svg = String::with_capacity(document.body.len() + document.defs.len() + 1024);
        let _ = write!(
            svg,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}mm\" height=\"{}mm\" \
             viewBox=\"0 0 {w} {h}\" font-family=\"{}\" fill-rule=\"evenodd\" stroke-linejoin=\"round\" \
             role=\"img\" aria-labelledby=\"{id}-title {id}-desc\">\n<title id=\"{id}-title\">",
            page.width_mm,
            page.height_mm,
            Font::Regular.family(),
        );
        escape(&mut svg, title);
        let _ = write!(svg, "</title>\n<desc id=\"{id}-desc\">");
        escape(&mut svg, description);
        svg.push_str("</desc>\n");
        if !document.defs.is_empty() {
            let _ = writeln!(svg, "<defs>\n{}</defs>", document.defs);
        }
        let _ = writeln!(svg, "<rect width=\"{w}\" height=\"{h}\" fill=\"#fff\"/>");
        svg.push_str(&document.body);
        svg.push_str("</svg>\n");
        Ok(svg)
    }

    /// Rings in millimetres as one path; holes stay open.
    pub fn rings(&mut self, rings: &[Vec<Point>], paint: &Paint) {
        self.path(rings, true, paint);
    }

    /// An open line.
    pub fn line(&mut self, points: &[Point], stroke: Stroke) {
        self.path(&[points.to_vec()], false, &Paint::stroke(stroke));
    }

    /// Any number of open lines as one path.
    pub fn lines(&mut self, lines: &[Vec<Point>], stroke: Stroke) {
        self.path(lines, false, &Paint::stroke(stroke));
    }

    fn path(&mut self, lines: &[Vec<Point>], closed: bool, paint: &Paint) {
        let lines = lines
            .iter()
            .map(|line| {
                let mut line: Vec<BackendCoord> = line.iter().map(|p| place(*p)).collect();
                line.dedup();
                line
            })
            .collect();
        self.put(&element::Path {
            lines,
            closed,
            paint,
        });
    }

    /// A rectangle of one colour, through plotters' own element.
    pub fn bar(&mut self, rect: Rect, color: Rgb) {
        let style = ShapeStyle {
            color: RGBAColor::from(RGBColor(color.0, color.1, color.2)),
            filled: true,
            stroke_width: 0,
        };
        let corners = [
            place((rect.x, rect.y)),
            place((rect.right(), rect.bottom())),
        ];
        self.put(&Rectangle::new(corners, style));
    }

    /// A rectangle with any paint.
    pub fn rect(&mut self, rect: Rect, paint: &Paint) {
        let (r, b) = (rect.right(), rect.bottom());
        let ring = vec![(rect.x, rect.y), (r, rect.y), (r, b), (rect.x, b)];
        self.path(&[ring], true, paint);
    }

    /// A disc of `radius` millimetres.
    pub fn disc(&mut self, centre: Point, radius: f64, paint: &Paint) {
        self.put(&element::Disc {
            centre: place(centre),
            radius,
            paint,
        });
    }

    /// A line of text with its baseline at `at`.
    pub fn text(&mut self, at: Point, text: &str, look: &TextLook) {
        self.put(&element::Text {
            at: place(at),
            text,
            look,
        });
    }

    /// Draws with everything outside `frame` cut away.
    pub fn clipped(&mut self, frame: Rect, draw: impl FnOnce(&mut Self)) {
        let corners = (
            place((frame.x, frame.y)),
            place((frame.right(), frame.bottom())),
        );
        self.put(&element::Group::Open(Some(corners)));
        draw(self);
        self.put(&element::Group::Close);
    }

    fn put<'e, E>(&mut self, mark: &'e E)
    where
        &'e E: PointCollection<'e, BackendCoord>,
        E: for<'b> Drawable<SvgBackend<'b>>,
    {
        if let Err(error) = self.area.draw(mark) {
            self.failure
                .get_or_insert(RenderError::Drawing(error.to_string()));
        }
    }
}

fn units(mm: f64) -> i32 {
    // `as` saturates and turns NaN into 0: a wild coordinate cannot panic.
    (mm * UNITS).round() as i32
}

fn place((x, y): Point) -> BackendCoord {
    (units(x.clamp(-1e5, 1e5)), units(y.clamp(-1e5, 1e5)))
}
