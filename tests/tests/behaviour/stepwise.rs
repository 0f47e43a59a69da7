//! Revisions whose statements commit one by one, and table rebuilds.

use ambix_tests::set::{Folder, revision};

use super::{on_every_driver, plain, tables, versions};

fn off(id: &str, parents: &str, upgrade: &str, downgrade: &str) -> String {
    revision(id, parents, upgrade, downgrade)
        .replace("\n\n-- ambix:upgrade", "\n-- transaction: off\n\n-- ambix:upgrade")
}

#[test]
fn resumes_after_the_last_statement_that_is_done() {
    let folder = Folder::new();
    folder
        .write("migrations/a.sql", &revision("a", "", "CREATE TABLE a (id INTEGER);", "DROP TABLE a;"))
        .write(
            "migrations/b.sql",
            &off(
                "b",
                "a",
                "INSERT INTO a VALUES (1);\nVACUUM;\nINSERT INTO later VALUES (1);",
                "DELETE FROM a;",
            ),
        );
    let migrations = folder.load();
    on_every_driver(|subject| {
        let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
        assert_eq!(error.code(), "statement-failed");
        assert_eq!(error.place().unwrap().number, 3);
        assert!(
            format!("{error:?}").contains("committed: everything up to `a` and statements 1 to 2 of `b`"),
            "{error:?}"
        );
        assert_eq!(subject.texts("SELECT id FROM a"), ["1"], "committed statement by statement");
        let rows = "SELECT version_num, state FROM ambix_version ORDER BY 1";
        assert_eq!(subject.texts(rows), ["a NULL", "b upgrade"]);
        assert_eq!(subject.check(&migrations, &plain).unwrap_err().code(), "interrupted");
        assert_eq!(subject.downgrade(&migrations, "base", &plain).unwrap_err().code(), "interrupted");
        assert_eq!(subject.stamp(&migrations, "a".into(), &plain).unwrap_err().code(), "interrupted");

        subject.execute("CREATE TABLE later (id INTEGER)");
        assert_eq!(subject.upgrade(&migrations, "head", &plain).unwrap().applied().len(), 1);
        assert_eq!(subject.texts("SELECT id FROM a"), ["1"], "not applied twice");
        assert_eq!(subject.texts("SELECT id FROM later"), ["1"]);
        assert_eq!(subject.texts(rows), ["b NULL"]);
        subject.downgrade(&migrations, "a", &plain).unwrap();
        assert_eq!(subject.texts(rows), ["a NULL"]);
    });
}

#[test]
fn a_done_statement_must_not_have_changed() {
    let text = |first: &str| {
        let folder = Folder::new();
        folder.write(
            "migrations/a.sql",
            &off("a", "", &format!("{first}\nINSERT INTO later VALUES (1);"), "DROP TABLE a;"),
        );
        folder.load()
    };
    on_every_driver(|subject| {
        let migrations = text("CREATE TABLE a (id INTEGER);");
        assert_eq!(subject.upgrade(&migrations, "head", &plain).unwrap_err().code(), "statement-failed");
        subject.execute("CREATE TABLE later (id INTEGER)");
        let error = subject.upgrade(&text("CREATE TABLE a (id TEXT);"), "head", &plain).unwrap_err();
        assert_eq!(error.code(), "cannot-resume", "{error:?}");
        subject.upgrade(&migrations, "head", &plain).unwrap();
        assert_eq!(tables(subject), ["a", "later"]);
    });
}

const REBUILD: &str = "CREATE TABLE owner_new (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
INSERT INTO owner_new SELECT id, coalesce(name, '?') FROM owner;
DROP TABLE owner;
ALTER TABLE owner_new RENAME TO owner;";

fn owners(rebuild: &str) -> ambix::Migrations {
    let folder = Folder::new();
    let tables = "CREATE TABLE owner (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE pet (id INTEGER PRIMARY KEY, owner INTEGER NOT NULL REFERENCES owner (id) ON DELETE CASCADE);
INSERT INTO owner VALUES (1, 'ada'), (2, NULL);
INSERT INTO pet VALUES (10, 1), (11, 2);";
    folder
        .write("migrations/a.sql", &revision("a", "", tables, "DROP TABLE pet; DROP TABLE owner;"))
        .write("migrations/b.sql", &revision("b", "a", rebuild, "SELECT 1;"));
    folder.load()
}

#[test]
fn a_rebuild_keeps_what_refers_to_the_table() {
    let migrations = owners(REBUILD);
    on_every_driver(|subject| {
        subject.execute("PRAGMA foreign_keys = ON");
        subject.upgrade(&migrations, "head", &plain).unwrap();
        assert_eq!(subject.texts("SELECT * FROM pet ORDER BY id"), ["10 1", "11 2"], "no cascade");
        assert_eq!(subject.texts("SELECT * FROM owner ORDER BY id"), ["1 ada", "2 ?"]);
        assert_eq!(subject.texts("PRAGMA foreign_key_check"), [""; 0]);
        assert!(subject.pragma("foreign_keys").contains('1'), "as the caller had it");
    });
}

#[test]
fn a_rebuild_that_loses_rows_is_rolled_back() {
    let migrations = owners(&REBUILD.replace("FROM owner;", "FROM owner WHERE id = 1;"));
    on_every_driver(|subject| {
        subject.execute("PRAGMA foreign_keys = ON");
        let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
        assert_eq!(error.code(), "foreign-key-violation", "{error:?}");
        assert!(error.to_string().contains("leaves 1 rows of `pet`"), "{error}");
        assert_eq!(versions(subject), ["a"]);
        assert_eq!(subject.texts("SELECT count(*) FROM owner"), ["2"]);
        assert!(subject.pragma("foreign_keys").contains('1'), "as the caller had it");
    });
}

#[test]
fn a_first_statement_that_is_refused_leaves_no_mark() {
    let folder = Folder::new();
    folder.write("migrations/a.sql", &off("a", "", "INSERT INTO later VALUES (1);\nVACUUM;", "SELECT 1;"));
    let migrations = folder.load();
    on_every_driver(|subject| {
        let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
        assert!(format!("{error:?}").contains("nothing of this run is kept"), "{error:?}");
        assert_eq!(versions(subject), [""; 0]);
        assert_eq!(subject.check(&migrations, &plain).unwrap_err().code(), "not-at-head");
        subject.execute("CREATE TABLE later (id INTEGER)");
        subject.upgrade(&migrations, "head", &plain).unwrap();
        assert_eq!(subject.texts("SELECT id FROM later"), ["1"]);
    });
}
