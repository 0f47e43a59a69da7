//! The human who looks: has a statement in doubt taken effect?

use ambix_tests::process::Statement;

use crate::databases::Database;

/// What is to be seen in the catalog, and what the database shows. Statements without a visible effect can be
/// repeated without harm: those have none.
pub fn has_effect(database: &impl Database, statement: &Statement) -> bool {
    let words: Vec<&str> = statement
        .sql
        .split(|c: char| c.is_whitespace() || "(,;".contains(c))
        .filter(|w| !w.is_empty())
        .collect();
    let name_after = |word: &str| {
        let at = words.iter().position(|other| *other == word);
        at.and_then(|at| words.get(at + 1)).copied().unwrap_or_else(|| panic!("{statement:?}"))
    };
    let index = if words.contains(&"CONCURRENTLY") { "CONCURRENTLY" } else { "INDEX" };
    match words[..] {
        ["CREATE", "INDEX" | "UNIQUE", ..] => database.has_index(name_after(index)),
        ["DROP", "INDEX", ..] => !database.has_index(name_after(index)),
        ["CREATE", "TABLE", ..] => database.has_table(name_after("TABLE")),
        ["DROP", "TABLE", ..] => !database.has_table(name_after("TABLE")),
        ["ALTER", "TABLE", .., "TO", name] => database.has_table(name),
        ["ALTER", "TABLE", ..] if words.contains(&"ADD") => {
            database.has_column(name_after("TABLE"), name_after("COLUMN"))
        }
        ["ALTER", "TABLE", ..] => !database.has_column(name_after("TABLE"), name_after("COLUMN")),
        ["VACUUM" | "OPTIMIZE" | "ANALYZE", ..] => false,
        _ => panic!("nobody can tell whether this took effect: {statement:?}"),
    }
}

/// What the error should show of the catalog, where the statement makes or drops one thing.
pub fn evidence(statement: &Statement, effect: bool) -> Option<&'static str> {
    let has = |word: &str| statement.sql.split_whitespace().any(|other| other == word);
    match (has("DROP"), has("CREATE") || has("ADD")) {
        (false, false) => None,
        (drops, _) if drops != effect => Some(" is there;"),
        _ => Some(" is not there;"),
    }
}

/// The human who looks how far the function of a revision in Rust got, and takes back what it did if it is not all of
/// it. The answer is the number of the statement to go on with, where the function counts as one.
pub fn mend_code(database: &impl Database, down: bool) -> usize {
    let said =
        |what: &str| !database.texts(&format!("SELECT 1 FROM log WHERE step = 'code {what}'")).is_empty();
    let table = database.has_table("coded");
    match down {
        false if said("ends") => return 2,
        true if said("down") => return 2,
        false => {
            database.execute("DELETE FROM log WHERE step = 'code begins'");
            if table {
                database.execute("DROP TABLE coded");
            }
        }
        true if !table => database.execute("CREATE TABLE coded (id INTEGER)"),
        true => {}
    }
    1
}
