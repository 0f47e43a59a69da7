//! Several heads, merges, dependencies, labels and what may be an id.

use ambix_tests::set::Folder;
use ambix_tests::subject::Subject;

use crate::case::EVERYWHERE;
use crate::helpers::{folder, folder_with, plain, table, tables, versions, with_key};

cases! {
    EVERYWHERE => several_heads, a_merge_joins_them, a_depended_on_head_has_no_row,
        a_dependency_across_branches, ids_and_labels;
}

/// `a`, with a branch `left` of two revisions and a branch `right` of one.
fn branches(subject: &dyn Subject) -> Folder {
    let folder = folder_with(subject, "heads = \"many\"");
    folder
        .write("migrations/a.sql", &table("a", ""))
        .write("migrations/b1.sql", &with_key(&table("b1", "a"), "branch_labels: left"))
        .write("migrations/c1.sql", &table("c1", "b1"))
        .write("migrations/b2.sql", &with_key(&table("b2", "a"), "branch_labels: right"));
    folder
}

fn several_heads(subject: &mut dyn Subject) {
    let migrations = branches(subject).load();
    assert_eq!(subject.upgrade(&migrations, "head", &plain).unwrap_err().code(), "multiple-heads");
    assert_eq!(tables(subject), [""; 0]);
    subject.upgrade(&migrations, "right@head", &plain).unwrap();
    assert_eq!(versions(subject), ["b2"]);
    assert_eq!(subject.upgrade(&migrations, "heads", &plain).unwrap().applied().len(), 2);
    assert_eq!(versions(subject), ["b2", "c1"]);
    subject.check(&migrations, &plain).unwrap();
    let error = subject.downgrade(&migrations, "-1", &plain).unwrap_err();
    assert_eq!(error.code(), "ambiguous-downgrade");
    subject.downgrade(&migrations, "left@-1", &plain).unwrap();
    assert_eq!(versions(subject), ["b1", "b2"]);
    assert_eq!(subject.upgrade(&migrations, "left@+1", &plain).unwrap().applied().len(), 1);
    subject.downgrade(&migrations, "a", &plain).unwrap();
    assert_eq!((versions(subject), tables(subject)), (vec!["a".to_owned()], vec!["a".to_owned()]));
}

fn a_merge_joins_them(subject: &mut dyn Subject) {
    let folder = branches(subject);
    let before = folder.load();
    folder.write("migrations/m.sql", &table("m", "c1, b2"));
    let merged = folder.load();
    subject.upgrade(&before, "heads", &plain).unwrap();
    assert_eq!(subject.upgrade(&merged, "head", &plain).unwrap().applied().len(), 1);
    assert_eq!(versions(subject), ["m"]);
    subject.downgrade(&merged, "c1", &plain).unwrap();
    assert_eq!(versions(subject), ["b2", "c1"]);
    // From one side alone.
    subject.downgrade(&merged, "left@a", &plain).unwrap();
    assert_eq!(versions(subject), ["b2"]);
    let report = subject.upgrade(&merged, "head", &plain).unwrap();
    let ran: Vec<_> = report.applied().iter().map(|applied| applied.revision.as_str()).collect();
    assert_eq!(ran, ["b1", "c1", "m"]);
    assert_eq!(versions(subject), ["m"]);
}

fn a_depended_on_head_has_no_row(subject: &mut dyn Subject) {
    let folder = folder(subject);
    folder
        .write("migrations/x.sql", &table("x", ""))
        .write("migrations/y.sql", &with_key(&table("y", ""), "depends_on: x"));
    let migrations = folder.load();
    subject.upgrade(&migrations, "heads", &plain).unwrap();
    assert_eq!(versions(subject), ["y"]);
    subject.check(&migrations, &plain).unwrap();
    assert_eq!(subject.upgrade(&migrations, "heads", &plain).unwrap().applied().len(), 0);
    // What it depends on stays.
    subject.downgrade(&migrations, "y@base", &plain).unwrap();
    assert_eq!((versions(subject), tables(subject)), (vec!["x".to_owned()], vec!["x".to_owned()]));
}

fn a_dependency_across_branches(subject: &mut dyn Subject) {
    let folder = branches(subject);
    folder.write("migrations/c2.sql", &with_key(&table("c2", "b2"), "depends_on: b1"));
    let migrations = folder.load();
    let report = subject.upgrade(&migrations, "right@head", &plain).unwrap();
    let ran: Vec<_> = report.applied().iter().map(|applied| applied.revision.as_str()).collect();
    assert_eq!(ran, ["a", "b1", "b2", "c2"]);
    assert_eq!(versions(subject), ["c2"]);
    subject.upgrade(&migrations, "heads", &plain).unwrap();
    assert_eq!(versions(subject), ["c1", "c2"]);
    let journal =
        "SELECT parents FROM ambix_journal WHERE revision = 'c2' AND outcome = 'done' AND statement IS NULL";
    assert_eq!(subject.texts(journal), ["b2 b1"]);
}

fn ids_and_labels(subject: &mut dyn Subject) {
    let long = "0123456789abcdef0123456789abcdef0123456789ABCDEF0123456789ABCDEF";
    let folder = folder_with(subject, "heads = \"many\"");
    // Ids that differ in case alone are two, whatever the collation of the database.
    let text = table("t1", "").replace("revision: t1", &format!("revision: {long}"));
    folder.write("migrations/1.sql", &with_key(&text, "branch_labels: team-a, größe"));
    let text = table("t2", "").replace("revision: t2", &format!("revision: {}", long.to_lowercase()));
    folder.write("migrations/2.sql", &text);
    let migrations = folder.load();
    assert_eq!(subject.upgrade(&migrations, "team-a@head", &plain).unwrap().applied().len(), 1);
    assert_eq!(versions(subject), [long]);
    assert_eq!(subject.upgrade(&migrations, "heads", &plain).unwrap().applied().len(), 1);
    assert_eq!(subject.texts("SELECT count(*) FROM ambix_version"), ["2"]);
    assert_eq!(subject.downgrade(&migrations, "größe@base", &plain).unwrap().applied().len(), 1);
    assert_eq!(versions(subject), [long.to_lowercase()]);
}
