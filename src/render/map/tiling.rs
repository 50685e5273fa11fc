//! Divides the page among the insets so that quartiers are drawn as large as can be.

use super::super::page::Rect;

/// An inset to find room for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Item {
    /// Ground to show, metres.
    pub width: f64,
    pub height: f64,
    /// Share of the paper it should have.
    pub weight: f64,
    /// Quartiers it shows.
    pub count: f64,
    /// Centre on the ground, so that panels lie like what they show.
    pub east: f64,
    pub north: f64,
}

/// No panel is smaller than this, millimetres; letter, scale bar and a label need that much.
const LEAST: (f64, f64) = (34.0, 27.0);

/// So much of the height of a panel counts as taken by heading and scale bar, and by the labels of a few
/// quartiers. They take more, but ground may lie beside them, and counted whole they give room to flat
/// panels of few quartiers that crowded ones need: 59 then has half as many numbers again.
const FURNITURE: (f64, f64) = (1.0, 1.0);

/// Insets with the room each has.
#[derive(Debug)]
pub(crate) struct Tiling {
    /// One rectangle per item, in the order of the items.
    pub frames: Vec<Rect>,
    /// What the layout costs: less where quartiers are drawn larger. Comparable for one set of
    /// quartiers, in however many items they are gathered.
    pub cost: f64,
}

/// One rectangle per item, `gap` millimetres apart; `None` where the room is too small for so many, or
/// where no layout costs less than `limit`. On paper on which everything is drawn `scale` times as
/// large, panels are as well.
///
/// Every way to cut `main` in straight cuts (guillotine) is tried for the items in three orders (west
/// to east, north to south, by weight), with the first few items put into the spare `side` room when
/// there is one. The way that shows the quartiers largest wins. For n items this looks at about 5ⁿ
/// layouts, so n must stay below ten.
pub(crate) fn tile(
    main: Rect,
    side: Option<Rect>,
    items: &[Item],
    gap: f64,
    scale: f64,
    limit: f64,
) -> Option<Tiling> {
    let sized = |r: Rect, by: f64| Rect::new(r.x * by, r.y * by, r.w * by, r.h * by);
    let (main, gap) = (sized(main, 1.0 / scale), gap / scale);
    let side = side.map(|side| sized(side, 1.0 / scale));
    let mut orders: Vec<Vec<usize>> = vec![(0..items.len()).collect(); 3];
    orders[0].sort_by(|a, b| items[*a].east.total_cmp(&items[*b].east));
    orders[1].sort_by(|a, b| items[*b].north.total_cmp(&items[*a].north));
    orders[2].sort_by(|a, b| items[*b].weight.total_cmp(&items[*a].weight));
    let mut best = (limit, vec![main; items.len()]);
    let mut room = Vec::new();
    for order in &orders {
        for (reversed, aside) in (0..items.len()).flat_map(|aside| [(false, aside), (true, aside)])
        {
            if (aside > 0 && side.is_none()) || (aside == 0 && reversed) || aside > 3 {
                continue;
            }
            let mut order = order.clone();
            if reversed {
                order.reverse();
            }
            let (first, rest) = order.split_at(aside);
            room.clear();
            let mut cost = cut(main, items, rest, gap, best.0, &mut room);
            if let (Some(side), false) = (side, first.is_empty()) {
                cost += cut(side, items, first, gap, best.0 - cost, &mut room);
            }
            if cost < best.0 {
                best.0 = cost;
                for (i, rect) in &room {
                    best.1[*i] = *rect;
                }
            }
        }
    }
    let found = best.0 < limit;
    found.then(|| Tiling {
        frames: best.1.into_iter().map(|r| sized(r, scale)).collect(),
        cost: best.0,
    })
}

/// Cost of the best way to cut `room` for the items in `order`, whose rectangles go into `out`;
/// infinite where there is none that costs less than `limit`.
fn cut(
    room: Rect,
    items: &[Item],
    order: &[usize],
    gap: f64,
    limit: f64,
    out: &mut Vec<(usize, Rect)>,
) -> f64 {
    // The best so far lies here, with what is tried behind it.
    let start = out.len();
    out.extend(order.iter().map(|i| (*i, room)));
    let end = out.len();
    if let [only] = order {
        return alone(room, &items[*only]);
    }
    let weight = |part: &[usize]| part.iter().map(|i| items[*i].weight).sum::<f64>();
    let total = weight(order);
    let (mut best, mut found) = (limit, false);
    for k in 1..order.len() {
        let (a, b) = order.split_at(k);
        let share = (weight(a) / total).clamp(0.05, 0.95);
        for upright in [true, false] {
            let length = if upright { room.w } else { room.h } - gap;
            // Few items still need their least size.
            let least = if upright { LEAST.0 } else { LEAST.1 };
            if length < 2.0 * least {
                continue;
            }
            let at = (length * share).clamp(least, length - least);
            let (one, two) = if upright {
                let x = room.x + at + gap;
                (
                    Rect { w: at, ..room },
                    Rect {
                        x,
                        w: length - at,
                        ..room
                    },
                )
            } else {
                let y = room.y + at + gap;
                (
                    Rect { h: at, ..room },
                    Rect {
                        y,
                        h: length - at,
                        ..room
                    },
                )
            };
            // No item costs less than it would with its whole side for itself.
            let at_least = |room, part: &[usize]| -> f64 {
                part.iter().map(|i| alone(room, &items[*i])).sum()
            };
            let other = at_least(two, b);
            if at_least(one, a) + other >= best {
                continue;
            }
            let mut cost = cut(one, items, a, gap, best - other, out);
            if cost < best {
                cost += cut(two, items, b, gap, best - cost, out);
            }
            if cost < best {
                (best, found) = (cost, true);
                out.copy_within(end.., start);
            }
            out.truncate(end);
        }
    }
    if found { best } else { f64::INFINITY }
}

/// What an item costs in a room of its own: square metres of ground per square millimetre of paper, once
/// per quartier; less in a larger room.
fn alone(room: Rect, item: &Item) -> f64 {
    let few = if item.count > 4.0 { 0.0 } else { FURNITURE.1 };
    let height = (room.h - FURNITURE.0 - few).max(4.0);
    let scale = (room.w / item.width).min(height / item.height).max(1e-9);
    // Labels need room that does not shrink with the ground: about that of a square of them.
    let side = item.count.min(16.0).sqrt();
    let lacking = (24.0 + 10.0 * side - room.w).max(0.0) + (17.0 + 9.0 * side - room.h).max(0.0);
    item.count / (scale * scale) * (1.0 + 0.2 * lacking)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panels_fill_the_room_without_meeting_and_the_crowded_one_is_the_largest() {
        let item = |east: f64, north: f64, size: f64, count: f64| Item {
            width: size,
            height: 0.6 * size,
            weight: size * count.sqrt(),
            count,
            east,
            north,
        };
        let items = [
            item(0.0, 9.0, 4e3, 2.0),
            item(5.0, 1.0, 20e3, 30.0),
            item(2.0, 3.0, 6e3, 5.0),
            item(1.0, 6.0, 3e3, 1.0),
            item(4.0, 2.0, 15e3, 12.0),
        ];
        let main = Rect::new(110.0, 30.0, 180.0, 150.0);
        let side = Rect::new(10.0, 120.0, 95.0, 40.0);
        let tiles = tile(main, Some(side), &items, 3.0, 1.0, f64::INFINITY)
            .unwrap()
            .frames;
        for (i, tile) in tiles.iter().enumerate() {
            assert!(main.grown(1e-6).holds(tile) || side.grown(1e-6).holds(tile));
            assert!(tiles[i + 1..].iter().all(|other| !tile.meets(other)));
            assert!(i == 1 || tile.w * tile.h < tiles[1].w * tiles[1].h);
        }
    }

    /// What the best way to cut a room costs, all ways tried to their end.
    fn cheapest(room: Rect, items: &[Item], order: &[usize], gap: f64) -> f64 {
        if let [only] = order {
            return alone(room, &items[*only]);
        }
        let weight = |part: &[usize]| part.iter().map(|i| items[*i].weight).sum::<f64>();
        let mut best = f64::INFINITY;
        for k in 1..order.len() {
            let (a, b) = order.split_at(k);
            let share = (weight(a) / weight(order)).clamp(0.05, 0.95);
            for (length, least, upright) in [(room.w, LEAST.0, true), (room.h, LEAST.1, false)] {
                let length = length - gap;
                if length < 2.0 * least {
                    continue;
                }
                let at = (length * share).clamp(least, length - least);
                let part = |from: f64, size: f64| match upright {
                    true => Rect::new(room.x + from, room.y, size, room.h),
                    false => Rect::new(room.x, room.y + from, room.w, size),
                };
                let one = cheapest(part(0.0, at), items, a, gap);
                let two = cheapest(part(at + gap, length - at), items, b, gap);
                best = best.min(one + two);
            }
        }
        best
    }

    #[test]
    fn what_is_given_up_early_would_not_have_won() {
        let room = Rect::new(110.0, 30.0, 180.0, 150.0);
        let mut seed = 7u64;
        let mut random = |low: f64, high: f64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            low + (high - low) * (seed >> 40) as f64 / (1u64 << 24) as f64
        };
        for round in 0..40 {
            let items: Vec<Item> = (0..3 + round % 4)
                .map(|i| {
                    let (width, height) = (random(2e3, 3e4), random(2e3, 3e4));
                    let count = random(1.0, 30.0).floor();
                    Item {
                        width,
                        height,
                        weight: (count * width * height).sqrt(),
                        count,
                        east: f64::from(i),
                        north: f64::from(i),
                    }
                })
                .collect();
            let order: Vec<usize> = (0..items.len()).collect();
            let mut out = Vec::new();
            let cost = cut(room, &items, &order, 3.0, f64::INFINITY, &mut out);
            let best = cheapest(room, &items, &order, 3.0);
            assert!((cost - best).abs() <= 1e-9 * best, "{cost} {best}");
            let drawn: f64 = out.iter().map(|(i, rect)| alone(*rect, &items[*i])).sum();
            assert!((drawn - cost).abs() <= 1e-9 * cost);
            for (n, (_, rect)) in out.iter().enumerate() {
                assert!(room.grown(1e-6).holds(rect));
                assert!(out[n + 1..].iter().all(|(_, other)| !rect.meets(other)));
            }
        }
    }

    #[test]
    fn a_room_too_small_for_all_is_refused() {
        let item = Item {
            width: 1e3,
            height: 1e3,
            weight: 1.0,
            count: 1.0,
            east: 0.0,
            north: 0.0,
        };
        let room = Rect::new(0.0, 0.0, 75.0, 60.0);
        let tiles = |count, scale| tile(room, None, &vec![item; count], 2.0, scale, f64::INFINITY);
        assert_eq!(tiles(4, 1.0).map(|t| t.frames.len()), Some(4));
        assert!(tiles(5, 1.0).is_none() && tiles(4, 1.4).is_none());
    }
}
