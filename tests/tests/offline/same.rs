//! A script does what the command does: same schema, same rows, same versions.

use ambix::command::{self, Script};
use ambix::{Config, Dialect, Migrations, Result, VersionTableFormat};
use ambix_tests::subject::Configure;

use crate::revisions::load;
use crate::side::{DIALECTS, Side, assert_same, plain};

const FORMATS: [VersionTableFormat; 2] = [VersionTableFormat::Ambix, VersionTableFormat::Alembic];

/// A database for scripts and one for commands.
struct Pair<'m> {
    migrations: &'m Migrations,
    configure: Configure<'m>,
    script: Side,
    online: Side,
}

impl<'m> Pair<'m> {
    fn new(dialect: Dialect, migrations: &'m Migrations, configure: Configure<'m>) -> Self {
        Pair { migrations, configure, script: Side::new(dialect), online: Side::new(dialect) }
    }

    fn run(
        &mut self,
        what: &str,
        script: impl FnOnce(&Config, Dialect) -> Result<Script>,
        online: impl FnOnce(&mut Side, &Migrations, Configure<'_>),
    ) {
        let what = format!("{}, {what}", self.script.dialect().name());
        let config = (self.configure)(Config::new(self.migrations));
        let script = script(&config, self.script.dialect()).unwrap();
        self.script.feed(script.as_str()).succeeded(&what);
        online(&mut self.online, self.migrations, self.configure);
        assert_same(&self.script.dump(), &self.online.dump(), &what);
    }

    fn upgrade(&mut self, start: &str, end: &str) {
        self.run(
            &format!("upgrade {start}:{end}"),
            |config, dialect| command::upgrade_sql(config, dialect, &format!("{start}:{end}")),
            |side, migrations, configure| {
                side.online().upgrade(migrations, end, configure).unwrap();
            },
        );
    }

    fn downgrade(&mut self, start: &str, end: &str) {
        self.run(
            &format!("downgrade {start}:{end}"),
            |config, dialect| command::downgrade_sql(config, dialect, &format!("{start}:{end}")),
            |side, migrations, configure| {
                side.online().downgrade(migrations, end, configure).unwrap();
            },
        );
    }

    fn stamp(&mut self, start: &str, end: &str) {
        self.run(
            &format!("stamp {start}:{end}"),
            |config, dialect| command::stamp_sql(config, dialect, format!("{start}:{end}")),
            |side, migrations, configure| {
                side.online().stamp(migrations, end.into(), configure).unwrap();
            },
        );
    }
}

fn everywhere(test: impl Fn(Pair<'_>) + Sync) {
    std::thread::scope(|scope| {
        for dialect in DIALECTS {
            let test = &test;
            scope.spawn(move || {
                let migrations = load(dialect);
                for format in FORMATS {
                    let configure = |config: Config| config.version_table_format(format);
                    test(Pair::new(dialect, &migrations, &configure));
                }
            });
        }
    });
}

#[test]
fn all_at_once_and_back() {
    everywhere(|mut pair| {
        pair.upgrade("base", "heads");
        pair.script.is_at_heads(pair.migrations, pair.configure);
        let mut pair = pair_at_d(pair);
        pair.downgrade("d", "base");
    });
}

/// The same databases, with `d` as the only head.
fn pair_at_d(mut pair: Pair<'_>) -> Pair<'_> {
    for side in [&mut pair.script, &mut pair.online] {
        side.online().downgrade(pair.migrations, "x1", pair.configure).unwrap();
    }
    pair
}

#[test]
fn from_each_to_the_next_and_back() {
    everywhere(|mut pair| {
        for (start, end) in [("base", "a"), ("a", "b1"), ("b1", "m"), ("m", "c"), ("c", "d"), ("d", "x2")] {
            pair.upgrade(start, end);
        }
        pair.script.is_at_heads(pair.migrations, pair.configure);
        let mut pair = pair_at_d(pair);
        pair.downgrade("d", "c");
        // `x1` stays beside.
        pair.downgrade("c", "m");
        pair.upgrade("m", "c");
    });
}

#[test]
fn the_table_and_its_rows_alone() {
    everywhere(|mut pair| {
        for _ in 0..2 {
            pair.run("ensure_version", command::ensure_version_sql, |side, migrations, configure| {
                side.online().ensure_version(migrations, configure).unwrap()
            });
        }
        pair.upgrade("base", "a");
        pair.stamp("a", "m");
        pair.stamp("m", "b1");
        pair.stamp("b1", "base");
        pair.stamp("base", "x2");
        pair.stamp("x2", "heads");
        let mut fresh = Pair::new(pair.script.dialect(), pair.migrations, pair.configure);
        fresh.stamp("base", "heads");
        fresh.script.is_at_heads(fresh.migrations, fresh.configure);
    });
}

/// What a script has made, a command goes on with.
#[test]
fn half_by_script_half_by_command() {
    for dialect in DIALECTS {
        let migrations = load(dialect);
        let mut pair = Pair::new(dialect, &migrations, &plain);
        pair.upgrade("base", "m");
        let mut all = Side::new(dialect);
        for side in [&mut pair.script, &mut all] {
            side.online().upgrade(&migrations, "heads", &plain).unwrap();
        }
        assert_same(&pair.script.dump(), &all.dump(), dialect.name());
        pair.script.online().downgrade(&migrations, "base", &plain).unwrap();
        all.online().downgrade(&migrations, "base", &plain).unwrap();
        assert_same(&pair.script.dump(), &all.dump(), dialect.name());
    }
}
