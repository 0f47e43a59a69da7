use std::sync::LazyLock;

use include_dir::{Dir, include_dir};
use rusqlite_migration::Migrations;

static DIRECTORY: Dir = include_dir!("$CARGO_MANIFEST_DIR/migrations");

static MIGRATIONS: LazyLock<Migrations<'static>> =
    LazyLock::new(|| Migrations::from_directory(&DIRECTORY).unwrap());

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).unwrap_or_else(|| ":memory:".to_owned());
    let mut connection = rusqlite::Connection::open(file)?;
    MIGRATIONS.to_latest(&mut connection)?;
    Ok(())
}
