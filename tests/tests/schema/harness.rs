//! What is checked in the same way in every dialect.

use ambix::schema::{Catalog, Plan, plan};
use proptest::test_runner::{Config, RngSeed};

/// A database of its own, empty at first.
pub(crate) trait Scratch {
    /// A new one.
    fn new() -> Self;
    /// Runs statements, separated by semicolons.
    fn run(&mut self, sql: &str) -> Result<(), String>;
    /// What it consists of.
    fn catalog(&mut self) -> Catalog;
    /// The text of the first column of each row.
    fn texts(&mut self, sql: &str) -> Vec<String>;
}

/// The database with this structure.
pub(crate) fn with<S: Scratch>(sql: &str) -> S {
    let mut scratch = S::new();
    if sql.is_empty() {
        return scratch;
    }
    scratch.run(sql).unwrap_or_else(|error| panic!("{error}\n{sql}"));
    scratch
}

/// Turns `from` into `to` and back by the plans, and compares the catalogs each time. The plan of the way there.
pub(crate) fn round_trip<S: Scratch>(from: &str, to: &str) -> Plan {
    said_and_done::<S>(from, to).1
}

/// The same with what is said to differ.
pub(crate) fn said_and_done<S: Scratch>(from: &str, to: &str) -> (Vec<String>, Plan) {
    let (mut scratch, mut wanted) = (with::<S>(from), with::<S>(to));
    let (before, after) = (scratch.catalog(), wanted.catalog());
    let said = before.changes(&after).iter().map(ToString::to_string).collect();
    let there = apply(&mut scratch, &before, &after);
    apply(&mut scratch, &after, &before);
    (said, there)
}

/// Runs the plan from one structure to the other, after which nothing is left to say.
pub(crate) fn apply<S: Scratch>(scratch: &mut S, from: &Catalog, to: &Catalog) -> Plan {
    let plan = plan(from, to);
    assert_eq!(plan.left, [], "nothing is left to be written by hand");
    for step in &plan.steps {
        scratch
            .run(&step.sql)
            .unwrap_or_else(|error| panic!("{error}\nin {}\nof\n{}", step.sql, text(&plan)));
    }
    let left = scratch.catalog().changes(to);
    assert!(left.is_empty(), "left to say: {left:#?}\nafter\n{}", text(&plan));
    plan
}

/// The statements of a plan.
pub(crate) fn text(plan: &Plan) -> String {
    plan.steps.iter().map(|step| format!("{};\n", step.sql)).collect()
}

/// How many random cases, always the same ones; `AMBIX_TEST_CASES` asks for more, and for others each time. What fails
/// is printed as SQL, and is kept as a case of its own when it is understood.
pub(crate) fn cases(usual: u32) -> Config {
    let asked = std::env::var("AMBIX_TEST_CASES").ok().and_then(|text| text.parse().ok());
    let rng_seed = if asked.is_some() { RngSeed::Random } else { RngSeed::Fixed(1) };
    Config { cases: asked.unwrap_or(usual), failure_persistence: None, rng_seed, ..Config::default() }
}
