//! Where people live: addresses, dwellings or the cells of a grid, as weights of ground.

use super::grid::{Cell, cell_column};
use crate::crs::Crs;
use crate::locate::System;
use crate::locate::batch::CoordinateColumns;
use crate::table::Table;
use geo::Coord;
use thiserror::Error;

/// Weights by place.
#[derive(Debug, Clone)]
pub struct Weights {
    /// What they are.
    pub kind: WeightKind,
    /// File and column.
    pub source: String,
    /// Rows that were left out, with the reason, by number of row from 1 below the header.
    pub refused: Vec<(usize, String)>,
}

/// The two kinds of weights.
#[derive(Debug, Clone)]
pub enum WeightKind {
    /// Points: a coordinate and what it weighs.
    Places {
        /// What the coordinates mean.
        system: System,
        /// The points.
        places: Vec<(Coord, f64)>,
    },
    /// Cells of a grid with their inhabitants.
    Grid(Vec<Cell>),
}

/// A table that holds no weights.
#[derive(Debug, Error)]
pub enum WeightError {
    /// Neither cells nor coordinates.
    #[error(
        "{file}: neither cells of the Insee grid (idcar_200m, ind) nor coordinates (lon and lat, \
         or x and y) in its columns: {columns}"
    )]
    NoPlaces {
        /// The file.
        file: String,
        /// Names of its columns.
        columns: String,
    },
    /// A grid without inhabitants.
    #[error("{file}: the cells of {cells} have no column of inhabitants (its columns: {columns})")]
    NoInhabitants {
        /// The file.
        file: String,
        /// The column of cells.
        cells: String,
        /// Names of its columns.
        columns: String,
    },
    /// The column that was asked for is not there.
    #[error("{file}: no column {wanted} (its columns: {columns})")]
    NoColumn {
        /// The file.
        file: String,
        /// The name.
        wanted: String,
        /// Names of its columns.
        columns: String,
    },
    /// No row could be used.
    #[error("{file}: none of its {rows} rows has a place and a weight")]
    NothingUsable {
        /// The file.
        file: String,
        /// Number of rows.
        rows: usize,
    },
}

impl WeightError {
    /// What the user can do about it.
    pub fn advice(&self) -> String {
        match self {
            Self::NoPlaces { .. } | Self::NothingUsable { .. } => {
                "give the Insee 200 m grid, or addresses with lon and lat in degrees or x and y in \
                 Lambert-93"
            }
            Self::NoInhabitants { .. } => "name the column of inhabitants ind, or with --weight",
            Self::NoColumn { .. } => "name a column of the table with --weight",
        }
        .into()
    }
}

/// A weight: a number of at least 0, decimal comma allowed.
pub(super) fn amount(text: &str) -> Option<f64> {
    let n = text.replace(',', ".").parse::<f64>().ok()?;
    (n.is_finite() && n >= 0.0).then_some(n)
}

impl Weights {
    /// Reads the weights of a table: the Insee grid where a column holds its cells
    /// (`CRS3035RES200mN2891800E3770600`), else points with coordinates. The weight of a cell is
    /// its inhabitants (`ind`), that of a point 1, unless `column` names another (dwellings of
    /// an address, say).
    ///
    /// Points in degrees are taken before points in metres; `x` and `y` are Lambert-93.
    ///
    /// # Errors
    /// [`WeightError`], one sentence that names the file and its columns.
    pub fn read(table: &Table, column: Option<&str>) -> Result<Self, WeightError> {
        let file = table.path.display().to_string();
        let names: Vec<String> = table.columns().iter().map(|c| (*c).to_owned()).collect();
        let columns = names.join(", ");
        let wanted = match column {
            None => None,
            Some(wanted) => match names.iter().find(|n| n.trim().eq_ignore_ascii_case(wanted)) {
                Some(found) => Some(found.as_str()),
                None => {
                    let wanted = wanted.to_owned();
                    return Err(WeightError::NoColumn {
                        file,
                        wanted,
                        columns,
                    });
                }
            },
        };
        let mut refused = Vec::new();
        let (kind, source) = if let Some(cells) = cell_column(table) {
            let inhabitants = wanted.or_else(|| {
                let found = |name: &str| names.iter().find(|c| c.eq_ignore_ascii_case(name));
                ["ind", "men"]
                    .into_iter()
                    .find_map(found)
                    .map(String::as_str)
            });
            let Some(inhabitants) = inhabitants else {
                let cells = cells.to_owned();
                return Err(WeightError::NoInhabitants {
                    file,
                    cells,
                    columns,
                });
            };
            let cells = Cell::read(table, cells, inhabitants, &mut refused);
            (
                WeightKind::Grid(cells),
                format!("{file}, colonne {inhabitants}"),
            )
        } else {
            let no_places = |_| WeightError::NoPlaces {
                file: file.clone(),
                columns: columns.clone(),
            };
            let at = CoordinateColumns::find(&names).map_err(no_places)?;
            let places = places(table, &names, at, wanted, &mut refused);
            let system = System::of(match at.degrees {
                true => Crs::wgs84(),
                false => Crs::lambert93(),
            });
            let source = match wanted {
                Some(column) => format!("{file}, colonne {column}"),
                None => format!("{file}, une par ligne"),
            };
            (WeightKind::Places { system, places }, source)
        };
        let empty = match &kind {
            WeightKind::Places { places, .. } => places.is_empty(),
            WeightKind::Grid(cells) => cells.is_empty(),
        };
        if empty {
            let rows = table.height();
            return Err(WeightError::NothingUsable { file, rows });
        }
        Ok(Self {
            kind,
            source,
            refused,
        })
    }
}

fn places(
    table: &Table,
    names: &[String],
    at: CoordinateColumns,
    weight: Option<&str>,
    refused: &mut Vec<(usize, String)>,
) -> Vec<(Coord, f64)> {
    let (xs, ys) = (table.values(&names[at.x]), table.values(&names[at.y]));
    let weights = weight.map(|c| table.values(c));
    let mut all = Vec::with_capacity(table.height());
    for (i, (x, y)) in xs.into_iter().zip(ys).enumerate() {
        let number = |t: Option<&str>| t?.replace(',', ".").parse::<f64>().ok();
        let coordinate = number(x).zip(number(y));
        let weight = match &weights {
            None => Some(1.0),
            Some(values) => values[i].and_then(amount),
        };
        match (coordinate, weight) {
            (Some((x, y)), Some(weight)) => all.push((Coord { x, y }, weight)),
            (None, _) => refused.push((i + 1, "no coordinates".into())),
            (_, None) => refused.push((i + 1, "its weight is no number".into())),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::from_text;
    use std::path::Path;

    fn read(text: &str, column: Option<&str>) -> Result<Weights, WeightError> {
        Weights::read(&from_text(Path::new("w.csv"), text).unwrap(), column)
    }

    #[test]
    fn addresses_weigh_one_each_or_what_a_column_says() {
        let text = "id,lon,lat,logements\na,2.5,50.4,12\nb,2.6,50.4,\nc,,50.4,3\n";
        let each = read(text, None).unwrap();
        let WeightKind::Places { places, .. } = &each.kind else {
            panic!("{each:?}")
        };
        assert_eq!(places.iter().map(|p| p.1).sum::<f64>(), 2.0);
        assert_eq!(each.refused, [(3, "no coordinates".to_owned())]);
        let dwellings = read(text, Some("Logements")).unwrap();
        let WeightKind::Places { places, .. } = &dwellings.kind else {
            panic!("{dwellings:?}")
        };
        assert_eq!(places.iter().map(|p| p.1).sum::<f64>(), 12.0);
        assert_eq!(dwellings.refused.len(), 2);
    }

    #[test]
    fn what_holds_no_weights_is_told_with_its_columns() {
        let message = |text, column| read(text, column).unwrap_err().to_string();
        assert!(message("a,b\n1,2\n", None).ends_with("columns: a, b"));
        assert!(message("lon,lat\n1,2\n", Some("logements")).contains("no column logements"));
        assert!(message("lon,lat\nx,y\n", None).contains("none of its 1 rows"));
        let cells = "idcar_200m,autre\nCRS3035RES200mN2891800E3770600,3\n";
        assert!(message(cells, None).contains("no column of inhabitants"));
    }
}
