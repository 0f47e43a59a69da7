use std::error::Error;

use diesel::{Connection as _, SqliteConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness as _, embed_migrations};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!();

fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let file = std::env::args().nth(1).unwrap_or_else(|| ":memory:".to_owned());
    let mut connection = SqliteConnection::establish(&file)?;
    connection.run_pending_migrations(MIGRATIONS)?;
    Ok(())
}
