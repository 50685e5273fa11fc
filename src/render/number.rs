//! Numbers as French and English readers write them.

/// Language of the words and numbers that the figures add by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// French: « 172 024 », « 3,4 % ».
    #[default]
    Fr,
    /// English: "172,024", "3.4%".
    En,
}

impl Lang {
    /// The word of this language out of a French and an English one.
    pub fn pick<'a>(self, fr: &'a str, en: &'a str) -> &'a str {
        match self {
            Lang::Fr => fr,
            Lang::En => en,
        }
    }

    /// A number with `decimals` places, in groups of three digits.
    ///
    /// French groups are parted by a narrow no-break space (U+202F), so that a number is never cut
    /// at the end of a line. Rounds half away from zero. A number that is not finite gives « n.d. ».
    pub fn number(self, value: f64, decimals: usize) -> String {
        if !value.is_finite() {
            return self.missing().to_owned();
        }
        // `format!` rounds half to even on the binary value, which prints 0.5 as "0".
        let scale = 10f64.powi(decimals as i32);
        let rounded = if value.abs() < 1e15 {
            (value * scale).round() / scale
        } else {
            value
        };
        let digits = format!("{:.decimals$}", rounded.abs());
        let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
        let (group, point) = match self {
            Lang::Fr => ('\u{202f}', ','),
            Lang::En => (',', '.'),
        };
        let mut out = String::with_capacity(digits.len() + 8);
        if rounded < 0.0 {
            out.push('\u{2212}');
        }
        for (i, digit) in whole.chars().enumerate() {
            if i > 0 && (whole.len() - i) % 3 == 0 {
                out.push(group);
            }
            out.push(digit);
        }
        if !fraction.is_empty() {
            out.push(point);
            out.push_str(fraction);
        }
        out
    }

    /// A share in per cent, given in per cent: 3.4 gives « 3,4 % ».
    pub fn percent(self, value: f64, decimals: usize) -> String {
        let number = self.number(value, decimals);
        if !value.is_finite() {
            return number;
        }
        match self {
            Lang::Fr => format!("{number}\u{a0}%"),
            Lang::En => format!("{number}%"),
        }
    }

    /// A number with its unit, parted by a no-break space.
    pub fn with_unit(self, value: f64, decimals: usize, unit: &str) -> String {
        if unit == "%" {
            return self.percent(value, decimals);
        }
        let number = self.number(value, decimals);
        if unit.is_empty() || !value.is_finite() {
            number
        } else {
            format!("{number}\u{a0}{unit}")
        }
    }

    /// Whether a number of things takes the plural: from 2 on in French, all but 1 in English.
    pub fn is_plural(self, count: f64) -> bool {
        match self {
            Lang::Fr => count.abs() >= 2.0,
            Lang::En => count != 1.0,
        }
    }

    /// A number of things: « 1 quartier », « 4 quartiers ».
    pub fn counted(self, count: usize, one: &str, many: &str) -> String {
        let noun = if self.is_plural(count as f64) {
            many
        } else {
            one
        };
        format!("{} {noun}", self.number(count as f64, 0))
    }

    /// What stands where a figure is not known; never 0.
    pub fn missing(self) -> &'static str {
        match self {
            Lang::Fr => "n.d.",
            Lang::En => "n/a",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_french_numbers_with_narrow_no_break_spaces() {
        assert_eq!(Lang::Fr.number(172_024.0, 0), "172\u{202f}024");
        assert_eq!(
            Lang::Fr.number(1_234_567.891, 2),
            "1\u{202f}234\u{202f}567,89"
        );
        assert_eq!(Lang::Fr.percent(3.4, 1), "3,4\u{a0}%");
        assert_eq!(Lang::Fr.number(-12.5, 1), "\u{2212}12,5");
        assert_eq!(Lang::Fr.number(0.5, 0), "1");
        assert_eq!(Lang::Fr.number(999.0, 0), "999");
        assert_eq!(Lang::Fr.with_unit(33.9, 1, "km²"), "33,9\u{a0}km²");
    }

    #[test]
    fn writes_english_numbers_with_commas() {
        assert_eq!(Lang::En.number(172_024.0, 0), "172,024");
        assert_eq!(Lang::En.percent(3.4, 1), "3.4%");
    }

    #[test]
    fn none_is_singular_in_french_and_plural_in_english() {
        let told = |lang: Lang, n| lang.counted(n, "quartier", "quartiers");
        assert_eq!(
            [0, 1, 2].map(|n| told(Lang::Fr, n)),
            ["0 quartier", "1 quartier", "2 quartiers"]
        );
        assert_eq!(
            [0, 1, 2].map(|n| told(Lang::En, n)),
            ["0 quartiers", "1 quartier", "2 quartiers"]
        );
        assert!(!Lang::Fr.is_plural(1.9) && Lang::En.is_plural(1.9));
    }

    #[test]
    fn a_value_that_rounds_to_nothing_has_no_sign_and_a_missing_one_is_not_zero() {
        assert_eq!(Lang::Fr.number(-0.01, 0), "0");
        assert_eq!(Lang::Fr.number(f64::NAN, 0), "n.d.");
        assert_eq!(Lang::Fr.percent(f64::INFINITY, 1), "n.d.");
    }
}
