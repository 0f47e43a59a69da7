//! A database that Alembic made.

use ambix::VersionTableFormat;
use ambix_tests::set::{Folder, revision};

use super::on_every_driver;

fn alembic(config: ambix::Config) -> ambix::Config {
    config.version_table("alembic_version").version_table_format(VersionTableFormat::Alembic)
}

#[test]
fn its_version_table_is_taken_over_as_it_is() {
    let folder = Folder::new();
    folder
        .write("migrations/a.sql", &revision("a", "", "CREATE TABLE a (id INTEGER);", "DROP TABLE a;"))
        .write("migrations/b.sql", &revision("b", "a", "CREATE TABLE b (id INTEGER);", "DROP TABLE b;"))
        .write("migrations/c.sql", &revision("c", "b", "VACUUM;", "VACUUM;"));
    let migrations = folder.load();
    on_every_driver(|subject| {
        subject.execute(
            "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));
             INSERT INTO alembic_version VALUES ('a'); CREATE TABLE a (id INTEGER);",
        );
        assert_eq!(subject.current(&migrations, &alembic).unwrap().rows, ["a"]);
        assert_eq!(subject.upgrade(&migrations, "head", &alembic).unwrap().applied().len(), 2);
        assert_eq!(subject.texts("SELECT * FROM alembic_version"), ["c"]);
        subject.downgrade(&migrations, "base", &alembic).unwrap();
        assert_eq!(subject.texts("SELECT * FROM alembic_version"), [""; 0]);
        assert_eq!(subject.texts("SELECT name FROM sqlite_schema WHERE type = 'table'"), ["alembic_version"]);
    });
}

#[test]
fn a_row_that_is_there_twice() {
    let folder = Folder::new();
    folder
        .write("migrations/a.sql", &revision("a", "", "CREATE TABLE a (id INTEGER);", "DROP TABLE a;"))
        .write("migrations/b.sql", &revision("b", "a", "CREATE TABLE b (id INTEGER);", "DROP TABLE b;"));
    let migrations = folder.load();
    on_every_driver(|subject| {
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
    });
}
