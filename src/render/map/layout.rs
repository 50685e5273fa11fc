//! Divides the page of a map: one panel where quartiers can be seen, else an overview with insets.

use geo::{Contains, Rect as Ground};

use super::super::frame::Sizes;
use super::super::page::Rect;
use super::clearing::{Shown, uncovered};
use super::insets::{Cluster, gatherings, with_air};
use super::sheet::{Needed, Panel, Role, Sheet, Subject};
use super::tiling::{Item, Tiling, tile};
use super::view::{View, union};
use super::{MapOptions, PlaceName};

/// No inset shows less ground than this many metres, so that streets around a lone quartier show.
const LEAST_GROUND: f64 = 2600.0;
/// Quartiers whose typical side is drawn shorter than this (mm) are not legible without insets.
const LEGIBLE: f64 = 4.0;
/// Where they cover a smaller share of the ground than this, a map is of nothing but paper, and they
/// must be drawn larger.
const EMPTY: f64 = 0.02;

impl Sheet {
    /// Divides `body`.
    pub fn plan(
        body: Rect,
        subject: &Subject<'_>,
        options: &MapOptions,
        sizes: Sizes,
        needed: Needed,
    ) -> Sheet {
        let Subject {
            ground,
            marks,
            backdrop,
            ..
        } = *subject;
        let legend_height = needed.legend + needed.key;
        let gap = 3.0 * sizes.scale;
        let lang = options.setting.lang;
        if !options.groups.is_empty() {
            return Sheet::multiples(body, marks, options, sizes, legend_height);
        }
        if !backdrop.parts.is_empty() || !options.zooms.is_empty() {
            return Sheet::country(body, ground, marks, backdrop, options, sizes, legend_height);
        }
        let wide = body.w > 1.15 * body.h;
        let mut whole = Sheet::single(body, ground, wide, gap, sizes, legend_height);
        for panel in &mut whole.panels {
            let shown = Shown {
                ground,
                largest: f64::INFINITY,
                heading: false,
            };
            let frame = panel.view.frame;
            panel.view = uncovered(shown, (frame, frame), marks, (sizes, lang));
        }
        let mut sides: Vec<f64> = marks
            .iter()
            .map(|m| (m.bounds.width() * m.bounds.height()).sqrt())
            .collect();
        sides.sort_by(f64::total_cmp);
        let typical = sides.get(sides.len() / 2).copied().unwrap_or(0.0);
        let drawn = typical * whole.panels[0].view.scale;
        let areas = marks.iter().map(|m| m.bounds.width() * m.bounds.height());
        let is_empty = areas.sum::<f64>() < EMPTY * ground.width() * ground.height();
        let legible = drawn >= if is_empty { 3.0 * LEGIBLE } else { LEGIBLE };
        if options.insets == 0 || marks.is_empty() || legible || marks.len() > 400 {
            return whole;
        }

        let aspect = (ground.height() / ground.width().max(1.0)).clamp(0.3, 3.0);
        let (overview, beside, main, side) = if wide {
            // The list of numbers takes its room from the overview, as far as that can be.
            let w = body.w * 0.36;
            let alone = (w * aspect).min(body.h - needed.legend - gap);
            let h = (alone - needed.key).max(body.h * 0.3);
            let overview = Rect::new(body.x, body.y, w, h);
            let main = Rect::new(body.x + w + gap, body.y, body.w - w - gap, body.h);
            let top = overview.bottom() + gap;
            let under = Rect::new(body.x, top, w, body.bottom() - top);
            let side = under.h - legend_height - gap;
            (overview, under, main, side)
        } else {
            let w = body.w * 0.58;
            let h = (w * aspect)
                .min(body.h * 0.36)
                .max(legend_height.min(body.h * 0.45));
            let overview = Rect::new(body.x, body.y, w, h);
            let beside = Rect::new(body.x + w + gap, body.y, body.w - w - gap, h);
            let main = Rect::new(body.x, overview.bottom() + gap, body.w, body.h - h - gap);
            (overview, beside, main, h - legend_height - gap)
        };
        // A panel beside the legend, where there is room for one: over it on a wide page.
        let (side, legend) = if beside.w > 30.0 && side > 27.0 {
            let (panel, legend) = if wide {
                (beside.y, beside.y + side + gap)
            } else {
                (beside.bottom() - side, beside.y)
            };
            let h = beside.h - side - gap;
            let side = Rect {
                y: panel,
                h: side,
                ..beside
            };
            (
                Some(side),
                Rect {
                    y: legend,
                    h,
                    ..beside
                },
            )
        } else {
            (None, beside)
        };
        let bounds: Vec<Ground<f64>> = marks.iter().map(|m| m.bounds).collect();
        // As many insets as show the quartiers largest.
        let mut best: Option<(Tiling, Vec<Cluster>)> = None;
        for found in gatherings(&bounds, options.insets.min(9), LEAST_GROUND) {
            let items: Vec<Item> = found.iter().map(item).collect();
            let limit = best.as_ref().map_or(f64::INFINITY, |(t, _)| t.cost);
            if let Some(tiling) = tile(main, side, &items, gap, sizes.scale, limit) {
                best = Some((tiling, found));
            }
        }
        let Some((Tiling { frames, .. }, found)) = best else {
            return whole;
        };
        // The legend takes the room beside it that no panel has.
        let legend = match side {
            Some(side) if frames.iter().all(|f| !f.meets(&side)) => beside,
            _ => legend,
        };
        let mut order: Vec<usize> = (0..found.len()).collect();
        let row = |i: usize| (frames[i].y / 15.0).round();
        order.sort_by(|&a, &b| {
            row(a)
                .total_cmp(&row(b))
                .then(frames[a].x.total_cmp(&frames[b].x))
        });
        let mut insets = Vec::new();
        for (n, i) in order.into_iter().enumerate() {
            let letter = char::from(b'A' + (n % 26) as u8);
            let ids = found[i]
                .members
                .iter()
                .map(|m| marks[*m].shape.id.to_owned());
            let mut members: Vec<String> = ids.collect();
            members.sort_unstable();
            let names = main_communes(&found[i].members, subject);
            let ground = with_air(found[i].ground, LEAST_GROUND);
            let few = found[i].members.len() <= 4 && options.labels;
            let clear = clear(frames[i], ground, few, sizes);
            let shown = Shown {
                ground,
                largest: 0.03,
                heading: true,
            };
            insets.push(Panel {
                view: uncovered(shown, (frames[i], clear), marks, (sizes, lang)),
                role: Role::Inset,
                part: 0,
                letter: Some(letter),
                heading: names,
                members,
            });
        }
        // Insets that show few quartiers larger than one panel alone would are none.
        let least = 1.1 * whole.panels[0].view.scale;
        let larger = insets
            .iter()
            .filter(|p| p.view.scale > least)
            .map(|p| p.members.len());
        if larger.sum::<usize>() * 2 < marks.len() {
            return whole;
        }
        let shown = Shown {
            ground: with_frames(ground, &insets),
            largest: f64::INFINITY,
            heading: false,
        };
        let mut panels = vec![Panel {
            view: uncovered(shown, (overview, overview), marks, (sizes, lang)),
            role: Role::Overview,
            part: 0,
            letter: None,
            heading: String::new(),
            members: Vec::new(),
        }];
        panels.extend(insets);
        Sheet { panels, legend }
    }

    fn single(
        body: Rect,
        ground: Ground<f64>,
        wide: bool,
        gap: f64,
        sizes: Sizes,
        legend_height: f64,
    ) -> Sheet {
        let (frame, legend) = if wide {
            let w = (58.0 * sizes.scale).min(0.4 * body.w);
            (
                Rect::new(body.x, body.y, body.w - w - 2.0 * gap, body.h),
                Rect::new(body.right() - w, body.y, w, body.h),
            )
        } else {
            let h = legend_height.min(0.45 * body.h);
            (
                Rect::new(body.x, body.y, body.w, body.h - h - gap),
                Rect::new(body.x, body.bottom() - h, body.w, h),
            )
        };
        let view = View::fit(ground, frame, f64::INFINITY);
        Sheet {
            panels: vec![Panel {
                view,
                role: Role::Whole,
                part: 0,
                letter: None,
                heading: String::new(),
                members: Vec::new(),
            }],
            legend,
        }
    }
}

/// The ground of an overview with the frames of its insets as far as they lie near its edge, so that
/// none of their sides is missing there.
fn with_frames(ground: Ground<f64>, insets: &[Panel]) -> Ground<f64> {
    let air = 0.08 * ground.width().max(ground.height());
    let near = Ground::new(
        (ground.min().x - air, ground.min().y - air),
        (ground.max().x + air, ground.max().y + air),
    );
    let frames = insets.iter().map(|p| p.view.ground());
    let all = frames.fold(ground, union);
    let (low, high) = (all.min(), all.max());
    // A hair more than the frames, for the width of their lines.
    let line = 0.05 * air;
    Ground::new(
        (
            (low.x - line).max(near.min().x),
            (low.y - line).max(near.min().y),
        ),
        (
            (high.x + line).min(near.max().x),
            (high.y + line).min(near.max().y),
        ),
    )
}

fn item(cluster: &Cluster) -> Item {
    let ground = with_air(cluster.ground, LEAST_GROUND);
    Item {
        width: ground.width(),
        height: ground.height(),
        weight: cluster.weight(LEAST_GROUND),
        count: cluster.members.len() as f64,
        east: ground.center().x,
        north: ground.center().y,
    }
}

/// The part of an inset that its ground is centred in: under the heading, over the scale bar. The
/// labels of few quartiers have their place over the bar and to the right, where nothing is shown
/// smaller for it.
fn clear(frame: Rect, ground: Ground<f64>, few: bool, sizes: Sizes) -> Rect {
    let top = 1.6 * sizes.text;
    let bottom = 1.2 * sizes.text + if few { 1.8 * sizes.label } else { 0.0 };
    let h = (frame.h - top - bottom).max(5.0);
    let w = if few {
        let shown = ground.width() * h / ground.height();
        let beside = 2.0 * (frame.w - 14.0 * sizes.label) - shown;
        beside.max(shown + sizes.text).min(frame.w)
    } else {
        frame.w
    };
    Rect::new(frame.x, frame.y + top, w, h)
}

/// The communes that hold most of the members, three at most; empty where none are known.
fn main_communes(members: &[usize], subject: &Subject<'_>) -> String {
    let mut counts: Vec<(usize, &str)> = Vec::new();
    for &member in members {
        let mark = &subject.marks[member];
        let at = mark.inside();
        let mut communes = subject.communes.iter();
        let around = communes
            .find(|(commune, bounds)| bounds.contains(&at) && commune.polygons.contains(&at));
        let named = || {
            let id = mark.shape.id;
            let holds =
                |n: &&PlaceName| n.quartiers.binary_search_by(|q| q.as_str().cmp(id)).is_ok();
            let mut names = subject.backdrop.names.iter();
            names.find(holds).map(|n| n.name.as_str())
        };
        let Some(home) = around.map(|(c, _)| c.label.as_str()).or_else(named) else {
            continue;
        };
        match counts.iter_mut().find(|(_, name)| *name == home) {
            Some(count) => count.0 += 1,
            None => counts.push((1, home)),
        }
    }
    counts.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    let names: Vec<&str> = counts.iter().take(3).map(|(_, name)| *name).collect();
    names.join(" · ")
}
