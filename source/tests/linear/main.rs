//! Twice as much text asks for twice as much memory: all that is asked for, given back or not, is counted. Whatever
//! copies, collects or writes once more for each statement what is there already, is seen here on any machine; steps
//! that ask for nothing are counted by `src/effort.rs`.
//!
//! The counts are those of the whole process, so everything is one test.

#![cfg(all(feature = "mysql", feature = "postgres", feature = "sqlite"))]
#![allow(clippy::unwrap_used)]

use std::alloc::System;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use ambix_graph::script::{Dialect, Dialects};
use ambix_source::{Configuration, Downgrade, Heads, RuleLevel, load, render, rules};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// A revision: what it follows, and its text below the header.
type Revision = (String, String);

/// What a set asks for while it is loaded: how often, and how many bytes.
fn asked(revisions: &[Revision], dialect: Dialect) -> (usize, usize) {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("linear");
    let _ = fs::remove_dir_all(&root);
    fs::create_dir_all(root.join("migrations")).unwrap();
    for (at, (needs, text)) in revisions.iter().enumerate() {
        let header = format!("-- revision: r{at:05}\n-- down_revision: {needs}\n\n-- ambix:upgrade\n");
        fs::write(root.join(format!("migrations/r{at:05}.sql")), header + text).unwrap();
    }
    let mut configuration = Configuration::new(root);
    configuration.dialects = Dialects::default().with(dialect);
    configuration.downgrade = Downgrade::Optional;
    configuration.heads = Heads::Many;
    let all = rules().iter().map(|rule| (rule.name.to_owned(), RuleLevel::Warn));
    configuration.rules = all.collect();
    let region = Region::new(ALLOCATOR);
    drop(render(&load(&configuration).findings));
    let change = region.change();
    (change.allocations + change.reallocations, change.bytes_allocated)
}

/// Twice as much, and some more.
fn is_linear(what: &str, dialect: Dialect, once: (usize, usize), twice: (usize, usize)) -> Option<String> {
    let is_too_much = |once: usize, twice: usize, more: usize| twice > once * 22 / 10 + more;
    (is_too_much(once.0, twice.0, 1_000) || is_too_much(once.1, twice.1, 256 << 10)).then(|| {
        format!(
            "{} {what}: {} times {} bytes, then {} times {}",
            dialect.name(),
            once.0,
            once.1,
            twice.0,
            twice.1
        )
    })
}

fn one(text: String) -> Vec<Revision> {
    vec![("none".to_owned(), text)]
}

/// One file with the statements for each number.
fn file(count: usize, first: &str, form: &str) -> Vec<Revision> {
    let mut text = format!("{first}\n");
    for at in 0..count {
        let before = at.saturating_sub(1).to_string();
        writeln!(text, "{}", form.replace('#', &at.to_string()).replace('^', &before)).unwrap();
    }
    one(text)
}

/// Forms of statements, with what stands before all of them: `#` is a number, `^` the one before.
const FORMS: [(&str, &str); 25] = [
    ("", "CREATE TABLE t# (id INTEGER PRIMARY KEY, a TEXT NOT NULL, b VARCHAR(20));"),
    (
        "",
        "CREATE TABLE t# (id INTEGER PRIMARY KEY, a INTEGER REFERENCES t^ (id)); CREATE INDEX i# ON t# (a); ALTER TABLE t# ADD COLUMN b TEXT; INSERT INTO t# (id) VALUES (1); UPDATE t# SET a = 1;",
    ),
    ("CREATE TABLE t0 (id INTEGER);", "ALTER TABLE t^ RENAME TO t#;"),
    ("", "CREATE TABLE t# (id INTEGER PRIMARY KEY); ALTER TABLE t# RENAME TO r#;"),
    ("", "CREATE TABLE t# (id INTEGER PRIMARY KEY, a INTEGER); ALTER TABLE t# RENAME COLUMN a TO b;"),
    ("", "CREATE TABLE t# (id INTEGER PRIMARY KEY, a INTEGER); ALTER TABLE t# DROP COLUMN a;"),
    ("", "CREATE TABLE t# (id INTEGER, a INTEGER UNIQUE); DROP TABLE t#;"),
    ("", "CREATE TABLE t# (a INTEGER); CREATE UNIQUE INDEX i# ON t# (a); DROP INDEX i#;"),
    ("", "CREATE TABLE t# (a INTEGER); ALTER TABLE t# ADD CONSTRAINT u# UNIQUE (a);"),
    ("", "CREATE TABLE t# (id INTEGER PRIMARY KEY); INSERT INTO missing# (id) VALUES (1);"),
    ("", "DROP TABLE gone#;"),
    ("", "DROP TABLE IF EXISTS gone#;"),
    ("", "CREATE TABLE t# (id INTEGER PRIMARY KEY); UPDATE t# SET wrong = 1;"),
    ("", "CREATE TABLE t# (id INTEGER PRIMARY KEY); CREATE TABLE t# (id INTEGER PRIMARY KEY);"),
    ("", "CREATE TABLE t# (id INTEGER); DO $$ BEGIN EXECUTE 'ALTER TABLE t# ADD COLUMN a INT'; END $$;"),
    ("", "SET @s = CONCAT('ALTER TABLE t#', ' ADD a INT'); PREPARE s FROM @s; EXECUTE s;"),
    ("CREATE TABLE t (id INTEGER PRIMARY KEY);", "CREATE TABLE t# (t_id INTEGER REFERENCES t (id));"),
    ("CREATE TABLE v0 (id INTEGER PRIMARY KEY);", "CREATE VIEW v# AS SELECT id FROM v^;"),
    ("", "CREATE TYPE e# AS ENUM ('a', 'b'); DROP TYPE e#;"),
    ("", "CREATE FUNCTION f#() RETURNS int LANGUAGE sql AS 'SELECT 1'; SELECT f#(), missing#();"),
    ("", "CREATE SCHEMA s#; CREATE TABLE s#.t (id INTEGER PRIMARY KEY); SELECT id FROM other#.t;"),
    ("", "SELECT FROM WHERE #;"),
    ("", "SELECT wrong FROM (SELECT # AS a) x;"),
    ("", "WITH a AS (SELECT # AS b) SELECT b FROM a UNION SELECT b FROM a ORDER BY b;"),
    ("", "-- ambix:allow equals-null\nSELECT NULL = #;"),
];

/// One statement that grows.
fn long_statement(kind: usize, count: usize) -> Vec<Revision> {
    let list = |form: &str| -> String {
        let parts: Vec<String> = (0..count).map(|at| form.replace('#', &at.to_string())).collect();
        parts.join(",\n")
    };
    one(match kind {
        0 => format!(
            "CREATE TABLE t (id INTEGER, a TEXT);\nINSERT INTO t (id, a) VALUES {};\n",
            list("(#, 'x')")
        ),
        1 => format!("SELECT {};\n", list("# + 1 AS c#")),
        2 => format!("SELECT 1 WHERE 1 IN ({});\n", list("#")),
        3 => format!("CREATE TABLE t (\n{}\n);\n", list("c# INTEGER")),
        4 => format!("WITH {} SELECT 1;\n", list("w# AS (SELECT # AS a)")),
        _ => format!("DROP TABLE {};\n", list("t#")),
    })
}

const LONG_STATEMENTS: usize = 6;

/// A graph of so many revisions. Branches of which each is long are left out: each keeps a schema of its own.
fn graph(kind: usize, count: usize) -> Vec<Revision> {
    let id = |at: usize| format!("r{at:05}");
    let needs = |at: usize| match kind {
        _ if at == 0 => "none".to_owned(),
        // A line.
        0 | 1 => id(at - 1),
        // Branches of the first.
        2 => id(0),
        // Two lines, and a merge.
        3 if at > 2 && at == count - 1 => {
            format!("{}, {}", id(at.saturating_sub(1)), id(at.saturating_sub(2)))
        }
        3 => id(at.saturating_sub(2)),
        // A branch of the first, merged into the line, again and again.
        _ if at % 2 == 1 => id(0),
        _ => format!("{}, {}", id(at - 2), id(at - 1)),
    };
    let text = |at: usize| {
        let create = format!(
            "CREATE TABLE t{at} (id INTEGER PRIMARY KEY, a INTEGER);\nCREATE INDEX i{at} ON t{at} (a);\n"
        );
        match kind {
            0 => format!("{create}-- ambix:downgrade\nDROP INDEX i{at};\nDROP TABLE t{at};\n"),
            1 => format!("{create}UPDATE t{at} SET wrong = 1;\nSELECT FROM WHERE;\n"),
            _ => create,
        }
    };
    (0..count).map(|at| (needs(at), text(at))).collect()
}

const GRAPHS: usize = 5;

#[test]
fn memory_is_linear_in_the_text() {
    const STATEMENTS: usize = 600;
    const REVISIONS: usize = 150;
    const BYTES: usize = 8_000;
    let mut wrong = Vec::new();
    for dialect in Dialect::ALL {
        let mut check = |what: &str, size: usize, set: &dyn Fn(usize) -> Vec<Revision>| {
            // What is made once for all is no part of the first.
            let _ = asked(&set(20), dialect);
            let (once, twice) = (asked(&set(size), dialect), asked(&set(2 * size), dialect));
            wrong.extend(is_linear(what, dialect, once, twice));
        };
        for (first, form) in FORMS {
            check(form, STATEMENTS, &|count| file(count, first, form));
        }
        for kind in 0..LONG_STATEMENTS {
            check(&format!("statement {kind}"), STATEMENTS, &|count| long_statement(kind, count));
        }
        for kind in 0..GRAPHS {
            check(&format!("graph {kind}"), REVISIONS, &|count| graph(kind, count));
        }
        for unit in include!("../long_runs.in") {
            check(&format!("{unit:?}"), BYTES, &|size| one(unit.repeat(size / unit.len())));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
