//! Statements that the server refuses.

use ambix::driver::DriverErrorKind;
use ambix_tests::set::revision;

use super::{
    IN_TRANSACTION, driver_error, folder, kind, lock_is_free, on_every_driver, plain, two, versions,
};

#[test]
fn a_statement_that_is_refused_has_its_place() {
    let folder = two();
    let body = "INSERT INTO a VALUES (3);\nINSERT INTO nowhere VALUES (4);";
    folder.write("migrations/c.sql", &revision("c", "b", body, "DELETE FROM a WHERE id > 2;"));
    let migrations = folder.load();
    on_every_driver(|subject| {
        let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
        let place = error.place().unwrap();
        assert_eq!((error.code(), place.number, place.line), ("statement-failed", 2, 8), "{error:?}");
        assert_eq!((driver_error(&error).code(), kind(&error)), (Some("1146"), DriverErrorKind::Statement));
        assert!(error.to_string().contains("nowhere"), "{error}");
        assert_eq!(versions(subject), ["b -"]);
        assert_eq!(subject.texts("SELECT id FROM a ORDER BY 1"), ["1", "2"]);
        assert_eq!(subject.value(IN_TRANSACTION), "0");
        assert!(lock_is_free(subject));
    });
}

/// A driver that looks at the first result alone would take this for a success.
#[test]
fn the_second_statement_of_a_text_is_not_passed_over() {
    let folder = folder();
    let body = "CREATE TABLE a (id INTEGER PRIMARY KEY);
-- ambix:statement
-- ambix:unchecked
INSERT INTO a VALUES (1); INSERT INTO a VALUES (1); INSERT INTO a VALUES (2);
-- ambix:end";
    folder.write("migrations/a.sql", &revision("a", "", body, "DROP TABLE a;"));
    let migrations = folder.load();
    on_every_driver(|subject| {
        let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
        assert_eq!(driver_error(&error).code(), Some("1062"), "{error:?}");
        assert_eq!(subject.texts("SELECT count(*) FROM a"), ["0"], "rolled back");
        assert_eq!(subject.value("SELECT 'next'"), "next");
    });
}

#[test]
fn a_procedure_that_fails_after_it_gave_rows() {
    let folder = folder();
    let body = "CREATE TABLE a (id INTEGER PRIMARY KEY);
-- ambix:statement
CREATE PROCEDURE fails() BEGIN SELECT 1; INSERT INTO a VALUES (1); SELECT 2; INSERT INTO a VALUES (1); END;
-- ambix:end
CALL fails();";
    folder.write("migrations/a.sql", &revision("a", "", body, "DROP TABLE a;"));
    let migrations = folder.load();
    on_every_driver(|subject| {
        let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
        assert_eq!(
            (driver_error(&error).code(), error.place().unwrap().number),
            (Some("1062"), 3),
            "{error:?}"
        );
        assert_eq!(subject.value("SELECT 'next'"), "next");
    });
}

#[test]
fn a_lock_that_another_connection_holds() {
    let migrations = two().load();
    on_every_driver(|subject| {
        subject.upgrade(&migrations, "head", &plain).unwrap();
        let mut other = subject.another();
        other.execute("SET SESSION innodb_lock_wait_timeout = 1; SET SESSION lock_wait_timeout = 1");
        subject.execute("START TRANSACTION; DELETE FROM a");
        let brief = |config: ambix::Config| config.statement_lock_timeout(std::time::Duration::from_secs(1));
        let error = other.downgrade(&migrations, "a", &brief).unwrap_err();
        assert_eq!((driver_error(&error).code(), kind(&error)), (Some("1205"), DriverErrorKind::Busy));
        subject.execute("ROLLBACK");
    });
}

#[test]
fn what_cannot_be_written() {
    let migrations = two().load();
    on_every_driver(|subject| {
        subject.upgrade(&migrations, "a", &plain).unwrap();
        subject.execute("SET SESSION TRANSACTION READ ONLY");
        let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
        assert_eq!((driver_error(&error).code(), kind(&error)), (Some("1792"), DriverErrorKind::ReadOnly));
        assert_eq!(subject.value("SELECT @@tx_read_only"), "1", "as the caller had it");
    });
}
