//! The font that ships with the crate, and how wide a text is in it.
//!
//! The same four files measure the text, draw the PNG and are named in the SVG, so no machine's own
//! fonts decide whether two labels meet.

use std::sync::{Arc, OnceLock};

use resvg::usvg::fontdb;
use ttf_parser::Face;

/// The four faces of the figures. Their digits are tabular: columns of numbers line up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Font {
    Regular,
    Bold,
    Condensed,
    CondensedBold,
}

static FILES: [&[u8]; 4] = [
    include_bytes!("../../data/fonts/Roboto-Regular.ttf"),
    include_bytes!("../../data/fonts/Roboto-Bold.ttf"),
    include_bytes!("../../data/fonts/RobotoCondensed-Regular.ttf"),
    include_bytes!("../../data/fonts/RobotoCondensed-Bold.ttf"),
];

impl Font {
    /// All faces.
    pub const ALL: [Font; 4] = [
        Font::Regular,
        Font::Bold,
        Font::Condensed,
        Font::CondensedBold,
    ];

    /// The font file.
    pub fn file(self) -> &'static [u8] {
        FILES[self as usize]
    }

    /// Name of the shipped family.
    pub fn name(self) -> &'static str {
        match self {
            Font::Regular | Font::Bold => "Roboto",
            Font::Condensed | Font::CondensedBold => "Roboto Condensed",
        }
    }

    /// Value of the SVG attribute `font-family`; the first name is the shipped font.
    pub fn family(self) -> &'static str {
        match self {
            Font::Regular | Font::Bold => "Roboto, 'Helvetica Neue', Arial, sans-serif",
            Font::Condensed | Font::CondensedBold => {
                "'Roboto Condensed', 'Arial Narrow', 'Liberation Sans Narrow', sans-serif"
            }
        }
    }

    pub fn is_bold(self) -> bool {
        matches!(self, Font::Bold | Font::CondensedBold)
    }

    fn face(self) -> Option<&'static Face<'static>> {
        static FACES: OnceLock<[Option<Face<'static>>; 4]> = OnceLock::new();
        FACES.get_or_init(|| FILES.map(|file| Face::parse(file, 0).ok()))[self as usize].as_ref()
    }

    /// Width of a line of text in millimetres, for a font size in millimetres.
    ///
    /// Kerning is left out: it only makes lines a little shorter, and a box that is a hair too wide
    /// does no harm.
    pub fn width(self, text: &str, size: f64) -> f64 {
        let Some(face) = self.face() else {
            return 0.55 * size * text.chars().count() as f64;
        };
        let em = f64::from(face.units_per_em());
        text.chars()
            .map(|c| {
                let glyph = face.glyph_index(c);
                glyph
                    .and_then(|g| face.glyph_hor_advance(g))
                    .map_or(0.6, |a| f64::from(a) / em)
            })
            .sum::<f64>()
            * size
    }

    /// The letters of a text that the font does not have, each once.
    pub fn lacks(self, text: &str) -> Vec<char> {
        let Some(face) = self.face() else {
            return Vec::new();
        };
        let mut missing: Vec<char> = Vec::new();
        for c in text.chars().filter(|c| !c.is_control()) {
            if face.glyph_index(c).is_none() && !missing.contains(&c) {
                missing.push(c);
            }
        }
        missing
    }

    /// `text` cut to `width`, with « … » where something was left out.
    pub fn shorten(self, text: &str, size: f64, width: f64) -> String {
        if self.width(text, size) <= width {
            return text.to_owned();
        }
        let mut kept = String::new();
        for c in text.chars() {
            kept.push(c);
            if self.width(&kept, size) + self.width("…", size) > width {
                kept.pop();
                break;
            }
        }
        kept.truncate(kept.trim_end().len());
        kept.push('…');
        kept
    }

    /// `text` in lines no wider than `width`, at most `max_lines` of them, the last one shortened.
    /// Breaks at spaces (never at a no-break space), and after a hyphen or a slash where a word alone
    /// is wider than the line.
    pub fn wrap(self, text: &str, size: f64, width: f64, max_lines: usize) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split([' ', '\n', '\t']).filter(|w| !w.is_empty()) {
            let whole = self.width(word, size) <= width;
            let parts = word.split_inclusive(|c| !whole && matches!(c, '-' | '/'));
            for (i, part) in parts.enumerate() {
                let space = if i == 0 { " " } else { "" };
                match lines.last_mut() {
                    Some(line) if self.width(&format!("{line}{space}{part}"), size) <= width => {
                        line.push_str(space);
                        line.push_str(part);
                    }
                    _ => lines.push(part.to_owned()),
                }
            }
        }
        if lines.len() > max_lines {
            let rest = lines.split_off(max_lines.saturating_sub(1)).join(" ");
            lines.push(rest);
        }
        lines
            .iter()
            .map(|line| self.shorten(line, size, width))
            .collect()
    }

    /// As [`Font::wrap`], with lines of about one length where there are several, so that no word
    /// stands alone on the last.
    pub fn balance(self, text: &str, size: f64, width: f64, max_lines: usize) -> Vec<String> {
        let count = |width| self.wrap(text, size, width, usize::MAX).len();
        let lines = count(width);
        if lines < 2 || lines > max_lines {
            return self.wrap(text, size, width, max_lines);
        }
        // No narrower than its longest word, which would be cut at a hyphen.
        let words = text.split([' ', '\n', '\t']).map(|w| self.width(w, size));
        let (mut low, mut high) = (words.fold(0.0, f64::max).min(width), width);
        for _ in 0..12 {
            let middle = (low + high) / 2.0;
            if count(middle) == lines {
                high = middle;
            } else {
                low = middle;
            }
        }
        self.wrap(text, size, high, max_lines)
    }
}

/// The shipped faces for the rasteriser, and no other font of the machine.
pub(crate) fn database() -> Arc<fontdb::Database> {
    static DATABASE: OnceLock<Arc<fontdb::Database>> = OnceLock::new();
    DATABASE
        .get_or_init(|| {
            let mut database = fontdb::Database::new();
            for file in FILES {
                database.load_font_data(file.to_vec());
            }
            database.set_sans_serif_family("Roboto");
            Arc::new(database)
        })
        .clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_font_has_every_french_letter_and_the_spaces_of_french_numbers() {
        let letters = "ÀÂÄÆÇÉÈÊËÎÏÔŒÖÙÛÜŸàâäæçéèêëîïôœöùûüÿ«»’–—…²°·×≥−\u{a0}\u{202f}";
        for font in [
            Font::Regular,
            Font::Bold,
            Font::Condensed,
            Font::CondensedBold,
        ] {
            let face = font.face().expect("the font is readable");
            for c in letters.chars() {
                assert!(face.glyph_index(c).is_some(), "{font:?} lacks {c:?}");
            }
        }
    }

    #[test]
    fn digits_are_tabular() {
        let widths: Vec<f64> = ('0'..='9')
            .map(|c| Font::Regular.width(&c.to_string(), 1.0))
            .collect();
        assert!(widths.iter().all(|w| *w == widths[0]));
    }

    #[test]
    fn wraps_into_lines_that_fit_and_says_where_it_cut() {
        let long = "Les quartiers prioritaires du Pas-de-Calais ".repeat(7);
        let lines = Font::Bold.wrap(&long, 5.0, 120.0, 2);
        assert_eq!(lines.len(), 2);
        assert!(lines[1].ends_with('…'));
        assert!(lines.iter().all(|l| Font::Bold.width(l, 5.0) <= 120.0));
        let joined = "Saint-Laurent-de-la-Salanque ".trim_end();
        assert_eq!(
            Font::Bold.wrap(joined, 5.0, 45.0, 3),
            ["Saint-Laurent-de-", "la-Salanque"]
        );
        let title = "Pas-de-Calais : 172 024 habitants dans 64 quartiers prioritaires";
        let width = 0.95 * Font::Bold.width(title, 5.0);
        assert_eq!(Font::Bold.wrap(title, 5.0, width, 2)[1], "prioritaires");
        let lines = Font::Bold.balance(title, 5.0, width, 2);
        let widths: Vec<f64> = lines.iter().map(|l| Font::Bold.width(l, 5.0)).collect();
        assert!(
            widths.len() == 2 && widths[1] > 0.6 * widths[0],
            "{lines:?}"
        );
        assert_eq!(Font::Bold.balance(title, 5.0, 400.0, 2), [title]);
        let word = "x".repeat(300);
        assert!(Font::Bold.width(&Font::Bold.wrap(&word, 5.0, 50.0, 2)[0], 5.0) <= 50.0);
    }
}
