//! What the database does not let the user do.

use ambix::Dialect;
use ambix_tests::subject::Subject;

use crate::case::{EVERYWHERE, POSTGRES};
use crate::helpers::{all_tables, plain, tables, two, versions};

cases! {
    EVERYWHERE => what_cannot_be_written;
    POSTGRES => a_version_table_without_the_right_to_read_it, a_schema_without_the_right_to_create_in_it;
}

fn what_cannot_be_written(subject: &mut dyn Subject) {
    let migrations = two(subject).load();
    let (forbid, allow) = match subject.dialect() {
        Dialect::Sqlite => ("PRAGMA query_only = ON", "PRAGMA query_only = OFF"),
        Dialect::Postgres => {
            ("SET default_transaction_read_only = on", "SET default_transaction_read_only = off")
        }
        Dialect::Mysql => ("SET SESSION TRANSACTION READ ONLY", "SET SESSION TRANSACTION READ WRITE"),
    };
    subject.execute(forbid);
    let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
    // Only what the driver tells can have a code of its own.
    let expected = if subject.name() == "own async" { "statement-failed" } else { "read-only" };
    assert_eq!(error.code(), expected, "{error:?}");
    assert_eq!(all_tables(subject), [""; 0]);
    subject.execute(allow);
    assert_eq!(subject.upgrade(&migrations, "head", &plain).unwrap().applied().len(), 2);
    subject.execute(forbid);
    assert_eq!(subject.upgrade(&migrations, "head", &plain).unwrap().applied().len(), 0, "it reads");
    let error = subject.downgrade(&migrations, "base", &plain).unwrap_err();
    assert_eq!(error.code(), expected, "{error:?}");
    assert_eq!(versions(subject), ["b"]);
}

/// Does something as a role that may not do much.
fn as_a_role(subject: &mut dyn Subject, act: impl FnOnce(&mut dyn Subject)) {
    let role = format!("{}_reader", subject.database().postgres().name());
    subject.execute(&format!("CREATE ROLE {role}; SET ROLE {role}"));
    act(subject);
    subject.execute(&format!("RESET ROLE; DROP ROLE {role}"));
}

fn a_version_table_without_the_right_to_read_it(subject: &mut dyn Subject) {
    let migrations = two(subject).load();
    subject.upgrade(&migrations, "head", &plain).unwrap();
    as_a_role(subject, |subject| {
        let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
        assert!(error.to_string().contains("permission denied for table ambix_version"), "{error}");
    });
}

fn a_schema_without_the_right_to_create_in_it(subject: &mut dyn Subject) {
    let migrations = two(subject).load();
    subject.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC");
    as_a_role(subject, |subject| {
        let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
        assert!(error.to_string().contains("permission denied for schema public"), "{error}");
    });
    assert_eq!(tables(subject), [""; 0]);
}
