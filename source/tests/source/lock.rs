//! The lock file, over the life of a directory.

use std::fs;
use std::path::{Path, PathBuf};

use ambix_source::{Configuration, Loaded, Lock, Source, load};

/// A fresh script directory.
struct Directory {
    root: PathBuf,
    configuration: Configuration,
}

impl Directory {
    fn new(name: &str) -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("lock").join(name);
        let _ = fs::remove_dir_all(&root);
        fs::create_dir_all(root.join("migrations")).unwrap();
        Directory { configuration: Configuration::new(&root), root }
    }

    fn write(&self, id: &str, parents: &str, sql: &str) {
        let text = format!(
            "-- revision: {id}\n-- down_revision: {parents}\n-- ambix:upgrade\n{sql}\n-- ambix:downgrade\nSELECT 0;\n"
        );
        fs::write(self.root.join("migrations").join(format!("{id}.sql")), text).unwrap();
    }

    fn load(&self) -> Loaded {
        load(&self.configuration)
    }

    fn codes(&self) -> Vec<&'static str> {
        self.load().findings.iter().map(|finding| finding.code).collect()
    }

    fn save(&self, lock: &Lock) {
        fs::write(self.configuration.lock_path(), lock.render()).unwrap();
    }

    fn record(&self) -> Lock {
        let mut lock = Lock::default();
        lock.update(&self.load());
        lock
    }
}

fn parse(text: &str) -> Lock {
    Lock::parse(&Source::new("ambix.lock", text)).unwrap()
}

#[test]
fn a_released_revision_is_frozen_until_it_is_reopened() {
    let directory = Directory::new("life");
    directory.write("a1", "none", "CREATE TABLE t (a INT);");
    directory.write("b2", "a1", "CREATE TABLE u (a INT);\nCREATE TABLE v (a INT);");
    let mut lock = directory.record();
    assert_eq!(lock.release(&["a1", "zz"]), Err(vec!["zz".to_owned()]));
    assert_eq!(lock.release(&[]), Ok(vec!["a1".to_owned(), "b2".to_owned()]));
    directory.save(&lock);
    assert!(directory.codes().is_empty());

    directory.write("b2", "a1", "CREATE TABLE u (a INT); -- a comment\n\nCREATE TABLE  v (a INT)");
    directory.write("c3", "b2", "SELECT 1;");
    assert!(directory.codes().is_empty(), "comments, white space and new revisions are free");

    directory.write("b2", "a1", "CREATE TABLE u (a INT);\nCREATE TABLE v (a BIGINT);");
    let loaded = directory.load();
    let [finding] = loaded.findings.as_slice() else { panic!("{:?}", loaded.findings) };
    assert_eq!((finding.code, finding.place().unwrap().line), ("released-changed", 5));
    assert!(loaded.set.is_none() && loaded.partial.is_some());

    let mut lock = parse(&lock.render());
    lock.update(&loaded);
    directory.save(&lock);
    assert_eq!(directory.codes(), ["released-changed"], "an update leaves released revisions as they were");

    assert_eq!(lock.undo_release(&["b2"]), Ok(vec!["b2".to_owned()]));
    lock.update(&directory.load());
    directory.save(&lock);
    assert!(directory.codes().is_empty());
    assert!(lock.is_released("a1") && !lock.is_released("b2"));

    fs::remove_file(directory.root.join("migrations/c3.sql")).unwrap();
    assert!(directory.codes().is_empty(), "an unreleased revision may go");
}

#[test]
fn what_is_written_reads_back() {
    let directory = Directory::new("round_trip");
    directory.write("a1", "none\n-- branch_labels: shop", "SELECT 1;");
    directory.write("b2", "a1\n-- depends_on: c3", "SELECT 1; SELECT 2;");
    directory.write("c3", "none", "");
    directory.write("d4", "b2, c3", "SELECT 3;");
    let mut lock = directory.record();
    lock.release(&["a1"]).unwrap();
    let text = lock.render();
    assert_eq!(parse(&text).render(), text);
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with("revision")).collect();
    assert_eq!(lines[1..], ["format 1", "", "branch c3", "head c3", "", "branch shop", "head d4"]);
}

#[test]
fn two_branches_conflict_at_the_head_and_merge_as_a_union() {
    let directory = Directory::new("conflict");
    directory.write("a1", "none", "SELECT 1;");
    let base = directory.record().render();
    directory.write("b2", "a1", "SELECT 2;");
    let ours = directory.record().render();
    fs::remove_file(directory.root.join("migrations/b2.sql")).unwrap();
    directory.write("c3", "a1", "SELECT 3;");
    let mut theirs = directory.record();
    theirs.release(&["a1"]).unwrap();
    let theirs = theirs.render();
    let head = |text: &str| text.lines().position(|line| line.starts_with("head"));
    assert_eq!(head(&ours), head(&theirs));
    assert_eq!(head(&ours), head(&base));

    let conflicted = format!("<<<<<<< ours\n{ours}||||||| base\n{base}=======\n{theirs}>>>>>>> theirs\n");
    directory.write("b2", "a1", "SELECT 2;");
    fs::write(directory.configuration.lock_path(), &conflicted).unwrap();
    assert_eq!(directory.codes(), ["lock-conflict", "multiple-heads"]);

    let mut lock = parse(&conflicted);
    assert!(lock.is_conflicted());
    directory.write("d4", "b2, c3", "");
    lock.update(&directory.load());
    assert!(!lock.is_conflicted() && lock.is_released("a1"), "what one side released is released");
    directory.save(&lock);
    assert!(directory.codes().is_empty());
    for id in ["a1", "b2", "c3", "d4"] {
        assert!(lock.render().contains(&format!("\nrevision {id} ")));
    }
}
