//! A crowd of which some are killed: those who stay end where one alone does.

use std::thread;
use std::time::Duration;

use ambix_tests::process::Process;

use crate::MIGRATE;
use crate::databases::{Database, Mysql, Postgres, Sqlite};
use crate::looks::{evidence, has_effect};
use crate::random::Random;
use crate::sets::Set;

/// Of a crowd, one after the other is killed, perhaps the one at work. Those who stay and one who comes later end where
/// one alone does; what is in doubt, all of them refuse.
fn thinned<D: Database>(random: &mut Random) {
    let set = Set { dialect: D::DIALECT, slow: true }.chain();
    let alone = D::new();
    let run = Process::start(MIGRATE, &alone.url(), set.path(), &["upgrade", "head"]).end();
    let microseconds = run.expect("nobody kills it").milliseconds * 1000;
    let database = D::new();
    let start = |command: &[&str]| Process::start(MIGRATE, &database.url(), set.path(), command);
    let mut crowd: Vec<Process> = (0..12).map(|_| start(&["upgrade", "head", "wait"])).collect();
    crowd.iter_mut().for_each(Process::until_ready);
    crowd.iter_mut().for_each(Process::go);
    for one in &mut crowd[..8] {
        thread::sleep(Duration::from_micros(random.below(microseconds / 4)));
        one.kill();
    }
    let mut killed = 0;
    for one in crowd {
        match one.end() {
            None => killed += 1,
            Some(outcome) => {
                assert!(matches!(outcome.code.as_deref(), None | Some("in-doubt")), "{}", outcome.text)
            }
        }
    }
    let mut last = start(&["upgrade", "head"]).end().expect("nobody kills it");
    while last.code.as_deref() == Some("in-doubt") {
        let statement = last.statement.as_ref().expect("the statement in doubt");
        let effect = has_effect(&database, statement);
        assert!(last.text.contains(evidence(statement, effect).expect("evidence")), "{}", last.text);
        let next = (statement.number + usize::from(effect)).to_string();
        let resolved = start(&["resolve", &statement.revision, &next]).end().expect("nobody kills it");
        assert_eq!(resolved.code, None, "{}", resolved.text);
        last = start(&["upgrade", "head"]).end().expect("nobody kills it");
    }
    assert_eq!((last.code, last.heads), (None, vec!["r5".to_owned()]), "{}", last.text);
    assert_eq!(database.contents(), alone.contents());
    println!("{}: {killed} of 12 were killed", D::DIALECT);
}

fn often<D: Database>() {
    let mut random = Random::new(D::DIALECT);
    (0..5).for_each(|_| thinned::<D>(&mut random));
}

#[test]
fn sqlite() {
    often::<Sqlite>();
}

#[test]
fn postgres() {
    often::<Postgres>();
}

#[test]
fn mysql() {
    often::<Mysql>();
}
