//! What a command works on: the set, the connection, and options.

use std::time::Duration;

use ambix_graph::script::{Transactions, VersionTableFormat};

use crate::event::Event;
use crate::migrations::Migrations;

/// What every command takes first: the revisions, a connection if the command needs one, and options.
///
/// Settings come from the set as it was built (`ambix.toml`); what is set here overrides them.
///
/// # Examples
///
/// ```no_run
/// # fn example(migrations: &ambix::Migrations) -> Result<(), Box<dyn std::error::Error>> {
/// let mut connection = rusqlite::Connection::open("app.db")?;
/// let mut config = ambix::Config::new(migrations)
///     .on_event(|event| eprintln!("{event}"))
///     .connection(&mut connection);
/// ambix::command::upgrade(&mut config, "head")?;
/// # Ok(())
/// # }
/// ```
pub struct Config<C = NoConnection> {
    pub(crate) migrations: Migrations,
    pub(crate) connection: C,
    pub(crate) options: Options,
    pub(crate) listener: Option<Box<Listener>>,
    /// The script directory, for commands that write files.
    #[cfg(feature = "authoring")]
    pub(crate) project: Option<ambix_source::Configuration>,
    /// What `check` compares the database with.
    #[cfg(feature = "schema")]
    pub(crate) desired: Option<(ambix_schema::Catalog, ambix_schema::Filter)>,
}

pub(crate) type Listener = dyn FnMut(&Event) + Send;

/// The place of a connection in a [`Config`] that has none.
#[derive(Clone, Copy, Debug)]
pub struct NoConnection;

/// Options of a run, after the set's settings and the caller's overrides.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    pub(crate) set: String,
    pub(crate) version_table: String,
    pub(crate) version_table_schema: Option<String>,
    pub(crate) version_table_format: VersionTableFormat,
    pub(crate) transactions: Transactions,
    pub(crate) lock_timeout: Duration,
    pub(crate) statement_lock_timeout: Duration,
    pub(crate) statement_timeout: Duration,
    pub(crate) invalid_index: InvalidIndex,
    pub(crate) pooler: bool,
    pub(crate) newer: Newer,
    pub(crate) application: &'static str,
}

/// What to do when the database is ahead of the program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Newer {
    /// Fail with `newer-database`.
    Refuse,
    /// Do nothing, say so in an event and in the report.
    #[default]
    Warn,
}

/// What to do about an index that `CREATE INDEX CONCURRENTLY` of an interrupted run has left on PostgreSQL.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InvalidIndex {
    /// Drop it and build it again: it has never answered a query.
    #[default]
    Rebuild,
    /// Fail with `in-doubt`, and leave it for somebody to look at.
    Report,
}

impl Config {
    /// A configuration without a connection: enough for commands that only look at the revisions.
    pub fn new(migrations: &Migrations) -> Self {
        let settings = migrations.settings();
        let time = |milliseconds: Option<u32>, seconds| {
            milliseconds.map_or(Duration::from_secs(seconds), |time| Duration::from_millis(time.into()))
        };
        let options = Options {
            set: settings.name.to_owned(),
            version_table: settings.version_table.to_owned(),
            version_table_schema: Some(settings.version_table_schema)
                .filter(|schema| !schema.is_empty())
                .map(str::to_owned),
            version_table_format: settings.version_table_format,
            transactions: settings.transactions,
            lock_timeout: time(settings.lock_timeout, 60),
            statement_lock_timeout: time(settings.timeouts.statement_lock, 10),
            statement_timeout: time(settings.timeouts.statement, 0),
            invalid_index: InvalidIndex::default(),
            pooler: settings.pooler,
            newer: Newer::default(),
            application: migrations.application(),
        };
        Config {
            migrations: migrations.clone(),
            connection: NoConnection,
            options,
            listener: None,
            #[cfg(feature = "authoring")]
            project: None,
            #[cfg(feature = "schema")]
            desired: None,
        }
    }
}

impl<C> Config<C> {
    /// Uses this connection: a driver's connection or open transaction, or `&mut` to one.
    ///
    /// With a connection, commands own their transactions. With an open transaction they never commit or end it:
    /// several commands and the caller's own statements share its fate.
    pub fn connection<D>(self, connection: D) -> Config<D> {
        Config {
            migrations: self.migrations,
            connection,
            options: self.options,
            listener: self.listener,
            #[cfg(feature = "authoring")]
            project: self.project,
            #[cfg(feature = "schema")]
            desired: self.desired,
        }
    }

    /// Gives the connection back.
    pub fn into_connection(self) -> C {
        self.connection
    }

    /// Calls `listener` with what happens while commands run.
    #[must_use]
    pub fn on_event(mut self, listener: impl FnMut(&Event) + Send + 'static) -> Self {
        self.listener = Some(Box::new(listener));
        self
    }

    /// The name of the version table; `ambix_version` if neither this nor `ambix.toml` says otherwise.
    #[must_use]
    pub fn version_table(mut self, name: impl Into<String>) -> Self {
        self.options.version_table = name.into();
        self
    }

    /// The schema of the version table (on SQLite: the attached database); by default the connection's own.
    #[must_use]
    pub fn version_table_schema(mut self, schema: impl Into<String>) -> Self {
        self.options.version_table_schema = Some(schema.into()).filter(|schema| !schema.is_empty());
        self
    }

    /// The layout of the version table.
    #[must_use]
    pub fn version_table_format(mut self, format: VersionTableFormat) -> Self {
        self.options.version_table_format = format;
        self
    }

    /// How revisions share transactions.
    #[must_use]
    pub fn transactions(mut self, transactions: Transactions) -> Self {
        self.options.transactions = transactions;
        self
    }

    /// How long to wait for another process that migrates the same database; 60 seconds by default.
    ///
    /// On SQLite this is the busy timeout while a command runs; the connection's own is put back afterwards. A busy
    /// *handler* cannot be asked for and is lost: set it again after a command that had something to do.
    #[must_use]
    pub fn lock_timeout(mut self, timeout: Duration) -> Self {
        self.options.lock_timeout = timeout;
        self
    }

    /// How long a statement of a revision waits for a lock of the database on PostgreSQL and MySQL; 10 seconds by
    /// default, zero leaves the session's own setting alone. A revision may say `statement_lock_timeout: 2s` in its
    /// header.
    ///
    /// An `ALTER TABLE` that waits stops everybody who comes after it. When the time is over its transaction is rolled
    /// back, or the statement given up if it commits by itself, and it is tried again, three times, half a second
    /// apart; then the command fails with `lock-timeout`. On PostgreSQL a statement that commits by itself
    /// (`CREATE INDEX CONCURRENTLY`) waits as long as it must unless its revision's header says otherwise. MySQL counts
    /// whole seconds.
    #[must_use]
    pub fn statement_lock_timeout(mut self, timeout: Duration) -> Self {
        self.options.statement_lock_timeout = timeout;
        self
    }

    /// How long a statement of a revision may run on PostgreSQL and MariaDB; zero, the default, leaves the session's own
    /// setting alone. A revision may say `statement_timeout: 10min` in its header. MariaDB counts whole seconds.
    #[must_use]
    pub fn statement_timeout(mut self, timeout: Duration) -> Self {
        self.options.statement_timeout = timeout;
        self
    }

    /// What to do about an index whose build an interrupted run did not end.
    #[must_use]
    pub fn invalid_index(mut self, policy: InvalidIndex) -> Self {
        self.options.invalid_index = policy;
        self
    }

    /// Whether a pooler that keeps no session for its client (PgBouncer's transaction mode) stands before the
    /// server, or several servers are one database (Galera); no by default.
    ///
    /// What runs outside transactions is then protected by a row of a table beside the version table, `ambix_lease`, in
    /// place of a lock of the session, and settings of the session are left alone: revisions must not change any.
    #[must_use]
    pub fn pooler(mut self, pooler: bool) -> Self {
        self.options.pooler = pooler;
        self
    }

    /// What to do when the database is ahead of the program.
    #[must_use]
    pub fn newer(mut self, policy: Newer) -> Self {
        self.options.newer = policy;
        self
    }

    /// The structure that [`command::check`](crate::command::check) compares the database with, as far as the filter
    /// looks at it. Tables of ambix itself are never looked at.
    #[cfg(feature = "schema")]
    #[must_use]
    pub fn desired(mut self, catalog: crate::schema::Catalog, filter: crate::schema::Filter) -> Self {
        self.desired = Some((catalog, filter));
        self
    }

    /// The revisions.
    pub fn migrations(&self) -> &Migrations {
        &self.migrations
    }
}
