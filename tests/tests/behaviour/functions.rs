//! Revisions in Rust: both ways, and where the program does not have them.

use ambix::Dialect;
use ambix_tests::set::{Folder, with_function};
use ambix_tests::subject::Subject;

use crate::case::EVERYWHERE;
use crate::helpers::{Op, Revision, code, folder, plain, table, tables, versions};

cases! {
    EVERYWHERE => both_ways, a_program_without_it, waiting_for_something_else;
}

fn set(subject: &dyn Subject) -> Folder {
    let folder = folder(subject);
    folder
        .write("migrations/a.sql", &table("a", ""))
        .write("migrations/b.rs", &code("b", "a", &[]))
        .write("migrations/c.sql", &table("c", "b"));
    folder
}

fn up<'a>(op: Op<'a, '_>) -> Revision<'a> {
    Box::pin(async move {
        op.execute("CREATE TABLE b (id INTEGER)").await?;
        op.execute("INSERT INTO b VALUES (1), (2)").await?;
        for row in op.query("SELECT id FROM b ORDER BY id", []).await? {
            let id = row.integer(0).unwrap_or_default();
            op.execute(format!("INSERT INTO a VALUES ({})", id * 10)).await?;
        }
        Ok(())
    })
}

fn down<'a>(op: Op<'a, '_>) -> Revision<'a> {
    Box::pin(async move {
        op.execute("DELETE FROM a").await?;
        op.execute("DROP TABLE b").await
    })
}

fn both_ways(subject: &mut dyn Subject) {
    let migrations = with_function(set(subject).load(), "b", up, Some(down));
    for applied in [3, 2] {
        assert_eq!(subject.upgrade(&migrations, "head", &plain).unwrap().applied().len(), applied);
        assert_eq!(subject.texts("SELECT id FROM a ORDER BY id"), ["10", "20"]);
        assert_eq!(tables(subject), ["a", "b", "c"]);
        assert_eq!(subject.downgrade(&migrations, "a", &plain).unwrap().applied().len(), 2);
        assert_eq!((versions(subject), tables(subject)), (vec!["a".into()], vec!["a".into()]));
        assert_eq!(subject.texts("SELECT id FROM a"), [""; 0]);
    }
    // What it does is not known, so on MySQL it runs outside of transactions.
    let marks = "SELECT count(*) FROM ambix_journal WHERE revision = 'b' AND statement = 1";
    let expected = if subject.dialect() == Dialect::Mysql { "8" } else { "0" };
    assert_eq!(subject.texts(marks), [expected]);
}

fn a_program_without_it(subject: &mut dyn Subject) {
    let migrations = set(subject).load();
    let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
    assert_eq!(error.code(), "needs-application", "{error:?}");
    assert_eq!(tables(subject), [""; 0], "before anything is done");
    assert_eq!(subject.upgrade(&migrations, "a", &plain).unwrap().applied().len(), 1);
}

/// Only an async connection can; a blocking one says so, instead of hanging.
fn waiting_for_something_else(subject: &mut dyn Subject) {
    fn waits<'a>(op: Op<'a, '_>) -> Revision<'a> {
        Box::pin(async move {
            op.execute("INSERT INTO a VALUES (1)").await?;
            tokio::task::yield_now().await;
            op.execute("INSERT INTO a VALUES (2)").await
        })
    }
    let folder = folder(subject);
    folder
        .write("migrations/a.sql", &table("a", ""))
        .write("migrations/b.rs", &code("b", "a", &["transaction: on"]));
    let migrations = with_function(folder.load(), "b", waits, None);
    subject.upgrade(&migrations, "a", &plain).unwrap();
    let result = subject.upgrade(&migrations, "head", &plain);
    match subject.driver().answer {
        ambix_tests::subject::Answer::Async => {
            result.unwrap();
            assert_eq!(subject.texts("SELECT id FROM a ORDER BY id"), ["1", "2"]);
        }
        ambix_tests::subject::Answer::Blocking => {
            assert_eq!(result.unwrap_err().code(), "foreign-await");
            assert_eq!(subject.texts("SELECT id FROM a"), [""; 0]);
            crate::helpers::assert_at_rest(subject);
        }
    }
}
