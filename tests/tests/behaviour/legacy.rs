//! A database that Alembic made.

use ambix::{Config, VersionTableFormat};
use ambix_tests::subject::Subject;

use crate::case::EVERYWHERE;
use crate::helpers::{all_tables, alone, folder, off, revision, two};

cases! {
    EVERYWHERE => its_version_table_is_taken_over_as_it_is, a_row_that_is_there_twice,
        what_a_format_without_journal_cannot_do_is_said, a_new_database_in_its_format;
}

fn alembic(config: Config) -> Config {
    config.version_table("alembic_version").version_table_format(VersionTableFormat::Alembic)
}

const TABLE: &str = "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));
    INSERT INTO alembic_version VALUES ('a'); CREATE TABLE a (id INTEGER);";

fn its_version_table_is_taken_over_as_it_is(subject: &mut dyn Subject) {
    let folder = two(subject);
    folder.write("migrations/c.sql", &revision("c", "b", alone(subject), alone(subject)));
    let migrations = folder.load();
    subject.execute(TABLE);
    assert_eq!(subject.current(&migrations, &alembic).unwrap().rows, ["a"]);
    assert_eq!(subject.upgrade(&migrations, "head", &alembic).unwrap().applied().len(), 2);
    assert_eq!(subject.texts("SELECT * FROM alembic_version"), ["c"]);
    subject.downgrade(&migrations, "base", &alembic).unwrap();
    assert_eq!(subject.texts("SELECT * FROM alembic_version"), [""; 0]);
    assert_eq!(all_tables(subject), ["alembic_version"]);
}

fn a_row_that_is_there_twice(subject: &mut dyn Subject) {
    let migrations = two(subject).load();
    // `version_table_pk = False` in Alembic.
    subject.execute(
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL);
         INSERT INTO alembic_version VALUES ('a'), ('a'); CREATE TABLE a (id INTEGER);",
    );
    assert_eq!(subject.upgrade(&migrations, "head", &alembic).unwrap_err().code(), "duplicate-row");
    assert_eq!(subject.texts("SELECT * FROM alembic_version"), ["a", "a"]);
    subject.stamp(&migrations, ambix::command::Stamp::purge("a"), &alembic).unwrap();
    subject.upgrade(&migrations, "head", &alembic).unwrap();
    assert_eq!(subject.texts("SELECT * FROM alembic_version"), ["b"]);
}

fn what_a_format_without_journal_cannot_do_is_said(subject: &mut dyn Subject) {
    let folder = folder(subject);
    let broken = "CREATE TABLE a (id INTEGER);\nINSERT INTO nowhere VALUES (1);";
    folder.write("migrations/a.sql", &off("a", "", broken, "SELECT 1;"));
    let migrations = folder.load();
    let error = subject.upgrade(&migrations, "head", &alembic).unwrap_err();
    assert!(format!("{error:?}").contains("nothing remembers this"), "{error:?}");
}

fn a_new_database_in_its_format(subject: &mut dyn Subject) {
    let migrations = two(subject).load();
    assert_eq!(subject.upgrade(&migrations, "head", &alembic).unwrap().applied().len(), 2);
    assert_eq!(all_tables(subject), ["a", "alembic_version", "b"]);
    assert_eq!(subject.texts("SELECT * FROM alembic_version"), ["b"]);
    // Nothing but the rows can be compared.
    let folder = two(subject);
    folder.write("migrations/a.sql", &revision("a", "", "CREATE TABLE a (id BIGINT);", "DROP TABLE a;"));
    subject.check(&folder.load(), &alembic).unwrap();
}
