//! The database of the shop and its revisions.

use std::path::Path;

use ambix::{Config, Event, Migrations, command};
use rusqlite::Connection;

use crate::error::Result;

/// The revisions in `migrations/`, checked when this program was built.
pub(crate) static MIGRATIONS: Migrations = ambix::embed_migrations!();

/// Opens the database and brings it to the head. A file that does not exist is made.
pub(crate) fn open(path: &Path) -> Result<Connection> {
    let mut connection = connect(path)?;
    let mut config = Config::new(&MIGRATIONS).on_event(report).connection(&mut connection);
    command::upgrade(&mut config, "head")?;
    Ok(connection)
}

/// Opens the database as it is.
pub(crate) fn connect(path: &Path) -> Result<Connection> {
    let connection = Connection::open(path)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    Ok(connection)
}

/// Tells on standard error what an upgrade does.
fn report(event: &Event) {
    if matches!(event, Event::Running(_)) || event.is_warning() {
        eprintln!("{event}");
    }
}
