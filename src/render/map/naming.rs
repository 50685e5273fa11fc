//! What is to be named in a panel: its own quartiers, those of others by the panel that names them,
//! and communes.

use geo::{Area, InteriorPoint, Polygon};

use super::super::Lang;
use super::super::canvas::Point;
use super::super::page::Rect;
use super::labels::{Kind, Wanted};
use super::sheet::{Backed, Panel, Role, Sheet, Subject};
use super::{MapShape, PlaceName};

/// A panel with more communes than this does not name them.
const MOST_COMMUNES: usize = 12;

impl Sheet {
    /// The labels wanted in `room`, and the quartiers that get none there.
    pub(super) fn wanted(
        &self,
        panel: &Panel,
        (room, lang): (Rect, Lang),
        labels: Vec<Wanted>,
        subject: &Subject<'_>,
    ) -> (Vec<Wanted>, Vec<Wanted>) {
        let mut names = place_names(subject.backdrop.names, panel, &labels);
        if panel.role == Role::Whole {
            names.extend(commune_names(panel, &subject.communes));
        }
        let (mut wanted, others): (Vec<Wanted>, Vec<Wanted>) = labels.into_iter().partition(|w| {
            let at = Rect::new(w.anchor.0, w.anchor.1, 0.0, 0.0);
            room.holds(&at) && (panel.is_home_of(&w.id) || self.letter_of(&w.id).is_some())
        });
        for label in wanted.iter_mut().filter(|w| !panel.is_home_of(&w.id)) {
            let letter = self.letter_of(&label.id).unwrap_or_default();
            label.code = format!("{} {letter}", lang.pick("voir", "see"));
            label.kind = Kind::Hint;
        }
        wanted.extend(names);
        (wanted, others)
    }
}

/// The names of communes of which a panel shows quartiers of its own, each in the middle of these; the
/// heading of a panel has said that of its only commune.
fn place_names(names: &[PlaceName], panel: &Panel, seen: &[Wanted]) -> Vec<Wanted> {
    let middle = |name: &PlaceName| {
        let here: Vec<Point> = seen
            .iter()
            .filter(|w| name.quartiers.binary_search(&w.id).is_ok() && panel.is_home_of(&w.id))
            .map(|w| w.anchor)
            .collect();
        let count = here.len() as f64;
        let sum = here.iter().fold((0.0, 0.0), |s, p| (s.0 + p.0, s.1 + p.1));
        (!here.is_empty()).then(|| (sum.0 / count, sum.1 / count))
    };
    names
        .iter()
        .filter(|name| name.name != panel.heading)
        .filter_map(|name| Some(place(middle(name)?, &name.name)))
        .collect()
}

/// The names of the communes that a panel shows, each in the middle of what is seen of it; none where
/// they are many, as on the map of a département.
fn commune_names(panel: &Panel, communes: &[Backed<'_>]) -> Vec<Wanted> {
    let seen = |bounds| panel.view.place_rect(bounds).meets(&panel.view.frame);
    let here: Vec<&MapShape<'_>> = communes
        .iter()
        .filter(|(commune, bounds)| commune.part == panel.part && seen(*bounds))
        .map(|(commune, _)| *commune)
        .collect();
    if here.len() > MOST_COMMUNES {
        return Vec::new();
    }
    here.into_iter()
        .filter_map(|commune| {
            let rings = panel.view.trace(commune.polygons, None).into_iter();
            let shapes = rings.map(|ring| Polygon::new(ring.into(), Vec::new()));
            let middle = shapes
                .max_by(|a, b| a.unsigned_area().total_cmp(&b.unsigned_area()))?
                .interior_point()?;
            Some(place(middle.x_y(), &commune.label))
        })
        .collect()
}

/// The name of a commune about a point.
fn place(anchor: Point, name: &str) -> Wanted {
    Wanted {
        anchor,
        reach: 0.4,
        is_disc: false,
        ground: Vec::new(),
        id: String::new(),
        code: name.to_uppercase(),
        name: String::new(),
        kind: Kind::Place,
    }
}
