//! On servers, as their logs see it: what goes over the wire, once the connection is there.

use std::sync::Arc;

use ambix::{Config, Dialect};
use ambix_tests::servers;
use ambix_tests::set::chain;
use ambix_tests::subject::{Database, Subject, drivers};
use mysql::prelude::Queryable;

use crate::sets::depended_on;

/// What the caller sends before the command and after it.
const MARKS: [&str; 2] = ["SELECT 'it begins'", "SELECT 'it ends'"];

#[test]
fn one_statement() {
    let sets = [("1,000 revisions", chain(1_000), "head"), ("a depended-on head", depended_on(), "heads")];
    let plain = |config: Config| config;
    for driver in drivers().into_iter().filter(|driver| driver.dialect != Dialect::Sqlite) {
        for (name, migrations, target) in &sets {
            let what = format!("{}, {name}", driver.name);
            let database = Arc::new(Database::new(driver.dialect));
            if !switch_on(&database) {
                println!("{what}: nobody sees the log of that server");
                continue;
            }
            let mut subject = (driver.connect)(Arc::clone(&database));
            subject.stamp(migrations, (*target).into(), &plain).unwrap();
            subject.execute(MARKS[0]);
            let report = subject.upgrade(migrations, target, &plain).unwrap();
            subject.execute(MARKS[1]);
            assert_eq!(report.applied().len(), 0, "{what}");
            assert_eq!(report.history_changed.len(), 0, "{what}");
            let log = log(&database, &mut *subject);
            // The database may have had another test before.
            let mut between = log.rsplit(|line| MARKS.iter().any(|mark| line.contains(mark)));
            let sent = between.nth(1).unwrap_or_else(|| panic!("{what}: no marks in {log:#?}"));
            let [statement] = sent else { panic!("{what}: {sent:#?}") };
            assert!(
                statement.contains("SELECT version_num, lineage, state FROM ambix_version"),
                "{statement}"
            );
        }
    }
}

/// Lets the server log what is sent to that database; false if nobody here can read it.
fn switch_on(database: &Database) -> bool {
    match database {
        Database::Sqlite(_) => false,
        Database::Postgres(_) => {
            let postgres = database.postgres();
            let log = format!("ALTER DATABASE {} SET log_statement = 'all'", postgres.name());
            postgres.log().is_some() && postgres.connect().batch_execute(&log).is_ok()
        }
        Database::Mysql(mysql) => {
            let set = |setting: &str| mysql.connect().query_drop(format!("SET GLOBAL {setting}")).is_ok();
            set("log_output = 'TABLE'") && set("general_log = 1")
        }
    }
}

/// What the server has logged of the connection, in order.
fn log(database: &Database, subject: &mut dyn Subject) -> Vec<String> {
    match database {
        Database::Sqlite(_) => Vec::new(),
        Database::Postgres(_) => {
            let postgres = database.postgres();
            let prefix = format!("{}|", postgres.name());
            let log = postgres.log().unwrap_or_default();
            log.lines().filter_map(|line| line.strip_prefix(&prefix)).map(str::to_owned).collect()
        }
        Database::Mysql(mysql) => {
            let id = subject.value("SELECT connection_id()");
            // diesel prepares every statement, and closes it.
            let ask = format!(
                "SELECT command_type, argument FROM mysql.general_log WHERE thread_id = {id} \
                 AND command_type NOT IN ('Prepare', 'Close stmt') ORDER BY event_time"
            );
            servers::mariadb::texts(&mut mysql.connect(), &ask)
        }
    }
}
