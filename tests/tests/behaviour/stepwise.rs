//! Revisions whose statements commit one by one.

use ambix_tests::subject::Subject;

use crate::case::EVERYWHERE;
use crate::helpers::{
    alone, assert_at_rest, chain, folder, folder_with, off, plain, states, table, tables, versions,
};
use crate::hook::{directed, meanwhile};

cases! {
    EVERYWHERE => up_and_down, a_first_statement_that_is_refused_leaves_no_mark,
        an_interrupted_downgrade_beside_other_branches, nobody_moves_the_rows_meanwhile,
        rows_that_were_moved_meanwhile_are_noticed;
}

const TABLE: (&str, &str) = ("CREATE TABLE a (id INTEGER);", "DROP TABLE a;");

fn up_and_down(subject: &mut dyn Subject) {
    let folder = chain(subject, &[TABLE]);
    let body = format!("INSERT INTO a VALUES (1);\n{}\nINSERT INTO a VALUES (2);", alone(subject));
    let back = format!("{}\nDELETE FROM a;", alone(subject));
    folder.write("migrations/b.sql", &off("b", "a", &body, &back));
    let migrations = folder.load();
    assert_eq!(subject.upgrade(&migrations, "head", &plain).unwrap().applied().len(), 2);
    assert_eq!(states(subject), ["b -"]);
    assert_eq!(subject.texts("SELECT id FROM a ORDER BY id"), ["1", "2"]);
    assert_at_rest(subject);
    assert_eq!(subject.downgrade(&migrations, "a", &plain).unwrap().applied().len(), 1);
    assert_eq!((states(subject).join(","), subject.texts("SELECT id FROM a").len()), ("a -".into(), 0));
    assert_at_rest(subject);
}

fn a_first_statement_that_is_refused_leaves_no_mark(subject: &mut dyn Subject) {
    let folder = chain(subject, &[TABLE]);
    let body = format!("INSERT INTO later VALUES (1);\n{}", alone(subject));
    folder.write("migrations/b.sql", &off("b", "a", &body, "SELECT 1;"));
    let migrations = folder.load();
    subject.upgrade(&migrations, "a", &plain).unwrap();
    let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
    assert!(format!("{error:?}").contains("nothing of this run is kept"), "{error:?}");
    assert_eq!(states(subject), ["a -"]);
    assert_eq!(subject.check(&migrations, &plain).unwrap_err().code(), "not-at-head");
    assert_at_rest(subject);
    subject.execute("CREATE TABLE later (id INTEGER)");
    subject.upgrade(&migrations, "head", &plain).unwrap();
    assert_eq!(subject.texts("SELECT id FROM later"), ["1"]);
}

fn an_interrupted_downgrade_beside_other_branches(subject: &mut dyn Subject) {
    let folder = folder_with(subject, "heads = \"many\"");
    folder.write("migrations/a.sql", &table("a", "")).write("migrations/w.sql", &table("w", "a")).write(
        "migrations/z.sql",
        &off("z", "a", "CREATE TABLE z (id INTEGER);", "DROP TABLE z;\nDELETE FROM later;"),
    );
    let migrations = folder.load();
    subject.upgrade(&migrations, "heads", &plain).unwrap();
    assert_eq!(subject.downgrade(&migrations, "z@-1", &plain).unwrap_err().code(), "statement-failed");
    assert_eq!(tables(subject), ["a", "w"]);
    assert_eq!(states(subject), ["w -", "z downgrade"]);
    let error = subject.upgrade(&migrations, "heads", &plain).unwrap_err();
    assert_eq!(error.code(), "interrupted", "{error:?}");
    subject.execute("CREATE TABLE later (id INTEGER)");
    // Steps before it keep its mark.
    assert_eq!(subject.downgrade(&migrations, "a", &plain).unwrap().applied().len(), 2);
    assert_eq!(states(subject), ["a -"]);
}

/// `a`, and `b` in Rust, outside a transaction.
fn in_rust(subject: &dyn Subject) -> ambix::Migrations {
    let folder = folder(subject);
    folder
        .write("migrations/a.sql", &table("a", ""))
        .write("migrations/b.rs", &crate::helpers::code("b", "a", &["transaction: off"]));
    directed(&folder, "b")
}

fn nobody_moves_the_rows_meanwhile(subject: &mut dyn Subject) {
    let migrations = in_rust(subject);
    let (mut other, set) = (subject.another(), migrations.clone());
    meanwhile(move || {
        let quick = |config: ambix::Config| config.lock_timeout(std::time::Duration::from_millis(50));
        let error = other.stamp(&set, ambix::command::Stamp::purge("a"), &quick).unwrap_err();
        assert_eq!(error.code(), "lock-timeout", "{error:?}");
    });
    subject.upgrade(&migrations, "head", &plain).unwrap();
    assert_eq!(versions(subject), ["b"]);
}

fn rows_that_were_moved_meanwhile_are_noticed(subject: &mut dyn Subject) {
    let migrations = in_rust(subject);
    let mut other = subject.another();
    meanwhile(move || other.execute("DELETE FROM ambix_version"));
    let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
    assert_eq!(error.code(), "concurrent-change", "never success over a table that was emptied: {error:?}");
    assert_at_rest(subject);
}
