//! A finished figure: one drawing, from which every format is made.

use resvg::{tiny_skia, usvg};

use super::{Page, RenderError, font, webfont};

/// A figure, drawn once as SVG. The same input gives the same bytes.
#[derive(Debug, Clone)]
pub struct Figure {
    /// Stable name, also the prefix of every `id` in the SVG so that several figures fit one page.
    pub id: String,
    /// Title: the finding, in one sentence.
    pub title: String,
    /// Text for those who do not see the figure; also the `<desc>` of the SVG.
    pub alternative: String,
    /// The drawing. Its width and height are in millimetres.
    pub svg: String,
    /// Size on paper.
    pub page: Page,
    /// Sources with their licences, in one line without the word « Source »; empty when none was given.
    pub source: String,
    /// What the figure shows, as a table for screen readers and for those who want the numbers.
    pub table: FigureTable,
}

/// The numbers of a figure as text, formatted in the language of the figure.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FigureTable {
    /// Names of the columns.
    pub header: Vec<String>,
    /// Rows, each as long as the header.
    pub rows: Vec<Vec<String>>,
}

impl Figure {
    /// The drawing as an SVG file that stands on its own: with the letters that it uses embedded as
    /// fonts. [`Figure::svg`] is the same without them, for a page that has the fonts already.
    pub fn svg_file(&self) -> String {
        webfont::with_fonts(&self.svg)
    }

    /// The drawing read back, with the shipped fonts and no other.
    pub(crate) fn tree(&self) -> Result<usvg::Tree, RenderError> {
        let options = usvg::Options {
            font_family: "Roboto".to_owned(),
            fontdb: font::database(),
            ..usvg::Options::default()
        };
        Ok(usvg::Tree::from_str(&self.svg, &options)?)
    }

    /// The letters of a title that the font of figures does not have; an empty box stands for each.
    pub fn letters_without_shape(title: &str) -> Vec<char> {
        font::Font::Bold.lacks(title)
    }

    /// The figure as a PNG image of `dpi` dots per inch, its size on paper written into the file.
    ///
    /// # Errors
    /// When the page has no such image ([`Page::pixels`]), or it cannot be written.
    pub fn png(&self, dpi: f64) -> Result<Vec<u8>, RenderError> {
        let (w, h) = self.page.pixels(dpi)?;
        let tree = self.tree()?;
        let mut image = tiny_skia::Pixmap::new(w, h).ok_or(RenderError::Resolution {
            dpi,
            width: f64::from(w),
            height: f64::from(h),
            reason: "there is not enough memory",
        })?;
        let zoom = tiny_skia::Transform::from_scale(
            w as f32 / tree.size().width(),
            h as f32 / tree.size().height(),
        );
        resvg::render(&tree, zoom, &mut image.as_mut());
        let png = image
            .encode_png()
            .map_err(|e| RenderError::Png(e.to_string()))?;
        Ok(with_resolution(&png, dpi))
    }
}

/// Writes the chunk `pHYs` (pixels per metre) after the header, so that a word processor places the
/// image at its size on paper. The header of a PNG is always its first 33 bytes.
fn with_resolution(png: &[u8], dpi: f64) -> Vec<u8> {
    const HEADER: usize = 33;
    let per_metre = ((dpi / 0.0254).round() as u32).to_be_bytes();
    let mut chunk = Vec::with_capacity(21);
    chunk.extend_from_slice(&9u32.to_be_bytes());
    chunk.extend_from_slice(b"pHYs");
    chunk.extend_from_slice(&per_metre);
    chunk.extend_from_slice(&per_metre);
    chunk.push(1);
    let mut crc = flate2::Crc::new();
    crc.update(&chunk[4..]);
    chunk.extend_from_slice(&crc.sum().to_be_bytes());

    let mut out = Vec::with_capacity(png.len() + chunk.len());
    out.extend_from_slice(&png[..HEADER.min(png.len())]);
    out.extend_from_slice(&chunk);
    out.extend_from_slice(png.get(HEADER..).unwrap_or_default());
    out
}
