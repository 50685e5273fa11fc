//! Coordinate reference systems of the official files, and the way to metres.
//!
//! Every system named here is tied to the same ground within centimetres: RGF93, RGAF09,
//! RGFG95, RGR92, RGM04 and RGPF are legal realisations that French producers and PROJ both
//! relate to WGS84 by a null shift. So a change of system is an inverse and a forward
//! projection and never a datum shift, and longitudes and latitudes are the meeting point.
//! (Which realisation of RGF93 an `EPSG:2154` file means is not knowable from the file; the
//! versions differ by a few centimetres, far below the precision of a limit drawn at 1/4 000.)
//!
//! Coordinates are always `x` = easting or longitude, `y` = northing or latitude, in metres or
//! degrees, whatever axis order the authority gives for the code.

mod definition;
mod lambert93;
mod registry;
mod scale;
mod wkt;

pub use scale::scale_factor;

use geo::{Coord, MapCoordsInPlace, MultiPolygon};
use proj4rs::Proj;
use std::fmt;
use thiserror::Error;

/// What can go wrong between a declared system and coordinates.
#[derive(Debug, Error, PartialEq)]
pub enum CrsError {
    /// The declaration names a system that is not known here.
    #[error("unknown coordinate reference system {0:?}")]
    Unknown(String),
    /// A coordinate lies outside the domain of the projection.
    #[error("coordinate ({x}, {y}) cannot be in {crs}")]
    OutOfDomain {
        /// Easting or longitude as read.
        x: f64,
        /// Northing or latitude as read.
        y: f64,
        /// The system that was declared.
        crs: String,
    },
}

/// A coordinate reference system that can be turned into longitude and latitude and back.
#[derive(Clone)]
pub struct Crs {
    name: String,
    epsg: Option<u16>,
    method: Method,
}

#[derive(Clone)]
enum Method {
    Geographic,
    Lambert93,
    Projected(Box<Proj>),
}

impl Crs {
    /// Longitude and latitude in degrees (WGS84, CRS84 or any of the legal French systems).
    pub fn wgs84() -> Self {
        Self {
            name: "WGS 84".into(),
            epsg: Some(4326),
            method: Method::Geographic,
        }
    }

    /// Lambert-93 (EPSG:2154), metres: the legal projection of metropolitan France.
    pub fn lambert93() -> Self {
        Self {
            name: "RGF93 / Lambert-93".into(),
            epsg: Some(2154),
            method: Method::Lambert93,
        }
    }

    /// The system of an EPSG code.
    ///
    /// # Errors
    /// [`CrsError::Unknown`] when neither this crate nor PROJ's list knows the code.
    pub fn from_epsg(code: u16) -> Result<Self, CrsError> {
        registry::from_epsg(code)
    }

    /// The system that a text names: `EPSG:2154`, `urn:ogc:def:crs:OGC:1.3:CRS84`,
    /// `IGNF:LAMB93`, a WKT as found in a `.prj`, or a bare code.
    ///
    /// # Errors
    /// [`CrsError::Unknown`] with the text, shortened.
    pub fn from_declaration(text: &str) -> Result<Self, CrsError> {
        let text = text.trim().trim_start_matches('\u{feff}').trim();
        if text.contains('[') {
            wkt::from_wkt(text)
        } else {
            registry::from_name(text)
        }
    }

    fn projected(name: &str, epsg: Option<u16>, definition: &str) -> Result<Self, CrsError> {
        let proj = Proj::from_proj_string(definition)
            .map_err(|_| CrsError::Unknown(name.chars().take(80).collect()))?;
        let method = if proj.is_latlong() {
            Method::Geographic
        } else {
            Method::Projected(Box::new(proj))
        };
        Ok(Self {
            name: name.to_owned(),
            epsg,
            method,
        })
    }

    /// EPSG code, where one is known.
    pub fn epsg(&self) -> Option<u16> {
        self.epsg
    }

    /// Name for people, without the code.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether coordinates are longitudes and latitudes in degrees.
    pub fn is_geographic(&self) -> bool {
        matches!(self.method, Method::Geographic)
    }

    /// Longitude and latitude in degrees of a coordinate of this system.
    ///
    /// # Errors
    /// [`CrsError::OutOfDomain`] when the coordinate is not finite, when a latitude is beyond a
    /// pole, or when the projection has no inverse there.
    pub fn to_lonlat(&self, c: Coord) -> Result<Coord, CrsError> {
        let refused = || self.refuse(c);
        let out = match &self.method {
            Method::Geographic => c,
            Method::Lambert93 => lambert93::inverse(c),
            Method::Projected(proj) => {
                let mut p = (c.x, c.y, 0.0);
                proj4rs::transform::transform(proj, geographic(), &mut p).map_err(|_| refused())?;
                Coord {
                    x: p.0.to_degrees(),
                    y: p.1.to_degrees(),
                }
            }
        };
        if out.x.is_finite() && out.y.is_finite() && out.x.abs() <= 180.0 && out.y.abs() <= 90.0 {
            Ok(out)
        } else {
            Err(refused())
        }
    }

    /// The coordinate in this system of a longitude and latitude in degrees.
    ///
    /// # Errors
    /// [`CrsError::OutOfDomain`] when the projection cannot hold the place.
    pub fn from_lonlat(&self, c: Coord) -> Result<Coord, CrsError> {
        let refused = || self.refuse(c);
        if !(c.x.abs() <= 180.0 && c.y.abs() <= 90.0) {
            return Err(refused());
        }
        let out = match &self.method {
            Method::Geographic => c,
            Method::Lambert93 => lambert93::forward(c),
            Method::Projected(proj) => {
                let mut p = (c.x.to_radians(), c.y.to_radians(), 0.0);
                proj4rs::transform::transform(geographic(), proj, &mut p).map_err(|_| refused())?;
                Coord { x: p.0, y: p.1 }
            }
        };
        if out.x.is_finite() && out.y.is_finite() {
            Ok(out)
        } else {
            Err(refused())
        }
    }

    /// Brings a coordinate of this system into another one.
    ///
    /// # Errors
    /// [`CrsError::OutOfDomain`], as for the two steps it is made of.
    pub fn transform(&self, c: Coord, target: &Crs) -> Result<Coord, CrsError> {
        if self == target {
            return if c.x.is_finite() && c.y.is_finite() {
                Ok(c)
            } else {
                Err(self.refuse(c))
            };
        }
        target.from_lonlat(self.to_lonlat(c)?)
    }

    /// Brings every vertex of a shape into another system.
    ///
    /// An edge stays straight between its two vertices. Between degrees and metres that moves
    /// the middle of a 300 m edge by 2 mm and of a 1 km edge by 3 cm.
    ///
    /// # Errors
    /// [`CrsError::OutOfDomain`] for the first vertex that cannot be brought over.
    pub fn transform_shape(
        &self,
        mut shape: MultiPolygon,
        target: &Crs,
    ) -> Result<MultiPolygon, CrsError> {
        shape.try_map_coords_in_place(|c| self.transform(c, target))?;
        Ok(shape)
    }

    /// Definition as well-known text (WKT 1, the dialect of `.prj` files); `None` where only
    /// the code is known, which readers resolve by themselves.
    pub fn to_wkt(&self) -> Option<String> {
        self.epsg.and_then(definition::of_epsg)
    }

    fn refuse(&self, c: Coord) -> CrsError {
        CrsError::OutOfDomain {
            x: c.x,
            y: c.y,
            crs: self.to_string(),
        }
    }
}

/// The meeting point of all systems, in radians for proj4rs.
fn geographic() -> &'static Proj {
    static LONLAT: std::sync::OnceLock<Proj> = std::sync::OnceLock::new();
    LONLAT.get_or_init(|| {
        // invariant: a constant definition, parsed by the tests
        Proj::from_proj_string("+proj=longlat +ellps=GRS80 +no_defs").expect("constant")
    })
}

impl PartialEq for Crs {
    fn eq(&self, other: &Self) -> bool {
        match (&self.method, &other.method) {
            (Method::Geographic, Method::Geographic) | (Method::Lambert93, Method::Lambert93) => {
                true
            }
            (Method::Projected(_), Method::Projected(_)) => {
                self.epsg.is_some() && self.epsg == other.epsg
            }
            _ => false,
        }
    }
}

impl fmt::Display for Crs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.epsg {
            Some(code) => write!(f, "EPSG:{code} ({})", self.name),
            None => write!(f, "{}", self.name),
        }
    }
}

impl fmt::Debug for Crs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Crs({self})")
    }
}
