//! Random pairs of structures: from one to the other and back, with rows in the tables.

mod draw;
mod model;
mod mutate;
mod render;
mod rows;

use ambix::schema::{Catalog, Plan, plan};
use proptest::collection::vec;
use proptest::prelude::*;

use self::draw::Draw;
use self::model::Schema;
use self::mutate::mutate;
use self::render::render;
use super::Sqlite;
use super::facts::facts;
use crate::harness::{Scratch as _, apply, text};

fn cases() -> ProptestConfig {
    ProptestConfig { max_shrink_iters: 1500, ..crate::harness::cases(150) }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn there_and_back(
        first in vec(any::<u16>(), 0..160),
        second in vec(any::<u16>(), 0..120),
        style in vec(any::<u16>(), 0..400),
        rows in vec(any::<u16>(), 0..120),
        is_apart in any::<bool>(),
    ) {
        let from = Schema::draw(&mut Draw::new(&first));
        let mut second = Draw::new(&second);
        let to = match is_apart && second.once_in(2) {
            true => Schema::draw(&mut second),
            false => mutate(&from, &mut second),
        };
        let mut style = Draw::new(&style);
        spelled_otherwise(&from, &mut style);
        empty(&from, &to, &mut style);
        filled(&from, &to, &mut Draw::new(&rows));
    }
}

/// However it is spelled, it is the same.
fn spelled_otherwise(schema: &Schema, style: &mut Draw<'_>) {
    let (mut one, mut other) = (made(schema, style), made(schema, &mut Draw::new(&[])));
    assert_same(&one.catalog(), &other.catalog());
    assert_eq!(facts(&one.0), facts(&other.0));
    // A dump makes the same again.
    let mut again = Sqlite::new();
    let nothing = again.catalog();
    apply(&mut again, &nothing, &one.catalog());
    assert_eq!(facts(&one.0), facts(&again.0));
}

/// From one to the other and back, by what we read and by what SQLite says.
fn empty(from: &Schema, to: &Schema, style: &mut Draw<'_>) {
    let (mut scratch, mut wanted) = (made(from, style), made(to, style));
    let (before, after) = (scratch.catalog(), wanted.catalog());
    let was = facts(&scratch.0);
    apply(&mut scratch, &before, &after);
    assert_eq!(facts(&scratch.0), facts(&wanted.0));
    apply(&mut scratch, &after, &before);
    assert_eq!(facts(&scratch.0), was);
}

/// Rows survive what they can survive; what they cannot fails, and takes nothing with it.
fn filled(from: &Schema, to: &Schema, draw: &mut Draw<'_>) {
    let nothing = &mut Draw::new(&[]);
    let (mut scratch, mut wanted) = (made(from, nothing), made(to, nothing));
    rows::fill(&scratch.0, from, draw);
    let (before, after) = (scratch.catalog(), wanted.catalog());
    let (had, everything) = (rows::common(&scratch.0, from, to), rows::all(&scratch.0, from));
    let plan = plan(&before, &after);
    scratch.run("BEGIN").unwrap();
    match run(&mut scratch, &plan) {
        Ok(()) => {
            scratch.run("COMMIT").unwrap();
            assert_same(&scratch.catalog(), &after);
            assert_eq!(rows::common(&scratch.0, to, from), had, "after\n{}", text(&plan));
        }
        Err(error) => {
            let is_fair = ["constraint failed", "cannot store", "datatype mismatch", "type mismatch"]
                .iter()
                .any(|words| error.contains(words));
            assert!(is_fair, "{error}\nin\n{}", text(&plan));
            scratch.run("ROLLBACK").unwrap();
            assert_same(&scratch.catalog(), &before);
            assert_eq!(rows::all(&scratch.0, from), everything);
        }
    }
}

fn run(scratch: &mut Sqlite, plan: &Plan) -> Result<(), String> {
    plan.steps.iter().try_for_each(|step| scratch.run(&step.sql))
}

fn assert_same(left: &Catalog, right: &Catalog) {
    let changes = left.changes(right);
    let changes: Vec<String> = changes.iter().map(ToString::to_string).collect();
    assert!(changes.is_empty(), "{changes:#?}");
}

fn made(schema: &Schema, style: &mut Draw<'_>) -> Sqlite {
    let mut scratch = Sqlite::new();
    let statements = render(schema, style);
    for sql in &statements {
        scratch.run(sql).unwrap_or_else(|error| panic!("{error}\nin {sql}\nof\n{}", statements.join(";\n")));
    }
    scratch
}
