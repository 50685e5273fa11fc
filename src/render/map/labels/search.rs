//! Chooses one place for each label so that none are in each other's way and all together cost least.
//!
//! Ruin and recreate (Schrimpf and others 2000): some neighbouring labels are taken away and placed
//! anew in another order, each at its cheapest free place, and the outcome is kept when it is not much
//! worse (threshold accepting, Dueck and Scheuer 1990). Moving labels one by one, as in the annealing
//! of Christensen, Marks and Shieber (1995), was tried on the panel of Lens, 28 labels: it needed ten
//! times as long for a worse outcome, since there one label can only move when others make room.
//!
//! The numbers that choose the moves come from a fixed seed and only exact operations are used, so
//! that the same labels lie in the same places on any machine.

use super::super::super::canvas::Point;
use super::super::super::page::Rect;
use super::candidates::Candidate;
use super::{cross, length};

/// A label that is left out costs this much, millimetres.
pub(super) const LEFT_OUT: f64 = 60.0;
/// One in so many times the second best place is taken.
const BLINK: usize = 8;
/// So many labels are moved at once, and two.
const MOST_GONE: usize = 6;
/// A worse state is accepted at first when it costs no more than this, millimetres.
const THRESHOLD: f64 = 6.0;
/// Rounds per label; fewer when there are very many labels.
const ROUNDS: usize = 50;
const MOST_ROUNDS: usize = 1_500;
/// Leaders pass each other at this distance at least, millimetres.
const CLEARANCE: f64 = 0.4;

/// Which place each label takes; `None` when all are taken, or when what it is `worth` (millimetres)
/// is less than what others lose. `air` is kept between two boxes.
pub(super) fn choose(places: &[Vec<Candidate>], worth: &[f64], air: f64) -> Vec<Option<usize>> {
    let mut state = State::new(places, worth, air);
    state.improve();
    let first = state.first;
    let taken = state.taken.into_iter().zip(first);
    taken.map(|(taken, first)| Some(taken? - first)).collect()
}

/// All places of all labels in one row.
struct State {
    places: Vec<Candidate>,
    /// What label and leader of each place need, with air around it.
    reach: Vec<Rect>,
    /// What all places of each label need.
    around: Vec<Rect>,
    /// Which label each place is one of.
    owner: Vec<usize>,
    /// Where the places of each label begin, and where the last one's end.
    first: Vec<usize>,
    taken: Vec<Option<usize>>,
    /// How many of the places taken by others are in the way of each place.
    load: Vec<u16>,
    /// The places that each place is in the way of, found when it is first taken.
    in_way: Vec<Option<Box<[u32]>>>,
    /// What it costs to leave each label out.
    worth: Vec<f64>,
    air: f64,
}

impl State {
    fn new(labels: &[Vec<Candidate>], worth: &[f64], air: f64) -> State {
        let mut first = vec![0];
        first.extend(labels.iter().scan(0, |end, places| {
            *end += places.len();
            Some(*end)
        }));
        let places: Vec<Candidate> = labels.concat();
        let reach = places.iter().map(|place| {
            let own = place.frame.grown(air);
            match place.leader {
                Some((from, _)) => own.around(&Rect::new(from.0, from.1, 0.0, 0.0)),
                None => own,
            }
        });
        let reach: Vec<Rect> = reach.map(|r| r.grown(CLEARANCE)).collect();
        let around = first.windows(2).map(|range| {
            let own = reach[range[0]..range[1]].iter().copied();
            own.reduce(|a, b| a.around(&b))
                .unwrap_or(Rect::new(0.0, 0.0, 0.0, 0.0))
        });
        let numbered = labels.iter().enumerate();
        let mut state = State {
            around: around.collect(),
            reach,
            owner: numbered.flat_map(|(i, l)| vec![i; l.len()]).collect(),
            taken: vec![None; labels.len()],
            load: vec![0; places.len()],
            in_way: vec![None; places.len()],
            first,
            places,
            worth: worth.to_vec(),
            air,
        };
        let mut order: Vec<usize> = (0..labels.len()).collect();
        // Those with few places first, and last what may be left out.
        order.sort_by_key(|own| (worth[*own] < LEFT_OUT, labels[*own].len()));
        for own in order {
            let free = (state.first[own]..state.first[own + 1]).find(|at| state.load[*at] == 0);
            state.take(own, free);
        }
        state
    }

    /// Moves a label to a place, or leaves it out.
    fn take(&mut self, own: usize, next: Option<usize>) {
        for (at, is_new) in [(self.taken[own], false), (next, true)] {
            let Some(at) = at else { continue };
            let list = match self.in_way[at].take() {
                Some(list) => list,
                None => self.in_way_of(at),
            };
            for other in &list {
                let load = &mut self.load[*other as usize];
                *load = if is_new { *load + 1 } else { *load - 1 };
            }
            self.in_way[at] = Some(list);
        }
        self.taken[own] = next;
    }

    fn in_way_of(&self, at: usize) -> Box<[u32]> {
        let (place, reach, own) = (&self.places[at], self.reach[at], self.owner[at]);
        let others = (0..self.taken.len()).filter(|o| *o != own && self.around[*o].meets(&reach));
        let places = others.flat_map(|o| self.first[o]..self.first[o + 1]);
        places
            .filter(|other| {
                self.reach[*other].meets(&reach) && clash(place, &self.places[*other], self.air)
            })
            .map(|other| other as u32)
            .collect()
    }

    /// The cheapest free place of a label, now and then the next one.
    fn best(&self, own: usize, random: &mut Random) -> Option<usize> {
        let mut free = (self.first[own]..self.first[own + 1]).filter(|at| self.load[*at] == 0);
        let first = free.next();
        if random.below(BLINK) == 0 {
            free.next().or(first)
        } else {
            first
        }
    }

    fn total(&self) -> f64 {
        let costs = self.taken.iter().zip(&self.worth);
        let costs = costs.map(|(at, worth)| at.map_or(*worth, |at| self.places[at].cost));
        costs.sum()
    }

    /// Takes some neighbours away and places them anew in another order, again and again.
    fn improve(&mut self) {
        let count = self.taken.len();
        if count < 2 {
            return;
        }
        let near = self.neighbours();
        let mut random = Random(0x9e37_79b9_7f4a_7c15);
        let mut total = self.total();
        let mut best = (total, self.taken.clone());
        let rounds = (ROUNDS * count).min(MOST_ROUNDS);
        for round in 0..rounds {
            let threshold = THRESHOLD * (1.0 - round as f64 / rounds as f64);
            let seed = random.below(count);
            let mut gone: Vec<usize> =
                near[seed][..(2 + random.below(MOST_GONE)).min(count)].to_vec();
            let before: Vec<Option<usize>> = gone.iter().map(|own| self.taken[*own]).collect();
            let moved = gone.clone();
            for own in &moved {
                self.take(*own, None);
            }
            for i in (1..gone.len()).rev() {
                gone.swap(i, random.below(i + 1));
            }
            for own in gone {
                let place = self.best(own, &mut random);
                self.take(own, place);
            }
            let after = self.total();
            if after < total + threshold {
                total = after;
                if total < best.0 - 1e-9 {
                    best = (total, self.taken.clone());
                }
                continue;
            }
            for own in &moved {
                self.take(*own, None);
            }
            for (own, place) in moved.into_iter().zip(before) {
                self.take(own, place);
            }
        }
        for own in 0..count {
            self.take(own, None);
        }
        for (own, place) in best.1.into_iter().enumerate() {
            self.take(own, place);
        }
    }

    /// For each label all of them, near ones first.
    fn neighbours(&self) -> Vec<Vec<usize>> {
        let count = self.taken.len();
        let at: Vec<Point> = (0..count)
            .map(|own| {
                let cheapest = self.places.get(self.first[own]);
                cheapest.map_or((0.0, 0.0), |place| place.frame.centre())
            })
            .collect();
        (0..count)
            .map(|own| {
                let mut all: Vec<usize> = (0..count).collect();
                all.sort_by(|a, b| length(at[*a], at[own]).total_cmp(&length(at[*b], at[own])));
                all
            })
            .collect()
    }
}

/// Whether two labels cannot both be where they are.
pub(super) fn clash(a: &Candidate, b: &Candidate, air: f64) -> bool {
    let near = a.frame.grown(air);
    if near.meets(&b.frame) {
        return true;
    }
    let runs_through = |leader: Option<(Point, Point)>, frame: &Rect| {
        leader.is_some_and(|(from, to)| frame.grown(air).crossed_by(from, to))
    };
    if runs_through(a.leader, &b.frame) || runs_through(b.leader, &a.frame) {
        return true;
    }
    match (a.leader, b.leader) {
        (Some(a), Some(b)) => cross(a, b) || pass_closely(a, b),
        _ => false,
    }
}

/// Whether two lines that do not cross come too near each other.
fn pass_closely(a: (Point, Point), b: (Point, Point)) -> bool {
    let apart = |low: f64, high: f64, other_low: f64, other_high: f64| {
        low.min(high) > other_low.max(other_high) + CLEARANCE
            || other_low.min(other_high) > low.max(high) + CLEARANCE
    };
    if apart(a.0.0, a.1.0, b.0.0, b.1.0) || apart(a.0.1, a.1.1, b.0.1, b.1.1) {
        return false;
    }
    let to_line = |at: Point, (from, to): (Point, Point)| {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let square = dx * dx + dy * dy;
        let t = if square > 0.0 {
            (((at.0 - from.0) * dx + (at.1 - from.1) * dy) / square).clamp(0.0, 1.0)
        } else {
            0.0
        };
        length(at, (from.0 + t * dx, from.1 + t * dy))
    };
    [
        to_line(a.0, b),
        to_line(a.1, b),
        to_line(b.0, a),
        to_line(b.1, a),
    ]
    .into_iter()
    .any(|d| d < CLEARANCE)
}

/// Xorshift (Marsaglia 2003): the same numbers on every machine.
struct Random(u64);

impl Random {
    /// A number below `n`.
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let unit = (self.0 >> 11) as f64 / (1u64 << 53) as f64;
        ((unit * n as f64) as usize).min(n - 1)
    }
}
