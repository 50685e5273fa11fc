//! Small multiples: one panel for each group of quartiers (an EPCI), all at one scale, so that sizes
//! can be compared from panel to panel.

use geo::Rect as Ground;

use super::super::frame::Sizes;
use super::super::page::Rect;
use super::MapOptions;
use super::insets::with_air;
use super::sheet::{Panel, Role, Sheet};
use super::theme::Located;
use super::view::{View, union};

/// No panel shows less ground than this many metres.
const LEAST_GROUND: f64 = 2600.0;

impl Sheet {
    /// A grid of panels with the legend in the last column (wide pages) or the last row.
    pub(super) fn multiples(
        body: Rect,
        marks: &[Located<'_>],
        options: &MapOptions,
        sizes: Sizes,
        legend_height: f64,
    ) -> Sheet {
        let gap = 2.5 * sizes.scale;
        let wide = body.w > 1.15 * body.h;
        let (room, legend) = if wide {
            let w = (52.0 * sizes.scale).min(0.3 * body.w);
            let left = Rect {
                w: body.w - w - 2.0 * gap,
                ..body
            };
            (left, Rect::new(left.right() + 2.0 * gap, body.y, w, body.h))
        } else {
            let h = legend_height.min(0.35 * body.h);
            let above = Rect {
                h: body.h - h - gap,
                ..body
            };
            (above, Rect::new(body.x, above.bottom() + gap, body.w, h))
        };
        let shown: Vec<(&str, Vec<String>, Ground<f64>)> = options
            .groups
            .iter()
            .filter_map(|(name, ids)| {
                let mut ids = ids.clone();
                ids.sort_unstable();
                let own = marks
                    .iter()
                    .filter(|m| ids.binary_search_by(|i| i.as_str().cmp(m.shape.id)).is_ok());
                let ground = own.map(|m| m.bounds).reduce(union)?;
                Some((name.as_str(), ids, with_air(ground, LEAST_GROUND)))
            })
            .collect();
        let frames = grid(room, &shown, gap, sizes);
        let clear = |frame: &Rect| Rect {
            y: frame.y + 1.6 * sizes.text,
            h: (frame.h - 1.6 * sizes.text - 2.4 * sizes.small).max(5.0),
            ..*frame
        };
        let scale = shown
            .iter()
            .zip(&frames)
            .map(|((_, _, ground), frame)| {
                View::fit_inside(*ground, *frame, clear(frame), f64::INFINITY).scale
            })
            .fold(0.03, f64::min);
        let panels = shown
            .into_iter()
            .zip(&frames)
            .map(|((name, members, ground), frame)| Panel {
                view: View::fit_inside(ground, *frame, clear(frame), scale),
                role: Role::Inset,
                part: 0,
                letter: None,
                heading: name.to_owned(),
                members,
            })
            .collect();
        Sheet { panels, legend }
    }
}

/// Cells smaller than this, millimetres on A4, have no room for a name and labels beside the ground.
const AMPLE: (f64, f64) = (60.0, 40.0);

/// The grid of equal cells in which the largest group is drawn largest, as far as cells are ample.
fn grid(
    room: Rect,
    shown: &[(&str, Vec<String>, Ground<f64>)],
    gap: f64,
    sizes: Sizes,
) -> Vec<Rect> {
    let n = shown.len().max(1);
    let cells = |columns: usize| {
        let rows = n.div_ceil(columns);
        let w = (room.w + gap) / columns as f64 - gap;
        let h = (room.h + gap) / rows as f64 - gap;
        (w, h)
    };
    let scale = |columns: usize| {
        let (w, h) = cells(columns);
        let h = h - 1.6 * sizes.text - 2.4 * sizes.small;
        let fits = shown
            .iter()
            .map(|(_, _, g)| (w / g.width()).min(h / g.height()));
        let narrow = (w / (AMPLE.0 * sizes.scale)).min(1.0);
        let low = (h / (AMPLE.1 * sizes.scale)).min(1.0);
        fits.fold(f64::INFINITY, f64::min) * narrow * low
    };
    let columns = (1..=n)
        .max_by(|a, b| scale(*a).total_cmp(&scale(*b)))
        .unwrap_or(1);
    let (w, h) = cells(columns);
    (0..n)
        .map(|i| {
            let (column, row) = ((i % columns) as f64, (i / columns) as f64);
            Rect::new(room.x + column * (w + gap), room.y + row * (h + gap), w, h)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::Page;
    use super::*;

    #[test]
    fn tall_groups_stand_in_cells_that_hold_their_names() {
        let ground = |w: f64, h: f64| Ground::new((0.0, 0.0), (w, h));
        let sizes = [
            (23e3, 9e3),
            (19e3, 39e3),
            (22e3, 12e3),
            (20e3, 21e3),
            (15e3, 24e3),
        ];
        let shown: Vec<(&str, Vec<String>, Ground<f64>)> = sizes
            .into_iter()
            .map(|(w, h)| ("CA", Vec::new(), ground(w, h)))
            .collect();
        let room = Rect::new(10.0, 30.0, 220.0, 166.0);
        let cells = grid(room, &shown, 2.5, Sizes::of(Page::A4_LANDSCAPE));
        assert!(cells.iter().all(|c| c.w > 60.0 && c.h > 40.0), "{cells:?}");
    }
}
