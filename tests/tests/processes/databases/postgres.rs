//! PostgreSQL.

use ambix_tests::servers;

use super::{Database, OF_EACH_RUN, rows_of};

/// A database on the private server.
pub struct Postgres(servers::Database);

const USERS: &str = "('pg_catalog', 'information_schema', 'pg_toast')";

impl Database for Postgres {
    const DIALECT: &'static str = "postgres";

    fn new() -> Self {
        Postgres(servers::Database::new())
    }

    fn clear(&self) {
        self.execute("SET client_min_messages = warning; DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    }

    fn url(&self) -> String {
        self.0.url()
    }

    fn execute(&self, sql: &str) {
        self.0.connect().batch_execute(sql).expect("good statements");
    }

    fn texts(&self, sql: &str) -> Vec<String> {
        self.0.texts(sql)
    }

    fn contents(&self) -> Vec<String> {
        let mut contents = self.texts(&format!(
            "SELECT 'column', table_schema, table_name, ordinal_position, column_name, data_type, column_default, \
             is_nullable FROM information_schema.columns WHERE table_schema NOT IN {USERS} ORDER BY 2, 3, 4"
        ));
        contents.extend(self.texts(&format!(
            "SELECT pg_get_indexdef(indexrelid), indisvalid, indisready FROM pg_index \
             JOIN pg_class ON pg_class.oid = indrelid WHERE relnamespace::regnamespace::text NOT IN {USERS} ORDER BY 1"
        )));
        contents.extend(self.texts(
            "SELECT 'function', proname FROM pg_proc WHERE pronamespace::regnamespace::text = 'public' ORDER BY 2",
        ));
        let tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN";
        for table in self.texts(&format!("{tables} {OF_EACH_RUN} ORDER BY 1")) {
            contents.extend(rows_of(self, &table));
        }
        contents
    }

    fn has_index(&self, name: &str) -> bool {
        let ask = "SELECT 1 FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE indisvalid";
        !self.texts(&format!("{ask} AND relname = '{name}'")).is_empty()
    }

    fn has_table(&self, name: &str) -> bool {
        self.texts(&format!("SELECT to_regclass('{name}') IS NOT NULL")) == ["t"]
    }

    fn has_column(&self, table: &str, column: &str) -> bool {
        let ask = "SELECT 1 FROM information_schema.columns WHERE";
        !self.texts(&format!("{ask} table_name = '{table}' AND column_name = '{column}'")).is_empty()
    }

    fn age_lease(&self) {
        if self.has_table("ambix_lease") {
            self.execute("UPDATE ambix_lease SET heartbeat = heartbeat - INTERVAL '40 seconds'");
        }
    }

    fn locks(&self) -> Vec<String> {
        self.texts(
            "SELECT 'advisory lock of', pid FROM pg_locks JOIN pg_database ON pg_database.oid = database \
             WHERE locktype = 'advisory' AND datname = current_database()",
        )
    }
}
