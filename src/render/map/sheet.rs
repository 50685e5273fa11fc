//! The sheet of a map: overview, insets keyed to it by letters, room for the legend.

use geo::{BoundingRect, Contains, Coord, InteriorPoint, MultiPolygon, Rect as Ground};

use super::super::canvas::{Anchor, Canvas, Fill, Paint, Point, Rgb, Stroke, TextLook};
use super::super::figure::{Figure, FigureTable};
use super::super::font::Font;
use super::super::frame::{Sizes, framed};
use super::super::page::Rect;
use super::super::palettes::{COMMUNE_LINE, INK, INK_SOFT, LAND, LAND_LINE, RULE};
use super::super::{Lang, RenderError};
use super::cover::Cover;
use super::insets::{clusters, with_air};
use super::labels::{self, Obstacles, Wanted};
use super::legend::{Entry, legend, legend_height, scale_bar, scale_bar_frame};
use super::tiling::{Item, tile};
use super::view::{View, finite_bounds, union};
use super::{Backdrop, MapOptions, MapShape, ground};

/// No inset shows less ground than this many metres, so that streets around a lone quartier show.
const LEAST_GROUND: f64 = 2600.0;
/// Quartiers whose typical side is drawn shorter than this (mm) are not legible without insets.
const LEGIBLE: f64 = 7.0;
/// A panel with more quartiers than this is a map of symbols, not of names.
const MOST_LABELS: usize = 300;
const WHITE: Rgb = Rgb(255, 255, 255);

/// What a panel is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// The only panel: everything is drawn in full.
    Whole,
    /// The small-scale panel beside insets.
    Overview,
    /// A zoom; its letter stands on the overview too.
    Inset,
}

/// One frame with a part of the ground.
#[derive(Debug, Clone)]
pub(crate) struct Panel {
    pub view: View,
    pub role: Role,
    /// Letter and main communes of an inset.
    key: Option<(char, String)>,
}

impl Panel {
    /// Gives a mark its hover text, and its `id` where it is drawn large.
    pub fn identify(&self, paint: Paint, id: &str, title: String) -> Paint {
        match self.role {
            Role::Overview => paint.titled(title),
            Role::Inset | Role::Whole => paint.named(id, title),
        }
    }

    /// The label of a quartier: code and name.
    pub fn label(&self, q: &Located<'_>) -> Wanted {
        let frame = self.view.place_rect(q.bounds);
        Wanted {
            anchor: self.view.place(q.inside),
            ground: q.inside,
            reach: (frame.w.min(frame.h) / 2.0).max(0.4),
            code: q.shape.id.to_owned(),
            name: q.shape.label.clone(),
        }
    }
}

/// Panels of a map and the room for its legend.
#[derive(Debug)]
pub(crate) struct Sheet {
    pub panels: Vec<Panel>,
    pub legend: Rect,
}

/// What a theme drew in a panel and the labels it wants there.
#[derive(Default)]
pub(crate) struct Content {
    pub shapes: Vec<Vec<Vec<Point>>>,
    pub discs: Vec<(Point, f64)>,
    pub labels: Vec<Wanted>,
}

/// A shape with what is computed from it once for all panels.
pub(crate) struct Located<'a> {
    pub shape: &'a MapShape<'a>,
    pub bounds: Ground<f64>,
    /// A point inside the largest part, where symbols and leaders start.
    pub inside: Coord<f64>,
}

/// What is common to all maps: what must be legible, what lies behind, the legend, the numbers.
pub(crate) struct Theme<'a> {
    pub marks: &'a [Located<'a>],
    pub backdrop: &'a Backdrop<'a>,
    pub entries: Vec<Entry>,
    pub table: FigureTable,
}

impl Theme<'_> {
    /// Draws the figure; `content` draws the theme in one panel.
    pub fn draw(
        self,
        options: &MapOptions,
        content: impl FnMut(&mut Canvas<'_>, &Panel) -> Content,
    ) -> Result<Figure, RenderError> {
        let shapes = self.marks.iter().map(|m| m.bounds).reduce(union);
        let ground = shapes.and_then(|s| ground(options, self.backdrop, s));
        let Some(ground) = ground else {
            let figure = options.setting.caption.id.clone();
            return Err(RenderError::NothingToDraw { figure });
        };
        framed(&options.setting, self.table, |canvas, body, sizes| {
            let width = 0.36 * body.w;
            let height = legend_height(&self.entries, width, sizes);
            let sheet = Sheet::plan(
                body,
                ground,
                self.marks,
                self.backdrop,
                options,
                sizes,
                height,
            );
            sheet.draw(canvas, self.backdrop, options, sizes, content);
            legend(canvas, sheet.legend, sizes, &self.entries);
            Ok(())
        })
    }
}

/// Leaves out shapes without usable coordinates.
pub(crate) fn located<'a>(shapes: &'a [MapShape<'a>]) -> Vec<Located<'a>> {
    shapes
        .iter()
        .filter_map(|shape| {
            let bounds = finite_bounds(shape.polygons)?;
            let finite = shape.polygons.bounding_rect() == Some(bounds);
            let largest = shape.polygons.iter().filter(|_| finite).max_by(|a, b| {
                use geo::Area;
                a.unsigned_area().total_cmp(&b.unsigned_area())
            });
            let inside = largest.and_then(InteriorPoint::interior_point);
            let inside = inside.map_or(bounds.center(), |p| p.0);
            Some(Located {
                shape,
                bounds,
                inside,
            })
        })
        .collect()
}

impl Sheet {
    /// Divides `body`. `ground` is what the overview shows, `marks` the shapes that must be legible.
    pub fn plan(
        body: Rect,
        ground: Ground<f64>,
        marks: &[Located<'_>],
        backdrop: &Backdrop<'_>,
        options: &MapOptions,
        sizes: Sizes,
        legend_height: f64,
    ) -> Sheet {
        let gap = 3.0 * sizes.scale;
        let wide = body.w > 1.15 * body.h;
        let whole = Sheet::single(body, ground, wide, gap, sizes, legend_height);
        let mut sides: Vec<f64> = marks
            .iter()
            .map(|m| (m.bounds.width() * m.bounds.height()).sqrt())
            .collect();
        sides.sort_by(f64::total_cmp);
        let typical = sides.get(sides.len() / 2).copied().unwrap_or(0.0);
        let legible = typical * whole.panels[0].view.scale >= LEGIBLE;
        if options.insets == 0 || marks.is_empty() || legible || marks.len() > 400 {
            return whole;
        }

        let aspect = (ground.height() / ground.width().max(1.0)).clamp(0.3, 3.0);
        let (overview, legend, main, side) = if wide {
            let w = body.w * 0.36;
            let h = (w * aspect)
                .min(body.h - legend_height - gap)
                .max(body.h * 0.3);
            let overview = Rect::new(body.x, body.y, w, h);
            let legend = Rect::new(body.x, body.bottom() - legend_height, w, legend_height);
            let main = Rect::new(body.x + w + gap, body.y, body.w - w - gap, body.h);
            let top = overview.bottom() + gap;
            (
                overview,
                legend,
                main,
                Rect::new(body.x, top, w, legend.y - gap - top),
            )
        } else {
            let w = body.w * 0.58;
            let h = (w * aspect)
                .min(body.h * 0.36)
                .max(legend_height.min(body.h * 0.45));
            let overview = Rect::new(body.x, body.y, w, h);
            let left = Rect::new(body.x + w + gap, body.y, body.w - w - gap, h);
            let legend = Rect {
                h: legend_height,
                ..left
            };
            let main = Rect::new(body.x, overview.bottom() + gap, body.w, body.h - h - gap);
            let top = legend.bottom() + gap;
            (
                overview,
                legend,
                main,
                Rect {
                    y: top,
                    h: left.bottom() - top,
                    ..left
                },
            )
        };
        let side = Some(side).filter(|r| r.w > 30.0 && r.h > 27.0);
        let legend = match side {
            None if wide => Rect {
                y: overview.bottom() + gap,
                ..legend
            },
            _ => legend,
        };
        let bounds: Vec<Ground<f64>> = marks.iter().map(|m| m.bounds).collect();
        let found = clusters(&bounds, options.insets.min(9), LEAST_GROUND);
        let items: Vec<Item> = found
            .iter()
            .map(|c| {
                let ground = with_air(c.ground, LEAST_GROUND);
                Item {
                    width: ground.width(),
                    height: ground.height(),
                    weight: c.weight(LEAST_GROUND),
                    count: c.members.len() as f64,
                    east: ground.center().x,
                    north: ground.center().y,
                }
            })
            .collect();
        let frames = tile(main, side, &items, gap);
        let mut order: Vec<usize> = (0..found.len()).collect();
        let row = |i: usize| (frames[i].y / 15.0).round();
        order.sort_by(|&a, &b| {
            row(a)
                .total_cmp(&row(b))
                .then(frames[a].x.total_cmp(&frames[b].x))
        });
        let mut panels = vec![Panel {
            view: View::fit(ground, overview, f64::INFINITY),
            role: Role::Overview,
            key: None,
        }];
        for (n, i) in order.into_iter().enumerate() {
            let letter = char::from(b'A' + (n % 26) as u8);
            let names = main_communes(&found[i].members, marks, backdrop);
            let ground = with_air(found[i].ground, LEAST_GROUND);
            let frame = frames[i];
            let (top, bottom) = (1.6 * sizes.text, 1.2 * sizes.text);
            let clear = Rect::new(frame.x, frame.y + top, frame.w, frame.h - top - bottom);
            panels.push(Panel {
                view: View::fit_inside(ground, frame, clear, 0.03),
                role: Role::Inset,
                key: Some((letter, names)),
            });
        }
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
                key: None,
            }],
            legend,
        }
    }

    /// Draws every panel: backdrop, then what `theme` draws, labels, frame, letter and scale bar.
    pub fn draw(
        &self,
        canvas: &mut Canvas<'_>,
        backdrop: &Backdrop<'_>,
        options: &MapOptions,
        sizes: Sizes,
        mut theme: impl FnMut(&mut Canvas<'_>, &Panel) -> Content,
    ) {
        let communes: Vec<(&MultiPolygon<f64>, Ground<f64>)> = backdrop
            .communes
            .iter()
            .filter_map(|c| Some((c.polygons, finite_bounds(c.polygons)?)))
            .collect();
        let lang = options.setting.lang;
        for panel in &self.panels {
            let View { frame, scale, .. } = panel.view;
            let mut content = Content::default();
            canvas.clipped(frame, |canvas| {
                draw_backdrop(canvas, panel, backdrop, &communes);
                content = theme(canvas, panel);
            });
            let mut obstacles = Obstacles {
                rects: Vec::new(),
                discs: std::mem::take(&mut content.discs),
            };
            obstacles
                .rects
                .push(scale_bar_frame(frame, scale, sizes, lang));
            obstacles.rects.push(hidden_frame(frame, sizes));
            if panel.role == Role::Overview {
                self.draw_keys(canvas, panel, sizes);
            }
            if let Some((letter, names)) = &panel.key {
                obstacles
                    .rects
                    .push(draw_heading(canvas, frame, *letter, names, sizes));
            }
            scale_bar(canvas, frame, scale, sizes, lang);
            let few = content.labels.len() <= MOST_LABELS;
            if options.labels && few && panel.role != Role::Overview {
                let room = frame.grown(-0.8);
                let cover = Cover::new(room, &content.shapes);
                content.labels.retain(|w| {
                    let at = Rect::new(w.anchor.0, w.anchor.1, 0.0, 0.0);
                    room.holds(&at) && !self.shown_larger(panel, w.ground)
                });
                let placed = labels::place(room, &content.labels, &cover, &obstacles, sizes.label);
                labels::draw(canvas, &placed, sizes.label);
                let hidden = placed.iter().filter(|p| p.is_none()).count();
                if hidden > 0 {
                    draw_hidden(canvas, frame, hidden, lang, sizes);
                }
            }
            canvas.rect(frame, &Paint::stroke(Stroke::new(RULE, 0.25)));
        }
    }

    /// True when another inset shows this place larger: it is labelled there.
    fn shown_larger(&self, panel: &Panel, at: Coord<f64>) -> bool {
        let others = self.panels.iter().filter(|p| p.role == Role::Inset);
        others
            .filter(|p| p.view.scale > panel.view.scale)
            .any(|p| p.view.ground().contains(&at))
    }

    /// Frames of the insets on the overview, each with its letter.
    fn draw_keys(&self, canvas: &mut Canvas<'_>, overview: &Panel, sizes: Sizes) {
        let room = overview.view.frame.grown(-0.4);
        let size = sizes.text;
        let mut taken: Vec<Rect> = Vec::new();
        let insets: Vec<_> = self
            .panels
            .iter()
            .filter_map(|p| Some((p, p.key.as_ref()?)))
            .collect();
        let frames: Vec<Rect> = insets
            .iter()
            .map(|(p, _)| overview.view.place_rect(p.view.ground()))
            .collect();
        canvas.clipped(overview.view.frame, |canvas| {
            for frame in &frames {
                canvas.rect(*frame, &Paint::stroke(Stroke::new(INK, 0.25)));
            }
        });
        for ((_, (letter, _)), frame) in insets.iter().zip(&frames) {
            let side = 1.5 * size;
            let corners = [
                (frame.right(), frame.y),
                (frame.x - side, frame.y),
                (frame.x, frame.y - side),
                (frame.right() - side, frame.y - side),
                (frame.x, frame.bottom()),
                (frame.right() - side, frame.bottom()),
                (frame.right(), frame.bottom() - side),
                (frame.x - side, frame.bottom() - side),
                (frame.x, frame.y),
            ];
            let tags = corners.map(|(x, y)| Rect::new(x, y, side, side));
            let free = |tag: &&Rect| room.holds(tag) && !taken.iter().any(|t| t.meets(tag));
            let alone = |tag: &&Rect| free(tag) && !frames.iter().any(|f| f.meets(tag));
            let tag = tags.iter().find(alone).or_else(|| tags.iter().find(free));
            let tag = *tag.unwrap_or(&tags[8]);
            taken.push(tag);
            draw_letter(canvas, tag, *letter, size);
        }
    }
}

/// Says how many quartiers of a panel have no label, in its lower right corner.
fn draw_hidden(canvas: &mut Canvas<'_>, frame: Rect, hidden: usize, lang: Lang, sizes: Sizes) {
    let words = match lang {
        Lang::Fr => format!("+ {hidden} sans étiquette"),
        Lang::En => format!("+ {hidden} not labelled"),
    };
    let at = (
        frame.right() - 0.5 * sizes.small,
        frame.bottom() - 0.6 * sizes.small,
    );
    let look = TextLook::new(Font::Condensed, sizes.label, INK_SOFT).anchored(Anchor::End);
    canvas.text(at, &words, &look.with_halo());
}

/// The ground that the words of [`draw_hidden`] may take.
fn hidden_frame(frame: Rect, sizes: Sizes) -> Rect {
    let (w, h) = (8.5 * sizes.label, 1.9 * sizes.label);
    Rect::new(frame.right() - w, frame.bottom() - h, w, h)
}

fn draw_letter(canvas: &mut Canvas<'_>, tag: Rect, letter: char, size: f64) {
    canvas.bar(tag, INK);
    let at = (tag.centre().0, tag.centre().1 + 0.36 * size);
    let look = TextLook::new(Font::Bold, size, WHITE).anchored(Anchor::Middle);
    canvas.text(at, &letter.to_string(), &look);
}

/// Letter and names in the upper left corner of an inset; returns the ground they take.
fn draw_heading(
    canvas: &mut Canvas<'_>,
    frame: Rect,
    letter: char,
    names: &str,
    sizes: Sizes,
) -> Rect {
    let size = sizes.text;
    let side = 1.5 * size;
    // Whole names only, as many as fit.
    let room = frame.w - side - 2.0 * size;
    let mut names = names;
    while let Some((fewer, _)) = names.rsplit_once(" · ")
        && Font::Bold.width(names, size) > room
    {
        names = fewer;
    }
    let names = Font::Bold.shorten(names, size, room);
    let width = if names.is_empty() {
        side
    } else {
        side + 1.2 * size + Font::Bold.width(&names, size)
    };
    let ground = Rect::new(frame.x, frame.y, width, side);
    if !names.is_empty() {
        canvas.rect(ground, &Paint::fill(Fill::Solid(WHITE, 0.85)));
    }
    draw_letter(
        canvas,
        Rect::new(frame.x, frame.y, side, side),
        letter,
        size,
    );
    let at = (
        frame.x + side + 0.6 * size,
        frame.y + side / 2.0 + 0.36 * size,
    );
    canvas.text(at, &names, &TextLook::new(Font::Bold, size, INK));
    ground
}

fn draw_backdrop(
    canvas: &mut Canvas<'_>,
    panel: &Panel,
    backdrop: &Backdrop<'_>,
    communes: &[(&MultiPolygon<f64>, Ground<f64>)],
) {
    let outline = backdrop
        .outline
        .map(|o| panel.view.trace(o, finite_bounds(o)));
    if let Some(rings) = &outline {
        canvas.rings(rings, &Paint::solid(LAND));
    }
    let width = if panel.role == Role::Inset { 0.18 } else { 0.1 };
    let lines: Vec<Vec<Point>> = communes
        .iter()
        .flat_map(|(shape, bounds)| panel.view.trace(shape, Some(*bounds)))
        .collect();
    if outline.is_none() {
        canvas.rings(&lines, &Paint::solid(LAND));
    }
    canvas.lines(&lines, Stroke::new(COMMUNE_LINE, width));
    if let Some(rings) = outline {
        canvas.lines(&rings, Stroke::new(LAND_LINE, 0.3));
    }
}

/// The one or two communes that hold most of the members; empty without communes.
fn main_communes(members: &[usize], marks: &[Located<'_>], backdrop: &Backdrop<'_>) -> String {
    let mut counts: Vec<(usize, &str)> = Vec::new();
    for &member in members {
        let at = marks[member].inside;
        let home = backdrop.communes.iter().find(|c| {
            c.polygons.bounding_rect().is_some_and(|b| b.contains(&at)) && c.polygons.contains(&at)
        });
        let Some(home) = home else { continue };
        match counts.iter_mut().find(|(_, name)| *name == home.label) {
            Some(count) => count.0 += 1,
            None => counts.push((1, &home.label)),
        }
    }
    counts.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    counts
        .iter()
        .take(3)
        .map(|(_, name)| *name)
        .collect::<Vec<_>>()
        .join(" · ")
}
