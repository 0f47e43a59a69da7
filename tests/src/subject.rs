//! A driver under test: its connections behind one face, so that one suite serves them all.

use std::path::{Path, PathBuf};

use ambix::command::{self, Current, Repair, Stamp};
use ambix::{Config, Migrations, Report, Result};
use rusqlite::types::Value;
use sqlx::Connection as _;
use tokio::runtime::Runtime;

use crate::pending::Pending;

/// How a command is configured, beyond its set.
pub type Configure<'f> = &'f dyn Fn(Config) -> Config;

/// The commands, on some connection.
pub trait Commands {
    /// `command::upgrade`
    fn upgrade(&mut self, migrations: &Migrations, target: &str, configure: Configure<'_>) -> Result<Report>;
    /// `command::downgrade`
    fn downgrade(
        &mut self,
        migrations: &Migrations,
        target: &str,
        configure: Configure<'_>,
    ) -> Result<Report>;
    /// `command::stamp`
    fn stamp(&mut self, migrations: &Migrations, stamp: Stamp, configure: Configure<'_>) -> Result<Report>;
    /// `command::current`
    fn current(&mut self, migrations: &Migrations, configure: Configure<'_>) -> Result<Current>;
    /// `command::check`
    fn check(&mut self, migrations: &Migrations, configure: Configure<'_>) -> Result<()>;
    /// `command::repair`
    fn repair(&mut self, migrations: &Migrations, configure: Configure<'_>) -> Result<Repair>;
    /// `command::ensure_version`
    fn ensure_version(&mut self, migrations: &Migrations, configure: Configure<'_>) -> Result<()>;
    /// One statement of the caller's own.
    fn execute(&mut self, sql: &str);
}

/// A driver with an open connection to a database file.
pub trait Subject: Commands {
    /// The name of the driver.
    fn name(&self) -> &'static str;
    /// Runs `body` on a transaction that the caller began, and rolls it back.
    fn rolled_back(&mut self, body: &mut dyn FnMut(&mut dyn Commands));
    /// Runs `body` on a transaction that the caller began, and commits it.
    fn committed(&mut self, body: &mut dyn FnMut(&mut dyn Commands));
    /// The value of a setting of the session.
    fn pragma(&mut self, name: &str) -> String;
    /// The file.
    fn path(&self) -> &Path;

    /// All rows of a query, seen from another connection: what is committed.
    fn texts(&self, sql: &str) -> Vec<String> {
        texts(self.path(), sql)
    }
}

/// All rows of a query, as text.
pub fn texts(path: &Path, sql: &str) -> Vec<String> {
    let connection = rusqlite::Connection::open(path).expect("the database");
    let mut statement = connection.prepare(sql).expect("a good query");
    let columns = statement.column_count();
    let text = |value: Value| match value {
        Value::Null => "NULL".to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::Real(number) => number.to_string(),
        Value::Text(text) => text,
        Value::Blob(bytes) => format!("{bytes:?}"),
    };
    let rows = statement.query_map([], |row| {
        (0..columns).map(|index| row.get(index).map(text)).collect::<rusqlite::Result<Vec<_>>>()
    });
    rows.expect("rows").map(|row| row.expect("a row").join(" ")).collect()
}

/// The commands on a connection of a type, waiting for the answers with `$wait`.
macro_rules! commands {
    ([$($impl:tt)*] $type:ty, $self:ident => $connection:expr, $answer:ident => $wait:expr, $sql:ident => $execute:expr) => {
        impl $($impl)* Commands for $type {
            fn upgrade(&mut $self, migrations: &Migrations, target: &str, configure: Configure<'_>) -> Result<Report> {
                let mut config = configure(Config::new(migrations)).connection($connection);
                let $answer = command::upgrade(&mut config, target);
                $wait
            }
            fn downgrade(&mut $self, migrations: &Migrations, target: &str, configure: Configure<'_>) -> Result<Report> {
                let mut config = configure(Config::new(migrations)).connection($connection);
                let $answer = command::downgrade(&mut config, target);
                $wait
            }
            fn stamp(&mut $self, migrations: &Migrations, stamp: Stamp, configure: Configure<'_>) -> Result<Report> {
                let mut config = configure(Config::new(migrations)).connection($connection);
                let $answer = command::stamp(&mut config, stamp);
                $wait
            }
            fn current(&mut $self, migrations: &Migrations, configure: Configure<'_>) -> Result<Current> {
                let mut config = configure(Config::new(migrations)).connection($connection);
                let $answer = command::current(&mut config, Default::default());
                $wait
            }
            fn check(&mut $self, migrations: &Migrations, configure: Configure<'_>) -> Result<()> {
                let mut config = configure(Config::new(migrations)).connection($connection);
                let $answer = command::check(&mut config);
                $wait
            }
            fn repair(&mut $self, migrations: &Migrations, configure: Configure<'_>) -> Result<Repair> {
                let mut config = configure(Config::new(migrations)).connection($connection);
                let $answer = command::repair(&mut config);
                $wait
            }
            fn ensure_version(&mut $self, migrations: &Migrations, configure: Configure<'_>) -> Result<()> {
                let mut config = configure(Config::new(migrations)).connection($connection);
                let $answer = command::ensure_version(&mut config);
                $wait
            }
            fn execute(&mut $self, $sql: &str) {
                $execute
            }
        }
    };
}

pub(crate) use commands;

/// rusqlite.
pub struct Rusqlite {
    path: PathBuf,
    connection: rusqlite::Connection,
}

struct RusqliteTransaction<'c>(rusqlite::Transaction<'c>);

commands!([] Rusqlite, self => &mut self.connection, answer => answer,
    sql => self.connection.execute_batch(sql).expect("a good statement"));
commands!([<'c>] RusqliteTransaction<'c>, self => &mut self.0, answer => answer,
    sql => self.0.execute_batch(sql).expect("a good statement"));

impl Subject for Rusqlite {
    fn name(&self) -> &'static str {
        "rusqlite"
    }

    fn rolled_back(&mut self, body: &mut dyn FnMut(&mut dyn Commands)) {
        let mut transaction = RusqliteTransaction(self.connection.transaction().expect("a transaction"));
        body(&mut transaction);
        transaction.0.rollback().expect("a rollback");
    }

    fn committed(&mut self, body: &mut dyn FnMut(&mut dyn Commands)) {
        let mut transaction = RusqliteTransaction(self.connection.transaction().expect("a transaction"));
        body(&mut transaction);
        transaction.0.commit().expect("a commit");
    }

    fn pragma(&mut self, name: &str) -> String {
        let value = self.connection.pragma_query_value(None, name, |row| row.get::<_, Value>(0));
        format!("{:?}", value.expect("a setting"))
    }

    fn path(&self) -> &Path {
        &self.path
    }
}

/// sqlx: a connection of its own, or one from a pool.
pub struct Sqlx {
    path: PathBuf,
    connection: Option<sqlx::pool::PoolConnection<sqlx::Sqlite>>,
    runtime: Runtime,
}

impl Drop for Sqlx {
    /// A connection goes back to its pool on a task of the runtime.
    fn drop(&mut self) {
        let _inside = self.runtime.enter();
        self.connection = None;
    }
}

struct SqlxTransaction<'c>(sqlx::Transaction<'c, sqlx::Sqlite>, &'c Runtime);

commands!([] Sqlx, self => self.connection.as_mut().expect("a connection"), answer => self.runtime.block_on(answer),
    sql => { self.runtime.block_on(sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut **self.connection.as_mut().expect("a connection"))).expect("a good statement"); });
commands!([<'c>] SqlxTransaction<'c>, self => &mut self.0, answer => self.1.block_on(answer),
    sql => { self.1.block_on(sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut *self.0)).expect("a good statement"); });

impl Subject for Sqlx {
    fn name(&self) -> &'static str {
        "sqlx-sqlite"
    }

    fn rolled_back(&mut self, body: &mut dyn FnMut(&mut dyn Commands)) {
        let transaction = self
            .runtime
            .block_on(self.connection.as_mut().expect("a connection").begin())
            .expect("a transaction");
        let mut transaction = SqlxTransaction(transaction, &self.runtime);
        body(&mut transaction);
        self.runtime.block_on(transaction.0.rollback()).expect("a rollback");
    }

    fn committed(&mut self, body: &mut dyn FnMut(&mut dyn Commands)) {
        let transaction = self
            .runtime
            .block_on(self.connection.as_mut().expect("a connection").begin())
            .expect("a transaction");
        let mut transaction = SqlxTransaction(transaction, &self.runtime);
        body(&mut transaction);
        self.runtime.block_on(transaction.0.commit()).expect("a commit");
    }

    fn pragma(&mut self, name: &str) -> String {
        let query = sqlx::query_scalar::<_, i64>(sqlx::AssertSqlSafe(format!("PRAGMA {name}")));
        format!(
            "{:?}",
            self.runtime
                .block_on(query.fetch_one(&mut **self.connection.as_mut().expect("a connection")))
                .expect("a setting")
        )
    }

    fn path(&self) -> &Path {
        &self.path
    }
}

/// The test's own async connection.
pub struct OwnAsync {
    path: PathBuf,
    connection: Pending,
    runtime: Runtime,
}

struct OwnTransaction<'c>(&'c mut OwnAsync);

commands!([] OwnAsync, self => &mut self.connection, answer => self.runtime.block_on(answer),
    sql => self.connection.0.execute_batch(sql).expect("a good statement"));
commands!([<'c>] OwnTransaction<'c>, self => &mut self.0.connection, answer => self.0.runtime.block_on(answer),
    sql => self.0.connection.0.execute_batch(sql).expect("a good statement"));

impl Subject for OwnAsync {
    fn name(&self) -> &'static str {
        "pending at every request"
    }

    fn rolled_back(&mut self, body: &mut dyn FnMut(&mut dyn Commands)) {
        self.execute("BEGIN");
        body(&mut OwnTransaction(self));
        self.execute("ROLLBACK");
    }

    fn committed(&mut self, body: &mut dyn FnMut(&mut dyn Commands)) {
        self.execute("BEGIN");
        body(&mut OwnTransaction(self));
        self.execute("COMMIT");
    }

    fn pragma(&mut self, name: &str) -> String {
        let value = self.connection.0.pragma_query_value(None, name, |row| row.get::<_, Value>(0));
        format!("{:?}", value.expect("a setting"))
    }

    fn path(&self) -> &Path {
        &self.path
    }
}

pub(crate) fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime")
}

/// A connection of every driver, each to a database of its own in `folder`.
pub fn subjects(folder: &Path) -> Vec<Box<dyn Subject>> {
    let path = folder.join("rusqlite.db");
    let connection = rusqlite::Connection::open(&path).expect("a database");
    let mut subjects: Vec<Box<dyn Subject>> = vec![Box::new(Rusqlite { path, connection })];

    let path = folder.join("sqlx.db");
    let runtime_of_sqlx = runtime();
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&path).create_if_missing(true);
    let connection = runtime_of_sqlx.block_on(async {
        let pool = sqlx::sqlite::SqlitePoolOptions::new().max_connections(1).connect_with(options).await;
        pool.expect("a pool").acquire().await.expect("a connection")
    });
    subjects.push(Box::new(Sqlx { path, connection: Some(connection), runtime: runtime_of_sqlx }));

    let path = folder.join("pending.db");
    let connection = Pending(rusqlite::Connection::open(&path).expect("a database"));
    subjects.push(Box::new(OwnAsync { path, connection, runtime: runtime() }));
    subjects
}
