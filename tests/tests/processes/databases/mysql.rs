//! MySQL and MariaDB.

use ambix_tests::servers::mariadb;
use mysql::prelude::Queryable as _;

use super::{Database, OF_EACH_RUN, rows_of};

/// A database on the private server.
pub struct Mysql(mariadb::Database);

impl Mysql {
    /// Whether a catalog of this database has such a row.
    fn has(&self, catalog: &str, condition: &str) -> bool {
        let rows = self.texts(&format!(
            "SELECT 1 FROM information_schema.{catalog} WHERE table_schema = database() AND {condition}"
        ));
        !rows.is_empty()
    }
}

impl Database for Mysql {
    const DIALECT: &'static str = "mysql";

    fn new() -> Self {
        Mysql(mariadb::Database::new())
    }

    fn clear(&self) {
        let name = self.0.name();
        self.execute(&format!("DROP DATABASE {name}; CREATE DATABASE {name} CHARACTER SET utf8mb4"));
    }

    fn url(&self) -> String {
        self.0.url()
    }

    fn execute(&self, sql: &str) {
        let mut connection = self.0.connect();
        for statement in sql.split(';').filter(|statement| !statement.trim().is_empty()) {
            connection.query_drop(statement).expect("a good statement");
        }
    }

    fn texts(&self, sql: &str) -> Vec<String> {
        self.0.texts(sql)
    }

    fn contents(&self) -> Vec<String> {
        let mut contents = self.texts(
            "SELECT 'column', table_name, ordinal_position, column_name, column_type, column_default, is_nullable \
             FROM information_schema.columns WHERE table_schema = database() ORDER BY 2, 3",
        );
        contents.extend(self.texts(
            "SELECT 'index', table_name, index_name, seq_in_index, column_name, non_unique \
             FROM information_schema.statistics WHERE table_schema = database() ORDER BY 2, 3, 4",
        ));
        let tables = "SELECT table_name FROM information_schema.tables \
                      WHERE table_schema = database() AND table_name NOT IN";
        for table in self.texts(&format!("{tables} {OF_EACH_RUN} ORDER BY 1")) {
            contents.extend(rows_of(self, &table));
        }
        contents
    }

    fn has_index(&self, name: &str) -> bool {
        self.has("statistics", &format!("index_name = '{name}'"))
    }

    fn has_table(&self, name: &str) -> bool {
        self.has("tables", &format!("table_name = '{name}'"))
    }

    fn has_column(&self, table: &str, column: &str) -> bool {
        self.has("columns", &format!("table_name = '{table}' AND column_name = '{column}'"))
    }

    fn age_lease(&self) {
        if self.has_table("ambix_lease") {
            self.execute("UPDATE ambix_lease SET heartbeat = heartbeat - INTERVAL 40 SECOND");
        }
    }

    /// A lock belongs to a connection, and connections are seen.
    fn locks(&self) -> Vec<String> {
        self.texts(
            "SELECT 'connection', id, command, info FROM information_schema.processlist \
             WHERE db = database() AND id <> connection_id()",
        )
    }
}
