//! Cells of the Insee grid (Filosofi, "données carroyées").
//!
//! A cell is named by the reference system, the side and the south-west corner:
//! `CRS3035RES200mN2891800E3770600` is the square of 200 m whose corner is at 2 891 800 north and
//! 3 770 600 east in EPSG:3035; overseas the system is a UTM zone. Cells without inhabitants are
//! not in the file. `i_est_200` is 1 where a cell has fewer than 11 households and its values
//! were made from those of a larger square.

use super::weights::amount;
use crate::crs::Crs;
use crate::perimeter::Territory;
use crate::table::Table;
use geo::{Coord, LineString, MultiPolygon, Polygon};
use std::collections::BTreeMap;

/// A cell with its inhabitants.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// Where it lies.
    pub territory: Territory,
    /// The square, in the metres of the territory.
    pub shape: MultiPolygon,
    /// Its inhabitants.
    pub weight: f64,
    /// Whether its values are imputed.
    pub imputed: bool,
}

/// System, side and south-west corner (north, east) of a cell's name.
fn parse(name: &str) -> Option<(u16, f64, f64, f64)> {
    let rest = name.trim().strip_prefix("CRS")?;
    let (crs, rest) = rest.split_once("RES")?;
    let (side, rest) = rest.split_once("mN")?;
    let (north, east) = rest.split_once('E')?;
    let number = |text: &str| text.parse::<f64>().ok().filter(|n| n.is_finite());
    let side = number(side).filter(|s| (10.0..=10_000.0).contains(s))?;
    Some((crs.parse().ok()?, side, number(north)?, number(east)?))
}

/// The column of a table that holds cells, the finest one where there are several.
pub(super) fn cell_column(table: &Table) -> Option<&str> {
    let side = |column: &&str| -> Option<f64> {
        let values = table.values(column);
        let filled = values.iter().flatten().count();
        let cells: Vec<_> = values.into_iter().flatten().filter_map(parse).collect();
        (filled > 0 && 2 * cells.len() > filled).then(|| cells[0].1)
    };
    let sized = table
        .columns()
        .into_iter()
        .filter_map(|c| Some((side(&c)?, c)));
    sized.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, c)| c)
}

impl Cell {
    /// Reads the cells of a column with the weights of another.
    pub(super) fn read(
        table: &Table,
        cells: &str,
        weights: &str,
        refused: &mut Vec<(usize, String)>,
    ) -> Vec<Self> {
        let imputed = table
            .columns()
            .into_iter()
            .find(|c| c.starts_with("i_est_2"));
        let imputed = imputed.map(|c| table.values(c)).unwrap_or_default();
        let mut systems: BTreeMap<u16, Option<Crs>> = BTreeMap::new();
        let mut all = Vec::new();
        let rows = table.values(cells).into_iter().zip(table.values(weights));
        for (i, (name, weight)) in rows.enumerate() {
            let name = name.unwrap_or_default();
            let square = parse(name).and_then(|(epsg, side, north, east)| {
                let crs = systems
                    .entry(epsg)
                    .or_insert_with(|| Crs::from_epsg(epsg).ok());
                square(crs.as_ref()?, side, north, east)
            });
            match (square, weight.and_then(amount)) {
                (Some((territory, shape)), Some(weight)) => all.push(Self {
                    territory,
                    shape,
                    weight,
                    imputed: imputed.get(i).copied().flatten() == Some("1"),
                }),
                (None, _) => refused.push((i + 1, format!("{name:?} is no cell of a grid"))),
                (_, None) => refused.push((i + 1, format!("{weights} is no number"))),
            }
        }
        all
    }
}

fn square(crs: &Crs, side: f64, north: f64, east: f64) -> Option<(Territory, MultiPolygon)> {
    let corners = [(0.0, 0.0), (side, 0.0), (side, side), (0.0, side)];
    let at = |(dx, dy): (f64, f64)| {
        let (x, y) = (east + dx, north + dy);
        crs.to_lonlat(Coord { x, y }).ok()
    };
    let degrees: Vec<Coord> = corners.into_iter().map(at).collect::<Option<_>>()?;
    let territory = Territory::of_lonlat(degrees[0].x, degrees[0].y)?;
    let metric = territory.metric_crs();
    let place = |c: Coord| metric.from_lonlat(c).ok();
    let ring: Vec<Coord> = degrees.into_iter().map(place).collect::<Option<_>>()?;
    let polygon = Polygon::new(LineString::new(ring), Vec::new());
    Some((territory, MultiPolygon::new(vec![polygon])))
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::Area;

    #[test]
    fn a_cell_lies_where_its_name_says() {
        let name = "CRS3035RES200mN2891800E3770600";
        assert_eq!(parse(name), Some((3035, 200.0, 2_891_800.0, 3_770_600.0)));
        let crs = Crs::from_epsg(3035).unwrap();
        let (territory, shape) = square(&crs, 200.0, 2_891_800.0, 3_770_600.0).unwrap();
        assert_eq!(territory, Territory::Metropole);
        // EPSG:3035 keeps areas, Lambert-93 is within 0.2 % of them here. The
        // south-west corner is where PROJ 9 puts it.
        assert!((shape.unsigned_area() - 40_000.0).abs() < 80.0);
        let corner = shape.0[0].exterior().0[0];
        let off = (corner.x - CORNER.0).hypot(corner.y - CORNER.1);
        assert!(off < 0.01, "{corner:?}");
        for text in [
            "",
            "CRS3035RES200m",
            "CRS3035RES200mN1E",
            "E1N2",
            "CRSxRES200mN1E2",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    const CORNER: (f64, f64) = (662_041.968, 6_865_276.757);
}
