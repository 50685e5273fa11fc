//! Where a map zooms in: quartiers of half a square kilometre cannot be seen on a département 120 km
//! wide, so neighbours are gathered into a few frames that are shown larger.

use geo::{Coord, Rect as Ground};

use super::view::union;

/// A frame to zoom into, with the indices of the shapes it was made for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cluster {
    pub ground: Ground<f64>,
    pub members: Vec<usize>,
}

/// Gathers envelopes (metres) into at most `most` frames, then into ever fewer down to one.
///
/// The ground of a frame with n quartiers on A mm² of paper shows each at G / A km² per mm²; the sum
/// of that over all quartiers is least when A goes as √(nG), and is then (Σ √(nG))². So frames are
/// merged where Σ √(nG) grows least. No frame counts as smaller than `least` metres, otherwise a lone
/// quartier would never join its neighbour. Order: north to south.
pub(crate) fn gatherings(bounds: &[Ground<f64>], most: usize, least: f64) -> Vec<Vec<Cluster>> {
    let mut found: Vec<Cluster> = Vec::new();
    for (i, b) in bounds.iter().enumerate() {
        // Shapes that share ground always belong together; both generations of a quartier do.
        let mut merged = Cluster {
            ground: *b,
            members: vec![i],
        };
        found.retain(|other| {
            let apart = other.ground.min().x > merged.ground.max().x
                || merged.ground.min().x > other.ground.max().x
                || other.ground.min().y > merged.ground.max().y
                || merged.ground.min().y > other.ground.max().y;
            if !apart {
                merged.ground = union(merged.ground, other.ground);
                merged.members.extend(&other.members);
            }
            apart
        });
        found.push(merged);
    }
    let mut all = Vec::new();
    loop {
        if found.len() <= most.max(1) && !found.is_empty() {
            all.push(from_north(&found));
        }
        if found.len() < 2 {
            return all;
        }
        let alone: Vec<f64> = found.iter().map(|c| c.weight(least)).collect();
        let mut best = (f64::INFINITY, 0, 1);
        for i in 0..found.len() {
            for j in i + 1..found.len() {
                let (a, b) = (&found[i], &found[j]);
                let n = a.members.len() + b.members.len();
                let more = weight(union(a.ground, b.ground), n, least) - alone[i] - alone[j];
                if more < best.0 {
                    best = (more, i, j);
                }
            }
        }
        let gone = found.remove(best.2);
        let kept = &mut found[best.1];
        kept.ground = union(kept.ground, gone.ground);
        kept.members.extend(gone.members);
    }
}

fn from_north(found: &[Cluster]) -> Vec<Cluster> {
    let mut found = found.to_vec();
    for cluster in &mut found {
        cluster.members.sort_unstable();
    }
    found.sort_by(|a, b| b.ground.center().y.total_cmp(&a.ground.center().y));
    found
}

impl Cluster {
    /// Share of the paper that this frame should have.
    pub fn weight(&self, least: f64) -> f64 {
        weight(self.ground, self.members.len(), least)
    }
}

fn weight(ground: Ground<f64>, members: usize, least: f64) -> f64 {
    let ground = with_air(ground, least);
    (members as f64 * ground.width() * ground.height()).sqrt()
}

/// The ground of a cluster with air around it, at least `least` metres each way.
pub(crate) fn with_air(ground: Ground<f64>, least: f64) -> Ground<f64> {
    let (w, h) = (
        ground.width().max(least) * 0.58,
        ground.height().max(least) * 0.58,
    );
    let c = ground.center();
    Ground::new(
        Coord {
            x: c.x - w,
            y: c.y - h,
        },
        Coord {
            x: c.x + w,
            y: c.y + h,
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(x: f64, y: f64) -> Ground<f64> {
        Ground::new(
            Coord { x, y },
            Coord {
                x: x + 500.0,
                y: y + 500.0,
            },
        )
    }

    #[test]
    fn neighbours_share_a_frame_and_far_ones_do_not() {
        let bounds = [
            square(0.0, 0.0),
            square(600.0, 0.0),
            square(50_000.0, 9_000.0),
        ];
        let found = gatherings(&bounds, 2, 2_000.0);
        let members = |n: usize| -> Vec<_> { found[n].iter().map(|c| &c.members[..]).collect() };
        assert_eq!(members(0), [&[2][..], &[0, 1]]);
        assert_eq!(members(1), [&[0, 1, 2][..]]);
        assert_eq!(found.len(), 2);
        assert_eq!(gatherings(&bounds, 9, 2_000.0)[0].len(), 3);
        assert!(gatherings(&[], 4, 2_000.0).is_empty());
    }
}
