//! "Did you mean": the nearest of a list of words.

/// The candidate nearest to `word`, if one is near enough to be meant.
pub fn suggest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    const LONGEST: usize = 64;
    let word = word.to_lowercase();
    if word.is_empty() || word.len() > LONGEST {
        return None;
    }
    let allowed = 1 + word.chars().count() / 4;
    // As many bytes as so many characters may have.
    let furthest = 4 * allowed;
    let may_be_near = |candidate: &&str| {
        candidate.len() <= LONGEST
            && match candidate.is_ascii() && word.is_ascii() {
                true => candidate.len().abs_diff(word.len()) <= allowed,
                false => candidate.len().abs_diff(word.len()) <= furthest,
            }
    };
    let nearest = candidates
        .into_iter()
        .filter(may_be_near)
        .map(|candidate| (distance(&word, &candidate.to_lowercase()), candidate))
        .min_by_key(|&(distance, _)| distance)?;
    (nearest.0 <= allowed).then_some(nearest.1)
}

/// Insertions, deletions, replacements and swaps of neighbours that make `a` into `b`.
fn distance(a: &str, b: &str) -> usize {
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
