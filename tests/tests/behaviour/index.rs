//! Indexes that PostgreSQL builds concurrently.

use ambix::command::Resolution;
use ambix_tests::subject::Subject;

use crate::case::POSTGRES;
use crate::helpers::{assert_at_rest, off, plain, states, tables, two};

cases! {
    POSTGRES => up_and_down, goes_on_after_it, in_doubt_is_resolved_by_hand;
}

const INDEX: &str = "CREATE INDEX CONCURRENTLY a_id ON a (id);";

fn set(subject: &dyn Subject, body: &str) -> ambix::Migrations {
    let folder = two(subject);
    folder.write("migrations/c.sql", &off("c", "b", body, "DROP INDEX CONCURRENTLY a_id;"));
    folder.load()
}

fn up_and_down(subject: &mut dyn Subject) {
    let migrations = set(subject, &format!("{INDEX}\nINSERT INTO a VALUES (1);"));
    assert_eq!(subject.upgrade(&migrations, "head", &plain).unwrap().applied().len(), 3);
    assert_eq!(states(subject), ["c -"]);
    assert_eq!(subject.texts("SELECT id FROM a"), ["1"]);
    assert_at_rest(subject);
    assert_eq!(subject.downgrade(&migrations, "b", &plain).unwrap().applied().len(), 1);
    assert_eq!(subject.texts("SELECT to_regclass('a_id')"), ["NULL"]);
}

fn goes_on_after_it(subject: &mut dyn Subject) {
    let body = |last: &str| format!("INSERT INTO a VALUES (1);\n{INDEX}\nINSERT INTO {last} VALUES (2);");
    let (broken, mended) = (set(subject, &body("nowhere")), set(subject, &body("b")));
    let error = subject.upgrade(&broken, "head", &plain).unwrap_err();
    assert_eq!((error.code(), error.place().unwrap().number), ("statement-failed", 3));
    assert_eq!(states(subject), ["b -", "c upgrade"]);
    assert_eq!(subject.upgrade(&mended, "head", &plain).unwrap().applied().len(), 1);
    assert_eq!(states(subject), ["c -"]);
    assert_eq!(subject.texts("SELECT id FROM a UNION ALL SELECT id FROM b"), ["1", "2"], "each once");
}

fn in_doubt_is_resolved_by_hand(subject: &mut dyn Subject) {
    let migrations = set(subject, INDEX);
    subject.upgrade(&migrations, "head", &plain).unwrap();
    // As a client leaves it that dies before it learns that the statement is done.
    subject.execute(
        "UPDATE ambix_version SET version_num = 'b', lineage = NULL; \
         INSERT INTO ambix_version (version_num, state) VALUES ('c', 'upgrade'); \
         DELETE FROM ambix_journal WHERE id > (SELECT max(id) FROM ambix_journal WHERE revision = 'c' AND outcome = 'started')",
    );
    let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
    assert_eq!(error.code(), "in-doubt", "{error:?}");
    assert_at_rest(subject);
    subject.resolve(&migrations, "c", Resolution::RedoFrom(2), &plain).unwrap();
    subject.upgrade(&migrations, "head", &plain).unwrap();
    assert_eq!(states(subject), ["c -"]);
    assert_eq!(tables(subject), ["a", "b"]);
}
