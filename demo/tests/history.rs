//! Every revision of the shop: there and back again, with rows.

#![allow(clippy::unwrap_used, reason = "a helper of a test fails like the test")]

mod support;

use ambix::{Migrations, ScriptDirectory, command};
use rusqlite::Connection;

use support::{Snapshot, config, connect, values};

static MIGRATIONS: Migrations = ambix::embed_migrations!();

const IRREVERSIBLE: &str = "ccf55fba5f82";

fn upgrade(connection: &mut Connection, target: &str) {
    command::upgrade(&mut config(&MIGRATIONS, connection), target).unwrap();
}

fn downgrade(connection: &mut Connection, target: &str) {
    command::downgrade(&mut config(&MIGRATIONS, connection), target).unwrap();
}

#[test]
fn what_is_embedded_is_what_is_there() {
    MIGRATIONS.assert_fresh().unwrap();
}

#[test]
fn each_revision_takes_back_what_it_did() {
    let scripts = ScriptDirectory::new(&MIGRATIONS);
    let mut tried = 0;
    for revision in scripts.walk_revisions("base", "heads").unwrap() {
        let id = revision.revision.as_str();
        if id == IRREVERSIBLE || revision.is_merge_point {
            continue;
        }
        let mut before = connect();
        for needed in revision.down_revision.iter().chain(&revision.depends_on) {
            upgrade(&mut before, needed);
        }
        let mut connection = connect();
        upgrade(&mut connection, id);
        let after = Snapshot::take(&connection);
        downgrade(&mut connection, &format!("{id}-1"));
        assert_eq!(Snapshot::take(&connection), Snapshot::take(&before), "{id}: downgrade");
        upgrade(&mut connection, id);
        assert_eq!(Snapshot::take(&connection), after, "{id}: upgrade again");
        tried += 1;
    }
    assert_eq!(tried, 18);
}

#[test]
fn all_but_the_irreversible_goes_down_to_nothing() {
    let mut connection = connect();
    upgrade(&mut connection, "67ef17c01bc4");
    upgrade(&mut connection, "1192cdb7fc42");
    let there = Snapshot::take(&connection);
    downgrade(&mut connection, "base");
    assert_eq!(Snapshot::take(&connection), Snapshot::default());
    upgrade(&mut connection, "1192cdb7fc42");
    upgrade(&mut connection, "67ef17c01bc4");
    assert_eq!(Snapshot::take(&connection), there);
}

#[test]
fn a_rebuild_keeps_what_refers_to_the_table() {
    let mut connection = connect();
    upgrade(&mut connection, "bab363ec8cf0");
    connection
        .execute_batch(
            "INSERT INTO products (code, name, price_cents) VALUES ('spoon', 'Spoon', '4,50');
             INSERT INTO customers (handle) VALUES ('ada');
             INSERT INTO orders (customer_id) VALUES (1);
             INSERT INTO order_lines VALUES (1, 1, 1, 2, 2450), (1, 2, 3, 1, 3900);
             INSERT INTO suppliers (name) VALUES ('potter');
             INSERT INTO deliveries (supplier_id, product_id, quantity) VALUES (1, 6, 10);",
        )
        .unwrap();
    let referring = ["order_lines", "stock", "deliveries"];
    let rows = |connection: &Connection| {
        referring.map(|table| values(connection, &format!("SELECT * FROM {table}")))
    };
    let products = "SELECT id, code, name, price_cents FROM products ORDER BY id";
    let prices = "SELECT product_id, typeof(price_cents), price_cents FROM price_history ORDER BY id";
    let before = rows(&connection);
    let mut expected = values(&connection, products);
    assert_eq!(expected.pop().as_deref(), Some("6|spoon|Spoon|4,50"));
    expected.push("6|spoon|Spoon|450".to_owned());

    upgrade(&mut connection, "67ef17c01bc4");
    assert_eq!(rows(&connection), before);
    assert_eq!(values(&connection, products), expected);
    assert_eq!(values(&connection, prices).last().map(String::as_str), Some("6|integer|450"));
    assert!(connection.execute("UPDATE products SET price_cents = '4,50'", []).is_err());
    assert!(
        connection
            .execute("INSERT INTO products (code, name, price_cents) VALUES ('TEAPOT', '', 1)", [])
            .is_err()
    );

    downgrade(&mut connection, "bab363ec8cf0");
    assert_eq!(rows(&connection), before);
    assert_eq!(values(&connection, products), expected);
    assert_eq!(values(&connection, "PRAGMA foreign_key_check"), [""; 0]);
    assert_eq!(values(&connection, "PRAGMA foreign_keys"), ["1"]);
}

#[test]
fn triggers_work_after_the_rebuild() {
    let mut connection = connect();
    upgrade(&mut connection, "67ef17c01bc4");
    connection
        .execute_batch(
            "INSERT INTO products (code, name, price_cents) VALUES ('spoon', 'Spoon', 450);
             UPDATE products SET price_cents = 500 WHERE code = 'spoon';
             UPDATE products SET price_cents = 500 WHERE code = 'spoon';",
        )
        .unwrap();
    assert_eq!(
        values(&connection, "SELECT price_cents FROM price_history WHERE product_id = 6"),
        ["450", "500"]
    );
    assert_eq!(values(&connection, "SELECT code, quantity FROM low_stock"), ["spoon|0"]);
}

#[test]
fn addresses_move_and_come_back() {
    let mut connection = connect();
    upgrade(&mut connection, "20a9e718935d");
    connection
        .execute_batch(
            "INSERT INTO customers (handle, address) VALUES
                 ('ada', '1 St James''s Square'), ('bob', NULL), ('eve', '');",
        )
        .unwrap();
    upgrade(&mut connection, "af280bb0cb3c");
    let addresses = "SELECT customer_id, lines, is_default FROM addresses";
    assert_eq!(values(&connection, addresses), ["1|1 St James's Square|1"]);
    downgrade(&mut connection, "20a9e718935d");
    let customers = "SELECT handle, coalesce(address, '-') FROM customers ORDER BY id";
    assert_eq!(values(&connection, customers), ["ada|1 St James's Square", "bob|-", "eve|-"]);
}

#[test]
fn the_older_account_keeps_the_email() {
    let mut connection = connect();
    upgrade(&mut connection, "3433496abf76");
    connection
        .execute_batch(
            "INSERT INTO customers (handle, email) VALUES
                 ('ada', 'Ada@example.org'), ('bob', NULL), ('ada2', 'ada@example.org'), ('eve', NULL);",
        )
        .unwrap();
    upgrade(&mut connection, "f5132c8997a9");
    let emails = "SELECT handle, email FROM customers WHERE email IS NOT NULL";
    assert_eq!(values(&connection, emails), ["ada|Ada@example.org"]);
    assert!(
        connection
            .execute("INSERT INTO customers (handle, email) VALUES ('x', 'ADA@example.org')", [])
            .is_err()
    );
}

#[test]
fn invoices_get_numbers_addresses_and_references() {
    let mut connection = connect();
    upgrade(&mut connection, "2fc74a039ea1");
    connection
        .execute_batch(
            "INSERT INTO customers (handle, address) VALUES ('ada', 'London');
             INSERT INTO orders (customer_id) VALUES (1), (1), (1), (1);
             INSERT INTO invoices (order_id, issued_on, total_cents) VALUES
                 (1, '2025-01-02', 100), (2, '2024-12-31', 200), (3, '2025-01-01', 300);",
        )
        .unwrap();
    upgrade(&mut connection, "1192cdb7fc42");
    connection
        .execute("INSERT INTO invoices (order_id, issued_on, total_cents) VALUES (4, '2025-02-01', 400)", [])
        .unwrap();
    let invoices =
        "SELECT number, coalesce(address, '-'), coalesce(reference, '-') FROM invoices ORDER BY id";
    assert_eq!(
        values(&connection, invoices),
        [
            "INV-2025-0002|London|RF38INV20250002",
            "INV-2024-0001|London|RF17INV20240001",
            "INV-2025-0001|London|RF65INV20250001",
            "INV-2025-0003|-|-",
        ]
    );
    assert!(connection.execute("UPDATE invoices SET address = 'Paris' WHERE id = 1", []).is_err());
    downgrade(&mut connection, "5c0c902c828a");
    assert_eq!(
        values(&connection, "SELECT count(*) FROM pragma_table_info('invoices') WHERE name = 'reference'"),
        ["0"]
    );
}

#[test]
fn a_rust_revision_that_fails_leaves_nothing_behind() {
    let mut connection = connect();
    upgrade(&mut connection, "5c0c902c828a");
    connection
        .execute_batch(
            "INSERT INTO customers (handle) VALUES ('ada');
             INSERT INTO orders (customer_id) VALUES (1);
             INSERT INTO invoices (order_id, total_cents) VALUES (1, 100);
             UPDATE invoices SET number = NULL;",
        )
        .unwrap();
    let before = Snapshot::take(&connection);
    let error = command::upgrade(&mut config(&MIGRATIONS, &mut connection), "1192cdb7fc42").unwrap_err();
    assert_eq!(error.code(), "revision-failed");
    assert!(error.to_string().contains("an invoice has no number"), "{error}");
    assert_eq!(Snapshot::take(&connection), before);
}

#[test]
fn free_pages_are_overwritten() {
    let folder = support::Folder::new("free_pages");
    let path = folder.path("shop.db");
    let mut connection = Connection::open(&path).unwrap();
    connection.pragma_update(None, "foreign_keys", true).unwrap();
    upgrade(&mut connection, "1192cdb7fc42");
    connection
        .execute_batch(
            "INSERT INTO customers (handle) VALUES ('ada');
             INSERT INTO orders (customer_id) VALUES (1);
             INSERT INTO invoices (order_id, total_cents) VALUES (1, 100);
             INSERT INTO payments (invoice_id, amount_cents, card_number) VALUES (1, 100, '4000123412341234');",
        )
        .unwrap();
    let holds_card = || {
        let bytes = std::fs::read(&path).unwrap();
        bytes.windows(16).any(|window| window == b"4000123412341234")
    };
    assert!(holds_card());
    upgrade(&mut connection, "head");
    assert_eq!(values(&connection, "PRAGMA auto_vacuum"), ["2"]);
    assert!(!holds_card());
    // Nobody is kept out afterwards.
    let other = Connection::open(&path).unwrap();
    other.execute("INSERT INTO customers (handle) VALUES ('bob')", []).unwrap();
    downgrade(&mut connection, "ccf55fba5f82");
    assert_eq!(values(&connection, "PRAGMA auto_vacuum"), ["0"]);
}
