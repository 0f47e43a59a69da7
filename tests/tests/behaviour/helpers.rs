//! What the cases share: small sets in the dialect of the subject, and questions to its database.

use ambix::{Config, Dialect, Migrations};
use ambix_tests::set::Folder;
use ambix_tests::subject::Subject;

pub(crate) use ambix_tests::set::revision;

/// No options.
pub(crate) fn plain(config: Config) -> Config {
    config
}

/// A folder for a set in the dialect of the subject.
pub(crate) fn folder(subject: &dyn Subject) -> Folder {
    folder_with(subject, "")
}

/// The same with more settings.
pub(crate) fn folder_with(subject: &dyn Subject, settings: &str) -> Folder {
    let folder = Folder::new();
    let dialect = subject.dialect().name();
    folder.write("ambix.toml", &format!("[ambix]\ndialects = [\"{dialect}\"]\n{settings}\n"));
    folder
}

/// A set that follows `a`, `b`, … each with its upgrade and downgrade.
pub(crate) fn chain(subject: &dyn Subject, revisions: &[(&str, &str)]) -> Folder {
    let folder = folder(subject);
    let mut parent = String::new();
    for (letter, (upgrade, downgrade)) in ('a'..).zip(revisions) {
        let id = letter.to_string();
        folder.write(&format!("migrations/{id}.sql"), &revision(&id, &parent, upgrade, downgrade));
        parent = id;
    }
    folder
}

/// A revision that makes a table and its way back.
pub(crate) fn table(id: &str, parents: &str) -> String {
    revision(id, parents, &format!("CREATE TABLE {id} (id INTEGER);"), &format!("DROP TABLE {id};"))
}

/// `a` and `b`, a table each.
pub(crate) fn two(subject: &dyn Subject) -> Folder {
    let folder = folder(subject);
    folder.write("migrations/a.sql", &table("a", "")).write("migrations/b.sql", &table("b", "a"));
    folder
}

/// A revision whose statements commit one by one.
pub(crate) fn off(id: &str, parents: &str, upgrade: &str, downgrade: &str) -> String {
    with_key(&revision(id, parents, upgrade, downgrade), "transaction: off")
}

/// A revision with one more key in its header.
pub(crate) fn with_key(revision: &str, key: &str) -> String {
    revision.replace("\n\n-- ambix:upgrade", &format!("\n-- {key}\n\n-- ambix:upgrade"))
}

/// A statement that commits by itself, on the table `a`.
pub(crate) fn alone(subject: &dyn Subject) -> &'static str {
    match subject.dialect() {
        Dialect::Sqlite => "VACUUM;",
        Dialect::Postgres => "VACUUM a;",
        Dialect::Mysql => "ALTER TABLE a COMMENT = 'looked at';",
    }
}

/// The ids in the version table, sorted.
pub(crate) fn versions(subject: &dyn Subject) -> Vec<String> {
    subject.texts("SELECT version_num FROM ambix_version ORDER BY 1")
}

/// The same with what is under way.
pub(crate) fn states(subject: &dyn Subject) -> Vec<String> {
    subject.texts("SELECT version_num, coalesce(state, '-') FROM ambix_version ORDER BY 1")
}

/// The tables that are there, but for ambix's own.
pub(crate) fn tables(subject: &dyn Subject) -> Vec<String> {
    all_tables(subject).into_iter().filter(|name| !name.starts_with("ambix_")).collect()
}

/// All tables that are there.
pub(crate) fn all_tables(subject: &dyn Subject) -> Vec<String> {
    let schema = match subject.dialect() {
        Dialect::Sqlite => {
            return subject.texts(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1",
            );
        }
        Dialect::Postgres => "'public'",
        Dialect::Mysql => "database()",
    };
    subject.texts(&format!(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = {schema} ORDER BY 1"
    ))
}

/// Nothing is left of a run: the connection is in no transaction, and nobody holds a lock.
pub(crate) fn assert_at_rest(subject: &mut dyn Subject) {
    match subject.dialect() {
        Dialect::Sqlite => {
            // Refused inside a transaction, and while another connection writes.
            subject.execute("BEGIN IMMEDIATE");
            subject.execute("ROLLBACK");
        }
        Dialect::Postgres => {
            // A setting of the transaction, which is forgotten at once where there is none.
            subject.execute("SELECT set_config('ambix_test.transaction', 'open', true)");
            let setting = "SELECT coalesce(current_setting('ambix_test.transaction', true), '')";
            assert_eq!(subject.value(setting), "", "a transaction is open");
            assert_eq!(subject.value(LOCKS), "0", "locked");
        }
        Dialect::Mysql => {
            assert_eq!(subject.value("SELECT @@in_transaction"), "0", "a transaction is open");
            // All of them: a lock would be the connection's own.
            assert_eq!(subject.value("SELECT release_all_locks()"), "0", "locked");
        }
    }
}

/// How many locks somebody holds on migrating this database.
pub(crate) const LOCKS: &str = "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database \
                                WHERE locktype = 'advisory' AND datname = current_database()";

/// A set with a revision in Rust called `id`, whose function is `upgrade`.
pub(crate) fn with_code(folder: &Folder, id: &str, upgrade: ambix::RevisionFn) -> Migrations {
    ambix_tests::set::with_function(folder.load(), id, upgrade, None)
}

/// The text of a revision in Rust; `keys` are more lines of its header.
pub(crate) fn code(id: &str, parents: &str, keys: &[&str]) -> String {
    let keys: String = keys.iter().map(|key| format!("//! {key}\n")).collect();
    format!(
        "//! In Rust\n//!\n//! revision: {id}\n//! down_revision: {parents}\n{keys}\n\
         pub async fn upgrade(op: &mut ambix::Operations<'_>) -> ambix::Result<()> {{ Ok(()) }}\n\
         pub async fn downgrade(op: &mut ambix::Operations<'_>) -> ambix::Result<()> {{ Ok(()) }}\n"
    )
}

pub(crate) type Op<'a, 'm> = &'a mut ambix::Operations<'m>;
pub(crate) type Revision<'a> = ambix::BoxFuture<'a, ambix::Result<()>>;
