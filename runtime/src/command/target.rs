//! What a command is to reach.

/// One or several revision symbols: `head`, `heads`, `base`, an id or a part of one, a branch label, `label@head`,
/// `+2`, `-1`, `ae10+1`, …
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target(pub(crate) Vec<String>);

impl From<&str> for Target {
    fn from(symbol: &str) -> Self {
        Target(vec![symbol.to_owned()])
    }
}

impl From<String> for Target {
    fn from(symbol: String) -> Self {
        Target(vec![symbol])
    }
}

impl From<&String> for Target {
    fn from(symbol: &String) -> Self {
        Target(vec![symbol.clone()])
    }
}

impl<const N: usize> From<[&str; N]> for Target {
    fn from(symbols: [&str; N]) -> Self {
        Target(symbols.into_iter().map(str::to_owned).collect())
    }
}

impl From<&[&str]> for Target {
    fn from(symbols: &[&str]) -> Self {
        Target(symbols.iter().map(|&symbol| symbol.to_owned()).collect())
    }
}

impl From<Vec<String>> for Target {
    fn from(symbols: Vec<String>) -> Self {
        Target(symbols)
    }
}
