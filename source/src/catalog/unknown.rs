//! What statements that were not understood may have touched: whatever they name.

use std::collections::{HashMap, HashSet};

use super::Key;
use super::key::cut;

/// Names that may stand for anything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Unknown {
    /// Words of statements that were not understood, in lower case.
    words: HashSet<String>,
    /// Words of statements that put names together at run time.
    parts: HashSet<String>,
    /// Indexes whose names begin so have names that only the server knows.
    beginnings: HashSet<String>,
    /// Something dropped or renamed what it was told at run time.
    may_be_gone: bool,
    /// The same of columns.
    columns_may_be_gone: bool,
    /// What functions do that were created, unless it is nothing.
    deeds: HashMap<Key, Deed>,
    /// An extension brought what it brings.
    extension: bool,
    /// Operators were created.
    operators: bool,
}

/// Of a long name of a table, the names of its indexes keep at least so many bytes.
const SURE: usize = 24;

/// Parts of names have at least so many letters.
const SHORTEST: usize = 3;

impl Unknown {
    /// Takes in the words of a text that was not understood, in lower case; gives those that are new.
    pub(super) fn add(&mut self, lower: &str, says: Says) -> Vec<String> {
        let words = lower.split(|c: char| !is_of_word(c)).filter(|word| !word.is_empty());
        let mut new = Vec::new();
        for word in words {
            if !self.words.contains(word) {
                self.words.insert(word.to_owned());
                new.push(word.to_owned());
            }
        }
        if says.puts_together() {
            self.may_be_gone |= says.changes_any();
            self.columns_may_be_gone |= says.changes_any() && may_drop_columns(lower);
            self.add_parts(lower);
        }
        new
    }

    /// What stands beside a place where something is put in is a part of a name: `'part_' || x`, `%s_old`.
    pub(super) fn add_parts(&mut self, text: &str) {
        let mut add = |part: &str| {
            if part.len() >= SHORTEST {
                self.parts.insert(part.to_owned());
            }
        };
        for (at, sign) in text.match_indices(['%', '\'']) {
            let before = text.get(..at).unwrap_or_default();
            let after = text.get(at + sign.len()..).unwrap_or_default();
            add(before.rsplit(|c: char| !is_of_word(c)).next().unwrap_or_default());
            // Behind `%` stands what it is: `%I`, `%1$s`.
            let after = match sign {
                "%" => after
                    .trim_start_matches(|c: char| c.is_ascii_digit() || c == '$')
                    .get(1..)
                    .unwrap_or_default(),
                _ => after,
            };
            add(after.split(|c: char| !is_of_word(c)).next().unwrap_or_default());
        }
    }

    /// An extension that is not known was created.
    pub(super) fn add_extension(&mut self) {
        self.extension = true;
    }

    /// An operator was created.
    pub(super) fn add_operator(&mut self) {
        self.operators = true;
    }

    /// Whether operators were created.
    pub(super) fn has_operators(&self) -> bool {
        self.operators
    }

    /// Whether an extension that is not known was created.
    pub(super) fn has_extension(&self) -> bool {
        self.extension
    }

    /// Whether what is there under this name may have gone, or become something else.
    pub(super) fn may_differ(&self, name: &str) -> bool {
        self.may_be_gone || self.covers_name(name)
    }

    /// As [`may_differ`](Self::may_differ), of a column.
    pub(super) fn column_may_differ(&self, name: &str) -> bool {
        self.columns_may_be_gone || self.covers_name(name)
    }

    /// A function was created that does this.
    pub(super) fn add_deed(&mut self, function: &Key, deed: Deed) {
        let known = self.deeds.entry(function.clone()).or_insert(deed);
        *known = deed.max(*known);
    }

    /// What a function does that was created, if it is known to do something.
    pub(super) fn deed(&self, function: &Key) -> Option<Deed> {
        self.deeds.get(function).copied()
    }

    /// As [`may_differ`](Self::may_differ), of what has a key.
    pub(super) fn key_may_differ(&self, key: &Key) -> bool {
        self.may_be_gone || self.covers(key)
    }

    /// Whether what is there may have gone without a word.
    pub(super) fn may_be_gone(&self) -> bool {
        self.may_be_gone
    }

    /// Something of this table got a name that only the server knows.
    pub(super) fn add_beginning(&mut self, table: &str) {
        let mut beginning = format!("{table}_");
        // The server cuts long names.
        cut(&mut beginning, SURE);
        self.beginnings.insert(beginning);
    }

    /// Whether there may be something with this key.
    pub(super) fn covers(&self, key: &Key) -> bool {
        self.covers_name(key.own_name())
            || self.beginnings.iter().any(|beginning| key.own_name().starts_with(beginning.as_str()))
    }

    /// Whether a statement that was not understood has this word.
    pub(super) fn names(&self, name: &str) -> bool {
        self.words.contains(&name.to_lowercase())
    }

    /// Whether a column, a constraint or anything else of this name may be there.
    pub(super) fn covers_name(&self, name: &str) -> bool {
        if self.words.is_empty() {
            return false;
        }
        let name = name.to_lowercase();
        self.words.contains(&name) || self.parts.iter().any(|part| name.contains(part.as_str()))
    }
}

/// What a function does with what it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Deed {
    Nothing,
    Changes,
    AddsColumns,
}

/// Whether a text drops or renames columns whose names are put in: `DROP %I`, `' DROP ' || x`, `DROP COLUMN …`.
fn may_drop_columns(lower: &str) -> bool {
    let before_name = |word: &str| {
        lower.match_indices(word).any(|(at, _)| {
            lower.get(at + word.len()..).is_some_and(|rest| rest.trim_start().starts_with(['%', '\'']))
        })
    };
    lower.contains("column") || before_name("drop") || before_name("rename")
}

/// What a text says of what it does. That of a whole is that of its parts together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Says(u8);

impl Says {
    const RUNS: u8 = 1;
    const HAS_VARIABLES: u8 = 2;
    const TAKES_AWAY: u8 = 4;
    const INSERTS_TEXT: u8 = 8;
    const COLUMNS: u8 = 16;
    const FOREIGN_KEYS: u8 = 32;

    /// Of a text in lower case.
    pub(super) fn of(lower: &str) -> Says {
        const SIGNS: [(u8, &[&str]); 6] = [
            (Says::RUNS, &["execute", "prepare"]),
            (Says::HAS_VARIABLES, &["@"]),
            (Says::TAKES_AWAY, &["drop", "rename"]),
            (Says::INSERTS_TEXT, &["%", "||", "concat", "replace"]),
            (Says::COLUMNS, &["column"]),
            (Says::FOREIGN_KEYS, &["foreign_key_checks"]),
        ];
        let said = SIGNS.iter().filter(|(_, words)| words.iter().any(|word| lower.contains(word)));
        Says(said.map(|(bit, _)| bit).sum())
    }

    pub(super) fn and(self, other: Says) -> Says {
        Says(self.0 | other.0)
    }

    fn all(self, bits: u8) -> bool {
        self.0 & bits == bits
    }

    /// Names may be put together at run time.
    pub(super) fn puts_together(self) -> bool {
        self.0 & (Says::RUNS | Says::HAS_VARIABLES) != 0
    }

    /// Something may go that is not named.
    fn changes_any(self) -> bool {
        self.all(Says::TAKES_AWAY | Says::INSERTS_TEXT)
    }

    /// Columns may come that are not named.
    pub(super) fn adds_columns(self) -> bool {
        self.all(Says::RUNS | Says::COLUMNS)
    }

    pub(super) fn has_foreign_keys(self) -> bool {
        self.all(Says::FOREIGN_KEYS)
    }
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}
