//! What can go wrong when a figure is drawn.

use thiserror::Error;

/// A figure that cannot be drawn, in a sentence for the person who asked for it.
#[derive(Debug, Error)]
pub enum RenderError {
    /// The page leaves no room for a figure.
    #[error(
        "a page of {width_mm} × {height_mm} mm is too small or too large for a figure: \
         each side must be from {min} to {max} mm"
    )]
    PageSize {
        /// Width asked for, in millimetres.
        width_mm: f64,
        /// Height asked for, in millimetres.
        height_mm: f64,
        /// Smallest side accepted, in millimetres.
        min: f64,
        /// Largest side accepted, in millimetres.
        max: f64,
    },
    /// A page of an accepted size that its words fill.
    #[error(
        "title, legend and source leave no room for the drawing on a page of {width_mm} × {height_mm} mm"
    )]
    NoRoom {
        /// Width of the page, in millimetres.
        width_mm: f64,
        /// Height of the page, in millimetres.
        height_mm: f64,
    },
    /// More rows than can be read on the page.
    #[error(
        "{rows} rows cannot be read on a page of {width_mm} × {height_mm} mm: \
         at this width they need a height of {needed_mm} mm"
    )]
    TooManyRows {
        /// Rows of the chart.
        rows: usize,
        /// Width of the page, in millimetres.
        width_mm: f64,
        /// Height of the page, in millimetres.
        height_mm: f64,
        /// Height at which they would fit, in millimetres.
        needed_mm: f64,
    },
    /// Nothing with usable coordinates was given.
    #[error("there is nothing to draw: no shape of \"{figure}\" has usable coordinates")]
    NothingToDraw {
        /// Identifier of the figure.
        figure: String,
    },
    /// No value that a chart could show.
    #[error("there is nothing to draw: {0}")]
    NoValue(String),
    /// A palette that does not exist.
    #[error("unknown palette \"{name}\"; the palettes are: {known}")]
    UnknownPalette {
        /// Name asked for.
        name: String,
        /// Names that exist, joined by commas.
        known: String,
    },
    /// A value that has no meaning for this figure.
    #[error("\"{name}\" has the value {value}: {reason}")]
    BadValue {
        /// Shape, row or option that carries the value.
        name: String,
        /// The value.
        value: f64,
        /// Why it cannot be drawn.
        reason: &'static str,
    },
    /// A resolution that would not fit in memory, or no resolution at all.
    #[error("{dpi} dots per inch give an image of {width:.0} × {height:.0} pixels: {reason}")]
    Resolution {
        /// Dots per inch asked for.
        dpi: f64,
        /// Width in pixels.
        width: f64,
        /// Height in pixels.
        height: f64,
        /// Why this is refused.
        reason: &'static str,
    },
    /// The SVG could not be read back to make an image of it.
    #[error("the drawing could not be turned into an image")]
    Svg(#[from] resvg::usvg::Error),
    /// The image could not be written as PNG.
    #[error("the image could not be written as PNG: {0}")]
    Png(String),
    /// The figure could not be written as PDF.
    #[error("the figure could not be written as PDF: {0}")]
    Pdf(String),
    /// plotters refused an operation.
    #[error("the drawing failed: {0}")]
    Drawing(String),
}
