//! Counts the steps of whatever looks ahead or goes over all that is there, for the tests alone: elsewhere it does
//! nothing. Clocks cannot tell linear time from quadratic on a machine that does other things as well.

/// Some steps were taken.
#[cfg(not(test))]
#[inline(always)]
pub(crate) fn step(_: usize) {}

#[cfg(test)]
pub(crate) use tests::step;

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::cell::Cell;
    use std::fs;
    use std::path::PathBuf;

    use ambix_graph::script::{Dialect, Dialects};

    use crate::{Check, Configuration, Downgrade, load};

    thread_local! {
        static STEPS: Cell<usize> = const { Cell::new(0) };
    }

    pub(crate) fn step(count: usize) {
        STEPS.set(STEPS.get() + count);
    }

    /// The steps of this thread while a text is loaded.
    fn steps(text: &str, dialect: Dialect, check: Check) -> usize {
        let folder = format!("ambix-effort-{}-{:?}", std::process::id(), std::thread::current().id());
        let root: PathBuf = std::env::temp_dir().join(folder);
        fs::create_dir_all(root.join("migrations")).unwrap();
        let header = "-- revision: a1\n-- down_revision: none\n\n-- ambix:upgrade\n";
        fs::write(root.join("migrations/a.sql"), format!("{header}{text}")).unwrap();
        let mut configuration = Configuration::new(&root);
        configuration.dialects = Dialects::default().with(dialect);
        configuration.downgrade = Downgrade::Optional;
        configuration.check = check;
        let before = STEPS.get();
        let _ = load(&configuration);
        fs::remove_dir_all(&root).unwrap();
        STEPS.get() - before
    }

    /// Twice as much takes twice as long, and some more.
    fn is_linear(what: &str, dialect: Dialect, once: usize, twice: usize) {
        let name = dialect.name();
        assert!(twice <= once * 22 / 10 + 1_000, "{what} in {name}: {once} steps, then {twice}");
    }

    #[test]
    fn the_lexer_looks_at_everything_a_few_times() {
        const SIZE: usize = 10_000;
        for dialect in Dialect::ALL {
            for unit in include!("../tests/long_runs.in") {
                let run = |size: usize| steps(&unit.repeat(size / unit.len()), dialect, Check::Off);
                let (once, twice) = (run(SIZE), run(2 * SIZE));
                assert!(once >= SIZE / 4 || unit.trim().is_empty(), "{unit:?}: nobody counted {once} steps");
                is_linear(&format!("{unit:?}"), dialect, once, twice);
            }
        }
    }

    #[test]
    #[cfg(all(feature = "mysql", feature = "postgres", feature = "sqlite"))]
    fn a_statement_costs_what_it_touches() {
        const COUNT: usize = 200;
        let forms = [
            "CREATE TABLE t# (id INTEGER PRIMARY KEY, a INTEGER); ALTER TABLE t# RENAME TO r#;",
            "CREATE TABLE t# (id INTEGER PRIMARY KEY, a INTEGER); ALTER TABLE t# RENAME COLUMN a TO b;",
            "CREATE TABLE t# (id INTEGER PRIMARY KEY, a INTEGER, b TEXT); ALTER TABLE t# DROP COLUMN a;",
            "CREATE TABLE t# (id INTEGER PRIMARY KEY, a INTEGER); CREATE VIEW v# AS SELECT a FROM t#; DROP VIEW v#; DROP TABLE t#;",
            "CREATE TABLE t# (id INTEGER PRIMARY KEY, a INTEGER); CREATE UNIQUE INDEX i# ON t# (a); DROP TABLE t#;",
            "CREATE TABLE t# (id INTEGER PRIMARY KEY); CREATE TABLE u# (id INTEGER REFERENCES t# (id)); DROP TABLE u#;",
            "CREATE TABLE t# (id INTEGER PRIMARY KEY); TRUNCATE TABLE t#;",
            "CREATE TYPE e# AS ENUM ('a'); CREATE TABLE t# (id INTEGER PRIMARY KEY, m e#); DROP TABLE t#; DROP TYPE e#;",
            "CREATE TYPE e# AS ENUM ('a'); CREATE TABLE t# (m e#); ALTER TYPE e# RENAME TO r#;",
            "CREATE TABLE t# (a INTEGER CHECK (a > 0)); CREATE FUNCTION f#() RETURNS INTEGER LANGUAGE sql AS 'SELECT 1'; DROP FUNCTION f#() CASCADE;",
            "CREATE TABLE t# (id INTEGER PRIMARY KEY); INSERT INTO missing# (id) VALUES (1);",
            "CREATE TABLE t# (id INTEGER PRIMARY KEY); SELECT missing#();",
            "CREATE TABLE t# (id INTEGER PRIMARY KEY); UPDATE t# SET wrong = 1;",
            "CREATE TABLE t# (id INTEGER PRIMARY KEY); SELECT a FROM s#.t#; DROP TABLE IF EXISTS gone#;",
            "CREATE TABLE t# (id INTEGER PRIMARY KEY); DO $$ BEGIN EXECUTE 'ALTER TABLE t# ADD COLUMN a INT'; END $$;",
            "CREATE TABLE t# (id INTEGER PRIMARY KEY); PREPARE s FROM @s; CALL p(#);",
        ];
        for dialect in Dialect::ALL {
            for form in forms {
                let run = |count: usize| {
                    let text: String =
                        (0..count).map(|at| form.replace('#', &at.to_string()) + "\n").collect();
                    steps(&text, dialect, Check::All)
                };
                is_linear(form, dialect, run(COUNT), run(2 * COUNT));
            }
        }
    }
}
