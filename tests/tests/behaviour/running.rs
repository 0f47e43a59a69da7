//! Up and down, and what is reported.

use std::sync::{Arc, Mutex};

use ambix::{Config, Event, Transactions};
use ambix_tests::set::Folder;
use ambix_tests::subject::Subject;

use crate::case::EVERYWHERE;
use crate::helpers::{all_tables, folder, plain, table, tables, two, versions};

cases! {
    EVERYWHERE => up_down_and_up_again, however_transactions_are_shared, events_in_order,
        a_transaction_for_each_revision, changes_of_rows_alone, a_range_is_for_offline_mode,
        check_says_no_until_nothing_is_pending;
}

fn diamond(subject: &dyn Subject) -> Folder {
    let folder = folder(subject);
    folder
        .write("migrations/a.sql", &table("a", ""))
        .write("migrations/b1.sql", &table("b1", "a"))
        .write("migrations/b2.sql", &table("b2", "a"))
        .write("migrations/m.sql", &table("m", "b1, b2"));
    folder
}

fn up_down_and_up_again(subject: &mut dyn Subject) {
    let migrations = diamond(subject).load();
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
}

fn however_transactions_are_shared(subject: &mut dyn Subject) {
    let migrations = diamond(subject).load();
    for transactions in [Transactions::Revision, Transactions::Run, Transactions::Auto] {
        let options = |config: Config| config.transactions(transactions);
        assert_eq!(subject.upgrade(&migrations, "head", &options).unwrap().applied().len(), 4);
        assert_eq!(subject.upgrade(&migrations, "head", &options).unwrap().applied().len(), 0);
        assert_eq!(versions(subject), ["m"]);
        subject.check(&migrations, &options).unwrap();
        // Several rows, which the server gives in no particular order.
        subject.downgrade(&migrations, "b2", &options).unwrap();
        assert_eq!(versions(subject), ["b1", "b2"]);
        assert_eq!(subject.downgrade(&migrations, "base", &options).unwrap().applied().len(), 3);
        assert_eq!((versions(subject).len(), tables(subject).len()), (0, 0));
    }
    let whole = "SELECT count(*) FROM ambix_journal WHERE statement IS NULL AND outcome = 'done'";
    assert_eq!(subject.texts(whole), ["24"]);
}

fn events_in_order(subject: &mut dyn Subject) {
    let migrations = diamond(subject).load();
    let seen: Arc<Mutex<Vec<String>>> = Arc::default();
    let log = Arc::clone(&seen);
    let listen = |config: Config| {
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
}

fn a_transaction_for_each_revision(subject: &mut dyn Subject) {
    let migrations = diamond(subject).load();
    let per_revision = |config: Config| config.transactions(Transactions::Revision);
    subject.execute("CREATE TABLE m (in_the_way INTEGER)");
    let error = subject.upgrade(&migrations, "head", &per_revision).unwrap_err();
    assert_eq!(error.code(), "statement-failed");
    assert_eq!(error.report().unwrap().applied().len(), 3);
    assert_eq!(versions(subject), ["b1", "b2"]);
    subject.execute("DROP TABLE m");
    assert_eq!(subject.upgrade(&migrations, "head", &per_revision).unwrap().applied().len(), 1);
}

/// Where revisions have no DDL, they share transactions on every database.
fn changes_of_rows_alone(subject: &mut dyn Subject) {
    let set = |last: &str| {
        let folder = two(subject);
        let insert = "INSERT INTO a VALUES (1);\nINSERT INTO a VALUES (2);";
        folder
            .write("migrations/c.sql", &crate::helpers::revision("c", "b", insert, "DELETE FROM a;"))
            .write("migrations/d.sql", &crate::helpers::revision("d", "c", last, "SELECT 1;"));
        folder.load()
    };
    let broken = set("UPDATE a SET id = id + 10;\nINSERT INTO nowhere VALUES (1);");
    let sound = set("UPDATE a SET id = id + 10;\nINSERT INTO b VALUES (1);");
    subject.upgrade(&sound, "b", &plain).unwrap();
    let run = |config: Config| config.transactions(Transactions::Run);
    let error = subject.upgrade(&broken, "head", &run).unwrap_err();
    assert_eq!(error.report().unwrap().applied().len(), 0);
    assert_eq!(versions(subject), ["b"]);
    assert_eq!(subject.texts("SELECT count(*) FROM a"), ["0"], "one transaction");

    let each = |config: Config| config.transactions(Transactions::Revision);
    let error = subject.upgrade(&broken, "head", &each).unwrap_err();
    assert_eq!((error.report().unwrap().applied().len(), error.place().unwrap().number), (1, 2));
    assert_eq!(versions(subject), ["c"]);
    assert_eq!(subject.texts("SELECT id FROM a ORDER BY id"), ["1", "2"], "a transaction each");

    assert_eq!(subject.upgrade(&sound, "head", &run).unwrap().applied().len(), 1);
    assert_eq!(subject.texts("SELECT id FROM a ORDER BY id"), ["11", "12"]);
    assert_eq!(subject.downgrade(&sound, "b", &run).unwrap().applied().len(), 2);
    assert_eq!(subject.texts("SELECT count(*) FROM a"), ["0"]);
}

fn a_range_is_for_offline_mode(subject: &mut dyn Subject) {
    let migrations = diamond(subject).load();
    assert_eq!(subject.upgrade(&migrations, "a:head", &plain).unwrap_err().code(), "range-not-allowed");
    assert_eq!(subject.downgrade(&migrations, "m:a", &plain).unwrap_err().code(), "range-not-allowed");
    assert_eq!(tables(subject), [""; 0]);
}

fn check_says_no_until_nothing_is_pending(subject: &mut dyn Subject) {
    let migrations = diamond(subject).load();
    let error = subject.check(&migrations, &plain).unwrap_err();
    assert_eq!((error.code(), error.is_negative_answer()), ("not-at-head", true));
    assert_eq!(all_tables(subject), [""; 0], "a question leaves no trace");
    subject.ensure_version(&migrations, &plain).unwrap();
    assert_eq!(all_tables(subject), ["ambix_journal", "ambix_version"]);
    subject.ensure_version(&migrations, &plain).unwrap();
    assert_eq!(versions(subject), [""; 0]);
    subject.upgrade(&migrations, "heads", &plain).unwrap();
    subject.check(&migrations, &plain).unwrap();
}
