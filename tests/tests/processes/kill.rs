//! A migrating process is killed at every request and at moments between; the next one does the rest.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use ambix_tests::process::{Outcome, Process};

use crate::databases::{Database, Postgres, Sqlite};
use crate::looks::has_effect;
use crate::random::Random;
use crate::sets::{PRELUDE, Set};
use crate::tally::Tally;
use crate::{MIGRATE, long};

/// One way through a set.
struct Way<'s> {
    set: &'s Path,
    down: bool,
}

/// What an undisturbed run leaves, and what it takes.
struct Undisturbed {
    contents: Vec<String>,
    journal: Vec<String>,
    statements: Vec<String>,
    outcome: Outcome,
}

impl Way<'_> {
    fn command(&self) -> [&'static str; 2] {
        if self.down { ["downgrade", "base"] } else { ["upgrade", "head"] }
    }

    fn start(&self, database: &impl Database, more: &[&str]) -> Process {
        Process::start(MIGRATE, &database.url(), self.set, &[&self.command(), more].concat())
    }

    /// A database at the beginning of the way.
    fn begin<D: Database>(&self) -> D {
        let database = D::new();
        database.execute(PRELUDE);
        if self.down {
            let up = Way { down: false, ..*self };
            let outcome = up.start(&database, &[]).end().expect("nobody kills it");
            assert_eq!(outcome.code, None, "{}", outcome.text);
        }
        database
    }

    fn undisturbed<D: Database>(&self) -> Undisturbed {
        let database: D = self.begin();
        let outcome = self.start(&database, &[]).end().expect("nobody kills it");
        assert_eq!(outcome.code, None, "{}", outcome.text);
        Undisturbed {
            contents: database.contents(),
            journal: database.texts(REVISIONS),
            statements: database.texts(STATEMENTS),
            outcome,
        }
    }
}

/// How often each revision is recorded as done.
const REVISIONS: &str = "SELECT revision, direction, count(*) FROM ambix_journal \
                         WHERE statement IS NULL AND outcome = 'done' GROUP BY revision, direction ORDER BY 1, 2";

/// How often each statement that has an entry of its own is recorded as done.
const STATEMENTS: &str = "SELECT revision, direction, statement, count(*) FROM ambix_journal \
                          WHERE statement IS NOT NULL AND outcome = 'done' \
                          GROUP BY revision, direction, statement ORDER BY 1, 2, 3";

/// Runs again after a kill, as often as somebody would, and looks whether everything is as if nothing had happened.
fn recover<D: Database>(way: &Way<'_>, database: &D, expected: &Undisturbed, at: &str, tally: &mut Tally) {
    tally.kills += 1;
    let mut resolved = false;
    for _ in 0..10 {
        // At once: the server may still be busy with what the dead client has asked for.
        let outcome = way.start(database, &[]).end().expect("nobody kills it");
        match outcome.code.as_deref() {
            None => break,
            Some("in-doubt") => {
                let statement = outcome.statement.as_ref().expect("the statement in doubt");
                let next = statement.number + usize::from(has_effect(database, statement));
                let help = format!("ambix resolve {} --redo-from {next}", statement.revision);
                assert!(outcome.text.contains(&help), "{at}: {}", outcome.text);
                let command = ["resolve", &statement.revision, &next.to_string()];
                let answer = Process::start(MIGRATE, &database.url(), way.set, &command).end();
                let answer = answer.expect("nobody kills it");
                assert_eq!(answer.code, None, "{at}: {}", answer.text);
                resolved = true;
            }
            // The server has committed for the dead client after the next one has looked: a downgrade does not go on.
            Some("concurrent-change") if way.down => {}
            Some(_) => panic!("{at}: {}", outcome.text),
        }
    }
    *(if resolved { &mut tally.in_doubt } else { &mut tally.converged }) += 1;
    assert_eq!(database.contents(), expected.contents, "{at}");
    assert_eq!(database.texts(REVISIONS), expected.journal, "{at}");
    if !resolved {
        assert_eq!(database.texts(STATEMENTS), expected.statements, "{at}");
    }
    // The server may not have noticed yet that the client is dead, if nothing was left to do.
    let begun = Instant::now();
    while !database.locks().is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(60), "{at}: {:?}", database.locks());
        thread::sleep(Duration::from_millis(5));
    }
}

/// Kills before every request and after the last one; if there is time, after every one.
fn at_every_request<D: Database>(way: &Way<'_>, tally: &mut Tally) {
    let expected = way.undisturbed::<D>();
    let requests = expected.outcome.requests;
    for number in 1..=requests {
        for moment in ["before", "after"] {
            // What the database sees is the same after one request and before the next.
            if moment == "after" && number < requests && !long() {
                continue;
            }
            let database: D = way.begin();
            let at = format!("{} {:?} killed {moment} request {number}", D::DIALECT, way.command());
            let killed = way.start(&database, &[moment, &number.to_string()]).end();
            assert_eq!(killed, None, "{at}");
            recover(way, &database, &expected, &at, tally);
        }
    }
}

/// Kills `kills` times at any moment.
fn at_any_moment<D: Database>(way: &Way<'_>, kills: usize, random: &mut Random, tally: &mut Tally) {
    let expected = way.undisturbed::<D>();
    let microseconds = expected.outcome.milliseconds * 1000;
    let wanted = tally.kills + kills;
    while tally.kills < wanted {
        let database: D = way.begin();
        let mut process = way.start(&database, &["wait"]);
        process.until_ready();
        let pause = Duration::from_micros(random.below(microseconds));
        process.go();
        thread::sleep(pause);
        process.kill();
        let at = format!("{} {:?} killed after {pause:?}", D::DIALECT, way.command());
        match process.end() {
            None => recover(way, &database, &expected, &at, tally),
            // It was faster than the undisturbed run.
            Some(outcome) => assert_eq!(outcome.code, None, "{at}: {}", outcome.text),
        }
    }
}

fn kills<D: Database>() {
    let mut tally = Tally::default();
    let mut random = Random::new(D::DIALECT);
    let set = Set { dialect: D::DIALECT, slow: false }.diamond();
    let slow = Set { dialect: D::DIALECT, slow: true }.diamond();
    for down in [false, true] {
        at_every_request::<D>(&Way { set: set.path(), down }, &mut tally);
        at_any_moment::<D>(
            &Way { set: slow.path(), down },
            if long() { 50 } else { 10 },
            &mut random,
            &mut tally,
        );
    }
    assert!(tally.in_doubt > 0, "a statement that commits by itself is never taken for done");
    tally.show(D::DIALECT);
}

#[test]
fn sqlite() {
    kills::<Sqlite>();
}

#[test]
fn postgres() {
    kills::<Postgres>();
}
