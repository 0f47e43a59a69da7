//! How symbols are written: `branch@name`, and relative ones such as `branch@name+2`.

use crate::name::is_word;
use crate::request_error::{InvalidSymbol, RequestError};

/// `branch@name` or `name`, split at the first `@`. An empty branch is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Symbol<'s> {
    pub(crate) branch: Option<&'s str>,
    pub(crate) name: &'s str,
}

impl<'s> Symbol<'s> {
    pub(crate) fn parse(text: &'s str) -> Self {
        match text.split_once('@') {
            Some((branch, name)) => Symbol { branch: Some(branch).filter(|branch| !branch.is_empty()), name },
            None => Symbol { branch: None, name: text },
        }
    }

    /// The number in a name such as `-2`, which counts down from the heads.
    pub(crate) fn below_heads(self) -> Option<u64> {
        self.name.strip_prefix('-').and_then(number).filter(|&steps| steps > 0)
    }
}

/// `[branch@][anchor](+|-)N`: so many steps from somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Relative<'s> {
    pub(crate) branch: Option<&'s str>,
    pub(crate) anchor: Option<&'s str>,
    pub(crate) up: bool,
    pub(crate) steps: u64,
}

impl<'s> Relative<'s> {
    /// `None` if `text` is not relative. An anchor consists of letters, digits and `_`, so a symbol whose anchor has
    /// another character, such as `v1.0+1`, is not relative, as in Alembic.
    ///
    /// # Errors
    ///
    /// `invalid-symbol` if something follows the number. Alembic ignores it.
    pub(crate) fn parse(text: &'s str) -> Result<Option<Self>, RequestError> {
        let branches = text.match_indices('@').filter(|&(at, _)| at > 0);
        let with_branch =
            branches.filter_map(|(at, _)| Self::after_branch(Some(&text[..at]), &text[at + 1..]));
        let Some((relative, rest)) = with_branch.chain(Self::after_branch(None, text)).next() else {
            return Ok(None);
        };
        if rest.is_empty() {
            return Ok(Some(relative));
        }
        let reason = InvalidSymbol::Trailing(rest.to_owned());
        Err(RequestError::InvalidSymbol { symbol: text.to_owned(), reason })
    }

    fn after_branch(branch: Option<&'s str>, text: &'s str) -> Option<(Self, &'s str)> {
        let sign = text.find(|character| !is_word(character))?;
        let up = match text.as_bytes()[sign] {
            b'+' => true,
            b'-' => false,
            _ => return None,
        };
        let digits = &text[sign + 1..];
        let end = digits.find(|character: char| !character.is_ascii_digit()).unwrap_or(digits.len());
        let steps = number(&digits[..end])?;
        let anchor = Some(&text[..sign]).filter(|anchor| !anchor.is_empty());
        Some((Relative { branch, anchor, up, steps }, &digits[end..]))
    }
}

/// Reads digits; a number that is too large is as good as the largest.
fn number(digits: &str) -> Option<u64> {
    let all = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    all.then(|| digits.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_split_at_the_first_at_sign() {
        assert_eq!(Symbol::parse("a"), Symbol { branch: None, name: "a" });
        assert_eq!(Symbol::parse("a@b@c"), Symbol { branch: Some("a"), name: "b@c" });
        assert_eq!(Symbol::parse("@head"), Symbol { branch: None, name: "head" });
        assert_eq!(Symbol::parse("net@-3").below_heads(), Some(3));
        assert_eq!(Symbol::parse("-0").below_heads(), None);
        assert_eq!(Symbol::parse("+1").below_heads(), None);
    }

    #[test]
    fn relative_symbols() {
        let relative = |branch, anchor, up, steps| Ok(Some(Relative { branch, anchor, up, steps }));
        assert_eq!(Relative::parse("+1"), relative(None, None, true, 1));
        assert_eq!(Relative::parse("net@-12"), relative(Some("net"), None, false, 12));
        assert_eq!(Relative::parse("net@ab_1+0"), relative(Some("net"), Some("ab_1"), true, 0));
        assert_eq!(Relative::parse("team-a@+1"), relative(Some("team-a"), None, true, 1));
        assert_eq!(Relative::parse("a@b@+1"), relative(Some("a@b"), None, true, 1));
        assert_eq!(Relative::parse("-99999999999999999999999"), relative(None, None, false, u64::MAX));
        for absolute in ["", "a", "a@b", "v1.0+1", "a+", "+ 1", "team-a", "team-a+1", "@head"] {
            assert_eq!(Relative::parse(absolute), Ok(None), "{absolute}");
        }
    }

    #[test]
    fn nothing_may_follow_the_number() {
        for trailing in ["b+1xyz", "b+1+1", "net@-1 ", "b+1@c"] {
            assert_eq!(
                Relative::parse(trailing).map_err(|error| error.code()),
                Err("invalid-symbol"),
                "{trailing}"
            );
        }
    }
}
