//! SQLite through diesel, which tells no code of an error; SQLite's texts are the same everywhere.

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::deserialize::{self, QueryableByName};
use diesel::result::Error;
use diesel::row::{Field, NamedRow};
use diesel::sql_types::{BigInt, Binary, Double, Nullable, Text};
use diesel::sqlite::{Sqlite, SqliteConnection, SqliteType};
use diesel::{RunQueryDsl, sql_query};

use super::{Backend, connection, is_open, kind_and_message};
use crate::driver::{Dialect, DriverError, DriverErrorKind};
use crate::value::{Row, Value};

connection!(SqliteConnection);

impl Backend for SqliteConnection {
    const DIALECT: Dialect = Dialect::Sqlite;

    fn begin(&mut self) -> Result<(), DriverError> {
        let begun = AnsiTransactionManager::begin_transaction_sql(self, "BEGIN IMMEDIATE");
        begun.map_err(|refused| match kind_and_message(&refused) {
            // Begun as text, so diesel does not know of it.
            (_, message) if message.contains("within a transaction") => {
                DriverError::already_open().with_source(refused)
            }
            _ => self.error(refused),
        })
    }

    /// SQLite has no function that tells, but it refuses a second `BEGIN`.
    fn in_transaction(&mut self) -> Result<bool, DriverError> {
        Ok(false)
    }

    fn query(&mut self, sql: &str, values: Vec<Value>) -> Result<Vec<Row>, DriverError> {
        let mut query = sql_query(sql).into_boxed::<Sqlite>();
        for value in values {
            query = match value {
                Value::Null => query.bind::<Nullable<Text>, _>(None::<String>),
                Value::Integer(number) => query.bind::<BigInt, _>(number),
                Value::Real(number) => query.bind::<Double, _>(number),
                Value::Text(text) => query.bind::<Text, _>(text),
                Value::Blob(bytes) => query.bind::<Binary, _>(bytes),
            };
        }
        let rows: Vec<Typed> = query.load(self).map_err(|refused| self.error(refused))?;
        Ok(rows.into_iter().map(|Typed(row)| row).collect())
    }

    fn execute(&mut self, sql: &str) -> Result<(), DriverError> {
        self.batch_execute(sql).map_err(|refused| self.error(refused))
    }

    /// diesel notices when SQLite has rolled back by itself, but not what has been begun as text since then; and it
    /// takes a `ROLLBACK` that is refused for a broken connection.
    fn roll_back(&mut self) -> Result<(), DriverError> {
        if matches!(is_open(self), Ok(true)) {
            // Where a transaction is open this is refused and does nothing; else it begins one that diesel can end.
            let _ = self.batch_execute("BEGIN");
            let ended = <AnsiTransactionManager as TransactionManager<Self>>::rollback_transaction(self);
            return ended.map_err(|refused| self.error(refused));
        }
        // Refused where none is open.
        let _ = self.batch_execute("ROLLBACK");
        Ok(())
    }

    fn error(&mut self, error: Error) -> DriverError {
        let (kind, message) = kind_and_message(&error);
        DriverError::new(by_message(&message).unwrap_or(kind), message).with_source(error)
    }
}

/// <https://sqlite.org/rescode.html>; the texts are those of `sqlite3_errstr`.
fn by_message(message: &str) -> Option<DriverErrorKind> {
    let kinds = [
        ("database is locked", DriverErrorKind::Busy),
        ("database table is locked", DriverErrorKind::Busy),
        ("database schema is locked", DriverErrorKind::Busy),
        ("attempt to write a readonly database", DriverErrorKind::ReadOnly),
        ("file is not a database", DriverErrorKind::NotADatabase),
        ("database disk image is malformed", DriverErrorKind::NotADatabase),
        ("unable to open database file", DriverErrorKind::CannotOpen),
        ("disk I/O error", DriverErrorKind::Connection),
    ];
    kinds.into_iter().find(|(text, _)| message.starts_with(text)).map(|(_, kind)| kind)
}

/// A row with the types that its values have.
struct Typed(Row);

impl QueryableByName<Sqlite> for Typed {
    fn build<'a>(row: &impl NamedRow<'a, Sqlite>) -> deserialize::Result<Self> {
        let value = |index: usize| {
            let field = diesel::row::Row::get(row, index);
            let Some(mut value) = field.as_ref().and_then(Field::value) else { return Value::Null };
            match value.value_type() {
                None => Value::Null,
                Some(SqliteType::Text) => Value::Text(value.read_text().to_owned()),
                Some(SqliteType::Binary) => Value::Blob(value.read_blob().to_owned()),
                Some(SqliteType::Float | SqliteType::Double) => Value::Real(value.read_double()),
                Some(SqliteType::SmallInt | SqliteType::Integer | SqliteType::Long) => {
                    Value::Integer(value.read_long())
                }
            }
        };
        Ok(Typed(Row::new((0..row.field_count()).map(value).collect())))
    }
}
