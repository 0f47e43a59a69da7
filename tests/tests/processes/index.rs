//! Two instances start at once, and one builds an index concurrently.

use std::thread;
use std::time::Duration;

use ambix_tests::process::Process;

use crate::MIGRATE;
use crate::databases::{Database, Postgres};
use crate::sets::Set;

/// No deadlock, which the server would end with an error, and no index that cannot be used.
fn two_instances(late: bool) {
    let set = Set { dialect: "postgres", slow: true }.chain();
    let database = Postgres::new();
    let start = || Process::start(MIGRATE, &database.url(), set.path(), &["upgrade", "head", "wait"]);
    let mut instances = [start(), start()];
    instances.iter_mut().for_each(Process::until_ready);
    let [mut first, mut second] = instances;
    first.go();
    if late {
        // In the middle of the build, so that it has to wait for whatever the second one keeps open.
        let building = "SELECT 1 FROM pg_stat_progress_create_index WHERE datname = current_database()";
        while database.texts(building).is_empty() && !first.has_ended() {
            thread::sleep(Duration::from_millis(1));
        }
    }
    second.go();
    let outcomes = [first, second].map(|instance| instance.end().expect("nobody kills it"));
    for outcome in &outcomes {
        assert_eq!(outcome.code, None, "{}", outcome.text);
        assert_eq!(outcome.heads, ["r5"]);
    }
    assert_eq!(outcomes.iter().map(|outcome| outcome.applied.len()).sum::<usize>(), 6);
    assert_eq!(database.texts("SELECT count(*) FROM pg_index WHERE NOT indisvalid"), ["0"]);
    assert!(database.has_index("a_v"));
    assert_eq!(database.locks(), [""; 0]);
}

#[test]
fn at_once() {
    for _ in 0..5 {
        two_instances(false);
    }
}

#[test]
fn during_the_build() {
    for _ in 0..5 {
        two_instances(true);
    }
}
