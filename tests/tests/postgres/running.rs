//! Up and down, what goes wrong, and what is recorded.

use std::sync::{Arc, Mutex};

use ambix::{Event, Transactions, Value};

use super::{
    LOCKS, Op, Revision, code, folder, on_every_driver, plain, revision, tables, two, versions, with_code,
};

#[test]
fn up_down_and_up_again() {
    let folder = two();
    folder
        .write("migrations/c.sql", &revision("c", "a", "CREATE TABLE c (id INTEGER);", "DROP TABLE c;"))
        .write("migrations/m.sql", &revision("m", "b, c", "CREATE TABLE m (id INTEGER);", "DROP TABLE m;"));
    let migrations = folder.load();
    on_every_driver(|subject| {
        for transactions in [Transactions::Revision, Transactions::Run] {
            let options = |config: ambix::Config| config.transactions(transactions);
            assert_eq!(subject.upgrade(&migrations, "head", &options).unwrap().applied().len(), 4);
            assert_eq!(subject.upgrade(&migrations, "head", &options).unwrap().applied().len(), 0);
            assert_eq!(versions(subject), ["m -"]);
            assert_eq!(tables(subject), ["a", "b", "c", "m"]);
            assert_eq!(
                subject.current(&migrations, &options).unwrap().to_string(),
                "m (head) (mergepoint)\n"
            );
            subject.check(&migrations, &options).unwrap();
            // Several rows, which the server gives in no particular order.
            subject.downgrade(&migrations, "b", &options).unwrap();
            assert_eq!(versions(subject), ["b -", "c -"]);
            assert_eq!(subject.downgrade(&migrations, "base", &options).unwrap().applied().len(), 3);
            assert_eq!((versions(subject).len(), tables(subject).len()), (0, 0));
        }
        let journal =
            "SELECT format, revision, direction, statements, done, outcome FROM ambix_journal ORDER BY id";
        assert_eq!(subject.texts(journal)[0], "1 a upgrade 1 1 done");
        assert_eq!(subject.texts(journal).len(), 16);
    });
}

#[test]
fn a_failed_statement_has_its_place_and_leaves_nothing() {
    let folder = two();
    let broken = "CREATE TABLE c (id INTEGER);\n\n  INSERT INTO nowhere\n  VALUES (1);";
    folder.write("migrations/c.sql", &revision("c", "b", broken, "DROP TABLE c;"));
    let migrations = folder.load();
    on_every_driver(|subject| {
        let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
        assert_eq!(error.code(), "statement-failed");
        let place = error.place().unwrap();
        assert_eq!((place.file.as_str(), place.line, place.column, place.number), ("c.sql", 9, 15, 2));
        assert!(error.to_string().contains("relation \"nowhere\" does not exist (42P01)"), "{error}");
        assert_eq!(error.report().unwrap().applied().len(), 2, "each revision has its transaction");
        assert_eq!(
            (versions(subject), tables(subject)),
            (vec!["b -".to_owned()], vec!["a".to_owned(), "b".to_owned()])
        );
    });
}

#[test]
fn values_of_every_kind() {
    fn upgrade<'a>(op: Op<'a, '_>) -> Revision<'a> {
        Box::pin(async move {
            let text = "it's \\ $1 -- größe";
            op.execute("CREATE TABLE v (i BIGINT, r DOUBLE PRECISION, t TEXT, b BYTEA, n TEXT, u UUID, at TIMESTAMPTZ)")
                .await?;
            op.execute_with(
                "INSERT INTO v VALUES ($1, $2, $3, $4, $5, $6, $7)",
                [
                    Value::from(-7_i64),
                    0.25.into(),
                    text.into(),
                    vec![0_u8, 92, 39, 255].into(),
                    Value::Null,
                    "00000000-0000-0000-0000-00000000000a".into(),
                    "2026-01-02 03:04:05Z".into(),
                ],
            )
            .await?;
            let rows = op
                .query("SELECT i, r, t, encode(b, 'hex'), n, u, at > now() FROM v WHERE i = $1 AND t = $2 AND r < $3 LIMIT $4",
                    [Value::from(-7_i64), text.into(), 1.into(), 1.into()])
                .await?;
            let row = &rows[0];
            assert_eq!((row.integer(0), row.real(1), row.text(2)), (Some(-7), Some(0.25), Some(text)));
            assert_eq!((row.text(3), row.is_null(4)), (Some("005c27ff"), true));
            assert_eq!(row.text(5), Some("00000000-0000-0000-0000-00000000000a"));
            Ok(())
        })
    }
    let folder = two();
    folder.write("migrations/c.rs", &code("c", "b"));
    let migrations = with_code(folder.load(), "c", upgrade);
    on_every_driver(|subject| {
        subject.upgrade(&migrations, "head", &plain).unwrap();
        subject.execute("DROP TABLE v; DELETE FROM ambix_version; INSERT INTO ambix_version VALUES ('b')");
        subject.execute("SET standard_conforming_strings = off; SET escape_string_warning = off");
        subject.upgrade(&migrations, "head", &plain).unwrap();
    });
}

#[test]
fn an_error_that_the_revision_swallows_is_not_lost() {
    fn swallows<'a>(op: Op<'a, '_>) -> Revision<'a> {
        Box::pin(async move {
            let _ = op.execute("INSERT INTO nowhere VALUES (1)").await;
            Ok(())
        })
    }
    let folder = two();
    folder.write("migrations/c.rs", &code("c", "b"));
    let migrations = with_code(folder.load(), "c", swallows);
    on_every_driver(|subject| {
        let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
        assert_eq!(error.code(), "revision-failed", "{error:?}");
        assert!(error.to_string().contains("nowhere"), "{error}");
        assert_eq!(versions(subject), ["b -"]);
    });
}

#[test]
fn a_commit_that_is_refused() {
    let folder = folder();
    let deferred = "CREATE TABLE p (id INTEGER PRIMARY KEY);\n\
                    CREATE TABLE q (p INTEGER REFERENCES p DEFERRABLE INITIALLY DEFERRED);\nINSERT INTO q VALUES (1);";
    folder.write("migrations/a.sql", &revision("a", "", deferred, "DROP TABLE q; DROP TABLE p;"));
    let migrations = folder.load();
    on_every_driver(|subject| {
        let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
        assert_eq!(error.code(), "statement-failed");
        assert!(error.to_string().contains("23503"), "{error}");
        assert_eq!(tables(subject), [""; 0]);
        assert_eq!(subject.value(LOCKS), "0");
    });
}

#[test]
fn a_history_that_was_changed_is_refused_until_it_is_repaired() {
    let before = two().load();
    let folder = two();
    folder
        .write("migrations/a.sql", &revision("a", "", "CREATE TABLE a (id BIGINT);", "DROP TABLE a;"))
        .write("migrations/c.sql", &revision("c", "b", "CREATE TABLE c (id INTEGER);", "DROP TABLE c;"));
    let after = folder.load();
    on_every_driver(|subject| {
        subject.upgrade(&before, "head", &plain).unwrap();
        let error = subject.upgrade(&after, "head", &plain).unwrap_err();
        assert_eq!(error.code(), "history-changed");
        assert!(error.to_string().contains("another statement 1\n  --> a.sql:7"), "{error}");
        subject.repair(&after, &plain).unwrap();
        assert_eq!(subject.upgrade(&after, "head", &plain).unwrap().applied().len(), 1);
    });
}

#[test]
fn a_database_that_is_ahead_of_the_program() {
    let older = two().load();
    let folder = two();
    folder.write("migrations/c.sql", &revision("c", "b", "CREATE TABLE c (id INTEGER);", "DROP TABLE c;"));
    let newer = folder.load();
    on_every_driver(|subject| {
        subject.upgrade(&newer, "head", &plain).unwrap();
        assert_eq!(subject.upgrade(&older, "head", &plain).unwrap().newer, ["c"]);
        assert_eq!(subject.downgrade(&older, "a", &plain).unwrap_err().code(), "newer-database");
    });
}

#[test]
fn stamps_and_empty_tables() {
    let migrations = two().load();
    on_every_driver(|subject| {
        assert_eq!(subject.check(&migrations, &plain).unwrap_err().code(), "not-at-head");
        subject.stamp(&migrations, "head".into(), &plain).unwrap();
        assert_eq!(versions(subject), ["b -"]);
        assert_eq!(subject.upgrade(&migrations, "head", &plain).unwrap().applied().len(), 0);
        subject.execute("DROP TABLE ambix_version, ambix_journal");
        subject.ensure_version(&migrations, &plain).unwrap();
        subject.ensure_version(&migrations, &plain).unwrap();
        assert_eq!(versions(subject), [""; 0]);
    });
}

#[test]
fn an_emptied_search_path_does_not_move_the_version_table() {
    let folder = folder();
    let emptied =
        "SELECT pg_catalog.set_config('search_path', '', false);\nCREATE TABLE public.a (id INTEGER);";
    folder.write("migrations/a.sql", &revision("a", "", emptied, "DROP TABLE public.a;")).write(
        "migrations/b.sql",
        &revision("b", "a", "CREATE TABLE public.b (id INTEGER);", "DROP TABLE public.b;"),
    );
    let migrations = folder.load();
    on_every_driver(|subject| {
        subject.upgrade(&migrations, "head", &plain).unwrap();
        assert_eq!(versions(subject), ["b -"]);
        assert_eq!(tables(subject), ["a", "b"]);
    });
}

#[test]
fn another_schema_for_the_version_table() {
    let migrations = two().load();
    on_every_driver(|subject| {
        subject.execute("CREATE SCHEMA \"My own\"");
        let elsewhere = |config: ambix::Config| config.version_table_schema("My own");
        assert_eq!(subject.upgrade(&migrations, "head", &elsewhere).unwrap().applied().len(), 2);
        assert_eq!(subject.upgrade(&migrations, "head", &elsewhere).unwrap().applied().len(), 0);
        assert_eq!(subject.texts("SELECT version_num FROM \"My own\".ambix_version"), ["b"]);
    });
}

#[test]
fn what_cannot_be_written() {
    let migrations = two().load();
    on_every_driver(|subject| {
        subject.execute("SET default_transaction_read_only = on");
        let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
        assert_eq!(error.code(), "read-only", "{error:?}");
        assert_eq!(tables(subject), [""; 0]);
    });
}

#[test]
fn a_version_table_without_the_right_to_read_it() {
    let migrations = two().load();
    on_every_driver(|subject| {
        let role = format!("{}_reader", subject.database().postgres().name());
        subject.upgrade(&migrations, "head", &plain).unwrap();
        subject.execute(&format!("CREATE ROLE {role}; SET ROLE {role}"));
        let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
        assert!(error.to_string().contains("permission denied for table ambix_version (42501)"), "{error}");
        subject.execute(&format!("RESET ROLE; DROP ROLE {role}"));
    });
}

#[test]
fn the_session_goes_back_as_it_came() {
    let folder = two();
    let sets = "SET search_path = pg_catalog;\nSET lock_timeout = '7s';\nSET statement_timeout = '5min';\nSET ROLE pg_monitor;";
    folder
        .write("migrations/c.sql", &revision("c", "b", sets, "SELECT 1;"))
        .write("migrations/d.sql", &revision("d", "c", "CREATE TABLE d (id INTEGER);", "SELECT 1;"));
    let migrations = folder.load();
    on_every_driver(|subject| {
        subject.execute("SET statement_timeout = '9min'");
        for transactions in [Transactions::Revision, Transactions::Run] {
            let changed = Arc::new(Mutex::new(Vec::new()));
            let options = |config: ambix::Config| {
                let changed = Arc::clone(&changed);
                config.transactions(transactions).on_event(move |event| {
                    if let Event::SessionRestored { revision, setting } = event {
                        changed.lock().unwrap().push(format!("{revision} {setting}"));
                    }
                })
            };
            subject.upgrade(&migrations, "head", &options).unwrap();
            let changed = changed.lock().unwrap().join(", ");
            for name in ["role", "search_path", "statement_timeout", "lock_timeout"] {
                assert!(changed.contains(&format!(" {name}")), "{changed}");
            }
            let now = ["statement_timeout", "lock_timeout", "search_path", "role"]
                .map(|name| subject.value(&format!("SHOW {name}")));
            assert_eq!(now, ["9min", "0", "\"$user\", public", "none"]);
            assert_eq!(tables(subject), ["a", "b", "d"]);
            subject.execute("DROP TABLE d");
            subject.stamp(&migrations, "b".into(), &plain).unwrap();
        }
    });
}
