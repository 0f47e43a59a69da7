//! From arguments to commands.

use serde_json::json;

use super::answer::{self, Answer};
use super::args::{Kind, Sql};
use super::failure::Failure;
use crate::command::{self, CurrentOptions};
use crate::config::Config;
use crate::driver::Dialect;
use crate::engine::Nested;
use crate::error::Error;

/// Runs a command that needs no database; `database` is what is known of it all the same.
pub(super) fn offline<C>(
    kind: &Kind,
    config: &mut Config<C>,
    database: Option<Dialect>,
) -> Result<Answer, Failure> {
    Ok(match kind {
        Kind::Heads(heads) => {
            answer::heads(&command::heads(config, heads.resolve_dependencies), heads.verbose)
        }
        Kind::Branches(branches) => answer::branches(&command::branches(config), branches.verbose),
        Kind::History(history) => {
            answer::history(&command::history(config, history.rev_range.as_deref())?, history.verbose)
        }
        Kind::Show(show) => answer::show(&command::show(config, &show.revision)?),
        Kind::Upgrade(upgrade) => {
            let dialect = dialect(&upgrade.sql, config, database)?;
            answer::script(&command::upgrade_sql(config, dialect, &upgrade.target)?)
        }
        Kind::Downgrade(downgrade) => {
            let dialect = dialect(&downgrade.sql, config, database)?;
            answer::script(&command::downgrade_sql(config, dialect, &downgrade.target)?)
        }
        Kind::Stamp(stamp) => {
            let dialect = dialect(&stamp.sql, config, database)?;
            answer::script(&command::stamp_sql(config, dialect, stamp.targets.clone())?)
        }
        Kind::EnsureVersion(ensure) => {
            let dialect = dialect(&ensure.sql, config, database)?;
            answer::script(&command::ensure_version_sql(config, dialect)?)
        }
        #[cfg(feature = "authoring")]
        Kind::Init(_)
        | Kind::ListTemplates(_)
        | Kind::Revision(_)
        | Kind::Merge(_)
        | Kind::Release(_)
        | Kind::Lint(_)
        | Kind::Edit(_) => super::authoring::run(kind, config)?,
        Kind::Current(_) | Kind::Check(_) | Kind::Repair(_) | Kind::Resolve(_) => return Err(no_connection()),
        #[cfg(all(feature = "authoring", feature = "schema"))]
        Kind::Verify(_) | Kind::Diff(_) | Kind::Schema(_) => return Err(opens_itself()),
    })
}

/// Runs a command that needs a database.
pub(super) async fn online(
    kind: &Kind,
    config: &mut Config<Nested>,
    url: Option<&str>,
) -> Result<Answer, Failure> {
    Ok(match kind {
        Kind::Upgrade(upgrade) => {
            answer::report(&command::upgrade(config, upgrade.target.as_str()).await?, "upgrade")
        }
        Kind::Downgrade(downgrade) => {
            answer::report(&command::downgrade(config, downgrade.target.as_str()).await?, "downgrade")
        }
        Kind::Stamp(stamp) => {
            let targets = stamp.targets.clone();
            let stamp =
                if stamp.purge { command::Stamp::purge(targets) } else { command::Stamp::from(targets) };
            answer::report(&command::stamp(config, stamp).await?, "stamp")
        }
        Kind::Current(current) => {
            let options = CurrentOptions::default().check_heads(current.check_heads);
            answer::current(&command::current(config, options).await?, current.verbose, url)
        }
        Kind::Check(_) => {
            let _checked = command::check(config).await?;
            #[cfg(all(feature = "authoring", feature = "schema"))]
            return Ok(super::compare::checked(&_checked.changes));
            #[cfg(not(all(feature = "authoring", feature = "schema")))]
            Answer::new("", json!({ "up_to_date": true })).note("The database is up to date.")
        }
        Kind::History(history) => {
            let range = history.rev_range.as_deref();
            let listed = command::history_current(config, range, history.indicate_current).await?;
            answer::history(&listed, history.verbose)
        }
        Kind::Show(_) => answer::show(&command::show_current(config).await?),
        Kind::EnsureVersion(_) => {
            command::ensure_version(config).await?;
            Answer::new("", json!({ "version_table": config.options.version_table }))
        }
        Kind::Repair(_) => answer::repair(&command::repair(config).await?),
        Kind::Resolve(resolve) => {
            let id = id(config, &resolve.revision)?;
            let resolution = resolve.resolution();
            answer::resolved(&id, resolution, &command::resolve(config, id.as_str(), resolution).await?)
        }
        #[cfg(feature = "authoring")]
        Kind::Edit(_) => {
            let current = command::show_current(config).await?;
            super::authoring::edit_current(config, &current)?
        }
        Kind::Heads(_) | Kind::Branches(_) => offline(kind, config, None)?,
        #[cfg(all(feature = "authoring", feature = "schema"))]
        Kind::Verify(_) | Kind::Diff(_) | Kind::Schema(_) => return Err(opens_itself()),
        #[cfg(feature = "authoring")]
        Kind::Init(_)
        | Kind::ListTemplates(_)
        | Kind::Revision(_)
        | Kind::Merge(_)
        | Kind::Release(_)
        | Kind::Lint(_) => offline(kind, config, None)?,
    })
}

/// The one revision that a symbol means.
fn id<C>(config: &Config<C>, symbol: &str) -> Result<String, Failure> {
    let graph = config.migrations().graph();
    match graph.resolve(symbol).map_err(Error::from)?.as_slice() {
        [only] => Ok(graph.revision(*only).id().to_owned()),
        _ => Err(Failure::usage(format!("`{symbol}` is not one revision"))),
    }
}

pub(super) fn no_connection() -> Failure {
    Error::new("needs-connection", "the command works on a database")
        .with_help("give it a connection (`--url`)")
        .into()
}

/// It reaches databases by URL, which a program with a connection of its own does not have.
#[cfg(all(feature = "authoring", feature = "schema"))]
pub(super) fn opens_itself() -> Failure {
    Failure::usage("the command opens databases itself, by URL: run it with the stand-alone `ambix`")
}

/// The dialect of a script: what the command line says, or the database, or the set if it has only one.
fn dialect<C>(sql: &Sql, config: &Config<C>, database: Option<Dialect>) -> Result<Dialect, Failure> {
    dialect_of_set(sql.dialect.as_deref().and_then(Dialect::from_name), config, database)
}

pub(super) fn dialect_of_set<C>(
    named: Option<Dialect>,
    config: &Config<C>,
    database: Option<Dialect>,
) -> Result<Dialect, Failure> {
    if let Some(dialect) = named.or(database) {
        return Ok(dialect);
    }
    let settings = config.migrations().settings();
    let mut dialects = settings.dialects.iter();
    match (dialects.next(), dialects.next()) {
        (Some(only), None) => Ok(only),
        _ => {
            let names: Vec<_> = settings.dialects.iter().map(Dialect::name).collect();
            Err(Failure::usage(format!(
                "the set has several dialects: say `--dialect {}`",
                names.join("` or `--dialect ")
            )))
        }
    }
}
