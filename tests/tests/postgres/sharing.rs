//! Inside a transaction of the caller's.

use super::{on_every_driver, plain, stepwise, tables, two, versions};

#[test]
fn the_callers_transaction_decides() {
    let migrations = two().load();
    on_every_driver(|subject| {
        for commit in [false, true] {
            subject.transaction(commit, &mut |commands| {
                commands.execute("CREATE TABLE own (id INTEGER)");
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
                assert_eq!(tables(subject), ["a", "b", "own"]);
                assert_eq!(versions(subject), ["b -"]);
            } else {
                assert_eq!(tables(subject), [""; 0]);
                assert_eq!(subject.texts("SELECT to_regclass('ambix_version')"), ["NULL"]);
            }
        }
    });
}

#[test]
fn a_transaction_that_was_begun_as_text() {
    let migrations = two().load();
    on_every_driver(|subject| {
        subject.ensure_version(&migrations, &plain).unwrap();
        subject.execute("BEGIN; CREATE TABLE own (id INTEGER)");
        assert_eq!(subject.upgrade(&migrations, "head", &plain).unwrap().applied().len(), 2);
        assert_eq!(tables(subject), [""; 0], "nothing is committed");
        subject.execute("ROLLBACK");
        assert_eq!(tables(subject), [""; 0]);
        subject.execute("BEGIN");
        subject.stamp(&migrations, "a".into(), &plain).unwrap();
        subject.execute("ROLLBACK");
        assert_eq!(versions(subject), [""; 0]);
    });
}

#[test]
fn what_cannot_run_inside_is_refused_before_anything_ran() {
    let folder = two();
    let index = "CREATE INDEX CONCURRENTLY a_id ON a (id);";
    folder.write("migrations/c.sql", &stepwise("c", "b", index, "DROP INDEX CONCURRENTLY a_id;"));
    let migrations = folder.load();
    on_every_driver(|subject| {
        subject.transaction(false, &mut |commands| {
            let error = commands.upgrade(&migrations, "head", &plain).unwrap_err();
            assert_eq!(error.code(), "needs-own-transaction", "{error:?}");
            assert_eq!(
                commands.upgrade(&migrations, "b", &plain).unwrap().applied().len(),
                2,
                "nothing had run"
            );
        });
        assert_eq!(tables(subject), [""; 0]);
    });
}
