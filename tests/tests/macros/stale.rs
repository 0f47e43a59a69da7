//! A new file in the script directory of a crate that is built.

use std::fs::{File, FileTimes};
use std::time::{Duration, SystemTime};

use ambix_tests::set::revision;

use crate::project::Project;

fn add(project: &Project, id: &str, parent: &str) {
    let text =
        revision(id, parent, &format!("CREATE TABLE {id} (id INTEGER);"), &format!("DROP TABLE {id};"));
    project.write(&format!("migrations/{id}.sql"), &text);
}

#[test]
fn a_new_file() {
    let project = Project::new().watched();
    add(&project, "a", "");
    let (printed, said) = project.run();
    assert_eq!(printed, "Running upgrade  -> a, Revision a\n");
    assert!(!said.contains("warning"), "{said}");

    // Plain.
    add(&project, "b", "a");
    assert_eq!(project.run().0, "Running upgrade a -> b, Revision b\n");

    // With a time stamp from long ago, as `cp -p`, `tar` and version control leave it.
    add(&project, "c", "b");
    let long_ago = SystemTime::now() - Duration::from_secs(10 * 365 * 86_400);
    let file = File::options().write(true).open(project.folder.path().join("migrations/c.sql")).unwrap();
    file.set_times(FileTimes::new().set_modified(long_ago)).unwrap();
    assert_eq!(project.run().0, "Running upgrade b -> c, Revision c\n");

    // Through the command.
    project.ambix(&["revision", "-m", "by command", "--rev-id", "d"]);
    assert_eq!(project.run().0, "Running upgrade c -> d, by command\n");

    // An edit of a comment rebuilds as well, and changes nothing.
    let path = project.folder.path().join("migrations/c.sql");
    let text = std::fs::read_to_string(&path).unwrap().replace("CREATE TABLE", "-- a comment\nCREATE  TABLE");
    std::fs::write(&path, text).unwrap();
    assert_eq!(project.run().0, "");

    // Without the line in build.rs: a lint that names it, and the program itself notices.
    let project = Project::new();
    project.write("build.rs", "fn main() {\n    println!(\"cargo::rerun-if-changed=build.rs\");\n}\n");
    add(&project, "a", "");
    let (printed, said) = project.run();
    assert_eq!(printed, "Running upgrade  -> a, Revision a\n");
    assert!(said.contains("ambix_unwatched") && said.contains("ambix_build::watch();"), "{said}");
    add(&project, "b", "a");
    let (printed, _) = project.run();
    assert!(
        printed.starts_with("[stale-embed] ") && printed.contains("`b.sql` is not embedded"),
        "{printed}"
    );
    // Touching a source file builds it again.
    let main = project.folder.path().join("src/main.rs");
    File::options().write(true).open(main).unwrap().set_modified(SystemTime::now()).unwrap();
    assert_eq!(project.run().0, "Running upgrade a -> b, Revision b\n");
}
