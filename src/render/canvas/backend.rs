//! A plotters backend that writes SVG in hundredths of a millimetre.
//!
//! plotters gives a backend whole numbers only, which on a pixel grid makes polygons jump from pixel
//! to pixel. Here one unit is 0.01 mm of paper, finer than a printer's dot (0.085 mm at 300 dpi), so
//! that whole numbers lose nothing that could be seen and keep the file small. What plotters has no
//! word for (rings with holes, titles, hatching, clipping, halos) comes through the elements of
//! [`super::element`].

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::fmt::Write as _;

use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    text_anchor::{HPos, VPos},
};

use super::{Fill, Paint, Rgb};
use crate::render::font::Font;

/// Units of the drawing per millimetre of paper.
pub(crate) const UNITS: f64 = 100.0;

type Outcome = Result<(), DrawingErrorKind<Infallible>>;

/// Collects SVG elements; [`super::Canvas`] puts the frame of the document around them.
pub(crate) struct SvgBackend<'a> {
    out: &'a mut Document,
}

/// What has been drawn so far.
#[derive(Default)]
pub(crate) struct Document {
    /// Size in units.
    pub size: (u32, u32),
    /// Prefix of every `id`.
    pub prefix: String,
    /// Elements in drawing order.
    pub body: String,
    /// Definitions of hatchings and clip frames.
    pub defs: String,
    /// What the marks of the open group look like.
    look: Option<String>,
    hatches: Vec<(Rgb, Option<Rgb>, bool)>,
    clips: usize,
    ids: BTreeSet<String>,
}

impl Document {
    pub fn new(size: (u32, u32), prefix: &str) -> Document {
        Document {
            size,
            prefix: prefix.to_owned(),
            ..Document::default()
        }
    }

    /// Closes the group of marks of one look, if one is open.
    pub fn end_look(&mut self) {
        if self.look.take().is_some() {
            self.body.push_str("</g>\n");
        }
    }
}

impl<'a> SvgBackend<'a> {
    pub fn new(out: &'a mut Document) -> Self {
        SvgBackend { out }
    }

    /// One path of any number of rings or lines, painted even-odd so that holes stay open.
    pub fn path(&mut self, lines: &[Vec<BackendCoord>], closed: bool, paint: &Paint) {
        if lines.iter().all(|line| line.len() < 2) {
            return;
        }
        self.look(paint);
        self.out.body.push_str("<path");
        self.identify(paint);
        self.out.body.push_str(" d=\"");
        for line in lines.iter().filter(|line| line.len() > 1) {
            push_line(&mut self.out.body, line, closed);
        }
        self.out.body.push('"');
        self.close("path", paint);
    }

    /// A disc; its radius is in units.
    pub fn disc(&mut self, (x, y): BackendCoord, radius: u32, paint: &Paint) {
        self.look(paint);
        let _ = write!(
            self.out.body,
            "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\""
        );
        self.identify(paint);
        self.close("circle", paint);
    }

    /// A line of text whose baseline starts, ends or is centred at `pos`. Size in units.
    pub fn text(&mut self, text: &str, (x, y): BackendCoord, look: &super::TextLook) {
        self.out.end_look();
        let out = &mut self.out.body;
        let size = (look.size * UNITS).round();
        let _ = write!(
            out,
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" fill=\"{}\"",
            look.color
        );
        if look.font != Font::Regular {
            if look.font != Font::Bold {
                let _ = write!(out, " font-family=\"{}\"", look.font.family());
            }
            if look.font.is_bold() {
                out.push_str(" font-weight=\"700\"");
            }
        }
        match look.anchor {
            super::Anchor::Start => {}
            super::Anchor::Middle => out.push_str(" text-anchor=\"middle\""),
            super::Anchor::End => out.push_str(" text-anchor=\"end\""),
        }
        if look.halo {
            let width = (look.size * UNITS * 0.22).round();
            let _ = write!(
                out,
                " stroke=\"#fff\" stroke-width=\"{width}\" stroke-linejoin=\"round\" \
                 paint-order=\"stroke\""
            );
        }
        out.push('>');
        escape(out, text);
        out.push_str("</text>\n");
    }

    /// Opens a group; what follows is cut at the rectangle, if there is one.
    pub fn open_group(&mut self, clip: Option<(BackendCoord, BackendCoord)>) {
        self.out.end_look();
        let Some(((x0, y0), (x1, y1))) = clip else {
            self.out.body.push_str("<g>\n");
            return;
        };
        self.out.clips += 1;
        let id = format!("{}-c{}", self.out.prefix, self.out.clips);
        let (w, h) = (x1 - x0, y1 - y0);
        let _ = writeln!(
            self.out.defs,
            "<clipPath id=\"{id}\"><rect x=\"{x0}\" y=\"{y0}\" width=\"{w}\" height=\"{h}\"/></clipPath>"
        );
        let _ = writeln!(self.out.body, "<g clip-path=\"url(#{id})\">");
    }

    /// Closes the group opened last.
    pub fn close_group(&mut self) {
        self.out.end_look();
        self.out.body.push_str("</g>\n");
    }

    /// The `id` of a mark.
    fn identify(&mut self, paint: &Paint) {
        // What two insets show twice has its id once: the first time.
        if let Some(id) = &paint.id
            && self.out.ids.insert(id.clone())
        {
            self.out.body.push_str(" id=\"");
            let id = format!("{}-{id}", self.out.prefix);
            escape(&mut self.out.body, &id);
            self.out.body.push('"');
        }
    }

    /// Marks of one look that follow each other share a group that states it once: on a map of the
    /// country that is half of the file.
    fn look(&mut self, paint: &Paint) {
        let mut look = String::new();
        // Writing to a String does not fail.
        match paint.fill {
            None => look.push_str(" fill=\"none\""),
            Some(Fill::Solid(color, alpha)) => {
                let _ = write!(look, " fill=\"{color}\"");
                if alpha < 1.0 {
                    let _ = write!(look, " fill-opacity=\"{alpha}\"");
                }
            }
            Some(Fill::Hatch {
                color,
                ground,
                falling,
            }) => {
                let id = self.hatch(color, ground, falling);
                let _ = write!(look, " fill=\"url(#{id})\"");
            }
        }
        if let Some(stroke) = paint.stroke {
            let width = (stroke.width * UNITS).round().max(1.0);
            let _ = write!(
                look,
                " stroke=\"{}\" stroke-width=\"{width}\"",
                stroke.color
            );
            if stroke.dash > 0.0 {
                let dash = (stroke.dash * UNITS).round();
                let _ = write!(look, " stroke-dasharray=\"{dash} {dash}\"");
            }
        }
        if self.out.look.as_ref() != Some(&look) {
            self.out.end_look();
            let _ = writeln!(self.out.body, "<g{look}>");
            self.out.look = Some(look);
        }
    }

    fn close(&mut self, tag: &str, paint: &Paint) {
        match &paint.title {
            None => self.out.body.push_str("/>\n"),
            Some(title) => {
                self.out.body.push_str("><title>");
                escape(&mut self.out.body, title);
                let _ = writeln!(self.out.body, "</title></{tag}>");
            }
        }
    }

    fn hatch(&mut self, color: Rgb, ground: Option<Rgb>, falling: bool) -> String {
        let known = self
            .out
            .hatches
            .iter()
            .position(|h| *h == (color, ground, falling));
        let number = known.unwrap_or_else(|| {
            self.out.hatches.push((color, ground, falling));
            self.out.hatches.len() - 1
        });
        let id = format!("{}-h{number}", self.out.prefix);
        if known.is_none() {
            let angle = if falling { -45 } else { 45 };
            let _ = write!(
                self.out.defs,
                "<pattern id=\"{id}\" width=\"100\" height=\"100\" \
                 patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate({angle})\">"
            );
            if let Some(ground) = ground {
                let _ = write!(
                    self.out.defs,
                    "<rect width=\"100\" height=\"100\" fill=\"{ground}\"/>"
                );
            }
            let _ = writeln!(
                self.out.defs,
                "<rect width=\"32\" height=\"100\" fill=\"{color}\"/></pattern>"
            );
        }
        id
    }

    fn plotters_paint<S: BackendStyle>(style: &S, fill: bool) -> Paint {
        let BackendColor {
            alpha,
            rgb: (r, g, b),
        } = style.color();
        let color = Rgb(r, g, b);
        let width = f64::from(style.stroke_width()) / UNITS;
        if fill {
            Paint::fill(Fill::Solid(color, alpha))
        } else {
            Paint::stroke(super::Stroke::new(color, width))
        }
    }
}

/// Absolute start, then relative steps: about half the bytes of absolute coordinates.
pub(crate) fn push_line(out: &mut String, line: &[BackendCoord], closed: bool) {
    let (mut x, mut y) = line[0];
    let _ = write!(out, "M{x} {y}l");
    let end = if closed && line.first() == line.last() {
        line.len() - 1
    } else {
        line.len()
    };
    let mut digits = itoa::Buffer::new();
    for (i, &(nx, ny)) in line[1..end].iter().enumerate() {
        // A minus parts two numbers as well as a space does.
        for (step, is_first) in [(nx - x, i == 0), (ny - y, false)] {
            if step >= 0 && !is_first {
                out.push(' ');
            }
            out.push_str(digits.format(step));
        }
        (x, y) = (nx, ny);
    }
    if closed {
        out.push('z');
    }
}

/// Writes `text` so that it is safe both between tags and inside a quoted attribute. Characters that
/// XML forbids are dropped.
pub(crate) fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
}

impl DrawingBackend for SvgBackend<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.out.size
    }

    fn ensure_prepared(&mut self) -> Outcome {
        Ok(())
    }

    fn present(&mut self) -> Outcome {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Outcome {
        self.draw_rect((x, y), (x + 1, y + 1), &color, true)
    }

    fn draw_line<S: BackendStyle>(&mut self, a: BackendCoord, b: BackendCoord, s: &S) -> Outcome {
        self.path(&[vec![a, b]], false, &Self::plotters_paint(s, false));
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        (x0, y0): BackendCoord,
        (x1, y1): BackendCoord,
        style: &S,
        fill: bool,
    ) -> Outcome {
        let ring = vec![(x0, y0), (x1, y0), (x1, y1), (x0, y1)];
        self.path(&[ring], true, &Self::plotters_paint(style, fill));
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Outcome {
        let line: Vec<_> = path.into_iter().collect();
        self.path(&[line], false, &Self::plotters_paint(style, false));
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        centre: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Outcome {
        self.disc(centre, radius, &Self::plotters_paint(style, fill));
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        points: I,
        style: &S,
    ) -> Outcome {
        let ring: Vec<_> = points.into_iter().collect();
        self.path(&[ring], true, &Self::plotters_paint(style, true));
        Ok(())
    }

    fn draw_text<T: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &T,
        (x, y): BackendCoord,
    ) -> Outcome {
        let BackendColor { rgb: (r, g, b), .. } = style.color();
        // Cap height and descent of Roboto, in ems, put the box plotters asks for on the baseline.
        let size = style.size();
        let shift = match style.anchor().v_pos {
            VPos::Top => 0.93,
            VPos::Center => 0.36,
            VPos::Bottom => -0.24,
        };
        let anchor = match style.anchor().h_pos {
            HPos::Left => super::Anchor::Start,
            HPos::Center => super::Anchor::Middle,
            HPos::Right => super::Anchor::End,
        };
        let bold = matches!(style.style(), plotters_backend::FontStyle::Bold);
        let font = if bold { Font::Bold } else { Font::Regular };
        let look = super::TextLook::new(font, size / UNITS, Rgb(r, g, b)).anchored(anchor);
        self.text(text, (x, y + (shift * size) as i32), &look);
        Ok(())
    }

    fn estimate_text_size<T: BackendTextStyle>(
        &self,
        text: &str,
        style: &T,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let bold = matches!(style.style(), plotters_backend::FontStyle::Bold);
        let font = if bold { Font::Bold } else { Font::Regular };
        Ok((
            font.width(text, style.size()).ceil() as u32,
            (style.size() * 1.17).ceil() as u32,
        ))
    }
}
