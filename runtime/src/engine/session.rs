//! What every part of a run needs: the request slot, the graph, the tables, the listener.

use std::sync::{Mutex, PoisonError};

use ambix_graph::script::{Body, Dialect, Direction};
use ambix_graph::{Graph, Index};

use super::Io;
use super::limits::Limits;
use super::lock::Lease;
#[cfg(feature = "schema")]
use super::lock::lease_name;
use super::sql;
use super::version_table::VersionTable;
use crate::config::{Config, Listener, Options};
use crate::driver::{Connection, DriverError};
use crate::event::Event;
use crate::migrations::{Function, Migrations};
use crate::text;

/// One command on one connection.
pub(crate) struct Session<'a> {
    pub(crate) io: Io,
    pub(crate) dialect: Dialect,
    pub(crate) migrations: &'a Migrations,
    pub(crate) graph: Graph<'a>,
    pub(crate) options: &'a Options,
    pub(crate) version_table: VersionTable<'a>,
    /// The lease that takes the place of a session's lock behind a pooler.
    pub(crate) lease: Lease,
    /// What holds for the step that runs.
    pub(crate) limits: Limits,
    /// A script is written; nobody answers.
    pub(crate) offline: bool,
    /// What a script begins with, until it is written.
    guard: Mutex<Vec<String>>,
    /// For certain inside a transaction of the caller's.
    pub(crate) in_transaction: bool,
    /// Behind a lock, so that `&Session` can cross threads.
    listener: Mutex<Option<&'a mut Listener>>,
}

/// The parts of a [`Config`] that a run borrows.
pub(crate) struct Parts<'a> {
    pub(crate) migrations: &'a Migrations,
    options: &'a Options,
    listener: Option<&'a mut Listener>,
    dialect: Dialect,
    offline: bool,
    in_transaction: bool,
}

/// Splits a configuration into its connection and the rest.
pub(crate) fn split<C: Connection>(config: &mut Config<C>) -> (&mut C, Parts<'_>) {
    let dialect = config.connection.dialect();
    let parts = Parts {
        migrations: &config.migrations,
        options: &config.options,
        listener: config.listener.as_deref_mut(),
        dialect,
        offline: false,
        in_transaction: config.connection.is_transaction(),
    };
    (&mut config.connection, parts)
}

/// The same for a script in `dialect`.
pub(crate) fn offline_parts<C>(config: &Config<C>, dialect: Dialect) -> Parts<'_> {
    let (migrations, options) = (&config.migrations, &config.options);
    Parts { migrations, options, listener: None, dialect, offline: true, in_transaction: false }
}

/// The same for a run inside another run.
#[cfg(feature = "schema")]
pub(crate) fn parts_of<'a>(migrations: &'a Migrations, options: &'a Options, dialect: Dialect) -> Parts<'a> {
    Parts { migrations, options, listener: None, dialect, offline: false, in_transaction: false }
}

impl<'a> Session<'a> {
    pub(crate) fn new(io: Io, parts: Parts<'a>) -> Self {
        let Parts { migrations, options, listener, dialect, offline, in_transaction } = parts;
        let version_table = VersionTable::new(dialect, options, offline);
        Session {
            io,
            dialect,
            migrations,
            graph: migrations.graph(),
            options,
            lease: match options.pooler {
                true => Lease::new(),
                false => Lease::default(),
            },
            version_table,
            limits: Limits::new(options.statement_lock_timeout, options.statement_timeout),
            offline,
            guard: Mutex::default(),
            in_transaction,
            listener: Mutex::new(listener),
        }
    }

    /// Resolves the names of the tables, before anything runs that could change their meaning.
    pub(crate) async fn resolve_names(&mut self) -> Result<(), DriverError> {
        if self.dialect == Dialect::Sqlite || self.offline || self.version_table.schema().is_some() {
            return Ok(());
        }
        if let Some(schema) = self.version_table.find_schema(&self.io).await? {
            self.version_table.set_schema(&schema);
        }
        Ok(())
    }

    /// The journal stands beside the version table and shares its name: `ambix_version` has `ambix_journal`.
    pub(crate) fn journal_name(&self) -> String {
        journal_name(&self.options.version_table)
    }

    /// The journal, quoted, with its schema.
    pub(crate) fn journal(&self) -> String {
        sql::table(self.dialect, self.version_table.schema(), &self.journal_name())
    }

    /// Statements that a script begins with.
    pub(super) fn set_guard(&self, statements: Vec<String>) {
        *self.guard.lock().unwrap_or_else(PoisonError::into_inner) = statements;
    }

    /// The same, once.
    pub(super) fn take_guard(&self) -> Vec<String> {
        std::mem::take(&mut self.guard.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn event(&self, event: &Event) {
        if let Some(listener) = &mut *self.listener.lock().unwrap_or_else(PoisonError::into_inner) {
            listener(event);
        }
    }

    /// The body that runs on this database.
    pub(crate) fn body(&self, revision: Index, direction: Direction) -> Option<Body<'a>> {
        self.graph.revision(revision).script().body(direction, self.dialect)
    }

    /// The functions of a revision in Rust.
    pub(crate) fn function(&self, revision: Index) -> Option<&'static Function> {
        let functions = self.migrations.functions();
        let at = functions.binary_search_by_key(&revision.get(), |function| function.index).ok()?;
        functions.get(at)
    }

    /// The lineage of a revision, as the version table holds it.
    pub(crate) fn lineage(&self, revision: Index) -> Option<String> {
        let hash = self.graph.revision(revision).script().lineage(self.dialect)?;
        Some(format!("1:{}", text::hex(&hash)))
    }

    pub(crate) fn id(&self, revision: Index) -> &'a str {
        self.graph.revision(revision).id()
    }
}

/// The tables that ambix keeps for itself.
#[cfg(feature = "schema")]
pub(crate) fn own_tables(options: &Options) -> [String; 3] {
    let version_table = &options.version_table;
    [version_table.clone(), journal_name(version_table), lease_name(version_table)]
}

fn journal_name(version_table: &str) -> String {
    match version_table.strip_suffix("_version") {
        Some(stem) => format!("{stem}_journal"),
        None => format!("{version_table}_journal"),
    }
}

/// The name of this machine, where it can be had without asking a library.
pub(super) fn host() -> Option<String> {
    let name = std::env::var("HOSTNAME").or_else(|_| std::env::var("COMPUTERNAME")).ok();
    let name = name.or_else(|| std::fs::read_to_string("/proc/sys/kernel/hostname").ok())?;
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}
