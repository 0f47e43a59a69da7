//! SQLite through sqlx.

use sqlx::sqlite::{Sqlite, SqliteConnection, SqliteRow};
use sqlx::{AssertSqlSafe, Decode, Row as _, TypeInfo as _, ValueRef as _};

use super::{Backend, Doing, Handle, connection, other, start};
use crate::driver::{Dialect, DriverError, DriverErrorKind};
use crate::value::{Row, Value};

connection!(Sqlite: SqliteConnection);

impl Backend for Sqlite {
    const DIALECT: Dialect = Dialect::Sqlite;
    const BEGIN: &'static str = "BEGIN IMMEDIATE";

    /// SQLite has no function that tells, but it refuses a second `BEGIN`.
    async fn in_transaction(_: &mut SqliteConnection) -> Result<bool, DriverError> {
        Ok(false)
    }

    async fn query(
        connection: &mut SqliteConnection,
        sql: String,
        values: Vec<Value>,
    ) -> Result<Vec<Row>, DriverError> {
        query(connection, sql, values).await.map_err(error)
    }

    async fn execute(connection: &mut SqliteConnection, sql: String) -> Result<(), DriverError> {
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await.map(drop).map_err(error)
    }

    fn error(refused: sqlx::Error) -> DriverError {
        error(refused)
    }

    /// A transaction that was begun as text is unknown to sqlx; SQLite refuses the second `BEGIN` with its generic
    /// code, and no other cause gives a syntactically right `BEGIN` that code.
    fn begin_error(refused: sqlx::Error) -> DriverError {
        let generic = |database: &dyn sqlx::error::DatabaseError| database.code().as_deref() == Some("1");
        match refused.as_database_error() {
            Some(database) if generic(database) => {
                DriverError::new(DriverErrorKind::AlreadyOpen, database.message().to_owned())
                    .with_source(refused)
            }
            _ => error(refused),
        }
    }

    /// The thread of the connection does one thing after the other, and rolls back a `BEGIN` that nobody waits for.
    fn undo(handle: &mut dyn Handle<Self>, _: Doing, statements: Vec<String>) {
        for statement in statements {
            start(Sqlite::execute(handle.connection(), statement));
        }
    }
}

async fn query(connection: &mut SqliteConnection, sql: String, values: Vec<Value>) -> sqlx::Result<Vec<Row>> {
    let mut query = sqlx::query(AssertSqlSafe(sql)).persistent(false);
    for value in values {
        query = match value {
            Value::Null => query.bind(None::<String>),
            Value::Integer(number) => query.bind(number),
            Value::Real(number) => query.bind(number),
            Value::Text(text) => query.bind(text),
            Value::Blob(bytes) => query.bind(bytes),
        };
    }
    query.fetch_all(connection).await?.iter().map(row).collect()
}

fn row(row: &SqliteRow) -> sqlx::Result<Row> {
    (0..row.len()).map(|index| value(row, index)).collect::<sqlx::Result<_>>().map(Row::new)
}

fn value(row: &SqliteRow, index: usize) -> sqlx::Result<Value> {
    let raw = row.try_get_raw(index)?;
    if raw.is_null() {
        return Ok(Value::Null);
    }
    let name = raw.type_info().name().to_owned();
    let value = match name.as_str() {
        "INTEGER" | "BOOLEAN" => Decode::<Sqlite>::decode(raw).map(Value::Integer),
        "REAL" => Decode::<Sqlite>::decode(raw).map(Value::Real),
        "BLOB" => Decode::<Sqlite>::decode(raw).map(Value::Blob),
        _ => Decode::<Sqlite>::decode(raw).map(Value::Text),
    };
    value.map_err(sqlx::Error::Decode)
}

fn error(error: sqlx::Error) -> DriverError {
    let Some(database) = error.as_database_error() else { return other(error) };
    let code = database.code().map(|code| code.into_owned());
    // The primary result code is the low byte of the extended one: <https://sqlite.org/rescode.html>.
    let primary = code.as_deref().and_then(|code| code.parse::<u32>().ok()).map(|code| code & 0xff);
    let kind = match primary {
        Some(5 | 6) => DriverErrorKind::Busy,
        Some(8) => DriverErrorKind::ReadOnly,
        Some(11 | 26) => DriverErrorKind::NotADatabase,
        Some(14) => DriverErrorKind::CannotOpen,
        Some(10) => DriverErrorKind::Connection,
        _ => DriverErrorKind::Statement,
    };
    let mut answer = DriverError::new(kind, database.message().to_owned());
    if let Some(code) = code {
        answer = answer.with_code(code);
    }
    answer.with_source(error)
}
