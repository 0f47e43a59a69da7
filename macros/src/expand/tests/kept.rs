//! What is kept is what would be made again, and nothing else is ever given.

use std::fs;
use std::path::Path;

use syn::parse_quote;

use super::folder::Folder;
use super::{Place, expand};
use crate::args::Args;
use crate::kept::Shelf;

const FIRST: &str = "-- é \"quoted\" \\ and r#\"raw\"#\n--\n-- revision: r1\n-- down_revision:\n\n-- ambix:upgrade\n\
                     CREATE TABLE t (id INTEGER, b BLOB DEFAULT x'00ff', s TEXT DEFAULT '\t\u{7f}');\n\n\
                     -- ambix:downgrade\nDROP TABLE t;\n";
const SECOND: &str = "//! Rust\n//!\n//! revision: r2\n//! down_revision: r1\n\nuse ambix::{Operations, Result};\n\n\
                      pub async fn upgrade(op: &mut Operations<'_>) -> Result<()> {\n    Ok(())\n}\n\n\
                      pub async fn downgrade(op: &mut Operations<'_>) -> Result<()> {\n    Ok(())\n}\n";

struct Set {
    folder: Folder,
    dependencies: &'static str,
}

impl Set {
    fn new(name: &str) -> Self {
        let set = Set { folder: Folder::new(name), dependencies: "libambix.rlib 1" };
        fs::create_dir_all(set.path("migrations")).unwrap();
        fs::create_dir_all(set.path("out")).unwrap();
        set.write("migrations/r1.sql", FIRST);
        set
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.0.join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    fn expand(&self, args: &Args, input: &str, shelf: bool) -> String {
        let digest = ambix_build::digest(&self.path("migrations")).unwrap();
        let shelf =
            shelf.then(|| Shelf { folder: self.path("out"), dependencies: self.dependencies.to_owned() });
        let place = Place {
            root: self.folder.0.clone(),
            caller: Some(self.path("src/main.rs")),
            seen: Some(format!("migrations={digest}")),
            shelf,
        };
        expand(args, input, &place).map_or_else(|error| error.to_string(), |tokens| tokens.to_string())
    }

    /// As it would be with nothing kept, and as it is.
    fn both(&self) -> (String, String) {
        let args = parse_quote!();
        (self.expand(&args, "", false), self.expand(&args, "", true))
    }

    fn kept(&self) -> Vec<std::path::PathBuf> {
        fs::read_dir(self.path("out")).unwrap().map(|entry| entry.unwrap().path()).collect()
    }
}

/// Puts a mark into what is kept: who gives the mark has read it.
fn mark(path: &Path) {
    let text = fs::read_to_string(path).unwrap();
    fs::write(path, text.replacen("private", "marked", 1)).unwrap();
}

#[test]
fn what_is_kept_is_given_again() {
    let set = Set::new("again");
    set.write("migrations/r2.rs", SECOND);
    let (made, first) = set.both();
    assert!(made.contains("revision_1"), "{made}");
    assert_eq!(made, first);
    let (_, second) = set.both();
    assert_eq!(made, second);
    let [path] = &set.kept()[..] else { panic!("{:?}", set.kept()) };
    mark(path);
    assert_eq!(set.both().1, made.replacen("private", "marked", 1));
}

#[test]
fn a_change_is_seen() {
    let changes: [fn(&mut Set); 5] = [
        |set| set.write("migrations/r1.sql", &FIRST.replace("BLOB", "TEXT")),
        |set| set.write("migrations/r2.rs", SECOND),
        |set| set.write("ambix.toml", "[ambix]\nversion_table = \"other\"\n"),
        |set| set.write("migrations/r1.sql", "-- revision: r1\n"),
        |set| set.dependencies = "libambix.rlib 2",
    ];
    for (nth, change) in changes.into_iter().enumerate() {
        let mut set = Set::new(&format!("change-{nth}"));
        set.both();
        set.kept().iter().for_each(|path| mark(path));
        change(&mut set);
        let (made, given) = set.both();
        assert_eq!(made, given, "{nth}");
        assert!(!given.contains("marked"), "{nth}");
    }
}

#[test]
fn arguments_are_kept_apart() {
    let set = Set::new("arguments");
    set.both();
    let other = set.expand(&parse_quote!(crate = other), "crate = other", true);
    assert!(other.contains("other :: private"), "{other}");
    assert_eq!(set.kept().len(), 2);
    // The text of a path that begins with it does not say whose crate it is.
    set.expand(&parse_quote!(crate = other), "crate = $crate :: other", true);
    assert_eq!(set.kept().len(), 2);
}

#[test]
fn half_a_file_is_made_again() {
    let set = Set::new("half");
    let (made, _) = set.both();
    for path in set.kept() {
        let text = fs::read(&path).unwrap();
        fs::write(&path, &text[..text.len() - 40]).unwrap();
    }
    assert_eq!(set.both().1, made);
}
