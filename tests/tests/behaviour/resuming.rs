//! Going on after an interruption, and what only somebody who looks can tell.

use ambix::command::Resolution;
use ambix_tests::subject::Subject;

use crate::case::EVERYWHERE;
use crate::helpers::{alone, assert_at_rest, chain, off, plain, states, tables, versions};

cases! {
    EVERYWHERE => goes_on_after_the_last_statement_that_is_done, the_rest_may_be_mended,
        a_done_statement_must_not_have_changed, without_its_journal_it_is_not_begun_again,
        in_doubt_is_resolved_by_hand, given_up_or_declared_done, nothing_to_resolve;
}

const TABLE: (&str, &str) = ("CREATE TABLE a (id INTEGER);", "DROP TABLE a;");

/// `a`, and `b` with a body whose statements commit one by one.
fn set(subject: &dyn Subject, body: &str) -> ambix::Migrations {
    let folder = chain(subject, &[TABLE]);
    folder.write("migrations/b.sql", &off("b", "a", body, "DELETE FROM a;"));
    folder.load()
}

fn goes_on_after_the_last_statement_that_is_done(subject: &mut dyn Subject) {
    let body = format!("INSERT INTO a VALUES (1);\n{}\nINSERT INTO later VALUES (1);", alone(subject));
    let migrations = set(subject, &body);
    let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
    assert_eq!((error.code(), error.place().unwrap().number), ("statement-failed", 3));
    assert!(
        format!("{error:?}").contains("committed: everything up to `a` and statements 1 to 2 of `b`"),
        "{error:?}"
    );
    assert_eq!(subject.texts("SELECT id FROM a"), ["1"], "committed statement by statement");
    assert_eq!(states(subject), ["a -", "b upgrade"]);
    assert_at_rest(subject);
    assert_eq!(subject.check(&migrations, &plain).unwrap_err().code(), "interrupted");
    assert_eq!(subject.downgrade(&migrations, "base", &plain).unwrap_err().code(), "interrupted");
    assert_eq!(subject.stamp(&migrations, "a".into(), &plain).unwrap_err().code(), "interrupted");

    subject.execute("CREATE TABLE later (id INTEGER)");
    assert_eq!(subject.upgrade(&migrations, "head", &plain).unwrap().applied().len(), 1);
    assert_eq!(subject.texts("SELECT id FROM a"), ["1"], "not applied twice");
    assert_eq!(subject.texts("SELECT id FROM later"), ["1"]);
    assert_eq!(states(subject), ["b -"]);
    subject.downgrade(&migrations, "a", &plain).unwrap();
    assert_eq!(states(subject), ["a -"]);
}

fn the_rest_may_be_mended(subject: &mut dyn Subject) {
    let body =
        |last: &str| format!("INSERT INTO a VALUES (1);\n{}\nINSERT INTO {last} VALUES (2);", alone(subject));
    let (broken, mended) = (set(subject, &body("nowhere")), set(subject, &body("a")));
    subject.upgrade(&broken, "head", &plain).unwrap_err();
    assert_eq!(subject.upgrade(&mended, "head", &plain).unwrap().applied().len(), 1);
    assert_eq!(versions(subject), ["b"]);
    assert_eq!(subject.texts("SELECT id FROM a ORDER BY id"), ["1", "2"], "each once");
    subject.check(&mended, &plain).unwrap();
}

fn a_done_statement_must_not_have_changed(subject: &mut dyn Subject) {
    let body = |first: &str| format!("INSERT INTO a VALUES ({first});\nINSERT INTO later VALUES (1);");
    let (before, after) = (set(subject, &body("1")), set(subject, &body("2")));
    assert_eq!(subject.upgrade(&before, "head", &plain).unwrap_err().code(), "statement-failed");
    subject.execute("CREATE TABLE later (id INTEGER)");
    let error = subject.upgrade(&after, "head", &plain).unwrap_err();
    assert_eq!(error.code(), "cannot-resume", "{error:?}");
    subject.upgrade(&before, "head", &plain).unwrap();
    assert_eq!(tables(subject), ["a", "later"]);
}

fn without_its_journal_it_is_not_begun_again(subject: &mut dyn Subject) {
    let migrations = set(subject, "INSERT INTO a VALUES (1);\nINSERT INTO nowhere VALUES (1);");
    subject.upgrade(&migrations, "head", &plain).unwrap_err();
    subject.execute("DELETE FROM ambix_journal");
    let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
    assert_eq!(error.code(), "cannot-resume", "{error:?}");
    assert!(error.help().iter().any(|help| help.contains("ambix resolve b")), "{error:?}");
}

/// Leaves the database as a client does that dies before it learns that the second statement of `b` is done.
fn loses_its_client(subject: &mut dyn Subject, migrations: &ambix::Migrations) {
    subject.upgrade(migrations, "head", &plain).unwrap();
    let sent = "SELECT max(id) FROM ambix_journal WHERE revision = 'b' AND outcome = 'started'";
    let sent = subject.texts(sent).remove(0);
    subject.execute(&format!(
        "UPDATE ambix_version SET version_num = 'a', lineage = NULL; \
         INSERT INTO ambix_version (version_num, state) VALUES ('b', 'upgrade'); \
         DELETE FROM ambix_journal WHERE id > {sent}"
    ));
}

fn in_doubt_is_resolved_by_hand(subject: &mut dyn Subject) {
    let body = format!("INSERT INTO a VALUES (1);\n{}\nINSERT INTO a VALUES (2);", alone(subject));
    let migrations = set(subject, &body);
    loses_its_client(subject, &migrations);
    let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
    assert_eq!((error.code(), error.place().unwrap().number), ("in-doubt", 2), "{error:?}");
    assert!(error.help().iter().any(|help| help.contains("ambix resolve b --redo-from 2")), "{error:?}");
    assert_at_rest(subject);
    let error = subject.resolve(&migrations, "b", Resolution::RedoFrom(5), &plain).unwrap_err();
    assert_eq!(error.code(), "no-such-statement");
    subject.resolve(&migrations, "b", Resolution::RedoFrom(2), &plain).unwrap();
    assert_at_rest(subject);
    subject.upgrade(&migrations, "head", &plain).unwrap();
    assert_eq!(states(subject), ["b -"]);
    assert_eq!(subject.texts("SELECT id FROM a ORDER BY id"), ["1", "2", "2"], "from the second one on");
}

fn given_up_or_declared_done(subject: &mut dyn Subject) {
    let body = format!("INSERT INTO a VALUES (1);\n{}", alone(subject));
    let migrations = set(subject, &body);
    loses_its_client(subject, &migrations);
    subject.resolve(&migrations, "b", Resolution::Abandon, &plain).unwrap();
    assert_eq!(states(subject), ["a -"]);
    assert_eq!(subject.upgrade(&migrations, "head", &plain).unwrap().applied().len(), 1);
    assert_eq!(subject.texts("SELECT id FROM a"), ["1", "1"], "begun again");

    subject.downgrade(&migrations, "a", &plain).unwrap();
    loses_its_client(subject, &migrations);
    subject.resolve(&migrations, "b", Resolution::Done, &plain).unwrap();
    assert_eq!(states(subject), ["b -"]);
    assert_eq!(subject.upgrade(&migrations, "head", &plain).unwrap().applied().len(), 0);
    subject.check(&migrations, &plain).unwrap();
}

fn nothing_to_resolve(subject: &mut dyn Subject) {
    let migrations = set(subject, "INSERT INTO a VALUES (1);");
    subject.upgrade(&migrations, "a", &plain).unwrap();
    for resolution in [Resolution::Done, Resolution::RedoFrom(1), Resolution::Abandon] {
        let error = subject.resolve(&migrations, "b", resolution, &plain).unwrap_err();
        assert_eq!(error.code(), "not-interrupted", "{error:?}");
    }
    assert_eq!(states(subject), ["a -"]);
}
