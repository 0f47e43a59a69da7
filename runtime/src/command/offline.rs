//! Offline mode: commands that write a script instead of running.

use std::fmt;

use ambix_graph::script::Dialect;
use ambix_graph::{Graph, Index};

use super::Target;
use crate::config::Config;
use crate::engine::{Engine, Goal, Session, offline, offline_parts};
use crate::error::{Error, Result};

/// The SQL of a command, to be run by hand or by another tool. `Display` gives the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script(String);

impl Script {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Writes the script that upgrades from `start` to `end`, given as `start:end` or as `end` alone (from an empty
/// database).
///
/// It is for `sqlite3`, `psql` or `mariadb`, and stops there with an error if the database is not at `start`. Rows of
/// other branches are let alone where nothing of the script depends on them. It writes no journal and takes no lock.
///
/// # Errors
///
/// - The codes of symbols that do not resolve; `invalid-range` for an empty end or a second colon.
/// - `online-only` if a revision in Rust names no `offline` file.
///
/// # Examples
///
/// ```no_run
/// # fn example(migrations: &ambix::Migrations) -> ambix::Result<()> {
/// let config = ambix::Config::new(migrations);
/// let script = ambix::command::upgrade_sql(&config, ambix::Dialect::Sqlite, "base:head")?;
/// std::fs::write("upgrade.sql", script.as_str()).expect("a writable folder");
/// # Ok(())
/// # }
/// ```
pub fn upgrade_sql<C>(config: &Config<C>, dialect: Dialect, range: &str) -> Result<Script> {
    let (start, end) = split_range(range)?;
    let start = start_rows(config.migrations.graph(), start.unwrap_or("base"))?;
    let goal = Goal::Upgrade(vec![end.to_owned()]);
    write(config, dialect, |session| offline::migrate(session, goal, start))
}

/// Writes the script that downgrades from `start` to `end`, given as `start:end`.
///
/// # Errors
///
/// Those of [`upgrade_sql`]; `range-required` if there is no start; `irreversible` and `missing-downgrade`.
pub fn downgrade_sql<C>(config: &Config<C>, dialect: Dialect, range: &str) -> Result<Script> {
    let (Some(start), end) = split_range(range)? else {
        return Err(Error::new("range-required", format!("`{range}` does not say where the database is"))
            .with_help("offline, a downgrade needs both ends: `<from>:<to>`"));
    };
    let start = start_rows(config.migrations.graph(), start)?;
    let goal = Goal::Downgrade(end.to_owned());
    write(config, dialect, |session| offline::migrate(session, goal, start))
}

/// Writes the script that stamps. Each target may be `start:end`; all starts must be the same.
///
/// # Errors
///
/// Those of [`upgrade_sql`]; `invalid-range` if the starts differ.
pub fn stamp_sql<C>(config: &Config<C>, dialect: Dialect, target: impl Into<Target>) -> Result<Script> {
    let mut starts = Vec::new();
    let mut targets = Vec::new();
    let Target(ranges) = target.into();
    for range in &ranges {
        let (start, end) = split_range(range)?;
        starts.extend(start);
        targets.push(end.to_owned());
    }
    starts.dedup();
    if starts.len() > 1 {
        let message = format!("the targets start from `{}`", starts.join("` and `"));
        return Err(Error::new("invalid-range", message).with_help("a database has only one start"));
    }
    let start = start_rows(config.migrations.graph(), starts.first().copied().unwrap_or("base"))?;
    write(config, dialect, |session| offline::stamp(session, targets, start))
}

/// Writes the script that creates the version table.
///
/// # Errors
///
/// None at present.
pub fn ensure_version_sql<C>(config: &Config<C>, dialect: Dialect) -> Result<Script> {
    write(config, dialect, offline::ensure_version)
}

fn write<'a, C, F>(
    config: &'a Config<C>,
    dialect: Dialect,
    logic: impl FnOnce(Session<'a>) -> F,
) -> Result<Script>
where
    F: Future<Output = Result<()>> + Send + 'a,
{
    let parts = offline_parts(config, dialect);
    offline::write(dialect, Engine::new(|io| logic(Session::new(io, parts)))).map(Script)
}

/// `start:end`, or `end` alone.
fn split_range(range: &str) -> Result<(Option<&str>, &str)> {
    let invalid = |what: &str| {
        Err(Error::new("invalid-range", format!("`{range}` {what}")).with_help("write `<from>:<to>`"))
    };
    match range.split_once(':') {
        None if range.is_empty() => invalid("names no revision"),
        None => Ok((None, range)),
        Some((_, end)) if end.contains(':') => invalid("has more than one colon"),
        Some(("", _) | (_, "")) => invalid("lacks one of its ends"),
        Some((start, end)) => Ok((Some(start), end)),
    }
}

/// The rows of a database that is at `start`.
fn start_rows(graph: Graph<'_>, start: &str) -> Result<Vec<Index>> {
    Ok(graph.resolve_one(start)?.into_iter().collect())
}
