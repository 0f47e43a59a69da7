//! A scripted database server: SQLite underneath, with the transaction rules of PostgreSQL or MySQL on top.
//!
//! It keeps a log of the requests it gets, and can lose its client at any of them: before the request is
//! performed, or after, when the answer is lost.

use ambix::driver::{Connection, Dialect, DriverError, DriverErrorKind, Engine, Next, Reply, Request};
use ambix::{Row, Value};
use rusqlite::params_from_iter;
use rusqlite::types::ValueRef;

/// The server; connections come and go, its data stays.
pub struct Server {
    database: rusqlite::Connection,
    dialect: Dialect,
    /// One line per request.
    pub log: Vec<String>,
    kill: Option<Kill>,
    /// The request that is refused.
    refuse: Option<usize>,
    transaction: Transaction,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Transaction {
    None,
    Open,
    /// PostgreSQL: a statement failed, and everything but a rollback is refused.
    Aborted,
}

/// When the client is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kill {
    /// The number of the request, from 0.
    pub at: usize,
    /// The request was performed, only its answer is lost.
    pub performed: bool,
}

impl Server {
    /// An empty database that follows the rules of `dialect`.
    pub fn new(dialect: Dialect) -> Self {
        let database = rusqlite::Connection::open_in_memory().expect("a database in memory");
        Server {
            database,
            dialect,
            log: Vec::new(),
            kill: None,
            refuse: None,
            transaction: Transaction::None,
        }
    }

    /// Connects. The client dies at `kill`.
    pub fn connect(&mut self, kill: Option<Kill>) -> Client<'_> {
        self.log.clear();
        self.kill = kill;
        self.refuse = None;
        Client(self)
    }

    /// Connects. The server refuses one request, as if the disk were full for a moment.
    pub fn connect_refusing(&mut self, request: usize) -> Client<'_> {
        self.log.clear();
        self.kill = None;
        self.refuse = Some(request);
        Client(self)
    }

    /// The first column of a query's rows, as text.
    pub fn texts(&self, sql: &str) -> Vec<String> {
        let mut statement = self.database.prepare(sql).expect("a good query");
        let rows = statement.query_map([], |row| Ok(shown(row.get_ref(0)?)));
        rows.expect("rows").map(|row| row.expect("a row")).collect()
    }

    /// What somebody does by hand, before saying how far an interrupted revision got.
    pub fn database_for_repair(&self, sql: &str) {
        self.database.execute_batch(sql).expect("a good statement");
    }

    /// Everything but the journal: schema and rows, to compare two servers.
    pub fn contents(&self) -> Vec<String> {
        let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' \
                      AND name NOT LIKE '%_journal' ORDER BY name";
        let mut contents = self
            .texts("SELECT type || ' ' || name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY 1");
        let mut statement = self.database.prepare(tables).expect("a good query");
        let names: Vec<String> = statement
            .query_map([], |row| row.get(0))
            .expect("rows")
            .map(|row| row.expect("a name"))
            .collect();
        for name in names {
            let mut statement =
                self.database.prepare(&format!("SELECT * FROM \"{name}\"")).expect("a good query");
            let columns = statement.column_count();
            let rows = statement.query_map([], |row| {
                Ok((0..columns)
                    .map(|index| row.get_ref(index).map_or_else(|error| error.to_string(), shown))
                    .collect::<Vec<_>>()
                    .join(" "))
            });
            let mut rows: Vec<String> = rows.expect("rows").map(|row| row.expect("a row")).collect();
            rows.sort();
            contents.extend(rows.into_iter().map(|row| format!("{name}: {row}")));
        }
        contents
    }

    fn perform(&mut self, request: &Request) -> Result<Reply, DriverError> {
        match request {
            Request::InTransaction => return Ok(Reply::Open(false)),
            Request::Begin => {
                self.run("BEGIN", &[])?;
                self.transaction = Transaction::Open;
            }
            Request::Commit => {
                let verb = if self.transaction == Transaction::Aborted { "ROLLBACK" } else { "COMMIT" };
                if self.transaction != Transaction::None {
                    self.run(verb, &[])?;
                }
                self.transaction = Transaction::None;
            }
            Request::Rollback => {
                if self.transaction != Transaction::None {
                    self.run("ROLLBACK", &[])?;
                }
                self.transaction = Transaction::None;
            }
            Request::Query { sql, values } => return self.statement(sql, values).map(Reply::Rows),
            Request::Execute { sql } => drop(self.statement(sql, &[])?),
            other => panic!("a request that the fake does not know: {other:?}"),
        }
        Ok(Reply::Done)
    }

    fn statement(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, DriverError> {
        if self.transaction == Transaction::Aborted {
            let message = "current transaction is aborted, commands ignored until end of transaction block";
            return Err(DriverError::new(DriverErrorKind::Statement, message).with_code("25P02"));
        }
        let first = sql.split_whitespace().next().unwrap_or_default().to_uppercase();
        let ddl = matches!(first.as_str(), "CREATE" | "ALTER" | "DROP" | "TRUNCATE");
        if self.dialect == Dialect::Mysql && ddl && self.transaction == Transaction::Open {
            self.run("COMMIT", &[])?;
            self.transaction = Transaction::None;
        }
        if sql == "SET TRANSACTION READ WRITE" && self.transaction == Transaction::Open {
            let message = "Transaction characteristics can't be changed while a transaction is in progress";
            return Err(DriverError::new(DriverErrorKind::Statement, message).with_code("1568"));
        }
        let alone = sql.contains("CONCURRENTLY") || first == "VACUUM";
        let result = if self.dialect == Dialect::Postgres && alone && self.transaction == Transaction::Open {
            let message = format!("{first} cannot run inside a transaction block");
            Err(DriverError::new(DriverErrorKind::Statement, message).with_code("25001"))
        } else {
            self.run(&translate(sql), values)
        };
        if result.is_err() && self.dialect == Dialect::Postgres && self.transaction == Transaction::Open {
            self.transaction = Transaction::Aborted;
        }
        result
    }

    fn run(&self, sql: &str, values: &[Value]) -> Result<Vec<Row>, DriverError> {
        let error = |error: rusqlite::Error| DriverError::new(DriverErrorKind::Statement, error.to_string());
        let mut statement = self.database.prepare(sql).map_err(error)?;
        let columns = statement.column_count();
        let mut rows = statement.query(params_from_iter(values)).map_err(error)?;
        let mut answer = Vec::new();
        while let Some(row) = rows.next().map_err(error)? {
            let value = |index| match row.get_ref(index).expect("a column") {
                ValueRef::Null => Value::Null,
                ValueRef::Integer(number) => Value::Integer(number),
                ValueRef::Real(number) => Value::Real(number),
                ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
                ValueRef::Blob(bytes) => Value::Blob(bytes.to_owned()),
            };
            answer.push(Row::new((0..columns).map(value).collect()));
        }
        Ok(answer)
    }

    fn lose_client(&mut self) {
        if self.transaction != Transaction::None {
            self.run("ROLLBACK", &[]).expect("a rollback");
        }
        self.transaction = Transaction::None;
    }
}

fn shown(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => "NULL".to_owned(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// What the other servers say and SQLite does not, in SQLite's words.
fn translate(sql: &str) -> String {
    if sql.contains("pg_index") {
        return "SELECT 1 WHERE 0 AND $1 = $2".to_owned();
    }
    if sql.contains("to_regclass") {
        return "SELECT NULL WHERE $1 IS NULL".to_owned();
    }
    if sql.contains("advisory") {
        return "SELECT 't'".to_owned();
    }
    if sql.contains("ambix.transaction") {
        return "SELECT 'open'".to_owned();
    }
    if sql.contains("current_setting") {
        return "SELECT NULL".to_owned();
    }
    if sql.contains("information_schema.columns") && sql.contains("table_schema = ?") {
        return "SELECT name FROM pragma_table_info(?) WHERE ? = 'main'".to_owned();
    }
    if sql.contains("information_schema.columns") {
        let mark = if sql.contains("$1") { "$1" } else { "?" };
        return format!("SELECT name FROM pragma_table_info({mark})");
    }
    if sql.contains("information_schema.tables") {
        return "SELECT 1 FROM sqlite_schema WHERE name = ?".to_owned();
    }
    if sql.starts_with("SELECT RELEASE_LOCK(") {
        return "SELECT 0".to_owned();
    }
    if sql.contains("_LOCK(") || sql.starts_with("SET ") {
        return "SELECT 1".to_owned();
    }
    if sql.contains("lock_wait_timeout") {
        return "SELECT 31536000".to_owned();
    }
    if sql.starts_with("SHOW SESSION VARIABLES") {
        return "SELECT NULL WHERE 0".to_owned();
    }
    if sql == "SELECT DATABASE()" {
        return "SELECT 'main'".to_owned();
    }
    sql.replace("CONCURRENTLY ", "")
        .replace("BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "INTEGER PRIMARY KEY AUTOINCREMENT")
        .replace("BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY", "INTEGER PRIMARY KEY AUTOINCREMENT")
        .replace(" CHARACTER SET ascii COLLATE ascii_bin", "")
        .replace(" ENGINE=InnoDB", "")
}

/// A connection to a [`Server`].
pub struct Client<'s>(&'s mut Server);

impl Connection for Client<'_> {
    /// `None` if the client was killed.
    type Answer<'a, T: Send + 'a>
        = Option<T>
    where
        Self: 'a;

    fn dialect(&self) -> Dialect {
        self.0.dialect
    }

    fn drive<'a, T: Send + 'a>(&'a mut self, mut engine: Engine<'a, T>) -> Option<T> {
        let server = &mut *self.0;
        loop {
            let request = match engine.next_blocking() {
                Next::Done(answer) => return Some(answer),
                Next::Request(request) => request,
            };
            let number = server.log.len();
            let killed = server.kill.filter(|kill| kill.at == number);
            server.log.push(describe(&request));
            if killed.is_some_and(|kill| !kill.performed) {
                server.lose_client();
                return None;
            }
            let reply = if server.refuse == Some(number) {
                if server.dialect == Dialect::Postgres && server.transaction == Transaction::Open {
                    server.transaction = Transaction::Aborted;
                }
                Err(DriverError::new(DriverErrorKind::Statement, "refused for a moment"))
            } else {
                server.perform(&request)
            };
            if let Err(refused) = &reply
                && let Some(line) = server.log.last_mut()
            {
                line.push_str(&format!(" -> {refused}"));
            }
            if killed.is_some() {
                server.lose_client();
                return None;
            }
            engine.reply(reply);
        }
    }
}

/// A request as a line of the log. Times and names of machines are left out.
pub fn describe(request: &Request) -> String {
    // The schema of SQLite, which the fake MySQL gives for its database.
    let one_line = |sql: &str| sql.split_whitespace().collect::<Vec<_>>().join(" ").replace("main.", "");
    match request {
        Request::InTransaction => "in transaction?".to_owned(),
        Request::Wait(_) => "wait".to_owned(),
        Request::Begin => "begin".to_owned(),
        Request::Commit => "commit".to_owned(),
        Request::Rollback => "rollback".to_owned(),
        Request::Execute { sql } => format!("execute {}", one_line(sql)),
        Request::Query { sql, .. } if sql.starts_with("SHOW SESSION VARIABLES") => {
            "query settings".to_owned()
        }
        Request::Query { sql, values }
            if sql.contains("INTO ambix_journal") || sql.contains("INTO main.ambix_journal") =>
        {
            let entries = values.chunks(17).map(|entry| {
                let text = |index: usize| match &entry[index] {
                    Value::Text(text) => text.clone(),
                    Value::Integer(number) => number.to_string(),
                    _ => "-".to_owned(),
                };
                format!("{} {} statement {} {}", text(4), text(2), text(5), text(10))
            });
            format!("journal {}", entries.collect::<Vec<_>>().join(", "))
        }
        Request::Query { sql, values } => {
            let values = values.iter().map(|value| match value {
                Value::Text(text) if text.starts_with("1:") => "<lineage>".to_owned(),
                Value::Text(text) => text.clone(),
                other => format!("{other:?}"),
            });
            let values = values.collect::<Vec<_>>().join(", ");
            let separator = if values.is_empty() { "" } else { " <- " };
            format!("query {}{separator}{values}", one_line(sql))
        }
        other => format!("{other:?}"),
    }
}
