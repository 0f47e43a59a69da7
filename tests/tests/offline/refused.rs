//! A script is for one start. Elsewhere the program stops, and nothing has changed.

use ambix::command::{downgrade_sql, stamp_sql, upgrade_sql};
use ambix::{Config, Dialect, Migrations, VersionTableFormat};
use ambix_tests::subject::Configure;

use crate::revisions::load;
use crate::side::{DIALECTS, Side, plain};

/// Refused in each of its ways.
fn refuses(side: &Side, migrations: &Migrations, format: VersionTableFormat, scripts: &[(&str, &str)]) {
    let config = Config::new(migrations).version_table_format(format);
    for (command, range) in scripts {
        let script = match *command {
            "upgrade" => upgrade_sql(&config, side.dialect(), range),
            "downgrade" => downgrade_sql(&config, side.dialect(), range),
            _ => stamp_sql(&config, side.dialect(), *range),
        };
        let before = side.dump();
        let (start, _) = range.split_once(':').unwrap();
        let what = format!("{}, {command} {range}", side.dialect().name());
        side.feed(script.unwrap().as_str()).failed(&what, &format!("the database is not at {start}"));
        assert_eq!(side.dump(), before, "{what}");
    }
}

fn everywhere(test: impl Fn(Dialect, &Migrations, VersionTableFormat, Configure<'_>) + Sync) {
    std::thread::scope(|scope| {
        for dialect in DIALECTS {
            let test = &test;
            scope.spawn(move || {
                let migrations = load(dialect);
                for format in [VersionTableFormat::Ambix, VersionTableFormat::Alembic] {
                    test(dialect, &migrations, format, &|config| config.version_table_format(format));
                }
            });
        }
    });
}

const FROM_M: [(&str, &str); 3] = [("upgrade", "m:c"), ("downgrade", "m:a"), ("stamp", "m:d")];
const FROM_BASE: [(&str, &str); 2] = [("upgrade", "base:a"), ("stamp", "base:a")];

#[test]
fn another_start() {
    everywhere(|dialect, migrations, format, configure| {
        let mut side = Side::new(dialect);
        refuses(&side, migrations, format, &FROM_M);
        side.online().ensure_version(migrations, configure).unwrap();
        refuses(&side, migrations, format, &FROM_M);
        // Below, beside, on one of two branches, on both.
        for place in ["a", "x1", "b1", "b2"] {
            side.online().upgrade(migrations, place, configure).unwrap();
            refuses(&side, migrations, format, &FROM_M);
            refuses(&side, migrations, format, &FROM_BASE);
        }
        // There, and on another branch that a target needs or that `base` would take back.
        side.online().upgrade(migrations, "m", configure).unwrap();
        let related =
            [("upgrade", "m:d"), ("upgrade", "m:heads"), ("downgrade", "m:base"), ("stamp", "m:base")];
        refuses(&side, migrations, format, &related);
        refuses(&side, migrations, format, &FROM_BASE);
        // Above.
        side.online().upgrade(migrations, "c", configure).unwrap();
        refuses(&side, migrations, format, &FROM_M);
        side.online().upgrade(migrations, "d", configure).unwrap();
        refuses(&side, migrations, format, &FROM_M);
        refuses(&side, migrations, format, &[("downgrade", "c:m"), ("upgrade", "x1:x2")]);
    });
}

#[test]
fn a_row_that_nobody_knows() {
    everywhere(|dialect, migrations, format, configure| {
        let mut side = Side::new(dialect);
        side.online().upgrade(migrations, "m", configure).unwrap();
        side.online().execute("INSERT INTO ambix_version (version_num) VALUES ('strange')");
        refuses(&side, migrations, format, &FROM_M);
        side.online().execute("DELETE FROM ambix_version WHERE version_num = 'm'");
        refuses(&side, migrations, format, &FROM_BASE);
    });
}

#[test]
fn an_interrupted_revision() {
    everywhere(|dialect, migrations, format, configure| {
        if format == VersionTableFormat::Alembic {
            return;
        }
        let mut side = Side::new(dialect);
        side.online().upgrade(migrations, "m", configure).unwrap();
        side.online().execute("UPDATE ambix_version SET state = 'downgrade'");
        refuses(&side, migrations, format, &FROM_M);
        side.online().execute("UPDATE ambix_version SET state = NULL");
        side.online().execute("INSERT INTO ambix_version (version_num, state) VALUES ('x1', 'upgrade')");
        refuses(&side, migrations, format, &FROM_M);
    });
}

/// The second of two runs of one script.
#[test]
fn twice() {
    everywhere(|dialect, migrations, format, _| {
        let side = Side::new(dialect);
        let config = Config::new(migrations).version_table_format(format);
        let script = upgrade_sql(&config, dialect, "base:a").unwrap();
        side.feed(script.as_str()).succeeded("the first time");
        refuses(&side, migrations, format, &FROM_BASE);
    });
}

/// A session that went on after a script was refused can be given another one.
#[test]
fn after_a_refusal() {
    for dialect in [Dialect::Sqlite, Dialect::Mysql] {
        let migrations = load(dialect);
        let mut side = Side::new(dialect);
        side.online().ensure_version(&migrations, &plain).unwrap();
        let config = Config::new(&migrations);
        let wrong = upgrade_sql(&config, dialect, "m:c").unwrap();
        let right = upgrade_sql(&config, dialect, "base:a").unwrap();
        let script = match dialect {
            // `.read` and an interactive session stop the script alone.
            Dialect::Sqlite => {
                let refused = wrong.as_str().replace(".bail on", "");
                let (refused, _) = refused.split_once("INSERT INTO temp.ambix_guard").unwrap();
                format!("{refused}ROLLBACK;\n{right}")
            }
            _ => {
                let (refused, _) = wrong.as_str().split_once("EXECUTE").unwrap();
                format!("{}\n{right}", refused.replace("PREPARE ambix_guard FROM @ambix_guard;", ""))
            }
        };
        side.feed(&script).succeeded(&script);
        assert_eq!(side.database().texts("SELECT version_num FROM ambix_version"), ["a"]);
    }
}
