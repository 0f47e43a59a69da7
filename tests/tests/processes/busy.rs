//! The client is killed and the server goes on with its statement: the next process waits for it and looks again.

use std::thread;
use std::time::Duration;

use ambix_tests::process::{Outcome, Process};
use ambix_tests::set::{Folder, revision};

use crate::databases::{Database, Mysql, Postgres};
use crate::looks::{evidence, has_effect};
use crate::sets::Set;
use crate::{MIGRATE, long};

/// How long the server is busy, about.
fn seconds() -> u64 {
    if long() { 10 } else { 3 }
}

/// A server that goes on when its client is dead.
trait Server: Database {
    /// What stands in the database before.
    fn prepare(&self);
    /// Makes the next statements quick.
    fn hurry(&self) {}
    /// The server's number for the connection that is in the long part of a statement.
    fn busy(&self) -> Option<String>;
    /// Whether that connection is still there.
    fn still(&self, connection: &str) -> bool;
}

impl Server for Postgres {
    fn prepare(&self) {
        self.execute(&format!(
            "CREATE TABLE pause (seconds REAL); INSERT INTO pause VALUES ({});
             CREATE TABLE a (id INTEGER, v TEXT); INSERT INTO a VALUES (1, 'x');
             CREATE FUNCTION slowly(text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS
             $$ BEGIN PERFORM pg_sleep((SELECT seconds FROM public.pause)); RETURN $1; END $$;",
            seconds()
        ));
    }

    /// Whoever sleeps has read how long.
    fn hurry(&self) {
        self.execute("UPDATE pause SET seconds = 0");
    }

    fn busy(&self) -> Option<String> {
        let sleeps =
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'";
        self.texts(sleeps).pop()
    }

    fn still(&self, connection: &str) -> bool {
        !self.texts(&format!("SELECT 1 FROM pg_stat_activity WHERE pid = {connection}")).is_empty()
    }
}

impl Server for Mysql {
    /// As many rows as copying them takes a while.
    fn prepare(&self) {
        self.execute(
            "CREATE TABLE a (id INTEGER, v VARCHAR(100)); INSERT INTO a VALUES (1, 'x');
             CREATE TABLE big (id INTEGER PRIMARY KEY AUTO_INCREMENT, v VARCHAR(100));
             INSERT INTO big (v) VALUES ('x')",
        );
        for _ in 0..if long() { 20 } else { 18 } {
            self.execute("INSERT INTO big (v) SELECT MD5(id) FROM big");
        }
    }

    fn busy(&self) -> Option<String> {
        self.texts(
            "SELECT id FROM information_schema.processlist WHERE db = database() \
             AND (state = 'User sleep' OR state LIKE 'copy to tmp table%')",
        )
        .pop()
    }

    fn still(&self, connection: &str) -> bool {
        let ask = "SELECT 1 FROM information_schema.processlist WHERE id =";
        !self.texts(&format!("{ask} {connection}")).is_empty()
    }
}

/// Starts a run, kills it while the server is in the long statement, starts the next one at once and gives back what
/// that one said.
fn killed_while_busy(database: &impl Server, set: &Folder) -> Outcome {
    database.prepare();
    let start = || Process::start(MIGRATE, &database.url(), set.path(), &["upgrade", "head"]);
    let mut first = start();
    let busy = loop {
        if let Some(connection) = database.busy() {
            break connection;
        }
        assert!(!first.has_ended(), "{:?}", first.end());
        thread::sleep(Duration::from_millis(5));
    };
    first.kill();
    assert_eq!(first.end(), None, "killed");
    let mut second = start();
    database.hurry();
    let mut waited = false;
    while !second.has_ended() {
        waited |= database.still(&busy);
        thread::sleep(Duration::from_millis(20));
    }
    assert!(!database.still(&busy), "the second one has ended, and the server is busy for the first one");
    assert!(waited, "the server was busy when the second one began");
    second.end().expect("nobody kills it")
}

/// A revision of one transaction: nothing of the killed run is kept.
fn in_a_transaction(database: &impl Server, up: &str) {
    let set = set(database, &revision("r", "", up, "SELECT 1;"));
    let outcome = killed_while_busy(database, &set);
    assert_eq!((outcome.code, outcome.applied), (None, vec!["r".to_owned()]), "{}", outcome.text);
    assert_eq!(database.texts("SELECT version_num, state FROM ambix_version"), ["r NULL"]);
}

/// The second of three statements commits by itself. Nobody told the journal that it is done, and nobody guesses; but
/// the server has finished when the next run says so, and whoever looks sees the truth.
fn that_commits_by_itself(database: &impl Server, up: &str) {
    let text = revision("r", "", up, "SELECT 1;");
    let text = text.replace("\n\n-- ambix:upgrade", "\n-- transaction: off\n\n-- ambix:upgrade");
    let set = set(database, &text);
    let outcome = killed_while_busy(database, &set);
    assert_eq!(outcome.code.as_deref(), Some("in-doubt"), "{}", outcome.text);
    let statement = outcome.statement.expect("the statement in doubt");
    assert_eq!(statement.number, 2);
    assert!(has_effect(database, &statement), "the server went on to the end");
    assert!(outcome.text.contains(evidence(&statement, true).expect("evidence")), "{}", outcome.text);
    let end = |command: &[&str]| {
        let run = Process::start(MIGRATE, &database.url(), set.path(), command);
        run.end().expect("nobody kills it")
    };
    assert_eq!(end(&["resolve", "r", "3"]).code, None);
    let last = end(&["upgrade", "head"]);
    assert_eq!((last.code, last.applied), (None, vec!["r".to_owned()]), "{}", last.text);
    assert_eq!(database.texts("SELECT id, v FROM a ORDER BY 1"), ["1 x", "2 y", "3 z"]);
}

fn set<D: Database>(_: &D, text: &str) -> Folder {
    let set = Set { dialect: D::DIALECT, slow: false }.folder();
    set.write("migrations/r.sql", text);
    set
}

#[test]
fn postgres_in_a_transaction() {
    let database = Postgres::new();
    let up = "ALTER TABLE a ADD COLUMN b TEXT DEFAULT 'new';\n\
              UPDATE a SET b = slowly('slow');\nINSERT INTO a VALUES (2, 'y', 'once');";
    in_a_transaction(&database, up);
    assert_eq!(database.texts("SELECT * FROM a ORDER BY 1"), ["1 x slow", "2 y once"]);
    assert_eq!(database.locks(), [""; 0]);
}

#[test]
fn postgres_in_an_alter() {
    let database = Postgres::new();
    in_a_transaction(&database, "ALTER TABLE a ALTER COLUMN v TYPE TEXT USING slowly(v) || '!';");
    assert_eq!(database.texts("SELECT * FROM a"), ["1 x!"]);
    assert_eq!(database.locks(), [""; 0]);
}

#[test]
fn postgres_in_an_index_build() {
    let database = Postgres::new();
    let index = "CREATE INDEX CONCURRENTLY a_v ON a (slowly(v))";
    that_commits_by_itself(
        &database,
        &format!("INSERT INTO a VALUES (2, 'y');\n{index};\nINSERT INTO a VALUES (3, 'z');"),
    );
    assert!(database.has_index("a_v"));
    assert_eq!(database.locks(), [""; 0]);
}

#[test]
fn mysql_in_a_transaction() {
    let database = Mysql::new();
    let pause = seconds();
    in_a_transaction(
        &database,
        &format!("INSERT INTO a VALUES (2, 'y');\nINSERT INTO a SELECT 3, CONCAT('z', SLEEP({pause}));"),
    );
    assert_eq!(database.texts("SELECT * FROM a ORDER BY 1"), ["1 x", "2 y", "3 z0"]);
}

#[test]
fn mysql_in_an_alter() {
    let database = Mysql::new();
    let alter = "ALTER TABLE big ADD COLUMN w INTEGER NOT NULL DEFAULT 1, ADD INDEX (v), ALGORITHM=COPY";
    that_commits_by_itself(
        &database,
        &format!("INSERT INTO a VALUES (2, 'y');\n{alter};\nINSERT INTO a VALUES (3, 'z');"),
    );
    assert!(database.has_column("big", "w"));
    assert_eq!(
        database.texts("SELECT count(*) FROM big WHERE w = 1"),
        database.texts("SELECT count(*) FROM big")
    );
}
