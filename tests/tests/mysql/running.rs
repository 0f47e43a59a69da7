//! Up and down.

use ambix::Dialect;
use ambix_tests::servers::mariadb::Database;
use ambix_tests::set::revision;

use super::{folder, lock_is_free, on_every_driver, plain, two, versions};

#[test]
fn up_down_and_up_again() {
    let migrations = two().load();
    on_every_driver(|subject| {
        assert_eq!(subject.dialect(), Dialect::Mysql);
        for _ in 0..2 {
            assert_eq!(subject.upgrade(&migrations, "head", &plain).unwrap().applied().len(), 2);
            assert_eq!(versions(subject), ["b -"]);
            assert_eq!(subject.texts("SELECT id FROM a ORDER BY 1"), ["1", "2"]);
            assert!(subject.upgrade(&migrations, "head", &plain).unwrap().applied().is_empty());
            subject.recycle();
            assert_eq!(subject.downgrade(&migrations, "base", &plain).unwrap().applied().len(), 2);
            assert_eq!(versions(subject), [""; 0]);
            assert_eq!(subject.texts("SHOW TABLES LIKE 'a'"), [""; 0]);
        }
        assert!(lock_is_free(subject));
    });
}

#[test]
fn a_body_that_goes_to_the_server_as_one_piece() {
    let folder = folder();
    let body = "CREATE TABLE a (id INTEGER);
-- ambix:statement
CREATE PROCEDURE fill(n INTEGER) BEGIN INSERT INTO a VALUES (n); INSERT INTO a VALUES (n + 1); SELECT * FROM a; END;
-- ambix:end
CALL fill(5);";
    folder.write("migrations/a.sql", &revision("a", "", body, "DROP PROCEDURE fill; DROP TABLE a;"));
    let migrations = folder.load();
    on_every_driver(|subject| {
        subject.upgrade(&migrations, "head", &plain).unwrap();
        // The rows of the call are read, so the next statement has an answer of its own.
        assert_eq!(subject.value("SELECT 'next'"), "next");
        assert_eq!(subject.texts("SELECT id FROM a ORDER BY 1"), ["5", "6"]);
        subject.downgrade(&migrations, "base", &plain).unwrap();
    });
}

/// The type is none of those in the suite: there a pooled connection is lent as what it wraps.
#[test]
fn a_pooled_connection_as_it_is() {
    let migrations = two().load();
    let database = Database::new();
    let pool = mysql::Pool::new(database.url().as_str()).unwrap();
    let mut config = ambix::Config::new(&migrations).connection(pool.get_conn().unwrap());
    ambix::command::upgrade(&mut config, "head").unwrap();
    assert_eq!(database.texts("SELECT version_num FROM ambix_version"), ["b"]);
}
