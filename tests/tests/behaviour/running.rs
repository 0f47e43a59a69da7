//! Up and down, what is reported and what is recorded.

use ambix::{Event, Transactions};
use ambix_tests::set::{Folder, revision};
use std::sync::{Arc, Mutex};

use super::{on_every_driver, plain, tables, versions};

fn diamond() -> Folder {
    let folder = Folder::new();
    folder
        .write("migrations/a.sql", &revision("a", "", "CREATE TABLE a (id INTEGER);", "DROP TABLE a;"))
        .write("migrations/b1.sql", &revision("b1", "a", "CREATE TABLE b1 (id INTEGER);", "DROP TABLE b1;"))
        .write("migrations/b2.sql", &revision("b2", "a", "CREATE TABLE b2 (id INTEGER);", "DROP TABLE b2;"))
        .write("migrations/m.sql", &revision("m", "b1, b2", "CREATE TABLE m (id INTEGER);", "DROP TABLE m;"));
    folder
}

#[test]
fn up_down_and_up_again() {
    let migrations = diamond().load();
    on_every_driver(|subject| {
        let report = subject.upgrade(&migrations, "head", &plain).unwrap();
        let ran: Vec<_> = report.applied().iter().map(|applied| applied.revision.as_str()).collect();
        assert_eq!(ran, ["a", "b2", "b1", "m"]);
        assert_eq!(
            report.to_string(),
            "Running upgrade  -> a, Revision a\nRunning upgrade a -> b2, Revision b2\nRunning upgrade a -> b1, Revision b1\nRunning upgrade b1, b2 -> m, Revision m\n"
        );
        assert_eq!(versions(subject), ["m"]);
        assert_eq!(tables(subject), ["a", "b1", "b2", "m"]);
        assert_eq!(subject.current(&migrations, &plain).unwrap().to_string(), "m (head) (mergepoint)\n");

        let report = subject.downgrade(&migrations, "b1", &plain).unwrap();
        assert_eq!(report.heads, ["b1", "b2"]);
        assert_eq!(versions(subject), ["b1", "b2"]);
        subject.downgrade(&migrations, "base", &plain).unwrap();
        assert_eq!(versions(subject), [""; 0]);
        assert_eq!(tables(subject), [""; 0]);
        assert_eq!(subject.upgrade(&migrations, "head", &plain).unwrap().applied().len(), 4);
        assert_eq!(subject.upgrade(&migrations, "head", &plain).unwrap().applied().len(), 0);
    });
}

#[test]
fn the_journal_tells_the_story() {
    let migrations = diamond().load();
    on_every_driver(|subject| {
        subject.upgrade(&migrations, "b1", &plain).unwrap();
        subject.downgrade(&migrations, "-1", &plain).unwrap();
        let entries = subject.texts(
            "SELECT format, revision, parents, direction, statements, done, outcome, length(hashes) FROM ambix_journal ORDER BY id",
        );
        assert_eq!(
            entries,
            ["1 a  upgrade 1 1 done 16", "1 b1 a upgrade 1 1 done 16", "1 b1 a downgrade 1 1 done 16"]
        );
        let times =
            subject.texts("SELECT started <= finished, host IS NULL, ambix_version FROM ambix_journal");
        assert!(times.iter().all(|time| time.starts_with("1 ")), "{times:?}");
    });
}

#[test]
fn events_in_order() {
    let migrations = diamond().load();
    on_every_driver(|subject| {
        let seen: Arc<Mutex<Vec<String>>> = Arc::default();
        let log = Arc::clone(&seen);
        let listen = |config: ambix::Config| {
            let log = Arc::clone(&log);
            config.on_event(move |event: &Event| log.lock().unwrap().push(event.to_string()))
        };
        subject.upgrade(&migrations, "b2", &listen).unwrap();
        let expected = [
            "Running upgrade  -> a, Revision a",
            "upgraded to a",
            "Running upgrade a -> b2, Revision b2",
            "upgraded to b2",
        ];
        assert_eq!(*seen.lock().unwrap(), expected);
    });
}

#[test]
fn a_transaction_for_each_revision() {
    let migrations = diamond().load();
    let per_revision = |config: ambix::Config| config.transactions(Transactions::Revision);
    on_every_driver(|subject| {
        subject.execute("CREATE TABLE m (in_the_way INTEGER)");
        let error = subject.upgrade(&migrations, "head", &per_revision).unwrap_err();
        assert_eq!(error.code(), "statement-failed");
        assert_eq!(error.report().unwrap().applied().len(), 3);
        assert_eq!(versions(subject), ["b1", "b2"]);
        subject.execute("DROP TABLE m");
        assert_eq!(subject.upgrade(&migrations, "head", &per_revision).unwrap().applied().len(), 1);
    });
}

#[test]
fn a_range_is_for_offline_mode() {
    let migrations = diamond().load();
    on_every_driver(|subject| {
        assert_eq!(subject.upgrade(&migrations, "a:head", &plain).unwrap_err().code(), "range-not-allowed");
        assert_eq!(subject.downgrade(&migrations, "m:a", &plain).unwrap_err().code(), "range-not-allowed");
        assert_eq!(tables(subject), [""; 0]);
    });
}

#[test]
fn check_says_no_until_nothing_is_pending() {
    let migrations = diamond().load();
    on_every_driver(|subject| {
        let error = subject.check(&migrations, &plain).unwrap_err();
        assert_eq!((error.code(), error.is_negative_answer()), ("not-at-head", true));
        assert_eq!(subject.texts("SELECT count(*) FROM sqlite_schema"), ["0"], "a question leaves no trace");
        subject.ensure_version(&migrations, &plain).unwrap();
        assert_eq!(
            subject.texts(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'ambix%' ORDER BY 1"
            ),
            ["ambix_journal", "ambix_version"]
        );
        subject.upgrade(&migrations, "heads", &plain).unwrap();
        subject.check(&migrations, &plain).unwrap();
    });
}

#[test]
fn a_depended_on_head_has_no_row() {
    let folder = Folder::new();
    let depends = revision("y", "", "CREATE TABLE y (id INTEGER);", "DROP TABLE y;")
        .replace("-- down_revision: ", "-- down_revision:\n-- depends_on: x");
    folder
        .write("migrations/x.sql", &revision("x", "", "CREATE TABLE x (id INTEGER);", "DROP TABLE x;"))
        .write("migrations/y.sql", &depends);
    let migrations = folder.load();
    on_every_driver(|subject| {
        subject.upgrade(&migrations, "heads", &plain).unwrap();
        assert_eq!(versions(subject), ["y"]);
        subject.check(&migrations, &plain).unwrap();
        assert_eq!(subject.upgrade(&migrations, "heads", &plain).unwrap().applied().len(), 0);
    });
}

#[test]
fn the_session_goes_back_as_it_came() {
    let folder = Folder::new();
    let pragmas = "PRAGMA recursive_triggers = ON;\nPRAGMA busy_timeout = 1;\nCREATE TABLE a (id INTEGER);";
    let broken = "PRAGMA legacy_alter_table = ON;\nINSERT INTO nowhere VALUES (1);";
    folder
        .write("migrations/a.sql", &revision("a", "", pragmas, "DROP TABLE a;"))
        .write("migrations/b.sql", &revision("b", "a", broken, "SELECT 1;"));
    let migrations = folder.load();
    on_every_driver(|subject| {
        let names = ["recursive_triggers", "busy_timeout", "legacy_alter_table"];
        let before = names.map(|name| subject.value(&format!("PRAGMA {name}")));
        let seen: Arc<Mutex<Vec<String>>> = Arc::default();
        let log = Arc::clone(&seen);
        let listen = |config: ambix::Config| {
            let log = Arc::clone(&log);
            config.on_event(move |event: &Event| {
                if event.is_warning() {
                    log.lock().unwrap().push(event.to_string());
                }
            })
        };
        subject.upgrade(&migrations, "a", &listen).unwrap();
        assert_eq!(names.map(|name| subject.value(&format!("PRAGMA {name}"))), before);
        assert_eq!(seen.lock().unwrap().len(), 2, "{seen:?}");
        subject.upgrade(&migrations, "b", &listen).unwrap_err();
        assert_eq!(
            names.map(|name| subject.value(&format!("PRAGMA {name}"))),
            before,
            "also after a failure"
        );
    });
}
