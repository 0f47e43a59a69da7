//! Spellings of one thing, and things that only look like one.

use super::Sqlite;
use crate::harness::{Scratch as _, apply, with};

fn differences(left: &str, right: &str) -> Vec<String> {
    let (mut left, mut right) = (with::<Sqlite>(left), with::<Sqlite>(right));
    left.catalog().changes(&right.catalog()).iter().map(ToString::to_string).collect()
}

#[test]
fn what_is_the_same() {
    for (left, right) in [
        // Names and words.
        ("CREATE TABLE \"t\" ([a] TEXT, `b` int)", "create table t (a text, b INT)"),
        (
            "CREATE TABLE t (a VARCHAR (20), b DECIMAL(10,2))",
            "CREATE TABLE t (a varchar(20), b decimal ( 10, 2 ))",
        ),
        // A view that was made again stands behind those that use it.
        (
            "CREATE TABLE t (a); CREATE VIEW v AS SELECT a FROM t; CREATE VIEW w AS SELECT \"a\" FROM \"v\"; \
             DROP VIEW v; CREATE VIEW v AS SELECT a FROM t",
            "CREATE TABLE t (a); CREATE VIEW v AS SELECT a FROM t; CREATE VIEW w AS SELECT a FROM v",
        ),
        // Beside a column, or behind them all.
        ("CREATE TABLE t (a TEXT PRIMARY KEY)", "CREATE TABLE t (a TEXT, PRIMARY KEY (a))"),
        ("CREATE TABLE t (a INTEGER PRIMARY KEY)", "CREATE TABLE t (a INTEGER, PRIMARY KEY (A ASC))"),
        ("CREATE TABLE t (a INTEGER PRIMARY KEY)", "CREATE TABLE t (a INTEGER, PRIMARY KEY (a DESC))"),
        (
            "CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT)",
            "CREATE TABLE t (a INTEGER, PRIMARY KEY (a AUTOINCREMENT))",
        ),
        ("CREATE TABLE t (a TEXT UNIQUE)", "CREATE TABLE t (a TEXT, UNIQUE ('a'))"),
        (
            "CREATE TABLE t (a INT CHECK (a > 0))",
            "CREATE TABLE t (a INT, CHECK ((a > 0)) ON CONFLICT IGNORE)",
        ),
        ("CREATE TABLE t (a INT CHECK (a > 0))", "CREATE TABLE t (a INT, CHECK (t.\"A\">0))"),
        (
            "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a INT REFERENCES p)",
            "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a INT, FOREIGN KEY (a) REFERENCES P (ID))",
        ),
        (
            "CREATE TABLE t (a INT REFERENCES p (id) ON DELETE NO ACTION MATCH FULL NOT DEFERRABLE)",
            "CREATE TABLE t (a INT REFERENCES p (id) DEFERRABLE INITIALLY IMMEDIATE)",
        ),
        (
            "CREATE TABLE t (a INT REFERENCES p (id), b INT REFERENCES q (id))",
            "CREATE TABLE t (a INT, b INT, FOREIGN KEY (b) REFERENCES q (id), FOREIGN KEY (a) REFERENCES p (id))",
        ),
        // What is so anyway.
        ("CREATE TABLE t (a INTEGER PRIMARY KEY)", "CREATE TABLE t (a INTEGER PRIMARY KEY NOT NULL)"),
        (
            "CREATE TABLE t (a TEXT PRIMARY KEY) WITHOUT ROWID",
            "CREATE TABLE t (a TEXT PRIMARY KEY NOT NULL) WITHOUT ROWID",
        ),
        ("CREATE TABLE t (a TEXT PRIMARY KEY) STRICT", "CREATE TABLE t (a TEXT PRIMARY KEY NOT NULL) STRICT"),
        ("CREATE TABLE t (a TEXT NULL COLLATE binary)", "CREATE TABLE t (a TEXT)"),
        (
            "CREATE TABLE t (a TEXT NOT NULL ON CONFLICT ABORT)",
            "CREATE TABLE t (a TEXT CONSTRAINT here NOT NULL)",
        ),
        (
            "CREATE TABLE t (a TEXT COLLATE NOCASE, UNIQUE (a))",
            "CREATE TABLE t (a TEXT COLLATE nocase, UNIQUE (a COLLATE nocase))",
        ),
        // Defaults.
        (
            "CREATE TABLE t (a INT DEFAULT 5, b INT DEFAULT -1)",
            "CREATE TABLE t (a INT DEFAULT (5), b INT DEFAULT (-1))",
        ),
        ("CREATE TABLE t (a INT DEFAULT 5)", "CREATE TABLE t (a INT DEFAULT +5)"),
        ("CREATE TABLE t (a INT DEFAULT NULL)", "CREATE TABLE t (a INT)"),
        ("CREATE TABLE t (a TEXT DEFAULT 'x')", "CREATE TABLE t (a TEXT DEFAULT \"x\")"),
        (
            "CREATE TABLE t (a TEXT DEFAULT current_timestamp)",
            "CREATE TABLE t (a TEXT DEFAULT (CURRENT_TIMESTAMP))",
        ),
        ("CREATE TABLE t (a INT DEFAULT true)", "CREATE TABLE t (a INT DEFAULT TRUE)"),
        (
            "CREATE TABLE t (a TEXT DEFAULT (DateTime( 'now' )))",
            "CREATE TABLE t (a TEXT DEFAULT (datetime('now')))",
        ),
        // Generated columns.
        (
            "CREATE TABLE t (a INT, b INT AS (a+1))",
            "CREATE TABLE t (a INT, b INT GENERATED ALWAYS AS (\"a\" + 1) VIRTUAL)",
        ),
        // Texts in the quotes of names.
        (
            "CREATE TABLE t (a TEXT CHECK (a IN (\"x\", 'y')))",
            "CREATE TABLE t (a TEXT CHECK (a in ('x','y')))",
        ),
        (
            "CREATE TABLE t (a INT CHECK (a - -1 != 0 AND a NOTNULL))",
            "CREATE TABLE t (a INT CHECK (a- -1<>0 and a IS NOT NULL))",
        ),
        // Indexes.
        (
            "CREATE TABLE t (a TEXT); CREATE INDEX i ON t (a COLLATE BINARY ASC) WHERE (a > 1)",
            "CREATE TABLE t (a TEXT); CREATE INDEX IF NOT EXISTS main.\"i\" ON \"T\" ('a') WHERE a>1",
        ),
        // Views and triggers.
        (
            "CREATE TABLE t (a TEXT); CREATE VIEW v AS SELECT a AS x FROM t WHERE a == 1",
            "CREATE TABLE t (a TEXT);\nCREATE VIEW \"v\" as\nselect \"a\" as [x] -- a comment\nfrom `t` where a = 1",
        ),
        (
            "CREATE TABLE t (a TEXT); CREATE TRIGGER g BEFORE INSERT ON t BEGIN DELETE FROM t WHERE a = new.a; END",
            "CREATE TABLE t (a TEXT); create trigger g insert on t for each row begin delete from \"t\" where \"a\"=NEW.a; end",
        ),
    ] {
        let found = differences(left, right);
        assert!(found.is_empty(), "{left}\n{right}\n{found:#?}");
    }
}

#[test]
fn what_is_not_the_same() {
    for (left, right, difference) in [
        ("a INT", "a INTEGER", "change column t.a: type INT -> INTEGER"),
        ("a TEXT DEFAULT '1'", "a TEXT DEFAULT 1", "change column t.a: default '1' -> 1"),
        (
            "a TEXT UNIQUE",
            "a TEXT UNIQUE ON CONFLICT IGNORE",
            "change unique constraint (a) on t: definition UNIQUE (a) -> UNIQUE (a) ON CONFLICT IGNORE",
        ),
        ("a INTEGER PRIMARY KEY DESC", "a INTEGER PRIMARY KEY", "change column t.a: set NOT NULL"),
        (
            "a INT CHECK (a > 0)",
            "a INT CONSTRAINT positive CHECK (a > 0)",
            "add check constraint positive on t",
        ),
        (
            "a INT, b INT AS (a)",
            "a INT, b INT AS (a) STORED",
            "change column t.b: generated (a) virtual -> (a) stored",
        ),
        (
            "a INT REFERENCES p (id)",
            "a INT REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED",
            "change foreign key (a) on t: definition FOREIGN KEY (a) REFERENCES p (id) -> FOREIGN KEY (a) REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED",
        ),
    ] {
        let found = differences(&format!("CREATE TABLE t ({left})"), &format!("CREATE TABLE t ({right})"));
        assert!(found.iter().any(|found| found == difference), "{found:#?}");
    }
}

/// SQLite's own `ALTER TABLE` edits the statements that it keeps.
#[test]
fn alter_table_leaves_no_trace() {
    let mut altered = with::<Sqlite>(
        "CREATE TABLE old (id INTEGER PRIMARY KEY, name TEXT, gone INT, CHECK (name <> ''));
        CREATE TABLE child (old_id INT REFERENCES old (id));
        CREATE INDEX by_name ON old (name);
        CREATE VIEW v AS SELECT name FROM old;
        CREATE TRIGGER g AFTER INSERT ON old BEGIN UPDATE child SET old_id = new.id; END;
        ALTER TABLE old RENAME TO users;
        ALTER TABLE users RENAME COLUMN name TO \"full name\";
        ALTER TABLE users DROP COLUMN gone;
        ALTER TABLE users ADD COLUMN email TEXT NOT NULL DEFAULT '' UNIQUE"
            .replace(" UNIQUE", "")
            .as_str(),
    );
    let mut written = with::<Sqlite>(
        "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL DEFAULT '', \"full name\" TEXT CHECK (\"full name\" <> ''));
        CREATE TABLE child (old_id INT REFERENCES users);
        CREATE INDEX by_name ON users (\"full name\");
        CREATE VIEW v AS SELECT \"full name\" FROM users;
        CREATE TRIGGER g AFTER INSERT ON users BEGIN UPDATE child SET old_id = new.id; END",
    );
    let changes = altered.catalog().changes(&written.catalog());
    assert_eq!(changes, []);
}

/// What virtual tables and SQLite itself keep in tables is no part of the structure.
#[test]
fn what_is_left_out() {
    let mut scratch = with::<Sqlite>(
        "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT);
        CREATE INDEX i ON t (a);
        CREATE VIRTUAL TABLE search USING fts5(a, content = '', tokenize = 'porter ascii');
        CREATE VIRTUAL TABLE boxes USING rtree(id, left, right);
        CREATE TEMP TABLE passing (a);
        INSERT INTO t (a) VALUES (1);
        ANALYZE",
    );
    let catalog = scratch.catalog();
    let tables: Vec<String> =
        catalog.items().map(|(key, _)| key.to_string()).filter(|key| key.starts_with("table")).collect();
    assert_eq!(tables, ["table boxes", "table search", "table t"]);
    let mut again = Sqlite::new();
    let nothing = again.catalog();
    apply(&mut again, &nothing, &catalog);
}

#[test]
fn a_broken_view_is_not_in_the_way() {
    let from = "CREATE TABLE t (a TEXT); CREATE VIEW broken AS SELECT x FROM nowhere; CREATE VIEW over AS SELECT x FROM broken";
    let to = "CREATE TABLE t (a TEXT NOT NULL); CREATE VIEW broken AS SELECT x FROM nowhere; CREATE VIEW over AS SELECT x FROM broken";
    let (mut scratch, mut wanted) = (with::<Sqlite>(from), with::<Sqlite>(to));
    let (before, after) = (scratch.catalog(), wanted.catalog());
    apply(&mut scratch, &before, &after);
    apply(&mut scratch, &after, &before);
}
