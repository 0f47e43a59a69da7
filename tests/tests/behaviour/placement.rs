//! Where the version table is.

use ambix::{Config, Dialect};
use ambix_tests::subject::Subject;

use crate::case::{EVERYWHERE, MYSQL, POSTGRES, SQLITE};
use crate::helpers::{all_tables, chain, plain, tables, two, versions};

cases! {
    EVERYWHERE => in_another_schema, under_another_name, behind_no_temporary_table;
    POSTGRES => an_emptied_search_path_does_not_move_it;
    MYSQL => the_database_of_use_does_not_move_it;
    SQLITE => an_attached_database_does_not_hide_it;
}

fn in_another_schema(subject: &mut dyn Subject) {
    let migrations = two(subject).load();
    let (name, quoted) = match subject.dialect() {
        Dialect::Sqlite => {
            subject.execute("ATTACH ':memory:' AS \"My own\"");
            ("My own".to_owned(), "\"My own\"".to_owned())
        }
        Dialect::Postgres => {
            subject.execute("CREATE SCHEMA \"My own\"");
            ("My own".to_owned(), "\"My own\"".to_owned())
        }
        Dialect::Mysql => {
            let name = format!("{} My own", subject.value("SELECT database()"));
            subject.execute(&format!("CREATE DATABASE `{name}`"));
            (name.clone(), format!("`{name}`"))
        }
    };
    let elsewhere = |config: Config| config.version_table_schema(&name);
    assert_eq!(subject.check(&migrations, &elsewhere).unwrap_err().code(), "not-at-head");
    assert_eq!(subject.upgrade(&migrations, "head", &elsewhere).unwrap().applied().len(), 2);
    assert_eq!(subject.upgrade(&migrations, "head", &elsewhere).unwrap().applied().len(), 0);
    assert_eq!(all_tables(subject), ["a", "b"]);
    assert_eq!(subject.value(&format!("SELECT version_num FROM {quoted}.ambix_version")), "b");
    assert_eq!(subject.value(&format!("SELECT max(revision) FROM {quoted}.ambix_journal")), "b");
    subject.downgrade(&migrations, "base", &elsewhere).unwrap();
    assert_eq!(subject.value(&format!("SELECT count(*) FROM {quoted}.ambix_version")), "0");
    if subject.dialect() == Dialect::Mysql {
        subject.execute(&format!("DROP DATABASE {quoted}"));
    }
}

fn under_another_name(subject: &mut dyn Subject) {
    let migrations = two(subject).load();
    let name = "it's \"Shop\" `version`";
    let named = |config: Config| config.version_table(name);
    assert_eq!(subject.upgrade(&migrations, "head", &named).unwrap().applied().len(), 2);
    assert_eq!(subject.upgrade(&migrations, "head", &named).unwrap().applied().len(), 0);
    let mut expected = ["a".to_owned(), "b".to_owned(), name.to_owned(), format!("{name}_journal")];
    expected.sort();
    let mut found = all_tables(subject);
    found.sort();
    assert_eq!(found, expected);
}

/// One of the same name, which an unqualified name would mean.
fn behind_no_temporary_table(subject: &mut dyn Subject) {
    let migrations = two(subject).load();
    if subject.dialect() == Dialect::Mysql {
        // There a temporary table hides the other however it is named; no command may take it for the real one.
        subject.upgrade(&migrations, "a", &plain).unwrap();
        subject
            .execute("CREATE TEMPORARY TABLE ambix_version (version_num VARCHAR(64), lineage VARCHAR(100))");
        subject.upgrade(&migrations, "head", &plain).unwrap_err();
        assert_eq!((versions(subject), tables(subject)), (vec!["a".to_owned()], vec!["a".to_owned()]));
        return;
    }
    subject.execute("CREATE TEMPORARY TABLE ambix_version (version_num TEXT, lineage TEXT, state TEXT)");
    subject.upgrade(&migrations, "head", &plain).unwrap();
    assert_eq!(versions(subject), ["b"]);
    assert_eq!(subject.upgrade(&migrations, "head", &plain).unwrap().applied().len(), 0);
}

fn an_emptied_search_path_does_not_move_it(subject: &mut dyn Subject) {
    let emptied =
        "SELECT pg_catalog.set_config('search_path', '', false);\nCREATE TABLE public.a (id INTEGER);";
    let migrations = chain(
        subject,
        &[(emptied, "DROP TABLE public.a;"), ("CREATE TABLE public.b (id INTEGER);", "DROP TABLE public.b;")],
    )
    .load();
    subject.upgrade(&migrations, "head", &plain).unwrap();
    assert_eq!(versions(subject), ["b"]);
    assert_eq!(tables(subject), ["a", "b"]);
}

fn the_database_of_use_does_not_move_it(subject: &mut dyn Subject) {
    let home = subject.value("SELECT database()");
    let away = format!("{home}_away");
    subject.execute(&format!("CREATE DATABASE {away}"));
    let first = format!("USE {away};\nCREATE TABLE a (id INTEGER);\nINSERT INTO a VALUES (1);");
    let back = format!("DROP TABLE {away}.a;");
    let migrations =
        chain(subject, &[(&first, &back), ("CREATE TABLE b (id INTEGER);", "DROP TABLE b;")]).load();
    assert_eq!(subject.upgrade(&migrations, "head", &plain).unwrap().applied().len(), 2);
    assert_eq!(versions(subject), ["b"]);
    assert_eq!(tables(subject), ["b"]);
    assert_eq!(subject.texts(&format!("SELECT id FROM {away}.a")), ["1"]);
    assert_eq!(subject.value("SELECT database()"), home);
    assert_eq!(subject.downgrade(&migrations, "base", &plain).unwrap().applied().len(), 2);
    subject.execute(&format!("DROP DATABASE {away}"));
}

fn an_attached_database_does_not_hide_it(subject: &mut dyn Subject) {
    let migrations = two(subject).load();
    subject.execute("ATTACH ':memory:' AS other; CREATE TABLE other.ambix_version (version_num TEXT)");
    assert_eq!(subject.upgrade(&migrations, "head", &plain).unwrap().applied().len(), 2);
    assert_eq!(versions(subject), ["b"]);
    assert_eq!(subject.value("SELECT count(*) FROM other.ambix_version"), "0");
}
