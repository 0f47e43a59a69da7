//! SQLite: a file.

use std::fs::File;

use ambix_tests::set::Folder;
use ambix_tests::subject::texts;

use super::{Database, rows_of};

/// A file in a folder of its own.
pub struct Sqlite(Folder);

impl Sqlite {
    fn path(&self) -> std::path::PathBuf {
        self.0.path().join("app.db")
    }
}

impl Database for Sqlite {
    const DIALECT: &'static str = "sqlite";

    fn new() -> Self {
        Sqlite(Folder::new())
    }

    fn clear(&self) {
        for file in std::fs::read_dir(self.0.path()).expect("the folder") {
            std::fs::remove_file(file.expect("a file").path()).expect("a file that can be removed");
        }
    }

    fn url(&self) -> String {
        format!("sqlite:{}", self.path().display())
    }

    fn execute(&self, sql: &str) {
        let connection = rusqlite::Connection::open(self.path()).expect("a database");
        connection.execute_batch(sql).expect("good statements");
    }

    fn texts(&self, sql: &str) -> Vec<String> {
        texts(&self.path(), sql)
    }

    fn contents(&self) -> Vec<String> {
        let mut contents = self.texts(
            "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema \
             WHERE name NOT LIKE 'sqlite_%' ORDER BY 1",
        );
        let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' \
                      AND name <> 'ambix_journal' ORDER BY 1";
        for table in self.texts(tables) {
            contents.extend(rows_of(self, &table));
        }
        assert_eq!(self.texts("PRAGMA integrity_check"), ["ok"]);
        contents
    }

    fn has_index(&self, name: &str) -> bool {
        !self
            .texts(&format!("SELECT 1 FROM sqlite_schema WHERE type = 'index' AND name = '{name}'"))
            .is_empty()
    }

    fn has_table(&self, name: &str) -> bool {
        !self
            .texts(&format!("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = '{name}'"))
            .is_empty()
    }

    fn has_column(&self, table: &str, column: &str) -> bool {
        self.texts(&format!("SELECT name FROM pragma_table_info('{table}')"))
            .iter()
            .any(|name| name == column)
    }

    fn locks(&self) -> Vec<String> {
        let mut locks = Vec::new();
        let file = format!("{}-ambix-lock", self.path().display());
        // A killed process leaves the file, and the system takes its lock away.
        if let Ok(file) = File::open(&file)
            && file.try_lock().is_err()
        {
            locks.push("the lock file is locked".to_owned());
        }
        let connection = rusqlite::Connection::open(self.path()).expect("a database");
        connection.busy_timeout(std::time::Duration::ZERO).expect("a setting");
        if let Err(refused) = connection.execute_batch("BEGIN EXCLUSIVE; ROLLBACK") {
            locks.push(refused.to_string());
        }
        locks
    }
}
