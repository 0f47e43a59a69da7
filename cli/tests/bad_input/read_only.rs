//! Databases that cannot be written.

use ambix::Dialect;
use ambix_tests::servers::private::{Extra, Private};

use super::run::{PASSWORD, project, refused, run};
use super::server::{Server, postgres};

const A: (&str, &str) = ("a", "CREATE TABLE a (id INTEGER);");
const B: (&str, &str) = ("b", "CREATE TABLE b (id INTEGER);");
const WORDS: [&str; 2] = ["cannot be written", "replica"];

#[test]
fn transactions_that_are_read_only_by_default() {
    let Some(server) = postgres() else { return };
    let (new, used) = (server.database(), server.database());
    run(&project(Dialect::Postgres, &[A]), &used.owners(), &["upgrade", "head"]).succeeded();
    for database in [&new, &used] {
        server.admin(&format!("ALTER ROLE {} SET default_transaction_read_only = on", database.owner));
        let before = database.state();
        let folder = project(Dialect::Postgres, &[A, B]);
        for command in [&["upgrade", "head"][..], &["stamp", "head"]] {
            refused(&folder, &database.owners(), command, "read-only", 1, &WORDS);
        }
        run(&folder, &database.owners(), &["current"]).succeeded();
        assert_eq!(database.state(), before);
    }
}

#[test]
fn a_standby() {
    let Some(server) = postgres() else { return };
    let database = server.database();
    run(&project(Dialect::Postgres, &[A]), &database.owners(), &["upgrade", "head"]).succeeded();
    // Made after that, so it has all of it from the beginning.
    let extra = Extra { copy_of: Some(server.private.port()), ..Extra::default() };
    let standby = Private::start(Dialect::Postgres, &extra).unwrap();
    let url = standby.url(&database.owner, PASSWORD, &database.name);
    let before = database.state();
    let folder = project(Dialect::Postgres, &[A, B]);
    refused(&folder, &url, &["upgrade", "head"], "read-only", 1, &WORDS);
    refused(&folder, &url, &["stamp", "base"], "read-only", 1, &WORDS);
    let current = run(&folder, &url, &["current"]);
    current.succeeded();
    assert_eq!(current.stdout, "a\n");
    assert_eq!(run(&folder, &url, &["check"]).exit, 3);
    run(&project(Dialect::Postgres, &[A]), &url, &["upgrade", "head"]).succeeded();
    assert_eq!(database.state(), before);
}

#[test]
fn a_server_that_is_read_only() {
    let Some(server) = Server::start(Dialect::Mysql) else { return };
    let server = std::sync::Arc::new(server);
    let (new, used) = (server.database(), server.database());
    run(&project(Dialect::Mysql, &[A]), &used.owners(), &["upgrade", "head"]).succeeded();
    server.admin("SET GLOBAL read_only = 1");
    for database in [&new, &used] {
        let before = database.state();
        let folder = project(Dialect::Mysql, &[A, B]);
        for command in [&["upgrade", "head"][..], &["stamp", "head"]] {
            refused(&folder, &database.owners(), command, "read-only", 1, &WORDS);
        }
        run(&folder, &database.owners(), &["current"]).succeeded();
        assert_eq!(database.state(), before);
    }
}
