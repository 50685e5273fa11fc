//! The answer for a place and a generation.

use super::answer::{Answer, Band, Reason, Response};
use super::limit::Side;
use super::locator::{Locator, Question, Spot};
use super::nearest::Nearest;

/// What was found for a place in the generation before, where that can be used again.
struct Before<'a> {
    /// Quartiers that hold the place; it is on no limit.
    quartiers: &'a [u32],
    /// The nearest limit: of these quartiers or, without any, of all.
    nearest: Option<Nearest>,
}

impl Locator {
    /// The answer of one generation (its place in [`Self::generations`]) for a place.
    pub fn answer(&self, spot: &Spot, generation: usize, question: &Question) -> Answer {
        let mut answer = Answer::default();
        self.answer_into(spot, generation, question, &mut answer);
        answer
    }

    /// [`Self::answer`] into a value that is used again for the next point.
    pub fn answer_into(
        &self,
        spot: &Spot,
        generation: usize,
        question: &Question,
        answer: &mut Answer,
    ) {
        self.answer_after(None, spot, generation, question, answer);
    }

    /// The answers of all generations, as [`Self::answer_into`] gives them, at less cost where
    /// limits did not change.
    pub(super) fn answer_all_into(&self, spot: &Spot, question: &Question, answers: &mut [Answer]) {
        let mut nearest = None;
        for generation in 0..answers.len() {
            let (earlier, later) = answers.split_at_mut(generation);
            let before = match (earlier.last(), nearest) {
                (Some(answer), Some(nearest)) => Some(Before {
                    quartiers: &answer.quartiers,
                    nearest,
                }),
                _ => None,
            };
            nearest = self.answer_after(before, spot, generation, question, &mut later[0]);
        }
    }

    /// Also gives the nearest limit if it was asked for; nothing where the next generation has
    /// to be asked afresh.
    #[inline]
    fn answer_after(
        &self,
        before: Option<Before>,
        spot: &Spot,
        generation: usize,
        question: &Question,
        answer: &mut Answer,
    ) -> Option<Option<Nearest>> {
        answer.quartiers.clear();
        answer.distance_m = None;
        answer.band = None;
        answer.reason = None;
        let land = match self.land(spot.territory) {
            Some(land) if land.present[generation] => land,
            _ => {
                answer.refuse(Reason::NoPerimetersHere);
                return None;
            }
        };
        let numbers = self.starts[generation]..self.starts[generation + 1];
        let mut on_limit = false;
        if let (Some(here), Some(p)) = (spot.here, spot.metric) {
            for cover in land.grid.covers(here) {
                if !numbers.contains(&cover.quartier) {
                    continue;
                }
                let twin = || self.twins.earlier(cover.quartier);
                let side = if !cover.on_limit {
                    Side::Inside
                } else if let Some(before) = &before
                    && let Some(twin) = twin()
                {
                    match before.quartiers.contains(&twin) {
                        true => Side::Inside,
                        false => Side::Outside,
                    }
                } else {
                    self.limits[cover.quartier as usize].side(p)
                };
                on_limit |= side == Side::OnLimit;
                if side != Side::Outside {
                    answer.quartiers.push(cover.quartier);
                }
            }
        }
        let inside = !answer.quartiers.is_empty();
        answer.response = if inside {
            Response::Inside
        } else {
            Response::Outside
        };
        if answer.quartiers.len() > 1 {
            answer.reason = Some(Reason::SeveralQuartiers);
        } else if on_limit {
            answer.reason = Some(Reason::OnTheLimit);
        }
        let asked = question.max_distance_m;
        let precision = question.precision_m;
        // A stated precision names the nearest quartier, and of two as near the same one always.
        let again = !on_limit && precision <= 0.0;
        if asked.is_none() && precision <= 0.0 {
            return again.then_some(None);
        }
        let within = asked.unwrap_or(0.0).max(Band::WIDEST_M).max(precision);
        let known = before.and_then(|b| Some((b.quartiers, b.nearest?)));
        let nearest = if on_limit {
            None
        } else {
            match (answer.quartiers.as_slice(), known) {
                ([], Some(([], known))) => self.nearest(land, spot, numbers, within, Some(&known)),
                ([], _) => self.nearest(land, spot, numbers, within, None),
                ([own], Some(([other], known))) if self.twins.earlier(*own) == Some(*other) => {
                    Some(known.of_twin(*own))
                }
                (holding, _) => self.nearest_of(land, spot, holding.iter().copied(), within),
            }
        };
        let found = match nearest {
            None if on_limit => Some((0.0, answer.quartiers[0])),
            nearest => nearest.and_then(|n| n.found()),
        };
        let again = again.then_some(nearest);
        let Some((distance, quartier)) = found else {
            return again;
        };
        if let Some(max) = asked {
            // No negative zero: on the limit neither side is the right one.
            let signed = if inside { 0.0 - distance } else { distance };
            answer.distance_m = (distance <= max).then_some(signed);
            answer.band = (!inside).then(|| Band::of(distance)).flatten();
        }
        if distance < precision {
            answer.response = Response::Imprecise;
            answer.reason = Some(Reason::WithinPrecision);
            if !inside {
                answer.quartiers.push(quartier);
            }
        }
        again
    }
}
