//! What the charts of rows share: the check of their values, the order, and labels that are whole.

use super::super::canvas::{Anchor, Canvas, TextLook};
use super::super::figure::{Figure, FigureTable};
use super::super::font::Font;
use super::super::frame::{Sizes, framed};
use super::super::page::Rect;
use super::super::palettes::INK;
use super::super::{Page, RenderError};
use super::{BarChart, RowLabel, largest, ordered, table};

/// Letters lower than this cannot be read in print (5 points), millimetres.
pub(super) const LEAST_LETTER: f64 = 1.76;

/// A name is given as many lines as this before it is cut.
const MOST_LINES: usize = 4;

/// Distance of the lines of a label, as a part of the size of its letters.
pub(super) const LEADING: f64 = 1.14;

/// Rows that can be drawn, in their order, with the largest value of all.
pub(super) struct Rows {
    pub order: Vec<usize>,
    pub max: f64,
}

impl Rows {
    fn of(chart: &BarChart) -> Result<Rows, RenderError> {
        if chart.rows.is_empty() || chart.series.is_empty() {
            return Err(RenderError::NothingToDraw {
                figure: chart.setting.caption.id.clone(),
            });
        }
        Ok(Rows {
            max: largest(&chart.rows, &chart.series)?,
            order: ordered(chart.rows.len(), &chart.series, chart.order),
        })
    }
}

/// Frames a chart of rows: `draw` gets the rows and the room that the frame leaves.
pub(super) fn framed_rows(
    chart: &BarChart,
    draw: impl FnOnce(&mut Canvas<'_>, Rect, Sizes, &Rows) -> Result<(), RenderError>,
) -> Result<Figure, RenderError> {
    let rows = Rows::of(chart)?;
    let (lang, decimals) = (chart.setting.lang, chart.decimals);
    let table: FigureTable = table(&chart.rows, &chart.series, &rows.order, lang, decimals);
    framed(&chart.setting, table, |canvas, body, sizes| {
        draw(canvas, body, sizes, &rows)
    })
}

/// The refusal of a page on which rows would be too low to be read; `height` is what they have and
/// `needed` what they need, in millimetres.
pub(super) fn too_low(page: Page, rows: usize, height: f64, needed: f64) -> RenderError {
    RenderError::TooManyRows {
        rows,
        width_mm: page.width_mm,
        height_mm: page.height_mm,
        needed_mm: (page.height_mm - height + needed).ceil(),
    }
}

/// A code and a name in as many lines as the name takes.
pub(super) struct Label<'a> {
    code: &'a str,
    code_width: f64,
    name: Vec<String>,
    fonts: (Font, Font),
    size: f64,
}

impl<'a> Label<'a> {
    /// Breaks a label for `width` millimetres; `fonts` are those of the code and of the name.
    pub fn of(row: &'a RowLabel, fonts: (Font, Font), size: f64, width: f64) -> Label<'a> {
        let code_width = if row.code.is_empty() {
            0.0
        } else {
            fonts.0.width(&row.code, size) + 0.7 * size
        };
        let room = (width - code_width).max(4.0 * size);
        Label {
            code: &row.code,
            code_width,
            // A dash ends a line and begins none.
            name: {
                let name = row.name.replace(" - ", "\u{a0}- ");
                let lines = fonts.1.wrap(&name, size, room, MOST_LINES).into_iter();
                lines.map(|l| l.replace('\u{a0}', " ")).collect()
            },
            fonts,
            size,
        }
    }

    /// Size of its letters, in millimetres.
    pub fn size(&self) -> f64 {
        self.size
    }

    /// Height of its lines, in millimetres.
    pub fn height(&self) -> f64 {
        self.name.len().max(1) as f64 * LEADING * self.size
    }

    /// Width of the longest line with the code before it, in millimetres.
    pub fn width(&self) -> f64 {
        let longest = self.name.iter().map(|l| self.fonts.1.width(l, self.size));
        self.code_width + longest.fold(0.0, f64::max)
    }

    /// The same label, its code and its names beginning at `left`, centred on a height.
    pub fn draw_from(&self, canvas: &mut Canvas<'_>, left: f64, middle: f64) {
        self.draw(canvas, left, left + self.code_width, middle, Anchor::Start);
    }

    /// The same label, each line ending at `right`, centred on a height.
    pub fn draw_to(&self, canvas: &mut Canvas<'_>, right: f64, middle: f64) {
        let first = self
            .name
            .first()
            .map_or(0.0, |l| self.fonts.1.width(l, self.size));
        let code = right - first - self.code_width;
        self.draw(canvas, code, right, middle, Anchor::End);
    }

    /// Baseline of its first line, when it is centred on a height.
    pub fn first_baseline(&self, middle: f64) -> f64 {
        let lines = self.name.len().max(1) as f64;
        middle - (lines - 1.0) / 2.0 * LEADING * self.size + 0.36 * self.size
    }

    fn draw(&self, canvas: &mut Canvas<'_>, code: f64, name: f64, middle: f64, anchor: Anchor) {
        let step = LEADING * self.size;
        let first = self.first_baseline(middle);
        if !self.code.is_empty() {
            let look = TextLook::new(self.fonts.0, self.size, INK);
            canvas.text((code, first), self.code, &look);
        }
        let look = TextLook::new(self.fonts.1, self.size, INK).anchored(anchor);
        for (i, line) in self.name.iter().enumerate() {
            canvas.text((name, first + i as f64 * step), line, &look);
        }
    }
}
