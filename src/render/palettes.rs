//! Colours of the figures.
//!
//! The two generations keep the colours that French public maps already give them; the sequential
//! ramps come from the French State design system (`@gouvfr/dsfr` 1.15, `@gouvfr/dsfr-chart` 2.0) and
//! from cividis, which is made for colour-blind readers (Nuñez et al. 2018). A test holds all of them
//! to contrast and to distance under simulated colour blindness and in grey.

use super::{RenderError, canvas::Rgb};

/// The quartiers of the 2014 decrees.
pub const GENERATION_2015: Rgb = Rgb(0xd1, 0x6d, 0x26);
/// The quartiers of the 2023 decree.
pub const GENERATION_2024: Rgb = Rgb(0x2f, 0x53, 0x90);
/// A second vintage on the 2015 perimeters: the same hue, lighter.
pub const GENERATION_2015_EARLIER: Rgb = Rgb(0xef, 0xb4, 0x86);
/// Ground that is in both generations.
pub const KEPT: Rgb = Rgb(0xc3, 0xc9, 0xd6);
/// A quartier whose contour did not change.
pub const UNCHANGED: Rgb = Rgb(0xcd, 0xd2, 0xdd);
/// A quartier whose contour was modified.
pub const MODIFIED: Rgb = Rgb(0x74, 0xb4, 0x96);
/// A quartier that was merged, split or recomposed.
pub const RESHAPED: Rgb = Rgb(0xa9, 0x63, 0x9a);
/// Ground that only the new perimeters hold.
pub const GAINED: Rgb = GENERATION_2024;
/// Ground that only the old perimeters hold; always hatched as well.
pub const LOST: Rgb = GENERATION_2015;
/// Women in a pyramid of ages.
pub const WOMEN: Rgb = Rgb(0xb0, 0x72, 0xac);
/// Men in a pyramid of ages.
pub const MEN: Rgb = Rgb(0x12, 0x4f, 0x4a);
/// All inhabitants where the sexes are not known.
pub const EVERYBODY: Rgb = Rgb(0x5a, 0x8f, 0x86);
/// A value that rose on one perimeter.
pub const RISE: Rgb = Rgb(0x0e, 0x5a, 0x53);
/// A value that fell on one perimeter.
pub const FALL: Rgb = Rgb(0xc0, 0x70, 0x9f);
/// Text and strong lines.
pub const INK: Rgb = Rgb(0x16, 0x16, 0x1d);
/// Secondary text.
pub const INK_SOFT: Rgb = Rgb(0x58, 0x58, 0x62);
/// Rules and frames.
pub const RULE: Rgb = Rgb(0xbd, 0xbd, 0xc4);
/// Limits of communes.
pub const COMMUNE_LINE: Rgb = Rgb(0xc9, 0xc9, 0xc6);
/// Ground of the territory shown.
pub const LAND: Rgb = Rgb(0xf7, 0xf6, 0xf2);
/// Outline of the territory shown.
pub const LAND_LINE: Rgb = Rgb(0x85, 0x85, 0x85);
/// Hatching where a value is missing.
pub const MISSING: Rgb = Rgb(0x86, 0x86, 0x8d);
/// Ground that passed from one quartier to another.
pub const FLOW: Rgb = Rgb(0x9a, 0xa6, 0xbf);
/// Text of a warning.
pub const NOTICE: Rgb = Rgb(0xb3, 0x40, 0x00);
/// What a warning stands on.
pub const NOTICE_GROUND: Rgb = Rgb(0xff, 0xe9, 0xdf);

/// A sequential ramp, from little to much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ramp {
    name: &'static str,
    stops: &'static [Rgb],
}

const RAMPS: [Ramp; 5] = [
    Ramp {
        name: "bleu-france",
        stops: &[
            Rgb(0xe3, 0xe3, 0xfd),
            Rgb(0x6a, 0x6a, 0xf4),
            Rgb(0x00, 0x00, 0x5f),
        ],
    },
    Ramp {
        name: "bleu-ecume",
        stops: &[
            Rgb(0xe9, 0xed, 0xfe),
            Rgb(0x82, 0x9c, 0xd4),
            Rgb(0x1f, 0x33, 0x66),
        ],
    },
    Ramp {
        name: "vert-emeraude",
        stops: &[
            Rgb(0xe3, 0xf5, 0xe8),
            Rgb(0x5a, 0xb0, 0x85),
            Rgb(0x12, 0x3f, 0x2e),
        ],
    },
    Ramp {
        name: "terre-battue",
        stops: &[
            Rgb(0xfe, 0xf0, 0xe8),
            Rgb(0xe4, 0x79, 0x4a),
            Rgb(0x5e, 0x20, 0x0c),
        ],
    },
    Ramp {
        name: "cividis",
        stops: &[
            Rgb(0xfd, 0xea, 0x45),
            Rgb(0x7c, 0x7b, 0x78),
            Rgb(0x00, 0x20, 0x4d),
        ],
    },
];

impl Ramp {
    /// The ramp used when none is asked for.
    pub const DEFAULT: Ramp = RAMPS[0];

    /// The ramp of that name.
    ///
    /// # Errors
    /// An unknown name; the message lists the known ones.
    pub fn named(name: &str) -> Result<Ramp, RenderError> {
        let wanted = name.trim().to_lowercase();
        RAMPS
            .into_iter()
            .find(|ramp| ramp.name == wanted)
            .ok_or_else(|| RenderError::UnknownPalette {
                name: name.to_owned(),
                known: Ramp::names().join(", "),
            })
    }

    /// Names of all ramps.
    pub fn names() -> Vec<&'static str> {
        RAMPS.iter().map(|ramp| ramp.name).collect()
    }

    /// `n` colours, evenly spread from little to much.
    pub fn classes(&self, n: usize) -> Vec<Rgb> {
        (0..n)
            .map(|i| {
                self.at(if n < 2 {
                    0.6
                } else {
                    i as f64 / (n - 1) as f64
                })
            })
            .collect()
    }

    /// The colour at `t` from 0 to 1, mixed in OKLab so that steps look even.
    pub fn at(&self, t: f64) -> Rgb {
        let last = self.stops.len() - 1;
        let position = t.clamp(0.0, 1.0) * last as f64;
        let i = (position.floor() as usize).min(last - 1);
        let part = position - i as f64;
        let (a, b) = (oklab(self.stops[i]), oklab(self.stops[i + 1]));
        from_oklab(std::array::from_fn(|k| a[k] + (b[k] - a[k]) * part))
    }
}

impl Default for Ramp {
    fn default() -> Self {
        Ramp::DEFAULT
    }
}

/// Contrast of two colours, from 1 to 21 (WCAG 2.2).
pub fn contrast(a: Rgb, b: Rgb) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// The line around a mark that is too light to stand out from paper (a contrast under 3, WCAG 2.2,
/// 1.4.11): its own colour, darkened until it does. `None` where the mark needs none.
pub fn edge(color: Rgb) -> Option<Rgb> {
    let paper = Rgb(255, 255, 255);
    if contrast(color, paper) >= 3.0 {
        return None;
    }
    let (from, to) = (oklab(color), oklab(INK));
    let darkened = (1..=20).map(|step| {
        let part = f64::from(step) / 20.0;
        from_oklab(std::array::from_fn(|k| from[k] + (to[k] - from[k]) * part))
    });
    darkened.into_iter().find(|c| contrast(*c, paper) >= 3.2)
}

/// Relative luminance of WCAG 2, from 0 to 1.
pub fn luminance(color: Rgb) -> f64 {
    let [r, g, b] = linear(color);
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

fn linear(Rgb(r, g, b): Rgb) -> [f64; 3] {
    [r, g, b].map(|v| {
        let v = f64::from(v) / 255.0;
        if v <= 0.040_45 {
            v / 12.92
        } else {
            ((v + 0.055) / 1.055).powf(2.4)
        }
    })
}

fn from_linear(rgb: [f64; 3]) -> Rgb {
    let [r, g, b] = rgb.map(|v| {
        let v = v.clamp(0.0, 1.0);
        let v = if v <= 0.003_130_8 {
            12.92 * v
        } else {
            1.055 * v.powf(1.0 / 2.4) - 0.055
        };
        (v * 255.0).round() as u8
    });
    Rgb(r, g, b)
}

fn times(m: [[f64; 3]; 3], v: [f64; 3]) -> [f64; 3] {
    m.map(|row| row.iter().zip(v).map(|(a, b)| a * b).sum())
}

/// OKLab of Björn Ottosson (2020).
fn oklab(color: Rgb) -> [f64; 3] {
    let lms = times(
        [
            [0.412_221_47, 0.536_332_54, 0.051_445_99],
            [0.211_903_5, 0.680_699_55, 0.107_396_96],
            [0.088_302_46, 0.281_718_84, 0.629_978_7],
        ],
        linear(color),
    );
    times(
        [
            [0.210_454_26, 0.793_617_79, -0.004_072_05],
            [1.977_998_5, -2.428_592_2, 0.450_593_7],
            [0.025_904_04, 0.782_771_77, -0.808_675_77],
        ],
        lms.map(f64::cbrt),
    )
}

fn from_oklab(lab: [f64; 3]) -> Rgb {
    let lms = times(
        [
            [1.0, 0.396_337_78, 0.215_803_76],
            [1.0, -0.105_561_35, -0.063_854_17],
            [1.0, -0.089_484_18, -1.291_485_5],
        ],
        lab,
    );
    from_linear(times(
        [
            [4.076_741_66, -3.307_711_59, 0.230_969_93],
            [-1.268_438, 2.609_757_4, -0.341_319_4],
            [-0.004_196_09, -0.703_418_61, 1.707_614_7],
        ],
        lms.map(|v| v * v * v),
    ))
}

#[cfg(test)]
mod tests;
