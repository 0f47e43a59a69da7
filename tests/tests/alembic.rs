//! A database of the real Alembic is taken over as it is, and stays one that Alembic accepts.

use std::fs;
use std::path::{Path, PathBuf};

use ambix::{Config, Migrations, command};
use ambix_source::{Configuration, load};
use rusqlite::Connection;

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/alembic")
}

fn migrations() -> Migrations {
    let set = load(&Configuration::load(&data(), None).unwrap()).set.unwrap();
    let text = set.text();
    Migrations::loaded(set.tables, text)
}

fn made_by_alembic(name: &str) -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    connection.execute_batch(&fs::read_to_string(data().join(name)).unwrap()).unwrap();
    connection
}

/// Definitions of all objects and the version rows, white space aside.
fn contents(connection: &Connection) -> Vec<String> {
    let mut contents = Vec::new();
    for query in
        ["SELECT sql FROM sqlite_schema ORDER BY name", "SELECT version_num FROM alembic_version ORDER BY 1"]
    {
        let mut statement = connection.prepare(query).unwrap();
        let rows = statement.query_map([], |row| row.get::<_, Option<String>>(0)).unwrap();
        contents.extend(
            rows.map(|row| row.unwrap().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")),
        );
    }
    contents
}

#[test]
fn taken_over_and_moved_as_alembic_moves_it() {
    let migrations = migrations();
    let mut connection = made_by_alembic("branches.sql");
    let mut config = Config::new(&migrations).connection(&mut connection);
    let current = command::current(&mut config, Default::default()).unwrap();
    assert_eq!(current.rows, ["b1b2c3d4e5f6", "b2b2c3d4e5f6"]);
    assert_eq!(command::upgrade(&mut config, "head").unwrap().applied().len(), 2);
    command::check(&mut config).unwrap();
    assert_eq!(contents(&connection), contents(&made_by_alembic("head.sql")));

    let mut config = Config::new(&migrations).connection(&mut connection);
    command::downgrade(&mut config, "c1b2c3d4e5f6").unwrap();
    command::downgrade(&mut config, "shop@a1b2c3d4e5f6").unwrap();
    assert_eq!(contents(&connection), contents(&made_by_alembic("one_branch.sql")));

    let mut config = Config::new(&migrations).connection(&mut connection);
    command::downgrade(&mut config, "base").unwrap();
    assert_eq!(contents(&connection), contents(&made_by_alembic("base.sql")));
}

#[test]
fn a_new_database_in_its_format() {
    let migrations = migrations();
    let mut connection = Connection::open_in_memory().unwrap();
    command::upgrade(&mut Config::new(&migrations).connection(&mut connection), "head").unwrap();
    assert_eq!(contents(&connection), contents(&made_by_alembic("head.sql")));
}
