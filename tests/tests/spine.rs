//! One engine: three revisions, one of them in Rust, on two real drivers and on two servers with other rules.

use ambix::command::{self, Resolution};
use ambix::driver::Dialect;
use ambix::{BoxFuture, Config, Migrations, Operations};
use ambix_tests::fake::{Kill, Server};
use ambix_tests::set::{Folder, with_function};

const TABLE: &str = "-- Orders
--
-- revision: a1
-- down_revision:

-- ambix:upgrade
CREATE TABLE orders (id INTEGER PRIMARY KEY, country TEXT);
INSERT INTO orders (country) VALUES ('CH');
INSERT INTO orders (country) VALUES ('DE');

-- ambix:downgrade
DROP TABLE orders;
";

const CODE: &str = "//! Currencies
//!
//! revision: b2
//! down_revision: a1

use ambix::Operations;

pub async fn upgrade(op: &mut Operations<'_>) -> ambix::Result<()> {
    Ok(())
}

pub async fn downgrade(op: &mut Operations<'_>) -> ambix::Result<()> {
    Ok(())
}
";

const INDEX: &str = "-- Index
--
-- revision: c3
-- down_revision: b2
-- transaction: off

-- ambix:upgrade sqlite, mysql
CREATE INDEX by_country ON orders (country);
UPDATE orders SET country = 'AT' WHERE country = 'DE';

-- ambix:upgrade postgres
CREATE INDEX CONCURRENTLY by_country ON orders (country);
UPDATE orders SET country = 'AT' WHERE country = 'DE';

-- ambix:downgrade sqlite
UPDATE orders SET country = 'DE' WHERE country = 'AT';
DROP INDEX by_country;

-- ambix:downgrade postgres
UPDATE orders SET country = 'DE' WHERE country = 'AT';
DROP INDEX CONCURRENTLY by_country;

-- ambix:downgrade mysql
UPDATE orders SET country = 'DE' WHERE country = 'AT';
DROP INDEX by_country;
";

fn upgrade<'a>(op: &'a mut Operations<'_>) -> BoxFuture<'a, ambix::Result<()>> {
    Box::pin(async move {
        op.execute("CREATE TABLE currencies (country TEXT, currency TEXT)").await?;
        for row in op.query("SELECT country FROM orders ORDER BY id", []).await? {
            let country = row.text(0).unwrap_or_default();
            let currency = if country == "CH" { "CHF" } else { "EUR" };
            op.execute(format!("INSERT INTO currencies VALUES ('{country}', '{currency}')")).await?;
        }
        Ok(())
    })
}

fn downgrade<'a>(op: &'a mut Operations<'_>) -> BoxFuture<'a, ambix::Result<()>> {
    Box::pin(async move { op.execute("DROP TABLE currencies").await })
}

fn migrations() -> Migrations {
    let folder = Folder::new();
    folder
        .write("ambix.toml", "[ambix]\ndialects = [\"sqlite\", \"postgres\", \"mysql\"]\n")
        .write("migrations/a1_orders.sql", TABLE)
        .write("migrations/b2_currencies.rs", CODE)
        .write("migrations/c3_index.sql", INDEX);
    with_function(folder.load(), "b2", upgrade, Some(downgrade))
}

#[test]
fn rusqlite() {
    let migrations = migrations();
    let mut connection = rusqlite::Connection::open_in_memory().unwrap();
    let mut config = Config::new(&migrations).connection(&mut connection);
    let report = command::upgrade(&mut config, "head").unwrap();
    assert_eq!(report.applied().len(), 3);
    assert_eq!(report.heads, ["c3"]);
    assert_eq!(command::upgrade(&mut config, "head").unwrap().applied().len(), 0);
    assert_eq!(command::downgrade(&mut config, "base").unwrap().applied().len(), 3);
    let tables = "SELECT count(*) FROM sqlite_schema WHERE name IN ('orders', 'currencies', 'by_country')";
    assert_eq!(connection.query_row(tables, [], |row| row.get::<_, i64>(0)).unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlx_sqlite() {
    let migrations = migrations();
    let connection: sqlx::SqliteConnection =
        <sqlx::SqliteConnection as sqlx::Connection>::connect("sqlite::memory:").await.unwrap();
    let mut config = Config::new(&migrations).connection(connection);
    // Spawned: the future of a command is `Send`.
    let report = tokio::spawn(async move {
        let up = command::upgrade(&mut config, "head").await?;
        assert_eq!(up.applied().len(), 3);
        let again = command::upgrade(&mut config, "head").await?;
        assert_eq!(again.applied().len(), 0);
        command::downgrade(&mut config, "base").await
    });
    assert_eq!(report.await.unwrap().unwrap().applied().len(), 3);
}

/// The engine's requests, as a text that is read when it changes: `BLESS=1` writes it anew.
fn log(dialect: Dialect) -> String {
    let migrations = migrations();
    let mut server = Server::new(dialect);
    let mut log = String::new();
    for (title, target) in
        [("upgrade head", "head"), ("upgrade head, again", "head"), ("downgrade base", "base")]
    {
        let mut config = Config::new(&migrations).connection(server.connect(None));
        let report = match target {
            "base" => command::downgrade(&mut config, target),
            _ => command::upgrade(&mut config, target),
        };
        report.unwrap().unwrap();
        drop(config);
        log.push_str(&format!("---- {title}\n{}\n", server.log.join("\n")));
    }
    log
}

fn compare(name: &str, found: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spine").join(name);
    if std::env::var_os("BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, found).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(found, expected, "{name} differs; BLESS=1 writes it anew");
}

#[test]
fn requests_on_postgres() {
    compare("postgres.txt", &log(Dialect::Postgres));
}

#[test]
fn requests_on_mysql() {
    compare("mysql.txt", &log(Dialect::Mysql));
}

/// Kills the client at every request, before and after it is performed, and runs the command again: what is
/// there in the end is what an undisturbed run leaves, or an error that says what is in doubt.
fn killed_everywhere(dialect: Dialect) {
    let migrations = migrations();
    let run = |server: &mut Server, down: bool, kill: Option<Kill>| {
        let mut config = Config::new(&migrations).connection(server.connect(kill));
        if down { command::downgrade(&mut config, "base") } else { command::upgrade(&mut config, "head") }
    };
    let mut undisturbed = Server::new(dialect);
    run(&mut undisturbed, false, None).unwrap().unwrap();
    let up = (undisturbed.log.len(), undisturbed.contents());
    run(&mut undisturbed, true, None).unwrap().unwrap();
    let down = (undisturbed.log.len(), undisturbed.contents());

    let mut in_doubt = 0;
    for (is_down, (requests, contents)) in [(false, up), (true, down)] {
        for at in 0..requests {
            for performed in [false, true] {
                let mut server = Server::new(dialect);
                if is_down {
                    run(&mut server, false, None).unwrap().unwrap();
                }
                let killed = run(&mut server, is_down, Some(Kill { at, performed }));
                assert!(killed.is_none(), "not killed at request {at}");
                match run(&mut server, is_down, None).unwrap() {
                    Ok(_) => assert_eq!(server.contents(), contents, "killed at {at}: {:#?}", server.log),
                    Err(error) => {
                        assert_eq!(error.code(), "in-doubt", "killed at {at}: {error:?}");
                        in_doubt += 1;
                        resolve(&migrations, &mut server, is_down);
                        run(&mut server, is_down, None).unwrap().unwrap();
                        assert_eq!(server.contents(), contents, "resolved after {at}: {:#?}", server.log);
                    }
                }
            }
        }
    }
    // Only the statement that commits by itself can be in doubt: killed after it was announced or performed, or
    // when its confirmation was lost; up and down.
    assert!(in_doubt > 0, "a statement that commits by itself is never taken for done");
}

/// Looks whether the statement in doubt has taken effect, and says so.
fn resolve(migrations: &Migrations, server: &mut Server, down: bool) {
    let marked = server.texts("SELECT version_num FROM ambix_version WHERE state IS NOT NULL");
    let [marked] = &marked[..] else { panic!("{marked:?}") };
    let object = match marked.as_str() {
        "a1" => ("a1", "orders"),
        "b2" => ("b2", "currencies"),
        _ => ("c3", "by_country"),
    };
    let exists =
        !server.texts(&format!("SELECT 1 FROM sqlite_schema WHERE name = '{}'", object.1)).is_empty();
    let resolution = match (object.0, exists != down) {
        // In Rust: all or nothing can be told from its last effect only, and there is one currency for each order.
        ("b2", true) if !down => {
            let rows = server.texts("SELECT 1 FROM currencies").len();
            server.database_for_repair(&format!("DROP TABLE currencies; -- had {rows}"));
            Resolution::RedoFrom(1)
        }
        ("b2", true) => Resolution::Done,
        ("b2", false) => Resolution::RedoFrom(1),
        ("c3", took_effect) if down => Resolution::RedoFrom(if took_effect { 3 } else { 2 }),
        (_, took_effect) => Resolution::RedoFrom(if took_effect { 2 } else { 1 }),
    };
    let mut config = Config::new(migrations).connection(server.connect(None));
    command::resolve(&mut config, object.0, resolution).unwrap().unwrap();
}

/// The server refuses each request once; the run says so or does without, and the next one ends where an
/// undisturbed run does.
fn refused_everywhere(dialect: Dialect) {
    let migrations = migrations();
    let upgrade = |client: ambix_tests::fake::Client<'_>| {
        command::upgrade(&mut Config::new(&migrations).connection(client), "head").unwrap()
    };
    let mut undisturbed = Server::new(dialect);
    upgrade(undisturbed.connect(None)).unwrap();
    let (requests, contents) = (undisturbed.log.len(), undisturbed.contents());
    let mut failed = 0;
    for at in 0..requests {
        let mut server = Server::new(dialect);
        failed += usize::from(upgrade(server.connect_refusing(at)).is_err());
        match upgrade(server.connect(None)) {
            Ok(_) => {}
            Err(error) => {
                assert_eq!(error.code(), "in-doubt", "refused at {at}: {error:?}");
                resolve(&migrations, &mut server, false);
                upgrade(server.connect(None)).unwrap();
            }
        }
        assert_eq!(server.contents(), contents, "refused at {at}: {:#?}", server.log);
    }
    assert!(failed > requests / 2, "{failed} of {requests} refusals were reported");
}

#[test]
fn refused_on_postgres() {
    refused_everywhere(Dialect::Postgres);
}

#[test]
fn refused_on_mysql() {
    refused_everywhere(Dialect::Mysql);
}

#[test]
fn killed_on_postgres() {
    killed_everywhere(Dialect::Postgres);
}

#[test]
fn killed_on_mysql() {
    killed_everywhere(Dialect::Mysql);
}

/// A temporary table goes with the connection; what fills another table from it must not run without it.
#[test]
fn a_step_is_not_resumed_behind_a_temporary_table() {
    let text = "-- Copy\n--\n-- revision: a1\n-- down_revision: none\n\n-- ambix:upgrade\nCREATE TEMPORARY TABLE a (id INTEGER);\n\
                CREATE TABLE b (id INTEGER);\nINSERT INTO b SELECT id FROM a;\n\n-- ambix:downgrade\nDROP TABLE b;\n";
    let folder = Folder::new();
    folder.write("ambix.toml", "[ambix]\ndialects = [\"mysql\"]\n").write("migrations/a1.sql", text);
    let migrations = folder.load();
    let run = |server: &mut Server, kill: Option<Kill>| {
        command::upgrade(&mut Config::new(&migrations).connection(server.connect(kill)), "head")
    };
    let mut undisturbed = Server::new(Dialect::Mysql);
    run(&mut undisturbed, None).unwrap().unwrap();
    let mut refused = 0;
    for at in 0..undisturbed.log.len() {
        let mut server = Server::new(Dialect::Mysql);
        run(&mut server, Some(Kill { at, performed: true }));
        server.database_for_repair("DROP TABLE IF EXISTS temp.a");
        let Some(Err(error)) = run(&mut server, None) else { continue };
        if error.code() == "cannot-resume" {
            refused += 1;
            assert_eq!(error.place().unwrap().number, 1);
            assert_eq!(server.texts("SELECT version_num || ' ' || state FROM ambix_version"), ["a1 upgrade"]);
        } else {
            assert_eq!(error.code(), "in-doubt", "{error:?}");
        }
    }
    assert!(refused > 3, "{refused}");
}

/// Commits that another one was to follow have not waited for the disk; if none follows, they do.
#[test]
fn what_is_reported_as_committed_is_on_the_disk() {
    let folder = Folder::new();
    let revision = |id: &str, parent: &str, sql: &str| {
        format!(
            "-- {id}\n--\n-- revision: {id}\n-- down_revision: {parent}\n\n-- ambix:upgrade\n{sql}\n\n-- ambix:downgrade\nSELECT 1;\n"
        )
    };
    folder
        .write("ambix.toml", "[ambix]\ndialects = [\"postgres\"]\n")
        .write("migrations/a1.sql", &revision("a1", "none", "CREATE TABLE a (id INTEGER);"))
        .write("migrations/b2.sql", &revision("b2", "a1", "INSERT INTO nowhere VALUES (1);"));
    let migrations = folder.load();
    let mut server = Server::new(Dialect::Postgres);
    let mut config = Config::new(&migrations).connection(server.connect(None));
    let error = command::upgrade(&mut config, "head").unwrap().unwrap_err();
    assert_eq!(error.report().unwrap().applied().len(), 1);
    drop(config);
    let end = ["rollback", "begin", "query SELECT version_num FROM ambix_version FOR UPDATE", "commit"];
    assert_eq!(server.log[server.log.len() - 4..], end, "{:#?}", server.log);
}
