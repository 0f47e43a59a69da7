//! What another database understands.

use ambix_graph::script::Dialect::{self, Mysql, Postgres, Sqlite};

use super::{Help as _, Slip, in_case_of};
use crate::split::title;
use crate::syntax::tokens::Tokens;

/// Words of other databases: in whose statements they are wrong, whose they are, and what to write.
struct Foreign {
    words: &'static [&'static str],
    wrong_in: &'static [Dialect],
    of: &'static str,
    help: &'static str,
}

const fn foreign(
    words: &'static [&'static str],
    wrong_in: &'static [Dialect],
    of: &'static str,
    help: &'static str,
) -> Foreign {
    Foreign { words, wrong_in, of, help }
}

const REBUILD: &str = "SQLite cannot change it in place: create a new table, copy the rows, drop the old table, rename the new one";

/// The longer ones before those that they begin with.
static FOREIGN: &[Foreign] = &[
    foreign(
        &["auto_increment"],
        &[Sqlite],
        "MySQL",
        "write `INTEGER PRIMARY KEY`, which counts by itself, or `INTEGER PRIMARY KEY AUTOINCREMENT`",
    ),
    foreign(&["auto_increment"], &[Postgres], "MySQL", "write `BIGINT GENERATED ALWAYS AS IDENTITY`"),
    foreign(&["autoincrement"], &[Postgres], "SQLite", "write `BIGINT GENERATED ALWAYS AS IDENTITY`"),
    foreign(&["autoincrement"], &[Mysql], "SQLite", "write `AUTO_INCREMENT`"),
    foreign(
        &["identity", "("],
        &[Sqlite, Postgres, Mysql],
        "SQL Server",
        "write `BIGINT GENERATED ALWAYS AS IDENTITY` on PostgreSQL, `AUTO_INCREMENT` on MySQL",
    ),
    foreign(
        &["on", "duplicate", "key"],
        &[Sqlite, Postgres],
        "MySQL",
        "write `ON CONFLICT (columns) DO UPDATE SET …`",
    ),
    foreign(&["on", "conflict"], &[Mysql], "SQLite and PostgreSQL", "write `ON DUPLICATE KEY UPDATE …`"),
    foreign(
        &["on", "update", "current_timestamp"],
        &[Sqlite, Postgres],
        "MySQL",
        "let a trigger set the column",
    ),
    foreign(&["engine"], &[Sqlite, Postgres], "MySQL", "remove the options behind `)`"),
    foreign(
        &["unsigned"],
        &[Postgres],
        "MySQL",
        "write a larger type, with `CHECK (column >= 0)` if it matters",
    ),
    foreign(
        &["character", "set"],
        &[Postgres],
        "MySQL",
        "remove it: the encoding belongs to the whole database",
    ),
    foreign(
        &["add", "column", "if", "not", "exists"],
        &[Sqlite],
        "PostgreSQL",
        "write `ADD COLUMN`: a revision runs once, so the column is not there yet",
    ),
    foreign(&["drop", "column", "if", "exists"], &[Sqlite], "PostgreSQL", "write `DROP COLUMN`"),
    foreign(&["alter", "column"], &[Sqlite], "PostgreSQL", REBUILD),
    foreign(&["modify"], &[Sqlite], "MySQL", REBUILD),
    foreign(&["change"], &[Sqlite], "MySQL", REBUILD),
    foreign(&["add", "constraint"], &[Sqlite], "PostgreSQL and MySQL", REBUILD),
    foreign(&["drop", "constraint"], &[Sqlite], "PostgreSQL and MySQL", REBUILD),
    foreign(&["add", "primary", "key"], &[Sqlite], "PostgreSQL and MySQL", REBUILD),
    foreign(&["add", "foreign", "key"], &[Sqlite], "PostgreSQL and MySQL", REBUILD),
    foreign(&["add", "unique"], &[Sqlite], "PostgreSQL and MySQL", "write `CREATE UNIQUE INDEX`"),
    foreign(
        &["drop", "index"],
        &[Sqlite, Postgres],
        "MySQL",
        "write `DROP INDEX name` as a statement of its own",
    ),
    foreign(
        &["modify"],
        &[Postgres],
        "MySQL",
        "write `ALTER COLUMN name TYPE type`, and `ALTER COLUMN name SET NOT NULL` beside it",
    ),
    foreign(
        &["change"],
        &[Postgres],
        "MySQL",
        "write `RENAME COLUMN name TO other` and `ALTER COLUMN name TYPE type`",
    ),
    foreign(&["create", "extension"], &[Sqlite, Mysql], "PostgreSQL", "remove it"),
    foreign(
        &["create", "type"],
        &[Sqlite, Mysql],
        "PostgreSQL",
        "write `CHECK (column IN (…))` at the column; MySQL has `ENUM (…)` as well",
    ),
    foreign(&["create", "schema"], &[Sqlite], "PostgreSQL and MySQL", "SQLite has one schema for each file"),
    foreign(
        &["create", "sequence"],
        &[Sqlite],
        "PostgreSQL",
        "write `INTEGER PRIMARY KEY`, which counts by itself",
    ),
    foreign(&["create", "database"], &[Sqlite], "PostgreSQL and MySQL", "an SQLite database is a file"),
    foreign(
        &["create", "function"],
        &[Sqlite],
        "PostgreSQL and MySQL",
        "functions are added to SQLite by the application",
    ),
    foreign(&["or", "replace"], &[Sqlite], "PostgreSQL and MySQL", "drop it first: `DROP VIEW IF EXISTS …`"),
    foreign(&["concurrently"], &[Sqlite, Mysql], "PostgreSQL", "remove it"),
    foreign(&["using", "gin"], &[Sqlite, Mysql], "PostgreSQL", "remove it"),
    foreign(&["using", "btree"], &[Sqlite], "PostgreSQL and MySQL", "remove it: every index is one"),
    foreign(&["::"], &[Sqlite, Mysql], "PostgreSQL", "write `CAST(… AS type)`"),
    foreign(&[":", ":"], &[Sqlite, Mysql], "PostgreSQL", "write `CAST(… AS type)`"),
    foreign(
        &["ilike"],
        &[Sqlite, Mysql],
        "PostgreSQL",
        "write `LIKE`, which does not tell capitals from small letters here",
    ),
    foreign(
        &["[", "]"],
        &[Sqlite, Mysql],
        "PostgreSQL",
        "there are no arrays; a JSON text or a table of its own holds several values",
    ),
    foreign(
        &["[]"],
        &[Sqlite, Mysql],
        "PostgreSQL",
        "there are no arrays; a JSON text or a table of its own holds several values",
    ),
    foreign(&["with", "time", "zone"], &[Mysql], "PostgreSQL", "write `TIMESTAMP` or `DATETIME`"),
    foreign(&["without", "rowid"], &[Postgres, Mysql], "SQLite", "remove it"),
    foreign(&["alter", "column"], &[Mysql], "PostgreSQL", "write `MODIFY name type`"),
    foreign(
        &["cascade"],
        &[Sqlite],
        "PostgreSQL and MySQL",
        "remove it: SQLite drops what belongs to the table",
    ),
    foreign(
        &["comment"],
        &[Postgres],
        "MySQL",
        "write `COMMENT ON COLUMN table.column IS '…'` as a statement of its own",
    ),
    foreign(&["comment"], &[Sqlite], "MySQL", "write an SQL comment: `-- …`"),
    foreign(&["=="], &[Mysql], "SQLite", "write `=`"),
    foreign(&["=", "="], &[Mysql], "SQLite", "write `=`"),
    foreign(&["using"], &[Sqlite], "PostgreSQL and MySQL", "remove it"),
];

pub(super) fn find(tokens: &Tokens<'_>, at: usize) -> Option<Slip> {
    sqlite_alter(tokens)
        .or_else(|| mysql_key(tokens, at))
        .or_else(|| function_as_default(tokens, at))
        .or_else(|| autoincrement(tokens, at))
        .or_else(|| limit_with_comma(tokens, at))
        .or_else(|| word(tokens, at))
        .or_else(|| several_actions(tokens, at))
        .or_else(|| drop_index_on(tokens, at))
}

fn word(tokens: &Tokens<'_>, at: usize) -> Option<Slip> {
    let from = at.saturating_sub(5);
    let known = FOREIGN.iter().filter(|foreign| foreign.wrong_in.contains(&tokens.dialect));
    let (index, found) = known.flat_map(|foreign| (from..=at).map(move |index| (index, foreign))).find(
        |(index, foreign)| {
            let last = index + foreign.words.len();
            tokens.are(*index, foreign.words) && last >= at && !names_a_thing(tokens, *index)
        },
    )?;
    let last = index + found.words.len() - 1;
    let shown = tokens.text.get(tokens.range(index).start..tokens.range(last).end)?;
    let shown = shown.split_ascii_whitespace().collect::<Vec<_>>().join(" ").to_ascii_uppercase();
    let shown = shown.trim_end_matches('(').trim_end().to_owned();
    let message =
        format!("`{shown}` is {}, which {} does not understand", whose(found.of), title(tokens.dialect));
    let slip = Slip::over(tokens, index, last, message, "").help(found.help);
    let replace = |word: &str| {
        let range = tokens.range(index).start..tokens.range(last).end;
        slip.clone().fix(range, in_case_of(tokens.get(index), word), format!("write `{word}`"))
    };
    match (found.words, tokens.dialect) {
        (["auto_increment"], Sqlite) if counts_by_itself(tokens, index) => replace("AUTOINCREMENT"),
        (["autoincrement"], Mysql) => replace("AUTO_INCREMENT"),
        (["=="] | ["=", "="], _) => replace("="),
        _ => slip,
    }
}

/// Whether a column is `INTEGER PRIMARY KEY`, which alone may count by itself on SQLite: `INT` is not enough.
fn counts_by_itself(tokens: &Tokens<'_>, index: usize) -> bool {
    let key = index.checked_sub(3).is_some_and(|at| tokens.are(at, &["integer", "primary", "key"]));
    let not_null = ["integer", "not", "null", "primary", "key"];
    key || index.checked_sub(not_null.len()).is_some_and(|at| tokens.are(at, &not_null))
}

fn whose(of: &str) -> String {
    match of.contains(" and ") {
        true => format!("for {of}"),
        false => format!("{of}'s"),
    }
}

/// Whether the word is the name of something rather than what it means elsewhere.
fn names_a_thing(tokens: &Tokens<'_>, index: usize) -> bool {
    index.checked_sub(1).is_some_and(|before| tokens.is_any(before, &[".", "table", "into", "column", "as"]))
        || tokens.is(index + 1, ".")
}

/// SQLite: `ALTER TABLE t ADD CONSTRAINT …`, `ALTER TABLE t ALTER COLUMN …`
fn sqlite_alter(tokens: &Tokens<'_>) -> Option<Slip> {
    if tokens.dialect != Sqlite || !tokens.are(0, &["alter", "table"]) {
        return None;
    }
    let action = if tokens.is(3, ".") { 5 } else { 3 };
    let last = action + 1;
    let is_foreign = tokens.is(action, "add")
        && tokens.is_any(last, &["constraint", "primary", "foreign", "unique"])
        && !tokens.is(last + 2, "check")
        || tokens.is(action, "drop") && tokens.is_any(last, &["constraint", "primary", "foreign", "check"])
        || tokens.is_any(action, &["alter", "modify", "change"]);
    if !is_foreign {
        return None;
    }
    let last = if tokens.is_any(action, &["modify", "change"]) { action } else { last };
    let shown = tokens.text.get(tokens.range(action).start..tokens.range(last).end)?.to_ascii_uppercase();
    // So much SQLite has had since 3.53.
    let message =
        match (tokens.is(action, "alter"), tokens.is(action, "add") && tokens.is(last, "constraint")) {
            (true, _) => "all that SQLite changes of a column in place is its `NOT NULL`".to_owned(),
            (_, true) => "all that SQLite adds to a table in place are columns and `CHECK`".to_owned(),
            _ => format!("`{shown}` is for PostgreSQL and MySQL, which SQLite does not understand"),
        };
    Slip::over(tokens, action, last, message, "").help(REBUILD)
}

/// `KEY name (column)`, `INDEX name (column)` among the columns.
fn mysql_key(tokens: &Tokens<'_>, at: usize) -> Option<Slip> {
    if tokens.dialect == Mysql || !tokens.is(0, "create") || tokens.depth(at) != 1 {
        return None;
    }
    let from = at.saturating_sub(3);
    let index = (from..=at).find(|&index| {
        let begins = index > 0 && tokens.is_any(index - 1, &["(", ","]);
        let unique = usize::from(tokens.is_any(index, &["unique", "fulltext"]));
        begins
            && tokens.is_any(index + unique, &["key", "index"])
            && (tokens.is_name(index + unique + 1) && tokens.is(index + unique + 2, "(")
                || tokens.is(index + unique + 1, "("))
    })?;
    let message = format!("{} has no indexes among the columns of a table", title(tokens.dialect));
    Slip::new(tokens, index, message, "MySQL's")
        .help("write `CREATE INDEX name ON table (columns)` as a statement of its own; `UNIQUE (columns)` may stand here")
}

/// SQLite: `DEFAULT now()`
fn function_as_default(tokens: &Tokens<'_>, at: usize) -> Option<Slip> {
    let name = at.checked_sub(1)?;
    let is_call = tokens.is(at, "(") && tokens.is_word(name) && name > 0 && tokens.is(name - 1, "default");
    if tokens.dialect != Sqlite || !is_call {
        return None;
    }
    let function = tokens.get(name);
    let help = match function.to_ascii_lowercase().as_str() {
        "now" | "current_timestamp" => {
            "write `DEFAULT CURRENT_TIMESTAMP`; SQLite has no function `now`".to_owned()
        }
        _ => format!("write `DEFAULT ({function}(…))`"),
    };
    Slip::over(tokens, name, at, format!("`{function}(…)` as a default stands in parentheses on SQLite"), "")
        .help(help)
}

/// SQLite: `AUTOINCREMENT` anywhere but behind `PRIMARY KEY`.
fn autoincrement(tokens: &Tokens<'_>, at: usize) -> Option<Slip> {
    if tokens.dialect != Sqlite || !tokens.is(at, "autoincrement") {
        return None;
    }
    Slip::new(tokens, at, "`AUTOINCREMENT` stands behind `PRIMARY KEY`", "not expected here")
        .help("write `INTEGER PRIMARY KEY AUTOINCREMENT`, in this order")
}

/// PostgreSQL: `LIMIT 5, 10`
fn limit_with_comma(tokens: &Tokens<'_>, at: usize) -> Option<Slip> {
    let limit = at.checked_sub(2)?;
    if tokens.dialect != Postgres || !tokens.is(at, ",") || !tokens.is(limit, "limit") {
        return None;
    }
    let (skipped, count) = (tokens.get(at - 1), tokens.get(at + 1));
    Slip::new(tokens, at, "`LIMIT` takes one number on PostgreSQL", "")
        .help(format!("write `LIMIT {count} OFFSET {skipped}`"))
}

/// SQLite: `ALTER TABLE t ADD COLUMN a INT, ADD COLUMN b INT`
fn several_actions(tokens: &Tokens<'_>, at: usize) -> Option<Slip> {
    let is_second = tokens.is(at, ",") && tokens.depth(at) == 0 && tokens.are(0, &["alter", "table"]);
    if tokens.dialect != Sqlite || !is_second {
        return None;
    }
    Slip::new(tokens, at, "`ALTER TABLE` does one thing at a time on SQLite", "a second action")
        .help("write a statement for each action")
}

/// `DROP INDEX name ON table`
fn drop_index_on(tokens: &Tokens<'_>, at: usize) -> Option<Slip> {
    let is_drop = tokens.are(0, &["drop", "index"]) && tokens.is(at, "on");
    if tokens.dialect == Mysql || !is_drop {
        return None;
    }
    let message =
        format!("`DROP INDEX … ON` is MySQL's, which {} does not understand", title(tokens.dialect));
    Slip::new(tokens, at, message, "").help("an index is dropped by its name alone")
}
