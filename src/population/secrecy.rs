//! Small counts of people, which statistical secrecy keeps off a page.

/// Counts of people below this are not shown unless asked for: the usual limit of what Insee and the
/// statistical services of ministries publish about persons.
pub const LEAST_SHOWN: u64 = 11;

/// Why a count is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Withheld {
    /// It is small: from 1 to one less than the least that is shown.
    Small,
    /// With it and the total the small ones could be worked out.
    Complement,
}

/// What must not be shown of counts that add up to a known total. Zero is shown: nobody is known by
/// it. Where the total of the small ones would tell any of them, or only that it cannot be every small
/// count, the next larger count is withheld as well; where there is no other, they stay alone, for
/// there is no total beside them.
pub fn withheld(counts: &[u64], least: u64) -> Vec<Option<Withheld>> {
    let small = |count: u64| (1..least).contains(&count);
    let mut found: Vec<Option<Withheld>> = counts
        .iter()
        .map(|&count| small(count).then_some(Withheld::Small))
        .collect();
    let hidden: Vec<u64> = counts.iter().copied().filter(|&c| small(c)).collect();
    if !hidden.is_empty() && !all_open(&hidden, least - 1) {
        let others = counts.iter().enumerate();
        let next = others
            .filter(|(_, count)| **count > 0 && !small(**count))
            .min_by_key(|(_, count)| **count);
        if let Some((next, _)) = next {
            found[next] = Some(Withheld::Complement);
        }
    }
    found
}

/// Whether each of some counts from 1 to `most` could still be any of these for whoever knows their
/// sum.
fn all_open(counts: &[u64], most: u64) -> bool {
    let (sum, others) = (counts.iter().sum::<u64>(), counts.len() as u64 - 1);
    // The largest leaves one for each other, the smallest as many as each other can be.
    sum >= most + others && sum <= 1 + others * most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_counts_are_withheld_and_no_sum_tells_them() {
        use Withheld::{Complement, Small};
        assert_eq!(
            withheld(&[0, 10, 11, 500], 11),
            [None, Some(Small), Some(Complement), None]
        );
        let two = |a, b| withheld(&[a, b, 500], 11)[2];
        assert_eq!(two(5, 6), None, "11 is 1 and 10 to 10 and 1");
        assert_eq!(two(5, 7), Some(Complement), "12 tells that neither is 1");
        assert_eq!(two(1, 1), Some(Complement), "2 is 1 and 1");
        assert_eq!(two(10, 10), Some(Complement), "20 is 10 and 10");
        assert_eq!(two(3, 4), Some(Complement), "7 leaves none above 6");
        assert_eq!(withheld(&[0, 3, 0], 11), [None, Some(Small), None]);
        assert_eq!(withheld(&[1, 2, 3], 0), [None, None, None]);
        assert_eq!(withheld(&[1, 2, 3], 1), [None, None, None]);
    }
}
