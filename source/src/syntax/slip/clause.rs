//! Clauses: in the wrong order, or with a word missing.

use ambix_graph::script::Dialect;

use super::{Help as _, Slip, in_case_of};
use crate::lexer::Kind;
use crate::split::title;
use crate::syntax::tokens::Tokens;

pub(super) fn find(tokens: &Tokens<'_>, at: usize) -> Option<Slip> {
    existence(tokens)
        .or_else(|| head(tokens, at))
        .or_else(|| index_without_on(tokens, at))
        .or_else(|| pair(tokens, at))
        .or_else(|| order(tokens, at))
        .or_else(|| drop_column_with_type(tokens))
}

/// `IF EXIST`, `IF NOT EXIST`, and the one in the place of the other.
fn existence(tokens: &Tokens<'_>) -> Option<Slip> {
    const MOST: usize = 12;
    let at = (0..tokens.len().min(MOST)).find(|&index| tokens.is(index, "if"))?;
    let not = usize::from(tokens.is(at + 1, "not"));
    let exists = at + 1 + not;
    let right = if not == 1 { "IF NOT EXISTS" } else { "IF EXISTS" };
    if tokens.is_any(exists, &["exist", "exits", "exsits", "exsists", "exisits", "exisst", "existes"]) {
        let found = tokens.get(exists);
        return Slip::new(tokens, exists, format!("expected `EXISTS`, found `{found}`"), "misspelt")
            .help(format!("write `{right}`"))
            .fix(tokens.range(exists), in_case_of(found, "exists"), format!("write `{right}`"));
    }
    if !tokens.is(exists, "exists") {
        if not == 0 && tokens.is(at + 1, "no") {
            return Slip::new(tokens, at + 1, "expected `NOT`, found `no`", "misspelt")
                .help("write `IF NOT EXISTS`")
                .fix(tokens.range(at + 1), in_case_of(tokens.get(at + 1), "not"), "write `IF NOT EXISTS`");
        }
        return None;
    }
    let (create, drop) = (tokens.is(0, "create"), tokens.is(0, "drop"));
    if create && not == 0 || drop && not == 1 {
        let first = tokens.get(0).to_ascii_uppercase();
        let found = if not == 1 { "IF NOT EXISTS" } else { "IF EXISTS" };
        let other = if not == 1 { "IF EXISTS" } else { "IF NOT EXISTS" };
        return Slip::over(tokens, at, exists, format!("`{first}` goes with `{other}`, found `{found}`"), "")
            .help(format!("write `{other}`"));
    }
    None
}

/// What may follow `CREATE`, `ALTER` and `DROP`; beyond it nothing is said.
const OBJECTS: [&str; 26] = [
    "table",
    "index",
    "view",
    "trigger",
    "unique",
    "temporary",
    "temp",
    "virtual",
    "function",
    "procedure",
    "type",
    "schema",
    "sequence",
    "extension",
    "database",
    "user",
    "role",
    "materialized",
    "or",
    "if",
    "domain",
    "policy",
    "rule",
    "event",
    "column",
    "constraint",
];

/// `CREATE users (…)`, `DROP users`, `ALTER users ADD …`, `INSERT users …`, `DELETE users …`
fn head(tokens: &Tokens<'_>, at: usize) -> Option<Slip> {
    let first = tokens.get(0).to_ascii_uppercase();
    let second = tokens.get(1);
    if at > 3 {
        return None;
    }
    let is_object = OBJECTS.iter().any(|object| second.eq_ignore_ascii_case(object));
    match first.as_str() {
        "CREATE" if at <= 2 && !is_object && tokens.is_name(1) && tokens.is(2, "(") => Slip::new(
            tokens,
            1,
            format!("expected `TABLE` behind `CREATE`, found `{second}`"),
            "create what?",
        )
        .help(format!("write `CREATE TABLE {second}`")),
        "DROP" if at <= 2 && !is_object && tokens.is_name(1) && tokens.len() == 2 => Slip::new(
            tokens,
            1,
            format!("expected `TABLE` or the like behind `DROP`, found `{second}`"),
            "drop what?",
        )
        .help(format!("write `DROP TABLE {second}`")),
        "ALTER"
            if at <= 2
                && !is_object
                && tokens.is_name(1)
                && tokens.is_any(2, &["add", "drop", "rename", "alter", "modify", "change"]) =>
        {
            Slip::new(tokens, 1, format!("expected `TABLE` behind `ALTER`, found `{second}`"), "alter what?")
                .help(format!("write `ALTER TABLE {second}`"))
        }
        "INSERT"
            if tokens.dialect != Dialect::Mysql && at <= 1 && tokens.is_name(1) && !tokens.is(1, "into") =>
        {
            insert(tokens, second)
        }
        // MySQL deletes from several tables at once: `DELETE a, b FROM …`.
        "DELETE"
            if tokens.dialect != Dialect::Mysql
                && at <= 2
                && !tokens.is(1, "from")
                && (tokens.is_name(1) || tokens.is(1, "*")) =>
        {
            let help = if tokens.is(1, "*") {
                "rows are deleted whole: write `DELETE FROM …`"
            } else {
                "write `DELETE FROM …`"
            };
            Slip::new(tokens, 1, format!("expected `FROM` behind `DELETE`, found `{second}`"), "").help(help)
        }
        _ => None,
    }
}

fn insert(tokens: &Tokens<'_>, second: &str) -> Option<Slip> {
    let slip = Slip::new(tokens, 1, format!("expected `INTO` behind `INSERT`, found `{second}`"), "");
    match (tokens.is(1, "ignore"), tokens.dialect) {
        (true, Dialect::Sqlite) => {
            slip.help("`INSERT IGNORE` is MySQL's; SQLite has `INSERT OR IGNORE INTO`")
        }
        (true, _) => {
            slip.help("`INSERT IGNORE` is MySQL's; PostgreSQL has `INSERT INTO … ON CONFLICT DO NOTHING`")
        }
        _ => slip.help(format!("write `INSERT INTO {second}`")),
    }
}

/// `CREATE INDEX name table (column)`
fn index_without_on(tokens: &Tokens<'_>, at: usize) -> Option<Slip> {
    let mut index = 1;
    while tokens.is_any(index, &["unique", "fulltext", "spatial"]) {
        index += 1;
    }
    if !tokens.is(0, "create") || !tokens.is(index, "index") {
        return None;
    }
    index += 1;
    if tokens.is(index, "concurrently") {
        index += 1;
    }
    if tokens.are(index, &["if", "not", "exists"]) {
        index += 3;
    }
    let table = index + 1;
    if tokens.is_name(index)
        && tokens.is_name(table)
        && !tokens.is_any(table, &["on", "using"])
        && at >= index
    {
        let found = tokens.get(table);
        return Slip::new(tokens, table, format!("expected `ON`, found `{found}`"), "which table?")
            .help(format!("write `ON {found}`"));
    }
    None
}

/// Words that come in pairs.
const PAIRS: [(&str, &[&str], &str); 7] = [
    ("primary", &["key"], "KEY"),
    ("foreign", &["key"], "KEY"),
    ("order", &["by"], "BY"),
    ("group", &["by"], "BY"),
    ("partition", &["by", "of", "for"], "BY"),
    ("not", &["null", "exists", "in", "like", "between"], "NULL"),
    ("insert", &["into", "or", "ignore"], "INTO"),
];

/// `PRIMARY,`, `ORDER name`, `NOT NUL`
fn pair(tokens: &Tokens<'_>, at: usize) -> Option<Slip> {
    let before = at.checked_sub(1)?;
    if !tokens.is_word(before) {
        return None;
    }
    if tokens.dialect == Dialect::Mysql && !is_sure_of_mysql(tokens, before, at) {
        return None;
    }
    let (first, known, second) = PAIRS.iter().find(|(first, ..)| tokens.is(before, first))?;
    if tokens.is_any(at, known)
        || *first == "not" && !(tokens.is_word(at) || tokens.is_any(at, &[",", ")", ""]))
    {
        return None;
    }
    let found = tokens.get(at);
    let upper = first.to_ascii_uppercase();
    match found {
        "" => Slip::new(
            tokens,
            before,
            format!("expected `{second}` behind `{upper}`"),
            "the statement ends here",
        ),
        _ => Slip::new(tokens, at, format!("expected `{second}` behind `{upper}`, found `{found}`"), ""),
    }
    .help(format!("write `{upper} {second}`"))
}

/// `PRIMARY` is the name of an index as well, and `NOT` and `PARTITION` begin much in MySQL.
fn is_sure_of_mysql(tokens: &Tokens<'_>, before: usize, at: usize) -> bool {
    let is_index_hint = before.checked_sub(1).is_some_and(|open| tokens.is_any(open, &["(", ","]));
    match tokens.get(before).to_ascii_lowercase().as_str() {
        "primary" | "foreign" => !is_index_hint,
        "not" => {
            tokens.is_any(at, &[",", ")", ""]) || tokens.is_any(at, &["nul", "nulll", "nll", "nlul", "unll"])
        }
        "order" | "group" => true,
        _ => false,
    }
}

/// `LIMIT` before `ORDER BY`, `WHERE` behind `GROUP BY`, `VALUE`, `LIMIT` where there is none.
fn order(tokens: &Tokens<'_>, at: usize) -> Option<Slip> {
    const ORDER: [&str; 7] = ["from", "where", "group", "having", "window", "order", "limit"];
    let place = |index: usize| ORDER.iter().position(|word| tokens.is(index, word));
    let name = |place: usize| match ORDER.get(place).copied().unwrap_or_default() {
        "group" => "GROUP BY".to_owned(),
        "order" => "ORDER BY".to_owned(),
        other => other.to_ascii_uppercase(),
    };
    if tokens.is(at, "value") && tokens.is(0, "insert") && tokens.dialect != Dialect::Mysql {
        return Slip::new(tokens, at, "expected `VALUES`, found `VALUE`", "").help("write `VALUES`");
    }
    if tokens.is(0, "insert") && tokens.is(at, "set") && tokens.dialect != Dialect::Mysql {
        return Slip::new(tokens, at, "expected a list of columns or `VALUES`, found `SET`", "").help(
            format!(
                "`INSERT … SET` is MySQL's; {} has `INSERT INTO … (columns) VALUES (…)`",
                title(tokens.dialect)
            ),
        );
    }
    let here = place(at)?;
    let depth = tokens.depth(at);
    if here == ORDER.len() - 1
        && tokens.is_any(0, &["update", "delete"])
        && tokens.dialect == Dialect::Postgres
    {
        let first = tokens.get(0).to_ascii_uppercase();
        return Slip::new(tokens, at, format!("PostgreSQL's `{first}` has no `LIMIT`"), "").help(format!(
            "choose the rows by a query: `{first} … WHERE ctid IN (SELECT ctid FROM … LIMIT …)`"
        ));
    }
    // Each query of a `UNION` has clauses of its own.
    let is_other_query =
        |index: &usize| tokens.is_any(*index, &["select", "union", "except", "intersect", "with"]);
    let earlier = (0..at).rev().filter(|&index| tokens.depth(index) == depth);
    let earlier = earlier.take_while(|index| !is_other_query(index));
    let after = earlier.filter_map(place).find(|&earlier| earlier >= here)?;
    let (here, after) = (name(here), name(after));
    match here == after {
        true => Slip::new(tokens, at, format!("`{here}` stands here twice"), "the second")
            .help("join the two with `AND`, or remove one"),
        false => Slip::new(tokens, at, format!("`{here}` stands behind `{after}`"), "too late")
            .help(format!("write `{here} …` before `{after}`")),
    }
}

/// `DROP COLUMN name TYPE`
fn drop_column_with_type(tokens: &Tokens<'_>) -> Option<Slip> {
    let index = (1..tokens.len()).find(|&index| tokens.are(index, &["drop", "column"]))?;
    let name = index + 2 + if tokens.are(index + 2, &["if", "exists"]) { 2 } else { 0 };
    let extra = name + 1;
    let is_extra = tokens.kind(extra) == Some(Kind::Word) && !tokens.is_any(extra, &["cascade", "restrict"]);
    if !tokens.is_name(name) || !is_extra {
        return None;
    }
    if tokens.is_any(extra, &["drop", "add", "alter", "rename", "modify", "change", "set"]) {
        let found = tokens.get(extra);
        return Slip::new(
            tokens,
            extra,
            format!("expected `,` before `{found}`"),
            "the next action begins here",
        )
        .help("write a comma between two actions");
    }
    let found = tokens.get(extra);
    Slip::new(tokens, extra, format!("`{found}` behind the name of a column to drop"), "not expected here")
        .help(format!("a column is dropped by its name alone: `DROP COLUMN {}`", tokens.get(name)))
}
