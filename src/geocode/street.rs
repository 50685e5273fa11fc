//! How alike an asked street name and one of the index are.
//!
//! Two comparisons. By letters, the names without blanks are compared as a whole, so that words
//! run together or split cost nothing and up to three wrong letters are found; a mask of letters
//! decides most pairs in a nanosecond. By words, names that lack words or have too many are
//! compared word by word; such a match alone never makes a safe answer.

use super::index::Index;
use super::index::format::{Area, Section, Spelling, letter_mask};
use super::text::words::{StreetWords, is_article};
use rapidfuzz::distance::osa;

/// A street that may be meant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Candidate {
    /// Index of the street.
    pub street: u32,
    /// 0 to 1.
    pub likeness: f32,
    /// Words lack or are too many: never safe.
    pub doubtful: bool,
}

/// An asked street, prepared for many comparisons.
pub(super) struct Asked<'a> {
    street: &'a StreetWords,
    core_mask: u64,
    full_mask: u64,
    core: osa::BatchComparator<u8>,
    full: osa::BatchComparator<u8>,
    core_edits: usize,
    full_edits: usize,
}

/// Likeness below which a street is no candidate.
pub(super) const LEAST: f32 = 0.5;

/// Edits that a text of this length may have and still mean the same.
fn edits_allowed(letters: usize) -> usize {
    match letters {
        0..=1 => 0,
        2 => 1,
        3..=6 => 2,
        _ => 3,
    }
}

/// Likeness of texts of this length after edits.
fn likeness_of(edits: usize, letters: usize) -> f32 {
    1.0 - 1.25 * edits as f32 / (letters as f32 + 1.0)
}

impl<'a> Asked<'a> {
    pub(super) fn new(street: &'a StreetWords) -> Self {
        Self {
            core_mask: letter_mask(&street.core),
            full_mask: letter_mask(&street.full),
            core: osa::BatchComparator::new(street.core.bytes()),
            full: osa::BatchComparator::new(street.full.bytes()),
            core_edits: edits_allowed(street.core.len()),
            full_edits: edits_allowed(street.core.len()),
            street,
        }
    }

    /// Adds the streets of an area that are alike by letters, at least so much.
    pub(super) fn by_letters(
        &self,
        index: &Index,
        area: &Area,
        least: f32,
        found: &mut Vec<Candidate>,
    ) {
        let range = area.spellings.indices();
        let cores = index.section::<u64>(Section::CoreMasks);
        let fulls = index.section::<u64>(Section::FullMasks);
        let (Some(cores), Some(fulls)) = (cores.get(range.clone()), fulls.get(range.clone()))
        else {
            return;
        };
        let spellings = index.section::<Spelling>(Section::Spellings);
        // Edits that leave so much likeness, of a text that may be longer by these edits.
        let letters = self.street.core.len() as f32 + 4.0;
        let affordable = ((1.0 - least) * letters / 1.25) as usize;
        let core_bits = 2 * self.core_edits.min(affordable) as u32;
        let full_bits = 2 * self.full_edits.min(affordable.max(2)) as u32;
        for (i, (core, full)) in cores.iter().zip(fulls).enumerate() {
            let near_core = (core ^ self.core_mask).count_ones() <= core_bits;
            if !near_core && (full ^ self.full_mask).count_ones() > full_bits {
                continue;
            }
            if let Some(spelling) = spellings.get(range.start + i) {
                let likeness = self.compare_letters(index, spelling);
                if likeness >= least {
                    keep(found, spelling.street, likeness, false);
                }
            }
        }
    }

    fn compare_letters(&self, index: &Index, spelling: &Spelling) -> f32 {
        let core = index.text(spelling.core);
        let full = index.text(spelling.full);
        let same_core = core == self.street.core;
        let same_full = full == self.street.full;
        if same_full {
            return 1.0;
        }
        let kind_cost = self.kind_cost(spelling.kind);
        if same_core {
            // The articles differ, or the type.
            return 1.0 - kind_cost - if kind_cost == 0.0 { 0.01 } else { 0.0 };
        }
        if !digits(full).eq(digits(&self.street.full)) {
            return 0.0;
        }
        let letters = core.len().max(self.street.core.len());
        let by_core = distance(&self.core, core, self.core_edits)
            .map_or(0.0, |edits| likeness_of(edits, letters) - kind_cost);
        let by_full = distance(&self.full, full, self.full_edits).map_or(0.0, |edits| {
            if self.street.kind == 0 && core.len() >= 3 && self.street.full.ends_with(core) {
                // Only the type and the articles are misspelt.
                0.96 - 0.02 * edits as f32
            } else {
                likeness_of(edits, letters.min(core.len()) + 1) - 0.005
            }
        });
        by_core.max(by_full)
    }

    /// What a missing or another street type costs.
    fn kind_cost(&self, kind: u32) -> f32 {
        match (self.street.kind, kind) {
            (a, b) if u32::from(a) == b => 0.0,
            (0, _) | (_, 0) => 0.04,
            // Never safe: "Place X" is mostly another place than "Rue X".
            _ => 0.21,
        }
    }

    /// Adds the streets of an area that share words.
    pub(super) fn by_words(&self, index: &Index, area: &Area, found: &mut Vec<Candidate>) {
        let range = area.spellings.indices();
        let masks = index.section::<u64>(Section::CoreMasks);
        let spellings = index.section::<Spelling>(Section::Spellings);
        let own: Vec<&str> = self.core_words();
        let Some(masks) = masks.get(range.clone()) else {
            return;
        };
        for (i, mask) in masks.iter().enumerate() {
            let lacks = (self.core_mask & !mask).count_ones();
            let adds = (mask & !self.core_mask).count_ones();
            if lacks.min(adds) > 2 {
                continue;
            }
            if let Some(spelling) = spellings.get(range.start + i) {
                let words = index.text(spelling.words);
                let kind_cost = self.kind_cost(spelling.kind);
                let theirs = name_words(words, spelling.kind != 0);
                if kind_cost == 0.0 && is_short_for(&own, &theirs) {
                    keep(found, spelling.street, SHORT, false);
                    continue;
                }
                let likeness = compare_words(&own, &theirs) - kind_cost;
                keep(found, spelling.street, likeness, true);
            }
        }
    }

    fn core_words(&self) -> Vec<&str> {
        let words = self.street.words.iter().map(String::as_str);
        let named = usize::from(self.street.kind != 0);
        words.skip(named).filter(|w| !is_article(w)).collect()
    }
}

/// Edits between the asked text and another, if they are few enough.
fn distance(asked: &osa::BatchComparator<u8>, text: &str, most: usize) -> Option<usize> {
    let args = osa::Args::default().score_cutoff(most);
    asked.distance_with_args(text.bytes(), &args)
}

/// The numbers of a text.
fn digits(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_digit())
        .filter(|number| !number.is_empty())
}

/// Keeps the best likeness of a street; spellings of one street follow each other.
fn keep(found: &mut Vec<Candidate>, street: u32, likeness: f32, doubtful: bool) {
    if likeness < LEAST {
        return;
    }
    let candidate = Candidate {
        street,
        likeness,
        doubtful,
    };
    match found.last_mut() {
        Some(last) if last.street == street => {
            if likeness > last.likeness {
                *last = candidate;
            }
        }
        _ => found.push(candidate),
    }
}

/// Likeness of a name of which every asked word is there, the last one included.
pub(super) const COMPLETE: f32 = 0.74;

/// Ranks and offices that are mostly left out.
const TITLES: &[&str] = &[
    "general",
    "marechal",
    "docteur",
    "president",
    "professeur",
    "commandant",
    "colonel",
    "capitaine",
    "lieutenant",
    "amiral",
    "ingenieur",
    "sergent",
    "adjudant",
];

/// Other words that say little, left out and abbreviated in every way.
const LIGHT: &[&str] = &[
    "abbe",
    "monseigneur",
    "pere",
    "soeur",
    "frere",
    "madame",
    "sous",
    "sur",
    "ancien",
    "ancienne",
];

fn says_little(word: &str) -> bool {
    TITLES.contains(&word) || LIGHT.contains(&word)
}

fn weight(word: &str) -> f32 {
    let letters = word.len().min(10) as f32;
    if says_little(word) {
        0.3 * letters
    } else {
        letters
    }
}

/// Likeness of names that differ in nothing but titles and initials.
const SHORT: f32 = 0.95;

/// Whether one name is how people shorten the other: the same words in the same order, the first
/// ones as initials at most, and without the title: "J Moulin" for "Jean Moulin", "Leclerc" for
/// "Général Leclerc".
fn is_short_for(asked: &[&str], theirs: &[&str]) -> bool {
    let is_left_out = |w: &&&str| TITLES.contains(*w) && !asked.contains(*w);
    let theirs: Vec<&str> = (theirs.iter())
        .filter(|w| !is_left_out(w))
        .copied()
        .collect();
    let (Some((last, given)), Some((their_last, their_given))) =
        (asked.split_last(), theirs.split_last())
    else {
        return false;
    };
    let short_for = |(asked, theirs): (&&str, &&str)| {
        asked == theirs || (asked.len() == 1 && theirs.starts_with(*asked))
    };
    last == their_last
        && last.len() > 2
        && given.len() == their_given.len()
        && given.iter().zip(their_given).all(short_for)
}

/// The words of a name of the index that are neither its type nor articles.
fn name_words(words: &str, has_kind: bool) -> Vec<&str> {
    let words = words.split(' ').skip(usize::from(has_kind));
    words.filter(|w| !is_article(w)).collect()
}

/// How well two names agree word by word, in any order, 0 to 1.
fn compare_words(asked: &[&str], theirs: &[&str]) -> f32 {
    // Numbers are names here ("Cité 10"): they must all be there.
    let numbers = |list: &[&str]| {
        let mut n: Vec<String> = list
            .iter()
            .filter(|w| w.bytes().all(|b| b.is_ascii_digit()))
            .map(|w| (*w).to_owned())
            .collect();
        n.sort();
        n
    };
    let their_numbers = numbers(theirs);
    if !their_numbers.is_empty() && their_numbers != numbers(asked) {
        return 0.0;
    }
    let mut pairs: Vec<(f32, usize, usize)> = Vec::new();
    for (i, word) in asked.iter().enumerate() {
        for (j, their) in theirs.iter().enumerate() {
            let likeness = word_likeness(word, their);
            if likeness > 0.0 {
                pairs.push((likeness, i, j));
            }
        }
    }
    // The best pairs first, each word in one pair.
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut used_asked, mut used_theirs) = (Vec::new(), Vec::new());
    let (mut matched_theirs, mut matched_asked) = (0.0f32, 0.0f32);
    let total_theirs: f32 = theirs.iter().map(|w| weight(w)).sum();
    let mut strong = false;
    for (likeness, i, j) in pairs {
        let (Some(word), Some(their)) = (asked.get(i), theirs.get(j)) else {
            continue;
        };
        if used_asked.contains(&i) || used_theirs.contains(&j) {
            continue;
        }
        used_asked.push(i);
        used_theirs.push(j);
        matched_theirs += weight(their) * likeness;
        matched_asked += weight(word) * likeness;
        strong |= likeness > 0.7 && !says_little(their) && their.len() > 2;
    }
    let total_asked: f32 = asked.iter().map(|w| weight(w)).sum();
    if !strong || total_asked == 0.0 || total_theirs == 0.0 {
        return 0.0;
    }
    let (share_asked, share_theirs) = (matched_asked / total_asked, matched_theirs / total_theirs);
    let all_asked = share_asked > 0.999;
    let last = theirs.last().is_some_and(|last| asked.contains(last));
    if all_asked && last {
        // "Rue Delaunay" for "Rue Robert et Sonia Delaunay": only words before the name lack.
        return COMPLETE + (1.0 - COMPLETE) * share_theirs;
    }
    0.85 * (0.45 + 0.55 * share_asked) * (0.55 + 0.45 * share_theirs)
}

/// How alike two words are: equal, an initial or the start, a letter or two wrong.
fn word_likeness(asked: &str, theirs: &str) -> f32 {
    if asked == theirs {
        return 1.0;
    }
    if asked.len() < theirs.len() && asked.len() <= 4 && theirs.starts_with(asked) {
        return if asked.len() == 1 { 0.8 } else { 0.85 };
    }
    let letters = asked.len().max(theirs.len());
    let most = match letters {
        0..=3 => return 0.0,
        4..=6 => 1,
        _ => 2,
    };
    if asked.len().abs_diff(theirs.len()) > most || asked.bytes().any(|b| b.is_ascii_digit()) {
        return 0.0;
    }
    let args = osa::Args::default().score_cutoff(most);
    osa::distance_with_args(asked.bytes(), theirs.bytes(), &args)
        .map_or(0.0, |edits| likeness_of(edits, letters))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_may_be_missing_in_another_order_or_misspelt() {
        let likeness = |asked: &[&str], words: &str| compare_words(asked, &name_words(words, true));
        assert!(likeness(&["lemonnier"], "avenue du general lemonnier") > 0.9);
        assert!(likeness(&["kennedy", "john"], "avenue john kennedy") > 0.99);
        assert!(likeness(&["j", "kennedy"], "avenue john kennedy") > 0.75);
        assert!(likeness(&["cite", "10"], "cite 12") < 0.1);
        assert!(likeness(&["monge"], "rue de rivoli") < 0.1);
        assert!(is_short_for(&["j", "moulin"], &["jean", "moulin"]));
        assert!(is_short_for(&["leclerc"], &["general", "leclerc"]));
        assert!(!is_short_for(&["moulin"], &["jean", "moulin"]));
        assert!(!is_short_for(&["p", "moulin"], &["jean", "moulin"]));
    }
}
