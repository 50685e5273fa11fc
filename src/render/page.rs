//! Sizes of figures, in millimetres of paper.

use super::RenderError;

/// Size of a figure. It is kept in every format: the SVG carries it, the PNG its resolution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Page {
    /// Width in millimetres.
    pub width_mm: f64,
    /// Height in millimetres.
    pub height_mm: f64,
}

impl Page {
    /// A4, long side horizontal.
    pub const A4_LANDSCAPE: Page = Page::new(297.0, 210.0);
    /// A4, long side vertical.
    pub const A4_PORTRAIT: Page = Page::new(210.0, 297.0);
    /// A3, long side horizontal.
    pub const A3_LANDSCAPE: Page = Page::new(420.0, 297.0);
    /// A3, long side vertical.
    pub const A3_PORTRAIT: Page = Page::new(297.0, 420.0);
    /// A slide of 16:9, as office programs make it (13.33 × 7.5 inches).
    pub const SLIDE: Page = Page::new(338.7, 190.5);
    /// The text width of an A4 report with margins of 20 mm.
    pub const COLUMN: Page = Page::new(170.0, 120.0);

    const MIN: f64 = 60.0;
    const MAX: f64 = 1500.0;

    /// A page of any size; it is checked when a figure is drawn on it.
    pub const fn new(width_mm: f64, height_mm: f64) -> Page {
        Page {
            width_mm,
            height_mm,
        }
    }

    /// Refuses a page on which text and drawing would not both fit.
    ///
    /// # Errors
    /// [`RenderError::PageSize`].
    pub fn check(self) -> Result<(), RenderError> {
        let fits = |side: f64| (Self::MIN..=Self::MAX).contains(&side);
        if fits(self.width_mm) && fits(self.height_mm) {
            return Ok(());
        }
        Err(RenderError::PageSize {
            width_mm: self.width_mm,
            height_mm: self.height_mm,
            min: Self::MIN,
            max: Self::MAX,
        })
    }

    /// Width and height of an image of the page at `dpi` dots per inch.
    ///
    /// # Errors
    /// [`RenderError::Resolution`] when `dpi` is not a positive number, or the image would exceed 200
    /// million pixels.
    pub fn pixels(self, dpi: f64) -> Result<(u32, u32), RenderError> {
        // Of no resolution, not a number or below zero, there are no pixels.
        let across = |mm: f64| (mm / 25.4 * dpi).max(0.0);
        let (width, height) = (across(self.width_mm), across(self.height_mm));
        let refuse = |reason| {
            Err(RenderError::Resolution {
                dpi,
                width,
                height,
                reason,
            })
        };
        if !(width >= 1.0 && height >= 1.0) {
            return refuse("the resolution must be a positive number");
        }
        if width * height > 200e6 {
            return refuse("the limit is 200 million pixels");
        }
        Ok((width.round() as u32, height.round() as u32))
    }

    /// Factor for text and line sizes: 1 on A4, smaller on a column, never so small that print
    /// becomes unreadable. A strip taller than paper counts as paper of its width: letters do not
    /// grow with the number of rows.
    pub(crate) fn type_scale(self) -> f64 {
        let height = self.height_mm.min(self.width_mm * 297.0 / 210.0);
        (self.width_mm * height / (297.0 * 210.0))
            .sqrt()
            .clamp(0.8, 2.0)
    }
}

/// A rectangle of the page in millimetres, `y` downwards from the top left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rect {
    pub x: f64,
    pub y: f64,
    pub w: f64,
    pub h: f64,
}

impl Rect {
    pub const fn new(x: f64, y: f64, w: f64, h: f64) -> Rect {
        Rect { x, y, w, h }
    }

    pub fn right(&self) -> f64 {
        self.x + self.w
    }

    pub fn bottom(&self) -> f64 {
        self.y + self.h
    }

    pub fn centre(&self) -> (f64, f64) {
        (self.x + self.w / 2.0, self.y + self.h / 2.0)
    }

    /// The rectangle grown by `by` on each side (shrunk when negative, never below nothing).
    pub fn grown(&self, by: f64) -> Rect {
        let (w, h) = ((self.w + 2.0 * by).max(0.0), (self.h + 2.0 * by).max(0.0));
        let (cx, cy) = self.centre();
        Rect::new(cx - w / 2.0, cy - h / 2.0, w, h)
    }

    /// The smallest rectangle that holds both.
    pub fn around(&self, other: &Rect) -> Rect {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        let right = self.right().max(other.right());
        Rect::new(x, y, right - x, self.bottom().max(other.bottom()) - y)
    }

    /// The point of the rectangle nearest to `at`.
    pub fn nearest(&self, at: (f64, f64)) -> (f64, f64) {
        (
            at.0.min(self.right()).max(self.x),
            at.1.min(self.bottom()).max(self.y),
        )
    }

    /// Distance from the rectangle to a point, 0 inside.
    pub fn distance(&self, at: (f64, f64)) -> f64 {
        let to = self.nearest(at);
        ((at.0 - to.0).powi(2) + (at.1 - to.1).powi(2)).sqrt()
    }

    /// Distance between two rectangles, 0 when they meet.
    pub fn apart(&self, other: &Rect) -> f64 {
        let dx = (self.x - other.right()).max(other.x - self.right());
        let dy = (self.y - other.bottom()).max(other.y - self.bottom());
        (dx.max(0.0).powi(2) + dy.max(0.0).powi(2)).sqrt()
    }

    /// True when the two share ground; rectangles that only touch do not meet.
    pub fn meets(&self, other: &Rect) -> bool {
        self.x < other.right()
            && other.x < self.right()
            && self.y < other.bottom()
            && other.y < self.bottom()
    }

    /// True when `other` lies wholly inside, limits included.
    pub fn holds(&self, other: &Rect) -> bool {
        other.x >= self.x
            && other.y >= self.y
            && other.right() <= self.right()
            && other.bottom() <= self.bottom()
    }

    /// True when the segment has a point inside. Exact (Liang-Barsky).
    pub fn crossed_by(&self, a: (f64, f64), b: (f64, f64)) -> bool {
        let (mut t0, mut t1) = (0.0_f64, 1.0_f64);
        let (dx, dy) = (b.0 - a.0, b.1 - a.1);
        for (p, q) in [
            (-dx, a.0 - self.x),
            (dx, self.right() - a.0),
            (-dy, a.1 - self.y),
            (dy, self.bottom() - a.1),
        ] {
            if p == 0.0 {
                if q < 0.0 {
                    return false;
                }
            } else if p < 0.0 {
                t0 = t0.max(q / p);
            } else {
                t1 = t1.min(q / p);
            }
        }
        t0 < t1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_a_width_of_ten_millimetres_with_a_sentence() {
        let message = Page::new(10.0, 100.0).check().unwrap_err().to_string();
        assert!(message.contains("10 × 100 mm is too small"), "{message}");
        assert!(Page::new(f64::NAN, 100.0).check().is_err());
    }

    #[test]
    fn a_segment_that_passes_beside_a_rectangle_does_not_cross_it() {
        let r = Rect::new(0.0, 0.0, 2.0, 1.0);
        assert!(r.crossed_by((-1.0, 0.5), (3.0, 0.5)));
        assert!(!r.crossed_by((-1.0, 1.5), (3.0, 1.5)));
        assert!(!r.crossed_by((2.5, -1.0), (5.0, 3.0)));
    }
}
