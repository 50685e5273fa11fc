//! Keeps the ground of quartiers out from under the scale bar and the heading of a panel.

use geo::Contains;
use geo::Rect as Ground;

use super::super::Lang;
use super::super::frame::Sizes;
use super::super::page::Rect;
use super::legend::scale_bar_frame;
use super::theme::Located;
use super::view::View;

/// What a panel shows: ground in metres, no larger than `largest` millimetres per metre.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shown {
    pub ground: Ground<f64>,
    pub largest: f64,
    /// Whether names stand in its upper left corner.
    pub heading: bool,
}

/// The view of `shown` in a frame, centred in its part `clear` where that covers no quartier, else in
/// another part of it: over the scale bar, beside it, or both. Where each covers some, the one that
/// covers fewest.
pub(super) fn uncovered(
    shown: Shown,
    (frame, clear): (Rect, Rect),
    marks: &[Located<'_>],
    (sizes, lang): (Sizes, Lang),
) -> View {
    let fit = |clear| View::fit_inside(shown.ground, frame, clear, shown.largest);
    let first = fit(clear);
    let bar = scale_bar_frame(frame, first.scale, sizes, lang);
    let over = Rect {
        h: clear.h.min(bar.y - clear.y),
        ..clear
    };
    let beside = Rect {
        x: clear.x.max(bar.right()),
        w: clear.right() - clear.x.max(bar.right()),
        ..clear
    };
    let raised = Rect {
        h: over.h - 2.0 * (over.bottom() - bar.y).max(0.0),
        ..over
    };
    // Ground lies lower in its part than it need, where its shape leaves air over it.
    let lifted = {
        let drawn = shown.ground.height() * first.scale;
        Rect {
            h: drawn.max(clear.h * 0.5).min(clear.h),
            ..clear
        }
    };
    let usable = |r: &Rect| r.w > 0.4 * clear.w && r.h > 0.4 * clear.h;
    let covered = |view: &View| covered(view, shown, marks, (sizes, lang));
    let others = [lifted, over, raised, beside].into_iter().filter(usable);
    let mut best = (covered(&first), first);
    for clear in others {
        if best.0 == 0 {
            break;
        }
        let view = fit(clear);
        let count = covered(&view);
        if count < best.0 {
            best = (count, view);
        }
    }
    best.1
}

/// How many quartiers have ground under the scale bar or the heading.
fn covered(
    view: &View,
    shown: Shown,
    marks: &[Located<'_>],
    (sizes, lang): (Sizes, Lang),
) -> usize {
    let frame = view.frame;
    let mut taken = vec![scale_bar_frame(frame, view.scale, sizes, lang)];
    if shown.heading {
        // The letter alone: names are not measured yet, and quartiers read through their ground.
        let side = 1.5 * sizes.text;
        taken.push(Rect::new(frame.x, frame.y, side, side));
    }
    let under = |mark: &&Located<'_>| {
        mark.shape.part == 0
            && taken.iter().any(|taken| {
                view.place_rect(mark.bounds).meets(taken) && lies_under(view, mark, taken)
            })
    };
    marks.iter().filter(under).count()
}

fn lies_under(view: &View, mark: &Located<'_>, taken: &Rect) -> bool {
    let rings = view.trace(mark.shape.polygons, Some(mark.bounds));
    let crosses = |ring: &Vec<(f64, f64)>| ring.windows(2).any(|e| taken.crossed_by(e[0], e[1]));
    rings.iter().any(crosses)
        || mark
            .shape
            .polygons
            .contains(&view.ground_at(taken.centre()))
}

#[cfg(test)]
mod tests {
    use super::super::super::Page;
    use super::super::MapShape;
    use super::super::theme::located;
    use super::*;
    use geo::{Coord, MultiPolygon};

    /// Ten quartiers of 1 km, the first of them in the lower left corner of the ground.
    #[test]
    fn a_quartier_in_the_corner_lies_over_the_scale_bar() {
        let ground = Ground::new(
            Coord { x: 0.0, y: 0.0 },
            Coord {
                x: 20_000.0,
                y: 10_000.0,
            },
        );
        let squares: Vec<MultiPolygon<f64>> = (0..10)
            .map(|i| {
                let at = Coord {
                    x: 2e3 * f64::from(i),
                    y: 900.0 * f64::from(i),
                };
                let to = Coord {
                    x: at.x + 1e3,
                    y: at.y + 1e3,
                };
                Ground::new(at, to).to_polygon().into()
            })
            .collect();
        let shapes: Vec<MapShape<'_>> = squares
            .iter()
            .map(|polygons| MapShape {
                id: "QN00000M",
                label: String::new(),
                polygons,
                part: 0,
            })
            .collect();
        let marks = located(&shapes);
        let sizes = Sizes::of(Page::A4_LANDSCAPE);
        let frame = Rect::new(10.0, 10.0, 120.0, 60.0);
        let shown = Shown {
            ground,
            largest: f64::INFINITY,
            heading: false,
        };
        let count = |view: &View| covered(view, shown, &marks, (sizes, Lang::Fr));
        let plain = View::fit(ground, frame, f64::INFINITY);
        assert!(count(&plain) > 0);
        let view = uncovered(shown, (frame, frame), &marks, (sizes, Lang::Fr));
        assert_eq!(count(&view), 0);
        assert!(view.scale > 0.7 * plain.scale);
        // Where nothing lies under the bar, nothing is moved.
        let few = &marks[5..];
        let view = uncovered(shown, (frame, frame), few, (sizes, Lang::Fr));
        assert_eq!(view.scale, plain.scale);
    }
}
