//! A migrating process is killed at every request and at moments between; the next one does the rest.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use ambix_tests::process::{Outcome, Process};

use crate::databases::{Database, Mysql, Postgres, Sqlite};
use crate::looks::{evidence, has_effect, mend_code};
use crate::random::Random;
use crate::sets::{PRELUDE, Set};
use crate::tally::Tally;
use crate::{MIGRATE, long};

/// One way through a set.
#[derive(Clone, Copy)]
struct Way<'s> {
    set: &'s Path,
    down: bool,
    /// A lease keeps others out. It is not gone with its owner, so time is made to pass.
    lease: bool,
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

    /// Brings the database to the beginning of the way.
    fn begin(&self, database: &impl Database) {
        database.clear();
        database.execute(PRELUDE);
        if self.down {
            let up = Way { down: false, ..*self };
            let outcome = up.start(database, &[]).end().expect("nobody kills it");
            assert_eq!(outcome.code, None, "{}", outcome.text);
        }
    }

    fn undisturbed(&self, database: &impl Database) -> Undisturbed {
        self.begin(database);
        let outcome = self.start(database, &[]).end().expect("nobody kills it");
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

/// How often each statement that has an entry of its own is recorded as done. Settings of the session are sent again by
/// the run that goes on.
const STATEMENTS: &str = "SELECT revision, direction, statement, count(*) FROM ambix_journal \
                          WHERE statement IS NOT NULL AND outcome = 'done' AND NOT (revision = 's' AND statement = 1) \
                          GROUP BY revision, direction, statement ORDER BY 1, 2, 3";

/// Runs again after a kill, as often as somebody would, and looks whether everything is as if nothing had happened.
fn recover<D: Database>(
    way: &Way<'_>,
    database: &D,
    expected: &Undisturbed,
    at: &str,
    (random, tally): (&mut Random, &mut Tally),
) {
    tally.kills += 1;
    let mut resolved = false;
    for _ in 0..10 {
        if way.lease {
            database.age_lease();
        }
        // At once: the server may still be busy with what the dead client has asked for.
        let outcome = way.start(database, &[]).end().expect("nobody kills it");
        match outcome.code.as_deref() {
            None => break,
            Some("in-doubt") => {
                let (revision, next) = look(way, database, &outcome);
                resolve(way, database, &revision, next, random, tally);
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

/// Somebody looks what has become of what is in doubt, and follows the advice. The revision, and the statement to go
/// on with.
fn look(way: &Way<'_>, database: &impl Database, outcome: &Outcome) -> (String, usize) {
    let Some(statement) = &outcome.statement else {
        assert!(outcome.text.contains("ambix resolve code --done"), "{}", outcome.text);
        return ("code".to_owned(), mend_code(database, way.down));
    };
    let effect = has_effect(database, statement);
    if let Some(evidence) = evidence(statement, effect) {
        assert!(outcome.text.contains(evidence), "{}", outcome.text);
    }
    let next = statement.number + usize::from(effect);
    let help = format!("ambix resolve {} --redo-from {next}", statement.revision);
    assert!(outcome.text.contains(&help), "{}", outcome.text);
    (statement.revision.clone(), next)
}

/// Resolves; if there is time, that is killed once as well.
fn resolve(
    way: &Way<'_>,
    database: &impl Database,
    revision: &str,
    next: usize,
    random: &mut Random,
    tally: &mut Tally,
) {
    let next = next.to_string();
    let start = |more: &[&str]| {
        let command = [&["resolve", revision, &next], more].concat();
        Process::start(MIGRATE, &database.url(), way.set, &command).end()
    };
    if long() {
        let number = (1 + random.below(8)).to_string();
        if start(&["after", &number]).is_none() {
            tally.kills += 1;
            tally.converged += 1;
        }
    }
    if way.lease {
        database.age_lease();
    }
    let answer = start(&[]).expect("nobody kills it");
    assert_eq!(answer.code, None, "{}", answer.text);
}

/// Kills before every request and after the last one; where `both`, after every one.
fn at_every_request<D: Database>(
    way: &Way<'_>,
    database: &D,
    both: bool,
    random: &mut Random,
    tally: &mut Tally,
) {
    let expected = way.undisturbed(database);
    let requests = expected.outcome.requests;
    for number in 1..=requests {
        for moment in ["before", "after"] {
            // What the database sees is the same after one request and before the next.
            if moment == "after" && number < requests && !both {
                continue;
            }
            way.begin(database);
            let at = format!("{} {:?} killed {moment} request {number}", D::DIALECT, way.command());
            let killed = way.start(database, &[moment, &number.to_string()]).end();
            assert_eq!(killed, None, "{at}");
            recover(way, database, &expected, &at, (random, tally));
        }
    }
}

/// Kills `kills` times at any moment.
fn at_any_moment<D: Database>(
    way: &Way<'_>,
    database: &D,
    kills: usize,
    random: &mut Random,
    tally: &mut Tally,
) {
    let expected = way.undisturbed(database);
    let microseconds = expected.outcome.milliseconds * 1000;
    let wanted = tally.kills + kills;
    while tally.kills < wanted {
        way.begin(database);
        let mut process = way.start(database, &["wait"]);
        process.until_ready();
        let pause = Duration::from_micros(random.below(microseconds));
        process.go();
        thread::sleep(pause);
        process.kill();
        let at = format!("{} {:?} killed after {pause:?}", D::DIALECT, way.command());
        match process.end() {
            None => recover(way, database, &expected, &at, (random, tally)),
            // It was faster than the undisturbed run.
            Some(outcome) => assert_eq!(outcome.code, None, "{at}: {}", outcome.text),
        }
    }
}

fn kills<D: Database>() {
    let mut tally = Tally::default();
    let mut random = Random::new(D::DIALECT);
    let database = D::new();
    let set = |slow| Set { dialect: D::DIALECT, slow };
    let mut both = long();
    let mut sets = vec![(set(false).diamond(), set(true).diamond(), false)];
    if D::DIALECT != "sqlite" {
        let (quick, slow) = (set(false).diamond(), set(true).diamond());
        for folder in [&quick, &slow] {
            folder.write("ambix.toml", &format!("[ambix]\ndialects = [\"{}\"]\npooler = true\n", D::DIALECT));
        }
        sets.push((quick, slow, true));
    }
    if long() {
        sets.push((set(false).ladder(), set(true).ladder(), false));
    }
    for (quick, slow, lease) in &sets {
        for down in [false, true] {
            if long() || !lease {
                let way = Way { set: quick.path(), down, lease: *lease };
                at_every_request(&way, &database, both, &mut random, &mut tally);
            }
            let kills = if long() { 40 } else { 10 };
            let way = Way { set: slow.path(), down, lease: *lease };
            at_any_moment(&way, &database, kills, &mut random, &mut tally);
        }
        both = false;
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

#[test]
fn mysql() {
    kills::<Mysql>();
}
