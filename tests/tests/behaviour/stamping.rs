//! `stamp`: the rows, without running anything.

use ambix::command::Stamp;
use ambix_tests::set::Folder;
use ambix_tests::subject::Subject;

use crate::case::EVERYWHERE;
use crate::helpers::{folder_with, plain, revision, table, tables, two, versions, with_key};

cases! {
    EVERYWHERE => the_rows_are_what_was_asked_for, purge_is_one_transaction_and_needs_a_good_target,
        a_stamped_database_is_at_head;
}

fn fork(subject: &dyn Subject) -> Folder {
    let folder = folder_with(subject, "heads = \"many\"");
    let labelled =
        |id: &str| with_key(&revision(id, "a", "SELECT 1;", "SELECT 1;"), &format!("branch_labels: of_{id}"));
    folder
        .write("migrations/a.sql", &table("a", ""))
        .write("migrations/b1.sql", &labelled("b1"))
        .write("migrations/b2.sql", &labelled("b2"));
    folder
}

fn the_rows_are_what_was_asked_for(subject: &mut dyn Subject) {
    let migrations = fork(subject).load();
    subject.stamp(&migrations, "heads".into(), &plain).unwrap();
    assert_eq!(versions(subject), ["b1", "b2"]);
    assert_eq!(tables(subject), [""; 0], "nothing ran");
    subject.stamp(&migrations, "of_b1@base".into(), &plain).unwrap();
    assert_eq!(versions(subject), ["b2"]);
    subject.stamp(&migrations, "a".into(), &plain).unwrap();
    assert_eq!(versions(subject), ["a"]);
    subject.stamp(&migrations, "base".into(), &plain).unwrap();
    assert_eq!(versions(subject), [""; 0]);
    let lineages = "SELECT count(*) FROM ambix_journal WHERE direction = 'stamp'";
    assert_eq!(subject.texts(lineages), ["3"]);
}

fn purge_is_one_transaction_and_needs_a_good_target(subject: &mut dyn Subject) {
    let migrations = fork(subject).load();
    subject.stamp(&migrations, "b1".into(), &plain).unwrap();
    subject.execute("INSERT INTO ambix_version (version_num) VALUES ('stranger')");
    let error = subject.stamp(&migrations, Stamp::purge("nowhere"), &plain).unwrap_err();
    assert_eq!(error.code(), "unknown-revision");
    assert_eq!(versions(subject), ["b1", "stranger"]);
    subject.stamp(&migrations, Stamp::purge("b2"), &plain).unwrap();
    assert_eq!(versions(subject), ["b2"]);
}

fn a_stamped_database_is_at_head(subject: &mut dyn Subject) {
    let migrations = two(subject).load();
    assert_eq!(subject.check(&migrations, &plain).unwrap_err().code(), "not-at-head");
    subject.stamp(&migrations, "head".into(), &plain).unwrap();
    assert_eq!(versions(subject), ["b"]);
    assert_eq!(subject.upgrade(&migrations, "head", &plain).unwrap().applied().len(), 0);
    subject.execute("DROP TABLE ambix_version");
    subject.execute("DROP TABLE ambix_journal");
    subject.ensure_version(&migrations, &plain).unwrap();
    assert_eq!(versions(subject), [""; 0]);
}
