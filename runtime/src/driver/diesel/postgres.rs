//! PostgreSQL through diesel, which does not tell the server's code of an error.
//!
//! What gives rows is sent as an unnamed prepared statement, in two round trips: behind a pooler that gives every
//! transaction another server, the first look at the version table can so fail. Values come back in binary form.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
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
        texts(self, rows)
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

/// Types that are not built in, or not known here: name and function of the binary form.
type Types = BTreeMap<u32, (String, String)>;

/// The text of each value; the server is asked for what this program does not know.
fn texts(connection: &mut PgConnection, rows: Vec<Binary>) -> Result<Vec<Row>, DriverError> {
    let mut types = Types::new();
    let mut answer = Vec::with_capacity(rows.len());
    for Binary(cells) in rows {
        let mut values = Vec::with_capacity(cells.len());
        for (index, cell) in cells.into_iter().enumerate() {
            values.push(match cell {
                None => Value::Null,
                Some((oid, bytes)) => match text(oid, &bytes) {
                    Some(text) => Value::Text(text),
                    None => Value::Text(asked(connection, &mut types, index, oid, bytes)?),
                },
            });
        }
        answer.push(Row::new(values));
    }
    Ok(answer)
}

fn asked(
    connection: &mut PgConnection,
    types: &mut Types,
    index: usize,
    oid: u32,
    bytes: Vec<u8>,
) -> Result<String, DriverError> {
    let column =
        |rows: &[Row], index| rows.first().and_then(|row| row.text(index)).unwrap_or_default().to_owned();
    if let Entry::Vacant(entry) = types.entry(oid) {
        let ask = format!(
            "SELECT pg_catalog.format_type(pg_type.oid, NULL), proname FROM pg_catalog.pg_type \
             JOIN pg_catalog.pg_proc ON pg_proc.oid = typsend WHERE pg_type.oid = {oid}"
        );
        let rows = connection.query(&ask, Vec::new())?;
        entry.insert((column(&rows, 0), column(&rows, 1)));
    }
    let (name, function) = types.get(&oid).cloned().unwrap_or_default();
    let text = match (function.as_str(), <[u8; 4]>::try_from(bytes.as_slice())) {
        // Enumerations, for one.
        ("enum_send" | "textsend" | "varcharsend", _) => String::from_utf8(bytes).ok(),
        // The number of an object, whose name is wanted.
        (function, Ok(number)) if function.starts_with("reg") => {
            let ask = format!("SELECT {}::pg_catalog.oid::{name}::text", u32::from_be_bytes(number));
            Some(column(&connection.query(&ask, Vec::new())?, 0))
        }
        _ => None,
    };
    text.ok_or_else(|| {
        let message = format!(
            "column {} has the type `{name}`, whose binary form is not known; cast it to `text`",
            index + 1
        );
        DriverError::new(DriverErrorKind::Statement, message)
    })
}
