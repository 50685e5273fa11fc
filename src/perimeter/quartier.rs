//! One quartier: its code, its names and the ground it covers.

use super::code::QuartierCode;
use super::territory::Territory;
use geo::{Area, MultiPolygon};

/// One quartier prioritaire as its file gives it, with a valid contour in metres.
#[derive(Debug, Clone, PartialEq)]
pub struct Quartier {
    /// Its code, which also says the generation.
    pub code: QuartierCode,
    /// Its name as written in the file; empty where the file has none.
    pub name: String,
    /// Names of its communes as written, one each, blanks and empty ones removed.
    pub communes: Vec<String>,
    /// INSEE codes of its communes where the file has them, five characters each.
    pub communes_insee: Vec<String>,
    /// SIREN of its EPCI where the file has it.
    pub epci: Option<String>,
    /// The contour: valid, shells counter-clockwise, in the metres of
    /// [`Territory::metric_crs`].
    pub shape: MultiPolygon,
}

impl Quartier {
    /// The territory it is registered in, which says the projection of [`Self::shape`].
    pub fn territory(&self) -> Territory {
        Territory::of_code(&self.code)
    }

    /// Area in square metres of the projection (within 0.6 % of the ground in Corsica,
    /// 0.2 % elsewhere in metropolitan France).
    pub fn area_m2(&self) -> f64 {
        self.shape.unsigned_area()
    }

    /// Code and name, as a label on a map or in a message.
    pub fn label(&self) -> String {
        if self.name.is_empty() {
            self.code.to_string()
        } else {
            format!("{} {}", self.code, self.name)
        }
    }
}
