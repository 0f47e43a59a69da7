//! What happens when a program starts: everything is to be done, or nothing.

mod ambix;
mod bare;
mod diesel;
mod place;
mod refinery;
mod rusqlite_migration;
mod sqlx;
mod tool;

use std::rc::Rc;
use std::time::Instant;

use ::ambix::Transactions;

pub use self::place::Kind;
use self::place::{Ground, Place};
use self::tool::{Session, Tool};
use crate::migrations::{self, Migration};
use crate::results::{Bench, Figure, Results};

/// Applies all migrations to new databases, then starts again with nothing to do. In turns: each tool is measured once
/// before any is measured again, so that what slows the machine down slows them all.
pub fn run(grounds: &[Kind], counts: &[usize], results: &mut Results) {
    for &kind in grounds {
        let ground = Ground::new(kind);
        let mut too_slow: Vec<&'static str> = Vec::new();
        for &count in counts {
            eprintln!("{}: {count} migrations", ground.name());
            let mut tools = tools(&ground, count);
            tools.retain(|tool| !too_slow.contains(&tool.name));
            let sessions = apply(&ground, &tools, count, results);
            start(&ground, sessions, count, results);
            let seconds = |name| results.find(Bench::Apply, ground.name(), name, count).map(Figure::median);
            too_slow.extend(tools.iter().map(|tool| tool.name).filter(|name| seconds(name) > Some(TOO_SLOW)));
        }
    }
}

/// Seconds. A tool that takes longer is not asked to apply more.
const TOO_SLOW: f64 = 8.0;

/// Seconds, after which no further round begins.
const ENOUGH: u64 = 60;

/// Above it a default server of PostgreSQL runs out of locks in one transaction.
const TOGETHER_ON_POSTGRES: usize = 1_000;

fn tools(ground: &Ground, count: usize) -> Vec<Tool> {
    let migrations = Rc::new(migrations::generate(count));
    let set = set(&migrations);
    let together = ground.is_sqlite() || count <= TOGETHER_ON_POSTGRES;
    let mut tools = Vec::new();
    if together {
        tools.push(bare::apply("the driver, one transaction", Rc::clone(&migrations), true));
        tools.push(ambix::tool("ambix, `run`", &set, Transactions::Run));
        tools.push(refinery::tool("refinery, grouped", &migrations, true));
    }
    if ground.is_sqlite() {
        tools.push(rusqlite_migration::tool(&migrations));
    }
    tools.push(bare::apply("the driver, a transaction each", Rc::clone(&migrations), false));
    tools.push(ambix::tool("ambix, `revision`", &set, Transactions::Revision));
    tools.push(refinery::tool("refinery", &migrations, false));
    tools.push(sqlx::tool(&migrations));
    tools.push(diesel::tool(&migrations));
    tools.push(bare::select(&set));
    tools
}

/// As the macro checks and writes it.
fn set(migrations: &[Migration]) -> ::ambix::Migrations {
    let folder = ambix_tests::set::Folder::new();
    folder.write("ambix.toml", "[ambix]\ndialects = [\"sqlite\", \"postgres\"]\n");
    migrations::write(&folder.path().join("migrations"), migrations::Layout::Ambix, migrations)
        .expect("a directory");
    folder.load()
}

struct Open<'t> {
    tool: &'t Tool,
    place: Place,
    session: Box<dyn Session>,
}

fn apply<'t>(ground: &Ground, tools: &'t [Tool], count: usize, results: &mut Results) -> Vec<Open<'t>> {
    let rounds = match count {
        0..=10 => 25,
        11..=100 => 9,
        101..=1_000 => 5,
        _ => 3,
    };
    let mut seconds = vec![Vec::new(); tools.len()];
    let mut kept: Vec<Open<'t>> = Vec::new();
    let begin = Instant::now();
    for round in 0..rounds {
        if round > 0 && begin.elapsed().as_secs() > ENOUGH {
            break;
        }
        for open in kept.drain(..) {
            drop(open.session);
            ground.drop(open.place);
        }
        // Each round begins with another tool: what a server has still to write falls on the first.
        for at in 0..tools.len() {
            let at = (at + round) % tools.len();
            let (tool, seconds) = (&tools[at], &mut seconds[at]);
            let place = ground.fresh();
            let mut session = (tool.open)(&place);
            let begin = Instant::now();
            let applied = session.upgrade();
            seconds.push(begin.elapsed().as_secs_f64());
            assert!(applied == 0 || applied == count, "{}: {applied}", tool.name);
            kept.push(Open { tool, place, session });
        }
    }
    for (tool, seconds) in tools.iter().zip(seconds) {
        if tool.name != bare::SELECT_NAME {
            results.add(Bench::Apply, ground.name(), tool.name, count, seconds);
        }
    }
    kept
}

fn start(ground: &Ground, mut sessions: Vec<Open<'_>>, count: usize, results: &mut Results) {
    sessions.retain(|open| !bare::applies_again(open.tool.name));
    let mut seconds = vec![Vec::new(); sessions.len()];
    for round in 0..41 {
        for (open, seconds) in sessions.iter_mut().zip(&mut seconds) {
            // As many as fill a millisecond or two, and once to begin with: what was asked before is warm for all.
            open.session.upgrade();
            let begin = Instant::now();
            let mut times = 0;
            while times == 0 || (begin.elapsed().as_millis() < 2 && times < 200) {
                assert_eq!(open.session.upgrade(), 0);
                times += 1;
            }
            if round > 0 {
                seconds.push(begin.elapsed().as_secs_f64() / f64::from(times));
            }
        }
    }
    for (open, seconds) in sessions.iter().zip(seconds) {
        results.add(Bench::Start, ground.name(), open.tool.name, count, seconds);
    }
    for open in sessions {
        drop(open.session);
        ground.drop(open.place);
    }
}
