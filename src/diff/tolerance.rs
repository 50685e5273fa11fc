//! How far a limit may move without anything having changed.

use crate::perimeter::Perimeters;
use serde::Serialize;
use std::fmt;
use thiserror::Error;

/// Drawing precision of the decrees' maps, metres: half a millimetre at 1/4 000.
const DRAWING_M: f64 = 2.0;

/// Metres in a degree of latitude, and of longitude at 46.5° north, where metropolitan France
/// has its middle. Overseas a degree of longitude is up to 40 % longer, which the drawing
/// precision covers.
const LAT_DEGREE_M: f64 = 111_150.0;
const LON_DEGREE_M: f64 = 76_700.0;

/// Largest tolerance that makes sense, metres: half the width of a small quartier.
pub const LARGEST_M: f64 = 100.0;

/// Where a tolerance comes from.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ToleranceOrigin {
    /// The user set it.
    Given,
    /// The drawing precision alone: both files have fine coordinates.
    Drawing,
    /// The drawing precision and coordinates rounded to this step in degrees.
    Rounding {
        /// Step in degrees, such as 1e-4.
        step_deg: f64,
    },
}

/// How far a limit may move without anything having changed, metres.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Tolerance {
    /// The distance.
    pub metres: f64,
    /// Why this one.
    pub origin: ToleranceOrigin,
}

/// A tolerance that makes no sense.
#[derive(Debug, Error, PartialEq)]
#[error("a tolerance of {0} m makes no sense: it must be above 0 and at most {LARGEST_M} m")]
pub struct ToleranceError(pub f64);

impl Tolerance {
    /// A tolerance set by the user.
    ///
    /// # Errors
    /// [`ToleranceError`] unless it is above 0 and at most 100 m.
    pub fn given(metres: f64) -> Result<Self, ToleranceError> {
        if metres > 0.0 && metres <= LARGEST_M {
            Ok(Self {
                metres,
                origin: ToleranceOrigin::Given,
            })
        } else {
            Err(ToleranceError(metres))
        }
    }

    /// The tolerance that two files deserve: the drawing precision (2 m, half a millimetre at
    /// 1/4 000), plus half the diagonal of the rounding cell of the coarser file, which is as
    /// far as rounding can move a vertex (6.8 m for four decimals). Never more than
    /// 100 m: coordinates cut to three decimals move limits by up to 68 m, and with those
    /// cut to two (or a handful of round ones) no limit can be told from another.
    pub fn from_rounding(old: &Perimeters, new: &Perimeters) -> Self {
        // Steps of 1e-6 degrees and less (0.1 m) are not noise worth the name.
        let step = |p: &Perimeters| p.rounding_deg.filter(|s| *s > 1e-6);
        match [step(old), step(new)]
            .into_iter()
            .flatten()
            .reduce(f64::max)
        {
            None => Self {
                metres: DRAWING_M,
                origin: ToleranceOrigin::Drawing,
            },
            Some(step_deg) => {
                let half_diagonal = step_deg * LAT_DEGREE_M.hypot(LON_DEGREE_M) / 2.0;
                let metres = ((DRAWING_M + half_diagonal) * 10.0).round() / 10.0;
                let metres = metres.min(LARGEST_M);
                Self {
                    metres,
                    origin: ToleranceOrigin::Rounding { step_deg },
                }
            }
        }
    }
}

impl fmt::Display for Tolerance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} m (", self.metres)?;
        match self.origin {
            ToleranceOrigin::Given => write!(f, "given)"),
            ToleranceOrigin::Drawing => write!(f, "drawing at 1/4 000)"),
            ToleranceOrigin::Rounding { step_deg } if self.metres >= LARGEST_M => {
                write!(
                    f,
                    "coordinates rounded to {step_deg} degrees: too coarse, give --tolerance)"
                )
            }
            ToleranceOrigin::Rounding { step_deg } => {
                write!(
                    f,
                    "coordinates rounded to {step_deg} degrees, drawing at 1/4 000)"
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tolerance_that_makes_no_sense_is_refused() {
        for metres in [0.0, -1.0, 101.0, f64::NAN, f64::INFINITY] {
            assert!(Tolerance::given(metres).is_err(), "{metres}");
        }
        assert_eq!(Tolerance::given(5.0).unwrap().metres, 5.0);
    }
}
