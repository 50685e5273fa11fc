//! What every figure has around its drawing: title, perimeter and vintage, source, date, notes.

use super::canvas::{Anchor, Canvas, Paint, TextLook};
use super::figure::{Figure, FigureTable};
use super::font::Font;
use super::number::Lang;
use super::page::Rect;
use super::palettes::{INK, INK_SOFT, NOTICE, NOTICE_GROUND, RULE};
use super::{Page, RenderError};

/// The words around a figure. All are given by the caller: the figure invents none.
#[derive(Debug, Clone, Default)]
pub struct Caption {
    /// Stable name of the figure ("quartiers"), also the prefix of the `id`s in its SVG.
    pub id: String,
    /// The finding, in a sentence. Two lines at most; what is longer is cut with « … ».
    pub title: String,
    /// Perimeter and vintage.
    pub subtitle: String,
    /// Text for those who do not see the figure. The title and the subtitle when empty.
    pub alternative: String,
    /// Sources with their licences, without the word « Source ».
    pub sources: Vec<String>,
    /// Date of the figure as text, ready to print.
    pub date: String,
    /// A note on method or limits, under the drawing.
    pub note: String,
    /// Warning drawn large when the shapes are not the official ones
    /// (« schéma, pas le périmètre officiel »).
    pub schematic: Option<String>,
}

/// Page, language and words of a figure.
#[derive(Debug, Clone)]
pub struct Setting {
    /// Size on paper.
    pub page: Page,
    /// Language of numbers and legend words.
    pub lang: Lang,
    /// Words around the drawing.
    pub caption: Caption,
}

/// Sizes that follow from the page, in millimetres.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sizes {
    pub title: f64,
    pub subtitle: f64,
    pub text: f64,
    pub label: f64,
    pub small: f64,
    pub margin: f64,
    pub scale: f64,
}

impl Sizes {
    pub fn of(page: Page) -> Sizes {
        let scale = page.type_scale();
        Sizes {
            title: 5.4 * scale,
            subtitle: 3.5 * scale,
            text: 2.75 * scale,
            label: 2.15 * scale,
            small: 2.25 * scale,
            margin: 11.0 * scale,
            scale,
        }
    }
}

/// A word that is safe as an XML `id` and as a file name.
fn identifier(id: &str) -> String {
    let kept: String = id
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || c == '-' || c == '_' {
                c
            } else {
                '-'
            }
        })
        .collect();
    if kept.starts_with(|c: char| c.is_ascii_alphabetic()) {
        kept
    } else {
        format!("f{kept}")
    }
}

/// Draws the frame, hands the room that is left to `draw`, and returns the figure.
pub(crate) fn framed(
    setting: &Setting,
    table: FigureTable,
    draw: impl FnOnce(&mut Canvas<'_>, Rect, Sizes) -> Result<(), RenderError>,
) -> Result<Figure, RenderError> {
    let Setting {
        page,
        lang,
        caption,
    } = setting;
    let sizes = Sizes::of(*page);
    let alternative = if caption.alternative.is_empty() {
        [caption.title.as_str(), &caption.subtitle].join(". ")
    } else {
        caption.alternative.clone()
    };
    let id = identifier(&caption.id);
    let svg = Canvas::draw(*page, &id, &caption.title, &alternative, |canvas| {
        let width = page.width_mm - 2.0 * sizes.margin;
        let top = header(canvas, caption, sizes, width);
        let bottom = footer(canvas, caption, *lang, sizes, page.height_mm, width);
        let body = Rect::new(sizes.margin, top, width, bottom - top);
        if body.h < 20.0 {
            return Err(RenderError::NoRoom {
                width_mm: page.width_mm,
                height_mm: page.height_mm,
            });
        }
        draw(canvas, body, sizes)
    })?;
    Ok(Figure {
        id,
        title: caption.title.clone(),
        alternative,
        svg,
        page: *page,
        source: caption.sources.join("\u{a0}; "),
        table,
    })
}

/// Returns where the drawing may begin.
fn header(canvas: &mut Canvas<'_>, caption: &Caption, sizes: Sizes, width: f64) -> f64 {
    let mut y = sizes.margin;
    let look = TextLook::new(Font::Bold, sizes.title, INK);
    for line in Font::Bold.balance(&caption.title, sizes.title, width, 2) {
        y += sizes.title;
        canvas.text((sizes.margin, y - 0.2 * sizes.title), &line, &look);
        y += 0.22 * sizes.title;
    }
    let look = TextLook::new(Font::Regular, sizes.subtitle, INK_SOFT);
    for line in Font::Regular.balance(&caption.subtitle, sizes.subtitle, width, 2) {
        y += 1.25 * sizes.subtitle;
        canvas.text((sizes.margin, y), &line, &look);
    }
    y += 1.3 * sizes.subtitle;
    if let Some(notice) = &caption.schematic {
        let text = Font::Bold.shorten(notice, sizes.text, width - 6.0);
        let frame = Rect::new(
            sizes.margin,
            y - 0.2 * sizes.text,
            Font::Bold.width(&text, sizes.text) + 2.4 * sizes.text,
            1.9 * sizes.text,
        );
        canvas.rect(frame, &Paint::solid(NOTICE_GROUND));
        canvas.bar(
            Rect {
                w: 0.35 * sizes.text,
                ..frame
            },
            NOTICE,
        );
        let at = (frame.x + 1.2 * sizes.text, frame.y + 1.3 * sizes.text);
        canvas.text(at, &text, &TextLook::new(Font::Bold, sizes.text, NOTICE));
        y = frame.bottom() + sizes.text;
    }
    y
}

/// Returns where the drawing must end.
fn footer(
    canvas: &mut Canvas<'_>,
    caption: &Caption,
    lang: Lang,
    sizes: Sizes,
    height: f64,
    width: f64,
) -> f64 {
    let size = sizes.small;
    let date_width = Font::Regular.width(&caption.date, size);
    let mut lines = Font::Regular.wrap(&caption.note, size, width, 3);
    if !caption.sources.is_empty() {
        let word = match (lang, caption.sources.len()) {
            (Lang::Fr, 1) => "Source\u{a0}:",
            (Lang::Fr, _) => "Sources\u{a0}:",
            (Lang::En, 1) => "Source:",
            (Lang::En, _) => "Sources:",
        };
        let text = format!("{word} {}", caption.sources.join("\u{a0}; "));
        lines.extend(Font::Regular.wrap(&text, size, width - date_width - 2.0 * size, 3));
    } else if !caption.date.is_empty() {
        lines.push(String::new());
    }
    let last = height - 0.75 * sizes.margin;
    let first = last - 1.35 * size * lines.len().saturating_sub(1) as f64;
    let look = TextLook::new(Font::Regular, size, INK_SOFT);
    for (i, line) in lines.iter().enumerate() {
        canvas.text((sizes.margin, first + 1.35 * size * i as f64), line, &look);
    }
    if !caption.date.is_empty() {
        canvas.text(
            (sizes.margin + width, last),
            &caption.date,
            &look.anchored(Anchor::End),
        );
    }
    if lines.is_empty() {
        return last;
    }
    let rule = first - 1.7 * size;
    canvas.bar(Rect::new(sizes.margin, rule, width, 0.15), RULE);
    rule - 1.2 * size
}
