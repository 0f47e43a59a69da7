//! A start with nothing to do: one `SELECT`, whatever the number of revisions.

use std::sync::Mutex;

use ambix::{Config, Migrations, command};
use ambix_tests::set::{Folder, revision};
use rusqlite::trace::{TraceEvent, TraceEventCodes};

static STATEMENTS: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn trace(event: TraceEvent<'_>) {
    if let TraceEvent::Stmt(_, sql) = event {
        STATEMENTS.lock().unwrap().push(sql.to_owned());
    }
}

fn chain(length: usize) -> Migrations {
    let folder = Folder::new();
    for number in 0..length {
        let parent = if number == 0 { String::new() } else { format!("r{:05}", number - 1) };
        folder.write(
            &format!("migrations/r{number:05}.sql"),
            &revision(
                &format!("r{number:05}"),
                &parent,
                &format!("CREATE TABLE t{number} (id INTEGER);"),
                &format!("DROP TABLE t{number};"),
            ),
        );
    }
    folder.load()
}

/// A head that another revision depends on has no row of its own.
fn depended_on() -> Migrations {
    let folder = Folder::new();
    let depends = revision("y", "", "CREATE TABLE y (id INTEGER);", "DROP TABLE y;")
        .replace("-- down_revision: ", "-- down_revision:\n-- depends_on: x");
    folder
        .write("migrations/x.sql", &revision("x", "", "CREATE TABLE x (id INTEGER);", "DROP TABLE x;"))
        .write("migrations/y.sql", &depends);
    folder.load()
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
