//! Files that change after they were applied, and databases that are ahead.

use ambix::Newer;
use ambix_tests::set::{Folder, revision};

use super::{on_every_driver, plain, versions};

const FIRST: &str = "CREATE TABLE a (id INTEGER);\nINSERT INTO a VALUES (1);";

fn set(first: &str, more: bool) -> ambix::Migrations {
    let folder = Folder::new();
    folder
        .write("migrations/a.sql", &revision("a", "", first, "DROP TABLE a;"))
        .write("migrations/b.sql", &revision("b", "a", "INSERT INTO a VALUES (2);", "DELETE FROM a;"));
    if more {
        folder.write("migrations/c.sql", &revision("c", "b", "INSERT INTO a VALUES (3);", "DELETE FROM a;"));
    }
    folder.load()
}

#[test]
fn a_comment_and_white_space_are_no_change() {
    let commented = "-- The first table.\nCREATE   TABLE a\n  (id INTEGER /* a number */);\n\n\nINSERT INTO a VALUES (1);";
    on_every_driver(|subject| {
        subject.upgrade(&set(FIRST, false), "head", &plain).unwrap();
        let report = subject.upgrade(&set(commented, false), "head", &plain).unwrap();
        assert_eq!(report.history_changed, [""; 0]);
        let report = subject.upgrade(&set(commented, true), "head", &plain).unwrap();
        assert_eq!(report.applied().len(), 1);
        subject.check(&set(commented, true), &plain).unwrap();
    });
}

#[test]
fn a_changed_token_is_named_and_repair_records_it() {
    let edited = "CREATE TABLE a (id INTEGER);\nINSERT INTO a VALUES (100);";
    on_every_driver(|subject| {
        subject.upgrade(&set(FIRST, false), "head", &plain).unwrap();
        let report = subject.upgrade(&set(edited, false), "head", &plain).unwrap();
        assert_eq!(report.history_changed, ["b"], "nothing is pending: a warning");
        assert_eq!(subject.check(&set(edited, false), &plain).unwrap_err().code(), "history-changed");

        let error = subject.upgrade(&set(edited, true), "head", &plain).unwrap_err();
        assert_eq!(error.code(), "history-changed");
        assert_eq!(
            error.to_string(),
            "revision `a` was applied with another statement 2\n  --> a.sql:8:1\n   | INSERT INTO a VALUES (100)"
        );
        assert_eq!(versions(subject), ["b"], "nothing ran");

        let repair = subject.repair(&set(edited, true), &plain).unwrap();
        assert_eq!(
            repair.changes,
            ["revision `a` was applied with another statement 2 (migrations/a.sql:8)"]
        );
        assert_eq!(repair.recorded, ["b"]);
        assert_eq!(subject.upgrade(&set(edited, true), "head", &plain).unwrap().applied().len(), 1);
        subject.check(&set(edited, true), &plain).unwrap();
        assert!(subject.repair(&set(edited, true), &plain).unwrap().changes.is_empty());
    });
}

#[test]
fn added_and_removed_statements_are_named() {
    on_every_driver(|subject| {
        subject.upgrade(&set(FIRST, false), "head", &plain).unwrap();
        let longer = format!("{FIRST}\nINSERT INTO a VALUES (5);");
        let error = subject.upgrade(&set(&longer, true), "head", &plain).unwrap_err();
        assert_eq!(
            error.to_string(),
            "revision `a` was applied without statement 3\n  --> a.sql:9:1\n   | INSERT INTO a VALUES (5)"
        );
        let error = subject.upgrade(&set("CREATE TABLE a (id INTEGER);", true), "head", &plain).unwrap_err();
        assert_eq!(error.to_string(), "revision `a` was applied with statements that a.sql no longer has");
    });
}

#[test]
fn a_database_that_is_ahead() {
    let (old, new) = (set(FIRST, false), set(FIRST, true));
    on_every_driver(|subject| {
        subject.upgrade(&new, "head", &plain).unwrap();
        let report = subject.upgrade(&old, "head", &plain).unwrap();
        assert_eq!(report.newer, ["c"]);
        assert_eq!(report.applied().len(), 0);
        assert_eq!(versions(subject), ["c"]);
        let refuse = |config: ambix::Config| config.newer(Newer::Refuse);
        assert_eq!(subject.upgrade(&old, "head", &refuse).unwrap_err().code(), "newer-database");
    });
}

#[test]
fn a_database_that_went_another_way() {
    let folder = Folder::new();
    folder
        .write("migrations/a.sql", &revision("a", "", FIRST, "DROP TABLE a;"))
        .write("migrations/d.sql", &revision("d", "a", "INSERT INTO a VALUES (4);", "DELETE FROM a;"));
    let (ours, theirs) = (folder.load(), set(FIRST, false));
    on_every_driver(|subject| {
        subject.upgrade(&theirs, "head", &plain).unwrap();
        let error = subject.upgrade(&ours, "head", &plain).unwrap_err();
        assert_eq!(error.code(), "unknown-revision");
        assert!(format!("{error:?}").contains("the two have parted"), "{error:?}");
    });
}

#[test]
fn a_lineage_that_another_tool_left_behind() {
    let migrations = set(FIRST, true);
    on_every_driver(|subject| {
        subject.upgrade(&migrations, "a", &plain).unwrap();
        // What a tool without lineages does when it moves the row.
        subject.execute("INSERT INTO a VALUES (2); UPDATE ambix_version SET version_num = 'b'");
        assert_eq!(subject.upgrade(&migrations, "head", &plain).unwrap().applied().len(), 1);
        subject.execute("UPDATE ambix_version SET lineage = NULL");
        subject.check(&migrations, &plain).unwrap();
    });
}
