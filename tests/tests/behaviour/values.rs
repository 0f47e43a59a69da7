//! Values that a revision in Rust sends and gets back.

use ambix::{Dialect, Value};
use ambix_tests::subject::Subject;

use crate::case::{EVERYWHERE, MYSQL, POSTGRES};
use crate::helpers::{Op, Revision, code, folder, plain, versions, with_code};

cases! {
    EVERYWHERE => of_every_kind, rows_that_are_changed_one_by_one;
    POSTGRES => of_types_of_its_own, with_backslashes_that_escape;
    MYSQL => with_backslashes_that_do_not_escape;
}

fn run(subject: &mut dyn Subject, upgrade: ambix::RevisionFn) {
    let folder = folder(subject);
    folder.write("migrations/a.rs", &code("a", "", &[]));
    let migrations = with_code(&folder, "a", upgrade);
    subject.upgrade(&migrations, "head", &plain).unwrap();
    assert_eq!(versions(subject), ["a"]);
}

/// Placeholders of the dialect, from 1.
fn marks(dialect: Dialect, count: usize) -> Vec<String> {
    let mark = |number| match dialect {
        Dialect::Sqlite => format!("?{number}"),
        Dialect::Postgres => format!("${number}"),
        Dialect::Mysql => "?".to_owned(),
    };
    (1..=count).map(mark).collect()
}

const TEXTS: &[&str] = &[
    "",
    "it's",
    "a \"name\"",
    "`tick`",
    "back\\slash\\",
    "\\'",
    "two\nlines\r\n\ttab",
    "größe 漢字 🦀",
    "$1 ?1 ? :a @b %s",
    "-- no comment /* nor this */ ; # nor that",
    "NULL",
    "\u{1a}\u{7f}",
];

fn every_kind<'a>(op: Op<'a, '_>) -> Revision<'a> {
    Box::pin(async move {
        let dialect = op.dialect();
        let (bytes, real, long) = match dialect {
            Dialect::Sqlite => ("BLOB", "REAL", "INTEGER"),
            Dialect::Postgres => ("BYTEA", "DOUBLE PRECISION", "BIGINT"),
            Dialect::Mysql => ("BLOB", "DOUBLE", "BIGINT"),
        };
        let utf8 = if dialect == Dialect::Mysql { " CHARACTER SET utf8mb4" } else { "" };
        op.execute(format!("CREATE TABLE v (k INTEGER, i {long}, r {real}, t TEXT{utf8}, b {bytes})"))
            .await?;
        let integers = [0, -7, i64::MAX, i64::MIN];
        let reals = [0.25, -1.5e300, 0.1, f64::MIN_POSITIVE];
        let all: Vec<u8> = (0..=255).collect();
        let blobs = [&b""[..], &[0, 92, 39, 255], b"\\'; -- ", &all];
        let insert = format!("INSERT INTO v VALUES ({})", marks(dialect, 5).join(", "));
        for (at, text) in TEXTS.iter().enumerate() {
            let values = [
                (at as i64).into(),
                integers[at % 4].into(),
                reals[at % 4].into(),
                Value::from(*text),
                blobs[at % 4].to_vec().into(),
            ];
            op.execute_with(&insert, values).await?;
        }
        op.execute_with(&insert, [(-1).into(), Value::Null, Value::Null, Value::Null, Value::Null]).await?;

        let hex = if dialect == Dialect::Postgres { "upper(encode(b, 'hex'))" } else { "hex(b)" };
        let mark = &marks(dialect, 1)[0];
        for (at, text) in TEXTS.iter().enumerate() {
            let ask = format!("SELECT k, i, r, t, {hex}, b FROM v WHERE t = {mark}");
            let rows = op.query(ask, [Value::from(*text)]).await?;
            assert_eq!(rows.len(), 1, "{text:?}");
            let row = &rows[0];
            assert_eq!(row.integer(0), Some(at as i64), "{text:?}");
            assert_eq!(row.integer(1), Some(integers[at % 4]));
            assert_eq!(row.real(2), Some(reals[at % 4]));
            assert_eq!(row.text(3), Some(*text));
            let expected: String = blobs[at % 4].iter().map(|byte| format!("{byte:02X}")).collect();
            assert_eq!(row.text(4), Some(expected.as_str()));
            if dialect != Dialect::Postgres {
                assert_eq!(row.blob(5), Some(blobs[at % 4]));
            }
        }
        let rows = op.query("SELECT i, r, t, b FROM v WHERE k = -1", []).await?;
        assert!((0..4).all(|column| rows[0].is_null(column)), "{rows:?}");
        let none = op.query(format!("SELECT k FROM v WHERE k = {mark}"), [1000.into()]).await?;
        assert!(none.is_empty());
        Ok(())
    })
}

fn of_every_kind(subject: &mut dyn Subject) {
    run(subject, every_kind);
}

fn with_backslashes_that_escape(subject: &mut dyn Subject) {
    subject.execute("SET standard_conforming_strings = off; SET escape_string_warning = off");
    run(subject, every_kind);
}

fn with_backslashes_that_do_not_escape(subject: &mut dyn Subject) {
    subject.execute("SET sql_mode = 'NO_BACKSLASH_ESCAPES,ANSI_QUOTES'");
    run(subject, every_kind);
}

fn one_by_one<'a>(op: Op<'a, '_>) -> Revision<'a> {
    Box::pin(async move {
        op.execute("CREATE TABLE v (k INTEGER, n INTEGER)").await?;
        op.execute("INSERT INTO v VALUES (1, 10), (2, 20), (3, 30)").await?;
        let marks = marks(op.dialect(), 2);
        let change = format!("UPDATE v SET n = n + {} WHERE k = {}", marks[0], marks[1]);
        for row in op.query("SELECT k FROM v ORDER BY k", []).await? {
            op.execute_with(&change, [row.integer(0).into(), row.integer(0).into()]).await?;
        }
        Ok(())
    })
}

fn rows_that_are_changed_one_by_one(subject: &mut dyn Subject) {
    run(subject, one_by_one);
    assert_eq!(subject.texts("SELECT n FROM v ORDER BY k"), ["11", "22", "33"]);
}

fn of_types_of_its_own(subject: &mut dyn Subject) {
    fn upgrade<'a>(op: Op<'a, '_>) -> Revision<'a> {
        Box::pin(async move {
            op.execute("CREATE TABLE v (i BIGINT, u UUID, at TIMESTAMPTZ)").await?;
            let id = "00000000-0000-0000-0000-00000000000a";
            op.execute_with(
                "INSERT INTO v VALUES ($1, $2, $3)",
                [Value::from(-7_i64), id.into(), "2026-01-02 03:04:05Z".into()],
            )
            .await?;
            let ask = "SELECT u, at > '2020-01-01' FROM v WHERE i = $1 AND i < $2 LIMIT $3";
            let rows = op.query(ask, [Value::from(-7_i64), 1.into(), 1.into()]).await?;
            assert_eq!((rows[0].text(0), rows[0].integer(1)), (Some(id), Some(1)));
            Ok(())
        })
    }
    run(subject, upgrade);
}
