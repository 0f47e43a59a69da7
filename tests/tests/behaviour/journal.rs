//! What the journal tells.

use ambix::Dialect;
use ambix_tests::subject::Subject;

use crate::case::EVERYWHERE;
use crate::helpers::{alone, chain, off, plain, two};

cases! {
    EVERYWHERE => it_tells_the_story, statement_by_statement, who_and_when;
}

const ENTRIES: &str = "SELECT revision, parents, direction, statement, statements, done, outcome, length(hashes) \
                       FROM ambix_journal ORDER BY id";

fn it_tells_the_story(subject: &mut dyn Subject) {
    let migrations = two(subject).load();
    subject.upgrade(&migrations, "head", &plain).unwrap();
    subject.downgrade(&migrations, "-1", &plain).unwrap();
    subject.stamp(&migrations, "head".into(), &plain).unwrap();
    let whole: Vec<String> =
        subject.texts(ENTRIES).into_iter().filter(|entry| entry.contains("NULL 1 1 done")).collect();
    let expected =
        ["a  upgrade NULL 1 1 done 16", "b a upgrade NULL 1 1 done 16", "b a downgrade NULL 1 1 done 16"];
    assert_eq!(whole, expected);
    let all = subject.texts(ENTRIES);
    match subject.dialect() {
        // A stamp is an entry, too.
        Dialect::Sqlite | Dialect::Postgres => assert_eq!(all.len(), 4, "{all:#?}"),
        // A table commits by itself: the revision and its statement are announced before and confirmed after.
        Dialect::Mysql => {
            assert_eq!(all.len(), 4 * 3 + 1, "{all:#?}");
            assert_eq!(
                all[..3],
                ["a  upgrade NULL 1 0 started 16", "a  upgrade 1 1 0 started 16", "a  upgrade 1 1 0 done 16"]
            );
        }
    }
    assert_eq!(subject.texts("SELECT DISTINCT format FROM ambix_journal"), ["1"]);
    assert_eq!(subject.texts("SELECT direction FROM ambix_journal ORDER BY id DESC LIMIT 1"), ["stamp"]);
}

fn statement_by_statement(subject: &mut dyn Subject) {
    let folder = chain(subject, &[("CREATE TABLE a (id INTEGER);", "DROP TABLE a;")]);
    let body = format!("INSERT INTO a VALUES (1);\n{}", alone(subject));
    folder.write("migrations/b.sql", &off("b", "a", &body, "DELETE FROM a;"));
    let migrations = folder.load();
    subject.upgrade(&migrations, "head", &plain).unwrap();
    let entries = "SELECT direction, statement, outcome FROM ambix_journal WHERE revision = 'b' ORDER BY id";
    assert_eq!(
        subject.texts(entries),
        [
            "upgrade NULL started",
            "upgrade 1 done",
            "upgrade 2 started",
            "upgrade 2 done",
            "upgrade NULL done"
        ]
    );
}

fn who_and_when(subject: &mut dyn Subject) {
    let migrations = two(subject).load();
    subject.upgrade(&migrations, "head", &plain).unwrap();
    let entries = subject.texts(
        "SELECT CASE WHEN started <= finished THEN 'in order' END, CASE WHEN host IS NULL THEN 'nowhere' ELSE 'somewhere' END, \
         set_name, ambix_version FROM ambix_journal WHERE revision = 'b' AND statement IS NULL AND outcome = 'done'",
    );
    assert_eq!(entries, [format!("in order somewhere  {}", env!("CARGO_PKG_VERSION"))]);
    let times = subject.texts("SELECT started FROM ambix_journal");
    assert!(times.iter().all(|time| time.starts_with("20") && time.ends_with('Z')), "{times:?}");
}
