//! Several processes on one database.

use std::sync::Barrier;
use std::thread;

use ambix::{Config, Transactions, command};
use ambix_tests::servers::Database;
use ambix_tests::subject::connect;

use super::{folder, revision, stepwise};

fn stampede(transactions: Transactions, asynchronous: bool) {
    let folder = folder();
    for number in 0..6 {
        let parent = if number == 0 { String::new() } else { format!("r{}", number - 1) };
        let table = format!("CREATE TABLE t{number} (id INTEGER);\nINSERT INTO t{number} VALUES ({number});");
        let text = match number {
            3 => stepwise(
                "r3",
                &parent,
                &format!("{table}\nCREATE INDEX CONCURRENTLY i ON t3 (id);"),
                "SELECT 1;",
            ),
            _ => revision(&format!("r{number}"), &parent, &table, "SELECT 1;"),
        };
        folder.write(&format!("migrations/r{number}.sql"), &text);
    }
    let migrations = folder.load();
    let database = Database::new();
    let start = Barrier::new(16);
    let applied: usize = thread::scope(|scope| {
        let run = || {
            let config = Config::new(&migrations).transactions(transactions);
            if asynchronous {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                return runtime.block_on(async {
                    let mut config = config.connection(connect(database.config()).await);
                    start.wait();
                    command::upgrade(&mut config, "head").await.unwrap().applied().len()
                });
            }
            let mut config = config.connection(database.connect());
            start.wait();
            command::upgrade(&mut config, "head").unwrap().applied().len()
        };
        let runs: Vec<_> = (0..16).map(|_| scope.spawn(run)).collect();
        runs.into_iter().map(|run| run.join().unwrap()).sum()
    });
    assert_eq!(applied, 6, "each revision is applied by one of them");
    assert_eq!(database.texts("SELECT version_num, state FROM ambix_version"), ["r5 NULL"]);
    for number in 0..6 {
        assert_eq!(database.texts(&format!("SELECT id FROM t{number}")), [number.to_string()]);
    }
    assert_eq!(database.texts("SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass"), ["t"]);
}

#[test]
fn sixteen_start_at_once() {
    stampede(Transactions::Revision, false);
    stampede(Transactions::Run, false);
    stampede(Transactions::Auto, true);
}
