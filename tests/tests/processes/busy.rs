//! The client is killed and the server goes on with its statement: the next process waits for it and looks again.

use std::thread;
use std::time::Duration;

use ambix_tests::process::Process;
use ambix_tests::set::{Folder, revision};

use crate::databases::{Database, Postgres};
use crate::looks::has_effect;
use crate::sets::Set;
use crate::{MIGRATE, long};

/// A function that takes as long as the table `pause` says.
const PAUSE: &str = "CREATE TABLE pause (seconds REAL); INSERT INTO pause VALUES (0);
CREATE TABLE a (id INTEGER, v TEXT); INSERT INTO a VALUES (1, 'x');
CREATE FUNCTION slowly(text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS
$$ BEGIN PERFORM pg_sleep((SELECT seconds FROM public.pause)); RETURN $1; END $$;";

/// How long the server is busy.
fn seconds() -> u64 {
    if long() { 10 } else { 4 }
}

/// Starts a run, kills it while the server is in the statement with the word `marker`, starts the next one at once and
/// gives back the database and what that one said. The killed statement takes long, the same one later does not.
fn killed_in(marker: &str, set: &Folder) -> (Postgres, ambix_tests::process::Outcome) {
    let database = Postgres::new();
    database.execute(PAUSE);
    database.execute(&format!("UPDATE pause SET seconds = {}", seconds()));
    let command = ["upgrade", "head"];
    let mut first = Process::start(MIGRATE, &database.url(), set.path(), &command);
    let busy = format!(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' \
         AND query LIKE '%{marker}%' AND pid <> pg_backend_pid() \
         AND (wait_event = 'PgSleep' OR query NOT LIKE '%pg_sleep%')"
    );
    let server_process = loop {
        if let Some(pid) = database.texts(&busy).pop() {
            break pid;
        }
        thread::sleep(Duration::from_millis(5));
    };
    // The statement has read how long it is to take.
    while database.texts(&format!("SELECT wait_event FROM pg_stat_activity WHERE pid = {server_process}"))
        != ["PgSleep"]
    {
        thread::sleep(Duration::from_millis(5));
    }
    first.kill();
    assert_eq!(first.end(), None, "killed");
    let mut second = Process::start(MIGRATE, &database.url(), set.path(), &command);
    database.execute("UPDATE pause SET seconds = 0");
    let still = format!("SELECT state FROM pg_stat_activity WHERE pid = {server_process}");
    let mut seen_waiting = 0;
    while !second.has_ended() {
        seen_waiting += usize::from(!database.texts(&still).is_empty());
        thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(
        database.texts(&still),
        [""; 0],
        "the second one ended while the server was busy for the first one"
    );
    assert!(seen_waiting > 0, "the server was busy when the second one began");
    let outcome = second.end().expect("nobody kills it");
    (database, outcome)
}

#[test]
fn in_a_transaction() {
    let set = Set { dialect: "postgres", slow: false }.folder();
    let up = "ALTER TABLE a ADD COLUMN b TEXT DEFAULT 'new';\n\
              UPDATE a SET b = slowly('marker');\nINSERT INTO a VALUES (2, 'y', 'once');";
    set.write("migrations/r.sql", &revision("r", "", up, "SELECT 1;"));
    let (database, outcome) = killed_in("marker", &set);
    assert_eq!((outcome.code, outcome.applied), (None, vec!["r".to_owned()]), "{}", outcome.text);
    assert_eq!(database.texts("SELECT * FROM a ORDER BY 1"), ["1 x marker", "2 y once"]);
    assert_eq!(database.texts("SELECT version_num, state FROM ambix_version"), ["r NULL"]);
    assert_eq!(database.locks(), [""; 0]);
}

#[test]
fn in_a_statement_that_commits_by_itself() {
    let set = Set { dialect: "postgres", slow: false }.folder();
    let up = "INSERT INTO a VALUES (2, 'y');\nCREATE INDEX CONCURRENTLY marker ON a (slowly(v));\n\
              INSERT INTO a VALUES (3, 'z');";
    let text = revision("r", "", up, "SELECT 1;");
    let text = text.replace("\n\n-- ambix:upgrade", "\n-- transaction: off\n\n-- ambix:upgrade");
    set.write("migrations/r.sql", &text);
    let (database, outcome) = killed_in("marker", &set);
    // Nobody told the journal, and nobody guesses; but the server has finished, so that whoever looks sees the truth.
    assert_eq!(outcome.code.as_deref(), Some("in-doubt"), "{}", outcome.text);
    let statement = outcome.statement.expect("the statement in doubt");
    assert_eq!(statement.number, 2);
    assert!(has_effect(&database, &statement), "the server went on to the end");
    let resolved = Process::start(MIGRATE, &database.url(), set.path(), &["resolve", "r", "3"]).end();
    assert_eq!(resolved.expect("nobody kills it").code, None);
    let last = Process::start(MIGRATE, &database.url(), set.path(), &["upgrade", "head"]).end();
    let last = last.expect("nobody kills it");
    assert_eq!((last.code, last.applied), (None, vec!["r".to_owned()]), "{}", last.text);
    assert_eq!(database.texts("SELECT id, v FROM a ORDER BY 1"), ["1 x", "2 y", "3 z"]);
    assert!(database.has_index("marker"));
    assert_eq!(database.locks(), [""; 0]);
}
