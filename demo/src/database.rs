//! The database of the shop and its revisions.

use ambix::{Config, Event, Migrations, command};
use rusqlite::Connection;

use crate::error::{Error, Result};

/// The revisions in `migrations/`, checked when this program was built.
pub(crate) static MIGRATIONS: Migrations = ambix::embed_migrations!();

/// The database, unless DATABASE_URL names another one.
pub(crate) const URL: &str = "sqlite://shop.db";

/// Where the orders are.
pub(crate) fn url() -> String {
    std::env::var("DATABASE_URL").ok().filter(|url| !url.is_empty()).unwrap_or_else(|| URL.to_owned())
}

/// Opens the database and brings it to the head. A file that does not exist is made.
pub(crate) fn open(url: &str) -> Result<Connection> {
    let mut connection = Connection::open(path(url)?)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    let mut config = Config::new(&MIGRATIONS).on_event(tell).connection(&mut connection);
    command::upgrade(&mut config, "head")?;
    Ok(connection)
}

/// Tells on standard error what an upgrade does.
fn tell(event: &Event) {
    if matches!(event, Event::Running(_)) || event.is_warning() {
        eprintln!("{event}");
    }
}

/// The file that a URL names.
fn path(url: &str) -> Result<&str> {
    let path = url.strip_prefix("sqlite:").map(|path| path.strip_prefix("//").unwrap_or(path));
    path.filter(|path| !path.is_empty() && !path.contains('?'))
        .ok_or_else(|| Error::refused(format!("`{url}` names no file; write `sqlite://shop.db`")))
}

#[cfg(test)]
mod tests {
    use super::path;

    #[test]
    fn urls() {
        for (url, file) in [
            ("sqlite://shop.db", Some("shop.db")),
            ("sqlite:shop.db", Some("shop.db")),
            ("sqlite:///var/lib/shop.db", Some("/var/lib/shop.db")),
            ("sqlite://", None),
            ("sqlite://shop.db?mode=ro", None),
            ("shop.db", None),
        ] {
            assert_eq!(path(url).ok(), file, "{url}");
        }
    }
}
