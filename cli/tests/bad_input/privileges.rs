//! Users who may not do what a command needs.

use std::sync::Arc;

use ambix::Dialect;

use super::run::{project, refused, run};
use super::server::{Database, Server, servers};

const A: (&str, &str) = ("a", "CREATE TABLE a (id INTEGER);");

/// A database at revision `a`, and a user who may not do anything there.
fn with_guest(server: &Arc<Server>) -> (Database, String) {
    let database = server.database();
    run(&project(server.dialect, &[A]), &database.owners(), &["upgrade", "head"]).succeeded();
    let guest = database.guest();
    (database, guest)
}

fn grant(database: &Database, guest: &str, privileges: &str, table: &str) {
    database.admin(&match database.server.dialect {
        Dialect::Postgres => format!("GRANT {privileges} ON {table} TO {guest}"),
        _ => format!("GRANT {privileges} ON {}.{table} TO {guest}@'%'", database.name),
    });
}

#[test]
fn to_connect() {
    for server in servers() {
        let (database, guest) = with_guest(server);
        if server.dialect == Dialect::Postgres {
            server.admin(&format!("REVOKE CONNECT ON DATABASE {} FROM PUBLIC", database.name));
        }
        let before = database.state();
        let folder = project(server.dialect, &[A]);
        refused(
            &folder,
            &database.url(&guest),
            &["current"],
            "permission-denied",
            1,
            &[&database.name, "GRANT"],
        );
        assert_eq!(database.state(), before);
    }
}

#[test]
fn to_read_the_version_table() {
    for server in servers() {
        let (database, guest) = with_guest(server);
        if server.dialect == Dialect::Mysql {
            grant(&database, &guest, "SELECT", "a");
        }
        let before = database.state();
        let folder = project(server.dialect, &[A]);
        for command in
            [&["current"][..], &["check"], &["upgrade", "head"], &["downgrade", "base"], &["stamp", "head"]]
        {
            let url = database.url(&guest);
            refused(&folder, &url, command, "permission-denied", 1, &["ambix_version", "privilege"]);
        }
        assert_eq!(database.state(), before);
    }
}

#[test]
fn to_write_the_version_table() {
    for server in servers() {
        let (database, guest) = with_guest(server);
        for table in ["ambix_version", "ambix_journal"] {
            grant(&database, &guest, "SELECT", table);
        }
        match server.dialect {
            Dialect::Postgres => grant(&database, &guest, "CREATE", "SCHEMA public"),
            _ => grant(&database, &guest, "CREATE", "*"),
        }
        let before = database.state();
        let folder = project(server.dialect, &[A, ("b", "CREATE TABLE b (id INTEGER);")]);
        let url = database.url(&guest);
        refused(&folder, &url, &["upgrade", "head"], "permission-denied", 1, &["ambix_version", "as it was"]);
        refused(&folder, &url, &["stamp", "base"], "permission-denied", 1, &["ambix_version"]);
        run(&folder, &url, &["current"]).succeeded();
        assert_eq!(database.state(), before);
    }
}

#[test]
fn to_create_the_version_table() {
    for server in servers() {
        let database = server.database();
        let guest = database.guest();
        if server.dialect == Dialect::Mysql {
            grant(&database, &guest, "SELECT", "*");
        }
        let folder = project(server.dialect, &[A]);
        let words =
            if server.dialect == Dialect::Postgres { "schema public" } else { "CREATE command denied" };
        for command in [&["upgrade", "head"][..], &["stamp", "head"], &["ensure_version"]] {
            refused(
                &folder,
                &database.url(&guest),
                command,
                "permission-denied",
                1,
                &[words, "ensure_version"],
            );
        }
        assert_eq!(database.state(), [""; 0]);
    }
}

#[test]
fn for_the_ddl_of_a_revision() {
    for server in servers() {
        let (database, guest) = with_guest(server);
        for table in ["ambix_version", "ambix_journal"] {
            grant(&database, &guest, "SELECT, INSERT, UPDATE, DELETE", table);
        }
        let words = match server.dialect {
            Dialect::Postgres => "must be owner of table a",
            _ => "ALTER command denied",
        };
        let before = database.state();
        let folder = project(server.dialect, &[A, ("b", "ALTER TABLE a ADD COLUMN b INTEGER;")]);
        let place = ["migrations/b.sql:7:1", "statement 1 of revision `b`", "as it was"];
        refused(
            &folder,
            &database.url(&guest),
            &["upgrade", "head"],
            "permission-denied",
            1,
            &[&[words][..], &place].concat(),
        );
        assert_eq!(database.state(), before);
        run(&folder, &database.owners(), &["upgrade", "head"]).succeeded();
    }
}
