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
        let expected = if subject.name() == "rusqlite" { (9, 5) } else { (8, 3) };
        assert_eq!((place.line, place.column), expected, "{error}");
        if subject.name() == "rusqlite" {
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
        std::fs::write(subject.path(), &text).unwrap();
        let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
        assert_ne!(error.code(), "", "{error:?}");
        if subject.name() != "pending at every request" {
            assert_eq!(error.code(), "not-a-database", "{error:?}");
        }
        assert_eq!(std::fs::read_to_string(subject.path()).unwrap(), text, "nothing was written");
    });
}

#[test]
fn a_database_that_another_connection_holds() {
    let folder = Folder::new();
    folder.write("migrations/a.sql", &revision("a", "", "CREATE TABLE a (id INTEGER);", "DROP TABLE a;"));
    let migrations = folder.load();
    on_every_driver(|subject| {
        let holder = rusqlite::Connection::open(subject.path()).unwrap();
        holder.execute_batch("BEGIN IMMEDIATE; CREATE TABLE holder (id INTEGER);").unwrap();
        let before = subject.pragma("busy_timeout");
        let quick = |config: ambix::Config| config.lock_timeout(std::time::Duration::from_millis(50));
        let error = subject.upgrade(&migrations, "head", &quick).unwrap_err();
        assert_eq!((error.code(), error.is_temporary()), ("lock-timeout", true), "{error:?}");
        assert_eq!(subject.pragma("busy_timeout"), before, "the caller's setting is back");
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
            *SCENE.lock().unwrap() = (subject.path().to_string_lossy().into_owned(), replace);
            let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
            assert_eq!(error.code(), "database-moved", "{error:?}");
            if replace {
                assert_eq!(tables(subject), ["innocent"], "the other file is as it was");
            } else {
                assert!(!subject.path().exists());
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
        let expected =
            if subject.name() == "pending at every request" { "statement-failed" } else { "read-only" };
        assert_eq!(error.code(), expected, "{error:?}");
        assert_eq!(subject.texts("SELECT count(*) FROM sqlite_schema"), ["0"]);
    });
}
