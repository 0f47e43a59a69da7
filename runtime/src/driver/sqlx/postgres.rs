//! PostgreSQL through sqlx: the simple query protocol, so nothing is prepared and every value is text.

use std::fmt::Write as _;

use sqlx::postgres::{PgConnection, PgDatabaseError, PgErrorPosition, PgRow, Postgres};
use sqlx::{AssertSqlSafe, Connection as _, Row as _, ValueRef as _};

use super::{Backend, Doing, Handle, connection, other, start};
use crate::driver::postgres_literals::inlined;
use crate::driver::sqlstate::{IN_FAILED_TRANSACTION, PROBE, kind, offset};
use crate::driver::{Dialect, DriverError};
use crate::value::{Row, Value};

connection!(Postgres: PgConnection);

impl Backend for Postgres {
    const DIALECT: Dialect = Dialect::Postgres;
    const BEGIN: &'static str = "BEGIN";

    async fn in_transaction(connection: &mut PgConnection) -> Result<bool, DriverError> {
        match Self::query(connection, PROBE.to_owned(), Vec::new()).await {
            Ok(rows) => Ok(rows.first().and_then(|row| row.integer(0)) == Some(1)),
            Err(refused) if refused.code() == Some(IN_FAILED_TRANSACTION) => Ok(true),
            Err(refused) => Err(refused),
        }
    }

    async fn query(
        connection: &mut PgConnection,
        sql: String,
        values: Vec<Value>,
    ) -> Result<Vec<Row>, DriverError> {
        let sql = if values.is_empty() { sql } else { inlined(&sql, &values) };
        let rows = sqlx::raw_sql(AssertSqlSafe(sql)).fetch_all(connection).await.map_err(Self::error)?;
        rows.iter().map(row).collect::<sqlx::Result<_>>().map_err(Self::error)
    }

    async fn execute(connection: &mut PgConnection, sql: String) -> Result<(), DriverError> {
        let sent = sqlx::raw_sql(AssertSqlSafe(sql.as_str())).execute(connection).await;
        sent.map(drop).map_err(|refused| error_in(refused, &sql))
    }

    /// The server's words, code and advice.
    fn error(error: sqlx::Error) -> DriverError {
        let Some(refused) = database(&error) else { return other(error) };
        let code = refused.code().to_owned();
        let mut message = refused.message().to_owned();
        if let Some(detail) = refused.detail() {
            let _ = write!(message, ": {detail}");
        }
        DriverError::new(kind(&code), message).with_code(code).with_source(error)
    }

    fn undo(handle: &mut dyn Handle<Self>, doing: Doing, statements: Vec<String>) {
        let connection = handle.connection();
        if doing == Doing::Beginning {
            // sqlx does not know of a transaction before the server has answered.
            queue(connection, "ROLLBACK".to_owned());
        }
        for statement in statements {
            queue(connection, statement);
        }
        // What is queued would else be sent with the next statement, whenever that is.
        start(connection.ping());
    }
}

/// Sends a statement whatever the connection still waits for. Only `begin` does so: any other call first waits for
/// earlier answers. The statement begins nothing, so sqlx has no transaction to keep.
fn queue(connection: &mut PgConnection, statement: String) {
    if connection.is_in_transaction() {
        // The caller's: its end brings the settings back.
        start(Postgres::execute(connection, statement));
    } else {
        start(connection.begin_with(AssertSqlSafe(statement)));
    }
}

fn row(row: &PgRow) -> sqlx::Result<Row> {
    let value = |index| {
        let raw = row.try_get_raw(index)?;
        if raw.is_null() {
            return Ok(Value::Null);
        }
        raw.as_str().map(|text| Value::Text(text.to_owned())).map_err(sqlx::Error::Decode)
    };
    (0..row.len()).map(value).collect::<sqlx::Result<_>>().map(Row::new)
}

fn database(error: &sqlx::Error) -> Option<&PgDatabaseError> {
    error.as_database_error()?.try_downcast_ref::<PgDatabaseError>()
}

/// The same for a statement that was sent as it stands.
fn error_in(refused: sqlx::Error, sql: &str) -> DriverError {
    let position = match database(&refused).and_then(PgDatabaseError::position) {
        Some(PgErrorPosition::Original(position)) => offset(sql, position),
        _ => None,
    };
    let answer = Postgres::error(refused);
    match position {
        Some(offset) => answer.with_offset(offset),
        None => answer,
    }
}
