//! Small counts of people, which statistical secrecy keeps off a page.

/// Counts of people below this are not shown unless asked for: the usual limit of what Insee and the
/// statistical services of ministries publish about persons.
pub const LEAST_SHOWN: u64 = 11;

/// Why a count is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Withheld {
    /// It is small: from 1 to one less than the least that is shown.
    Small,
    /// Alone with the total it would give away the only small one.
    Complement,
}

/// What must not be shown of counts that add up to a known total. Zero is shown: nobody is known by
/// it. Where one count alone would be withheld, the next larger one is as well, as the total and the
/// others would tell it; where there is no other, one is enough, for there is no total to tell it.
pub fn withheld(counts: &[u64], least: u64) -> Vec<Option<Withheld>> {
    let small = |count: u64| (1..least).contains(&count);
    let mut found: Vec<Option<Withheld>> = counts
        .iter()
        .map(|&count| small(count).then_some(Withheld::Small))
        .collect();
    if found.iter().flatten().count() == 1 {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_counts_are_withheld_and_never_one_alone() {
        use Withheld::{Complement, Small};
        assert_eq!(
            withheld(&[0, 10, 11, 500], 11),
            [None, Some(Small), Some(Complement), None]
        );
        assert_eq!(withheld(&[3, 4, 500], 11), [Some(Small), Some(Small), None]);
        assert_eq!(withheld(&[0, 3, 0], 11), [None, Some(Small), None]);
        assert_eq!(withheld(&[1, 2, 3], 0), [None, None, None]);
        assert_eq!(withheld(&[1, 2, 3], 1), [None, None, None]);
    }
}
