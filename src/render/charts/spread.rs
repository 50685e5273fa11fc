//! Labels beside points, moved as little as it takes for none to cover another.

/// Centres for labels of these heights, each as near to its wanted centre as all others allow, between
/// `low` and `high`. The wanted centres must ascend. `None` where the labels are higher together than
/// the room.
///
/// The sum of squared moves is the least possible: it is the isotonic regression of the wanted centres
/// less the heights before them (Barlow et al. 1972, pool adjacent violators).
pub(super) fn spread(wanted: &[f64], heights: &[f64], low: f64, high: f64) -> Option<Vec<f64>> {
    if heights.iter().sum::<f64>() > high - low + 1e-9 {
        return None;
    }
    let mut before = 0.0;
    let offsets: Vec<f64> = heights
        .iter()
        .map(|h| {
            before += h;
            before - h / 2.0
        })
        .collect();
    // Runs of labels that touch: their mean, how many they are.
    let mut runs: Vec<(f64, usize)> = Vec::new();
    for (want, offset) in wanted.iter().zip(&offsets) {
        let mut run = (want - offset, 1);
        while let Some(last) = runs.pop_if(|last| last.0 >= run.0) {
            let count = last.1 + run.1;
            let sum = last.0 * last.1 as f64 + run.0 * run.1 as f64;
            run = (sum / count as f64, count);
        }
        runs.push(run);
    }
    let last = (high - before).max(low);
    let bases = runs
        .iter()
        .flat_map(|&(base, count)| std::iter::repeat_n(base.clamp(low, last), count));
    Some(bases.zip(&offsets).map(|(base, o)| base + o).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn labels_with_room_stay_and_others_move_evenly() {
        let heights = [2.0; 3];
        assert_eq!(
            spread(&[5.0, 10.0, 20.0], &heights, 0.0, 30.0).unwrap(),
            [5.0, 10.0, 20.0]
        );
        assert_eq!(
            spread(&[9.0, 10.0, 11.0], &heights, 0.0, 30.0).unwrap(),
            [8.0, 10.0, 12.0]
        );
        assert_eq!(
            spread(&[0.0, 0.0, 29.9], &heights, 0.0, 30.0).unwrap(),
            [1.0, 3.0, 29.0]
        );
        assert!(spread(&[1.0, 2.0, 3.0], &heights, 0.0, 5.0).is_none());
    }

    proptest! {
        #[test]
        fn no_two_labels_meet_and_none_leaves(
            mut wanted in prop::collection::vec(-10.0..110.0f64, 1..40),
            height in 0.1..2.5f64,
        ) {
            wanted.sort_by(f64::total_cmp);
            let heights: Vec<f64> = (0..wanted.len()).map(|i| height * (1.0 + (i % 3) as f64 / 3.0)).collect();
            let fits = heights.iter().sum::<f64>() <= 100.0;
            let found = spread(&wanted, &heights, 0.0, 100.0);
            prop_assert_eq!(found.is_some(), fits);
            let found = found.unwrap_or_default();
            for (i, pair) in found.windows(2).enumerate() {
                prop_assert!(pair[1] - pair[0] >= (heights[i] + heights[i + 1]) / 2.0 - 1e-6);
            }
            for (centre, height) in found.iter().zip(&heights) {
                prop_assert!(centre - height / 2.0 >= -1e-6 && centre + height / 2.0 <= 100.0 + 1e-6);
            }
        }
    }
}
