//! The test server itself.

use ambix_tests::servers::mariadb::Database;

#[test]
fn databases_are_apart() {
    let (first, second) = (Database::new(), Database::new());
    assert_ne!(first.name(), second.name());
    assert_eq!(first.texts("SELECT database(), 1, NULL"), [format!("{} 1 NULL", first.name())]);
    let name = first.name().to_owned();
    // Somebody is still connected, inside a transaction that locks a table.
    let mut connection = first.connect();
    mysql::prelude::Queryable::query_drop(&mut connection, "CREATE TABLE t (n INT)").unwrap();
    mysql::prelude::Queryable::query_drop(&mut connection, "START TRANSACTION").unwrap();
    mysql::prelude::Queryable::query_drop(&mut connection, "INSERT INTO t VALUES (1)").unwrap();
    drop(first);
    assert!(!second.texts("SHOW DATABASES").contains(&name));
}
