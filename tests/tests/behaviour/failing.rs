//! What goes wrong, and what is left then.

use ambix_tests::set::{Folder, revision};

use super::{on_every_driver, plain, tables, versions};

#[test]
fn a_failed_statement_leaves_nothing() {
    let folder = Folder::new();
    let broken = "CREATE TABLE b (id INTEGER);\n\n  INSERT INTO nowhere\n  VALUES (1);";
    folder
        .write("migrations/a.sql", &revision("a", "", "CREATE TABLE a (id INTEGER);", "DROP TABLE a;"))
        .write("migrations/b.sql", &revision("b", "a", broken, "DROP TABLE b;"));
    let migrations = folder.load();
    on_every_driver(|subject| {
        let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
        assert_eq!(error.code(), "statement-failed");
        let place = error.place().unwrap();
        assert_eq!((place.file.as_str(), place.line, place.column, place.number), ("b.sql", 9, 3, 2));
        assert_eq!(place.statement, "INSERT INTO nowhere\n  VALUES (1)");
        assert!(error.to_string().contains("no such table: nowhere"), "{error}");
        assert_eq!(error.report().unwrap().applied().len(), 0);
        assert_eq!(tables(subject), [""; 0]);
        assert_eq!(subject.texts("SELECT count(*) FROM sqlite_schema"), ["0"]);
    });
}

#[test]
fn the_place_in_the_statement_where_the_driver_tells_it() {
    let folder = Folder::new();
    let twice = "CREATE TABLE a (id INTEGER);\n  CREATE TABLE\n    a (id INTEGER);";
    folder.write("migrations/a.sql", &revision("a", "", twice, "DROP TABLE a;"));
    let migrations = folder.load();
    on_every_driver(|subject| {
        let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
        let place = error.place().unwrap();
        let expected = if subject.name().starts_with("rusqlite") { (9, 5) } else { (8, 3) };
        assert_eq!((place.line, place.column), expected, "{error}");
        if subject.name().starts_with("rusqlite") {
            let first = error.to_string().lines().next().unwrap_or_default().to_owned();
            assert_eq!(first, "statement 2 of revision `a` failed: table a already exists");
        }
    });
}

#[test]
fn there_is_no_way_back() {
    let folder = Folder::new();
    let final_one = "-- Drop it\n--\n-- revision: b\n-- down_revision: a\n\n-- ambix:upgrade\nDROP TABLE a;\n\n-- ambix:irreversible: the rows are gone\n";
    folder
        .write("migrations/a.sql", &revision("a", "", "CREATE TABLE a (id INTEGER);", "DROP TABLE a;"))
        .write("migrations/b.sql", final_one)
        .write("migrations/c.sql", &revision("c", "b", "CREATE TABLE c (id INTEGER);", "DROP TABLE c;"));
    let migrations = folder.load();
    on_every_driver(|subject| {
        subject.upgrade(&migrations, "head", &plain).unwrap();
        let error = subject.downgrade(&migrations, "base", &plain).unwrap_err();
        assert_eq!(error.code(), "irreversible");
        assert!(error.to_string().contains("the rows are gone"), "{error}");
        assert_eq!(tables(subject), ["c"], "checked before anything ran");
        subject.downgrade(&migrations, "b", &plain).unwrap();
        assert_eq!(versions(subject), ["b"]);
    });
}

#[test]
fn an_unknown_row_stops_everything() {
    let folder = Folder::new();
    folder.write("migrations/a.sql", &revision("a", "", "CREATE TABLE a (id INTEGER);", "DROP TABLE a;"));
    let migrations = folder.load();
    on_every_driver(|subject| {
        subject.ensure_version(&migrations, &plain).unwrap();
        subject.execute("INSERT INTO ambix_version (version_num) VALUES ('stranger')");
        for error in [
            subject.upgrade(&migrations, "head", &plain).unwrap_err(),
            subject.downgrade(&migrations, "base", &plain).unwrap_err(),
            subject.stamp(&migrations, "a".into(), &plain).unwrap_err(),
            subject.check(&migrations, &plain).unwrap_err(),
            subject.current(&migrations, &plain).unwrap_err(),
        ] {
            assert_eq!(error.code(), "unknown-revision");
            assert!(error.to_string().contains("`stranger`"), "{error}");
        }
        assert_eq!(versions(subject), ["stranger"]);
    });
}

#[test]
fn another_layout_of_the_version_table() {
    let folder = Folder::new();
    folder.write("migrations/a.sql", &revision("a", "", "CREATE TABLE a (id INTEGER);", "DROP TABLE a;"));
    let migrations = folder.load();
    on_every_driver(|subject| {
        subject.execute("CREATE TABLE ambix_version (version_num VARCHAR(32) NOT NULL)");
        let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
        assert_eq!(error.code(), "version-table-format");
        assert!(error.help()[0].contains("version_table_format"), "{error:?}");
    });
}

#[test]
fn a_file_that_is_no_database() {
    let folder = Folder::new();
    folder.write("migrations/a.sql", &revision("a", "", "CREATE TABLE a (id INTEGER);", "DROP TABLE a;"));
    let migrations = folder.load();
    on_every_driver(|subject| {
        // SQLite opens lazily, so the file may still be anything.
        let text = "This is a text of some length, and certainly not a database.".repeat(100);
        std::fs::write(subject.database().path(), &text).unwrap();
        let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
        assert_ne!(error.code(), "", "{error:?}");
        if subject.name() != "own async" {
            assert_eq!(error.code(), "not-a-database", "{error:?}");
        }
        assert_eq!(std::fs::read_to_string(subject.database().path()).unwrap(), text, "nothing was written");
    });
}

#[test]
fn a_database_that_another_connection_holds() {
    let folder = Folder::new();
    folder.write("migrations/a.sql", &revision("a", "", "CREATE TABLE a (id INTEGER);", "DROP TABLE a;"));
    let migrations = folder.load();
    on_every_driver(|subject| {
        let holder = rusqlite::Connection::open(subject.database().path()).unwrap();
        holder.execute_batch("BEGIN IMMEDIATE; CREATE TABLE holder (id INTEGER);").unwrap();
        let before = subject.value("PRAGMA busy_timeout");
        let quick = |config: ambix::Config| config.lock_timeout(std::time::Duration::from_millis(50));
        let error = subject.upgrade(&migrations, "head", &quick).unwrap_err();
        assert_eq!((error.code(), error.is_temporary()), ("lock-timeout", true), "{error:?}");
        assert_eq!(subject.value("PRAGMA busy_timeout"), before, "the caller's setting is back");
        holder.execute_batch("ROLLBACK").unwrap();
        subject.upgrade(&migrations, "head", &quick).unwrap();
        assert_eq!(versions(subject), ["a"]);
    });
}

#[test]
fn a_database_that_is_removed_or_replaced_under_the_run() {
    use ambix_tests::set::with_function;
    use std::sync::Mutex;

    static SCENE: Mutex<(String, bool)> = Mutex::new((String::new(), false));
    fn meddle<'a>(op: &'a mut ambix::Operations<'_>) -> ambix::BoxFuture<'a, ambix::Result<()>> {
        Box::pin(async move {
            op.execute("CREATE TABLE b (id INTEGER)").await?;
            let (path, replace) = SCENE.lock().unwrap().clone();
            std::fs::remove_file(&path).unwrap();
            if replace {
                rusqlite::Connection::open(&path)
                    .unwrap()
                    .execute_batch("CREATE TABLE innocent (id INTEGER)")
                    .unwrap();
            }
            Ok(())
        })
    }
    let folder = Folder::new();
    let code = "//! In Rust\n//!\n//! revision: b\n//! down_revision: a\n\npub async fn upgrade(op: &mut ambix::Operations<'_>) -> ambix::Result<()> { Ok(()) }\npub async fn downgrade(op: &mut ambix::Operations<'_>) -> ambix::Result<()> { Ok(()) }\n";
    folder
        .write("migrations/a.sql", &revision("a", "", "CREATE TABLE a (id INTEGER);", "DROP TABLE a;"))
        .write("migrations/b.rs", code);
    let migrations = with_function(folder.load(), "b", meddle, None);
    for replace in [false, true] {
        on_every_driver(|subject| {
            subject.upgrade(&migrations, "a", &plain).unwrap();
            *SCENE.lock().unwrap() = (subject.database().path().to_string_lossy().into_owned(), replace);
            let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
            assert_eq!(error.code(), "database-moved", "{error:?}");
            if replace {
                assert_eq!(tables(subject), ["innocent"], "the other file is as it was");
            } else {
                assert!(!subject.database().path().exists());
            }
        });
    }
}

#[test]
fn a_database_that_cannot_be_written() {
    let folder = Folder::new();
    folder.write("migrations/a.sql", &revision("a", "", "CREATE TABLE a (id INTEGER);", "DROP TABLE a;"));
    let migrations = folder.load();
    on_every_driver(|subject| {
        subject.execute("PRAGMA query_only = ON");
        let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
        let expected = if subject.name() == "own async" { "statement-failed" } else { "read-only" };
        assert_eq!(error.code(), expected, "{error:?}");
        assert_eq!(subject.texts("SELECT count(*) FROM sqlite_schema"), ["0"]);
    });
}

/// A revision in Rust in a set with the table `a`, and the statements it sends, whatever their outcome.
fn misbehaving(transaction: &str, statements: &'static [&'static str]) -> ambix::Migrations {
    use std::sync::Mutex;
    static STATEMENTS: Mutex<&[&str]> = Mutex::new(&[]);
    fn send<'a>(op: &'a mut ambix::Operations<'_>) -> ambix::BoxFuture<'a, ambix::Result<()>> {
        Box::pin(async move {
            let statements = *STATEMENTS.lock().unwrap();
            for statement in statements {
                let _ = op.execute(statement).await;
            }
            Ok(())
        })
    }
    *STATEMENTS.lock().unwrap() = statements;
    let folder = Folder::new();
    let code = format!(
        "//! In Rust\n//!\n//! revision: b\n//! down_revision: a\n//! transaction: {transaction}\n\npub async fn upgrade(op: &mut ambix::Operations<'_>) -> ambix::Result<()> {{ Ok(()) }}\npub async fn downgrade(op: &mut ambix::Operations<'_>) -> ambix::Result<()> {{ Ok(()) }}\n"
    );
    folder
        .write("migrations/a.sql", &revision("a", "", "CREATE TABLE a (id INTEGER UNIQUE);", "DROP TABLE a;"))
        .write("migrations/b.rs", &code);
    ambix_tests::set::with_function(folder.load(), "b", send, None)
}

#[test]
fn a_revision_that_plays_with_transactions() {
    // One test, since the functions share what they send.
    let collides = &["INSERT INTO a VALUES (1)", "INSERT OR ROLLBACK INTO a VALUES (1)"];
    for statements in
        [collides as &'static [&'static str], &["INSERT INTO a VALUES (1)", "ROLLBACK"], &["COMMIT"]]
    {
        on_every_driver(|subject| {
            let migrations = misbehaving("auto", statements);
            subject.upgrade(&migrations, "a", &plain).unwrap();
            let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
            assert_eq!(error.code(), "transaction-ended", "{statements:?}: {error:?}");
            assert_eq!(versions(subject), ["a"], "{statements:?}");
            // The connection is as usable as before.
            let well = misbehaving("auto", &["INSERT INTO a VALUES (7)"]);
            assert_eq!(subject.upgrade(&well, "head", &plain).unwrap().applied().len(), 1, "{statements:?}");
        });
    }
    on_every_driver(|subject| {
        let migrations = misbehaving("off", &["BEGIN", "INSERT INTO a VALUES (1)"]);
        let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
        assert_eq!(error.code(), "transaction-left-open", "{error:?}");
        assert!(format!("{error:?}").contains("`ambix resolve` ends it"), "{error:?}");
        assert_eq!(subject.texts("SELECT * FROM a"), [""; 0]);
        subject.execute("BEGIN; COMMIT");
    });
}

#[test]
fn a_temporary_table_does_not_hide_the_version_table() {
    let folder = Folder::new();
    folder.write("migrations/a.sql", &revision("a", "", "CREATE TABLE a (id INTEGER);", "DROP TABLE a;"));
    let migrations = folder.load();
    on_every_driver(|subject| {
        subject.execute("CREATE TEMP TABLE ambix_version (version_num, lineage, state)");
        subject.upgrade(&migrations, "head", &plain).unwrap();
        assert_eq!(versions(subject), ["a"]);
        assert_eq!(subject.upgrade(&migrations, "head", &plain).unwrap().applied().len(), 0);
    });
}
