//! On SQLite, as its own trace sees it.

use std::sync::Mutex;

use ambix::{Config, command};
use ambix_tests::set::chain;
use rusqlite::trace::{TraceEvent, TraceEventCodes};

use crate::sets::depended_on;

static STATEMENTS: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn trace(event: TraceEvent<'_>) {
    if let TraceEvent::Stmt(_, sql) = event {
        STATEMENTS.lock().unwrap().push(sql.to_owned());
    }
}

#[test]
fn one_select() {
    let sets = [
        ("10 revisions", chain(10), "head"),
        ("10,000 revisions", chain(10_000), "head"),
        ("a depended-on head", depended_on(), "heads"),
    ];
    for (name, migrations, target) in sets {
        let mut connection = rusqlite::Connection::open_in_memory().unwrap();
        let mut config = Config::new(&migrations).connection(&mut connection);
        // The journal stays as it is, to show that nothing is written.
        command::stamp(&mut config, target).unwrap();
        drop(config);
        let changes = connection.changes();
        connection.trace_v2(TraceEventCodes::SQLITE_TRACE_STMT, Some(trace));
        STATEMENTS.lock().unwrap().clear();
        let mut config = Config::new(&migrations).connection(&mut connection);
        let report = command::upgrade(&mut config, target).unwrap();
        assert_eq!(report.applied().len(), 0, "{name}");
        drop(config);
        let statements = STATEMENTS.lock().unwrap().clone();
        assert_eq!(statements, ["SELECT version_num, lineage, state FROM main.ambix_version"], "{name}");
        assert_eq!(connection.changes(), changes, "{name}");
    }
}
