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
        assert!(subject.value("PRAGMA foreign_keys").contains('1'), "as the caller had it");
    });
}

#[test]
fn a_rebuild_that_loses_rows_is_rolled_back() {
    let migrations = owners(&REBUILD.replace("FROM owner;", "FROM owner WHERE id = 1;"));
    on_every_driver(|subject| {
        subject.execute("PRAGMA foreign_keys = ON");
        let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
        assert_eq!(error.code(), "foreign-key-violation", "{error:?}");
        assert!(error.to_string().contains("leaves 1 row of `pet`"), "{error}");
        assert_eq!(versions(subject), ["a"]);
        assert_eq!(subject.texts("SELECT count(*) FROM owner"), ["2"]);
        assert!(subject.value("PRAGMA foreign_keys").contains('1'), "as the caller had it");
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

#[test]
fn without_its_journal_a_half_done_revision_is_not_begun_again() {
    let folder = Folder::new();
    folder.write(
        "migrations/a.sql",
        &off("a", "", "CREATE TABLE a (id INTEGER);\nINSERT INTO nowhere VALUES (1);", "SELECT 1;"),
    );
    let migrations = folder.load();
    on_every_driver(|subject| {
        subject.upgrade(&migrations, "head", &plain).unwrap_err();
        subject.execute("DELETE FROM ambix_journal");
        let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
        assert_eq!(error.code(), "cannot-resume", "{error:?}");
        assert!(error.help().iter().any(|help| help.contains("ambix resolve a")), "{error:?}");
    });
}

#[test]
fn an_interrupted_downgrade_beside_other_branches() {
    let folder = Folder::new();
    folder
        .write("ambix.toml", "[ambix]\nheads = \"many\"\n")
        .write("migrations/a.sql", &revision("a", "", "CREATE TABLE a (id INTEGER);", "DROP TABLE a;"))
        .write("migrations/w.sql", &revision("w", "a", "CREATE TABLE w (id INTEGER);", "DROP TABLE w;"))
        .write(
            "migrations/z.sql",
            &off("z", "a", "CREATE TABLE z (id INTEGER);", "DROP TABLE z;\nDELETE FROM later;"),
        );
    let migrations = folder.load();
    on_every_driver(|subject| {
        subject.upgrade(&migrations, "heads", &plain).unwrap();
        assert_eq!(subject.downgrade(&migrations, "z@-1", &plain).unwrap_err().code(), "statement-failed");
        assert_eq!(tables(subject), ["a", "w"]);
        let error = subject.upgrade(&migrations, "heads", &plain).unwrap_err();
        assert_eq!(error.code(), "interrupted", "{error:?}");
        subject.execute("CREATE TABLE later (id INTEGER)");
        // Steps before it keep its mark.
        assert_eq!(subject.downgrade(&migrations, "a", &plain).unwrap().applied().len(), 2);
        assert_eq!(subject.texts("SELECT version_num, state FROM ambix_version"), ["a NULL"]);
    });
}

#[test]
fn what_a_format_without_journal_cannot_do_is_said() {
    let folder = Folder::new();
    folder.write(
        "migrations/a.sql",
        &off("a", "", "CREATE TABLE a (id INTEGER);\nINSERT INTO nowhere VALUES (1);", "SELECT 1;"),
    );
    let migrations = folder.load();
    let alembic = |config: ambix::Config| config.version_table_format(ambix::VersionTableFormat::Alembic);
    on_every_driver(|subject| {
        let error = subject.upgrade(&migrations, "head", &alembic).unwrap_err();
        assert!(format!("{error:?}").contains("nothing remembers this"), "{error:?}");
    });
}

#[test]
fn nobody_moves_the_rows_of_a_revision_that_runs_step_by_step() {
    use ambix::command::{self, Stamp};
    use ambix::{BoxFuture, Config, Operations};
    use std::path::PathBuf;
    use std::sync::Mutex;

    // What the other connection gets to hear, and whether it goes around ambix.
    static SCENE: Mutex<(PathBuf, bool, Vec<String>)> = Mutex::new((PathBuf::new(), false, Vec::new()));
    static SET: Mutex<Option<ambix::Migrations>> = Mutex::new(None);
    fn meanwhile<'a>(op: &'a mut Operations<'_>) -> BoxFuture<'a, ambix::Result<()>> {
        Box::pin(async move {
            op.execute("CREATE TABLE b (id INTEGER)").await?;
            let mut scene = SCENE.lock().unwrap();
            let mut other = rusqlite::Connection::open(&scene.0).unwrap();
            if scene.1 {
                other.execute_batch("DELETE FROM ambix_version").unwrap();
                return Ok(());
            }
            let set = SET.lock().unwrap().clone().unwrap();
            let quick = std::time::Duration::from_millis(50);
            let mut config = Config::new(&set).lock_timeout(quick).connection(&mut other);
            scene.2.push(command::stamp(&mut config, Stamp::purge("a")).unwrap_err().code().to_owned());
            Ok(())
        })
    }
    let folder = Folder::new();
    let code = "//! In Rust\n//!\n//! revision: b\n//! down_revision: a\n//! transaction: off\n\npub async fn upgrade(op: &mut ambix::Operations<'_>) -> ambix::Result<()> { Ok(()) }\npub async fn downgrade(op: &mut ambix::Operations<'_>) -> ambix::Result<()> { Ok(()) }\n";
    folder
        .write("migrations/a.sql", &revision("a", "", "CREATE TABLE a (id INTEGER);", "DROP TABLE a;"))
        .write("migrations/b.rs", code);
    let migrations = ambix_tests::set::with_function(folder.load(), "b", meanwhile, None);
    *SET.lock().unwrap() = Some(migrations.clone());
    on_every_driver(|subject| {
        *SCENE.lock().unwrap() = (subject.database().path(), false, Vec::new());
        subject.upgrade(&migrations, "head", &plain).unwrap();
        assert_eq!(SCENE.lock().unwrap().2, ["lock-timeout"]);
        assert_eq!(versions(subject), ["b"]);
    });
    on_every_driver(|subject| {
        *SCENE.lock().unwrap() = (subject.database().path(), true, Vec::new());
        let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
        assert_eq!(
            error.code(),
            "concurrent-change",
            "never success over a table that was emptied: {error:?}"
        );
    });
}
