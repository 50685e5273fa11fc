//! Which columns hold the coordinates.

use super::BatchError;

/// Names of columns that everybody uses, without case.
const LON: [&str; 4] = ["lon", "longitude", "long", "lng"];
const LAT: [&str; 2] = ["lat", "latitude"];
const X: [&str; 1] = ["x"];
const Y: [&str; 1] = ["y"];

/// The two columns of coordinates and what their names say about them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CoordinateColumns {
    /// Column of the longitude or easting.
    pub x: usize,
    /// Column of the latitude or northing.
    pub y: usize,
    /// Whether the names say degrees.
    pub degrees: bool,
}

impl CoordinateColumns {
    /// Finds them by their usual names: `lon lat longitude latitude long lng`, else `x y`.
    ///
    /// # Errors
    /// [`BatchError::NoCoordinates`] or [`BatchError::SeveralCoordinates`].
    pub fn find(names: &[String]) -> Result<Self, BatchError> {
        Self::find_among(names, &[(&LON, &LAT, true), (&X, &Y, false)])
    }

    /// Finds `x y` before any degrees: for tables with both, when a reference system is named.
    ///
    /// # Errors
    /// As [`Self::find`].
    pub fn find_metres(names: &[String]) -> Result<Self, BatchError> {
        Self::find_among(names, &[(&X, &Y, false), (&LON, &LAT, true)])
    }

    fn find_among(
        names: &[String],
        pairs: &[(&[&str], &[&str], bool)],
    ) -> Result<Self, BatchError> {
        for &(xs, ys, degrees) in pairs {
            let (x, y) = (called(names, xs), called(names, ys));
            if let ([x], [y]) = (x.as_slice(), y.as_slice()) {
                let (x, y) = (*x, *y);
                return Ok(Self { x, y, degrees });
            }
            if !x.is_empty() && !y.is_empty() {
                let several = x.iter().chain(&y).map(|i| names[*i].clone());
                return Err(BatchError::SeveralCoordinates {
                    columns: several.collect::<Vec<_>>().join(", "),
                });
            }
        }
        Err(BatchError::NoCoordinates {
            columns: names.join(", "),
        })
    }
}

fn called(names: &[String], wanted: &[&str]) -> Vec<usize> {
    let is_wanted = |name: &String| wanted.iter().any(|w| name.trim().eq_ignore_ascii_case(w));
    (0..names.len()).filter(|i| is_wanted(&names[*i])).collect()
}

/// The column of a name: as written, else without case.
///
/// # Errors
/// [`BatchError::NoColumn`] with all names.
pub fn column(names: &[String], wanted: &str) -> Result<usize, BatchError> {
    let exact = names.iter().position(|name| name == wanted);
    let loose = || {
        let same = |name: &String| name.trim().eq_ignore_ascii_case(wanted.trim());
        names.iter().position(same)
    };
    exact.or_else(loose).ok_or_else(|| BatchError::NoColumn {
        wanted: wanted.to_owned(),
        columns: names.join(", "),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(header: &str) -> Result<CoordinateColumns, String> {
        let names: Vec<String> = header.split(',').map(str::to_owned).collect();
        CoordinateColumns::find(&names).map_err(|e| e.to_string())
    }

    #[test]
    fn usual_names_are_found_and_degrees_come_first() {
        let found = |x, y, degrees| Ok(CoordinateColumns { x, y, degrees });
        assert_eq!(find("id,x,y,lon,lat"), found(3, 4, true));
        assert_eq!(find("Latitude,LONGITUDE"), found(1, 0, true));
        assert_eq!(find("X, Y"), found(0, 1, false));
    }

    #[test]
    fn doubt_is_an_error_that_names_the_columns() {
        assert!(
            find("lon,longitude,lat")
                .unwrap_err()
                .contains("lon, longitude, lat")
        );
        assert!(find("id,adresse").unwrap_err().contains("id, adresse"));
        assert!(find("lon,adresse").is_err());
    }
}
