//! Several processes on one database.

use std::sync::Barrier;
use std::thread;
use std::time::Duration;

use ambix::{Config, Transactions, command};
use ambix_tests::servers::Database;
use ambix_tests::subject::connect;

use super::{folder, on_every_driver, plain, revision, stepwise, two, versions};

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

#[test]
fn a_lock_that_is_held_names_its_holder() {
    let migrations = two().load();
    on_every_driver(|subject| {
        subject.upgrade(&migrations, "a", &plain).unwrap();
        let mut holder = subject.database().postgres().connect();
        // The key is the program's secret; what a run asks for is seen while it waits.
        let ask = "SELECT (classid::bigint << 32) | objid::bigint, objsubid FROM pg_locks \
                   JOIN pg_database ON pg_database.oid = database \
                   WHERE locktype = 'advisory' AND datname = current_database()";
        let key = thread::scope(|scope| {
            let database = subject.database().postgres();
            holder.batch_execute("SET application_name = 'night job'").unwrap();
            holder.batch_execute("BEGIN; LOCK TABLE a").unwrap();
            let waiting = scope.spawn(|| {
                let folder = two();
                folder.write("migrations/b.sql", &revision("b", "a", "SELECT count(*) FROM a;", "SELECT 1;"));
                let mut config = Config::new(&folder.load()).connection(database.connect());
                command::upgrade(&mut config, "head").unwrap();
            });
            let key = loop {
                let rows = database.texts(ask);
                if let Some(row) = rows.first() {
                    break row.split(' ').next().unwrap().to_owned();
                }
                thread::sleep(Duration::from_millis(5));
            };
            holder.batch_execute("ROLLBACK").unwrap();
            waiting.join().unwrap();
            key
        });
        subject.execute("UPDATE ambix_version SET version_num = 'a', lineage = NULL");
        holder.batch_execute(&format!("SELECT pg_advisory_lock({key})")).unwrap();
        let quick = |config: Config| config.lock_timeout(Duration::from_millis(60));
        let error = subject.upgrade(&migrations, "head", &quick).unwrap_err();
        assert_eq!((error.code(), error.is_temporary()), ("lock-timeout", true), "{error:?}");
        assert!(error.to_string().contains("application `night job`, user `"), "{error}");
        assert_eq!(versions(subject), ["a -"]);
        drop(holder);
        let patient = |config: Config| config.lock_timeout(Duration::from_secs(20));
        assert_eq!(subject.upgrade(&migrations, "head", &patient).unwrap().applied().len(), 1);
    });
}

#[test]
fn a_statement_that_waits_for_a_lock_gives_way_and_is_tried_again() {
    let folder = two();
    folder.write(
        "migrations/c.sql",
        &revision("c", "b", "CREATE TABLE c (id INTEGER);\nALTER TABLE a ADD COLUMN c INTEGER;", "SELECT 1;"),
    );
    let migrations = folder.load();
    on_every_driver(|subject| {
        subject.upgrade(&migrations, "b", &plain).unwrap();
        let quick = |config: Config| config.statement_lock_timeout(Duration::from_millis(50));
        let mut reader = subject.database().postgres().connect();
        reader.batch_execute("BEGIN; SELECT * FROM a").unwrap();
        let error = subject.upgrade(&migrations, "head", &quick).unwrap_err();
        assert_eq!((error.code(), error.place().unwrap().number), ("lock-timeout", 2), "{error:?}");
        assert_eq!(versions(subject), ["b -"]);
        thread::scope(|scope| {
            scope.spawn(|| {
                thread::sleep(Duration::from_millis(300));
                reader.batch_execute("ROLLBACK").unwrap();
            });
            assert_eq!(subject.upgrade(&migrations, "head", &quick).unwrap().applied().len(), 1);
        });
        assert_eq!(subject.value("SHOW lock_timeout"), "0", "the caller's setting");
    });
}

#[test]
fn nothing_pending_is_one_statement() {
    let migrations = two().load();
    on_every_driver(|subject| {
        subject.upgrade(&migrations, "head", &plain).unwrap();
        let name = subject.database().postgres().name().to_owned();
        subject.execute(&format!("ALTER DATABASE {name} SET log_statement = 'all'"));
        // The server's own count, where its log cannot be read.
        let mut client = subject.database().postgres().connect();
        let mut config = Config::new(&migrations).connection(&mut client);
        assert_eq!(command::upgrade(&mut config, "head").unwrap().applied().len(), 0);
        drop(client);
        let Some(log) = subject.database().postgres().log() else {
            println!("the log of a server that is not ours cannot be read");
            return;
        };
        let prefix = format!("{name}|LOG:  statement: ");
        let statements: Vec<&str> = log.lines().filter_map(|line| line.strip_prefix(&prefix)).collect();
        assert_eq!(statements, ["SELECT version_num, lineage, state FROM ambix_version"]);
    });
}
