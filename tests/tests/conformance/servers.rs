//! Some of the cases on PostgreSQL and MariaDB: whatever SQLite answers, they answer too.

use std::collections::BTreeMap;

use ambix::Migrations;
use ambix_tests::servers;

use crate::database::Database;
use crate::replay::case::Case;
use crate::replay::lines::lines;
use crate::replay::{self, Ours};
use crate::store::Store;
use crate::write;

const CASES: usize = 200;
const WORKERS: usize = 3;

/// What each operation of a case came to.
fn answers<C: Store>(case: &Case, migrations: &Migrations, connection: &mut C) -> Vec<Ours> {
    let mut database = Database::new(migrations, connection);
    let mut answers = Vec::new();
    let outcome = replay::run(case, |_, operation, rows| {
        let ours = database.carry_out(operation, rows);
        answers.push(ours.clone());
        ours
    });
    assert!(outcome.wrong.is_empty(), "{:#?}", outcome.wrong);
    // A table has no order.
    for answer in &mut answers {
        answer.rows.sort();
    }
    answers
}

#[test]
fn the_same_on_servers() {
    let all = lines("traversal.jsonl.gz");
    let chosen: Vec<&String> = (0..CASES).map(|number| &all[number * all.len() / CASES]).collect();
    let counts: Vec<BTreeMap<String, usize>> = std::thread::scope(|scope| {
        let workers = (0..WORKERS).map(|worker| {
            let lines = chosen.iter().skip(worker).step_by(WORKERS);
            scope.spawn(move || compare(lines.map(|line| serde_json::from_str(line).unwrap())))
        });
        let workers: Vec<_> = workers.collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).collect()
    });
    let count = |what: &str| counts.iter().filter_map(|counts| counts.get(what)).sum::<usize>();
    println!(
        "{CASES} cases, {} operations, {} with steps, {} refused",
        count("all"),
        count("steps"),
        count("refused")
    );
    assert!(count("all") > 1_000 && count("steps") > 300 && count("refused") > 100, "{counts:?}");
}

fn compare(cases: impl Iterator<Item = Case>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    let (postgres, mariadb) = (servers::Database::new(), servers::mariadb::Database::new());
    let mut sqlite = rusqlite::Connection::open_in_memory().unwrap();
    let (mut postgres, mut mariadb) = (postgres.connect(), mariadb.connect());
    for case in cases {
        let folder = write(&case.graph, "dialects = [\"sqlite\", \"postgres\", \"mysql\"]\n");
        let migrations = folder.load();
        let expected = answers(&case, &migrations, &mut sqlite);
        let on_servers = [
            ("PostgreSQL", answers(&case, &migrations, &mut postgres)),
            ("MariaDB", answers(&case, &migrations, &mut mariadb)),
        ];
        for (name, ours) in on_servers {
            assert_eq!(ours.len(), expected.len());
            for ((ours, expected), operation) in ours.iter().zip(&expected).zip(&case.ops) {
                assert_eq!(ours, expected, "{name}, {}: {} {:?}", case.id, operation.op, operation.args);
            }
        }
        for answer in expected {
            let mut add = |what: &str, yes: bool| {
                *counts.entry(what.to_owned()).or_default() += usize::from(yes);
            };
            add("all", true);
            add("steps", !answer.steps.is_empty());
            add("refused", answer.code.is_some());
        }
    }
    counts
}
