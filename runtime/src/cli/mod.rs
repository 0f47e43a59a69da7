//! The command line, to be put into the application's own: `myapp db upgrade head` works with no files present.
//!
//! [`Command`] is a set of arguments for `clap`'s derive, with the commands of Alembic as subcommands:
//!
//! ```
//! use std::process::ExitCode;
//!
//! use clap::Parser;
//!
//! #[derive(Parser)]
//! enum App {
//!     /// Serve requests
//!     Serve,
//!     /// Look after the database
//!     Db(ambix::cli::Command),
//! }
//!
//! fn run(app: App, migrations: &ambix::Migrations) -> ExitCode {
//!     match app {
//!         App::Serve => ExitCode::SUCCESS,
//!         App::Db(command) => command.run(migrations),
//!     }
//! }
//! # App::try_parse_from(["app", "db", "upgrade", "head", "--url", "sqlite://app.db"])?;
//! # Ok::<(), clap::Error>(())
//! ```
//!
//! An application that always has the same database says it once: [`Command::default_url`]. One that opens connections
//! itself, of any driver, runs commands on them: [`Command::run_with`].
//!
//! The options of every command are global under the subcommand, so the application cannot have global options with
//! the letters `q` and `x` itself.
//!
//! # Exit codes
//!
//! | code | meaning |
//! | --- | --- |
//! | 0 | done |
//! | 1 | error |
//! | 2 | the command line makes no sense |
//! | 3 | the answer is no: `lint` found something that is denied; `diff`, `check` or `verify` a difference; `check` (`interrupted`, `history-changed` and `newer-database` too), `current --check-heads` |
//! | 4 | try again: a lock was held (`lock-timeout`), the database not reached (`cannot-connect`) |
//!
//! Errors go to standard error as `error[code]: message`, with their place and advice in the lines below. What runs
//! goes there too; standard output has the answer and nothing else.
//!
//! # JSON
//!
//! With `--json` the answer is one object. Members may be added, never renamed or removed.
//!
//! | command | object |
//! | --- | --- |
//! | `heads`, `history`, `show` | `{"revisions": [REVISION]}` |
//! | `branches` | `{"branches": [{"revision": REVISION, "children": [REVISION]}]}` |
//! | `current` | `{"revisions": [REVISION], "rows": [id]}`: the tips of what is applied, and the version table |
//! | `upgrade`, `downgrade`, `stamp`, `resolve` | `{"applied": [{"direction", "revision", "down_revision", "message"}], "heads": [id], "newer": [id], "history_changed": [id]}` |
//! | `check` | `{"up_to_date": bool, "changes": [CHANGE]}`; nothing is compared unless a schema is wanted |
//! | `diff` | `{"changes": [CHANGE]}` |
//! | `verify` | `{"revisions": number, "irreversible": [id]}` |
//! | `schema dump` | `{"sql": text}` |
//! | `ensure_version` | `{"version_table"}` |
//! | `repair` | `{"changes": [text], "recorded": [id]}` |
//! | anything with `--sql` | `{"sql": text}` |
//! | `revision`, `merge` | `{"path", "revision": REVISION}`; both are `null` if there was nothing to merge |
//! | `release` | `{"path", "released": [id], "reopened": [id]}` |
//! | `edit` | `{"paths": [path]}` |
//! | `init` | `{"directory", "written": [path], "skipped": [path], "next": [text]}` |
//! | `list_templates` | `{"templates": [{"name", "synopsis"}]}` |
//! | `lint` | `{"findings": [FINDING], "summary": {"files", "statements", "errors", "warnings"}, "directory", "layout", "sequences", "dialects": [text], "dialect_from", "fixed": [FIX], "not_fixed": [FIX]}` |
//! | any that fails | `{"errors": [{"code", "message", "help": [text], "place", "report"}]}` |
//!
//! REVISION is `{"revision", "down_revision": [id], "depends_on": [text], "branch_labels": [text], "next": [id],
//! "is_head", "is_effective_head", "is_current", "is_branch_point", "is_merge_point", "path", "message"}`, as
//! [`RevisionInfo`](crate::RevisionInfo). FINDING is `{"code", "level", "message", "path", "line", "column", "end_line",
//! "end_column", "range": [start, end], "labels": [LABEL], "help": [text], "fix": FIX}`; without a place in a text what
//! tells the place is `null`. LABEL has the members from `path` to `range` and `label`, FIX those and `title` and
//! `replacement`; what is not fixed says why in `reason`. Lines and columns count from 1, columns in characters, and the
//! end is behind the last one. `layout` and `dialect_from` are as [`Layout::name`](crate::command::Layout::name) and
//! [`DialectFrom::name`](crate::command::DialectFrom::name) give them. CHANGE is `{"action", "kind", "schema", "table", "name",
//! "text"}`; the action is `add`, `drop` or `change`. A place is `{"path", "line", "column"}`, for a statement that failed also
//! `{"revision", "number", "statement"}`.

mod answer;
mod args;
mod arguments;
#[cfg(feature = "authoring")]
mod authoring;
#[cfg(feature = "authoring")]
mod authoring_args;
#[cfg(all(feature = "authoring", feature = "schema"))]
mod compare;
#[cfg(all(feature = "authoring", feature = "schema"))]
mod compare_args;
#[cfg(any(feature = "mysql", feature = "postgres"))]
mod connect;
#[cfg(all(feature = "authoring", feature = "schema"))]
mod database;
#[cfg(feature = "authoring")]
mod directory;
mod environment;
mod failure;
#[cfg(feature = "authoring")]
mod lint;
#[cfg(feature = "authoring")]
mod lint_github;
#[cfg(feature = "authoring")]
mod lint_json;
#[cfg(feature = "authoring")]
mod lint_rules;
#[cfg(feature = "authoring")]
mod lint_sarif;
#[cfg(feature = "rusqlite")]
mod open;
#[cfg(feature = "mysql")]
mod open_mysql;
#[cfg(feature = "postgres")]
mod open_postgres;
mod output;
#[cfg(any(feature = "mysql", feature = "postgres"))]
mod parameters;
mod run;
#[cfg(all(feature = "authoring", feature = "schema"))]
mod scratch;
#[cfg(any(feature = "mysql", feature = "postgres"))]
mod security;
#[cfg(all(feature = "cli-tls", feature = "postgres"))]
mod tls;
mod url;

use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use answer::Answer;
use args::Kind;
pub use args::{Action, Options};
use failure::Failure;
use output::Output;

use crate::config::{Config, Listener};
use crate::driver::Connection;
use crate::engine::{Engine, Nested};
use crate::migrations::Migrations;

/// The commands as arguments of `clap`; see the [module](self).
#[derive(Clone, Debug)]
pub struct Command {
    // Boxed, because the command is a variant of the application's own `enum`, beside small ones.
    options: Box<Options>,
    action: Box<Action>,
    /// How people call it, as `myapp db`; none for the stand-alone `ambix`.
    name: Option<String>,
    default_url: Option<String>,
}

impl Command {
    /// A command from its parts, for a command line that adds commands of its own beside [`Action`].
    pub fn new(options: Options, action: Action) -> Self {
        Command { options: Box::new(options), action: Box::new(action), name: None, default_url: None }
    }

    /// The database of the application: [`run`](Self::run) opens it unless `--url`, AMBIX_URL or DATABASE_URL name
    /// another one.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # fn example(command: ambix::cli::Command, migrations: &ambix::Migrations) -> std::process::ExitCode {
    /// command.default_url("sqlite://shop.db").run(migrations)
    /// # }
    /// ```
    #[must_use]
    pub fn default_url(mut self, url: impl Into<String>) -> Self {
        self.default_url = Some(url.into());
        self
    }

    /// What was given with `-x`, in order; if it stands on both sides of the command, what stands behind it. It
    /// means nothing to ambix: the application may ask before it runs the command.
    pub fn x_arguments(&self) -> &[String] {
        &self.options.x
    }

    /// Whether [`run_with`](Self::run_with) needs a connection to a database.
    pub fn needs_database(&self) -> bool {
        self.action.0.needs_database()
    }

    /// Runs the command on the database that the command line or the environment names, prints the answer, and
    /// gives the exit code of the process.
    ///
    /// Opens SQLite databases through the feature `rusqlite`, PostgreSQL through `postgres`, MySQL and MariaDB through
    /// `mysql`, each if it is on. The feature `cli-tls` adds TLS to the latter two:
    ///
    /// | PostgreSQL, `?sslmode=` | MySQL and MariaDB, `?ssl-mode=` | |
    /// | --- | --- | --- |
    /// | `disable` | `DISABLED` | no TLS |
    /// | `prefer` | `PREFERRED` | TLS if the server can do it; the default |
    /// | `require` | `REQUIRED` | TLS, whatever the certificate; with `sslrootcert` as `verify-ca` |
    /// | `verify-ca` | | the certificate comes from an authority in `sslrootcert` |
    /// | `verify-full` | `VERIFY_IDENTITY` | and it is for this host |
    ///
    /// `sslrootcert` and `ssl-ca` name a PEM file with authorities to trust. Without it those are trusted that browsers
    /// trust; on MySQL and MariaDB with it as well. `connect_timeout` is how many seconds to wait for the server, 30 by
    /// default. On a connection of another driver use [`run_with`](Self::run_with).
    pub fn run(self, migrations: &Migrations) -> ExitCode {
        #[cfg(feature = "authoring")]
        {
            let set = Some(migrations.settings().name).filter(|name| !name.is_empty());
            if let Some(code) = answer_without_revisions(&self, set) {
                return code;
            }
            let kind = (*self.action.0).clone();
            self.run_configured(move |options, _| {
                let mut config = Config::new(migrations);
                if matches!(kind, Kind::Revision(_) | Kind::Merge(_) | Kind::Release(_) | Kind::Edit(_)) {
                    config.project = Some(directory::configuration(options, set)?);
                }
                Ok(config)
            })
        }
        #[cfg(not(feature = "authoring"))]
        self.run_configured(|_, _| Ok(Config::new(migrations)))
    }

    /// Runs the command on the connection of `config`, prints the answer, and gives the exit code of the process:
    /// at once on a blocking connection, with a future on an async one.
    ///
    /// The connection says which database it is, and not the environment; `--url` is refused.
    pub fn run_with<'a, C: Connection>(self, config: &'a mut Config<C>) -> C::Answer<'a, ExitCode> {
        let (options, output) = self.prepare();
        let database = match self.options.url {
            None => Ok(None),
            Some(_) => Err(Failure::usage(
                "`--url` names a database, and this program has opened its own: leave the option out",
            )),
        };
        self.run_on(config, options, output, database)
    }

    fn prepare(&self) -> (Options, Output) {
        let mut options = (*self.options).clone().with_environment();
        options.url = options.url.or_else(|| self.default_url.clone());
        let output = Output {
            quiet: options.quiet,
            json: options.json,
            script_location: String::new(),
            name: self.name.clone(),
        };
        (options, output)
    }

    fn run_configured(
        self,
        configure: impl FnOnce(&Options, &Output) -> Result<Config, Failure>,
    ) -> ExitCode {
        let (options, mut output) = self.prepare();
        let configured = configure(&options, &output).and_then(|config| configured(config, &options));
        let answer = configured.and_then(|mut config| {
            output.script_location = script_location(&config);
            #[cfg(all(feature = "authoring", feature = "schema"))]
            {
                if let Some(answer) = compare::run(&self.action.0, &mut config, &options) {
                    return answered(&answer?, &output);
                }
                compare::prepare(&self.action.0, &mut config, &options)?;
            }
            if self.needs_database() {
                return self.open(config, &options, &output);
            }
            let database = options.url.as_deref().and_then(url::dialect);
            #[cfg(all(feature = "authoring", feature = "schema"))]
            if let Kind::Revision(arguments) = &*self.action.0
                && arguments.autogenerate
            {
                let written = compare::autogenerate(&arguments.comparing, &mut config, &options)?;
                return answered(&authoring::autogenerated(arguments, &mut config, written)?, &output);
            }
            answered(&run::offline(&self.action.0, &mut config, database)?, &output)
        });
        answer.unwrap_or_else(|failure| exit(self.action.0.asks(), Err(failure), &output))
    }

    fn open(&self, config: Config, options: &Options, output: &Output) -> Result<ExitCode, Failure> {
        #[cfg(feature = "postgres")]
        if let url = options.url()?
            && url::dialect(url) == Some(crate::Dialect::Postgres)
        {
            let client = open_postgres::open(url)?;
            let (options, shown) = (options.clone(), url::redacted(url));
            let mut config = config.connection(client);
            return Ok(self.clone().run_on(&mut config, options, output.clone(), Ok(Some(shown))));
        }
        #[cfg(feature = "mysql")]
        if let url = options.url()?
            && url::dialect(url) == Some(crate::Dialect::Mysql)
        {
            let connection = open_mysql::open(url)?;
            let (options, shown) = (options.clone(), url::redacted(url));
            let mut config = config.connection(connection);
            return Ok(self.clone().run_on(&mut config, options, output.clone(), Ok(Some(shown))));
        }
        self.open_sqlite(config, options, output)
    }

    #[cfg(feature = "rusqlite")]
    fn open_sqlite(&self, config: Config, options: &Options, output: &Output) -> Result<ExitCode, Failure> {
        let url = options.url()?;
        let mut opened = open::open(&url::sqlite(url)?, self.action.0.may_create_database())?;
        let mut config = config.connection(&mut opened.connection);
        let shown = url::redacted(url);
        let code = self.clone().run_on(&mut config, options.clone(), output.clone(), Ok(Some(shown)));
        drop(config);
        opened.close();
        Ok(code)
    }

    #[cfg(not(feature = "rusqlite"))]
    fn open_sqlite(&self, _: Config, options: &Options, _: &Output) -> Result<ExitCode, Failure> {
        url::sqlite(options.url()?)?;
        let message = "this program does not open such databases by URL";
        Err(crate::Error::new("no-driver", message)
            .with_help(
                "for its developer: call `Command::run_with`, or turn on the feature `mysql`, `postgres` or `rusqlite` of ambix",
            )
            .into())
    }

    /// `database` is the URL of the connection as people are shown it, where there is one.
    fn run_on<'a, C: Connection>(
        self,
        config: &'a mut Config<C>,
        options: Options,
        mut output: Output,
        database: Result<Option<String>, Failure>,
    ) -> C::Answer<'a, ExitCode> {
        let kind = *self.action.0;
        output.script_location = script_location(config);
        let dialect = config.connection.dialect();
        let in_transaction = config.connection.is_transaction();
        let lent = Lent::new(&mut config.listener);
        let inner = config.migrations.clone();
        let mut inner = Config { options: config.options.clone(), ..Config::new(&inner) };
        #[cfg(feature = "authoring")]
        {
            inner.project = config.project.clone();
        }
        #[cfg(feature = "schema")]
        {
            inner.desired = config.desired.clone();
        }
        let (shared, events) = (Arc::clone(&lent.listener), output.clone());
        inner.listener = Some(Box::new(move |event| {
            events.event(event);
            if let Some(listener) = &mut *shared.lock().unwrap_or_else(PoisonError::into_inner) {
                listener(event);
            }
        }));
        config.connection.drive(Engine::new(|io| async move {
            let asks = kind.asks();
            let answer = match database {
                Ok(url) => {
                    answer(&kind, inner, Nested::new(io, dialect, in_transaction), &options, url).await
                }
                Err(refused) => Err(refused),
            };
            drop(lent);
            answer
                .and_then(|answer| answered(&answer, &output))
                .unwrap_or_else(|failure| exit(asks, Err(failure), &output))
        }))
    }
}

/// Runs what needs neither revisions nor a script directory.
#[cfg(feature = "authoring")]
fn answer_without_revisions(command: &Command, set: Option<&str>) -> Option<ExitCode> {
    let (options, mut output) = command.prepare();
    let kind = &*command.action.0;
    if let Kind::Lint(arguments) = kind {
        output.json = arguments.is_json(&options);
    }
    let answer = authoring::run_anywhere(kind, &options, set)?;
    let answered = answer.and_then(|answer| answered(&answer, &output));
    Some(answered.unwrap_or_else(|failure| exit(false, Err(failure), &output)))
}

async fn answer(
    kind: &Kind,
    config: Config,
    connection: Nested,
    options: &Options,
    url: Option<String>,
) -> Result<Answer, Failure> {
    let dialect = connection.dialect();
    let mut config = configured(config, options)?.connection(connection);
    if kind.needs_database() {
        run::online(kind, &mut config, url.as_deref()).await
    } else {
        run::offline(kind, &mut config, Some(dialect))
    }
}

/// The configuration with what the command line says.
fn configured(mut config: Config, options: &Options) -> Result<Config, Failure> {
    if let Some(table) = &options.version_table {
        config = config.version_table(table);
    }
    if let Some(timeout) = options.lock_timeout()? {
        config = config.lock_timeout(timeout);
    }
    Ok(config)
}

fn script_location<C>(config: &Config<C>) -> String {
    #[cfg(feature = "authoring")]
    if let Some(project) = &config.project {
        return project.shown_directory();
    }
    config.migrations.settings().script_location.to_owned()
}

/// Prints an answer; the exit code is that of what it says.
fn answered(answer: &Answer, output: &Output) -> Result<ExitCode, Failure> {
    output.answer(answer)?;
    Ok(if answer.is_no { ExitCode::from(3) } else { ExitCode::SUCCESS })
}

fn exit(asks: bool, result: Result<(), Failure>, output: &Output) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            output.failure(&failure);
            ExitCode::from(failure.exit_code(asks))
        }
    }
}

/// The caller's listener while the command runs; it goes back on every path.
struct Lent<'a> {
    place: &'a mut Option<Box<Listener>>,
    listener: Arc<Mutex<Option<Box<Listener>>>>,
}

impl<'a> Lent<'a> {
    fn new(place: &'a mut Option<Box<Listener>>) -> Self {
        let listener = Arc::new(Mutex::new(place.take()));
        Lent { place, listener }
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        *self.place = self.listener.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}
