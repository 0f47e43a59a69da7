//! One set for several databases.

use ambix::Dialect;
use ambix_tests::set::Folder;
use ambix_tests::subject::Subject;

use crate::case::EVERYWHERE;
use crate::helpers::{all_tables, plain, table, tables, versions};

cases! {
    EVERYWHERE => each_runs_its_own_body, not_made_for_this_database;
}

const TEXT: &str = "-- For all
--
-- revision: a
-- down_revision:

-- ambix:upgrade sqlite, postgres
CREATE TABLE a (id INTEGER, kind TEXT);
INSERT INTO a VALUES (1, 'one of two');

-- ambix:upgrade mysql
CREATE TABLE a (id INTEGER, kind VARCHAR(20)) ENGINE=InnoDB;
INSERT INTO a VALUES (1, 'alone');

-- ambix:downgrade
DROP TABLE a;
";

fn each_runs_its_own_body(subject: &mut dyn Subject) {
    let folder = Folder::new();
    folder
        .write("ambix.toml", "[ambix]\ndialects = [\"sqlite\", \"postgres\", \"mysql\"]\n")
        .write("migrations/a.sql", TEXT)
        .write("migrations/b.sql", &table("b", "a"));
    let migrations = folder.load();
    subject.upgrade(&migrations, "head", &plain).unwrap();
    let kind = if subject.dialect() == Dialect::Mysql { "alone" } else { "one of two" };
    assert_eq!(subject.texts("SELECT kind FROM a"), [kind]);
    subject.check(&migrations, &plain).unwrap();
    subject.downgrade(&migrations, "base", &plain).unwrap();
    assert_eq!((versions(subject).len(), tables(subject).len()), (0, 0));
}

fn not_made_for_this_database(subject: &mut dyn Subject) {
    let other = if subject.dialect() == Dialect::Sqlite { "postgres" } else { "sqlite" };
    let folder = Folder::new();
    folder
        .write("ambix.toml", &format!("[ambix]\ndialects = [\"{other}\"]\n"))
        .write("migrations/a.sql", &table("a", ""));
    let migrations = folder.load();
    let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
    assert_eq!(error.code(), "wrong-dialect", "{error:?}");
    assert_eq!(all_tables(subject), [""; 0]);
}
