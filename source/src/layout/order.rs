//! The order that people mean by the names of files: numbers, versions and dates count as such.

use std::cmp::Ordering;

/// Compares two paths or names piece by piece: `2` comes before `10`, `1.2` before `1.10`, `1.0-rc1` before `1.0`, and
/// what has a number before what has none.
pub(super) fn compare(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (Pieces { rest: a, version: false }, Pieces { rest: b, version: false });
    loop {
        // What a piece is worth depends on its own name alone, or the order would go round in circles.
        let by_rank = left.rank().cmp(&right.rank());
        if by_rank != Ordering::Equal {
            return by_rank;
        }
        match (left.next(), right.next()) {
            (Some(a), Some(b)) => match a.compare(&b) {
                Ordering::Equal => {}
                different => return different,
            },
            // `001` and `1`: somebody must come first, and always the same.
            _ => return a.cmp(b),
        }
    }
}

/// The number or version with which a name begins, if it does: behind a `v` or not.
pub(super) fn leading_number(name: &str) -> Option<&str> {
    let name = name.strip_prefix(['v', 'V']).unwrap_or(name);
    let length = name.find(|c: char| !c.is_ascii_digit()).unwrap_or(name.len());
    name.get(..length).filter(|number| !number.is_empty())
}

/// A name in pieces.
struct Pieces<'n> {
    rest: &'n str,
    /// The last piece was a version, with a dot in it.
    version: bool,
}

enum Piece<'n> {
    /// Numbers with dots between them.
    Number(&'n str),
    Text(&'n str),
}

impl Pieces<'_> {
    /// What follows a version: `-rc1` or the like is less than nothing, and nothing is less than anything else.
    fn rank(&self) -> u8 {
        const WORDS: [&str; 6] = ["alpha", "beta", "dev", "pre", "preview", "rc"];
        let word = self.rest.trim_start_matches(['-', '.', '_']).as_bytes();
        let begins = |known: &&str| {
            word.get(..known.len()).is_some_and(|start| start.eq_ignore_ascii_case(known.as_bytes()))
        };
        match self.rest {
            "" => 1,
            _ if self.version && WORDS.iter().any(begins) => 0,
            _ => 2,
        }
    }
}

impl<'n> Iterator for Pieces<'n> {
    type Item = Piece<'n>;

    fn next(&mut self) -> Option<Piece<'n>> {
        let rest = self.rest;
        let first = rest.chars().next()?;
        if !first.is_ascii_digit() {
            let length = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
            self.rest = rest.get(length..).unwrap_or_default();
            self.version = false;
            return Some(Piece::Text(rest.get(..length).unwrap_or_default()));
        }
        let mut length = 0;
        let bytes = rest.as_bytes();
        while bytes.get(length).is_some_and(u8::is_ascii_digit)
            || bytes.get(length) == Some(&b'.') && bytes.get(length + 1).is_some_and(u8::is_ascii_digit)
        {
            length += 1;
        }
        let number = rest.get(..length).unwrap_or_default();
        self.rest = rest.get(length..).unwrap_or_default();
        self.version = number.contains('.');
        Some(Piece::Number(number))
    }
}

impl Piece<'_> {
    fn compare(&self, other: &Piece<'_>) -> Ordering {
        match (self, other) {
            (Piece::Number(a), Piece::Number(b)) => versions(a, b),
            (Piece::Number(_), Piece::Text(_)) => Ordering::Less,
            (Piece::Text(_), Piece::Number(_)) => Ordering::Greater,
            (Piece::Text(a), Piece::Text(b)) => a.to_lowercase().cmp(&b.to_lowercase()),
        }
    }
}

/// Numbers of any length, with dots between them.
pub(super) fn versions(a: &str, b: &str) -> Ordering {
    let numbers = |text: &str| -> Vec<(usize, String)> {
        let number = |part: &str| {
            let digits = part.trim_start_matches('0');
            (digits.len(), digits.to_owned())
        };
        text.split(['.', '_']).map(number).collect()
    };
    numbers(a).cmp(&numbers(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_order() {
        for ordered in [
            &["1_a", "2_a", "2.1_a", "10_a", "b"][..],
            &["0.2/00__a", "0.10/00__a", "0.10/01__a", "1.0/00__a"],
            &["1.0.0-alpha", "1.0.0-rc1", "1.0.0", "1.0.1"],
            &["2018-08-28-010336_init", "2018-12-01-000000_b", "2019-01-01-000000_a"],
            &["20150101000001000000_a", "20150101000001000001_a", "99999999999999999999999_a"],
            &["V1_1__a", "V1_2__a", "V1_10__a"],
            &["V1__a", "V1.1__b", "V2__a"],
            &["00000000000000_setup", "2019-02-26-002946_create"],
            &["upgrade-v040-v050", "upgrade-v100-v110"],
            &["001_a", "1_b", "2_a"],
            &["1.0-rc1", "1.0", "1.0-a"],
        ] {
            for pair in ordered.windows(2) {
                assert_eq!(compare(pair[0], pair[1]), Ordering::Less, "{pair:?}");
                assert_eq!(compare(pair[1], pair[0]), Ordering::Greater, "{pair:?}");
            }
        }
        assert_eq!(leading_number("v040-v050"), Some("040"));
        assert_eq!(leading_number("delta"), None);
    }
    /// `sort_by` panics where an order goes round in circles.
    #[test]
    fn the_order_is_one_for_all_of_them() {
        let mut names: Vec<String> =
            ["", "-", "v", "rc", "RC2", "a", "1", "01", "2", "10", "20150101", "1..2"]
                .into_iter()
                .map(str::to_owned)
                .collect();
        for number in ["1", "01", "1.0", "1.00", "1.0.1", "v1.0"] {
            for rest in
                ["", "-", "-a", "_a", "-rc", "-rc1", "-RC1", "-rc10", ".beta", "-pre/1", "/up", "-prä"]
            {
                names.push(format!("{number}{rest}"));
            }
        }
        for a in &names {
            for b in &names {
                let found = compare(a, b);
                assert_eq!(found, compare(b, a).reverse(), "{a} {b}");
                assert_eq!(found == Ordering::Equal, a == b, "{a} {b}");
                for c in names.iter().filter(|c| found == Ordering::Less && compare(b, c) == Ordering::Less) {
                    assert_eq!(compare(a, c), Ordering::Less, "{a} {b} {c}");
                }
            }
        }
    }
}
