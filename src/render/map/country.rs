//! The sheet of a map of more than one part of the country: the main map, a column of frames for the
//! parts under other projections, windows shown larger, and the legend.

use geo::{Intersects, Rect as Ground};

use super::super::frame::Sizes;
use super::super::page::Rect;
use super::insets::with_air;
use super::legend::scale_bar_frame;
use super::sheet::{Panel, Role, Sheet};
use super::theme::Located;
use super::view::{View, finite_bounds, union};
use super::{Backdrop, MapOptions};

/// No frame shows less ground than this many metres.
const LEAST_GROUND: f64 = 8000.0;

impl Sheet {
    /// Divides `body`; `ground` is what the main map shows.
    pub(super) fn country(
        body: Rect,
        ground: Ground<f64>,
        marks: &[Located<'_>],
        backdrop: &Backdrop<'_>,
        options: &MapOptions,
        sizes: Sizes,
        legend_height: f64,
    ) -> Sheet {
        let gap = 3.0 * sizes.scale;
        let zooms = &options.zooms[..options.zooms.len().min(2)];
        let (main, frames, beside) = divide(body, backdrop.parts.len(), gap);
        let least = 24.0 * sizes.scale;
        // Windows take what the legend leaves, if that is enough to show something.
        let spare = beside.h - legend_height - gap * zooms.len() as f64;
        let each = (spare / zooms.len().max(1) as f64).min(beside.w * 0.8);
        let zooms = if each >= least { zooms } else { &[] };
        let legend = Rect {
            h: beside.h - (each + gap) * zooms.len() as f64,
            ..beside
        };

        let mut panels = vec![Panel {
            view: View::fit(ground, main, f64::INFINITY),
            role: if zooms.is_empty() {
                Role::Whole
            } else {
                Role::Overview
            },
            part: 0,
            letter: None,
            heading: String::new(),
            members: Vec::new(),
        }];
        for (n, zoom) in zooms.iter().enumerate() {
            let top = beside.bottom() - (zooms.len() - n) as f64 * (each + gap) + gap;
            let frame = Rect {
                y: top,
                h: each,
                ..beside
            };
            panels.push(Panel {
                view: View::fit(zoom.ground, frame, f64::INFINITY),
                role: Role::Inset,
                part: 0,
                letter: Some(char::from(b'A' + n as u8)),
                heading: zoom.name.clone(),
                members: inside(marks, 0, Some(zoom.ground)),
            });
        }
        for (n, (part, frame)) in backdrop.parts.iter().zip(frames).enumerate() {
            let shapes = marks.iter().filter(|m| m.shape.part == n + 1);
            let found = shapes.map(|m| m.bounds).reduce(union);
            let shown = part.outline.and_then(finite_bounds).or(found);
            let Some(shown) = shown else { continue };
            let shown = with_air(shown, LEAST_GROUND);
            // Under the heading, beside the scale bar or over it.
            let top = frame.y + 1.6 * sizes.text;
            let clear = if frame.w > 1.3 * frame.h {
                let right_of = |x: f64| Rect::new(x, top, frame.right() - x, frame.bottom() - top);
                let x = frame.x + 0.4 * frame.w;
                let near = View::fit_inside(shown, frame, right_of(x), f64::INFINITY);
                let lang = options.setting.lang;
                let bar = scale_bar_frame(frame, near.scale, sizes, lang);
                right_of(x.max(bar.right()))
            } else {
                let h = frame.bottom() - top - 2.4 * sizes.small;
                Rect::new(frame.x, top, frame.w, h.max(5.0))
            };
            panels.push(Panel {
                view: View::fit_inside(shown, frame, clear, f64::INFINITY),
                role: Role::Inset,
                part: n + 1,
                letter: None,
                heading: part.name.clone(),
                members: inside(marks, n + 1, None),
            });
        }
        Sheet { panels, legend }
    }
}

/// Room for the main map, for each part, and for legend and windows.
fn divide(body: Rect, parts: usize, gap: f64) -> (Rect, Vec<Rect>, Rect) {
    let wide = body.w > 1.15 * body.h;
    let (mut rest, mut frames) = (body, Vec::new());
    if parts > 0 && wide {
        let h = ((body.h + gap) / parts as f64 - gap).min(0.3 * body.h);
        let w = (0.13 * body.w).max(h.min(0.2 * body.w));
        frames = (0..parts)
            .map(|i| Rect::new(body.x, body.y + i as f64 * (h + gap), w, h))
            .collect();
        rest = Rect::new(body.x + w + gap, body.y, body.w - w - gap, body.h);
    } else if parts > 0 {
        let w = ((body.w + gap) / parts as f64 - gap).min(0.3 * body.w);
        let h = (0.11 * body.h).max(w.min(0.2 * body.h));
        let top = body.bottom() - h;
        frames = (0..parts)
            .map(|i| Rect::new(body.x + i as f64 * (w + gap), top, w, h))
            .collect();
        rest = Rect {
            h: body.h - h - gap,
            ..body
        };
    }
    let (main, beside) = if wide {
        let w = (rest.h * 1.02).min(0.66 * rest.w);
        let main = Rect { w, ..rest };
        let x = main.right() + gap;
        (main, Rect::new(x, rest.y, rest.right() - x, rest.h))
    } else {
        let h = (rest.w * 0.98).min(0.66 * rest.h);
        let main = Rect { h, ..rest };
        let y = main.bottom() + gap;
        (main, Rect::new(rest.x, y, rest.w, rest.bottom() - y))
    };
    (main, frames, beside)
}

/// Identifiers of the shapes of a part, sorted; only those in a window where one is given.
fn inside(marks: &[Located<'_>], part: usize, window: Option<Ground<f64>>) -> Vec<String> {
    let held = |mark: &Located<'_>| {
        window.is_none_or(|w| {
            // A point inside is dearer to find than an envelope.
            w.intersects(&mark.bounds) && w.intersects(&mark.inside())
        })
    };
    let here = marks.iter().filter(|m| m.shape.part == part && held(m));
    let mut ids: Vec<String> = here.map(|m| m.shape.id.to_owned()).collect();
    ids.sort_unstable();
    ids
}

#[cfg(test)]
mod tests {
    use super::super::super::{Caption, Lang, Page, Setting};
    use super::super::theme::located;
    use super::super::{MapShape, Part};
    use super::*;
    use geo::MultiPolygon;

    #[test]
    fn the_ground_of_a_part_lies_beside_its_scale_bar() {
        let square = |x: f64, y: f64, s: f64| -> MultiPolygon<f64> {
            Ground::new((x, y), (x + s, y + s)).to_polygon().into()
        };
        let (home, island) = (square(6e5, 6.5e6, 9e5), square(6e5, 1.7e6, 7e4));
        let shape = |polygons, part| MapShape {
            id: "QN97101M",
            label: String::new(),
            polygons,
            part,
        };
        let shapes = [shape(&home, 0), shape(&island, 1)];
        let part = Part {
            name: "Guadeloupe".to_owned(),
            outline: None,
        };
        let backdrop = Backdrop {
            parts: &[part.clone(), part.clone(), part.clone(), part.clone(), part],
            ..Backdrop::default()
        };
        let page = Page::A4_LANDSCAPE;
        let options = MapOptions::new(Setting {
            page,
            lang: Lang::Fr,
            caption: Caption::default(),
        });
        let sizes = Sizes::of(page);
        let body = Rect::new(11.0, 27.0, 275.0, 160.0);
        let ground = Ground::new((6e5, 6.5e6), (1.5e6, 7.4e6));
        let marks = located(&shapes);
        let sheet = Sheet::country(body, ground, &marks, &backdrop, &options, sizes, 30.0);
        let panel = sheet.panels.iter().find(|p| p.part == 1).unwrap();
        let view = panel.view;
        let bar = scale_bar_frame(view.frame, view.scale, sizes, Lang::Fr);
        assert!(!view.place_rect(marks[1].bounds).meets(&bar));
    }
}
