//! Tables that SQLite cannot alter and that are rebuilt.

use ambix_tests::subject::Subject;

use crate::case::SQLITE;
use crate::helpers::{chain, plain, versions};

cases! {
    SQLITE => keeps_what_refers_to_the_table, one_that_loses_rows_is_rolled_back;
}

const REBUILD: &str = "CREATE TABLE owner_new (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
INSERT INTO owner_new SELECT id, coalesce(name, '?') FROM owner;
DROP TABLE owner;
ALTER TABLE owner_new RENAME TO owner;";

fn owners(subject: &dyn Subject, rebuild: &str) -> ambix::Migrations {
    let tables = "CREATE TABLE owner (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE pet (id INTEGER PRIMARY KEY, owner INTEGER NOT NULL REFERENCES owner (id) ON DELETE CASCADE);
INSERT INTO owner VALUES (1, 'ada'), (2, NULL);
INSERT INTO pet VALUES (10, 1), (11, 2);";
    chain(subject, &[(tables, "DROP TABLE pet; DROP TABLE owner;"), (rebuild, "SELECT 1;")]).load()
}

fn keeps_what_refers_to_the_table(subject: &mut dyn Subject) {
    let migrations = owners(subject, REBUILD);
    subject.execute("PRAGMA foreign_keys = ON");
    subject.upgrade(&migrations, "head", &plain).unwrap();
    assert_eq!(subject.texts("SELECT * FROM pet ORDER BY id"), ["10 1", "11 2"], "no cascade");
    assert_eq!(subject.texts("SELECT * FROM owner ORDER BY id"), ["1 ada", "2 ?"]);
    assert_eq!(subject.texts("PRAGMA foreign_key_check"), [""; 0]);
    assert_eq!(subject.value("PRAGMA foreign_keys"), "1", "as the caller had it");
}

fn one_that_loses_rows_is_rolled_back(subject: &mut dyn Subject) {
    let migrations = owners(subject, &REBUILD.replace("FROM owner;", "FROM owner WHERE id = 1;"));
    subject.execute("PRAGMA foreign_keys = ON");
    let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
    assert_eq!(error.code(), "foreign-key-violation", "{error:?}");
    assert!(error.to_string().contains("leaves 1 row of `pet`"), "{error}");
    assert_eq!(versions(subject), ["a"]);
    assert_eq!(subject.texts("SELECT count(*) FROM owner"), ["2"]);
    assert_eq!(subject.value("PRAGMA foreign_keys"), "1", "as the caller had it");
}
