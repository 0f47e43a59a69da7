//! The version table: one row per visible head, exactly as Alembic keeps it.

use std::borrow::Cow;

use ambix_graph::script::{Dialect, Direction, VersionTableFormat};

use super::Io;
use super::sql;
use super::state::mark;
use crate::config::Options;
use crate::driver::{DriverError, DriverErrorKind};
use crate::error::{Error, Result};
use crate::value::Value;

/// What a missing table is to each server: <https://www.postgresql.org/docs/current/errcodes-appendix.html>,
/// <https://mariadb.com/kb/en/mariadb-error-code-reference/>.
const UNDEFINED_TABLE: [&str; 2] = ["42P01", "1146"];
const UNDEFINED_COLUMN: [&str; 2] = ["42703", "1054"];

/// The version table and how to address it. Names are resolved once.
#[derive(Clone, Debug)]
pub(crate) struct VersionTable<'a> {
    pub(crate) dialect: Dialect,
    pub(crate) format: VersionTableFormat,
    /// Once it is known: the configured one, or on a server where the table is or will be.
    schema: Option<Cow<'a, str>>,
    pub(crate) name: &'a str,
    /// Quoted, with its schema.
    pub(crate) table: String,
}

/// A row of the version table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct VersionRow {
    pub(crate) id: String,
    pub(crate) lineage: Option<String>,
    pub(crate) state: Option<String>,
}

impl VersionRow {
    /// Whether the revision counts as applied: one that is half-way up does not.
    pub(crate) fn is_applied(&self) -> bool {
        self.state.as_deref() != Some(mark(Direction::Upgrade))
    }
}

impl<'a> VersionTable<'a> {
    pub(crate) fn new(dialect: Dialect, options: &'a Options, offline: bool) -> Self {
        let schema = options.version_table_schema.as_deref();
        // A temporary table of the same name would hide an unqualified one. A script is read by people.
        let schema = schema.or_else(|| (dialect == Dialect::Sqlite && !offline).then_some("main"));
        VersionTable {
            dialect,
            format: options.version_table_format,
            table: sql::table(dialect, schema, &options.version_table),
            name: &options.version_table,
            schema: schema.map(Cow::Borrowed),
        }
    }

    /// The schema that the table is in, if it is known.
    pub(crate) fn schema(&self) -> Option<&str> {
        self.schema.as_deref()
    }

    /// Where the unqualified name leads, or would: a revision may set another `search_path` or `USE` another database.
    pub(crate) async fn find_schema(&self, io: &Io) -> Result<Option<String>, DriverError> {
        let rows = if self.dialect == Dialect::Mysql {
            io.query("SELECT DATABASE()", Vec::new()).await?
        } else {
            let ask = "SELECT coalesce((SELECT nspname FROM pg_catalog.pg_class \
                       JOIN pg_catalog.pg_namespace ON pg_namespace.oid = relnamespace \
                       WHERE pg_class.oid = pg_catalog.to_regclass($1) AND relpersistence <> 't'), current_schema())";
            io.query(ask, vec![self.table.as_str().into()]).await?
        };
        Ok(rows.first().and_then(|row| row.text(0)).map(str::to_owned))
    }

    /// Addresses the table in `schema`.
    pub(crate) fn set_schema(&mut self, schema: &str) {
        self.table = sql::table(self.dialect, Some(schema), self.name);
        self.schema = Some(Cow::Owned(schema.to_owned()));
    }

    /// The rows, or `None` if there is no table. One statement when the table is there.
    pub(crate) async fn read(&self, io: &Io) -> Result<Option<Vec<VersionRow>>> {
        let refused = match self.select(io).await {
            Ok(rows) => return Ok(Some(rows)),
            Err(refused) if refused.kind() == DriverErrorKind::Statement => refused,
            Err(refused) => return Err(refused.into()),
        };
        Box::pin(self.read_refused(io, refused)).await
    }

    /// The same, when the first `SELECT` was refused.
    async fn read_refused(&self, io: &Io, refused: DriverError) -> Result<Option<Vec<VersionRow>>> {
        // The server's code is the answer, where there is one.
        if self.dialect != Dialect::Sqlite {
            match refused.code() {
                Some(code) if UNDEFINED_TABLE.contains(&code) => return Ok(None),
                Some(code) if !UNDEFINED_COLUMN.contains(&code) => return Err(refused.into()),
                _ => {}
            }
        }
        let columns = self.columns(io, self.name).await?;
        if columns.is_empty() {
            return Ok(None);
        }
        let has = |name| columns.iter().any(|column| column == name);
        if has("version_num") && !has("lineage") && self.format == VersionTableFormat::Ambix {
            let message = format!("table `{}` has Alembic's layout: no column `lineage`", self.name);
            return Err(Error::new("version-table-format", message)
                .with_help("set `version_table_format = \"alembic\"` in ambix.toml to take the database over as it is")
                .with_source(refused));
        }
        // Or another process has created it between the two statements.
        Ok(Some(self.select(io).await?))
    }

    async fn select(&self, io: &Io) -> Result<Vec<VersionRow>, DriverError> {
        let columns = match self.format {
            VersionTableFormat::Ambix => "version_num, lineage, state",
            VersionTableFormat::Alembic => "version_num",
        };
        let select = ["SELECT ", columns, " FROM ", &self.table].concat();
        let rows = io.query(select, Vec::new()).await?;
        let rows = rows.into_iter().map(|row| {
            let mut texts = row.into_texts();
            let mut next = || texts.next().flatten();
            VersionRow { id: next().unwrap_or_default(), lineage: next(), state: next() }
        });
        Ok(rows.collect())
    }

    /// The columns of a table beside the version table; empty if it does not exist.
    pub(crate) async fn columns(&self, io: &Io, name: &str) -> Result<Vec<String>, DriverError> {
        let first = sql::placeholder(self.dialect, 1);
        let second = sql::placeholder(self.dialect, 2);
        let mut values = vec![Value::from(name)];
        let query = match (self.dialect, &self.schema) {
            (Dialect::Sqlite, None) => format!("SELECT name FROM pragma_table_info({first})"),
            (Dialect::Sqlite, Some(schema)) => {
                values.push((&**schema).into());
                format!("SELECT name FROM pragma_table_info({first}, {second})")
            }
            (_, None) => format!(
                "SELECT column_name FROM information_schema.columns WHERE table_name = {first} AND table_schema = {}",
                if self.dialect == Dialect::Mysql { "database()" } else { "current_schema()" }
            ),
            (_, Some(schema)) => {
                values.push((&**schema).into());
                format!(
                    "SELECT column_name FROM information_schema.columns WHERE table_name = {first} AND table_schema = {second}"
                )
            }
        };
        let rows = io.query(query, values).await?;
        Ok(rows.iter().filter_map(|row| row.text(0).map(str::to_owned)).collect())
    }

    /// Creates the table.
    pub(crate) async fn create(&self, io: &Io) -> Result<(), DriverError> {
        io.execute(sql::create_version_table(self.dialect, self.format, &self.table, self.name)).await
    }

    /// Adds a row.
    pub(crate) async fn insert(&self, io: &Io, row: &VersionRow) -> Result<(), DriverError> {
        let all = ["version_num", "lineage", "state"];
        let values: [Value; 3] =
            [row.id.as_str().into(), row.lineage.clone().into(), row.state.clone().into()];
        let count = self.column_count();
        let insert = sql::insert(self.dialect, &self.table, &all[..count], 1);
        io.query(insert, values.into_iter().take(count).collect()).await.map(drop)
    }

    /// Turns the row `from` into `to`.
    pub(crate) async fn update(&self, io: &Io, from: &str, to: &VersionRow) -> Result<(), DriverError> {
        let mark = |index| sql::placeholder(self.dialect, index);
        let (set, values): (_, Vec<Value>) = match self.format {
            VersionTableFormat::Alembic => {
                (format!("version_num={}", mark(1)), vec![to.id.as_str().into(), from.into()])
            }
            VersionTableFormat::Ambix => (
                format!("version_num={}, lineage={}, state={}", mark(1), mark(2), mark(3)),
                vec![to.id.as_str().into(), to.lineage.clone().into(), to.state.clone().into(), from.into()],
            ),
        };
        let update =
            format!("UPDATE {0} SET {set} WHERE {0}.version_num = {1}", self.table, mark(values.len()));
        io.query(update, values).await.map(drop)
    }

    /// Removes a row.
    pub(crate) async fn delete(&self, io: &Io, id: &str) -> Result<(), DriverError> {
        let delete = format!(
            "DELETE FROM {0} WHERE {0}.version_num = {1}",
            self.table,
            sql::placeholder(self.dialect, 1)
        );
        io.query(delete, vec![id.into()]).await.map(drop)
    }

    /// Removes every row.
    pub(crate) async fn delete_all(&self, io: &Io) -> Result<(), DriverError> {
        io.execute(format!("DELETE FROM {}", self.table)).await
    }

    fn column_count(&self) -> usize {
        match self.format {
            VersionTableFormat::Ambix => 3,
            VersionTableFormat::Alembic => 1,
        }
    }
}
