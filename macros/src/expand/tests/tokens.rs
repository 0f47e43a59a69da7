//! What the macro gives the compiler to read: tokens cost time at every build, so there are none for each revision
//! where the build script watches.

use std::fs;

use proc_macro2::{TokenStream, TokenTree};
use syn::parse_quote;

use super::folder::Folder;
use super::{Place, expand};

#[path = "../../../../tests/tests/ceilings/table.rs"]
mod table;

#[test]
fn tokens_for_each_revision() {
    for (name, watched) in [("watched", true), ("unwatched", false)] {
        let (few, many) = (tokens(100, watched), tokens(1_000, watched));
        table::check(&format!("tokens, 100 revisions, {name}"), few);
        table::check(&format!("tokens for each revision, {name}"), (many - few).div_ceil(900));
    }
}

/// The tokens of a set of so many revisions.
fn tokens(revisions: usize, watched: bool) -> u64 {
    let folder = Folder::new(&format!("{revisions}-{watched}"));
    let migrations = folder.0.join("migrations");
    fs::create_dir_all(&migrations).unwrap();
    for number in 0..revisions {
        let parent = number.checked_sub(1).map(|parent| format!(" r{parent:04}")).unwrap_or_default();
        let text = format!(
            "-- Revision {number}\n--\n-- revision: r{number:04}\n-- down_revision:{parent}\n\n-- ambix:upgrade\n\
             CREATE TABLE t{number} (id INTEGER);\n\n-- ambix:downgrade\nDROP TABLE t{number};\n"
        );
        fs::write(migrations.join(format!("r{number:04}.sql")), text).unwrap();
    }
    let seen = watched.then(|| format!("migrations={}", ambix_build::digest(&migrations).unwrap()));
    let place = Place { root: folder.0.clone(), caller: None, seen, shelf: None };
    count(expand(&parse_quote!(), "", &place).unwrap())
}

/// A group is a token beside what is in it.
fn count(tokens: TokenStream) -> u64 {
    let count = |token| match token {
        TokenTree::Group(group) => 1 + count(group.stream()),
        _ => 1,
    };
    tokens.into_iter().map(count).sum()
}
