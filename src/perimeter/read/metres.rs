//! From a contour as it was drawn to a valid one in metres.

use crate::crs::{Crs, CrsError};
use crate::perimeter::QuartierCode;
use crate::perimeter::precision::Rounding;
use crate::perimeter::repair::{Repair, problem, rebuild, repair, shoelace_area};
use crate::perimeter::simple::is_tangled;
use geo::{CoordsIter, MultiPolygon};

/// Judges a contour as it was drawn, brings it to metres and repairs it there; a vertex that
/// only projection made touch another is repaired again without a word. `None` is a contour so
/// tangled that no repair of it would end.
pub(super) fn to_metres(
    code: QuartierCode,
    shape: MultiPolygon,
    crs: &Crs,
    metric: &Crs,
) -> Result<Option<(MultiPolygon, Option<Repair>, Rounding)>, CrsError> {
    let rounding = rounding_of(&shape, crs)?;
    let in_metres = crs.transform_shape(shape.clone(), metric)?;
    let Some(problem) = problem(shape) else {
        return Ok(Some((repair(in_metres).0, None, rounding)));
    };
    if is_tangled(&in_metres) {
        return Ok(None);
    }
    let area_before_m2 = shoelace_area(&in_metres);
    let valid = rebuild(in_metres);
    let repair = Repair {
        code,
        problem,
        area_before_m2,
        area_after_m2: shoelace_area(&valid),
    };
    Ok(Some((valid, Some(repair), rounding)))
}

/// How finely the coordinates of a contour are written.
pub(super) fn rounding_of(shape: &MultiPolygon, crs: &Crs) -> Result<Rounding, CrsError> {
    if let Some(c) = shape
        .coords_iter()
        .find(|c| !c.x.is_finite() || !c.y.is_finite())
    {
        return Err(CrsError::OutOfDomain {
            x: c.x,
            y: c.y,
            crs: crs.to_string(),
        });
    }
    let mut rounding = Rounding::default();
    if crs.is_geographic() {
        rounding.add(shape);
    } else {
        rounding.add(&crs.transform_shape(shape.clone(), &Crs::wgs84())?);
    }
    Ok(rounding)
}
