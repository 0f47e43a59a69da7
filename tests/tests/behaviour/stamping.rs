//! `stamp`: the rows, without running anything.

use ambix::command::Stamp;
use ambix_tests::set::{Folder, revision};

use super::{on_every_driver, plain, tables, versions};

fn fork() -> Folder {
    let folder = Folder::new();
    let labelled = |id: &str| {
        revision(id, "a", "SELECT 1;", "SELECT 1;")
            .replace("\n\n-- ambix:upgrade", &format!("\n-- branch_labels: of_{id}\n\n-- ambix:upgrade"))
    };
    folder
        .write("ambix.toml", "[ambix]\nheads = \"many\"\n")
        .write("migrations/a.sql", &revision("a", "", "CREATE TABLE a (id INTEGER);", "DROP TABLE a;"))
        .write("migrations/b1.sql", &labelled("b1"))
        .write("migrations/b2.sql", &labelled("b2"));
    folder
}

#[test]
fn the_rows_are_what_was_asked_for() {
    let migrations = fork().load();
    on_every_driver(|subject| {
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
    });
}

#[test]
fn purge_is_one_transaction_and_needs_a_good_target() {
    let migrations = fork().load();
    on_every_driver(|subject| {
        subject.stamp(&migrations, "b1".into(), &plain).unwrap();
        subject.execute("INSERT INTO ambix_version (version_num) VALUES ('stranger')");
        let error = subject.stamp(&migrations, Stamp::purge("nowhere"), &plain).unwrap_err();
        assert_eq!(error.code(), "unknown-revision");
        assert_eq!(versions(subject), ["b1", "stranger"]);
        subject.stamp(&migrations, Stamp::purge("b2"), &plain).unwrap();
        assert_eq!(versions(subject), ["b2"]);
    });
}

#[test]
fn inside_a_transaction_of_the_caller() {
    let migrations = fork().load();
    on_every_driver(|subject| {
        subject.execute("CREATE TABLE own (id INTEGER)");
        subject.transaction(false, &mut |commands| {
            commands.stamp(&migrations, "a".into(), &plain).unwrap();
            commands.ensure_version(&migrations, &plain).unwrap();
        });
        assert_eq!(subject.texts("SELECT count(*) FROM sqlite_schema"), ["1"]);
    });
}
