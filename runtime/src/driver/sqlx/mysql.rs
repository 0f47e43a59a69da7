//! MySQL and MariaDB through sqlx: the text protocol, so nothing is prepared and every value is text.
//!
//! A future that is dropped while a statement is under way leaves behind what only a later statement could undo: the
//! lock, changed settings, a transaction that was just being begun. A pool closes such a connection; whoever holds one
//! of their own should do the same.
//!
//! sqlx sets `PIPES_AS_CONCAT` on its connections unless its options say otherwise, so `||` in a revision concatenates.

use sqlx::mysql::{MySql, MySqlConnection, MySqlDatabaseError, MySqlRow};
use sqlx::{AssertSqlSafe, Connection as _, Decode, Row as _, ValueRef as _};

use super::{Backend, Doing, Handle, connection, other, start};
use crate::driver::mysql_text::{
    self, Backslash, NO_SUCH_VARIABLE, PROBE, RELEASE, SAVEPOINT, inlined, is_open, is_released,
};
use crate::driver::{Dialect, DriverError};
use crate::value::{Row, Value};

connection!(MySql: MySqlConnection);

impl Backend for MySql {
    const DIALECT: Dialect = Dialect::Mysql;
    const BEGIN: &'static str = "START TRANSACTION";

    async fn in_transaction(connection: &mut MySqlConnection) -> Result<bool, DriverError> {
        match query(connection, PROBE.to_owned()).await {
            Ok(rows) => Ok(is_open(&rows)),
            Err(refused) if refused.code() == Some(NO_SUCH_VARIABLE) => {
                Self::execute(connection, SAVEPOINT.to_owned()).await?;
                is_released(Self::execute(connection, RELEASE.to_owned()).await)
            }
            Err(refused) => Err(refused),
        }
    }

    async fn query(
        connection: &mut MySqlConnection,
        sql: String,
        values: Vec<Value>,
    ) -> Result<Vec<Row>, DriverError> {
        if values.is_empty() {
            return query(connection, sql).await;
        }
        let backslash = match Backslash::matters(&sql) {
            true => Backslash::of(&query(connection, Backslash::ASK.to_owned()).await?),
            false => Backslash::USUAL,
        };
        query(connection, inlined(&sql, &values, backslash)?).await
    }

    async fn execute(connection: &mut MySqlConnection, sql: String) -> Result<(), DriverError> {
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await.map(drop).map_err(Self::error)
    }

    fn error(error: sqlx::Error) -> DriverError {
        let database = error.as_database_error();
        match database.and_then(|database| database.try_downcast_ref::<MySqlDatabaseError>()) {
            Some(refused) => mysql_text::error(refused.number(), refused.message()).with_source(error),
            None => other(error),
        }
    }

    /// In one text, as nothing can be sent after the rollback that sqlx queues when the transaction is dropped.
    fn undo_with_transaction(connection: &mut MySqlConnection, statements: &mut dyn FnMut() -> Vec<String>) {
        let mut text = vec!["ROLLBACK".to_owned()];
        text.extend(statements());
        start(Self::execute(connection, text.join(";\n")));
    }

    /// sqlx waits for earlier answers before it sends a text, so nothing can be sent after a statement that is under
    /// way; and it does not know of a transaction before the server has answered. A pool then gets no such
    /// connection back.
    fn undo(handle: &mut dyn Handle<Self>, doing: Doing, statements: Vec<String>) {
        if doing == Doing::Beginning || !statements.is_empty() {
            handle.retire();
        }
        let connection = handle.connection();
        if statements.is_empty() {
            // What sqlx has queued would else be sent with the next statement, whenever that is. Not a ping: its answer
            // would be taken for that to the next statement.
            start(connection.flush());
        } else {
            start(Self::execute(connection, statements.join(";\n")));
        }
    }
}

async fn query(connection: &mut MySqlConnection, sql: String) -> Result<Vec<Row>, DriverError> {
    let rows = sqlx::raw_sql(AssertSqlSafe(sql)).fetch_all(connection).await.map_err(MySql::error)?;
    rows.iter().map(row).collect::<sqlx::Result<_>>().map_err(MySql::error)
}

fn row(row: &MySqlRow) -> sqlx::Result<Row> {
    let bytes = |index| {
        let raw = row.try_get_raw(index)?;
        if raw.is_null() {
            return Ok(None);
        }
        Decode::<MySql>::decode(raw).map(Some).map_err(sqlx::Error::Decode)
    };
    let values: Vec<Option<Vec<u8>>> = (0..row.len()).map(bytes).collect::<sqlx::Result<_>>()?;
    Ok(mysql_text::row(values))
}
