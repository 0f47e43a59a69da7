//! Parameters of a URL that the drivers do not read themselves.

use crate::error::{Error, Result};

/// A URL in two parts: what the driver reads, and the parameters that are ours.
#[derive(Debug)]
pub(super) struct Parameters {
    /// The URL without them.
    pub(super) url: String,
    /// Names and decoded values.
    taken: Vec<(&'static str, String)>,
}

impl Parameters {
    /// Takes the parameters of these names out of `url`.
    ///
    /// # Errors
    ///
    /// `invalid-url` if a value is not UTF-8.
    pub(super) fn take(url: &str, names: &[&'static str]) -> Result<Self> {
        let Some(at) = super::url::query(url) else {
            return Ok(Parameters { url: url.to_owned(), taken: Vec::new() });
        };
        let mut rest = url[..at].to_owned();
        let mut taken = Vec::new();
        let mut separator = '?';
        for parameter in url[at + 1..].split('&') {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            if let Some(known) = names.iter().find(|known| **known == name) {
                taken.push((*known, super::url::decode(value)?));
            } else {
                rest.push(separator);
                rest.push_str(parameter);
                separator = '&';
            }
        }
        Ok(Parameters { url: rest, taken })
    }

    /// The value of a parameter: the last one, if it is there more than once.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.taken.iter().rev().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    /// The one of `choices` that a parameter names, in any case.
    ///
    /// # Errors
    ///
    /// `invalid-url`, without the value, which may be a misplaced password.
    pub(super) fn choice<T: Copy>(&self, name: &str, choices: &[(&str, T)]) -> Result<Option<T>> {
        let Some(value) = self.get(name) else { return Ok(None) };
        match choices.iter().find(|(choice, _)| choice.eq_ignore_ascii_case(value)) {
            Some((_, meaning)) => Ok(Some(*meaning)),
            None => {
                let names: Vec<String> = choices.iter().map(|(choice, _)| format!("`{choice}`")).collect();
                Err(Error::new("invalid-url", format!("`{name}` in the database URL has no such value"))
                    .with_help(format!("it is one of {}", names.join(", "))))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_ours_is_taken_out() {
        for (url, rest, ours) in [
            ("postgres://me@db/app", "postgres://me@db/app", None),
            ("postgres://me@db/app?ours=a%20b", "postgres://me@db/app", Some("a b")),
            ("postgres://me@db/app?x=1&ours=a&y=2&ours=b", "postgres://me@db/app?x=1&y=2", Some("b")),
            ("postgres://me:hu?ours=sh@db/app?x=1", "postgres://me:hu?ours=sh@db/app?x=1", None),
        ] {
            let parameters = Parameters::take(url, &["ours"]).unwrap();
            assert_eq!((parameters.url.as_str(), parameters.get("ours")), (rest, ours));
        }
    }

    #[test]
    fn choices_have_any_case_and_their_values_are_not_shown() {
        let parameters = |value: &str| Parameters::take(&format!("a://b?ours={value}"), &["ours"]).unwrap();
        let choices = [("require", 1), ("disable", 2)];
        assert_eq!(parameters("REQUIRE").choice("ours", &choices).unwrap(), Some(1));
        assert_eq!(parameters("").choice("other", &choices).unwrap(), None);
        let error = parameters("hush").choice("ours", &choices).unwrap_err();
        assert!(!format!("{error:?}").contains("hush"), "{error:?}");
    }
}
