//! A start with nothing to do. On SQLite `nothing_pending.rs` counts.

use ambix::Dialect;
use ambix_tests::subject::Subject;

use crate::case::SERVERS;
use crate::helpers::{plain, two};

cases! {
    SERVERS => nothing_pending_is_one_statement;
}

/// The server counts, or writes down.
fn nothing_pending_is_one_statement(subject: &mut dyn Subject) {
    let migrations = two(subject).load();
    subject.upgrade(&migrations, "head", &plain).unwrap();
    // diesel has no other way to get rows.
    let prepares = subject.name().starts_with("diesel");
    match subject.dialect() {
        Dialect::Mysql => {
            // Prepared statements, too: their number, and how often they were executed.
            let asked = |subject: &mut dyn Subject| -> i64 {
                let count = "SELECT sum(variable_value) FROM information_schema.session_status \
                             WHERE variable_name IN ('QUESTIONS', 'COM_STMT_PREPARE')";
                subject.value(count).parse::<f64>().unwrap() as i64
            };
            let before = asked(subject);
            let cost_of_asking = asked(subject) - before;
            assert_eq!(subject.upgrade(&migrations, "head", &plain).unwrap().applied().len(), 0);
            assert_eq!(asked(subject) - before, 2 * cost_of_asking + 1 + i64::from(prepares));
        }
        _ => {
            subject.execute("SET log_statement = 'all'");
            assert_eq!(subject.upgrade(&migrations, "head", &plain).unwrap().applied().len(), 0);
            subject.execute("SET log_statement = 'none'");
            let database = subject.database().postgres();
            let Some(log) = database.log() else {
                println!("the log of a server that is not ours cannot be read");
                return;
            };
            let sent = if prepares { "execute <unnamed>" } else { "statement" };
            let prefix = format!("{}|LOG:  ", database.name());
            let last = "statement: SET log_statement = 'none'";
            // Another test may have had the database before.
            let mut lines: Vec<&str> = log.lines().filter_map(|line| line.strip_prefix(&prefix)).collect();
            assert_eq!(lines.pop(), Some(last));
            let ours = lines.rsplit(|line| *line == last).next().unwrap_or_default();
            assert_eq!(ours, [format!("{sent}: SELECT version_num, lineage, state FROM ambix_version")]);
        }
    }
}
