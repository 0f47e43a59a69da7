//! Commands inside a transaction of the caller.

use ambix::Dialect;
use ambix_tests::set::Folder;
use ambix_tests::subject::Subject;

use crate::case::{DDL_COMMITS, EVERYWHERE, SQLITE, TRANSACTIONAL_DDL};
use crate::helpers::{all_tables, alone, chain, off, plain, revision, table, tables, two, versions};

cases! {
    EVERYWHERE => commands_and_own_statements_share_one_fate, what_cannot_run_inside_is_refused_before_anything_ran,
        a_failure_inside_is_the_callers_to_roll_back;
    TRANSACTIONAL_DDL => tables_share_it_too, stamps_and_tables_of_our_own, begun_as_text;
    DDL_COMMITS => nothing_that_commits_runs_inside;
    SQLITE => a_rebuild_needs_foreign_keys_off;
}

/// `a` makes a table; what follows changes rows.
fn rows(subject: &dyn Subject) -> Folder {
    chain(
        subject,
        &[
            ("CREATE TABLE a (id INTEGER);", "DROP TABLE a;"),
            ("INSERT INTO a VALUES (1);", "DELETE FROM a;"),
            ("INSERT INTO a VALUES (2);", "DELETE FROM a WHERE id = 2;"),
        ],
    )
}

fn commands_and_own_statements_share_one_fate(subject: &mut dyn Subject) {
    let migrations = rows(subject).load();
    subject.upgrade(&migrations, "a", &plain).unwrap();
    subject.execute("CREATE TABLE own (id INTEGER); INSERT INTO own VALUES (7)");
    for commit in [false, true] {
        subject.transaction(commit, &mut |commands| {
            assert_eq!(commands.check(&migrations, &plain).unwrap_err().code(), "not-at-head");
            assert_eq!(commands.upgrade(&migrations, "b", &plain).unwrap().applied().len(), 1);
            commands.execute("INSERT INTO own VALUES (8)");
            assert_eq!(commands.upgrade(&migrations, "head", &plain).unwrap().applied().len(), 1);
            commands.check(&migrations, &plain).unwrap();
            assert_eq!(commands.current(&migrations, &plain).unwrap().rows, ["c"]);
            assert_eq!(commands.downgrade(&migrations, "b", &plain).unwrap().applied().len(), 1);
            commands.stamp(&migrations, "a".into(), &plain).unwrap();
            commands.stamp(&migrations, "b".into(), &plain).unwrap();
        });
        let (version, ids, own) = match commit {
            false => ("a", &[][..], &["7"][..]),
            true => ("b", &["1"][..], &["7", "8"][..]),
        };
        assert_eq!(versions(subject), [version]);
        assert_eq!(subject.texts("SELECT id FROM a"), ids);
        assert_eq!(subject.texts("SELECT id FROM own ORDER BY id"), own);
    }
    assert_eq!(subject.upgrade(&migrations, "head", &plain).unwrap().applied().len(), 1);
}

fn tables_share_it_too(subject: &mut dyn Subject) {
    let migrations = two(subject).load();
    subject.execute("CREATE TABLE own (id INTEGER)");
    let file = (subject.dialect() == Dialect::Sqlite).then(|| subject.database().path());
    let before = file.as_ref().map(|file| std::fs::read(file).unwrap());
    for commit in [false, true] {
        subject.transaction(commit, &mut |commands| {
            // A missing version table must not end the transaction.
            assert_eq!(commands.check(&migrations, &plain).unwrap_err().code(), "not-at-head");
            assert_eq!(commands.upgrade(&migrations, "a", &plain).unwrap().applied().len(), 1);
            commands.execute("INSERT INTO own VALUES (1)");
            assert_eq!(commands.upgrade(&migrations, "head", &plain).unwrap().applied().len(), 1);
            assert_eq!(commands.downgrade(&migrations, "base", &plain).unwrap().applied().len(), 2);
            commands.stamp(&migrations, "a".into(), &plain).unwrap();
            commands.execute("CREATE TABLE a (id INTEGER)");
            assert_eq!(commands.upgrade(&migrations, "head", &plain).unwrap().applied().len(), 1);
        });
        if commit {
            assert_eq!(
                (tables(subject).join(" "), versions(subject).join(" ")),
                ("a b own".into(), "b".into())
            );
        } else {
            assert_eq!(all_tables(subject), ["own"]);
            assert_eq!(file.as_ref().map(|file| std::fs::read(file).unwrap()), before, "byte for byte");
        }
    }
}

fn stamps_and_tables_of_our_own(subject: &mut dyn Subject) {
    let migrations = two(subject).load();
    subject.execute("CREATE TABLE own (id INTEGER)");
    subject.transaction(false, &mut |commands| {
        commands.stamp(&migrations, "a".into(), &plain).unwrap();
        commands.ensure_version(&migrations, &plain).unwrap();
    });
    assert_eq!(all_tables(subject), ["own"]);
}

/// The driver may not know of it; then nobody can tell in time whether the version table is there.
fn begun_as_text(subject: &mut dyn Subject) {
    let migrations = two(subject).load();
    subject.ensure_version(&migrations, &plain).unwrap();
    subject.execute("CREATE TABLE own (id INTEGER)");
    subject.execute("BEGIN");
    subject.execute("INSERT INTO own VALUES (1)");
    // Some know of it and share it; sqlx on SQLite cannot, and refuses to begin another.
    match subject.upgrade(&migrations, "head", &plain) {
        Ok(report) => assert_eq!(report.applied().len(), 2),
        Err(error) => assert_eq!(error.code(), "needs-own-transaction", "{error:?}"),
    }
    assert_eq!(tables(subject), ["own"], "nothing is committed");
    subject.execute("ROLLBACK");
    assert_eq!(subject.texts("SELECT * FROM own"), [""; 0]);
    subject.execute("BEGIN");
    if let Err(error) = subject.stamp(&migrations, "a".into(), &plain) {
        assert_eq!(error.code(), "needs-own-transaction", "{error:?}");
    }
    subject.execute("ROLLBACK");
    assert_eq!(versions(subject), [""; 0]);
    assert_eq!(subject.upgrade(&migrations, "head", &plain).unwrap().applied().len(), 2);
}

fn what_cannot_run_inside_is_refused_before_anything_ran(subject: &mut dyn Subject) {
    let folder = rows(subject);
    folder.write("migrations/d.sql", &off("d", "c", alone(subject), alone(subject)));
    let migrations = folder.load();
    subject.upgrade(&migrations, "a", &plain).unwrap();
    subject.transaction(false, &mut |commands| {
        let error = commands.upgrade(&migrations, "head", &plain).unwrap_err();
        assert_eq!(error.code(), "needs-own-transaction", "{error:?}");
        assert!(error.to_string().contains("`d`"), "{error}");
        assert_eq!(commands.upgrade(&migrations, "c", &plain).unwrap().applied().len(), 2, "nothing had run");
    });
    assert_eq!(versions(subject), ["a"]);
}

fn nothing_that_commits_runs_inside(subject: &mut dyn Subject) {
    let folder = rows(subject);
    folder.write("migrations/d.sql", &table("d", "c"));
    let migrations = folder.load();
    subject.execute("CREATE TABLE own (id INTEGER)");
    // Neither are our tables made there: that would commit what the caller did.
    subject.transaction(false, &mut |commands| {
        commands.execute("INSERT INTO own VALUES (1)");
        for error in [
            commands.ensure_version(&migrations, &plain).unwrap_err(),
            commands.stamp(&migrations, "a".into(), &plain).unwrap_err(),
            commands.upgrade(&migrations, "a", &plain).unwrap_err(),
        ] {
            assert_eq!(error.code(), "needs-own-transaction", "{error:?}");
        }
        assert_eq!(commands.check(&migrations, &plain).unwrap_err().code(), "not-at-head");
    });
    assert_eq!(subject.texts("SELECT * FROM own"), [""; 0]);
    assert_eq!(all_tables(subject), ["own"]);
    subject.upgrade(&migrations, "a", &plain).unwrap();
    subject.transaction(false, &mut |commands| {
        commands.execute("INSERT INTO own VALUES (1)");
        let error = commands.upgrade(&migrations, "head", &plain).unwrap_err();
        assert_eq!(error.code(), "needs-own-transaction", "{error:?}");
        let error = commands.downgrade(&migrations, "base", &plain).unwrap_err();
        assert_eq!(error.code(), "needs-own-transaction", "{error:?}");
    });
    assert_eq!(subject.texts("SELECT * FROM own"), [""; 0]);
    assert_eq!((versions(subject), tables(subject).len()), (vec!["a".to_owned()], 2));
}

fn a_rebuild_needs_foreign_keys_off(subject: &mut dyn Subject) {
    let folder = two(subject);
    let rebuild = "CREATE TABLE a_new (id INTEGER, name TEXT);\nINSERT INTO a_new (id) SELECT id FROM a;\nDROP TABLE a;\nALTER TABLE a_new RENAME TO a;";
    folder.write("migrations/c.sql", &revision("c", "b", rebuild, "ALTER TABLE a DROP COLUMN name;"));
    let migrations = folder.load();
    subject.execute("PRAGMA foreign_keys = ON");
    subject.transaction(false, &mut |commands| {
        let error = commands.upgrade(&migrations, "head", &plain).unwrap_err();
        assert_eq!(error.code(), "needs-own-transaction", "{error:?}");
        assert!(error.to_string().contains("`c`"), "{error}");
        assert_eq!(commands.upgrade(&migrations, "b", &plain).unwrap().applied().len(), 2, "nothing had run");
    });
    subject.execute("PRAGMA foreign_keys = OFF");
    subject.transaction(true, &mut |commands| {
        assert_eq!(commands.upgrade(&migrations, "head", &plain).unwrap().applied().len(), 3);
    });
    assert_eq!(versions(subject), ["c"]);
}

fn a_failure_inside_is_the_callers_to_roll_back(subject: &mut dyn Subject) {
    let folder = rows(subject);
    folder.write("migrations/d.sql", &revision("d", "c", "INSERT INTO nowhere VALUES (1);", "SELECT 1;"));
    let migrations = folder.load();
    subject.upgrade(&migrations, "a", &plain).unwrap();
    subject.transaction(false, &mut |commands| {
        let error = commands.upgrade(&migrations, "head", &plain).unwrap_err();
        assert_eq!(error.code(), "statement-failed");
        assert!(format!("{error:?}").contains("the transaction is yours"), "{error:?}");
    });
    assert_eq!(subject.texts("SELECT * FROM a"), [""; 0]);
    assert_eq!(versions(subject), ["a"]);
}
