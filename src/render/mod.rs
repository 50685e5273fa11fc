//! Figures: maps and charts, drawn once and kept the same in every format.
//!
//! A figure is drawn to SVG through plotters, in hundredths of a millimetre; images and PDF are made from
//! that very SVG, with a font that ships with the crate. Sizes are millimetres of paper. The same input
//! gives the same bytes. The module knows drawing: it reads no file, and every word about the data
//! (title, source, date, names of series) is given by the caller.

mod canvas;
pub mod charts;
mod classes;
mod error;
mod figure;
mod font;
mod frame;
pub mod map;
mod number;
mod page;
pub mod palettes;
mod pdf;
#[cfg(test)]
mod tests;
mod webfont;

pub use canvas::Rgb;
pub(crate) use canvas::push_line;
pub use classes::{Classes, Method};
pub use error::RenderError;
pub use figure::{Figure, FigureTable};
pub use frame::{Caption, Setting};
pub use number::Lang;
pub use page::Page;
pub use pdf::pdf;
pub(crate) use webfont::faces;
