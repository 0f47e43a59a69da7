//! Random pairs of structures: one is turned into the other and back.

use std::cell::RefCell;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};

use super::Postgres;
use super::model::{Dice, Model};
use super::rows;
use crate::harness::{Scratch, text};

/// As many cases as `AMBIX_TEST_CASES` says.
fn config(usual: u32) -> Config {
    Config { max_shrink_iters: 200, ..crate::harness::cases(usual) }
}

/// Choices for two structures: mostly the second is the first with some changes.
fn pair(choices: &[u16]) -> (Model, Model) {
    let mut dice = Dice::new(choices);
    let independent = dice.roll(5) == 4;
    let first = Model::random(&mut dice);
    let second = if independent { Model::random(&mut dice) } else { first.changed(&mut dice) };
    (first, second)
}

fn choices() -> impl Strategy<Value = Vec<u16>> {
    proptest::collection::vec(any::<u16>(), 0..600)
}

#[test]
fn every_structure_becomes_every_other_and_back() {
    let databases = RefCell::new((Postgres::new(), Postgres::new()));
    let outcome = TestRunner::new(config(24)).run(&choices(), |choices| {
        let (first, second) = pair(&choices);
        let (here, there) = &mut *databases.borrow_mut();
        here.reset(&first.sql()).map_err(TestCaseError::reject)?;
        there.reset(&second.sql()).map_err(TestCaseError::reject)?;
        let (before, after) = (here.catalog(), there.catalog());
        for (from, to) in [(&before, &after), (&after, &before)] {
            let failed = |what: String| {
                TestCaseError::fail(format!("{what}\n==== from\n{}==== to\n{}", first.sql(), second.sql()))
            };
            let plan = ambix::schema::plan(from, to);
            prop_assert!(plan.left.is_empty(), "left: {:?}", plan.left);
            here.run("BEGIN").map_err(failed)?;
            for step in &plan.steps {
                if let Err(error) = here.run(&step.sql) {
                    here.run("ROLLBACK").map_err(failed)?;
                    return Err(failed(format!("{error} in {}\nof\n{}", step.sql, text(&plan))));
                }
            }
            here.run("COMMIT").map_err(failed)?;
            let now = here.catalog();
            let left: Vec<String> = now.changes(to).iter().map(ToString::to_string).collect();
            if !left.is_empty() {
                return Err(failed(format!("left to say: {left:#?} after\n{}", text(&plan))));
            }
            prop_assert_eq!(ambix::schema::plan(&now, to).steps, []);
        }
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn rows_survive() {
    let databases = RefCell::new((Postgres::new(), Postgres::new()));
    let outcome = TestRunner::new(config(24)).run(&choices(), |choices| {
        let mut dice = Dice::new(&choices);
        let first = Model::random(&mut dice);
        let second = first.changed(&mut dice);
        let (here, there) = &mut *databases.borrow_mut();
        here.reset(&first.sql()).map_err(TestCaseError::reject)?;
        there.reset(&second.sql()).map_err(TestCaseError::reject)?;
        let (before, after) = (here.catalog(), there.catalog());
        here.run(&rows::inserts(&before, &mut dice)).map_err(TestCaseError::fail)?;
        let plan = ambix::schema::plan(&before, &after);
        let kept = rows::Kept::between(&before, &after);
        let whole = rows::Kept::between(&before, &before);
        let (rows, all_rows) = (kept.rows(here), whole.rows(here));
        here.run("BEGIN").map_err(TestCaseError::fail)?;
        let failed = plan.steps.iter().find_map(|step| Some((step, here.run(&step.sql).err()?)));
        match failed {
            None => {
                here.run("COMMIT").map_err(TestCaseError::fail)?;
                prop_assert_eq!(kept.rows(here), rows, "after\n{}", text(&plan));
            }
            Some((step, error)) => {
                let is_said = step.notes.iter().any(|note| note.starts_with("fails if"));
                prop_assert!(
                    is_said,
                    "{} in {}\nof\n{}\nfrom\n{}",
                    error,
                    step.sql,
                    text(&plan),
                    first.sql()
                );
                here.run("ROLLBACK").map_err(TestCaseError::fail)?;
                prop_assert_eq!(whole.rows(here), all_rows);
            }
        }
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
}
