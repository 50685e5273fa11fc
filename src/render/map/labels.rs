//! Labels that never meet each other, a symbol or the frame.
//!
//! Each label tries places around its quartier, near ones first; the cheapest free one is taken, in
//! the order of crowding, and then every label may move again while that makes the whole better. A
//! label that stands apart is tied to its quartier by a leader line. A label that fits nowhere is
//! tried without its name, then as its code alone, and at last left out: never drawn over another.

use std::f64::consts::TAU;

use super::super::canvas::{Canvas, Paint, Point, Stroke, TextLook};
use super::super::font::Font;
use super::super::page::Rect;
use super::super::palettes::{INK, INK_SOFT};
use super::cover::Cover;

/// A label asked for: `code` in bold over `name`, beside the thing at `anchor` that reaches `reach`
/// millimetres around it.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    pub anchor: Point,
    pub reach: f64,
    /// Identifier of the quartier.
    pub id: String,
    pub code: String,
    pub name: String,
}

/// Where a label went.
#[derive(Debug, Clone)]
pub(crate) struct Placed {
    pub frame: Rect,
    pub lines: Vec<String>,
    /// From the quartier to the label, when they are apart.
    pub leader: Option<(Point, Point)>,
    cost: f64,
}

/// What labels must keep clear of.
#[derive(Debug, Default)]
pub(crate) struct Obstacles {
    pub rects: Vec<Rect>,
    pub discs: Vec<(Point, f64)>,
}

impl Obstacles {
    fn block(&self, frame: &Rect) -> bool {
        self.rects.iter().any(|r| r.meets(frame))
            || self.discs.iter().any(|((x, y), radius)| {
                let dx = x - x.clamp(frame.x, frame.right());
                let dy = y - y.clamp(frame.y, frame.bottom());
                dx * dx + dy * dy < radius * radius
            })
    }
}

const GAPS: [f64; 12] = [
    0.5, 1.5, 3.0, 5.0, 7.5, 10.5, 14.0, 18.0, 23.0, 29.0, 36.0, 44.0,
];
const DIRECTIONS: usize = 24;
/// Beyond this distance from the quartier a label gets a leader line, millimetres.
const ADJACENT: f64 = 1.0;

/// Places the labels inside `room`. The result has one entry per label asked for; `None` when it fits
/// nowhere. `size` is the font size in millimetres.
pub(crate) fn place(
    room: Rect,
    wanted: &[Wanted],
    cover: &Cover,
    obstacles: &Obstacles,
    size: f64,
) -> Vec<Option<Placed>> {
    let crowd = |i: usize| {
        let (x, y) = wanted[i].anchor;
        wanted
            .iter()
            .filter(|w| (w.anchor.0 - x).hypot(w.anchor.1 - y) < 12.0 * size)
            .count()
    };
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by_cached_key(|&i| std::cmp::Reverse(crowd(i)));

    let forms: Vec<[Vec<String>; 3]> = wanted
        .iter()
        .map(|w| {
            let mut full = vec![w.code.clone()];
            full.extend(Font::Condensed.wrap(&w.name, size, 15.0 * size, 2));
            [full, vec![w.code.clone()], vec![w.id.clone()]]
        })
        .collect();
    let mut placed: Vec<Option<Placed>> = vec![None; wanted.len()];
    for round in 0..8 {
        for &i in &order {
            let before = placed[i].take();
            let best = forms[i].iter().enumerate().find_map(|(form, lines)| {
                // A full label is worth more than any nearness of a short one.
                if round == 0 && form > 0 {
                    return None;
                }
                cheapest(room, wanted, i, lines, &placed, cover, obstacles, size)
            });
            placed[i] = match (best, before) {
                (Some(new), Some(old)) if old.lines.len() >= new.lines.len() => {
                    Some(if new.cost < old.cost { new } else { old })
                }
                (Some(new), _) => Some(new),
                (None, old) => old,
            };
        }
    }
    placed
}

#[expect(
    clippy::too_many_arguments,
    reason = "one candidate against all that is there"
)]
fn cheapest(
    room: Rect,
    all: &[Wanted],
    own: usize,
    lines: &[String],
    placed: &[Option<Placed>],
    cover: &Cover,
    obstacles: &Obstacles,
    size: f64,
) -> Option<Placed> {
    let wanted = &all[own];
    let width = lines
        .iter()
        .enumerate()
        .map(|(i, line)| font_of(i).width(line, size))
        .fold(0.0, f64::max)
        + 0.5 * size;
    let height = lines.len() as f64 * 1.12 * size + 0.3 * size;
    let mut best: Option<Placed> = None;
    for gap in GAPS {
        // Every candidate this far costs at least its distance.
        if best.as_ref().is_some_and(|b| b.cost <= gap) {
            break;
        }
        for step in 0..DIRECTIONS {
            let (dy, dx) = (step as f64 / DIRECTIONS as f64 * TAU).sin_cos();
            let support = (width / 2.0 / dx.abs()).min(height / 2.0 / dy.abs());
            let distance = wanted.reach + gap + support;
            let (cx, cy) = (
                wanted.anchor.0 + dx * distance,
                wanted.anchor.1 + dy * distance,
            );
            let frame = Rect::new(cx - width / 2.0, cy - height / 2.0, width, height);
            if !room.holds(&frame) || obstacles.block(&frame) {
                continue;
            }
            let to = nearest(&frame, wanted.anchor);
            let distance = length(wanted.anchor, to);
            // Near another quartier, a label without a line would be read as that one's.
            let mistaken = || {
                let others = all.iter().enumerate().filter(|(j, _)| *j != own);
                others
                    .map(|(_, o)| length(o.anchor, nearest(&frame, o.anchor)))
                    .any(|d| d < distance)
            };
            let leader = (gap > ADJACENT || mistaken()).then_some((wanted.anchor, to));
            // To the right reads best, then left, then above and below.
            let side = 0.4 * (1.0 - dx.abs()) + if dx < 0.0 { 0.25 } else { 0.0 };
            let mut cost = gap + side + 2.5 * cover.area(&frame);
            if let Some((from, to)) = leader {
                cost += 0.5 * hidden_length(from, to, wanted.reach, cover);
            }
            if best.as_ref().is_some_and(|b| b.cost <= cost) {
                continue;
            }
            let mut free = true;
            for other in placed.iter().flatten() {
                let near = other.frame.grown(0.12 * size);
                if near.meets(&frame)
                    || other.leader.is_some_and(|(a, b)| frame.crossed_by(a, b))
                    || leader.is_some_and(|(a, b)| near.crossed_by(a, b))
                {
                    free = false;
                    break;
                }
                if let (Some(a), Some(b)) = (leader, other.leader)
                    && cross(a, b)
                {
                    cost += 12.0;
                }
            }
            if free && best.as_ref().is_none_or(|b| cost < b.cost) {
                best = Some(Placed {
                    frame,
                    lines: lines.to_vec(),
                    leader,
                    cost,
                });
            }
        }
    }
    best
}

/// The point of a box nearest to a point.
fn nearest(frame: &Rect, at: Point) -> Point {
    (
        at.0.clamp(frame.x, frame.right()),
        at.1.clamp(frame.y, frame.bottom()),
    )
}

fn length(a: Point, b: Point) -> f64 {
    (a.0 - b.0).hypot(a.1 - b.1)
}

/// How much of a leader runs over shapes, its own (the first `reach` millimetres) left out.
fn hidden_length(from: Point, to: Point, reach: f64, cover: &Cover) -> f64 {
    let whole = length(from, to);
    let steps = (whole - reach).max(0.0).ceil() as usize;
    let covered = (0..steps).filter(|i| {
        let t = (reach + *i as f64 + 0.5) / whole;
        let at = (from.0 + t * (to.0 - from.0), from.1 + t * (to.1 - from.1));
        cover.area(&Rect::new(at.0 - 0.25, at.1 - 0.25, 0.5, 0.5)) > 0.0
    });
    covered.count() as f64
}

fn cross((a, b): (Point, Point), (c, d): (Point, Point)) -> bool {
    let side = |p: Point, q: Point, r: Point| (q.0 - p.0) * (r.1 - p.1) - (q.1 - p.1) * (r.0 - p.0);
    side(a, b, c) * side(a, b, d) < 0.0 && side(c, d, a) * side(c, d, b) < 0.0
}

fn font_of(line: usize) -> Font {
    if line == 0 {
        Font::CondensedBold
    } else {
        Font::Condensed
    }
}

/// Draws the labels; leaders first, so that no line runs over a text.
pub(crate) fn draw(canvas: &mut Canvas<'_>, placed: &[Option<Placed>], size: f64) {
    for (from, to) in placed.iter().flatten().filter_map(|p| p.leader) {
        canvas.line(&[from, to], Stroke::new(INK_SOFT, 0.16));
        canvas.disc(from, 0.32, &Paint::solid(INK_SOFT));
    }
    for label in placed.iter().flatten() {
        for (i, line) in label.lines.iter().enumerate() {
            let at = (
                label.frame.x + 0.25 * size,
                label.frame.y + 0.15 * size + 1.12 * size * i as f64 + 0.86 * size,
            );
            canvas.text(at, line, &TextLook::new(font_of(i), size, INK).with_halo());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crowd(n: usize) -> Vec<Wanted> {
        (0..n)
            .map(|i| Wanted {
                anchor: (40.0 + (i * 37 % 50) as f64, 30.0 + (i * 23 % 40) as f64),
                reach: 1.5,
                id: i.to_string(),
                code: format!("QN062{i:02}M"),
                name: "Cité du Maroc - Grande Résidence".to_owned(),
            })
            .collect()
    }

    #[test]
    fn no_two_label_boxes_meet_nor_leave_the_frame_nor_touch_a_symbol() {
        let room = Rect::new(0.0, 0.0, 150.0, 110.0);
        let wanted = crowd(30);
        let obstacles = Obstacles {
            rects: vec![Rect::new(0.0, 100.0, 40.0, 10.0)],
            discs: wanted.iter().map(|w| (w.anchor, 1.5)).collect(),
        };
        let placed = place(room, &wanted, &Cover::empty(room), &obstacles, 2.15);
        let boxes: Vec<_> = placed.iter().flatten().map(|p| p.frame).collect();
        assert!(boxes.len() >= 25, "only {} labels found room", boxes.len());
        for (i, a) in boxes.iter().enumerate() {
            assert!(room.holds(a) && !obstacles.block(a));
            assert!(boxes[i + 1..].iter().all(|b| !a.meets(b)));
        }
        for (i, p) in placed.iter().enumerate() {
            let Some((from, to)) = p.as_ref().and_then(|p| p.leader) else {
                continue;
            };
            let others = placed.iter().enumerate().filter(|(j, _)| *j != i);
            assert!(
                others
                    .filter_map(|(_, o)| o.as_ref())
                    .all(|o| !o.frame.crossed_by(from, to))
            );
        }
    }

    #[test]
    fn too_many_labels_are_left_out_rather_than_drawn_over_each_other() {
        let room = Rect::new(30.0, 20.0, 60.0, 50.0);
        let placed = place(
            room,
            &crowd(90),
            &Cover::empty(room),
            &Obstacles::default(),
            2.15,
        );
        let boxes: Vec<_> = placed.iter().flatten().map(|p| p.frame).collect();
        assert!(boxes.len() < 90 && !boxes.is_empty());
        assert!(
            boxes
                .iter()
                .enumerate()
                .all(|(i, a)| boxes[i + 1..].iter().all(|b| !a.meets(b)))
        );
    }
}
