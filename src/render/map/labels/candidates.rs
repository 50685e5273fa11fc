//! Places that a label may take, each with what it costs: on its own ground if it fits, else beside
//! it, else farther away and tied to it by a leader line.
//!
//! The places lie on a lattice that is fine near the quartier and coarser away from it. A place that
//! would hide ground of another quartier, leave the room or meet an obstacle is none; nor is one
//! whose leader would run over another quartier.

use super::super::super::canvas::Point;
use super::super::super::page::Rect;
use super::form::{Form, Kind};
use super::ground::{CELL, Cell, Ground};
use super::{Wanted, along, length};

/// A place of a label.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    pub frame: Rect,
    /// From the quartier to the label, when they are apart.
    pub leader: Option<(Point, Point)>,
    /// In millimetres of distance, more or less.
    pub cost: f64,
    /// Which of the label's forms stands there.
    pub form: usize,
}

/// What all labels of a panel share.
pub(super) struct Scene<'a> {
    pub room: Rect,
    pub ground: &'a Ground,
    pub obstacles: &'a [Rect],
    /// Font size, millimetres.
    pub size: f64,
}

/// At most this many places per label are weighed against those of the others.
const MOST: usize = 200;
/// And so many of its number, or its code alone.
const MOST_SHORT: usize = 80;
/// Up to this distance a label needs no leader line, in font sizes.
const ADJACENT: f64 = 0.6;
/// A shorter leader could not be seen, in font sizes.
const LEAST_LEADER: f64 = 0.4;
/// No leader is longer, in font sizes.
const LONGEST: f64 = 17.0;
/// Nor is that of a number.
const KEY_LEADER: f64 = 8.0;
/// The name of a commune may lie so far from the middle of its quartiers, in font sizes.
const AROUND: f64 = 6.0;
/// Leaders may graze another quartier by this much, millimetres.
const GRAZE: f64 = 0.6;

/// The lattice has steps of half a font size; up to each distance, in font sizes, one in so many of
/// them across and down is a place.
const LEVELS: [(f64, usize, usize); 4] =
    [(1.0, 1, 1), (2.5, 2, 1), (6.5, 4, 2), (f64::INFINITY, 8, 4)];

/// A quartier as labels see it.
struct Mark {
    /// Where a leader may start.
    starts: Vec<Point>,
    /// Points along its limit, `reach` millimetres inside it.
    edge: Vec<Point>,
    reach: f64,
    bounds: Rect,
    /// A circle, beside which its label may lie on the quartier's ground.
    is_disc: bool,
    /// Other marks that lie over this one, which its leaders cannot avoid.
    under: Vec<usize>,
}

impl Mark {
    fn of(own: usize, all: &[Wanted], scene: &Scene<'_>) -> Mark {
        let wanted = &all[own];
        let dot = Rect::new(wanted.anchor.0, wanted.anchor.1, 0.0, 0.0).grown(wanted.reach);
        let cells = if wanted.is_disc || wanted.ground.is_empty() {
            Vec::new()
        } else {
            scene.ground.cells_of(own, &wanted.bounds())
        };
        if cells.is_empty() {
            let under = all.iter().enumerate().filter(|(other, w)| {
                let apart = length(w.anchor, wanted.anchor);
                *other != own && apart < w.reach + wanted.reach
            });
            return Mark {
                starts: vec![wanted.anchor],
                edge: vec![wanted.anchor],
                reach: wanted.reach,
                bounds: dot,
                is_disc: wanted.is_disc,
                under: under.map(|(other, _)| other).collect(),
            };
        }
        let is_own =
            |at: Point, dx: f64, dy: f64| scene.ground.at((at.0 + dx, at.1 + dy), own) == Cell::Own;
        let beside = [(CELL, 0.0), (-CELL, 0.0), (0.0, CELL), (0.0, -CELL)];
        let (inner, edge): (Vec<Point>, Vec<Point>) = cells
            .iter()
            .partition(|at| beside.iter().all(|(dx, dy)| is_own(**at, *dx, *dy)));
        let bounds = cells
            .iter()
            .map(|at| Rect::new(at.0, at.1, 0.0, 0.0).grown(CELL / 2.0))
            .reduce(|a, b| a.around(&b))
            .unwrap_or(dot);
        let stride = edge.len().div_ceil(60).max(1);
        Mark {
            starts: spread(
                wanted.anchor,
                if inner.is_empty() { &cells } else { &inner },
            ),
            edge: edge.into_iter().step_by(stride).collect(),
            reach: CELL / 2.0,
            bounds,
            is_disc: false,
            under: Vec::new(),
        }
    }

    fn distance(&self, frame: &Rect) -> f64 {
        let nearest = self.edge.iter().map(|at| frame.distance(*at));
        (nearest.fold(f64::INFINITY, f64::min) - self.reach).max(0.0)
    }
}

/// Some points far from each other, the first of them `first`.
fn spread(first: Point, points: &[Point]) -> Vec<Point> {
    let mut chosen = vec![first];
    let mut apart: Vec<f64> = points.iter().map(|p| length(*p, first)).collect();
    while chosen.len() < 6 {
        let farthest = (0..points.len()).max_by(|a, b| apart[*a].total_cmp(&apart[*b]));
        let Some(next) = farthest.filter(|i| apart[*i] > 3.0) else {
            break;
        };
        chosen.push(points[next]);
        for (distance, point) in apart.iter_mut().zip(points) {
            *distance = distance.min(length(*point, points[next]));
        }
    }
    chosen
}

/// The cheapest places of a label, cheapest first.
pub(super) fn candidates(
    own: usize,
    all: &[Wanted],
    forms: &[Form],
    scene: &Scene<'_>,
) -> Vec<Candidate> {
    let mark = Mark::of(own, all, scene);
    let mut found: Vec<Candidate> = Vec::new();
    for (number, form) in forms.iter().enumerate() {
        let (w, h) = (form.width, form.height);
        let far = scene.size
            * match form.kind {
                Kind::Words => LONGEST,
                Kind::Number => KEY_LEADER,
                Kind::Hint => ADJACENT,
                Kind::Place => AROUND,
            };
        let shown = mark.bounds.grown(far + 0.5);
        let step = 0.5 * scene.size;
        let first = |low: f64, room: f64| ((low.max(room) - room) / step).floor().max(0.0) as usize;
        let columns = first(shown.x - w, scene.room.x)
            ..=first(shown.right().min(scene.room.right() - w), scene.room.x);
        let rows = first(shown.y - h, scene.room.y)
            ..=first(shown.bottom().min(scene.room.bottom() - h), scene.room.y);
        let mut weigh = |frame: Rect, exact: bool, column: usize, row: usize| {
            let around = mark.bounds.apart(&frame);
            let level = LEVELS.iter().find(|l| around <= l.0 * scene.size);
            let (_, across, down) = level.copied().unwrap_or(LEVELS[3]);
            let is_on_lattice = column.is_multiple_of(across) && row.is_multiple_of(down);
            if around > far || !(exact || is_on_lattice) {
                return;
            }
            if let Some(cost) = cost(own, &mark, form, frame, around, scene) {
                found.push(Candidate {
                    frame,
                    leader: None,
                    cost,
                    form: number,
                });
            }
        };
        for row in rows {
            for column in columns.clone() {
                let at = (
                    scene.room.x + column as f64 * step,
                    scene.room.y + row as f64 * step,
                );
                weigh(Rect::new(at.0, at.1, w, h), false, column, row);
            }
        }
        for (x, y) in beside(&mark, all[own].anchor, (w, h), 0.3 * scene.size) {
            weigh(Rect::new(x, y, w, h), true, 0, 0);
        }
    }
    found.sort_by(|a, b| a.cost.total_cmp(&b.cost));
    let (mut kept, mut counts) = (Vec::new(), [0; 2]);
    for candidate in found {
        let form = &forms[candidate.form];
        // What stands for a name without room must not be left out for dear places of the name.
        let (count, most) = match form.is_short() {
            false => (&mut counts[0], MOST),
            true => (&mut counts[1], MOST_SHORT),
        };
        if *count == most {
            continue;
        }
        if let Some(tied) = tied(own, &mark, candidate, form.kind, scene) {
            kept.push(tied);
            *count += 1;
        }
    }
    kept.sort_by(|a, b| a.cost.total_cmp(&b.cost));
    kept
}

/// Upper left corners of the eight places beside a mark, and of the one upon it.
fn beside(mark: &Mark, anchor: Point, (w, h): (f64, f64), gap: f64) -> [Point; 9] {
    let b = mark.bounds;
    let (left, right) = (b.x - gap - w, b.right() + gap);
    let (above, below) = (b.y - gap - h, b.bottom() + gap);
    let (middle, centre) = (anchor.1 - h / 2.0, anchor.0 - w / 2.0);
    [
        (right, middle),
        (left, middle),
        (centre, above),
        (centre, below),
        (right, b.y),
        (right, b.bottom() - h),
        (left, b.y),
        (left, b.bottom() - h),
        (centre, middle),
    ]
}

/// What a place costs before its leader is known; `None` where it cannot be.
fn cost(
    own: usize,
    mark: &Mark,
    form: &Form,
    frame: Rect,
    around: f64,
    scene: &Scene<'_>,
) -> Option<f64> {
    if !scene.room.holds(&frame) || scene.obstacles.iter().any(|o| o.meets(&frame)) {
        return None;
    }
    let near = 2.5 * scene.size;
    let apart = if around < near {
        mark.distance(&frame).max(around)
    } else {
        around
    };
    let mut cost = form.cost + apart;
    if scene.ground.hidden(&frame) > 0.0 {
        // On its own ground, and on nobody else's: wholly, so that no limit runs through it, but
        // beside a circle if need be.
        let is_own = scene.ground.is_own(&frame, own);
        let is_beside_disc = mark.is_disc && apart > 0.1 * scene.size && around < near;
        cost += match form.kind {
            Kind::Words if is_own && !mark.is_disc => 4.0,
            Kind::Words if is_beside_disc => {
                if scene.ground.is_of_another(&frame, own) {
                    return None;
                }
                if is_own { 1.0 } else { 5.0 }
            }
            // The larger the share of its quartier that a number hides, the worse.
            Kind::Number if is_own => {
                1.0 + 8.0 * frame.w * frame.h / (mark.bounds.w * mark.bounds.h)
            }
            Kind::Hint if is_own => 3.0,
            _ => return None,
        };
    }
    if form.kind == Kind::Place {
        return Some(1.0 + 0.5 * apart);
    }
    // To the right reads best, then left, then above and below.
    let (dx, dy) = (
        frame.centre().0 - mark.bounds.centre().0,
        frame.centre().1 - mark.bounds.centre().1,
    );
    let level = dy.abs() <= (frame.h + mark.bounds.h) / 2.0;
    cost += match (level, dx >= 0.0) {
        (true, true) => 0.0,
        (true, false) => 0.4,
        (false, right) => 0.8 + if right { 0.0 } else { 0.2 },
    };
    Some(cost)
}

/// The place with its leader, where it needs one; `None` where the label would be read as another
/// quartier's or its leader would run over one.
fn tied(
    own: usize,
    mark: &Mark,
    place: Candidate,
    kind: Kind,
    scene: &Scene<'_>,
) -> Option<Candidate> {
    let Candidate { frame, cost, .. } = place;
    if kind == Kind::Place {
        return Some(place);
    }
    let apart = mark.distance(&frame);
    let mut beside = None;
    if apart <= ADJACENT * scene.size {
        let is_near_another = |air| scene.ground.is_of_another(&frame.grown(air), own);
        if !is_near_another(1.3 * scene.size) {
            return Some(place);
        }
        // Between two quartiers, a line says whose label it is.
        let cost = cost + 4.0;
        let air = (1.5 * apart).max(0.35 * scene.size);
        beside = (!is_near_another(air)).then_some(Candidate { cost, ..place });
    }
    if apart < LEAST_LEADER * scene.size {
        return beside;
    }
    let mut starts: Vec<(f64, Point)> = mark
        .starts
        .iter()
        .map(|start| (frame.distance(*start), *start))
        .collect();
    starts.sort_by(|a, b| a.0.total_cmp(&b.0));
    let tied = starts.into_iter().take(3).find_map(|(whole, from)| {
        let to = frame.nearest(from);
        let over = over(own, mark, from, to, scene)?;
        // What runs over the quartier itself counts less.
        let cost = cost + 2.0 + 0.3 * (whole - apart).max(0.0) + 1.5 * over;
        (whole <= LONGEST * scene.size + mark.reach).then_some(Candidate {
            leader: Some((from, to)),
            cost,
            ..place
        })
    });
    tied.or(beside)
}

/// How many millimetres of a leader run over drawn ground that is not the quartier's own; `None` when
/// another quartier or an obstacle is in its way.
fn over(own: usize, mark: &Mark, from: Point, to: Point, scene: &Scene<'_>) -> Option<f64> {
    if scene.obstacles.iter().any(|o| o.crossed_by(from, to)) {
        return None;
    }
    let whole = length(from, to);
    let steps = (whole / (0.7 * CELL)).ceil().max(1.0);
    let (mut drawn, mut others) = (0.0, 0.0);
    for step in 0..steps as usize {
        let at = along(from, to, (step as f64 + 0.5) / steps);
        match scene.ground.at(at, own) {
            Cell::Free | Cell::Own => {}
            Cell::Drawn => drawn += whole / steps,
            Cell::Other(other) if mark.under.contains(&other) => drawn += whole / steps,
            Cell::Other(_) => others += whole / steps,
        }
        if others > GRAZE {
            return None;
        }
    }
    Some(drawn + 3.0 * others)
}
