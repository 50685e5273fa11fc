//! The answer for a place and a generation.

use super::answer::{Answer, Band, Reason, Response};
use super::limit::Side;
use super::locator::{Locator, Question, Spot};

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
        answer.quartiers.clear();
        answer.distance_m = None;
        answer.band = None;
        answer.reason = None;
        let land = match self.land(spot.territory) {
            Some(land) if land.present[generation] => land,
            _ => return answer.refuse(Reason::NoPerimetersHere),
        };
        let numbers = self.starts[generation]..self.starts[generation + 1];
        let mut on_limit = false;
        if let (Some(here), Some(p)) = (spot.here, spot.metric) {
            for cover in land.grid.covers(here) {
                if !numbers.contains(&cover.quartier) {
                    continue;
                }
                let side = if cover.on_limit {
                    self.limits[cover.quartier as usize].side(p)
                } else {
                    Side::Inside
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
        if asked.is_none() && precision <= 0.0 {
            return;
        }
        let within = asked.unwrap_or(0.0).max(Band::WIDEST_M).max(precision);
        let found = if on_limit {
            Some((0.0, answer.quartiers[0]))
        } else if inside {
            self.nearest_of(land, spot, answer.quartiers.iter().copied(), within)
        } else {
            self.nearest(land, spot, numbers, within)
        };
        let Some((distance, nearest)) = found else {
            return;
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
                answer.quartiers.push(nearest);
            }
        }
    }
}
