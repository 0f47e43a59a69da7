//! PostgreSQL through diesel, which does not tell the server's code of an error.
//!
//! What gives rows is sent as an unnamed prepared statement, in two round trips: behind a pooler that gives every
//! transaction another server, the first look at the version table can so fail. Values come back in binary form.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::deserialize::{self, QueryableByName};
use diesel::pg::{Pg, PgConnection};
use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind, Error};
use diesel::row::{Field, NamedRow};
use diesel::{RunQueryDsl, sql_query};

use super::postgres_values::text;
use super::{Backend, connection, kind_and_message};
use crate::driver::postgres_literals::inlined;
use crate::driver::sqlstate::{IN_FAILED_TRANSACTION, kind, offset};
use crate::driver::{Dialect, DriverError, DriverErrorKind};
use crate::value::{Row, Value};

connection!(PgConnection);

impl Backend for PgConnection {
    const DIALECT: Dialect = Dialect::Postgres;

    fn begin(&mut self) -> Result<(), DriverError> {
        AnsiTransactionManager::begin_transaction(self).map_err(|refused| self.error(refused))
    }

    /// A setting of the transaction is gone with it. The clocks that other drivers compare are not those of a
    /// statement here, as it is prepared first.
    fn in_transaction(&mut self) -> Result<bool, DriverError> {
        match self.execute("SELECT pg_catalog.set_config('ambix.transaction', 'open', true)") {
            Ok(()) => {
                let ask = "SELECT pg_catalog.current_setting('ambix.transaction', true)";
                let rows = self.query(ask, Vec::new())?;
                Ok(rows.first().and_then(|row| row.text(0)) == Some("open"))
            }
            // In a transaction that has failed; nothing else refuses it.
            Err(refused) if refused.kind() == DriverErrorKind::Statement => Ok(true),
            Err(refused) => Err(refused),
        }
    }

    fn query(&mut self, sql: &str, values: Vec<Value>) -> Result<Vec<Row>, DriverError> {
        let sql = if values.is_empty() { sql.to_owned() } else { inlined(sql, &values) };
        let rows: Vec<Binary> = sql_query(sql).load(self).map_err(|refused| self.error(refused))?;
        let names = names(self, &rows)?;
        rows.into_iter().map(|row| row.into_text(&names)).collect()
    }

    fn execute(&mut self, sql: &str) -> Result<(), DriverError> {
        self.batch_execute(sql).map_err(|refused| {
            let place = information(&refused).and_then(DatabaseErrorInformation::statement_position);
            let place = place.and_then(|position| offset(sql, usize::try_from(position).ok()?));
            let answer = self.error(refused);
            match place {
                Some(offset) => answer.with_offset(offset),
                None => answer,
            }
        })
    }

    fn error(&mut self, error: Error) -> DriverError {
        let (said, mut message) = kind_and_message(&error);
        let code = code(&error, &message);
        if let Some(detail) = information(&error).and_then(DatabaseErrorInformation::details) {
            let _ = write!(message, ": {detail}");
        }
        match code {
            Some(code) => DriverError::new(kind(code), message).with_code(code).with_source(error),
            None => DriverError::new(said, message).with_source(error),
        }
    }
}

fn information(error: &Error) -> Option<&(dyn DatabaseErrorInformation + Send + Sync)> {
    match error {
        Error::DatabaseError(_, information) => Some(&**information),
        _ => None,
    }
}

/// The server's code, where it can be told: by diesel's kind, or by the text, as long as the server speaks English.
fn code(error: &Error, message: &str) -> Option<&'static str> {
    let Error::DatabaseError(kind, _) = error else { return None };
    match kind {
        DatabaseErrorKind::UniqueViolation => Some("23505"),
        DatabaseErrorKind::ForeignKeyViolation => Some("23503"),
        DatabaseErrorKind::NotNullViolation => Some("23502"),
        DatabaseErrorKind::CheckViolation => Some("23514"),
        DatabaseErrorKind::RestrictViolation => Some("23001"),
        DatabaseErrorKind::ExclusionViolation => Some("23P01"),
        DatabaseErrorKind::SerializationFailure => Some("40001"),
        DatabaseErrorKind::ReadOnlyTransaction => Some("25006"),
        DatabaseErrorKind::Unknown if message.starts_with("current transaction is aborted") => {
            Some(IN_FAILED_TRANSACTION)
        }
        DatabaseErrorKind::Unknown if message == "canceling statement due to lock timeout" => Some("55P03"),
        DatabaseErrorKind::Unknown if message.starts_with("permission denied for") => Some("42501"),
        DatabaseErrorKind::Unknown
            if message.starts_with("relation \"") && message.ends_with("\" does not exist") =>
        {
            Some("42P01")
        }
        _ => None,
    }
}

/// A row as the server has sent it: the number of a type and the value in its binary form, if there is one.
struct Binary(Vec<Option<(u32, Vec<u8>)>>);

impl QueryableByName<Pg> for Binary {
    fn build<'a>(row: &impl NamedRow<'a, Pg>) -> deserialize::Result<Self> {
        let value = |index: usize| {
            let field = diesel::row::Row::get(row, index)?;
            let value = field.value()?;
            Some((value.get_oid().get(), value.as_bytes().to_owned()))
        };
        Ok(Binary((0..row.field_count()).map(value).collect()))
    }
}

/// A type that this program has no number of.
struct Name {
    name: String,
    /// Its binary form is its text, as that of enumerations.
    is_text: bool,
}

/// Asks the server for the types that are not built in, or not known here.
fn names(connection: &mut PgConnection, rows: &[Binary]) -> Result<BTreeMap<u32, Name>, DriverError> {
    let mut names = BTreeMap::new();
    for (oid, bytes) in rows.iter().flat_map(|row| row.0.iter().flatten()) {
        if names.contains_key(oid) || text(*oid, bytes).is_some() {
            continue;
        }
        let ask = format!(
            "SELECT pg_catalog.format_type(oid, NULL), typsend::text FROM pg_catalog.pg_type WHERE oid = {oid}"
        );
        let found = connection.query(&ask, Vec::new())?;
        let column = |index| found.first().and_then(|row| row.text(index)).unwrap_or_default();
        let is_text = ["enum_send", "textsend", "varcharsend"].contains(&column(1));
        names.insert(*oid, Name { name: column(0).to_owned(), is_text });
    }
    Ok(names)
}

impl Binary {
    fn into_text(self, names: &BTreeMap<u32, Name>) -> Result<Row, DriverError> {
        let value = |(index, cell): (usize, Option<(u32, Vec<u8>)>)| {
            let Some((oid, bytes)) = cell else { return Ok(Value::Null) };
            if let Some(text) = text(oid, &bytes) {
                return Ok(Value::Text(text));
            }
            let name = names.get(&oid);
            match (name, String::from_utf8(bytes)) {
                (Some(Name { is_text: true, .. }), Ok(text)) => Ok(Value::Text(text)),
                _ => {
                    let name = name.map_or("?", |name| &name.name);
                    let message = format!(
                        "column {} has the type `{name}`, whose binary form is not known; cast it to `text`",
                        index + 1
                    );
                    Err(DriverError::new(DriverErrorKind::Statement, message))
                }
            }
        };
        self.0.into_iter().enumerate().map(value).collect::<Result<_, _>>().map(Row::new)
    }
}
