//! Statements that fail, and what is left then.

use ambix::{Dialect, Transactions};
use ambix_tests::subject::Subject;

use crate::case::{DDL_COMMITS, EVERYWHERE, POSTGRES, SQLITE, TRANSACTIONAL_DDL};
use crate::helpers::{
    all_tables, assert_at_rest, chain, folder, plain, revision, states, table, tables, versions,
};

cases! {
    EVERYWHERE => a_statement_that_fails_has_its_place, there_is_no_way_back, an_unknown_row_stops_everything,
        another_layout_of_the_version_table;
    TRANSACTIONAL_DDL => a_failed_revision_leaves_nothing, one_transaction_leaves_nothing_of_any;
    DDL_COMMITS => what_was_done_before_is_kept_and_marked, a_first_statement_leaves_nothing;
    SQLITE => the_place_in_the_statement_where_the_driver_tells_it;
    POSTGRES => a_commit_that_is_refused;
}

const BROKEN: &str = "CREATE TABLE c (id INTEGER);\n\n  INSERT INTO nowhere\n  VALUES (1);";

fn broken(subject: &dyn Subject) -> ambix::Migrations {
    let folder = crate::helpers::two(subject);
    folder.write("migrations/c.sql", &revision("c", "b", BROKEN, "DROP TABLE c;"));
    folder.load()
}

fn a_statement_that_fails_has_its_place(subject: &mut dyn Subject) {
    let migrations = broken(subject);
    let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
    assert_eq!(error.code(), "statement-failed");
    let place = error.place().unwrap();
    // PostgreSQL tells where in the statement.
    let (column, message) = match subject.dialect() {
        Dialect::Sqlite => (3, "no such table: nowhere"),
        Dialect::Postgres => (15, "relation \"nowhere\" does not exist"),
        Dialect::Mysql => (3, "nowhere' doesn't exist"),
    };
    assert_eq!((place.file.as_str(), place.line, place.number), ("c.sql", 9, 2));
    // diesel passes no position on.
    let columns = if subject.name().starts_with("diesel") { vec![3, column] } else { vec![column] };
    assert!(columns.contains(&place.column), "{error}");
    assert_eq!(place.statement, "INSERT INTO nowhere\n  VALUES (1)");
    assert!(error.to_string().contains(message), "{error}");
    assert_at_rest(subject);
}

fn a_failed_revision_leaves_nothing(subject: &mut dyn Subject) {
    let migrations = broken(subject);
    let each = |config: ambix::Config| config.transactions(Transactions::Revision);
    let error = subject.upgrade(&migrations, "head", &each).unwrap_err();
    assert_eq!(error.report().unwrap().applied().len(), 2, "each revision has its transaction");
    assert_eq!(versions(subject), ["b"]);
    assert_eq!(tables(subject), ["a", "b"]);
}

fn one_transaction_leaves_nothing_of_any(subject: &mut dyn Subject) {
    let migrations = broken(subject);
    let run = |config: ambix::Config| config.transactions(Transactions::Run);
    let error = subject.upgrade(&migrations, "head", &run).unwrap_err();
    assert_eq!(error.report().unwrap().applied().len(), 0);
    assert!(format!("{error:?}").contains("nothing of this run is kept"), "{error:?}");
    assert_eq!(all_tables(subject), [""; 0]);
}

fn what_was_done_before_is_kept_and_marked(subject: &mut dyn Subject) {
    let migrations = broken(subject);
    let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
    assert_eq!(error.report().unwrap().applied().len(), 2);
    assert!(
        format!("{error:?}").contains("committed: everything up to `b` and statement 1 of `c`"),
        "{error:?}"
    );
    assert_eq!(states(subject), ["b -", "c upgrade"]);
    assert_eq!(tables(subject), ["a", "b", "c"]);
    assert_eq!(subject.check(&migrations, &plain).unwrap_err().code(), "interrupted");
    subject.execute("CREATE TABLE nowhere (id INTEGER)");
    assert_eq!(subject.upgrade(&migrations, "head", &plain).unwrap().applied().len(), 1);
    assert_eq!(states(subject), ["c -"]);
    assert_eq!(subject.texts("SELECT id FROM nowhere"), ["1"]);
}

fn a_first_statement_leaves_nothing(subject: &mut dyn Subject) {
    let migrations = chain(
        subject,
        &[
            ("CREATE TABLE a (id INTEGER);", "DROP TABLE a;"),
            ("CREATE TABLE a (id INTEGER);\nCREATE TABLE b (id INTEGER);", "DROP TABLE b;"),
        ],
    )
    .load();
    let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
    assert_eq!((error.code(), error.place().unwrap().number), ("statement-failed", 1));
    assert_eq!(states(subject), ["a -"]);
    assert_eq!(tables(subject), ["a"]);
}

fn the_place_in_the_statement_where_the_driver_tells_it(subject: &mut dyn Subject) {
    let twice = "CREATE TABLE a (id INTEGER);\n  CREATE TABLE\n    a (id INTEGER);";
    let migrations = chain(subject, &[(twice, "DROP TABLE a;")]).load();
    let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
    let place = error.place().unwrap();
    let tells = subject.name().starts_with("rusqlite");
    assert_eq!((place.line, place.column), if tells { (9, 5) } else { (8, 3) }, "{error}");
    if tells {
        let first = error.to_string().lines().next().unwrap_or_default().to_owned();
        assert_eq!(first, "statement 2 of revision `a` failed: table a already exists");
    }
}

fn there_is_no_way_back(subject: &mut dyn Subject) {
    let folder = folder(subject);
    let final_one = "-- Drop it\n--\n-- revision: b\n-- down_revision: a\n\n-- ambix:upgrade\nDROP TABLE a;\n\n-- ambix:irreversible: the rows are gone\n";
    folder
        .write("migrations/a.sql", &table("a", ""))
        .write("migrations/b.sql", final_one)
        .write("migrations/c.sql", &table("c", "b"));
    let migrations = folder.load();
    subject.upgrade(&migrations, "head", &plain).unwrap();
    let error = subject.downgrade(&migrations, "base", &plain).unwrap_err();
    assert_eq!(error.code(), "irreversible");
    assert!(error.to_string().contains("the rows are gone"), "{error}");
    assert_eq!(tables(subject), ["c"], "checked before anything ran");
    subject.downgrade(&migrations, "b", &plain).unwrap();
    assert_eq!(versions(subject), ["b"]);
}

fn an_unknown_row_stops_everything(subject: &mut dyn Subject) {
    let migrations = chain(subject, &[("CREATE TABLE a (id INTEGER);", "DROP TABLE a;")]).load();
    subject.ensure_version(&migrations, &plain).unwrap();
    subject.execute("INSERT INTO ambix_version (version_num) VALUES ('stranger')");
    for error in [
        subject.upgrade(&migrations, "head", &plain).unwrap_err(),
        subject.downgrade(&migrations, "base", &plain).unwrap_err(),
        subject.stamp(&migrations, "a".into(), &plain).unwrap_err(),
        subject.check(&migrations, &plain).unwrap_err(),
        subject.current(&migrations, &plain).unwrap_err(),
    ] {
        assert_eq!(error.code(), "unknown-revision");
        assert!(error.to_string().contains("`stranger`"), "{error}");
    }
    assert_eq!(versions(subject), ["stranger"]);
}

fn another_layout_of_the_version_table(subject: &mut dyn Subject) {
    let migrations = chain(subject, &[("CREATE TABLE a (id INTEGER);", "DROP TABLE a;")]).load();
    subject.execute("CREATE TABLE ambix_version (version_num VARCHAR(32) NOT NULL)");
    let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
    assert_eq!(error.code(), "version-table-format");
    assert!(error.help()[0].contains("version_table_format"), "{error:?}");
}

fn a_commit_that_is_refused(subject: &mut dyn Subject) {
    let deferred = "CREATE TABLE p (id INTEGER PRIMARY KEY);\n\
                    CREATE TABLE q (p INTEGER REFERENCES p DEFERRABLE INITIALLY DEFERRED);\nINSERT INTO q VALUES (1);";
    let migrations = chain(subject, &[(deferred, "DROP TABLE q; DROP TABLE p;")]).load();
    let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
    assert_eq!(error.code(), "statement-failed");
    assert!(error.to_string().contains("violates foreign key constraint"), "{error}");
    assert_eq!(tables(subject), [""; 0]);
    assert_at_rest(subject);
}
