//! Which files are read, and in which order.

use std::fs;
use std::path::{Path, PathBuf};

use ambix_source::{Configuration, load};

fn directory(name: &str, files: &[&str]) -> Configuration {
    let root: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR")).join("directory").join(name);
    let _ = fs::remove_dir_all(&root);
    let mut parent = "none".to_owned();
    for (nth, file) in files.iter().enumerate() {
        let path = root.join("migrations").join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let text = format!(
            "-- revision: r{nth}\n-- down_revision: {parent}\n-- ambix:upgrade\n-- ambix:downgrade\n"
        );
        fs::write(path, text).unwrap();
        parent = format!("r{nth}");
    }
    Configuration::new(root)
}

fn order(configuration: &Configuration) -> Vec<String> {
    let loaded = load(configuration);
    assert!(loaded.findings.is_empty(), "{:?}", loaded.findings);
    loaded.scripts.iter().map(|script| script.relative.clone()).collect()
}

#[test]
fn load_order_is_that_of_stems() {
    let configuration = directory(
        "order",
        &["b.sql", "z/a.sql", "a_b.sql", "B.sql", "y/b.sql", "a-b.sql", "ä.sql", "10.sql", "9.sql"],
    );
    let expected = ["10.sql", "9.sql", "B.sql", "z/a.sql", "a-b.sql", "a_b.sql", "b.sql", "y/b.sql", "ä.sql"];
    assert_eq!(order(&configuration), expected);
}

#[cfg(unix)]
#[test]
fn links_are_followed_once() {
    use std::os::unix::fs::symlink;
    let configuration = directory("links", &["a.sql", "folder/b.sql"]);
    let migrations = configuration.directory();
    symlink(&migrations, migrations.join("folder/up")).unwrap();
    symlink(migrations.join("folder"), migrations.join("again")).unwrap();
    assert_eq!(load(&configuration).scripts.len(), 2);

    symlink("nowhere", migrations.join("c.sql")).unwrap();
    let loaded = load(&configuration);
    let codes: Vec<_> = loaded.findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["unreadable-file"]);
}

#[test]
fn the_environment_moves_the_directory() {
    let moved = directory("moved", &["a.sql"]);
    let configuration = Configuration::new(moved.root.join("elsewhere"));
    assert_eq!(configuration.directory_variable(), "AMBIX_DIR");
    let configuration = configuration.with_directory(Some(moved.directory()));
    assert_eq!(order(&configuration), ["a.sql"]);
    let set = load(&configuration).into_result().unwrap();
    let text = set.text();
    let settings = ambix_graph::script::Settings::read(set.image(&text));
    assert_eq!(
        settings.script_location, "migrations",
        "what is embedded does not depend on where it is built"
    );
}

#[test]
fn paths_begin_where_people_are() {
    let broken = directory("shown", &["a.sql"]);
    fs::write(broken.directory().join("b.sql"), "-- revision: b\n").unwrap();
    fs::write(broken.directory().join("notes.txt"), "").unwrap();
    fs::write(broken.directory().join("ambix.lock"), "?").unwrap();
    let places = |shown_root: &str| {
        let configuration = Configuration::load_shown(&broken.root, None, shown_root).unwrap();
        let findings = load(&configuration).findings;
        let places = findings.iter().filter_map(|finding| Some(finding.place()?.path));
        places.collect::<std::collections::BTreeSet<_>>().into_iter().collect::<Vec<_>>()
    };
    for (shown_root, location) in
        [("", "migrations"), ("demo", "demo/migrations"), ("../..", "../../migrations")]
    {
        let expected = ["ambix.lock", "b.sql", "notes.txt"].map(|name| format!("{location}/{name}"));
        assert_eq!(places(shown_root), expected);
    }
    fs::write(broken.root.join("ambix.toml"), "[ambix]\nscript_location = \"../there\"\nno = 1\n").unwrap();
    let findings = Configuration::load_shown(&broken.root, None, "demo").unwrap_err();
    assert_eq!(findings[0].place().unwrap().path, "demo/ambix.toml");
    fs::write(broken.root.join("ambix.toml"), "[ambix]\nscript_location = \"../there\"\n").unwrap();
    let configuration = Configuration::load_shown(&broken.root, None, "demo").unwrap();
    assert_eq!(configuration.shown_directory(), "there");
}
