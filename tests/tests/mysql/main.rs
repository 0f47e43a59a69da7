//! What the drivers of MySQL do on a real server.

mod dropped;
mod ended;
mod failing;
mod proxy;
mod running;
mod server;
mod sharing;
mod values;

use ambix::driver::{DriverError, DriverErrorKind};
use ambix::{BoxFuture, Config, Dialect, Error, Migrations, Operations, Result};
use ambix_tests::set::{Folder, revision, with_function};
use ambix_tests::subject::{Subject, drivers};

/// Runs a test on every driver, each on an empty database.
fn on_every_driver(test: impl Fn(&mut dyn Subject)) {
    let drivers = drivers().into_iter().filter(|driver| driver.dialect == Dialect::Mysql);
    for driver in drivers {
        println!("on {}", driver.name);
        test(&mut *driver.open());
    }
}

/// No options.
fn plain(config: Config) -> Config {
    config
}

/// A folder for a set of this dialect.
fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("ambix.toml", "[ambix]\ndialects = [\"mysql\"]\n");
    folder
}

/// `a` creates a table, `b` fills it.
fn two() -> Folder {
    let folder = folder();
    let insert = "INSERT INTO a VALUES (1);\nINSERT INTO a VALUES (2);";
    folder
        .write("migrations/a.sql", &revision("a", "", "CREATE TABLE a (id INTEGER);", "DROP TABLE a;"))
        .write("migrations/b.sql", &revision("b", "a", insert, "DELETE FROM a;"));
    folder
}

type Op<'a, 'm> = &'a mut Operations<'m>;
type Revision<'a> = BoxFuture<'a, Result<()>>;

/// `two`, and a revision in Rust that promises not to commit.
fn with_code(function: ambix::RevisionFn) -> Migrations {
    let folder = two();
    let code = "//! In Rust\n//!\n//! revision: c\n//! down_revision: b\n//! transaction: on\n\n\
                pub async fn upgrade(op: &mut ambix::Operations<'_>) -> ambix::Result<()> { Ok(()) }\n\
                pub async fn downgrade(op: &mut ambix::Operations<'_>) -> ambix::Result<()> { Ok(()) }\n";
    folder.write("migrations/c.rs", code);
    with_function(folder.load(), "c", function, None)
}

/// The rows of the version table, sorted.
fn versions(subject: &dyn Subject) -> Vec<String> {
    subject.texts("SELECT version_num, coalesce(state, '-') FROM ambix_version ORDER BY 1")
}

/// What the driver said.
fn driver_error(error: &Error) -> &DriverError {
    let source = std::error::Error::source(error).and_then(|source| source.downcast_ref());
    source.unwrap_or_else(|| panic!("not of a driver: {error:?}"))
}

fn kind(error: &Error) -> DriverErrorKind {
    driver_error(error).kind()
}

/// Whether the server has this connection inside a transaction.
const IN_TRANSACTION: &str = "SELECT @@in_transaction";

/// How many locks on migrating some database this connection holds, or another one; each test binary has a server of
/// its own, but several tests run at once, so the lock of one database is asked for by its holder.
fn lock_is_free(subject: &dyn Subject) -> bool {
    let set = two().load();
    let mut other = subject.another();
    let at_once = |config: Config| config.lock_timeout(std::time::Duration::ZERO);
    // Whatever the database has: to find out needs the lock.
    !matches!(other.stamp(&set, "b".into(), &at_once), Err(error) if error.code() == "lock-timeout")
}
