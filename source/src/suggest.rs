//! "Did you mean": the nearest of a list of words.

use crate::effort;

/// The candidate nearest to `word`, if one is near enough to be meant.
pub fn suggest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let word = Word::new(word)?;
    let nearest = candidates
        .into_iter()
        .filter(|candidate| word.may_mean(candidate))
        .map(|candidate| (distance(&word.lower, &candidate.to_lowercase()), candidate))
        .min_by_key(|&(distance, _)| distance)?;
    (nearest.0 <= word.allowed).then_some(nearest.1)
}

const LONGEST: usize = 64;

/// A word that may be a slip of the pen.
pub(crate) struct Word {
    lower: String,
    /// So much may be wrong with it.
    allowed: usize,
    letters: u64,
}

impl Word {
    pub(crate) fn new(word: &str) -> Option<Word> {
        let lower = word.to_lowercase();
        if lower.is_empty() || lower.len() > LONGEST {
            return None;
        }
        let allowed = 1 + lower.chars().count() / 4;
        Some(Word { letters: letters(&lower), lower, allowed })
    }

    /// False only if the candidate is too far away, which most are: cheaper than the distance.
    pub(crate) fn may_mean(&self, candidate: &str) -> bool {
        effort::step(1);
        if candidate.len() > LONGEST {
            return false;
        }
        let is_ascii = self.lower.is_ascii() && candidate.is_ascii();
        // As many bytes as so many characters may have.
        let furthest = if is_ascii { self.allowed } else { 4 * self.allowed };
        if self.lower.len().abs_diff(candidate.len()) > furthest {
            return false;
        }
        if !is_ascii {
            return true;
        }
        // A letter that only one of them has costs a change.
        let own = letters(candidate);
        let lacks = |a: u64, b: u64| (a & !b).count_ones() as usize > self.allowed;
        !lacks(self.letters, own) && !lacks(own, self.letters)
    }
}

/// The letters of a word, in any case: letters that share a bit count as one.
fn letters(word: &str) -> u64 {
    word.bytes().fold(0, |letters, byte| letters | 1 << (byte.to_ascii_lowercase() & 63))
}

/// Whether a word is another with one or two letters wrong.
pub(crate) fn is_slip(word: &str, other: &str) -> bool {
    distance(&word.to_lowercase(), &other.to_lowercase()) <= 2
}

/// Insertions, deletions, replacements and swaps of neighbours that make `a` into `b`.
fn distance(a: &str, b: &str) -> usize {
    effort::step(a.len() * b.len());
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, &x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, &y) in b.iter().enumerate() {
            let mut best = (last[j] + usize::from(x != y)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && x == b[j - 1] && a[i - 1] == y {
                best = best.min(before_last[j - 1] + 1);
            }
            row.push(best);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::suggest;

    #[test]
    fn near_words_are_suggested_and_far_ones_are_not() {
        let words = ["create", "drop", "alter", "upgrade", "downgrade"];
        for (word, expected) in [
            ("crate", Some("create")),
            ("CRAETE", Some("create")),
            ("upgrad", Some("upgrade")),
            ("dorp", Some("drop")),
            ("vacuum", None),
            ("", None),
        ] {
            assert_eq!(suggest(word, words), expected, "{word}");
        }
    }
}
