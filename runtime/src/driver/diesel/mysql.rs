//! MySQL and MariaDB through diesel, which does not tell the server's number of an error: the server is asked for it.

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::deserialize::{self, FromSql, QueryableByName};
use diesel::mysql::data_types::MysqlTime;
use diesel::mysql::{Mysql, MysqlConnection, MysqlType, MysqlValue};
use diesel::result::Error;
use diesel::row::{Field, NamedRow};
use diesel::sql_types::Datetime;
use diesel::{QueryResult, RunQueryDsl, sql_query};

use super::{Backend, connection, kind_and_message};
use crate::driver::mysql_text::{self, Backslash, PROBE, RELEASE, SAVEPOINT, inlined, is_open};
use crate::driver::{Dialect, DriverError, DriverErrorKind};
use crate::value::{Row, Value};

connection!(MysqlConnection);

impl Backend for MysqlConnection {
    const DIALECT: Dialect = Dialect::Mysql;

    fn begin(&mut self) -> Result<(), DriverError> {
        AnsiTransactionManager::begin_transaction(self).map_err(|refused| self.error(refused))
    }

    fn in_transaction(&mut self) -> Result<bool, DriverError> {
        match load(self, PROBE) {
            Ok(rows) => Ok(is_open(&rows)),
            Err(refused) => match self.error(refused) {
                refused if refused.code() == Some(mysql_text::NO_SUCH_VARIABLE) => {
                    self.execute(SAVEPOINT)?;
                    mysql_text::is_released(self.execute(RELEASE))
                }
                refused => Err(refused),
            },
        }
    }

    fn query(&mut self, sql: &str, values: Vec<Value>) -> Result<Vec<Row>, DriverError> {
        let mut text = None;
        if !values.is_empty() {
            let backslash = match Backslash::matters(sql) {
                true => Backslash::of(&self.query(Backslash::ASK, Vec::new())?),
                false => Backslash::USUAL,
            };
            text = Some(inlined(sql, &values, backslash)?);
        }
        load(self, text.as_deref().unwrap_or(sql)).map_err(|refused| self.error(refused))
    }

    fn execute(&mut self, sql: &str) -> Result<(), DriverError> {
        self.batch_execute(sql).map_err(|refused| self.error(refused))
    }

    fn error(&mut self, error: Error) -> DriverError {
        let (kind, message) = kind_and_message(&error);
        if !matches!(error, Error::DatabaseError(..) | Error::RollbackErrorOnCommit { .. }) {
            return DriverError::new(kind, message).with_source(error);
        }
        match number(self, &message) {
            Ok(Some(number)) => mysql_text::error(number, &message),
            Ok(None) => DriverError::new(kind, message),
            // A connection that does not even answer this is gone.
            Err(_) => DriverError::new(DriverErrorKind::Connection, message),
        }
        .with_source(error)
    }
}

/// The server's number of the error that it has just answered with. Variables carry it, since what could be asked for
/// it directly would be prepared first, and that forgets it.
fn number(connection: &mut MysqlConnection, message: &str) -> QueryResult<Option<u16>> {
    let get = "GET DIAGNOSTICS CONDITION 1 @ambix_number = MYSQL_ERRNO, @ambix_message = MESSAGE_TEXT";
    // Refused after an error of the client, of which the server knows nothing.
    let _ = connection.batch_execute(get);
    let rows = load(connection, "SELECT @ambix_number, @ambix_message")?;
    connection.batch_execute("SET @ambix_number = NULL, @ambix_message = NULL")?;
    let found = rows.first().filter(|row| row.text(1) == Some(message)).and_then(|row| row.integer(0));
    Ok(found.and_then(|number| u16::try_from(number).ok()))
}

fn load(connection: &mut MysqlConnection, sql: &str) -> QueryResult<Vec<Row>> {
    let rows: QueryResult<Vec<Texts>> = sql_query(sql).load(connection);
    match rows {
        Ok(rows) => Ok(rows.into_iter().map(|Texts(row)| row).collect()),
        // diesel has prepared the statement, sees that it gives no rows, and has not run it.
        Err(Error::DeserializationError(what)) if what.to_string() == "No metadata exists" => {
            sql_query(sql).execute(connection).map(|_| Vec::new())
        }
        Err(refused) => Err(refused),
    }
}

/// A row of texts, as the text protocol would bring it.
struct Texts(Row);

impl QueryableByName<Mysql> for Texts {
    fn build<'a>(row: &impl NamedRow<'a, Mysql>) -> deserialize::Result<Self> {
        let value = |index: usize| {
            let field = diesel::row::Row::get(row, index);
            field.as_ref().and_then(Field::value).map(text).transpose()
        };
        let values: Vec<_> = (0..row.field_count()).map(value).collect::<deserialize::Result<_>>()?;
        Ok(Texts(mysql_text::row(values)))
    }
}

/// Numbers come in the byte order of this machine, by their width.
fn text(value: MysqlValue<'_>) -> deserialize::Result<Vec<u8>> {
    let bytes = value.as_bytes();
    let text = match value.value_type() {
        MysqlType::Tiny => i8::from_ne_bytes(read(bytes)?).to_string(),
        MysqlType::UnsignedTiny => u8::from_ne_bytes(read(bytes)?).to_string(),
        MysqlType::Short => i16::from_ne_bytes(read(bytes)?).to_string(),
        MysqlType::UnsignedShort => u16::from_ne_bytes(read(bytes)?).to_string(),
        MysqlType::Long => i32::from_ne_bytes(read(bytes)?).to_string(),
        MysqlType::UnsignedLong => u32::from_ne_bytes(read(bytes)?).to_string(),
        MysqlType::LongLong => i64::from_ne_bytes(read(bytes)?).to_string(),
        MysqlType::UnsignedLongLong => u64::from_ne_bytes(read(bytes)?).to_string(),
        MysqlType::Float => f32::from_ne_bytes(read(bytes)?).to_string(),
        MysqlType::Double => f64::from_ne_bytes(read(bytes)?).to_string(),
        kind @ (MysqlType::Time | MysqlType::Date | MysqlType::DateTime | MysqlType::Timestamp) => {
            time(kind, &<MysqlTime as FromSql<Datetime, Mysql>>::from_sql(value)?)
        }
        _ => return Ok(bytes.to_owned()),
    };
    Ok(text.into_bytes())
}

fn read<const N: usize>(bytes: &[u8]) -> deserialize::Result<[u8; N]> {
    Ok(*bytes.first_chunk().ok_or("a number that is too short")?)
}

fn time(kind: MysqlType, time: &MysqlTime) -> String {
    let date = format!("{:04}-{:02}-{:02}", time.year, time.month, time.day);
    let mut clock = format!("{:02}:{:02}:{:02}", time.hour, time.minute, time.second);
    if time.second_part > 0 {
        clock.push_str(&format!(".{:06}", time.second_part));
    }
    match kind {
        MysqlType::Date => date,
        MysqlType::Time => clock,
        _ => format!("{date} {clock}"),
    }
}
