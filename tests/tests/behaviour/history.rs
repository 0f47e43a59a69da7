//! Files that change after they were applied, and databases that are ahead.

use ambix::{Config, Migrations, Newer};
use ambix_tests::subject::Subject;

use crate::case::EVERYWHERE;
use crate::helpers::{chain, plain, revision, versions};

cases! {
    EVERYWHERE => a_comment_and_white_space_are_no_change, a_changed_token_is_named_and_repair_records_it,
        added_and_removed_statements_are_named, a_database_that_is_ahead, a_database_that_went_another_way,
        a_lineage_that_another_tool_left_behind;
}

const FIRST: &str = "CREATE TABLE a (id INTEGER);\nINSERT INTO a VALUES (1);";

fn set(subject: &dyn Subject, first: &str, more: bool) -> Migrations {
    let revisions = [
        (first, "DROP TABLE a;"),
        ("INSERT INTO a VALUES (2);", "DELETE FROM a;"),
        ("INSERT INTO a VALUES (3);", "DELETE FROM a;"),
    ];
    chain(subject, if more { &revisions } else { &revisions[..2] }).load()
}

fn a_comment_and_white_space_are_no_change(subject: &mut dyn Subject) {
    let commented = "-- The first table.\nCREATE   TABLE a\n  (id INTEGER /* a number */);\n\n\nINSERT INTO a VALUES (1);";
    let (before, after, longer) =
        (set(subject, FIRST, false), set(subject, commented, false), set(subject, commented, true));
    subject.upgrade(&before, "head", &plain).unwrap();
    let report = subject.upgrade(&after, "head", &plain).unwrap();
    assert_eq!(report.history_changed, [""; 0]);
    let report = subject.upgrade(&longer, "head", &plain).unwrap();
    assert_eq!(report.applied().len(), 1);
    subject.check(&longer, &plain).unwrap();
}

fn a_changed_token_is_named_and_repair_records_it(subject: &mut dyn Subject) {
    let edited = "CREATE TABLE a (id INTEGER);\nINSERT INTO a VALUES (100);";
    let (before, after, longer) =
        (set(subject, FIRST, false), set(subject, edited, false), set(subject, edited, true));
    subject.upgrade(&before, "head", &plain).unwrap();
    let report = subject.upgrade(&after, "head", &plain).unwrap();
    assert_eq!(report.history_changed, ["a"], "nothing is pending: a warning");
    assert_eq!(subject.check(&after, &plain).unwrap_err().code(), "history-changed");

    let error = subject.upgrade(&longer, "head", &plain).unwrap_err();
    assert_eq!(error.code(), "history-changed");
    assert_eq!(
        error.to_string(),
        "revision `a` was applied with another statement 2\n  --> a.sql:8:1\n   | INSERT INTO a VALUES (100)"
    );
    assert_eq!(versions(subject), ["b"], "nothing ran");

    let repair = subject.repair(&longer, &plain).unwrap();
    assert_eq!(repair.changes, ["revision `a` was applied with another statement 2 (migrations/a.sql:8)"]);
    assert_eq!(repair.recorded, ["a"]);
    assert_eq!(subject.upgrade(&longer, "head", &plain).unwrap().applied().len(), 1);
    subject.check(&longer, &plain).unwrap();
    assert!(subject.repair(&longer, &plain).unwrap().changes.is_empty());
}

fn added_and_removed_statements_are_named(subject: &mut dyn Subject) {
    let before = set(subject, FIRST, false);
    subject.upgrade(&before, "head", &plain).unwrap();
    let longer = set(subject, &format!("{FIRST}\nINSERT INTO a VALUES (5);"), true);
    let error = subject.upgrade(&longer, "head", &plain).unwrap_err();
    assert_eq!(
        error.to_string(),
        "revision `a` was applied without statement 3\n  --> a.sql:9:1\n   | INSERT INTO a VALUES (5)"
    );
    let shorter = set(subject, "CREATE TABLE a (id INTEGER);", true);
    let error = subject.upgrade(&shorter, "head", &plain).unwrap_err();
    assert_eq!(error.to_string(), "revision `a` was applied with statements that a.sql no longer has");
}

fn a_database_that_is_ahead(subject: &mut dyn Subject) {
    let (old, new) = (set(subject, FIRST, false), set(subject, FIRST, true));
    subject.upgrade(&new, "head", &plain).unwrap();
    let report = subject.upgrade(&old, "head", &plain).unwrap();
    assert_eq!(report.newer, ["c"]);
    assert_eq!(report.applied().len(), 0);
    assert_eq!(versions(subject), ["c"]);
    let refuse = |config: Config| config.newer(Newer::Refuse);
    assert_eq!(subject.upgrade(&old, "head", &refuse).unwrap_err().code(), "newer-database");
    assert_eq!(subject.downgrade(&old, "a", &plain).unwrap_err().code(), "newer-database");
}

fn a_database_that_went_another_way(subject: &mut dyn Subject) {
    let theirs = set(subject, FIRST, false);
    let folder = chain(subject, &[(FIRST, "DROP TABLE a;")]);
    folder.write("migrations/d.sql", &revision("d", "a", "INSERT INTO a VALUES (4);", "DELETE FROM a;"));
    let ours = folder.load();
    subject.upgrade(&theirs, "head", &plain).unwrap();
    let error = subject.upgrade(&ours, "head", &plain).unwrap_err();
    assert_eq!(error.code(), "unknown-revision");
    assert!(format!("{error:?}").contains("the two have parted"), "{error:?}");
}

fn a_lineage_that_another_tool_left_behind(subject: &mut dyn Subject) {
    let migrations = set(subject, FIRST, true);
    subject.upgrade(&migrations, "a", &plain).unwrap();
    // What a tool without lineages does when it moves the row.
    subject.execute("INSERT INTO a VALUES (2); UPDATE ambix_version SET version_num = 'b'");
    assert_eq!(subject.upgrade(&migrations, "head", &plain).unwrap().applied().len(), 1);
    subject.execute("UPDATE ambix_version SET lineage = NULL");
    subject.check(&migrations, &plain).unwrap();
}
