//! What a statement does to transactions and to the session. Read from its leading words, so nothing here needs a
//! parser; where words do not tell, nothing is claimed.

use std::ops::Range;

use ambix_graph::script::Dialect;

use crate::lexer::{Kind, Lexer};

/// What is known of one statement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Properties {
    /// It commits by itself or refuses to run in a transaction.
    pub(crate) self_commits: bool,
    /// It changes the session.
    pub(crate) session: bool,
    /// What it makes ends with the connection: a temporary table, a variable.
    pub(crate) temporary: bool,
    /// What it made can only be used in a later transaction.
    pub(crate) boundary: bool,
    /// It begins or ends a transaction.
    pub(crate) transaction: bool,
    /// SQLite: it switches foreign keys.
    pub(crate) foreign_keys: bool,
    /// SQLite: the table that it drops.
    pub(crate) drops: Option<String>,
    /// SQLite: the new name it gives to a table.
    pub(crate) renames_to: Option<String>,
}

/// Reads the properties of the statement at `range`.
pub(crate) fn properties(text: &str, range: Range<usize>, dialect: Dialect) -> Properties {
    let mut words = Words { text, lexer: Lexer::new(text, range.start, range.end, dialect) };
    let first = words.next_lower();
    match dialect {
        Dialect::Sqlite => sqlite(&first, words),
        Dialect::Postgres => postgres(&first, words),
        Dialect::Mysql => mysql(&first, words),
    }
}

/// The tokens of a statement as lower-case text, comments and hints left out.
struct Words<'t> {
    text: &'t str,
    lexer: Lexer<'t>,
}

impl<'t> Words<'t> {
    fn next_lower(&mut self) -> String {
        self.next().unwrap_or_default()
    }

    fn any(&mut self, word: &str) -> bool {
        self.any_of(&[word])
    }

    fn any_of(&mut self, words: &[&str]) -> bool {
        self.any_match(|found| words.iter().any(|word| found.eq_ignore_ascii_case(word)))
    }

    fn any_match(&mut self, matches: impl Fn(&str) -> bool) -> bool {
        while let Some(found) = self.next_written() {
            if matches(found) {
                return true;
            }
        }
        false
    }

    /// The next one as it is written.
    fn next_written(&mut self) -> Option<&'t str> {
        loop {
            let token = self.lexer.next()?;
            match token.kind {
                Kind::LineComment | Kind::BlockComment | Kind::Hint | Kind::Executable => {}
                Kind::String => return Some("'"),
                _ => return self.text.get(token.range()),
            }
        }
    }
}

impl Iterator for Words<'_> {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        self.next_written().map(str::to_ascii_lowercase)
    }
}

fn transaction() -> Properties {
    Properties { transaction: true, ..Properties::default() }
}

fn self_commits(self_commits: bool) -> Properties {
    Properties { self_commits, ..Properties::default() }
}

fn session(session: bool) -> Properties {
    Properties { session, ..Properties::default() }
}

fn temporary(temporary: bool) -> Properties {
    Properties { temporary, ..Properties::default() }
}

fn sqlite(first: &str, mut words: Words<'_>) -> Properties {
    match first {
        "create" => temporary(matches!(words.next_lower().as_str(), "temp" | "temporary")),
        "begin" | "commit" | "end" => transaction(),
        "rollback" => match words.any("to") {
            true => Properties::default(),
            false => transaction(),
        },
        "vacuum" => self_commits(true),
        "attach" => session(true),
        // A transaction locks every attached database.
        "detach" => Properties { self_commits: true, session: true, ..Properties::default() },
        "pragma" => pragma(words),
        "drop" => match words.next_lower().as_str() {
            "table" => Properties { drops: words.table_name(), ..Properties::default() },
            _ => Properties::default(),
        },
        "alter" => {
            let is_rename = words.next_lower() == "table" && words.table_name().is_some();
            match is_rename && words.next_lower() == "rename" && words.next_lower() == "to" {
                true => Properties {
                    renames_to: words.next().map(|name| unquoted(&name)),
                    ..Properties::default()
                },
                false => Properties::default(),
            }
        }
        _ => Properties::default(),
    }
}

impl Words<'_> {
    /// The name of a table, without its schema; `IF EXISTS` before it is passed over. The word after it is next.
    fn table_name(&mut self) -> Option<String> {
        let mut name = self.next()?;
        if name == "if" {
            self.next()?;
            name = self.next()?;
        }
        let after = self.lexer.position();
        if self.next().as_deref() == Some(".") {
            name = self.next()?;
        } else {
            self.lexer.skip_to(after);
        }
        Some(unquoted(&name))
    }
}

fn unquoted(name: &str) -> String {
    name.trim_matches(['"', '`', '[', ']']).to_owned()
}

fn pragma(mut words: Words<'_>) -> Properties {
    let mut name = words.next_lower();
    let mut next = words.next_lower();
    if next == "." {
        name = words.next_lower();
        next = words.next_lower();
    }
    let sets = next == "=" || next == "(";
    match name.as_str() {
        "foreign_keys" if sets => Properties { foreign_keys: true, session: true, ..Properties::default() },
        // Refused or without effect inside a transaction.
        "wal_checkpoint" => self_commits(true),
        "journal_mode" | "synchronous" | "temp_store" if sets => {
            Properties { self_commits: true, session: true, ..Properties::default() }
        }
        _ => session(next == "=" || sets && SETTING_PRAGMAS.contains(&name.as_str())),
    }
}

/// Settings of a connection that may be written with parentheses, as the pragmas that only tell something are.
const SETTING_PRAGMAS: [&str; 14] = [
    "analysis_limit",
    "automatic_index",
    "busy_timeout",
    "cache_size",
    "case_sensitive_like",
    "defer_foreign_keys",
    "ignore_check_constraints",
    "legacy_alter_table",
    "mmap_size",
    "query_only",
    "recursive_triggers",
    "secure_delete",
    "trusted_schema",
    "writable_schema",
];

fn postgres(first: &str, mut words: Words<'_>) -> Properties {
    match first {
        "begin" | "end" | "abort" => transaction(),
        "start" => Properties { transaction: words.next_lower() == "transaction", ..Properties::default() },
        "commit" => match words.next_lower().as_str() {
            "prepared" => self_commits(true),
            _ => transaction(),
        },
        "rollback" => {
            let words: Vec<String> = words.take(3).collect();
            match words.iter().any(|word| word == "to") {
                true => Properties::default(),
                false if words.first().is_some_and(|word| word == "prepared") => self_commits(true),
                false => transaction(),
            }
        }
        "prepare" => match words.next_lower().as_str() {
            "transaction" => transaction(),
            _ => session(true),
        },
        "vacuum" => self_commits(true),
        "create" => match words.next_lower().as_str() {
            "database" | "tablespace" => self_commits(true),
            "subscription" => self_commits(!words.any_of(&["create_slot", "connect"])),
            "unique" => self_commits(words.next_lower() == "index" && words.next_lower() == "concurrently"),
            "index" => self_commits(words.next_lower() == "concurrently"),
            "local" | "global" => temporary(words.next_lower().starts_with("temp")),
            word => temporary(matches!(word, "temp" | "temporary")),
        },
        "drop" => match words.next_lower().as_str() {
            "database" | "tablespace" | "subscription" => self_commits(true),
            "index" => self_commits(words.next_lower() == "concurrently"),
            _ => Properties::default(),
        },
        "alter" => postgres_alter(words),
        "reindex" => self_commits(words.any_of(&["concurrently", "schema", "database", "system"])),
        "cluster" => self_commits(
            !words.any_match(|word| !matches!(word, "(" | ")") && !word.eq_ignore_ascii_case("verbose")),
        ),
        "discard" => {
            Properties { self_commits: words.next_lower() == "all", session: true, ..Properties::default() }
        }
        "set" => session(!matches!(words.next_lower().as_str(), "local" | "constraints" | "transaction")),
        "reset" | "listen" | "unlisten" | "load" | "deallocate" => session(true),
        "select" => {
            let mut word = words.next_lower();
            if word == "pg_catalog" && words.next_lower() == "." {
                word = words.next_lower();
            }
            session(word == "set_config")
        }
        _ => Properties::default(),
    }
}

fn postgres_alter(mut words: Words<'_>) -> Properties {
    match words.next_lower().as_str() {
        "system" => self_commits(true),
        "database" => {
            let words: Vec<String> = words.take(4).collect();
            self_commits(words.iter().map(String::as_str).skip(1).take(2).eq(["set", "tablespace"]))
        }
        "type" => {
            let words: Vec<String> = words.take(8).collect();
            let adds = words.windows(2).any(|pair| pair == ["add", "value"]);
            Properties { boundary: adds, ..Properties::default() }
        }
        "table" => self_commits(
            words.any("detach") && words.next_lower() == "partition" && words.any("concurrently"),
        ),
        "subscription" => {
            let refreshes = words.any_of(&["publication"]) && !words.any("refresh");
            self_commits(refreshes)
        }
        _ => Properties::default(),
    }
}

fn mysql(first: &str, mut words: Words<'_>) -> Properties {
    match first {
        "begin" => Properties { transaction: words.next_lower() != "not", ..Properties::default() },
        "start" => match words.next_lower().as_str() {
            "transaction" => transaction(),
            _ => self_commits(true),
        },
        "commit" | "xa" => transaction(),
        "rollback" => match words.any("to") {
            true => Properties::default(),
            false => transaction(),
        },
        "create" | "drop" => {
            let mut word = words.next_lower();
            if word == "or" {
                words.next_lower();
                word = words.next_lower();
            }
            let temporary = word == "temporary" && first == "create";
            Properties { self_commits: word != "temporary", temporary, ..Properties::default() }
        }
        "alter" | "rename" | "truncate" | "grant" | "revoke" | "lock" | "unlock" | "analyze" | "optimize"
        | "check" | "checksum" | "repair" | "flush" | "reset" | "purge" | "cache" | "install"
        | "uninstall" | "import" | "change" | "stop" => self_commits(true),
        "load" => self_commits(words.next_lower() == "index"),
        "select" => temporary(words.any("into") && words.next_lower().starts_with('@')),
        "prepare" => temporary(true),
        "use" => session(true),
        "set" => mysql_set(words),
        _ => Properties::default(),
    }
}

fn mysql_set(mut words: Words<'_>) -> Properties {
    let mut word = words.next_lower();
    if word.starts_with('@') && word != "@@" {
        return Properties { session: true, temporary: true, ..Properties::default() };
    }
    if word == "@@" {
        word = words.next_lower();
        if matches!(word.as_str(), "session" | "local") && words.next_lower() == "." {
            word = words.next_lower();
        }
    } else if matches!(word.as_str(), "session" | "local") {
        word = words.next_lower();
    }
    match word.as_str() {
        "autocommit" => Properties { transaction: true, session: true, ..Properties::default() },
        "password" | "default" => self_commits(true),
        "global" | "persist" | "persist_only" | "transaction" => Properties::default(),
        _ => session(true),
    }
}
