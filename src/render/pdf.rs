//! Figures as PDF: the drawings of their SVG, with text that can be selected and fonts that are
//! embedded with the used glyphs only.

use krilla::Document;
use krilla::destination::XyzDestination;
use krilla::geom::{Point, Size};
use krilla::metadata::Metadata;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::tagging::{ContentTag, Tag, TagGroup, TagTree};
use krilla_svg::{SurfaceExt, SvgSettings};

use super::{Figure, Lang, Page, RenderError};

/// Points (1/72 inch) per millimetre.
const POINTS: f64 = 72.0 / 25.4;

impl Figure {
    /// The figure as a PDF of one page of its size. The same figure gives the same bytes.
    ///
    /// # Errors
    /// When the drawing cannot be read back or written.
    pub fn pdf(&self, lang: Lang) -> Result<Vec<u8>, RenderError> {
        pdf(std::slice::from_ref(self), &self.title, lang)
    }
}

/// Figures as one PDF, a page for each, each of its own size, with a bookmark by its title and the
/// alternative text for screen readers. No date is written: the same figures give the same bytes.
///
/// # Errors
/// No figure; a drawing that cannot be read back or written.
pub fn pdf(figures: &[Figure], title: &str, lang: Lang) -> Result<Vec<u8>, RenderError> {
    if figures.is_empty() {
        return Err(RenderError::NothingToDraw {
            figure: title.to_owned(),
        });
    }
    let tag = lang.pick("fr", "en").to_owned();
    let mut document = Document::new();
    let mut tags = TagTree::new().with_lang(Some(tag.clone()));
    let mut bookmarks = Outline::new();
    for (number, figure) in figures.iter().enumerate() {
        let tree = figure.tree()?;
        let Page {
            width_mm,
            height_mm,
        } = figure.page;
        let (width, height) = ((width_mm * POINTS) as f32, (height_mm * POINTS) as f32);
        let unusable = || RenderError::Pdf(format!("a page of {width_mm} × {height_mm} mm"));
        let size = Size::from_wh(width, height).ok_or_else(unusable)?;
        let settings = PageSettings::from_wh(width, height).ok_or_else(unusable)?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        let content = surface.start_tagged(ContentTag::Other);
        surface.draw_svg(&tree, size, SvgSettings::default());
        surface.end_tagged();
        surface.finish();
        page.finish();
        let alternative = Tag::Figure(Some(figure.alternative.clone()));
        let mut group = TagGroup::new(alternative);
        group.push(content);
        tags.push(group);
        let top = XyzDestination::new(number, Point::from_xy(0.0, 0.0));
        bookmarks.push_child(OutlineNode::new(figure.title.clone(), top));
    }
    document.set_tag_tree(tags);
    if figures.len() > 1 {
        document.set_outline(bookmarks);
    }
    document.set_metadata(
        Metadata::new()
            .title(title.to_owned())
            .language(tag)
            .creator("qpv".to_owned()),
    );
    document
        .finish()
        .map_err(|e| RenderError::Pdf(format!("{e:?}")))
}
