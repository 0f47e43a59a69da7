//! Databases for the time of a command: for what a schema file or the revisions make of nothing.
//!
//! On SQLite they are in memory. On a server they have names that only ambix gives: when they were made, a random part,
//! and a check sum of both. What a killed process has left behind the next one finds by its name, and drops it if
//! nobody is connected to it.

// Without a driver no database is ever opened.
#![cfg_attr(
    not(any(feature = "mysql", feature = "postgres", feature = "rusqlite")),
    allow(dropping_copy_types, clippy::drop_non_drop, unreachable_code, unused_mut, unused_variables)
)]

use std::hash::{BuildHasher as _, Hasher as _};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::database::Database;
use super::url;
use crate::driver::Dialect;
use crate::error::{Error, Result};

/// Younger databases may belong to somebody who has not connected yet.
const YOUNG: Duration = Duration::from_secs(60);

const PREFIX: &str = "ambix_scratch_";

/// An empty database that goes away with the value.
pub(super) struct Scratch {
    /// None once it has gone.
    database: Option<Database>,
    /// On a server: how it is dropped.
    server: Option<(Database, String)>,
}

impl Scratch {
    /// A new one; on the server that `url` names unless it is of SQLite.
    ///
    /// # Errors
    ///
    /// `no-url`, `cannot-create-scratch`, and what connecting says.
    pub(super) fn new(dialect: Dialect, url: Option<&str>) -> Result<Scratch> {
        if dialect == Dialect::Sqlite {
            return Ok(Scratch { database: Some(Database::in_memory()?), server: None });
        }
        let url = url.ok_or_else(|| {
            Error::new(
                "no-url",
                format!("a scratch database is needed, and nothing says on which {} server", dialect.name()),
            )
            .with_help("give `--scratch-url` or `--url`, or set AMBIX_SCRATCH_URL, AMBIX_URL or DATABASE_URL")
        })?;
        if url::dialect(url) != Some(dialect) {
            let message = format!(
                "the scratch database must be of {}, and `{}` is not",
                dialect.name(),
                url::redacted(url)
            );
            return Err(Error::new("wrong-dialect", message)
                .with_help("name a server of that kind with `--scratch-url`"));
        }
        let mut server = Database::open(url)?;
        remove_leftovers(&mut server);
        let name = new_name();
        // Held while this connection lives, so that nobody takes the database for a leftover.
        if dialect == Dialect::Mysql {
            server.texts(format!("SELECT GET_LOCK('{name}', 0)"))?;
        }
        let create = create(&mut server, &name)?;
        server.execute(create).map_err(|refused| not_created(refused, dialect))?;
        let mut scratch = Scratch { database: None, server: Some((server, name.clone())) };
        let database = scratch.database.insert(Database::open(&url::with_database(url, &name))?);
        if dialect == Dialect::Postgres {
            // Nothing here has to outlive the server.
            database.execute("SET synchronous_commit = off")?;
        }
        Ok(scratch)
    }

    /// The connection to it.
    pub(super) fn database(&mut self) -> Result<&mut Database> {
        self.database.as_mut().ok_or_else(|| Error::new("cannot-open", "the scratch database is gone"))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Before it is dropped nobody may be connected.
        drop(self.database.take());
        if let Some((server, name)) = &mut self.server {
            // What is left behind the next run drops.
            let _ = discard(server, name);
        }
    }
}

/// On PostgreSQL with the encoding and the collation of the database that the command is about, and without what an
/// administrator has put into the template of new ones.
fn create(server: &mut Database, name: &str) -> Result<String> {
    use crate::driver::Connection as _;
    if server.dialect() == Dialect::Mysql {
        let of_the_database = server.texts(
            "SELECT concat('CHARACTER SET ', default_character_set_name, ' COLLATE ', default_collation_name) \
             FROM information_schema.schemata WHERE schema_name = DATABASE()",
        )?;
        return Ok(format!(
            "CREATE DATABASE `{name}` {}",
            of_the_database.first().map_or("", String::as_str)
        ));
    }
    let of_the_database = server.texts(
        "SELECT format('ENCODING %L LC_COLLATE %L LC_CTYPE %L', pg_encoding_to_char(encoding), datcollate, datctype) \
         FROM pg_database WHERE datname = current_database() AND datcollate IS NOT NULL",
    )?;
    Ok(format!(
        "CREATE DATABASE {name} TEMPLATE template0 {}",
        of_the_database.first().map_or("", String::as_str)
    ))
}

fn not_created(refused: Error, dialect: Dialect) -> Error {
    if refused.is_temporary() {
        return refused;
    }
    let grant = match dialect {
        Dialect::Mysql => "GRANT ALL ON `ambix\\_scratch\\_%`.* TO <user>",
        Dialect::Postgres | Dialect::Sqlite => "ALTER ROLE <user> CREATEDB",
    };
    Error::new(
        "cannot-create-scratch",
        format!("no scratch database can be made on the server: {}", refused.message()),
    )
    .with_help(format!("let an administrator `{grant}`"))
    .with_help(
        "or name another server, with a user who may create databases: `--scratch-url`, AMBIX_SCRATCH_URL",
    )
    .with_source(refused)
}

fn discard(server: &mut Database, name: &str) -> Result<()> {
    use crate::driver::Connection as _;
    match server.dialect() {
        Dialect::Mysql => server.execute(format!("DROP DATABASE IF EXISTS `{name}`")),
        // The server may not have noticed yet that the connection has gone.
        Dialect::Postgres => server
            .execute(format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
            .or_else(|_| server.execute(format!("DROP DATABASE IF EXISTS {name}"))),
        Dialect::Sqlite => Ok(()),
    }
}

/// Drops what processes that were killed have left. That it cannot be done is no reason to fail.
fn remove_leftovers(server: &mut Database) {
    use crate::driver::Connection as _;
    let is_postgres = server.dialect() == Dialect::Postgres;
    let found = server.texts(match is_postgres {
        true => {
            "SELECT datname::text FROM pg_database WHERE datname LIKE 'ambix\\_scratch\\_%' \
             AND datname NOT IN (SELECT datname FROM pg_stat_activity WHERE datname IS NOT NULL)"
        }
        false => {
            "SELECT schema_name FROM information_schema.schemata WHERE schema_name LIKE 'ambix\\_scratch\\_%' \
             AND IS_USED_LOCK(schema_name) IS NULL"
        }
    });
    let now = since_epoch();
    for name in found.unwrap_or_default() {
        let Some(made) = made(&name) else { continue };
        if made + YOUNG > now {
            continue;
        }
        // Without force: somebody may have connected meanwhile.
        let _ = match is_postgres {
            true => server.execute(format!("DROP DATABASE IF EXISTS {name}")),
            false => discard(server, &name),
        };
    }
}

fn since_epoch() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

fn new_name() -> String {
    // Keyed at random, by the standard library.
    let random = std::collections::hash_map::RandomState::new().build_hasher().finish();
    let stem = format!("{PREFIX}{:x}_{:08x}", since_epoch().as_secs(), random & 0xffff_ffff);
    format!("{stem}_{:08x}", check_sum(&stem))
}

/// When a database was made; none if it is not one of ambix.
fn made(name: &str) -> Option<Duration> {
    let (stem, sum) = name.rsplit_once('_')?;
    let (time, _) = stem.strip_prefix(PREFIX)?.split_once('_')?;
    if u32::from_str_radix(sum, 16).ok()? != check_sum(stem) {
        return None;
    }
    u64::from_str_radix(time, 16).ok().map(Duration::from_secs)
}

/// FNV-1a: <https://datatracker.ietf.org/doc/html/draft-eastlake-fnv>.
fn check_sum(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |sum, byte| (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_ambix_are_known() {
        let name = new_name();
        assert!(name.len() <= 63, "{name}");
        assert!(made(&name).is_some_and(|made| made + YOUNG > since_epoch()));
        for other in
            ["ambix_scratch_", "ambix_scratch_67f00000_00000001_00000000", "ambix_scratch_old", &name[1..]]
        {
            assert_eq!(made(other), None, "{other}");
        }
    }
}
