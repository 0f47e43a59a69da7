//! What the targets share: an input becomes a directory, the directory is checked as everybody's is, and whatever is
//! said about it has to be sound.

mod directory;
mod effort;
mod sound;

pub use directory::Directory;
pub use effort::within_bounds;
pub use sound::{findings_are_sound, statements_are_sound};

use ambix_graph::script::{Dialect, Dialects};
use ambix_source::{Configuration, RuleLevel, rules};

/// Separates the parts of an input that becomes several files.
pub const SEPARATOR: char = '\x01';

/// What stands before the SQL of an input.
pub const HEADER: &str = "-- Message\n--\n-- revision: a1\n-- down_revision: none\n\n-- ambix:upgrade\n";

/// The first byte of an input, and the rest as text. Broken characters are replaced: only the target `header` is about
/// them.
pub fn choice(data: &[u8]) -> Option<(u8, String)> {
    let (first, rest) = data.split_first()?;
    Some((*first, String::from_utf8_lossy(rest).into_owned()))
}

/// One of the dialects.
pub fn dialect(choice: u8) -> Dialect {
    Dialect::ALL[usize::from(choice) % Dialect::ALL.len()]
}

/// Some of the dialects, at least one.
pub fn dialects(choice: u8) -> Dialects {
    let chosen = Dialect::ALL.iter().enumerate().filter(|(at, _)| choice >> at & 1 == 1);
    let dialects = chosen.fold(Dialects::default(), |dialects, (_, dialect)| dialects.with(*dialect));
    if dialects == Dialects::default() { Dialects::ALL } else { dialects }
}

/// The rules that are off where nobody asks for them run as well.
pub fn all_rules(configuration: &mut Configuration) {
    let quiet = rules().iter().filter(|rule| rule.level == RuleLevel::Allow);
    configuration.rules = quiet.map(|rule| (rule.name.to_owned(), RuleLevel::Warn)).collect();
    configuration.rules.push(("unused-allow".to_owned(), RuleLevel::Warn));
}
