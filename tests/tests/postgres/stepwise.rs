//! Revisions whose statements commit one by one.

use ambix::command::{self, Resolution};

use super::{LOCKS, on_every_driver, plain, stepwise, tables, two, versions};

const INDEX: &str = "CREATE INDEX CONCURRENTLY a_id ON a (id);";

#[test]
fn up_and_down() {
    let folder = two();
    folder.write(
        "migrations/c.sql",
        &stepwise("c", "b", &format!("{INDEX}\nINSERT INTO a VALUES (1);"), "DROP INDEX CONCURRENTLY a_id;"),
    );
    let migrations = folder.load();
    on_every_driver(|subject| {
        assert_eq!(subject.upgrade(&migrations, "head", &plain).unwrap().applied().len(), 3);
        assert_eq!(versions(subject), ["c -"]);
        assert_eq!(subject.texts("SELECT id FROM a"), ["1"]);
        assert_eq!(subject.value(LOCKS), "0", "unlocked");
        assert_eq!(subject.downgrade(&migrations, "b", &plain).unwrap().applied().len(), 1);
        assert_eq!(subject.texts("SELECT to_regclass('a_id')"), ["NULL"]);
    });
}

#[test]
fn goes_on_after_the_last_statement_that_is_done() {
    let body = |last: &str| format!("INSERT INTO a VALUES (1);\n{INDEX}\nINSERT INTO {last} VALUES (2);");
    let folder = two();
    folder.write("migrations/c.sql", &stepwise("c", "b", &body("nowhere"), "DROP INDEX CONCURRENTLY a_id;"));
    let broken = folder.load();
    folder.write("migrations/c.sql", &stepwise("c", "b", &body("b"), "DROP INDEX CONCURRENTLY a_id;"));
    let mended = folder.load();
    on_every_driver(|subject| {
        let error = subject.upgrade(&broken, "head", &plain).unwrap_err();
        assert_eq!((error.code(), error.place().unwrap().number), ("statement-failed", 3));
        assert_eq!(versions(subject), ["b -", "c upgrade"]);
        assert_eq!(subject.value(LOCKS), "0", "unlocked");
        assert_eq!(subject.upgrade(&mended, "head", &plain).unwrap().applied().len(), 1);
        assert_eq!(versions(subject), ["c -"]);
        assert_eq!(subject.texts("SELECT id FROM a UNION ALL SELECT id FROM b"), ["1", "2"], "each once");
    });
}

#[test]
fn a_statement_in_doubt_is_resolved_by_hand() {
    let folder = two();
    folder.write("migrations/c.sql", &stepwise("c", "b", INDEX, "DROP INDEX CONCURRENTLY a_id;"));
    let migrations = folder.load();
    on_every_driver(|subject| {
        subject.upgrade(&migrations, "head", &plain).unwrap();
        // As a client leaves it that dies before it learns that the statement is done.
        subject.execute(
            "UPDATE ambix_version SET version_num = 'b', lineage = NULL; \
             INSERT INTO ambix_version (version_num, state) VALUES ('c', 'upgrade'); \
             DELETE FROM ambix_journal WHERE id > (SELECT max(id) FROM ambix_journal WHERE revision = 'c' AND outcome = 'started')",
        );
        let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
        assert_eq!(error.code(), "in-doubt", "{error:?}");
        assert_eq!(subject.value(LOCKS), "0", "unlocked");
        let mut client = subject.database().postgres().connect();
        let mut config = ambix::Config::new(&migrations).connection(&mut client);
        command::resolve(&mut config, "c", Resolution::RedoFrom(2)).unwrap();
        subject.upgrade(&migrations, "head", &plain).unwrap();
        assert_eq!(versions(subject), ["c -"]);
        assert_eq!(tables(subject), ["a", "b"]);
    });
}
