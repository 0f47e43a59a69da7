//! "Did you mean": the name that looks most like an unknown one.

/// The candidate closest to `name`: one that begins like it, or that differs by a few letters. Of several equally
/// close ones the first.
pub(crate) fn closest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let name: Vec<char> = name.chars().collect();
    let limit = (name.len() / 3).min(4);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let bound = best.map_or(limit + 1, |(distance, _)| distance);
        let distance = if name.len() >= 4 && is_cut(&name, candidate) {
            Some(0)
        } else {
            distance(&name, candidate, bound)
        };
        if let Some(distance) = distance.filter(|&distance| distance < bound) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Whether one is the beginning of the other, as when a part of an id is lost in copying.
fn is_cut(name: &[char], candidate: &str) -> bool {
    let mut length = 0;
    let same = candidate.chars().zip(name).inspect(|_| length += 1).all(|(theirs, ours)| theirs == *ours);
    same && length >= 4
}

/// The number of letters to insert, remove, replace or swap with their neighbour, if it is below `bound`.
fn distance(name: &[char], candidate: &str, bound: usize) -> Option<usize> {
    let candidate: Vec<char> = candidate.chars().collect();
    if name.len().abs_diff(candidate.len()) >= bound {
        return None;
    }
    let mut before_last = vec![0; candidate.len() + 1];
    let mut last: Vec<usize> = (0..=candidate.len()).collect();
    for (row, &ours) in name.iter().enumerate() {
        let mut current = vec![row + 1; candidate.len() + 1];
        for (column, &theirs) in candidate.iter().enumerate() {
            let mut cost = (last[column] + usize::from(ours.to_lowercase().ne(theirs.to_lowercase())))
                .min(last[column + 1] + 1)
                .min(current[column] + 1);
            if row > 0 && column > 0 && ours == candidate[column - 1] && name[row - 1] == theirs {
                cost = cost.min(before_last[column - 1] + 1);
            }
            current[column + 1] = cost;
        }
        if current.iter().all(|&cost| cost >= bound) {
            return None;
        }
        before_last = std::mem::replace(&mut last, current);
    }
    last.last().copied().filter(|&distance| distance < bound)
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn close_names_are_found() {
        let names = ["3f2c9a1b7d04", "9a0c11d7e2bf", "billing", "team-a"];
        assert_eq!(closest("biling", names), Some("billing"));
        assert_eq!(closest("Billign", names), Some("billing"));
        assert_eq!(closest("3f2c9a1b7d0", names), Some("3f2c9a1b7d04"));
        assert_eq!(closest("9a0c", names), Some("9a0c11d7e2bf"));
        assert_eq!(closest("9a0c11d7e2bf0", names), Some("9a0c11d7e2bf"));
        assert_eq!(closest("team", names), Some("team-a"));
    }

    #[test]
    fn unlike_names_are_not() {
        assert_eq!(closest("network", ["billing", "net"]), None);
        assert_eq!(closest("a1", ["b2", "c3"]), None);
        assert_eq!(closest("", ["b2"]), None);
    }
}
