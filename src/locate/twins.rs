//! Quartiers whose limit is the very same in two generations.
//!
//! Many perimeters of 2014 were taken over in 2023 to the last vertex. What was found for such a
//! limit need not be found again.

use super::limit::Limit;
use crate::perimeter::Territory;
use std::collections::HashMap;

/// For each quartier, by number, the one with the same limit one generation earlier and later.
#[derive(Debug)]
pub(super) struct Twins {
    earlier: Vec<Option<u32>>,
    later: Vec<Option<u32>>,
}

impl Twins {
    /// Of the quartiers with these limits and territories, numbered by generation, each of which
    /// begins at one of `starts`.
    pub(super) fn new(limits: &[Limit], territories: &[Territory], starts: &[u32]) -> Self {
        let mut twins = Self {
            earlier: vec![None; limits.len()],
            later: vec![None; limits.len()],
        };
        let key = |i: u32| {
            let corner = limits[i as usize].bounds().min;
            (
                territories[i as usize],
                corner.x.to_bits(),
                corner.y.to_bits(),
            )
        };
        for pair in starts.windows(3) {
            let known: HashMap<_, u32> = (pair[0]..pair[1]).map(|i| (key(i), i)).collect();
            for i in pair[1]..pair[2] {
                if let Some(&twin) = known.get(&key(i))
                    && limits[twin as usize].is_same(&limits[i as usize])
                {
                    twins.earlier[i as usize] = Some(twin);
                    twins.later[twin as usize] = Some(i);
                }
            }
        }
        twins
    }

    /// The one with the same limit in the generation before.
    #[inline]
    pub(super) fn earlier(&self, number: u32) -> Option<u32> {
        self.earlier[number as usize]
    }

    /// The one with the same limit in the generation after.
    #[inline]
    pub(super) fn later(&self, number: u32) -> Option<u32> {
        self.later[number as usize]
    }
}
