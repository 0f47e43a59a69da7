//! Databases of PostgreSQL that are emptied and used again: to make one takes its server longer than most tests last.

use std::sync::{Mutex, PoisonError};

use crate::servers::Database;

static FREE: Mutex<Vec<Database>> = Mutex::new(Vec::new());

/// An empty database, which somebody else may have had before.
pub struct Reused(Option<Database>);

/// Connections end some time after they were dropped.
const LAST_ONE_OUT: &str = "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity \
                            WHERE datname = current_database() AND pid <> pg_backend_pid()";

const EMPTY: &str = "DO $$
DECLARE name TEXT;
BEGIN
    FOR name IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' LOOP
        EXECUTE format('DROP SCHEMA %I CASCADE', name);
    END LOOP;
END $$;
CREATE SCHEMA public;
GRANT USAGE ON SCHEMA public TO PUBLIC";

impl Reused {
    pub(super) fn new(relayed: bool) -> Self {
        let free = FREE.lock().unwrap_or_else(PoisonError::into_inner).pop();
        Reused(Some(free.unwrap_or_default().relayed(relayed)))
    }

    pub(super) fn get(&self) -> &Database {
        self.0.as_ref().expect("a database until the end")
    }
}

impl Drop for Reused {
    /// On a server of our own, which goes away with all its databases; and not after a test that failed.
    fn drop(&mut self) {
        let Some(database) = self.0.take().filter(Database::is_ours) else { return };
        if std::thread::panicking() {
            return;
        }
        let mut client = database.connect();
        let emptied = client.batch_execute(LAST_ONE_OUT).and_then(|()| client.batch_execute(EMPTY));
        if emptied.is_ok() {
            FREE.lock().unwrap_or_else(PoisonError::into_inner).push(database);
        }
    }
}
