//! Commands inside a transaction of the caller.

use ambix_tests::set::{Folder, revision};

use super::{on_every_driver, plain, tables, versions};

fn two() -> Folder {
    let folder = Folder::new();
    folder
        .write("migrations/a.sql", &revision("a", "", "CREATE TABLE a (id INTEGER);", "DROP TABLE a;"))
        .write("migrations/b.sql", &revision("b", "a", "INSERT INTO a VALUES (1);", "DELETE FROM a;"));
    folder
}

#[test]
fn two_commands_and_own_sql_share_one_fate() {
    let migrations = two().load();
    on_every_driver(|subject| {
        subject.execute("CREATE TABLE own (id INTEGER); INSERT INTO own VALUES (7)");
        let before = std::fs::read(subject.database().path()).unwrap();
        subject.transaction(false, &mut |commands| {
            assert_eq!(commands.upgrade(&migrations, "a", &plain).unwrap().applied().len(), 1);
            commands.execute("INSERT INTO own VALUES (8)");
            assert_eq!(commands.upgrade(&migrations, "head", &plain).unwrap().applied().len(), 1);
            commands.check(&migrations, &plain).unwrap();
        });
        assert_eq!(std::fs::read(subject.database().path()).unwrap(), before, "byte for byte");

        subject.transaction(true, &mut |commands| {
            commands.upgrade(&migrations, "head", &plain).unwrap();
            commands.downgrade(&migrations, "a", &plain).unwrap();
            commands.execute("INSERT INTO own VALUES (9)");
        });
        assert_eq!(versions(subject), ["a"]);
        assert_eq!(subject.texts("SELECT id FROM own ORDER BY id"), ["7", "9"]);
        subject.upgrade(&migrations, "head", &plain).unwrap();
    });
}

#[test]
fn a_transaction_that_was_begun_as_text() {
    let migrations = two().load();
    on_every_driver(|subject| {
        subject.execute("CREATE TABLE own (id INTEGER)");
        subject.execute("BEGIN");
        subject.execute("INSERT INTO own VALUES (1)");
        // rusqlite knows of it and shares it; sqlx cannot, and refuses to begin another.
        match subject.upgrade(&migrations, "head", &plain) {
            Ok(report) => assert_eq!(report.applied().len(), 2),
            Err(error) => assert_eq!(error.code(), "needs-own-transaction", "{error:?}"),
        }
        assert_eq!(tables(subject), ["own"], "nothing is committed");
        subject.execute("ROLLBACK");
        assert_eq!(subject.texts("SELECT * FROM own"), [""; 0]);
        assert_eq!(subject.upgrade(&migrations, "head", &plain).unwrap().applied().len(), 2);
    });
}

#[test]
fn what_cannot_run_inside_is_refused_before_anything_ran() {
    let folder = two();
    let alone = revision("c", "b", "VACUUM;", "VACUUM;");
    folder.write("migrations/c.sql", &alone);
    let stepwise = folder.load();

    let folder = two();
    let rebuild = "CREATE TABLE a_new (id INTEGER, name TEXT);\nINSERT INTO a_new (id) SELECT id FROM a;\nDROP TABLE a;\nALTER TABLE a_new RENAME TO a;";
    folder.write("migrations/c.sql", &revision("c", "b", rebuild, "ALTER TABLE a DROP COLUMN name;"));
    let rebuilding = folder.load();

    on_every_driver(|subject| {
        subject.execute("PRAGMA foreign_keys = ON");
        for migrations in [&stepwise, &rebuilding] {
            subject.transaction(false, &mut |commands| {
                let error = commands.upgrade(migrations, "head", &plain).unwrap_err();
                assert_eq!(error.code(), "needs-own-transaction", "{error:?}");
                assert!(error.to_string().contains("`c`"), "{error}");
                assert_eq!(
                    commands.upgrade(migrations, "b", &plain).unwrap().applied().len(),
                    2,
                    "nothing had run"
                );
            });
        }
        subject.execute("PRAGMA foreign_keys = OFF");
        subject.transaction(true, &mut |commands| {
            assert_eq!(commands.upgrade(&rebuilding, "head", &plain).unwrap().applied().len(), 3);
        });
        assert_eq!(versions(subject), ["c"]);
    });
}

#[test]
fn a_failure_inside_is_the_callers_to_roll_back() {
    let folder = two();
    folder.write("migrations/c.sql", &revision("c", "b", "INSERT INTO nowhere VALUES (1);", "SELECT 1;"));
    let migrations = folder.load();
    on_every_driver(|subject| {
        subject.execute("CREATE TABLE own (id INTEGER)");
        subject.transaction(false, &mut |commands| {
            let error = commands.upgrade(&migrations, "head", &plain).unwrap_err();
            assert_eq!(error.code(), "statement-failed");
            assert!(format!("{error:?}").contains("the transaction is yours"), "{error:?}");
        });
        assert_eq!(tables(subject), ["own"]);
    });
}
